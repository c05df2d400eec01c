"""What is told to whom, and as what: next hops, loops, reflection, confederations, aggregates, limits."""

from __future__ import annotations

import re

import pytest

from iosemu.features.bgp.events import Denied, PrefixLimit, PrefixReceived, PrefixSent, Reset
from iosemu.features.bgp.origin import common_path
from iosemu.lab.lab import Lab
from iosemu.types import Prefix, format_ipv4, parse_ipv4
from iosemu.wire.bgp_attributes import NO_EXPORT, Attributes, as_path_text
from tests.features.bgp.world import (
    best,
    destination,
    heard,
    iface,
    loopback,
    member,
    pair,
    path_of,
    peer,
    process,
    table,
    until,
    up,
)
from tests.features.wired import network

ONE, TWO = " network 1.1.1.1 mask 255.255.255.255\n", " network 2.2.2.2 mask 255.255.255.255\n"


def line(*asns: int, wait: bool = True, **more: str) -> Lab:
    """R1 – R2 – R3 …: each in its AS (`asns`), each tells its loopback n.n.n.n; `R2=` are more lines of its BGP."""
    configs, last = {}, len(asns)
    for n, asn in enumerate(asns, 1):
        text = loopback(f"{n}.{n}.{n}.{n}")
        bgp = f"router bgp {asn}\n network {n}.{n}.{n}.{n} mask 255.255.255.255\n"
        if n > 1:
            text += iface("Fa0/1", f"10.0.{n - 1}{n}.{n}")
            bgp += f" neighbor 10.0.{n - 1}{n}.{n - 1} remote-as {asns[n - 2]}\n"
        if n < last:
            text += iface("Fa0/0", f"10.0.{n}{n + 1}.{n}")
            bgp += f" neighbor 10.0.{n}{n + 1}.{n + 1} remote-as {asns[n]}\n"
        configs[f"R{n}"] = text + bgp + more.get(f"R{n}", "")
    lab = network(configs, *(f"R{n}:Fa0/0 R{n + 1}:Fa0/1" for n in range(1, last)))
    if wait:
        until(lab, lambda: all(each.up for name in configs for each in process(lab, name).peers.values()))
        lab.run(40)
    return lab


def hop(lab: Lab, name: str, prefix: str) -> str:
    found = best(lab, name, prefix)
    return format_ipv4(found.next_hop) if found is not None else "none"


def test_from_system_to_system() -> None:
    lab = line(1, 2, 3)
    assert path_of(lab, "R3", "1.1.1.1/32") == "2 1" and hop(lab, "R3", "1.1.1.1/32") == "10.0.23.2"
    found = best(lab, "R3", "1.1.1.1/32")
    assert found is not None and found.med is None and found.local_pref is None, "a MED goes no further than one system"
    near = best(lab, "R2", "1.1.1.1/32")
    assert near is not None and near.med == 0
    assert "!!!!!" in lab["R3"].cli("ping 1.1.1.1 source Loopback0")
    lab["R1"].configure("interface Loopback0\n shutdown\n")
    lab.run(2)
    assert path_of(lab, "R3", "1.1.1.1/32") == "none", "what goes does not wait for the advertisement interval"


def test_what_comes_back_is_refused() -> None:
    """The best path is told also to the neighbour that it came from, which finds its own AS in it."""
    lab = line(1, 2)
    denied = member(lab, "R2", "10.0.12.1").denied
    assert denied["in", Denied.AS_LOOP.name] == 1
    assert member(lab, "R2", "10.0.12.1").accepted == 1


def test_internal_neighbours_keep_the_next_hop_and_pass_nothing_on() -> None:
    lab = line(1, 2, 2, 2)
    assert destination(lab, "R3", "1.1.1.1/32").paths[0].attributes.next_hop == parse_ipv4("10.0.12.1")
    assert path_of(lab, "R3", "1.1.1.1/32") == "none", "nobody knows the way to the next hop"
    assert destination(lab, "R3", "1.1.1.1/32").paths and path_of(lab, "R4", "2.2.2.2/32") == "none"
    lab["R2"].configure("router bgp 2\n neighbor 10.0.23.3 next-hop-self\n")
    lab.run(62)
    assert path_of(lab, "R3", "1.1.1.1/32") == "1" and hop(lab, "R3", "1.1.1.1/32") == "10.0.23.2"


def test_reflection() -> None:
    """RFC 4456: clients hear of each other, originator and cluster are told, loops are refused."""
    client = " neighbor 10.0.12.1 route-reflector-client\n neighbor 10.0.12.1 next-hop-self\n"
    lab = line(2, 2, 2, R2=client)
    found = best(lab, "R3", "1.1.1.1/32")
    assert found is None, "the next hop is not reached"
    assert destination(lab, "R3", "1.1.1.1/32").paths[0].attributes.originator == parse_ipv4("1.1.1.1")
    igp = "router rip\n version 2\n network 10.0.0.0\n"
    for name in ("R1", "R2", "R3"):
        lab[name].configure(igp)
    lab.run(60)
    found = best(lab, "R3", "1.1.1.1/32")
    assert found is not None
    assert (found.originator, found.clusters) == (parse_ipv4("1.1.1.1"), (parse_ipv4("2.2.2.2"),))
    assert format_ipv4(found.next_hop) == "10.0.12.1", "next-hop-self is not for what is reflected"
    assert member(lab, "R1", "10.0.12.2").denied["in", Denied.ORIGINATOR.name] == 1
    assert path_of(lab, "R1", "3.3.3.3/32") == ""
    lab["R3"].configure("router bgp 2\n bgp cluster-id 2.2.2.2\n")
    lab.run(40)  # the session begins anew
    lab["R2"].configure("router bgp 2\n neighbor 10.0.12.1 next-hop-self all\n")
    lab.run(62)
    assert hop(lab, "R1", "3.3.3.3/32") == "10.0.12.2"
    assert destination(lab, "R1", "3.3.3.3/32").best is not None
    refused = member(lab, "R3", "10.0.23.2").denied["in", Denied.CLUSTER.name]
    assert refused >= 1, "a cluster hears no more of itself"


