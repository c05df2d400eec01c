"""Configuration payloads: addresses out of a pool, IKEv2 routing, and who is authorized."""

from __future__ import annotations

import pytest
from flex_world import TUNNEL, brief, flexed
from ikev2_world import ping

from iosemu.lab.lab import Lab
from iosemu.wire.ikev2 import ConfigAttribute, ConfigType, Configuration

AAA = """\
aaa new-model
aaa authorization network FLEX local
crypto ikev2 profile PROF
 aaa authorization group psk list FLEX {policy}
"""
NETS = """\
ip access-list standard NETS
 permit 192.168.{n}.0 0.0.0.255
 deny   any
"""
HUB = AAA.replace("{policy}", "HUB") + """\
ip local pool POOL 10.99.0.10 10.99.0.20
ip access-list standard NETS
 permit 192.168.0.0 0.0.255.255
crypto ikev2 authorization policy HUB
 pool POOL
 dns 10.1.1.1 10.1.1.2
 def-domain example.com
 route set interface
 route set access-list NETS
interface Loopback9
 ip address 10.99.0.1 255.255.255.255
"""
SPOKE = AAA.replace("{policy}", "SPOKE") + NETS + """\
crypto ikev2 authorization policy SPOKE
 route set interface
 route set access-list NETS
"""
NEGOTIATED = TUNNEL.replace(" ip unnumbered Loopback0\n", " ip address negotiated\n").replace(
    "ip route 192.168.1.0 255.255.255.0 Tunnel0\n", ""
)
LENDER = (" ip unnumbered Loopback0\n", " ip unnumbered Loopback9\n")


def world(
    spokes: int = 1, hub: str = HUB, spoke: str = SPOKE, tunnel: str = NEGOTIATED, mode: str = "ipsec ipv4"
) -> Lab:
    lab = flexed(spokes, hub=hub, spoke=spoke, tunnel=tunnel, changes=(LENDER,), mode=mode)
    lab.run(10)
    return lab


def routes(lab: Lab, node: str) -> list[str]:
    rows = lab[node].cli("show ip route static").splitlines()
    return [" ".join(row.split()[1:]) for row in rows if row.startswith("S ")]


@pytest.mark.parametrize("mode", ["ipsec ipv4", "gre ip"])
def test_spokes_get_addresses_and_routes(mode: str) -> None:
    lab = world(2, mode=mode)
    assert brief(lab) == {"Virtual-Access1": "up up", "Virtual-Access2": "up up"}
    rows = [row for row in lab["R2"].rows("show ip interface brief") if row.interface == "Tunnel0"]
    assert rows[0].address in ("10.99.0.10", "10.99.0.11")
    assert routes(lab, "R2") == [
        "10.99.0.1/32 is directly connected, Tunnel0", "192.168.0.0/16 is directly connected, Tunnel0",
    ]  # fmt: skip
    at_hub = routes(lab, "R1")
    assert [row.split()[0] for row in at_hub] == ["10.99.0.10/32", "10.99.0.11/32", "192.168.2.0/24", "192.168.3.0/24"]
    assert "!!!!!" in ping(lab, "R2", "192.168.3.1")
    assert "ip address negotiated" in lab["R2"].cli("show running-config interface Tunnel0")
    assert "10.99.0.1" not in lab["R2"].cli("show running-config interface Tunnel0")
    assert "Internet address is 10.99.0.1" in lab["R2"].cli("show interfaces Tunnel0")


def test_what_shows_tell() -> None:
    lab = world()
    hub, spoke = (lab[name].cli("show crypto ikev2 sa detailed") for name in ("R1", "R2"))
    assert "      Assigned host addr: 10.99.0.10\n      Initiator of SA : No\n      Remote subnets:\n" in hub
    assert "      10.99.0.10 255.255.255.255\n      192.168.2.0 255.255.255.0" in hub
    for line in (
        "Pushed IP address: 10.99.0.10", "DNS Primary: 10.1.1.1", "DNS Secondary: 10.1.1.2",
        "Default Domain: example.com", "Remote subnets:", "10.99.0.1 255.255.255.255", "192.168.0.0 255.255.0.0",
    ):  # fmt: skip
        assert f"      {line}" in spoke
    assert " IKEv2 Authorization policy: default\n   route set interface\n   route accept any tag: 1 distance: 1" in lab[
        "R1"
    ].cli("show crypto ikev2 authorization policy")
    assert [(row.name, row.pool) for row in lab["R1"].rows("show crypto ikev2 authorization policy")] == [
        ("default", ""), ("HUB", "POOL"),
    ]  # fmt: skip
    assert "POOL                     10.99.0.10      10.99.0.20        10       1" in lab["R1"].cli("show ip local pool")


