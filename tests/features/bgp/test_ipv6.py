"""Networks of IPv6 (RFC 4760, 2545): over sessions of either family, with what belongs to each family apart."""

from __future__ import annotations

from iosemu.features.bgp.events import Denied
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName, format_ipv6, parse_ipv6
from iosemu.wire.bgp import IPV4_UNICAST, IPV6_UNICAST
from tests.features.bgp.world import best, destination, member, path_of, peer, process, table, until, up
from tests.features.wired import log_of, network

ONE, TWO = "2001:DB8:12::1", "2001:DB8:12::2"


def wide_iface(name: str, link: str, n: int) -> str:
    dotted = f"10.0.{link}.{n}"
    return f"interface {name}\n ip address {dotted} 255.255.255.0\n ipv6 address 2001:DB8:{link}::{n}/64\n no shutdown\n"


def router(n: int) -> str:
    return (
        f"ipv6 unicast-routing\ninterface Loopback0\n ip address {n}.{n}.{n}.{n} 255.255.255.255\n"
        f" ipv6 address 2001:DB8:{n}::{n}/128\n"
    )


def pair6(one: str = "", two: str = "", asns: tuple[int, int] = (65001, 65002), release: str = "") -> Lab:
    """R1 2001:DB8:12::1 – R2 2001:DB8:12::2, each tells its loopback 2001:DB8:n::n; `one` and `two` are lines of the
    family of IPv6."""
    configs = {
        f"R{n}": router(n) + wide_iface("Fa0/0", "12", n)
        + f"router bgp {asns[n - 1]}\n neighbor 2001:DB8:12::{3 - n} remote-as {asns[2 - n]}\n address-family ipv6\n"
        f"  neighbor 2001:DB8:12::{3 - n} activate\n  network 2001:DB8:{n}::{n}/128\n{lines}"
        for n, lines in ((1, one), (2, two))
    }  # fmt: skip
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", release=release)
    up(lab, "R1", TWO)
    return lab


def hop(lab: Lab, name: str, prefix: str) -> str:
    found = best(lab, name, prefix)
    return format_ipv6(found.next_hop) if found is not None else "none"


def test_from_system_to_system() -> None:
    lab = pair6()
    found = best(lab, "R1", "2001:DB8:2::2/128")
    local = lab["R2"].device.interface(InterfaceName.parse("Fa0/0")).v6.local
    assert found is not None and hop(lab, "R1", "2001:DB8:2::2/128") == TWO and found.link_local == local.value
    assert peer(lab, "R1", TWO).members.keys() == {True}, "not of IPv4: its address is one of IPv6"
    assert "!!!!!" in lab["R1"].cli("ping 2001:DB8:2::2 source Loopback0")
    route = lab["R1"].cli("show ipv6 route bgp").splitlines()[-2:]
    assert route == ["B   2001:DB8:2::2/128 [20/0]", f"     via {format_ipv6(local.value)}, FastEthernet0/0"]
    shown = lab["R1"].cli("show bgp ipv6 unicast 2001:DB8:2::2/128")
    assert f"{TWO} ({format_ipv6(local.value)}) from {TWO} (2.2.2.2)" in shown
    assert lab["R1"].cli("show bgp ipv6 2001:DB8:2::2") == lab["R1"].cli("show bgp ipv6 unicast 2001:DB8:2::2/128")
    lab["R2"].configure("interface Loopback0\n shutdown\n")
    lab.run(2)
    assert path_of(lab, "R1", "2001:DB8:2::2/128") == "none"
    assert "2001:DB8:2::2" not in lab["R1"].cli("show ipv6 route bgp")


def test_what_the_log_says() -> None:
    lab = pair6()
    lines = log_of(lab, "R1", "BGP")
    lab["R2"].configure("interface Fa0/0\n shutdown\n")
    lab.run(200)
    lab["R2"].configure("interface Fa0/0\n no shutdown\n")
    until(lab, lambda: peer(lab, "R1", TWO).up)
    texts = [text for _, text in lines]
    assert f"neighbor {TWO} Up " in texts and any(text.startswith(f"neighbor {TWO} Down ") for text in texts)


