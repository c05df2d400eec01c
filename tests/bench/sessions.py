"""Many SSH sessions on one lab, a show each second: how long an answer takes, and what it costs.

    python -m tests.bench.sessions [--sessions 200] [--seconds 60] [--routers 10] [--profile FILE]

Clients are one process beside the server. Prints the share of answers by their time, errors, and processor seconds of
both; the load of the machine says what the figures are worth. Exit status 1 after an error.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncssh

from tests.bench.measure import environment as variables
from tests.clients.environments import free_base

COMMANDS = ("show clock", "show ip interface brief", "show users", "show interfaces FastEthernet0/0", "show ip route")
PATIENCE = 60.0  # seconds for an answer
_TICK = os.sysconf("SC_CLK_TCK")
_ROUTER = """hostname R{number}
ip domain name lab.net
username admin privilege 15 secret cisco
crypto key generate rsa modulus 1024
interface FastEthernet0/0
 ip address 10.0.0.{number} 255.255.255.0
 no shutdown
router ospf 1
 network 10.0.0.0 0.0.0.255 area 0
line vty 0 {last}
 exec-timeout 0 0
 length 0
 login local
 transport input ssh
end
"""


def cpu(pid: int) -> float:
    """Seconds of processor time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


class Tally:
    def __init__(self) -> None:
        self.times: list[float] = []
        self.errors: list[str] = []
        self.ready = 0
        self.seconds = 0.0  # that they go on

    def told(self) -> str:
        times = sorted(self.times)
        if not times:
            return "no answers"
        parts = [f"p{share} {times[min(int(len(times) * share / 100), len(times) - 1)] * 1000:.0f} ms" for share in (50, 90, 99)]
        return f"{len(times)} answers, {', '.join(parts)}, longest {times[-1] * 1000:.0f} ms, {len(self.errors)} errors"


async def session(port: int, tally: Tally, until: asyncio.Event, seed: int) -> None:
    chance = random.Random(seed)
    try:
        async with asyncssh.connect(
            "127.0.0.1", port, username="admin", password="cisco", known_hosts=None, config=None, client_keys=None,
            login_timeout=PATIENCE * 5,
        ) as connection:
            writer, reader, _ = await connection.open_session(term_type="vt100", term_size=(200, 50))
            await reader.readuntil("#")
            tally.ready += 1
            await until.wait()
            end = time.monotonic() + tally.seconds
            await asyncio.sleep(chance.random())
            while time.monotonic() < end:
                begun = time.monotonic()
                command = chance.choice(COMMANDS)
                writer.write(command + "\n")
                text = await asyncio.wait_for(reader.readuntil("#"), PATIENCE)
                tally.times.append(time.monotonic() - begun)
                if command not in text or "%" in text.partition("\n")[2][:2]:
                    tally.errors.append(f"port {port}: {text!r}")
                await asyncio.sleep(max(1.0 - (time.monotonic() - begun), 0.0))
            writer.write("exit\n")
    except (TimeoutError, OSError, asyncssh.Error, asyncio.IncompleteReadError) as error:
        tally.errors.append(f"port {port}: {error!r}")


async def play(base: int, routers: int, sessions: int, seconds: float, server: int) -> Tally:
    tally, until = Tally(), asyncio.Event()
    tally.seconds = seconds
    begun = time.monotonic()
    tasks = []
    for number in range(sessions):
        tasks.append(asyncio.create_task(session(base + number % routers, tally, until, number)))
        while number - tally.ready - len(tally.errors) > 8:
            await asyncio.sleep(0.01)
    while tally.ready + len(tally.errors) < sessions:
        await asyncio.sleep(0.05)
    print(f"{tally.ready} sessions after {time.monotonic() - begun:.1f} s, {cpu(server):.1f} s of the server", flush=True)
    before, own = cpu(server), time.process_time()
    load = os.getloadavg()[0]
    until.set()
    await asyncio.gather(*tasks)
    print(tally.told())
    told = f"{(cpu(server) - before) / seconds:.2f} of the server, {(time.process_time() - own) / seconds:.2f} of the clients"
    print(f"processors used: {told}; load {load:.1f} before, {os.getloadavg()[0]:.1f} after")
    return tally


def _wait_for(port: int) -> None:
    """Until somebody listens there."""
    deadline = time.monotonic() + 120
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.sessions", description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--routers", type=int, default=10)
    parser.add_argument("--profile", help="where the server's profile goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        last = -(-options.sessions // options.routers) - 1
        nodes = [f"R{number + 1}" for number in range(options.routers)]
        for number, node in enumerate(nodes, 1):
            (folder / f"{node}.cfg").write_text(_ROUTER.format(number=number, last=max(last, 4)))
        (folder / "lab.yaml").write_text(
            "name: many\nnodes:\n"
            + "".join(f"  {node}: {{config: {node}.cfg}}\n" for node in nodes)
            + f"links:\n  - endpoints: [{', '.join(f'{node}:Fa0/0' for node in nodes)}]\n"
        )
        base = free_base(options.routers)
        profiled = ["-m", "cProfile", "-o", options.profile] if options.profile else []
        command = [sys.executable, "-P", *profiled, "-m", "iosemu", "serve", str(folder), "--ssh-base", str(base)]
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(command, stdin=quiet, stdout=quiet, env=variables())
        try:
            _wait_for(base + options.routers - 1)
            tally = asyncio.run(play(base, options.routers, options.sessions, options.seconds, server.pid))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    for error in tally.errors[:5]:
        print(error)
    return bool(tally.errors)


if __name__ == "__main__":
    sys.exit(main())
