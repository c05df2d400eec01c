"""What both ends of a fault print, by release (facts: reference ios-behaviour/ospf.md), and other debugs."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import log_of, network

PORTS = {"iol": "Ethernet0/0", "c7200": "FastEthernet0/0", "c3725": "FastEthernet0/0"}
TEXT = """interface {1}
 ip address 10.0.12.{0} 255.255.255.0
 no shutdown
router ospf 1
 router-id {0}.{0}.{0}.{0}
 network 10.0.12.0 0.0.0.255 area 0
"""


def pair(platform: str = "iol", more: str = "") -> Lab:
    port = PORTS[platform]
    texts = {f"R{i}": TEXT.format(i, port) + more.replace("{p}", port) for i in (1, 2)}
    return network(texts, f"R1:{port} R2:{port}", platform=platform)


def faulty(lab: Lab, change: str, seconds: float = 60) -> tuple[list[str], list[str]]:
    """Lines of debug adj and hello at both ends (each once) after a change at R2, what is usual left out."""
    lab.run(50)
    assert lab["R1"].cli("show ip ospf neighbor").count("FULL") == 1
    heard = []
    for node in ("R1", "R2"):
        lab[node].cli("debug ip ospf adj")
        lab[node].cli("debug ip ospf hello")
        heard.append((log_of(lab, node), log_of(lab, node, "OSPF")))
    lab["R2"].configure(change.replace("{p}", next(iter(lab["R2"].device.interfaces.values())).text))
    lab.run(seconds)
    found = []
    for debug, log in heard:
        lines = [text for _, text in sorted(debug + [(at, f"%{text}") for at, text in log], key=lambda each: each[0])]
        found.append([x for x in dict.fromkeys(lines) if not re.search(r"Send hello|Rcv hello|End of hello", x)])
    return found[0], found[1]


DEAD = "%Process 1, Nbr {0} on {1} from FULL to DOWN, Neighbor Down: Dead timer expired"
MD5 = "interface {p}\n ip ospf authentication message-digest\n ip ospf message-digest-key 1 md5 right\n"
ADJ, HELLO = "OSPF-1 ADJ   Et0/0: Rcv pkt from 10.0.12.", "OSPF-1 HELLO Et0/0: "
# change at R2, lines of both to begin with, what R1 says, what R2 says
FAULTS = {
    "hello": (
        "interface {p}\n ip ospf hello-interval 5\n", "",
        [f"{HELLO}Mismatched hello parameters from 10.0.12.2",
         f"{HELLO}Dead R 20 C 40, Hello R 5 C 10 Mask R 255.255.255.0 C 255.255.255.0"],
        [f"{HELLO}Mismatched hello parameters from 10.0.12.1",
         f"{HELLO}Dead R 40 C 20, Hello R 10 C 5 Mask R 255.255.255.0 C 255.255.255.0"],
    ),
    "mask": (
        "interface {p}\n ip address 10.0.12.2 255.255.255.252\n", "",
        [f"{HELLO}Dead R 40 C 40, Hello R 10 C 10 Mask R 255.255.255.252 C 255.255.255.0"],
        [f"{HELLO}Dead R 40 C 40, Hello R 10 C 10 Mask R 255.255.255.0 C 255.255.255.252"],
    ),
    "area": (
        "router ospf 1\n network 10.0.12.0 0.0.0.255 area 1\n", "",
        [f"{ADJ}2, area 0.0.0.0, mismatched area 0.0.0.1 in the header"],
        ["%10.0.12.0/24 changed from area 0 to area 1",
         "%Received invalid packet: mismatched area ID from backbone area from 10.0.12.1, Ethernet0/0"],
    ),
    "no authentication": (
        "interface {p}\n no ip ospf authentication\n", MD5,
        [f"{ADJ}2 : Mismatched Authentication type. Input packet specified type 0, we use type 2"],
        [f"{ADJ}1 : Mismatched Authentication type. Input packet specified type 2, we use type 0"],
    ),
    "digest": (
        "interface {p}\n no ip ospf message-digest-key 1\n ip ospf message-digest-key 1 md5 wrong\n", MD5,
        [f"{ADJ}2 : Mismatched Authentication key - ID 1"], [f"{ADJ}1 : Mismatched Authentication key - ID 1"],
    ),
    "key number": (
        "interface {p}\n no ip ospf message-digest-key 1\n ip ospf message-digest-key 2 md5 right\n", MD5,
        [f"{ADJ}2 : Mismatched Authentication Key - Invalid cryptographic authentication Key ID 2 on interface"],
        [f"{ADJ}1 : Mismatched Authentication Key - Invalid cryptographic authentication Key ID 1 on interface"],
    ),
    "password": (
        "interface {p}\n ip ospf authentication-key wrong\n", "interface {p}\n ip ospf authentication\n ip ospf authentication-key right\n",
        [f"{ADJ}2 : Mismatched Authentication Key - Clear Text"], [f"{ADJ}1 : Mismatched Authentication Key - Clear Text"],
    ),
    "passive": ("router ospf 1\n passive-interface {p}\n", "", [], ["OSPF-1 ADJ   Et0/0: Interface going Down"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_both_ends_of_a_fault(fault: str) -> None:
    change, more, first, second = FAULTS[fault]
    lab = pair(more=more)
    at_r1, at_r2 = faulty(lab, change)
    assert [line for line in at_r1 if line in first] == first
    assert [line for line in at_r2 if line in second] == second
    assert DEAD.format("2.2.2.2", "Ethernet0/0") in at_r1
    assert lab["R1"].cli("show ip ospf neighbor") == lab["R2"].cli("show ip ospf neighbor") == "\n"
    if fault != "area":
        assert not any("Received invalid packet" in line for line in at_r1 + at_r2)
    else:
        assert not any("Rcv pkt from" in line for line in at_r2)


OLD = "OSPF: Rcv pkt from 10.0.12.2, FastEthernet0/0"
DIALECTS = {
    ("c3725", "hello"): "OSPF: Dead R 20 C 40, Hello R 5 C 10  Mask R 255.255.255.0 C 255.255.255.0",
    ("c3725", "area"): f"{OLD}, area 0.0.0.0 mismatch area 0.0.0.1 in the header",
    ("c3725", "no authentication"): f"{OLD} : Mismatch Authentication type. Input packet specified type 0, we use type 2",
    ("c7200", "digest"): "OSPF-1 ADJ   Fa0/0: Rcv pkt from 10.0.12.2 : Mismatched Authentication Key - Message Digest Key 1",
    ("c7200", "key number"): "OSPF-1 ADJ   Fa0/0: Rcv pkt from 10.0.12.2 : Mismatched Authentication Key - No message digest key 2 on interface",
}


@pytest.mark.parametrize(("platform", "fault"), DIALECTS)
def test_dialects(platform: str, fault: str) -> None:
    change, more, _, _ = FAULTS[fault]
    at_r1, _ = faulty(pair(platform, more), change, 20)
    assert DIALECTS[platform, fault] in at_r1


@pytest.mark.parametrize(
    ("platform", "words"),
    [("c3725", "mismatch area ID, from backbone area must be virtual-link but not found"),
     ("c7200", "mismatched area ID, from backbone area must be virtual-link but not found"),
     ("iol", "mismatched area ID from backbone area")],
)  # fmt: skip
def test_message_of_the_end_that_is_not_in_the_backbone(platform: str, words: str) -> None:
    """For every hello, without any debug."""
    lab = pair(platform)
    lines = log_of(lab, "R2", "OSPF")
    lab["R2"].configure("router ospf 1\n network 10.0.12.0 0.0.0.255 area 1\n")
    lab.run(35)
    wanted = f"Received invalid packet: {words} from 10.0.12.1, {PORTS[platform]}"
    assert [text for _, text in lines].count(wanted) >= 3


def test_areas_of_two_kinds() -> None:
    more = "router ospf 1\n network 10.0.12.0 0.0.0.255 area 1\n"
    at_r1, at_r2 = faulty(pair(more=more), "router ospf 1\n area 1 stub\n")
    line = "OSPF-1 HELLO Et0/0: Hello from 10.0.12.{0} with mismatched Stub/Transit area option bit"
    assert line.format(2) in at_r1 and line.format(1) in at_r2


def test_duplicate_router_id_is_told_once_at_both_ends() -> None:
    lab = pair()
    at_r1, at_r2 = faulty(lab, "router ospf 1\n router-id 1.1.1.1\n")
    told = "%OSPF detected duplicate router-id 1.1.1.1 from 10.0.12.{0} on interface Ethernet0/0"
    new = "%New router-id will take effect immediately. If OSPF adjacencies are UP for OSPF-1 they will be reset."
    assert told.format(2) in at_r1
    assert [line for line in at_r2 if line in (new, told.format(1))] == [new, told.format(1)]
    lines = log_of(lab, "R1", "OSPF")
    lab.run(60)
    assert lines == []


@pytest.mark.parametrize(("platform", "broken"), [("c7200", ""), ("iol", "\n             ")])
def test_types_of_networks_that_differ(platform: str, broken: str) -> None:
    lab = pair(platform)
    lines = log_of(lab, "R2", "OSPF")
    lab.run(50)
    lab["R2"].configure(f"interface {PORTS[platform]}\n ip ospf network point-to-point\n")
    lab.run(60)
    told = f"Received Hello from 1.1.1.1 on {PORTS[platform]} indicating a  potential {broken}network type mismatch"
    assert [text for _, text in lines].count(told) == 1
    assert "FULL/  -" in lab["R2"].cli("show ip ospf neighbor")


def test_mtu() -> None:
    """Both ends, the end after 25 times, and the minute of silence."""
    lab = pair()
    lab["R2"].configure("interface Ethernet0/0\n ip mtu 1400\n")
    lab["R2"].cli("debug ip ospf adj")
    lab["R1"].cli("debug ip ospf adj")
    log, debug, other = log_of(lab, "R2", "OSPF"), log_of(lab, "R1"), log_of(lab, "R2")
    lab.run(160)
    says = {text for _, text in debug}
    assert "OSPF-1 ADJ   Et0/0: Nbr 2.2.2.2 has smaller interface MTU" in says
    assert "OSPF-1 ADJ   Et0/0: Nbr 1.1.1.1 has larger interface MTU" in {text for _, text in other}
    lab.run(20)
    killed = "Process 1, Nbr 1.1.1.1 on Ethernet0/0 from EXSTART to DOWN, Neighbor Down: Too many retransmissions"
    assert [text for _, text in log] == [killed]
    assert any(text.endswith("Killing nbr 1.1.1.1 due to excessive (25) retransmissions") for _, text in other)
    assert "1.1.1.1           1   DOWN/DROTHER       -        10.0.12.1       Ethernet0/0" in lab["R2"].cli("show ip ospf neighbor")
    lab["R2"].configure("interface Ethernet0/0\n ip ospf mtu-ignore\n")
    lab.run(120)
    assert "FULL" in lab["R2"].cli("show ip ospf neighbor")


def test_adjacency_as_a_whole() -> None:
    """The slave's lines of a point-to-point network, to the end."""
    more = "interface {p}\n ip ospf network point-to-point\n"
    lab = pair(more=more)
    lab["R1"].cli("debug ip ospf adj")
    debug = log_of(lab, "R1")
    lab.run(12)
    said = [re.sub(r"seq 0x[0-9A-F]+", "seq N", text.removeprefix("OSPF-1 ADJ   Et0/0: ")) for _, text in debug]
    wanted = [
        "2 Way Communication to 2.2.2.2, state 2WAY",
        "Nbr 2.2.2.2: Prepare dbase exchange",
        "Send DBD to 2.2.2.2 seq N opt 0x52 flag 0x7 len 32",
        "Rcv DBD from 2.2.2.2 seq N opt 0x52 flag 0x7 len 32  mtu 1500 state EXSTART",
        "NBR Negotiation Done. We are the SLAVE",
        "Exchange Done with 2.2.2.2",
        "Synchronized with 2.2.2.2, state FULL",
    ]
    assert [line for line in said if line in wanted] == wanted


