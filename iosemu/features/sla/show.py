"""`show ip sla`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.sla.events import Code
from iosemu.features.sla.model import ECHO, JITTER, TCP, Entry, Schedule, SlaConfig
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.sla.engine import Operation, SlaEngine
    from iosemu.features.sla.jitter import Jitter


def ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def operations_of(device: Device) -> dict[int, Operation]:
    engine: SlaEngine | None = device.engine("sla") if device.get(SlaConfig) is not None else None
    return engine.operations if engine is not None else {}


def entries_of(device: Device, number: int | None) -> Iterator[Entry]:
    config = device.get(SlaConfig)
    for each, entry in sorted(config.entries.items()) if config is not None else ():
        if number in (None, each):
            yield entry


def show_sla_statistics(ctx: Context, number: int | None = None) -> Iterable[str]:
    device = ctx.device
    operations = operations_of(device)
    yield "IPSLAs Latest Operation Statistics"
    yield ""
    for entry in entries_of(device, number):
        operation = operations.get(entry.number)
        yield f"IPSLA operation id: {entry.number}"
        if entry.kind == JITTER:
            yield "Type of operation: udp-jitter"
        if operation is None or operation.started is None:
            yield "Number of successes: Unknown"
            yield "Number of failures: Unknown"
            yield f"Operation time to live: {_left(device, operation)}"
        else:
            rtt = f"{ms(operation.rtt)} milliseconds" if operation.rtt is not None else "NoConnection/Busy/Timeout"
            yield f"\tLatest RTT: {rtt}"
            yield f"Latest operation start time: {_date(device, operation.started)}"
            yield f"Latest operation return code: {operation.code.value}"
            if entry.kind == JITTER and operation.outcome is not None:
                yield from _jitter(entry, operation.outcome.jitter)
            yield f"Number of successes: {operation.successes}"
            yield f"Number of failures: {operation.failures}"
            yield f"Operation time to live: {_left(device, operation)}"
        yield ""
        yield ""
        yield ""


def _date(device: Device, at: float) -> str:
    date: str = device.engine("clock").date(at)
    return date.lstrip("*.")


def _left(device: Device, operation: Operation | None) -> str:
    if operation is None or not operation.active:
        return "0"
    if operation.ends is None:
        return "Forever"
    return f"{int(operation.ends - device.scheduler.now)} sec"


def _spread(values: list[float]) -> str:
    if not values:
        return "0/0/0"
    low, mean, high = min(values), sum(values) / len(values), max(values)
    return "/".join(str(round(each * 1000)) for each in (low, mean, high))


def _jitter(entry: Entry, found: Jitter | None) -> Iterator[str]:
    trips = found.trips if found is not None else []
    out, back = ([abs(each) for each in way] for way in ((found.out, found.back) if found is not None else ([], [])))
    over = sum(each * 1000 > entry.over for each in trips)
    yield "RTT Values:"
    spread = "/".join(str(ms(each)) for each in (min(trips), sum(trips) / len(trips), max(trips))) if trips else "0/0/0"
    yield f"\tNumber Of RTT: {len(trips)}\t\tRTT Min/Avg/Max: {spread} milliseconds"
    yield "Latency one-way time:"
    yield "\tNumber of Latency one-way Samples: 0"
    yield "\tSource to Destination Latency one way Min/Avg/Max: 0/0/0 milliseconds"
    yield "\tDestination to Source Latency one way Min/Avg/Max: 0/0/0 milliseconds"
    yield "Jitter Time:"
    yield f"\tNumber of SD Jitter Samples: {len(out)}"
    yield f"\tNumber of DS Jitter Samples: {len(back)}"
    yield f"\tSource to Destination Jitter Min/Avg/Max: {_spread(out)} milliseconds"
    yield f"\tDestination to Source Jitter Min/Avg/Max: {_spread(back)} milliseconds"
    yield "Over Threshold:"
    yield f"\tNumber Of RTT Over Threshold: {over} ({over * 100 // len(trips) if trips else 0}%)"
    yield "Packet Loss Values:"
    yield f"\tLoss Source to Destination: {found.lost_out if found is not None else 0}"
    yield f"\tLoss Destination to Source: {found.lost_back if found is not None else 0}"
    yield f"\tOut Of Sequence: {found.disordered if found is not None else 0}\tTail Drop: 0"
    yield "\tPacket Late Arrival: 0\tPacket Skipped: 0"
    yield "Voice Score Values:"
    yield "\tCalculated Planning Impairment Factor (ICPIF): 0"
    yield "\tMean Opinion Score (MOS): 0"


def show_sla_configuration(ctx: Context, number: int | None = None) -> Iterable[str]:
    yield "IP SLAs Infrastructure Engine-III"
    for entry in entries_of(ctx.device, number):
        yield from _configured(ctx.device, entry)


def _configured(device: Device, entry: Entry) -> Iterator[str]:
    yield f"Entry number: {entry.number}"
    yield f"Owner: {entry.owner}"
    yield f"Tag: {entry.tag}"
    yield f"Operation timeout (milliseconds): {entry.waits}"
    yield f"Type of operation to perform: {entry.kind or 'undefined'}"
    source = format_ipv4(entry.source or 0)
    if entry.iface is not None:
        yield f"Target address/Source interface: {format_ipv4(entry.target)}/{entry.iface}"
    else:
        yield f"Target address/Source address: {format_ipv4(entry.target)}/{source}"
    if entry.port:
        yield f"Target port/Source port: {entry.port}/{entry.source_port}"
    yield f"Type Of Service parameter: 0x{entry.tos:X}"
    if entry.kind == ECHO:
        yield f"Request size (ARR data portion): {entry.bytes}"
        yield "Data pattern: 0xABCDABCD"
        yield "Verify data: No"
    elif entry.kind == JITTER:
        yield f"Request size (ARR data portion): {entry.bytes}"
        yield f"Packet Interval (milliseconds)/Number of packets: {entry.interval}/{entry.packets}"
        yield "Verify data: No"
    yield f"Vrf Name: {entry.vrf}"
    if entry.kind == ECHO:
        yield "Do not fragment: No"
    if entry.kind in (TCP, JITTER):
        yield f"Control Packets: {'enabled' if entry.control else 'disabled'}"
    yield from _scheduled(device, entry)
    yield f"Threshold (milliseconds): {entry.over}"
    yield "Distribution Statistics:"
    yield "   Number of statistic hours kept: 2"
    yield "   Number of statistic distribution buckets kept: 1"
    yield "   Statistic distribution interval (milliseconds): 20"
    yield "Enhanced History:"
    if entry.kind != JITTER:
        yield "History Statistics:"
        yield "   Number of history Lives kept: 0"
        yield "   Number of history Buckets kept: 15"
        yield "   History Filter Type: None"
    yield ""


def _scheduled(device: Device, entry: Entry) -> Iterator[str]:
    schedule = entry.schedule or Schedule()
    operation = operations_of(device).get(entry.number)
    active = operation is not None and operation.active
    yield "Schedule:"
    yield f"   Operation frequency (seconds): {entry.frequency}  (not considered if randomly scheduled)"
    passed = operation is not None and (active or operation.started is not None)
    yield f"   Next Scheduled Start Time: {'Start Time already passed' if passed else 'Pending trigger'}"
    yield "   Group Scheduled : FALSE"
    yield "   Randomly Scheduled : FALSE"
    yield f"   Life (seconds): {'Forever' if schedule.life is None else schedule.life}"
    yield f"   Entry Ageout (seconds): {schedule.ageout or 'never'}"
    yield "   Recurring (Starting Everyday): FALSE"
    yield f"   Status of entry (SNMP RowStatus): {'Active' if active else 'notInService'}"


def show_sla_summary(ctx: Context) -> Iterable[str]:
    device = ctx.device
    yield "IPSLAs Latest Operation Summary"
    yield "Codes: * active, ^ inactive, ~ pending"
    if device.software.sla_tells_units:
        yield "All Stats are in milliseconds. Stats with u are in microseconds"
    yield ""
    yield f"{'ID':<11} {'Type':<11} {'Destination':<15} {'Stats':<11} {'Return':<11} {'Last':<12}"
    yield f"{'':<39} {'(ms)':<11} {'Code':<11} {'Run':<12}"
    yield "-----------------------------------------------------------------------"
    for entry in entries_of(device, None):
        operation = operations_of(device).get(entry.number)
        mark = "*" if operation is not None and operation.active else "^" if operation is not None else "~"
        stats = f"RTT={ms(operation.rtt)}" if operation is not None and operation.rtt is not None else "-"
        code = operation.code if operation is not None else Code.UNKNOWN
        begun = operation.started if operation is not None else None
        ago = "never" if begun is None else _ago(device.scheduler.now - begun)
        name = f"{mark}{entry.number}"
        yield f"{name:<11} {entry.kind:<11} {format_ipv4(entry.target):<15} {stats:<11} {code.value:<11} {ago}"
        yield ""


def _ago(seconds: float) -> str:
    whole = int(seconds)
    spans = ((whole // 3600, "hour"), (whole // 60 % 60, "minute"), (whole % 60, "second"))
    parts = [f"{value} {word}{'s' if value != 1 else ''}" for value, word in spans if value]
    return (" ".join(parts) or "0 seconds") + " ago"


def show_sla_responder(ctx: Context) -> Iterable[str]:
    config = ctx.device.get(SlaConfig)
    on = config is not None and config.responder
    yield "General IP SLA Responder on Control port 1967"
    yield "General IP SLA Responder on Control V2 port 1167"
    yield f"General IP SLA Responder is: {'Enabled' if on else 'Disabled'}"
    yield "Permanent Port IP SLA Responder"
    yield "Permanent Port IP SLA Responder is: Disabled"
