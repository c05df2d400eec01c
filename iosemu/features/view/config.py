"""Lines of views: who may type them, secrets, commands with those that lead to them."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import DELETED, BadArgument, Context, Refused, Warn
from iosemu.cli.views import ROOT
from iosemu.crypto import passwords
from iosemu.features.aaa.model import AaaConfig
from iosemu.features.login.config import in_full
from iosemu.features.system.model import Secret
from iosemu.features.view.model import Entry, ViewConfig, ViewRecord

MOST = 15  # views, the root's not among them
_EVERYWHERE = ("enable", "exit", "end", "do")
_NOT_ROOT = "No view Active! Switch to View Context"
NO_AAA = "% AAA must be enabled before views can be configured"
_INVALID = """ERROR: The secret you entered is not a valid encrypted secret.
To enter an UNENCRYPTED secret, do not specify type 5 encryption.
When you properly enter an UNENCRYPTED secret, it will be encrypted.
"""


def check_view(ctx: Context, name: str, inclusive: bool = False, superview: bool = False) -> str | None:
    """Only who looks through the root's view may; scripts and start-up configurations may, too."""
    if ctx.device.booting:
        return None
    if not ctx.device[AaaConfig].new_model:
        return NO_AAA
    if ctx.session is not None and ctx.session.view != ROOT:
        return _NOT_ROOT
    views = ctx.device[ViewConfig].views
    found = views.get(name)
    if name == ROOT or len(name) > 256:
        return f"% Invalid view name {name}"
    if found is None and not ctx.negated and len(views) >= MOST:
        return f"% The maximum number of views ({MOST}) is configured already"
    return None


def set_secret(ctx: Context, negated: bool, kind: int = 0, text: str = "") -> Warn | None:
    record: ViewRecord = ctx.record
    if negated:
        ctx.change("secret", None)
        return None
    if kind == 5 and not passwords.is_hash(5, text):
        raise Refused(_INVALID)
    told = record.secret is not None and not ctx.device.booting
    if kind == 0:
        text = passwords.hashed(5, text, ctx.device.rng("secret", f"view {record.name}", text))
    ctx.change("secret", Secret(5, text))
    return Warn("Overwriting existing secret for the current view\n") if told else None


def render_secret(record: ViewRecord) -> Iterator[str]:
    if record.secret is not None:
        yield f"secret {record.secret.kind} {record.secret.text}"


def check_commands(ctx: Context, **values: object) -> str | None:
    return _unsaid(ctx)


def _unsaid(ctx: Context) -> str | None:
    """Without a secret nobody could come in."""
    record: ViewRecord = ctx.record
    if record.secret is None and not ctx.negated:
        return f"% Password not set for the view {record.name}\n"
    return None


def set_commands(
    ctx: Context, negated: bool, mode: str, command: str, how: str = "include", everything: bool = False
) -> BadArgument | None:
    """What leads to the command comes with it."""
    record: ViewRecord = ctx.record
    full = in_full(ctx, mode, command)
    if full is None:
        return BadArgument("command")
    if full in _EVERYWHERE:
        raise Refused("% Addition/Deletion of default commands not possible")
    if negated:
        if (mode, full) in record.commands:
            ctx.change(("commands", (mode, full)), DELETED)
        return None
    owner = _owner(ctx, record, mode, full, how)
    if owner:
        raise Refused(f"% Command is included exclusively in view '{owner}'")
    ctx.change(("commands", (mode, full)), Entry(how, everything))
    words = full.split()
    for length in range(len(words) - 1, 0, -1):
        above = mode, " ".join(words[:length])
        if above not in record.commands and not ctx.device.booting:
            ctx.change(("commands", above), Entry("exclude" if how == "exclude" else "include"))
    return None


def _owner(ctx: Context, record: ViewRecord, mode: str, full: str, how: str) -> str:
    """The other view that has the command for itself alone."""
    config: ViewConfig = ctx.device[ViewConfig]
    for other in config.views.values():
        entry = other.commands.get((mode, full))
        if other is record or entry is None or how == "exclude":
            continue
        if entry.how == "include-exclusive" or (how == "include-exclusive" and entry.how == "include"):
            return other.name
    return ""


def render_commands(record: ViewRecord) -> Iterator[str]:
    for (mode, command), entry in record.commands.items():
        yield f"commands {mode} {entry.how} {'all ' if entry.everything else ''}{command}"


def set_member(ctx: Context, negated: bool, view: str) -> None:
    if negated:
        ctx.change(("views", view), DELETED)
        return
    told = _unsaid(ctx)
    if told:
        raise Refused(told)
    found = ctx.device[ViewConfig].views.get(view)
    if (found is None or found.superview) and not ctx.device.booting:
        raise Refused(f"% Invalid view name {view}\n")
    ctx.change(("views", view), True)


def render_member(record: ViewRecord) -> Iterator[str]:
    yield from (f"view {name}" for name in record.views)
