"""OpenSSH's client logs in at a router, across the cable; a router's `ssh` at a server of another's."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.interop.world import World

Make = Callable[..., World]
ROUTER = """\
ip domain name lab.net
username anna privilege 15 secret one
crypto key generate rsa modulus 2048
line vty 0 4
 login local
"""
OPTIONS = ("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "PubkeyAuthentication=no")
OLD = ("-o", "HostKeyAlgorithms=+ssh-rsa", "-o", "KexAlgorithms=+diffie-hellman-group14-sha1", "-o", "Ciphers=+aes128-cbc,3des-cbc")


@pytest.mark.parametrize("platform", ["c7200", "csr1000v"])
def test_openssh_logs_in(world: Make, platform: str) -> None:
    net = world(ROUTER, platform=platform)
    call = ["sshpass", "-p", "one", "ssh", *OPTIONS, *OLD]
    said = net.inside([*call, "anna@192.0.2.2", "show privilege"], 30)
    assert "Current privilege level is 15" in said
    for choice in ("-oKexAlgorithms=diffie-hellman-group14-sha1", "-oKexAlgorithms=ecdh-sha2-nistp521", "-oCiphers=3des-cbc", "-oMACs=hmac-sha1",
                   "-oPreferredAuthentications=keyboard-interactive"):  # fmt: skip
        assert " UTC " in net.inside([*call, choice, "anna@192.0.2.2", "show clock"], 30), choice
    script = net.folder / "script"
    script.write_text(f"(echo terminal length 0; echo show version; echo exit) | {' '.join(call)} -tt anna@192.0.2.2\n")
    assert "Cisco IOS" in net.inside(["sh", str(script)], 30)
    refused = net.inside(["sshpass", "-p", "two", "ssh", *OPTIONS, *OLD, "anna@192.0.2.2", "show clock"], 60)
    assert " UTC " not in refused
    wrong = "ssh && _ws.malformed"
    assert net.tshark("ssh.protocol", "ssh.protocol") and net.tshark(wrong, "frame.number") == []


SERVER = """
import asyncio, asyncssh

class Server(asyncssh.SSHServer):
    def begin_auth(self, name):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, name, password):
        return (name, password) == ("anna", "one-two-3")

def shell(process):
    if process.command:
        process.stdout.write(f"told {process.command}\\n")
    else:
        process.stdout.write(f"{process.get_terminal_type()} {process.get_terminal_size()[0]}\\nname? ")
        process.channel.set_echo(False)
        asyncio.ensure_future(answer(process))
        return
    process.exit(0)

async def answer(process):
    line = await process.stdin.readline()
    process.stdout.write(f"hello {line.strip()}\\n" + "x" * 70 + "\\n")
    process.exit(0)

async def main():
    key = asyncssh.generate_private_key("ssh-rsa")
    await asyncssh.create_server(Server, "192.0.2.1", 22, server_host_keys=[key], process_factory=shell)
    print("listening", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_a_router_logs_in_elsewhere(world: Make) -> None:
    """At asyncssh, which knows nothing of ours."""
    net = world("")
    net.start([sys.executable, "-c", SERVER], "server.out")
    net.wait(lambda: "listening" in (net.folder / "server.out").read_text(), 20, "listening")
    console = net.router.console
    session = console.session

    def answered(*lines: str) -> str:
        for line in lines:
            session.feed_line(line)
            net.wait(lambda: not session.busy or session.question is not None, 20, "an answer")
        return console.take()

    assert "told show clock" in answered("ssh -l anna 192.0.2.1 show clock", "one-two-3")
    answered("ssh -l anna 192.0.2.1", "wrong", "one-two-3")
    for key in "bert\r":
        session.key(key)
    net.wait(lambda: not session.busy, 20, "over")
    said = console.take()
    assert "hello bert" in said and "closed by foreign host" in said
