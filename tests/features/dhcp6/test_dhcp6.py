"""DHCP for IPv6: addresses, prefixes and names, from a server on the link or behind a relay agent."""

from __future__ import annotations

import re

import pytest

from iosemu import Lab
from tests.features.wired import network

SERVER = """ipv6 unicast-routing
ipv6 local pool SITES 2001:db8:1200::/40 48
ipv6 dhcp pool LAN
 address prefix 2001:db8:12::/64 lifetime 3600 1800
 dns-server 2001:db8::53
 domain-name example.com
ipv6 dhcp pool PREFIXES
 prefix-delegation pool SITES
interface Fa0/0
 ipv6 address 2001:db8:12::1/64
 ipv6 dhcp server LAN
 no shutdown
"""
CLIENT = """interface Fa0/0
 ipv6 enable
 ipv6 address dhcp
 no shutdown
"""


def pair(server: str = SERVER, client: str = CLIENT) -> Lab:
    lab = network({"R1": server, "R2": client}, "R1:Fa0/0 R2:Fa0/0")
    assert lab.refused_lines() == []
    lab.run(30)
    return lab


def address(lab: Lab, node: str = "R2") -> str:
    (found,) = re.findall(r"^ +Address: (\S+)/128$", lab[node].cli("show ipv6 dhcp interface"), re.M)
    return str(found)


def test_an_address() -> None:
    lab = pair()
    own = address(lab)
    assert own.startswith("2001:DB8:12:")
    shown = lab["R2"].cli("show ipv6 dhcp interface").splitlines()
    assert shown[:6] == [
        "FastEthernet0/0 is in client mode", "  Prefix State is IDLE", "  Address State is OPEN",
        shown[3], "  List of known servers:", "    Reachable via address: FE80::C801:FF:FE01:1000",
    ]  # fmt: skip
    assert re.fullmatch(r"  Renew for address will be sent in 00:14:\d\d", shown[3])
    assert "    DUID: 00030001CA0100011000" in shown
    assert "      IA NA: IA ID 0x00010001, T1 900, T2 1440" in shown
    assert "                preferred lifetime 1800, valid lifetime 3600" in shown
    assert shown[-5:] == [
        "      DNS server: 2001:DB8::53", "      Domain name: example.com", "      Information refresh time: 0",
        "  Prefix Rapid-Commit: disabled", "  Address Rapid-Commit: disabled",
    ]  # fmt: skip
    assert f"LC  {own}/128 [0/0]\n     via FastEthernet0/0, receive\n" in lab["R2"].cli("show ipv6 route")
    binding = lab["R1"].cli("show ipv6 dhcp binding").splitlines()
    assert binding[:7] == [
        "Client: FE80::C801:FF:FE02:1000 ", "  DUID: 00030001CA0100021000", "  Username : unassigned", "  VRF : default",
        "  IA NA: IA ID 0x00010001, T1 900, T2 1440", f"    Address: {own}",
        "            preferred lifetime 1800, valid lifetime 3600",
    ]  # fmt: skip
    assert lab["R1"].cli("show ipv6 dhcp pool LAN") == (
        "DHCPv6 pool: LAN\n"
        "  Address allocation prefix: 2001:DB8:12::/64 valid 3600 preferred 1800 (1 in use, 0 conflicts)\n"
        "  DNS server: 2001:DB8::53\n  Domain name: example.com\n  Active clients: 1\n"
    )
    assert f"ping {own}" and "(5/5)" in lab["R1"].cli(f"ping {own}")


def test_it_is_renewed_and_goes_back() -> None:
    lab = pair()
    own = address(lab)
    lab.run(4000)
    assert address(lab) == own and "RENEW                            4" in lab["R1"].cli("show ipv6 dhcp statistics")
    assert lab["R2"].configure("interface Fa0/0\n no ipv6 address dhcp\n") == ""
    lab.run(2)
    assert lab["R1"].cli("show ipv6 dhcp binding") == "" and own not in lab["R2"].cli("show ipv6 interface Fa0/0")
    assert lab["R2"].configure("interface Fa0/0\n ipv6 address dhcp rapid-commit\n") == ""
    lab.run(10)
    assert address(lab), "the server knows of no rapid commit: four messages"


