"""What IPsec tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.ipsec.model import InterfaceMap
from iosemu.features.ipsec.show_session import dmvpn_session as session_lines
from iosemu.features.ipsec.show_session import keyed

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import IpFacts
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.types import IPv4


def ip_interface(engine: IpsecEngine, iface: Interface, facts: IpFacts) -> None:
    slot = iface.get(InterfaceMap)
    if slot is not None and slot.name:
        facts.input_features.append("IPSec input classification")
        facts.output_features += (
            "IPSec output classification", "IPSec: to crypto engine", "Post-encryption output features",
        )  # fmt: skip


def dmvpn_session(engine: IpsecEngine, iface: Interface, nbmas: Iterable[IPv4]) -> Iterator[Iterator[str]]:
    head = engine.protections.heads.get(iface)
    if head is not None:
        sessions = keyed(engine)
        for nbma in nbmas:
            if nbma in head.flows:
                yield session_lines(engine, iface, head.flows[nbma], sessions)


def dmvpn_pending(engine: IpsecEngine, iface: Interface) -> Iterator[Iterator[str]]:
    head = engine.protections.heads.get(iface)
    sessions = keyed(engine)
    for flow in head.flows.values() if head is not None else ():
        if flow.current is None:
            yield session_lines(engine, iface, flow, sessions)


def processes_memory(engine: IpsecEngine) -> Iterator[Collection[Any]]:
    pairs = list(engine.sadb.pairs())
    yield from (engine.flows, pairs, engine.sadb.inbound.values(), [sa for pair in pairs for sa in pair.outs])
