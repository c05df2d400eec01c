"""The control socket of a running lab: consoles for other terminals of the same user, and nobody else's.

A line of JSON is a message. The lab speaks first: {"iosemu", "lab", "folder", "pid", "nodes"}. The client answers
{"node", "columns"} and gets {"text"} until {"end"}; it sends {"keys": [...]}, {"paste"} and {"columns"}.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
import struct
from contextlib import suppress
from functools import partial
from typing import Any

from iosemu.console.desk import Desk
from iosemu.console.server import Server
from iosemu.lab.errors import LabError

SUFFIX = ".sock"
MOST_CLIENTS = 64
MOST_BEHIND = 1 << 20  # bytes that a client has not taken before it is let go
LONGEST = 1 << 20  # bytes of a message
PATIENCE = 10.0  # seconds for a client to say what it wants
_LOOK = 0.05  # seconds between looks at a console that is busy
_MOST_KEYS, _LONGEST_KEY = 4096, 32


# where it is


def folder() -> str:
    """Where the sockets of this user's labs are; nobody else can look into it. Raises LabError."""
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    if not base or not os.path.isdir(base):
        base = os.environ.get("TMPDIR", "") or "/tmp"
        return private_folder(os.path.join(base, f"iosemu-{os.getuid()}"))
    return private_folder(os.path.join(base, "iosemu"))


def private_folder(path: str) -> str:
    """Make it if it is not there. Raises LabError for one that others could use."""
    try:
        with suppress(FileExistsError):
            os.makedirs(path, mode=0o700)
        there = os.lstat(path)
    except OSError as error:
        raise LabError(error.strerror or "cannot be made", path) from None
    except ValueError:
        raise LabError("is no name of a folder", path) from None
    if not stat.S_ISDIR(there.st_mode):
        raise LabError("is no folder", path)
    if there.st_uid != os.getuid() or there.st_mode & 0o077:
        raise LabError("the folder of a control socket must be its user's alone (chmod 700)", path)
    return path


def bound(path: str) -> socket.socket:
    """A listening socket that its user alone can open. Raises LabError."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old = os.umask(0o177)
    try:
        with suppress(FileNotFoundError):
            if stat.S_ISSOCK(os.lstat(path).st_mode) and not _answers(path):
                os.unlink(path)
        listener.bind(path)
        listener.listen(MOST_CLIENTS)
    except OSError as error:
        listener.close()
        raise LabError(error.strerror or str(error), path) from None
    finally:
        os.umask(old)
    return listener


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(path)
        except OSError:
            return False
        return True


# the server's side


class Control:
    """Serves the socket at `path`, or one of its own making."""

    def __init__(self, path: str | None = None) -> None:
        self.path = path or ""
        self._own = path is None
        self._clients: set[Client] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: Server
        self._listener: asyncio.AbstractServer | None = None

    async def start(self, server: Server) -> None:
        self._server = server
        if self._own:
            self.path = os.path.join(folder(), f"{_file_name(server.rack.lab.name)}-{os.getpid()}{SUFFIX}")
        else:
            private_folder(os.path.dirname(self.path) or ".")
        listener = bound(self.path)
        self._listener = await asyncio.start_unix_server(self._connected, sock=listener, limit=LONGEST)

    async def stop(self) -> None:
        if self._listener is None:
            return
        self._listener.close()
        with suppress(OSError):
            os.unlink(self.path)
        for client in tuple(self._clients):
            client.let_go("the lab has ended")
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # streams run this as one
        self._tasks.add(task)
        client = Client(self._server, reader, writer)
        self._clients.add(client)
        try:
            if len(self._clients) > MOST_CLIENTS:
                client.send({"error": f"{MOST_CLIENTS} terminals are attached already"})
            elif _same_user(writer):
                await client.serve()
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
            pass  # it has gone, or talks nonsense
        finally:
            self._clients.discard(client)
            self._tasks.discard(task)
            client.gone()


class Client:
    """A terminal elsewhere, at a desk of its own."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer
        self.desk: Desk | None = None

    def send(self, message: dict[str, Any]) -> None:
        """To a client that does not listen nothing more is sent: it is let go."""
        transport = self.writer.transport
        if transport.is_closing():
            return
        if transport.get_write_buffer_size() > MOST_BEHIND:
            transport.abort()
            return
        self.writer.write(json.dumps(message).encode() + b"\n")

    def _show(self, text: str) -> None:
        self.send({"text": text})

    def let_go(self, why: str) -> None:
        self.send({"end": why})

    def gone(self) -> None:
        if self.desk is not None:
            self.desk.end()
        self.writer.close()

    async def serve(self) -> None:
        lab = self.server.rack.lab
        path = lab.topology.path
        where = os.path.dirname(os.path.realpath(path)) if path is not None else ""
        self.send({"iosemu": 1, "lab": lab.name, "folder": where, "pid": os.getpid(), "nodes": list(lab.nodes)})
        wanted = await asyncio.wait_for(self._receive(), PATIENCE)
        if wanted is None:
            return
        try:
            node = lab[_text(wanted, "node", 64) or next(iter(lab.nodes))].name
        except LabError as error:
            self.send({"error": str(error)})
            return
        desk = self.desk = Desk(self.server.rack, self._show, node, _width(wanted) or 80)
        desk.begin()
        while not desk.done:
            message = await self._receive()
            if message is None:
                return
            self._use(message, desk)
            await asyncio.sleep(0)  # the others, and the lab, come in between
            if message.get("last"):
                await self._use_up(desk)
        self.let_go("")

    async def _use_up(self, desk: Desk) -> None:
        """Nothing more will be typed: say so when the console has no command of it under way any more."""
        while desk.console.behind and not desk.done and not self.reader.at_eof() and self.server.rack.pace.speed:
            await asyncio.sleep(_LOOK)
        self.send({"used": True})

    async def _receive(self) -> dict[str, Any] | None:
        line = await self.reader.readline()
        if not line.endswith(b"\n"):
            return None
        message = json.loads(line)
        if not isinstance(message, dict):
            raise ValueError("no message")
        return message

    def _use(self, message: dict[str, Any], desk: Desk) -> None:
        width = _width(message)
        if width:
            desk.resize(width)
        self.server.use(partial(self._type, message, desk))

    @staticmethod
    def _type(message: dict[str, Any], desk: Desk) -> None:
        keys = message.get("keys", [])
        if isinstance(keys, list):
            for key in keys[:_MOST_KEYS]:
                if isinstance(key, str) and 0 < len(key) <= _LONGEST_KEY and not desk.done:
                    desk.key(key)
        text = _text(message, "paste", LONGEST)
        if text:
            desk.paste(text)


def _text(message: dict[str, Any], name: str, longest: int) -> str:
    value = message.get(name)
    return value[:longest] if isinstance(value, str) else ""


def _width(message: dict[str, Any]) -> int:
    value = message.get("columns")
    return min(max(value, 20), 1000) if isinstance(value, int) else 0


def _file_name(name: str) -> str:
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in name)[:40]


def _same_user(writer: asyncio.StreamWriter) -> bool:
    """The permissions of the socket say so already; where the kernel tells who calls, it is asked."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    credentials = writer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i"))
    return bool(struct.unpack("3i", credentials)[1] == os.getuid())