def test_third_party_next_hop() -> None:
    """On a subnet that all share an external neighbour is told of the router itself."""
    configs = {
        f"R{n}": loopback(f"{n}.{n}.{n}.{n}") + iface("Fa0/0", f"10.0.0.{n}") + f"router bgp {n}\n"
        f" network {n}.{n}.{n}.{n} mask 255.255.255.255\n"
        + "".join(f" neighbor 10.0.0.{m} remote-as {m}\n" for m in ((1, 3) if n == 2 else (2,)))
        for n in (1, 2, 3)
    }
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0")
    lab.run(80)
    assert path_of(lab, "R1", "3.3.3.3/32") == "2 3" and hop(lab, "R1", "3.3.3.3/32") == "10.0.0.3"
    lab["R2"].configure("router bgp 2\n neighbor 10.0.0.1 next-hop-self\n")
    lab.run(62)
    assert hop(lab, "R1", "3.3.3.3/32") == "10.0.0.2"


def test_next_hop_unchanged() -> None:
    more = " neighbor 10.0.23.3 ebgp-multihop 2\n neighbor 10.0.23.3 next-hop-unchanged\n"
    lab = line(1, 2, 3, R2=more, R3=" neighbor 10.0.23.2 ebgp-multihop 2\n")
    assert hop(lab, "R3", "1.1.1.1/32") == "none"
    assert destination(lab, "R3", "1.1.1.1/32").paths[0].attributes.next_hop == parse_ipv4("10.0.12.1")


def test_next_hops_are_followed_after_the_trigger_delay() -> None:
    lab = line(1, 2, 2)
    lab.run(20)
    lab["R3"].configure("ip route 10.0.12.0 255.255.255.0 10.0.23.2\n")
    lab.run(4)
    assert path_of(lab, "R3", "1.1.1.1/32") == "none"
    lab.run(2)
    assert path_of(lab, "R3", "1.1.1.1/32") == "1"
    assert "B        1.1.1.1 [200/0] via 10.0.12.1" in lab["R3"].cli("show ip route")
    lab["R3"].configure("no ip route 10.0.12.0 255.255.255.0 10.0.23.2\n")
    lab.run(6)
    assert path_of(lab, "R3", "1.1.1.1/32") == "none"


@pytest.mark.parametrize(
    ("own", "more", "path"),
    [
        (64600, "", "2 64600"),
        (64600, " neighbor 10.0.23.3 remove-private-as\n", "2"),
        (1, " neighbor 10.0.23.3 remove-private-as\n", "2 1"),
        (64600, " neighbor 10.0.23.3 remove-private-as all replace-as\n", "2 2"),
    ],
)
def test_private_numbers(own: int, more: str, path: str) -> None:
    lab = line(own, 2, 3, R2=more)
    assert path_of(lab, "R3", "1.1.1.1/32") == path


def test_a_private_number_of_the_neighbour_stays() -> None:
    """So that it does not take its own routes back."""
    lab = line(64600, 2, 64600, R2=" neighbor 10.0.23.3 remove-private-as\n")
    assert path_of(lab, "R3", "1.1.1.1/32") == "none"


def test_the_same_system_on_both_sides() -> None:
    lab = line(1, 2, 1)
    assert path_of(lab, "R3", "1.1.1.1/32") == "none"
    assert member(lab, "R3", "10.0.23.2").denied["in", Denied.AS_LOOP.name] == 2
    lab["R3"].configure("router bgp 1\n neighbor 10.0.23.2 allowas-in\n")
    process(lab, "R3").soft_in(member(lab, "R3", "10.0.23.2"))
    lab.run(5)
    assert path_of(lab, "R3", "1.1.1.1/32") == "2 1" and path_of(lab, "R3", "3.3.3.3/32") == ""
    lab = line(1, 2, 1, R2=" neighbor 10.0.23.3 as-override\n")
    assert path_of(lab, "R3", "1.1.1.1/32") == "2 2"


def test_local_as() -> None:
    lab = pair(ONE + " neighbor 10.0.12.2 local-as 77\n", TWO)
    lab["R2"].configure("router bgp 65002\n no neighbor 10.0.12.1\n neighbor 10.0.12.1 remote-as 77\n")
    up(lab, "R1", "10.0.12.2")
    assert path_of(lab, "R2", "1.1.1.1/32") == "77 65001"
    assert path_of(lab, "R1", "2.2.2.2/32") == "77 65002"
    lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 local-as 77 no-prepend replace-as\n")
    lab.run(2)
    up(lab, "R1", "10.0.12.2")
    assert path_of(lab, "R2", "1.1.1.1/32") == "77" and path_of(lab, "R1", "2.2.2.2/32") == "65002"


