"""ISAKMP profiles and key rings: which key, which profile, which identity; call admission."""

from __future__ import annotations

from typing import Any

import pytest
from isakmp_world import Net, Node, pair
from test_ike_debug import listen

from iosemu.features.isakmp import identity
from iosemu.features.isakmp.admission import Denial
from iosemu.features.isakmp.model import Keyring, PresharedKey, Profile
from iosemu.features.isakmp.trace import SaDenied
from iosemu.features.keying.contract import Failure
from iosemu.types import parse_ipv4
from iosemu.wire.isakmp import IdType

INITIATOR = "198.51.100.2 192.0.2.1"
UP = [f"{INITIATOR} QM_IDLE 1001 ACTIVE"]
HOST = 0xFFFFFFFF


def ring(node: Node, name: str, secret: str, address: str = "0.0.0.0", mask: int = 0, **fields: Any) -> Keyring:
    found = Keyring(name, keys={(parse_ipv4(address), mask): PresharedKey(secret)}, **fields)
    node.config.keyrings[name] = found
    return found


def secret(node: Node, peer: Node, profile: str = "") -> str | None:
    found = node.isakmp.keyrings.fits(profile, "", node.address, peer.address)
    return found.key.secret if found is not None else None


def bare() -> tuple[Net, Node, Node]:
    """Without global keys."""
    net, r1, r2 = pair()
    for node in (r1, r2):
        node.config.keys.clear()
    return net, r1, r2


def test_the_longest_mask_of_all_rings_counts_then_the_global_key_then_the_first_ring() -> None:
    _, r1, r2 = bare()
    ring(r1, "A", "a", "198.51.100.0", 0xFFFFFF00)
    ring(r1, "B", "b", "198.51.100.2", HOST)
    ring(r1, "C", "c", "198.51.100.2", HOST)
    assert secret(r1, r2) == "b"
    r1.key("g", "198.51.100.2", "255.255.255.255")
    assert secret(r1, r2) == "g"
    del r1.config.keyrings["B"], r1.config.keyrings["C"]
    r1.config.keys.clear()
    r1.key("everybody")
    assert secret(r1, r2) == "a"


def test_a_profile_looks_into_its_own_rings() -> None:
    _, r1, r2 = bare()
    r1.key("global", "198.51.100.2", "255.255.255.255")
    ring(r1, "A", "a", "198.51.100.2", HOST)
    ring(r1, "B", "b")
    profiles = r1.config.profiles
    profiles["B"] = Profile("B", keyrings={"B": True})
    profiles["none"] = Profile("none")
    profiles["default"] = Profile("default", keyrings={"default": True})
    profiles["gone"] = Profile("gone", keyrings={"Z": True})
    found = {name: secret(r1, r2, name) for name in ("", *profiles)}
    assert found == {"": "global", "B": "b", "none": "global", "default": "global", "gone": None}


def test_a_local_address_keeps_a_ring_to_itself() -> None:
    _, r1, r2 = bare()
    ring(r1, "A", "a", local_ip=parse_ipv4("192.0.2.9"))
    ring(r1, "B", "b", local_ip=r1.address)
    assert secret(r1, r2) == "b"
    r1.config.keyrings["B"].local_vrf = "INET"
    assert secret(r1, r2) is None


def test_a_key_for_a_name_serves_main_mode_where_the_name_is_known() -> None:
    net, r1, r2 = bare()
    r1.config.hosts["r2.example.com"] = PresharedKey("cisco")
    r2.config.hosts["r1.example.com"] = PresharedKey("cisco")
    r1.request(r2)
    assert r1.ipsec.failures == [Failure.NO_KEY]
    r1.engines["dns"].hosts["r2.example.com"] = r2.address
    r2.engines["dns"].hosts["r1.example.com"] = r1.address
    r1.request(r2)
    net.run(1)
    assert r1.rows() == UP


def test_the_key_must_stand_where_the_profile_looks_for_it() -> None:
    """Two rings with the same key for the same peer: the responder takes the first, the profile of the initiator's
    identity has the second. From the other side it goes."""
    net, r1, r2 = bare()
    for node, peer in ((r1, r2), (r2, r1)):
        ring(node, "K1", "cisco", "192.0.2.1" if node is r2 else "198.51.100.2", HOST)
        ring(node, "K2", "cisco", "192.0.2.1" if node is r2 else "198.51.100.2", HOST)
        node.config.profiles["P2"] = Profile("P2", keyrings={"K2": True}, match_addresses={(peer.address, HOST, ""): True})
    del r1.config.keyrings["K1"]
    lines = listen(r2)
    r1.request(r2, profile="P2")
    net.run(5)
    assert any("Key not found in keyrings of profile P2, aborting exchange" in line for line in lines)
    assert r1.rows() == r2.rows() == [f"{INITIATOR} MM_KEY_EXCH 1001 ACTIVE"]
    net.run(120)
    r2.request(r1, profile="P2")
    net.run(1)
    assert r2.ipsec.live and r1.ipsec.live


