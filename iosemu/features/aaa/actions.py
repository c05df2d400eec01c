"""clear aaa …, debug aaa …, test aaa …"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context, ProcessBody, Write
from iosemu.cli.session import Session
from iosemu.device.debug_switch import debug_switch
from iosemu.features.aaa.enable import wait_for
from iosemu.features.aaa.groups import accepted, ask, privilege_in, trial_query
from iosemu.features.radius.debug import VALUES
from iosemu.features.system.engine import SystemEngine
from iosemu.wire.radius import Attr, Packet

do_debug_authentication = debug_switch("aaa", "aaa authentication")
do_debug_authorization = debug_switch("aaa", "aaa authorization")


def do_clear_lockout(ctx: Context, everyone: bool = False, name: str = "") -> None:
    assert ctx.session is not None  # an exec command
    engine = ctx.device.engine("aaa")
    for each in tuple(engine.locked) if everyone else (name,):
        engine.unlock(each, SystemEngine.who(ctx.session))


_LEGACY = {
    True: "User was successfully authenticated.\n\n",
    False: "User authentication request was rejected by server.\n\n",
    None: "No authoritative response from any server.\n\n",
}


def do_test(
    ctx: Context, group: str, name: str, password: str, legacy: bool = False, new_code: bool = False
) -> ProcessBody:
    """A login that nobody makes, by one group of servers."""
    assert ctx.session is not None  # an exec command
    return _test(ctx, ctx.session, group, name, password, legacy)


def _test(ctx: Context, session: Session, group: str, name: str, password: str, legacy: bool) -> ProcessBody:
    if legacy:
        yield Write(f"Attempting authentication test to server-group {group} using radius\n")
    else:
        yield Write("Sending password\n")
    query = trial_query(name, password)
    found = yield from wait_for(session, lambda user: ask(ctx.device, f"group {group}", query, user))
    passed = accepted(found) if found is not None else None
    if legacy:
        yield Write(_LEGACY[passed])
    elif passed and found is not None and found.reply is not None:
        yield Write("User successfully authenticated\n\nUSER ATTRIBUTES\n\n")
        yield Write("".join(f"{line}\n" for line in _attributes(name, found.reply)) + "\n")
    else:
        yield Write("User rejected\n\n")


def _attributes(name: str, reply: Packet) -> Iterator[str]:
    yield f'{"username":<21}0   "{name}"'
    service, privilege = reply.number(Attr.SERVICE_TYPE), privilege_in(reply)
    if service is not None:
        yield f"{'service-type':<21}0   {service} [{VALUES[Attr.SERVICE_TYPE].get(service, '')}]"
    if privilege is not None:
        yield f"{'priv-lvl':<21}0   {privilege} (0x{privilege:X})"
