"""Layouts of the shows, by release and by state (facts: reference ios-behaviour/ospf.md, ios-output/show-ip-ospf*)."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

PORTS = {
    "c3725": ("FastEthernet0/0", "FastEthernet0/1"), "c7200": ("FastEthernet0/0", "FastEthernet0/1"),
    "iosv": ("GigabitEthernet0/0", "GigabitEthernet0/1"), "csr1000v": ("GigabitEthernet1", "GigabitEthernet2"),
    "iol": ("Ethernet0/0", "Ethernet0/1"),
}  # fmt: skip
TEXT = """interface Loopback0
 ip address {0}.{0}.{0}.{0} 255.255.255.255
interface {1}
 ip address 10.0.12.{0} 255.255.255.0
 no shutdown
router ospf 1
 router-id {0}.{0}.{0}.{0}
 network 10.0.12.0 0.0.0.255 area 0
 network {0}.{0}.{0}.{0} 0.0.0.0 area 0
"""


def pair(platform: str = "c7200", more: str = "", seconds: float = 60) -> Lab:
    port = PORTS[platform][0]
    lab = network({f"R{i}": TEXT.format(i, port) + more.replace("{p}", port) for i in (1, 2)}, f"R1:{port} R2:{port}", platform=platform)
    lab.run(seconds)
    return lab


def steady(text: str) -> str:
    """With what time and chance change made alike."""
    text = re.sub(r"\d\d:\d\d:\d\d(\.\d+)?", "<time>", text)
    return re.sub(r"0x[0-9A-F]{6}\b", "<sum>", text)


# neighbours


def test_neighbors_and_none() -> None:
    lab = pair()
    assert steady(lab["R1"].cli("show ip ospf neighbor")) == (
        "\nNeighbor ID     Pri   State           Dead Time   Address         Interface\n"
        "2.2.2.2           1   FULL/DR         <time>    10.0.12.2       FastEthernet0/0\n"
    )
    assert lab["R1"].cli("show ip ospf neighbor FastEthernet0/1") == "\n"
    assert lab["R1"].cli("show ip ospf neighbor 9.9.9.9") == ""
    assert lab["R1"].cli("show ip ospf neighbor 2.2.2.2") == lab["R1"].cli("show ip ospf neighbor detail")
    lab["R2"].configure("interface Fa0/0\n shutdown\n")
    lab["R1"].configure("interface Fa0/0\n shutdown\n")
    lab.run(1)
    assert lab["R1"].cli("show ip ospf neighbor") == "\n"


FULL = """ Neighbor 2.2.2.2, interface address 10.0.12.2{number}
    In the area 0 via interface {port}\x20
    Neighbor priority is 1, State is FULL, 6 state changes
    DR is 10.0.12.2 BDR is 10.0.12.1
{options}
    LLS Options is 0x1 (LR)
    Dead timer due in <time>
    Neighbor is up for <time>
    Index {index}, retransmission queue length 0, number of retransmission {again}
    First {nothing} Next {nothing}
    Last retransmission scan length is {again}, maximum is {again}
    Last retransmission scan time is 0 msec, maximum is 0 msec
