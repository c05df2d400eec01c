"""Packets of TACACS+: what scapy and tshark read in them, and what cannot be read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import scapy.contrib.tacacs
from hypothesis import given
from hypothesis import strategies as st
from scapy.contrib.tacacs import TacacsAuthenticationReply, TacacsHeader, obfuscate

from iosemu.wire import Malformed, ipv4, pcap
from iosemu.wire.tacacs import (
    HEAD,
    NOECHO,
    PORT,
    SINGLE_CONNECTION,
    START,
    STOP,
    Account,
    Acct,
    Authen,
    Author,
    Body,
    Continue,
    Kind,
    Packet,
    Reply,
    Request,
    Response,
    Start,
    Stream,
    Taken,
    pad,
    sealed,
)
from iosemu.wire.tcp import ACK, PSH, Tcp

SECRET = b"tackey"
SESSION = 0x1234ABCD
TALK: list[tuple[int, int, Body]] = [
    (Kind.AUTHENTICATION, 1, Start(b"", b"tty2", b"192.0.2.9")),
    (Kind.AUTHENTICATION, 2, Reply(Authen.GETUSER, b"\nUsername: ")),
    (Kind.AUTHENTICATION, 3, Continue(b"anna")),
    (Kind.AUTHENTICATION, 4, Reply(Authen.GETPASS, b"Password: ", flags=NOECHO)),
    (Kind.AUTHENTICATION, 5, Continue(b"one")),
    (Kind.AUTHENTICATION, 6, Reply(Authen.PASS)),
    (Kind.AUTHORIZATION, 1, Request(b"anna", b"tty2", b"192.0.2.9", [b"service=shell", b"cmd=show", b"cmd-arg=clock"], level=15)),
    (Kind.AUTHORIZATION, 2, Response(Author.PASS_ADD, [b"priv-lvl=15"], b"welcome")),
    (Kind.ACCOUNTING, 1, Account(START, b"anna", b"tty2", b"192.0.2.9", [b"task_id=7", b"service=shell"])),
    (Kind.ACCOUNTING, 2, Taken(Acct.SUCCESS)),
    (Kind.ACCOUNTING, 1, Account(STOP, b"anna", b"tty2", b"192.0.2.9", [b"task_id=7", b"elapsed_time=3"])),
]


def test_what_is_sealed_opens() -> None:
    for kind, sequence, body in TALK:
        packet = sealed(body, kind, sequence, SESSION, SECRET)
        read = Packet.decode(packet.encode())
        assert read.opened(SECRET) == body and read.body != body.encode()
        with pytest.raises(Malformed):
            read.opened(b"")  # it is hidden
        clear = sealed(body, kind, sequence, SESSION, b"")
        assert clear.body == body.encode() and Packet.decode(clear.encode()).opened(b"") == body
        with pytest.raises(Malformed):
            clear.opened(SECRET)  # a client that has a secret takes nothing in clear (RFC 8907, section 4.5)


def test_another_secret_is_noticed() -> None:
    read = 0
    for kind, sequence, body in TALK:
        try:
            sealed(body, kind, sequence, SESSION, SECRET).opened(b"other")
            read += 1
        except Malformed:
            pass
    assert read == 0


@given(st.text(st.characters(codec="ascii"), min_size=1), st.integers(0, 2**32 - 1), st.binary(max_size=100), st.integers(1, 255))
def test_the_pad_is_scapys(secret: str, session: int, data: bytes, sequence: int) -> None:
    over = pad(len(data), session, secret.encode(), 0xC0, sequence)
    ours = bytes(own ^ other for own, other in zip(data, over, strict=True))
    assert ours == obfuscate(data, secret, session, 0xC0, sequence)


def test_scapy_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scapy.contrib.tacacs, "SECRET", SECRET.decode())
    start = TacacsHeader(sealed(TALK[0][2], Kind.AUTHENTICATION, 1, SESSION, SECRET, SINGLE_CONNECTION).encode())
    assert (start.type, start.seq, start.flags, start.session_id) == (1, 1, 4, SESSION)
    assert (start.action, start.priv_lvl, start.authen_type, start.authen_service) == (1, 1, 1, 1)
    assert (start.user_len, start.port, start.rem_addr) == (0, b"tty2", b"192.0.2.9")
    told = TacacsHeader(sealed(TALK[3][2], Kind.AUTHENTICATION, 4, SESSION, SECRET).encode())
    assert (told[TacacsAuthenticationReply].status, told.server_msg) == (5, b"Password: ")


def test_packets_out_of_a_stream() -> None:
    packets = [sealed(body, kind, sequence, SESSION, SECRET) for kind, sequence, body in TALK]
    data = b"".join(packet.encode() for packet in packets)
    for size in (1, 7, len(data)):
        stream, found = Stream(), []
        for at in range(0, len(data), size):
            found += stream.take(data[at : at + size])
        assert found == packets


@pytest.mark.parametrize(
    "data",
    [b"", b"\xc0" * (HEAD - 1), b"\xd0\x01\x01\x00" + bytes(8), b"\xc0\x04\x01\x00" + bytes(8), b"\xc0\x01\x01\x00" + bytes(7) + b"\x01"],
)
def test_what_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Packet.decode(data)


def test_lengths_that_lie() -> None:
    with pytest.raises(Malformed):
        Stream().take(b"\xc0\x01\x01\x00" + bytes(4) + b"\x7f\xff\xff\xff")
    for kind, sequence, body in TALK:
        data = body.encode()
        for end in range(len(data)):
            with pytest.raises(Malformed):
                Packet(kind, sequence, SESSION, data[:end], flags=1).opened(b"")
        with pytest.raises(Malformed):
            Packet(kind, sequence, SESSION, data + b"x", flags=1).opened(b"")


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_them(tmp_path: Path) -> None:
    client, server = 0x0A000001, 0x0A000009
    frames, numbers = [], {client: 1, server: 1}
    for kind, sequence, body in TALK:
        data = sealed(body, kind, sequence, SESSION + kind, SECRET).encode()
        src, dst = (client, server) if sequence % 2 else (server, client)
        ports = (40000, PORT) if sequence % 2 else (PORT, 40000)
        segment = Tcp(*ports, numbers[src], numbers[dst], ACK | PSH, 4128, payload=data)
        packet = ipv4.IPv4(src, dst, ipv4.TCP, segment.encode(src, dst)).encode()
        frames.append(pcap.Packet(0.0, bytes(12) + b"\x08\x00" + packet))
        numbers[src] += len(data)
    path = tmp_path / "tacacs.pcap"
    path.write_bytes(pcap.encode(frames, pcap.LinkType.ETHERNET))
    args = ["tshark", "-r", str(path), "-O", "tacplus", "-o", f"tacplus.key:{SECRET.decode()}"]
    told = subprocess.run(args, capture_output=True, text=True, check=True).stdout
    words = [line.strip() for line in told.splitlines()]
    read = iter(words)
    for text in EXPECTED:  # in this order
        assert text in read, text
    assert not any("alformed" in word for word in words)


EXPECTED = (
    "Action: Inbound Login (1)", "Remote Address: 192.0.2.9",
    "Status: Send Username (0x04)", "Server message: \\nUsername:",
    "User: anna",
    "Status: Send Password (0x05)", "Flags: 0x01(NoEcho)",
    "User: one",
    "Status: Authentication Passed (0x01)",
    "Auth Method: TACACSPLUS (0x06)", "Privilege Level: 15", "Arg[2] value: cmd-arg=clock",
    "Arg[0] value: priv-lvl=15",
    ".... ..1. = Start: Set", "Arg[1] value: service=shell",
    "Status: Success (0x01)",
    ".... .1.. = Stop: Set", "Arg[1] value: elapsed_time=3",
)  # fmt: skip
