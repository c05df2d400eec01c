"""A RADIUS server on a PC: clients that may ask, users with their passwords and what is said of them, a log of logins,
and what it was told of them. It answers as FreeRADIUS does by default: who is no client is not heard, a refusal takes a
second.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iosemu.device.engine import Host
from iosemu.lab.pc.session import Answer, Call, Command, Usage
from iosemu.lab.pc.words import number, prefix
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix, format_ipv4
from iosemu.wire import Malformed
from iosemu.wire.radius import (
    ACCESS_PORT,
    ACCOUNTING_PORT,
    Attr,
    Code,
    Packet,
    Service,
    Status,
    reveal,
)

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.wire.udp import Udp

_NO_USER = "No Auth-Type found: rejecting the user via Post-Auth-Type = Reject"
_WRONG = "pap: Cleartext password does not match"
REFUSAL_DELAY = 1.0  # seconds
MOST_LINES = 1000  # of the log, and of what it was told
_SERVICES = {
    "Login-User": Service.LOGIN,
    "Administrative-User": Service.ADMINISTRATIVE,
    "NAS-Prompt-User": Service.NAS_PROMPT,
}
_NUMBERS = {"Session-Timeout": Attr.SESSION_TIMEOUT, "Idle-Timeout": Attr.IDLE_TIMEOUT}
_STATUS: dict[int, str] = {
    Status.START: "Start", Status.STOP: "Stop", Status.INTERIM: "Interim-Update", Status.ON: "Accounting-On",
    Status.OFF: "Accounting-Off",
}  # fmt: skip
_SHOWN = {
    Attr.ACCT_SESSION_ID: "Acct-Session-Id", Attr.USER_NAME: "User-Name", Attr.NAS_IP_ADDRESS: "NAS-IP-Address",
    Attr.NAS_PORT_ID: "NAS-Port-Id", Attr.CALLING_STATION_ID: "Calling-Station-Id",
    Attr.ACCT_SESSION_TIME: "Acct-Session-Time", Attr.ACCT_TERMINATE_CAUSE: "Acct-Terminate-Cause",
    Attr.LOGIN_IP_HOST: "Login-IP-Host",
}  # fmt: skip
_CAUSES = {1: "User-Request", 2: "Lost-Carrier", 4: "Idle-Timeout", 6: "Admin-Reset", 7: "Admin-Reboot"}


@dataclass(slots=True)
class RadiusUser:
    password: str
    says: list[str] = field(default_factory=list)  # ``shell:priv-lvl=15``, ``Service-Type=NAS-Prompt-User``


class PcRadius:
    def __init__(self, device: Device) -> None:
        self.device = device
        self.host = Host(device, "radiusd")
        self.clients: dict[Prefix, str] = {}  # secrets
        self.users: dict[str, RadiusUser] = {}
        self.ports: tuple[int, int] | None = None  # while it runs
        self.log: list[str] = []
        self.told: list[str] = []
        self._listening: list[Claim] = []

    def run(self, auth: int, acct: int) -> None:
        self.stop()
        udp = self.device.ip.udp
        self._listening = [udp.listen(auth, self._access), udp.listen(acct, self._accounting)]
        self.ports = auth, acct

    def stop(self) -> None:
        for claim in self._listening:
            claim()
        self._listening, self.ports = [], None

    def lines(self) -> list[str]:
        """The script that makes it what it is."""
        found = [f"radiusd client {client} {secret}" for client, secret in self.clients.items()]
        for name, user in self.users.items():
            found.append(" ".join(("radiusd user", name, user.password, *user.says)))
        if self.ports is not None:
            found.append("radiusd" + "".join(
                f" {option} {port}" for option, port, usual
                in zip(("-p", "-a"), self.ports, (ACCESS_PORT, ACCOUNTING_PORT), strict=True) if port != usual
            ))  # fmt: skip
        return found

    def _secret(self, address: IPv4) -> bytes | None:
        fits = [client for client in self.clients if address in client]
        return self.clients[max(fits, key=lambda each: each.length)].encode() if fits else None

    def _say(self, text: str) -> None:
        self.log.append(text)
        del self.log[:-MOST_LINES]

    def _heard(self, datagram: Udp, passage: Passage, code: Code) -> tuple[Packet, bytes] | None:
        source = passage.packet.src
        secret = self._secret(source)
        if secret is None:
            what = "authentication" if code == Code.ACCESS_REQUEST else "accounting"
            self._say(
                f"Error: Ignoring request to {what} address * port {datagram.dst_port} from unknown client "
                f"{format_ipv4(source)} port {datagram.src_port} proto udp"
            )
            return None
        try:
            packet = Packet.decode(datagram.payload)
        except Malformed as fault:
            self._say(f"Error: Bad packet from host {format_ipv4(source)}: {fault}")
            return None
        return (packet, secret) if packet.code == code else None

    # logins

    def _access(self, datagram: Udp, passage: Passage, iface: Interface) -> None:
        found = self._heard(datagram, passage, Code.ACCESS_REQUEST)
        if found is None:
            return
        packet, secret = found
        if packet.signed(secret, packet.authenticator) is False:
            self._say("Error: Received packet with invalid Message-Authenticator! (Shared secret is incorrect.)")
            return
        name = packet.text(Attr.USER_NAME)
        try:
            password = reveal(packet.first(Attr.USER_PASSWORD) or b"", secret, packet.authenticator)
        except Malformed:
            password = b""
        user = self.users.get(name)
        where = f"(from client {format_ipv4(passage.packet.src)} port {packet.number(Attr.NAS_PORT) or 0}"
        where += f" cli {packet.text(Attr.CALLING_STATION_ID)})" if packet.first(Attr.CALLING_STATION_ID) else ")"
        typed = password.decode("utf-8", "replace")
        if user is not None and password == user.password.encode("utf-8", "surrogateescape"):
            self._say(f"Auth: Login OK: [{name}] {where}")
            self._reply(datagram, passage.packet.src, passage.packet.dst, packet, secret, self._accept(packet, user))
            return
        why = _NO_USER if user is None else _WRONG
        self._say(f"Auth: Login incorrect ({why}): [{name}/{typed}] {where}")
        reject = Packet(Code.ACCESS_REJECT, packet.id)
        self._seal(packet, secret, reject)
        self.host.after(
            REFUSAL_DELAY, self._send, passage.packet.src, passage.packet.dst, datagram.src_port, datagram.dst_port,
            reject.encode(),
        )  # fmt: skip

    @staticmethod
    def _accept(request: Packet, user: RadiusUser) -> Packet:
        reply = Packet(Code.ACCESS_ACCEPT, request.id)
        for said in user.says:
            name, _, value = said.partition("=")
            if name == "Service-Type":
                reply.add(Attr.SERVICE_TYPE, _SERVICES[value])
            elif name == "Reply-Message":
                reply.add(Attr.REPLY_MESSAGE, value)
            elif name in _NUMBERS:
                reply.add(_NUMBERS[name], int(value))
            else:
                reply.add_pair(said)
        return reply

    @staticmethod
    def _seal(request: Packet, secret: bytes, reply: Packet) -> None:
        if request.code == Code.ACCESS_REQUEST:
            reply.sign(secret, request.authenticator)
        reply.seal(secret, request.authenticator)

    def _reply(
        self, datagram: Udp, client: IPv4, own: IPv4, request: Packet, secret: bytes, reply: Packet
    ) -> None:
        self._seal(request, secret, reply)
        self._send(client, own, datagram.src_port, datagram.dst_port, reply.encode())

    def _send(self, client: IPv4, own: IPv4, far: int, near: int, data: bytes) -> None:
        if self.ports is not None:
            self.device.ip.udp.send(self.device.vrfs.default, own, near, client, far, data)

    # accounting

    def _accounting(self, datagram: Udp, passage: Passage, iface: Interface) -> None:
        found = self._heard(datagram, passage, Code.ACCOUNTING_REQUEST)
        if found is None:
            return
        packet, secret = found
        if not packet.sealed(secret):
            source = format_ipv4(passage.packet.src)
            what = "Error: Received Accounting-Request packet from client"
            self._say(f"{what} {source} with invalid Request Authenticator!")
            return
        status = packet.number(Attr.ACCT_STATUS_TYPE) or 0
        self.told.append(f"Acct-Status-Type = {_STATUS.get(status, str(status))}{self._fields(packet)}")
        del self.told[:-MOST_LINES]
        reply = Packet(Code.ACCOUNTING_RESPONSE, packet.id)
        self._reply(datagram, passage.packet.src, passage.packet.dst, packet, secret, reply)

    @staticmethod
    def _fields(packet: Packet) -> str:
        text = ""
        for kind, name in _SHOWN.items():
            value, count = packet.first(kind), packet.number(kind)
            if value is None:
                continue
            if kind in (Attr.NAS_IP_ADDRESS, Attr.LOGIN_IP_HOST):
                told = format_ipv4(count or 0)
            elif kind == Attr.ACCT_TERMINATE_CAUSE:
                told = _CAUSES.get(count or 0, str(count))
            elif kind == Attr.ACCT_SESSION_TIME:
                told = str(count)
            else:
                told = f'"{packet.text(kind)}"'
            text += f", {name} = {told}"
        return text


_USAGE = """radiusd [-p PORT] [-a PORT] | radiusd stop
radiusd client A.B.C.D[/L] SECRET | radiusd user NAME PASSWORD [shell:priv-lvl=N] [Service-Type=NAME] …
radiusd no client A.B.C.D[/L] | radiusd no user NAME
radiusd log | radiusd detail | radiusd clear"""


def radiusd(call: Call) -> Answer:
    words = call.words
    server = call.shell.radius
    if server is None:
        server = call.shell.radius = PcRadius(call.shell.device)
    if not words or words[0].startswith("-"):
        return _start(server, words)
    known = {"client": _client, "user": _user, "no": _no}
    if words[0] in known:
        return known[words[0]](server, words[1:])
    if len(words) > 1 or words[0] not in ("stop", "log", "detail", "clear"):
        raise Usage(_USAGE)
    if words[0] == "stop":
        server.stop()
    elif words[0] == "clear":
        server.log, server.told = [], []
    else:
        return list(server.log if words[0] == "log" else server.told)
    return None


def _start(server: PcRadius, words: list[str]) -> Answer:
    auth, acct = ACCESS_PORT, ACCOUNTING_PORT
    rest = iter(words)
    for option in rest:
        value = next(rest, "")
        if option == "-p":
            auth = number(value, 1, 65535)
        elif option == "-a":
            acct = number(value, 1, 65535)
        else:
            raise Usage(_USAGE)
    if auth == acct:
        raise Usage("radiusd: both ports are the same")
    server.run(auth, acct)
    return None


def _client(server: PcRadius, words: list[str]) -> Answer:
    if len(words) != 2:
        raise Usage(_USAGE)
    server.clients[prefix(words[0])] = words[1]
    return None


_SAID = re.compile(r"[A-Za-z][A-Za-z0-9-]*[:=]\S+")


def _user(server: PcRadius, words: list[str]) -> Answer:
    if len(words) < 2 or not all(_SAID.fullmatch(said) and len(said) < 240 for said in words[2:]):
        raise Usage(_USAGE)
    for said in words[2:]:
        name, _, value = said.partition("=")
        if name == "Service-Type" and value not in _SERVICES:
            raise Usage(f"radiusd: no such Service-Type: {value} ({', '.join(_SERVICES)})")
        if name in _NUMBERS:
            number(value, 0, 0xFFFFFFFF)
        elif ":" not in said and name not in ("Service-Type", "Reply-Message"):
            raise Usage(f"radiusd: unknown attribute {name}")
    server.users[words[0]] = RadiusUser(words[1], words[2:])
    return None


def _no(server: PcRadius, words: list[str]) -> Answer:
    if len(words) == 2 and words[0] == "client" and server.clients.pop(prefix(words[1]), None) is not None:
        return None
    if len(words) == 2 and words[0] == "user" and server.users.pop(words[1], None) is not None:
        return None
    raise Usage(f"radiusd: there is no {' '.join(words)}")


COMMANDS: dict[str, tuple[Command, str]] = {
    "radiusd": (radiusd, "client A.B.C.D SECRET | user NAME PASSWORD … | log | detail: a RADIUS server"),
}
