"""`show ip route` in its forms. Formats: reference output-formats.md section 14, ios-output/show-ip-route*/."""

from __future__ import annotations

import time
from itertools import groupby
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.device.platform import platform_of
from iosemu.device.rib import Path, Route
from iosemu.device.sources import named
from iosemu.features.routing.legend import legend
from iosemu.features.routing.table import _by_major, body, major_network
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName, Prefix, parse_ipv4
from tests.features.routers import PAIR, Routers, three
from tests.features.wired import chain, network


def learn(net: Routers, name: str, source: str, prefix: str, *hops: str, kind: str = "", metric: int = 1) -> None:
    """A route as a protocol would bring it, all paths over the first Ethernet."""
    device = net.shells[name].device
    iface = device.interfaces[InterfaceName.parse("Fa0/0")]
    parsed = Prefix.parse(prefix)
    told = named(source)
    distance = 170 if kind == "external" else told.distance
    paths = tuple(Path(parse_ipv4(hop), iface, parse_ipv4(hop)) for hop in hops)
    device.vrfs.default.v4.update(told, parsed, Route(parsed, told, distance, metric, paths, kind=kind))


def routes(net: Routers, name: str = "R1", command: str = "show ip route") -> str:
    """What stands below the legend."""
    text = net.cli(name, command)
    return text[text.index("Gateway") :]


def test_whole_table() -> None:
    net = three()
    learn(net, "R1", "rip", "192.168.5.0/24", "10.0.12.2")
    learn(net, "R1", "eigrp 1", "172.16.1.0/24", "10.0.12.3", "10.0.12.2", metric=3072)
    learn(net, "R1", "eigrp 1", "172.16.2.0/24", "10.0.12.2", kind="external", metric=28160)
    learn(net, "R1", "odr", "172.20.0.0/14", "10.0.12.2")
    net.run(65)
    assert routes(net) == (
        "Gateway of last resort is 10.0.12.2 to network 0.0.0.0\n\n"
        "S*    0.0.0.0/0 [1/0] via 10.0.12.2\n"
        "      1.0.0.0/32 is subnetted, 1 subnets\n"
        "C        1.1.1.1 is directly connected, Loopback0\n"
        "      10.0.0.0/8 is variably subnetted, 2 subnets, 2 masks\n"
        "C        10.0.12.0/24 is directly connected, FastEthernet0/0\n"
        "L        10.0.12.1/32 is directly connected, FastEthernet0/0\n"
        "      172.16.0.0/24 is subnetted, 2 subnets\n"
        "D        172.16.1.0 [90/3072] via 10.0.12.3, 00:01:05, FastEthernet0/0\n"
        "                    [90/3072] via 10.0.12.2, 00:01:05, FastEthernet0/0\n"
        "D EX     172.16.2.0 [170/28160] via 10.0.12.2, 00:01:05, FastEthernet0/0\n"
        "o     172.20.0.0/14 [160/1] via 10.0.12.2, 00:01:05, FastEthernet0/0\n"
        "R     192.168.5.0/24 [120/1] via 10.0.12.2, 00:01:05, FastEthernet0/0\n"
    )
    assert routes(net, command="show ip route eigrp 1").count("\n") == 6
    assert routes(net, command="show ip route 172.16.0.0 255.255.0.0 longer-prefixes").count("D") == 2
    assert "R     192.168.5.0/24" in routes(net, command="show ip route rip")


def test_legends_are_those_of_the_samples(reference: File) -> None:
    samples = {"iosv": "show-ip-route/ntc-2.txt", "c8000v": "show-ip-route/genielibs-1.txt"}
    for platform, name in samples.items():
        sample = (reference / "ios-output" / name).read_text()
        assert "\n".join(legend(platform_of(platform).software)) in sample


def test_release_12_has_its_own_columns() -> None:
    net = Routers()
    net.add("R1", PAIR, "c3725")
    net.add("R2", "interface FastEthernet0/0\n ip address 10.0.12.2 255.255.255.0\n", "c3725")
    net.cable("R1:Fa0/0", "R2:Fa0/0")
    assert net.cli("R1", "show ip route").endswith(
        "       o - ODR, P - periodic downloaded static route\n\n"
        "Gateway of last resort is 10.0.12.2 to network 0.0.0.0\n\n"
        "     1.0.0.0/32 is subnetted, 1 subnets\n"
        "C       1.1.1.1 is directly connected, Loopback0\n"
        "     10.0.0.0/24 is subnetted, 1 subnets\n"
        "C       10.0.12.0 is directly connected, FastEthernet0/0\n"
        "S*   0.0.0.0/0 [1/0] via 10.0.12.2\n"
    )
    assert net.cli("R1", "show ip route static") == "S*   0.0.0.0/0 [1/0] via 10.0.12.2\n"