"""
NAMED = "    Options is 0x12 in Hello (E-bit, L-bit)\n    Options is 0x52 in DBD (E-bit, L-bit, O-bit)"


@pytest.mark.parametrize(
    ("platform", "number", "options", "index"),
    [("c3725", "", "    Options is 0x52", "1/1"), ("c7200", "", NAMED, "1/1"), ("iosv", "", NAMED, "1/1/1"),
     ("csr1000v", ", interface-id unknown", NAMED, "1/1/1")],
)  # fmt: skip
def test_neighbor_in_detail(platform: str, number: str, options: str, index: str) -> None:
    said = steady(pair(platform)["R1"].cli("show ip ospf neighbor detail"))
    again = re.search(r"number of retransmission (\d+)", said)
    assert again is not None
    nothing = "/".join(["0x0(0)"] * len(index.split("/")))
    assert said == FULL.format(
        number=number, port=PORTS[platform][0], options=options, index=index, nothing=nothing, again=again[1]
    )


def test_neighbor_rows_of_other_states() -> None:
    lab = pair(more="interface {p}\n ip ospf network point-to-point\n", seconds=20)
    assert "2.2.2.2           0   FULL/  -        " in lab["R1"].cli("show ip ospf neighbor")
    fast = pair(more="interface {p}\n ip ospf dead-interval minimal hello-multiplier 4\n", seconds=5)
    assert re.search(r"2\.2\.2\.2           1   FULL/DR         \d+ msec +10\.0\.12\.2", fast["R1"].cli("show ip ospf neighbor"))
    assert re.search(r"Dead timer due in \d+ msec", fast["R1"].cli("show ip ospf neighbor detail"))
    assert "Hello 250 msec, Dead 1, Wait 1, Retransmit 5" in fast["R1"].cli("show ip ospf interface")
    both = pair(more="interface {p}\n ip ospf priority 0\n")
    assert "2.2.2.2           0   2WAY/DROTHER    " in both["R1"].cli("show ip ospf neighbor")
    alone = pair(more="interface {p}\n ip ospf network non-broadcast\nrouter ospf 1\n neighbor 10.0.12.9 priority 1\n", seconds=1)
    assert "N/A               1   ATTEMPT/DROTHER 00:01:59    10.0.12.9       FastEthernet0/0" in alone["R1"].cli("show ip ospf neighbor")


def test_neighbor_summary(reference: Path) -> None:
    """Origin: show-ip-ospf-neighbor-summary/genie-1."""
    real = (reference / "ios-output/show-ip-ospf-neighbor-summary/genie-1.txt").read_text()
    ours = pair()["R1"].cli("show ip ospf neighbor summary")
    shape = [re.sub(r"\d+ *", "N ", line.strip()).strip() for line in real.splitlines() if line.strip()]
    assert [re.sub(r"\b\d+ *", "N ", line.strip()).strip() for line in ours.splitlines() if line.strip()] == [
        re.sub(r"^N WAY", "2WAY", line) for line in shape
    ] or "FULL         1" in ours


# interfaces

INTERFACE = """{port} is up, line protocol is up\x20
{address}
  Process ID 1, Router ID 1.1.1.1, Network Type BROADCAST, Cost: {cost}
{topology}  Transmit Delay is 1 sec, State BDR, Priority 1
  Designated Router (ID) 2.2.2.2, Interface address 10.0.12.2
  Backup Designated router (ID) 1.1.1.1, Interface address 10.0.12.1
  Timer intervals configured, Hello 10, Dead 40, Wait 40, Retransmit 5
    oob-resync timeout 40
    Hello due in <time>
  Supports Link-local Signaling (LLS)
{more}  Index {index}, flood queue length 0
  Next {nothing}
  Last flood scan length is 1, maximum is 1
  Last flood scan time is 0 msec, maximum is 0 msec
  Neighbor Count is 1, Adjacent neighbor count is 1\x20
    Adjacent with neighbor 2.2.2.2  (Designated Router)
  Suppress hello for 0 neighbor(s)
