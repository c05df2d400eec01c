"""Each size of the lab books and of the table of plaintext MTUs: what passes with its DF bit set, and what does not."""

from __future__ import annotations

import re

import pytest

from iosemu.features.ipsec.transforms import plaintext_mtu
from iosemu.features.keying.contract import Layer, Proposal
from iosemu.wire import ipv4
from tests.features.ipsec.books import Books

GRE_MAP = """\
crypto map CM 10 ipsec-isakmp
 set peer {there}
 set transform-set TSET
 match address GRE
ip access-list extended GRE
 permit gre any any
interface FastEthernet0/1
 crypto map CM
"""
VTI = "interface Tunnel0\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile P\n"
PROTECTED = "interface Tunnel0\n tunnel protection ipsec profile P\n"

# words, of tunnel mode, of transport mode (with the header), path MTU 1500
SIZES = [
    ("esp-aes esp-sha-hmac", 1438, 1458),
    ("esp-aes 256 esp-sha-hmac", 1438, 1458),
    ("esp-aes 256 esp-sha256-hmac", 1438, 1458),
    ("esp-aes esp-sha384-hmac", 1422, 1442),
    ("esp-aes esp-sha512-hmac", 1422, 1442),
    ("esp-des esp-md5-hmac", 1446, 1466),
    ("esp-3des esp-sha-hmac", 1446, 1466),
    ("esp-null esp-sha-hmac", 1458, 1478),
    ("esp-gcm 256", 1446, 1466),
]


def lengths(books: Books, size: int, more: str = "") -> list[int]:
    """Of the datagrams that one ping becomes on the wire behind R7."""
    books.wire.clear()
    books.ping(size, more)
    return [packet.length for packet in books.wire if packet.protocol in (ipv4.ESP, ipv4.GRE)]


def test_a_plain_gre_tunnel() -> None:
    books = Books()
    books.ping(100)
    assert books.transport_mtu() == 1476
    books.boundary(1476)
    assert books.ping(1500, "df-bit") == "M"
    assert books.ping(1500) == "!"
    books.both("interface Tunnel0\n tunnel key 4\n")
    assert books.transport_mtu() == 1472
    books.boundary(1472)
    books.both("interface Tunnel0\n ip mtu 1400\n")
    books.boundary(1400)


def test_gre_beneath_a_crypto_map() -> None:
    """The walk of the book: any any turns transport mode into tunnel mode; the outer DF bit is never set."""
    books = Books()
    books.both(GRE_MAP)
    books.settle()
    assert books.shown("path mtu") == 1500
    books.boundary(1476)  # the sealed packet goes in two pieces
    assert len(lengths(books, 1476)) == 2
    books.both("interface Tunnel0\n ip mtu 1400\n")
    books.boundary(1400)
    assert lengths(books, 1400) == [1496]  # 1514 with Ethernet's and 802.1Q's header
    books.both("interface Tunnel0\n ip mtu 1408\n")
    assert lengths(books, 1408, "df-bit") == [1496]  # the same: blocks of 16 bytes
    books.both("interface Tunnel0\n ip mtu 1416\n")
    assert len(lengths(books, 1416)) == 2
    books.transform("esp-aes esp-sha-hmac", "transport")
    assert "in use settings ={Tunnel, }" in books.lab["R7"].cli("show crypto ipsec sa")
    assert len(lengths(books, 1416)) == 2
    books.both("ip access-list extended GRE\n permit gre host {here} host {there}\n no 10\n")
    books.transform("esp-aes esp-sha-hmac", "transport")
    assert "in use settings ={Transport, }" in books.lab["R7"].cli("show crypto ipsec sa")
    assert lengths(books, 1416) == [1480]
    books.boundary(1416)


@pytest.mark.parametrize("mode", ["tunnel", "transport"])
def test_each_transform_of_an_ipsec_tunnel_and_of_a_protected_one(mode: str) -> None:
    books = Books("c7200")
    books.both(VTI if mode == "tunnel" else PROTECTED)
    books.settle()
    for words, tunnel, transport in SIZES:
        books.transform(words, mode)
        fits = tunnel if mode == "tunnel" else transport - 24
        assert books.transport_mtu() == fits, words
        books.boundary(fits)
        assert max(lengths(books, fits)) <= 1500 and len(books.wire) == 1, words


def test_newer_releases_show_it() -> None:
    books = Books("iosv")
    books.both(VTI)
    books.settle()
    assert (books.shown("plaintext mtu"), books.shown("path mtu")) == (1438, 1500)
    assert "MTU is 1438 bytes" in books.lab["R7"].cli("show ip interface Tunnel0")
    books.transform("esp-gcm 256", "tunnel")
    assert (books.shown("plaintext mtu"), books.shown("path mtu")) == (1446, 1500)