def test_internal_neighbours_are_told_no_link_local_address() -> None:
    lab = pair6(asns=(65001, 65001))
    found = best(lab, "R1", "2001:DB8:2::2/128")
    assert found is not None and found.link_local == 0
    assert lab["R1"].cli("show ipv6 route bgp").splitlines()[-2:] == ["B   2001:DB8:2::2/128 [200/0]", f"     via {TWO}"]


def crossed(asns: tuple[int, int], one: str, two: str) -> Lab:
    """R1 and R2 of both families, with lines of `router bgp`."""
    configs = {
        f"R{n}": router(n) + wide_iface("Fa0/0", "12", n) + f"router bgp {asns[n - 1]}\n{lines}"
        for n, lines in ((1, one), (2, two))
    }
    return network(configs, "R1:Fa0/0 R2:Fa0/0")


def test_both_families_over_one_session_of_ipv4() -> None:
    """The next hop of IPv6 is the mapped address, which nothing leads to until a route map says another one."""
    lines = (
        " neighbor 10.0.12.{m} remote-as {asn}\n network {n}.{n}.{n}.{n} mask 255.255.255.255\n address-family ipv6\n"
        "  neighbor 10.0.12.{m} activate\n  network 2001:DB8:{n}::{n}/128\n"
    )
    lab = crossed((1, 2), lines.format(n=1, m=2, asn=2), lines.format(n=2, m=1, asn=1))
    up(lab, "R1", "10.0.12.2")
    session = peer(lab, "R1", "10.0.12.2").session
    assert session is not None and session.families == {IPV4_UNICAST, IPV6_UNICAST}
    assert path_of(lab, "R1", "2.2.2.2/32") == "2"
    [path] = destination(lab, "R1", "2001:DB8:2::2/128").paths
    assert path.attributes.next_hop == 0xFFFF_0A00_0C02 and not path.accessible
    assert "::FFFF:10.0.12.2 (inaccessible) from 10.0.12.2 (2.2.2.2)" in lab["R1"].cli("show bgp ipv6 2001:DB8:2::2/128")
    lab["R1"].configure(
        f"route-map HOP permit 10\n set ipv6 next-hop {TWO}\nrouter bgp 1\n address-family ipv6\n"
        "  neighbor 10.0.12.2 route-map HOP in\n"
    )
    lab["R1"].cli("clear bgp ipv6 unicast 10.0.12.2 soft in")
    lab.run(6)
    assert hop(lab, "R1", "2001:DB8:2::2/128") == TWO and "!!!!!" in lab["R1"].cli("ping 2001:DB8:2::2")
    told = lab["R1"].cli("show ip bgp neighbors 10.0.12.2")
    assert " For address family: IPv4 Unicast" in told and " For address family: IPv6 Unicast" in told
    assert "    Address family IPv6 Unicast: advertised and received" in told
    assert "  Route map for incoming advertisements is HOP" in told


def test_ipv4_over_a_session_of_ipv6() -> None:
    """The first four octets of our address make no next hop: 2001:0DB8 is 32.1.13.184."""
    lines = (
        " neighbor 2001:DB8:12::{m} remote-as {asn}\n address-family ipv4\n  neighbor 2001:DB8:12::{m} activate\n"
        "  network {n}.{n}.{n}.{n} mask 255.255.255.255\n"
    )
    lab = crossed((1, 2), lines.format(n=1, m=2, asn=2), lines.format(n=2, m=1, asn=1))
    up(lab, "R1", TWO)
    assert peer(lab, "R1", TWO).members.keys() == {False}
    assert "32.1.13.184 (inaccessible)" in lab["R1"].cli("show ip bgp 2.2.2.2")
    lab["R2"].configure(
        "route-map HOP permit 10\n set ip next-hop 10.0.12.2\nrouter bgp 2\n address-family ipv4\n"
        "  neighbor 2001:DB8:12::1 route-map HOP out\n"
    )
    lab["R2"].cli("clear ip bgp * soft out")
    lab.run(6)
    assert "!!!!" in lab["R1"].cli("ping 2.2.2.2")


