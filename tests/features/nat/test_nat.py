"""Translation: whose address becomes which, both ways, and what is told of it."""

from __future__ import annotations

import pytest

from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from iosemu.wire.icmp import Quote
from iosemu.wire.tcp import ACK, FIN, RST, SYN
from iosemu.wire.udp import Udp
from tests.features.nat.world import OVERLOAD, POOL, World, error, text

A, B, S, OUT = "10.1.1.1", "10.1.1.2", "203.0.113.9", "203.0.113.1"


def test_hosts_share_an_address_and_keep_their_ports() -> None:
    world = World()
    assert world.udp("A", A, 5000, S, 514) == (OUT, 5000, S, 514)
    assert world.udp("B", B, 5000, S, 514) == (OUT, 1024, S, 514), "that port is taken: the first of its group"
    assert world.udp("B", B, 500, S, 500) == (OUT, 500, S, 500)
    assert world.udp("A", A, 500, S, 500) == (OUT, 1, S, 500)
    assert world.udp("A", A, 5000, "198.51.100.1", 514) == (OUT, 5000, "198.51.100.1", 514), "the same port, another end"
    assert world.udp("S", S, 514, OUT, 5000, "A") == (S, 514, A, 5000)
    assert world.udp("S", S, 514, OUT, 1024, "B") == (S, 514, B, 5000)
    assert world.udp("S", S, 515, OUT, 5000, "A") is None, "nobody asked that port"
    assert world.table() == [
        "Pro Inside global      Inside local       Outside local      Outside global",
        "udp 203.0.113.1:1      10.1.1.1:500       203.0.113.9:500    203.0.113.9:500",
        "udp 203.0.113.1:500    10.1.1.2:500       203.0.113.9:500    203.0.113.9:500",
        "udp 203.0.113.1:1024   10.1.1.2:5000      203.0.113.9:514    203.0.113.9:514",
        "udp 203.0.113.1:5000   10.1.1.1:5000      198.51.100.1:514   198.51.100.1:514",
        "udp 203.0.113.1:5000   10.1.1.1:5000      203.0.113.9:514    203.0.113.9:514",
    ]
    table = world.lab["N"].device.engine("nat").table
    assert list(table.outgoing) == list(table.incoming) == [0]
    world.lab["N"].cli("clear ip nat translation *")
    assert not table.outgoing and not table.incoming


def test_identifiers_of_pings_take_the_place_of_ports() -> None:
    world = World()
    for host in "AB":
        world.lab[host].cli("ping 203.0.113.9 repeat 2")
    second, first = world.rows()  # by the global one
    number = first[2].split(":")[1]
    assert [end.split(":")[1] for end in first[1:]] == [number] * 4
    assert [end.split(":")[1] for end in second[1:]] == ["1", number, number, "1"]
    assert world.lab["A"].cli("ping 203.0.113.9").splitlines()[-1].startswith("Success rate is 100 percent (5/5)")
    assert second[2].startswith(B)


def test_newer_releases_begin_with_ports_of_their_own() -> None:
    world = World(platform="csr1000v")
    assert world.tcp("A", A, 39351, S, 23, SYN) == (OUT, 4096, S, 23)
    assert world.udp("A", A, 4000, S, 53) == (OUT, 1024, S, 53)
    assert world.table() == [
        "Pro  Inside global         Inside local          Outside local         Outside global",
        "tcp  203.0.113.1:4096      10.1.1.1:39351        203.0.113.9:23        203.0.113.9:23",
        "udp  203.0.113.1:1024      10.1.1.1:4000         203.0.113.9:53        203.0.113.9:53",
        "Total number of translations: 2",
    ]
    assert world.table("total") == ["Total number of translations: 2"]
    assert "NVI0" not in world.n.cli("show ip interface brief")