@pytest.mark.parametrize(("platform", "mode", "transport", "mtu"), [
    ("c3725", VTI, 1427, 17867), ("c3725", PROTECTED, 1447 - 24, 17863),  # reckoned with the longest padding
    ("c7200", VTI, 1438, 17878), ("c7200", PROTECTED, 1434, 17874), ("iosv", VTI, 1438, 17878),
])  # fmt: skip
def test_a_tunnel_tells_what_it_takes(platform: str, mode: str, transport: int, mtu: int) -> None:
    books = Books(platform)
    books.both(mode)
    books.settle()
    books.transform("esp-aes esp-sha-hmac", "tunnel" if mode == VTI else "transport")
    assert books.transport_mtu() == transport
    assert f"  MTU {mtu} bytes, " in books.lab["R7"].cli("show interfaces Tunnel0")
    assert f"MTU is {transport} bytes" in books.lab["R7"].cli("show ip interface Tunnel0")
    books.boundary(transport)


def test_in_udp_there_is_less_room() -> None:
    """Of mtu.md's table: ESP in UDP behind a NAT."""
    layers = {"aes": Layer("aes", 128, "sha1"), "3des": Layer("3des", 0, "sha1"), "gcm": Layer("gcm", 256, "")}
    sizes = {
        (name, tunnel): plaintext_mtu(Proposal((layer,), tunnel, udp=True), 1500)
        for name, layer in layers.items() for tunnel in (True, False)
    }  # fmt: skip
    assert sizes["aes", True] == 1422 and sizes["aes", False] == 1442
    assert sizes["3des", True] == 1438 and sizes["gcm", True] == 1438
    assert plaintext_mtu(Proposal((layers["gcm"],), True), 9184) == 9130


# the DF bit outside, and the pieces: by what is configured

def outer(books: Books, size: int, more: str = "") -> list[tuple[bool, bool]]:
    """(DF bit, a fragment?) of each datagram that one ping becomes."""
    books.wire.clear()
    books.ping(size, more)
    return [(packet.df, packet.is_fragment) for packet in books.wire]


@pytest.mark.parametrize("where", ["global", "interface"])
def test_the_df_bit_is_copied_set_or_cleared(where: str) -> None:
    books = Books()
    books.both(VTI)
    books.settle()
    head = "" if where == "global" else "interface Tunnel0\n "
    assert (outer(books, 500), outer(books, 500, "df-bit")) == ([(False, False)], [(True, False)])
    books.both(f"{head}crypto ipsec df-bit set\n")
    assert outer(books, 500) == [(True, False)]
    books.both(f"{head}crypto ipsec df-bit clear\n")
    assert outer(books, 500, "df-bit") == [(False, False)]
    books.both(f"no crypto ipsec df-bit\n{head}no crypto ipsec df-bit\n")
    assert outer(books, 500, "df-bit") == [(True, False)]


LAN_MAP = """\
crypto map CM 10 ipsec-isakmp
 set peer {there}
 set transform-set TSET
 match address LAN
ip access-list extended LAN
 permit ip 10.0.79.0 0.0.0.255 10.0.108.0 0.0.0.255
 permit ip 10.0.108.0 0.0.0.255 10.0.79.0 0.0.0.255
interface Tunnel0
 shutdown
interface FastEthernet0/1
 crypto map CM
"""


def counted(books: Books) -> tuple[int, ...]:
    """By R7's `show ip traffic`: datagrams that were cut, pieces, and those that could not be."""
    line = books.lab["R7"].cli("show ip traffic | include fragmented")
    return tuple(map(int, re.findall(r"\d+", line)))


@pytest.mark.parametrize("where", ["global", "interface"])
def test_cut_before_or_after_encryption(where: str) -> None:
    books = Books()
    books.both(LAN_MAP)
    books.settle()
    books.boundary(1438)
    head = "" if where == "global" else "interface FastEthernet0/1\n "
    was = counted(books)
    assert outer(books, 1500) == [(False, False)] * 2  # two ESP packets, each whole
    assert counted(books) == (was[0] + 1, was[1] + 2, was[2])
    books.ping(1500, "df-bit")
    assert counted(books) == (was[0] + 1, was[1] + 2, was[2] + 1)
    books.both(f"{head}crypto ipsec fragmentation after-encryption\n")
    assert outer(books, 1500) == [(False, True)] * 2  # one in two pieces
    assert books.ping(1500) == "!"
    books.boundary(1438)  # with the DF bit there is no choice
    books.both(f"{head}crypto ipsec df-bit clear\n")
    assert outer(books, 1500, "df-bit") == [(False, True)] * 2
    books.both(f"{head}crypto ipsec fragmentation before-encryption\n")
    assert outer(books, 1500, "df-bit") == [(False, True)] * 2  # what must not be cut is not


# what a narrow link on the way teaches

def narrow(books: Books, mtu: str) -> None:
    books.lab["R5"].configure(f"interface FastEthernet0/1\n {mtu}\n")


@pytest.mark.parametrize("lines", [VTI, LAN_MAP], ids=["tunnel", "map"])
def test_the_path_shrinks_and_grows_again(lines: str) -> None:
    books = Books()
    books.both(lines)
    books.settle()
    narrow(books, "ip mtu 1300")
    assert books.ping(1400, "df-bit") == "."  # R5 tells R7
    assert books.shown("path mtu") == 1300
    assert books.ping(1400, "df-bit") == "M"  # R7 tells R9
    books.boundary(1230)
    if lines == VTI:
        assert books.transport_mtu() == 1230
    assert books.ping(1400) == "!"
    narrow(books, "no ip mtu")
    books.lab.run(601)
    assert books.shown("path mtu") == 1500
    books.boundary(1438)


