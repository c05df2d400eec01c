"""What people type who know IOS: all families, maps in shows, clear in its many forms, templates that go."""

from __future__ import annotations

import re

import pytest

from iosemu.features.bgp.events import AdjacencyChanged
from iosemu.lab.lab import Lab
from tests.features.bgp.world import heard, iface, loopback, pair, peer, process, table, until, up
from tests.features.wired import network

NETWORKS = " network 1.1.1.1 mask 255.255.255.255\n network 10.0.12.0 mask 255.255.255.0\n"


@pytest.fixture(scope="module")
def lab() -> Lab:
    """R1 tells R2 two networks; R2 has a VRF with a network of its own."""
    lab = pair(NETWORKS, "")
    lab["R2"].configure(
        "ip vrf RED\n rd 1:1\ninterface Loopback9\n ip vrf forwarding RED\n ip address 9.9.9.9 255.255.255.255\n"
        "ip prefix-list ONE permit 1.1.1.1/32\nroute-map ONE permit 10\n match ip address prefix-list ONE\n"
        "router bgp 65002\n address-family ipv4 vrf RED\n network 9.9.9.9 mask 255.255.255.255\n"
    )
    up(lab, "R2", "10.0.12.1")
    return lab


def test_all_families(lab: Lab) -> None:
    r2 = lab["R2"]
    shown = r2.cli("show ip bgp all")
    assert shown == r2.cli("show bgp all")
    assert shown.startswith("For address family: IPv4 Unicast\n\nBGP table version is ")
    one, _, two = shown.partition("\n\nFor address family: VPNv4 Unicast\n\n")
    assert "1.1.1.1/32" in one and "9.9.9.9" not in one
    assert "Route Distinguisher: 1:1 (default for vrf RED)\n *>  9.9.9.9/32" in two
    summary = r2.cli("show bgp all summary")
    assert summary.startswith("For address family: IPv4 Unicast\nBGP router identifier 2.2.2.2, local AS number 65002\n")
    assert summary.count("BGP router identifier") == 2
    shown = r2.cli("show bgp all neighbors 10.0.12.1")
    assert shown.startswith("For address family: IPv4 Unicast\nBGP neighbor is 10.0.12.1,  remote AS 65001, external link\n")
    assert r2.cli("show bgp all neighbors 10.0.12.7") == "% No such neighbor or address family\n"
    assert r2.cli("show bgp all dampening parameters").count("% dampening not enabled for ") == 2


def test_all_vrfs(lab: Lab) -> None:
    r2 = lab["R2"]
    shown = r2.cli("show ip bgp vpnv4 all")
    assert shown == r2.cli("show bgp vpnv4 unicast all") == r2.cli("show ip bgp vpnv4 vrf RED")
    r2.configure("ip vrf BLUE\n rd 2:2\nrouter bgp 65002\n address-family ipv4 vrf BLUE\n")
    assert r2.cli("show ip bgp vpnv4 all") == shown, "one without networks"
    r2.configure("interface Loopback8\n ip vrf forwarding BLUE\n ip address 8.8.8.8 255.255.255.255\n")
    r2.configure("router bgp 65002\n address-family ipv4 vrf BLUE\n network 8.8.8.8 mask 255.255.255.255\n")
    lab.run(2)
    shown = r2.cli("show ip bgp vpnv4 all")
    assert shown.count("Status codes") == 1
    blue, red = shown.index("2:2 (default for vrf BLUE)\n *>  8.8.8.8"), shown.index("1:1 (default for vrf RED)\n *>  9.9.9.9")
    assert blue < red and r2.cli("show ip bgp vpnv4 all summary").count("BGP router identifier") == 2


def test_some_of_the_paths(lab: Lab) -> None:
    r2 = lab["R2"]
    for only in ("bestpath", "multipaths"):
        assert r2.cli(f"show ip bgp 1.1.1.1 {only}") == r2.cli("show ip bgp 1.1.1.1")
    r2.configure("router bgp 65002\n neighbor G peer-group\n neighbor 10.0.12.7 remote-as 65007\n neighbor 10.0.12.7 peer-group G\n")
    lab.run(0)
    shown = r2.cli("show ip bgp peer-group G summary")
    assert "10.0.12.7 " in shown and "10.0.12.1 " not in shown
    assert r2.cli("show ip bgp peer-group H summary") == "% No such peer-group H\n"
    assert r2.cli("show bgp ipv4 unicast paths") == r2.cli("show ip bgp paths")
    assert r2.cli("debug bgp ipv4 unicast updates in") == (
        "BGP updates debugging is on (inbound) for address family: IPv4 Unicast\n"
    )
    assert r2.cli("undebug all") == "All possible debugging has been turned off\n"


