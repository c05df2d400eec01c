"""`debug nhrp condition`: whom the debug lines are about."""

from __future__ import annotations

from typing import Any

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

_OUTER = ("nbma", "src", "dst")  # of NHRP's peer; of a datagram in `debug tunnel`
_INNER = ("client", "nhs", "peer", "protocol", "via", "next_hop", "destination", "towards", "requester", "target")


@dataclass(slots=True)
class Conditions:
    """An event is told when it meets one of them, or when there are none."""

    interfaces: set[InterfaceName] = field(default_factory=set)
    nbmas: set[IPv4] = field(default_factory=set)
    tunnels: set[IPv4] = field(default_factory=set)  # protocol addresses

    def __bool__(self) -> bool:
        return bool(self.interfaces or self.nbmas or self.tunnels)

    def clear(self) -> None:
        for kind in (self.interfaces, self.nbmas, self.tunnels):
            kind.clear()

    def keeps(self, event: Any) -> bool:
        """Is this event of NHRP, or of the tunnel beneath it, to be told?"""
        if not self:
            return True
        iface = getattr(event, "iface", None)
        if iface is not None and iface in self.interfaces:
            return True
        packet = getattr(event, "packet", None)
        outer = [getattr(event, name, None) for name in _OUTER]
        outer.append(getattr(packet, "src_nbma", None))
        inner = [getattr(event, name, None) for name in _INNER]
        inner += [getattr(packet, name, None) for name in ("src_protocol", "dst_protocol")]
        return any(address in self.nbmas for address in outer) or any(address in self.tunnels for address in inner)