def test_a_pool_gives_each_host_an_address_of_its_own() -> None:
    world = World(POOL)
    assert world.udp("A", A, 5000, S, 514) == ("203.0.113.10", 5000, S, 514)
    assert world.udp("B", B, 5000, S, 514) == ("203.0.113.11", 5000, S, 514)
    world.resolve("203.0.113.10")
    assert world.udp("S", S, 9, "203.0.113.10", 7, "A") == (S, 9, A, 7), "its address is open from outside"
    log: list[str] = []
    assert world.n.cli("debug ip nat") == "IP NAT debugging is on\n"
    assert world.udp("A", "10.1.1.77", 1, S, 2) is None
    log = world.n.console.take().splitlines()
    assert any(
        line.endswith("%IPNAT-4-ADDR_ALLOC_FAILURE: Address allocation failed for 10.1.1.77, pool P might be exhausted")
        for line in log
    )
    assert any(line.endswith("NAT: failed to allocate address for 10.1.1.77, list/map 1") for line in log)
    assert any(line.endswith("NAT: translation failed (A), dropping packet s=10.1.1.77 d=203.0.113.9") for line in log)
    assert [row[:3] for row in world.rows()] == [
        ["udp", "203.0.113.10:7", "10.1.1.1:7"], ["udp", "203.0.113.10:5000", "10.1.1.1:5000"],
        ["---", "203.0.113.10", A], ["udp", "203.0.113.11:5000", "10.1.1.2:5000"], ["---", "203.0.113.11", B],
    ]  # fmt: skip
    assert "203.0.113.10            1   ca01" in world.lab["S"].cli("show arp")
    world.n.cli("clear ip nat translation inside 203.0.113.10 10.1.1.1")
    assert world.udp("A", "10.1.1.77", 1, S, 2) == ("203.0.113.10", 1, S, 2)
    world.lab.run(400)
    assert [row[0] for row in world.rows()] == ["---", "---"], "flows end, addresses stay for a day"
    world.lab.run(86400)
    assert world.table() == []
    statistics = world.n.cli("show ip nat statistics").splitlines()
    assert statistics[0] == "Total active translations: 0 (0 static, 0 dynamic; 0 extended)"
    assert "[Id: 1] access-list 1 pool P refcount 0" in statistics
    assert "\ttype generic, total addresses 2, allocated 0 (0%), misses 1" in statistics


def test_static_translations() -> None:
    world = World("""\
ip nat inside source static 10.1.1.1 203.0.113.30
ip nat inside source static tcp 10.1.1.2 23 203.0.113.31 2323
ip nat inside source static network 10.1.2.0 203.0.113.128 /25
""" + OVERLOAD)
    assert world.udp("A", A, 5000, S, 514) == ("203.0.113.30", 5000, S, 514), "before any dynamic rule"
    world.resolve("203.0.113.30", "203.0.113.31")
    assert world.udp("S", S, 514, "203.0.113.30", 7, "A") == (S, 514, A, 7)
    assert world.tcp("S", S, 40000, "203.0.113.31", 2323, SYN, "B") == (S, 40000, B, 23)
    assert world.tcp("B", B, 23, S, 40000, SYN | ACK) == ("203.0.113.31", 2323, S, 40000)
    assert world.tcp("S", S, 40000, "203.0.113.31", 24, SYN, "B") is None
    assert world.udp("B", B, 23, S, 514) == (OUT, 23, S, 514), "another protocol, another rule"
    world.lab["A"].configure("interface Loopback1\n ip address 10.1.2.7 255.255.255.128\n")
    world.n.configure("ip route 10.1.2.0 255.255.255.128 10.1.1.1\n")
    assert world.udp("A", "10.1.2.7", 5000, S, 514) == ("203.0.113.135", 5000, S, 514)
    assert world.udp("S", S, 514, "203.0.113.135", 9, "A") == (S, 514, "10.1.2.7", 9)
    assert ["---", "203.0.113.128", "10.1.2.0", "---", "---"] in world.rows()
    assert ["tcp", "203.0.113.31:2323", "10.1.1.2:23", "---", "---"] in world.rows()
    world.n.cli("clear ip nat translation *")
    assert [row[0] for row in world.rows()] == ["---", "tcp", "---"]
    assert world.n.configure("no ip nat inside source static 10.1.1.1 203.0.113.30\n") == ""
    assert world.udp("A", A, 5000, S, 514) == (OUT, 5000, S, 514)