def test_the_family_need_not_be_said(lab: Lab) -> None:
    r2 = lab["R2"]
    for line in ("", " summary", " 1.1.1.1", " neighbors 10.0.12.1 routes"):
        assert r2.cli(f"show bgp{line}") == r2.cli(f"show ip bgp{line}") == r2.cli(f"show bgp ipv4 unicast{line}")


def test_what_a_route_map_lets_pass(lab: Lab) -> None:
    r2 = lab["R2"]
    shown = r2.cli("show ip bgp route-map ONE")
    assert "1.1.1.1/32" in shown and "10.0.12.0/24" not in shown
    assert r2.cli("show ip bgp route-map NONE") == ""


def test_soft_without_a_name_is_for_all(lab: Lab) -> None:
    asked, told = peer(lab, "R1", "10.0.12.2").received, heard(lab, "R2", AdjacencyChanged)
    one = peer(lab, "R2", "10.0.12.1")
    for line in (
        "clear ip bgp in", "clear ip bgp * in", "clear ip bgp soft in", "clear ip bgp * soft in", "clear bgp all * in",
        "clear ip bgp soft", "clear ip bgp ipv4 unicast * soft in", "clear bgp ipv4 unicast 10.0.12.1 in",
    ):  # fmt: skip
        already = asked.refreshes
        assert lab["R2"].cli(line) == ""
        lab.run(1)
        assert asked.refreshes == already + 1, line
    before = one.sent.updates
    assert lab["R2"].cli("clear ip bgp out") == ""
    lab.run(1)
    assert told == [] and one.established == 1 and one.sent.updates > before


def test_all_means_all() -> None:
    lab = pair("", "")
    up(lab, "R1", "10.0.12.2")
    said = lab["R1"].cli("clear ip bgp all").splitlines()
    assert said[0].endswith("%BGP-3-NOTIFICATION_MANY: sent to 1 sessions 6/4 (Administrative Reset) for all peers")
    assert said[1].endswith("%BGP-5-ADJCHANGE: neighbor 10.0.12.2 Down User reset")
    until(lab, lambda: not peer(lab, "R1", "10.0.12.2").up, 5)
    up(lab, "R1", "10.0.12.2")
    assert peer(lab, "R1", "10.0.12.2").dropped == 1


def test_advertised_routes_are_as_the_route_map_leaves_them() -> None:
    """Without our own AS in front, with the next hop of our table, unless the map sets one."""
    lab = pair(NETWORKS + " neighbor 10.0.12.2 route-map OUT out\n neighbor 10.0.12.2 send-community\n", "")
    lab["R1"].configure(
        "ip prefix-list ONE permit 1.1.1.1/32\nroute-map OUT permit 10\n match ip address prefix-list ONE\n"
        " set as-path prepend 65001 65001\n set metric 50\nroute-map OUT permit 20\n set ip next-hop 10.0.12.77\n"
    )
    up(lab, "R1", "10.0.12.2")
    lab["R1"].cli("clear ip bgp * soft out")
    lab.run(5)
    shown = lab["R1"].cli("show ip bgp neighbors 10.0.12.2 advertised-routes")
    assert " *>  1.1.1.1/32       0.0.0.0                 50         32768 65001 65001 i\n" in shown
    assert " *>  10.0.12.0/24     10.0.12.77               0         32768 i\n" in shown
    assert re.search(r"1\.1\.1\.1/32 +10\.0\.12\.1 +50 +0 65001 65001 65001 i", lab["R2"].cli("show ip bgp"))


def test_short_hold_times_are_warned_of_and_taken() -> None:
    lab = pair("", "")
    said = "% Warning: A hold time of less than 20 seconds increases the chances of peer flapping\n"
    assert lab["R1"].configure("router bgp 65001\n timers bgp 5 19\n") == said
    assert lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 timers 5 15\n") == said
    for quiet in ("timers bgp 5 20", "timers bgp 0 0", "no neighbor 10.0.12.2 timers", "no timers bgp"):
        assert lab["R1"].configure(f"router bgp 65001\n {quiet}\n") == "", quiet
    assert lab["R1"].configure("router bgp 65001\n timers bgp 1 2\n") == "% Hold time should be 0 or greater than 2 seconds\n"


