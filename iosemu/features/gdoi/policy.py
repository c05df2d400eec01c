"""What a key server tells and a member does: lines of traffic, TEKs, KEKs; and their payloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from iosemu.crypto.ciphers import Cbc
from iosemu.crypto.integrity import Hmac
from iosemu.device.engine import Host
from iosemu.features.acl.compile import Compiled
from iosemu.features.acl.model import Entry, Ports
from iosemu.features.isakmp import proposal as phase2
from iosemu.features.isakmp.proposal import Numbered
from iosemu.features.keying.contract import ESP, Layer, Proposal
from iosemu.records import dataclass, field
from iosemu.types import MAX_IPV4
from iosemu.wire import gdoi as wire
from iosemu.wire.gdoi import End, KeyAttribute, KeyPacket, KeyType, Sak, Sat, TekAttribute
from iosemu.wire.isakmp import Attribute, Sa, Transform
from iosemu.wire.isakmp import Proposal as WireProposal

UNFIT = ("gcm", "gmac")  # members that send under one key would use one nonce twice (RFC 6054)
KEK_BLOCKS = {"des": 8, "3des": 8, "aes": 16}
KEK_SIZES = {"des": 8, "3des": 24}  # octets of the key
_UDP = 17
_COMMON = {int(each) for each in TekAttribute if each < TekAttribute.ADDRESS_PRESERVATION}


class Line(NamedTuple):
    """One line of a group's list. Port 0: any."""

    permit: bool
    protocol: int
    src: int
    src_mask: int
    dst: int
    dst_mask: int
    src_port: int = 0
    dst_port: int = 0


def _single(ports: Ports | None) -> int | None:
    """0: any; None: not one port, which cannot be told."""
    if ports is None:
        return 0
    return ports.ports[0] if ports.operator == "eq" and len(ports.ports) == 1 else None


def _plain(entry: Entry) -> bool:
    """Does it say nothing but protocol, addresses and ports?"""
    bare = Entry(
        entry.seq, entry.permit, entry.protocol, entry.src, entry.src_wildcard, entry.dst, entry.dst_wildcard,
        entry.src_ports, entry.dst_ports, log=entry.log,
    )  # fmt: skip
    return entry == bare and None not in (_single(entry.src_ports), _single(entry.dst_ports))


def told(compiled: Compiled | None) -> list[Line]:
    """A server's list as it is told. What a member cannot be told of a permit line is left out of it, so that more is
    sealed; deny lines that say such things are left out whole."""
    found = []
    for rule in compiled.rules if compiled is not None else ():
        entry = rule.entry
        if entry.permit or _plain(entry):
            found.append(
                Line(
                    entry.permit, entry.protocol, entry.src, ~entry.src_wildcard & MAX_IPV4, entry.dst,
                    ~entry.dst_wildcard & MAX_IPV4, _single(entry.src_ports) or 0, _single(entry.dst_ports) or 0,
                )
            )  # fmt: skip
    return found


def entries(lines: Iterable[Line], first: int = 10) -> list[Entry]:
    """As entries of a list; numbers from `first` on by tens."""
    return [
        Entry(
            first + 10 * index, line.permit, line.protocol, line.src, ~line.src_mask & MAX_IPV4, line.dst,
            ~line.dst_mask & MAX_IPV4, Ports("eq", (line.src_port,)) if line.src_port else None,
            Ports("eq", (line.dst_port,)) if line.dst_port else None,
        )
        for index, line in enumerate(lines)
    ]  # fmt: skip


@dataclass(slots=True, eq=False)
class Tek:
    """A key for traffic, at either end. `ends`: virtual time."""

    number: int  # of `sa ipsec`; a member does not know it
    spi: int
    layer: Layer
    encryption: bytes = field(repr=False)
    authentication: bytes = field(repr=False)
    seconds: int  # of its whole life
    ends: float
    timed: bool = False  # replays are told by time, not by numbers
    window: int = 64  # packets or seconds
    receive_only: bool = False
    lines: list[Line] = field(default_factory=list)  # a member's: what it is for
    gone: bool = False  # a member's: somebody cleared it

    def left(self, now: float) -> int:
        """Whole seconds."""
        return max(int(self.ends - now), 0)


@dataclass(slots=True, eq=False)
class GroupClock:
    """See keying.contract.Clock; a member's, set by its server. `epoch`: virtual time at which it began."""

    host: Host = field(repr=False)
    group: str
    window: float = 0.0
    epoch: float = 0.0
    taken: int = 0
    refused: int = 0
    sent: int = 0
    widest: float = 0.0  # seconds between a sender's time and ours, at most

    @property
    def pseudotime(self) -> float:
        return self.host.now - self.epoch

    def sealed(self) -> None:
        self.sent += 1

    def heard(self, theirs: float) -> bool:
        apart = abs(theirs - self.pseudotime)
        self.widest = max(self.widest, apart)
        fits = apart <= self.window
        self.taken += fits
        self.refused += not fits
        return fits


