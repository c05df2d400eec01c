# ruff: noqa: W291  # IOS ends lines with blanks
"""`show ip bgp` and its kin, to the byte, in the releases' layouts."""

from __future__ import annotations

import re
from functools import cache

import pytest

from iosemu.lab.lab import Lab
from tests.features.bgp.world import iface, loopback, pair
from tests.features.wired import network

PORTS = {"c7200": "FastEthernet0/0", "c3725": "FastEthernet0/0", "c8000v": "GigabitEthernet1"}
ONE = """router bgp 65001
 neighbor 10.0.12.2 remote-as 65002
 network 1.1.1.1 mask 255.255.255.255
 network 192.168.100.0
 redistribute static
ip route 192.168.100.0 255.255.255.0 Null0
ip route 200.200.200.128 255.255.255.128 Null0
"""
TWO = """router bgp 65002
 neighbor 10.0.12.1 remote-as 65001
 neighbor 10.0.12.1 soft-reconfiguration inbound
 neighbor 10.0.12.9 remote-as 65009
 neighbor 10.0.12.9 shutdown
"""


@cache
def settled(platform: str) -> Lab:
    """Nothing of it is changed."""
    port = PORTS[platform]
    lab = network(
        {"R1": loopback("1.1.1.1") + iface(port, "10.0.12.1") + ONE, "R2": loopback("2.2.2.2") + iface(port, "10.0.12.2") + TWO},
        f"R1:{port} R2:{port}", platform=platform,
    )  # fmt: skip
    assert lab.refused_lines() == []
    lab.run(60)
    return lab


TABLES = {
    "c3725": """\
BGP table version is 4, local router ID is 2.2.2.2
Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,
              r RIB-failure, S Stale
Origin codes: i - IGP, e - EGP, ? - incomplete

   Network          Next Hop            Metric LocPrf Weight Path
*> 1.1.1.1/32       10.0.12.1                0             0 65001 i
*> 192.168.100.0    10.0.12.1                0             0 65001 i
*> 200.200.200.128/25
                    10.0.12.1                0             0 65001 ?
""",
    "c7200": """\
BGP table version is 4, local router ID is 2.2.2.2
Status codes: s suppressed, d damped, h history, * valid, > best, i - internal, 
              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter, 
              x best-external, a additional-path, c RIB-compressed, 
Origin codes: i - IGP, e - EGP, ? - incomplete
RPKI validation codes: V valid, I invalid, N Not found

     Network          Next Hop            Metric LocPrf Weight Path
 *>  1.1.1.1/32       10.0.12.1                0             0 65001 i
 *>  192.168.100.0    10.0.12.1                0             0 65001 i
 *>  200.200.200.128/25
                       10.0.12.1                0             0 65001 ?
""",
    "c8000v": """\
BGP table version is 4, local router ID is 2.2.2.2
Status codes: s suppressed, d damped, h history, * valid, > best, i - internal, 
              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter, 
              x best-external, a additional-path, c RIB-compressed, 
              t secondary path, L long-lived-stale,
Origin codes: i - IGP, e - EGP, ? - incomplete
RPKI validation codes: V valid, I invalid, N Not found

     Network          Next Hop            Metric LocPrf Weight Path
 *>   1.1.1.1/32       10.0.12.1                0             0 65001 i
 *>   192.168.100.0    10.0.12.1                0             0 65001 i
 *>   200.200.200.128/25
                        10.0.12.1                0             0 65001 ?
""",
}


@pytest.mark.parametrize("platform", TABLES)
def test_the_table(platform: str) -> None:
    assert settled(platform)["R2"].cli("show ip bgp") == TABLES[platform]


def test_rows_are_those_of_real_routers(reference: object) -> None:
    """Columns of ios-output/show-ip-bgp/ntc-4.txt (15.x)."""
    real = (reference / "ios-output/show-ip-bgp/ntc-4.txt").read_text()  # type: ignore[operator]  # a Path
    lines = settled("c7200")["R2"].cli("show ip bgp").splitlines()
    assert lines[6] in real.splitlines() or lines[6] == "     Network          Next Hop            Metric LocPrf Weight Path"
    row = next(line for line in real.splitlines() if "10.102.1.0/24" in line)
    own = next(line for line in lines if "192.168.100.0" in line)
    for column in ("10.10.10.2", " 0 102"):
        assert row.index(column) == own.index({"10.10.10.2": "10.0.12.1", " 0 102": " 0 65001"}[column])


