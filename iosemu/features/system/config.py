"""Checks and escape hatches of the system grammar: passwords, users, what every configuration carries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from iosemu.cli.context import DELETED, AskKey, BadArgument, Context, ProcessBody, Refused, Warn, Write
from iosemu.cli.session import Session
from iosemu.crypto import passwords
from iosemu.device.debug import Message
from iosemu.device.device import Device
from iosemu.device.vault import Vault
from iosemu.features.system.model import Furniture, Secret, SystemConfig, User
from iosemu.records import replace

_INVALID_SECRET = """ERROR: The secret you entered is not a valid encrypted secret.
To enter an UNENCRYPTED secret, do not specify type {} encryption.
When you properly enter an UNENCRYPTED secret, it will be encrypted.
"""
_BOTH = "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other."


_LEGAL_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")  # RFC 1178


def check_hostname(ctx: Context, hostname: str = "") -> Warn | None:
    """A name that no ARPANET host may have is taken with a warning."""
    if ctx.negated or ctx.defaulted or _LEGAL_NAME.fullmatch(hostname):
        return None
    return Warn("% Hostname contains one or more illegal characters.\n")


_ALGORITHMS = {"md5": 5, "sha256": 8, "scrypt": 9}
_TYPE_4 = Warn(
    " WARNING: Command has been added to the configuration but Type 4 passwords have been deprecated.\n"
    " Migrate to a supported password type"
)


def _secret(ctx: Context, kind: int, whose: str, text: str, algorithm: str = "") -> Secret:
    """As kept: hashed, with a salt of its own, by the algorithm or the release's default type, or as given."""
    _long_enough(ctx, kind, text)
    if kind == 0:
        best = _ALGORITHMS.get(algorithm, ctx.device.software.secret_type)
        return Secret(best, passwords.hashed(best, text, ctx.device.rng("secret", whose, text)))
    if not passwords.is_hash(kind, text):
        raise Refused(_INVALID_SECRET.format(kind))
    return Secret(kind, text)


def _deprecated(ctx: Context, kind: int) -> Warn | None:
    return _TYPE_4 if kind == 4 and ctx.device.software.secret_algorithms else None


_WEAK = (
    "WARNING: Command has been added to the configuration using a type {0} password. However, type {0} passwords will "
    "soon be deprecated. Migrate to a supported password type"
)


def weak_password(ctx: Context, kind: int) -> Warn | None:
    """A password that can be read, or an MD5 hash: newer releases say so, and log it."""
    if not ctx.device.software.weak_passwords_told:
        return None
    text = _WEAK.format(kind)
    ctx.device.debug.syslog(Message("AAAA", 4, "CLI_DEPRECATED", text))
    return Warn(f" {text}")


def check_secret(ctx: Context, kind: int | None = None, password: str = "", **others: object) -> BadArgument | None:
    """A number and a blank before a secret are the type of its hash: one that the release does not have."""
    return BadArgument("password") if kind is None and re.match(r"\d+ ", password) else None


def _long_enough(ctx: Context, kind: int, text: str) -> None:
    """`security passwords min-length` asks so much of what is typed in plain."""
    least = ctx.device[SystemConfig].min_length
    if kind == 0 and len(text) < least and not ctx.device.booting:
        raise Refused(f"% Password too short - must be at least {least} characters. Password configuration failed")


def _password(ctx: Context, kind: int, text: str) -> Secret:
    device: Device = ctx.device
    _long_enough(ctx, kind, text)
    try:
        kept = device.vault.keep(kind, text, device.software.type6_passwords)
    except ValueError:
        raise Refused(f"Invalid encrypted password: {text}") from None
    return Secret(kept.kind, kept.text)


def set_enable_secret(
    ctx: Context, negated: bool, level: int = 15, kind: int = 0, password: str = "", algorithm: str = ""
) -> str | Warn | None:
    config: SystemConfig = ctx.record
    if negated:
        ctx.change(("enable_secrets", level), DELETED)
        return None
    same = config.enable_passwords.get(level)
    ctx.change(("enable_secrets", level), _secret(ctx, kind, f"enable {level}", password, algorithm))
    if kind == 0 and same and _is(ctx, same, password):
        return _same_warning("secret", "password")
    return _deprecated(ctx, kind)


def set_enable_password(ctx: Context, negated: bool, level: int = 15, kind: int = 0, password: str = "") -> str | None:
    config: SystemConfig = ctx.record
    if negated:
        ctx.change(("enable_passwords", level), DELETED)
        return None
    same = config.enable_secrets.get(level)
    ctx.change(("enable_passwords", level), _password(ctx, kind, password))
    return _same_warning("password", "secret") if kind == 0 and same and _is(ctx, same, password) else None


def _is(ctx: Context, secret: Secret, password: str) -> bool:
    vault: Vault = ctx.device.vault
    return vault.matches(secret.kind, secret.text, password)


def _same_warning(new: str, old: str) -> str:
    return (
        f"The enable {new} you have chosen is the same as your enable {old}.\n"
        f"This is not recommended.  Re-enter the enable {new}.\n"
    )


