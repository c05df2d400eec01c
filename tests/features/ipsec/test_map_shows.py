"""Shows of crypto maps and of the crypto engine in all their forms, against real outputs where there are any."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk
from tests.features.ipsec.office import Office

ON_MAP = "crypto map CM 10\n "
DYNAMIC = (
    "crypto dynamic-map D 10\n set transform-set TSET\n reverse-route\n match address 101\n"
    "no crypto map CM 10\ncrypto map CM 20 ipsec-isakmp dynamic D\nno ip route 0.0.0.0 0.0.0.0 10.0.0.1\n"
)


def test_of_several_entries_the_last_has_the_interfaces() -> None:
    desk = Desk(
        "crypto map CM 10 ipsec-isakmp\n set peer 192.0.2.1\n match address 101\n set security-association idle-time 900\n"
        "crypto map CM 20 ipsec-isakmp\ncrypto map OTHER 5 ipsec-isakmp\naccess-list 101 permit ip any any\n"
        "interface FastEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n crypto map CM\n"
    )
    text = desk.type("show crypto map")
    first, second, third = (part.partition("\n\n")[0] for part in text.split("Crypto Map IPv4 ")[1:])
    assert "Interfaces" not in first and second.endswith("Interfaces using crypto map CM:\n\t\tFastEthernet0/0")
    assert third.rstrip().endswith("Interfaces using crypto map OTHER:")
    assert "\tSecurity association idletime: 900 seconds\n" in first
    assert "WARNING: This crypto map is in an incomplete state!\n\t\t(missing peer or access-list definitions)" in second
    assert desk.type("show crypto map interface FastEthernet0/0").count("Crypto Map IPv4") == 2
    assert desk.type("show crypto map tag OTHER").count("Crypto Map IPv4") == 1
    assert desk.type("show crypto map tag NONE") == "No crypto maps found.\n"
    assert desk.type("show crypto map interface FastEthernet0/1") == "No crypto maps found.\n"


def test_entries_that_peers_made_of_a_dynamic_map() -> None:
    net = Office()
    net.two.shell.configure(DYNAMIC)
    assert "Dynamic map template tag: D\n\tInterfaces using crypto map CM:\n\t\tFastEthernet0/0" in net.two.type("show crypto map")
    assert net.lan_ping() == ".!!"
    text = net.two.type("show crypto map")
    assert text == (
        'Crypto Map IPv4 "CM" 20 ipsec-isakmp\n\tDynamic map template tag: D\n\n'
        'Crypto Map IPv4 "CM" 65536 ipsec-isakmp\n\tPeer = 10.0.0.1\n\tExtended IP access list \n'
        "\t    access-list  permit ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255\n"
        "\t    dynamic (created from dynamic map D/10)\n\tCurrent peer: 10.0.0.1\n"
        "\tSecurity association lifetime: 4608000 kilobytes/3600 seconds\n\tResponder-Only (Y/N): N\n\tPFS (Y/N): N\n"
        "\tMixed-mode : Disabled\n\tTransform sets={ \n\t\tTSET:  { esp-aes esp-sha-hmac  } , \n\t}\n"
        "\tReverse Route Injection Enabled\n\tInterfaces using crypto map CM:\n\t\tFastEthernet0/0\n\n"
    )
    assert "Active SAs: 2, origin: dynamic crypto map" in net.two.type("show crypto session")
    assert "     PERMIT, flags={}\n" in net.two.type("show crypto ipsec sa")
    assert "     PERMIT, flags={origin_is_acl,}\n" in net.one.type("show crypto ipsec sa")
    template = net.two.type("show crypto dynamic-map")
    assert template.startswith('Crypto Map Template"D" 10\n\tExtended IP access list 101\n')
    assert template == net.two.type("show crypto dynamic-map tag D")
    assert net.two.type("show crypto dynamic-map tag E") == "No crypto map templates found.\n"
    net.one.type("clear crypto sa")
    net.run(1)
    assert "65536" not in net.two.type("show crypto map")


@pytest.mark.parametrize(("platform", "lines"), [
    ("c3725", ["Responder-Only", "Mixed-mode", "Dualstack", "SS dynamic", "IPv4"]),
    ("c7200", ["Dualstack", "SS dynamic"]),
    ("csr1000v", []),
])  # fmt: skip
def test_lines_of_later_releases(platform: str, lines: list[str]) -> None:
    text = Office(platform).one.type("show crypto map")
    assert [word for word in ("Responder-Only", "Mixed-mode", "Dualstack", "SS dynamic", "IPv4") if word not in text] == lines
    assert ("\t\tTSET, \n" in text) is (platform == "c3725")


def test_sessions_by_all_words() -> None:
    net = Office()
    assert net.lan_ping() == ".!!"
    whole = net.one.type("show crypto session")
    for words in ("remote 10.0.0.2", "local 10.0.0.1", "interface FastEthernet0/0", "active"):
        assert net.one.type(f"show crypto session {words}") == whole, words
    for words in ("remote 10.0.0.3", "local 10.0.0.3", "interface FastEthernet0/1", "standby", "username U", "group G",
                  "isakmp profile P", "isakmp group G", "groups"):  # fmt: skip
        assert "10.0.0.2" not in net.one.type(f"show crypto session {words}"), words
    profile = (
        "crypto keyring K\n pre-shared-key address 10.0.0.2 key cisco\ncrypto isakmp profile P\n keyring K\n"
        " match identity address 10.0.0.2 255.255.255.255\n" + ON_MAP + "set isakmp-profile P\n"
    )
    net.one.shell.configure(profile)
    net.one.type("clear crypto session")
    net.run(2)
    assert net.lan_ping(4)[-1] == "!"
    assert "Peer: 10.0.0.2" in net.one.type("show crypto session isakmp profile P")
    assert "Peer: 10.0.0.2" not in net.one.type("show crypto session isakmp profile Q")


def test_a_session_of_phase_1_alone() -> None:
    """Who answers has its entry for another peer: phase 1 stands, and no flow is with it."""
    net = Office()
    net.two.shell.configure(ON_MAP + "no set peer 10.0.0.1\nset peer 10.0.0.9\n")
    net.lan_ping(2)
    told = net.two.type("show crypto session")
    assert "Session status: DOWN\nPeer: 10.0.0.9 port 500 \n" in told
    assert told.endswith(
        "Session status: UP-IDLE\nPeer: 10.0.0.1 port 500 \n  IKEv1 SA: local 10.0.0.2/500 remote 10.0.0.1/500 Active \n\n"
    )


def test_peers_are_described() -> None:
    """Layouts: Security Configuration Guide, "IP Security VPN Monitoring"."""
    net = Office(extra="logging buffered 10000\ncrypto logging session\n")
    net.one.shell.configure("crypto isakmp peer address 10.0.0.2\n description the hub\ncrypto isakmp peer address 10.0.0.9\n")
    net.lan_ping(2)
    assert net.one.type("show crypto isakmp peers") == (
        "Peer: 10.0.0.2 Port: 500 Local: 10.0.0.1\n Phase1 id: 10.0.0.2\n Description: the hub\n flags: PEER_POLICY\n"
        "Peer: 10.0.0.9 Port: 500\n flags: PEER_POLICY\n"
    )
    assert "      Desc: the hub\n" in net.one.type("show crypto session detail")
    assert "Peer 10.0.0.2:500 Description: the hub Id: 10.0.0.2" in net.one.type("show logging")


def test_what_the_engine_does() -> None:
    net = Office()
    assert net.lan_ping() == ".!!"
    eli = net.one.type("show crypto eli")
    assert " IKE-Session   :     1 active,  1000 max, 0 failed, 1 created\n" in eli
    assert " IPSec-Session :     1 active,  1000 max, 0 failed, 1 created\n" in eli
    net.one.type("clear crypto sa")
    assert net.lan_ping(4)[-1] == "!"
    assert " IPSec-Session :     1 active,  1000 max, 0 failed, 2 created\n" in net.one.type("show crypto eli")
    spi = next(line for line in net.one.type("show crypto ipsec sa").splitlines() if line.startswith("      spi: 0x"))
    number = int(spi.split("(")[1].rstrip(")"))
    assert f"{number:08X} esp  10.0.0.1                 ipsec\n" in net.one.type("show crypto ipsec spi-lookup")
    assert "Transient SPI table" in net.one.type("show crypto ipsec spi-lookup detail")


def test_the_rules_of_what_leaves() -> None:
    net = Office()
    net.one.shell.configure("access-list 101 deny ospf any any\naccess-list 101 deny udp any eq 848 any eq 848\naccess-list 101 permit ip any any\n")
    assert net.one.type("show crypto ruleset") == (
        "\nFastEthernet0/0:\nIP 10.1.1.0/255.255.255.0 10.2.2.0/255.255.255.0 IPSec Cryptomap\n59 ANY ANY DENY\n"
        "11 ANY/848 ANY/848 DENY\nIP ANY ANY IPSec Cryptomap\n"
    )
    assert "20000001000020 59 ANY ANY DENY -> 20000001999999\n" in net.one.type("show crypto ruleset detail")
    old = Desk(platform="c3725")
    assert "% Invalid input" in old.type("show crypto ruleset")


def test_a_tunnel_with_a_policy_is_one_socket() -> None:
    """Layout: real output of IOS-XE."""
    net = Office("csr1000v")
    net.one.shell.configure(
        "access-list 101 permit ip 10.1.1.0 0.0.0.255 10.3.3.0 0.0.0.255\ninterface GigabitEthernet1\n no crypto map\n"
        "crypto ipsec profile P\n set transform-set TSET\ninterface Tunnel0\n ip unnumbered Loopback1\n"
        " tunnel source GigabitEthernet1\n tunnel mode ipsec ipv4\n tunnel destination 10.0.0.2\n"
        " tunnel protection ipsec policy ipv4 101\n tunnel protection ipsec profile P\n"
    )
    net.run(10)
    assert net.one.type("show crypto sockets") == (
        "\nNumber of Crypto Socket connections 1\n\n   Tu0 Peers (local/remote): 10.0.0.1/10.0.0.2 \n"
        "       Local Ident  (addr/mask/port/prot): (0.0.0.0/0.0.0.0/0/0)\n"
        "       Remote Ident (addr/mask/port/prot): (0.0.0.0/0.0.0.0/0/0)\n"
        "        TRUE  ident (addr/mask/prot/port): {LOCAL -> REMOTE}\n"
        "             10.1.1.0/255.255.255.0/0/0 -> 10.3.3.0/255.255.255.0/0/0\n"
        "             10.1.1.0/255.255.255.0/0/0 -> 10.2.2.0/255.255.255.0/0/0\n"
        '       IPSec Profile: "P"\n       Socket State: Open\n       Client: "TUNNEL SEC" (Client State: Active)\n'
        'Crypto Sockets in Listen state:\nClient: "TUNNEL SEC" Profile: "P" Map-name: "Tunnel0-head-0"\n'
    )


def test_an_entry_without_a_list_and_one_whose_list_is_not_there() -> None:
    desk = Desk("crypto map CM 10 ipsec-isakmp\n set peer 192.0.2.2\ncrypto map CM 20 ipsec-isakmp\n set peer 192.0.2.3\n match address 101\n")
    incomplete = "\tWARNING: This crypto map is in an incomplete state!\n\t\t(missing peer or access-list definitions)\n"
    text = desk.type("show crypto map")
    assert f"{incomplete}\tPeer = 192.0.2.2\n\tNo matching address list set.\n\tSecurity association" in text
    assert f"{incomplete}\tPeer = 192.0.2.3\n\tExtended IP access list 101\n\tSecurity association" in text
    desk.type("configure terminal", "access-list 101 permit ip any any", "end")
    assert desk.type("show crypto map").count(incomplete) == 1


def test_the_template_of_an_entry_is_kept() -> None:
    desk = Desk("crypto map CM 10 ipsec-isakmp dynamic ONE\n")
    desk.type("configure terminal")
    assert desk.type("crypto map CM 10 ipsec-isakmp dynamic ONE") == ""
    assert desk.type("crypto map CM 10 ipsec-isakmp dynamic TWO") == (
        "% Attempt to change dynamic map tag for existing crypto map is ignored.\n"
    )
    assert desk.type("no crypto map CM 10", "crypto map CM 10 ipsec-isakmp dynamic TWO", "end") == ""
    assert "\tDynamic map template tag: TWO\n" in desk.type("show crypto map")


def test_lists_of_identities() -> None:
    desk = Desk(
        "crypto identity HUBS\n dn o=Example,ou=Hubs\ncrypto identity BRANCHES\n description the branches\n fqdn r2.example.com\n"
    )
    branches = "crypto identity BRANCHES:\n\tDescription: the branches\n\tfqdn r2.example.com\n\n"
    assert desk.type("show crypto identity BRANCHES") == branches
    assert desk.type("show crypto identity") == f"crypto identity HUBS:\n\tdn o=Example,ou=Hubs\n\n{branches}"
    assert desk.type("show crypto identity NONE") == ""