def test_numbers_of_four_octets() -> None:
    lab = line(70001, 70002, 3)
    assert path_of(lab, "R3", "1.1.1.1/32") == "70002 70001"
    session = peer(lab, "R3", "10.0.23.2").session
    assert session is not None and session.four and session.open is not None and session.open.two == 23456


def test_default_originate() -> None:
    lab = pair(ONE + " neighbor 10.0.12.2 default-originate\n", TWO)
    up(lab, "R1", "10.0.12.2")
    assert path_of(lab, "R2", "0.0.0.0/0") == "65001"
    assert "B*    0.0.0.0/0 [20/0] via 10.0.12.1" in lab["R2"].cli("show ip route")
    assert Prefix.parse("0.0.0.0/0") not in table(lab, "R1").destinations
    lab["R1"].configure("router bgp 65001\n no neighbor 10.0.12.2 default-originate\n")
    lab.run(1)
    assert path_of(lab, "R2", "0.0.0.0/0") == "none"


def test_default_originate_with_a_map_looks_at_routes_of_bgp_too() -> None:
    lab = line(1, 2, 3, wait=False)
    lab["R2"].configure(
        "ip prefix-list ONE permit 172.16.5.0/24\nroute-map IF permit 10\n match ip address prefix-list ONE\n"
        "router bgp 2\n neighbor 10.0.23.3 default-originate route-map IF\n"
    )
    lab["R1"].configure("interface Loopback5\n ip address 172.16.5.1 255.255.255.0\nrouter bgp 1\n network 172.16.5.0 mask 255.255.255.0\n")
    up(lab, "R2", "10.0.12.1", "10.0.23.3")
    lab.run(60)
    assert path_of(lab, "R3", "0.0.0.0/0") == "2"
    lab["R1"].configure("interface Loopback5\n shutdown\n")
    lab.run(60)
    assert path_of(lab, "R3", "0.0.0.0/0") == "none"
    lab["R1"].configure("interface Loopback5\n no shutdown\n")
    lab.run(60)
    assert path_of(lab, "R3", "0.0.0.0/0") == "2"


def test_confederation() -> None:
    """RFC 5065: one system to the outside, several inside."""
    inside = " bgp confederation identifier 100\n"
    lab = line(
        1, 65010, 65020, 4, R2=inside + " bgp confederation peers 65020\n",
        R3=inside + " bgp confederation peers 65010\n", wait=False,
    )  # fmt: skip
    for name, wrong, address in (("R1", 65010, "10.0.12.2"), ("R4", 65020, "10.0.34.3")):
        asn = process(lab, name).instance.asn
        lab[name].configure(f"router bgp {asn}\n no neighbor {address}\n neighbor {address} remote-as 100\n")
        assert wrong
    lab["R3"].configure("ip route 10.0.12.0 255.255.255.0 10.0.23.2\n")
    lab["R2"].configure("ip route 10.0.34.0 255.255.255.0 10.0.23.3\n")
    up(lab, "R1", "10.0.12.2")
    up(lab, "R4", "10.0.34.3")
    lab.run(60)
    found = best(lab, "R3", "1.1.1.1/32")
    assert path_of(lab, "R3", "1.1.1.1/32") == "(65010) 1" and found is not None and found.local_pref == 100
    assert hop(lab, "R3", "1.1.1.1/32") == "10.0.12.1"
    assert path_of(lab, "R4", "1.1.1.1/32") == "100 1"
    assert "B        1.1.1.1 [200/0] via 10.0.12.1" in lab["R3"].cli("show ip route")


def learnt(lab: Lab, name: str) -> set[str]:
    return {str(each.prefix) for each in table(lab, name).destinations.values() if each.best is not None}


NETS = "".join(f"ip route 172.16.{n}.0 255.255.255.0 Null0\n" for n in range(4))
TELL = "".join(f" network 172.16.{n}.0 mask 255.255.255.0\n" for n in range(4))


def test_aggregates() -> None:
    lab = pair(TELL + f" aggregate-address 172.16.0.0 255.255.252.0\n{NETS}", "")
    up(lab, "R1", "10.0.12.2")
    parts = {f"172.16.{n}.0/24" for n in range(4)}
    assert learnt(lab, "R2") == {*parts, "172.16.0.0/22"}
    found = best(lab, "R2", "172.16.0.0/22")
    assert found is not None and found.atomic and found.aggregator == (65001, parse_ipv4("1.1.1.1"))
    assert "B        172.16.0.0/22 [200/0] via 0.0.0.0, 00:00:" in lab["R1"].cli("show ip route")
    lab["R1"].configure("router bgp 65001\n aggregate-address 172.16.0.0 255.255.252.0 summary-only\n")
    lab.run(40)
    assert learnt(lab, "R2") == {"172.16.0.0/22"}
    assert destination(lab, "R1", "172.16.1.0/24").suppressed == 1
    lab["R1"].configure("router bgp 65001\n no aggregate-address 172.16.0.0 255.255.252.0\n")
    lab.run(40)
    assert learnt(lab, "R2") == parts
    assert not [each for each in lab["R1"].device.vrfs.default.v4 if each.kind == "local"]


def test_an_aggregate_with_the_set_of_systems() -> None:
    lab = line(1, 2, 3, R2=" aggregate-address 0.0.0.0 248.0.0.0 as-set summary-only\n")
    assert path_of(lab, "R2", "0.0.0.0/5") == "{1,3}"
    found = best(lab, "R2", "0.0.0.0/5")
    assert found is not None and not found.atomic and found.origin == 0
    assert path_of(lab, "R1", "0.0.0.0/5") == path_of(lab, "R3", "0.0.0.0/5") == "none", "its own number is in the path"
    assert path_of(lab, "R3", "1.1.1.1/32") == "none"
    assert common_path([((2, (1, 2)),), ((2, (1, 3)),)]) == ((2, (1,)), (1, (2, 3)))


