"""One server for window, attach and serve: its control socket, its telnet ports, clients that misbehave."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.console import control
from iosemu.console.control import Control
from iosemu.console.rack import Rack
from iosemu.console.server import Server, Service
from iosemu.console.telnet import Ports
from iosemu.lab.errors import LabError
from iosemu.wire.telnet import DO, ECHO, IAC, SB, SE, SUPPRESS_GO_AHEAD, WILL, WINDOW_SIZE
from tests.clients.environments import free_base

PATIENCE = 20.0
Body = Callable[[Server], Awaitable[None]]


class Story:
    """A service that is the test: it begins when the others are there, and its end is the server's."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.problem: BaseException | None = None

    async def start(self, server: Server) -> None:
        self.task = asyncio.create_task(self._tell(server))

    async def _tell(self, server: Server) -> None:
        try:
            await asyncio.wait_for(self.body(server), PATIENCE)
        except BaseException as problem:
            self.problem = problem
        finally:
            server.end()

    async def stop(self) -> None:
        await self.task


def serve(folder: Path, body: Body, *services: Service) -> Rack:
    lab = Lab.load(folder)
    lab.settle()
    rack = Rack(lab)
    story = Story(body)
    Server(rack, [*services, story]).run()
    if story.problem is not None:
        raise story.problem
    return rack


class Attached:
    """A client of the control socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.text = ""

    @classmethod
    async def to(cls, path: str, node: str = "") -> Attached:
        client = cls(*await asyncio.open_unix_connection(path, limit=1 << 22))
        client.hello = await client.receive()
        client.send({"node": node, "columns": 80})
        return client

    hello: dict[str, object]

    def send(self, message: object) -> None:
        self.writer.write(json.dumps(message).encode() + b"\n")

    def type(self, text: str) -> None:
        self.send({"keys": ["c-m" if char == "\n" else char for char in text]})

    async def receive(self) -> dict[str, object]:
        message: dict[str, object] = json.loads(await self.reader.readline())
        return message

    async def expect(self, pattern: str) -> str:
        while not (found := re.search(pattern, self.text, re.DOTALL)):
            self.text += str((await self.receive())["text"])
        text, self.text = self.text[: found.end()], self.text[found.end() :]
        return text


@pytest.fixture
def own(tmp_path: Path) -> str:
    """Path of a control socket in a folder that is its user's alone."""
    folder = tmp_path / "control"
    folder.mkdir(mode=0o700)
    return str(folder / "lab.sock")


def test_the_control_socket_is_its_users(two: Path, own: str) -> None:
    async def body(server: Server) -> None:
        assert stat.S_IMODE(os.stat(own).st_mode) == 0o600
        client = await Attached.to(own, "r2")
        assert client.hello == {"iosemu": 1, "lab": "two", "folder": str(two), "pid": os.getpid(), "nodes": ["R1", "R2"]}
        client.type("\n")
        await client.expect("R2>$")
        client.type("/nodes\n")
        assert "* R2  c7200" in await client.expect("R2>$")
        client.send({"paste": "show privilege\n"})
        assert "Current privilege level is 1\n" in await client.expect("R2>$")

    serve(two, body, Control(own))
    assert not os.path.exists(own)


def test_folders_that_others_could_use_are_refused(two: Path, tmp_path: Path) -> None:
    async def body(server: Server) -> None:
        raise AssertionError("it was started")

    tmp_path.chmod(0o755)
    with pytest.raises(LabError, match="must be its user's alone"):
        serve(two, body, Control(str(tmp_path / "lab.sock")))
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match=r"file: is no folder"):
        control.private_folder(str(tmp_path / "file"))
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(LabError, match=r"link: is no folder"):
        control.private_folder(str(tmp_path / "link"))
    made = control.private_folder(str(tmp_path / "made"))
    assert stat.S_IMODE(os.stat(made).st_mode) == 0o700


def test_a_socket_left_behind_is_used_again_one_in_use_is_not(two: Path, own: str) -> None:
    control.bound(own).close()  # its lab died
    control.bound(own).close()
    alive = control.bound(own)
    with pytest.raises(LabError, match="in use"):
        control.bound(own)
    alive.close()


def test_two_attached_to_one_console(two: Path, own: str) -> None:
    async def body(server: Server) -> None:
        one, other = await Attached.to(own, "R1"), await Attached.to(own, "R1")
        one.type("\nenable\nshow pri")
        await other.expect("R1#show pri$")
        other.type("vilege\n")
        for each in (one, other):
            await each.expect("vilege\nCurrent privilege level is 15\nR1#$")
        one.writer.close()  # gone; the other goes on
        other.type("show privilege\n")
        await other.expect("15\nR1#$")
        late = await Attached.to(own)  # sees what is there
        assert "Current privilege level is 15" in await late.expect("R1#$")

    serve(two, body, Control(own))


