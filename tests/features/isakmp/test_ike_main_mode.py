"""Main mode between two engines: what is agreed, what is derived, what is shown."""

from __future__ import annotations

import pytest
from isakmp_world import Net, Node, pair

from iosemu.features.isakmp.model import Keyring, PresharedKey, Profile
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.trace import NoPresharedKey
from iosemu.features.keying.contract import Failure
from iosemu.types import MAX_IPV4, parse_ipv4
from iosemu.wire import isakmp as wire


def _one(node: Node) -> IkeSa:
    (sa,) = node.isakmp.life.sas.values()
    return sa


def test_nine_messages_and_both_ends_hold_the_same_keys() -> None:
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(1)
    exchanges = [wire.Header.decode(each.payload)[0].exchange for each in net.sent]
    assert exchanges == [wire.Exchange.MAIN] * 6 + [wire.Exchange.QUICK] * 3
    ours, theirs = r1.ipsec.pairs[0], r2.ipsec.pairs[0]
    one, two = ours.keys[0], theirs.keys[0]
    assert (one.encryption_in, one.authentication_in) == (two.encryption_out, two.authentication_out)
    assert (one.encryption_out, one.authentication_out) == (two.encryption_in, two.authentication_in)
    assert one.encryption_in != one.encryption_out
    assert (len(one.encryption_in), len(one.authentication_in)) == (16, 20)
    assert r1.ipsec.live == [ours]
    assert r2.ipsec.live == [theirs]
    assert (ours.initiator, theirs.initiator) == (True, False)
    assert theirs.owner == "map 10"


def test_what_the_table_shows_from_both_sides() -> None:
    net, r1, r2 = pair()
    assert r1.rows() == []
    r1.request(r2)
    seen = []
    for _ in range(15):
        seen.append((r1.rows()[:1], r2.rows()[:1]))
        net.run(0.0025)
    states = [row[0].split()[2] if row else "" for row, _ in seen]
    assert [state for at, state in enumerate(states) if at == 0 or states[at - 1] != state] == [
        "MM_NO_STATE", "MM_SA_SETUP", "MM_KEY_EXCH", "QM_IDLE"
    ]  # fmt: skip
    assert r1.rows() == r2.rows() == ["198.51.100.2 192.0.2.1 QM_IDLE 1001 ACTIVE"]


@pytest.mark.parametrize("encryption", ["des", "3des", "aes 128", "aes 192", "aes 256"])
@pytest.mark.parametrize("hash_name", ["md5", "sha", "sha256", "sha384", "sha512"])
def test_every_cipher_with_every_hash(encryption: str, hash_name: str) -> None:
    net, r1, r2 = pair()
    name, _, bits = encryption.partition(" ")
    for node in (r1, r2):
        node.policy(encryption=name, key_bits=int(bits or 128), hash=hash_name)
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.live
    assert _one(r1).keys is not None
    assert _one(r1).iv == _one(r2).iv


@pytest.mark.parametrize("group", [1, 2, 5, 14, 15, 16, 19, 20, 21, 24])
def test_every_group_with_pfs(group: int) -> None:
    net, r1, r2 = pair()
    for node in (r1, r2):
        node.policy(group=group)
        node.ipsec.pfs_group = group
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.pairs[0].proposal.group == group
    assert r1.ipsec.pairs[0].keys[0].encryption_in == r2.ipsec.pairs[0].keys[0].encryption_out


def test_the_first_offer_that_a_policy_takes_wins() -> None:
    net, r1, r2 = pair()
    r1.config.policies.clear()
    r2.config.policies.clear()
    r1.policy(10, encryption="aes", key_bits=256, hash="sha256", group=14)
    r1.policy(20, encryption="3des", group=5)
    r1.policy(30, encryption="aes")
    r2.policy(5, encryption="aes")
    r2.policy(7, encryption="3des", group=5)
    r1.request(r2)
    net.run(1)
    for node, priority in ((r1, 20), (r2, 7)):
        terms = _one(node).terms
        assert terms is not None
        assert (terms.encryption, terms.group, terms.priority) == ("3des", 5, priority)


def test_without_policies_the_default_ones_work() -> None:
    net, r1, r2 = pair()
    r1.config.policies.clear()
    r2.config.policies.clear()
    r1.request(r2)
    net.run(1)
    terms = _one(r2).terms
    assert terms is not None
    assert (terms.priority, terms.encryption, terms.hash, terms.group) == (65508, "aes", "sha", 5)
    r1.config.default_policy = False
    r1.isakmp.clear()
    r1.ipsec.failures.clear()
    net.run(61)
    r1.request(r2)
    assert r1.ipsec.failures == [Failure.NO_KEY]


