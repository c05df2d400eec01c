"""Tunnels: what excludes each other, what a change under protection does, and which way sealed packets leave."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk
from tests.features.ipsec.office import Office

GI = "GigabitEthernet1"
BASE = f"""\
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto ipsec profile P
 set transform-set TS
crypto ipsec profile Q
 set transform-set TS
crypto map CM 10 ipsec-isakmp
 set peer 10.0.0.2
 match address 101
access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255
interface {GI}
 ip address 10.0.0.1 255.255.255.0
 no shutdown
interface Loopback0
 ip address 1.1.1.1 255.255.255.255
interface Tunnel0
 ip address 172.16.0.1 255.255.255.0
 tunnel source Loopback0
 tunnel mode gre multipoint
"""
P2MP = "p2mp tunnels cannot have a tunnel destination.\n"


def on(desk: Desk, *lines: str, name: str = "Tunnel0") -> str:
    return desk.shell.configure(f"interface {name}\n " + "\n ".join(lines) + "\n")


def shown(desk: Desk, name: str = "Tunnel0") -> str:
    return desk.type(f"show running-config interface {name}")


@pytest.fixture
def desk() -> Desk:
    return Desk(BASE, "c8000v")


def test_multipoint_and_a_destination_exclude_each_other(desk: Desk) -> None:
    assert on(desk, "tunnel destination 10.0.0.9") == f" Tunnel set destination failed. {P2MP}"
    assert "destination" not in shown(desk)
    assert on(desk, "tunnel mode gre ip", "tunnel destination 10.0.0.9") == ""
    assert on(desk, "tunnel mode gre multipoint") == f" Tunnel set mode failed. {P2MP}"
    assert "multipoint" not in shown(desk)
    assert on(desk, "no tunnel destination 10.0.0.9", "tunnel mode gre multipoint") == ""


def test_a_destination_by_name(desk: Desk) -> None:
    desk.shell.configure("ip host far 10.0.0.9\n")
    assert on(desk, "tunnel mode gre ip", "tunnel destination far") == ""
    assert " tunnel destination 10.0.0.9\n" in shown(desk)
    assert "% Invalid input detected" in on(desk, "tunnel destination nowhere")


def test_a_mode_changed_under_protection_warns(desk: Desk) -> None:
    assert on(desk, "tunnel protection ipsec profile P") == ""
    assert on(desk, "tunnel mode gre ip") == (
        "%WARNING: The tunnel mode has been modified while the tunnel protection is already active. It is recommended to"
        ' run "shutdown" and "no shutdown" on Tunnel0 interface to refresh the config.\n'
    )
    assert "multipoint" not in shown(desk)
    old = Desk(BASE.replace(GI, "FastEthernet0/0"))
    assert on(old, "tunnel protection ipsec profile P", "tunnel mode gre ip") == ""


def test_protection_changed_on_a_tunnel_shuts_it(desk: Desk) -> None:
    on(desk, "tunnel protection ipsec profile P")
    said = (
        "%Shutting down Tunnel0 interface due to IPsec tunnel protection modification.\n"
        '%Please run "no shutdown" after config change to bring up the interface.\n'
    )
    desk.run(5)
    assert on(desk, "tunnel protection ipsec profile P shared") == said
    assert " shutdown\n" in shown(desk) and "profile P shared" in shown(desk)
    assert "ISAKMP is OFF" in desk.type("show logging")
    desk.run(5)
    assert "Tunnel0, changed state to administratively down" in desk.type("show logging")
    on(desk, "no shutdown")
    assert on(desk, "tunnel protection ipsec profile p shared") == ""
    assert on(desk, "tunnel protection ipsec profile Q") == said
    on(desk, "no shutdown")
    assert on(desk, "no tunnel protection") == "" and " shutdown\n" not in shown(desk)
    old = Desk(BASE.replace(GI, "FastEthernet0/0"))
    assert on(old, "tunnel protection ipsec profile P", "tunnel protection ipsec profile Q") == ""
    assert " shutdown\n" not in shown(old) and "profile Q" in shown(old)


def test_without_destination_no_ike(desk: Desk) -> None:
    on(desk, "tunnel mode gre ip", "tunnel protection ipsec profile P")
    desk.run(5)
    assert "ISAKMP is ON" not in desk.type("show logging")
    assert "Tunnel0 is up, line protocol is down" in desk.type("show interfaces Tunnel0")


def test_a_crypto_map_and_protection_on_one_tunnel(desk: Desk) -> None:
    on(desk, "tunnel protection ipsec profile P")
    assert "only GDOI crypto map is supported on tunnel" in on(desk, "crypto map CM")
    assert "crypto map" not in shown(desk)
    on(desk, "no tunnel protection", "crypto map CM")
    assert "only GDOI crypto map is supported on tunnel" in on(desk, "tunnel protection ipsec profile P")
    assert "protection" not in shown(desk)


def test_a_crypto_map_on_the_source_of_an_ipsec_tunnel(desk: Desk) -> None:
    vti = ("tunnel mode ipsec ipv4", f"tunnel source {GI}", "tunnel destination 10.0.0.2")
    on(desk, *vti, "tunnel protection ipsec profile P")
    assert on(desk, "crypto map CM", name=GI).startswith(f"ERROR: {GI} is the source of Tunnel0")
    assert "crypto map" not in shown(desk, GI)
    on(desk, "tunnel source Loopback0")
    assert on(desk, "crypto map CM", name=GI) == ""
    assert on(desk, f"tunnel source {GI}").startswith('ERROR: Crypto Map "CM" is applied to')
    assert "tunnel source Loopback0" in shown(desk)
    on(desk, "no tunnel protection", f"tunnel source {GI}")
    assert on(desk, "tunnel protection ipsec profile P").startswith('ERROR: Crypto Map "CM" is applied to')
    assert on(desk, "tunnel mode gre ip", "tunnel protection ipsec profile P") == ""
    assert 'ERROR: Crypto Map "CM"' in on(desk, "tunnel mode ipsec ipv4")


@pytest.mark.parametrize("source", [GI, "10.0.0.1"])
def test_it_is_refused_at_boot_as_when_it_is_typed(source: str) -> None:
    """Whichever line comes second; a running-config has tunnels before the ports."""
    vti = f"tunnel mode ipsec ipv4\n tunnel source {source}\n tunnel destination 10.0.0.2\n tunnel protection ipsec profile P"
    applied = f"interface {GI}\n ip address 10.0.0.1 255.255.255.0\n crypto map CM\n"
    before = Desk(f"{BASE}interface Tunnel1\n {vti}\n{applied}", "c8000v")
    assert "crypto map" not in shown(before, GI) and "profile P" in shown(before, "Tunnel1")
    assert [line for _, line, _ in before.shell.boot_refused] == ["crypto map CM"]
    after = Desk(f"{BASE}{applied}interface Tunnel1\n {vti}\n", "c8000v")
    assert "crypto map CM" in shown(after, GI) and "protection" not in shown(after, "Tunnel1")


SPOKE = """\
crypto ipsec profile P
 set transform-set TSET