def test_summary() -> None:
    shown = settled("c7200")["R2"].cli("show ip bgp summary")
    assert shown == """\
BGP router identifier 2.2.2.2, local AS number 65002
BGP table version is 4, main routing table version 4
3 network entries using 420 bytes of memory
3 path entries using 240 bytes of memory
2/2 BGP path/bestpath attribute entries using 288 bytes of memory
1 BGP AS-PATH entries using 24 bytes of memory
0 BGP route-map cache entries using 0 bytes of memory
0 BGP filter-list cache entries using 0 bytes of memory
BGP using 972 total bytes of memory
3 received paths for inbound soft reconfiguration
BGP activity 3/0 prefixes, 3/0 paths, scan interval 60 secs

Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
""" + shown.partition("State/PfxRcd\n")[2]
    rows = shown.partition("State/PfxRcd\n")[2].splitlines()
    assert re.fullmatch(r"10\.0\.12\.1       4        65001 {7}\d {7}\d        4    0    0 00:00:\d\d        3", rows[0])
    assert rows[1] == "10.0.12.9       4        65009       0       0        1    0    0 never    Idle (Admin)"
    assert shown == settled("c7200")["R2"].cli("show bgp ipv4 unicast summary")


def test_one_network() -> None:
    r2 = settled("c7200")["R2"]
    assert r2.cli("show ip bgp 192.168.100.77") == """\
BGP routing table entry for 192.168.100.0/24, version 3
Paths: (1 available, best #1, table default)
  Advertised to update-groups:
     1         
  Refresh Epoch 1
  65001, (received & used)
    10.0.12.1 from 10.0.12.1 (1.1.1.1)
      Origin IGP, metric 0, localpref 100, valid, external, best
      rx pathid: 0, tx pathid: 0x0
"""
    assert r2.cli("show ip bgp 1.2.3.4") == "% Network not in table\n"
    assert r2.cli("show ip bgp 192.168.0.0 255.255.0.0") == "% Network not in table\n"
    assert "192.168.100.0" in r2.cli("show ip bgp 192.168.0.0/16 longer-prefixes")
    older = settled("c3725")["R2"].cli("show ip bgp 1.1.1.1")
    assert older.splitlines()[1] == "Paths: (1 available, best #1, table Default-IP-Routing-Table)"
    assert "Epoch" not in older and "pathid" not in older
    assert "      Updated on Mar 1 2002 00:00:" in settled("c8000v")["R2"].cli("show ip bgp 1.1.1.1")


def test_neighbors() -> None:
    r2 = settled("c7200")["R2"]
    shown = r2.cli("show ip bgp neighbors 10.0.12.1")
    assert shown.startswith(
        "BGP neighbor is 10.0.12.1,  remote AS 65001, external link\n"
        "  BGP version 4, remote router ID 1.1.1.1\n  BGP state = Established, up for 00:00:"
    )
    for line in (
        "  Neighbor sessions:\n    1 active, is not multisession capable (disabled)\n",
        "    Route refresh: advertised and received(new)\n    Four-octets ASN Capability: advertised and received\n"
        "    Address family IPv4 Unicast: advertised and received\n",
        "                         Sent       Rcvd\n    Opens:                  1          1\n",
        " For address family: IPv4 Unicast\n  Session: 10.0.12.1\n  BGP table version 4, neighbor version 4/0\n",
        "  1 update-group member\n  Inbound soft reconfiguration allowed\n",
        "                                 Sent       Rcvd\n  Prefix activity:               ----       ----\n"
        "    Prefixes Current:               3          3 (Consumes 240 bytes)\n",
        "  Address tracking is enabled, the RIB does have a route to 10.0.12.1\n"
        "  Connections established 1; dropped 0\n  Last reset never\n",
        "  Interface associated: FastEthernet0/0 (peering address in same link)\n",
        "Connection state is ESTAB, I/O status: 1, unread input bytes: 0\n",
    ):
        assert line in shown, line
    idle = r2.cli("show ip bgp neighbors 10.0.12.9")
    assert " Administratively shut down\n" in idle and "  BGP state = Idle" in idle
    assert idle.endswith("  No active TCP connection\n")
    assert r2.cli("show ip bgp neighbors 9.9.9.9") == "% No such neighbor or address family\n"
    both = r2.cli("show ip bgp neighbors")
    assert both.count("BGP neighbor is ") == 2


