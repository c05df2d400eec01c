"""GROUPKEY-PUSH (RFC 6407 section 4) of a server: sent, sent again, acknowledged (RFC 8263).

A rekey goes out under the KEK that all members have; a new one is in it. Each transmission has a number of its own, and
is signed once for all members.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.gdoi.events import MemberDeleted, RekeySent, Step
from iosemu.features.gdoi.policy import KekSa
from iosemu.features.gdoi.signature import sign
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import gdoi as wire
from iosemu.wire import isakmp
from iosemu.wire.gdoi import Gap, GapAttribute, GroupSa, KeyDownload, SequenceNumber
from iosemu.wire.isakmp import Attribute, Chain, Delete, Header, Identification, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.gdoi.server import KeyServer

MISSED = 3  # rekeys in a row that a member may leave unacknowledged


@dataclass(slots=True)
class Rekey:
    """One that is under way."""

    kek: KekSa  # that it is sent under
    policy: GroupSa
    keys: KeyDownload
    waiting: set[IPv4] = field(default_factory=set)  # members that have not acknowledged it
    left: int = 0  # retransmissions
    begun: float = 0.0
    removal: Delete | None = None  # what members are to give up; they are members no more


def encode(kek: KekSa, payloads: list[Payload], key_size: int) -> tuple[Header, bytes]:
    """Header and clear octets up to the signature payload, whose type is named; `key_size` octets of a signature."""
    blank = Opaque(isakmp.Kind.SIG, bytes(key_size))
    clear = isakmp.encode_chain([*payloads, blank])
    header = Header(kek.spi[:8], kek.spi[8:], wire.PUSH, 0, isakmp.ENCRYPTED, payloads[0].kind)
    return header, clear[: -key_size - 4]


def signed_part(header: Header, size: int, clear: bytes) -> bytes:
    """What the signature is of: a word, the header as it travels (with `size` octets of body), the payloads."""
    return b"rekey" + header.encode(bytes(size))[: isakmp.HEADER_SIZE] + clear


class Pushes:
    def __init__(self, server: KeyServer) -> None:
        self.server = server
        self.under_way: Rekey | None = None
        self.count = 0  # rekeys
        self.retransmissions = 0  # of the last one
        self.took = 0.0  # seconds that the last one was under way

    def begin(self, kek: KekSa, replace: bool = False) -> None:
        """A rekey under `kek`, of what the server has now. One under way gives way to it."""
        server = self.server
        self.stop()
        source = server.config.address or next((each.server for each in server.members.values()), 0)
        policy, keys = server.payloads(source, 0, replace)
        self.count += 1
        self.retransmissions = 0
        rekey = Rekey(kek, policy, keys, set(server.members), server.config.attempts, server.engine.host.now)
        self.under_way = rekey
        for member in server.members.values():
            member.rekeys += 1
        self._transmit(rekey)

    def remove(self, kek: KekSa, removal: Delete, at_once: bool) -> None:
        """A rekey without keys: members give up the TEKs that it names, at once or soon, and register anew."""
        server = self.server
        self.stop()
        policy = GroupSa([Gap([Attribute(GapAttribute.DEACTIVATION_DELAY, 0)])] if at_once else [])
        self.count += 1
        rekey = Rekey(kek, policy, KeyDownload(), set(server.members), server.config.attempts, removal=removal)
        rekey.begun = server.engine.host.now
        self.under_way = rekey
        self._transmit(rekey)

    def stop(self) -> None:
        rekey = self.under_way
        if rekey is not None and rekey.removal is not None:
            for address in rekey.waiting:  # they will hear no more of us
                self.server.members.pop(address, None)
        if self.under_way is not None:
            self.took = self.server.engine.host.now - self.under_way.begun
        self.under_way = None
        self.server.engine.host.cancel(self.again)

    def _transmit(self, rekey: Rekey) -> None:
        server, engine = self.server, self.server.engine
        kek, key = rekey.kek, server.key
        if key is None or not rekey.waiting:
            self.stop()
            return
        kek.sequence += 1
        size = (key.bits + 7) // 8
        removal = [rekey.removal] if rekey.removal is not None else []
        header, clear = encode(kek, [SequenceNumber(kek.sequence), *removal, rekey.policy, rekey.keys], size)
        whole = len(clear) + 4 + size
        block = len(kek.iv)
        signature = sign(key, kek.hash, signed_part(header, whole + -whole % block, clear))
        clear += isakmp.encode_chain([Opaque(isakmp.Kind.SIG, signature)])
        data = header.encode(kek.seal(clear))
        source = server.config.address or 0
        first = next(iter(server.members.values()))
        if not kek.unicast:  # one for all, and nobody acknowledges
            for member in server.members.values():
                member.sent = [*member.sent[-3:], kek.sequence]
            engine.ike.send(first.vrf, source or first.server, wire.PORT, kek.group, wire.PORT, data)
            engine.host.emit(RekeySent(server.name, source or first.server, kek.group, kek.sequence))
            engine.host.after(float(server.config.retransmit), self.again)
            return
        for address in sorted(rekey.waiting):
            member = server.members[address]
            member.sent = [*member.sent[-3:], kek.sequence]
            engine.ike.send(member.vrf, source or member.server, wire.PORT, address, wire.PORT, data)
        engine.host.emit(RekeySent(server.name, source or first.server, 0, kek.sequence))
        engine.host.after(float(server.config.retransmit), self.again)

    def again(self) -> None:
        """The timer: who has not acknowledged it?"""
        rekey, server = self.under_way, self.server
        if rekey is None:
            return
        rekey.waiting &= set(server.members)
        if rekey.left and rekey.waiting:
            rekey.left -= 1
            self.retransmissions += 1
            for address in rekey.waiting:
                server.members[address].retries += 1
            self._transmit(rekey)
            return
        self.stop()
        for address in sorted(rekey.waiting) if rekey.kek.unicast and rekey.removal is None else ():
            member = server.members[address]
            member.missed += 1
            member.in_a_row += 1
            server.engine.trace(Step.NOT_ACKNOWLEDGED, address, of=server)
            if member.in_a_row >= MISSED:
                del server.members[address]
                server.engine.host.emit(MemberDeleted(server.name, address))
        server.schedule()

    def acknowledged(self, kek: KekSa, remote: IPv4, chain: Chain, body: bytes) -> bool:
        """A member's answer; False: it is not authentic, or of another rekey."""
        rekey, server = self.under_way, self.server
        kinds = [int(each.kind) for each in chain.payloads]
        if kinds != [isakmp.Kind.HASH, wire.Kind.SEQ, isakmp.Kind.ID]:
            return False
        rest = body[chain.offsets[1] - 4 : chain.size]
        ident = chain.payloads[2]
        if kek.acknowledgement(rest) != chain.bodies[0] or not isinstance(ident, Identification):
            return False
        member = server.members.get(remote)
        if member is None or ident.data != remote.to_bytes(4, "big"):
            return False
        number = SequenceNumber.decode(chain.bodies[1]).number
        if rekey is None or rekey.kek is not kek or remote not in rekey.waiting or number > kek.sequence:
            return True  # late
        rekey.waiting.discard(remote)
        if rekey.removal is not None:
            del server.members[remote]
        member.acks += 1
        member.in_a_row = 0
        member.heard = [*member.heard[-3:], number]
        server.engine.trace(Step.ACK_RECEIVED, remote, number, of=server)
        if not rekey.waiting:
            self.stop()
        return True
