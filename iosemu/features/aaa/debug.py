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
        if event.bound:
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
    if event.service:
        yield f"AAA/AUTHOR/EXEC({event.ident:08X}): processing AV service-type={event.service}"
    yield f"AAA/AUTHOR/EXEC({event.ident:08X}): Authorization successful"


def _enable(event: EnableAsked, told: Audience) -> Iterator[str]:
    start = f"AAA/AUTHEN/START ({event.session}):"
    tail = " (if any)" if event.console else ""
    yield f"{start} port='{event.port}' list='' action=LOGIN service=ENABLE"
    if event.restarted:
        yield f"{start} Restart"
    elif event.listed:
        yield f'{start} using "default" list'
    else:
        yield f"{start} {'console' if event.console else 'non-console'} enable - default to enable password{tail}"
    if event.method:
        yield f"{start} Method={event.method}"
        yield f"AAA/AUTHEN ({event.session}): status = GETPASS"
    else:
        yield f"AAA/AUTHEN ({event.session}): status = ERROR"


def _enabled(event: EnableAnswered, told: Audience) -> Iterator[str]:
    server = "(radius)" in event.method
    yield f"AAA/AUTHEN/CONT ({event.session}): continue_login (user='{event.name or '(undef)'}')"
    yield f"AAA/AUTHEN ({event.session}): status = GETPASS"
    yield f"AAA/AUTHEN{'' if server else '/CONT'} ({event.session}): Method={event.method}"
    if not event.passed and not event.error and not server:
        yield f"AAA/AUTHEN({event.session}): password incorrect"
    yield f"AAA/AUTHEN ({event.session}): status = {'ERROR' if event.error else 'PASS' if event.passed else 'FAIL'}"


DEBUG = {
    "aaa authentication": {ListPicked: _login, EnableAsked: _enable, EnableAnswered: _enabled},
    "aaa authorization": {ListPicked: _exec, ExecAuthorized: _authorized},
}


def _locked(event: UserLocked, told: Audience) -> Message:
    return Message("AAA", 5, "USER_LOCKED", f"User {event.name} locked out on authentication failure")


def _unlocked(event: UserUnlocked, told: Audience) -> Message:
    return Message("AAA", 5, "USER_UNLOCKED", f"User {event.name} unlocked by {event.by}")


SYSLOG = {UserLocked: _locked, UserUnlocked: _unlocked}