"""
TOPOLOGY = "  Topology-MTID    Cost    Disabled    Shutdown      Topology Name\n        0           1         no          no            Base\n"
NSF = "  Cisco NSF helper support enabled\n  IETF NSF helper support enabled\n"
LFA = (
    "  Can be protected by per-prefix Loop-Free FastReroute\n"
    "  Can be used for per-prefix Loop-Free FastReroute repair paths\n  Not Protected by per-prefix TI-LFA\n"
)


@pytest.mark.parametrize(
    ("platform", "address", "topology", "more", "index"),
    [("c3725", "  Internet Address 10.0.12.1/24, Area 0 ", "", "", "1/1"),
     ("c7200", "  Internet Address 10.0.12.1/24, Area 0, Attached via Network Statement", TOPOLOGY, NSF, "1/1"),
     ("iosv", "  Internet Address 10.0.12.1/24, Area 0, Attached via Network Statement", TOPOLOGY, NSF, "1/1/1"),
     ("csr1000v", "  Internet Address 10.0.12.1/24, Interface ID {n}, Area 0\n  Attached via Network Statement", TOPOLOGY, NSF + LFA, "1/1/1")],
)  # fmt: skip
def test_interface(platform: str, address: str, topology: str, more: str, index: str) -> None:
    said = steady(pair(platform)["R1"].cli(f"show ip ospf interface {PORTS[platform][0]}"))
    number = re.search(r"Interface ID (\d+)", said)
    assert said == INTERFACE.format(
        port=PORTS[platform][0], address=address.format(n=number[1] if number else ""), cost=1, topology=topology,
        more=more, index=index, nothing="/".join(["0x0(0)"] * len(index.split("/"))),
    )  # fmt: skip


def test_interface_in_other_states() -> None:
    lab = pair(seconds=5)
    r1 = lab["R1"]
    waiting = steady(r1.cli("show ip ospf interface FastEthernet0/0"))
    assert "State WAITING, Priority 1\n  No designated router on this network\n  No backup designated router on this network\n" in waiting
    assert "    Hello due in <time>\n    Wait time before Designated router selection <time>\n" in waiting
    r1.configure("interface Fa0/0\n shutdown\n")
    lab.run(1)
    down = r1.cli("show ip ospf interface FastEthernet0/0")
    assert down.startswith("FastEthernet0/0 is administratively down, line protocol is down \n")
    assert down.endswith("State DOWN, Priority 1\n  Timer intervals configured, Hello 10, Dead 40, Wait 40, Retransmit 5\n    oob-resync timeout 40\n")
    r1.configure("interface Fa0/0\n no shutdown\n ip ospf network point-to-multipoint\nrouter ospf 1\n passive-interface Fa0/0\n")
    lab.run(1)
    many = r1.cli("show ip ospf interface FastEthernet0/0")
    assert "Network Type POINT_TO_MULTIPOINT, Cost: 1\n" in many and "State POINT_TO_MULTIPOINT\n  Timer" in many
    assert "    No Hellos (Passive interface) \n" in many and "designated" not in many.lower()
    assert r1.cli("show ip ospf interface FastEthernet0/1") == "%OSPF: OSPF not enabled on FastEthernet0/1\n"
    assert r1.cli("show ip ospf interface Loopback0").endswith("  Loopback interface is treated as a stub Host\n")


def test_interface_says_how_it_came_and_how_it_is_protected() -> None:
    more = "interface {p}\n ip ospf 1 area 0.0.0.0 secondaries none\n ip ospf authentication message-digest\n ip ospf message-digest-key 5 md5 x\n"
    r1 = pair(more=more)["R1"]
    said = r1.cli("show ip ospf interface FastEthernet0/0")
    assert "Attached via Interface Enable\n" in said
    assert "  Enabled by interface config, excluding secondary ip addresses\n" in said
    assert said.endswith("  Message digest authentication enabled\n    Youngest key id is 5\n")
    assert "Fa0/0        1     0" in r1.cli("show ip ospf interface brief")
    r1.configure("interface Fa0/0\n no ip ospf message-digest-key 5\n")
    assert r1.cli("show ip ospf interface FastEthernet0/0").endswith("      No key configured, using default key id 0\n")
    r1.configure("interface Fa0/0\n ip ospf authentication\n ip ospf authentication-key x\n")
    assert r1.cli("show ip ospf interface FastEthernet0/0").endswith("  Simple password authentication enabled\n")
    new = pair("iosv", more)["R1"]
    assert "  Cryptographic authentication enabled\n    Youngest key id is 5\n" in new.cli("show ip ospf interface")


def test_interface_brief() -> None:
    lab = pair(more="interface Loopback1\n ip address 10.9.9.9 255.255.255.0\nrouter ospf 1\n network 10.9.9.0 0.0.0.255 area 77.0.0.1\n")
    assert lab["R1"].cli("show ip ospf interface brief") == (
        "Interface    PID   Area            IP Address/Mask    Cost  State Nbrs F/C\n"
        "Lo0          1     0               1.1.1.1/32         1     LOOP  0/0\n"
        "Fa0/0        1     0               10.0.12.1/24       1     BDR   1/1\n"
        "Lo1          1     77.0.0.1        10.9.9.9/24        1     LOOP  0/0\n"
    )


# the process


def test_process_as_real_routers_print_it(reference: Path) -> None:
    """Origin: show-ip-ospf/genie-1 (XE) and -3 (15.x): which lines there are, and in what order."""
    optional = (
        "Area has RRR", "BFD is", "10.4.", "Maximum number of non", "Current number", "Threshold for", "Ignore-",
        "Maximum limit", "connected", "static", "Redistributing", "It is an area",
    )  # fmt: skip
    for file, platform in (("genie-1", "csr1000v"), ("genie-3", "iosv")):
        real = (reference / f"ios-output/show-ip-ospf/{file}.txt").read_text().split("Area 0.0.0.1")[0].split("ospf 2")[0]
        ours = pair(platform, "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0.0.0.0\n")["R1"].cli("show ip ospf")

        def shape(text: str) -> list[str]:
            lines = [re.sub(r"0x[0-9A-F]+|\d[\d:.]*(d\d+h|w\d+d)?", "N", line.strip()) for line in text.splitlines()]
            return [line for line in lines if line and not any(line.startswith(re.sub(r"\d[\d.]*", "N", o)) for o in optional) and "#" not in line]

        wanted, got = shape(real), shape(ours)
        assert [line for line in got if line in wanted] == got, [line for line in got if line not in wanted]
        assert len(got) >= 30


def test_lines_of_areas_are_indented_by_blanks_and_tabs() -> None:
    lab = pair(more="router ospf 1\n area 1 stub no-summary\n network 1.1.1.1 0.0.0.0 area 1\n area 1 range 1.0.0.0 255.0.0.0\n")
    lab.run(20)
    said = lab["R1"].cli("show ip ospf")
    assert " It is an area border router\n" in said
    assert "    Area BACKBONE(0)\n        Number of interfaces in this area is 1\n\tArea has no authentication\n" in said
    assert (
        "    Area 1\n        Number of interfaces in this area is 1 (1 loopback)\n"
        "        It is a stub area, no summary LSA in this area\n        Generates stub default route with cost 1\n"
    ) in said
    assert "\tArea ranges are\n\t 1.0.0.0/8 Active(1) Advertise\n" in said


def test_process_without_a_router_id() -> None:
    lab = network({"R1": "router ospf 7\n"})
    lab.run(1)
    r1 = lab["R1"]
    text = "%OSPF: Router process 7 is not running, please configure a router-id\n\n"
    assert r1.cli("show ip ospf") == r1.cli("show ip ospf database") == text
    assert "  Router ID 0.0.0.0\n  Number of areas in this router is 0. 0 normal 0 stub 0 nssa\n" in r1.cli("show ip protocols")
    assert "%OSPF-4-NORTRID: OSPF process 7 failed to allocate unique router-id and cannot start" in r1.cli("show logging")


def test_maximum_metrics() -> None:
    lab = pair(more="router ospf 1\n max-metric router-lsa include-stub external-lsa\n")
    said = lab["R1"].cli("show ip ospf")
    assert (
        " Originating router-LSAs with maximum metric\n    Condition: always, State: active\n"
        "    Advertise stub links with maximum metric in router-LSAs\n    Advertise external-LSAs with metric 16711680\n"
    ) in said
    own = lab["R1"].cli("show ip ospf database router self-originate")
    assert "  Exception Flag: Announcing maximum link costs for topology Base with MTID 0\n  LS age: " in own
    assert "TOS 0 Metrics: 65535\n" in own
    lab["R1"].configure("router ospf 1\n no max-metric router-lsa\n")
    lab.run(10)
    assert " Router is not originating router-LSAs with maximum metric\n" in lab["R1"].cli("show ip ospf")
    assert "Exception" not in lab["R1"].cli("show ip ospf database router self-originate")


# the database


def test_database_table_and_what_narrows_it() -> None:
    lab = pair(more="ip route 172.16.0.0 255.255.0.0 Null0\nrouter ospf 1\n redistribute static subnets tag 77\n")
    r1 = lab["R1"]
    assert re.sub(r"(?<=\.\d )( +)\d+ +(?=0x)", r"\1N ", steady(r1.cli("show ip ospf database"))) == (
        "\n            OSPF Router with ID (1.1.1.1) (Process ID 1)\n\n\t\tRouter Link States (Area 0)\n\n"
        "Link ID         ADV Router      Age         Seq#       Checksum Link count\n"
        "1.1.1.1         1.1.1.1         N 0x80000002 <sum> 2         \n"
        "2.2.2.2         2.2.2.2         N 0x80000002 <sum> 2         \n"
        "\n\t\tNet Link States (Area 0)\n\nLink ID         ADV Router      Age         Seq#       Checksum\n"
        "10.0.12.2       2.2.2.2         N 0x80000001 <sum>\n"
        "\n\t\tType-5 AS External Link States\n\nLink ID         ADV Router      Age         Seq#       Checksum Tag\n"
        "172.16.0.0      1.1.1.1         N 0x80000001 <sum> 77        \n"
        "172.16.0.0      2.2.2.2         N 0x80000001 <sum> 77        \n"
    )
    assert r1.cli("show ip ospf database self-originate").count("0x8000") == 2
    assert r1.cli("show ip ospf database adv-router 2.2.2.2").count("0x8000") == 3
    assert r1.cli("show ip ospf database external 172.16.0.0 adv-router 2.2.2.2").count("LS age") == 1
    assert "LS age" not in r1.cli("show ip ospf database external 172.17.0.0")


def test_whole_advertisements_as_real_routers_print_them(reference: Path) -> None:
    """Origin: show-ip-ospf-database-router/ntc-1, -network/ntc-1, -external/genie-1, -nssa/genie-1, -summary/genie-1."""
    def shape(text: str) -> list[str]:
        found = [re.sub(r"\b(0x)?[0-9A-F]*\d[0-9A-F]*(\.\d+)*\b", "N", " ".join(line.split())) for line in text.splitlines()]
        return list(dict.fromkeys(line for line in found if line and "#" not in line and "OSPF Router" not in line))


    lab = Lab.load("ospf-areas")
    assert lab.settle()
    for kind, file, node in (
        ("router", "router/ntc-1", "R4"), ("network", "network/ntc-1", "R4"), ("external", "external/genie-1", "R1"),
        ("nssa-external", "nssa/genie-1", "R2"), ("summary", "summary/genie-1", "R1"),
    ):  # fmt: skip
        real = set(shape((reference / f"ios-output/show-ip-ospf-database-{file}.txt").read_text()))
        ours = [x for x in shape(lab[node].cli(f"show ip ospf database {kind}")) if not x.startswith(("Metric Type", "Routing Bit", "LS age", "Area Border", "Options", "Link connected to: another", "(Link ID) Neigh"))]
        assert [line for line in ours if line not in real] == []


def with_bit(text: str) -> list[str]:
    """Link state ID and router of the LSAs that routes come from."""
    found, used = [], False
    for line in text.splitlines():
        used = line.startswith("  Routing Bit Set on this LSA") or (used and not line.startswith("  Advertising"))
        if used and "State ID" in line:
            found.append(line.split()[3])
    return found


def test_the_routing_bit() -> None:
    """On LSAs of others that routes come from; of routers on those at borders. IOS XE has the line no more."""
    lab = Lab.load("ospf-areas")
    assert lab.settle()
    r2, r3 = lab["R2"], lab["R3"]
    assert with_bit(r2.cli("show ip ospf database external")) == ["0.0.0.0"]
    assert with_bit(r2.cli("show ip ospf database nssa-external")) == ["172.16.0.0"]
    assert with_bit(r3.cli("show ip ospf database asbr-summary")) == ["10.255.0.7"]
    assert with_bit(r3.cli("show ip ospf database router")) == ["10.255.0.1", "10.255.0.2", "10.255.0.6", "10.255.0.6"]
    assert "10.3.0.0" not in with_bit(r3.cli("show ip ospf database summary"))
    assert "in topology Base with MTID 0" in r2.cli("show ip ospf database network")
    old = pair("c3725")["R1"].cli("show ip ospf database network")
    assert old.splitlines()[5] == "  Routing Bit Set on this LSA"
    assert "Routing Bit" not in pair("csr1000v")["R1"].cli("show ip ospf database network")


def test_the_database_of_one_area() -> None:
    lab = Lab.load("ospf-areas")
    assert lab.settle()
    r3 = lab["R3"]
    assert set(re.findall(r"\(Area (\d)\)", r3.cli("show ip ospf 1 3 database"))) == {"3"}
    assert "Type-5" not in r3.cli("show ip ospf 1 3 database")
    assert r3.cli("show ip ospf 1 0.0.0.3 database router").count("LS age") == 2
    assert r3.cli("show ip ospf 1 3 database database-summary").splitlines()[3] == "Area 3 database summary"
    assert "Process 1 database" not in r3.cli("show ip ospf 1 3 database database-summary")
    assert "(Link Data) Router Interface address: 10.3.0.3" in r3.cli("show ip ospf 1 0 database router self-originate")  # of the virtual link


def test_older_words_of_advertisements() -> None:
    r1 = pair("c3725", "ip route 172.16.0.0 255.255.0.0 Null0\nrouter ospf 1\n redistribute static\n")["R1"]
    assert "      Number of TOS metrics: 0\n       TOS 0 Metrics: 1\n" in r1.cli("show ip ospf database router")
    assert "\tTOS: 0 \n\tMetric: 20 \n" in r1.cli("show ip ospf database external")


def test_counts_of_the_database(reference: Path) -> None:
    """Origin: show-ip-ospf-database-database-summary/genie-1."""
    real = (reference / "ios-output/show-ip-ospf-database-database-summary/genie-1.txt").read_text().split("Area 1 ")
    words = [line[:16] for part in (real[0], "Process 1 " + real[1].split("Process 1 ")[1]) for line in part.splitlines() if line.strip()]
    ours = [line[:16] for line in pair()["R1"].cli("show ip ospf database database-summary").splitlines() if line.strip()]
    assert ours == words


# routes


def test_local_table_and_border_routers() -> None:
    r1 = pair()["R1"]
    assert r1.cli("show ip ospf rib") == (
        "\n            OSPF Router with ID (1.1.1.1) (Process ID 1)\n\n\n\t\tBase Topology (MTID 0)\n\nOSPF local RIB\n"
        "Codes: * - Best, > - Installed in global RIB\n\n*   1.1.1.1/32, Intra, cost 1, area 0, Connected\n"
        "      via 1.1.1.1, Loopback0\n*>  2.2.2.2/32, Intra, cost 2, area 0\n      via 10.0.12.2, FastEthernet0/0\n"
        "*   10.0.12.0/24, Intra, cost 1, area 0, Connected\n      via 10.0.12.1, FastEthernet0/0\n"
    )
    assert r1.cli("show ip ospf rib 2.2.2.2").count("cost") == 1

    lab = Lab.load("ospf-areas")
    assert lab.settle()
    borders = lab["R1"].cli("show ip ospf border-routers")
    assert borders.startswith("\n            OSPF Router with ID (10.255.0.1) (Process ID 1)\n\n\n\t\tBase Topology (MTID 0)\n\nInternal Router Routing Table\n")
    assert re.search(r"\ni 10\.255\.0\.2 \[1\] via 10\.0\.0\.2, FastEthernet0/0, ABR/ASBR, Area 0, SPF \d+\n", borders)
    assert re.search(r"\nI 10\.255\.0\.7 \[3\] via 10\.0\.0\.3, FastEthernet0/0, ASBR, Area 0, SPF \d+\n", borders)
    old = pair("c3725")["R1"]
    assert old.cli("show ip ospf border-routers").startswith("\nOSPF Process 1 internal Routing Table\n\nCodes: i - Intra-area")
    assert "% Invalid" in old.cli("show ip ospf rib")


def test_route_of_type_2_says_how_far_its_router_is() -> None:
    lab = Lab.load("ospf-areas")
    assert lab.settle()
    lab.run(30)
    said = lab["R3"].cli("show ip route 172.16.0.0")
    assert '  Known via "ospf 1", distance 110, metric 20, type extern 2, forward metric 3\n  Last update from 10.0.0.2 on FastEthernet0/0, ' in said
    assert "Redistributing via" not in said and "\n  * 10.0.0.2, from 10.255.0.2, " in said
    assert 'type inter area\n' in lab["R3"].cli("show ip route 10.255.0.5")


def test_protocols() -> None:
    lab = pair(more="access-list 1 permit any\nrouter ospf 1\n distribute-list 1 in\n passive-interface Loopback0\n maximum-paths 2\n distance ospf external 200\n")
    assert steady(lab["R1"].cli("show ip protocols").split("\n\n", 1)[1]) == (
        'Routing Protocol is "ospf 1"\n  Outgoing update filter list for all interfaces is not set\n'
        "  Incoming update filter list for all interfaces is 1\n  Router ID 1.1.1.1\n"
        "  Number of areas in this router is 1. 1 normal 0 stub 0 nssa\n  Maximum path: 2\n  Routing for Networks:\n"
        "    1.1.1.1 0.0.0.0 area 0\n    10.0.12.0 0.0.0.255 area 0\n  Passive Interface(s):\n    Loopback0\n"
        "  Routing Information Sources:\n    Gateway         Distance      Last Update\n    2.2.2.2              110      <time>\n"
        "  Distance: intra-area 110 inter-area 110 external 200\n\n"
    )
    lab["R1"].configure("no router ospf 1\ninterface Fa0/0\n ip ospf 1 area 0\n")
    lab.run(1)
    assert "  Routing on Interfaces Configured Explicitly (Area 0):\n    FastEthernet0/0\n" in lab["R1"].cli("show ip protocols")
    assert "\n Reference bandwidth unit is 100 mbps\n" in pair("c3725")["R1"].cli("show ip protocols")


# counters and lists


def test_traffic_and_its_end(reference: Path) -> None:
    """Origin: show-ip-ospf-traffic/genie-1, but for queues, which there are none of."""
    lab = pair("csr1000v")
    r1 = lab["R1"]
    said = r1.cli("show ip ospf traffic")
    real = (reference / "ios-output/show-ip-ospf-traffic/genie-1.txt").read_text()

    def shape(text: str) -> set[str]:
        return {re.sub(r"\d+", "N", " ".join(line.split())) for line in text.splitlines() if line.strip() and "ID" not in line and "Interface Gig" not in line}

    assert shape(said) <= shape(real) | shape("Last clearing of OSPF traffic counters never")
    hellos = re.search(r"RX Hello +(\d+) ", said)
    assert hellos is not None and int(hellos[1]) >= 6
    assert r1.cli("clear ip ospf traffic") == ""
    assert "  RX Hello      0  " in r1.cli("show ip ospf traffic") and "counters never" not in r1.cli("show ip ospf traffic")
    assert "OSPF statistics:\n  Last clearing of OSPF traffic counters 00:00:00\n  Rcvd: 0 total" in r1.cli("show ip traffic")


def test_what_waits_for_acknowledgment_is_listed() -> None:
    lab = pair()
    r1 = lab["R1"]
    assert r1.cli("show ip ospf retransmission-list") == (
        "\n            OSPF Router with ID (1.1.1.1) (Process ID 1)\n\n Neighbor 2.2.2.2, interface FastEthernet0/0 address 10.0.12.2\n\n"
    )
    lab["R2"].configure("access-list 101 deny 89 any any\naccess-list 101 permit ip any any\ninterface Fa0/0\n ip access-group 101 in\n")
    r1.configure("interface Fa0/0\n ip ospf cost 9\n")
    lab.run(6)
    said = r1.cli("show ip ospf retransmission-list")
    assert re.search(r"\n Link state retransmission due in \d+ msec, Queue length 1\n\n Type  LS ID           ADV RTR         Seq NO      Age    Checksum\n", said)
    assert re.search(r"\n    1  1\.1\.1\.1         1\.1\.1\.1         0x80000003  \d +0x[0-9A-F]{4}\n", said)
    detail = r1.cli("show ip ospf neighbor detail")
    assert "retransmission queue length 1, " in detail and "First 0x0" not in detail
    assert r1.cli("show ip ospf flood-list").endswith(" Interface FastEthernet0/0, Queue length 0\n\n")


def test_statistics() -> None:
    said = pair()["R1"].cli("show ip ospf statistics")
    assert said.startswith("\n            OSPF Router with ID (1.1.1.1) (Process ID 1)\n\n  Area 0: SPF algorithm executed ")
    assert "\n  SPF calculation time\nDelta T   Intra\tD-Intra\tSumm\tD-Summ\tExt\tD-Ext\tTotal\tReason\n" in said
    assert re.search(r"\n\d\d:\d\d:\d\d   0\t0\t0\t0\t0\t0\t0\tR", said)
    assert "\nOSPF process ID 1\n------------------------------------------\n" in pair("c3725")["R1"].cli("show ip ospf statistics")


def test_counters_are_cleared() -> None:
    r1 = pair()["R1"]
    assert " 6 state changes" in r1.cli("show ip ospf neighbor detail")
    assert r1.cli("clear ip ospf counters") == ""
    assert " 0 state changes" in r1.cli("show ip ospf neighbor detail")
    runs = re.search(r"SPF algorithm executed (\d+) times", r1.cli("show ip ospf"))
    r1.cli("clear ip ospf force-spf")
    again = re.search(r"SPF algorithm executed (\d+) times", r1.cli("show ip ospf"))
    assert runs is not None and again is not None and int(again[1]) == int(runs[1]) + 1


# VRFs


def test_a_process_of_a_vrf() -> None:
    more = "vrf definition RED\n rd 1:1\n address-family ipv4\ninterface {p}\n vrf forwarding RED\n ip address 10.0.3.{0} 255.255.255.0\n ip ospf 3 area 0.0.0.5\n"
    texts = {f"R{i}": TEXT.format(i, "FastEthernet0/0") + more.replace("{p}", "FastEthernet0/1").replace("{0}", str(i)) + " no shutdown\n" for i in (1, 2)}
    lab = network(texts, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R2:Fa0/1")
    lab.run(60)
    r1 = lab["R1"]
    said = r1.cli("show ip ospf 3")
    assert ' Routing Process "ospf 3" with ID 10.0.3.1\n   Domain ID type 0x0005, value 0.0.0.3\n' in said
    assert " Connected to MPLS VPN Superbackbone, VRF RED\n" in said and "    Area 0.0.0.5\n" in said
    assert r1.cli("show ip ospf neighbor").count("FULL") == 2 and r1.cli("show ip ospf 3 neighbor").count("FULL") == 1
    assert 'Routing Protocol is "ospf 3"' in r1.cli("show ip protocols vrf RED")
    assert "ospf 3" not in r1.cli("show ip protocols")
    assert "router ospf 3 vrf RED" in r1.running_config()
    r1.configure("no vrf definition RED\n")
    lab.run(1)
    assert "ospf 3" not in "\n".join(r1.running_config()) and r1.cli("show ip ospf 3") == "%OSPF: No router process 3\n"


def test_maximum_metric() -> None:
    r1 = pair("iosv", "router ospf 1\n max-metric router-lsa summary-lsa\n")["R1"]
    said = re.sub(r"\d\d:\d\d:\d\d\.\d{3}", "<time>", r1.cli("show ip ospf max-metric"))
    assert said == (
        "\n            OSPF Router with ID (1.1.1.1) (Process ID 1)\n\n\n\t\tBase Topology (MTID 0)\n\n"
        " Start time: <time>, Time elapsed: <time>\n Originating router-LSAs with maximum metric\n"
        "    Condition: always, State: active\n    Advertise summary-LSAs with metric 16711680\n\n"
    )
    assert "% Invalid" in pair("c3725")["R1"].cli("show ip ospf max-metric")


def test_traffic_of_an_interface() -> None:
    r1 = pair("iosv")["R1"]
    port = r1.cli("show ip ospf interface brief").split("\n")[2].split()[0]
    said = r1.cli(f"show ip ospf traffic {port}")
    assert said.startswith("\n    Interface GigabitEthernet0/") and "Summary" not in said and said.count("RX Hello") == 1


def test_provider_end_of_a_vrf() -> None:
    """Without `capability vrf-lite` the provider's backbone counts, and what came from a provider is not taken back."""
    text = (
        "vrf definition A\n address-family ipv4\ninterface GigabitEthernet0/0\n vrf forwarding A\n"
        " ip address 10.0.12.{0} 255.255.255.0\n no shutdown\nrouter ospf 1 vrf A\n network 0.0.0.0 255.255.255.255 area 1\n"
    )
    lab = network({f"R{i}": text.format(i) for i in (1, 2)}, "R1:Gi0/0 R2:Gi0/0", platform="iosv")
    lab.run(60)
    r1 = lab["R1"]
    assert " Connected to MPLS VPN Superbackbone, VRF A\n" in r1.cli("show ip ospf")
    assert " It is an area border router\n" in r1.cli("show ip ospf")
    assert "Area Border Router" in lab["R2"].cli("show ip ospf database router 10.0.12.1")
    r1.configure("router ospf 1 vrf A\n capability vrf-lite\n")
    lab.run(20)
    assert "border" not in r1.cli("show ip ospf").replace("border-", "") and "Superbackbone" not in r1.cli("show ip ospf")
    assert "Area Border Router" not in lab["R2"].cli("show ip ospf database router 10.0.12.1")


