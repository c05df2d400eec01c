"""ICMP judged by scapy; HDLC and SLARP by the bytes that Linux's cisco-hdlc and Wireshark know."""

from __future__ import annotations

import pytest

from iosemu.wire import Malformed, hdlc, icmp, ipv4
from iosemu.wire.icmp import Icmp, Quote

ABOUT = ipv4.IPv4(0x0A000001, 0x0A000002, ipv4.UDP, b"12345678rest", 7, 0, 99)

MESSAGES = [
    Icmp(icmp.ECHO, 0, 7 << 16 | 3, b"x" * 72),
    Icmp(icmp.ECHO_REPLY, 0, 7 << 16 | 3, b"x" * 71),
    Icmp(icmp.UNREACHABLE, icmp.HOST, 0, ABOUT.encode()[:28]),
    Icmp(icmp.UNREACHABLE, icmp.FRAGMENTATION_NEEDED, 1400, ABOUT.encode()[:28]),
    Icmp(icmp.UNREACHABLE, icmp.ADMINISTRATIVELY_PROHIBITED, 0, ABOUT.encode()[:28]),
    Icmp(icmp.TIME_EXCEEDED, icmp.TTL, 0, ABOUT.encode()[:28]),
    Icmp(icmp.REDIRECT, icmp.REDIRECT_HOST, 0x0A000005, ABOUT.encode()[:28]),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: f"{message.type}/{message.code}")
def test_scapy_reads_the_same(message: Icmp) -> None:
    inet = pytest.importorskip("scapy.layers.inet")
    data = ipv4.IPv4(0x0A000009, 0x0A000001, ipv4.ICMP, message.encode()).encode()
    packet = inet.IP(data)
    layer = packet[inet.ICMP]
    assert (layer.type, layer.code) == (message.type, message.code)
    rebuilt = inet.IP(data)
    del rebuilt[inet.ICMP].chksum
    assert bytes(rebuilt[inet.ICMP])[2:4] == data[22:24]
    if message.type in (icmp.ECHO, icmp.ECHO_REPLY):
        assert (layer.id, layer.seq) == (message.ident, message.sequence)
    elif message.type == icmp.REDIRECT:
        assert layer.gw == "10.0.0.5"
    elif message.code == icmp.FRAGMENTATION_NEEDED and message.type == icmp.UNREACHABLE:
        assert layer.nexthopmtu == message.mtu == 1400
    if message.type in icmp.ERRORS:
        assert packet[inet.IPerror].dst == "10.0.0.2"
    assert Icmp.decode(message.encode()) == message


def test_quote_of_a_cut_datagram() -> None:
    quote = Quote.decode(ABOUT.encode()[:28])
    assert quote == Quote(ABOUT.src, ABOUT.dst, ipv4.UDP, 99, 7, b"12345678")
    with pytest.raises(Malformed):
        Quote.decode(b"E" * 19)


def test_bad_checksum_and_short_messages() -> None:
    data = MESSAGES[0].encode()
    with pytest.raises(Malformed):
        Icmp.decode(data[:-1] + b"y")
    with pytest.raises(Malformed):
        Icmp.decode(data[:7])


def test_keepalive_bytes() -> None:
    message = hdlc.Slarp(hdlc.KEEPALIVE, 5, 4)
    frame = hdlc.Frame(hdlc.MULTICAST, hdlc.SLARP, message.encode())
    assert frame.encode().hex() == "8f008035" + "00000002" + "00000005" + "00000004" + "ffff"
    assert hdlc.Slarp.decode(hdlc.Frame.decode(frame.encode()).payload) == message


@pytest.mark.parametrize("data", [b"\x0f\x00\x08", b"\x55\x00\x08\x00"])
def test_hdlc_refuses(data: bytes) -> None:
    with pytest.raises(Malformed):
        hdlc.Frame.decode(data)
