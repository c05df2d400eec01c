"""Objects, what they look at, and who looks at them: R1 with two ways to 2.2.2.2, by R2 and by R3."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

PORT = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
FAR = "interface Lo0\n ip address 2.2.2.2 255.255.255.255\nip route 0.0.0.0 0.0.0.0 {}\n"
CONFIGS = {
    "R1": PORT.format("Fa0/0", "10.0.0.1") + PORT.format("Fa0/1", "10.0.1.1") + PORT.format("Fa1/0", "10.0.2.1"),
    "R2": PORT.format("Fa0/0", "10.0.0.2") + FAR.format("10.0.0.1"),
    "R3": PORT.format("Fa0/1", "10.0.1.3") + FAR.format("10.0.1.1"),
    "R4": PORT.format("Fa1/0", "10.0.2.4") + "ip route 0.0.0.0 0.0.0.0 10.0.2.1\n",
}
PROBE = """ip sla 1
 icmp-echo 10.0.0.2
 frequency 5
ip sla schedule 1 life forever start-time now
track 1 ip sla 1 reachability
"""
ROUTES = "ip route 2.2.2.2 255.255.255.255 10.0.0.2 track 1\nip route 2.2.2.2 255.255.255.255 10.0.1.3 200\n"


@pytest.fixture
def lab() -> Lab:
    made = network(CONFIGS, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/1", "R1:Fa1/0 R4:Fa1/0")
    made.run(5)
    for address in ("10.0.0.2", "10.0.1.3", "10.0.2.4"):
        made["R1"].cli(f"ping {address}")
    return made


def way(lab: Lab) -> str:
    found = re.search(r"\[(?:1|200)/0\] via (\S+)", lab["R1"].cli("show ip route 2.2.2.2 | include via") + lab["R1"].cli("show ip route static"))
    return found[1].rstrip(",") if found is not None else ""


def test_a_static_route_follows_an_operation(lab: Lab) -> None:
    r1 = lab["R1"]
    assert r1.configure(PROBE + ROUTES) == ""
    lab.run(20)
    assert way(lab) == "10.0.0.2"
    assert r1.cli("show track 1").splitlines()[:3] == ["Track 1", "  IP SLA 1 reachability", "  Reachability is Up"]
    assert r1.cli("show track 1").endswith("  Tracked by:\n    Static IP Routing 0\n")
    assert r1.cli("show ip route track-table") == " ip route 2.2.2.2 255.255.255.255 10.0.0.2 track 1 state is [up]\n"
    lab["R2"].configure("interface Fa0/0\n ip access-group 100 in\naccess-list 100 deny ip any any\n")
    lab.run(20)
    assert way(lab) == "10.0.1.3"
    assert "%TRACK-6-STATE: 1 ip sla 1 reachability Up -> Down" in r1.cli("show logging")
    assert "  Reachability is Down\n" in r1.cli("show track 1")
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each["R2"].configure("interface Fa0/0\n no ip access-group 100 in\n")
        each.run(20)
        assert way(each) == "10.0.0.2"


def test_what_is_not_there_is_down(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure("track 9 ip sla 99 reachability\n" + ROUTES)
    lab.run(10)
    assert way(lab) == "10.0.1.3"  # track 1 is not defined
    assert "  Reachability is Down\n" in r1.cli("show track 9")
    assert "  Latest operation return code: Unknown\n" in r1.cli("show track 9")


def test_lines_and_lists(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure(
        "track 2 interface Fa0/0 line-protocol\ntrack 3 interface Fa0/1 ip routing\ntrack 4 list boolean and\n object 2\n object 3\n"
        "track 5 list threshold weight\n object 2 weight 10\n object 3 weight 20\n threshold weight up 20 down 15\n"
        "track 6 list threshold percentage\n object 2\n object 3\n threshold percentage up 60 down 30\n"
        "track 7 list boolean or\n object 2 not\n object 3 not\n"
    )

    def states() -> str:
        return "".join("u" if row.split()[-2] == "Up" else "d" for row in r1.cli("show track brief").splitlines()[1:])

    assert states() == "uuuuud"
    r1.configure("interface Fa0/0\n shutdown\n")
    lab.run(5)
    assert states() == "duduuu"
    assert "  Line protocol is Down (hw admin-down)\n" in r1.cli("show track 2")
    assert "    object 2 Down (0/30)\n    object 3 Up (20/30)\n" in r1.cli("show track 5")
    r1.configure("interface Fa0/1\n no ip address\n")
    lab.run(1)
    assert states() == "dddddu"
    assert "  IP routing is Down (no ip addr)\n" in r1.cli("show track 3")
    r1.configure("interface Fa0/1\n ip address 10.0.1.1 255.255.255.0\n")
    lab.run(5)
    assert states() == "dududu"  # 50 percent are between the thresholds: it stays down
    assert r1.configure("no track 2\n") == ""
    assert "    object 2 Undefined\n" in r1.cli("show track 4")


def test_delays(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure("track 2 interface Fa0/0 line-protocol\n delay down 10 up 20\n")
    assert " delay down 10 up 20" in r1.running_config()
    r1.configure("interface Fa0/0\n shutdown\n")
    lab.run(5)
    assert "  Line protocol is Up (hw admin-down), delayed Down (5 secs remaining)\n" in r1.cli("show track 2")
    r1.configure("interface Fa0/0\n no shutdown\n")
    lab.run(10)
    assert "  Line protocol is Up\n    1 change, " in r1.cli("show track 2")
    r1.configure("interface Fa0/0\n shutdown\n")
    lab.run(11)
    assert "    2 changes, last change 00:00:0" in r1.cli("show track 2")


def test_routes(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure("track 3 ip route 2.2.2.2 255.255.255.255 reachability\ntrack 4 ip route 2.2.2.2 255.255.255.255 metric threshold\n")
    assert "  Reachability is Down (no ip route)\n" in r1.cli("show track 3")
    assert "  First-hop interface is unknown\n" in r1.cli("show track 3")
    r1.configure("ip route 2.2.2.2 255.255.255.255 10.0.0.2\n")
    lab.run(16)
    assert "  Reachability is Up (static)\n" in r1.cli("show track 3")
    assert "  First-hop interface is FastEthernet0/0\n" in r1.cli("show track 3")
    assert "  Metric threshold is Up (static/0/0)\n" in r1.cli("show track 4")
    assert "  Metric threshold down 255 up 254\n" in r1.cli("show track 4")
    for node in ("R1", "R2"):
        lab[node].configure("router rip\n version 2\n network 10.0.0.0\n network 2.0.0.0\n")
    r1.configure("no ip route 2.2.2.2 255.255.255.255 10.0.0.2\ntrack 4\n threshold metric up 10 down 20\nrouter rip\n distance 90\n")
    lab.run(60)
    r1.configure("no track 3\n")


def test_policy_routing(lab: Lab) -> None:
    r1, r4 = lab["R1"], lab["R4"]
    r1.configure(PROBE + "ip route 2.2.2.2 255.255.255.255 Null0\nroute-map BY permit 10\n set ip next-hop verify-availability 10.0.0.2 10 track 1\n"
        " set ip next-hop verify-availability 10.0.1.3 20 track 2\ntrack 2 interface Fa0/1 line-protocol\n"
        "interface Fa1/0\n ip policy route-map BY\n")  # fmt: skip
    lab.run(10)
    assert " set ip next-hop verify-availability 10.0.0.2 10 track 1" in r1.running_config()
    assert "    ip next-hop verify-availability 10.0.0.2 10 track 1  [up]\n" in r1.cli("show route-map BY")
    assert "    Route Map 0\n" in r1.cli("show track 1")
    assert "!!!!!" in r4.cli("ping 2.2.2.2")
    out = "show interfaces Fa0/1 | include packets output"
    before = r1.cli(out)
    lab["R2"].configure("interface Fa0/0\n shutdown\n")
    lab.run(20)
    assert "10 track 1  [down]\n" in r1.cli("show route-map BY")
    assert "!!!!!" in r4.cli("ping 2.2.2.2") and r1.cli(out) != before


def test_an_object_stays_what_it_is(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure("track 2 interface Fa0/0 line-protocol\n")
    told = "Cannot change tracked object 2 - delete old config first"
    for line in ("track 2 ip sla 1", "track 2 interface Fa0/1 line-protocol", "track 2 interface Fa0/0 ip routing", "track 2 stub-object"):
        assert told in r1.configure(f"{line}\n"), line
    assert r1.configure("track 2\n delay up 5\ntrack 2 interface Fa0/0 line-protocol\n") == ""
    assert " delay up 5" in r1.running_config()
    assert r1.configure("no track 2\ntrack 2 stub-object\n default-state up\n") == ""
    assert "  Stub-object\n  State is Up\n" in r1.cli("show track 2")


def test_pasted_and_read_back(lab: Lab) -> None:
    r1, r2 = lab["R1"], lab["R2"]
    text = PROBE + ROUTES + (
        "track 4 list threshold weight\n object 1 weight 5\n object 9 not\n threshold weight up 5 down 1\n delay up 9\n"
        "track 3 ip route 2.2.2.0 255.255.255.0 reachability\n ip vrf X\ntrack 9 stub-object\n default-state down\n"
    )  # fmt: skip
    r1.configure(text)
    mine = [line for line in r1.running_config() if re.match(r"(track|ip sla| (icmp|freq|obj|thresh|delay|default-s|ip vrf))", line)]
    r2.configure("\n".join(mine) + "\n")
    assert [line for line in r2.running_config() if line in mine] == mine


def test_debug(lab: Lab) -> None:
    r1 = lab["R1"]
    assert r1.cli("debug track") == "Track debugging is on\n"
    r1.configure("track 2 interface Fa0/0 line-protocol\ninterface Fa0/0\n shutdown\n")
    lab.run(3)
    assert "Track: 2 Change interface Fa0/0 line-protocol Up->Down" in r1.console.take()


def test_two_lists_of_each_other_end(lab: Lab) -> None:
    """No list may look at itself, however far around."""
    r1 = lab["R1"]
    told = "Cannot add object to itself"
    assert told in r1.configure("track 1 list boolean and\n object 1\n object 2 not\n")
    assert told in r1.configure("track 2 list boolean and\n object 3\ntrack 3 list boolean or\n object 1\n")
    lab.run(60)
