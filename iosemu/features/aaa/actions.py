"""clear aaa …, debug aaa …, test aaa …"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context, ProcessBody, Write
from iosemu.cli.session import Session
from iosemu.device.debug_switch import debug_switch
from iosemu.features.aaa.asking import Said, Trial
from iosemu.features.aaa.groups import protocol_of, wait_for
from iosemu.features.radius.debug import VALUES
from iosemu.wire.radius import Attr

do_debug_authentication = debug_switch("aaa", "aaa authentication")
do_debug_authorization = debug_switch("aaa", "aaa authorization")


def do_clear_lockout(ctx: Context, everyone: bool = False, name: str = "") -> None:
    assert ctx.session is not None  # an exec command
    engine = ctx.device.engine("aaa")
    for each in tuple(engine.locked) if everyone else (name,):
        engine.unlock(each, ctx.session.who)


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
    method = f"group {group}"
    if legacy:
        protocol = protocol_of(ctx.device, method) or "radius"
        yield Write(f"Attempting authentication test to server-group {group} using {protocol}\n")
    else:
        yield Write("Sending password\n")
    said = yield from wait_for(session, method, Trial(name, password))
    if legacy:
        yield Write(_LEGACY[said.passed])
    elif said.passed:
        yield Write("User successfully authenticated\n\nUSER ATTRIBUTES\n\n")
        yield Write("".join(f"{line}\n" for line in _attributes(name, said)) + "\n")
    else:
        yield Write("User rejected\n\n")


def _attributes(name: str, said: Said) -> Iterator[str]:
    yield f'{"username":<21}0   "{name}"'
    if said.service is not None:
        yield f"{'service-type':<21}0   {said.service} [{VALUES[Attr.SERVICE_TYPE].get(said.service, '')}]"
    if said.privilege is not None:
        yield f"{'priv-lvl':<21}0   {said.privilege} (0x{said.privilege:X})"
    if said.message:
        yield f'{"reply-message":<21}0   "{said.message}"'
