"""Routes from one protocol into another and back: what goes, with which metric and tag, the loop and its cure."""

from __future__ import annotations

from typing import Any

from iosemu.lab.lab import Lab
from iosemu.types import format_ipv4, parse_ipv4
from tests.features.wired import chain, log_of, network

EIGRP = " metric 1000 1 255 1 1500"


def kind(lab: Lab, node: str, address: str) -> str:
    """Source and kind of the route."""
    route = lab[node].device.vrfs.default.v4.lookup(parse_ipv4(address))
    return "" if route is None else f"{route.source} {route.kind}".strip()


def best(lab: Lab, node: str, address: str) -> Any:
    return lab[node].device.vrfs.default.v4.lookup(parse_ipv4(address))


def test_through_three_protocols() -> None:
    """OSPF - EIGRP - RIP: the ends reach each other."""
    lab = chain(4)
    ospf = "router ospf 1\n network 10.0.12.0 0.0.0.255 area 0\n"
    lab["R1"].configure(ospf + " network 192.168.1.0 0.0.0.255 area 0\n")
    eigrp = "router eigrp 100\n no auto-summary\n network 10.0.23.0 0.0.0.255\n"
    lab["R2"].configure(f"{ospf} redistribute eigrp 100 subnets tag 9\n{eigrp} redistribute ospf 1{EIGRP}\n")
    rip = "router rip\n version 2\n no auto-summary\n network 10.0.0.0\n"
    more = " redistribute eigrp 100 metric 3\n passive-interface FastEthernet0/1\n"
    lab["R3"].configure(f"{eigrp} network 192.168.3.0\n redistribute rip{EIGRP}\n{rip}{more}")
    lab["R4"].configure(rip + " network 192.168.4.0\n")
    lab.run(120)
    assert kind(lab, "R1", "192.168.4.1") == "ospf 1 external 2"
    assert best(lab, "R1", "192.168.4.1").metric == 20
    assert best(lab, "R1", "192.168.4.1").tag == 9
    assert kind(lab, "R3", "192.168.1.1") == "eigrp 100 external"
    assert kind(lab, "R4", "192.168.1.1") == "rip"
    assert "100 percent" in lab["R1"].cli("ping 192.168.4.1 source Loopback0")
    assert "Advertised by ospf 1 subnets" in lab["R2"].cli("show ip route 192.168.4.0").replace(" tag 9", "")


def test_from_one_process_into_another_keeps_the_metric() -> None:
    lab = chain(3)
    lab["R1"].configure("router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\ninterface Loopback0\n ip ospf cost 50\n")
    lab["R2"].configure(
        "router ospf 1\n network 10.0.12.0 0.0.0.255 area 0\n"
        "router ospf 2\n network 10.0.23.0 0.0.0.255 area 0\n redistribute ospf 1 subnets metric-type 1\n"
    )
    lab["R3"].configure("router ospf 9\n network 10.0.23.0 0.0.0.255 area 0\n")
    lab.run(90)
    assert kind(lab, "R3", "192.168.1.1") == "ospf 9 external 1"
    assert best(lab, "R3", "192.168.1.1").metric == 51 + 1


RING = {
    "R1": "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n",
    "R2": (
        "router ospf 1\n network 10.0.1.0 0.0.0.255 area 0\n redistribute eigrp 1 subnets{ospf}\n"
        "router eigrp 1\n no auto-summary\n network 10.0.2.0 0.0.0.255\n redistribute ospf 1 metric 1000 1 255 1 1500{eigrp}\n"
    ),
    "R3": (
        "router ospf 1\n network 10.0.4.0 0.0.0.255 area 0\n redistribute eigrp 1 subnets{ospf}\n"
        "router eigrp 1\n no auto-summary\n network 10.0.3.0 0.0.0.255\n redistribute ospf 1 metric 1000 1 255 1 1500{eigrp}\n"
    ),
    "R4": "router eigrp 1\n no auto-summary\n network 10.0.0.0\n redistribute static metric 10 1 255 1 1500\n",
}
MAPS = (
    "route-map FROM-EIGRP deny 10\n match tag 110\nroute-map FROM-EIGRP permit 20\n set tag 90\n"
    "route-map FROM-OSPF deny 10\n match tag 90\nroute-map FROM-OSPF permit 20\n set tag 110\n"
)


