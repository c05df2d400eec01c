"""Telnet over IPv6: both ends, refusals, access classes."""

from __future__ import annotations

from iosemu import Lab
from tests.features.ipv6.test_ipv6 import line
from tests.features.telnet.test_telnet import Desk
from tests.features.wired import network

VTY = "line vty 0 4\n password cisco\n login\n transport input telnet\n"


def called() -> Lab:
    return line(R2=VTY, R3=VTY)


def test_there_and_back() -> None:
    lab = called()
    desk = Desk(lab, "R1")
    assert "Trying 2001:DB8:23::3 ... Open\n" in desk.type("telnet 2001:db8:23::3")
    assert desk.type("cisco").endswith("R3>")
    shown = desk.type("show users")
    assert " 2001:DB8:12::1" in shown
    shown = lab["R3"].cli("show tcp brief")
    assert "2001:DB8:23::3.23" in shown and "2001:DB8:12::1." in shown and "ESTAB" in shown
    assert "Local host: 2001:DB8:23::3, Local port: 23" in lab["R3"].cli("show tcp")
    assert desk.type("exit").endswith("[Connection to 2001:db8:23::3 closed by foreign host]\nR1#")
    assert "Trying 2001:DB8:23::3 ... Open\n" in desk.type("2001:db8:23::3")  # a name alone calls


def test_failures() -> None:
    lab = called()
    desk = Desk(lab, "R1")
    assert "% Connection refused by remote host" in desk.type("telnet 2001:db8:23::3 80")
    assert "% Destination unreachable; gateway or host down" in desk.type("telnet 2001:db8:77::1")
    lab["R2"].configure("interface Fa0/1\n shutdown\n")
    assert "% Destination unreachable; gateway or host down" in desk.type("telnet 2001:db8:3::3")
    lab["R1"].configure("line con 0\n transport output ssh\n")
    assert "% telnet connections not permitted from this terminal" in desk.type("telnet 2001:db8:23::3")


def test_access_classes() -> None:
    lists = "ipv6 access-list ADMINS\n permit ipv6 2001:db8:1::/48 any\nline vty 0 4\n ipv6 access-class ADMINS in\n"
    lab = line(R3=VTY + lists)
    desk = Desk(lab, "R1")
    assert "% Connection refused by remote host" in desk.type("telnet 2001:db8:23::3")
    assert " ipv6 access-class ADMINS in\n" in "\n".join(lab["R3"].running_config())
    lab["R1"].configure("ip telnet source-interface Lo0\n")
    assert "Open" in desk.type("telnet 2001:db8:23::3")
    assert "permit ipv6 2001:DB8:1::/48 any (1 match) sequence 10" in lab["R3"].cli("show ipv6 access-list")
    lab["R3"].configure("line vty 0 4\n no ipv6 access-class ADMINS in\n access-class 99 in\naccess-list 99 deny any\n")
    other = Desk(lab, "R2")
    assert "Open" in other.type("telnet 2001:db8:23::3")  # the list of IPv4 says nothing of IPv6
    lab["R2"].configure("ipv6 access-list NONE\n deny ipv6 any any\nline con 0\n ipv6 access-class NONE out\n")
    again = Desk(lab, "R2")
    assert "% Connections to that host not permitted from this terminal" in again.type("telnet 2001:db8:23::3")


def test_both_families_at_once() -> None:
    both = "interface Fa0/0\n ip address 10.0.0.{} 255.255.255.0\n ipv6 address 2001:db8::{}/64\n no shutdown\n"
    lab = network({f"R{n}": both.replace("{}", str(n)) + VTY for n in (1, 2)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(10)
    for far in ("10.0.0.2", "2001:db8::2"):
        lab["R1"].cli(f"ping {far}")
        assert "Open" in Desk(lab, "R1").type(f"telnet {far}")
    rows = lab["R2"].rows("show tcp brief")
    assert [row.remote for row in rows] == ["10.0.0.1", "2001:DB8::1"]
    handles = [line.split()[0] for line in lab["R2"].cli("show tcp brief").splitlines()[1:]]
    assert len(set(handles)) == 2
