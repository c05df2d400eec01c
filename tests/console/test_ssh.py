"""SSH for programs of the host: asyncssh's client at the ports of a served lab, callers that misbehave."""

from __future__ import annotations

import asyncio
import os
import pickle
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import asyncssh
import pytest

from iosemu.console.server import Server
from iosemu.console.ssh import SshPorts
from tests.clients.environments import free_base
from tests.console.test_server import serve

MORE = """\
hostname R1
ip domain name lab.net
username admin privilege 15 password cisco
crypto key generate rsa modulus 1024
ip ssh version 2
banner login #Who are you#
line vty 0 4
 login local
"""


@pytest.fixture
def lab(two: Path) -> Path:
    text = (two / "R1.cfg").read_text()
    (two / "R1.cfg").write_text(text.replace("end\n", "") + MORE + "end\n")
    return two


class Banner(asyncssh.SSHClient):
    text = ""

    def auth_banner_received(self, msg: str, lang: str) -> None:
        self.text += msg


def connect(port: int, **more: object) -> asyncssh.connect:
    settings: dict[str, object] = {"username": "admin", "password": "cisco", "known_hosts": None, "config": None}
    return asyncssh.connect("127.0.0.1", port, client_keys=None, **{**settings, **more})


def story(lab: Path, body: object) -> None:
    base = free_base(4)

    async def told(server: Server) -> None:
        await body(server, base)  # type: ignore[operator]

    serve(lab, told, SshPorts("127.0.0.1", base))


async def until(process: asyncssh.SSHClientProcess[str], pattern: str) -> str:
    text = ""
    while not re.search(pattern, text):
        piece = await process.stdout.read(4096)
        assert piece, text
        text += piece
    return text


def test_commands_and_shells(lab: Path) -> None:
    async def body(server: Server, base: int) -> None:
        async with connect(base) as connection:
            done = await connection.run("show privilege")
            assert done.stdout == "\r\nCurrent privilege level is 15\r\n" and done.exit_status == 0
        async with connect(base) as connection:
            key = connection.get_server_host_key()
            assert key is not None
            assert key.get_algorithm() == "ssh-rsa"
            process = await connection.create_process(term_type="vt100", term_size=(132, 40))
            await until(process, "R1#$")
            process.stdin.write("show terminal\n")
            assert "Length: 40 lines, Width: 132 columns" in await until(process, "R1#$")
            process.change_terminal_size(90, 0)
            process.stdin.write("show users\rping 10.0.0.77 repeat 1000\r")
            text = await until(process, "timeout is 2 seconds")
            assert "*  2 vty 0     admin" in text and "127.0.0.1" in text
            process.send_break(0)
            await until(process, "Success rate")
            other = await connection.create_process(term_type="vt100")
            await until(other, "R1#$")
            other.stdin.write("exit\r")
            await other.wait()
            process.stdin.write("exit\r")
            assert (await process.wait()).exit_status == 0
            await connection.wait_closed()  # the router hangs up behind the last session
        assert server.rack.lab["R1"].device.engine("ssh").calls == []

    story(lab, body)


def test_what_is_said_in_one_turn_goes_out_as_one(lab: Path) -> None:
    """Echo and answer of a line are one message or two, not one for each key, and none of nothing goes before them."""

    async def body(server: Server, base: int) -> None:
        async with connect(base, encryption_algs=["aes128-ctr"]) as connection:
            process = await connection.create_process(term_type="vt100")
            await until(process, "R1#$")
            sent = connection._recv_seq
            process.stdin.write("show ip interface brief | include Ethernet\n")
            await until(process, "R1#$")
            assert 0 < connection._recv_seq - sent <= 3

    story(lab, body)


def test_who_does_not_get_in(lab: Path) -> None:
    async def body(server: Server, base: int) -> None:
        with pytest.raises((ConnectionError, asyncssh.ConnectionLost)):
            await connect(base + 1)  # R2 has no key
        with pytest.raises(asyncssh.PermissionDenied):
            await connect(base, password="wrong")
        client = Banner()
        async with connect(base, client_factory=lambda: client) as connection:
            assert client.text == "Who are you\r\n"
            for refused in (
                connection.open_connection("127.0.0.1", base),
                connection.start_sftp_client(),
            ):
                with pytest.raises((asyncssh.ChannelOpenError, asyncssh.SFTPError)):
                    await refused
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.start_server(lambda *_: None, "127.0.0.1", 0)
            done = await connection.run("scp -t /etc/passwd")
            assert done.stdout == "\x01Administratively disabled.\n"
        server.use(lambda: server.rack.lab["R1"].configure("crypto key zeroize rsa\n"))
        server.use(lambda: server.rack.lab["R1"].device.engine("rsa").remove())
        with pytest.raises((ConnectionError, asyncssh.ConnectionLost)):
            await connect(base)

    story(lab, body)


