"""`show bfd …`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.device.times import uptime
from iosemu.features.bfd.authentication import BAD_SEQUENCE, FAILED
from iosemu.features.bfd.debug import PACKET_STATES, remembered
from iosemu.features.bfd.engine import (
    ADMIN_DOWN,
    BAD_DISCRIMINATOR,
    BAD_HEADER,
    BAD_TTL,
    NO_ADJACENCY,
    NOT_CONFIGURED,
    BfdEngine,
)
from iosemu.features.bfd.pace import Pace
from iosemu.features.bfd.session import Session
from iosemu.types import InterfaceName, IPv4, format_ipv4
from iosemu.wire.bfd import State

DROPS = (
    BAD_TTL, NOT_CONFIGURED, NO_ADJACENCY, BAD_HEADER, BAD_DISCRIMINATOR, ADMIN_DOWN, BAD_SEQUENCE, FAILED,
)  # fmt: skip


LINES = "IPv4 Sessions", "NeighAddr                              LD/RD         RH/RS     State     Int"
HOPS = "IPv4 Multihop Sessions", "NeighAddr[vrf]                         LD/RD         RH/RS     State"


def sessions_of(ctx: Context) -> list[Session]:
    engine = ctx.device.engines.get("bfd")
    return sorted(engine.sessions.values(), key=lambda session: session.handle) if engine is not None else []


def chosen(
    ctx: Context, client: str, iface: InterfaceName | None, address: IPv4 | None, vrf: str
) -> list[Session]:
    return [
        session
        for session in sessions_of(ctx)
        if (not client or client in (name.lower().split()[-1] for name in session.engine.clients(session)))
        and (iface is None or session.interface == iface)
        and address in (None, session.neighbor)
        and vrf in ("", session.way.vrf.name)
    ]


def show_neighbors(
    ctx: Context, client: str = "", iface: InterfaceName | None = None, address: IPv4 | None = None, vrf: str = "",
    details: bool = False, history: bool = False,
) -> Iterator[str]:  # fmt: skip
    found = chosen(ctx, client, iface, address, vrf)
    wide = ctx.device.software.bfd_wide
    before: bool | None = None  # was the one before on a line?
    for number, session in enumerate(sorted(found, key=lambda each: each.way.iface is None)):
        line = session.way.iface is not None
        if details or line is not before:
            if wide:
                yield from ("", *(LINES if line else HOPS))
            else:
                yield from [""] if number else ()
                yield "OurAddr       NeighAddr     LD/RD  RH/RS  Holddown(mult)  State     Int"
        before = line
        yield _row(session, wide)
        if details:
            yield from _details(session, wide)
        if history:
            yield from _history(session)


def _history(session: Session) -> Iterator[str]:
    """The newest first."""
    clock = session.host.device.engine("clock")
    yield "History information:"
    for at, event in reversed(session.history):
        moment = clock.utc(at)
        stamp = f"{moment:%b} {moment.day:>2} {moment:%H:%M:%S}.{moment.microsecond // 1000:03}"
        yield from f"[{stamp}] {remembered(event)}".split("\n")


def _row(session: Session, wide: bool) -> str:
    neighbor, state = format_ipv4(session.neighbor), PACKET_STATES[session.state]
    heard = PACKET_STATES[State(session.remote.state)] if session.remote_discriminator else "Down"
    ids = f"/{session.remote_discriminator}"
    if wide:
        if session.way.iface is None:
            name = session.way.vrf.name
            where = f"{neighbor}[{name}]" if name else neighbor
            return f"{where:<36}{session.discriminator:>5}{ids:<12}{heard:<10}{state}"
        short = session.way.iface.name.short
        return f"{neighbor:<36}{session.discriminator:>5}{ids:<12}{heard:<10}{state:<10}{short}"
    own = format_ipv4(session.own_address)
    hold = f"{_holddown(session):<5}({session.remote.multiplier:<2})"
    return (
        f"{own:<14}{neighbor:<14}{session.discriminator:>3}{ids}    {heard:<10}{hold}   {state:<10}"
        f"{session.way.iface.name.short if session.way.iface is not None else '':<15}"
    )


def show_neighbors_history(ctx: Context) -> Iterator[str]:
    return show_neighbors(ctx, history=True)


def _holddown(session: Session) -> int:
    """Milliseconds that are left; with echoes it is they that detect."""
    return 0 if session.echoing else int(session.detects_in() * 1000)


def _details(session: Session, wide: bool) -> Iterator[str]:
    now, remote, software = session.host.now, session.remote, session.host.device.software
    if session.state is State.UP:
        echo = f"using echo function with {session.echoes.interval // 1000} ms interval"
        yield f"Session state is UP and {echo if session.echoing else 'not using echo function'}."
    if wide:
        yield "Session Host: Software"
        yield f"OurAddr: {format_ipv4(session.own_address):<15}"
        yield f"Handle: {session.handle}"
    yield f"Local Diag: {session.diag}, Demand mode: 0, Poll bit: {int(session.polling)}"
    multiplier = session.settings.multiplier
    yield f"MinTxInt: {session.desired_tx}, MinRxInt: {session.required_rx}, Multiplier: {multiplier}"
    yield f"Received MinRxInt: {remote.required_rx}, Received Multiplier: {remote.multiplier}"
    hello = session.tx_interval // 1000
    yield f"Holddown (hits): {_holddown(session)}({session.expiries}), Hello (hits): {hello}({session.sent.count})"
    yield _pace("Rx", session.received, now)
    yield _pace("Tx", session.sent, now)
    echoes = session.echoes
    if software.bfd_counts_echoes and (echoes.interval or echoes.sent.count):
        yield _pace("Echo Rx", echoes.received, now)
        yield _pace("Echo Tx", echoes.sent, now)
    yield f"Elapsed time watermarks: {'0' if wide else '-1'} 0 (last: 0)"
    yield f"Registered protocols: {' '.join(session.engine.clients(session))}{' ' if wide else ''}"
    if session.settings.template:
        yield f"Template: {session.settings.template}"
    if session.changed_at is not None:
        word = "Uptime" if session.state is State.UP else "Downtime"
        yield f"{word}: {uptime(now - session.changed_at)}"
    yield from _last_packet(session, wide)


def _pace(what: str, pace: Pace, now: float) -> str:
    low, high, average = (int(value * 1000) for value in (pace.least, pace.most, pace.average))
    last = int((now - pace.last) * 1000)
    return f"{what} Count: {pace.count}, {what} Interval (ms) min/max/avg: {low}/{high}/{average} last: {last} ms ago"


def _last_packet(session: Session, wide: bool) -> Iterator[str]:
    packet, before = session.remote, " " * 13
    yield f"{'Last packet: Version: 1':<41}- Diagnostic: {packet.diag}"
    state = PACKET_STATES[State(packet.state)]
    yield f"{f'{before}State bit: {state}':<41}- Demand bit: {int(packet.demand)}"
    yield f"{f'{before}Poll bit: {int(packet.poll)}':<41}- Final bit: {int(packet.final)}"
    if wide:
        yield f"{f'{before}C bit: {int(packet.independent)}':<56}"
    yield f"{f'{before}Multiplier: {packet.multiplier}':<41}- Length: {packet.length}"
    yield f"{f'{before}My Discr.: {packet.mine}':<41}- Your Discr.: {packet.yours}"
    yield f"{f'{before}Min tx interval: {packet.desired_tx}':<41}- Min rx interval: {packet.required_rx}"
    yield f"{before}Min Echo interval: {packet.required_echo_rx:<8}"


def summed(ctx: Context, by: str) -> dict[str, list[Session]]:
    """Sessions by name of what they are counted by; the last, "", are all of them."""
    sessions = sessions_of(ctx)
    rows: dict[str, list[Session]] = {}
    if by == "client":
        for session in sessions:
            for name in session.engine.clients(session):
                rows.setdefault(name, []).append(session)
    elif by == "session":
        rows["IPV4"] = sessions
    elif by == "host":
        rows = {"Software": sessions, "Hardware": []}
    return {**rows, "": sessions}


def show_summary(ctx: Context, by: str = "") -> Iterator[str]:
    yield ""
    yield f"{by.capitalize():<20}Session          Up          Down"
    if not by:
        yield ""
    for name, listed in summed(ctx, by).items():
        if by and not name:
            yield ""
        yield _counts(name or "Total", listed)


def _counts(name: str, sessions: list[Session]) -> str:
    up = sum(session.state is State.UP for session in sessions)
    return f"{name:<20}{len(sessions):>7}{up:>12}{len(sessions) - up:>14}"


def show_drops(ctx: Context) -> Iterable[str]:
    engine: BfdEngine | None = ctx.device.engines.get("bfd")
    drops = engine.drops if engine is not None else {}
    yield "BFD Drop Statistics"
    yield f"{'':<24}{'IPV4':>6}"
    for reason in DROPS:
        yield f"{reason:<24}{drops.get(reason, 0):>6}"
