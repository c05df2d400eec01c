"""The server on its port, and requests to other servers.

Features have pages: `engine.pages[path] = page`, with `page.answer(request, caller)`. A page that is not for everybody
asks for a password first.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as BadBase64
from typing import TYPE_CHECKING, Protocol

from iosemu.device.claims import Claim
from iosemu.device.engine import Engine, Host
from iosemu.device.sockets import PortInUse
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.http.front import FrontPage
from iosemu.features.http.model import HttpConfig
from iosemu.features.login.engine import first_packet
from iosemu.features.login.privilege import check_enable
from iosemu.features.system.model import SystemConfig
from iosemu.types import IPv4
from iosemu.wire import Malformed
from iosemu.wire.http import Request, Response, decode_request, decode_response

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.sockets.tcp import Connection, TcpUser
    from iosemu.device.vrf import Vrf
    from iosemu.features.acl.engine import AclEngine

MOST = 5  # connections at a time
IDLE = 180.0  # seconds
PATIENCE = 60.0  # seconds that an answer may take to come


class Page(Protocol):
    """What is behind a path."""

    open: bool  # for everybody

    def answer(self, request: Request, caller: IPv4) -> Response: ...


class Served:
    """A caller of the server."""

    def __init__(self, engine: HttpEngine) -> None:
        self.engine = engine
        self.data = b""
        self.over = False

    def opened(self, connection: Connection) -> None:
        self.engine.host.after(IDLE, self.engine.idle, connection, background=True)

    def readable(self, connection: Connection) -> None:
        self.data += connection.read()
        if self.over:
            return
        try:
            request = decode_request(self.data, connection.finished)
        except Malformed:
            self._answer(connection, self.engine.failure(400, "Bad Request"))
            return
        if request is not None:
            self._answer(connection, self.engine.answered(request, connection.remote[0]))

    def _answer(self, connection: Connection, response: Response) -> None:
        self.over = True
        connection.write(response.encode())
        connection.close(half=True)

    def acknowledged(self, connection: Connection) -> None:
        """More of the answer has arrived."""

    def ended(self, connection: Connection) -> None:
        self.engine.host.cancel(self.engine.idle, connection)
        self.engine.serving.remove(connection)


class Asker(Protocol):
    """Who asks a server."""

    def answered(self, response: Response | None) -> None:
        """None: there was no answer."""


class Fetch:
    """A request to a server."""

    def __init__(self, engine: HttpEngine, request: Request, asker: Asker) -> None:
        self.engine = engine
        self.request = request
        self.asker = asker
        self.data = b""
        self.over = False
        self.connection: Connection | None = None

    def opened(self, connection: Connection) -> None:
        connection.write(self.request.encode())

    def readable(self, connection: Connection) -> None:
        self.data += connection.read()
        self._look(connection.finished)

    def acknowledged(self, connection: Connection) -> None:
        """More of the request has arrived."""

    def ended(self, connection: Connection) -> None:
        self._look(True)

    def give_up(self) -> None:
        """It takes too long."""
        if self.connection is not None:
            self.connection.abort()
        self._done(None)

    def _look(self, ended: bool) -> None:
        if self.over:
            return
        try:
            response = decode_response(self.data, ended)
        except Malformed:
            self._done(None)
            return
        if response is not None:
            self._done(response)

    def _done(self, response: Response | None) -> None:
        if not self.over:
            self.over = True
            self.engine.host.cancel(self.give_up)
            if self.connection is not None:
                self.connection.close()
            self.asker.answered(response)


class HttpEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.pages: dict[str, Page] = {"/": FrontPage(host)}
        self.serving: list[Connection] = []
        self.accepted = self.requests = 0
        self._claim: Claim | None = None
        self._port = 0

    def start(self) -> None:
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    @property
    def config(self) -> HttpConfig:
        return self.host.device[HttpConfig]

    @property
    def listening(self) -> bool:
        return self._claim is not None

    def _agree(self) -> None:
        wanted = self.config.port if self.config.server else 0
        if wanted == self._port:
            return
        if self._claim is not None:
            self._claim()
            self._claim = None
        self._port = wanted
        if wanted:
            try:
                self._claim = self.host.device.ip.tcp.listen(wanted, self)
            except PortInUse:
                self._port = 0

    # the service

    def admits(self, connection: Connection) -> bool:
        said = self.config.access_class
        if len(self.serving) >= MOST:
            return False
        if said is None:
            return True
        acl: AclEngine = self.host.peer("acl")
        return acl.matches(str(said), first_packet(connection.remote, connection.local)) is not False

    def accept(self, connection: Connection) -> TcpUser | None:
        if not self.admits(connection):
            return None
        self.accepted += 1
        self.serving.append(connection)
        return Served(self)

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        return None

    def idle(self, connection: Connection) -> None:
        """Nothing has come for too long."""
        connection.abort()

    def answered(self, request: Request, caller: IPv4) -> Response:
        self.requests += 1
        page = self.pages.get(request.path)
        if request.method not in ("GET", "HEAD", "POST"):
            return self.failure(501, "Not Implemented")
        if (page is None or not page.open) and not self._knows(request):
            response = self.failure(401, "Unauthorized")
            response.headers["WWW-Authenticate"] = 'Basic realm="level_15_access"'
            return response
        if page is None:
            return self.failure(404, "Not Found")
        response = page.answer(request, caller)
        response.headers = self._headers() | response.headers | {"Content-Length": str(len(response.body))}
        if request.method == "HEAD":
            response.body = b""
        return response

    def _knows(self, request: Request) -> bool:
        """Does the caller show a name and a password that are good for privilege level 15?"""
        scheme, _, said = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            name, _, password = b64decode(said, validate=True).decode("utf-8", "replace").partition(":")
        except (BadBase64, ValueError):
            return False
        device = self.host.device
        if self.config.authentication == "enable":
            return check_enable(device, 15, password)
        user = device[SystemConfig].users.get(name)
        secret = user.secret if user is not None else None
        good = secret is not None and device.vault.matches(secret.kind, secret.text, password)
        return good and user is not None and user.privilege == 15

    def failure(self, status: int, reason: str) -> Response:
        body = f"{status} {reason}".encode()
        return Response(status, reason, self._headers() | {"Content-Length": str(len(body))}, body)

    def _headers(self) -> dict[str, str]:
        clock: ClockEngine = self.host.peer("clock")
        now = clock.utc()
        return {"Date": f"{now:%a, %d %b %Y %H:%M:%S} GMT", "Server": "cisco-IOS", "Connection": "close",
                "Accept-Ranges": "none"}  # fmt: skip

    # the client

    def fetch(
        self, vrf: Vrf, address: IPv4, port: int, request: Request, asker: Asker, src: IPv4 = 0
    ) -> Fetch | None:
        """Ask a server; `asker` hears of it once. None: there is no way to it."""
        made = Fetch(self, request, asker)
        connection = self.host.device.ip.tcp.connect(vrf, address, port, made, src=src)
        if connection is None:
            return None
        made.connection = connection
        self.host.after(PATIENCE, made.give_up)
        return made
