"""Messages of an SA on their way: sealed and opened, cut into fragments and put together (RFC 7383)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.crypto.ikev2 import NotAuthentic, Sealer
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.sa import IkeSa, Partial
from iosemu.wire import ikev2 as wire
from iosemu.wire.ikev2 import GENERIC, Exchange, Header, Kind, Message, Notification, Payload

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine

_UDP_AND_IP = 28  # octets
_HEADS = wire.HEADER_SIZE + 4
MOST_FRAGMENTS = 64
MOST_PARTIAL = 8  # messages of a peer that are put together at once
PLAIN = (Exchange.IKE_SA_INIT,)


class Channel:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine

    # sending

    def seal(
        self, sa: IkeSa, exchange: int, message_id: int, response: bool, payloads: Sequence[Payload]
    ) -> list[bytes]:
        """The datagrams of a message, and what the log tells of it."""
        flags = (wire.RESPONSE if response else 0) | (wire.INITIATOR if sa.initiator else 0)
        header = Header(sa.spi_i, sa.spi_r, exchange, flags, message_id)
        self._count(exchange, payloads, True, response)
        if exchange in PLAIN:
            self.engine.trace_message(sa, Step.SENDING, header, payloads)
            return [Message(header, list(payloads)).encode()]
        assert sa.keys is not None
        self.engine.trace(sa, Step.ENCRYPTING, names(payloads))
        clear = wire.encode_payloads(payloads)
        first = payloads[0].kind if payloads else 0
        sealer = sa.keys.initiator if sa.initiator else sa.keys.responder
        mtu = self.engine.config.fragment_mtu - _UDP_AND_IP - (4 if sa.local_port != 500 else 0)
        if sa.fragments and _HEADS + sealer.size(len(clear)) > mtu:
            room = mtu - _HEADS - 4 - sealer.size(0) - 16
            parts = [clear[at : at + room] for at in range(0, len(clear), room)]
            self.engine.trace(sa, Step.FRAGMENTED, len(parts))
            found = [
                self._one(sealer, header, part, first if number == 1 else 0, (number, len(parts)))
                for number, part in enumerate(parts, 1)
            ]
        else:
            found = [self._one(sealer, header, clear, first, (0, 0))]
        self.engine.trace_sealed(sa, header, Kind.SKF if len(found) > 1 else Kind.SK)
        return found

    @staticmethod
    def _one(sealer: Sealer, header: Header, clear: bytes, first: int, fragment: tuple[int, int]) -> bytes:
        size = sealer.size(len(clear))
        number = fragment[0].to_bytes(2, "big") + fragment[1].to_bytes(2, "big") if fragment[1] else b""
        header.next_payload = Kind.SKF if fragment[1] else Kind.SK
        length = 4 + len(number) + size
        head = header.pack(length) + GENERIC.pack(first, 0, length) + number
        return head + sealer.seal(head, clear)

    def transmit(self, sa: IkeSa, datagrams: Sequence[bytes]) -> None:
        """To the wire, as they are."""
        for data in datagrams:
            self.engine.ike.send(sa.vrf, sa.local, sa.local_port, sa.remote, sa.remote_port, data)

    # receiving

    def open(self, sa: IkeSa, message: Message, data: bytes) -> list[Payload] | None:
        """The payloads inside; None: not authentic, nothing that we can read, or not whole yet. Raises BadMessage for
        what is authentic and makes no sense."""
        if message.sealed is None or sa.keys is None:
            return None
        sealer = sa.keys.responder if sa.initiator else sa.keys.initiator
        try:
            clear = sealer.open(data[: len(data) - len(message.sealed)], message.sealed)
        except NotAuthentic:
            self.engine.stats.dropped += 1
            return None
        number, total = message.fragment
        if not total:
            return wire.decode_payloads(message.inner, clear)
        if not sa.fragments or total > MOST_FRAGMENTS:
            return None
        key = (message.header.response, message.header.message_id)
        known = sa.partial.get(key)
        if known is None or known.total < total:
            while len(sa.partial) >= MOST_PARTIAL:
                del sa.partial[next(iter(sa.partial))]
            known = sa.partial[key] = Partial(total)
        if known.total != total:
            return None
        known.parts[number] = clear
        if number == 1:
            known.first = message.inner
        if len(known.parts) < total:
            return None
        del sa.partial[key]
        return wire.decode_payloads(known.first, b"".join(known.parts[each] for each in sorted(known.parts)))

    def authentic(self, sa: IkeSa, message: Message, data: bytes) -> bool:
        """Did the peer make it?"""
        if message.sealed is None or sa.keys is None:
            return False
        sealer = sa.keys.responder if sa.initiator else sa.keys.initiator
        try:
            sealer.open(data[: len(data) - len(message.sealed)], message.sealed)
        except NotAuthentic:
            return False
        return True

    def received(self, sa: IkeSa, header: Header, payloads: Sequence[Payload]) -> None:
        """Count and tell an authentic message."""
        self._count(header.exchange, payloads, False, header.response)
        if header.exchange not in PLAIN:
            self.engine.trace(sa, Step.DECRYPTED, names(payloads))

    def received_first(self, header: Header, payloads: Sequence[Payload]) -> None:
        """Count a message that belongs to no SA yet."""
        self._count(header.exchange, payloads, False, header.response)

    def count_first(self, header: Header, payloads: Sequence[Payload]) -> None:
        """Count what goes out without an SA."""
        self._count(header.exchange, payloads, True, header.response)

    def _count(self, exchange: int, payloads: Sequence[Payload], sent: bool, response: bool) -> None:
        stats = self.engine.stats
        stats.count(exchange_name(exchange), sent, response)
        for each in payloads:
            if isinstance(each, Notification):
                stats.count(notify_name(each.type), sent, response)
            elif each.kind == Kind.CP:
                stats.count("CFG_REQUEST", sent, response)


def exchange_name(exchange: int) -> str:
    return Exchange(exchange).name if exchange in set(Exchange) else str(exchange)


_SHORT = {
    16394: "ESP_TFC_NO_SUPPORT", 16395: "NON_FIRST_FRAGS", 16430: "IKEV2_FRAGMENTATION_SUPPORTED",
}  # fmt: skip
_NAMES = {
    Kind.SA: "SA", Kind.KE: "KE", Kind.IDI: "IDi", Kind.IDR: "IDr", Kind.CERT: "CERT", Kind.CERTREQ: "CERTREQ",
    Kind.AUTH: "AUTH", Kind.NONCE: "N", Kind.DELETE: "DELETE", Kind.VENDOR: "VID", Kind.TSI: "TSi", Kind.TSR: "TSr",
    Kind.CP: "CFG", Kind.EAP: "EAP", Kind.SK: "ENCR", Kind.SKF: "SKF",
}  # fmt: skip


def notify_name(number: int) -> str:
    if number in _SHORT:
        return _SHORT[number]
    return wire.Notify(number).name if number in set(wire.Notify) else str(number)


def payload_name(kind: int) -> str:
    return _NAMES.get(Kind(kind), str(kind)) if kind in set(Kind) else str(kind)


def names(payloads: Sequence[Payload]) -> str:
    """As debugs list them: each with a blank behind."""
    found = (
        f"NOTIFY({notify_name(each.type)})" if isinstance(each, Notification) else payload_name(each.kind)
        for each in payloads
    )
    return "".join(f"{name} " for name in found)