@pytest.mark.parametrize("protection", ["", "\n tunnel protection ipsec profile P"], ids=["clear", "protected"])
def test_a_gre_tunnel_discovers_its_path(protection: str) -> None:
    """Without the line the DF bit stays inside; with it the tunnel learns, and forgets after the age that it is told."""
    books = Books()
    books.both(f"interface Tunnel0{protection}\n")
    books.settle()
    books.transform("esp-aes esp-sha-hmac", "transport")
    narrow(books, "ip mtu 1300")
    assert outer(books, 1400, "df-bit") == [(False, False)]
    assert books.ping(1400, "df-bit") == "!"
    books.both("interface Tunnel0\n tunnel path-mtu-discovery age-timer 20 min-mtu 500\n")
    full = 1434 if protection else 1476
    assert books.transport_mtu() == full
    assert "  Path MTU Discovery, ager 20 mins, min MTU 500" in books.lab["R7"].cli("show interfaces Tunnel0")
    assert outer(books, 1400, "df-bit") == [(True, False)]
    assert books.transport_mtu() < 1300
    assert books.ping(1400, "df-bit") == "M"
    books.boundary(books.transport_mtu())
    narrow(books, "no ip mtu")
    books.lab.run(700)
    assert books.transport_mtu() == (full if protection else 1276)  # the SA forgets by its own clock
    books.lab.run(600)
    assert books.transport_mtu() == full


def test_what_is_too_small_is_not_believed_and_infinite_never_forgets() -> None:
    books = Books()
    books.ping(100)
    books.both("interface Tunnel0\n tunnel path-mtu-discovery age-timer infinite min-mtu 1400\n")
    narrow(books, "ip mtu 1300")
    books.ping(1400, "df-bit")
    assert books.transport_mtu() == 1476
    narrow(books, "ip mtu 1450")
    books.ping(1470, "df-bit")
    assert books.transport_mtu() == 1426
    narrow(books, "no ip mtu")
    books.lab.run(7200)
    assert books.transport_mtu() == 1426


# TCP

def sizes_of_segments(books: Books, lines: str, mss: int = 1460) -> list[int]:
    """MSS of SYN and SYN ACK of a telnet from R9 to R10, where R10's and R9's links see them."""
    books.both(lines)
    books.lab["R10"].configure("line vty 0 4\n no login\nip tcp mss 1460\n")
    books.lab["R9"].configure(f"ip tcp mss {mss}\n")
    found: list[int] = []

    def heard(packet: ipv4.IPv4) -> None:
        if packet.protocol == ipv4.TCP and packet.payload[13] & 0x02:
            found.append(int.from_bytes(packet.payload[22:24], "big"))

    for name in ("R10", "R9"):
        iface = books.lab[name].device.interfaces.in_order()[0]
        iface.link.taps.append(  # type: ignore[union-attr]  # there is a cable
            lambda time, sender, frame, name=name: heard(ipv4.IPv4.decode(frame[14:]))
            if frame[12:14] == b"\x08\x00" and not sender.startswith(name) else None
        )  # fmt: skip
    books.lab["R9"].console.enter("telnet 10.0.108.10")
    books.lab.run(5)
    return found


@pytest.mark.parametrize("lines", ["", PROTECTED, VTI], ids=["gre", "protected", "vti"])
def test_the_tunnel_lowers_the_segments_of_both_directions(lines: str) -> None:
    books = Books()
    books.both(lines or "interface Tunnel0\n")
    books.settle()
    assert sizes_of_segments(books, "interface Tunnel0\n ip tcp adjust-mss 1000\n") == [1000, 1000]


def test_a_port_lowers_them_too_and_never_raises_any() -> None:
    for lines, mss, wanted in (
        ("interface FastEthernet0/0\n ip tcp adjust-mss 1200\n", 900, [900, 1200]),
        ("interface FastEthernet0/1\n ip tcp adjust-mss 1200\n", 1460, [1460, 1460]),  # sees GRE, no segments
        ("interface Tunnel0\n", 1450, [1450, 1460]),
    ):
        books = Books()
        books.settle()
        assert sizes_of_segments(books, lines, mss) == wanted, lines


@pytest.mark.parametrize("lines", [VTI, PROTECTED, LAN_MAP], ids=["vti", "protected", "map"])
def test_who_stands_behind_the_far_end_is_heard_through_the_tunnel(lines: str) -> None:
    books = Books()
    books.both(lines)
    books.settle()
    books.lab["R8"].configure("interface FastEthernet0/0\n ip mtu 1000\n")
    if lines == LAN_MAP:  # R8 speaks from its outer address: that is no traffic of the map, and R5 knows no way to R9
        assert (books.ping(1000, "df-bit"), books.ping(1001, "df-bit")) == ("!", ".")
    else:
        books.boundary(1000)
    assert books.shown("path mtu") == 1500  # that was not the way of what is sealed
