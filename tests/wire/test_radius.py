"""Packets of RADIUS: RFC 2865's own example, and the fields as tshark and scapy read them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from scapy.layers.radius import Radius

from iosemu.wire import Malformed, ipv4, pcap
from iosemu.wire.radius import (
    ACCESS_PORT,
    ACCOUNTING_PORT,
    Attr,
    Code,
    Packet,
    Status,
    hide,
    reveal,
)  # fmt: skip
from iosemu.wire.udp import Udp

# RFC 2865, section 7.1: user nemo logs in at port 3, secret xyzzy5461
RFC = bytes.fromhex(
    "01000038 0f403f9473978057bd83d5cb98f4227a 01066e656d6f 02120dbe708d93d413ce3196e43f782a0aee"
    "0406c0a80110 050600000003".replace(" ", "")
)
RFC_ACCEPT = bytes.fromhex(
    "02000026 86fe220e7624ba2a1005f6bf9b55e0b2 060600000001 0f0600000000 0e06c0a80103".replace(" ", "")
)
SECRET = b"xyzzy5461"


def test_the_rfcs_example() -> None:
    request = Packet.decode(RFC)
    assert request.encode() == RFC
    assert (request.code, request.text(Attr.USER_NAME), request.number(Attr.NAS_PORT)) == (Code.ACCESS_REQUEST, "nemo", 3)
    hidden = request.first(Attr.USER_PASSWORD)
    assert hidden is not None and reveal(hidden, SECRET, request.authenticator) == b"arctangent"
    assert hide(b"arctangent", SECRET, request.authenticator) == hidden
    reply = Packet.decode(RFC_ACCEPT)
    assert reply.sealed(SECRET, request.authenticator) and not reply.sealed(b"other", request.authenticator)
    again = Packet(reply.code, reply.id, attributes=list(reply.attributes))
    again.seal(SECRET, request.authenticator)
    assert again.encode() == RFC_ACCEPT


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 128])
def test_passwords_of_all_lengths(length: int) -> None:
    password = bytes(range(1, length + 1))
    hidden = hide(password, SECRET, bytes(range(16)))
    assert len(hidden) == max(16, -(-length // 16) * 16)
    assert reveal(hidden, SECRET, bytes(range(16))) == password


def test_pairs_and_signatures() -> None:
    packet = Packet(Code.ACCESS_ACCEPT, 9)
    packet.add_pair("shell:priv-lvl=15")
    packet.add(Attr.VENDOR_SPECIFIC, (311).to_bytes(4, "big") + b"\x01\x04ab")
    packet.sign(SECRET, bytes(16))
    packet.seal(SECRET, bytes(16))
    read = Packet.decode(packet.encode() + b"padding")
    assert read.pairs() == ["shell:priv-lvl=15"] and read.signed(SECRET, bytes(16)) is True
    assert read.signed(b"other", bytes(16)) is False and Packet.decode(RFC).signed(SECRET, bytes(16)) is None


@pytest.mark.parametrize(
    "data",
    [b"", RFC[:19], RFC[:30], b"\x01\x00\x00\x13" + bytes(16), b"\x01\x00\x10\x01" + bytes(4093), RFC[:3] + b"\x17" + RFC[4:23], RFC[:20] + b"\x01\x01"],
)
def test_what_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Packet.decode(data)
    with pytest.raises(Malformed):
        reveal(b"123", SECRET, bytes(16))


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_as_others_read_them(tmp_path: Path) -> None:
    login = Packet(Code.ACCESS_REQUEST, 7, bytes(range(16)))
    login.add(Attr.USER_NAME, "anna")
    login.add(Attr.USER_PASSWORD, hide(b"one", b"cisco", login.authenticator))
    login.add(Attr.NAS_PORT, 2)
    login.add(Attr.NAS_PORT_ID, "tty2")
    login.sign(b"cisco", login.authenticator)
    read = Radius(login.encode())
    assert (read.code, read.id, len(read.attributes)) == (1, 7, 5)
    assert read.attributes[4].name == "Message-Authenticator"
    stop = Packet(Code.ACCOUNTING_REQUEST, 8)
    stop.add(Attr.ACCT_STATUS_TYPE, Status.STOP)
    stop.add(Attr.ACCT_SESSION_ID, "0000000A")
    stop.seal(b"cisco")
    accept = Packet(Code.ACCESS_ACCEPT, 7)
    accept.add_pair("shell:priv-lvl=15")
    accept.seal(b"cisco", login.authenticator)
    file = tmp_path / "radius.pcap"
    one, two = 0xC0000201, 0xC0000202
    frames = []
    for packet, src, dst, port in ((login, one, two, ACCESS_PORT), (accept, two, one, 0), (stop, one, two, ACCOUNTING_PORT)):
        ports = (1645 + (port == ACCOUNTING_PORT), port) if port else (ACCESS_PORT, 1645)
        data = Udp(*ports, packet.encode()).encode(src, dst)
        frames.append(pcap.Packet(0.0, bytes(12) + b"\x08\x00" + ipv4.IPv4(src, dst, ipv4.UDP, data).encode()))
    file.write_bytes(pcap.encode(frames, pcap.LinkType.ETHERNET))
    fields = ("code", "id", "User_Name", "User_Password_encrypted", "Cisco_AVPair", "Acct_Status_Type", "Acct_Session_Id")
    args = ["tshark", "-r", str(file), "-T", "fields", "-o", "radius.shared_secret:cisco", "-o", "radius.validate_authenticator:TRUE"]
    for name in fields:
        args += ["-e", f"radius.{name}"]
    out = subprocess.run([*args, "-e", "_ws.expert.message"], capture_output=True, text=True, check=True).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    assert [row[:3] for row in rows] == [["1", "7", "anna"], ["2", "7", ""], ["4", "8", ""]]
    assert rows[1][4] == "shell:priv-lvl=15" and rows[2][5:7] == ["2", "0000000A"]
    assert not any("uthenticator" in row[-1] for row in rows)  # all of them verify