def test_without_a_server_it_ends() -> None:
    lab = pair()
    own = address(lab)
    assert lab["R1"].configure("interface Fa0/0\n no ipv6 dhcp server LAN\n") == ""
    lab.run(3500)
    assert own in lab["R2"].cli("show ipv6 interface Fa0/0"), "REBIND, while it is valid"
    assert "Address State is REBIND" in lab["R2"].cli("show ipv6 dhcp interface")
    lab.run(1000)
    assert own not in lab["R2"].cli("show ipv6 interface Fa0/0")
    assert "Address State is SOLICIT" in lab["R2"].cli("show ipv6 dhcp interface")
    assert lab["R1"].configure("interface Fa0/0\n ipv6 dhcp server LAN rapid-commit\n") == ""
    lab.run(3700)
    assert address(lab)


def test_it_needs_no_other_line() -> None:
    lab = pair(client="interface Fa0/0\n ipv6 address dhcp\n no shutdown\n")
    assert address(lab)
    assert lab["R2"].configure("interface Fa0/0\n no ipv6 address dhcp\n") == ""
    assert "IPv6 is enabled" not in lab["R2"].cli("show ipv6 interface Fa0/0")
    lab.run(1)
    assert lab["R1"].cli("show ipv6 dhcp binding") == "", "it was given back"
    assert lab["R2"].configure("interface Fa0/0\n ipv6 address dhcp\n") == ""
    lab.run(10)
    assert address(lab), "its line was up"


def test_a_pool_without_addresses() -> None:
    lab = pair(SERVER.replace(" address prefix 2001:db8:12::/64 lifetime 3600 1800\n", ""))
    assert "Address State is SOLICIT" in lab["R2"].cli("show ipv6 dhcp interface")
    assert lab["R1"].cli("show ipv6 dhcp binding") == ""


