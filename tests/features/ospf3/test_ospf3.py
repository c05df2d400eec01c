"""OSPF version 3: two routers and three, areas, what comes from outside, what does not fit, and what IOS says of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

TEXT = """ipv6 unicast-routing
interface Loopback0
 ip address {n}.{n}.{n}.{n} 255.255.255.255
 ipv6 address 2001:db8:{n}::{n}/64
 ipv6 ospf 1 area 0
interface {port}
 ipv6 address 2001:db8:12::{n}/64
 ipv6 ospf 1 area 0
 no shutdown
"""
PORT = "Ethernet0/0"


def pair(both: str = "", second: str = "", port: str = PORT, platform: str = "iol", seconds: float = 60) -> Lab:
    texts = {f"R{n}": TEXT.format(n=n, port=port) + both for n in (1, 2)}
    texts["R2"] += second
    lab = network(texts, f"R1:{port} R2:{port}", platform=platform)
    assert lab.refused_lines() == []
    lab.run(seconds)
    return lab


def state(lab: Lab, node: str) -> str:
    """Priority and state of the only neighbour."""
    found = re.findall(r"^[\d.]+ +(\d+ +\S+(?: +-)?) ", lab[node].cli("show ipv6 ospf neighbor"), re.MULTILINE)
    return " ".join(found[0].split()) if found else ""


def routes(lab: Lab, node: str) -> dict[str, str]:
    """Prefix -> code and metric of OSPF's routes."""
    found = re.findall(r"^(O\w*) +(\S+) \[(\S+)\]", lab[node].cli("show ipv6 route ospf"), re.MULTILINE)
    return {prefix: f"{code} {metric}" for code, prefix, metric in found}


# two routers


def test_two_routers_are_full_and_reach_each_other() -> None:
    lab = pair()
    assert {state(lab, "R1"), state(lab, "R2")} <= {"1 FULL/DR", "1 FULL/BDR"}
    assert routes(lab, "R1") == {"2001:DB8:2::2/128": "O 110/10"}
    assert routes(lab, "R2") == {"2001:DB8:1::1/128": "O 110/10"}
    assert "via FE80::A8BB:CCFF:FE02:0, Ethernet0/0" in lab["R1"].cli("show ipv6 route ospf")
    assert "Success rate is 100 percent" in lab["R1"].cli("ping 2001:db8:2::2 source 2001:db8:1::1")
    log = lab["R1"].cli("show logging")
    assert "%OSPFv3-5-ADJCHG: Process 1, IPv6, Nbr 2.2.2.2 on Ethernet0/0 from LOADING to FULL, Loading Done" in log


@pytest.mark.parametrize(("kind", "row"), [("point-to-point", "0 FULL/ -"), ("point-to-multipoint", "0 FULL/ -")])
def test_kinds_of_networks(kind: str, row: str) -> None:
    lab = pair(f"interface {PORT}\n ipv6 ospf network {kind}\n", seconds=100)
    assert state(lab, "R1") == row
    assert routes(lab, "R1")["2001:DB8:2::2/128"] == "O 110/10"
    assert "Success rate is 100 percent" in lab["R1"].cli("ping 2001:db8:2::2")
    if kind == "point-to-multipoint":  # each tells its own address, and nobody the network
        assert "2001:DB8:12::2/128" in routes(lab, "R1")


def test_serial_lines_and_tunnels() -> None:
    lab = pair(port="Serial1/0")
    assert state(lab, "R1") == "0 FULL/ -"
    assert "Success rate is 100 percent" in lab["R1"].cli("ping 2001:db8:2::2")
    tunnel = """interface {port}
 ip address 10.0.0.{n} 255.255.255.0
interface Tunnel0
 ipv6 enable
 tunnel source {port}
 tunnel destination 10.0.0.{m}
 ipv6 ospf 1 area 0
interface Loopback0
 ipv6 address 2001:db8:{n}::{n}/64
 ipv6 ospf 1 area 0
"""
    texts = {f"R{n}": "ipv6 unicast-routing\n" + tunnel.format(n=n, m=3 - n, port=PORT) + f"interface {PORT}\n no shutdown\n"
             for n in (1, 2)}  # fmt: skip
    lab = network(texts, f"R1:{PORT} R2:{PORT}", platform="iol")
    lab.run(60)
    assert routes(lab, "R1") == {"2001:DB8:2::2/128": "O 110/1000"}
    assert "Success rate is 100 percent" in lab["R1"].cli("ping 2001:db8:2::2 source 2001:db8:1::1")