def test_an_aggregate_does_not_tell_of_the_members_of_a_confederation() -> None:
    """R1 (65010) and R3 (65030) of one confederation with R2 (65020), which tells R4 outside of it."""
    inside = " bgp confederation identifier 100\n bgp confederation peers 65010 65020 65030\n"
    lab = line(65010, 65020, 65030, 4, R1=inside, R2=inside, R3=inside, wait=False)
    lab["R4"].configure("router bgp 4\n no neighbor 10.0.34.3\n neighbor 10.0.34.3 remote-as 100\n")
    lab["R3"].configure("ip route 10.0.12.0 255.255.255.0 10.0.23.2\nrouter bgp 65030\n aggregate-address 0.0.0.0 248.0.0.0 as-set\n")
    lab["R2"].configure("ip route 10.0.34.0 255.255.255.0 10.0.23.3\n")
    lab["R1"].configure("ip route 10.0.34.0 255.255.255.0 10.0.12.2\n")
    up(lab, "R4", "10.0.34.3")
    lab.run(90)
    assert path_of(lab, "R3", "1.1.1.1/32") == "(65020 65010)"
    assert path_of(lab, "R3", "0.0.0.0/5") == "[65010,65020] {4}"
    lab["R4"].configure("router bgp 4\n no network 4.4.4.4 mask 255.255.255.255\n")
    lab.run(90)
    assert path_of(lab, "R3", "0.0.0.0/5") == "[65010,65020]"
    assert path_of(lab, "R4", "0.0.0.0/5") == "100"
    lab["R1"].configure("router bgp 65010\n no network 1.1.1.1 mask 255.255.255.255\n")
    lab["R3"].configure("router bgp 65030\n no network 3.3.3.3 mask 255.255.255.255\n")
    lab.run(90)
    assert path_of(lab, "R3", "0.0.0.0/5") == "(65020)", "all that it holds came the same way"
    assert path_of(lab, "R2", "0.0.0.0/5") == "none", "its own number is in the path"


@pytest.mark.parametrize(
    ("paths", "text"),
    [
        (["(65010 65020) 1 2", "(65010 65030) 1 3"], "(65010) [65020,65030] 1 {2,3}"),
        (["(65010) 1 2", "1 2"], "[65010] 1 2"),
        (["(65010) 1", "(65010) 1"], "(65010) 1"),
        (["[65010,65020] {1,2}", "(65010)"], "[65010,65020] {1,2}"),
        (["1 2 {3,4}"], "1 2 {3,4}"),
        (["", "1 2"], "{1,2}"),
    ],
)
def test_paths_of_an_aggregate(paths: list[str], text: str) -> None:
    kinds = {"{": 1, "(": 3, "[": 4}
    found = []
    for path in paths:
        words = re.findall(r"[({[][^)}\]]*|[^({[)}\]]+", path)
        parts = [(kinds.get(word[0], 2), tuple(map(int, re.findall(r"\d+", word)))) for word in words]
        found.append(tuple(part for part in parts if part[1]))
    assert as_path_text(common_path(found)) == text


def test_the_network_must_be_in_the_table_exactly() -> None:
    lab = pair(" network 172.16.0.0\n network 172.17.0.0 mask 255.255.255.0\n", "")
    up(lab, "R1", "10.0.12.2")
    assert learnt(lab, "R2") == set()
    lab["R1"].configure("ip route 172.16.0.0 255.255.0.0 Null0\nip route 172.17.0.0 255.255.255.0 10.0.12.9\n")
    lab.run(40)
    assert learnt(lab, "R2") == {"172.16.0.0/16", "172.17.0.0/24"}
    own = best(lab, "R1", "172.17.0.0/24")
    assert own is not None and format_ipv4(own.next_hop) == "10.0.12.9"
    assert hop(lab, "R2", "172.17.0.0/24") == "10.0.12.9"
    assert destination(lab, "R1", "172.16.0.0/16").best.weight == 32768  # type: ignore[union-attr]
    lab["R1"].configure("no ip route 172.16.0.0 255.255.0.0 Null0\n")
    lab.run(2)
    assert learnt(lab, "R2") == {"172.17.0.0/24"}


def test_redistribution() -> None:
    lab = pair(" redistribute static metric 7\n redistribute connected\n" + NETS, "")
    up(lab, "R1", "10.0.12.2")
    assert learnt(lab, "R2") == {*(f"172.16.{n}.0/24" for n in range(4)), "1.1.1.1/32", "10.0.12.0/24"}
    found = best(lab, "R2", "172.16.1.0/24")
    assert found is not None and (found.origin, found.med) == (2, 7)
    assert destination(lab, "R2", "10.0.12.0/24").installed and table(lab, "R2").rib_failed(
        destination(lab, "R2", "10.0.12.0/24")
    )
    lab["R1"].configure("router bgp 65001\n no redistribute static\n")
    lab.run(2)
    assert learnt(lab, "R2") == {"1.1.1.1/32", "10.0.12.0/24"}