def test_nonsense_ends_its_connection_and_nothing_else(two: Path, own: str) -> None:
    async def body(server: Server) -> None:
        good = await Attached.to(own)
        good.type("\n")
        await good.expect("R1>$")
        junk = [b"\xff\xfe\n", b"[1]\n", b"{" * 100_000 + b"\n", b"[" * 2_000_000, b"null\n", b'"x"\n']
        for data in junk:
            reader, writer = await asyncio.open_unix_connection(own, limit=1 << 22)
            await reader.readline()
            writer.write(data)
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
            writer.close()
        odd = await Attached.to(own)
        for message in ({"keys": 7}, {"keys": ["", None, "x" * 99, {}]}, {"paste": []}, {"columns": -4}, {"columns": 1e9}, {}):
            odd.send(message)
        odd.send({"keys": ["c-m"]})
        await odd.expect("R1>\nR1>$")
        reader, writer = await asyncio.open_unix_connection(own)
        await reader.readline()
        writer.write(b'{"node": "R9"}\n')
        assert "has no node" in json.loads(await reader.readline())["error"]
        good.type("show privilege\n")
        await good.expect("level is 1\nR1>$")

    serve(two, body, Control(own))


def test_a_client_that_never_reads_is_let_go(two: Path, own: str) -> None:
    base = free_base(4)

    async def body(server: Server) -> None:
        dumb = await Attached.to(own, "R1")
        _, far = await asyncio.open_connection("127.0.0.1", base)
        for transport in (dumb.writer.transport, far.transport):
            transport.pause_reading()  # type: ignore[attr-defined]  # a read transport
        good = await Attached.to(own, "R2")
        console = server.rack.consoles["R1"]
        while len(console.screens) < 2:
            await asyncio.sleep(0)
        for _ in range(400):  # of the router's talk: 40 MB
            console.write("x" * 100_000)
            await asyncio.sleep(0)
        good.type("\nshow privilege\n")
        await good.expect("level is 1\nR2>$")
        while console.screens:
            await asyncio.sleep(0)

    serve(two, body, Control(own), Ports("127.0.0.1", base, base + 2))


