"""The release's own transform set and profile, names in other letters, and what is incomplete."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk
from tests.features.ipsec.office import Office

MAP = "crypto map CM 10 ipsec-isakmp\n"
TUNNEL = """\
interface Tunnel0
 ip address 172.16.0.{mine} 255.255.255.0
 tunnel source 10.0.0.{mine}
 tunnel destination 10.0.0.{far}
"""


def tunnels(profile: str, platform: str = "c7200") -> Office:
    office = Office(platform)
    for mine, desk in ((1, office.one), (2, office.two)):
        port = desk.device.interfaces.in_order()[0].text
        desk.shell.configure(f"interface {port}\n no crypto map\n")
        said = desk.shell.configure(TUNNEL.format(mine=mine, far=3 - mine) + f" tunnel protection ipsec {profile}\n")
        assert said == ""
    office.run(5)
    return office


def test_a_map_entry_without_a_set_uses_the_default_one() -> None:
    office = Office()
    for desk in (office.one, office.two):
        assert desk.shell.configure(f"{MAP} no set transform-set\n") == ""
    assert office.lan_ping() == ".!!"
    shown = office.one.type("show crypto ipsec sa")
    assert "transform: esp-aes esp-sha-hmac ," in shown and "#pkts encaps: 2" in shown
    assert "default:  { esp-aes esp-sha-hmac  } , " in office.one.type("show crypto map")


def test_without_any_set_the_entry_is_incomplete_and_its_traffic_is_dropped() -> None:
    office = Office()
    office.one.shell.configure(f"{MAP} no set transform-set\nno crypto ipsec transform-set default\n")
    assert office.lan_ping() == "..."
    assert "incomplete state!" in office.one.type("show crypto map")
    assert office.ping("10.0.0.2") == "!!!"  # not selected
    office.one.shell.configure("default crypto ipsec transform-set default\n")
    assert office.lan_ping() == ".!!"


def test_12_4_has_no_default_set() -> None:
    office = Office("c3725")
    office.one.shell.configure(f"{MAP} no set transform-set\n")
    assert office.lan_ping() == "..."
    assert "incomplete state!" in office.one.type("show crypto map")


def test_before_15_1_two_sets_without_a_typeable_name_stand_in() -> None:
    desk = Desk(platform="c2811", release="15.0(1)M")
    desk.shell.configure(f"{MAP} set peer 10.0.0.2\n match address 101\n")
    assert "#$!default_transform_set_1:  { esp-aes esp-sha-hmac  } , \n\t\t#$!" in desk.type("show crypto map")
    assert desk.type("show crypto ipsec default transform-set").count("will negotiate = { Transport,  }") == 2
    desk.shell.configure("no crypto ipsec default transform-set\n")
    assert "incomplete state" in desk.type("show crypto map") and desk.type("show crypto ipsec default transform-set") == ""


def test_without_a_peer_an_entry_is_disabled_and_its_traffic_leaves_in_the_clear() -> None:
    office = Office()
    office.one.shell.configure(f"{MAP} no set peer 10.0.0.2\n")
    assert office.lan_ping() == "..."
    assert "%CRYPTO-4-RECVD_PKT_NOT_IPSEC" in office.two.type("show logging")
    assert " ! Incomplete\n set transform-set" in office.one.type("show running-config | section crypto map")
    office.one.shell.configure(f"{MAP} set peer 10.0.0.2\n")
    assert "Incomplete" not in office.one.type("show running-config")
    assert office.lan_ping() == ".!!"


def test_of_two_entries_that_select_the_one_with_a_peer_counts() -> None:
    office = Office()
    office.one.shell.configure("crypto map CM 5 ipsec-isakmp\n set transform-set TSET\n match address 101\n")
    assert office.lan_ping() == ".!!"


def test_clear_packets_for_a_disabled_entry_are_taken_in() -> None:
    office = Office()
    office.one.shell.configure("interface FastEthernet0/0\n no crypto map\n")
    office.two.shell.configure(f"{MAP} no set peer 10.0.0.1\n")
    assert office.lan_ping() == "!!!"


def test_clear_packets_for_an_entry_without_a_set_are_not_taken_in() -> None:
    office = Office()
    office.one.shell.configure("interface FastEthernet0/0\n no crypto map\n")
    office.two.shell.configure(f"{MAP} no set transform-set\nno crypto ipsec transform-set default\n")
    assert office.lan_ping() == "..."
    assert "%CRYPTO-4-RECVD_PKT_NOT_IPSEC" in office.two.type("show logging")


def test_the_default_profile_protects() -> None:
    office = tunnels("profile default")
    assert office.ping("172.16.0.2") == "!!!"
    shown = office.one.type("show crypto ipsec sa")
    assert "#pkts encaps: 3" in shown and "in use settings ={Transport, }" in shown


def test_the_default_profile_can_be_taken_away() -> None:
    desk = Desk()
    assert "IPSEC profile default" in desk.type("show crypto ipsec profile")
    assert desk.shell.configure("no crypto ipsec profile default\nno crypto ipsec transform-set default\n") == ""
    assert "default" not in desk.type("show crypto ipsec profile") + desk.type("show crypto ipsec transform-set")
    lines = list(desk.shell.renderer.running_config(desk.device))
    assert "no crypto ipsec profile default" in lines and "no crypto ipsec transform-set default" in lines
    assert "default" not in Desk("\n".join(lines)).type("show crypto ipsec profile").replace("show", "")
    desk.shell.configure("crypto ipsec profile default\ncrypto ipsec transform-set default\n")
    assert "IPSEC profile default" in desk.type("show crypto ipsec profile")
    assert "Transform set default: { esp-aes esp-sha-hmac  }" in desk.type("show crypto ipsec transform-set")


def test_the_bare_default_set_is_edited() -> None:
    desk = Desk()
    assert desk.shell.configure("crypto ipsec transform-set default\n mode tunnel\n") == ""
    assert "{ Tunnel,  }" in desk.type("show crypto ipsec transform-set")
    assert "% Incomplete command." in desk.shell.configure("crypto ipsec transform-set OTHER\n")


def test_a_set_typed_again_has_only_what_is_typed() -> None:
    desk = Desk()
    desk.shell.configure("crypto ipsec transform-set T esp-aes esp-sha-hmac\n mode transport\n")
    desk.shell.configure("crypto ipsec transform-set T esp-gcm\n")
    assert "Transform set T: { esp-gcm  }" in desk.type("show crypto ipsec transform-set")


def test_profile_names_are_compared_without_case() -> None:
    office = Office()
    for desk in (office.one, office.two):
        desk.shell.configure("crypto ipsec profile Dmvpn\n set transform-set TSET\n")
        assert desk.shell.configure("crypto ipsec profile DMVPN\n set pfs group2\n") == ""
    one = office.one
    lines = "\n".join(one.shell.renderer.running_config(one.device))
    assert "crypto ipsec profile Dmvpn\n set transform-set TSET" in lines and "DMVPN" not in lines
    said = one.shell.configure(TUNNEL.format(mine=1, far=2) + " tunnel protection ipsec profile DMVPN\n")
    assert said == "" and 'profile "DMVPN"' in one.type("show interfaces Tunnel0")
    assert one.shell.configure("interface Tunnel0\n tunnel protection ipsec profile dmvpn\n") == ""
    assert "profile DMVPN" in one.type("show running-config interface Tunnel0")
    said = one.shell.configure("no crypto ipsec profile DMVPN\n")
    assert said.startswith("ERROR: ipsec profile") and "in use" in said


@pytest.mark.parametrize("acl, marks", [("deny esp any any", "..."), ("deny udp any any", "...")])
def test_outbound_lists_see_our_own_ike_and_esp(acl: str, marks: str) -> None:
    """Measured on IOL 17.15: other packets made here are not asked."""
    office = Office()
    office.one.shell.configure(
        f"ip access-list extended OUT\n {acl}\n permit ip any any\ninterface FastEthernet0/0\n ip access-group OUT out\n"
    )
    assert office.lan_ping() == marks
    assert "match" in office.one.type(f"show access-lists OUT | include {acl.split()[1]}")