interface Loopback9
 ip address 9.9.9.{mine} 255.255.255.255
interface Tunnel0
 ip address 172.16.0.{mine} 255.255.255.0
 ip nhrp network-id 1
 ip nhrp map 172.16.0.{far} {nbma}
 tunnel source {source}
 tunnel mode gre multipoint
 tunnel protection ipsec profile P
interface FastEthernet0/0
 no crypto map
no ip route 0.0.0.0 0.0.0.0 10.0.0.{far}
"""


def test_sealed_packets_are_never_routed_into_the_tunnel_again() -> None:
    """The far end's address is reached by the default route, and that leads into the tunnel (measured on IOL 17.15)."""
    office = Office()
    port = "FastEthernet0/0"
    one = SPOKE.format(mine=1, far=2, nbma="9.9.9.2", source=port) + "ip route 0.0.0.0 0.0.0.0 172.16.0.2\n"
    assert office.one.shell.configure(one) == ""
    assert office.two.shell.configure(SPOKE.format(mine=2, far=1, nbma="10.0.0.1", source="Loopback9")) == ""
    office.run(5)
    assert "!!" in office.ping("172.16.0.2", 5)
    assert "0.0.0.0/0 [1/0] via 172.16.0.2" in office.one.type("show ip route | include 0.0.0.0/0")
    assert "PARENT" not in office.one.type("show logging")


def test_route_via_chooses_the_way() -> None:
    office = Office()
    for mine, desk in ((1, office.one), (2, office.two)):
        text = SPOKE.format(mine=mine, far=3 - mine, nbma="", source="FastEthernet0/0").replace("gre multipoint", "gre ip")
        text = text.replace(f" ip nhrp network-id 1\n ip nhrp map 172.16.0.{3 - mine} \n", "")
        text = text.replace(" tunnel protection ipsec profile P\n", f" tunnel destination 10.0.0.{3 - mine}\n")
        assert desk.shell.configure(text) == ""
    office.run(2)
    assert office.ping("172.16.0.2") == "!!!"
    assert on(office.one, "tunnel route-via FastEthernet0/1 mandatory") == ""
    office.run(2)
    assert "line protocol is down" in office.one.type("show interfaces Tunnel0")
    assert on(office.one, "tunnel route-via FastEthernet0/1 preferred") == ""
    office.run(2)
    assert office.ping("172.16.0.2") == "!!!"
    assert on(office.one, "tunnel route-via FastEthernet0/0 mandatory") == ""
    office.run(2)
    assert office.ping("172.16.0.2") == "!!!"