def test_what_a_neighbour_was_told_and_has_told() -> None:
    lab = settled("c7200")
    assert lab["R1"].cli("show ip bgp neighbors 10.0.12.2 advertised-routes").endswith(
        " *>  192.168.100.0    0.0.0.0                  0         32768 i\n"
        " *>  200.200.200.128/25\n                       0.0.0.0                  0         32768 ?\n\n"
        "Total number of prefixes 3 \n"
    )
    assert lab["R2"].cli("show ip bgp neighbors 10.0.12.1 received-routes").endswith("\nTotal number of prefixes 3 \n")
    assert lab["R2"].cli("show ip bgp neighbors 10.0.12.1 routes").count("65001") == 3
    said = lab["R1"].cli("show ip bgp neighbors 10.0.12.2 received-routes")
    assert said == "% Inbound soft reconfiguration not enabled on 10.0.12.2\n"


def test_policy_of_a_neighbour() -> None:
    """Its own lines, and what it has from its group."""
    lab = pair(
        " neighbor G peer-group\n neighbor G route-map OUT out\n neighbor 10.0.12.2 peer-group G\n"
        " neighbor 10.0.12.2 weight 5\n", ""
    )  # fmt: skip
    lab.run(1)
    assert lab["R1"].cli("show ip bgp neighbors 10.0.12.2 policy") == (
        " Neighbor: 10.0.12.2, Address-Family: IPv4 Unicast\n Locally configured policies:\n  weight 5\n"
        " Inherited polices:\n  route-map OUT out\n\n"
    )


