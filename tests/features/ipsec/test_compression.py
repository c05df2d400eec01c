"""IPComp with LZS under ESP and AH (RFC 3173, 2395): negotiated, on the wire as others read it, what is left alone."""

from __future__ import annotations

import random
from typing import Any

import pytest
from scapy.layers.inet import IP, UDP
from scapy.layers.ipsec import AH, ESP, SecurityAssociation
from scapy.packet import Raw

from iosemu.features.acl.model import Entry
from iosemu.features.ipsec import events
from iosemu.features.ipsec.flow import Counters
from iosemu.features.ipsec.sadb import SaPair
from iosemu.features.ipsec.transforms import plaintext_mtu
from iosemu.features.isakmp.proposal import Numbered, from_wire, to_wire
from iosemu.features.keying.contract import AH as AH_NAME
from iosemu.features.keying.contract import ESP as ESP_NAME
from iosemu.features.keying.contract import IPCOMP, Layer, Proposal
from iosemu.types import parse_ipv4
from iosemu.wire import ipcomp, ipv4, isakmp
from tests.features.ipsec.test_ah import Wire, lan_ping
from tests.features.ipsec.world import World
from tests.wire.test_lzs import apart

SQUEEZED = {"compression": "comp-lzs"}
LZS = Layer("lzs", 0, "", IPCOMP)
R1, R2 = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.1")


def current(world: World) -> SaPair:
    pair = world.e1.flows[0].current
    assert pair is not None
    return pair


def of(pair: SaPair, number: int, kind: type) -> SecurityAssociation:
    """R1's outbound SA of a layer, as scapy knows it: what is in it is for us to look at."""
    keys = pair.made.keys[number]
    crypt: dict[str, Any] = {"crypt_algo": "AES-CBC", "crypt_key": keys.encryption_out} if kind is ESP else {}
    return SecurityAssociation(
        kind, spi=keys.spi_out, auth_algo="HMAC-SHA1-96", auth_key=keys.authentication_out, **crypt
    )


def counts(counters: Counters) -> tuple[int, ...]:
    return (
        counters.compressed, counters.not_compressed, counters.compression_failed, counters.decompressed,
        counters.not_decompressed, counters.decompression_failed,
    )  # fmt: skip


def send(world: World, payload: bytes, src: str = "10.1.1.1", dst: str = "10.2.2.1") -> None:
    """A datagram of a protocol that nobody answers."""
    packet = ipv4.IPv4(parse_ipv4(src), parse_ipv4(dst), 253, payload)
    assert world.r1.ip.send(world.r1.vrfs.default, packet)
    world.run(1)


@pytest.mark.parametrize("mode", ["tunnel", "transport"])
@pytest.mark.parametrize("ah", ["", "ah-sha-hmac"], ids=["esp", "ah"])
def test_what_can_be_compressed_is(ah: str, mode: str) -> None:
    world = World()
    wire = Wire(world)
    more = {"ah": ah, "cipher": "", "integrity": ""} if ah else {}
    if mode == "tunnel":
        world.mapped(sets=SQUEEZED | more)
        ends = "10.1.1.1", "10.2.2.1"
    else:
        for device, mine, theirs in ((world.r1, R1, R2), (world.r2, R2, R1)):
            world.map(device, SQUEEZED | more | {"mode": mode}, Entry(10, True, 253, mine, 0, theirs, 0))
        ends = "10.0.1.1", "10.0.2.1"
    send(world, b"first", *ends)
    kind, protocol = (AH, ipv4.AH) if ah else (ESP, ipv4.ESP)
    for payload, alone in ((b"abcd" * 200, False), (b"abcd" * 20, True)):
        send(world, payload, *ends)
        packet = wire.packets(protocol)[-1]
        clear = IP(bytes(of(current(world), 0, kind).decrypt(IP(packet.encode()))))
        if alone:
            assert clear.proto == (4 if mode == "tunnel" else 253)
            inside = bytes(clear.payload)
        else:
            assert clear.proto == 108 and packet.length < 200
            header, squeezed = bytes(clear.payload)[:4], bytes(clear.payload)[4:]
            assert header == bytes((4 if mode == "tunnel" else 253, 0)) + current(world).outs[1].spi.to_bytes(2, "big")
            inside = apart(squeezed)
        assert (bytes(IP(inside).payload) if mode == "tunnel" else inside) == payload
    send(world, random.Random(1).randbytes(600), *ends)  # would become longer
    assert counts(world.e1.flows[0].counters) == (1, 1, 1, 0, 0, 0)
    assert counts(world.e2.flows[0].counters) == (0, 0, 0, 1, 2, 0)
    for engine in (world.e1, world.e2):
        assert engine.flows[0].counters.receive_errors == 0
    assert (world.e1.flows[0].counters.encaps, world.e2.flows[0].counters.decrypted) == (3, 3)


