"""show aaa servers, show radius statistics"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.features.radius.engine import RadiusEngine, Server
from iosemu.features.radius.state import Counts, ServerState, Statistics
from iosemu.types import format_ipv4
from iosemu.wire.radius import OLD_ACCESS_PORT, OLD_ACCOUNTING_PORT, Status

_LEFT, _DEEP = " " * 5, " " * 13


def age(seconds: float) -> str:
    """``3w4d1h39m``"""
    minutes = int(seconds // 60)
    parts: list[str] = []
    for size, letter in ((10080, "w"), (1440, "d"), (60, "h")):
        if minutes >= size or parts:
            parts.append(f"{minutes // size}{letter}")
            minutes %= size
    return "".join((*parts, f"{minutes}m"))


def show_servers(ctx: Context) -> Iterable[str]:
    engine: RadiusEngine | None = ctx.device.engines.get("radius")
    if engine is None:
        return
    for priority, server in enumerate(engine.all_servers(), 1):
        if priority > 1:
            yield ""
        yield from _server(ctx, engine, server, priority)


def _server(ctx: Context, engine: RadiusEngine, server: Server, priority: int) -> Iterator[str]:
    state, now = engine.states[server.place], engine.host.now
    address, auth, acct = server.place
    name = f", hostname {server.name}" if server.name and ctx.device.software.radius_names_hosts else ""
    yield (
        f"RADIUS: id {state.number}, priority {priority}, host {format_ipv4(address)}, auth-port {auth}, "
        f"acct-port {acct}{name}"
    )
    word = "DEAD" if state.dead else "UP"
    yield f"{_LEFT}State: current {word}, duration {int(now - state.since)}s, previous duration {int(state.before)}s"
    dead = state.dead_seconds + (now - state.since if state.dead else 0)
    yield f"{_LEFT}Dead: total time {int(dead)}s, count {state.dead_count}"
    yield f"{_LEFT}Quarantined: No"
    yield from _access("Authen", state.authen)
    yield from _access("Author", state.author)
    yield from _account(state.acct)
    yield f"{_LEFT}Elapsed time since counters last cleared: {age(now - state.cleared)}"
    waiting = [each for each in engine.transactions.values() if each.server.place == server.place]
    accounting = sum(each.query.accounting for each in waiting)
    yield f"{_LEFT}Estimated Outstanding Access Transactions: {len(waiting) - accounting}"
    yield f"{_LEFT}Estimated Outstanding Accounting Transactions: {accounting}"
    yield f"{_LEFT}Estimated Throttled Access Transactions: 0"
    yield f"{_LEFT}Estimated Throttled Accounting Transactions: 0"
    yield f"{_LEFT}Maximum Throttled Transactions: access 0, accounting 0"
    yield f"{_LEFT}Requests per minute past 24 hours:"
    yield from _rates(state, now)


def _counted(name: str, counts: Counts) -> str:
    return (
        f"{_LEFT}{name}: request {counts.requests}, timeouts {counts.timeouts}, failover {counts.failovers}, "
        f"retransmission {counts.retransmissions}"
    )


def _ends(counts: Counts) -> Iterator[str]:
    yield (
        f"{_DEEP}Response: unexpected {counts.unexpected}, server error 0, incorrect {counts.incorrect}, "
        f"time {counts.average}ms"
    )
    yield f"{_DEEP}Transaction: success {counts.successes}, failure {counts.failures}"
    yield f"{_DEEP}Throttled: transaction 0, timeout 0, failure 0"


def _access(name: str, counts: Counts) -> Iterator[str]:
    yield _counted(name, counts)
    yield f"{_DEEP}Response: accept {counts.accepts}, reject {counts.rejects}, challenge {counts.challenges}"
    yield from _ends(counts)


def _account(counts: Counts) -> Iterator[str]:
    yield _counted("Account", counts)
    for what, table in (("Request", counts.sent), ("Response", counts.told)):
        told = (table.get(each, 0) for each in (Status.START, Status.INTERIM, Status.STOP))
        yield f"{_DEEP}{what}: start {{}}, interim {{}}, stop {{}}".format(*told)
    yield from _ends(counts)


def _rates(state: ServerState, now: float) -> Iterator[str]:
    """The busiest and the quietest minute since the counters were cleared, and the mean."""
    last = int(now // 60)
    first = max(int(state.cleared // 60), last - 1439)
    minutes = {minute: state.minutes.get(minute, 0) for minute in range(first, last + 1)}
    busiest = max(minutes, key=lambda minute: (minutes[minute], minute))
    quietest = min(minutes, key=lambda minute: (minutes[minute], -minute))
    for word, minute in (("high", busiest), ("low ", quietest)):
        hours, rest = divmod(last - minute, 60)
        yield f"{_DEEP}{word} - {hours} hours, {rest} minutes ago: {minutes[minute]}"
    yield f"{_DEEP}average: {sum(minutes.values()) // len(minutes)}"


def show_statistics(ctx: Context) -> Iterable[str]:
    """An engine that nobody needed has nothing but zeros."""
    engine: RadiusEngine | None = ctx.device.engines.get("radius")
    known = engine.statistics if engine is not None else Statistics(ctx.device.booted_at)
    auth, acct = Counts(), Counts()
    for state in engine.states.values() if engine is not None else ():
        for total, part in ((auth, state.authen), (auth, state.author), (acct, state.acct)):
            _join(total, part)
    yield f"{'Auth.':>38}{'Acct.':>11}{'Both':>11}"

    def row(name: str, one: object, other: object, both: object, width: int = 27) -> str:
        return f"{name:>{width}}:{one:>11}{other:>11}{both:>11}"

    def summed(name: str, one: int, other: int) -> str:
        return row(name, one, other, one + other)

    queue = known.longest_queue
    yield row("Maximum inQ length", "NA", "NA", 0)
    yield row("Maximum waitQ length", "NA", "NA", max(queue.values(), default=0))
    yield row("Maximum doneQ length", "NA", "NA", min(1, max(queue.values(), default=0)))
    yield summed("Total responses seen", auth.answers + auth.incorrect, acct.answers + acct.incorrect)
    yield summed("Packets with responses", auth.answers, acct.answers)
    yield summed("Packets without responses", auth.failures, acct.failures)
    yield f"  {'Access Rejects':<25}:{auth.rejects:>11}"
    yield f"  {'Access Accepts':<25}:{auth.accepts:>11}"
    both = Counts()
    _join(both, auth)
    _join(both, acct)
    yield row("Average response delay(ms)", auth.average, acct.average, both.average)
    one, other, all_ = (round(each.longest * 1000) for each in (auth, acct, both))
    yield row("Maximum response delay(ms)", one, other, all_)
    yield summed("Number of Radius timeouts", auth.timeouts, acct.timeouts)
    waiting = [each.query.accounting for each in engine.transactions.values()] if engine is not None else []
    running = waiting.count(False), waiting.count(True)
    started = auth.requests, acct.requests
    yield summed("Radius Timers Started", *started)
    yield summed("Radius Timers Created", *started)
    yield summed("Radius Timers Create Failed", 0, 0)
    yield summed("Radius Timers Stopped", *(each - left for each, left in zip(started, running, strict=True)))
    yield summed("Radius Timers Stop Failed", 0, 0)
    yield summed("Radius Timers Outstanding", *running)
    yield summed("Radius Timers Added", *started)
    yield summed("Radius Timers Add Failed", 0, 0)
    yield summed("Radius Timers Jitterred", 0, 0)
    yield summed("Radius Timers Jitter Failed", 0, 0)
    yield summed("Duplicate ID detects", 0, 0)
    yield summed("Buffer Allocation Failures", 0, 0)
    ports = OLD_ACCESS_PORT, OLD_ACCOUNTING_PORT
    one, other = (known.longest_packet[port] for port in ports)
    yield row("Maximum Buffer Size (bytes)", one, other, max(one, other))
    for name, table in (
        ("Malformed Responses", known.malformed),
        ("Bad Authenticators", dict(zip(ports, (auth.incorrect, acct.incorrect), strict=True))),
        ("Unknown Responses", known.unknown),
    ):
        yield f"{name:<27}:{table[ports[0]]:>11}{table[ports[1]]:>11}{sum(table.values()):>11}"
    yield " Source Port Range: (2 ports only)"
    yield f" {ports[0]} - {ports[1]}"
    yield " Last used Source Port/Identifier:"
    yield from (f" {port}/{known.last_id[port]}" for port in ports)
    yield ""
    yield f"  Elapsed time since counters last cleared: {age(ctx.device.scheduler.now - known.cleared)}"
    yield "Radius Latency Distribution:"
    names = ("<= 2ms ", "3-5ms  ", "5-10ms ", "10-20ms", "20-50ms", "50-100m", ">100ms ")
    for name, one, other in zip(names, auth.spread, acct.spread, strict=True):
        yield f"{name}:{one:>11}{other:>11}"
    yield ""
    yield "Current inQ length  : 0"
    yield "Current doneQ length: 0"


def _join(total: Counts, part: Counts) -> None:
    for name in (
        "requests", "timeouts", "failovers", "retransmissions", "accepts", "rejects", "challenges", "unexpected",
        "incorrect", "successes", "failures", "delay", "answers",
    ):  # fmt: skip
        setattr(total, name, getattr(total, name) + getattr(part, name))
    total.longest = max(total.longest, part.longest)
    total.spread = [one + other for one, other in zip(total.spread, part.spread, strict=True)]