def test_without_a_process() -> None:
    lab = network({"R1": "", "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    for what in ("", " summary", " neighbors", " 1.1.1.1", " rib-failure", " paths", " dampening parameters"):
        assert lab["R1"].cli(f"show ip bgp{what}") == "% BGP not active\n"
    assert lab["R1"].cli("clear ip bgp *") == "% BGP not active\n"


def test_shows_of_others() -> None:
    r2 = settled("c7200")["R2"]
    protocols = r2.cli("show ip protocols")
    assert protocols[protocols.index('Routing Protocol is "bgp 65002"') :] == """\
Routing Protocol is "bgp 65002"
  Outgoing update filter list for all interfaces is not set
  Incoming update filter list for all interfaces is not set
  IGP synchronization is disabled
  Automatic route summarization is disabled
  Neighbor(s):
    Address          FiltIn FiltOut DistIn DistOut Weight RouteMap
    10.0.12.1
    10.0.12.9
  Maximum path: 1
  Routing Information Sources:
    Gateway         Distance      Last Update
    10.0.12.1             20      00:00:""" + protocols.rpartition("20      00:00:")[2]
    assert re.search(r"BGP statistics:\n  Rcvd: \d total, 1 opens, 0 notifications, \d updates\n", r2.cli("show ip traffic"))
    assert "BGP Router" in r2.cli("show processes memory")
    detail = r2.cli("show ip route 1.1.1.1")
    assert '  Known via "bgp 65002", distance 20, metric 0\n  Tag 65001, type external\n  Last update from' in detail
    assert detail.endswith("      AS Hops 1\n      Route tag 65001\n      MPLS label: none\n")


def test_a_better_route_than_ours() -> None:
    lab = pair(" network 10.0.12.0 mask 255.255.255.0\n", "")
    lab.run(60)
    assert lab["R2"].cli("show ip bgp rib-failure").splitlines() == [
        "  Network            Next Hop                      RIB-failure   RIB-NH Matches",
        "10.0.12.0/24    10.0.12.1        Higher admin distance              n/a",
    ]
    assert " r>  10.0.12.0/24     10.0.12.1 " in lab["R2"].cli("show ip bgp")
    assert "RIB-failure(17)" in lab["R2"].cli("show ip bgp 10.0.12.0")


def test_flaps() -> None:
    lab = pair(" network 1.1.1.1 mask 255.255.255.255\n", " bgp dampening\n")
    r1, r2 = lab["R1"], lab["R2"]
    lab.run(60)
    assert r2.cli("show ip bgp dampening parameters").splitlines() == [
        " dampening 15 750 2000 60 (DEFAULT)",
        "  Half-life time      : 15 mins       Decay Time       : 2320 secs",
        "  Max suppress penalty: 12000         Max suppress time: 60 mins",
        "  Suppress penalty    :  2000         Reuse penalty    : 750",
        "",
    ]
    for _ in range(3):
        r1.configure("interface Loopback0\n shutdown\n")
        lab.run(35)
        r1.configure("interface Loopback0\n no shutdown\n")
        lab.run(35)
    row = r2.cli("show ip bgp dampening flap-statistics").splitlines()[-1]
    assert re.fullmatch(r"\*d  1\.1\.1\.1/32       10\.0\.12\.1       3     00:0\d:\d\d 00:2\d:\d\d 65001 ", row)
    assert "   Network          From             Reuse    Path\n*d 1.1.1.1/32       10.0.12.1" in r2.cli(
        "show ip bgp dampening dampened-paths"
    )
    entry = r2.cli("show ip bgp 1.1.1.1")
    assert "(suppressed due to dampening)" in entry and re.search(r"Dampinfo: penalty 2\d\d\d, flapped 3 times in", entry)
    assert " *d  1.1.1.1/32 " in r2.cli("show ip bgp")
    r2.cli("clear ip bgp dampening 1.1.1.1")
    lab.run(1)
    assert " *>  1.1.1.1/32 " in r2.cli("show ip bgp") and r2.cli("show ip bgp dampening flap-statistics") == ""


def test_of_a_vrf() -> None:
    vrf = "ip vrf RED\n rd 1:1\n"
    one = vrf + "interface Fa0/0\n ip vrf forwarding RED\n ip address 10.0.12.1 255.255.255.0\n no shutdown\n"
    one += "ip route vrf RED 10.9.0.0 255.255.0.0 Null0\n"
    one += "router bgp 1\n address-family ipv4 vrf RED\n  redistribute static\n  neighbor 10.0.12.2 remote-as 2\n"
    two = loopback("2.2.2.2") + iface("Fa0/0", "10.0.12.2") + "router bgp 2\n neighbor 10.0.12.1 remote-as 1\n network 2.2.2.2 mask 255.255.255.255\n"
    lab = network({"R1": one, "R2": two}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(60)
    r1 = lab["R1"]
    table = r1.cli("show ip bgp vpnv4 vrf RED")
    assert "Weight Path\nRoute Distinguisher: 1:1 (default for vrf RED)\n *>  2.2.2.2/32       10.0.12.2 " in table
    assert r1.cli("show ip bgp") == "" and table == r1.cli("show bgp vpnv4 unicast vrf RED")
    entry = r1.cli("show ip bgp vpnv4 vrf RED 2.2.2.2")
    assert entry.startswith("BGP routing table entry for 1:1:2.2.2.2/32, version ") and "table RED)" in entry
    assert "    10.0.12.2 (via vrf RED) from 10.0.12.2 (2.2.2.2)\n" in entry
    assert "BGP neighbor is 10.0.12.2,  vrf RED,  remote AS 2, external link\n" in r1.cli("show ip bgp vpnv4 vrf RED neighbors")
    assert "%BGP-5-ADJCHANGE: neighbor 10.0.12.2 vpn vrf RED Up " in r1.cli("show logging")
    assert 'Routing Protocol is "bgp 1"' in r1.cli("show ip protocols vrf RED")