MATCHES: dict[str, tuple[dict[str, Any], str, str]] = {
    "an address": ({"match_addresses": {(parse_ipv4("192.0.2.0"), 0xFFFFFF00, ""): True}}, "address", ""),
    "a host": ({"match_hosts": {"r1.example.com": True}}, "fqdn", "r1.example.com"),
    "a domain of hosts": ({"match_host_domains": {"example.com": True}}, "fqdn", "r1.example.com"),
    "a user": ({"match_users": {"ann@example.com": True}}, "user-fqdn", "ann@example.com"),
    "a domain of users": ({"match_user_domains": {"example.com": True}}, "user-fqdn", "ann@example.com"),
}


@pytest.mark.parametrize("case", MATCHES)
def test_an_identity_falls_into_a_profile(case: str) -> None:
    fields, kind, name = MATCHES[case]
    net, r1, r2 = pair()
    r1.config.profiles["MINE"] = Profile("MINE", self_identity=kind, self_name=name)
    for other, values in MATCHES.items():
        if other != case and not (other.startswith("a domain") and name.endswith("example.com")):
            r2.config.profiles[other] = Profile(other, **values[0])
    r2.config.profiles = {case: Profile(case, **fields)} | r2.config.profiles
    r1.request(r2, profile="MINE")
    net.run(1)
    (sa,) = r2.isakmp.life.sas.values()
    assert (sa.profile, sa.identity) == (case, name or "192.0.2.1")
    assert r2.ipsec.offers[0].profile == case


def test_no_profile_has_it() -> None:
    net, r1, r2 = pair()
    r1.config.identity = "hostname"
    r2.config.profiles["P"] = Profile("P", match_hosts={"R2": True}, match_addresses={(0, 0, ""): True})
    r1.request(r2)
    net.run(1)
    (sa,) = r2.isakmp.life.sas.values()
    assert (sa.profile, sa.identity) == ("", "R1")  # an address it is not, whatever the mask


def test_of_several_profiles_the_first_has_it_unless_one_is_wanted() -> None:
    _, r1, _ = pair()
    device: Any = r1
    for name in ("ONE", "TWO"):
        r1.config.profiles[name] = Profile(name, match_addresses={(0, 0, ""): True})
    args = IdType.IPV4_ADDR, "1.2.3.4", "", r1.address
    assert identity.profile_of(device, *args) == "ONE"
    assert identity.profile_of(device, *args, "TWO") == "TWO"
    r1.config.profiles["ONE"].local_ip = parse_ipv4("9.9.9.9")
    assert identity.profile_of(device, *args) == "TWO"


def test_a_group_is_a_key_identity() -> None:
    _, r1, _ = pair()
    device: Any = r1
    r1.config.profiles["G"] = Profile("G", match_groups={"spokes": True})
    assert identity.profile_of(device, IdType.KEY_ID, "spokes", "", r1.address) == "G"
    assert identity.profile_of(device, IdType.FQDN, "spokes", "", r1.address) == ""


def test_limits_of_sas_that_are_up() -> None:
    net, hub, one = pair()
    two = Node(net, "R3", "203.0.113.3")
    two.policy()
    two.key("cisco")
    hub.config.active_most = 1
    told: list[SaDenied] = []
    hub.bus.listen(SaDenied, told.append)
    one.request(hub)
    net.run(1)
    two.request(hub)
    net.run(15)
    assert len(told) == 2 and {each.why for each in told} == {Denial.ACTIVE}  # with each first message
    assert (told[0].src, told[0].dst, told[0].outgoing) == (two.address, hub.address, False)
    hub.request(two)
    net.run(1)
    assert told[-1].outgoing and hub.ipsec.failures == [Failure.NO_KEY]
    figures = hub.isakmp.admission.figures
    assert (figures.incoming.accepted, figures.incoming.rejected, figures.outgoing.rejected) == (1, 2, 1)
    hub.isakmp.clear()
    net.run(15)
    assert two.ipsec.live


def test_limits_of_sas_that_are_being_negotiated() -> None:
    net, hub, _ = pair()
    hub.config.negotiating_most = 10
    net.filters.append(lambda each: each if each.dst == hub.address else None)
    others = [Node(net, f"S{number}", f"203.0.113.{number}") for number in range(1, 13)]
    for node in others:
        node.policy()
        node.key("cisco")
        node.request(hub)
    net.run(1)
    assert len(hub.isakmp.life.negotiating) == 10
    assert hub.isakmp.admission.figures.denied[Denial.NEGOTIATING] == 2
