"""`show crypto ipsec sa` in its lesser forms, parts of its debug, and the far ends of tunnels."""

from __future__ import annotations

import re

from tests.features.ipsec.office import Office
from tests.features.ipsec.test_exclusions import SPOKE, on


def multipoint() -> Office:
    office = Office()
    for mine, desk in ((1, office.one), (2, office.two)):
        far = 3 - mine
        text = SPOKE.format(mine=mine, far=far, nbma=f"10.0.0.{far}", source="FastEthernet0/0")
        assert desk.shell.configure(text) == ""
    office.run(5)
    return office


def test_count() -> None:
    office = Office()
    line = "IPsec SA total: {0}, active: {0}, rekeying: 0, unused: 0, invalid: 0\n"
    assert office.one.type("show crypto ipsec sa count") == line.format(0)
    office.lan_ping()
    assert office.one.type("show crypto ipsec sa count") == line.format(2)
    office.one.type("clear crypto sa")
    assert office.one.type("show crypto ipsec sa count") == line.format(0)


def test_count_while_a_new_pair_takes_over() -> None:
    office = Office(extra="crypto ipsec security-association lifetime seconds 120\n")
    office.lan_ping()
    office.run(91)
    seen = office.one.type("show crypto ipsec sa count")
    assert seen == "IPsec SA total: 4, active: 2, rekeying: 2, unused: 0, invalid: 0\n"


def test_active_shows_what_has_sas() -> None:
    office = Office()
    assert "local  ident" in office.one.type("show crypto ipsec sa")
    assert office.one.type("show crypto ipsec sa active") == "\nNo SAs found\n"
    office.lan_ping()
    assert office.one.type("show crypto ipsec sa active") == office.one.type("show crypto ipsec sa")


def test_by_address() -> None:
    office = Office()
    office.lan_ping()
    seen = office.one.type("show crypto ipsec sa address")
    assert re.findall(r"\nfvrf/address: \(none\)/(\S+)\n   protocol: ESP\n      spi: 0x", seen) == ["10.0.0.1", "10.0.0.2"]
    assert seen.count("Status: ACTIVE") == 2


def test_the_window_is_told_when_it_is_not_the_default() -> None:
    office = Office(extra="crypto ipsec security-association replay window-size 1024\n")
    office.lan_ping()
    seen = office.one.type("show crypto ipsec sa | include replay")
    assert seen == "        replay detection support: Y  replay window size: 1024\n" * 2
    office.one.shell.configure("crypto ipsec security-association replay window-size 64\n")
    office.one.type("clear crypto sa")
    office.lan_ping()
    assert "size" not in office.one.type("show crypto ipsec sa | include replay")


def test_newest_peer_first() -> None:
    office = multipoint()
    on(office.one, "ip nhrp map 172.16.0.7 10.0.0.7")
    office.run(2)
    peers = re.findall(r"current_peer (\S+)", office.one.type("show crypto ipsec sa"))
    assert peers == ["10.0.0.7", "10.0.0.2"]


def test_parts_of_the_debug() -> None:
    office = Office()
    assert office.one.type("debug crypto ipsec message") == "Crypto IPSEC Message debugging is on\n"
    seen = office.one.type("ping 10.2.2.1 source 10.1.1.1 repeat 2") + office.one.run(5)
    assert "IPSEC(sa_request)" in seen and "KMI message" in seen and "sa created" not in seen
    office.one.type("undebug all")
    assert office.one.type("debug crypto ipsec states") == "Crypto IPSEC States debugging is on\n"
    office.one.type("clear crypto sa")
    seen = office.one.type("ping 10.2.2.1 source 10.1.1.1 repeat 2") + office.one.run(5)
    assert "sa created" in seen and "KMI message" not in seen


def test_tunnel_endpoints() -> None:
    office = multipoint()
    office.run(60)
    assert office.one.type("show tunnel endpoints") == (
        " Tunnel0 running in multi-GRE/IP mode\n\n"
        " Endpoint transport 10.0.0.2 Create Time 00:01:05\n   overlay 172.16.0.2 Create Time 00:01:05\n\n"
    )
