"""What a key manager may install: bundles, one direction only, a group's; proven with one that has its SAs from a list."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import pytest

from iosemu.device.device import Device
from iosemu.features.acl.model import Entry
from iosemu.features.ipsec.engine import IpsecEngine
from iosemu.features.ipsec.model import InterfaceMap, MapEntry
from iosemu.features.ipsec.show_sa import sa_lines
from iosemu.features.keying.contract import (
    Direction,
    Failure,
    IkeSession,
    Layer,
    LayerKeys,
    Proposal,
    SaRef,
    SaSet,
    SaWant,
)
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from tests.features.gre.net import Ping, tell
from tests.features.ipsec.world import World

R1, R2 = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.1")


def one_way(spi: int, there: int, wide: Layer) -> LayerKeys:
    """In with `spi`, out with `there`; keys follow the SPI."""
    sizes = (16 if wide.cipher == "aes" else 0, {"sha1": 20, "": 0}[wide.integrity])

    def key(number: int, size: int) -> bytes:
        return bytes((number + at) % 256 for at in range(size))

    return LayerKeys(spi, there, key(spi, sizes[0]), key(spi, sizes[1]), key(there, sizes[0]), key(there, sizes[1]))


class Toy:
    """Gives what it was told, as often as it is asked."""

    name = "toy"
    ready_made = True

    def __init__(
        self, device: Device, layers: tuple[Layer, ...], first: bool, direction: Direction, clear: bool
    ) -> None:
        self.engine = device.engine("keying")
        self.layers = layers
        self.first = first
        self.direction = direction
        self.peerless = direction is Direction.GROUP
        self.clear = clear
        self.asked = 0
        self.told: list[Sequence[SaRef]] = []
        self.unknown: list[SaRef] = []
        self.life = 0
        self.engine.register(self)

    def wants(self, settings: object) -> bool:
        return isinstance(settings, MapEntry)

    def request(self, want: SaWant) -> None:
        self.asked += 1
        keys = []
        for number, layer in enumerate(self.layers):
            one, two = 0x1000 + number, 0x2000 + number
            if self.direction is Direction.GROUP:
                two = one
            keys.append(one_way(one, two, layer) if self.first else one_way(two, one, layer))
        local, remote = (0, 0) if self.direction is Direction.GROUP else (want.local, want.remote)
        made = SaSet(
            self.name, local, remote, want.mine, want.theirs, Proposal(self.layers), tuple(keys), replay=False,
            owner=want.owner, direction=self.direction, clear=self.clear, life_seconds=self.life,
        )  # fmt: skip
        if self.engine.user.install(made) is None:
            self.engine.user.failed(want, Failure.NO_KEY)

    def answers(self, settings: object) -> bool:
        return self.wants(settings)

    def inside(self, profile: str) -> str:
        return ""

    def has_profile(self, name: str) -> bool:
        return False

    def listen(self, owner: Hashable) -> None: ...
    def unlisten(self, owner: Hashable) -> None: ...
    def deleted(self, peer: int, refs: Sequence[SaRef]) -> None:
        self.told.append(refs)

    def invalid_spi(self, ref: SaRef, remote: int) -> None:
        self.unknown.append(ref)

    def abandon(self, local: int, vrf: str) -> None: ...

    def clear_peer(self, local: int, remote: int, vrf: str = "") -> None: ...
    def sessions(self) -> Iterable[IkeSession]:
        return ()


ESP = Layer("aes", 128, "sha1")
AH = Layer("", 0, "sha1", "ah")
PLAIN_ESP = Layer("aes", 128)


class Keyed(World):
    """Crypto maps on both ends, keyed by toys."""

    def __init__(
        self, layers: tuple[Layer, ...], one: Direction, two: Direction, clear: bool = False, line: Entry | None = None,
        **settings: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        self.wire: list[ipv4.IPv4] = []
        self.link1.taps.append(self._heard)
        self.toys = [
            Toy(device, layers, first, direction, clear)
            for device, first, direction in ((self.r1, True, one), (self.r2, False, two))
        ]
        words = {"aes": "esp-aes", "": ""}
        sets = {
            "ah": "ah-sha-hmac" if AH in layers else "",
            "cipher": words[layers[-1].cipher],
            "integrity": "esp-sha-hmac" if layers[-1] is ESP else "",
        }
        for device in (self.r1, self.r2):
            self.map(device, sets, line, **settings)
        self.run(1)

    def _heard(self, time: float, sender: object, frame: bytes) -> None:
        if frame[12:14] == b"\x08\x00":
            self.wire.append(ipv4.IPv4.decode(frame[14:]))

    def protocols(self, src: int) -> set[int]:
        return {packet.protocol for packet in self.wire if packet.src >> 8 == src >> 8}


def lan(world: World, count: int = 2, back: bool = False) -> str:
    if back:
        return world.ping("10.1.1.1", count, src="10.2.2.1", back=True)
    return world.ping("10.2.2.1", count, src="10.1.1.1")


def refs(engine: IpsecEngine) -> list[tuple[str, int, int]]:
    return [(ref.protocol, ref.destination, ref.spi) for ref in engine.sadb.inbound]


@pytest.mark.parametrize("layers", [(AH,), (ESP,), (AH, ESP), (AH, PLAIN_ESP)], ids=["ah", "esp", "ah+esp", "ah+plain"])
def test_a_bundle_has_two_spis_a_direction(layers: tuple[Layer, ...]) -> None:
    world = Keyed(layers, Direction.PAIR, Direction.PAIR)
    assert lan(world) == "!!"
    outermost = ipv4.AH if layers[0] is AH else ipv4.ESP
    assert world.protocols(R1) == {outermost}
    assert refs(world.e1) == [(layer.protocol, R1, 0x1000 + n) for n, layer in enumerate(layers)]
    assert refs(world.e2) == [(layer.protocol, R2, 0x2000 + n) for n, layer in enumerate(layers)]
    assert [(ref.destination, ref.spi) for ref in world.e1.sadb.by_outbound] == [
        (R2, 0x2000 + n) for n in range(len(layers))
    ]
    pair = world.e1.flows[0].current
    assert pair is not None and [sa.conn_id for sa in pair.sas] == list(range(1, 2 * len(layers) + 1))
    assert [sa.packets for sa in pair.sas] == [2] * (2 * len(layers))
    world.e1.lives.delete(pair, tell=True)
    assert [ref.spi for ref in world.toys[0].told[0]] == [0x1000 + n for n in range(len(layers))]


def test_layers_come_off_in_reverse() -> None:
    """What one end seals from the inside out, the other opens from the outside in; no layer may be left out."""
    world = Keyed((AH, ESP), Direction.PAIR, Direction.PAIR)
    lan(world, 1)
    outer = [packet for packet in world.wire if packet.protocol == ipv4.AH and packet.src == R1][-1]
    assert outer.payload[0] == ipv4.ESP  # next header: AH is around ESP
    inner = ipv4.IPv4(R1, R2, ipv4.ESP, outer.payload[24:])
    counters = world.e2.flows[0].counters
    before = counters.decrypted
    world.r2.ip.receive(inner, world.wan2)
    assert (counters.decrypted, counters.invalid_protocol) == (before, 1)


def test_one_direction_only_and_the_other_in_the_clear() -> None:
    """As a member of GETVPN whose policy is receive-only: what comes sealed is opened, what leaves is not sealed."""
    world = Keyed((ESP,), Direction.IN, Direction.PAIR, clear=True)
    world.toys[1].clear = False
    world.e2.clear_flow(world.e2.flows[0], tell=False)
    world.run(2)
    flow = world.e1.flows[0]
    assert flow.current is None and flow.pairs[0].ins and not flow.pairs[0].outs
    asked = world.toys[0].asked
    lan(world, 2)
    assert world.protocols(parse_ipv4("10.1.1.0")) == {ipv4.ICMP}  # our questions, in the clear …
    assert world.e2.flows[0].counters.decaps == 0
    lan(world, 2, back=True)
    assert flow.counters.decrypted == 2  # … and theirs, opened
    assert world.toys[0].asked == asked
    assert world.e1.flows[0].counters.send_errors == 0


def test_one_direction_only_and_nothing_in_the_clear() -> None:
    world = Keyed((ESP,), Direction.IN, Direction.OUT)
    assert lan(world) == ".."
    assert world.e1.flows[0].counters.no_sa == 2
    assert ipv4.ICMP not in world.protocols(parse_ipv4("10.1.1.0"))
    lan(world, 2, back=True)
    assert world.e1.flows[0].counters.decrypted == 2
    assert world.e2.flows[0].counters.encaps == 2
    assert refs(world.e2) == [] and list(world.e1.sadb.by_outbound) == []


def test_in_and_out_make_a_pair() -> None:
    """Two sets of a flow, one for each way, do what one pair does; one may go without the other."""
    world = Keyed((ESP,), Direction.IN, Direction.OUT)
    for toy, direction, engine in zip(world.toys, (Direction.OUT, Direction.IN), (world.e1, world.e2), strict=True):
        toy.direction = direction
        engine.asking.want(engine.flows[0])
    assert lan(world) == "!!"
    flow = world.e1.flows[0]
    assert [pair.made.direction for pair in flow.pairs] == [Direction.IN, Direction.OUT]
    assert flow.current is flow.pairs[1] and flow.active_sas == 2
    world.e1.lives.delete(flow.pairs[1], tell=True)
    assert flow.current is None and len(flow.pairs) == 1 and world.toys[0].told == []


def test_a_groups_sas_have_one_spi_and_no_peer() -> None:
    """Every member seals and opens with them; outside are the addresses of the traffic, which is routed by them."""
    world = Keyed((ESP,), Direction.GROUP, Direction.GROUP)
    assert lan(world) == "!!"
    sealed = [packet for packet in world.wire if packet.protocol == ipv4.ESP]
    assert {(packet.src, packet.dst) for packet in sealed} == {
        (parse_ipv4("10.1.1.1"), parse_ipv4("10.2.2.1")), (parse_ipv4("10.2.2.1"), parse_ipv4("10.1.1.1")),
    }  # fmt: skip
    assert {packet.payload[:4] for packet in sealed} == {b"\0\0\x10\0"}
    assert refs(world.e1) == refs(world.e2) == [("esp", 0, 0x1000)]
    for engine in (world.e1, world.e2):
        assert engine.flows[0].counters.decrypted == 2 and engine.flows[0].counters.receive_errors == 0


def test_an_entry_of_a_group_names_no_peer() -> None:
    """It is whole without: the flow is nobody's in particular, and goes with the entry."""
    world = Keyed((ESP,), Direction.GROUP, Direction.GROUP, peers={})
    assert lan(world) == "!!"
    flow = world.e1.flows[0]
    assert (flow.peer, flow.counters.encaps, flow.counters.decrypted) == (0, 2, 2)
    tell(world.wan1, InterfaceMap, name="")
    world.run(1)
    assert world.e1.flows == [] and world.e1.sadb.inbound == {}


