"""A peer that has the key and speaks nonsense: payloads are changed before the hash is made and the message encrypted.

So what lies behind encryption and authentication is reached, which a mutated frame never does.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Sequence
from random import Random

import hypothesis.strategies as st
import pytest

from iosemu.device.debug import Audience
from iosemu.device.device import Device
from iosemu.features.isakmp.channel import Channel
from iosemu.features.isakmp.debug import words
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.trace import Trace
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import Attribute, Delete, Exchange, Notification, Notify, Opaque, Payload, Sa
from tests.features.ipsec.world import World

SIZES = (0, 1, 2, 3, 4, 5, 8, 16, 64, 255, 1000, 20_000, 60_000)
NUMBERS = (0, 1, 2, 3, 4, 255, 256, 0xFFFF)
TYPES = (*range(16), 20, 21, 61443, 0x7FFF)


class Liar(Channel):
    """The way out of a peer that lies, in the message number `at` of those it sends."""

    def __init__(self, channel: Channel, chance: Random, at: int) -> None:
        super().__init__(channel.engine)
        self.chance, self.left, self.bytes = chance, at, False

    def _due(self) -> bool:
        self.left -= 1
        return self.left == -1

    def send_phase1(self, sa: IkeSa, payloads: Sequence[Payload], encrypted: bool = False) -> None:
        told = self._told(payloads)
        super().send_phase1(sa, told, encrypted)
        self.bytes = False

    def send_phase2(
        self, sa: IkeSa, node: Node, exchange: Exchange, prefix: bytes, payloads: Sequence[Payload] = ()
    ) -> None:
        super().send_phase2(sa, node, exchange, prefix, self._told(payloads))
        self.bytes = False

    def _told(self, payloads: Sequence[Payload]) -> Sequence[Payload]:
        if not self._due():
            return payloads
        self.bytes = self.chance.random() < 0.3
        if self.bytes:
            return payloads
        told = [self._change(each) for each in self._arrange(list(payloads))]
        try:
            return told if len(wire.encode_chain(told)) < 65_000 else payloads
        except struct.error:  # longer than a payload can be
            return payloads

    def _arrange(self, payloads: list[Payload]) -> list[Payload]:
        chance = self.chance
        for _ in range(chance.choice((0, 0, 1, 2))):
            at = chance.randrange(len(payloads) + 1)
            what = chance.randrange(4)
            if what == 0 and len(payloads) > 1:
                del payloads[at % len(payloads)]
            elif what == 1 and payloads:
                payloads.insert(at, payloads[chance.randrange(len(payloads))])
            elif what == 2:
                kind = chance.choice((*range(4, 14), 20, 21, 130, 131, 200))
                payloads.insert(at, Opaque(kind, chance.randbytes(chance.choice(SIZES[:-2]))))
            else:
                payloads.insert(at, self._news())
        return payloads

    def _news(self) -> Payload:
        """A notification or a delete of any kind."""
        chance = self.chance
        if chance.random() < 0.3:
            spi = chance.randbytes(chance.choice((1, 4, 8, 16)))
            return Delete(chance.choice(NUMBERS[:6]), [spi] * chance.choice((1, 2, 300)))
        spi = chance.randbytes(chance.choice((0, 1, 4, 16, 255)))
        data = chance.randbytes(chance.choice(SIZES[:-2]))
        if chance.random() < 0.4:
            data = b"".join(each.encode() for each in self._attributes())
        return Notification(chance.choice(tuple(Notify)), chance.choice((0, 1, 2, 3, 255)), spi, data)

    def _attributes(self) -> list[Attribute]:
        chance = self.chance
        found = []
        for _ in range(chance.choice((1, 2, 6, 40))):
            size = chance.choice((0, 0, 0, *SIZES[1:]))
            value = chance.choice(NUMBERS) if size == 0 else chance.getrandbits(8 * size) >> chance.choice((0, 0, 4, 8))
            found.append(Attribute(chance.choice(TYPES), value, size))
        return found

    def _change(self, payload: Payload) -> Payload:
        chance = self.chance
        if isinstance(payload, Opaque) and payload.kind == wire.Kind.SA and chance.random() < 0.7:
            payload = Sa.decode(payload.data)
        if not isinstance(payload, Sa):
            if chance.random() < 0.7:
                return payload
            body = payload.body()
            return Opaque(
                payload.kind, chance.choice((body[:-1], body * 2, b"", chance.randbytes(20), bytes(len(body))))
            )
        payload = Sa.decode(payload.body())
        for proposal in payload.proposals:
            if chance.random() < 0.2:
                proposal.spi = chance.randbytes(chance.choice((0, 1, 4, 4, 8, 255)))
            if chance.random() < 0.1:
                proposal.spi = bytes(len(proposal.spi))
            if chance.random() < 0.1:
                proposal.number = chance.choice((0, 1, 255))
            for transform in proposal.transforms:
                at = chance.randrange(len(transform.attributes))
                old = transform.attributes[at]
                if chance.random() < 0.5:
                    size = chance.choice(SIZES[1:])
                    transform.attributes[at] = Attribute(old.type, chance.getrandbits(8 * size), size)
                if chance.random() < 0.2:
                    transform.attributes[at] = Attribute(old.type, chance.choice(NUMBERS))
                if chance.random() < 0.2:
                    transform.attributes += self._attributes()
                if chance.random() < 0.1:
                    transform.identifier = chance.choice((0, 1, 2, 3, 11, 12, 20, 255))
        return payload

    def spoil(self, data: bytes) -> bytes:
        """Some octets changed, lost or added."""
        chance, out = self.chance, bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 8))):
            at = chance.randrange(len(out) + 1)
            what = chance.randrange(3)
            if what == 0 and at < len(out):
                out[at] = chance.choice((0, 1, 4, 0x7F, 0x80, 0xFF, chance.randrange(256)))
            elif what == 1:
                del out[at : at + chance.choice((1, 4, 40))]
            else:
                out[at:at] = chance.randbytes(chance.choice((1, 4, 40)))
        return bytes(out) or b"\0"  # nothing cannot be encrypted


@pytest.fixture(scope="module")
def world() -> World:
    world = World()
    for device in (world.r1, world.r2):
        world.keyed(device, group=2)
        device.bus.listen(Trace, functools.partial(words, told=Audience(device)))  # `debug crypto isakmp` words all that came
    return world.mapped(pfs="group2")


@pytest.mark.parametrize("liar", ["R1", "R2"])  # R1 begins: initiator and responder
def test_a_peer_with_the_key(
    world: World, feed: Callable[..., None], monkeypatch: pytest.MonkeyPatch, liar: str
) -> None:
    device: Device = world.r1 if liar == "R1" else world.r2
    engine = device.engine("isakmp")
    honest = engine.channel
    encode = wire.encode_chain

    def encode_chain(payloads: Sequence[Payload]) -> bytes:
        data = encode(payloads)
        mouth = engine.channel
        return mouth.spoil(data) if isinstance(mouth, Liar) and mouth.bytes else data

    monkeypatch.setattr(wire, "encode_chain", encode_chain)

    def target(seed_and_message: tuple[int, int]) -> None:
        seed, message = seed_and_message
        engine.channel = Liar(honest, Random(seed), message)
        world.ping("10.2.2.1", 2, src="10.1.1.1")
        for sa in list(engine.life.sas.values()):
            if message > 3 and sa.established:  # news of any kind over what is there
                engine.channel.left = 0
                engine.info.send(sa, [Notification(Notify.R_U_THERE, 1, sa.cookies, bytes(4))])
        world.run(1)
        engine.channel = honest
        for each in (world.r1, world.r2):
            each.engine("isakmp").clear()
            for flow in list(each.engine("ipsec").flows):
                each.engine("ipsec").clear_flow(flow)
        world.run(61)

    feed(st.tuples(st.integers(0, 1 << 32), st.integers(0, 6)), target, 150)
    world.run(400)
    world.ping("10.2.2.1", 3, src="10.1.1.1")
    assert "!" in world.ping("10.2.2.1", 3, src="10.1.1.1")
