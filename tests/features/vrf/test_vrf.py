"""`vrf definition`, `ip vrf`, `vrf forwarding`: what they accept, say, do to tables and show."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.lab.node import Node
from tests.features.wired import network

TWO = """\
vrf definition RED
 rd 65000:1
 address-family ipv4
vrf definition BLUE
 address-family ipv4
interface GigabitEthernet0/0
 vrf forwarding RED
 ip address 10.1.1.1 255.255.255.0
 no shutdown
interface GigabitEthernet0/1
 vrf forwarding BLUE
 ip address 10.1.1.1 255.255.255.0
 no shutdown
"""
HOST = "interface GigabitEthernet0/0\n ip address 10.1.1.2 255.255.255.0\n no shutdown\n"


def lab(config: str = TWO, **more: str) -> Lab:
    made = network(
        {"R1": config, "A": HOST, "B": HOST}, "R1:Gi0/0 A:Gi0/0", "R1:Gi0/1 B:Gi0/0", **{"platform": "iosv", **more}
    )
    made.run(5)
    return made


def text_of(node: Node) -> str:
    return "\n".join(node.running_config()) + "\n"


def test_running_config_stands_before_interfaces_and_reads_back() -> None:
    r1 = lab()["R1"]
    assert r1.configure("vrf definition RED\n address-family ipv4\n  route-target both 65000:1\n") == ""
    text = text_of(r1)
    assert (
        "boot-end-marker\n!\nvrf definition BLUE\n !\n address-family ipv4\n exit-address-family\n!\n"
        "vrf definition RED\n rd 65000:1\n !\n address-family ipv4\n  route-target export 65000:1\n"
        "  route-target import 65000:1\n exit-address-family\n!\n"
    ) in text
    assert "interface GigabitEthernet0/0\n vrf forwarding RED\n ip address 10.1.1.1 255.255.255.0\n" in text
    again = network({"R1": text}, platform="iosv")["R1"]
    assert text_of(again) == text
    assert again.device.shell.boot_refused == []


def test_ip_vrf_lives_beside() -> None:
    net = network({"R1": ""}, platform="c7200", release="12.4(24)T")
    r1 = net["R1"]
    assert "Invalid input" in r1.configure("vrf definition RED\n")
    assert r1.configure("ip vrf RED\n rd 1:1\n route-target 1:1\n description first\n") == ""
    assert r1.configure("interface FastEthernet0/0\n ip vrf forwarding RED\n ip address 10.0.0.1 255.0.0.0\n") == ""
    text = text_of(r1)
    assert "ip vrf RED\n description first\n rd 1:1\n route-target export 1:1\n route-target import 1:1\n!" in text
    assert "interface FastEthernet0/0\n ip vrf forwarding RED\n ip address 10.0.0.1 255.0.0.0\n" in text
    modern = lab()["R1"]
    assert modern.configure("ip vrf OLD\n") == ""
    assert modern.configure("interface Loopback1\n vrf forwarding OLD") == "% Use 'ip vrf forwarding' command for VRF OLD\n"
    assert modern.configure("interface Loopback1\n ip vrf forwarding OLD") == ""
    assert modern.configure("interface Loopback1\n ip vrf forwarding RED") == "% Use 'vrf forwarding' command for VRF RED\n"
    assert "interface Loopback1\n ip vrf forwarding OLD\n no ip address\n" in text_of(modern)


@pytest.mark.parametrize(
    ("platform", "release", "port", "verb"),
    [
        ("iosv", "", "GigabitEthernet0/0", "enabling"),
        ("csr1000v", "", "GigabitEthernet1", "disabling"),
        ("c8000v", "", "GigabitEthernet1", "enabling"),
        ("c7200", "12.4(24)T", "FastEthernet0/0", "enabling"),
    ],
)
def test_addresses_go_with_the_old_table(platform: str, release: str, port: str, verb: str) -> None:
    r1 = network({"R1": ""}, platform=platform, release=release)["R1"]
    old = r1.device.software.release < (15, 0)
    made, word = ("ip vrf RED\n", "ip vrf") if old else ("vrf definition RED\n address-family ipv4\n", "vrf")
    r1.configure(made)
    assert r1.configure(f"interface {port}\n {word} forwarding RED\n") == ""
    r1.configure(f"interface {port}\n ip address 10.9.9.1 255.255.255.0\n ip address 10.9.8.1 255.255.255.0 secondary\n")
    said = f"% Interface {port} IPv4 disabled and address(es) removed due to disabling VRF RED\n"
    assert r1.configure(f"interface {port}\n no {word} forwarding\n") == said
    assert f"interface {port}\n no ip address\n" in text_of(r1)
    r1.configure(f"interface {port}\n ip address 10.9.9.1 255.255.255.0\n")
    said = f"% Interface {port} IPv4 disabled and address(es) removed due to {verb} VRF RED\n"
    assert r1.configure(f"interface {port}\n {word} forwarding RED\n") == said
    assert r1.configure(f"interface {port}\n {word} forwarding RED\n") == ""
    assert r1.configure(f"interface {port}\n {word} forwarding GREEN\n") == "% VRF GREEN not configured.\n"


def test_same_subnets_live_in_two_tables() -> None:
    net = lab()
    r1 = net["R1"]
    assert "10.1.1.0" not in r1.cli("show ip route")
    for name, port in (("RED", "GigabitEthernet0/0"), ("BLUE", "GigabitEthernet0/1")):
        text = r1.cli(f"show ip route vrf {name}")
        assert text.startswith(f"\nRouting Table: {name}\nCodes: L - local,")
        assert f"C        10.1.1.0/24 is directly connected, {port}\n" in text
        assert text.count("directly connected") == 2
    assert r1.cli("show ip route vrf NOSUCH") == "% IP routing table NOSUCH does not exist\n"
    assert r1.cli("show ip route vrf RED 10.1.1.0").startswith("\nRouting Table: RED\nRouting entry for 10.1.1.0/24\n")
    assert r1.cli("show ip route vrf RED 172.16.0.0") == "\nRouting Table: RED\n% Network not in table\n"
    assert "IP routing table name is BLUE (0x2)\n" in r1.cli("show ip route vrf BLUE summary")
    said = r1.configure("interface GigabitEthernet0/2\n vrf forwarding RED\n no shutdown\n ip address 10.1.1.9 255.255.255.0\n")
    assert said == "% 10.1.1.0 overlaps with GigabitEthernet0/0\n"


def test_without_its_address_family_a_vrf_takes_no_address() -> None:
    r1 = lab()["R1"]
    r1.configure("vrf definition BARE\ninterface Loopback1\n vrf forwarding BARE\n")
    said = "% Loopback1 is linked to a VRF. Enable IPv4 on that VRF first.\n"
    assert r1.configure("interface Loopback1\n ip address 1.1.1.1 255.255.255.255\n") == said
    assert r1.cli("show ip route vrf BARE") == "% IP routing table BARE does not exist\n"
    r1.configure("vrf definition BARE\n address-family ipv4\n")
    assert r1.configure("interface Loopback1\n ip address 1.1.1.1 255.255.255.255\n") == ""
    assert "C        1.1.1.1 is directly connected" in r1.cli("show ip route vrf BARE")
    assert "addresses from all interfaces in VRF BARE have been removed" in r1.configure(
        "vrf definition BARE\n no address-family ipv4\n"
    )
    assert "interface Loopback1\n vrf forwarding BARE\n no ip address\n" in text_of(r1)


@pytest.mark.parametrize(("platform", "family"), [("iosv", "IPv4"), ("c8000v", "ipv4")])
def test_end_of_a_vrf_takes_what_stood_in_it(platform: str, family: str) -> None:
    port = "GigabitEthernet0/0" if platform == "iosv" else "GigabitEthernet1"
    config = TWO.partition("interface GigabitEthernet0/1")[0].replace("GigabitEthernet0/0", port)
    r1 = network({"R1": config}, platform=platform)["R1"]
    said = r1.configure("no vrf definition RED\n")
    assert said == f"% {family} addresses from all interfaces in VRF RED have been removed\n"
    text = text_of(r1)
    assert "RED" not in text
    assert f"interface {port}\n no ip address\n" in text
    assert r1.device.vrfs.get("RED") is None


def test_route_distinguishers_are_unique() -> None:
    r1 = lab()["R1"]
    assert r1.configure("vrf definition BLUE\n rd 65000:1\n") == "% Cannot set RD, check if it's unique\n"
    assert r1.configure("vrf definition RED\n rd 65000:1\n") == ""
    assert "Invalid input" in r1.configure("vrf definition BLUE\n rd 1.2.3:4:5\n")
    iol = network({"R1": ""}, platform="iol")["R1"]
    iol.configure("vrf definition A\n rd 1:1\n")
    assert iol.configure("vrf definition B\n rd 1:1\n") == "% RD 1:1 already in use by VRF A\n"
    assert "Invalid input" in iol.configure(f"vrf definition {'x' * 33}\n")


def test_shows() -> None:
    r1 = lab()["R1"]
    r1.configure("vrf definition RED\n description customer\ninterface Loopback7\n vrf forwarding RED\n")
    assert r1.cli("show vrf") == (
        "  Name                             Default RD            Protocols   Interfaces\n"
        "  BLUE                             <not set>             ipv4        Gi0/1\n"
        "  RED                              65000:1               ipv4        Gi0/0\n"
        "                                                                     Lo7\n"
    )
    assert r1.cli("show ip vrf RED") == (
        "  Name                             Default RD            Interfaces\n"
        "  RED                              65000:1               Gi0/0\n"
        "                                                         Lo7\n"
    )
    assert r1.cli("show ip vrf interfaces") == (
        "Interface              IP-Address      VRF                              Protocol\n"
        "Gi0/1                  10.1.1.1        BLUE                             up      \n"
        "Gi0/0                  10.1.1.1        RED                              up      \n"
        "Lo7                    unassigned      RED                              up      \n"
    )
    assert r1.cli("show vrf detail RED") == (
        "VRF RED (VRF Id = 1); default RD 65000:1; default VPNID <not set>\n"
        "  Description: customer\n"
        "  New CLI format, supports multiple address-families\n"
        "  Flags: 0x180C\n"
        "  Interfaces:\n"
        "    Gi0/0                    Lo7                     \n"
        "Address family ipv4 unicast (Table ID = 0x1):\n"
        "  Flags: 0x0\n"
        "  No Export VPN route-target communities\n"
        "  No Import VPN route-target communities\n"
        "  No import route-map\n"
        "  No global export route-map\n"
        "  No export route-map\n"
        "  VRF label distribution protocol: not configured\n"
        "  VRF label allocation mode: per-prefix\n"
        "Address family ipv6 unicast not active\n"
        "Address family ipv4 multicast not active\n"
        "Address family ipv6 multicast not active\n"
        "\n"
    )
    assert r1.cli("show vrf brief") == r1.cli("show vrf ipv4") == r1.cli("show vrf")
    assert r1.cli("show vrf ipv6") == ""
    r1.configure("vrf definition BLUE\n address-family ipv6\n")
    assert r1.cli("show vrf ipv6").splitlines()[1:] == r1.cli("show vrf brief BLUE").splitlines()[1:]
    assert r1.cli("show ip vrf brief RED") == r1.cli("show ip vrf RED")
    for line in ("show vrf id", "show vrf interfaces", "show ip vrf id"):
        assert r1.cli(line) == f"{' ' * (3 + line.rindex(' ') + 1)}^\n% Invalid input detected at '^' marker.\n\n"
    assert r1.cli("show vrf NOSUCH") == "% No VRF named NOSUCH\n"


EVERYTHING = """\
interface GigabitEthernet0/2
 ip address 192.0.2.1 255.255.255.0
 no shutdown