@dataclass(slots=True, eq=False)
class KekSa:
    """A key for rekeys, at either end. `ends`: virtual time."""

    spi: bytes
    cipher: str  # des, 3des, aes
    iv: bytes = field(repr=False)
    key: bytes = field(repr=False)
    hash: str  # of signatures, as iosemu.crypto calls it
    public: bytes  # SubjectPublicKeyInfo
    bits: int  # of that key
    seconds: int  # at a member: what was left when it was told
    ends: float
    unicast: bool = True
    group: int = 0  # where multicast rekeys go
    server: int = 0  # who sends them
    sequence: int = 0  # last number sent or taken

    def left(self, now: float) -> int:
        return max(int(self.ends - now), 0)

    def seal(self, clear: bytes) -> bytes:
        block = KEK_BLOCKS[self.cipher]
        return Cbc(self.cipher, self.key).encrypt(self.iv, clear + bytes(-len(clear) % block))

    def open(self, body: bytes) -> bytes | None:
        """None: not whole blocks."""
        if not body or len(body) % KEK_BLOCKS[self.cipher]:
            return None
        return Cbc(self.cipher, self.key).decrypt(self.iv, body)

    def acknowledgement(self, data: bytes) -> bytes:
        """HASH of an acknowledgement (RFC 8263 section 2.1)."""
        size = 256
        seed = b"GROUPKEY-PUSH ACK" + self.spi + size.to_bytes(2, "big")
        return Hmac("sha256", Hmac("sha256", self.key).full(seed)).full(data)


# to the wire


def _ends(line: Line) -> tuple[End, End]:
    return End.subnet(line.src, line.src_mask, line.src_port), End.subnet(line.dst, line.dst_mask, line.dst_port)


def sat_of(line: Line, tek: Tek | None, now: float) -> Sat:
    """Policy of a line; `tek` None: it denies."""
    if tek is None:
        return Sat(wire.Protocol.EXEMPT, line.protocol, *_ends(line))
    whole = Proposal((tek.layer,), life_seconds=max(tek.left(now), 1), life_kilobytes=0)
    transform = phase2.to_wire([Numbered(whole)], {ESP: tek.spi}).proposals[0].transforms[0]
    attributes = [
        *transform.attributes,
        Attribute(TekAttribute.ADDRESS_PRESERVATION, wire.SOURCE_AND_DESTINATION),
        Attribute(TekAttribute.DIRECTION, wire.RECEIVE_ONLY if tek.receive_only else wire.SYMMETRIC),
        Attribute(TekAttribute.REPLAY_METHOD, wire.TIME if tek.timed else wire.COUNTER),
        Attribute(TekAttribute.REPLAY_WINDOW, tek.window),
    ]
    return Sat(wire.Protocol.ESP, line.protocol, *_ends(line), transform.identifier, tek.spi, attributes)


def sak_of(kek: KekSa, server: int, member: int, now: float) -> Sak:
    """Policy of rekeys; `member` 0: of all members."""
    attributes = [
        Attribute(wire.Kek.ALGORITHM, wire.KEK_CIPHERS[kek.cipher]),
        Attribute(wire.Kek.KEY_LENGTH, 8 * len(kek.key)),
        Attribute.number(wire.Kek.LIFETIME, kek.left(now)),
        Attribute(wire.Kek.SIG_HASH, wire.SIG_HASHES[kek.hash]),
        Attribute(wire.Kek.SIG_ALGORITHM, wire.SIG_RSA),
        Attribute(wire.Kek.SIG_KEY_LENGTH, kek.bits),
    ]
    if kek.unicast:
        attributes.append(Attribute(wire.Kek.ACK_REQUESTED, wire.ACK_SHA256))
    target = End.host(member if kek.unicast else kek.group, wire.PORT)
    return Sak(_UDP, End.host(server, wire.PORT), target, kek.spi, attributes)


def keys_of(teks: Sequence[Tek], kek: KekSa | None) -> list[KeyPacket]:
    packets = []
    for tek in teks:
        attributes = [wire.carrying(KeyAttribute.ALGORITHM, tek.encryption)] if tek.encryption else []
        if tek.authentication:
            attributes.append(wire.carrying(KeyAttribute.INTEGRITY, tek.authentication))
        packets.append(KeyPacket(KeyType.TEK, tek.spi.to_bytes(4, "big"), attributes))
    if kek is not None:
        attributes = [
            wire.carrying(KeyAttribute.KEK, kek.iv + kek.key), wire.carrying(KeyAttribute.SIGNATURE, kek.public),
        ]  # fmt: skip
        packets.append(KeyPacket(KeyType.KEK, kek.spi, attributes))
    return packets


# from the wire