def test_redistribution_into_others() -> None:
    """What internal neighbours told only when that is asked for; route maps see the attributes."""
    lab = line(1, 2, 2, R2=" neighbor 10.0.23.3 next-hop-self\n")
    rip = "router rip\n version 2\n network 9.0.0.0\n redistribute bgp 2 metric 3{}\n"
    known = "show ip rip database"
    for name in ("R2", "R3"):
        lab[name].configure(rip.format(""))
    lab.run(2)
    assert "1.1.1.1/32    redistributed" in lab["R2"].cli(known)
    assert "redistributed" not in lab["R3"].cli(known)
    lab["R3"].configure("router bgp 2\n bgp redistribute-internal\n")
    lab["R3"].configure("no router rip\n" + rip.format(""))
    lab.run(2)
    assert "1.1.1.1/32    redistributed" in lab["R3"].cli(known)
    lists = "ip as-path access-list 1 permit ^7$\nroute-map M permit 10\n match as-path 1\n"
    lab["R2"].configure(lists + rip.format(" route-map M"))
    lab.run(2)
    assert "redistributed" not in lab["R2"].cli(known)
    lab["R2"].configure("no ip as-path access-list 1\nip as-path access-list 1 permit ^1$\n")
    lab.run(2)
    assert "1.1.1.1/32    redistributed" in lab["R2"].cli(known)
    assert "Redistributing via bgp 2" in lab["R2"].cli("show ip route 2.2.2.2")
    assert "Advertised by bgp 2" in lab["R2"].cli("show ip route 2.2.2.2")


def test_distribute_list_of_the_router_and_table_map() -> None:
    lab = pair("", TELL + NETS)
    up(lab, "R1", "10.0.12.2")
    lists = "access-list 1 permit 172.16.1.0\naccess-list 1 permit 172.16.2.0\n"
    lists += "route-map T permit 10\n match ip address 2\n set tag 99\nroute-map T permit 20\naccess-list 2 permit 172.16.1.0\n"
    lab["R1"].configure(lists + "router bgp 65001\n distribute-list 1 in\n table-map T\n")
    process(lab, "R1").soft_in(member(lab, "R1", "10.0.12.2"))
    lab.run(2)
    assert learnt(lab, "R1") == {"172.16.1.0/24", "172.16.2.0/24"}
    tags = [lab["R1"].device.vrfs.default.v4.best(Prefix.parse(f"172.16.{n}.0/24")).tag for n in (1, 2)]  # type: ignore[union-attr]
    assert tags == [99, 65002]


def test_synchronization() -> None:
    lab = pair(" synchronization\n", TWO, (1, 1))
    up(lab, "R1", "10.0.12.2")
    assert path_of(lab, "R1", "2.2.2.2/32") == "none"
    lab["R1"].configure("ip route 2.2.2.2 255.255.255.255 10.0.12.2\n")
    lab.run(2)
    assert path_of(lab, "R1", "2.2.2.2/32") == ""


def test_summaries_by_class() -> None:
    lab = pair(" auto-summary\n redistribute static\n" + NETS, "")
    up(lab, "R1", "10.0.12.2")
    assert learnt(lab, "R2") == {"172.16.0.0/16"}


def test_backdoor_and_distances() -> None:
    lab = pair(ONE, " network 1.1.1.1 mask 255.255.255.255 backdoor\n")
    up(lab, "R1", "10.0.12.2")
    assert "B        1.1.1.1 [200/0]" in lab["R2"].cli("show ip route")
    lab["R2"].configure("router bgp 65002\n no network 1.1.1.1 mask 255.255.255.255 backdoor\n distance bgp 30 210 220\n")
    lab.run(2)
    assert "B        1.1.1.1 [30/0]" in lab["R2"].cli("show ip route")


def test_distances_by_neighbour() -> None:
    """`distance D ADDRESS WILDCARD [LIST]` looks at who told a route; 255 keeps it out of the routing table."""
    lab = pair(ONE + TELL, "")
    lab["R1"].configure(NETS)
    up(lab, "R1", "10.0.12.2")
    r2 = lab["R2"]
    r2.configure("access-list 7 permit 172.16.1.0\naccess-list 8 permit 172.16.2.0\nrouter bgp 65002\n")
    r2.configure("router bgp 65002\n distance 77 10.0.12.0 0.0.0.255 7\n distance 255 10.0.12.1 0.0.0.0 8\n distance 90 10.0.13.0 0.0.0.255\n")
    lab.run(2)
    said = r2.cli("show ip route bgp")
    assert "172.16.0.0 [20/0]" in said and "172.16.1.0 [77/0]" in said and "172.16.2.0" not in said
    assert "\n r>  172.16.2.0/24" in r2.cli("show ip bgp")
    assert " distance 77 10.0.12.0 0.0.0.255 7\n" in r2.cli("show running-config")
    r2.configure("no access-list 7\naccess-list 7 permit 172.16.3.0\n")
    lab.run(2)
    said = r2.cli("show ip route bgp")
    assert "172.16.1.0 [20/0]" in said and "172.16.3.0 [77/0]" in said
    r2.configure("router bgp 65002\n no distance 77 10.0.12.0 0.0.0.255 7\n no distance 255 10.0.12.1 0.0.0.0\n distance 90 0.0.0.0 255.255.255.255\n")
    lab.run(2)
    assert {line.split("[")[1].split("/")[0] for line in r2.cli("show ip route bgp").splitlines() if " via " in line} == {"90"}
    assert re.search(r"10\.0\.12\.1 +90 ", r2.cli("show ip protocols"))


