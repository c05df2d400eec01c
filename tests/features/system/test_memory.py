"""What a router holds: it comes with what is learnt and configured, and goes with it."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.node import Node
from tests.features.desk import Desk
from tests.features.wired import chain, network

CRYPTO = """\
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 2
crypto isakmp key K address 0.0.0.0
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto ipsec profile P
 set transform-set TS
interface Tunnel0
 ip address 172.16.0.{i} 255.255.255.0
 tunnel source FastEthernet0/0
 tunnel mode ipsec ipv4
 tunnel destination 10.0.0.{peer}
 tunnel protection ipsec profile P
interface FastEthernet0/0
 ip address 10.0.0.{i} 255.255.255.0
 no shutdown
"""


def holding(text: str) -> dict[str, int]:
    """Process -> octets."""
    rows = re.findall(r"^ *\d+ +\d+ +(\d+) (.*?) *$", text, re.M)
    return {name: int(octets) for octets, name in rows}


def held(node: Node) -> dict[str, int]:
    return holding(node.cli("show processes memory"))


@pytest.mark.parametrize(
    ("platform", "kilobytes"), [("c7200", 491520), ("c3725", 249856), ("iosv", 435457), ("csr1000v", 1900130), ("iol", 800932)]
)
def test_the_pool_is_what_show_version_says(platform: str, kilobytes: int) -> None:
    desk = Desk(platform=platform)
    head, row, *others = desk.type("show memory statistics").splitlines()
    assert head == "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)"
    name, _, total, used, free, *_ = row.split()
    assert (name, int(total), int(free)) == ("Processor", kilobytes * 1024, int(total) - int(used))
    assert [line.split()[0] for line in others] == ([] if platform == "iol" else ["lsmpi_io" if platform == "csr1000v" else "I/O"])
    assert f"{kilobytes}K" in desk.type("show version")
    text = desk.type("show processes memory")
    assert f"Processor Pool Total: {total:>10} Used: {used:>10} Free: {free:>10}\n" in text
    assert sum(holding(text).values()) == int(used)
    assert text.endswith(f"{used:>41} Total\n")


def test_processes_are_those_of_show_processes_cpu() -> None:
    desk = Desk()
    cpu = [line[-18:].strip() for line in desk.type("show processes cpu").splitlines()[2:]]
    assert ["*Init*", *cpu] == list(holding(desk.type("show processes memory")))
    sizes = list(holding(desk.type("show processes memory sorted")).values())
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[1] > 0


def test_routes_and_entries_come_and_go() -> None:
    desk = Desk("hostname R1\ninterface Fa0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n")
    before = holding(desk.type("show processes memory"))
    desk.type("configure terminal", *(f"ip route 10.{i}.0.0 255.255.0.0 Null0" for i in range(1, 11)), "end")
    with_ten = holding(desk.type("show processes memory"))
    desk.type("configure terminal", *(f"ip route 10.{i}.0.0 255.255.0.0 Null0" for i in range(11, 21)), "end")
    with_twenty = holding(desk.type("show processes memory"))
    first = with_ten["IP RIB Update"] - before["IP RIB Update"]
    second = with_twenty["IP RIB Update"] - with_ten["IP RIB Update"]
    assert first == second > 0
    assert with_twenty["*Init*"] > with_ten["*Init*"] > before["*Init*"]  # the configured lines
    desk.type("configure terminal", *(f"no ip route 10.{i}.0.0 255.255.0.0 Null0" for i in range(1, 21)), "end")
    after = holding(desk.type("show processes memory"))
    assert after["IP RIB Update"] == before["IP RIB Update"]
    assert after["*Init*"] < with_ten["*Init*"]


def test_neighbours_and_what_they_tell() -> None:
    with chain(3, "router eigrp 1\n no auto-summary\n network 0.0.0.0\n") as lab:
        lab.run(30)
        r1 = lab["R1"]
        settled = held(r1)
        lab.run(60)
        assert held(r1)["IP-EIGRP: PDM"] == settled["IP-EIGRP: PDM"] > 0
        assert settled["CDP Protocol"] > 0 and settled["ARP Background"] > 0
        lab["R2"].configure("interface Fa0/0\n shutdown\n")
        lab.run(30)
        fewer = held(r1)
        assert fewer["IP-EIGRP: PDM"] < settled["IP-EIGRP: PDM"]
        assert fewer["IP RIB Update"] < settled["IP RIB Update"]
        lab["R2"].configure("interface Fa0/0\n no shutdown\n")
        lab.run(60)
        assert held(r1)["IP-EIGRP: PDM"] == settled["IP-EIGRP: PDM"]


def test_security_associations() -> None:
    texts = {f"R{i}": CRYPTO.format(i=i, peer=3 - i) for i in (1, 2)}
    with network(texts, "R1:Fa0/0 R2:Fa0/0") as lab:
        r1 = lab["R1"]
        r1.configure("interface Tunnel0\n shutdown\n")
        lab.run(120)
        before = held(r1)
        r1.configure("interface Tunnel0\n no shutdown\n")
        lab.run(30)
        up = held(r1)
        assert up["Crypto IKMP"] > before["Crypto IKMP"]
        assert up["IPSEC key engine"] > before["IPSEC key engine"]
        r1.configure("interface Tunnel0\n shutdown\n")
        lab["R2"].configure("interface Tunnel0\n shutdown\n")
        lab.run(300)
        after = held(r1)
        for name in ("Crypto IKMP", "IPSEC key engine"):
            assert after[name] == before[name]


def test_the_same_seed_holds_the_same() -> None:
    figures = []
    for _ in range(2):
        with chain(2, "router rip\n version 2\n network 10.0.0.0\n network 192.168.1.0\n") as lab:
            lab.run(100)
            figures.append(lab["R1"].cli("show processes memory"))
    assert figures[0] == figures[1]
    assert holding(figures[0])["RIP Router"] > 0
