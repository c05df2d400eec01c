"""Options of crypto map entries: SAs per host, lists for clear packets, identities of peers, lifetimes in days."""

from __future__ import annotations

from iosemu.features.ipsec.engine import IpsecEngine
from tests.features.desk import Desk
from tests.features.ipsec.office import Office

ON_MAP = "crypto map CM 10\n "


def engine(desk: Desk) -> IpsecEngine:
    found: IpsecEngine = desk.device.engine("ipsec")
    return found


def idents(desk: Desk) -> list[str]:
    """Local and remote identities of the flows that have SAs."""
    blocks = desk.type("show crypto ipsec sa").split("protected vrf")[1:]
    up = [block for block in blocks if "current outbound spi: 0x0(0)" not in block]
    return [" ".join(line.split()[-1] for line in block.splitlines()[1:3]) for block in up]


def test_each_pair_of_hosts_has_sas_of_its_own() -> None:
    net = Office()
    for number, desk in ((1, net.one), (2, net.two)):
        desk.shell.configure(f"interface Loopback1\n ip address 10.{number}.{number}.7 255.255.255.0 secondary\n")
    net.one.shell.configure(ON_MAP + "set security-association level per-host\n")
    assert net.lan_ping() == ".!!"
    one = "(10.1.1.1/255.255.255.255/0/0) (10.2.2.1/255.255.255.255/0/0)"
    assert idents(net.one) == [one]
    assert net.ping("10.2.2.7", 3, "10.1.1.1") == ".!!"
    assert net.ping("10.2.2.1", 3, "10.1.1.7") == ".!!"
    assert len(idents(net.one)) == 3
    assert net.lan_ping(2) == "!!"  # no new ones
    assert len(idents(net.one)) == len(idents(net.two)) == 3
    net.one.type("clear crypto sa")
    assert idents(net.one) == []
    assert [flow.local_proxy.single for flow in engine(net.one).flows] == [False]  # that of the line


def test_a_pair_of_hosts_whose_peer_is_silent_is_forgotten() -> None:
    net = Office()
    net.one.shell.configure(ON_MAP + "set security-association level per-host\n set peer 10.0.0.77\n no set peer 10.0.0.2\n")
    assert net.lan_ping(2) == ".."
    assert len(engine(net.one).flows) == 2
    net.run(65)
    assert len(engine(net.one).flows) == 1


def test_clear_packets_are_judged_on_both_sides_of_the_sas() -> None:
    net = Office()
    lists = "access-list 110 deny icmp any any echo-reply\naccess-list 110 permit ip any any\n"
    net.one.shell.configure(lists + ON_MAP + "set ip access-group 110 in\n")
    assert net.lan_ping() == "..."
    shown = net.one.type("show access-lists 110")
    assert "10 deny icmp any any echo-reply (2 matches)" in shown
    assert "Extended IP access check IN list 110\n\t    access-list 110 deny icmp any any echo-reply" in net.one.type("show crypto map")
    net.one.shell.configure(ON_MAP + "no set ip access-group 110 in\n set ip access-group 120 out\n")
    assert net.lan_ping(2) == "!!"  # a list that is not there
    net.one.shell.configure("access-list 120 permit tcp any any\n")
    before = engine(net.one).flows[0].counters.encaps
    assert net.lan_ping(2) == ".."
    assert engine(net.one).flows[0].counters.encaps == before
    # nothing is negotiated for what may not be sealed
    net.one.type("clear crypto sa")
    assert net.lan_ping(2) == ".." and not engine(net.one).flows[0].requests


NAMED = "crypto isakmp identity hostname\nip domain name example.com\nip host R{0}.example.com 10.0.0.{0}\n"


def test_only_peers_of_the_identity_are_answered_and_asked() -> None:
    net = Office()
    for number, desk in ((1, net.one), (2, net.two)):
        desk.shell.configure(NAMED.format(3 - number))
    us = "crypto identity US\n fqdn r1.example.com\n" + ON_MAP + "set identity US\n"
    net.two.shell.configure(us)
    assert net.lan_ping() == ".!!"
    net.two.shell.configure("crypto identity US\n no fqdn r1.example.com\n fqdn r9.example.com\n")
    net.one.type("clear crypto session")
    net.run(2)
    net.two.type("debug crypto ipsec")
    assert net.lan_ping() == "..."
    assert "proxy identities not supported" in net.two.type("show logging")
    # the other way round: R2 asks, and R1 is not the one
    net.one.type("clear crypto session")
    net.two.type("clear crypto session")
    net.run(2)
    net.two.type("ping 10.1.1.1 source 10.2.2.1 repeat 2")
    net.run(5)
    assert idents(net.two) == []


def test_a_lifetime_in_days() -> None:
    desk = Desk("crypto ipsec security-association lifetime days 2\n", "csr1000v")
    assert "4608000 kilobytes/172800 seconds" in desk.type("show crypto ipsec security-association lifetime")
    assert "crypto ipsec security-association lifetime days 2" in desk.shell.running_config()
    desk.shell.configure("crypto ipsec security-association lifetime seconds 900\n")
    assert "kilobytes/900 seconds" in desk.type("show crypto ipsec security-association lifetime")
    config = "\n".join(desk.shell.running_config())
    assert "lifetime seconds 900" in config and "lifetime days" not in config
    desk.shell.configure("crypto ipsec profile P\n set security-association lifetime days 1\n")
    assert "kilobytes/86400 seconds" in desk.type("show crypto ipsec profile P")
    desk.shell.configure("crypto ipsec profile P\n no set security-association lifetime days\n")
    assert "kilobytes/900 seconds" in desk.type("show crypto ipsec profile P")


def test_manual_entries_judge_clear_packets_too() -> None:
    net = Office()
    key = "00112233445566778899AABBCCDDEEFF"
    for mine, desk in ((1, net.one), (2, net.two)):
        desk.shell.configure(
            f"no crypto map CM 10\ncrypto map CM 5 ipsec-manual\n set peer 10.0.0.{3 - mine}\n match address 101\n"
            f" set session-key inbound esp {1000 + mine} cipher {key} authenticator {key}00112233\n"
            f" set session-key outbound esp {1003 - mine} cipher {key} authenticator {key}00112233\n set transform-set TSET\n"
        )
    net.run(1)
    assert net.lan_ping(2) == "!!"
    net.two.shell.configure("access-list 110 deny icmp any any\ncrypto map CM 5\n set ip access-group 110 in\n")
    assert net.lan_ping(2) == ".."
    shown = net.two.type("show crypto map")
    assert "ipsec-manual" in shown and "\tExtended IP access check IN list 110\n" in shown
    assert " set peer 10.0.0.1\n set ip access-group 110 in\n" in "\n".join(net.two.shell.running_config())


def test_route_events_alone() -> None:
    net = Office()
    net.one.shell.configure(ON_MAP + "reverse-route\n")
    assert "IPSEC Route Events debugging is on" in net.one.type("debug crypto routing")
    assert net.lan_ping() == ".!!"
    log = net.one.type("show logging")
    assert "VPN Route Added 10.2.2.0 255.255.255.0 via 10.0.0.2" in log and "sa_request" not in log
