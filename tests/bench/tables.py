"""Target 15: routing protocols against FRRouting in the same run, in network namespaces that are made and removed here.

    15o   OSPF in a ring of routers with as many chords: from nothing to the last route of the last router
    15b   a BGP table from one peer: so many prefixes on so many sets of attributes

Ours is the processor time of this process; FRRouting's that of its daemons (user and system, as /proc has it). Of ours
both ends of the TCP connection are in it, and the cables. Without root or FRRouting there is no floor.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.types import InterfaceName, format_ipv4, parse_ipv4
from tests.bench.measure import Measure, Options, Variant, printed, timed

if TYPE_CHECKING:
    from iosemu.device.sockets.tcp import Connection

FRR = Path("/usr/lib/frr")
TICK = os.sysconf("SC_CLK_TCK")
LOOPBACKS = parse_ipv4("10.255.0.0")
CABLES = parse_ipv4("10.0.0.0")
PATIENCE = 300.0  # seconds of the clock for FRRouting
ROUTERS = 100
PREFIXES, SETS = 100_000, 10_000
MESSAGES = 16  # that are written at once: less than what TCP queues


def cables(routers: int) -> list[tuple[int, int]]:
    """A ring with as many chords, the same each time."""
    chance = random.Random(f"chords of {routers}")
    found = {(number, (number + 1) % routers): None for number in range(routers)} if routers > 2 else {(0, 1): None}
    while routers > 4 and len(found) < 2 * routers:
        one, other = sorted(chance.sample(range(routers), 2))
        if (one, other) not in found and (other, one) not in found:
            found[one, other] = None
    return list(found)


# ours


def ring(routers: int) -> Topology:
    found = Topology("ring", seed=1)
    lines = [
        f"hostname R{number}\ninterface Loopback0\n ip address {format_ipv4(LOOPBACKS + number)} 255.255.255.255\n"
        for number in range(routers)
    ]
    ports = [0] * routers
    for cable, ends in enumerate(cables(routers)):
        names = []
        for side, number in enumerate(ends):
            name = InterfaceName("GigabitEthernet", (ports[number] // 8, ports[number] % 8))
            ports[number] += 1
            names.append(Endpoint(f"R{number}", name))
            lines[number] += (
                f"interface {name}\n ip address {format_ipv4(CABLES + 4 * cable + 1 + side)} 255.255.255.252\n"
                " ip ospf network point-to-point\n"
            )
        found.links.append(LinkSpec(names, delay=0.001))
    for number, text in enumerate(lines):
        config = f"no cdp run\n{text}router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\nend\n"
        found.nodes[f"R{number}"] = NodeSpec(f"R{number}", "generic", config)
    return found


def converge_ring(routers: int) -> None:
    """Raises RuntimeError when a route is missing."""
    with Lab(ring(routers)) as lab:
        while lab.now < PATIENCE:
            lab.run(2.0)
            if all(_loopbacks(lab, name) == routers for name in lab.nodes):
                return
        raise RuntimeError("a route is missing")


def _loopbacks(lab: Lab, name: str) -> int:
    return sum(route.prefix.length == 32 and route.prefix.network >= LOOPBACKS for route in lab[name].device.vrfs.default.v4)


# theirs


class Daemons:
    """Routers of FRRouting, each in a namespace of its own; `cpu` is the time that they took, seconds."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="iosemu-bench-"))
        self.folder.chmod(0o755)
        self.names: list[str] = []
        self.pids: list[int] = []

    @staticmethod
    def there() -> bool:
        return os.geteuid() == 0 and (FRR / "zebra").exists() and shutil.which("ip") is not None

    def namespace(self) -> str:
        name = f"iob{os.getpid()}-{len(self.names)}"
        _ip("netns", "add", name)
        self.names.append(name)
        _ip("-n", name, "link", "set", "lo", "up")
        return name

    def cable(self, one: str, other: str, number: int, addresses: tuple[str, str]) -> None:
        """Between two namespaces; the ports are called e<number> in both."""
        _ip("link", "add", f"e{number}", "netns", one, "type", "veth", "peer", "name", f"e{number}", "netns", other)
        for name, address in zip((one, other), addresses, strict=True):
            _ip("-n", name, "addr", "add", address, "dev", f"e{number}")
            _ip("-n", name, "link", "set", f"e{number}", "up")

    def start(self, name: str, daemon: str, config: str) -> None:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        shutil.chown(folder, "frr", "frr")  # daemons run as a user of their own
        (folder / f"{daemon}.conf").write_text(config)
        command = [str(FRR / daemon), "-d", "-f", str(folder / f"{daemon}.conf")]
        command += ["-i", str(folder / f"{daemon}.pid"), "-z", str(folder / "zserv.api"), "--vty_socket", str(folder)]
        subprocess.run(["ip", "netns", "exec", name, *command, "-P", "0"], check=True, stderr=subprocess.DEVNULL)
        file = folder / f"{daemon}.pid"
        _wait(file.exists)
        self.pids.append(int(file.read_text()))

    def cpu(self) -> float:
        found = 0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found += int(fields[11]) + int(fields[12])
        return found / TICK

    def memory(self) -> float:
        """MiB that they have in common with nobody, and their part of the rest."""
        found = 0
        for pid in self.pids:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    found += int(line.split()[1])
        return found / 1024

    def close(self) -> None:
        for pid in self.pids:
            try:
                os.kill(pid, 15)
            except ProcessLookupError:
                continue
        _wait(lambda: not any(map(_lives, self.pids)), 10.0)
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def _wait(condition: Callable[[], object], limit: float = PATIENCE, step: float = 0.1) -> None:
    """Raises RuntimeError when it does not come to be."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("FRRouting did not get there")
        time.sleep(step)


def _routes(name: str, protocol: str) -> int:
    shown = subprocess.run(["ip", "-n", name, "route", "show", "proto", protocol], capture_output=True, check=True)
    return shown.stdout.count(b"\n")


def frr_ring(routers: int) -> float:
    """Processor time of all ospfd and zebra until each kernel has every loopback; seconds."""
    daemons = Daemons()
    try:
        names = [daemons.namespace() for _ in range(routers)]
        for number, name in enumerate(names):
            _ip("-n", name, "addr", "add", f"{format_ipv4(LOOPBACKS + number)}/32", "dev", "lo")
        ports: list[list[int]] = [[] for _ in names]
        for cable, (one, other) in enumerate(cables(routers)):
            near, far = (f"{format_ipv4(CABLES + 4 * cable + side)}/30" for side in (1, 2))
            daemons.cable(names[one], names[other], cable, (near, far))
            ports[one].append(cable)
            ports[other].append(cable)
        for number, name in enumerate(names):
            text = "".join(f"interface e{cable}\n ip ospf network point-to-point\n" for cable in ports[number])
            text += f"router ospf\n ospf router-id {format_ipv4(LOOPBACKS + number)}\n network 10.0.0.0/8 area 0\n"
            daemons.start(name, "zebra", "")
            daemons.start(name, "ospfd", text)
        ways = len(cables(routers))
        for number, name in enumerate(names):
            wanted = routers - 1 + ways - len(ports[number])
            _wait(lambda name=name, wanted=wanted: _routes(name, "ospf") >= wanted, step=0.5)  # type: ignore[misc]
        return daemons.cpu()
    finally:
        daemons.close()


def ospf(options: Options) -> Iterator[Variant]:
    routers = options.spokes or ROUTERS
    floor: Measure | None = partial(frr_ring, routers) if Daemons.there() else None
    what = f"OSPF, a ring of {routers} with chords: nothing to the last route"
    yield Variant("15", what, timed(partial(converge_ring, routers)), floor, 1 if floor else None, rounds=1)


# BGP


def updates(prefixes: int, sets: int) -> Iterator[bytes]:
    """Messages of AS 65001, 192.0.2.1: each set of attributes (a path of four) with its share of the prefixes."""
    share, first = prefixes // sets, parse_ipv4("20.0.0.0")
    hop = bytes((0x40, 3, 4, 192, 0, 2, 1))
    for number in range(sets):
        path = b"".join(asn.to_bytes(4, "big") for asn in (65001, 100 + number % 900, 1000 + number // 900, 5000 + number))
        attributes = b"\x40\x01\x01\x00" + bytes((0x40, 2, len(path) + 2, 2, 4)) + path + hop
        networks = b"".join(
            b"\x18" + (first + 256 * (number * share + each)).to_bytes(4, "big")[:3] for each in range(share)
        )
        body = b"\0\0" + len(attributes).to_bytes(2, "big") + attributes + networks
        yield b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\x02" + body


KEEPALIVE = b"\xff" * 16 + b"\x00\x13\x04"
_CAPABILITIES = bytes((2, 6, 1, 4, 0, 1, 0, 1, 2, 6, 65, 4, 0, 0)) + (65001).to_bytes(2, "big")
OPEN = (
    b"\xff" * 16 + (29 + len(_CAPABILITIES)).to_bytes(2, "big") + b"\x01\x04" + (65001).to_bytes(2, "big")
    + (0).to_bytes(2, "big") + bytes((192, 0, 2, 1)) + bytes((len(_CAPABILITIES),)) + _CAPABILITIES
)  # fmt: skip
_SPEAKER = "router bgp 65002\n bgp router-id 192.0.2.2\n neighbor 192.0.2.1 remote-as 65001\n"


class Feeder:
    """The far end of an emulated router's BGP session: it says what it has to say, and listens to nothing."""

    def __init__(self, prefixes: int, sets: int) -> None:
        self.messages = updates(prefixes, sets)
        self.begun = False

    def opened(self, connection: Connection) -> None:
        connection.write(OPEN)

    def readable(self, connection: Connection) -> None:
        connection.read()
        if not self.begun:
            self.begun = True
            connection.write(KEEPALIVE)
            self.acknowledged(connection)

    def acknowledged(self, connection: Connection) -> None:
        if self.begun and connection.waiting < 4096:
            data = b"".join(islice(self.messages, MESSAGES))
            if data:
                connection.write(data)

    def ended(self, connection: Connection) -> None:
        raise RuntimeError("the session ended")


