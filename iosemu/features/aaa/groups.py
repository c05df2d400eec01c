"""Groups of servers, and what they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.aaa.model import AaaConfig
from iosemu.features.line.show import tty
from iosemu.features.radius.engine import Query, RadiusEngine, RadiusUser, Server, Transaction
from iosemu.features.radius.model import RadiusConfig
from iosemu.wire.radius import ASYNC, VIRTUAL, Attr, Code, Packet, Service

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.line.model import Line

_PRIVILEGE = "shell:priv-lvl="
_COMMAND = "shell:autocmd="
_VIEW = "shell:cli-view-name="


def is_known(device: Device, method: str) -> bool:
    """Is the group of ``group X`` defined?"""
    name = method.removeprefix("group ")
    return name in ("radius", "tacacs+") or name in device[AaaConfig].groups


def servers_of(device: Device, method: str) -> list[Server]:
    """Of ``group X``, in order; none for a group that is not there."""
    radius: RadiusEngine = device.engine("radius")
    name = method.removeprefix("group ")
    if name == "radius":
        return radius.all_servers()
    group = device[AaaConfig].groups.get(name)
    found: list[Server | None] = []
    for member in group.members if group is not None else ():
        if len(member) == 1:
            found.append(radius.named(member[0]))
        else:
            found.append(radius.hosted(member))
    return [each for each in found if each is not None]


def ask(device: Device, method: str, query: Query, user: RadiusUser) -> Transaction | None:
    """None: the group has no server."""
    radius: RadiusEngine = device.engine("radius")
    group = device[AaaConfig].groups.get(method.removeprefix("group "))
    deadtime, source = (group.deadtime, group.source) if group is not None else (None, None)
    return radius.ask(query, servers_of(device, method), user, deadtime, source)


def port_of(line: Line, peer: str) -> list[tuple[int, bytes]]:
    """Where the user sits."""
    number = tty(line)
    kind = ASYNC if line.kind == "con" else VIRTUAL
    found = [
        (Attr.NAS_PORT, number.to_bytes(4, "big")),
        (Attr.NAS_PORT_ID, f"tty{number}".encode()),
        (Attr.NAS_PORT_TYPE, kind.to_bytes(4, "big")),
        (Attr.CALLING_STATION_ID, (peer or "async").encode()),
    ]
    return [(int(attribute), value) for attribute, value in found]


def login_query(
    device: Device, line: Line, peer: str, ident: int, name: str, password: str, authorizing: bool = False
) -> Query:
    """May this one come in? `authorizing`: who has come in otherwise, with what privilege?"""
    tells = device[RadiusConfig].login_service
    attributes: list[tuple[int, bytes]] = [
        (Attr.USER_NAME, _octets(name)),
        (Attr.USER_PASSWORD, _octets(password)),
        *port_of(line, peer),
    ]
    if tells:
        attributes.append((Attr.SERVICE_TYPE, Service.LOGIN.to_bytes(4, "big")))
    attributes.append((Attr.NAS_IP_ADDRESS, b""))
    return Query(Code.ACCESS_REQUEST, attributes, ident, authorizing, login=not tells)


def enable_query(line: Line, peer: str, level: int, password: str) -> Query:
    where = dict(port_of(line, peer))
    attributes: list[tuple[int, bytes]] = [
        (Attr.NAS_IP_ADDRESS, b""),
        *((kind, where[kind]) for kind in (Attr.NAS_PORT, Attr.NAS_PORT_TYPE)),
        (Attr.USER_NAME, f"$enab{level}$".encode()),
        (Attr.CALLING_STATION_ID, where[Attr.CALLING_STATION_ID]),
        (Attr.USER_PASSWORD, _octets(password)),
        (Attr.SERVICE_TYPE, Service.ADMINISTRATIVE.to_bytes(4, "big")),
    ]
    return Query(Code.ACCESS_REQUEST, attributes)


def trial_query(name: str, password: str) -> Query:
    attributes: list[tuple[int, bytes]] = [
        (Attr.NAS_IP_ADDRESS, b""),
        (Attr.NAS_PORT_TYPE, ASYNC.to_bytes(4, "big")),
        (Attr.USER_NAME, _octets(name)),
        (Attr.USER_PASSWORD, _octets(password)),
    ]
    return Query(Code.ACCESS_REQUEST, attributes)


def _octets(text: str) -> bytes:
    """At most what an attribute holds."""
    return text.encode("utf-8", "surrogateescape")[:253]


def accepted(transaction: Transaction) -> bool | None:
    """None: nobody has answered. A challenge is taken for a refusal."""
    if transaction.reply is None:
        return None
    return transaction.reply.code == Code.ACCESS_ACCEPT


def privilege_in(reply: Packet) -> int | None:
    """Of a shell; None where it is not told."""
    for pair in reply.pairs():
        level = pair.removeprefix(_PRIVILEGE)
        if level != pair and level.isdigit() and int(level) <= 15:
            return int(level)
    return 15 if reply.number(Attr.SERVICE_TYPE) == Service.ADMINISTRATIVE else None


def _said(reply: Packet, start: str) -> str:
    return next((pair[len(start) :] for pair in reply.pairs() if pair.startswith(start)), "")


def command_in(reply: Packet) -> str:
    """An automatic one; "" for none."""
    return _said(reply, _COMMAND)


def view_in(reply: Packet) -> str:
    """"" for none."""
    return _said(reply, _VIEW)
