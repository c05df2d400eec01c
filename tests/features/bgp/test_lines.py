"""`router bgp` as typed: it reads back, is refused as IOS refuses it, and goes with `no`."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.bgp.world import iface, loopback
from tests.features.wired import network

OWN = loopback("1.1.1.1") + iface("Fa0/0", "10.0.12.1")

CLASSIC = """router bgp 65100
 template peer-session CORE
  remote-as 65100
  timers 5 30
 exit-peer-session
 !
 template peer-policy CORE
  send-community both
  route-map SET in
  maximum-prefix 100
 exit-peer-policy
 !
 bgp router-id 1.1.1.1
 bgp log-neighbor-changes
 bgp cluster-id 7
 bgp listen range 10.0.1.0/24 peer-group SPOKES
 bgp dampening 10
 network 10.1.1.0 mask 255.255.255.0
 network 192.168.1.0
 aggregate-address 10.0.0.0 255.0.0.0 as-set summary-only
 timers bgp 10 30
 redistribute connected
 redistribute static metric 5 route-map LANS
 neighbor SPOKES peer-group
 neighbor SPOKES remote-as 65100
 neighbor SPOKES password cisco
 neighbor SPOKES route-reflector-client
 neighbor 5.5.5.5 remote-as 65100
 neighbor 5.5.5.5 shutdown
 neighbor 5.5.5.5 update-source Loopback0
 neighbor 5.5.5.5 next-hop-self
 neighbor 10.0.0.3 peer-group SPOKES
 neighbor 10.0.12.2 remote-as 65200
 neighbor 10.0.12.2 local-as 65300 no-prepend replace-as
 neighbor 10.0.12.2 description to the provider
 neighbor 10.0.12.2 ebgp-multihop 255
 neighbor 10.0.12.2 send-community
 neighbor 10.0.12.2 allowas-in
 neighbor 10.0.12.2 default-originate route-map IF
 neighbor 10.0.12.2 soft-reconfiguration inbound
 neighbor 10.0.12.2 remove-private-as all
 neighbor 10.0.12.2 weight 100
 neighbor 10.0.12.2 distribute-list 10 in
 neighbor 10.0.12.2 prefix-list A in
 neighbor 10.0.12.2 prefix-list B out
 neighbor 10.0.12.2 route-map SET out
 neighbor 10.0.12.2 filter-list 1 out
 neighbor 10.0.12.2 maximum-prefix 100 80 restart 5
 neighbor 10.15.0.6 inherit peer-session CORE
 neighbor 10.15.0.6 inherit peer-policy CORE
 maximum-paths 2
 distance bgp 20 180 200
"""
FAMILY = """router bgp 65100
 bgp log-neighbor-changes
 neighbor 5.5.5.5 remote-as 65100
 neighbor 5.5.5.5 update-source Loopback0
 neighbor 10.0.12.2 remote-as 65200
 !
 address-family ipv4
  network 10.1.1.0 mask 255.255.255.0
  neighbor 5.5.5.5 activate
  neighbor 5.5.5.5 next-hop-self
  no neighbor 10.0.12.2 activate
  maximum-paths ibgp 2
 exit-address-family
"""
OF_A_VRF = """router bgp 65100
 bgp log-neighbor-changes
 !
 address-family ipv4 vrf RED
  redistribute connected
  neighbor 10.1.1.2 remote-as 65001
  neighbor 10.1.1.2 activate
  neighbor 10.1.1.2 as-override
 exit-address-family
"""
WITHOUT = """router bgp 65100
 bgp log-neighbor-changes
 no bgp default ipv4-unicast
 neighbor 5.5.5.5 remote-as 65100
 neighbor 6.6.6.6 remote-as 65100
 !
 address-family ipv4
  neighbor 5.5.5.5 activate
 exit-address-family