def test_the_greatest_preference() -> None:
    other = SERVER.replace("12::1/64", "12::3/64").replace("server LAN", "server LAN preference 200")
    lab = network({"R1": SERVER, "R2": CLIENT, "R3": other}, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0")
    lab.run(30)
    assert address(lab) and "    Preference: 200\n" in lab["R2"].cli("show ipv6 dhcp interface")
    assert lab["R1"].cli("show ipv6 dhcp binding") == "" != lab["R3"].cli("show ipv6 dhcp binding")


def test_two_messages_with_rapid_commit() -> None:
    lab = pair(SERVER.replace("server LAN", "server LAN rapid-commit"), CLIENT.replace("dhcp", "dhcp rapid-commit"))
    assert address(lab)
    counts = {(row.of, row.name): row.count for row in lab["R1"].rows("show ipv6 dhcp statistics")}
    assert counts == {("received", "SOLICIT"): 1, ("sent", "REPLY"): 1}


def delegating() -> Lab:
    """R1 delegates a prefix to R2, behind which is R3."""
    lab = network({
        "R1": SERVER.replace("server LAN", "server PREFIXES"),
        "R2": "ipv6 unicast-routing\ninterface Fa0/0\n ipv6 enable\n ipv6 dhcp client pd HOME\n no shutdown\n"
              "interface Fa0/1\n ipv6 address HOME ::1:0:0:0:1/64\n no shutdown\nipv6 route ::/0 Fa0/0 fe80::c801:ff:fe01:1000\n",
        "R3": "interface Fa0/0\n ipv6 address autoconfig default\n no shutdown\n",
    }, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/0")  # fmt: skip
    assert lab.refused_lines() == []
    lab.run(60)
    return lab


def test_a_delegated_prefix() -> None:
    lab = delegating()
    shown = lab["R2"].cli("show ipv6 dhcp interface")
    assert "  Prefix State is OPEN\n" in shown and "        Prefix: 2001:DB8:1200::/48\n" in shown and "  Prefix name: HOME\n" in shown
    assert "2001:DB8:1200:1::1, subnet is 2001:DB8:1200:1::/64" in lab["R2"].cli("show ipv6 interface Fa0/1")
    assert "S   2001:DB8:1200::/48 [1/0]\n     via Null0, directly connected\n" in lab["R2"].cli("show ipv6 route")
    assert "S   2001:DB8:1200::/48 [1/0]\n     via FE80::C801:FF:FE02:1000, FastEthernet0/0\n" in lab["R1"].cli("show ipv6 route")
    assert "2001:DB8:1200:1:C801:FF:FE03:1000, subnet" in lab["R3"].cli("show ipv6 interface Fa0/0")
    assert "(5/5)" in lab["R3"].cli("ping 2001:db8:12::1"), "R1 has a route to the delegated prefix"
    assert lab["R2"].cli("show ipv6 general-prefix").startswith("IPv6 Prefix HOME, acquired via DHCP PD\n  2001:DB8:1200::/48 Valid lifetime 25919")
    assert "  IA PD: IA ID 0x00010001, T1 302400, T2 483840\n    Prefix: 2001:DB8:1200::/48\n" in lab["R1"].cli("show ipv6 dhcp binding")
    assert lab["R1"].cli("show ipv6 local pool").splitlines()[1].split() == ["SITES", "2001:DB8:1200::/40", "255", "1"]
    assert lab["R2"].configure("interface Fa0/0\n no ipv6 dhcp client pd HOME\n") == ""
    lab.run(2)
    assert "2001:DB8:1200" not in lab["R1"].cli("show ipv6 route") + lab["R2"].cli("show ipv6 interface Fa0/1")


def relaying() -> Lab:
    """R2 is between the server and R3."""
    lab = network({
        "R1": SERVER.replace("2001:db8:12::/64", "2001:db8:23::/64") + "ipv6 route 2001:db8:23::/64 2001:db8:12::2\n",
        "R2": "ipv6 unicast-routing\ninterface Fa0/0\n ipv6 address 2001:db8:12::2/64\n no shutdown\n"
              "interface Fa0/1\n ipv6 address 2001:db8:23::2/64\n ipv6 dhcp relay destination 2001:db8:12::1\n no shutdown\n",
        "R3": CLIENT,
    }, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/0")  # fmt: skip
    assert lab.refused_lines() == []
    lab.run(30)
    return lab


def test_a_relay_agent() -> None:
    lab = relaying()
    assert address(lab, "R3").startswith("2001:DB8:23:")
    assert lab["R2"].cli("show ipv6 dhcp interface") == (
        "FastEthernet0/1 is in relay mode\n  Relay destinations:\n    2001:DB8:12::1\n"
    )
    counts = lab["R1"].cli("show ipv6 dhcp statistics")
    assert "RELAY-FORWARD                    2" in counts and "RELAY-REPLY                      2" in counts


def test_what_is_typed_comes_back() -> None:
    lab = pair()
    for node, lines in (("R1", SERVER), ("R2", CLIENT)):
        shown = "\n".join(lab[node].running_config()).lower()
        assert [line for line in lines.lower().splitlines() if "dhcp" in line or "prefix" in line] == [
            line for line in shown.splitlines() if ("dhcp" in line or "prefix" in line) and "ip dhcp" not in line[:8]
        ]
    lab["R2"].reload()
    lab.run(60)
    assert address(lab)


@pytest.mark.parametrize(("lines", "said"), [
    ("interface Fa0/0\n ipv6 address dhcp\n", "% Interface is in DHCP server mode"),
    ("interface Fa0/0\n ipv6 dhcp relay destination 2001:db8::1\n", "% Interface is in DHCP server mode"),
])  # fmt: skip
def test_one_interface_has_one_mode(lines: str, said: str) -> None:
    assert said in pair()["R1"].configure(lines)


def test_a_server_whose_ipv6_comes_again() -> None:
    """The last address of its interface goes, and with it the group that clients ask; both come back."""
    lab = Lab.load("ipv6-dhcp")
    lab.settle()
    lab["R1"].configure("interface FastEthernet0/0\nno ipv6 address 2001:DB8:12::1/64\n")
    lab.run(3600)
    assert "Prefix State is SOLICIT" in lab["R2"].cli("show ipv6 dhcp interface FastEthernet0/0")
    lab["R1"].configure("interface FastEthernet0/0\nipv6 address 2001:DB8:12::1/64\n")
    lab.run(180)
    assert "Prefix State is OPEN" in lab["R2"].cli("show ipv6 dhcp interface FastEthernet0/0")