def test_retransmissions_are_paced() -> None:
    """Packets of a retransmission are apart by `timers pacing retransmission`."""
    more = "".join(f"ip route 172.16.{n}.0 255.255.255.0 Null0\n" for n in range(100))
    lab = pair("iosv", "router ospf 1\n timers pacing retransmission 200\n")
    sent: list[float] = []
    link = next(iter(lab.links.values()))

    def keep(sender: str, frame: bytes) -> bool:
        if frame[23] == 89 and frame[35] == 4 and sender.startswith("R1"):
            sent.append(lab.now)
            return False
        return True

    lab["R1"].configure(more + "router ospf 1\n redistribute static subnets\n")
    link.filters.append(keep)
    lab.run(14)
    again = [at for at in sent if at > sent[0] + 3]
    again = [at for at in again if at < again[0] + 1]
    assert len(again) >= 3
    assert [round(b - a, 3) for a, b in pairwise(again)] == [0.2] * (len(again) - 1)


def test_floods_are_paced() -> None:
    """So are packets of one flood: what does not fit the first goes 33 ms later."""
    lab = pair("iosv")
    sent: list[float] = []

    def note(sender: str, frame: bytes) -> bool:
        if frame[23] == 89 and frame[35] == 4 and sender.startswith("R1"):
            sent.append(lab.now)
        return True

    next(iter(lab.links.values())).filters.append(note)
    lab["R1"].configure(
        "".join(f"ip route 172.16.{n}.0 255.255.255.0 Null0\n" for n in range(100)) + "router ospf 1\n redistribute static subnets\n"
    )
    lab.run(3)
    assert len(sent) >= 3
    assert [round(b - a, 3) for a, b in pairwise(sent)] == [0.033] * (len(sent) - 1)