def test_neighbour_dies_and_comes_again() -> None:
    lab = pair()
    lab["R2"].configure(f"interface {PORT}\n no ipv6 ospf 1 area 0\n")
    lab.run(50)
    assert state(lab, "R1") == "" and routes(lab, "R1") == {}
    assert "from FULL to DOWN, Neighbor Down: Dead timer expired" in lab["R1"].cli("show logging")
    lab["R2"].configure(f"interface {PORT}\n ipv6 ospf 1 area 0\n")
    lab.run(60)
    assert routes(lab, "R1") == {"2001:DB8:2::2/128": "O 110/10"}


def test_an_address_more_is_told_at_once_and_taken_back() -> None:
    lab = pair()
    lab["R2"].configure("interface Loopback0\n ipv6 address 2001:db8:22::1/64\n")
    lab.run(15)
    assert "2001:DB8:22::1/128" in routes(lab, "R1")
    lab["R2"].configure("interface Loopback0\n no ipv6 address 2001:db8:22::1/64\n")
    lab.run(15)
    assert "2001:DB8:22::1/128" not in routes(lab, "R1")
    lab["R2"].configure(f"interface {PORT}\n ipv6 address 2001:db8:120::2/64\n")  # the DR tells it for the network
    lab.run(15)
    assert "O   2001:DB8:120::/64 [110/10]\n     via Ethernet0/0, directly connected" in lab["R1"].cli("show ipv6 route")
    assert "Success rate is 100 percent" in lab["R1"].cli("ping 2001:db8:120::2")


# what does not fit

