"""Words of `debug aaa authentication` and `authorization`, and of locked users."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.aaa.events import EnableAnswered, EnableAsked, ExecAuthorized, ListPicked, UserLocked, UserUnlocked

_HEADING = "General OS:"
FLAGS = (
    Flag("aaa authentication", _HEADING, "AAA Authentication debugging"),
    Flag("aaa authorization", _HEADING, "AAA Authorization debugging"),
)


def _login(event: ListPicked, told: Audience) -> Iterator[str]:
    if event.service == "LOGIN":
        yield f"AAA/BIND({event.ident:08X}): Bind i/f  "
        yield f"AAA/AUTHEN/LOGIN ({event.ident:08X}): Pick method list '{event.name}' "


def _exec(event: ListPicked, told: Audience) -> Iterator[str]:
    if event.service == "EXEC":
        yield f"AAA/AUTHOR (0x{event.ident:X}): Pick method list '{event.name}'"


def _authorized(event: ExecAuthorized, told: Audience) -> Iterator[str]:
    if event.privilege is None:
        yield f"AAA/AUTHOR/EXEC({event.ident:08X}): Authorization FAILED"
        return
    if event.privilege:
        yield f"AAA/AUTHOR/EXEC({event.ident:08X}): processing AV priv-lvl={event.privilege}"
    yield f"AAA/AUTHOR/EXEC({event.ident:08X}): Authorization successful"


def _enable(event: EnableAsked, told: Audience) -> Iterator[str]:
    start = f"AAA/AUTHEN/START ({event.session}):"
    yield f"{start} port='{event.port}' list='' action=LOGIN service=ENABLE"
    if event.listed:
        yield f'{start} using "default" list'
    else:
        yield f"{start} {'console' if event.console else 'non-console'} enable - default to enable password"
    if event.method:
        yield f"{start} Method={event.method}"
        yield f"AAA/AUTHEN ({event.session}): status = GETPASS"
    else:
        yield f"AAA/AUTHEN ({event.session}): status = ERROR"


def _enabled(event: EnableAnswered, told: Audience) -> Iterator[str]:
    yield f"AAA/AUTHEN/CONT ({event.session}): continue_login (user='(undef)')"
    if not event.passed:
        yield f"AAA/AUTHEN({event.session}): password incorrect"
    yield f"AAA/AUTHEN ({event.session}): status = {'PASS' if event.passed else 'FAIL'}"


DEBUG = {
    "aaa authentication": {ListPicked: _login, EnableAsked: _enable, EnableAnswered: _enabled},
    "aaa authorization": {ListPicked: _exec, ExecAuthorized: _authorized},
}


def _locked(event: UserLocked, told: Audience) -> Message:
    return Message("AAA", 5, "USER_LOCKED", f"User {event.name} locked out on authentication failure")


def _unlocked(event: UserUnlocked, told: Audience) -> Message:
    return Message("AAA", 5, "USER_UNLOCKED", f"User {event.name} unlocked by {event.by}")


SYSLOG = {UserLocked: _locked, UserUnlocked: _unlocked}