def ring(tags: bool) -> Lab:
    """R1 (OSPF) - R2 - R4 (EIGRP) - R3 - R1; R2 and R3 bring each protocol's routes into the other."""
    links = {"R1": (1, 4), "R2": (1, 2), "R4": (2, 3), "R3": (3, 4)}
    configs = {}
    for node, nets in links.items():
        text = "".join(
            f"interface Fa0/{slot}\n ip address 10.0.{net}.{node[1]} 255.255.255.0\n no shutdown\n"
            for slot, net in enumerate(nets)
        )
        ospf, eigrp = (" route-map FROM-EIGRP", " route-map FROM-OSPF") if tags else ("", "")
        configs[node] = text + (MAPS if tags else "") + RING[node].format(ospf=ospf, eigrp=eigrp)
    configs["R4"] += "ip route 172.16.0.0 255.255.0.0 Null0\n"
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R4:Fa0/0", "R4:Fa0/1 R3:Fa0/0", "R3:Fa0/1 R1:Fa0/1")
    lab.run(120)
    return lab


def kinds_over_time(lab: Lab, node: str) -> set[str]:
    found = set()
    for _ in range(30):
        lab.run(2)
        found.add(kind(lab, node, "172.16.0.1"))
    return found


def test_two_routers_tell_each_other_what_they_had_from_each_other() -> None:
    """The external route of EIGRP (170) comes back by OSPF (110): each border takes it, has nothing to tell any more, and
    so on without an end."""
    lab = ring(False)
    assert kinds_over_time(lab, "R2") == {"eigrp 1 external", "ospf 1 external 2"}


def test_tags_keep_a_route_from_coming_back() -> None:
    lab = ring(True)
    assert best(lab, "R1", "172.16.0.1").tag == 90
    lab["R4"].configure("no ip route 172.16.0.0 255.255.0.0 Null0\n")
    lab.run(60)
    assert not [node for node in ("R1", "R2", "R3", "R4") if best(lab, node, "172.16.0.1") is not None]


def test_distances_make_the_borders_take_the_short_way() -> None:
    lab = ring(True)
    for node in ("R2", "R3"):
        lab[node].configure("router ospf 1\n distance ospf external 180\n")
    lab.run(60)
    assert kinds_over_time(lab, "R2") == {"eigrp 1 external"}
    for node, hop in (("R2", "10.0.2.4"), ("R3", "10.0.3.4")):
        assert kind(lab, node, "172.16.0.1") == "eigrp 1 external"
        assert format_ipv4(best(lab, node, "172.16.0.1").paths[0].next_hop) == hop


def test_no_more_prefixes_than_may_be_brought_in() -> None:
    """`redistribute maximum-prefix`: the first ones; with `warning-only` all, and a message."""
    statics = "".join(f"ip route 172.16.{n}.0 255.255.255.0 Null0\n" for n in range(20))
    lab = network({"R1": f"{statics}router ospf 1\n router-id 1.1.1.1\n redistribute static subnets\n"}, platform="c7200")
    log = log_of(lab, "R1", "IPRT")
    lab["R1"].configure("router ospf 1\n redistribute maximum-prefix 10\n")
    lab.run(1)
    lines = lab["R1"].cli("show ip ospf").splitlines()
    at = lines.index("    static, includes subnets in redistribution")
    assert lines[at + 1 : at + 3] == ["    Maximum limit of redistributed prefixes 10", "    Threshold for warning message 75%"]
    assert lab["R1"].cli("show ip ospf rib redistribution").count("from static") == 10
    lab["R1"].configure("router ospf 1\n redistribute maximum-prefix 25 60 warning-only\n")
    lab.run(1)
    assert lab["R1"].cli("show ip ospf rib redistribution").count("from static") == 20
    assert [text for _, text in log] == [
        'Redistribution prefix limit has been reached "ospf 1" - 10 prefixes',
    ]
    lab["R1"].configure("router ospf 1\n redistribute maximum-prefix 15 60 warning-only\n")
    lab.run(1)
    assert log[-1][1] == 'Redistribution prefix limit has been reached "ospf 1" - 20 prefixes'
    assert lab["R1"].cli("show ip ospf rib redistribution").count("from static") == 20