def test_it_all_goes_with_the_sa_and_comes_back() -> None:
    lab = world()
    lab["R2"].configure("interface Tunnel0\n shutdown")
    lab.run(5)
    assert routes(lab, "R1") == routes(lab, "R2") == []
    assert [row.in_use for row in lab["R1"].rows("show ip local pool")] == [0]
    assert "Tunnel0                    unassigned" in lab["R2"].cli("show ip interface brief")
    lab["R2"].configure("interface Tunnel0\n no shutdown")
    lab.run(5)
    assert len(routes(lab, "R1")) == 2
    assert lab["R1"].cli("show ip local pool POOL").count("Virtual-Access1") == 1
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")


def test_a_renewed_ike_sa_keeps_it() -> None:
    life = "crypto ikev2 profile PROF\n lifetime {}\n"
    lab = world(hub=HUB + life.format(300), spoke=SPOKE + life.replace("{}", "200"))
    lab.run(900)
    assert "Assigned host addr: 10.99.0.10" in lab["R1"].cli("show crypto ikev2 sa detailed")
    assert "Pushed IP address: 10.99.0.10" in lab["R2"].cli("show crypto ikev2 sa detailed")
    assert len(routes(lab, "R1")) == 2 and len(routes(lab, "R2")) == 2
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")
    lab["R1"].cli("clear crypto ikev2 sa")
    lab.run(10)
    assert len(routes(lab, "R1")) == 2 and len(routes(lab, "R2")) == 2
    again = Lab.restore(lab.checkpoint())
    assert "!!!!!" in ping(again, "R2", "192.168.1.1")


@pytest.mark.parametrize(
    "old, new",
    [
        ("aaa authorization network FLEX local\n", ""),
        ("psk list FLEX HUB", "psk list OTHER HUB"),
        ("psk list FLEX HUB", "psk list FLEX NONE"),
    ],
)
def test_who_is_not_authorized_does_not_get_in(old: str, new: str) -> None:
    lab = world(hub=HUB.replace(old, new))
    assert brief(lab) == {} and routes(lab, "R2") == []
    assert "READY" not in lab["R1"].cli("show crypto ikev2 sa")
    assert "AAA authorization failed" in lab["R1"].cli("show crypto ikev2 diagnose error")


def test_the_built_in_policy_will_do() -> None:
    default = AAA.replace("{policy}", "default")
    lender = "interface Loopback9\n ip address 10.99.0.1 255.255.255.255\n"
    lab = world(hub=default + lender, spoke=default, tunnel=TUNNEL)
    assert routes(lab, "R1") == ["192.168.2.1 is directly connected, Virtual-Access1"]
    assert any("10.99.0.1" in row for row in routes(lab, "R2"))
    assert "!!!!!" in ping(lab, "R2", "10.99.0.1")


def test_routes_that_are_not_taken_and_how_they_are() -> None:
    lab = world(hub=HUB + "crypto ikev2 authorization policy HUB\n no route accept any\n")
    assert [row.split()[0] for row in routes(lab, "R1")] == ["10.99.0.10/32"]  # it gave that address itself
    lab = world(hub=HUB + "crypto ikev2 authorization policy HUB\n route accept any tag 77 distance 9\n")
    shown = lab["R1"].cli("show ip route 192.168.2.0")
    assert 'Known via "static", distance 9, metric 0' in shown and "Tag 77" in shown
    lab = world(spoke=SPOKE + "crypto ikev2 authorization policy SPOKE\n route set remote ipv4 10.50.0.0 255.255.0.0\n")
    assert "10.50.0.0/16 is directly connected, Tunnel0" in routes(lab, "R2")