def test_keys_roll_over() -> None:
    """Every packet goes with the old key, too, until all neighbours have the new one."""
    said = "interface {p}\n ip ospf authentication message-digest\n ip ospf message-digest-key 1 md5 one\n"
    lab = pair("iosv", said)
    r1, r2 = lab["R1"], lab["R2"]
    r1.configure("interface Gi0/0\n ip ospf message-digest-key 2 md5 two\n")
    lab.run(100)
    assert "FULL" in r1.cli("show ip ospf neighbor") and "FULL" in r2.cli("show ip ospf neighbor")
    assert (
        "    Youngest key id is 2\n    Rollover in progress, 1 neighbor(s) using the old key(s):\n"
        "    key id 1 algorithm MD5\n" in r1.cli("show ip ospf interface Gi0/0")
    )
    r2.configure("interface Gi0/0\n ip ospf message-digest-key 2 md5 two\n")
    lab.run(30)
    for router in (r1, r2):
        assert "Rollover" not in router.cli("show ip ospf interface Gi0/0")
        router.configure("interface Gi0/0\n no ip ospf message-digest-key 1\n")
    lab.run(100)
    assert "FULL" in r1.cli("show ip ospf neighbor") and "DOWN" not in r1.cli("show logging | include ADJCHG")


def test_identifier_taken_away() -> None:
    """17.15 says that it begins anew at once, and does."""
    lab = pair("iol")
    r1 = lab["R1"]
    for line, name in (("router-id 9.9.9.9", "9.9.9.9"), ("no router-id", "1.1.1.1")):
        r1.configure(f"router ospf 1\n {line}\n")
        lab.run(60)
        assert f'"ospf 1" with ID {name}\n' in r1.cli("show ip ospf")
        assert name in lab["R2"].cli("show ip ospf neighbor")


