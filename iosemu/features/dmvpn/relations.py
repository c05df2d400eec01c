"""NHRP's peers of the tunnels; see `device/relations`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.relations import Relation
from iosemu.features.dmvpn.rows import Filter, tables
from iosemu.features.nhrp.explain import NHRP
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device


def relations(device: Device) -> Iterator[Relation]:
    for table in tables(device, Filter()):
        iface = table.tunnel.iface
        for peer in (peer for group in table.groups for peer in group[:1]):
            up = peer.state == "UP" and iface.line_up
            yield Relation(NHRP, iface.text, f"{format_ipv4(peer.tunnel)} at {peer.nbma}", peer.state, up)