@pytest.mark.parametrize(("first", "second"), [(3600, 86400), (86400, 3600), (86400, 86400), (300, 60)])
def test_the_lower_lifetime_wins_at_both_ends(first: int, second: int) -> None:
    net, r1, r2 = pair()
    r1.policy(lifetime=first)
    r2.policy(lifetime=second)
    r1.request(r2)
    net.run(1)
    low = min(first, second)
    for node in (r1, r2):
        assert low - 2 <= node.isakmp.lifetime_left(_one(node)) <= low
    net.run(low)
    assert r1.rows() == r2.rows() == ["198.51.100.2 192.0.2.1 MM_NO_STATE 1001 ACTIVE (deleted)"]
    net.run(61)
    assert r1.rows() == r2.rows() == []


def test_keys_by_address_then_longest_mask() -> None:
    net, r1, r2 = pair()
    r1.config.keys.clear()
    r1.key("wrong")
    r1.key("wrong too", "198.51.0.0", "255.255.0.0")
    r1.key("cisco", "198.51.100.2", "255.255.255.255")
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.live


def test_the_key_ring_of_the_profile_is_used() -> None:
    net, r1, r2 = pair()
    r1.config.keyrings["SPOKES"] = Keyring("SPOKES", keys={(0, 0): PresharedKey("ring")})
    r1.config.profiles["P"] = Profile("P", keyrings={"SPOKES": True}, match_addresses={(0, 0, ""): True})
    r1.key("cisco")
    r2.key("ring")
    r1.request(r2, profile="P")
    net.run(1)
    assert r1.ipsec.live[0].profile == "P"
    assert r2.ipsec.live[0].profile == ""


def test_a_profile_is_found_by_the_peers_identity() -> None:
    net, r1, r2 = pair()
    r1.hostname = "r1.example.com"
    r1.config.identity = "hostname"
    r2.config.profiles["OTHER"] = Profile("OTHER", match_addresses={(parse_ipv4("10.0.0.1"), MAX_IPV4, ""): True})
    r2.config.profiles["P"] = Profile("P", match_hosts={"r1.example.com": True})
    r1.request(r2)
    net.run(1)
    assert r2.ipsec.up[0].phase1_id == "r1.example.com"
    assert r2.ipsec.up[0].profile == "P"


def test_no_key_for_the_peer_and_nothing_is_sent() -> None:
    net, r1, r2 = pair()
    r1.config.keys.clear()
    r1.request(r2)
    assert r1.ipsec.failures == [Failure.NO_KEY]
    assert net.sent == []
    assert r1.rows() == []
    assert not r1.isakmp.life.peers


def test_the_responder_without_a_key_refuses_and_says_so() -> None:
    net, r1, r2 = pair()
    missing: list[NoPresharedKey] = []
    r2.bus.listen(NoPresharedKey, missing.append)
    r2.config.keys.clear()
    r1.request(r2)
    net.run(5)
    assert [each.remote for each in missing] == [r1.address]
    assert r2.rows() == []
    assert r1.rows() == ["198.51.100.2 192.0.2.1 MM_NO_STATE 0 ACTIVE"]


def test_both_ends_at_once() -> None:
    net, r1, r2 = pair()
    r1.request(r2)
    r2.request(r1)
    net.run(1)
    for node in (r1, r2):
        assert {row.split()[0] for row in node.rows()} == {"198.51.100.2", "192.0.2.1"}
    assert all(row.endswith("ACTIVE") for row in r1.rows())
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 2


def test_a_hub_and_many_spokes() -> None:
    net = Net()
    hub = Node(net, "hub", "203.0.113.1")
    spokes = [Node(net, f"s{n}", f"10.0.{n}.1") for n in range(20)]
    for node in (hub, *spokes):
        node.policy()
        node.key("cisco")
    for spoke in spokes:
        spoke.request(hub)
    net.run(1)
    assert len(hub.ipsec.up) == len(hub.ipsec.live) == 20
    assert sorted(sa.conn_id for sa in hub.isakmp.life.sas.values()) == list(range(1001, 1021))
    assert len({each.keys[0].encryption_in for each in hub.ipsec.live}) == 20


def test_isakmp_follows_its_users() -> None:
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(1)
    assert set(r1.ip.udp.handlers) == {500, 4500}
    r1.isakmp.unlisten("tunnel")
    assert r1.ip.udp.handlers == {}
    gone = ["198.51.100.2 192.0.2.1 MM_NO_STATE 1001 ACTIVE (deleted)"]
    assert r1.rows() == gone
    net.run(1)
    assert r2.rows() == gone
    r1.request(r2)
    assert r1.ipsec.failures == [Failure.NO_SOURCE]
    net.run(60)
    assert r1.rows() == r2.rows() == []


def test_same_seed_same_bytes() -> None:
    def run(seed: int) -> list[bytes]:
        net, r1, r2 = pair(seed=seed)
        r1.request(r2)
        net.run(10)
        return [each.payload for each in net.sent]

    assert run(7) == run(7)
    assert run(7) != run(8)
