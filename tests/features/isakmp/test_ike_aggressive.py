"""Aggressive mode: three messages, names in clear, the key of a name; and what breaks it, at both ends."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any

import pytest
from aggressive_world import NAME, aggressive_pair, named
from isakmp_world import Datagram, Node, pair
from scapy.layers.isakmp import ISAKMP
from test_ike_debug import check_golden, listen, masked
from test_ike_upkeep import nat_pair
from test_ike_wire import FIELDS, read_by_tshark, tshark, write_capture

from iosemu.device.events import KeyMaterial
from iosemu.features.isakmp.model import Keyring, PresharedKey, Profile
from iosemu.features.isakmp.trace import AggressiveDisabled, ModeFailure, NoPresharedKey, Step, Trace
from iosemu.features.keying.contract import Failure
from iosemu.types import parse_ipv4
from iosemu.wire import isakmp as wire

INITIATOR = "198.51.100.2 192.0.2.1"
UP = [f"{INITIATOR} QM_IDLE 1001 ACTIVE"]


def watch(node: Node, kind: type) -> list[Any]:
    seen: list[Any] = []
    node.bus.listen(kind, seen.append)
    return seen


def exchanges(sent: list[Datagram]) -> list[int]:
    return [wire.Header.decode(each.payload.removeprefix(bytes(4)))[0].exchange for each in sent]


@pytest.mark.parametrize("platform", ["c7200", "csr1000v"])
@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_from_the_first_message_to_the_last(platform: str, role: str) -> None:
    net, r1, r2 = aggressive_pair(platform)
    r2.policy(lifetime=1200)
    lines = listen(r1 if role == "initiator" else r2)
    r1.request(r2)
    net.run(1)
    assert exchanges(net.sent) == [4, 4, 4, 32, 5, 32, 32]
    assert r1.rows() == r2.rows() == UP
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1
    check_golden(f"aggressive_{role}_{'15' if platform == 'c7200' else '17'}.txt", masked(lines))


@pytest.mark.parametrize(
    "name", ["wrong_key", "unknown_name", "policy_mismatch", "group_size", "no_answer", "lost_third", "disabled"]
)
@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_failures(name: str, role: str) -> None:
    net, r1, r2 = aggressive_pair()
    if name == "wrong_key":
        r2.config.hosts[NAME] = PresharedKey("cisc0")
    elif name == "unknown_name":
        named(r1, r2, name="spoke2.example.com")
    elif name == "policy_mismatch":
        r2.policy(group=5)
    elif name == "group_size":
        r1.policy(20, group=5)  # of two groups the first is the one
        net.filters.append(_with_another_public_value)
    elif name == "disabled":
        (r1 if role == "initiator" else r2).config.aggressive_disabled = True
    elif name != "lost_third":
        net.filters.append(lambda each: each if each.src == r1.address and role == "responder" else None)
    else:
        net.filters.append(lambda each: each if each.src == r2.address or len(net.sent) < 3 else None)
    lines = listen(r1 if role == "initiator" else r2)
    r1.request(r2)
    net.run(15 if name in ("wrong_key", "no_answer", "lost_third") else 2)
    if name == "no_answer":
        lines.append("(later)")
        net.run(107)
    assert r1.ipsec.live == []
    check_golden(f"aggressive_{name}_{role}.txt", masked(lines))


def _with_another_public_value(each: Datagram) -> Datagram:
    """That of a longer group."""
    header, chain = wire.decode(each.payload)
    if header.exchange != wire.Exchange.AGGRESSIVE or header.cookie_r != bytes(8):
        return each
    at = next(index for index, payload in enumerate(chain.payloads) if payload.kind == wire.Kind.KE)
    chain.payloads[at] = wire.Opaque(wire.Kind.KE, bytes(191) + b"\7")
    return Datagram(each.time, each.src, each.src_port, each.dst, each.dst_port, wire.encode(header, chain.payloads))


def test_the_states_of_both_ends_meanwhile() -> None:
    net, r1, r2 = aggressive_pair()
    r1.request(r2)
    assert r1.rows() == [f"{INITIATOR} AG_INIT_EXCH 0 ACTIVE"]
    net.run(0.006)
    assert r2.rows() == [f"{INITIATOR} AG_INIT_EXCH 1001 ACTIVE"]
    net.filters.append(lambda each: None)
    net.run(1)
    assert r1.rows() == UP  # it has done its part
    assert r2.rows() == [f"{INITIATOR} AG_INIT_EXCH 1001 ACTIVE"]
    net.run(60)
    assert r2.rows() == [f"{INITIATOR} AG_NO_STATE 1001 ACTIVE (deleted)"]


def test_a_wrong_key_is_seen_by_the_initiator() -> None:
    net, r1, r2 = aggressive_pair()
    r2.config.hosts[NAME] = PresharedKey("cisc0")
    failures, silent = watch(r1, ModeFailure), watch(r2, ModeFailure)
    r1.request(r2)
    net.run(5)
    assert [each.mode for each in failures] == ["Aggressive"]
    assert r1.rows() == [f"{INITIATOR} AG_NO_STATE 1001 ACTIVE (deleted)"]
    assert r2.rows() == [f"{INITIATOR} AG_INIT_EXCH 1001 ACTIVE"]
    assert r1.isakmp.stats.authentication_failures == 1
    assert r1.ipsec.failures == [Failure.REJECTED]
    net.run(60)
    assert r2.rows() == [f"{INITIATOR} AG_NO_STATE 1001 ACTIVE (deleted)"]
    assert silent == []


def test_a_proof_of_the_initiator_that_is_none() -> None:
    net, r1, r2 = aggressive_pair()
    failures = watch(r2, ModeFailure)

    def forged(each: Datagram) -> Datagram:
        header, _ = wire.Header.decode(each.payload)
        if header.exchange != wire.Exchange.AGGRESSIVE or not header.flags:
            return each
        header.flags, header.next_payload = 0, int(wire.Kind.HASH)  # in the clear it may be
        hash_ = wire.encode_chain([wire.Opaque(wire.Kind.HASH, bytes(20))])
        return Datagram(each.time, each.src, 500, each.dst, 500, header.encode(hash_))

    net.filters.append(forged)
    r1.request(r2)
    net.run(1)
    assert [each.mode for each in failures] == ["Aggressive"]
    assert r2.ipsec.live == [] and r2.rows() == [f"{INITIATOR} AG_NO_STATE 1001 ACTIVE (deleted)"]


def test_the_last_message_may_come_in_the_clear() -> None:
    net, r1, r2 = aggressive_pair()
    r1.request(r2)
    net.filters.append(lambda each: None if each.src == r1.address else each)
    net.run(0.012)
    (sa,) = r1.isakmp.life.sas.values()
    assert sa.established
    header, body = wire.Header.decode(net.sent[2].payload)
    keys = sa.keys
    assert keys is not None
    header.flags = 0
    clear = keys.cipher.decrypt(keys.iv_seed, body)
    size = wire.decode_chain(header.next_payload, clear, True).size
    r2.receive(Datagram(0, r1.address, 500, r2.address, 500, header.encode(clear[:size])))
    assert r2.rows() == UP


@pytest.mark.parametrize("where", ["initiator", "responder"])
def test_where_it_is_disabled(where: str) -> None:
    net, r1, r2 = aggressive_pair()
    here = r1 if where == "initiator" else r2
    here.config.aggressive_disabled = True
    told = watch(here, AggressiveDisabled)
    r1.request(r2)
    net.run(25)
    if where == "initiator":  # it has no key for main mode
        assert len(told) == 1 and r1.ipsec.failures == [Failure.NO_KEY] and net.sent == []
        r1.key("cisco")
        r2.key("cisco")
        r1.request(r2)
        net.run(1)
        assert len(told) == 2 and r1.rows() == UP and exchanges(net.sent)[0] == wire.Exchange.MAIN
    else:
        assert len(told) == 3  # it is asked three times, and says nothing
        assert r1.rows() == [f"{INITIATOR} AG_INIT_EXCH 0 ACTIVE"] and r2.rows() == []


def test_a_name_that_nobody_has_a_key_for() -> None:
    net, r1, r2 = aggressive_pair()
    named(r1, r2, name="spoke2.example.com")
    missing, failures, traces = watch(r2, NoPresharedKey), watch(r2, ModeFailure), watch(r2, Trace)
    r1.request(r2)
    net.run(1)
    assert len(missing) == len(failures) == 1
    assert [each.args for each in traces if each.step is Step.NO_HOST_KEY] == [("spoke2.example.com",)]
    r2.key("cisco")  # one for the address will do
    net.run(10)
    assert r1.rows() == UP and r2.rows() == UP


@pytest.mark.parametrize("line", ["key", "endpoint"])
def test_one_line_of_the_two_is_not_enough(line: str) -> None:
    net, r1, r2 = aggressive_pair()
    setattr(r1.config.peers[r2.address, None], line, None if line == "key" else "")
    r1.key("cisco")
    r2.key("cisco")
    r1.request(r2)
    net.run(1)
    assert exchanges(net.sent)[0] == wire.Exchange.MAIN


def test_a_profile_asks_for_it() -> None:
    net, r1, r2 = pair()
    r1.config.keys.clear()
    r1.config.keyrings["K"] = Keyring("K", keys={(r2.address, 0xFFFFFFFF): PresharedKey("cisco")})
    r1.config.profiles["P"] = Profile(
        "P", keyrings={"K": True}, initiate_mode="aggressive", match_addresses={(r2.address, 0xFFFFFFFF, ""): True}
    )
    lines = listen(r1)
    r1.request(r2, profile="P")
    net.run(1)
    assert exchanges(net.sent)[:3] == [4, 4, 4] and r1.rows() == UP
    for wanted in ("SA request profile is P", "Found ADDRESS key in keyring K", "peer matches P profile"):
        assert any(wanted in line for line in lines), wanted
    assert "ISAKMP : Looking for xauth in profile P" in lines
    (sa,) = r2.isakmp.life.sas.values()
    assert sa.identity == "192.0.2.1"


@pytest.mark.parametrize(
    ("kind", "name", "number"),
    [("fqdn", NAME, wire.IdType.FQDN), ("user-fqdn", "ann@example.com", wire.IdType.USER_FQDN)],
)
def test_names_of_both_kinds(kind: str, name: str, number: wire.IdType) -> None:
    net, r1, r2 = aggressive_pair()
    named(r1, r2, name=name, kind=kind)
    r2.config.hosts[name] = PresharedKey("cisco")
    r1.request(r2)
    net.run(1)
    (sa,) = r2.isakmp.life.sas.values()
    assert sa.identity == name and r2.ipsec.up[0].phase1_id == name
    ident = next(each for each in wire.decode(net.sent[0].payload)[1].payloads if isinstance(each, wire.Identification))
    assert (ident.type, ident.data, ident.protocol, ident.port) == (number, name.encode(), 17, 0)


def test_the_first_group_is_the_group() -> None:
    net, r1, r2 = aggressive_pair()
    r1.policy(20, group=14)
    r1.policy(30, hash="md5")
    r2.config.policies.clear()
    r2.policy(10, group=14)
    r1.request(r2)
    net.run(1)
    offer = wire.decode(net.sent[0].payload)[1].payloads[0]
    assert isinstance(offer, wire.Sa)
    groups = [each.value for transform in offer.proposals[0].transforms for each in transform.attributes if each.type == 4]
    assert groups == [2, 2]  # policies 10 and 30
    assert r1.ipsec.live == []  # what both have in common is not offered


def test_nat_is_found_and_the_ports_float() -> None:
    net, site, hq = nat_pair()
    named(site, hq)
    hq.config.hosts[NAME] = PresharedKey("cisco")
    site.request(hq)
    net.run(1)
    assert exchanges(net.sent)[:3] == [4, 4, 4]
    assert [(each.src_port, each.dst_port) for each in net.sent[:3]] == [(500, 500), (500, 512), (4500, 4500)]
    assert site.ipsec.live[0].proposal.udp
    assert site.isakmp.sessions()[0].capabilities == hq.isakmp.sessions()[0].capabilities == "N"
    (sa,) = hq.isakmp.life.sas.values()
    assert sa.peer_behind_nat and not sa.behind_nat and sa.remote_port == 4501


@tshark
@pytest.mark.parametrize("suite", ["aes 256 sha256 14", "3des md5 2", "aes 128 sha512 19"])
def test_tshark_reads_and_decrypts_it(tmp_path: Path, suite: str) -> None:
    *cipher, hash_name, group = suite.split()
    net, r1, r2 = aggressive_pair()
    for node in (r1, r2):
        bits = int(cipher[-1]) if len(cipher) > 1 else 128
        node.policy(encryption=cipher[0], key_bits=bits, hash=hash_name, group=int(group))
    keys: list[KeyMaterial] = []
    r2.bus.listen(KeyMaterial, keys.append)
    r1.request(r2)
    net.run(1)
    path = tmp_path / "ike.pcap"
    write_capture(path, net.sent)
    rows = read_by_tshark(path, keys, *FIELDS, "isakmp.id.data.fqdn")
    assert [row[0] for row in rows] == ["4"] * 3 + ["32"] * 3
    assert all(row[4] == "" for row in rows)
    payloads = [row[1].split(",") for row in rows]
    assert payloads[0][:2] == ["1", "2"] and payloads[0][-10:] == ["4", "10", "5"] + ["13"] * 7
    assert payloads[1][-10:] == ["13", "13", "13", "4", "5", "10", "8", "13", "20", "20"]
    assert payloads[2] == ["8", "20", "20", "11"]
    assert (rows[0][5], rows[1][3], rows[2][2]) == (NAME, "198.51.100.2", "24578")


def test_the_hashes_by_another_hand() -> None:
    """RFC 2409 section 5: HASH_R from what is on the wire and the key; scapy takes the messages apart."""
    net, r1, r2 = aggressive_pair()
    r1.request(r2)
    net.run(1)
    first, second = ({}, {})
    for each, found in zip(net.sent, (first, second), strict=False):
        layer = ISAKMP(each.payload)
        found["cookies"] = (layer.init_cookie, layer.resp_cookie)
        data, kind, at = each.payload, layer.next_payload, 28
        while kind:
            size = int.from_bytes(data[at + 2 : at + 4], "big")
            found.setdefault(kind, data[at + 4 : at + size])
            kind, at = data[at], at + size
    skeyid = hmac.digest(b"cisco", first[10] + second[10], hashlib.sha1)
    ci, cr = second["cookies"]
    assert hmac.digest(skeyid, second[4] + first[4] + cr + ci + first[1] + second[5], hashlib.sha1) == second[8]


def test_the_identity_is_an_address() -> None:
    net, r1, r2 = aggressive_pair()
    policy = r1.config.peers[r2.address, None]
    policy.endpoint, policy.endpoint_ip, policy.endpoint_name = "ipv4-address", parse_ipv4("10.9.9.9"), ""
    r2.key("cisco")
    r1.request(r2)
    net.run(1)
    (sa,) = r2.isakmp.life.sas.values()
    assert sa.identity == "10.9.9.9" and r1.rows() == UP
