"""Targets 1o and 15: a hub whose spokes speak OSPF, and an area of 100 routers beside FRRouting's ospfd and zebra."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from iosemu.device.sources import LOCAL
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.types import InterfaceName, format_ipv4
from tests.bench import dmvpn
from tests.bench.labs import raw_cryptography
from tests.bench.measure import Measure, Options, Variant, timed

SPOKES = 1000
ROUTERS = 100
LIMIT = 300.0  # virtual seconds
PATIENCE = 180.0  # seconds that ospfd gets
FRR = Path("/usr/lib/frr/ospfd")
Edge = tuple[int, int]


# 1o: a hub


def _router(number: int) -> str:
    """Phase 3 as such clouds are built: the spokes hear no link state of each other, and know one way, by the hub."""
    text = dmvpn.router(number, False)
    tunnel = " ip ospf network point-to-multipoint\n ip nhrp " + ("redirect\n" if number == 0 else "shortcut\n")
    tunnel += " ip ospf database-filter all out\n" if number == 0 else ""
    own = format_ipv4(dmvpn.SITES + 256 * number + 1)
    more = f"interface Loopback0\n ip address {own} 255.255.255.0\n ip ospf network point-to-point\n!\n"
    more += "router ospf 1\n network 10.0.0.0 0.0.255.255 area 0\n network 172.16.0.0 0.15.255.255 area 0\n!\n"
    more += "ip route 172.16.0.0 255.240.0.0 " + ("Null0\n" if number == 0 else "10.0.0.1\n")
    return text.replace(" tunnel source", f"{tunnel} tunnel source").replace("ip route 0.0.0.0", f"{more}ip route 0.0.0.0")


def cloud(spokes: int) -> Topology:
    found = dmvpn.topology(spokes)
    for number in range(spokes + 1):
        name = "Hub" if number == 0 else f"Spoke{number}"
        found.nodes[name] = NodeSpec(name, "generic", _router(number))
    return found


def _known(lab: Lab) -> int:
    """Of how many spokes does the hub have the network?"""
    table = lab["Hub"].device.vrfs.default.v4
    return sum(route.source.name == "ospf" and route.prefix.length == 24 for route in table)


def _run(lab: Lab, spokes: int) -> None:
    while _known(lab) < spokes and lab.now < LIMIT:
        lab.run(1.0)
    if _known(lab) < spokes:
        raise RuntimeError(f"of {spokes} networks the hub has {_known(lab)}")


def hub(options: Options) -> Iterator[Variant]:
    spokes = options.size(SPOKES)
    ours = timed(lambda: _run(Lab(cloud(spokes)), spokes))
    floor = timed(partial(raw_cryptography, spokes))
    yield Variant("1o", f"hub + {spokes:,} spokes, OSPF: text to converged", ours, floor, 3.2, rounds=3)


# 15: an area


def edges_of(routers: int) -> list[Edge]:
    """A ring, and as many chords."""
    rng = random.Random(1)
    edges = [(number, (number + 1) % routers) for number in range(routers)]
    seen = {frozenset(edge) for edge in edges}
    while len(edges) < 2 * routers and len(seen) < routers * (routers - 1) // 2:
        one, other = rng.sample(range(routers), 2)
        if frozenset((one, other)) not in seen:
            seen.add(frozenset((one, other)))
            edges.append((one, other))
    return edges


def _address(edge: int, end: int) -> str:
    return f"10.{edge // 250 + 1}.{edge % 250}.{end + 1}"


def area(routers: int) -> Topology:
    edges = edges_of(routers)
    texts = {
        number: f"hostname R{number}\ninterface Loopback0\n ip address 10.255.0.{number + 1} 255.255.255.255\n"
        for number in range(routers)
    }
    found, used = Topology("area", seed=1), dict.fromkeys(range(routers), 0)
    for number, edge in enumerate(edges):
        ends = []
        for end, router in enumerate(edge):
            port = InterfaceName("GigabitEthernet", (0, used[router]))
            used[router] += 1
            texts[router] += (
                f"interface {port}\n ip address {_address(number, end)} 255.255.255.252\n"
                " ip ospf network point-to-point\n"
            )
            ends.append(Endpoint(f"R{router}", port))
        found.links.append(LinkSpec(ends))
    for router, text in texts.items():
        process = "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"
        found.nodes[f"R{router}"] = NodeSpec(f"R{router}", "generic", text + process)
    return found


def _area_converges(routers: int) -> None:
    """From text to the last route of the last router."""
    lab = Lab(area(routers))
    prefixes = len(edges_of(routers)) + routers

    def waits() -> bool:
        return any(sum(r.source is not LOCAL for r in node.device.vrfs.default.v4) < prefixes for node in lab)

    while waits():
        if lab.now > LIMIT:
            raise RuntimeError("the area does not converge")
        lab.run(1.0)


class Daemons:
    """zebra and ospfd for each router, in network namespaces."""

    def __init__(self, routers: int) -> None:
        self.routers = routers
        self.edges = edges_of(routers)
        self.processes: list[subprocess.Popen[bytes]] = []

    def name(self, router: int) -> str:
        return f"iosemu{os.getpid()}-{router}"

    def _batch(self, lines: list[str], *before: str) -> None:
        subprocess.run(["ip", *before, "-batch", "-"], input="\n".join(lines), text=True, check=True)

    def wire(self) -> None:
        self._batch([f"netns add {self.name(router)}" for router in range(self.routers)])
        self._batch([
            f"link add name e{number} netns {self.name(one)} type veth peer name e{number} netns {self.name(other)}"
            for number, (one, other) in enumerate(self.edges)
        ])  # fmt: skip
        for router in range(self.routers):
            lines = ["link set lo up", f"addr add 10.255.0.{router + 1}/32 dev lo"]
            for number, edge in enumerate(self.edges):
                if router in edge:
                    lines.append(f"addr add {_address(number, edge.index(router))}/30 dev e{number}")
                    lines.append(f"link set e{number} up")
            self._batch(lines, "-n", self.name(router))
            groups = "net.ipv4.igmp_max_memberships=4096"
            subprocess.run(["ip", "netns", "exec", self.name(router), "sysctl", "-qw", groups], check=True)

    def start(self) -> None:
        for router in range(self.routers):
            name = self.name(router)
            run, etc = Path("/run/frr", name), Path("/etc/frr", name)
            for path in (run, etc):
                subprocess.run(["install", "-d", "-o", "frr", "-g", "frr", path], check=True)
            own = [number for number, edge in enumerate(self.edges) if router in edge]
            text = "".join(f"interface e{number}\n ip ospf network point-to-point\n!\n" for number in own)
            text += f"router ospf\n ospf router-id 10.255.0.{router + 1}\n network 0.0.0.0/0 area 0\n!\n"
            (etc / "frr.conf").write_text(text)
            for daemon in ("zebra", "ospfd"):
                command = ["ip", "netns", "exec", name, f"/usr/lib/frr/{daemon}", "-N", name, "-P", "0"]
                files = ["-f", str(etc / "frr.conf"), "-i", str(run / f"{daemon}.pid")]
                quiet = subprocess.DEVNULL
                self.processes.append(subprocess.Popen([*command, *files], stdout=quiet, stderr=quiet))
                until = time.monotonic() + 10
                while daemon == "zebra" and not (run / "zserv.api").exists() and time.monotonic() < until:
                    time.sleep(0.02)

    def wait(self) -> None:
        """Until every kernel has a route to every network but its own loopback."""
        wanted, until = len(self.edges) + self.routers - 1, time.monotonic() + PATIENCE
        for router in range(self.routers):
            command = ["ip", "-n", self.name(router), "route"]
            while len(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()) < wanted:
                if time.monotonic() > until:
                    raise RuntimeError("ospfd does not converge")
                time.sleep(0.3)

    def seconds(self) -> float:
        """Of the processor, user and system, that they took so far."""
        ticks = 0
        for process in self.processes:
            fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
        for router in range(self.routers):
            name = self.name(router)
            subprocess.run(["ip", "netns", "del", name], check=False)
            for path in (Path("/run/frr", name), Path("/etc/frr", name)):
                shutil.rmtree(path, ignore_errors=True)


def _daemons_converge(routers: int) -> float:
    daemons = Daemons(routers)
    try:
        daemons.wire()
        daemons.start()
        daemons.wait()
        return daemons.seconds()
    finally:
        daemons.close()


def area_of(options: Options) -> Iterator[Variant]:
    """The floor needs root and FRRouting; without there is none."""
    routers = options.size(ROUTERS)
    floor: Measure | None = None
    if os.geteuid() == 0 and FRR.exists():
        floor = partial(_daemons_converge, routers)
    what = f"OSPF, a ring of {routers:,} with as many chords; ospfd and zebra"
    yield Variant("15", what, timed(partial(_area_converges, routers)), floor, 1.0, rounds=1)


CASES = {"1o": hub, "15": area_of}