def test_policy_of_a_family_is_its_own() -> None:
    lab = pair6("  neighbor 2001:DB8:12::2 prefix-list LANS in\n", "  network 2001:DB8:12::/64\n  redistribute static\n")
    lab["R1"].configure("ipv6 prefix-list LANS seq 5 deny 2001:DB8:2::/48 le 128\nipv6 prefix-list LANS seq 10 permit ::/0 le 128\n")
    lab["R2"].configure("ipv6 route 2001:DB8:77::/48 Null0\n")
    lab.run(32)
    lab["R1"].cli("clear bgp ipv6 unicast * soft in")
    lab.run(2)
    assert path_of(lab, "R1", "2001:DB8:77::/48") == "65002" and path_of(lab, "R1", "2001:DB8:2::2/128") == "none"
    assert member(lab, "R1", TWO, wide=True).denied["in", Denied.PREFIX.name] >= 1
    lab["R1"].configure(
        "ipv6 access-list SEVEN\n permit ipv6 2001:DB8:77::/48 any\nroute-map M permit 10\n match ipv6 address SEVEN\n"
        " set local-preference 300\nrouter bgp 65001\n address-family ipv6\n  no neighbor 2001:DB8:12::2 prefix-list LANS in\n"
        "  neighbor 2001:DB8:12::2 route-map M in\n"
    )
    lab["R1"].cli("clear bgp ipv6 unicast * soft in")
    lab.run(2)
    found = best(lab, "R1", "2001:DB8:77::/48")
    assert found is not None and found.local_pref == 300 and path_of(lab, "R1", "2001:DB8:2::2/128") == "none"


def test_aggregates_and_the_default_route() -> None:
    lab = pair6("", "  aggregate-address 2001:DB8::/32 summary-only\n  neighbor 2001:DB8:12::1 default-originate\n")
    lab.run(32)
    networks = {str(prefix) for prefix in table(lab, "R1", wide=True).destinations}
    assert networks == {"2001:DB8:1::1/128", "2001:DB8::/32", "::/0"}
    found = best(lab, "R1", "2001:DB8::/32")
    assert found is not None and found.atomic and found.aggregator is not None and found.aggregator[0] == 65002
    assert "B   ::/0 [20/0]" in lab["R1"].cli("show ipv6 route bgp")
    lab["R2"].configure("router bgp 65002\n address-family ipv6\n  no aggregate-address 2001:DB8::/32\n")
    lab.run(32)
    assert path_of(lab, "R1", "2001:DB8:2::2/128") == "65002" and path_of(lab, "R1", "2001:DB8::/32") == "none"


