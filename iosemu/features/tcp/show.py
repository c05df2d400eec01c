"""show tcp, show tcp brief"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.sockets.machine import ACK_HOLD, TcpMachine
from iosemu.device.sockets.tcp import Connection, in_order
from iosemu.types import format_ip

_TIMERS = (
    "Retrans", "TimeWait", "AckHold", "SendWnd", "KeepAlive", "GiveUp", "PmtuAger", "DeadWait", "Linger", "ProcessQ",
)  # fmt: skip


def where(address: tuple[int, int]) -> str:
    return f"{format_ip(address[0])}.{address[1]}"


def show_tcp_brief(ctx: Context, everything: bool = False, numeric: bool = False) -> Iterable[str]:
    device: Device = ctx.device
    yield "TCB       Local Address               Foreign Address             (state)"
    for each in in_order(device):
        yield f"{each.tcb:X}  {where(each.local):<26} {where(each.remote):<27} {each.state.value}"
    if everything:
        for port, handle in sorted(device.ip.tcp.listening.items()):
            yield f"{handle:X}  {f'0.0.0.0.{port}':<26} {'*.*':<27} LISTEN"


def show_tcp(ctx: Context, wanted: int | None = None) -> Iterable[str]:
    device: Device = ctx.device
    for each in in_order(device):
        if wanted in (None, each.tcb):
            yield ""
            yield from connection_lines(device, each)


def connection_lines(device: Device, each: Connection) -> Iterator[str]:
    """All that is told of a connection."""
    machine, now = each.machine, device.scheduler.now
    ecn = device.software.tcp_tells_ecn
    yield f"Connection state is {each.state.value}, I/O status: 1, unread input bytes: {machine.inflow.waiting}"
    if ecn:
        yield f"Connection is ECN Disabled, Mininum incoming TTL {each.least_ttl}, Outgoing TTL {each.ttl}"
    yield f"Local host: {format_ip(each.local[0])}, Local port: {each.local[1]}"
    yield f"Foreign host: {format_ip(each.remote[0])}, Foreign port: {each.remote[1]}"
    if ecn:
        yield f"Connection tableid (VRF): {each.vrf.number}"
    yield ""
    pieces, early = machine.inflow.early
    queued = int(machine.unacknowledged > 0)
    yield f"Enqueued packets for retransmit: {queued}, input: 0  mis-ordered: {pieces} ({early} bytes)"
    yield ""
    yield f"Event Timers (current time is 0x{int(now * 1000):X}):"
    yield "Timer          Starts    Wakeups            Next"
    for timer in _TIMERS if ecn else _TIMERS[:-1]:
        due = machine.due(timer)
        at = int(due * 1000) if due is not None else 0
        starts, wakeups = machine.tally.starts.get(timer, 0), machine.tally.wakeups.get(timer, 0)
        yield f"{timer:<9}{starts:>12}{wakeups:>11}{f'0x{at:X}':>16}"
    yield ""
    yield f"iss: {machine.iss:>10}  snduna: {machine.una:>10}  sndnxt: {machine.nxt:>10}"
    yield f"irs: {machine.irs:>10}  rcvnxt: {machine.inflow.next:>10}"
    yield ""
    yield from _windows(machine)
    yield ""
    yield from _times(each, now)
    yield from _flags(each)
    yield ""
    yield from _datagrams(machine)


def _windows(machine: TcpMachine) -> Iterator[str]:
    window = machine.inflow.space
    yield f"sndwnd: {machine.window:>6}  scale: {machine.send_scale:>6}  maxrcvwnd: {machine.inflow.size:>6}"
    yield f"rcvwnd: {window:>6}  scale: {machine.receive_scale:>6}  delrcvwnd: {machine.inflow.size - window:>6}"


def _times(each: Connection, now: float) -> Iterator[str]:
    machine, pace = each.machine, each.machine.congestion
    srtt, variation = round((pace.srtt or 0) * 1000), round(pace.variation * 1000)
    yield f"SRTT: {srtt} ms, RTTO: {round(pace.rto * 1000)} ms, RTV: {variation} ms, KRTT: 0 ms"
    shortest, longest = round((pace.shortest or 0) * 1000), round(pace.longest * 1000)
    yield f"minRTT: {shortest} ms, maxRTT: {longest} ms, ACK hold: {round(ACK_HOLD * 1000)} ms"
    spans = (now - machine.opened_at, now - machine.sent_at, now - machine.heard_at)
    up, sent, heard = (round(span * 1000) for span in spans)
    yield f"uptime: {up} ms, Sent idletime: {sent} ms, Receive idletime: {heard} ms "


def _flags(each: Connection) -> Iterator[str]:
    machine = each.machine
    yield f"Status Flags: {'passive open, gen tcbs' if machine.passive else 'active open'}"
    options = ["nagle"] * machine.settings.nagle
    options += ["path mtu capable"] * each.path_mtu + ["md5"] * (each.key is not None)
    yield f"Option Flags: {', '.join(options) or 'none'}"
    yield f"IP Precedence value : {each.tos >> 5}"


def _datagrams(machine: TcpMachine) -> Iterator[str]:
    tally = machine.tally
    yield f"Datagrams (max data segment is {machine.mss} bytes):"
    yield (
        f"Rcvd: {tally.received} (out of order: {tally.out_of_order}), with data: {tally.received_data}, "
        f"total data bytes: {tally.received_bytes}"
    )
    yield (
        f"Sent: {tally.sent} (retransmit: {tally.retransmitted}, fastretransmit: {tally.fast_retransmitted}, "
        f"partialack: {machine.congestion.partial}, Second Congestion: 0), with data: {tally.sent_data}, "
        f"total data bytes: {tally.sent_bytes}"
    )

