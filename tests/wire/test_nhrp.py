"""NHRP packets: sizes as captured devices had them, round trips, refusal of broken bytes, independent decoders."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.types import parse_ipv4
from iosemu.wire import Malformed, gre, ipv4, nhrp
from iosemu.wire.checksum import checksum

SPOKE, SPOKE_NBMA = parse_ipv4("172.16.0.2"), parse_ipv4("198.51.100.2")
HUB, HUB_NBMA = parse_ipv4("172.16.0.1"), parse_ipv4("203.0.113.2")


def registration(password: str = "") -> nhrp.Packet:
    extensions = [
        nhrp.Extension(nhrp.EXT_RESPONDER),
        nhrp.Extension(nhrp.EXT_FORWARD_TRANSIT),
        nhrp.Extension(nhrp.EXT_REVERSE_TRANSIT),
        nhrp.Extension(nhrp.EXT_NAT, compulsory=False, cies=[nhrp.Cie(0, 32, 17916, 0, HUB_NBMA, HUB)]),
    ]
    if password:
        extensions.insert(3, nhrp.cleartext(password))
    flags = nhrp.REGISTRATION_UNIQUE | nhrp.NAT
    cie = nhrp.Cie(0, 32, 17916, 7200)
    return nhrp.Packet(nhrp.REGISTRATION_REQUEST, SPOKE_NBMA, SPOKE, HUB, 3, flags, 255, [cie], extensions)


def resolution() -> nhrp.Packet:
    extensions = [nhrp.Extension(kind) for kind in (nhrp.EXT_RESPONDER, nhrp.EXT_FORWARD_TRANSIT)]
    extensions += [nhrp.Extension(nhrp.EXT_REVERSE_TRANSIT), nhrp.Extension(nhrp.EXT_NAT, compulsory=False)]
    flags = nhrp.ROUTER | nhrp.AUTHORITATIVE | nhrp.SOURCE_STABLE | nhrp.NAT
    cies = [nhrp.Cie(0, 32, 17916, 7200)]
    return nhrp.Packet(nhrp.RESOLUTION_REQUEST, SPOKE_NBMA, SPOKE, HUB, 4, flags, 255, cies, extensions)


def test_sizes_are_those_of_captured_packets() -> None:
    # "pktsz: 92 extoff: 52" of a registration request without authentication, 108 with it, resolution request 72 / 88
    packet = registration()
    assert len(packet.encode()) == 92
    assert (packet.size, packet.extension_offset) == (92, 52)
    assert len(registration("cisco").encode()) == 108
    request = resolution()
    assert len(request.encode()) == 72
    transit = request.extension(nhrp.EXT_FORWARD_TRANSIT)
    assert transit is not None
    transit.cies.append(nhrp.Cie(0, 32, 17916, 7200, HUB_NBMA, HUB))
    assert len(request.encode()) == 92


def test_checksum_covers_the_packet() -> None:
    assert checksum(registration().encode()) == 0


def test_password_survives() -> None:
    found = nhrp.Packet.decode(registration("S3cret").encode()).extension(nhrp.EXT_AUTHENTICATION)
    assert found is not None
    assert nhrp.password_of(found) == "S3cret"


addresses = st.none() | st.integers(0, 0xFFFFFFFF)
u16 = st.integers(0, 65535)
u8 = st.integers(0, 255)
cies = st.builds(nhrp.Cie, u8, u8, u16, u16, addresses, addresses, u8)
extensions = st.one_of(
    st.builds(
        nhrp.Extension,
        st.sampled_from([nhrp.EXT_RESPONDER, nhrp.EXT_FORWARD_TRANSIT, nhrp.EXT_REVERSE_TRANSIT, nhrp.EXT_NAT]),
        st.booleans(),
        st.lists(cies, max_size=3),
    ),
    st.builds(lambda kind, data: nhrp.Extension(kind, data=data), st.integers(10, 0x3FFF), st.binary(max_size=40)),
)


@given(
    st.integers(1, 6), addresses, addresses, addresses, st.integers(0, 0xFFFFFFFF), u16, u8, st.lists(cies, max_size=4),
    st.lists(extensions, max_size=4),
)  # fmt: skip
def test_round_trip(
    kind: int, nbma: int | None, src: int | None, dst: int | None, number: int, flags: int, hops: int,
    entries: list[nhrp.Cie], more: list[nhrp.Extension],
) -> None:  # fmt: skip
    packet = nhrp.Packet(kind, nbma, src, dst, number, flags, hops, entries, more)
    length = packet.length  # known before
    assert nhrp.Packet.decode(packet.encode()) == packet
    assert length == len(packet.encode())


def test_indication_carries_the_packet_that_caused_it() -> None:
    inside = registration().encode()
    packet = nhrp.Packet(nhrp.ERROR_INDICATION, HUB_NBMA, HUB, SPOKE, code=11, offset=84, contents=inside)
    assert packet.length == len(packet.encode())
    found = nhrp.Packet.decode(packet.encode())
    assert (found.code, found.offset, found.contents) == (11, 84, inside)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_politely(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        nhrp.Packet.decode(data)


@given(st.integers(0, 107), st.integers(1, 255))
def test_a_changed_octet_never_goes_unnoticed(at: int, change: int) -> None:
    data = bytearray(registration("cisco").encode())
    data[at] ^= change
    with pytest.raises(Malformed):
        nhrp.Packet.decode(bytes(data))


@given(st.integers(0, 91))
def test_a_cut_packet_is_refused(length: int) -> None:
    with pytest.raises(Malformed):
        nhrp.Packet.decode(registration().encode()[:length])


def test_scapy_reads_the_gre_packet_that_carries_it() -> None:
    from scapy.layers.inet import IP
    from scapy.layers.l2 import GRE

    outer = ipv4.IPv4(SPOKE_NBMA, HUB_NBMA, ipv4.GRE, gre.Gre(gre.NHRP, registration().encode()).encode())
    found = IP(outer.encode())
    assert found[GRE].proto == gre.NHRP
    assert bytes(found[GRE].payload) == registration().encode()


def test_tshark_agrees(tmp_path: Path) -> None:
    if shutil.which("tshark") is None or shutil.which("text2pcap") is None:
        pytest.skip("needs tshark")
    data = ipv4.IPv4(HUB_NBMA, SPOKE_NBMA, ipv4.ICMP, bytes(64)).encode()
    packets = [
        registration("cisco"),
        resolution(),
        nhrp.Packet(nhrp.PURGE_REQUEST, HUB_NBMA, HUB, SPOKE, 9, 0, 255, [nhrp.Cie(0, 24, protocol=SPOKE)], [
            nhrp.Extension(nhrp.EXT_FORWARD_TRANSIT)]),
        nhrp.Packet(nhrp.ERROR_INDICATION, HUB_NBMA, HUB, SPOKE, code=11, offset=84, contents=registration().encode()),
        nhrp.Packet(nhrp.TRAFFIC_INDICATION, HUB_NBMA, HUB, SPOKE, contents=data),
    ]  # fmt: skip
    text = ""
    for packet in packets:
        outer = ipv4.IPv4(SPOKE_NBMA, HUB_NBMA, ipv4.GRE, gre.Gre(gre.NHRP, packet.encode()).encode()).encode()
        text += "000000 " + outer.hex(" ") + "\n"
    (tmp_path / "a.txt").write_text(text)
    capture = str(tmp_path / "a.pcap")
    subprocess.run(["text2pcap", "-q", "-l", "101", str(tmp_path / "a.txt"), capture], check=True, timeout=30)
    names = ["nhrp.hdr.op.type", "nhrp.hdr.pktsz", "nhrp.hdr.chksum.status", "nhrp.src.prot.addr", "_ws.malformed"]
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "occurrence=f"]
    for name in names:
        command += ["-e", name]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
    rows = [line.split("\t") for line in run.stdout.splitlines()]
    assert [row[0] for row in rows] == ["3", "1", "5", "7", "8"]
    assert [int(row[1]) for row in rows] == [packet.size for packet in packets]
    assert all(row[2] == "1" and row[4] == "" for row in rows)
    assert [row[3] for row in rows] == ["172.16.0.2"] * 2 + ["172.16.0.1"] * 3