def test_reflection_and_next_hop_self() -> None:
    """R1 – R2 – R3 in one system: R2 reflects."""
    text = {
        "R1": wide_iface("Fa0/0", "12", 1) + "router bgp 2\n neighbor 2001:DB8:12::2 remote-as 2\n",
        "R2": wide_iface("Fa0/0", "12", 2) + wide_iface("Fa0/1", "23", 2)
        + "router bgp 2\n neighbor 2001:DB8:12::1 remote-as 2\n neighbor 2001:DB8:23::3 remote-as 2\n",
        "R3": wide_iface("Fa0/1", "23", 3) + "router bgp 2\n neighbor 2001:DB8:23::2 remote-as 2\n",
    }  # fmt: skip
    family = {
        "R1": "  neighbor 2001:DB8:12::2 activate\n  network 2001:DB8:1::1/128\n",
        "R2": "  neighbor 2001:DB8:12::1 activate\n  neighbor 2001:DB8:12::1 route-reflector-client\n"
        "  neighbor 2001:DB8:23::3 activate\n  neighbor 2001:DB8:23::3 next-hop-self all\n",
        "R3": "  neighbor 2001:DB8:23::2 activate\n  network 2001:DB8:3::3/128\n",
    }
    configs = {f"R{n}": router(n) + text[f"R{n}"] + " address-family ipv6\n" + family[f"R{n}"] for n in (1, 2, 3)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
    until(lab, lambda: all(each.up for name in configs for each in process(lab, name).peers.values()))
    lab.run(20)
    found = best(lab, "R3", "2001:DB8:1::1/128")
    assert found is not None and hop(lab, "R3", "2001:DB8:1::1/128") == "2001:DB8:23::2"
    assert found.originator == 0x01010101 and found.clusters == (0x02020202,)
    [path] = destination(lab, "R1", "2001:DB8:3::3/128").paths
    assert path.attributes.next_hop == parse_ipv6("2001:DB8:23::3") and not path.accessible


def test_it_reads_back_what_was_typed() -> None:
    """With IPv6, IPv4 has a block, in which neighbours with addresses of IPv6 are not activated."""
    lab = pair6("  neighbor 2001:DB8:12::2 soft-reconfiguration inbound\n  aggregate-address 2001:DB8::/32\n")
    before = lab["R1"].cli("show running-config | section router bgp")
    assert before.splitlines() == [
        "router bgp 65001",
        " bgp log-neighbor-changes",
        " neighbor 2001:DB8:12::2 remote-as 65002",
        " !",
        " address-family ipv4",
        "  no neighbor 2001:DB8:12::2 activate",
        " exit-address-family",
        " !",
        " address-family ipv6",
        "  neighbor 2001:DB8:12::2 activate",
        "  neighbor 2001:DB8:12::2 soft-reconfiguration inbound",
        "  network 2001:DB8:1::1/128",
        "  aggregate-address 2001:DB8::/32",
        " exit-address-family",
    ]
    lab["R1"].cli("write memory")
    lab["R1"].reload()
    lab.run(20)
    assert lab["R1"].cli("show running-config | section router bgp") == before
    up(lab, "R1", TWO)
    assert member(lab, "R1", TWO, wide=True).adj_in
    lab["R1"].configure("router bgp 65001\n no neighbor 2001:DB8:12::2\n")
    assert "2001:DB8:12::2" not in lab["R1"].cli("show running-config | section router bgp")
    lab.run(1)
    assert not process(lab, "R1").peers
    lab["R1"].configure("interface Loopback0\n shutdown\n")
    lab.run(1)
    assert table(lab, "R1", wide=True).destinations == {}


def test_a_family_comes_and_goes_on_a_session_that_is_up() -> None:
    lab = crossed((1, 2), " neighbor 10.0.12.2 remote-as 2\n", " neighbor 10.0.12.1 remote-as 1\n")
    up(lab, "R1", "10.0.12.2")
    for n in (1, 2):
        lab[f"R{n}"].configure(
            f"router bgp {n}\n address-family ipv6\n  neighbor 10.0.12.{3 - n} activate\n  network 2001:DB8:{n}::{n}/128\n"
        )
    lab.run(40)
    assert member(lab, "R1", "10.0.12.2", wide=True).up and destination(lab, "R1", "2001:DB8:2::2/128").paths
    lab["R2"].configure("router bgp 2\n no address-family ipv6\n")
    lab.run(40)
    assert peer(lab, "R1", "10.0.12.2").up and not member(lab, "R1", "10.0.12.2", wide=True).up
    assert "2001:DB8:2::2/128" not in lab["R1"].cli("show bgp ipv6 unicast")


def test_in_a_vrf() -> None:
    configs = {
        f"R{n}": "ipv6 unicast-routing\nvrf definition RED\n rd 1:1\n address-family ipv4\n address-family ipv6\n"
        f"interface Loopback0\n vrf forwarding RED\n ip address {n}.{n}.{n}.{n} 255.255.255.255\n"
        f" ipv6 address 2001:DB8:{n}::{n}/128\n"
        "interface Fa0/0\n vrf forwarding RED\n"
        f" ip address 10.0.12.{n} 255.255.255.0\n ipv6 address 2001:DB8:12::{n}/64\n no shutdown\n"
        f"router bgp {n}\n bgp router-id {n}.{n}.{n}.{n}\n address-family ipv6 vrf RED\n"
        f"  neighbor 2001:DB8:12::{3 - n} remote-as {3 - n}\n  neighbor 2001:DB8:12::{3 - n} activate\n"
        "  redistribute connected\n"
        for n in (1, 2)
    }
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    until(lab, lambda: peer(lab, "R1", TWO, "RED").up)
    lab.run(32)
    found = lab["R1"].cli("show bgp vpnv6 unicast vrf RED")
    assert "Route Distinguisher: 1:1 (default for vrf RED)" in found and "2001:DB8:2::2/128" in found
    assert "B   2001:DB8:2::2/128 [20/0]" in lab["R1"].cli("show ipv6 route vrf RED bgp")
    assert "!!!!!" in lab["R1"].cli("ping vrf RED 2001:DB8:2::2")
    running = lab["R1"].cli("show running-config | section router bgp")
    assert " address-family ipv6 vrf RED\n  neighbor 2001:DB8:12::2 remote-as 2\n" in running


def test_listen_ranges_of_ipv6() -> None:
    lab = crossed(
        (1, 2),
        " bgp listen range 2001:DB8:12::/64 peer-group SPOKES\n neighbor SPOKES peer-group\n neighbor SPOKES remote-as 2\n"
        " address-family ipv6\n  neighbor SPOKES activate\n",
        " neighbor 2001:DB8:12::1 remote-as 1\n address-family ipv6\n  neighbor 2001:DB8:12::1 activate\n"
        "  network 2001:DB8:2::2/128\n",
    )
    up(lab, "R2", ONE)
    assert peer(lab, "R1", TWO).dynamic and path_of(lab, "R1", "2001:DB8:2::2/128") == "2"
    assert "*2001:DB8:12::2 4            2" in lab["R1"].cli("show bgp ipv6 unicast summary")


def test_debug_of_a_family() -> None:
    lab = pair6()
    assert lab["R1"].cli("debug bgp ipv6 unicast updates").startswith(
        "BGP updates debugging is on for address family: IPv6 Unicast"
    )
    lines = log_of(lab, "R1")
    lab["R2"].configure("router bgp 65002\n address-family ipv6\n  network 2001:DB8:12::/64\n")
    lab.run(40)
    texts = [text for _, text in lines]
    assert f"BGP(1): {TWO} rcvd 2001:DB8:12::/64" in texts
    assert any(text.startswith(f"BGP(1): {TWO} rcvd UPDATE w/ attr: nexthop {TWO} (FE80::") for text in texts)


def test_shows_of_all_families_and_rows() -> None:
    lab = pair6("  neighbor 2001:DB8:12::2 soft-reconfiguration inbound\n")
    one = lab["R1"]
    summary = one.cli("show bgp all summary")
    assert "For address family: IPv4 Unicast\n" in summary and "For address family: IPv6 Unicast\n" in summary
    assert f"{TWO}  4        65002 " in one.cli("show bgp ipv6 unicast summary")
    assert "neighbor" not in one.cli("show ip bgp summary") and TWO not in one.cli("show ip bgp summary")
    assert [(row.network, row.next_hop) for row in one.rows("show bgp ipv6 unicast")] == [
        ("2001:DB8:1::1/128", "::"), ("2001:DB8:2::2/128", TWO),
    ]  # fmt: skip
    [row] = one.rows("show bgp ipv6 unicast summary")
    assert (row.address, row.state, row.prefixes) == (TWO, "Established", 1)
    for what in ("advertised-routes", "received-routes", "routes", "policy"):
        assert "2001:DB8:" in one.cli(f"show bgp ipv6 unicast neighbors {TWO} {what}"), what
    assert "Address Family: IPv6 Unicast" in one.cli("show bgp ipv6 unicast update-group")
    assert 'IPv6 Routing Protocol is "bgp 65001"' in one.cli("show ipv6 protocols")
    assert "% No such neighbor" in one.cli(f"show ip bgp neighbors {TWO}")
    one.cli("clear bgp ipv6 unicast *")
    lab.run(1)
    assert not peer(lab, "R1", TWO).up