def literally(data: bytes) -> bytes:
    """LZS without strings."""
    bits = "".join(f"0{octet:08b}" for octet in data) + "110000000"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def sealed_apart(world: World, protocol: int, payload: bytes, sequence: int) -> None:
    """R2 hears an ESP packet that scapy made, with this in it."""
    esp = of(current(world), 0, ESP)
    packet = esp.encrypt(IP(src="10.0.1.1", dst="10.0.2.1", id=1, proto=protocol) / Raw(payload), seq_num=sequence)
    world.r2.ip.receive(ipv4.IPv4.decode(bytes(packet)), world.wan2)


def test_what_others_compressed_is_opened() -> None:
    """And what is broken, or of another association, is counted and thrown away."""
    world = World()
    world.mapped(sets=SQUEEZED)
    lan_ping(world, 2)
    inner = bytes(IP(src="10.1.1.1", dst="10.2.2.1", id=5) / UDP(sport=7, dport=9) / bytes(10))
    cpi = current(world).outs[1].spi
    counters = world.e2.flows[0].counters
    before = counts(counters)[3]
    sealed_apart(world, 108, bytes((4, 0)) + cpi.to_bytes(2, "big") + literally(inner), 50)
    assert (counters.decompressed, counters.receive_errors) == (before + 1, 0)
    bad = [
        bytes((4, 0)) + (cpi ^ 1).to_bytes(2, "big") + literally(inner), b"\x04", bytes((4, 0)) + cpi.to_bytes(2, "big"),
        bytes((4, 0)) + cpi.to_bytes(2, "big") + literally(inner)[:-2],
    ]  # fmt: skip
    for number, payload in enumerate(bad, 51):
        sealed_apart(world, 108, payload, number)
    assert (counters.decompression_failed, counters.receive_errors, counters.decompressed) == (4, 4, before + 1)
    sealed_apart(world, 108, bytes((6, 0)) + cpi.to_bytes(2, "big") + literally(inner), 60)
    assert counters.invalid_protocol == 1  # no datagram, where there must be one


def test_both_ends_want_it_or_neither() -> None:
    world = World()
    world.map(world.r1, SQUEEZED)
    world.map(world.r2)
    errors: list[str] = []
    world.r2.bus.listen(events.OfferRefused, lambda event: errors.append(event.error.name))
    assert lan_ping(world, 3) == "..."
    assert set(errors) == {"TRANSFORM"}
    found = errors.copy()
    assert lan_ping(world, 2, back=True) == ".." and errors == found
    assert not world.e1.flows[0].pairs and not world.e2.flows[0].pairs