def test_a_radius_server_is_asked(lab: Path) -> None:
    """Who calls waits until the lab's server has answered; a router of the lab between them."""
    text = (lab / "R1.cfg").read_text().replace("end\n", "").replace(" login local\n", "")
    (lab / "R1.cfg").write_text(
        f"{text}line con 0\naaa new-model\nradius server PC\n address ipv4 10.0.0.9 auth-port 1812 acct-port 1813\n"
        " timeout 1\n retransmit 1\n key s3cret\naaa authentication login default group radius local\n"
        "aaa authorization exec default group radius local\naaa accounting exec default start-stop group radius\nend\n"
    )
    (lab / "PC.cfg").write_text(
        "ip 10.0.0.9/24\nradiusd client 10.0.0.1 s3cret\nradiusd user carl carls shell:priv-lvl=7\nradiusd\n"
    )
    topology = (lab / "lab.yaml").read_text().replace("R2: {", "PC: {kind: host, config: PC.cfg}\n  R2: {")
    (lab / "lab.yaml").write_text(topology.replace("[R1:Fa0/0, R2:Fa0/0]", "[R1:Fa0/0, R2:Fa0/0, PC:eth0]"))

    async def body(server: Server, base: int) -> None:
        node = server.rack.lab["PC"]
        server.use(lambda: setattr(server.rack.pace, "speed", 10))
        async with connect(base, username="carl", password="carls") as connection:
            done = await connection.run("show privilege")
            assert done.stdout == "\r\nCurrent privilege level is 7\r\n"
        with pytest.raises(asyncssh.PermissionDenied):
            await connect(base, username="admin", password="cisco")  # the server does not know him: no other is asked
        async with connect(base, username="carl", password="carls") as connection:
            process = await connection.create_process(term_type="vt100")
            await until(process, "R1#$")
            process.stdin.write("show users\r")
            assert "vty 0     carl" in await until(process, "R1#$")
            server.use(lambda: node.configure("radiusd stop"))
            async with connect(base) as other:  # nobody answers: as the router itself knows it
                done = await other.run("show privilege")
                assert done.stdout == "\r\nCurrent privilege level is 15\r\n"
            process.stdin.write("exit\r")
            await process.wait()
        told: list[str] = []
        server.use(lambda: told.append(node.cli("radiusd detail")))
        assert 'User-Name = "carl"' in told[0] and "Acct-Status-Type = Start" in told[0]
        server.use(lambda: node.configure("radiusd"))
        waiting = asyncio.create_task(connect(base, username="carl", password="carls").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()  # who hangs up while the server is asked harms nobody
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with connect(base, username="carl", password="carls") as connection:
            assert (await connection.run("show privilege")).exit_status == 0

    story(lab, body)


def test_it_ends_with_the_router(lab: Path) -> None:
    async def body(server: Server, base: int) -> None:
        node = server.rack.lab["R1"]
        for end in (node.reload, node.power_off):
            connection = await connect(base)
            process = await connection.create_process(term_type="vt100")
            await until(process, "R1#$")
            server.use(end)
            await connection.wait_closed()
            server.use(lambda: server.rack.lab.run(60))
            server.use(node.power_on)
            server.use(lambda: server.rack.lab.run(10))
        async with connect(base) as connection:
            assert "R1 uptime" in str((await connection.run("show version")).stdout)

    story(lab, body)


def test_a_saved_lab_has_nobody_at_its_lines(lab: Path) -> None:
    async def body(server: Server, base: int) -> None:
        connection = await connect(base)
        process = await connection.create_process(term_type="vt100")
        await until(process, "R1#$")
        again = pickle.loads(pickle.dumps(server.rack.lab))
        device = again["R1"].device
        assert len(device.engine("ssh").calls) == 1
        for call in tuple(device.engine("ssh").calls):
            call.ended()
        assert device.engine("login").holders == {} and "vty 0" not in again["R1"].cli("show users")
        process.stdin.write("show clock\r")
        await until(process, "UTC")
        connection.abort()

    story(lab, body)


def test_callers_that_misbehave_harm_nobody(lab: Path) -> None:
    async def body(server: Server, base: int) -> None:
        for nonsense in (b"\0" * 100, b"GET / HTTP/1.0\r\n\r\n", b"SSH-2.0-x\r\n" + os.urandom(2000), b"SSH-1.5-old\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", base)
            writer.write(nonsense)
            with suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(reader.read(), 0.5)
            writer.close()
        flood = await connect(base)
        process = await flood.create_process(term_type="vt100", encoding=None)
        process.stdin.write(b"terminal length 0\r" + b"show running-config\r" * 3000)
        silent = await connect(base)
        quiet = await silent.create_process(term_type="vt100")
        quiet.channel.pause_reading()
        quiet.stdin.write("terminal length 0\r" + "show running-config\r" * 300)
        async with connect(base) as connection:
            done = await asyncio.wait_for(connection.run("show clock"), 10)
            assert "UTC" in str(done.stdout)
        flood.abort()
        silent.abort()
        for _ in range(100):
            if not server.rack.lab["R1"].device.engine("ssh").calls:
                break
            await asyncio.sleep(0.05)
        assert not server.rack.lab["R1"].device.engine("login").holders

    story(lab, body)


def test_openssh(lab: Path) -> None:
    ssh = "/usr/bin/ssh"
    if not os.path.exists(ssh):
        pytest.skip("no ssh here")

    async def body(server: Server, base: int) -> None:
        asks = lab / "asks"
        asks.write_text("#!/bin/sh\necho cisco\n")
        asks.chmod(0o700)
        options = ["-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null", "-oLogLevel=ERROR", "-F/dev/null"]
        run = await asyncio.create_subprocess_exec(
            ssh, *options, "-p", str(base), "admin@127.0.0.1", "show privilege",
            env={**os.environ, "SSH_ASKPASS": str(asks), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        out, err = await run.communicate()
        assert out == b"\r\nCurrent privilege level is 15\r\n", err
        assert run.returncode == 0

    story(lab, body)


