"""show login"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.login.engine import LoginEngine
from iosemu.features.login.model import LoginConfig
from iosemu.features.login.watch import KEPT, Watch

_LEFT = " " * 5


def show_login(ctx: Context) -> Iterable[str]:
    engine: LoginEngine = ctx.device.engine("login")
    for line in _lines(ctx.device[LoginConfig], engine.watch):
        yield f"{_LEFT}{line}" if line else ""


def _lines(config: LoginConfig, watch: Watch) -> Iterator[str]:
    if config.delay:
        yield f"A login delay of {config.delay} second{'s' if config.delay > 1 else ''} is applied."
    elif config.block_seconds:
        yield "A default login delay of 1 second is applied."
    else:
        yield "No login delay has been applied."
    if config.quiet_list:
        yield f"Quiet-Mode access list {config.quiet_list} is applied."
    else:
        yield "No Quiet-Mode access list has been configured."
    if watch.logs_success:
        yield "All successful login is logged."
    if config.on_failure:
        yield "All failed login is logged."
    yield ""
    if not config.block_seconds:
        yield "Router NOT enabled to watch for login Attacks"
        return
    yield "Router enabled to watch for login Attacks."
    yield (
        f"If more than {config.block_attempts} login failures occur in {config.block_within} seconds or less,"
    )
    yield f"logins will be disabled for {config.block_seconds} seconds."
    yield ""
    now = watch.host.now
    if watch.quiet_until is not None:
        yield "Router presently in Quiet-Mode."
        yield f"Will remain in Quiet-Mode for {int(watch.quiet_until - now)} seconds."
        if config.quiet_list:
            yield f"Restricted logins filtered by applied ACL {config.quiet_list}."
        else:
            yield "Denying logins from all sources."
        return
    window = watch.window()
    left = config.block_within - (now - window[0] if window else 0)
    yield "Router presently in Normal-Mode."
    yield "Current Watch Window"
    yield f"   Time remaining: {int(left)} seconds."
    yield f"   Login failures: {len(window)}."
    yield f"Total login failures: {watch.total}."


def show_failures(ctx: Context) -> Iterable[str]:
    engine: LoginEngine = ctx.device.engine("login")
    watch, clock = engine.watch, ctx.device.engine("clock")
    assert isinstance(clock, ClockEngine)
    if not watch.failures:
        yield "*** No logged failed login attempts with the device.***"
        return
    yield f"{_LEFT}Total failed logins: {watch.total}"
    yield f"{_LEFT}Detailed information about last {KEPT} failures"
    yield ""
    yield "Username        SourceIPAddr    lPort Count TimeStamp"
    for each in watch.failures:
        yield f"{each.name:<16}{each.peer:<16}{each.port:<6}{each.count:<6}{clock.date(each.at)}"
