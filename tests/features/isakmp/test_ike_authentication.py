"""Another way to authenticate is admitted from outside; keys belong to the routing table of their ring."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from isakmp_world import Node, pair

from iosemu.crypto.integrity import Hmac
from iosemu.crypto.prf import skeyid_psk
from iosemu.features.isakmp import phase1
from iosemu.features.isakmp.authentication import METHODS, PresharedKeys, signed
from iosemu.features.isakmp.engine import IsakmpEngine
from iosemu.features.isakmp.model import Keyring, PresharedKey
from iosemu.features.isakmp.opening import admit
from iosemu.features.isakmp.policy import HASH_NAMES
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.keying.contract import Failure
from iosemu.types import parse_ipv4
from iosemu.wire.isakmp import Chain, Identification, Kind, Opaque, Payload


class Seals:
    """Signatures of a sort: the hash under a seal that both ends have."""

    name = "rsa-sig"
    proof = int(Kind.SIG)
    may = frozenset({int(Kind.CERT)})
    aggressive = True

    def __init__(self) -> None:
        self.seal = {"R1": b"wax", "R2": b"wax"}

    def available(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        return True

    def prepare(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        return True

    def skeyid(self, engine: IsakmpEngine, sa: IkeSa, shared: bytes) -> Hmac:
        assert sa.terms is not None
        return skeyid_psk(HASH_NAMES[sa.terms.hash], sa.phase1.nonce_i, sa.phase1.nonce_r, b"")

    def keys(self, engine: IsakmpEngine, sa: IkeSa) -> list[Payload] | None:
        return PresharedKeys().keys(engine, sa)

    def _sealed(self, engine: IsakmpEngine, sa: IkeSa, ours: bool, id_b: bytes) -> bytes:
        return Hmac("sha1", self.seal[engine.device.hostname]).full(signed(sa, ours, id_b))

    def prove(self, engine: IsakmpEngine, sa: IkeSa, ident: Identification) -> list[Payload]:
        return [Opaque(Kind.SIG, self._sealed(engine, sa, True, ident.body()))]

    def check(self, engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> bool:
        return self._sealed(engine, sa, False, chain.body(Kind.ID)) == chain.body(Kind.SIG)


@pytest.fixture
def seals() -> Iterator[Seals]:
    methods, table = dict(METHODS), dict(phase1.TABLE)
    found = Seals()
    admit(found)
    yield found
    for now, before in ((METHODS, methods), (phase1.TABLE, table)):
        now.clear()  # type: ignore[attr-defined]
        now.update(before)  # type: ignore[attr-defined]


def test_another_method_brings_its_payloads_and_its_rows(seals: Seals) -> None:
    net, r1, r2 = pair()
    for node in (r1, r2):
        node.policy(5, authentication="rsa-sig")
    r1.request(r2)
    net.run(2)
    assert [sa.terms and sa.terms.authentication for sa in r2.isakmp.life.sas.values()] == ["rsa-sig"]
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1


def test_a_wrong_seal_is_refused(seals: Seals) -> None:
    net, r1, r2 = pair()
    for node in (r1, r2):
        node.config.policies.clear()
        node.policy(5, authentication="rsa-sig")
    seals.seal["R1"] = b"lead"
    r1.request(r2)
    net.run(120)
    assert r2.isakmp.stats.authentication_failures >= 1
    assert r1.ipsec.live == [] and r1.ipsec.failures == [Failure.TIMEOUT]


def test_without_the_method_its_policies_are_never_agreed_on() -> None:
    net, r1, r2 = pair()
    for node in (r1, r2):
        node.config.policies.clear()
        node.policy(5, authentication="rsa-sig")
    r1.request(r2)
    net.run(2)
    assert r1.ipsec.failures == [Failure.NO_KEY]


def test_a_key_ring_serves_the_peers_of_its_table_only() -> None:
    def key(node: Node, vrf: str) -> str | None:
        peer = node.isakmp.life.peer(node.address, 7, 500, "test", vrf)
        sa = node.isakmp.life.create(node.address, 500, 7, 500, True, bytes(8), peer)
        found = node.isakmp.keyrings.find(sa)
        return found.secret if found is not None else None

    _, r1, _ = pair()
    r1.config.keyrings["OUT"] = Keyring("OUT", vrf="OUT", keys={(parse_ipv4("0.0.0.0"), 0): PresharedKey("outside")})
    assert key(r1, "") == "cisco"
    assert key(r1, "OUT") == "outside"
    assert key(r1, "OTHER") is None


def test_equal_addresses_in_two_tables_are_two_peers() -> None:
    _, r1, _ = pair()
    life = r1.isakmp.life
    for vrf in ("", "OUT"):
        sa = life.create(1, 500, 2, 500, True, b"12345678", life.peer(1, 2, 500, "test", vrf))
        life.insert(sa)
        assert life.between(1, 2, vrf) == [sa] and life.find(b"12345678", 2, vrf) is sa
    assert len(life.peers) == 2