def test_advertisement_interval() -> None:
    """External neighbours hear of new things every 30 seconds, internal ones at once."""
    for asns, wait in (((1, 2), True), ((1, 1), False)):
        lab = pair(ONE, TWO, asns)
        up(lab, "R1", "10.0.12.2")
        lab.run(70)
        lab["R1"].configure(NETS + f"router bgp {asns[0]}\n network 172.16.0.0 mask 255.255.255.0\n")
        lab.run(2)
        assert "172.16.0.0/24" in learnt(lab, "R2")
        lab["R1"].configure(f"router bgp {asns[0]}\n network 172.16.1.0 mask 255.255.255.0\n")
        lab.run(2)
        assert ("172.16.1.0/24" in learnt(lab, "R2")) is not wait
        lab.run(30)
        assert "172.16.1.0/24" in learnt(lab, "R2")


def test_equal_paths_share_the_load() -> None:
    configs = {
        "R1": loopback("1.1.1.1") + iface("Fa0/0", "10.0.12.1") + iface("Fa0/1", "10.0.13.1") + "router bgp 1\n"
        " neighbor 10.0.12.2 remote-as 2\n neighbor 10.0.13.3 remote-as 2\n maximum-paths 2\n",
        "R2": iface("Fa0/0", "10.0.12.2") + NETS + "router bgp 2\n neighbor 10.0.12.1 remote-as 1\n" + TELL,
        "R3": iface("Fa0/1", "10.0.13.3") + NETS + "router bgp 2\n neighbor 10.0.13.1 remote-as 1\n" + TELL,
    }
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/1")
    up(lab, "R1", "10.0.12.2", "10.0.13.3")
    shown = lab["R1"].cli("show ip route 172.16.1.0")
    assert "10.0.12.2" in shown and "10.0.13.3" in shown
    assert sum(each.multipath for each in destination(lab, "R1", "172.16.1.0/24").paths) == 2
    lab["R1"].configure("router bgp 1\n no maximum-paths\n")
    lab.run(2)
    assert sum(each.multipath for each in destination(lab, "R1", "172.16.1.0/24").paths) == 0
    route = lab["R1"].device.vrfs.default.v4.best(Prefix.parse("172.16.1.0/24"))
    assert route is not None and len(route.paths) == 1


def test_too_many_networks() -> None:
    lab = pair("", TELL + NETS)
    up(lab, "R1", "10.0.12.2")
    limits = heard(lab, "R1", PrefixLimit)
    lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 maximum-prefix 3 restart 2\n")
    process(lab, "R1").soft_in(member(lab, "R1", "10.0.12.2"))
    lab.run(5)
    one = peer(lab, "R1", "10.0.12.2")
    assert one.state == "Idle (PfxCt)" and one.last_reset is Reset.PREFIXES
    assert [(each.count, each.limit, each.over) for each in limits] == [(4, 3, True)]
    told = peer(lab, "R2", "10.0.12.1").last_notification
    assert told is not None and (told.code, told.subcode, told.data.hex()) == (6, 1, "00010100000003")
    lab.run(100)
    assert not one.up
    lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 maximum-prefix 3 warning-only\n")
    lab.run(60)
    up(lab, "R1", "10.0.12.2")
    assert one.members[False].accepted == 4 and limits[-1].over


def test_soft_in_with_and_without_a_copy() -> None:
    for more, asked in (("", 1), (" neighbor 10.0.12.2 soft-reconfiguration inbound\n", 0)):
        lab = pair(more, TWO)
        up(lab, "R1", "10.0.12.2")
        one, two = member(lab, "R1", "10.0.12.2"), member(lab, "R2", "10.0.12.1")
        assert bool(one.adj_in) is bool(more)
        lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 weight 55\n")
        lab.run(2)
        assert destination(lab, "R1", "2.2.2.2/32").best.weight == 0  # type: ignore[union-attr]
        assert process(lab, "R1").soft_in(one)
        lab.run(2)
        found = destination(lab, "R1", "2.2.2.2/32").best
        assert found is not None and (found.weight, found.epoch) == (55, 2)
        assert two.received.refreshes == asked
        assert one.received.refreshes == 2 * asked, "the beginning and the end of the answer (RFC 7313)"


def test_graceful_restart_helper() -> None:
    """RFC 4724: what a neighbour told stays while it restarts, and goes if it does not come back."""
    gr = " bgp graceful-restart\n bgp graceful-restart restart-time 60\n"
    lab = pair(ONE + gr, TWO + gr)
    up(lab, "R1", "10.0.12.2")
    one, two = peer(lab, "R1", "10.0.12.2"), peer(lab, "R2", "10.0.12.1")
    assert two.session is not None and two.session.connection is not None
    two.session.connection.abort()
    lab.run(1)
    found = destination(lab, "R1", "2.2.2.2/32").best
    assert not one.up and found is not None and found.stale
    up(lab, "R1", "10.0.12.2")
    found = destination(lab, "R1", "2.2.2.2/32").best
    assert found is not None and not found.stale
    lab.link("R1", "R2").cut()
    lab.run(200)
    assert best(lab, "R1", "2.2.2.2/32") is None


