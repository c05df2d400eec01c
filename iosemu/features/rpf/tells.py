"""What unicast RPF tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.features.rpf.engine import RpfEngine
from iosemu.features.rpf.model import RpfInterface

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import IpFacts


def ip_interface(engine: RpfEngine, iface: Interface, facts: IpFacts) -> None:
    slot = iface.get(RpfInterface)
    if slot is None or not slot.via:
        return
    chosen = (("allow default", slot.allow_default), ("allow self-ping", slot.allow_self_ping))
    options = [f", {word}" for word, on in chosen if on]
    if slot.acl is not None:
        options.append(f", ACL {slot.acl}")
    drops = iface.counters.drops
    facts.input_features.append("uRPF")
    facts.verify = (
        f"  IP verify source reachable-via {slot.via.upper()}{''.join(options)}",
        f"   {drops.get(Reason.UNICAST_RPF, 0)} verification drops",
        f"   {drops.get(Reason.UNICAST_RPF_SUPPRESSED, 0)} suppressed verification drops",
        f"   {engine.drop_rate(iface)} verification drop-rate",
    )
