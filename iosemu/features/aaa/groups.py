"""Groups of servers: of which protocol they are, who is in them, and how they are asked."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Interrupted, Process, Request, Wait
from iosemu.features.aaa import by_radius, by_tacacs
from iosemu.features.aaa.asking import Asker, Enable, Login, Question, Said
from iosemu.features.aaa.model import AaaConfig, Group
from iosemu.features.radius.engine import RadiusEngine
from iosemu.features.radius.engine import Server as RadiusServer
from iosemu.features.tacacs.engine import Server as TacacsServer
from iosemu.features.tacacs.engine import TacacsEngine

if TYPE_CHECKING:
    from iosemu.cli.session import Session
    from iosemu.device.device import Device

PROTOCOLS = (by_radius.NAME, by_tacacs.NAME)  # and the groups of all their servers


def _group(device: Device, method: str) -> Group | None:
    """None: a protocol's own, or one that is not defined."""
    return device[AaaConfig].groups.get(method.removeprefix("group "))


def is_known(device: Device, method: str) -> bool:
    """Is the group of ``group X`` defined?"""
    return method.removeprefix("group ") in PROTOCOLS or _group(device, method) is not None


def protocol_of(device: Device, method: str) -> str:
    """Of ``group X``; "" for one that is not defined, and for other methods."""
    name = method.removeprefix("group ")
    if name in PROTOCOLS:
        return name
    group = _group(device, method) if method.startswith("group") else None
    return group.protocol if group is not None else ""


def _radius_servers(device: Device, method: str) -> list[RadiusServer]:
    radius: RadiusEngine = device.engine("radius")
    group = _group(device, method)
    if group is None:
        return radius.all_servers()
    found = [radius.named(each[0]) if len(each) == 1 else radius.hosted(each) for each in group.members]
    return [each for each in found if each is not None]


def _tacacs_servers(device: Device, method: str) -> list[TacacsServer]:
    tacacs: TacacsEngine = device.engine("tacacs")
    group = _group(device, method)
    if group is None:
        return tacacs.all_servers()
    found = [tacacs.named(each[0]) if len(each) == 1 else tacacs.hosted(each[0]) for each in group.members]
    return [each for each in found if each is not None]


def has_servers(device: Device, method: str) -> bool:
    """Somebody would be asked."""
    protocol = protocol_of(device, method)
    if protocol == by_radius.NAME:
        return bool(_radius_servers(device, method))
    return protocol == by_tacacs.NAME and bool(_tacacs_servers(device, method))


def ask(device: Device, method: str, question: Question, asker: Asker) -> bool:
    """False: there is nobody to ask, or the protocol knows no such question."""
    protocol, group = protocol_of(device, method), _group(device, method)
    deadtime, source = (group.deadtime, group.source) if group is not None else (None, None)
    if protocol == by_radius.NAME:
        return by_radius.ask(device, question, _radius_servers(device, method), asker, deadtime, source)
    if protocol == by_tacacs.NAME:
        return by_tacacs.ask(device, question, _tacacs_servers(device, method), asker, source)
    return False


def converse(
    device: Device, session: Session, method: str, question: Login | Enable
) -> Generator[Request, Any, Said | None]:
    """At a terminal, with servers that ask themselves; see `by_tacacs.converse`."""
    group = _group(device, method)
    source = group.source if group is not None else None
    return by_tacacs.converse(device, session, question, _tacacs_servers(device, method), source)


def asks_itself(device: Device, method: str) -> bool:
    """Has a user the conversation with these servers?"""
    return protocol_of(device, method) == by_tacacs.NAME and has_servers(device, method)


def knows_commands(device: Device, method: str) -> bool:
    """May it be asked about them?"""
    return asks_itself(device, method)


class Waiter:
    """A terminal that waits for a server."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.answer: Said | None = None

    def said(self, said: Said) -> None:
        self.answer = said
        self.process.wake(None)


def wait_for(session: Session, method: str, question: Question) -> Generator[Request, Any, Said]:
    """What the servers say, at a terminal whose user waits."""
    process = session.process
    assert process is not None  # this one
    waiter = Waiter(process)
    if not ask(session.shell.device, method, question, waiter):
        return Said(None)
    while waiter.answer is None:
        with suppress(Interrupted):
            yield Wait(None)
    return waiter.answer
