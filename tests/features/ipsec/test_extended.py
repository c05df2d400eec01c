"""Extended sequence numbers (RFC 4303 section 2.2.1, RFC 4304) and GMAC (RFC 4543): negotiated, and past four thousand
million packets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP
from scapy.layers.ipsec import AH, ESP, SecurityAssociation

from iosemu.features.ipsec import events
from iosemu.features.ipsec.sadb import LAST_SEQUENCE, EspSa, Replay, Sa
from iosemu.features.isakmp.proposal import Numbered, from_wire, to_wire
from iosemu.features.keying.contract import Layer, Proposal
from iosemu.wire import ipv4
from iosemu.wire.isakmp import IpsecAttribute
from tests.features.ipsec.test_ah import Wire, lan_ping
from tests.features.ipsec.world import World

LONG = {"extended": True}
SETS: dict[str, dict[str, Any]] = {
    "aes": LONG,
    "gcm": LONG | {"cipher": "esp-gcm", "integrity": ""},
    "gmac": LONG | {"cipher": "esp-gmac 256", "integrity": ""},
    "ah": LONG | {"cipher": "", "integrity": "", "ah": "ah-sha256-hmac"},
}


def sas(world: World) -> tuple[Sa, Sa]:
    """What R1 sends by, and R2 hears."""
    one, two = world.e1.flows[0].current, world.e2.flows[0].current
    assert one is not None and two is not None
    return one.outs[0], two.ins[0]


def far_on(world: World, sequence: int) -> None:
    """So many packets went from R1 to R2."""
    out, back = sas(world)
    out.sequence = sequence
    back.replay.seen(sequence)


def scapys(world: World, kind: str, high: int) -> SecurityAssociation:
    pair = world.e1.flows[0].current
    assert pair is not None
    keys = pair.made.keys[0]
    common: dict[str, Any] = {
        "spi": keys.spi_out, "esn_en": True, "esn": high, "tunnel_header": IP(src="10.0.1.1", dst="10.0.2.1", id=7),
    }  # fmt: skip
    if kind == "ah":
        return SecurityAssociation(AH, auth_algo="SHA2-256-128", auth_key=keys.authentication_out, **common)
    names = {"aes": "AES-CBC", "gcm": "AES-GCM", "gmac": "AES-NULL-GMAC"}
    auth = {"auth_algo": "HMAC-SHA1-96", "auth_key": keys.authentication_out} if kind == "aes" else {}
    return SecurityAssociation(ESP, crypt_algo=names[kind], crypt_key=keys.encryption_out, **auth, **common)


@pytest.mark.parametrize("kind", list(SETS))
def test_packets_pass_the_end_of_the_short_number(kind: str) -> None:
    world = World()
    wire = Wire(world)
    world.mapped(sets=SETS[kind])
    assert lan_ping(world, 2) == ".!"
    far_on(world, LAST_SEQUENCE - 1)
    assert lan_ping(world, 4) == "!!!!"
    protocol = ipv4.AH if kind == "ah" else ipv4.ESP
    ours = [packet for packet in wire.packets(protocol) if packet.src == world.e1.flows[0].local][-4:]
    at = 8 if kind == "ah" else 4
    assert [packet.payload[at : at + 4].hex() for packet in ours] == ["ffffffff", "00000000", "00000001", "00000002"]
    clear = IP(bytes(scapys(world, kind, 1).decrypt(IP(ours[-1].encode()), verify=True, esn_en=True, esn=1)))
    assert clear.dst == "10.2.2.1" and clear.proto == 1
    counters = world.e2.flows[0].counters
    assert counters.receive_errors == 0 and sas(world)[1].sequence == LAST_SEQUENCE + 3
    world.r2.ip.receive(ours[0], world.wan2)  # again, from before the turn
    assert (counters.replay_failed, counters.verify_failed) == (1, 0)


def test_a_short_number_ends_there() -> None:
    """The SAs go, and others come: nothing travels under a number that was used."""
    world = World()
    world.mapped()
    lan_ping(world, 2)
    out = sas(world)[0]
    far_on(world, LAST_SEQUENCE)
    assert lan_ping(world, 3) == ".!!"
    assert world.e1.flows[0].counters.rollover_out == 1 and sas(world)[0] is not out


def test_one_end_alone_does_not_have_them() -> None:
    for ours, theirs in ((LONG, {}), ({}, LONG)):
        world = World()
        world.map(world.r1, ours)
        world.map(world.r2, theirs)
        errors: list[str] = []
        world.r2.bus.listen(events.OfferRefused, lambda event, told=errors: told.append(event.error.name))
        assert lan_ping(world, 2) == ".."
        assert set(errors) == {"TRANSFORM"}


def test_the_attribute() -> None:
    spis = {"esp": 0x1000, "ah": 0x2000, "ipcomp": 0x3000}
    layers = Layer("", 0, "sha1", "ah"), Layer("aes", 128, ""), Layer("lzs", 0, "", "ipcomp")
    sa = to_wire([Numbered(Proposal(layers, extended=True))], spis)
    marked = [
        any((each.type, each.value) == (IpsecAttribute.EXTENDED_SEQUENCE, 1) for each in wire.transforms[0].attributes)
        for wire in sa.proposals
    ]
    assert marked == [True, True, False]
    [(numbered, _)] = from_wire(sa)
    assert numbered.proposal.known and numbered.proposal.extended
    attributes = sa.proposals[1].transforms[0].attributes
    attributes[:] = [each for each in attributes if each.type != IpsecAttribute.EXTENDED_SEQUENCE]
    [(numbered, _)] = from_wire(sa)
    assert not numbered.proposal.known  # AH has them and ESP has not
    for wire in sa.proposals[:1]:
        next(e for e in wire.transforms[0].attributes if e.type == IpsecAttribute.EXTENDED_SEQUENCE).value = 2
    assert not next(from_wire(sa))[0].proposal.known


@given(highest=st.integers(0, 3 << 32), size=st.sampled_from([0, 64, 1024]), ahead=st.integers(-63, 1 << 31))
def test_the_number_is_that_which_is_meant(highest: int, size: int, ahead: int) -> None:
    """Whatever is within the window, or less than 2^32 ahead of its end."""
    sa = EspSa.__new__(EspSa)
    sa.extended, sa.replay = True, Replay(size)
    sa.replay.highest = highest
    meant = highest + ahead
    if meant > 0:
        assert sa.number(meant & LAST_SEQUENCE) == meant


def test_gmac_is_read_by_scapy() -> None:
    world = World()
    wire = Wire(world)
    world.mapped(sets={"cipher": "esp-gmac", "integrity": ""})
    assert lan_ping(world, 3) == ".!!"
    pair = world.e1.flows[0].current
    assert pair is not None and len(pair.made.keys[0].encryption_out) == 20
    [*_, packet] = [each for each in wire.packets(ipv4.ESP) if each.src == world.e1.flows[0].local]
    assert ipv4.IPv4.decode(packet.payload[16:-18]).dst == pair.flow.remote_proxy.first + 1  # it hides nothing
    theirs = SecurityAssociation(
        ESP, spi=pair.outbound.spi, crypt_algo="AES-NULL-GMAC", crypt_key=pair.made.keys[0].encryption_out,
        tunnel_header=IP(src="10.0.1.1", dst="10.0.2.1"),
    )  # fmt: skip
    assert theirs.decrypt(IP(packet.encode()))[IP].dst == "10.2.2.1"
