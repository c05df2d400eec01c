"""AAA's questions as packets of RADIUS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.aaa.asking import (
    About,
    Asker,
    Cause,
    Enable,
    Login,
    Question,
    Record,
    Said,
    Seat,
    Shell,
    Step,
    Trial,
)
from iosemu.features.line.show import tty
from iosemu.features.radius.engine import Query, RadiusEngine, Server, Transaction
from iosemu.features.radius.model import RadiusConfig
from iosemu.wire import radius as wire
from iosemu.wire.radius import ASYNC, VIRTUAL, Attr, Authentic, Code, Packet, Service, Status

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.types import InterfaceName

NAME = "radius"
_PRIVILEGE = "shell:priv-lvl="
_COMMAND = "shell:autocmd="
_VIEW = "shell:cli-view-name="
_TELNET = 0  # Login-Service
_CAUSES = {
    Cause.USER: wire.Cause.USER_REQUEST,
    Cause.IDLE: wire.Cause.IDLE_TIMEOUT,
    Cause.CLEARED: wire.Cause.ADMIN_RESET,
    Cause.LOST: wire.Cause.LOST_CARRIER,
    Cause.RELOAD: wire.Cause.ADMIN_REBOOT,
}
_STEPS = {Step.START: Status.START, Step.STOP: Status.STOP, Step.INTERIM: Status.INTERIM}
_ROUTER = {Step.START: Status.ON, Step.STOP: Status.OFF}

Attributes = list[tuple[int, bytes]]


class Waiting:
    """For the answer to one question."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker

    def answered(self, transaction: Transaction) -> None:
        self.asker.said(said_in(transaction.reply))


def ask(
    device: Device,
    question: Question,
    servers: list[Server],
    asker: Asker,
    deadtime: int | None,
    source: InterfaceName | None,
) -> bool:
    """False: nobody is asked."""
    radius: RadiusEngine = device.engine("radius")
    query = _query(device, question)
    return query is not None and radius.ask(query, servers, Waiting(asker), deadtime, source) is not None


def _query(device: Device, question: Question) -> Query | None:
    """None: RADIUS knows no such question."""
    if isinstance(question, Login):
        return _login(device, question.seat, question.name, question.password)
    if isinstance(question, Shell):
        return _login(device, question.seat, question.name, "", authorizing=True)
    if isinstance(question, Enable):
        return _enable(question)
    if isinstance(question, Trial):
        return _trial(question)
    if isinstance(question, Record) and question.about is not About.COMMAND:
        return _router(question) if question.seat is None else _record(question, question.seat)
    return None


def _number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _octets(text: str) -> bytes:
    """At most what an attribute holds."""
    return text.encode("utf-8", "surrogateescape")[:253]


def _port(seat: Seat) -> Attributes:
    number = tty(seat.line)
    kind = ASYNC if seat.line.kind == "con" else VIRTUAL
    return [
        (Attr.NAS_PORT, _number(number)),
        (Attr.NAS_PORT_ID, f"tty{number}".encode()),
        (Attr.NAS_PORT_TYPE, _number(kind)),
        (Attr.CALLING_STATION_ID, (seat.peer or "async").encode()),
    ]


def _login(device: Device, seat: Seat, name: str, password: str, authorizing: bool = False) -> Query:
    """May this one come in? `authorizing`: who has come in otherwise, with what privilege?"""
    tells = device[RadiusConfig].login_service
    attributes: Attributes = [
        (Attr.USER_NAME, _octets(name)),
        (Attr.USER_PASSWORD, _octets(password)),
        *_port(seat),
    ]
    if tells:
        attributes.append((Attr.SERVICE_TYPE, _number(Service.LOGIN)))
    attributes.append((Attr.NAS_IP_ADDRESS, b""))
    return Query(Code.ACCESS_REQUEST, attributes, seat.ident, authorizing, login=not tells)