def test_next_hops_stay_for_those_far_away_only() -> None:
    lab = pair("", "")
    refused = "%BGP: Can propagate the nexthop only to multi-hop EBGP neighbor\n"
    r1, line = lab["R1"], "router bgp 65001\n {}\n"
    assert r1.configure(line.format("neighbor 10.0.12.2 next-hop-unchanged")) == refused
    r1.configure(line.format("neighbor 10.0.12.2 ebgp-multihop 2"))
    assert r1.configure(line.format("neighbor 10.0.12.2 next-hop-unchanged")) == ""
    assert r1.configure(line.format("neighbor 10.0.12.9 remote-as 65001\n neighbor 10.0.12.9 next-hop-unchanged")) == ""


def block(lab: Lab) -> list[str]:
    return lab["R1"].cli("show running-config | section router bgp").splitlines()[2:]


def test_a_template_goes_with_the_lines_that_name_it() -> None:
    lab = pair("", "")
    lab["R1"].configure(
        "router bgp 65001\n template peer-session BASE\n  remote-as 65009\n exit-peer-session\n template peer-session S\n"
        "  inherit peer-session BASE\n exit-peer-session\n template peer-policy P\n  weight 5\n exit-peer-policy\n"
        " template peer-policy Q\n  inherit peer-policy P 10\n exit-peer-policy\n"
        " neighbor 10.0.12.9 inherit peer-session S\n neighbor 10.0.12.2 inherit peer-policy P\n"
    )
    assert " neighbor 10.0.12.9 inherit peer-session S" in block(lab)
    lab["R1"].configure("router bgp 65001\n no template peer-session BASE\n no template peer-policy P\n")
    text = "\n".join(block(lab))
    assert "BASE" not in text and " P" not in text and "template peer-policy Q" in text
    lab["R1"].configure("router bgp 65001\n no template peer-session S\n no template peer-policy Q\n")
    assert block(lab) == [" neighbor 10.0.12.2 remote-as 65002"], "who had its autonomous system from there is gone"


def test_a_group_that_becomes_external_reflects_no_more() -> None:
    lab = pair("", "")
    lines = "router bgp 65001\n neighbor G peer-group\n neighbor G remote-as 65001\n neighbor G route-reflector-client\n"
    lab["R1"].configure(lines + " neighbor 10.0.12.9 peer-group G\n")
    assert " neighbor G route-reflector-client" in block(lab)
    lab["R1"].configure("router bgp 65001\n neighbor G remote-as 65009\n")
    assert " neighbor G route-reflector-client" not in block(lab)
    lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 local-as 65100\n neighbor 10.0.12.2 remote-as 65001\n")
    assert " neighbor 10.0.12.2 remote-as 65001" in block(lab) and "local-as" not in "".join(block(lab))


def test_the_section_keeps_what_separates_its_blocks() -> None:
    lab = pair("", "")
    lab["R1"].configure("router bgp 65001\n address-family ipv4\n")
    assert block(lab)[-4:] == [" !", " address-family ipv4", "  neighbor 10.0.12.2 activate", " exit-address-family"]


def test_when_there_were_most_networks() -> None:
    config = loopback("1.1.1.1") + "router bgp 1\n network 1.1.1.1 mask 255.255.255.255\n"
    lab = network({"R1": config}, platform="csr1000v")
    until(lab, lambda: table(lab, "R1").version > 1)
    lab.run(90)
    shown = lab["R1"].cli("show ip bgp summary")
    assert re.search(r"\n1 networks peaked at 00:00:\d\d Mar 1 2002 UTC \(00:01:3\d\.\d{3} ago\)\n", shown)
    lab["R1"].configure("interface Loopback0\n shutdown\n")
    lab.run(10)
    assert table(lab, "R1").peak[0] == 1


