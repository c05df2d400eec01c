"""`crypto identity` with parts of a distinguished name; groups of QoS by the profile of phase 1."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk
from tests.features.ipsec.office import Office
from tests.features.pki.test_rsa_sig import equipped, two, up

US = "crypto identity US\n dn {}\ncrypto ipsec profile P\n set identity US\n"


@pytest.mark.parametrize(("names", "fits"), [("O=lab,cn=R1", True), ("o=LAB", True), ("o=LAB, ou=Sales", False), ("cn=R2", False)])
def test_only_peers_whose_certificate_has_the_attributes(names: str, fits: bool) -> None:
    lab = two("crypto isakmp identity dn\n")
    equipped(lab)
    assert "%" not in lab["R2"].configure(US.format(names))
    assert up(lab) is fits


def test_a_distinguished_name_has_attributes() -> None:
    desk = Desk("crypto identity US\n dn o=LAB\n dn cn=R1, o=LAB\n fqdn r1.example.com\n")
    lines = desk.shell.running_config()
    at = lines.index("crypto identity US")
    assert lines[at + 1 : at + 4] == [" dn o=LAB", " dn cn=R1, o=LAB", " fqdn r1.example.com"]
    assert "Invalid input" in desk.shell.configure("crypto identity US\n dn nonsense\n")


def test_what_is_sealed_under_a_profile_is_of_its_group() -> None:
    net = Office()
    net.one.shell.configure(
        "crypto keyring K\n pre-shared-key address 10.0.0.2 key cisco\ncrypto isakmp profile P\n keyring K\n"
        " match identity address 10.0.0.2 255.255.255.255\n qos-group 7\ncrypto map CM 10\n set isakmp-profile P\n"
        "class-map VPN\n match qos-group 7\npolicy-map OUT\n class VPN\n  set dscp ef\n"
        "interface FastEthernet0/0\n service-policy output OUT\n"
    )
    assert net.lan_ping(5) == ".!!!!"
    shown = net.one.type("show policy-map interface FastEthernet0/0")
    assert "Class-map: VPN (match-all)\n      4 packets" in shown and "Packets marked 4" in shown


def test_lists_of_entries_are_extended_ones() -> None:
    desk = Desk()
    for name in ("50", "1300", "99999"):
        assert "Invalid input" in desk.shell.configure(f"crypto map CM 10 ipsec-isakmp\n match address {name}\n"), name
    for name in ("101", "2001", "50A"):
        assert "Invalid" not in desk.shell.configure(f"crypto map CM 10 ipsec-isakmp\n match address {name}\n"), name