def test_it_goes_with_what_is_around_it() -> None:
    """Renewed, told of and deleted by the SPIs of ESP: its CPI is free again afterwards."""
    world = World()
    world.mapped(sets=SQUEEZED, life_seconds=120)
    lan_ping(world, 2, size=400)
    old = current(world)
    assert [ref.protocol for ref in old.made.inbounds + old.made.outbounds] == ["esp", "esp"]
    assert [sa.layer.protocol for sa in old.sas] == ["esp", "esp", "ipcomp", "ipcomp"]
    assert ipcomp.LOWEST_CPI <= old.ins[1].spi <= ipcomp.HIGHEST_CPI
    world.run(115)
    assert lan_ping(world, size=400) == "!" and current(world) is not old
    world.run(30)
    for pair in tuple(world.e1.flows[0].pairs):
        world.e1.lives.delete(pair, tell=True)
    world.run(1)
    assert not world.e2.flows[0].pairs
    for engine in (world.e1, world.e2):
        assert not engine.sadb._reserved and not engine.sadb.inbound


def test_a_tunnel_under_it() -> None:
    world = World()
    wire = Wire(world)
    world.protected(sets=SQUEEZED)
    world.run(5)
    assert world.ping("172.16.0.2", 3, size=1000) == "!!!"
    assert wire.packets(ipv4.ESP) and max(packet.length for packet in wire.packets(ipv4.ESP)) < 250
    assert world.e1.flows[0].counters.compressed >= 3


def test_it_takes_no_room() -> None:
    """What does not become shorter must fit as it is."""
    with_it = Proposal((Layer("aes", 128, "sha1"), LZS))
    assert plaintext_mtu(with_it, 1500) == plaintext_mtu(Proposal((Layer("aes", 128, "sha1"),)), 1500) == 1438


# proposals


def offered(*layers: Layer, group: int = 0) -> isakmp.Sa:
    spis = {AH_NAME: 0x1111, ESP_NAME: 0x2222, IPCOMP: 0x3333}
    return to_wire([Numbered(Proposal(layers, group=group))], spis)


def test_three_protocols_of_one_number() -> None:
    sa = offered(Layer("", 0, "sha1", AH_NAME), Layer("aes", 128, ""), LZS, group=14)
    assert [(each.number, each.protocol, each.spi.hex()) for each in sa.proposals] == [
        (1, 2, "00001111"), (1, 3, "00002222"), (1, 4, "3333"),
    ]  # fmt: skip
    assert sa.proposals[2].transforms[0].identifier == 3
    sa.proposals.reverse()  # the order does not tell which is outside
    [(numbered, parts)] = from_wire(sa)
    assert numbered.proposal.known and [part.spi for part in parts] == [0x1111, 0x2222, 0x3333]
    assert [layer.protocol for layer in numbered.proposal.layers] == ["ah", "esp", "ipcomp"]


def test_as_others_write_it() -> None:
    """A CPI in four octets, the well-known one, no group where there are no keys (RFC 3173 section 4.1)."""
    for spi in ("00003333", "0003", "00000003"):
        sa = offered(Layer("aes", 128, "sha1"), LZS, group=14)
        sa.proposals[1].spi = bytes.fromhex(spi)
        attributes = sa.proposals[1].transforms[0].attributes
        attributes[:] = [each for each in attributes if each.type != isakmp.IpsecAttribute.GROUP]
        [(numbered, parts)] = from_wire(sa)
        assert numbered.proposal.known and numbered.proposal.group == 14
        assert parts[1].spi == int(spi, 16)


def test_what_is_not_taken() -> None:
    """DEFLATE, a CPI that cannot be negotiated, a mode of its own, IPComp alone."""
    for change in ("deflate", "private", "reserved", "mode", "alone"):
        sa = offered(Layer("aes", 128, "sha1"), LZS)
        compression = sa.proposals[1]
        if change == "deflate":
            compression.transforms[0].identifier = 2
        elif change in ("private", "reserved"):
            compression.spi = bytes.fromhex("F000" if change == "private" else "0040")
        elif change == "mode":
            mode = next(e for e in compression.transforms[0].attributes if e.type == isakmp.IpsecAttribute.ENCAPSULATION)
            mode.value = 2
        else:
            del sa.proposals[0]
        [(numbered, _)] = from_wire(sa)
        assert not numbered.proposal.known, change
