"""Why no virtual line takes a caller; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import POLICY, Finding, Scene, said
from iosemu.features.line.model import LinesConfig
from iosemu.features.login.engine import LoginEngine
from iosemu.records import dataclass
from iosemu.types import IPv4, format_ip
from iosemu.wire import ipv4
from iosemu.wire.tcp import Tcp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.vrf import Vrf

_PROTOCOLS = {22: "ssh", 23: "telnet"}  # by port


@dataclass(slots=True)
class _Caller:
    remote: tuple[IPv4, int]
    local: tuple[IPv4, int]
    vrf: Vrf


def refuses(scene: Scene, device: Device, packet: ipv4.IPv4, vrf: Vrf) -> Iterator[Finding]:
    """Somebody listens, and no line is for this caller."""
    if packet.protocol != ipv4.TCP:
        return
    segment = Tcp.decode(packet.payload, packet.src, packet.dst)
    protocol = _PROTOCOLS.get(segment.dst_port)
    engine: LoginEngine | None = device.engines.get("login")  # type: ignore[assignment]  # by its name
    if protocol is None or engine is None or segment.dst_port not in device.ip.tcp.services:
        return
    caller = _Caller((packet.src, segment.src_port), (packet.dst, segment.dst_port), vrf)
    if engine.line_for(protocol, caller, counted=False) is not None:
        return
    lines = [line for line in device[LinesConfig].in_order() if line.kind == "vty" and line.exec]
    taking = [line for line in lines if line.takes(protocol)]
    node = device.node
    if not taking:
        told = [each for line in lines[:1] for each in said(device, line, "inbound") if "transport" in each.text]
        yield Finding(f"no virtual line of {node} takes {protocol}", told, "", POLICY)
        return
    free = [line for line in taking if line.name not in engine.holders]
    if not free:
        yield Finding(f"all virtual lines of {node} that take {protocol} are in use", [], "", POLICY)
    elif engine.watch.quiet:
        yield Finding(f"{node} lets nobody in for a while, after logins that failed", [], "", POLICY)
    else:
        told = [each for each in said(device, free[0], "access_in") if "access-class" in each.text]
        text = f"access list {free[0].access_in} keeps {format_ip(packet.src)} from the virtual lines of {node}"
        yield Finding(text, told, "", POLICY)
