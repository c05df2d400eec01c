"""IPsec tunnels: one pair of SAs for all traffic, or one for each line of a policy; against crypto maps, with routes."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from tests.features.desk import Desk
from tests.features.ipsec.office import Office
from tests.features.wired import network

GI = "GigabitEthernet1"
TUNNEL = """\
interface {port}
 no crypto map CM
crypto ipsec profile P
 set transform-set TSET
interface Tunnel0
 ip unnumbered Loopback1
 tunnel source {port}
 tunnel mode ipsec ipv4
 tunnel destination 10.0.0.{far}
{more} tunnel protection ipsec profile P
no ip route 0.0.0.0 0.0.0.0 10.0.0.{far}
"""
POLICY = " tunnel protection ipsec policy ipv4 101\n"
REVERSE = "crypto ipsec profile P\n reverse-route\n"
LINE = "%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel0, changed state to "


def tunnel(desk: Desk, far: int, more: str = POLICY, port: str = GI) -> None:
    assert "%" not in desk.shell.configure(TUNNEL.format(port=port, far=far, more=more))


def idents(desk: Desk) -> list[str]:
    """Remote identities that have SAs, sorted."""
    blocks = desk.type("show crypto ipsec sa").split("protected vrf")[1:]
    up = [block for block in blocks if "current outbound spi: 0x0(0)" not in block]
    return sorted(line.split("(")[-1].split("/")[0] for block in up for line in block.splitlines() if "remote ident" in line)


def second_lan(net: Office) -> None:
    net.two.shell.configure(
        "interface Loopback3\n ip address 10.3.3.1 255.255.255.0\n"
        "access-list 101 permit ip 10.3.3.0 0.0.0.255 10.1.1.0 0.0.0.255\n"
    )
    net.one.shell.configure("access-list 101 permit ip 10.1.1.0 0.0.0.255 10.3.3.0 0.0.0.255\n")


def test_a_policy_speaks_with_a_crypto_map() -> None:
    net = Office("csr1000v")
    second_lan(net)
    tunnel(net.one, 2)
    net.one.shell.configure(REVERSE + " set reverse-route tag 5\n")
    net.run(20)
    assert LINE + "up" in net.one.type("show logging")
    assert idents(net.one) == ["10.2.2.0", "10.3.3.0"]  # both at once, without traffic
    assert "S        10.3.3.0/24 is directly connected, Tunnel0" in net.one.type("show ip route static")
    assert net.lan_ping() == "!!!"
    assert net.ping("10.3.3.1", 2, "10.1.1.1") == "!!"
    assert net.ping("10.3.3.1", 2, "10.0.0.1") == ".."  # no line selects it
    assert "Tag 5" in net.one.type("show ip route 10.3.3.0")
    net.one.type("clear crypto sa")
    net.run(5)
    assert idents(net.one) == ["10.2.2.0", "10.3.3.0"]  # always on
    shown = net.one.type("show running-config interface Tunnel0")
    assert " tunnel protection ipsec policy ipv4 101\n tunnel protection ipsec profile P\n" in shown


def test_the_line_is_up_as_long_as_one_pair_is() -> None:
    net = Office("csr1000v")
    net.one.shell.configure("access-list 101 permit ip 10.1.1.0 0.0.0.255 10.9.9.0 0.0.0.255\n")  # the far end has it not
    tunnel(net.one, 2)
    net.run(20)
    assert idents(net.one) == ["10.2.2.0"]
    assert "Tunnel0 is up, line protocol is up" in net.one.type("show interfaces Tunnel0")
    net.one.shell.configure(f"interface {GI}\n shutdown\n")
    net.run(5)
    assert "line protocol is down" in net.one.type("show interfaces Tunnel0")


def test_lines_come_and_go_under_a_live_tunnel() -> None:
    net = Office("csr1000v")
    second_lan(net)
    tunnel(net.one, 2)
    net.one.shell.configure(REVERSE)
    net.run(20)
    net.one.shell.configure("no access-list 101\naccess-list 101 permit ip 10.1.1.0 0.0.0.255 10.3.3.0 0.0.0.255\n")
    net.run(5)
    assert (idents(net.one), idents(net.two)) == (["10.3.3.0"], ["10.1.1.0"])
    assert "10.2.2.0" not in net.one.type("show ip route static")
    net.one.shell.configure(f"interface Tunnel0\n no{POLICY}")
    net.run(5)
    assert "10.3.3.0" not in net.one.type("show crypto route")


def test_two_policies_and_a_part_of_a_line() -> None:
    """The far end protects less than we do: it refuses what we ask for, and its own part is taken."""
    net = Office("csr1000v")
    lists = "no access-list 101\naccess-list 101 permit ip 10.0.0.0 0.255.255.255 10.{0} {1}\n"
    net.one.shell.configure(lists.format("0.0.0", "0.255.255.255"))
    net.two.shell.configure(lists.format("1.0.0", "0.0.255.255"))
    for desk, far in ((net.two, 1), (net.one, 2)):
        tunnel(desk, far)
        desk.shell.configure(f"ip route 10.{far}.{far}.0 255.255.255.0 Tunnel0\n")
    net.run(40)
    assert net.lan_ping() == "!!!"
    assert idents(net.one) == ["10.0.0.0"] and idents(net.two) == ["10.1.0.0"]


def test_an_ipsec_tunnel_and_a_crypto_map_for_everything() -> None:
    """VTI on one side, `permit ip any any` on the other: the proxies are the same."""
    net = Office("csr1000v")
    net.two.shell.configure("no access-list 101\naccess-list 101 permit ip any any\n")
    tunnel(net.one, 2, more="")
    net.one.shell.configure("ip route 10.2.2.0 255.255.255.0 Tunnel0\n")
    net.run(10)
    assert idents(net.one) == ["0.0.0.0"] and "Always create SAs" in net.one.type("show crypto map")
    assert net.lan_ping() == "!!!"


def test_the_profile_of_phase_1_may_stand_on_the_tunnel() -> None:
    net = Office("csr1000v")
    keyring = (
        "crypto keyring K\n pre-shared-key address 10.0.0.2 key other\ncrypto isakmp profile I\n keyring K\n"
        " match identity address 10.0.0.2 255.255.255.255\n"
    )
    net.one.shell.configure(keyring)
    tunnel(net.one, 2, more="")
    net.one.shell.configure("interface Tunnel0\n tunnel protection ipsec profile P isakmp-profile I\n no shutdown\n")
    assert " tunnel protection ipsec profile P isakmp-profile I\n" in net.one.type("show running-config interface Tunnel0")
    assert "\tISAKMP Profile: I\n" in net.one.type("show crypto map")
    net.two.shell.configure("no access-list 101\naccess-list 101 permit ip any any\n")
    net.run(20)
    assert "line protocol is down" in net.one.type("show interfaces Tunnel0")  # the keys differ
    net.two.shell.configure("no crypto isakmp key cisco address 0.0.0.0\ncrypto isakmp key other address 10.0.0.1\n")
    net.run(90)
    assert "line protocol is up" in net.one.type("show interfaces Tunnel0")
    net.one.type("configure terminal", "interface Tunnel0")
    assert "Profile NONE does not exist" in net.one.type("tunnel protection ipsec profile P isakmp-profile NONE")


def test_older_releases_have_one_pair_for_all() -> None:
    desk = Desk("interface Tunnel0\n", "c7200")
    desk.type("configure terminal", "interface Tunnel0")
    assert "% Invalid input" in desk.type("tunnel protection ipsec policy ipv4 101")


def test_what_no_line_selects_is_explained() -> None:
    crypto = (
        "crypto isakmp policy 10\n authentication pre-share\n group 14\ncrypto isakmp key cisco address 0.0.0.0\n"
        "crypto ipsec profile P\n"
    )
    texts = {
        f"R{mine}": crypto + f"interface {GI}\n ip address 10.0.0.{mine} 255.255.255.0\n no shutdown\n"
        f"interface Loopback1\n ip address 10.{mine}.{mine}.1 255.255.255.0\n"
        f"access-list 101 permit tcp 10.{mine}.{mine}.0 0.0.0.255 10.{far}.{far}.0 0.0.0.255\n"
        f"interface Tunnel0\n ip unnumbered Loopback1\n tunnel source {GI}\n tunnel mode ipsec ipv4\n"
        f" tunnel destination 10.0.0.{far}\n tunnel protection ipsec policy ipv4 101\n"
        f" tunnel protection ipsec profile P\nip route 10.{far}.{far}.0 255.255.255.0 Tunnel0\n"
        for mine, far in ((1, 2), (2, 1))
    }
    lab: Lab = network(texts, "R1:Gi1 R2:Gi1", platform="csr1000v")
    lab.run(60)
    text = str(lab.trace("R1", "10.2.2.1", source="10.1.1.1"))
    assert "list 101, the policy of Tunnel0 of R1, does not select it" in text
    assert "| R1, interface Tunnel0: tunnel protection ipsec policy ipv4 101" in text