def test_switches() -> None:
    for platform, word in (("iol", "adjacency debugging"), ("c3725", "adjacency events debugging")):
        r1 = pair(platform)["R1"]
        assert r1.cli("debug ip ospf adj") == f"OSPF {word} is on\n"
        assert f"OSPF {word} is on" in r1.cli("show debugging")
        assert r1.cli("undebug ip ospf adj") == f"OSPF {word} is off\n"
    lab = pair()
    r1 = lab["R1"]
    assert r1.cli("debug ip ospf 2 hello") == "OSPF hello debugging is on for process 2\n"
    debug = log_of(lab, "R1")
    lab.run(20)
    assert debug == []
    assert r1.cli("debug ip ospf 1 hello") == "OSPF hello debugging is on for process 1\n"
    lab.run(20)
    assert debug[0][1].startswith("OSPF-1 HELLO Et0/0: ")


@pytest.mark.parametrize(
    ("platform", "pattern"),
    [("iol", r"OSPF-1 PAK  : Et0/0:  IN: 10\.0\.12\.2->224\.0\.0\.5: ver:2 type:1 len:48 rid:2\.2\.2\.2 area:0\.0\.0\.0 chksum:[0-9A-F]+ auth:0"),
     ("c3725", r"OSPF: rcv\. v:2 t:1 l:48 rid:2\.2\.2\.2"),
     ("c3725", r"      aid:0\.0\.0\.0 chk:[0-9A-F]+ aut:0 auk: from FastEthernet0/0")],
)  # fmt: skip
def test_packets(platform: str, pattern: str) -> None:
    lab = pair(platform)
    lab.run(30)
    assert lab["R1"].cli("debug ip ospf packet") == "OSPF packet debugging is on\n"
    debug = log_of(lab, "R1")
    lab.run(12)
    assert any(re.fullmatch(pattern, text) for _, text in debug)


