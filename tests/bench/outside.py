"""Target 11: automation from outside, beside FakeNOS (which answers from tables) in the same run, by netmiko and paramiko.

Both have an environment of their own, made on first use (`build/clients/fakenos`): it needs a package index.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from iosemu.records import dataclass
from tests.bench.measure import TREE, Options, Variant
from tests.bench.measure import environment as variables
from tests.clients.environments import NETMIKO, environment, free_base

PACKAGES = ("fakenos==1.2.1", f"netmiko=={NETMIKO}")
DEVICES = 100
LOGINS = 10
_TICK = os.sysconf("SC_CLK_TCK")
_PATIENCE = 120.0  # wall seconds for a server to answer

_FAKE = """
import signal, sys
from fakenos import FakeNOS
base, count = int(sys.argv[1]), int(sys.argv[2])
one = {"username": "admin", "password": "cisco", "platform": "cisco_ios"}
hosts = {f"R{number + 1}": one | {"port": base + number} for number in range(count)}
net = FakeNOS(inventory={"hosts": hosts})
net.start()
signal.sigwait({signal.SIGTERM})
import os
os._exit(0)  # its threads do not end soon
"""

_LOGIN = """
import sys
from netmiko import ConnectHandler
for _ in range(int(sys.argv[2])):
    device = ConnectHandler(device_type="cisco_ios", host="127.0.0.1", port=int(sys.argv[1]), username="admin", password="cisco")
    device.enable()
    told = device.send_command("show version")
    device.disconnect()
    assert "IOS" in told, told
"""

_PROMPT = """
import sys, time
import paramiko
deadline = time.monotonic() + 120
while True:
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    try:
        client.connect("127.0.0.1", int(sys.argv[1]), "admin", "cisco", look_for_keys=False, allow_agent=False)
        break
    except (OSError, paramiko.SSHException):
        if time.monotonic() > deadline:
            raise
        time.sleep(0.02)
shell, seen = client.invoke_shell(), b""
while not seen.rstrip().endswith((b"#", b">")):
    seen += shell.recv(1000)
"""

_ROUTER = """hostname R{number}
ip domain name lab.net
username admin privilege 15 secret cisco
crypto key generate rsa modulus 1024
interface FastEthernet0/0
 ip address 10.0.0.{number} 255.255.255.0
line vty 0 4
 login local
 transport input ssh
end
"""


@cache
def _python() -> str:
    return str(environment("fakenos", PACKAGES))


@dataclass(slots=True)
class Server:
    process: subprocess.Popen[bytes]
    base: int

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def memory(self) -> float:
        """Bytes, shared ones in proportion."""
        for line in Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024.0
        raise AssertionError("no Pss")

    def first_prompt(self, number: int = 0) -> None:
        _client(_PROMPT, self.base + number)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(_PATIENCE)


Start = Callable[[int], Server]


def _client(script: str, *arguments: int) -> None:
    subprocess.run([_python(), "-c", script, *map(str, arguments)], check=True, timeout=_PATIENCE * 3)


def _started(command: list[str], base: int, env: dict[str, str] | None = None) -> Server:
    quiet = subprocess.DEVNULL
    return Server(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=env), base)


def fake(count: int) -> Server:
    base = free_base(count)
    return _started([_python(), "-c", _FAKE, str(base), str(count)], base)


_INSTALL = """
from iosemu.cli.source import load
from iosemu.data import data_folder
load(data_folder("grammars"))
"""


def install(cache: Path) -> None:
    """What `make env` does, or building a package: the grammars are parsed."""
    env = variables() | {"IOSEMU_CACHE": str(cache)}
    subprocess.run([sys.executable, "-P", "-c", _INSTALL], check=True, env=env)


def ours(count: int, folder: Path, installed: Path | None = None) -> Server:
    """`installed`: what an installation has left there is all that there is; it never ran before."""
    if installed is not None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(installed, folder / "cache")
    nodes = [f"R{number + 1}" for number in range(count)]
    for number, name in enumerate(nodes, 1):
        (folder / f"{name}.cfg").write_text(_ROUTER.format(number=number))
    (folder / "lab.yaml").write_text(
        "name: many\nnodes:\n"
        + "".join(f"  {name}: {{config: {name}.cfg}}\n" for name in nodes)
        + (f"links:\n  - endpoints: [{', '.join(f'{name}:Fa0/0' for name in nodes)}]\n" if count > 1 else "")
    )
    base = free_base(2 * count)
    env = variables()
    if installed is not None:
        env |= {"IOSEMU_CACHE": str(folder / "cache"), "XDG_DATA_HOME": str(folder / "data")}
    ports = ["--ssh-base", str(base), "--telnet-base", str(base + count)]
    return _started([sys.executable, "-P", "-m", "iosemu", "serve", str(folder), *ports], base, env)


def logins(start: Start) -> float:
    server = start(1)
    try:
        server.first_prompt()
        before = server.cpu()
        _client(_LOGIN, server.base, LOGINS)
        return (server.cpu() - before) / LOGINS
    finally:
        server.stop()


def listening(start: Start) -> float:
    server = start(DEVICES)
    try:
        server.first_prompt(DEVICES - 1)
        return server.memory()
    finally:
        server.stop()


def prompt(start: Start) -> float:
    began = time.monotonic()
    server = start(1)
    try:
        server.first_prompt()
        return time.monotonic() - began
    finally:
        server.stop()


def automation(options: Options) -> Iterator[Variant]:
    if not Path("/proc/self/smaps_rollup").exists():
        return
    assert TREE.exists()
    with tempfile.TemporaryDirectory() as name:
        folder, installed = Path(name, "lab"), Path(name, "installed")
        folder.mkdir()
        install(installed)
        warm, fresh = partial(ours, folder=folder), partial(ours, folder=folder, installed=installed)
        yield Variant(
            "11", "netmiko connects and asks show version: the server", partial(logins, warm), partial(logins, fake), 0.45,
            rounds=3,
        )  # fmt: skip
        yield Variant(
            "11", f"{DEVICES} devices listening for SSH: memory", partial(listening, warm), partial(listening, fake), 0.1,
            "MiB", 1 / 2**20, 2,
        )  # fmt: skip
        yield Variant(
            "11", "first run after installing, to the first prompt over SSH (wall)", partial(prompt, fresh), partial(prompt, fake), 1,
            rounds=3,
        )  # fmt: skip


CASES = {"11": automation}