class Telnet:
    """A program of the host at a telnet port."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.data = b""

    @classmethod
    async def to(cls, port: int) -> Telnet:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def send(self, text: str | bytes) -> None:
        self.writer.write(text.encode() if isinstance(text, str) else text)

    async def expect(self, pattern: str) -> str:
        compiled = re.compile(pattern.encode(), re.DOTALL)
        while not (found := compiled.search(self.data)):
            data = await self.reader.read(65_536)
            if not data:
                raise ConnectionError(f"waited for {pattern!r}, saw {self.data!r}")
            self.data += data
        text, self.data = self.data[: found.end()], self.data[found.end() :]
        return text.decode("latin-1")


def test_a_console_by_telnet(two: Path) -> None:
    base = free_base(4)

    async def body(server: Server) -> None:
        one, other = await Telnet.to(base), await Telnet.to(base)
        said = await one.expect("started!\r\n")
        asked = [(WILL, ECHO), (WILL, SUPPRESS_GO_AHEAD), (DO, WINDOW_SIZE)]
        assert said.encode("latin-1").startswith(b"".join(bytes((IAC, verb, option)) for verb, option in asked))
        one.send(bytes((IAC, WILL, WINDOW_SIZE, IAC, SB, WINDOW_SIZE, 0, 40, 0, 24, IAC, SE)) + b"\r\0")
        await one.expect("R1>$")
        assert server.rack.consoles["R1"].editor.width == 40
        one.send("enable\r\n")
        await other.expect("R1>enable\r\nR1#$")
        other.send("/nodes\r")  # the router's
        assert "interfaces up" not in await one.expect("R1#/nodes\r\n.*R1#$")
        one.send("show clo\x1b[Dx\x1b[A\r")  # keys of a VT100
        assert "UTC" not in await one.expect("R1#$")
        one.send("show privilege\r")
        await other.expect("Current privilege level is 15\r\nR1#$")
        for _ in range(3):
            more = await Telnet.to(base)
        with pytest.raises((ConnectionError, OSError)):  # four at a console are enough
            await more.expect("never")

    serve(two, body, Ports("127.0.0.1", base, base + 2))


def test_virtual_terminals_by_telnet(two: Path) -> None:
    """`line vty` decides, as for callers from other routers."""
    base = free_base(4)
    config = two / "R1.cfg"
    more = "access-list 7 permit 10.0.0.0 0.255.255.255\nline vty 0 3\n password cisco\n login\nline vty 4\n no login\n access-class 7 in\n"
    config.write_text(config.read_text().replace("end\n", more + "end\n"))

    async def body(server: Server) -> None:
        r1 = server.rack.lab["R1"]
        callers = []
        for _ in range(4):
            caller = await Telnet.to(base + 2)
            await caller.expect("User Access Verification\r\n\r\nPassword: $")
            callers.append(caller)
        with pytest.raises((ConnectionError, OSError)):  # the fifth line takes callers from 10.0.0.0 only
            await (await Telnet.to(base + 2)).expect("Password")
        one, other = callers[:2]
        one.send("cisco\r\0")
        assert "cisco" not in await one.expect("R1>$")
        one.send("show users\r\0")
        assert re.search(r"\* +2 vty 0 +idle +00:00:0\d 127\.0\.0\.1", await one.expect("R1>$"))
        one.send("/nodes\r\0")
        assert "interfaces up" not in await one.expect("R1>$")
        other.writer.transport.abort()  # gone without a word
        while sum(session.line.startswith("vty") for session in r1.device.sessions) > 3:
            await asyncio.sleep(0)
        one.send("exit\r\0")
        with pytest.raises(ConnectionError):
            await one.expect("never")
        r1.power_off()
        server.touched()
        with pytest.raises((ConnectionError, OSError)):
            await callers[2].expect("never")
        with pytest.raises((ConnectionError, OSError)):
            await (await Telnet.to(base + 2)).expect("Password")
        with pytest.raises((ConnectionError, OSError)):
            await (await Telnet.to(base + 3)).expect("never")  # R2's lines have no password set

    serve(two, body, Ports("127.0.0.1", base, base + 2))


def test_who_called_when_a_checkpoint_was_made_has_hung_up_in_the_restored_lab(two: Path) -> None:
    base = free_base(4)
    config = two / "R1.cfg"
    config.write_text(config.read_text().replace("end\n", "line vty 0 4\n no login\n privilege level 15\nend\n"))
    kept: list[bytes] = []

    async def body(server: Server) -> None:
        caller = await Telnet.to(base + 2)
        caller.send("\r")
        await caller.expect("R1#$")
        caller.send("configure terminal\r")
        await caller.expect(r"R1\(config\)#$")
        kept.append(server.rack.lab.checkpoint())
        caller.send("do show users\r")
        assert "vty 0" in await caller.expect(r"vty 0.*R1\(config\)#$")  # and it goes on here

    serve(two, body, Ports("127.0.0.1", base, base + 2))
    with Lab.restore(kept[0]) as again:
        assert "vty 0" not in again["R1"].cli("show users")
        again.run(10)
        assert "vty" not in again["R1"].cli("show users")
        assert not [session for session in again["R1"].device.sessions if session.line.startswith("vty")]


def test_serve_tells_where_it_is_and_ends_at_a_signal(two: Path, own: str) -> None:
    base = free_base(4)
    arguments = ["serve", str(two), "--cold", "--telnet-base", str(base), "--vty-base", str(base + 2), "--control", own]
    server = subprocess.Popen([sys.executable, "-m", "iosemu", *arguments], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    lines = [server.stdout.readline() for _ in range(5)]
    assert lines[0] == "two: telnet 127.0.0.1 PORT; this machine alone reaches them\n"
    assert [line.split() for line in lines[1:4]] == [
        ["console", "vty"], ["R1", str(base), str(base + 2)], ["R2", str(base + 1), str(base + 3)],
    ]  # fmt: skip
    assert lines[4] == f"iosemu attach two [NODE]; its control socket: {own}\n"
    again = subprocess.run([sys.executable, "-m", "iosemu", *arguments[:-2]], capture_output=True, text=True, timeout=60)
    assert again.returncode == 1
    assert again.stderr == f"iosemu: cannot listen at 127.0.0.1 port {base}: Address already in use\n"
    attach = subprocess.run(
        [sys.executable, "-m", "iosemu", "attach", own, "R2"], input="\nenable\nshow privilege\n", capture_output=True, text=True, timeout=60
    )
    assert "R2#show privilege\nCurrent privilege level is 15\nR2#" in attach.stdout
    attach = subprocess.run(  # nobody answers: two seconds without a word, and then the rest
        [sys.executable, "-m", "iosemu", "attach", own, "R2"], input="\nping 10.9.9.9 repeat 2 timeout 2\nping 10.0.0.99 repeat 2\nshow privilege\n",
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "R2#show privilege\nCurrent privilege level is 15\nR2#" in attach.stdout.partition("10.0.0.99 repeat 2")[2]
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 128 + signal.SIGTERM
    assert not os.path.exists(own)


def test_ports_that_do_not_fit(two: Path) -> None:
    def said(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "iosemu", "serve", str(two), *arguments], capture_output=True, text=True, timeout=60
        )
        assert done.returncode in (1, 2)
        return done.stderr

    assert "overlap" in said("--telnet-base", "3000", "--vty-base", "3001")
    assert "overlap" in said("--telnet-base", "3000", "--ssh-base", "3101")
    assert "2 routers: no ports left for consoles from 65535 on" in said("--telnet-base", "65535")
    assert '"0" is no port' in said("--telnet-base", "0")