def test_generation_and_computation() -> None:
    lab = pair()
    lab.run(60)
    assert lab["R1"].cli("debug ip ospf lsa-generation") == "OSPF LSA generation debugging is on\n"
    lab["R1"].cli("debug ip ospf spf")
    lab["R2"].cli("debug ip ospf spf")
    own, other = log_of(lab, "R1"), log_of(lab, "R2")
    lab["R1"].configure("interface Ethernet0/0\n ip ospf cost 77\n")
    lab.run(10)
    said = [text for _, text in own]
    assert any(re.fullmatch(r"OSPF-1 LSGEN: Build router LSA for area 0, router ID 1\.1\.1\.1, seq 0x8000000\d", x) for x in said)
    heard = [text for _, text in other]
    assert "OSPF-1 SPF  : Detect change in LSA type 1, LSID 1.1.1.1, from 1.1.1.1 area 0" in heard
    assert "OSPF-1 INTRA: Running SPF for area 0, SPF-type Full" in heard


def test_flooding_and_retransmission() -> None:
    lab = pair()
    lab.run(60)
    assert lab["R1"].cli("debug ip ospf flood") == "OSPF flooding debugging is on\n"
    lab["R1"].cli("debug ip ospf retransmission")
    debug = log_of(lab, "R1")
    lab["R2"].configure("interface Ethernet0/0\n ip ospf cost 5\n")
    lab.run(8)
    assert any("Rcv Update Type 1, LSID 2.2.2.2, Adv rtr 2.2.2.2" in text for _, text in debug)
    lab["R2"].configure("access-list 101 deny 89 any any\naccess-list 101 permit ip any any\ninterface Ethernet0/0\n ip access-group 101 in\n")
    lab["R1"].configure("interface Ethernet0/0\n ip ospf cost 9\n")
    lab.run(20)
    assert any(text.startswith("OSPF-1 FLOOD: Retransmit Type 1, LSID 1.1.1.1") for _, text in debug)