def test_what_the_newest_release_has_of_itself() -> None:
    """17.15: limits that nobody typed, and a message of each process that begins."""
    lab = network({"R1": ""}, platform="iol")
    log = log_of(lab, "R1", "OSPF")
    lab["R1"].configure("interface Loopback0\n ip address 1.1.1.1 255.255.255.255\nrouter ospf 1\n redistribute static\n")
    lab.run(1)
    shown = lab["R1"].cli("show ip ospf")
    assert "    Maximum limit of redistributed prefixes 10240\n    Threshold for warning message 75%\n" in shown
    assert " Maximum number of non self-generated LSA allowed 50000\n" in shown
    assert [text for _, text in log] == ["Protocol timers for fast convergence are Enabled."]
    assert "maximum" not in str(lab["R1"].running_config()) and "max-lsa" not in str(lab["R1"].running_config())


PROVIDER = (
    "ip vrf A\n rd 1:1\ninterface Fa0/1\n ip vrf forwarding A\n ip address 10.0.1.1 255.255.255.0\n no shutdown\n"
    "interface Fa0/0\n ip vrf forwarding A\n ip address 10.0.2.1 255.255.255.0\n no shutdown\n ip ospf network point-to-point\n"
    "router ospf 1 vrf A\n redistribute bgp 65000 subnets\n network 10.0.2.0 0.0.0.255 area 0\n"
    "router bgp 65000\n address-family ipv4 vrf A\n  neighbor 10.0.1.2 remote-as 65001\n  neighbor 10.0.1.2 activate\n"
)
OUTSIDE = (
    "interface Fa0/0\n ip address 10.0.1.2 255.255.255.0\n no shutdown\nip route 172.16.0.0 255.255.0.0 Null0\n"
    "router bgp 65001\n neighbor 10.0.1.1 remote-as 65000\n network 172.16.0.0\n"
)
CUSTOMER = (
    "interface Fa0/1\n ip address 10.0.2.2 255.255.255.0\n no shutdown\n ip ospf network point-to-point\n"
    "router ospf 1\n network 10.0.2.0 0.0.0.255 area 0\n"
)


def test_what_a_provider_brings_into_a_vrf_is_not_taken_back() -> None:
    """RFC 4576 and 4577: the DN bit and the tag of the AS; another end of the provider heeds them, who is none does not."""
    lab = network({"P": PROVIDER, "Q": OUTSIDE, "C": CUSTOMER}, "P:Fa0/1 Q:Fa0/0", "P:Fa0/0 C:Fa0/1")
    lab.run(90)
    shown = lab["C"].cli("show ip ospf database external")
    assert "Options: (No TOS-capability, DC, Downward)" in shown and "External Route Tag: 3489725928" in shown
    assert "172.16.0.0" in lab["C"].cli("show ip route ospf")
    lab["P"].configure("router ospf 1 vrf A\n domain-tag 777\n")
    lab.run(10)
    assert "External Route Tag: 777" in lab["C"].cli("show ip ospf database external")
    inside = (
        "no router ospf 1\nip vrf A\n rd 1:1\ninterface Fa0/1\n ip vrf forwarding A\n ip address 10.0.2.2 255.255.255.0\n"
        "router ospf 1 vrf A\n network 10.0.2.0 0.0.0.255 area 0\n"
    )
    lab["C"].configure(inside)
    lab.run(30)
    assert "Downward" in lab["C"].cli("show ip ospf database external")
    assert "172.16.0.0" not in lab["C"].cli("show ip route vrf A ospf")
    lab["C"].configure("router ospf 1 vrf A\n capability vrf-lite\n")
    lab.run(20)
    assert "172.16.0.0" in lab["C"].cli("show ip route vrf A ospf")
    lab["P"].configure("router ospf 1 vrf A\n capability vrf-lite\n")
    lab.run(20)
    assert "Upward" in lab["C"].cli("show ip ospf database external")