@pytest.mark.parametrize("graceful", [True, False])
@pytest.mark.parametrize("opens", ["R1", "R3"])
def test_a_restart_that_nobody_heard_of(graceful: bool, opens: str) -> None:
    """With graceful restart a new OPEN ends the old session (RFC 4724 section 5); without, the old one is in its way."""
    lines = " timers bgp 300 900\n" + (" bgp graceful-restart\n" if graceful else "")
    configs = {"R2": iface("Fa0/0", "10.0.23.2") + iface("Fa0/1", "10.0.12.2")}
    for name, own, far in (("R1", "10.0.12.1", "10.0.23.3"), ("R3", "10.0.23.3", "10.0.12.1")):
        mode = f" neighbor {far} transport connection-mode {'active' if name == opens else 'passive'}\n"
        port = "Fa0/0" if name == "R1" else "Fa0/1"
        configs[name] = loopback(f"{name[1]}.{name[1]}.{name[1]}.{name[1]}") + iface(port, own) + (
            f"ip route 10.0.0.0 255.255.0.0 {own.rpartition('.')[0]}.2\nrouter bgp 1\n network 3.3.3.3 mask 255.255.255.255\n"
            f" neighbor {far} remote-as 1\n{mode}{lines}"
        )
    lab = network(configs, "R1:Fa0/0 R2:Fa0/1", "R2:Fa0/0 R3:Fa0/1")
    up(lab, "R1", "10.0.23.3")
    one = peer(lab, "R1", "10.0.23.3")
    assert best(lab, "R1", "3.3.3.3/32") is not None
    lab["R3"].cli("write memory")
    lab["R3"].power_off()
    lab["R3"].power_on()
    lab.run(100)
    assert one.up and one.established == 1 + (graceful and opens == "R3")
    until(lab, lambda: one.established == 2, 1000)
    assert (one.dropped, one.last_reset) == (1, Reset.CLOSED)
    lab.run(60)
    [path] = destination(lab, "R1", "3.3.3.3/32").paths
    assert path.best and not path.stale
    assert list(one.sessions.values()) == [one.session]


def test_dampening() -> None:
    """RFC 2439: three flaps in a row, and it is not used until the penalty has decayed."""
    lab = pair(" bgp dampening\n", TELL + " neighbor 10.0.12.1 advertisement-interval 0\n" + NETS)
    up(lab, "R1", "10.0.12.2")
    for _ in range(3):
        lab["R2"].configure("no ip route 172.16.1.0 255.255.255.0 Null0\n")
        lab.run(5)
        assert destination(lab, "R1", "172.16.1.0/24").paths[0].history
        lab["R2"].configure("ip route 172.16.1.0 255.255.255.0 Null0\n")
        lab.run(5)
    [path] = destination(lab, "R1", "172.16.1.0/24").paths
    assert path.penalty is not None and path.penalty.suppressed and path.penalty.flaps == 3
    assert 2900 < table(lab, "R1").damper.figure(path.penalty) < 3000
    wait = table(lab, "R1").damper.reuse_in(path.penalty)
    assert path_of(lab, "R1", "172.16.1.0/24") == "none" and path_of(lab, "R1", "172.16.2.0/24") == "65002"
    lab.run(wait - 10)
    assert path_of(lab, "R1", "172.16.1.0/24") == "none"
    lab.run(20)
    assert path_of(lab, "R1", "172.16.1.0/24") == "65002"


def test_a_map_says_how_long_a_path_is_damped() -> None:
    """`set dampening`: the one network is out after its first flap, the other has IOS's own values, the third is free."""
    lists = "".join(f"ip prefix-list N{n} permit 172.16.{n}.0/24\n" for n in (1, 2))
    maps = "route-map DAMP permit 10\n match ip address prefix-list N1\n set dampening 2 500 900 8\n"
    maps += "route-map DAMP permit 20\n match ip address prefix-list N2\n"
    lab = pair(" bgp dampening route-map DAMP\n", TELL + " neighbor 10.0.12.1 advertisement-interval 0\n" + NETS)
    lab["R1"].configure(lists + maps)
    up(lab, "R1", "10.0.12.2")
    for state in ("no ", ""):
        lab["R2"].configure("".join(f"{state}ip route 172.16.{n}.0 255.255.255.0 Null0\n" for n in (1, 2, 3)))
        lab.run(5)
    paths = [destination(lab, "R1", f"172.16.{n}.0/24").paths[0] for n in (1, 2, 3)]
    assert [path.penalty.suppressed if path.penalty is not None else None for path in paths] == [True, False, None]
    assert paths[0].penalty is not None
    wait = table(lab, "R1").damper.reuse_in(paths[0].penalty)
    assert 100 < wait < 120  # one half-life of two minutes, less what has passed
    lab.run(wait + 1)
    assert path_of(lab, "R1", "172.16.1.0/24") == "65002"
    shown = lab["R1"].cli("show ip bgp dampening parameters")
    assert " dampening 2 500 900 8 (route-map DAMP 10)\n  Half-life time      : 2 mins" in shown
    assert " dampening 15 750 2000 60 (route-map DAMP 20)\n" in shown
    assert "    dampening 2 500 900 8\n" in lab["R1"].cli("show route-map DAMP")


def test_well_known_communities() -> None:
    lab = line(1, 2, 3)
    received = heard(lab, "R3", PrefixReceived)
    sent = heard(lab, "R2", PrefixSent)
    found = destination(lab, "R2", "1.1.1.1/32")
    path = found.paths[0]
    path.attributes = path.attributes.but(communities=(NO_EXPORT,))
    table(lab, "R2").advertiser.changed([found])
    lab.run(40)
    assert path_of(lab, "R3", "1.1.1.1/32") == "none" and not received
    assert [(str(each.prefix), each.attributes) for each in sent if each.attributes is None][:1] == [("1.1.1.1/32", None)]
    assert Attributes.make(communities=(NO_EXPORT,)).communities == (0xFFFFFF01,)