def test_settled_when_all_know_their_designated_router() -> None:
    lab = pair("iol", seconds=1)
    lab["R1"].cli("clear ip ospf process", "yes")
    assert lab.settle()
    for node in lab:
        assert "DROTH" not in node.cli("show ip ospf interface brief")
        assert "DR is 0.0.0.0" not in node.cli("show ip ospf neighbor detail")


def test_advertisements_of_others_are_counted_as_they_come_and_go() -> None:
    lab = Lab.load("ospf-areas")
    assert lab.settle()
    lab["R5"].configure("router ospf 1\n no redistribute static\n")
    lab["R7"].power_off()
    lab.run(60)
    lab["R4"].configure("router ospf 1\n no area 2 nssa\n")
    lab.run(30)
    for node in lab:
        engine = node.device.engines.get("ospf")
        for process in engine.processes.values() if engine is not None else ():
            assert process.limit.count == sum(not entry.own for _, entry in process.flooding.all())


def test_without_a_process_its_datagrams_are_refused() -> None:
    lab = pair("iosv")
    r1 = lab["R1"]
    handlers = r1.device.ip.handlers
    assert 89 in handlers
    for line in ("no router ospf 1", "router eigrp 1", "no router eigrp 1"):
        r1.configure(line + "\n")
        lab.run(1)
        assert 89 not in handlers and (88 in handlers) == (line == "router eigrp 1")