def test_a_third_member_reads_it_and_a_stranger_does_not() -> None:
    world = Keyed((ESP,), Direction.GROUP, Direction.GROUP)
    lan(world)
    packet = [each for each in world.wire if each.protocol == ipv4.ESP and each.src == parse_ipv4("10.1.1.1")][-1]
    world.e2.flows[0].counters.decaps = 0
    other = ipv4.IPv4(packet.src, packet.dst, ipv4.ESP, b"\0\0\x10\x01" + packet.payload[4:])
    world.r2.ip.receive(other, world.wan2)  # of another SPI: a datagram for our LAN like others, in the clear
    assert world.e2.flows[0].counters.decaps == 0
    changed = ipv4.IPv4(packet.src, packet.dst, ipv4.ESP, packet.payload[:-1] + bytes((packet.payload[-1] ^ 1,)))
    world.r2.ip.receive(changed, world.wan2)
    assert world.e2.flows[0].counters.verify_failed == 1


def test_what_is_in_it_still_must_be_its_traffic() -> None:
    """The outside says nothing: what is inside is looked at."""
    world = Keyed((ESP,), Direction.GROUP, Direction.GROUP)
    lan(world)
    pair = world.e1.flows[0].current
    assert pair is not None
    stranger = ipv4.IPv4(parse_ipv4("10.9.9.9"), parse_ipv4("10.2.2.1"), ipv4.ICMP, bytes(8))
    sealed = pair.seal(stranger, 0, 0)
    assert (sealed.src, sealed.dst) == (stranger.src, stranger.dst)
    world.r2.ip.receive(sealed, world.wan2)
    assert world.e2.flows[0].counters.invalid_identity == 1