def test_what_is_said_of_rules_that_clash() -> None:
    world = World("ip nat inside source static 10.1.1.7 203.0.113.3\n" + OVERLOAD)
    say = world.n.configure
    assert say("ip nat inside source static 10.1.1.7 203.0.113.3\n") == (
        "% similar static entry (10.1.1.7 -> 203.0.113.3) already exists\n"
    )
    assert say("ip nat inside source static 10.1.1.7 203.0.113.4\n") == (
        "% 10.1.1.7 already mapped (10.1.1.7 -> 203.0.113.3)\n"
    )
    assert say("ip nat inside source static 10.1.1.7 203.0.113.4 extendable\n") == ""
    assert say("ip nat pool Q 203.0.113.10 203.0.113.9 prefix-length 24\n") == "%End address less than start address\n"
    assert say("ip nat pool Q 203.0.113.10 203.0.113.20 netmask 255.255.255.248\n") == (
        "%Pool Q mask 255.255.255.248 too small; should be at least 255.255.255.224\n"
    )
    assert world.udp("A", A, 5000, S, 514)
    line = "ip nat inside source list 1 interface FastEthernet0/1 overload\n"
    assert say(f"no {line}") == "%Dynamic mapping in use, cannot remove\n"
    world.n.cli("clear ip nat translation *")
    assert say(f"no {line}") == ""
    assert say("ip nat pool Q 203.0.113.10 203.0.113.20 netmask 255.255.255.0\nip nat inside source list 1 pool Q\n") == ""
    assert world.udp("A", A, 5000, S, 514)
    assert say("no ip nat pool Q\n") == "%Pool Q in use, cannot destroy\n"


def test_times() -> None:
    world = World()
    left = {}
    for port, first in ((1, SYN), (2, SYN), (3, SYN), (4, SYN)):
        world.tcp("A", A, port, S, 23, first)
    for port in (2, 3, 4):
        world.tcp("S", S, 23, OUT, port, SYN | ACK, "A")
    world.tcp("A", A, 3, S, 23, FIN | ACK)
    world.tcp("S", S, 23, OUT, 4, RST, "A")
    world.udp("A", A, 5, S, 53)
    world.udp("A", A, 6, S, 54)
    world.lab["A"].cli("ping 203.0.113.9 repeat 1")
    for row in world.n.rows("show ip nat translations"):
        left[row.protocol, row.inside_local.split(":")[1]] = row.timeout
    assert left == {
        ("tcp", "1"): 60, ("tcp", "2"): 86400, ("tcp", "3"): 60, ("tcp", "4"): 60, ("udp", "5"): 60, ("udp", "6"): 300,
        ("icmp", next(port for kind, port in left if kind == "icmp")): 60,
    }  # fmt: skip
    world.lab.run(61)
    assert sorted((row[0], row[2].split(":")[1]) for row in world.rows()) == [("tcp", "2"), ("udp", "6")]
    world.n.configure("ip nat translation udp-timeout 20\n")
    world.udp("A", A, 7, S, 54)
    world.lab.run(21)
    assert sorted(row[2] for row in world.rows()) == ["10.1.1.1:2", "10.1.1.1:6"]


def test_errors_tell_each_side_of_its_own_addresses() -> None:
    world = World()
    ends = parse_ipv4(A), parse_ipv4(S)
    sent = ipv4.IPv4(*ends, ipv4.UDP, Udp(5000, 514, b"hello").encode(*ends))
    seen = world.send("A", sent)
    assert seen is not None
    world.send("B", ipv4.IPv4(parse_ipv4(B), ends[1], ipv4.UDP, Udp(5000, 514, b"x").encode(parse_ipv4(B), ends[1])))
    heard: list[tuple[str, Quote]] = []
    device = world.lab["A"].device
    device.ip.icmp.on_error(lambda message, quote, passage: heard.append((text(passage.packet.src), quote)))
    bad = device.ip.icmp.bad_checksum
    far = world.lab["S"].device
    for src in (S, "198.51.100.1"):
        far.ip.send(far.vrfs.default, error(src, OUT, seen))
    world.lab.run(0.1)
    assert [each for each, _ in heard] == [S, "198.51.100.1"]
    assert {(text(quote.src), text(quote.dst), quote.payload[:8]) for _, quote in heard} == {(A, S, sent.payload[:8])}
    assert device.ip.icmp.bad_checksum == bad
    came = ipv4.IPv4(parse_ipv4(S), parse_ipv4(OUT), ipv4.UDP, Udp(514, 5000, b"back").encode(ends[1], parse_ipv4(OUT)))
    inside = world.send("S", came, "A")
    assert inside is not None
    heard.clear()
    far.ip.icmp.on_error(lambda message, quote, passage: heard.append((text(passage.packet.src), quote)))
    device.ip.send(device.vrfs.default, error(A, S, inside))
    world.lab.run(0.1)
    source, quote = heard[0]
    assert (source, text(quote.src), text(quote.dst), quote.payload[:8]) == (OUT, S, OUT, came.payload[:8])