@dataclass(slots=True)
class Told:
    """What a server's SA and KD payloads say together."""

    lines: list[Line] = field(default_factory=list)
    teks: list[Tek] = field(default_factory=list)
    kek: KekSa | None = None
    pseudotime: float = 0.0  # seconds of the group's clock; 0: not told


def _line(sat: Sat) -> Line | None:
    source, destination = sat.source.network(), sat.destination.network()
    if source is None or destination is None:
        return None
    permit = sat.protocol_id != wire.Protocol.EXEMPT
    return Line(permit, sat.protocol, *source, *destination, sat.source.port, sat.destination.port)


def _layer(sat: Sat) -> tuple[Layer, int] | None:
    """The transform and its seconds; None: one that we cannot do."""
    plain = [each for each in sat.attributes if each.type in _COMMON]
    transform = Transform(1, sat.transform, plain)
    offered = WireProposal(1, phase2.Protocol.ESP, sat.spi.to_bytes(4, "big"), [transform])
    found = next(phase2.from_wire(Sa([offered])))[0].proposal
    fit = sat.protocol_id == wire.Protocol.ESP and found.known and found.tunnel and found.layer.cipher not in UNFIT
    return (found.layer, found.life_seconds) if fit and found.life_seconds else None


def understand(sa: wire.GroupSa, keys: Sequence[KeyPacket], now: float) -> Told | None:
    """None: it makes no sense, or says what we cannot do."""
    found = Told()
    teks: dict[int, Tek] = {}
    packets = {(each.type, each.spi): each.attributes for each in keys}
    seen: dict[Line, None] = {}
    for part in sa.parts:
        if isinstance(part, Sat):
            line = _line(part)
            if line is None:
                return None
            seen[line] = None
            if not line.permit:
                continue
            tek = teks.get(part.spi)
            if tek is None:
                tek = _tek(part, packets.get((KeyType.TEK, part.spi.to_bytes(4, "big"))), now)
                if tek is None:
                    return None
                teks[part.spi] = tek
            tek.lines.append(line)
        elif isinstance(part, Sak):
            found.kek = _kek(part, packets.get((KeyType.KEK, part.spi)), now)
            if found.kek is None:
                return None
        else:
            found.pseudotime = wire.number(part.attributes, wire.GapAttribute.PSEUDOTIME) / 1000
    found.lines, found.teks = list(seen), sorted(teks.values(), key=lambda tek: tek.ends)
    return found


def _tek(sat: Sat, keys: list[Attribute] | None, now: float) -> Tek | None:
    made = _layer(sat)
    if made is None or keys is None or sat.spi < phase2.LOWEST_SPI:
        return None
    layer, seconds = made
    both = wire.octets(keys, KeyAttribute.ALGORITHM), wire.octets(keys, KeyAttribute.INTEGRITY)
    if tuple(map(len, both)) != phase2.key_octets(layer):
        return None
    timed = wire.number(sat.attributes, TekAttribute.REPLAY_METHOD) == wire.TIME
    window = wire.number(sat.attributes, TekAttribute.REPLAY_WINDOW, 64)
    receive = wire.number(sat.attributes, TekAttribute.DIRECTION) == wire.RECEIVE_ONLY
    if not 0 < window <= 1024:
        return None
    return Tek(0, sat.spi, layer, *both, seconds, now + seconds, timed, window, receive)


_KEK_NAMES = {number: name for name, number in wire.KEK_CIPHERS.items()}
_HASH_NAMES = {number: name for name, number in wire.SIG_HASHES.items()}


def _kek(sak: Sak, keys: list[Attribute] | None, now: float) -> KekSa | None:
    cipher = _KEK_NAMES.get(wire.number(sak.attributes, wire.Kek.ALGORITHM), "")
    hash_name = _HASH_NAMES.get(wire.number(sak.attributes, wire.Kek.SIG_HASH), "")
    size = wire.number(sak.attributes, wire.Kek.KEY_LENGTH) // 8
    seconds = wire.number(sak.attributes, wire.Kek.LIFETIME)
    target, source = sak.destination.network(), sak.source.network()
    signed = wire.number(sak.attributes, wire.Kek.SIG_ALGORITHM) == wire.SIG_RSA
    if not cipher or not hash_name or keys is None or target is None or source is None or not signed or not seconds:
        return None
    material = wire.octets(keys, KeyAttribute.KEK)
    block = KEK_BLOCKS[cipher]
    if size not in ((16, 24, 32) if cipher == "aes" else (KEK_SIZES[cipher],)) or len(material) != block + size:
        return None
    public = wire.octets(keys, KeyAttribute.SIGNATURE)
    bits = wire.number(sak.attributes, wire.Kek.SIG_KEY_LENGTH)
    unicast = target[0] >> 28 != 14
    return KekSa(
        sak.spi, cipher, material[:block], material[block:], hash_name, public, bits, seconds, now + seconds, unicast,
        0 if unicast else target[0], source[0],
    )  # fmt: skip