def test_a_pool_that_is_used_up() -> None:
    lab = world(2, hub=HUB.replace("10.99.0.10 10.99.0.20", "10.99.0.10"))
    rows = [row for node in ("R2", "R3") for row in lab[node].rows("show ip interface brief")]
    got = [row.address for row in rows if row.interface == "Tunnel0"]
    assert sorted(got) == ["", "10.99.0.10"]
    assert "Failed to allocate IP addr" in lab["R1"].cli("show crypto ikev2 diagnose error")


def test_a_name_mangler_finds_the_policy() -> None:
    mangled = HUB.replace("list FLEX HUB", "list FLEX name-mangler NM") + (
        "crypto ikev2 name-mangler NM\n fqdn domain\ncrypto ikev2 authorization policy branch.example\n pool POOL\n"
        " route set interface\n"
    )
    named = SPOKE + "crypto ikev2 profile PROF\n identity local fqdn r{n}.branch.example\n"
    lab = world(hub=mangled, spoke=named)
    assert brief(lab) == {"Virtual-Access1": "up up"}
    assert routes(lab, "R2") == ["10.99.0.1/32 is directly connected, Tunnel0"]
    lab = world(hub=mangled.replace("fqdn domain", "fqdn hostname"), spoke=named)
    assert brief(lab) == {}


def test_user_attributes_go_before_the_group_s() -> None:
    more = HUB + (
        "crypto ikev2 profile PROF\n aaa authorization user psk list FLEX ONE\n"
        "crypto ikev2 authorization policy ONE\n def-domain one.example\n"
    )
    lab = world(hub=more)
    assert "Default Domain: one.example" in lab["R2"].cli("show crypto ikev2 sa detailed")
    assert "Pushed IP address: 10.99.0.10" in lab["R2"].cli("show crypto ikev2 sa detailed")
    lab = world(hub=more.replace("group psk", "group override psk"))
    assert "Default Domain: example.com" in lab["R2"].cli("show crypto ikev2 sa detailed")


def test_what_debugs_tell() -> None:
    lab = flexed(1, hub=HUB, spoke=SPOKE, tunnel=NEGOTIATED, changes=(LENDER,))
    for node in ("R1", "R2"):
        lab[node].cli("debug crypto ikev2")
        lab[node].configure("logging buffered 1000000")
    lab.run(10)
    hub, spoke = (lab[node].cli("show logging") for node in ("R1", "R2"))
    assert "IKEv2:Using mlist FLEX and username HUB for group author request" in hub
    assert "IKEv2:Allocated addr 10.99.0.10 from local pool POOL" in hub
    assert "Config-type: Config-request" in spoke and "Attrib type: ipv4-addr, length: 0" in spoke
    assert "Attrib type: ipv4-subnet, length: 8, data: 192.168.0.0 255.255.0.0" in spoke
    assert "Set received config mode data" in hub


def test_what_travels() -> None:
    asked = Configuration(ConfigType.REQUEST, [(ConfigAttribute.INTERNAL_IP4_ADDRESS, b"")])
    assert asked.body() == bytes.fromhex("01000000 0001 0000")
    given = Configuration(ConfigType.REPLY, [(ConfigAttribute.INTERNAL_IP4_SUBNET, bytes.fromhex("c0a80100ffffff00"))])
    assert given.body() == bytes.fromhex("02000000 000d 0008 c0a80100 ffffff00")
    assert Configuration.decode(given.body()) == given


def test_what_reads_back() -> None:
    lab = world()
    running = lab["R1"].cli("show running-config")
    for block in (
        "crypto ikev2 authorization policy HUB \n pool POOL\n dns 10.1.1.1 10.1.1.2\n def-domain example.com\n"
        " route set interface\n route set access-list NETS\n!\n",
        " aaa authorization group psk list FLEX HUB\n virtual-template 1\n",
        "aaa authorization network FLEX local \n",
        "ip local pool POOL 10.99.0.10 10.99.0.20\n",
    ):
        assert block in running