def _enable(question: Enable) -> Query:
    where = dict(_port(question.seat))
    attributes: Attributes = [
        (Attr.NAS_IP_ADDRESS, b""),
        *((kind, where[kind]) for kind in (Attr.NAS_PORT, Attr.NAS_PORT_TYPE)),
        (Attr.USER_NAME, f"$enab{question.level}$".encode()),
        (Attr.CALLING_STATION_ID, where[Attr.CALLING_STATION_ID]),
        (Attr.USER_PASSWORD, _octets(question.password)),
        (Attr.SERVICE_TYPE, _number(Service.ADMINISTRATIVE)),
    ]
    return Query(Code.ACCESS_REQUEST, attributes)


def _trial(question: Trial) -> Query:
    attributes: Attributes = [
        (Attr.NAS_IP_ADDRESS, b""),
        (Attr.NAS_PORT_TYPE, _number(ASYNC)),
        (Attr.USER_NAME, _octets(question.name)),
        (Attr.USER_PASSWORD, _octets(question.password)),
    ]
    return Query(Code.ACCESS_REQUEST, attributes)


def _router(record: Record) -> Query:
    """It begins, or it ends."""
    attributes: Attributes = [
        (Attr.ACCT_SESSION_ID, f"{record.number:08X}".encode()),
        (Attr.ACCT_AUTHENTIC, _number(Authentic.LOCAL)),
        (Attr.ACCT_STATUS_TYPE, _number(_ROUTER[record.step])),
        (Attr.NAS_IP_ADDRESS, b""),
        (Attr.ACCT_DELAY_TIME, bytes(4)),
    ]
    return Query(Code.ACCOUNTING_REQUEST, attributes, session=record.number)


def _record(record: Record, seat: Seat) -> Query:
    authentic = {NAME: Authentic.RADIUS, "": Authentic.LOCAL}.get(record.by, Authentic.REMOTE)
    attributes: Attributes = [(Attr.ACCT_SESSION_ID, f"{record.number:08X}".encode())]
    if record.name:
        attributes.append((Attr.USER_NAME, _octets(record.name)))
    attributes.append((Attr.ACCT_AUTHENTIC, _number(authentic)))
    if record.step is not Step.START:
        attributes.append((Attr.ACCT_SESSION_TIME, _number(record.seconds)))
    if record.step is Step.STOP:
        attributes.append((Attr.ACCT_TERMINATE_CAUSE, _number(_CAUSES[record.cause])))
    attributes.append((Attr.ACCT_STATUS_TYPE, _number(_STEPS[record.step])))
    attributes += _port(seat)
    service = Service.NAS_PROMPT
    if record.about is About.CONVERSATION:
        service = Service.LOGIN
        attributes += [
            (Attr.LOGIN_SERVICE, _number(_TELNET)),
            (Attr.LOGIN_IP_HOST, _number(record.remote[0])),
            (Attr.LOGIN_TCP_PORT, _number(record.remote[1])),
        ]
    attributes += [
        (Attr.SERVICE_TYPE, _number(service)),
        (Attr.NAS_IP_ADDRESS, b""),
        (Attr.ACCT_DELAY_TIME, bytes(4)),
    ]
    return Query(Code.ACCOUNTING_REQUEST, attributes, seat.ident, session=record.number)


def said_in(reply: Packet | None) -> Said:
    """None: nobody has answered. A challenge is taken for a refusal."""
    if reply is None:
        return Said(None, NAME)
    if reply.code == Code.ACCOUNTING_RESPONSE:
        return Said(True, NAME)
    return Said(
        reply.code == Code.ACCESS_ACCEPT, NAME, _privilege(reply), _pair(reply, _COMMAND), _pair(reply, _VIEW),
        reply.number(Attr.SERVICE_TYPE),
    )  # fmt: skip


def _privilege(reply: Packet) -> int | None:
    """Of a shell; None where it is not told."""
    for pair in reply.pairs():
        level = pair.removeprefix(_PRIVILEGE)
        if level != pair and level.isdigit() and int(level) <= 15:
            return int(level)
    return 15 if reply.number(Attr.SERVICE_TYPE) == Service.ADMINISTRATIVE else None


def _pair(reply: Packet, start: str) -> str:
    return next((pair[len(start) :] for pair in reply.pairs() if pair.startswith(start)), "")
