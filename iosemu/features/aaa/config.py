"""Lines of AAA: only `aaa new-model` is there until that is typed; afterwards lines have no `login` of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from iosemu.cli.context import DELETED, BadArgument, Context, Warn
from iosemu.device.debug import Message
from iosemu.device.device import Device
from iosemu.features.aaa.groups import is_known
from iosemu.features.aaa.model import AaaConfig, AccountingList, Group, Member
from iosemu.features.line.model import Line, LinesConfig
from iosemu.features.radius.model import RadiusConfig
from iosemu.features.tacacs.model import TacacsConfig
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.radius import OLD_ACCESS_PORT, OLD_ACCOUNTING_PORT

_MODEL = "1"  # the word behind `aaa`


def check_new_model(ctx: Context, **values: object) -> BadArgument | None:
    """Before `aaa new-model` these commands are not there."""
    return None if ctx.device[AaaConfig].new_model else BadArgument(_MODEL)


def _group_of(ctx: Context, name: str, protocol: str) -> BadArgument | str | None:
    """A group has servers of one protocol."""
    config: AaaConfig = ctx.device[AaaConfig]
    if not config.new_model:
        return BadArgument(_MODEL)
    found = config.groups.get(name)
    if found is None or found.protocol == protocol or ctx.negated:
        return None
    return f"% Server group {name} is a group of {found.protocol} servers"


def check_radius_group(ctx: Context, name: str) -> BadArgument | str | None:
    return _group_of(ctx, name, "radius")


def check_tacacs_group(ctx: Context, name: str) -> BadArgument | str | None:
    return _group_of(ctx, name, "tacacs+")


def check_line_list(ctx: Context, **values: object) -> BadArgument | None:
    return None if ctx.device[AaaConfig].new_model else BadArgument("0")


def check_login_authentication(ctx: Context, authentication: str = "", **values: object) -> BadArgument | Warn | None:
    config: AaaConfig = ctx.device[AaaConfig]
    if not config.new_model:
        return BadArgument(_MODEL)
    if ctx.session is None or ctx.session.config is None or ctx.session.config.frame.places[0].obj is not ctx.obj:
        return None  # it is said once for all lines
    known = ctx.negated or ctx.defaulted or authentication in ("", "default") or authentication in config.login
    return None if known else Warn(f'AAA: Warning authentication list "{authentication}" is not defined for LOGIN.\n')


def set_new_model(ctx: Context, negated: bool) -> None:
    """What lines were told of `login` is forgotten; lists count for them, or no longer."""
    config: AaaConfig = ctx.record
    if config.new_model is negated:
        for line in ctx.device[LinesConfig].in_order():
            line.login = "lists" if not negated else "line" if line.kind == "vty" else ""
            line.authentication = line.exec_authorization = line.exec_accounting = "default"
            line.connection_accounting = "default"
            line.command_lists.clear()
            line.command_accounting.clear()
    if not negated:
        ctx.change("new_model", True)
        return
    fresh = AaaConfig()
    for name in AaaConfig.__slots__:
        ctx.change(name, getattr(fresh, name))


def render_new_model(config: AaaConfig) -> Iterable[str]:
    yield "aaa new-model" if config.new_model else "no aaa new-model"


def render_session_id(config: AaaConfig) -> Iterable[str]:
    if config.new_model:
        yield f"aaa session-id {config.session_id}"


def _put(ctx: Context, table: str, key: Any, negated: bool, methods: list[str]) -> None:
    if not negated:
        _undefined(ctx, methods)
    ctx.change((table, key), DELETED if negated else list(methods))


def set_login_list(ctx: Context, negated: bool, name: str, methods: list[str] | None = None) -> None:
    _put(ctx, "login", name, negated, methods or [])


def set_exec_list(ctx: Context, negated: bool, name: str, methods: list[str] | None = None) -> None:
    _put(ctx, "exec", name, negated, methods or [])


def set_network_list(ctx: Context, negated: bool, name: str, methods: list[str] | None = None) -> None:
    _put(ctx, "network", name, negated, methods or [])


def render_network_list(config: AaaConfig) -> Iterator[str]:
    for name, methods in config.network.items():
        yield f"aaa authorization network {name} {' '.join(methods)} "


def set_enable_list(ctx: Context, negated: bool, methods: list[str] | None = None) -> None:
    _undefined(ctx, methods or [])
    ctx.change("enable", [] if negated else list(methods or []))


def set_commands_list(ctx: Context, negated: bool, level: int, name: str, methods: list[str] | None = None) -> None:
    _put(ctx, "commands", (level, name), negated, methods or [])


def _undefined(ctx: Context, methods: list[str]) -> None:
    """A group that is not there is told: nobody will be asked."""
    device: Device = ctx.device
    for method in methods:
        if method.startswith("group") and not is_known(device, method) and not device.booting:
            name = method.removeprefix("group ")
            text = f'The server-group "{name}" is not defined. Please define it.'
            device.debug.syslog(Message("AAAA", 4, "SERVUNDEF", text))


def render_login_list(config: AaaConfig) -> Iterator[str]:
    for name, methods in config.login.items():
        yield f"aaa authentication login {name} {' '.join(methods)}"


def render_enable_list(config: AaaConfig) -> Iterator[str]:
    if config.enable:
        yield f"aaa authentication enable default {' '.join(config.enable)}"


def render_exec_list(config: AaaConfig) -> Iterator[str]:
    for name, methods in config.exec.items():
        yield f"aaa authorization exec {name} {' '.join(methods)}"


def render_commands_list(config: AaaConfig) -> Iterator[str]:
    for (level, name), methods in sorted(config.commands.items()):
        yield f"aaa authorization commands {level} {name} {' '.join(methods)}"


def set_line_commands(ctx: Context, negated: bool, level: int, name: str = "") -> None:
    ctx.change(("command_lists", level), DELETED if negated or name == "default" else name)


def render_line_commands(line: Line) -> Iterable[str]:
    for level, name in sorted(line.command_lists.items()):
        yield f"authorization commands {level} {name}"


def set_line_command_accounting(ctx: Context, negated: bool, level: int, name: str = "") -> None:
    ctx.change(("command_accounting", level), DELETED if negated or name == "default" else name)


def render_line_command_accounting(line: Line) -> Iterable[str]:
    for level, name in sorted(line.command_accounting.items()):
        yield f"accounting commands {level} {name}"


# accounting


def _set_accounting(
    ctx: Context, table: str, key: Any, negated: bool, action: str, broadcast: bool, groups: list[str] | None
) -> None:
    """All of a list in one line."""
    told: AccountingList | Any = DELETED
    if not negated:
        methods = groups or []
        _undefined(ctx, methods)
        names = dict.fromkeys((method.removeprefix("group ") for method in methods), True)
        told = AccountingList(action or "none", broadcast, names, ctx.device.software.accounting_nested)
    ctx.change((table, key), told)


def _rendered_accounting(lists: Iterable[tuple[str, AccountingList]]) -> Iterator[str]:
    """Those that are not shown in a block of their own."""
    for words, told in lists:
        if not told.nested:
            broadcast = ["broadcast"] if told.broadcast else []
            yield " ".join(("aaa accounting", words, told.action, *broadcast, *told.methods))


def set_exec_accounting(
    ctx: Context, negated: bool, name: str, action: str = "", broadcast: bool = False, groups: list[str] | None = None
) -> None:
    _set_accounting(ctx, "exec_accounting", name, negated, action, broadcast, groups)


def render_exec_accounting(config: AaaConfig) -> Iterator[str]:
    return _rendered_accounting((f"exec {name}", told) for name, told in config.exec_accounting.items())


def set_system_accounting(
    ctx: Context, negated: bool, name: str = "default", action: str = "", broadcast: bool = False,
    groups: list[str] | None = None,
) -> None:  # fmt: skip
    _set_accounting(ctx, "system_accounting", name, negated, action, broadcast, groups)


def render_system_accounting(config: AaaConfig) -> Iterator[str]:
    return _rendered_accounting((f"system {name}", told) for name, told in config.system_accounting.items())


def set_connection_accounting(
    ctx: Context, negated: bool, name: str, action: str = "", broadcast: bool = False, groups: list[str] | None = None
) -> None:
    _set_accounting(ctx, "connection_accounting", name, negated, action, broadcast, groups)


def render_connection_accounting(config: AaaConfig) -> Iterator[str]:
    return _rendered_accounting((f"connection {name}", told) for name, told in config.connection_accounting.items())


def set_network_accounting(
    ctx: Context, negated: bool, name: str, action: str = "", broadcast: bool = False, groups: list[str] | None = None
) -> None:
    _set_accounting(ctx, "network_accounting", name, negated, action, broadcast, groups)


def render_network_accounting(config: AaaConfig) -> Iterator[str]:
    return _rendered_accounting((f"network {name}", told) for name, told in config.network_accounting.items())


def set_commands_accounting(
    ctx: Context, negated: bool, level: int, name: str, action: str = "", broadcast: bool = False,
    groups: list[str] | None = None,
) -> None:  # fmt: skip
    _set_accounting(ctx, "commands_accounting", (level, name), negated, action, broadcast, groups)


def render_commands_accounting(config: AaaConfig) -> Iterator[str]:
    lists = sorted(config.commands_accounting.items(), key=lambda each: each[0])
    return _rendered_accounting((f"commands {level} {name}", told) for (level, name), told in lists)


def check_accounting_group(ctx: Context, name: str) -> None:
    if not ctx.negated:
        _undefined(ctx, [f"group {name}"])


# groups


def set_member(
    ctx: Context,
    negated: bool,
    name: str = "",
    address: IPv4 = 0,
    auth_port: int = OLD_ACCESS_PORT,
    acct_port: int = OLD_ACCOUNTING_PORT,
) -> None:
    """A server that is not defined is told."""
    device: Device = ctx.device
    member: Member = (name,) if name else (address, auth_port, acct_port)
    ctx.change(("members", member), DELETED if negated else True)
    if not negated and not name and member not in device[RadiusConfig].hosts and not device.booting:
        text = f"Warning: Server {format_ipv4(address)}:{auth_port},{acct_port} is not defined."
        device.debug.syslog(Message("RADIUS", 4, "NOSERV", text))


def set_tacacs_member(ctx: Context, negated: bool, address: IPv4) -> None:
    device: Device = ctx.device
    ctx.change(("members", (address, 0, 0)), DELETED if negated else True)
    if not negated and address not in device[TacacsConfig].hosts and not device.booting:
        text = f"Warning: Server {format_ipv4(address)} is not defined."
        device.debug.syslog(Message("TAC", 4, "SERVREF", text))


def render_member(group: Group) -> Iterator[str]:
    for member in group.members:
        if len(member) == 1:
            yield f"server name {member[0]}"
        elif group.protocol == "tacacs+":
            yield f"server {format_ipv4(member[0])}"
        else:
            yield f"server {format_ipv4(member[0])} auth-port {member[1]} acct-port {member[2]}"