@pytest.mark.parametrize(("word", "number"), [("no-advertise", 0xFFFFFF02), ("no-export", 0xFFFFFF01), ("local-AS", 0xFFFFFF03)])
def test_well_known_communities_are_for_who_hears_them(word: str, number: int) -> None:
    """What our own route map puts on says what the neighbour may do with it, and keeps it from nobody before."""
    lab = line(1, 2, 3)
    lab["R1"].configure(
        "router bgp 1\n neighbor 10.0.12.2 send-community\n neighbor 10.0.12.2 route-map OUT out\n"
        f"route-map OUT permit 10\n set community {word}\n"
    )
    lab["R1"].cli("clear ip bgp * soft out")
    lab.run(70)
    found = destination(lab, "R2", "1.1.1.1/32").best
    assert found is not None and found.attributes.communities == (number,)
    assert path_of(lab, "R3", "1.1.1.1/32") == "none"


def test_update_groups() -> None:
    """The same policy: one group; a next hop of its own: a bucket of its own within it."""
    lab = line(1, 2, 3)
    groups = list(table(lab, "R2").advertiser.groups.values())
    assert [(each.number, len(list(each.members)), len(each.buckets)) for each in groups] == [(1, 2, 2)]
    lab["R2"].configure("router bgp 2\n neighbor 10.0.23.3 send-community\n")
    lab.run(62)
    assert [(each.number, len(list(each.members))) for each in table(lab, "R2").advertiser.groups.values()] == [(1, 1), (2, 1)]
    assert path_of(lab, "R3", "1.1.1.1/32") == "2 1"


def test_listen_range() -> None:
    hub = loopback("1.1.1.1") + iface("Fa0/0", "10.0.0.1") + (
        "router bgp 1\n bgp listen range 10.0.0.0/24 peer-group SPOKES\n bgp listen limit 2\n neighbor SPOKES peer-group\n"
        " neighbor SPOKES remote-as 1\n neighbor SPOKES route-reflector-client\n neighbor SPOKES password secret\n"
    )  # fmt: skip
    configs = {"R1": hub} | {
        f"R{n}": loopback(f"{n}.{n}.{n}.{n}") + iface("Fa0/0", f"10.0.0.{n}") + "router bgp 1\n"
        f" neighbor 10.0.0.1 remote-as 1\n neighbor 10.0.0.1 password {'secret' if n < 5 else 'wrong'}\n"
        f" network {n}.{n}.{n}.{n} mask 255.255.255.255\n"
        for n in (2, 3, 4, 5)
    }
    lab = network(configs, " ".join(f"R{n}:Fa0/0" for n in range(1, 6)))
    lab.run(60)
    peers = process(lab, "R1").peers
    assert len(peers) == 2 and all(each.dynamic and each.up for each in peers.values())
    assert ("", parse_ipv4("10.0.0.5")) not in peers
    names = [f"R{format_ipv4(address).rpartition('.')[2]}" for _, address in peers]
    one, two = names
    assert path_of(lab, one, "{0}.{0}.{0}.{0}/32".format(two[1:])) == ""
    lab[one].configure("no router bgp 1\n")
    lab.run(60)
    left = {f"R{format_ipv4(address).rpartition('.')[2]}" for _, address in process(lab, "R1").peers}
    assert one not in left and len(left) == 2, "its place is taken by the one that waited"


def test_vrfs() -> None:
    vrf = "vrf definition RED\n rd 1:1\n address-family ipv4\n exit-address-family\n"
    configs = {
        "R1": vrf + "interface Fa0/0\n vrf forwarding RED\n ip address 10.0.12.1 255.255.255.0\n no shutdown\n"
        "interface Loopback0\n vrf forwarding RED\n ip address 1.1.1.1 255.255.255.255\nrouter bgp 1\n"
        " address-family ipv4 vrf RED\n  neighbor 10.0.12.2 remote-as 2\n  neighbor 10.0.12.2 activate\n"
        "  network 1.1.1.1 mask 255.255.255.255\n",
        "R2": loopback("2.2.2.2") + iface("Fa0/0", "10.0.12.2") + "router bgp 2\n neighbor 10.0.12.1 remote-as 1\n" + TWO,
    }
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    until(lab, lambda: peer(lab, "R1", "10.0.12.2", "RED").up)
    lab.run(2)
    assert path_of(lab, "R2", "1.1.1.1/32") == "1"
    assert best(lab, "R1", "2.2.2.2/32", "RED") is not None and not table(lab, "R1").destinations
    assert "B        2.2.2.2 [20/0] via 10.0.12.2" in lab["R1"].cli("show ip route vrf RED")
    assert " via " not in lab["R1"].cli("show ip route bgp")
    lab["R1"].configure("no vrf definition RED\n")
    lab.run(5)
    assert "RED" not in process(lab, "R1").tables and not process(lab, "R1").peers


def test_a_copy_that_is_wanted_later_is_asked_for() -> None:
    lab = pair("", TWO)
    up(lab, "R1", "10.0.12.2")
    lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 soft-reconfiguration inbound\n neighbor 10.0.12.2 weight 55\n")
    lab.run(40)
    lab["R1"].cli("clear ip bgp 10.0.12.2 soft in")
    lab.run(5)
    found = destination(lab, "R1", "2.2.2.2/32").best
    assert found is not None and found.weight == 55 and member(lab, "R1", "10.0.12.2").adj_in