def fed(prefixes: int, sets: int) -> Lab:
    """A router that has taken in the whole table. Raises RuntimeError when it has not."""
    found = Topology("table", seed=1)
    port = InterfaceName("GigabitEthernet", (0, 0))
    for number in (1, 2):
        text = f"no cdp run\ninterface {port}\n ip address 192.0.2.{number} 255.255.255.0\n"
        found.nodes[f"R{number}"] = NodeSpec(f"R{number}", "generic", text + (_SPEAKER if number == 2 else "") + "end\n")
    found.links.append(LinkSpec([Endpoint("R1", port), Endpoint("R2", port)], delay=0.0001))
    lab = Lab(found)
    lab.run(2)
    one = lab["R1"].device
    user = Feeder(prefixes, sets)
    one.ip.tcp.connect(one.vrfs.default, parse_ipv4("192.0.2.2"), 179, user)
    table = lab["R2"].device.vrfs.default.v4
    while len(table) < prefixes and lab.now < 600:
        lab.run(1.0)
    if len(table) < prefixes:
        raise RuntimeError(f"{len(table)} routes of {prefixes}")
    return lab


def frr_table(prefixes: int, sets: int, figure: str = "cpu") -> float:
    """What bgpd and zebra took for it: seconds of processor time, or MiB."""
    daemons = Daemons()
    try:
        one, other = daemons.namespace(), daemons.namespace()
        daemons.cable(one, other, 0, ("192.0.2.1/24", "192.0.2.2/24"))
        daemons.start(other, "zebra", "")
        text = _SPEAKER.replace(" bgp router-id", " no bgp ebgp-requires-policy\n bgp router-id")
        daemons.start(other, "bgpd", text + " neighbor 192.0.2.1 passive\n")
        command = [sys.executable, "-c", f"from tests.bench.tables import feed; feed({prefixes}, {sets})"]
        feeder = subprocess.Popen(["ip", "netns", "exec", one, *command], cwd=Path(__file__).parents[2])
        try:
            _wait(lambda: _routes(other, "bgp") >= prefixes, step=0.5)
            return daemons.cpu() if figure == "cpu" else daemons.memory()
        finally:
            feeder.kill()
            feeder.wait()
    finally:
        daemons.close()