interface Tunnel0
 vrf forwarding BLUE
 ip address 172.16.0.1 255.255.255.0
 tunnel source GigabitEthernet0/0
 tunnel destination 10.1.1.2
 tunnel vrf RED
ip route vrf RED 0.0.0.0 0.0.0.0 192.0.2.9 global name out
ip route vrf RED 10.8.0.0 255.255.0.0 GigabitEthernet0/0 10.1.1.2 permanent
ip route vrf BLUE 10.8.0.0 255.255.0.0 10.1.1.2 200 tag 9
ip route 10.1.1.0 255.255.255.0 GigabitEthernet0/0
ip host vrf RED door 10.1.1.2
ip name-server vrf BLUE 10.1.1.2
arp vrf RED 10.1.1.9 0000.0c12.3456 arpa
logging host 10.1.1.2 vrf RED
access-list 10 permit any
route-map OUT permit 10
 set global
route-map OUT permit 20
 set vrf BLUE
route-map OUT permit 30
 set ip vrf RED next-hop 10.1.1.2
interface GigabitEthernet0/0
 ip policy route-map OUT
line vty 0 4
 access-class 10 in vrf-also
"""


@pytest.mark.parametrize("old", [False, True])
def test_everything_that_names_a_vrf_is_read_back(old: bool) -> None:
    config = TWO + EVERYTHING
    if old:
        config = config.replace(" address-family ipv4\n", "").replace("vrf definition", "ip vrf")
        config = config.replace(" vrf forwarding", " ip vrf forwarding")
    r1 = network({"R1": config}, platform="iosv")["R1"]
    assert r1.device.shell is not None
    assert r1.device.shell.boot_refused == []
    text = text_of(r1)
    for line in config.splitlines():
        assert line.strip() in ("address-family ipv4", "no shutdown") or f"{line}\n" in text, line
    again = network({"R1": text}, platform="iosv")["R1"]
    assert again.device.shell is not None
    assert again.device.shell.boot_refused == []
    assert text_of(again) == text
    for name in ("RED", "BLUE"):
        again.configure(f"no {'ip vrf' if old else 'vrf definition'} {name}\n")
    left = [line for line in again.running_config() if "RED" in line or "BLUE" in line]
    assert left == [" set vrf BLUE", " set ip vrf RED next-hop 10.1.1.2"], "route maps keep their words"


def test_an_empty_vrf_is_shown_once() -> None:
    r1 = network({"R1": "ip vrf RED\n"}, platform="iosv")["R1"]
    assert r1.cli("show running-config vrf RED").count("ip vrf RED") == 1


def test_show_running_config_of_a_vrf() -> None:
    r1 = lab()["R1"]
    r1.configure("ip route vrf RED 10.8.0.0 255.255.0.0 10.1.1.2\nip route 10.8.0.0 255.255.0.0 Null0\n")
    body = (
        "vrf definition RED\n rd 65000:1\n !\n address-family ipv4\n exit-address-family\n!\n!\n"
        "interface GigabitEthernet0/0\n vrf forwarding RED\n ip address 10.1.1.1 255.255.255.0\n duplex auto\n"
        " speed auto\n media-type rj45\n!\nip route vrf RED 10.8.0.0 255.255.0.0 10.1.1.2\n!\nend\n"
    )
    said = r1.cli("show running-config vrf RED")
    assert said == f"Building configuration...\n\nCurrent configuration : {len(body)} bytes\n{body}\n"
    both = r1.cli("show running-config vrf")
    assert both.index("vrf definition BLUE") < both.index("vrf definition RED")
    assert "GigabitEthernet0/1\n vrf forwarding BLUE" in both


def test_show_running_config_of_a_vrf_has_the_processes_in_it() -> None:
    r1 = lab()["R1"]
    r1.configure("router ospf 7 vrf RED\n network 10.0.0.0 0.255.255.255 area 0\nrouter ospf 8\n network 10.0.0.0 0.255.255.255 area 8\n")
    said = r1.cli("show running-config vrf RED")
    assert "!\nrouter ospf 7 vrf RED\n network 10.0.0.0 0.255.255.255 area 0\n" in said
    assert "router ospf 8" not in said


@pytest.mark.parametrize("line", ["ip vrf forwarding", "ip vrf forw"])
def test_a_line_that_lacks_its_end_is_not_the_global_modes(line: str) -> None:
    r1 = lab()["R1"]
    assert r1.configure(f"interface Loopback7\n {line}\n description here\n") == "% Incomplete command.\n\n"
    assert "ip vrf for" not in text_of(r1) and " description here\n" in text_of(r1)
    assert r1.configure("interface Loopback7\nip vrf GREEN\n rd 1:1\n") == "", "what it does not know is"
    for command in ("ping vrf", "traceroute vrf"):
        assert r1.cli(command) == "% Incomplete command.\n\n"


def test_the_tables_of_all_vrfs() -> None:
    shown = lab()["R1"].cli("show ip route vrf *")
    titles = [line for line in shown.splitlines() if line.startswith("Routing Table: ")]
    assert titles == ["Routing Table: RED", "Routing Table: BLUE"]  # in order of making, the global one without a title
    assert shown.count("Codes: L - local") == 3
    assert shown.index("Codes: ") < shown.index("Routing Table: RED")
    assert shown.count("C        10.1.1.0/24 is directly connected") == 2


OLD = """\
ip vrf RED
 rd 65000:1
 route-target export 65000:1
 route-target import 65000:2
