"""IPv6 access lists: what they let pass, what they count, how they read back."""

from __future__ import annotations

from iosemu import Lab
from tests.features.ipv6.test_ipv6 import line

LIST = """ipv6 access-list GUARD
 remark nobody pings the loopback
 deny icmp any host 2001:db8:3::3 echo-request
 permit tcp any any eq telnet
 permit icmp any any
 sequence 15 permit udp any any range 33434 33500
"""


def guarded() -> Lab:
    lab = line()
    assert lab["R2"].configure(f"{LIST}interface Fa0/0\n ipv6 traffic-filter GUARD in\n") == ""
    return lab


def test_what_is_denied_is_told_and_counted() -> None:  # of ICMP six: a neighbour was asked for, too
    lab = guarded()
    assert "AAAAA" in lab["R1"].cli("ping 2001:db8:3::3")
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:23::3")
    assert lab["R2"].cli("show ipv6 access-list") == """IPv6 access list GUARD
    deny icmp any host 2001:DB8:3::3 echo-request (5 matches) sequence 10
    permit udp any any range 33434 33500 sequence 15
    permit tcp any any eq telnet sequence 20
    permit icmp any any (6 matches) sequence 30
"""
    lab["R2"].cli("clear ipv6 access-list GUARD")
    assert "matches" not in lab["R2"].cli("show ipv6 access-list")
    lab["R2"].configure("interface Fa0/0\n no ipv6 traffic-filter GUARD in\n")
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:3::3")


def test_the_end_denies_all_but_neighbour_discovery() -> None:
    lab = line()
    lab["R2"].configure("ipv6 access-list NONE\n permit tcp any any\ninterface Fa0/0\n ipv6 traffic-filter NONE in\n")
    lab["R1"].cli("clear ipv6 neighbors")
    assert "AAAAA" in lab["R1"].cli("ping 2001:db8:3::3")  # he was found, and says no
    lab["R2"].configure("ipv6 access-list NONE\n sequence 5 deny icmp any any nd-ns\n")
    lab["R1"].cli("clear ipv6 neighbors")
    assert "timeout is 2 seconds:\n.." in lab["R1"].cli("ping 2001:db8:3::3")  # until he asks for us himself


def test_a_list_that_is_not_there_permits() -> None:
    lab = line()
    lab["R2"].configure("interface Fa0/0\n ipv6 traffic-filter NOBODY in\n ipv6 traffic-filter NOBODY out\n")
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:3::3")


def test_outbound_does_not_look_at_what_is_made_here() -> None:
    lab = line()
    lab["R2"].configure("ipv6 access-list SHUT\n deny ipv6 any any\ninterface Fa0/1\n ipv6 traffic-filter SHUT out\n")
    assert "!!!!!" in lab["R2"].cli("ping 2001:db8:23::3")
    assert "AAAAA" in lab["R1"].cli("ping 2001:db8:3::3")


def test_lines_read_back() -> None:
    lab = guarded()
    text = lab["R2"].running_config()
    at = text.index("ipv6 access-list GUARD")
    assert text[at : at + 6] == [
        "ipv6 access-list GUARD",
        " remark nobody pings the loopback",
        " deny icmp any host 2001:DB8:3::3 echo-request",
        " sequence 15 permit udp any any range 33434 33500",
        " sequence 20 permit tcp any any eq telnet",
        " permit icmp any any",
    ]
    assert " ipv6 traffic-filter GUARD in" in text
    lab["R2"].configure("ipv6 access-list GUARD\n no sequence 15\n no permit icmp any any\n")
    assert " permit icmp any any" not in lab["R2"].running_config()
    assert "% No matching ACE found" in lab["R2"].configure("ipv6 access-list GUARD\n no permit icmp any any\n")


def test_show_ipv6_interface_names_the_lists() -> None:
    lab = guarded()
    shown = lab["R2"].cli("show ipv6 interface Fa0/0")
    assert "  ICMP unreachables are sent\n  Input features: Access List\n    Inbound access list GUARD\n  ND DAD" in shown
    lab["R2"].configure("interface Fa0/0\n no ipv6 traffic-filter GUARD in\n ipv6 traffic-filter GUARD out\n")
    shown = lab["R2"].cli("show ipv6 interface Fa0/0")
    assert "  Output features: Access List\n    Outbound access list GUARD\n" in shown and "Input features" not in shown
