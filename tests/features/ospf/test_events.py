"""`show ip ospf events`, `… timers rate-limit`, `… summary-address`, `… nsf`, and what they are about."""

from __future__ import annotations

import re

from iosemu.lab.lab import Lab
from tests.features.wired import chain, network

OSPF = "router ospf 1\n router-id {i}.{i}.{i}.{i}\n network 0.0.0.0 255.255.255.255 area 0\n"
P2P = "interface Fa0/0\n ip ospf network point-to-point\ninterface Fa0/1\n ip ospf network point-to-point\n"


def pair(more: str = "", seconds: float = 30) -> Lab:
    lab = chain(2, OSPF + more)
    for node in lab:
        node.configure(P2P)
    lab.run(seconds)
    return lab


def words(lab: Lab, command: str) -> list[str]:
    """Events without their numbers and times."""
    return [found[1] for line in lab["R1"].cli(command).splitlines() if (found := re.match(r"\d+ +\*.{19}: (.*)", line))]


def test_what_happened_last_is_told_first() -> None:
    lab = pair()
    head = lab["R1"].cli("show ip ospf events").splitlines()[:4]
    assert head[:3] == ["", "            OSPF Router with ID (1.1.1.1) (Process ID 1)", ""]
    assert re.fullmatch(r"1    \*Mar  1 00:00:\d\d\.\d{3}: End of SPF, Topo Base, SPF time 0ms, next wait-interval 10000ms", head[3])
    assert words(lab, "show ip ospf events neighbor")[:6] == [
        f"Neighbor 2.2.2.2, Interface FastEthernet0/0 state changes from {way}"
        for way in (
            "LOADING to FULL", "EXCHANGE to LOADING", "EXSTART to EXCHANGE", "2WAY to EXSTART", "INIT to 2WAY", "DOWN to INIT",
        )
    ]  # fmt: skip
    assert words(lab, "show ip ospf events neighbor reverse") == words(lab, "show ip ospf events neighbor")[::-1]
    assert "Interface FastEthernet0/0 state changes to P2P" in words(lab, "show ip ospf events interface")
    lsas = words(lab, "show ip ospf events lsa")
    assert "Rcv New Type-1 LSA, LSID 2.2.2.2, Adv-Rtr 2.2.2.2, Seq# 80000001, Age 10, Area 0" in lsas
    assert "Generate New Type-1 LSA, LSID 1.1.1.1, Seq# 80000001, Age 0, Area 0" in lsas
    assert words(lab, "show ip ospf events rib")[0] == (
        "RIB Update, Topo Base, dest 192.168.2.1, mask 255.255.255.255, gw 10.0.12.2, via FastEthernet0/0, "
        "source 2.2.2.2, type Intra"
    )
    spf = [re.sub(r"interval \d+", "interval <n>", text) for text in words(lab, "show ip ospf events spf reverse")]
    at = next(i for i, text in enumerate(spf) if "Change in LSA type RLSID 2.2.2.2" in text)
    assert spf[at : at + 6] == [
        "Schedule SPF, Topo Base, Area 0, Change in LSA type RLSID 2.2.2.2, Adv-Rtr 2.2.2.2",
        "Starting SPF, wait-interval <n>ms", "Starting Intra-Area SPF, Topo Base, Area 0, spf_type Full",
        "Starting summary processing, Topo Base, Area 0", "Starting External processing, Topo Base",
        "End of SPF, Topo Base, SPF time 0ms, next wait-interval <n>ms",
    ]  # fmt: skip


def test_the_log_is_as_long_as_one_says() -> None:
    lab = pair()
    r1 = lab["R1"]
    r1.configure("router ospf 1\n event-log size 3\n")
    lab.run(1)
    assert len(words(lab, "show ip ospf events")) == 3
    assert " Event-log enabled, Maximum number of events: 3, Mode: cyclic" in r1.cli("show ip ospf").splitlines()
    r1.configure("router ospf 1\n no event-log\n")
    lab.run(1)
    assert words(lab, "show ip ospf events") == []
    assert " Event-log disabled" in r1.cli("show ip ospf").splitlines()
    assert "no event-log" in str(r1.running_config())
    r1.configure("router ospf 1\n event-log\n")
    lab["R2"].configure("interface Loopback0\n shutdown\n")
    lab.run(10)
    assert words(lab, "show ip ospf events rib") == ["RIB Delete, Topo Base, dest 192.168.2.1, mask 255.255.255.255"]
    r1.cli("clear ip ospf events")
    assert words(lab, "show ip ospf events") == []


def test_lsas_that_have_to_wait() -> None:
    lab = pair()
    empty = "List of LSAs that are in rate limit Queue\n"
    assert lab["R1"].cli("show ip ospf timers rate-limit") == empty
    for cost in (5, 6):
        lab["R1"].configure(f"interface Loopback0\n ip ospf cost {cost}\n")
        lab.run(0.1)
    found = lab["R1"].cli("show ip ospf timers rate-limit").removeprefix(empty)
    assert re.fullmatch(r"    LSAID: 1\.1\.1\.1 Type: 1 Adv Rtr: 1\.1\.1\.1 Due in: 00:00:04\.\d{3}\n", found), found
    lab.run(6)
    assert lab["R1"].cli("show ip ospf timers rate-limit") == empty


def test_summaries_of_external_routes() -> None:
    """Those without a route in them have no metric."""
    text = (
        "ip route 172.16.1.0 255.255.255.0 Null0\nrouter ospf 1\n router-id 1.1.1.1\n redistribute static metric 7 subnets\n"
        " summary-address 172.16.0.0 255.255.0.0 tag 5\n summary-address 172.17.0.0 255.255.0.0\n"
    )
    lab = network({"R1": text, "R2": text}, platform="c7200")
    lab.run(10)
    rows = ["172.16.0.0/255.255.0.0 Metric 7, Type 2, Tag 5", "172.17.0.0/255.255.0.0 Metric -1, Type 0, Tag 0"]
    head = ["", "            OSPF Router with ID (1.1.1.1) (Process ID 1)", "", "", "\t\tBase Topology (MTID 0)", ""]
    words_of = ["OSPF Process 1, Summary-address", ""]
    assert lab["R1"].cli("show ip ospf summary-address").splitlines() == [*head, *words_of, *rows]
    old = network({"R1": text}, platform="c3725")
    old.run(10)
    assert old["R1"].cli("show ip ospf summary-address").splitlines() == [*words_of, *rows]