interface GigabitEthernet0/0
 ip vrf forwarding RED
 ip address 10.1.1.1 255.255.255.0
 no shutdown
"""


@pytest.mark.parametrize(
    ("policies", "lines"),
    [
        (
            "common-policies",
            [" rd 65000:1", " route-target export 65000:1", " route-target import 65000:2", " !", " address-family ipv4",
             " exit-address-family"],
        ),
        (
            "non-common-policies",
            [" rd 65000:1", " !", " address-family ipv4", "  route-target export 65000:1", "  route-target import 65000:2",
             " exit-address-family"],
        ),
    ],
)  # fmt: skip
def test_upgrade_to_the_newer_syntax(policies: str, lines: list[str]) -> None:
    """Nothing else changes: the interface keeps its address and its neighbour."""
    net = lab(OLD)
    r1 = net["R1"]
    assert "!!!!" in r1.cli("ping vrf RED 10.1.1.2")
    said = r1.cli(f"configure terminal\nvrf upgrade-cli multi-af-mode {policies}\n\nend")
    assert "Are you sure ? [yes]: " in said and "Number of VRFs upgraded: 1" in said
    text = r1.running_config()
    at = text.index("vrf definition RED")
    assert text[at + 1 : at + 1 + len(lines)] == lines
    assert " vrf forwarding RED" in text and not any("ip vrf" in line for line in text)
    assert "!!!!" in r1.cli("ping vrf RED 10.1.1.2")
    again = network({"R1": text_of(r1)}, platform="iosv")["R1"]
    assert text_of(again) == text_of(r1)


def test_an_upgrade_is_asked_for_and_may_be_of_one() -> None:
    r1 = lab(OLD + "ip vrf BLUE\n")["R1"]
    r1.cli("configure terminal\nvrf upgrade-cli multi-af-mode common-policies\nno\nend")
    assert "ip vrf RED" in r1.running_config()
    assert r1.configure("vrf upgrade-cli multi-af-mode common-policies vrf RED force\n") == "Number of VRFs upgraded: 1\n"
    text = r1.running_config()
    assert "vrf definition RED" in text and "ip vrf BLUE" in text
    assert "does not exist" in r1.configure("vrf upgrade-cli multi-af-mode common-policies vrf GREEN force\n")