def test_external_and_internal_paths_share_the_load_in_a_vrf() -> None:
    """R1 hears the network from R2 (external) and from R3 (internal)."""
    vrf = "ip vrf RED\n rd 1:1\n"
    red = "interface Fa0/{} \n ip vrf forwarding RED\n ip address 10.0.{}.1 255.255.255.0\n no shutdown\n"
    lan = "interface Loopback1\n ip address 172.16.9.9 255.255.255.255\n"
    one = (
        vrf + loopback("1.1.1.1") + red.format(0, 12) + red.format(1, 13)
        + "router bgp 65001\n address-family ipv4 vrf RED\n  neighbor 10.0.12.2 remote-as 65009\n  neighbor 10.0.12.2 activate\n"
        "  neighbor 10.0.13.3 remote-as 65001\n  neighbor 10.0.13.3 activate\n  maximum-paths eibgp 2\n"
    )  # fmt: skip
    two = loopback("2.2.2.2") + iface("Fa0/0", "10.0.12.2") + lan + "router bgp 65009\n neighbor 10.0.12.1 remote-as 65001\n"
    two += " network 172.16.9.9 mask 255.255.255.255\n"
    three = loopback("3.3.3.3") + iface("Fa0/0", "10.0.13.3") + lan + "router bgp 65001\n neighbor 10.0.13.1 remote-as 65001\n"
    three += " network 172.16.9.9 mask 255.255.255.255\n neighbor 10.0.13.1 route-map AS out\n"
    three += "route-map AS permit 10\n set as-path prepend 65009\n"
    lab = network({"R1": one, "R2": two, "R3": three}, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/0")
    until(lab, lambda: all(each.up for each in process(lab, "R1").peers.values()), 60)
    lab.run(10)
    assert "\nMultipath: eiBGP\n" in lab["R1"].cli("show ip bgp vpnv4 vrf RED 172.16.9.9")
    route = lab["R1"].cli("show ip route vrf RED 172.16.9.9")
    assert "10.0.12.2" in route and "10.0.13.3" in route
    assert "  maximum-paths eibgp 2" in lab["R1"].running_config()
    assert "% Invalid input" in lab["R1"].configure("router bgp 65001\n maximum-paths eibgp 2\n")


def test_flaps_of_one_neighbour() -> None:
    lab = pair(NETWORKS, " bgp dampening\n")
    up(lab, "R2", "10.0.12.1")
    r2 = lab["R2"]
    lab["R1"].configure("router bgp 65001\n no network 1.1.1.1 mask 255.255.255.255\n")
    lab.run(35)
    shown = r2.cli("show ip bgp neighbors 10.0.12.1 flap-statistics")
    assert "1.1.1.1/32       10.0.12.1       1 " in shown and shown == r2.cli("show ip bgp flap-statistics")
    assert r2.cli("show ip bgp neighbors 10.0.12.1 dampened-routes") == ""
    assert r2.cli("clear ip bgp 10.0.12.9 flap-statistics") == "" and r2.cli("show ip bgp flap-statistics") == shown
    assert r2.cli("clear ip bgp flap-statistics") == ""
    lab.run(1)
    assert r2.cli("show ip bgp flap-statistics") == "" and r2.cli("show ip bgp 1.1.1.1") == "% Network not in table\n"


def test_shows_do_not_count() -> None:
    """What a show asks of a list moves none of its counters."""
    lab = pair(NETWORKS, "")
    r2 = lab["R2"]
    r2.configure(
        "ip prefix-list ONE permit 1.1.1.1/32\nip access-list standard TWO\n permit 10.0.0.0 0.255.255.255 log\n"
        "route-map BOTH permit 10\n match ip address prefix-list ONE\nroute-map BOTH permit 20\n match ip address TWO\n"
    )
    up(lab, "R2", "10.0.12.1")
    counters = ("show ip prefix-list detail ONE", "show access-lists TWO", "show route-map BOTH")
    before = [r2.cli(line) for line in counters]
    assert "1.1.1.1/32" in r2.cli("show ip bgp prefix-list ONE")
    assert "10.0.12.0/24" in r2.cli("show ip bgp route-map BOTH")
    assert [r2.cli(line) for line in counters] == before
    r2.configure("router bgp 65002\n neighbor 10.0.12.1 route-map BOTH in\n")
    r2.cli("clear ip bgp * soft in")
    lab.run(5)
    assert [r2.cli(line) for line in counters[:2]] != before[:2]


def test_it_is_not_redistributed_into_itself() -> None:
    r1 = pair("", "")["R1"]
    assert "                                    ^\n% Invalid input" in r1.configure("router bgp 65001\n redistribute bgp 65001\n")
    assert r1.configure("router bgp 65001\n redistribute bgp 65002\n") == ""


def test_the_family_taken_away_and_typed_again() -> None:
    lab = pair(NETWORKS, "")
    up(lab, "R2", "10.0.12.1")
    for line, count in (("no address-family ipv4", 0), ("network 1.1.1.1 mask 255.255.255.255", 1)):
        lab["R1"].configure(f"router bgp 65001\n address-family ipv4\n{'exit' if count else ''}\nrouter bgp 65001\n {line}\n")
        lab.run(40)
        assert len(table(lab, "R2").destinations) == count, line


TEMPLATES = """router bgp 65001
 template peer-session CORE
  remote-as 65009
  timers 30 300
  password x
 template peer-session BACKUP
  inherit peer-session CORE
  description hi there
  update-source Loopback0
 template peer-policy GLOBAL
  weight 300
  maximum-prefix 1000
  prefix-list X in
 template peer-policy ONE
  inherit peer-policy GLOBAL 20
  weight 5
  route-map X out
"""


def test_templates() -> None:
    """Layout and masks of Cisco's command reference: local ones of `remote-as` and `timers` are 0x21, for example."""
    r1 = pair(TEMPLATES.removeprefix("router bgp 65001\n"), "")["R1"]
    assert r1.cli("show ip bgp template peer-session BACKUP") == (
        "Template:BACKUP, index:2\nLocal policies:0x180, Inherited polices:0x29\nThis template inherits: \n"
        "  CORE index:1 flags:0x0\nLocally configured session commands: \n  update-source Loopback0\n"
        "  description hi there\nInherited session commands: \n  remote-as 65009\n  password is configured\n"
        "  timers 30 300\n\n"
    )
    assert r1.cli("show ip bgp template peer-session").startswith(
        "Template:CORE, index:1\nLocal policies:0x29, Inherited polices:0x0\n *Inherited by Template BACKUP, index= 2 \n"
    )
    assert r1.cli("show ip bgp template peer-policy") == (
        "Template:GLOBAL, index:1.\nLocal policies:0x80840, Inherited polices:0x0\n"
        "Local disable policies:0x0, Inherited disable policies:0x0\n *Inherited by Template ONE, index= 2 \n"
        "Locally configured policies: \n  prefix-list X in\n  weight 300\n  maximum-prefix 1000\nInherited policies: \n\n"
        "Template:ONE, index:2.\nLocal policies:0x802, Inherited polices:0x80040\n"
        "Local disable policies:0x0, Inherited disable policies:0x0\nThis template inherits: \n"
        "  GLOBAL, index:1, seq_no:20, flags:0x0\nLocally configured policies: \n  route-map X out\n  weight 5\n"
        "Inherited policies: \n  prefix-list X in\n  maximum-prefix 1000\n\n"
    )
    assert r1.cli("show ip bgp template peer-policy NONE") == ""


def test_numbers_of_four_octets_with_a_dot() -> None:
    """Typed either way, shown as one number; before 12.4(24)T there are no such numbers."""
    lab = pair("", "", asns=(65546, 70000))
    r1 = lab["R1"]
    assert r1.configure(
        "router bgp 1.10\n neighbor 10.0.12.3 remote-as 2.0\n neighbor 10.0.12.3 local-as 3.5\n"
        " bgp confederation peers 1.3 65000\nroute-map X permit 10\n set as-path prepend 1.10 5\n"
        "router rip\n redistribute bgp 1.10\n redistribute bgp 5\n redistribute eigrp 5\n"
    ) == ""  # fmt: skip
    lines = r1.running_config()
    for line in (
        "router bgp 65546", " neighbor 10.0.12.3 remote-as 131072", " neighbor 10.0.12.3 local-as 196613",
        " bgp confederation peers 65000 65539 ", " set as-path prepend 65546 5", " redistribute bgp 65546",
        " redistribute bgp 5", " redistribute eigrp 5",
    ):  # fmt: skip
        assert line in lines, line
    up(lab, "R1", "10.0.12.2")
    told = heard(lab, "R1", AdjacencyChanged)
    r1.cli("clear ip bgp 1.4464")  # 70000
    assert len(told) == 1
    for wrong in ("0.5", "1.65536", "65536.1", "1.2.3"):
        assert "Invalid input" in r1.configure(f"router bgp {wrong}\n"), wrong
    old = network({"R1": ""}, platform="c3725")["R1"]
    for line in ("router bgp 70000", "router bgp 1.10", "router bgp 7\n neighbor 10.0.0.1 remote-as 70000"):
        assert "Invalid input" in old.configure(line + "\n"), line
    assert old.configure("router bgp 7\n neighbor 10.0.0.1 remote-as 65002\nrouter rip\n redistribute bgp 7\n") == ""