def test_configuration_is_told_to_debug_events() -> None:
    lab = pair()
    assert lab["R1"].cli("debug ip ospf events") == "OSPF events debugging is on\n"
    debug = log_of(lab, "R1")
    lab["R1"].configure("router ospf 1\n network 10.0.12.0 0.0.0.255 area 1\n area 1 stub\n no network 10.0.12.0 0.0.0.255 area 1\n")
    assert [text for _, text in debug][:3] == [
        "OSPF-1 EVENT: Config: network 10.0.12.0 255.255.255.0 area 1",
        "OSPF-1 EVENT: Area config: 'area 1 stub'",
        "OSPF-1 EVENT: Config: no network 10.0.12.0 255.255.255.0 area 1",
    ]


def test_every_step_is_logged_with_detail() -> None:
    lab = pair(more="interface {p}\n ip ospf network point-to-point\nrouter ospf 1\n log-adjacency-changes detail\n")
    log = log_of(lab, "R1", "OSPF")
    lab.run(15)
    steps = [re.sub(r".* (from .*)", r"\1", text) for _, text in log]
    assert steps == [
        "from DOWN to INIT, Received Hello", "from INIT to 2WAY, 2-Way Received", "from 2WAY to EXSTART, AdjOK?",
        "from EXSTART to EXCHANGE, Negotiation Done", "from EXCHANGE to LOADING, Exchange Done",
        "from LOADING to FULL, Loading Done",
    ]  # fmt: skip
    lab["R1"].configure("router ospf 1\n no log-adjacency-changes\n")
    lab["R1"].cli("clear ip ospf process", "y")
    lab.run(15)
    assert len(log) == 6
