"""Configuration comes and goes in any order: tunnels removed, identifiers changed, reloads."""

from __future__ import annotations

from pathlib import Path

from iosemu import Lab
from iosemu.types import parse_ipv4
from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config

TUNNEL = (
    "interface Tunnel0\n ip address 10.0.0.2 255.255.255.0\n tunnel source FastEthernet0/0\n"
    " tunnel mode gre multipoint\n ip nhrp nhs 10.0.0.1\n ip nhrp map 10.0.0.1 192.0.2.1\n ip nhrp network-id 1\n"
)


def two(folder: Path, **more: str) -> Cloud:
    net = Cloud(folder, [config(1, HUB), config(2, SPOKE), config(3, SPOKE)])
    net.run(10)
    return net


def test_a_removed_tunnel_leaves_nothing(tmp_path: Path) -> None:
    net = two(tmp_path)
    net[2].configure("no interface Tunnel0")
    assert net.rows(2) == []
    assert net.engine(2).tunnels == {}
    net[2].configure(TUNNEL)
    net.run(10)
    assert net.rows(2)[0][3] == "UP"
    assert net.rows(1)[0][3] == "UP"


def test_identifier_taken_away_and_given_back(tmp_path: Path) -> None:
    net = two(tmp_path)
    net[1].configure("interface Tunnel0\n no ip nhrp network-id")
    assert net.rows(1) == []
    assert net.tunnel(2).usable
    net[1].configure("interface Tunnel0\n ip nhrp network-id 5")
    net[2].configure("interface Tunnel0\n shutdown\n no shutdown")
    net.run(10)
    assert [row[3] for row in net.rows(1)] == ["UP"]


def test_a_new_source_address_registers_anew(tmp_path: Path) -> None:
    net = two(tmp_path)
    net[2].configure("interface Tunnel0\n ip nhrp registration no-unique\n shutdown\n no shutdown")
    net.run(5)
    net[2].configure("interface FastEthernet0/0\n ip address 192.0.2.22 255.255.255.0")
    net.run(10)
    assert net.tunnel(1).cache.hosts[parse_ipv4("10.0.0.2")].nbma == parse_ipv4("192.0.2.22")


def test_reload(tmp_path: Path) -> None:
    net = two(tmp_path)
    net[2].cli("copy running-config startup-config", "")
    net[2].reload()
    net.run(60)
    assert net.rows(2)[0][3] == "UP"
    net[1].reload()
    net.run(30)
    assert net.rows(1) == []
    net[2].cli("clear dmvpn session static")
    net.run(70)
    assert net.rows(1)[0][3] == "UP"


def test_running_config_reads_back(tmp_path: Path) -> None:
    net = two(tmp_path)
    more = (
        " ip nhrp authentication secret\n ip nhrp holdtime 400\n ip nhrp map 10.1.0.0 255.255.0.0 192.0.2.9\n"
        " ip nhrp nhs 10.0.0.5 nbma 192.0.2.5 multicast priority 3 cluster 1\n ip nhrp redirect timeout 5\n"
        " ip nhrp registration timeout 60\n ip nhrp shortcut\n no ip nhrp record\n if-state nhrp"
    )
    assert net[2].configure("interface Tunnel0\n" + more) == ""
    shown = net[2].cli("show running-config interface Tunnel0")
    assert all(line in shown.splitlines() for line in more.splitlines())
    assert net[2].configure(shown.partition("!\n")[2]) == ""
    assert net[2].cli("show running-config interface Tunnel0") == shown
    too_long = net[2].configure("interface Tunnel0\n ip nhrp authentication ninechars")
    assert "% Invalid input detected" in too_long


def test_nhrp_ends_on_a_tunnel_whose_line_it_holds() -> None:
    """`if-state nhrp`: the line goes down with the servers, in the middle of the end of NHRP."""
    lab = Lab.load("dmvpn-phase1-eigrp")
    lab.settle()
    spoke = lab["R3"]
    spoke.configure("interface Tunnel0\n if-state nhrp\n")
    lab.run(30)
    assert "Tunnel0                155.1.0.3       YES NVRAM  up                    up" in spoke.cli("show ip interface brief")
    assert spoke.configure("interface Tunnel0\n no ip nhrp network-id 99\n") == ""
    lab.run(30)
    assert spoke.cli("show ip nhrp") == ""
    spoke.configure("interface Tunnel0\n ip nhrp network-id 99\n")
    lab.run(60)
    assert "155.1.0.5/32" in spoke.cli("show ip nhrp")
