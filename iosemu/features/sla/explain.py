"""Why an operation of IP SLA has no answer; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import TRANSPORT, Finding, Scene, first, said
from iosemu.features.sla.events import Code
from iosemu.features.sla.model import ECHO, JITTER, SlaConfig
from iosemu.types import format_ipv4
from iosemu.wire import ipv4
from iosemu.wire.icmp import ECHO as ECHO_REQUEST
from iosemu.wire.icmp import Icmp
from iosemu.wire.sla import PORTS
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.sla.engine import Operation, SlaEngine

_SILENT = (Code.TIMEOUT, Code.NO_CONNECTION)


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Operations that nobody has started, and those whose last measurement has failed."""
    engine: SlaEngine | None = device.engine("sla") if "sla" in device.engines else None
    if engine is None or only is not None:
        return
    for number, entry in sorted(device[SlaConfig].entries.items()):
        if entry.schedule is None:
            text = f"IP SLA {number} of {device.node} is configured and does not run"
            remedy = f"{device.node}: ip sla schedule {number} life forever start-time now"
            yield Finding(text, first(said(device, device[SlaConfig], "entries", number)), remedy, TRANSPORT)
    for number, operation in sorted(engine.operations.items()):
        if operation.active and operation.code in _SILENT:
            entry = operation.entry
            text = f"IP SLA {number} of {device.node}, {entry.kind} to {format_ipv4(entry.target)}: "
            text += operation.code.value
            yield Finding(text, said(device, device[SlaConfig], "entries", number), "", TRANSPORT)
            yield from _reasons(scene, device, operation)


def _reasons(scene: Scene, device: Device, operation: Operation) -> Iterator[Finding]:
    entry = operation.entry
    target = format_ipv4(entry.target)
    vrf, own = device.vrfs.routed(entry.vrf), _source(device, operation)
    if vrf is None or own is None:
        what = f"interface {entry.iface}" if entry.iface is not None else f"address {format_ipv4(entry.source or 0)}"
        text = f"VRF {entry.vrf} is not there" if vrf is None else f"{what}, from which it asks, is not there or down"
        yield Finding(text, [], "", TRANSPORT)
        return
    home = scene.owner(entry.target, device)
    if home is None:
        yield Finding(f"no router of the lab has {target}", [], "", TRANSPORT)
        return
    config = home.device.get(SlaConfig)
    if entry.kind == JITTER and entry.control and (config is None or not config.responder):
        text = f"{home.device.node} does not answer operations"
        yield Finding(text, [], f"{home.device.node}: ip sla responder", TRANSPORT)
        return
    if scene.probe is None:
        return
    own = own or device.ip.source_for(vrf, entry.target) or 0
    if entry.kind == ECHO:
        packet = ipv4.IPv4(own, entry.target, ipv4.ICMP, Icmp(ECHO_REQUEST, 0, 1 << 16, bytes(28)).encode())
    elif entry.kind == JITTER:
        packet = ipv4.IPv4(own, entry.target, ipv4.UDP, Udp(49152, PORTS[0], bytes(52)).encode(own, entry.target))
    else:
        return
    why_not = scene.probe(device, vrf, packet, None)
    if why_not is not None:
        sentence, reasons = why_not
        yield Finding(f"what it sends does not reach {home.device.node}: {sentence}", [], "", TRANSPORT)
        yield from reasons


def _source(device: Device, operation: Operation) -> int | None:
    """As the probe has it; 0: that of the way out."""
    entry = operation.entry
    if entry.iface is not None:
        iface = device.interfaces.get(entry.iface)
        return iface.address if iface is not None and iface.line_up else None
    if entry.source is not None:
        vrf = device.vrfs.routed(entry.vrf)
        return entry.source if vrf is not None and entry.source in vrf.v4.receive else None
    return 0
