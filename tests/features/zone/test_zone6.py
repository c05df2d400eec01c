"""Zones and IPv6: the same policies, the same table of sessions."""

from __future__ import annotations

from iosemu import Lab
from tests.features.wired import network

M = """ipv6 unicast-routing
ipv6 access-list SERVER
 permit tcp any host 2001:db8:1::1
class-map type inspect match-any OUT
 match protocol icmp
 match protocol telnet
class-map type inspect match-any IN
 match access-group name SERVER
policy-map type inspect OUTWARD
 class type inspect OUT
  inspect
policy-map type inspect INWARD
 class type inspect IN
  inspect
 class class-default
  drop log
zone security INSIDE
zone security OUTSIDE
zone-pair security IN-OUT source INSIDE destination OUTSIDE
 service-policy type inspect OUTWARD
zone-pair security OUT-IN source OUTSIDE destination INSIDE
 service-policy type inspect INWARD
interface Fa0/0
 ipv6 address 2001:db8:1::2/64
 zone-member security INSIDE
 no shutdown
interface Fa0/1
 ipv6 address 2001:db8:2::2/64
 zone-member security OUTSIDE
 no shutdown
"""
END = """interface Fa0/0
 ipv6 address 2001:db8:{n}::1/64
 no shutdown
ipv6 route ::/0 2001:db8:{n}::2
line vty 0 4
 no login
"""


def row() -> Lab:
    lab = network({"R1": END.format(n=1), "M": M, "R2": END.format(n=2)}, "R1:Fa0/0 M:Fa0/0", "M:Fa0/1 R2:Fa0/0")
    assert [line for line in lab.refused_lines() if "No specific protocol" not in str(line)] == []
    lab.run(40)
    return lab


def ping(lab: Lab, node: str, target: str) -> bool:
    return "(3/3)" in lab[node].cli(f"ping {target} repeat 3 timeout 1")


def test_one_direction_and_its_answers() -> None:
    lab = row()
    assert ping(lab, "R1", "2001:db8:2::1") and not ping(lab, "R2", "2001:db8:1::1")
    shown = lab["M"].cli("show policy-map type inspect zone-pair IN-OUT sessions")
    assert "(2001:DB8:1::1:128)=>(2001:DB8:2::1:0) icmp SIS_OPEN" in shown
    assert "%FW-6-DROP_PKT: Dropping icmp session 2001:DB8:2::1:0 2001:DB8:1::1:0 on zone-pair OUT-IN class class-default" in (
        lab["M"].cli("show logging")
    )
    assert ping(lab, "R2", "2001:db8:2::2"), "the router answers"
    assert "Open" in lab["R1"].cli("telnet 2001:db8:2::1")
    assert "telnet:tcp" in lab["M"].cli("show policy-map type inspect zone-pair IN-OUT sessions")


def test_lists_of_ipv6() -> None:
    lab = row()
    assert "Open" in lab["R2"].cli("telnet 2001:db8:1::1")
    assert "(2001:DB8:2::1:" in lab["M"].cli("show policy-map type inspect zone-pair OUT-IN sessions")


def test_without_a_zone_nothing_passes() -> None:
    lab = row()
    lab["M"].configure("interface Fa0/1\n no zone-member security OUTSIDE\n")
    assert not ping(lab, "R1", "2001:db8:2::1") and ping(lab, "R1", "2001:db8:1::2")
    lab["M"].configure("interface Fa0/0\n no zone-member security INSIDE\n")
    assert ping(lab, "R1", "2001:db8:2::1")
