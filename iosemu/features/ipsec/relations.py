"""Sessions of tunnels and crypto maps, and the IKE SAs that they have; see `device/relations`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import Depth, Layer
from iosemu.device.relations import Relation
from iosemu.features.ipsec.explain_parts import IPSEC
from iosemu.features.ipsec.show_session import sessions
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device

IKE = Layer(Depth.KEYS, "IKE")  # whoever the key manager is


def relations(device: Device) -> Iterator[Relation]:
    for session in sessions(device):
        peer = format_ipv4(session.peer)
        for ike in session.ike:
            state = "active" if ike.active else "negotiating" if ike.up_since < 0 else "ended"
            yield Relation(IKE, session.iface.text, peer, state, ike.active)
        sas = sum(len(flow.pairs) for flow in session.flows)
        if session.flows:
            yield Relation(IPSEC, session.iface.text, peer, session.status, sas > 0)
