"""A running lab: routers built from a topology, their links, their time, and what one can do to them."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, overload

from iosemu.device.device import Device
from iosemu.device.events import Enrolled
from iosemu.device.shell import DeviceShell
from iosemu.lab.calm import CALM, calm_collector, collector_at_rest
from iosemu.lab.errors import LabError
from iosemu.lab.files import tidy
from iosemu.lab.node import Node
from iosemu.lab.topology import Topology, parse, ports_named, read
from iosemu.sim import chance
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from pathlib import Path

    from iosemu.lab.capture import Capture
    from iosemu.lab.events import Events
    from iosemu.lab.trace.records import Report, Trace
    from iosemu.lab.waiting import Waiting

E = TypeVar("E")
T = TypeVar("T")
SETTLE_LIMIT = 600.0  # virtual seconds
LOOK = 0.1  # virtual seconds between two looks of `until`
LONGEST_DELAY = 3600.0  # seconds
MANY_NODES = 100


class Lab:
    """Routers and links in one virtual time. Two labs of one topology and seed behave the same to the byte.

    `lab["R1"]` is a `Node`. Times are virtual seconds.
    """

    def __init__(self, topology: Topology, seed: int | None = None) -> None:
        self.topology = topology
        self.name = topology.name
        self.seed = topology.seed if seed is None else seed
        self.scheduler = Scheduler()
        self.nodes: dict[str, Node] = {}
        self.links: dict[str, Link] = {}
        self._captures: list[Capture] = []
        self.diary: list[tuple[float, str, str, str]] | None = None  # kept if a list: when, prompt, line, answer
        self.crashed: list[Callable[[Node, str], None]] = []  # hear of a router's crash (`lab.crash`), its words
        self._big = len(topology.nodes) >= MANY_NODES
        with collector_at_rest() if self._big else nullcontext():
            self._build()

    def __getstate__(self) -> dict[str, Any]:
        """All of it: a lab may be saved, or copied deeply, between two events while no command is under way.

        What is not plain data (a file of a capture, the process of a command, a filter that is a closure) refuses.
        """
        return {**self.__dict__, "_ports": {name: link.ports for name, link in self.links.items()}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        ports = state.pop("_ports")
        self.__dict__.update(state)
        for name, link in self.links.items():
            link.ports = ports[name]

    @classmethod
    def load(cls, lab: str | Path, seed: int | None = None, trust: bool = False) -> Lab:
        """A shipped lab by name, or a folder with a lab.yaml, or the file. Raises LabError.

        `seed` overrides the one in the file; with `trust` it may name configurations outside of its folder.
        """
        from iosemu.lab.catalog import find

        return cls(read(find(lab), trust), seed)

    @classmethod
    def from_yaml(
        cls, text: str, folder: str | Path = ".", seed: int | None = None, trust: bool = False
    ) -> Lab:
        """A lab from the text of a lab.yaml; configurations are looked for in `folder`. Raises LabError."""
        return cls(parse(text, tidy(os.path.join(folder, "lab.yaml")), trust), seed)

    def checkpoint(self) -> bytes:
        """The whole running lab: tables, sessions, SAs, timers, frames on their way, what chance will bring.

        `restore` makes a lab of it that goes on as this one does, to the byte, in another process and on another
        machine, too; this one is left as it is. Captures into files are the host's and are not in it. Raises LabError
        while a command is under way at a terminal line (a ping, a telnet), and for filters and taps of a script's own.
        """
        from iosemu.lab.checkpoint import save

        return save(self)

    @classmethod
    def restore(cls, data: bytes) -> Lab:
        """The lab that `checkpoint` saved. Nothing in `data` is carried out, and it names no file of the host.

        Raises LabError for what is damaged, what is no checkpoint, and one that another version of iosemu made.
        """
        from iosemu.lab.checkpoint import restore

        calm_collector()
        lab = restore(data)
        if lab._big:
            gc.freeze()  # it stays
            gc.set_threshold(*CALM)
        return lab

    def _build(self) -> None:
        calm_collector()
        wires: dict[str, list[tuple[InterfaceName, Link]]] = {name: [] for name in self.topology.nodes}
        for spec in self.topology.links:
            rng = chance.Later(self.seed, "link", spec.name)
            link = Link(self.scheduler, rng, spec.name, spec.delay, spec.loss, spec.rate)
            self.links[link.name] = link
            for endpoint in spec.endpoints:
                wires[endpoint.node].append((endpoint.interface, link))
        for number, node in enumerate(self.topology.nodes.values(), 1):
            device = Device(node.name, node.platform, self.scheduler, self.seed, number, node.release)
            device.startup_config = node.config
            ports: dict[InterfaceName, Link | None] = dict(wires[node.name])
            for name in (*device.platform.chassis, *ports_named(node.config, device.platform)):
                ports.setdefault(name, None)
            for name in sorted(ports, key=device.platform.sort_key):
                device.install(name, ports[name])
            self.nodes[node.name] = Node(self, _shell(device))
        for one in self.nodes.values():
            one.shell.boot()
        for link in self.links.values():
            link.refresh()

    def refused_lines(self) -> list[str]:
        """Lines that the start-up configurations hold in vain: ``R1.cfg:3: interface Fa0/9: % Invalid input …``."""
        found = []
        for node in self.nodes.values():
            spec = self.topology.nodes[node.name]
            where = spec.config_name or f"configuration of {node.name}"
            if node.shell.boot_text != spec.config:  # it was written since
                where = f"startup-config of {node.name}"
            elif self.topology.path is not None and spec.config_name:
                where = tidy(os.path.join(os.path.dirname(self.topology.path), spec.config_name))
            found += [f"{where}:{number}: {line}: {reason}" for number, line, reason in node.shell.boot_refused]
        return found

    # nodes and links

    def __getitem__(self, name: str) -> Node:
        """Raises LabError for a node that the lab does not have."""
        found = self.nodes.get(name)
        if found is None:
            by_case = {known.lower(): node for known, node in self.nodes.items()}
            found = by_case.get(name.lower())
        if found is None:
            raise LabError(f'lab {self.name} has no node "{name}"; its nodes: {", ".join(self.nodes)}')
        return found

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __len__(self) -> int:
        return len(self.nodes)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in map(str.lower, self.nodes)

    def link(self, *where: str) -> Link:
        """By an endpoint (``"R1:Fa0/0"``), by two nodes (``"R1", "ISP"``) or by its name. Raises LabError."""
        found = self._links(*where)
        if not found:
            raise LabError(f"no link at {' and '.join(where)}; links: {', '.join(self.links)}")
        if len(found) > 1:
            raise LabError(f"several links at {' and '.join(where)}: {', '.join(link.name for link in found)}")
        return found[0]

    def _links(self, *where: str) -> list[Link]:
        if len(where) == 1 and where[0] in self.links:
            return [self.links[where[0]]]
        wanted = [self._place(text) for text in where]
        found = []
        for spec, link in zip(self.topology.links, self.links.values(), strict=True):
            ends = {(end.node, end.interface) for end in spec.endpoints}
            nodes = {end.node for end in spec.endpoints}
            if all((node, port) in ends if port is not None else node in nodes for node, port in wanted):
                found.append(link)
        return found

    def _place(self, text: str) -> tuple[str, InterfaceName | None]:
        name, colon, port = text.partition(":")
        node = self[name.strip()].name
        if not colon:
            return node, None
        try:
            return node, InterfaceName.parse(port.strip())
        except ValueError:
            raise LabError(f'"{port}" in "{text}" is no interface name') from None

    # time

    @property
    def now(self) -> float:
        """Virtual seconds since power-on."""
        return self.scheduler.now

    def run(self, seconds: float) -> None:
        """Let `seconds` of virtual time pass. Raises ValueError for a negative time."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self.scheduler.run(self.scheduler.now + seconds)

    def settle(self, limit: float = SETTLE_LIMIT) -> bool:
        """Run until no protocol has work due but its periodic timers, at most `limit` seconds; False if it did not."""
        return self.scheduler.settle(limit)

    def waiting(self) -> list[Waiting]:
        """Who waits for what, soonest first: what `settle` goes on for. Each is a `Waiting`; `print` tells it in words.

        Empty when the lab has settled: then only periodic work and ageing is due.
        """
        from iosemu.lab.waiting import waiting

        found = (each for each in waiting(self.scheduler) if not each.background)
        return sorted(found, key=lambda each: each.due)

    def run_until(self, condition: Callable[[], bool], limit: float = SETTLE_LIMIT) -> bool:
        """Run until `condition` holds, looking after each event; False if it did not within `limit` seconds."""
        end = self.scheduler.now + limit
        while not condition():
            time = self.scheduler.next_time()
            if time is None or time > end:
                self.scheduler.run(end)
                return condition()
            self.scheduler.step()
        return True

    def until(self, condition: Callable[[], T], timeout: float = SETTLE_LIMIT, every: float = LOOK) -> T:
        """Run until `condition()` is true and return what it gave, looking now and `every` so many virtual seconds.

        ``lab.until(lambda: lab["R2"].rows("show ip route eigrp"), 60)``. Raises LabError when `timeout` is over, with
        what the lab still waits for.
        """
        if every <= 0:
            raise ValueError("there is some time between two looks")
        end = self.scheduler.now + timeout
        while not (found := condition()):
            if self.scheduler.now >= end:
                left = "; ".join(map(str, self.waiting()[:3])) or "nothing but periodic work is due"
                raise LabError(f"it did not come within {timeout:g} s ({left})")
            self.scheduler.run(min(self.scheduler.now + every, end))
        return found

    def fork(self) -> Lab:
        """A second lab that goes on from here as this one does, to the byte; neither reaches the other.

        Raises LabError where `checkpoint` does.
        """
        return Lab.restore(self.checkpoint())

    @overload
    def events(self, kind: type[E], *nodes: str) -> Events[E]: ...

    @overload
    def events(self, kind: str, *nodes: str) -> Events[Any]: ...

    def events(self, kind: type[Any] | str, *nodes: str) -> Events[Any]:
        """Collect events of one kind from now on, of these routers or of all: ``lab.events("ospf.NeighborChanged")``.

        A type, or its name as `iosemu.lab.events.kinds` lists it. See `Events`; raises LabError.
        """
        from iosemu.lab.events import Events, kind_named

        return Events(self, kind_named(kind), [self[name] for name in nodes] or list(self.nodes.values()))

    # why

    def trace(
        self, node: str, dst: str, protocol: str | int = "icmp", src_port: int = 49152, dst_port: int = 0, *,
        source: str | None = None, size: int = 100, df: bool = False, ttl: int = 255, tos: int = 0, vrf: str = "",
    ) -> Trace:  # fmt: skip
        """What would happen to a packet that leaves, or (from a foreign `source`) reaches, a router now, and why.

        ``print(lab.trace("R1", "10.2.2.1"))``; see `Trace`. `protocol` is a name or number, `size` the datagram's
        bytes; a place is an address, ``R2``, ``R2:Lo0`` or ``Lo0`` of the router. Nothing of the lab changes: a copy
        forwards the packet. Raises LabError for what cannot be sent.
        """
        from iosemu.lab.trace.packet import Asked, protocol_of
        from iosemu.lab.trace.run import trace
        from iosemu.lab.trace.words import place_of

        here = self[node]
        src = place_of(self, source, here) if source is not None else 0
        number = protocol_of(str(protocol))
        asked = Asked(place_of(self, dst, here), src, number, src_port, dst_port, size, df, ttl, tos)
        return trace(self, here.name, asked, vrf)

    def diagnose(self, node: str = "", interface: str = "") -> Report:
        """What ought to be up and is not, on an interface, a router, or (without a name) in the whole lab: cables,
        tunnels, keys, registrations, neighbours; and what the two ends do not agree on. Raises LabError.
        """
        from iosemu.lab.trace.run import diagnose
        from iosemu.types import InterfaceName

        try:
            name = InterfaceName.parse(interface) if interface else None
        except ValueError:
            raise LabError(f'"{interface}" is no interface name') from None
        return diagnose(self, self[node].name if node else "", name)

    # faults

    def cut(self, *where: str) -> None:
        """Pull a cable: both its ends lose carrier. See `link` for how to name it.

        On a shared segment an endpoint (or one node) means the cable between that station and the segment: it alone
        loses carrier. The name of the link, or two nodes of it, mean the cables of all. Raises LabError.
        """
        link, station = self.cable(*where)
        if station:
            link.unplug(station)
        else:
            link.cut()

    def repair(self, *where: str) -> None:
        """Plug in again what the same words cut; the whole link brings back single stations, too. Raises LabError."""
        link, station = self.cable(*where)
        if station:
            link.plug(station)
        else:
            link.repair()

    def cable(self, *where: str) -> tuple[Link, str]:
        """The link that `cut` and `repair` mean, and its one station ("R1:FastEthernet0/0") or "" for all of it."""
        if not where:
            raise LabError("which link?")
        link = self.link(*where)
        if len(where) > 1 or where[0] in self.links:
            return link, ""
        spec = next(spec for spec in self.topology.links if spec.name == link.name)
        node, port = self._place(where[0])
        ends = [end for end in spec.endpoints if end.node == node and port in (None, end.interface)]
        if len(spec.endpoints) < 3:
            return link, ""
        if len(ends) > 1:
            raise LabError(f"several cables at {where[0]}: {', '.join(map(str, ends))}")
        return link, str(ends[0])

    def lose(self, *where: str, share: float) -> None:
        """From now on a link (see `link`) loses this share of its frames (0 to 1), for each station by chance.

        Raises LabError for a share out of range.
        """
        self.link(*where).loss = _share(share)

    loss = lose

    def delay(self, *where: str, seconds: float) -> None:
        """From now on frames need so long on a link; those under way come as they would have. Raises LabError."""
        link = self.link(*where)
        if not 0 <= seconds <= LONGEST_DELAY:
            raise LabError(f"a delay is from 0 to {LONGEST_DELAY:.0f} seconds, not {seconds}")
        link.delay = float(seconds)

    def inject(self, node: str, interface: str, frame: bytes) -> None:
        """A frame comes in on a port, as if somebody had put it on the cable; what it brings about is due at once.

        A port that is down does not hear it. Raises LabError for what is no physical port of the router.
        """
        _, port = self._place(f"{node}:{interface}")
        device = self[node].device
        if not device.running:
            raise LabError(f"{self[node].name} has no power")
        found = device.interfaces.get(port) if port is not None else None
        if found is None or not device.platform.has_port(found.name):
            raise LabError(f'{self[node].name} has no port "{interface}"')
        self.scheduler.call(0.0, found.receive, bytes(frame))

    def duplicate(self, *where: str, share: float) -> None:
        """From now on a link delivers this share of its frames (0 to 1) twice. Raises LabError."""
        self.link(*where).duplicate = _share(share)

    def reorder(self, *where: str, share: float, within: float = 0.1) -> None:
        """From now on a link holds this share of its frames (0 to 1) back, up to `within` seconds. Raises LabError."""
        link = self.link(*where)
        if not 0 <= within < float("inf"):
            raise LabError(f"frames cannot come {within} s late")
        link.reorder, link.reorder_within = _share(share), within

    def filter(self, *where: str, keep: Callable[[str, bytes], bool]) -> Callable[[], None]:
        """Drop frames on a link for which `keep(sender, frame)` is false; returns the function that ends it."""
        link = self.link(*where)
        link.filters.append(keep)
        return Enrolled(link.filters, keep)

    # captures

    def capture(self, *where: str, folder: str | Path | None = None) -> Capture:
        """Record what crosses a link (see `link`), or without arguments all of them; see `Capture`."""
        from pathlib import Path

        from iosemu.lab.capture import Capture, KeyLog

        links = [self.link(*where)] if where else list(self.links.values())
        keys = KeyLog(node.device for node in self.nodes.values())
        capture = Capture(links, keys, Path(folder) if folder is not None else None)
        self._captures.append(capture)
        return capture

    def close(self) -> None:
        """Finish captures that go to files. A lab may also be used as a context manager.

        What routers have written into their flash (`monitor capture … export`) goes to the same folder. Raises
        LabError for what could not be written, after all else has been.
        """
        if self._big:
            self._big = False
            gc.unfreeze()  # the lab, and any other big one
        problems: list[LabError] = []
        for capture in self._captures:
            steps: list[Callable[[], object]] = [capture.stop]
            if capture.folder is not None:
                steps.append(partial(self.save_flash, capture.folder))
            for step in steps:
                try:
                    step()
                except LabError as problem:
                    problems.append(problem)
        self._captures.clear()
        if problems:
            raise problems[0]

    def save_flash(self, folder: str | Path) -> list[Path]:
        """The files in the routers' flash, as ``R1-name``. Raises LabError after having tried all."""
        from pathlib import Path

        where, files = Path(folder), []
        failed: LabError | None = None
        for node in self.nodes.values():
            for name, data in node.device.flash.items():
                file = where / f"{node.name}-{name.replace('/', '_')}"
                try:
                    where.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(data)
                    files.append(file)
                except (OSError, ValueError) as error:
                    failed = LabError(f"{getattr(error, 'strerror', None) or 'cannot be written'}", file)
        if failed is not None:
            raise failed
        return files

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            self.close()
        except LabError:
            if kind is None:  # otherwise something else has gone wrong already
                raise


def _shell(device: Device) -> DeviceShell:
    if device.platform.router:
        return DeviceShell(device)
    from iosemu.lab.pc.shell import PcShell

    return PcShell(device)


def _share(share: float) -> float:
    if not 0 <= share <= 1:
        raise LabError(f"a share is a number from 0 to 1, not {share}")
    return share