"""


def alone(text: str = "", platform: str = "c7200") -> Lab:
    return network({"R1": OWN + text, "R2": ""}, "R1:Fa0/0 R2:Fa0/0", platform=platform)


def block(lab: Lab) -> str:
    """The lines of `router bgp`."""
    lines = "\n".join(lab["R1"].running_config())
    return lines[lines.index("router bgp") :].partition("\n!\n")[0] + "\n"


@pytest.mark.parametrize("text", [CLASSIC, FAMILY, OF_A_VRF, WITHOUT], ids=["classic", "family", "vrf", "without"])
def test_it_reads_back(text: str) -> None:
    vrf = "ip vrf RED\n rd 1:1\n" if "vrf RED" in text else ""
    lab = alone()
    assert lab["R1"].configure(vrf + text) == ""
    assert block(lab) == text
    again = alone(vrf + text)
    assert again.refused_lines() == [] and block(again) == text


def test_neighbours_may_be_made_in_the_block_of_the_family() -> None:
    """Older configurations have members of peer groups there; shown are they at the router's level."""
    lab = alone()
    typed = """router bgp 65100
 neighbor G peer-group
 neighbor G remote-as 65100
 address-family ipv4
  neighbor 5.5.5.5 peer-group G
  neighbor 5.5.5.5 weight 3
  neighbor 6.6.6.6 remote-as 6
  neighbor 6.6.6.6 activate
 exit-address-family
"""
    assert lab["R1"].configure(typed) == ""
    assert block(lab).splitlines()[2:] == [
        " neighbor G peer-group", " neighbor G remote-as 65100", " neighbor 5.5.5.5 peer-group G",
        " neighbor 6.6.6.6 remote-as 6", " !", " address-family ipv4", "  neighbor 5.5.5.5 activate",
        "  neighbor 5.5.5.5 weight 3", "  neighbor 6.6.6.6 activate", " exit-address-family",
    ]  # fmt: skip


def test_older_releases_say_what_is_off() -> None:
    lab = alone("router bgp 1\n", "c3725")
    assert block(lab).splitlines() == [
        "router bgp 1", " no synchronization", " bgp log-neighbor-changes", " no auto-summary",
    ]  # fmt: skip


def test_the_lines_of_the_family_move_into_its_block() -> None:
    """As soon as it is entered; and go with it, but not the neighbours."""
    lab = alone("router bgp 65100\n neighbor 5.5.5.5 remote-as 65100\n neighbor 5.5.5.5 weight 7\n network 10.0.0.0\n")
    lab["R1"].configure("router bgp 65100\n address-family ipv4 unicast\n")
    assert block(lab).splitlines()[2:] == [
        " neighbor 5.5.5.5 remote-as 65100", " !", " address-family ipv4", "  network 10.0.0.0",
        "  neighbor 5.5.5.5 activate", "  neighbor 5.5.5.5 weight 7", " exit-address-family",
    ]  # fmt: skip
    lab["R1"].configure("router bgp 65100\n no address-family ipv4\n")
    assert block(lab).splitlines()[2:] == [" neighbor 5.5.5.5 remote-as 65100"]
    lab.run(1)
    assert "5.5.5.5" in lab["R1"].cli("show ip bgp summary")


def test_a_group_without_its_system_stays() -> None:
    lab = alone(
        "router bgp 65100\n neighbor G peer-group\n neighbor G remote-as 65001\n neighbor G weight 5\n"
        " neighbor 5.5.5.5 peer-group G\n neighbor 6.6.6.6 remote-as 65002\n"
    )
    lab["R1"].configure("router bgp 65100\n no neighbor G remote-as 65001\n")
    assert block(lab).splitlines()[2:5] == [
        " neighbor G peer-group", " neighbor G weight 5", " neighbor 6.6.6.6 remote-as 65002",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("neighbor 9.9.9.9 weight 5", "% Specify remote-as or peer-group commands first"),
        ("neighbor 9.9.9.9 password X", "% Specify remote-as or peer-group commands first"),
        ("neighbor 10.0.12.1 remote-as 5", "% Cannot configure the local system as neighbor"),
        ("neighbor 1.1.1.1 remote-as 5", "% Cannot configure the local system as neighbor"),
        ("neighbor GROUP remote-as 5", "% Create the peer-group first"),
        ("neighbor 9.9.9.9 peer-group NONE", "% Configure the peer-group NONE first"),
        ("neighbor G peer-group\n neighbor 9.9.9.9 peer-group G", "% Specify remote-as or peer-group remote AS first"),
        ("neighbor 10.0.12.2 local-as 65001", "% Cannot have local-as same as BGP AS number"),
        ("neighbor 10.0.12.2 route-reflector-client", "% Invalid command. Not an internal neighbor"),
        ("neighbor 10.0.12.2 ttl-security hops 2\n neighbor 10.0.12.2 ebgp-multihop 2",
         "% Remove ttl-security before configuring ebgp-multihop"),
        ("no neighbor 10.0.12.2 activate\n neighbor 10.0.12.2 weight 1",
         "% Activate the neighbor for the address family first"),
        ("neighbor 10.0.12.2 inherit peer-session NONE", "% Peer-session template NONE does not exist"),
        ("bgp listen range 10.0.0.0/8 peer-group G\n bgp listen range 10.0.1.0/24 peer-group G",
         "% New range overlaps with existing range 10.0.0.0/8"),
        ("address-family ipv4 vrf RED", "%IP routing table VRF RED does not exist. Create first"),
    ],
)  # fmt: skip
def test_refusals(lines: str, says: str) -> None:
    lab = alone("router bgp 65001\n neighbor 10.0.12.2 remote-as 65002\n")
    assert says in lab["R1"].configure(f"router bgp 65001\n {lines}\n")