def feed(prefixes: int, sets: int) -> None:
    """The far end of bgpd's session, in a namespace; it goes on until it is killed."""
    with socket.create_connection(("192.0.2.2", 179), source_address=("192.0.2.1", 0)) as peer:
        peer.sendall(OPEN)
        peer.recv(4096)
        peer.sendall(KEEPALIVE)
        for message in updates(prefixes, sets):
            peer.sendall(message)
        while peer.recv(4096):
            pass


_MEMORY = """
import gc
from tests.bench.tables import fed
def rss():
    gc.collect()
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])
small = fed(10, 10)
before = rss()
lab = fed({prefixes}, {sets})
print((rss() - before) / 1024)
"""


def bgp(options: Options) -> Iterator[Variant]:
    prefixes, sets = (options.spokes * 10, options.spokes) if options.spokes else (PREFIXES, SETS)
    there = Daemons.there()
    floor: Measure | None = partial(frr_table, prefixes, sets) if there else None
    what = f"BGP: {prefixes:,} prefixes on {sets:,} sets of attributes"
    target = 2 if there else None
    yield Variant("15", what, timed(lambda: fed(prefixes, sets).close()), floor, target, "s", 1, 1)
    floor = partial(frr_table, prefixes, sets, "memory") if there else None
    yield Variant(
        "15", "their memory", partial(printed, _MEMORY.format(prefixes=prefixes, sets=sets)), floor, target, "MiB", 1, 1
    )


def both(options: Options) -> Iterator[Variant]:
    yield from ospf(options)
    yield from bgp(options)


CASES: dict[str, Callable[[Options], Iterator[Variant]]] = {"15": both, "15o": ospf, "15b": bgp}