def test_debug() -> None:
    world = World("ip nat inside source static tcp 10.1.1.2 23 203.0.113.31 2323\n" + OVERLOAD)
    world.resolve("203.0.113.31")
    say = world.n.cli
    assert say("debug ip nat 1") == "IP NAT debugging is on for access list 1\n"
    assert say("debug ip nat") == "IP NAT debugging is on\n"
    world.udp("A", A, 500, S, 500, ident=17)
    world.udp("S", S, 500, OUT, 500, "A", ident=18)
    world.tcp("S", S, 37189, "203.0.113.31", 2323, SYN, "B")
    world.lab.run(400)
    lines = [line.partition(": ")[2] for line in world.n.console.take().splitlines() if "NAT" in line]
    number = int(lines[0].split()[-1])
    assert lines == [
        f"NAT: Entry assigned id {number}",
        "NAT: s=10.1.1.1->203.0.113.1, d=203.0.113.9 [17]",
        "NAT*: s=203.0.113.9, d=203.0.113.1->10.1.1.1 [18]",
        f"NAT: Entry assigned id {number + 1}",
        "NAT: TCP s=37189, d=2323->23",
        lines[5],
        "NAT: expiring 203.0.113.31 (10.1.1.2) tcp 2323 (2323)",
        f"NAT: Freeing nat entry, id {number + 1}",
        "NAT: expiring 203.0.113.1 (10.1.1.1) udp 500 (500)",
        f"NAT: Freeing nat entry, id {number}",
    ]
    say("undebug all")
    say("debug ip nat detailed")
    world.udp("A", A, 500, S, 500, ident=19)
    assert [line.partition(": ")[2] for line in world.n.console.take().splitlines() if "[19]" in line] == [
        "NAT: i: udp (10.1.1.1, 500) -> (203.0.113.9, 500) [19]", "NAT: s=10.1.1.1->203.0.113.1, d=203.0.113.9 [19]",
    ]  # fmt: skip


def test_exemptions_by_lists_and_maps() -> None:
    world = World("""\
ip access-list extended NAT
 deny ip any host 198.51.100.1
 permit ip 10.1.1.0 0.0.0.255 any
route-map RM permit 10
 match ip address NAT
ip nat inside source route-map RM interface {far} overload
""")
    assert world.udp("A", A, 5000, "198.51.100.1", 514) == (A, 5000, "198.51.100.1", 514)
    assert world.udp("A", A, 5000, S, 514) == (OUT, 5000, S, 514)
    world = World("ip nat inside source list NOWHERE interface {far} overload\n")
    assert world.udp("A", A, 5000, S, 514) == (A, 5000, S, 514), "a list that is not there permits nothing"


def test_a_map_chooses_by_the_way_out() -> None:
    world = World("""\
route-map ONE permit 10
 match interface FastEthernet0/0
route-map TWO permit 10
 match interface FastEthernet0/1
ip nat pool P 203.0.113.20 203.0.113.20 netmask 255.255.255.0
ip nat inside source route-map ONE pool P overload
ip nat inside source route-map TWO interface {far} overload
""")
    assert world.udp("A", A, 5000, S, 514) == (OUT, 5000, S, 514)


def test_what_only_ports_could_tell_apart() -> None:
    """An address that hosts share has room for one GRE and one ESP host for each far end, and for nothing else."""
    world = World()
    for who, src in (("A", A), ("B", B)):
        packet = world.send(who, ipv4.IPv4(parse_ipv4(src), parse_ipv4(S), ipv4.GRE, bytes(8)))
        assert (text(packet.src) if packet is not None else None) == {"A": OUT, "B": None}[who]
    assert world.send("A", ipv4.IPv4(parse_ipv4(A), parse_ipv4(S), ipv4.AH, bytes(24))) is None
    spi = bytes.fromhex("85043DDB00000001") + bytes(16)
    assert world.send("A", ipv4.IPv4(parse_ipv4(A), parse_ipv4(S), ipv4.ESP, spi)) is not None
    back = bytes.fromhex("29E28D9E00000001") + bytes(16)
    answer = world.send("S", ipv4.IPv4(parse_ipv4(S), parse_ipv4(OUT), ipv4.ESP, back), "A")
    assert answer is not None and text(answer.dst) == A
    assert world.table()[2:] == [
        "esp 203.0.113.1:0      10.1.1.1:85043DDB  203.0.113.9:0      203.0.113.9:0",
        "esp 203.0.113.1:0      10.1.1.1:0         203.0.113.9:0      203.0.113.9:29E28D9E",
    ]