def test_long_lines_are_broken_behind_the_prefix() -> None:
    net = three()
    learn(net, "R1", "eigrp 1", "172.16.100.128/25", "10.0.12.200", kind="external", metric=281600256)
    learn(net, "R1", "eigrp 1", "172.16.100.0/26", "10.0.12.200", metric=1)
    assert (
        "D EX     172.16.100.128/25 \n           [170/281600256] via 10.0.12.200, 00:00:00, FastEthernet0/0\n"
    ) in net.cli("R1", "show ip route")


def test_one_entry() -> None:
    net = three()
    learn(net, "R1", "eigrp 1", "172.16.1.0/24", "10.0.12.2", metric=3072)
    net.run(15)
    assert net.cli("R1", "show ip route 172.16.1.9") == (
        "Routing entry for 172.16.1.0/24\n"
        '  Known via "eigrp 1", distance 90, metric 3072, type internal\n'
        "  Last update from 10.0.12.2 on FastEthernet0/0, 00:00:15 ago\n"
        "  Routing Descriptor Blocks:\n"
        "  * 10.0.12.2, from 10.0.12.2, 00:00:15 ago, via FastEthernet0/0\n"
        "      Route metric is 3072, traffic share count is 1\n"
    )
    assert net.cli("R1", "show ip route 10.0.12.7") == (
        "Routing entry for 10.0.12.0/24\n"
        '  Known via "connected", distance 0, metric 0 (connected, via interface)\n'
        "  Routing Descriptor Blocks:\n"
        "  * directly connected, via FastEthernet0/0\n"
        "      Route metric is 0, traffic share count is 1\n"
    )
    assert net.cli("R1", "show ip route 0.0.0.0").startswith(
        "Routing entry for 0.0.0.0/0, supernet\n"
        '  Known via "static", distance 1, metric 0, candidate default path\n'
        "  Routing Descriptor Blocks:\n  * 10.0.12.2\n"
    )


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("8.8.8.8", "% Network not in table\n"),
        ("10.99.0.1", "% Subnet not in table\n"),
        ("10.0.12.0 255.255.255.128", "% Subnet not in table\n"),
    ],
)
def test_what_is_not_there(target: str, answer: str) -> None:
    assert three().cli("R1", f"show ip route {target}") == answer


def test_major_network_lists_its_subnets() -> None:
    net = three()
    assert net.cli("R1", "show ip route 10.0.0.0") == (
        "Routing entry for 10.0.0.0/8, 2 known subnets\n"
        "  Attached (2 connections)\n"
        "  Variably subnetted with 2 masks\n"
        "C        10.0.12.0/24 is directly connected, FastEthernet0/0\n"
        "L        10.0.12.1/32 is directly connected, FastEthernet0/0\n"
    )


def test_override_is_marked() -> None:
    net = three()
    learn(net, "R1", "eigrp 1", "172.16.1.0/24", "10.0.12.2", metric=3072)
    learn(net, "R1", "nhrp", "172.16.9.0/24", "10.0.12.7")
    device = net.shells["R1"].device
    iface = device.interfaces[InterfaceName.parse("Fa0/0")]
    device.vrfs.default.v4.override(Prefix.parse("172.16.1.0/24"), iface, parse_ipv4("10.0.12.9"))
    assert "D   %    172.16.1.0 [90/3072] via 10.0.12.2, 00:00:00, FastEthernet0/0\n" in net.cli("R1", "show ip route")
    assert (
        "D   %    172.16.1.0 [90/3072] via 10.0.12.2, 00:00:00, FastEthernet0/0\n"
        "                    [NHO][90/1] via 10.0.12.9, 00:00:00, FastEthernet0/0\n"
    ) in net.cli("R1", "show ip route next-hop-override")


def test_summary() -> None:
    net = three()
    assert net.cli("R1", "show ip route summary") == (
        "IP routing table name is default (0x0)\n"
        "IP routing table maximum-paths is 32\n"
        "Route Source    Networks    Subnets     Replicates  Overhead    Memory (bytes)\n"
        "connected       0           3           0           204         540\n"
        "static          1           0           0           68          180\n"
        "internal        2                                               920\n"
        "Total           3           3           0           272         1640\n"
    )


