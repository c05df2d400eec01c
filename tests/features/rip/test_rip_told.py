"""What shows and debugs say of RIP's routes."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from tests.features.wired import chain, log_of

RIP = "router rip\n version 2\n no auto-summary\n network 10.0.0.0\n network 192.168.{i}.0\n"


def world() -> Lab:
    lab = chain(2, RIP)
    lab.run(40)
    return lab


def test_redistributing_via() -> None:
    lab = world()
    r1 = lab["R1"]
    learnt = r1.cli("show ip route 192.168.2.0")
    assert '  Known via "rip", distance 120, metric 1\n  Redistributing via rip\n  Last update from' in learnt
    assert "  Redistributing via rip\n" in r1.cli("show ip route 10.0.12.0 255.255.255.0")
    r1.configure("ip route 172.16.0.0 255.255.0.0 Null0\n")
    assert "Redistributing" not in r1.cli("show ip route 172.16.0.0")
    r1.configure("router rip\n redistribute static\n")
    lab.run(1)
    assert "  Redistributing via rip\n" in r1.cli("show ip route 172.16.0.0")
    r1.configure("no router rip\n")
    assert "Redistributing" not in r1.cli("show ip route 10.0.12.0 255.255.255.0")


def test_a_dying_route_in_debug_ip_routing() -> None:
    """Poison: held down, then flushed; it is not told as an installation."""
    lab = world()
    lines = log_of(lab, "R1")
    lab["R1"].cli("debug ip routing")
    lab["R2"].configure("interface Loopback0\n shutdown\n")
    lab.run(20)
    texts = [text.split(": ", 1)[-1] if "RT: " not in text else text[text.index("RT: ") :] for _, text in lines]
    start = texts.index("RT: del 192.168.2.0 via 10.0.12.2, rip metric [120/1]")
    assert texts[start + 1] == "RT: no routes to 192.168.2.0, entering holddown"
    assert not any("updating rip 192.168.2.0" in text for text in texts)
    lab.run(240)
    assert any("RT: delete network route to 192.168.2.0/24" in text for _, text in lines)


def test_summary_rows_of_the_database() -> None:
    lab = world()
    r1 = lab["R1"]
    assert r1.cli("show ip rip database 10.0.0.0 255.0.0.0").splitlines() == ["10.0.0.0/8    auto-summary"]
    assert "%Route not in database" in r1.cli("show ip rip database 11.0.0.0 255.0.0.0")