def test_one_process() -> None:
    lab = alone("router bgp 1\n")
    assert lab["R1"].configure("router bgp 100\n") == "BGP is already running; AS is 1\n"
    assert lab["R1"].configure("no router bgp 100\n") == "BGP is already running; AS is 1\n"
    assert lab["R1"].configure("no router bgp 1\nrouter bgp 100\n") == ""
    assert block(lab).startswith("router bgp 100\n")


def test_words_of_med_stand_for_themselves() -> None:
    lab = alone("router bgp 65001\n")

    def left(typed: str) -> list[str]:
        assert lab["R1"].configure(f"router bgp 65001\n {typed}\n") == ""
        return [line.strip() for line in block(lab).splitlines() if "bestpath" in line]

    assert left("bgp bestpath med missing-as-worst") == ["bgp bestpath med missing-as-worst"]
    assert left("bgp bestpath med confed") == ["bgp bestpath med confed missing-as-worst"]
    assert left("no bgp bestpath med confed") == ["bgp bestpath med missing-as-worst"]
    assert left("no bgp bestpath med missing-as-worst") == []


def test_a_neighbour_goes_with_all_its_lines() -> None:
    """With a group go the members that live by its autonomous system."""
    lines = """router bgp 65001
 neighbor G peer-group
 neighbor G remote-as 65002
 neighbor 10.0.12.2 peer-group G
 neighbor 10.0.12.3 remote-as 65002
 neighbor 10.0.12.3 peer-group G
 neighbor 10.0.12.4 remote-as 65003
 neighbor 10.0.12.4 weight 5
"""
    lab = alone(lines)
    r1 = lab["R1"]
    r1.configure("router bgp 65001\n no neighbor 10.0.12.4\n")
    assert "10.0.12.4" not in block(lab)
    r1.configure("router bgp 65001\n no neighbor G peer-group\n")
    assert "neighbor" not in block(lab).replace("log-neighbor", "")
    r1.configure("router bgp 65001\n neighbor 10.0.12.4 remote-as 65003\n")
    assert "weight" not in block(lab)


def test_passwords_are_hidden_when_that_is_wanted() -> None:
    lab = alone("router bgp 65001\n neighbor 10.0.12.2 remote-as 65002\n neighbor 10.0.12.2 password cisco\n")
    r1 = lab["R1"]
    assert " neighbor 10.0.12.2 password cisco\n" in block(lab)
    r1.configure("service password-encryption\n")
    assert " neighbor 10.0.12.2 password 7 " in block(lab) and "cisco" not in block(lab)
    r1.configure("router bgp 65001\n neighbor 10.0.12.2 password 7 070C285F4D06\n")
    assert " neighbor 10.0.12.2 password 7 070C285F4D06\n" in block(lab)
    assert "Invalid encrypted password" in r1.configure("router bgp 65001\n neighbor 10.0.12.2 password 7 0\n")


@pytest.mark.parametrize("text", [CLASSIC, FAMILY, OF_A_VRF], ids=["classic", "family", "vrf"])
def test_every_line_goes_with_no(text: str) -> None:
    """Also the one before which `no` stands: it goes with the line itself. Nothing else is said or lost."""
    head, *lines = text.splitlines()
    vrf = "ip vrf RED\n rd 1:1\n" if "vrf RED" in text else ""
    lab = alone(vrf)
    r1, around = lab["R1"], ""
    for line in lines:
        if line.strip() == "!" or "exit-" in line:
            continue
        if not line.startswith("  "):
            around = line if line.startswith((" address-family", " template")) else ""
        within = f"{around}\n" if line.startswith("  ") else ""
        r1.configure(f"no {head}\n")
        r1.configure(text)
        typed = line.strip()
        opposite = typed[3:] if typed.startswith("no ") else f"no {typed}"
        assert r1.configure(f"{head}\n{within} {opposite}\n") == "", line
        assert line not in block(lab).splitlines(), line
