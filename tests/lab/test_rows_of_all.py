"""Each show that is a table has rows; what they hold stands in the text that the terminal shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from iosemu import Lab, LabError
from iosemu.device.feature import features
from iosemu.lab.docs import shipped_grammar
from iosemu.lab.node import Node
from iosemu.lab.rows import TEXTS
from tests.features.ikev2.ikev2_world import pair

ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+(?:/\d+)?|[0-9A-F]*:[0-9A-F:]*:[0-9A-F:]*(?:/\d+)?")
MORE = {  # what rows have and the shortest form of the text has not
    ("show bfd neighbors", "own"), ("show bfd neighbors history", "own"), ("show cdp neighbors", "addresses"),
    ("show crypto isakmp key", "mask"), ("show crypto session", "local"), ("show crypto gdoi gm rekey", "address"),
    ("show crypto gdoi gm rekey", "server"), ("show crypto gdoi ks", "address"), ("show crypto gdoi ks rekey", "address"),
    ("show crypto gkm gm rekey", "address"), ("show crypto gkm gm rekey", "server"), ("show crypto gkm ks", "address"),
    ("show crypto gkm ks rekey", "address"), ("show ip sla statistics", "target"),
}  # fmt: skip


def test_every_show_has_rows_or_is_a_text() -> None:
    found = {
        (command.feature, command.action.name)
        for command in shipped_grammar().commands
        if command.mode == "exec" and command.action.verb == "show"
    }
    bare = {show for show in found if not hasattr(features()[show[0]].module("rows"), f"show_{show[1]}")}
    assert bare == TEXTS


def tables(node: Node) -> Iterator[tuple[str, str, list[Any]]]:
    """Command, text, rows of each show that needs no argument; those that are refused are left out."""
    for command in node.shows():
        if re.search(r"[A-Z<]{2}|A\.B|X:X|/nn|\bLINE\b", command):
            continue
        text = node.cli(command)
        try:
            yield command, text, node.rows(command)
        except LabError:
            assert "%" in text or "not" in text or "No " in text, (command, text)


def proven(node: Node) -> set[str]:
    """The shows that had rows there."""
    seen = set()
    for command, text, rows in tables(node):
        for row in rows:
            seen.add(command)
            for name in row.__slots__:
                value = getattr(row, name)
                for each in value if isinstance(value, tuple) else (value,):
                    assert type(each) in (str, int, float, bool, type(None), tuple, bytes, datetime), (command, name, each)
                    if isinstance(each, str) and ADDRESS.fullmatch(each) and (command, name) not in MORE:
                        assert each.partition("/")[0] in text, (command, name, each)
    return seen


@pytest.mark.parametrize(("lab", "node"), [
    ("dmvpn-phase3-bgp", "R5"), ("dmvpn-phase1-eigrp", "R1"), ("ospf-areas", "R3"), ("bgp-policy", "R1"),
    ("getvpn", "R1"), ("getvpn", "R4-KEYSERVER"), ("nat-basics", "R1"), ("bfd-failover", "R1"), ("hsrp-failover", "R1"),
    ("ipsec-troubleshooting", "R7"), ("dmvpn-qos", "R1"),
])  # fmt: skip
def test_rows_stand_in_the_text(lab: str, node: str) -> None:
    with Lab.load(lab) as loaded:
        loaded.settle()
        assert len(proven(loaded[node])) > 50


MUCH = """
aaa new-model
aaa authentication login default local
aaa authorization exec default local
aaa accounting exec default start-stop group radius
username admin privilege 15 secret cisco
radius server RAD
 address ipv4 10.0.12.9 auth-port 1812 acct-port 1813
 key secret
tacacs server TAC
 address ipv4 10.0.12.9
 key secret
archive
 log config
  logging enable
 path flash:cfg
key chain KEYS
 key 1
  key-string one
vrf definition RED
 rd 65000:1
 address-family ipv4
 exit-address-family
interface Loopback7
 vrf forwarding RED
 ip address 10.7.7.7 255.255.255.255
ipv6 unicast-routing
ipv6 local pool SITES 2001:DB8:1200::/40 48
ipv6 general-prefix HOME 2001:DB8:5::/48
ipv6 dhcp pool LAN6
 address prefix 2001:DB8:7::/64
interface Loopback4
 ipv6 address HOME ::1:0:0:0:1/64
 ipv6 dhcp server LAN6
interface Loopback1
 ipv6 address 2001:DB8:1::1/64