def test_fragments_follow_the_first_one() -> None:
    world = World(OVERLOAD)
    big = bytes(range(256)) * 12
    assert world.udp("A", A, 5000, S, 514, data=big) == (OUT, 5000, S, 514)
    assert world.udp("B", B, 5000, S, 514, data=big) == (OUT, 1024, S, 514)
    assert world.udp("S", S, 514, OUT, 1024, "B", data=big) == (S, 514, B, 5000)


def test_the_routers_own_ports_stay_its_own() -> None:
    world = World(OVERLOAD + "ntp server 203.0.113.9\n")
    assert world.udp("A", A, 123, S, 123) == (OUT, 1, S, 123)
    assert world.tcp("A", A, 23, S, 99, SYN) == (OUT, 1, S, 99)
    reply = world.lab["S"].cli("telnet 203.0.113.1")
    assert "Open" in reply or "Trying" in reply


def test_own_traffic_is_translated_where_a_rule_speaks_of_it() -> None:
    world = World(OVERLOAD + "interface Loopback7\n ip address 10.7.7.7 255.255.255.255\naccess-list 1 permit 10.7.7.7\n")
    assert world.n.cli("ping 203.0.113.9 source Loopback7").splitlines()[-1].startswith("Success rate is 100 percent")
    assert world.rows()[0][2].startswith("10.7.7.7:")
    assert not world.n.cli("ping 203.0.113.9").splitlines()[-1].startswith("Success rate is 0")
    assert len(world.rows()) == 1


def test_a_changed_address_ends_what_had_it() -> None:
    world = World()
    assert world.udp("A", A, 5000, S, 514)
    world.n.configure("interface FastEthernet0/1\n ip address 203.0.113.2 255.255.255.0\n")
    assert world.table() == []
    assert world.udp("A", A, 5000, S, 514) is None or world.udp("A", A, 5000, S, 514) == ("203.0.113.2", 5000, S, 514)


def test_limits() -> None:
    world = World(OVERLOAD + "ip nat translation max-entries 2\n")
    assert [world.udp("A", A, port, S, 514) is not None for port in (1, 2, 3)] == [True, True, False]


def test_clear() -> None:
    world = World()
    world.udp("A", A, 5000, S, 514)
    world.udp("B", B, 6000, S, 514)
    clear = world.n.cli
    assert clear("clear ip nat translation udp inside 203.0.113.1 5000 10.1.1.1 5001") == "% Translation not found\n"
    assert clear("clear ip nat translation udp inside 203.0.113.1 5000 10.1.1.1 5000") == ""
    assert [row[2] for row in world.rows()] == ["10.1.1.2:6000"]
    assert clear("clear ip nat translation inside 203.0.113.1 10.1.1.2") == ""
    assert world.table() == []


@pytest.mark.parametrize(("platform", "line"), [("c7200", True), ("csr1000v", False)])
def test_a_side_brings_its_line(platform: str, line: bool) -> None:
    world = World(platform=platform)
    running = "\n".join(world.n.running_config())
    assert (" ip virtual-reassembly in" in running) is line
    assert running.count("ip nat inside\n") == 1


def test_it_is_seen_as_an_interface() -> None:
    world = World()
    assert "NVI0                       10.1.1.254      YES unset  up                    up      " in world.n.cli(
        "show ip interface brief"
    )
    assert "Line protocol on Interface NVI0, changed state to up" in world.n.cli("show logging")
    assert "interface NVI0" not in world.n.running_config()
    shown = world.n.cli("show ip interface FastEthernet0/1")
    assert "Network address translation is enabled, interface in domain outside" in shown


def test_outside_addresses() -> None:
    world = World("ip nat outside source static 203.0.113.9 10.9.9.9\nip route 10.9.9.9 255.255.255.255 203.0.113.9\n" + OVERLOAD)
    assert world.udp("A", A, 5000, "10.9.9.9", 514) == (OUT, 5000, S, 514)
    assert world.udp("S", S, 514, OUT, 5000, "A") == ("10.9.9.9", 514, A, 5000)
    assert world.table()[1:] == [
        "--- ---                ---                10.9.9.9           203.0.113.9",
        "udp 203.0.113.1:5000   10.1.1.1:5000      10.9.9.9:514       203.0.113.9:514",
    ]