def test_long_datagrams_of_a_group_are_cut_before_they_are_sealed() -> None:
    world = Keyed((ESP,), Direction.GROUP, Direction.GROUP)
    assert Ping(world.net, world.r1).send("10.2.2.1", 1, 2000, False, "10.1.1.1") == "!"
    sizes = [packet.length for packet in world.wire if packet.protocol == ipv4.ESP and packet.src >> 8 == 0x0A0101]
    assert len(sizes) == 2 and max(sizes) <= 1500


def test_their_time_ends_without_asking_anew() -> None:
    """Who keys a group renews its SAs: IPsec lets them end."""
    world = Keyed((ESP,), Direction.GROUP, Direction.GROUP)
    toy = world.toys[0]
    toy.life = 100
    world.e1.clear_flow(world.e1.flows[0], tell=False)
    world.run(2)
    asked = toy.asked
    world.run(97)
    assert toy.asked == asked and world.e1.flows[0].current is not None
    old = world.e1.flows[0].current
    world.run(10)
    assert world.e1.flows[0].current is not old


def test_an_unknown_one_is_told_with_its_protocol() -> None:
    world = Keyed((AH,), Direction.PAIR, Direction.PAIR)
    packet = ipv4.IPv4(R2, R1, ipv4.AH, bytes.fromhex("0404000000009999000000010000"))
    world.r1.ip.receive(packet, world.wan1)
    assert world.toys[0].unknown == [SaRef("", "ah", R1, 0x9999)]


def test_the_shows_have_them_where_they_belong() -> None:
    world = Keyed((AH, ESP), Direction.PAIR, Direction.PAIR)
    lan(world)
    text = "\n".join(sa_lines(world.r1, lambda row: True))
    inbound, outbound = text[text.index("inbound esp") :].split("outbound esp sas:")
    esp, ah = inbound.split("inbound ah sas:")
    assert "spi: 0x1001(4097)" in esp and "transform: esp-aes esp-sha-hmac ," in esp and "IV size" in esp
    assert "spi: 0x1000(4096)" in ah and "transform: ah-sha-hmac ," in ah and "IV size" not in ah
    assert "spi: 0x2000(8192)" in outbound.split("outbound ah sas:")[1]
    assert "#pkts encaps: 2, #pkts encrypt: 2, #pkts digest: 2" in text
