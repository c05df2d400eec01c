"""The relay agent (RFC 8415 section 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.dhcp6.model import Dhcp6Interface
from iosemu.wire.dhcpv6 import ALL_AGENTS, ALL_SERVERS, CLIENT, SERVER, Kind, Message, Option, Relayed

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.features.dhcp6.engine import Dhcp6Engine

MOST_HOPS = 8
_OF_CLIENTS = frozenset({
    Kind.SOLICIT, Kind.REQUEST, Kind.CONFIRM, Kind.RENEW, Kind.REBIND, Kind.RELEASE, Kind.DECLINE,
    Kind.INFORMATION_REQUEST,
})  # fmt: skip


class Relay:
    def __init__(self, engine: Dhcp6Engine) -> None:
        self.engine = engine
        self.host = engine.host
        self.sent = self.returned = 0

    def request(self, message: Message, source: int, iface: Interface, slot: Dhcp6Interface) -> None:
        """A client's message goes to the destinations of the interface."""
        if message.kind in _OF_CLIENTS:
            self._send(0, self._link(iface), source, message.encode(), iface, slot)

    def onward(self, message: Relayed, source: int, iface: Interface, slot: Dhcp6Interface) -> None:
        """That of another agent, too."""
        if message.hops < MOST_HOPS:
            self._send(message.hops + 1, self._link(iface), source, message.encode(), iface, slot)

    @staticmethod
    def _link(iface: Interface) -> int:
        """An address that tells servers which link it is."""
        half = iface.v6
        return next((own.value for own in half.addresses.values() if half.holds(own.value)), 0)

    def _send(
        self, hops: int, link: int, peer: int, data: bytes, iface: Interface, slot: Dhcp6Interface
    ) -> None:  # fmt: skip
        ident = iface.index.to_bytes(4, "big")
        options: list[tuple[int, bytes]] = [(Option.MESSAGE, data), (Option.INTERFACE, ident)]
        sent = Relayed(Kind.RELAY_FORWARD, hops, link, peer, options).encode()
        for address, name in slot.relays:
            out = self.host.device.interfaces.get(name) if name is not None else None
            self.sent += 1
            if out is not None and (address >> 118 == 0x3FA or address in (ALL_AGENTS, ALL_SERVERS)):
                self.engine.send(out, address, SERVER, SERVER, sent)
            else:
                self.engine.route(iface.v6.vrf, address, SERVER, sent)

    def back(self, message: Relayed, vrf: Vrf) -> None:
        """An answer goes to the client, or to the agent before us."""
        ident, data = message.find(Option.INTERFACE), message.find(Option.MESSAGE)
        if data is None or ident is None:
            return
        index = int.from_bytes(ident, "big")
        out = next((each for each in self.host.device if each.index == index), None)
        slot = out.get(Dhcp6Interface) if out is not None else None
        if out is None or slot is None or not slot.relays or not out.wide:
            return
        self.returned += 1
        to_agent = data[:1] == bytes([Kind.RELAY_REPLY])
        port = SERVER if to_agent else CLIENT
        if message.peer >> 118 == 0x3FA:
            self.engine.send(out, message.peer, port, SERVER, data)
        else:
            self.engine.route(out.v6.vrf, message.peer, port, data)
