"""Each knob moves its line of the shows, there and back."""

from __future__ import annotations

import pytest

from tests.features.desk import PORTS, Desk

IP = "show ip interface FastEthernet0/0"
PORT = "show interfaces FastEthernet0/0"
CONFIG = """\
hostname R1
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 no shutdown
"""

# what is typed (on the interface; "!" first: globally), what takes it back, the show, its line before and after
KNOBS = [
    ("ip policy route-map P", "no ip policy route-map P", IP, "Policy routing is disabled",
     "Policy routing is enabled, using route map P"),
    ("ip policy route-map P", "no ip policy route-map P", IP, "Input features: MCI Check",
     "Input features: Policy Routing, MCI Check"),
    ("ip tcp adjust-mss 1360", "no ip tcp adjust-mss", IP, "Input features: MCI Check",
     "Input features: TCP Adjust MSS, MCI Check\n  Output features: TCP Adjust MSS\n"),
    ("no ip split-horizon", "ip split-horizon", IP, "Split horizon is enabled", "Split horizon is disabled"),
    ("no ip proxy-arp", "ip proxy-arp", IP, "  Proxy ARP is enabled", "  Proxy ARP is disabled"),
    ("no ip redirects", "ip redirects", IP, "ICMP redirects are always sent", "ICMP redirects are never sent"),
    ("no ip unreachables", "ip unreachables", IP, "ICMP unreachables are always sent",
     "ICMP unreachables are never sent"),
    ("ip directed-broadcast", "no ip directed-broadcast", IP, "Directed broadcast forwarding is disabled",
     "Directed broadcast forwarding is enabled"),
    ("ip mtu 1400", "no ip mtu", IP, "MTU is 1500 bytes", "MTU is 1400 bytes"),
    ("ip access-group 9 in", "no ip access-group 9 in", IP, "Inbound  access list is not set",
     "Inbound  access list is 9"),
    ("!no ip cef", "ip cef", IP, "IP CEF switching is enabled", "IP CEF switching is disabled"),
    ("!no ip cef", "ip cef", IP, "IP route-cache flags are Fast, CEF\n", "IP route-cache flags are Fast\n"),
    ("!no ip routing", "ip routing", IP, "IP CEF switching is enabled", "IP CEF switching is disabled"),
    ("!no ip routing", "ip routing", "show protocols", "Internet Protocol routing is enabled",
     "Internet Protocol routing is disabled"),
    ("!no ip routing", "ip routing", "show ip cef", "Prefix ", "%IPv4 CEF not running\n"),
    ("arp timeout 60", "no arp timeout", PORT, "ARP Timeout 04:00:00", "ARP Timeout 00:01:00"),
    ("duplex half", "duplex auto", PORT, "  Full-duplex, 100Mb/s", "  Half-duplex, 100Mb/s"),
    ("speed 10", "speed auto", PORT, "  Full-duplex, 100Mb/s", "  Full-duplex, 10Mb/s"),
    ("bandwidth 64", "no bandwidth", PORT, "BW 100000 Kbit", "BW 64 Kbit"),
    ("delay 7", "no delay", PORT, "DLY 100 usec", "DLY 70 usec"),
    ("no keepalive", "keepalive", PORT, "Keepalive set (10 sec)", "Keepalive not set"),
    ("description to B", "no description", PORT, "bia ca01.0001.1000)\n  Internet", "Description: to B\n"),
    ("load-interval 30", "no load-interval", PORT, "  5 minute input rate", "  30 second input rate"),
    ("hold-queue 9 in", "no hold-queue 75 in", PORT, "Input queue: 0/75/", "Input queue: 0/9/"),
    ("mac-address 0200.0000.0001", "no mac-address", PORT, "address is ca01", "address is 0200.0000.0001 (bia ca01"),
]  # fmt: skip


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: f"{knob[0]}: {knob[4].strip()}")
def test_knob_moves_its_line(knob: tuple[str, str, str, str, str]) -> None:
    typed, back, show, before, after = knob
    desk = Desk(CONFIG)

    def configure(line: str) -> None:
        mode = [] if typed.startswith("!") else ["interface FastEthernet0/0"]
        desk.type("configure terminal", *mode)
        assert desk.type(line.removeprefix("!")) == ""
        desk.type("end")
        desk.run(1)

    text = desk.type(show)
    assert before in text
    assert after not in text
    configure(typed)
    text = desk.type(show)
    assert after in text
    assert before not in text
    configure(back)
    assert before in desk.type(show)


@pytest.mark.parametrize(("platform", "port"), [("iosv", "GigabitEthernet0/0")])
def test_duplex_and_speed_of_other_ports(platform: str, port: str) -> None:
    desk = Desk(f"hostname R1\ninterface {port}\n no shutdown\n", platform=platform)
    assert "  Auto Duplex, Auto Speed, link type is auto, media type is RJ45\n" in desk.type(f"show interfaces {port}")
    desk.type("configure terminal", f"interface {port}", "duplex full", "speed 100", "end")
    assert "  Full Duplex, 100Mbps, link type is force-up, media type is RJ45\n" in desk.type(f"show interfaces {port}")


def test_what_concerns_no_engine_wakes_none() -> None:
    desk = Desk(CONFIG)
    woken: list[str] = []
    for engine in desk.device._watching:
        name = engine.host.name
        engine.interface_changed = lambda iface, name=name: woken.append(name)  # type: ignore[method-assign]  # a spy
    desk.type("configure terminal", "interface FastEthernet0/0")
    for line in ("description to B", "no ip redirects", "no ip unreachables", "ip directed-broadcast", "keepalive 5"):
        assert desk.type(line) == ""
    assert woken == []
    desk.type("bandwidth 64")
    assert "interface" in woken


@pytest.mark.parametrize(
    ("platform", "lines"),
    [
        ("csr1000v", [" negotiation auto", " no mop enabled", " no mop sysid"]),
        ("c8000v", [" negotiation auto", " no mop enabled", " no mop sysid"]),
        ("iosv", [" duplex auto", " speed auto", " media-type rj45"]),
        ("c7200", [" speed auto", " duplex auto"]),
    ],
)
def test_what_a_port_shows_without_having_been_told(platform: str, lines: list[str]) -> None:
    """And it reads back: what is typed is shown, what is taken away is as before."""
    desk = Desk(platform=platform)
    port = PORTS[platform][0]
    shown = desk.type(f"show running-config interface {port}").splitlines()
    assert shown[shown.index(" shutdown") + 1 : shown.index("end")] == lines
    if platform == "csr1000v":
        desk.type("configure terminal", f"interface {port}", "mop enabled", "speed 100")
        shown = desk.type(f"do show running-config interface {port}").splitlines()
        assert shown[shown.index(" shutdown") + 1 : shown.index("end")] == [
            " speed 100", " negotiation auto", " mop enabled", " no mop sysid",
        ]  # fmt: skip