IF = f"interface {PORT}\n"
# lines of both, lines of R2, states of both
FAULTS: dict[str, tuple[str, str, tuple[str, str]]] = {
    "hello": ("", IF + " ipv6 ospf hello-interval 5\n", ("", "")),
    "dead": ("", IF + " ipv6 ospf dead-interval 41\n", ("", "")),
    "area": ("", IF + " ipv6 ospf 1 area 1\n", ("", "")),
    "instance": ("", IF + " ipv6 ospf 1 area 0 instance 1\n", ("", "")),
    "router ID": ("", "ipv6 router ospf 1\n router-id 1.1.1.1\n", ("", "")),
    "stub": (IF + " ipv6 ospf 1 area 1\n", "ipv6 router ospf 1\n area 1 stub\n", ("", "")),
    "passive": ("", f"ipv6 router ospf 1\n passive-interface {PORT}\n", ("", "")),
    "nobody is DR": (IF + " ipv6 ospf priority 0\n", "", ("0 2WAY/DROTHER", "0 2WAY/DROTHER")),
    "MTU": ("", IF + " ipv6 mtu 1300\n", (r"1 (EXCHANGE|EXSTART)/B?DR", r"1 EXSTART/B?DR")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_does_not_fit(fault: str) -> None:
    both, second, wanted = FAULTS[fault]
    lab = pair(both, second, seconds=90)
    for node, row in zip(("R1", "R2"), wanted, strict=True):
        assert re.fullmatch(row, state(lab, node)), (node, state(lab, node))
    assert not routes(lab, "R1") and not routes(lab, "R2")


def test_mtu_may_be_ignored() -> None:
    lab = pair(IF + " ipv6 ospf mtu-ignore\n", IF + " ipv6 mtu 1300\n")
    assert routes(lab, "R1") and routes(lab, "R2")


def test_same_router_id_is_told() -> None:
    lab = pair("", "ipv6 router ospf 1\n router-id 1.1.1.1\n")
    wanted = "%OSPFv3-4-DUP_RTRID_NBR: OSPFv3-1-IPv6 detected duplicate router-id 1.1.1.1 from FE80::A8BB:CCFF:FE02:0"
    assert f"{wanted} on interface Ethernet0/0" in lab["R1"].cli("show logging")


@pytest.mark.parametrize(("platform", "words"), [
    ("iol", "%OSPFv3-4-NORTRID: Process OSPFv3-7-IPv6 could not pick a router-id, please configure manually"),
    ("c3725", "%OSPFv3-4-NORTRID: OSPFv3 process 7 could not pick a router-id,\nplease configure manually"),
])  # fmt: skip
def test_no_router_id(platform: str, words: str) -> None:
    lab = network({"R1": "ipv6 unicast-routing\n"}, platform=platform)
    lab["R1"].configure("ipv6 router ospf 7\n")
    lab.run(1)
    assert words in lab["R1"].cli("show logging")
    lab["R1"].configure("ipv6 router ospf 7\n router-id 7.7.7.7\n")
    assert "with ID 7.7.7.7" in lab["R1"].cli("show ipv6 ospf")


def test_what_ios_refuses() -> None:
    lab = network({"R1": ""}, platform="iol")
    assert "% IPv6 routing not enabled" in lab["R1"].configure("ipv6 router ospf 1\n")
    lab["R1"].configure("ipv6 unicast-routing\n")
    assert "% OSPFv3: IPV6 is not enabled on this interface" in lab["R1"].configure(f"{IF} ipv6 ospf 1 area 0\n")
    said = lab["R1"].configure("ipv6 router ospf 1\n area 0 stub\n auto-cost reference-bandwidth 1000\n")
    assert "% OSPFv3-1-IPv6: Backbone can not be configured as stub area" in said
    assert "% OSPFv3-1-IPv6:  Reference bandwidth is changed." in said


# three routers

MIDDLE = """ipv6 unicast-routing
interface Ethernet0/0
 ipv6 address 2001:db8:12::2/64
 ipv6 ospf 1 area 0
 no shutdown
interface Ethernet0/1
 ipv6 address 2001:db8:23::2/64
 ipv6 ospf 1 area 1
 no shutdown
ipv6 router ospf 1
 router-id 2.2.2.2
"""
LAST = """ipv6 unicast-routing
interface Loopback0
 ipv6 address 2001:db8:3::3/64
 ipv6 ospf 1 area 1
interface Loopback1
 ipv6 address 2001:db8:3:1::3/64
 ipv6 ospf 1 area 1
interface Ethernet0/0
 ipv6 address 2001:db8:23::3/64
 ipv6 ospf 1 area 1
 no shutdown
ipv6 route 2001:db8:99::/48 Null0
ipv6 router ospf 1
 router-id 3.3.3.3
"""


def chain(middle: str = "", last: str = "", first: str = "") -> Lab:
    texts = {"R1": TEXT.format(n=1, port=PORT) + first, "R2": MIDDLE + middle, "R3": LAST + last}
    lab = network(texts, "R1:Ethernet0/0 R2:Ethernet0/0", "R2:Ethernet0/1 R3:Ethernet0/0", platform="iol")
    assert lab.refused_lines() == []
    lab.run(90)
    return lab


def test_areas_and_what_comes_from_outside() -> None:
    lab = chain(last=" redistribute static metric 7 tag 5\n")
    assert routes(lab, "R1") == {
        "2001:DB8:3::3/128": "OI 110/20", "2001:DB8:3:1::3/128": "OI 110/20", "2001:DB8:23::/64": "OI 110/20",
        "2001:DB8:99::/48": "OE2 110/7",
    }  # fmt: skip
    assert "Success rate is 100 percent" in lab["R1"].cli("ping 2001:db8:3::3 source 2001:db8:1::1")
    database = lab["R1"].cli("show ipv6 ospf database")
    assert re.search(r"Inter Area Router Link States \(Area 0\)\n\nADV Router +Age +Seq# +Link ID +Dest RtrID\n 2.2.2.2 .* 50529027   3.3.3.3\n",
                     database)  # fmt: skip
    assert re.search(r"Type-5 AS External Link States\n\nADV Router .*\n 3.3.3.3 .* 2001:DB8:99::/48\n", database)
    whole = lab["R1"].cli("show ipv6 route 2001:db8:99::/48")
    assert 'Known via "ospf 1", distance 110, metric 7, type extern 2' in whole and "Tag 5" in whole
    borders = lab["R1"].cli("show ipv6 ospf border-routers")
    assert re.search(r"^i 2.2.2.2 \[10\] via FE80::A8BB:CCFF:FE02:0, Ethernet0/0, ABR, Area 0, SPF \d+$", borders, re.M)
    assert re.search(r"^I 3.3.3.3 \[20\] via FE80::A8BB:CCFF:FE02:0, Ethernet0/0, ASBR, Area 0, SPF \d+$", borders, re.M)


def test_stub_area_has_a_default_route_instead() -> None:
    stub = " area 1 stub\n"
    lab = chain(stub, stub, "ipv6 route 2001:db8:77::/48 Null0\nipv6 router ospf 1\n redistribute static\n")
    assert routes(lab, "R3")["::/0"] == "OI 110/11"
    assert "2001:DB8:77::/48" not in routes(lab, "R3") and "2001:DB8:1::1/128" in routes(lab, "R3")
    lab["R2"].configure("ipv6 router ospf 1\n area 1 stub no-summary\n")
    lab.run(30)
    assert set(routes(lab, "R3")) == {"::/0"}


def test_nssa_is_translated() -> None:
    nssa = " area 1 nssa\n"
    lab = chain(nssa, nssa + " redistribute static\n")
    assert routes(lab, "R2")["2001:DB8:99::/48"] == "ON2 110/20"
    assert routes(lab, "R1")["2001:DB8:99::/48"] == "OE2 110/20"
    external = lab["R1"].cli("show ipv6 ospf database external")
    assert "Advertising Router: 2.2.2.2" in external and "Forward Address: 2001:DB8:3:1::3" in external
    lab["R3"].configure("ipv6 router ospf 1\n no redistribute static\n")
    lab.run(30)
    assert "2001:DB8:99::/48" not in routes(lab, "R1")


def test_ranges_and_summaries() -> None:
    lab = chain(" area 1 range 2001:db8:3::/48\n", " redistribute static\n summary-prefix 2001:db8::/33\n")
    found = routes(lab, "R1")
    assert found["2001:DB8:3::/48"] == "OI 110/20" and "2001:DB8:3::3/128" not in found
    assert found["2001:DB8::/33"] == "OE2 110/20" and "2001:DB8:99::/48" not in found
    assert "2001:DB8:3::/48 [110/10]\n     via Null0, directly connected" in lab["R2"].cli("show ipv6 route")


def test_default_route_is_told_while_there_is_one() -> None:
    lab = chain(last=" default-information originate\n")
    assert "::/0" not in routes(lab, "R1")
    lab["R3"].configure("ipv6 route ::/0 Null0\n")
    lab.run(20)
    assert routes(lab, "R1")["::/0"] == "OE2 110/1"
    assert "Tag 1" in lab["R1"].cli("show ipv6 route ::/0")


def test_distances_costs_and_paths() -> None:
    lab = pair("ipv6 router ospf 1\n distance ospf intra-area 91\n auto-cost reference-bandwidth 1000\n")
    assert routes(lab, "R1") == {"2001:DB8:2::2/128": "O 91/100"}
    lab["R1"].configure(f"{IF} ipv6 ospf cost 7\n")
    lab.run(15)
    assert routes(lab, "R1") == {"2001:DB8:2::2/128": "O 91/7"}


# the process


def test_process_is_cleared_and_goes() -> None:
    lab = pair()
    r1 = lab["R1"]
    assert "Reload or use \"clear ipv6 ospf process\" command" in r1.configure("ipv6 router ospf 1\n router-id 9.9.9.9\n")
    assert "9.9.9.9" not in lab["R2"].cli("show ipv6 ospf neighbor")
    r1.cli("clear ipv6 ospf process", "yes")
    lab.run(60)
    assert "9.9.9.9" in lab["R2"].cli("show ipv6 ospf neighbor") and routes(lab, "R1")
    r1.configure("no ipv6 router ospf 1\n")
    assert "ospf" not in r1.running_config() and r1.cli("show ipv6 ospf neighbor") == ""
    lab.run(60)
    assert routes(lab, "R2") == {}


def test_configuration_is_read_back() -> None:
    lab = chain(" area 1 nssa no-summary\n area 1 range 2001:db8:3::/48 cost 5\n passive-interface Ethernet0/1\n"
                " redistribute connected metric 4 metric-type 1 include-connected\n max-metric router-lsa\n"
                " timers throttle spf 10 100 1000\n summary-prefix 2001:db8:5::/48 tag 3\n"
                "interface Ethernet0/0\n ipv6 ospf 1 area 0 instance 4\n ipv6 ospf network point-to-point\n")  # fmt: skip
    text = "\n".join(lab["R2"].running_config())
    again = network({"R2": text}, platform="iol")
    assert again.refused_lines() == []
    assert again["R2"].running_config() == lab["R2"].running_config()


def test_protocols() -> None:
    lab = chain(last=" redistribute static\n")
    assert lab["R3"].cli("show ipv6 protocols") == (
        'IPv6 Routing Protocol is "connected"\nIPv6 Routing Protocol is "application"\nIPv6 Routing Protocol is "ND"\nIPv6 Routing Protocol is "ospf 1"\n'
        "  Router ID 3.3.3.3\n  Autonomous system boundary router\n  Number of areas: 1 normal, 0 stub, 0 nssa\n"
        "  Interfaces (Area 1):\n    Loopback1\n    Loopback0\n    Ethernet0/0\n"
        "  Redistribution:\n    Redistributing protocol static\n"
    )


def test_debugs() -> None:
    lab = pair(seconds=30)
    r1 = lab["R1"]
    assert r1.cli("debug ipv6 ospf hello") == "OSPFv3 hello debugging is on\n"
    r1.cli("debug ipv6 ospf adj")
    lab.run(40)
    log = r1.console.take()
    own, other = "FE80::A8BB:CCFF:FE01:0", "FE80::A8BB:CCFF:FE02:0"
    assert f"OSPFv3-1-IPv6 HELLO Et0/0: Send hello to FF02::5 area 0 from {own} interface ID " in log
    assert f"OSPFv3-1-IPv6 HELLO Et0/0: Rcv hello from 2.2.2.2 area 0 from {other} interface ID " in log
    assert re.search(r"OSPFv3-1-IPv6 ADJ   Et0/0: Send DBD to 2.2.2.2 seq 0x\w+ opt 0x13 flag 0x7 len 28", log)
    assert re.search(r"OSPFv3-1-IPv6 ADJ   Et0/0: NBR Negotiation Done. We are the SLAVE", log)
    assert "OSPFv3-1-IPv6 ADJ   Et0/0: Synchronized with 2.2.2.2, state FULL" in log
    lab["R2"].configure(f"{IF} ipv6 ospf hello-interval 9\n")
    lab.run(10)
    log = r1.console.take()
    assert f"OSPFv3-1-IPv6 HELLO Et0/0: Mismatched hello parameters from {other}" in log
    assert "OSPFv3-1-IPv6 HELLO Et0/0: Dead R 36 C 40, Hello R 9 C 10" in log


# on the wire


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_finds_nothing_wrong(tmp_path: Path) -> None:
    texts = {"R1": TEXT.format(n=1, port=PORT), "R2": MIDDLE + " area 1 nssa\n", "R3": LAST + " area 1 nssa\n redistribute static tag 4\n"}
    lab = network(texts, "R1:Ethernet0/0 R2:Ethernet0/0", "R2:Ethernet0/1 R3:Ethernet0/0", platform="iol")
    capture = lab.capture()
    lab.run(80)
    capture.stop()
    seen: set[str] = set()
    kinds: set[int] = set()
    for where in capture.save(tmp_path / "all"):
        command = ["tshark", "-r", str(where), "-Y", "ospf", "-T", "fields"]
        for field in ("ospf.msg", "ospf.v3.lsa.fc", "_ws.expert.message", "_ws.malformed"):
            command += ["-e", field]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        for row in done.stdout.splitlines():
            message, codes, *wrong = row.split("\t")
            assert not any(wrong), row
            seen.add(message)
            kinds |= {int(code, 0) for code in codes.split(",") if code}
    assert seen == {"1", "2", "3", "4", "5"} and kinds >= {1, 2, 3, 5, 7, 8, 9}
