"""show ntp status, show ntp associations"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.features.clock.model import ClockConfig
from iosemu.features.ntp.association import MAX_DISPERSION, NOWHERE, PHI, Association
from iosemu.features.ntp.engine import NtpEngine
from iosemu.features.ntp.stamps import reference, stamp
from iosemu.types import format_ipv4
from iosemu.wire.ntp import Mode

_DISABLED = "%NTP is not enabled."
_MODES = {0: "unspec", Mode.ACTIVE: "active", Mode.PASSIVE: "passive", Mode.CLIENT: "client", Mode.SERVER: "server",
          Mode.BROADCAST: "bdcast"}  # fmt: skip


def running(ctx: Context) -> NtpEngine | None:
    """None while NTP does not run, which older releases do not say."""
    engine: NtpEngine = ctx.device.engine("ntp")
    return engine if engine.enabled or engine.version == 3 else None


def show_ntp_status(ctx: Context) -> Iterator[str]:
    engine = running(ctx)
    if engine is None:
        yield _DISABLED
        return
    system, now = engine.system, engine.host.now
    modern = engine.version == 4
    state = "synchronized" if system.synchronized else "unsynchronized"
    if system.refid:
        known = reference(system.refid, system.stratum, True)
        whom = f"reference is {f'{known:<15} ' if modern and system.stratum > 1 else known}"
    else:
        whom = "no reference clock"
    yield f"Clock is {state}, stratum {system.stratum}, {whom}"
    frequency = engine.host.device.software.ntp_frequency
    yield f"nominal freq is {frequency} Hz, actual freq is {frequency} Hz, precision is 2**{engine.precision}"
    if modern:
        started = engine.started_at if engine.started_at is not None else now
        tick = "4000" if frequency == "250.0000" else "1000"
        yield f"ntp uptime is {int(now - started) * 100} (1/100 of seconds), resolution is {tick}"
    yield f"reference time is {stamp(system.reference, ctx.device[ClockConfig])}"
    yield f"clock offset is {system.offset * 1000:.4f} msec, root delay is {system.root_delay * 1000:.2f} msec"
    yield (
        f"root dispersion is {system.dispersion() * 1000:.2f} msec, "
        f"peer dispersion is {system.peer_dispersion * 1000:.2f} msec"
    )
    if modern:
        short, words = system.loop.value
        yield f"loopfilter state is '{short}' ({words}), drift is 0.000000000 s/s"
        updated = "never updated"
        if system.updated_at is not None:
            updated = f"last update was {int(now - system.updated_at)} sec ago"
        yield f"system poll interval is {1 << system.poll}, {updated}."


def show_ntp_associations(ctx: Context, detail: bool = False) -> Iterator[str]:
    engine = running(ctx)
    if engine is None:
        yield _DISABLED
        return
    if detail:
        for one in engine.associations.values():
            yield from _detail(engine, one, ctx.device[ClockConfig])
            yield ""
        return
    yield ""
    if engine.version == 4:
        yield "  address         ref clock       st   when   poll reach  delay  offset   disp"
        yield from (_row(engine, one) for one in engine.associations.values())
        yield " * sys.peer, # selected, + candidate, - outlyer, x falseticker, ~ configured"
        return
    yield "      address         ref clock     st  when  poll reach  delay  offset    disp"
    yield from (_old_row(engine, one) for one in engine.associations.values())
    yield " * master (synced), # master (unsynced), + selected, - candidate, ~ configured"


def shown_address(one: Association) -> str:
    return format_ipv4(one.address) if one.address is not None else one.host


def _when(engine: NtpEngine, one: Association) -> str:
    return "-" if one.heard_at is None else str(int(engine.host.now - one.heard_at))


def _configured(one: Association) -> str:
    return " " if one.kind == "broadcast" else "~"


def _row(engine: NtpEngine, one: Association) -> str:
    known = reference(one.refid, one.stratum if one.kind != "master" else 1, True)
    numbers = f"{_cut(one.delay, 3, 6):>6} {_cut(one.offset, 3, 7):>7} {_cut(_spread(engine, one), 3, 6):>6}"
    timing = f"{one.stratum:>2} {_when(engine, one):>6} {1 << one.poll:>6} {one.reach:>5o}"
    return f"{one.mark}{_configured(one)}{shown_address(one):<15} {known:<15} {timing} {numbers}"


def _old_row(engine: NtpEngine, one: Association) -> str:
    numbers = f"{_cut(one.delay, 1, 7):>8}{_cut(one.offset, 2, 6):>8}{_cut(_spread(engine, one), 1, 6):>8}"
    timing = f"{one.stratum:>4}  {_when(engine, one):>4}  {1 << one.poll:>4} {one.reach:>4o}"
    mark = "#" if one.mark == "*" and not engine.system.synchronized else one.mark.replace("x", " ")
    return f"{mark}{_configured(one)}{shown_address(one):<17}{format_ipv4(one.refid):<15}{timing}{numbers}"


def _error(seconds: float) -> str:
    """A column of milliseconds; what would fill it whole (16000.0: no sample yet) has one digit less."""
    text = f"{seconds * 1000:8.2f}"
    return text if text[0] == " " else f"{seconds * 1000:8.1f}"


def _spread(engine: NtpEngine, one: Association) -> float:
    """The dispersion as it is shown: of nothing known it is that of the filter."""
    if one.dispersion >= MAX_DISPERSION and engine.version == 4:
        return MAX_DISPERSION * (1 - 2.0**-8)
    return one.dispersion


def _cut(seconds: float, digits: int, width: int) -> str:
    """Milliseconds, as many digits as there is room for."""
    text = f"{seconds * 1000:.{digits}f}"
    return text[: max(width, text.index("."))]


def _detail(engine: NtpEngine, one: Association, zone: ClockConfig) -> Iterator[str]:
    modern, now = engine.version == 4, engine.host.now
    states = ["configured" if one.kind != "broadcast" else "dynamic"]
    if modern:
        states.append("ipv4")
    if one.config.key and engine.config.authenticate:
        states.append("authenticated" + ("" if one.authentic or not modern else " (' ' reject)"))
    if one is engine.system.peer:
        states.append("our_master")
    known = one.stratum < NOWHERE
    states += ["sane", "valid"] if one.mark in "*+-" else ["insane", "valid" if known and one.reach else "invalid"]
    yield f"{shown_address(one)} {', '.join(states)}, stratum {one.stratum}"
    padded = f"{reference(one.refid, one.stratum if one.kind != 'master' else 1, True):<15}" if modern else (
        reference(one.refid, one.stratum, True)
    )  # fmt: skip
    yield f"ref ID {padded}, time {stamp(one.reference, zone)}"
    yield (
        f"our mode {_MODES[one.mode]}, peer mode {_MODES.get(one.peer_mode, 'unspec')}, "
        f"our poll intvl {1 << one.poll}, peer poll intvl {1 << max(one.peer_poll, 0)}"
    )
    age = PHI * (now - one.sampled_at) if one.sampled_at >= 0 else 0.0
    distance = (one.root_delay + one.delay) / 2 + one.root_dispersion + one.dispersion + age
    yield (
        f"root delay {one.root_delay * 1000:.2f} msec, root disp {one.root_dispersion * 1000:.2f}, "
        f"reach {one.reach:o}, sync dist {distance * 1000:.2f}"
    )
    jitter = f", jitter {one.jitter * 1000:.2f} msec" if modern else ""
    unit = " msec" if modern else ""
    yield (
        f"delay {one.delay * 1000:.2f} msec, offset {one.offset * 1000:.4f} msec, "
        f"dispersion {_spread(engine, one) * 1000:.2f}{unit}{jitter}"
    )
    yield f"precision 2**{-one.precision if one.precision else 0}, version {one.version or engine.version}"
    if modern:
        yield f"assoc id {one.number}, assoc name {shown_address(one) if one.kind == 'master' else one.host}"
        yield f"assoc in packets {one.received}, assoc out packets {one.sent}, assoc error packets {one.errors}"
    yield f"org time {stamp(one.origin, zone)}"
    yield f"{'rec' if modern else 'rcv'} time {stamp(one.arrived, zone)}"
    yield f"xmt time {stamp(one.transmit, zone)}"
    yield f"filtdelay = {''.join(f'{each.delay * 1000:8.2f}' for each in one.samples)}"
    yield f"filtoffset ={''.join(f'{each.offset * 1000:8.2f}' for each in one.samples)}"
    yield f"filterror = {''.join(_error(each.error(now)) for each in one.samples)}"
    if modern:
        yield f"minpoll = {one.config.minpoll}, maxpoll = {one.config.maxpoll}"
