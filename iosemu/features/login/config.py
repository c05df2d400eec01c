"""`privilege`: commands, in full, with those that lead to them."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import DELETED, BadArgument, Context
from iosemu.cli.language import Language
from iosemu.cli.match import columns_of
from iosemu.device.device import Device
from iosemu.features.login.model import Level, LoginConfig

MODES = {
    "exec": ("exec",),
    "configure": ("config",),
    "interface": ("config-if", "config-if-range"),
    "line": ("config-line",),
    "router": (),  # each routing protocol has a mode of its own
    "route-map": ("config-route-map",),
    "ipenacl": ("config-ext-nacl",),
    "ipsnacl": ("config-std-nacl",),
    "crypto-map": ("config-crypto-map",),
    "crypto-transform": ("cfg-crypto-trans",),
    "keychain": ("config-keychain",),
    "keychain-key": ("config-keychain-key",),
}


def modes_of(language: Language, mode: str) -> tuple[str, ...]:
    """What a mode of `privilege` means here."""
    routers = (name for name, each in sorted(language.modes.items()) if each.prompt == "config-router")
    return MODES[mode] or tuple(routers)


def in_full(ctx: Context, mode: str, command: str) -> str | None:
    """The keywords of a command without abbreviations; None where there is no such command."""
    words = [word for _, word in columns_of(command, 0)]
    language = ctx.shell.language
    modes = modes_of(language, mode)
    kinds = {kind for each in language.commands(modes[0]) for kind in each.kinds} or {""}
    for name in modes:
        for kind in sorted(kinds):
            node, full = language.graph(name, kind).root, []
            for word in words:
                following = node.keyword(word)
                if following is None:
                    break
                full.append(following.path[-1].lower())
                node = following
            else:
                return " ".join(full)
    return None


def set_log(
    ctx: Context, negated: bool, success: bool = False, failure: bool = False, every: int = 1
) -> None:
    """`login on-success log`, `login on-failure log`."""
    ctx.change("on_success" if success else "on_failure", 0 if negated else every)


def render_log(config: LoginConfig, device: Device) -> Iterable[str]:
    told = config.on_success
    usual = device.software.login_success_logged
    if told is None and usual:
        yield "login on-success log"
    elif told == 0 and usual:
        yield "no login on-success log"
    elif told:
        yield f"login on-success log{f' every {told}' if told > 1 else ''}"
    if config.on_failure:
        yield f"login on-failure log{f' every {config.on_failure}' if config.on_failure > 1 else ''}"


def set_trap(ctx: Context, negated: bool, success: bool = False, failure: bool = False, every: int = 1) -> None:
    """`login on-success trap`, `login on-failure trap`."""
    ctx.change("success_trap" if success else "failure_trap", 0 if negated else every)


def render_trap(config: LoginConfig) -> Iterable[str]:
    for word, every in (("on-success", config.success_trap), ("on-failure", config.failure_trap)):
        if every:
            yield f"login {word} trap{f' every {every}' if every > 1 else ''}"


def set_privilege(
    ctx: Context,
    negated: bool,
    mode: str,
    command: str,
    level: int = 0,
    everything: bool = False,
    reset: bool = False,
) -> BadArgument | None:
    """The keywords that lead to the command get its level too, unless they have one that was given to them."""
    config: LoginConfig = ctx.record
    full = in_full(ctx, mode, command)
    if full is None:
        return BadArgument("command")
    if negated or reset:
        if (mode, full) in config.levels:
            ctx.change(("levels", (mode, full)), DELETED)
        return None
    ctx.change(("levels", (mode, full)), Level(level, everything))
    words = full.split()
    for length in range(len(words) - 1, 0, -1):
        above = mode, " ".join(words[:length])
        if above not in config.levels and not ctx.device.booting:
            ctx.change(("levels", above), Level(level))
    return None


def render_privilege(config: LoginConfig) -> Iterable[str]:
    for (mode, command), each in sorted(config.levels.items(), key=lambda item: list(MODES).index(item[0][0])):
        yield f"privilege {mode} {'all ' if each.everything else ''}level {each.level} {command}"