def test_summary_of_xe_and_of_what_runs() -> None:
    """Sources without routes stand there too (reference show-ip-route-summary/genie-1.txt, ntc-2.txt)."""
    lab = chain(1, "router eigrp 7\n network 192.168.1.0\nrouter rip\n", platform="c8000v")
    lines = lab["R1"].cli("show ip route summary").splitlines()
    assert [line.split()[0] for line in lines[3:]] == [
        "connected", "static", "application", "eigrp", "rip", "internal", "Total",
    ]  # fmt: skip
    assert "eigrp 7         0           0           0           0           0" in lines


def test_summary_tells_kinds() -> None:
    """A range that OSPF summarises (Null0) is one of the area (reference show-ip-route-summary)."""
    with Lab.load("ospf-areas") as lab:
        lab.settle()
        lines = lab["R1"].cli("show ip route summary").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("ospf 1 "))
    assert lines[at + 1 : at + 3] == [
        "  Intra-area: 6 Inter-area: 6 External-1: 1 External-2: 1",
        "  NSSA External-1: 0 NSSA External-2: 0",
    ]
    assert sum(map(int, lines[at].split()[2:4])) == 14


@pytest.mark.parametrize(
    ("platform", "port", "middle"), [("c8000v", "Gi1", ""), ("iol", "Et0/0", "precedence routine (0), ")]
)
def test_entry_of_eigrp_by_release(platform: str, port: str, middle: str) -> None:
    text = f"interface {port}\n ip address 10.0.0.{{i}} 255.255.255.0\n no shutdown\ninterface Lo0\n"
    text += " ip address 192.168.{i}.1 255.255.255.0\nrouter eigrp 1\n network 0.0.0.0\n"
    configs = {f"R{i}": text.replace("{i}", str(i)) for i in (1, 2)}
    lab = network(configs, f"R1:{port} R2:{port}", platform=platform)
    lab.run(20)
    metric = 256 * (10_000_000 // (1_000_000 if port == "Gi1" else 10_000) + 500 + (1 if port == "Gi1" else 100))
    said = lab["R1"].cli("show ip route 192.168.2.0")
    assert f'  Known via "eigrp 1", distance 90, metric {metric}, {middle}type internal' in said


def test_debug_and_clear() -> None:
    net = three()
    lines = net.log_of("R1")
    assert net.cli("R1", "debug ip routing") == "IP routing debugging is on\n"
    net.configure("R1", "ip route 10.9.0.0 255.255.0.0 10.0.12.2")
    assert "RT: add 10.9.0.0/16 via 10.0.12.2, static metric [1/0]" in lines
    learn(net, "R1", "rip", "172.16.1.0/24", "10.0.12.2")
    net.run(20)
    lines.clear()
    net.cli("R1", "clear ip route 172.16.1.0 255.255.255.0")
    assert lines[:2] == [
        "RT: del 172.16.1.0 via 10.0.12.2, rip metric [120/1]",
        "RT: delete subnet route to 172.16.1.0/24",
    ]
    assert ", 00:00:00, " in net.cli("R1", "show ip route rip")
    net.cli("R1", "clear ip route *")
    assert "RT: add 10.9.0.0/16 via 10.0.12.2, static metric [1/0]" in lines


def test_no_ip_routing_makes_a_host() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    net.configure("R2", "no ip routing")
    assert "....." in net.cli("R1", "ping 10.0.23.3")
    net.configure("R2", "ip routing")
    assert "!!!!!" in net.cli("R1", "ping 10.0.23.3")


def test_a_thousand_routes_cost_little() -> None:
    net = three()
    for number in range(1000):
        learn(net, "R1", "rip", f"172.{16 + number // 250}.{number % 250}.0/24", "10.0.12.2")
    table = net.shells["R1"].device.vrfs.default.v4
    started = time.process_time()
    lines = list(body(table))
    assert len(lines) > 1000
    assert time.process_time() - started < 0.5  # 4 ms when nothing else runs; this only catches the quadratic


HOST_TABLE = """\
Default gateway is {gateway}

Host               Gateway           Last Use    Total Uses  Interface
ICMP redirect cache is empty
"""


def test_without_routing_it_is_a_host() -> None:
    """Nothing is forwarded, CEF goes too, static routes count no more: a gateway does, or proxy ARP."""
    net = three()
    net.configure("R2", "ip route 0.0.0.0 0.0.0.0 10.0.23.3\nip route 10.9.0.0 255.255.0.0 10.0.23.3")
    net.configure("R3", "interface Loopback0\n ip address 10.9.0.1 255.255.255.0")
    assert "!!!" in net.cli("R2", "ping 10.9.0.1")
    net.configure("R2", "no ip routing")
    running = net.cli("R2", "show running-config")
    assert running.index("\nno ip routing\n") < running.index("\nno ip cef\n") < running.index("\ninterface ")
    assert net.cli("R2", "show ip route") == HOST_TABLE.format(gateway="not set")
    assert net.cli("R1", "ping 10.0.23.3").count("!") == 0
    assert "!!!" in net.cli("R2", "ping 10.0.23.3")  # attached
    net.cli("R2", "ping 10.9.0.1 repeat 1")
    assert "10.9.0.1" in net.cli("R2", "show arp")  # asked for on the first line, where R1 is no proxy for it
    assert net.configure("R2", "ip default-gateway 10.0.23.3") == ""
    assert "!!!!!" in net.cli("R2", "ping 10.9.0.1")
    assert net.cli("R2", "show ip route") == HOST_TABLE.format(gateway="10.0.23.3")
    assert "\nip default-gateway 10.0.23.3\n" in net.cli("R2", "show running-config")
    net.configure("R2", "ip routing\nno ip default-gateway")
    running = net.cli("R2", "show running-config")
    assert "no ip routing" not in running
    assert "\nip cef\n" in running
    assert "Gateway of last resort is 10.0.23.3 to network 0.0.0.0" in net.cli("R2", "show ip route")
    assert "!!!" in net.cli("R1", "ping 10.0.23.3")


def test_a_host_does_not_answer_for_others() -> None:
    """Proxy ARP is a router's business; a host without a gateway lives on it."""
    net = three()
    net.configure("R1", "no ip routing")
    assert "!!!" in net.cli("R1", "ping 10.0.23.3")
    assert "10.0.23.3" in net.cli("R1", "show arp")
    net.configure("R2", "no ip routing")
    net.cli("R1", "clear arp-cache")
    net.run(70)
    assert net.cli("R1", "ping 10.0.23.3").count("!") == 0
    assert "10.0.23.3               0   Incomplete" in net.cli("R1", "show arp")


def test_no_ip_routing_reads_back() -> None:
    net = Routers()
    device = net.add("R1", "hostname R1\nno ip routing\nno ip cef\nip default-gateway 192.0.2.1\n")
    text = net.cli("R1", "show running-config")
    again = Routers()
    again.add("R1", text[text.index("version") :])
    assert again.cli("R1", "show running-config").splitlines()[3:] == text.splitlines()[3:]
    assert not device.ip.cef


def test_other_releases_keep_cef() -> None:
    net = Routers()
    net.add("R1", "hostname R1\n", "csr1000v")
    assert net.configure("R1", "no ip routing") == ""
    assert net.configure("R1", "ip routing") == ""


def test_sources_may_be_named_where_the_release_has_them() -> None:
    refused = "% Invalid input detected"
    for platform, has in (("c3725", False), ("c7200", True)):
        lab = chain(2, platform=platform)
        for source in ("local", "nhrp"):
            assert (refused in lab["R1"].cli(f"show ip route {source}")) == (not has)
        for source in ("connected", "static", "rip", "odr", "eigrp", "eigrp 7"):
            assert refused not in lab["R1"].cli(f"show ip route {source}")
        for source in ("ospf 0", "rip 1", "eigrp 65536"):
            assert refused in lab["R1"].cli(f"show ip route {source}")
            assert refused in lab["R1"].configure(f"router eigrp 1\n redistribute {source}\n")
        assert refused in lab["R1"].configure("router rip\n redistribute rip\n")
        assert lab["R1"].configure("router eigrp 1\n redistribute rip\n redistribute odr\n redistribute eigrp 2\n") == ""
        for line in (" redistribute rip", " redistribute odr", " redistribute eigrp 2"):
            assert line in lab["R1"].running_config()


PREFIXES = st.builds(Prefix.of, st.sampled_from((0, 10 << 24, 0x0A010000, 0x80000000, 0xC0A80000, 0xE0000000))
                     | st.integers(0, 0xFFFFFFFF), st.integers(0, 32))  # fmt: skip


@given(st.sets(PREFIXES, max_size=30))
def test_each_route_stands_beneath_its_major_network(prefixes: set[Prefix]) -> None:
    found = [Route(prefix, named("static"), 1, 0, ()) for prefix in sorted(prefixes)]
    plainly = groupby(found, key=lambda route: major_network(route.prefix))
    assert list(_by_major(found)) == [(major, list(members)) for major, members in plainly]
