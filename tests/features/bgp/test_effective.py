"""What counts for a neighbour: its own lines, its templates, its group."""

from __future__ import annotations

from iosemu.features.bgp.model import BgpConfig, Settings, effective, group_settings, peers_of
from iosemu.types import parse_ipv4
from tests.features.bgp.test_lines import alone

LINES = """router bgp 65001
 template peer-session BASE
  timers 5 25
  password base
 template peer-session PS
  remote-as 65009
  ebgp-multihop 3
  inherit peer-session BASE
 template peer-policy LOW
  route-map LOW in
  weight 1
  maximum-prefix 10 warning-only
 template peer-policy HIGH
  route-map HIGH in
 template peer-policy PP
  send-community both
  inherit peer-policy LOW 10
  inherit peer-policy HIGH 20
 neighbor G peer-group
 neighbor G remote-as 65002
 neighbor G timers 7 21
 neighbor G maximum-prefix 100 restart 5
 neighbor G next-hop-self
 neighbor 10.0.0.1 peer-group G
 neighbor 10.0.0.1 timers 8 24
 neighbor 10.0.0.1 maximum-prefix 50
 neighbor 10.0.0.2 inherit peer-session PS
 neighbor 10.0.0.2 inherit peer-policy PP
 neighbor 10.0.0.2 password own
 neighbor 10.0.0.3 remote-as 65003
 neighbor H peer-group
"""


def settings(of: str) -> Settings:
    lab = alone()
    assert lab["R1"].configure(LINES) == ""
    instance = lab["R1"].device[BgpConfig].instance
    assert instance is not None
    assert peers_of(instance, "") == [parse_ipv4(f"10.0.0.{n}") for n in (1, 2, 3)]
    return group_settings(instance, "", of) if of == "G" else effective(instance, "", parse_ipv4(of))


def test_own_lines_go_before_those_of_the_group() -> None:
    """A line counts as a whole: the group's `restart` does not come with another limit."""
    found = settings("10.0.0.1")
    assert (found.session.remote_as, found.session.keepalive, found.session.hold) == (65002, 8, 24)
    assert (found.policy.maximum_prefix, found.policy.restart) == (50, 0)
    assert found.policy.next_hop_self and found.policy.activate


def test_templates_inherit() -> None:
    """A policy template's own lines first, then those that it inherits, the highest number before the others."""
    found = settings("10.0.0.2")
    session, policy = found.session, found.policy
    assert (session.remote_as, session.ebgp_multihop, session.keepalive, session.password) == (65009, 3, 5, "own")
    assert (policy.route_map_in, policy.weight, policy.maximum_prefix, policy.warning_only) == ("HIGH", 1, 10, True)
    assert policy.send_community and policy.send_extended


def test_members_that_come_by_themselves() -> None:
    found = settings("G")
    assert (found.session.peer_group, found.session.group, found.session.hold) == ("G", False, 21)
    assert found.policy.activate and found == settings("G") and found != settings("10.0.0.1")


def test_templates_that_inherit_each_other_end() -> None:
    lab = alone("router bgp 1\n template peer-session A\n  inherit peer-session B\n template peer-session B\n"
                "  inherit peer-session A\n  remote-as 5\n neighbor 10.0.0.2 inherit peer-session A\n")  # fmt: skip
    instance = lab["R1"].device[BgpConfig].instance
    assert instance is not None and effective(instance, "", parse_ipv4("10.0.0.2")).session.remote_as == 5