@pytest.mark.parametrize("where", ["FastEthernet0/0\n ip inspect FW in", "FastEthernet0/1\n ip inspect FW out"])
def test_sessions_of_inspection_open_the_list_for_what_will_be_translated(where: str) -> None:
    world = World(OVERLOAD + f"""\
ip inspect name FW udp
ip inspect name FW icmp
ip access-list extended WALL
 deny ip any any
interface FastEthernet0/1
 ip access-group WALL in
interface {where}
""")
    world.lab.run(60)
    assert world.udp("S", S, 514, OUT, 5000, "A") is None
    assert world.udp("A", A, 5000, S, 514) == (OUT, 5000, S, 514)
    assert world.udp("S", S, 514, OUT, 5000, "A") == (S, 514, A, 5000)
    assert world.lab["A"].cli("ping 203.0.113.9").splitlines()[-1].startswith("Success rate is 100 percent")


def test_a_configuration_reads_back() -> None:
    rules = """\
ip nat translation timeout 3600
ip nat translation tcp-timeout never
ip nat translation max-entries 100
ip nat pool P 203.0.113.10 203.0.113.11 netmask 255.255.255.0
ip nat pool Q 203.0.113.12 203.0.113.13 prefix-length 24
ip nat inside source list 1 pool P
ip nat inside source list NAMED pool Q overload
ip nat inside source route-map RM interface FastEthernet0/1 overload
ip nat inside source static network 10.1.3.0 203.0.114.0 /24
ip nat inside source static 10.1.1.5 203.0.113.30 extendable
ip nat inside source static tcp 10.1.1.6 23 203.0.113.31 2323 extendable
ip nat inside source static udp 10.1.1.7 500 interface FastEthernet0/1 500
ip nat inside source static esp 10.1.1.7 interface FastEthernet0/1
ip nat outside source static 203.0.113.9 10.9.9.9
"""
    world = World(rules)
    lines = [line for line in world.n.running_config() if line.startswith("ip nat")]
    assert sorted(lines) == sorted(rules.splitlines())
    again = World("\n".join(lines) + "\n")
    assert [line for line in again.n.running_config() if line.startswith("ip nat")] == lines
    for line in reversed(lines):
        assert again.n.configure(f"no {line}\n") == ""
    assert [line for line in again.n.running_config() if line.startswith("ip nat")] == []



ROTARY = (
    "ip nat pool SERVERS 10.1.1.1 10.1.1.2 prefix-length 24 type rotary\n"
    "ip nat inside destination list 2 pool SERVERS\naccess-list 2 permit 203.0.113.1\n"
)


def test_servers_take_turns() -> None:
    """A new connection to the address that they share goes to the next of them; what belongs to it goes with it."""
    world, shared = World(ROTARY), OUT
    assert world.tcp("S", S, 4000, shared, 80, SYN, "A") == (S, 4000, A, 80)
    assert world.tcp("S", S, 4001, shared, 80, SYN, "B") == (S, 4001, B, 80)
    assert world.tcp("S", S, 4000, shared, 80, ACK, "A") == (S, 4000, A, 80)
    assert world.tcp("A", A, 80, S, 4000, ACK) == (shared, 80, S, 4000)
    assert world.tcp("S", S, 4002, shared, 80, SYN, "A") == (S, 4002, A, 80)
    assert world.tcp("S", S, 4003, shared, 80, ACK, "A") is None, "it is no beginning"
    assert world.udp("S", S, 4004, shared, 53, "A") is None, "connections alone"
    router = world.lab["N"]
    assert world.table()[1] == "tcp 203.0.113.1:80     10.1.1.1:80        203.0.113.9:4000   203.0.113.9:4000"
    statistics = router.cli("show ip nat statistics")
    assert "-- Inside Destination\n[Id: 1] access-list 2 pool SERVERS refcount 3\n" in statistics
    assert "\ttype rotary, total addresses 2, allocated 2 (100%), misses 0\n" in statistics
    lines = router.cli("show running-config | include ip nat (pool|inside dest)").splitlines()
    assert lines == ROTARY.splitlines()[:2]
    line = "no ip nat inside destination list 2 pool SERVERS\n"
    assert router.configure(line) == "%Dynamic mapping in use, cannot remove\n"
    router.cli("clear ip nat translation *")
    assert router.configure(line) == ""
    assert world.tcp("S", S, 4005, shared, 80, SYN, "A") is None