interface GigabitEthernet0/0
 ipv6 address 2001:DB8:12::{n}/64
 standby 1 ip 10.0.12.254
 standby 1 priority 11{n}
 standby 1 preempt
ipv6 route 2001:DB8:9::/48 2001:DB8:12::{m}
ipv6 access-list V6
 permit ipv6 any any
ip sla responder
ip sla 1
 icmp-echo 10.0.12.{m}
 frequency 10
ip sla schedule 1 life forever start-time now
track 1 ip sla 1 reachability
track 2 interface Loopback1 line-protocol
ip route 10.99.0.0 255.255.0.0 10.0.12.{m} track 1
crypto dynamic-map DYN 10
 set transform-set TS
crypto keyring RING
 pre-shared-key address 10.8.8.8 key other
crypto isakmp profile ISA
 keyring RING
 match identity address 10.8.8.8 255.255.255.255
class-map match-all VOICE
 match ip dscp ef
policy-map SHAPED
 class VOICE
  priority 64
 class class-default
  shape average 1000000
interface Loopback2
 ip address 10.2.2.2 255.255.255.255
ip access-list extended FROM
 permit ip host 10.2.2.2 any
route-map LOCAL permit 10
 match ip address FROM
 set ip next-hop 10.0.12.{m}
ip local policy route-map LOCAL
ip as-path access-list 5 permit ^65001_
ip community-list standard GOOD permit 65001:1
router bgp 65000
 template peer-policy POL
  route-map LOCAL out
 exit-peer-policy
 template peer-session SES
  remote-as 65000
 exit-peer-session
 neighbor PEERS peer-group
 neighbor PEERS remote-as 65000
 neighbor 10.0.12.{m} peer-group PEERS
 neighbor 10.0.12.{m} soft-reconfiguration inbound
 network 192.168.{n}.0
 bgp dampening
ip inspect name FW tcp
interface Loopback2
 ip inspect FW in
class-map type inspect match-any WEB
 match protocol icmp
policy-map type inspect OUTWARD
 class type inspect WEB
  inspect
parameter-map type inspect SHORT
 tcp idle-time 60
zone security OUTSIDE
zone-pair security SELF-OUT source self destination OUTSIDE
 service-policy type inspect OUTWARD
interface Loopback3
 zone-member security OUTSIDE
ip nat inside source static 10.2.2.2 10.0.12.200
ip nat pool P 10.0.12.210 10.0.12.220 prefix-length 24
ip nat inside source list FROM pool P
interface GigabitEthernet0/0
 ip nat outside
interface Loopback2
 ip nat inside