def _levels(word: str, table: dict[int, Secret]) -> Iterator[str]:
    for level, secret in sorted(table.items()):
        at = "" if level == 15 else f"level {level} "
        kind = f"{secret.kind} " if secret.kind else ""
        yield f"enable {word} {at}{kind}{secret.text}"


def render_enable_secret(config: SystemConfig) -> Iterable[str]:
    return _levels("secret", config.enable_secrets)


def render_enable_password(config: SystemConfig) -> Iterable[str]:
    return _levels("password", config.enable_passwords)

_REMOVAL = (
    "This operation will remove all username related configurations with same name.Do you want to continue? [confirm]"
)


def set_username(
    ctx: Context,
    negated: bool,
    name: str,
    privilege: int | None = None,
    password: str | None = None,
    secret: bool = False,
    kind: int = 0,
    nopassword: bool = False,
    nohangup: bool = False,
    autocommand: str = "",
    algorithm: str = "",
    view: str = "",
) -> Warn | None:
    config: SystemConfig = ctx.record
    if negated:
        if not _asks(ctx, name):
            ctx.change(("users", name), DELETED)
        return None
    if view and view not in ctx.shell.views and not ctx.device.booting:
        raise Refused(f"% Invalid view name {view}")
    old = config.users.get(name)
    user = replace(old) if old is not None else User()
    if privilege is not None:
        user.privilege = privilege
    user.view = view or user.view
    if autocommand:
        user.autocommand = autocommand
    user.nohangup = user.nohangup or nohangup
    if password is not None:
        user.nopassword = False
    if nopassword:
        user.nopassword, user.password, user.secret = True, None, None
    elif password is not None and secret:
        if user.password is not None:
            raise Refused(_BOTH)
        user.secret = _secret(ctx, kind, f"user {name}", password, algorithm)
    elif password is not None:
        if user.secret is not None:
            raise Refused(_BOTH)
        user.password = _password(ctx, kind, password)
    ctx.change(("users", name), user)
    if password is not None and (not secret or kind == 5) and (user.password is None or user.password.kind != 6):
        return weak_password(ctx, kind)
    return _deprecated(ctx, kind)


def _asks(ctx: Context, name: str) -> bool:
    """Somebody at a terminal must say that a user is meant to go; the line comes again when it is."""
    session = ctx.session
    if session is None or session.config is None or session.process is not None or name not in ctx.record.users:
        return False
    if not ctx.device.software.asks_for_users:
        return False
    session.run_process(_removal(session, name))
    return True


def _removal(session: Session, name: str) -> ProcessBody:
    key = yield AskKey(_REMOVAL)
    yield Write("\n")
    if key in "\r\nyY" and session.config is not None:
        yield Write(session.config.run(f"no username {name}").output)


def render_username(config: SystemConfig) -> Iterable[str]:
    for name, user in config.users.items():
        words = ["username", name]
        if user.privilege != 1:
            words += ["privilege", str(user.privilege)]
        if user.view:
            words += ["view", user.view]
        if user.secret is not None:
            words += ["secret", str(user.secret.kind), user.secret.text]
        elif user.password is not None:
            words += ["password", str(user.password.kind), user.password.text]
        elif user.nopassword:
            words.append("nopassword")
        if len(words) > 2 or not (user.nohangup or user.autocommand):
            yield " ".join(words)
        if user.nohangup:
            yield f"username {name} nohangup"
        if user.autocommand:
            yield f"username {name} autocommand {user.autocommand}"


def set_alias(ctx: Context, negated: bool, name: str, text: str = "") -> None:
    ctx.change(("aliases", ("exec", name)), DELETED if negated else text)


def render_alias(config: SystemConfig) -> Iterable[str]:
    for (mode, name), text in sorted(config.aliases.items()):
        yield f"alias {mode} {name} {text}"


# what stands in every configuration of a release, whatever was typed


def render_mmi(furniture: Furniture) -> Iterable[str]:
    """IOSv writes all four, whatever they are."""
    yield f"mmi polling-interval {furniture.mmi_polling}"
    yield "no mmi auto-configure"
    yield "no mmi pvc"
    yield f"mmi snmp-timeout {furniture.mmi_snmp_timeout}"


def set_version(ctx: Context, negated: bool, number: str) -> None:
    """Read and forgotten: the running-config tells the release that runs."""


def check_version(ctx: Context, number: str) -> BadArgument | None:
    """``15.2``: otherwise a wrong `version` of a routing protocol would end up here."""
    return None if re.fullmatch(r"\d+\.\d+\S*", number) else BadArgument("number")


def render_version(device: Device) -> Iterable[str]:
    yield f"version {device.software.release.version}"


def set_config_register(ctx: Context, negated: bool, value: int = 0x2102) -> BadArgument | None:
    """Kept in the register itself, not in the configuration: it holds from the next start on."""
    if value > 0xFFFF:
        return BadArgument("value")
    ctx.device.next_register = 0x2102 if negated else value
    return None


def set_boot_start(ctx: Context, negated: bool) -> None:
    """Read and forgotten: always there."""


def render_boot_start(device: Device) -> Iterable[str]:
    yield "boot-start-marker"


def set_boot_end(ctx: Context, negated: bool) -> None:
    """Read and forgotten: always there."""


def render_boot_end(device: Device) -> Iterable[str]:
    yield "boot-end-marker"
