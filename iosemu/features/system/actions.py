"""configure, copy, write, erase, reload, debug all"""

from __future__ import annotations

from iosemu.cli.context import Ask, AskKey, Context, Output, ProcessBody, Write
from iosemu.cli.session import Session
from iosemu.device.debug import Message
from iosemu.device.device import Device
from iosemu.features.system.engine import SystemEngine
from iosemu.features.system.files import NO_MASTER_KEY, asked, copied_text, write_startup

_YES = frozenset({"\r", "\n", "y", "Y"})
BEGIN = "Enter configuration commands, one per line.  End with CNTL/Z."


def _session(ctx: Context) -> Session:
    assert ctx.session is not None  # exec commands are typed in a session
    return ctx.session


def _engine(ctx: Context) -> SystemEngine:
    engine: SystemEngine = ctx.device.engine("system")
    return engine


def do_logout(ctx: Context) -> ProcessBody | None:
    session = _session(ctx)
    asks = ctx.device.shell.leaving(session)
    if asks is None:
        session.close()
    return asks  # type: ignore[no-any-return]  # a shell's hook


# configuration mode


def do_configure(ctx: Context) -> ProcessBody:
    answer = yield Ask("Configuring from terminal, memory, or network [terminal]? ")
    word = answer.strip().lower() or "terminal"
    if "terminal".startswith(word):
        yield Write(f"{BEGIN}\n")
        _session(ctx).enter_configuration()
    elif "memory".startswith(word):
        said = _from_memory(ctx)
        yield Write(f"{said}\n" if said else "")
    elif "network".startswith(word):
        yield Write("This command has been replaced by the command:\n         'copy <url> system:/running-config'\n")
    else:
        yield Write("?Must be \"terminal\", \"memory\" or \"network\"\n")


def do_configure_terminal(ctx: Context) -> str:
    _session(ctx).enter_configuration()
    return BEGIN


def do_configure_memory(ctx: Context) -> str | None:
    return _from_memory(ctx)


def _from_memory(ctx: Context) -> str | None:
    device: Device = ctx.device
    if not device.startup_config:
        return "startup-config is not present"
    output = ctx.shell.configure(device.startup_config)
    _engine(ctx).configured_from("memory", _session(ctx))
    return output.rstrip("\n") or None


# files


def do_copy_running_startup(ctx: Context) -> ProcessBody:
    name = yield from asked(ctx, "Destination filename", "startup-config")
    if name != "startup-config":
        yield Write(f"%Error opening nvram:{name} (No such file or directory)\n")
        return
    yield from _write(ctx)


def do_write(ctx: Context) -> ProcessBody:
    yield from _write(ctx)


def _write(ctx: Context) -> ProcessBody:
    yield Write("Building configuration...\n")
    if ctx.device.vault.lacks_key:
        yield Write(f"{NO_MASTER_KEY}\n")
    yield Write(write_startup(ctx))


def do_copy_startup_running(ctx: Context) -> ProcessBody:
    device: Device = ctx.device
    yield from asked(ctx, "Destination filename", "running-config")
    if not device.startup_config:
        yield Write("%Error opening nvram:startup-config (No such file or directory)\n")
        return
    output = ctx.shell.configure(device.startup_config)
    yield Write(output)
    yield Write(copied_text(len(device.startup_config)))
    _engine(ctx).configured_from("memory", _session(ctx))


def do_erase(ctx: Context) -> ProcessBody:
    device: Device = ctx.device
    key = yield AskKey("Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]")
    if key not in _YES:
        yield Write("\n")
        return
    device.startup_config = ""
    device.private_config = {}
    _engine(ctx).modified = True
    yield Write("\n[OK]\nErase of nvram: complete\n")
    device.debug.syslog(Message("SYS", 7, "NV_BLOCK_INIT", "Initialized the geometry of nvram"))


# reload


def _save_first(ctx: Context) -> ProcessBody:
    """The question before a reload when the configuration was changed."""
    engine = _engine(ctx)
    while engine.modified:
        answer = yield Ask("\nSystem configuration has been modified. Save? [yes/no]: ")
        word = answer.strip().lower()
        if word and "yes".startswith(word):
            yield Write("Building configuration...\n")
            yield Write(write_startup(ctx))
            return
        if word and "no".startswith(word):
            return
        yield Write("% Please answer 'yes' or 'no'.\n")


def do_reload(ctx: Context, reason: str = "Reload Command") -> ProcessBody:
    yield from _save_first(ctx)
    key = yield AskKey("Proceed with reload? [confirm]")
    yield Write("\n")
    if key in _YES:
        _engine(ctx).reload(_session(ctx).who, reason)


def do_reload_in(
    ctx: Context, minutes: int = 0, delay: int = 0, reason: str = "Reload Command"
) -> ProcessBody:
    """`minutes`, or `delay` in seconds as hh:mm was typed."""
    engine = _engine(ctx)
    yield from _save_first(ctx)
    seconds = delay or minutes * 60
    total = seconds // 60
    hours, rest = divmod(total, 60)
    span = f"{total} minute{'' if total == 1 else 's'}"
    if hours:
        span = f"{hours} hour{'' if hours == 1 else 's'} and {rest} minute{'' if rest == 1 else 's'}"
    by = _session(ctx).who
    at = engine.host.now + seconds
    # with a clock that was never set a date would say nothing
    when = f"in {span}" if engine.clock.mark == "*" else f"for {engine.clock.date(at)} (in {span})"
    yield Write(f"Reload scheduled {when} by {by}\n")
    yield Write(f"Reload reason: {reason}\n")
    key = yield AskKey("Proceed with reload? [confirm]")
    yield Write("\n")
    if key in _YES:
        engine.schedule(max(at - engine.host.now, 0.0), reason, by)


def do_reload_cancel(ctx: Context) -> str | None:
    engine = _engine(ctx)
    if not engine.cancel_reload():
        return "%No reload is scheduled."
    engine.aborted()
    return None


# debugging


def do_debug_all(ctx: Context) -> Output:
    device: Device = ctx.device
    if ctx.negated:
        device.debug.all_off()
        return "All possible debugging has been turned off"
    return _all_on(device)


def _all_on(device: Device) -> ProcessBody:
    answer = yield Ask("This may severely impact network performance. Continue? (yes/[no]): ")
    word = answer.strip().lower()
    if word and "yes".startswith(word):
        device.debug.all_on()
        yield Write("All possible debugging has been turned on\n")