ip host box 10.5.5.5
ip dns server
ip domain-name lab.local
ip http server
ntp server 10.0.12.{m}
logging count
login block-for 60 attempts 3 within 30
alias exec ss show standby
"""

HAVE = {
    "show aaa method-lists all", "show aaa servers", "show aaa sessions", "show access-lists", "show adjacency",
    "show aliases", "show arp", "show bfd drops", "show bfd summary", "show cdp", "show cdp entry *",
    "show cdp interface", "show cdp neighbors", "show cdp traffic", "show cef interface", "show class-map",
    "show clock", "show control-plane host open-ports", "show crypto call admission statistics",
    "show crypto debug-condition", "show crypto dynamic-map", "show crypto eli", "show crypto engine brief",
    "show crypto ikev2 policy", "show crypto ikev2 profile", "show crypto ikev2 proposal", "show crypto ikev2 sa",
    "show crypto ikev2 session", "show crypto ikev2 stats", "show crypto ipsec profile", "show crypto ipsec sa",
    "show crypto ipsec sa active", "show crypto ipsec sa address", "show crypto ipsec sa count",
    "show crypto ipsec sa identity", "show crypto ipsec security-association lifetime",
    "show crypto ipsec spi-lookup", "show crypto ipsec transform-set", "show crypto isakmp default policy",
    "show crypto isakmp key", "show crypto isakmp policy", "show crypto isakmp profile",
    "show crypto isakmp sa count", "show crypto isakmp stats", "show crypto pki counters", "show crypto session",
    "show crypto sockets", "show debugging", "show dmvpn debug-condition", "show file systems", "show history",
    "show hosts", "show interfaces", "show interfaces accounting", "show interfaces description",
    "show interfaces stats", "show interfaces summary", "show inventory", "show ip as-path-access-list",
    "show ip bgp", "show ip bgp all", "show ip bgp all dampening parameters", "show ip bgp all neighbors",
    "show ip bgp all summary", "show ip bgp neighbors", "show ip bgp paths", "show ip bgp peer-group",
    "show ip bgp rib-failure", "show ip bgp summary", "show ip bgp template peer-policy",
    "show ip bgp template peer-session", "show ip bgp update-group", "show ip cef", "show ip cef summary",
    "show ip community-list", "show ip dns statistics", "show ip dns view", "show ip http server statistics",
    "show ip http server status", "show ip inspect all", "show ip inspect config", "show ip inspect interfaces",
    "show ip inspect statistics", "show ip interface", "show ip interface brief", "show ip local policy",
    "show ip nat statistics", "show ip nat translations", "show ip nhrp summary", "show ip ospf neighbor summary",
    "show ip policy", "show ip protocols", "show ip route", "show ip route next-hop-override",
    "show ip route summary", "show ip route track-table", "show ip route vrf *", "show ip sla configuration",
    "show ip sla responder", "show ip sla statistics", "show ip sla summary", "show ip ssh", "show ip traffic",
    "show ip vrf", "show ip vrf detail", "show ip vrf interfaces", "show ipv6 access-list", "show ipv6 interface",
    "show ipv6 interface brief", "show ipv6 neighbors", "show ipv6 route", "show ipv6 route summary",
    "show ipv6 routers", "show ipv6 static", "show ipv6 traffic", "show key chain", "show line", "show logging",
    "show logging count", "show login", "show memory statistics", "show nhrp debug-condition",
    "show ntp associations", "show ntp status", "show policy-map", "show privilege", "show processes cpu",
    "show processes memory", "show protocols", "show radius statistics", "show route-map", "show standby",
    "show standby brief", "show tacacs", "show tcp", "show tcp brief", "show track", "show track brief", "show udp",
    "show users", "show version", "show vrf", "show vrf detail",
}  # fmt: skip


def test_a_router_with_everything() -> None:
    lab = pair()
    lab.run(60)
    for name, n, m in (("R1", "1", "2"), ("R2", "2", "1")):
        lab[name].configure(MUCH.replace("{n}", n).replace("{m}", m))
    lab.run(120)
    r1 = lab["R1"]
    for command in ("debug ip icmp", "debug nhrp condition peer nbma 10.0.0.1", "debug crypto condition peer ipv4 10.0.12.2"):
        r1.cli(command)
    lab.run(20)
    seen = proven(r1)
    assert seen >= HAVE, HAVE - seen
    (standby,) = r1.rows("show standby")
    assert (standby.state, standby.virtual, standby.priority) == ("Standby", "10.0.12.254", 111)
    assert f"Priority {standby.priority} " in r1.cli("show standby") and standby.active == "10.0.12.2"
    probe, line = r1.rows("show track")
    assert (probe.kind, probe.instance, probe.up, line.parameter) == ("ip sla", "1", True, "line-protocol")
    (sla,) = r1.rows("show ip sla summary")
    assert sla.code == "OK" and f"Number of successes: {sla.successes}" in r1.cli("show ip sla statistics")
    (child,) = r1.rows("show crypto ikev2 session")
    assert f"0x{child.spi_in:X}/0x{child.spi_out:X}" in r1.cli("show crypto ikev2 session")
    counted = {row.name: row.count for row in r1.rows("show crypto ikev2 stats") if row.of == "Incoming"}
    assert counted == {"requests": 1, "accepted": 1, "rejected": 0}
    static, pool = r1.rows("show ip nat statistics")[0], r1.rows("show ip nat statistics")[-1]
    assert (static.name, static.count) == ("static", 1) and (pool.pool, pool.size) == ("P", 11)
    voice, rest = r1.rows("show policy-map")
    assert (voice.name, voice.priority, rest.shape) == ("VOICE", 64, 1000000)
    (neighbour,) = r1.rows("show ip bgp neighbors 10.0.12.2 received-routes")
    assert neighbour.network == "192.168.2.0/24" and neighbour.network[:-3] in r1.cli("show ip bgp neighbors 10.0.12.2 received-routes")
    assert [row.network for row in r1.rows("show ip bgp regexp ^$")] == ["192.168.1.0/24", "192.168.2.0/24"]
    assert r1.rows("show ip bgp community") == [] and r1.rows("show ip route vrf RED")[0].interface == "Loopback7"
    with pytest.raises(LabError, match="Malformed regular expression"):
        r1.rows("show ip bgp regexp (")
    with pytest.raises(LabError, match="is a text, no table: cli"):
        r1.rows("show running-config")
