"""`crypto ikev2 client flexvpn`: which of several hubs a tunnel with `tunnel destination dynamic` leads to.

A peer that does not answer, or is lost, gives way to the next one in order; behind the last comes the first again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.ikev2.events import FlexDown, FlexUp
from iosemu.features.ikev2.model import FlexClient
from iosemu.features.keying.events import SocketChanged
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.gre.engine import GreEngine
    from iosemu.features.ikev2.engine import Ikev2Engine

PATIENCE = 60.0  # seconds until a peer that does not answer gives way
PAUSE = 1.0  # seconds from the loss of a peer to the next try
CHANGING = ""  # between two peers: what the old one still says does not count
IDLE, WAITING, NEGOTIATING, ACTIVE = "IDLE", "CONNECT_REQUIRED", "NEGOTIATING", "ACTIVE"


@dataclass(slots=True)
class Course:
    """What a client does: with which of its peers, by number; `local` while it is connected."""

    state: str = IDLE
    peer: int = 0
    tunnel: InterfaceName | None = None
    address: IPv4 = 0  # the peer's
    local: IPv4 = 0


class Clients:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine
        self.courses: dict[str, Course] = {}

    def start(self) -> None:
        self.engine.device.bus.listen(SocketChanged, self._socket)

    def _driver(self, course: Course) -> TunnelDriver | None:
        iface = self.engine.device.interfaces.get(course.tunnel) if course.tunnel is not None else None
        driver = iface.driver if iface is not None else None
        return driver if isinstance(driver, TunnelDriver) and driver.config.dynamic else None

    # the model and the world

    def agree(self) -> None:
        """Lines came or went."""
        config = self.engine.config.clients
        for name in [name for name in self.courses if name not in config]:
            self._stop(name, self.courses[name])
            del self.courses[name]
        for name, client in config.items():
            course = self.courses.setdefault(name, Course())
            if course.tunnel != client.tunnel:
                self._stop(name, course)
                course.tunnel = client.tunnel
            if course.peer and client.peers.get(course.peer) != course.address:
                self._stop(name, course)
            self._look(name, client, course)

    def interface_changed(self, iface: Interface) -> None:
        for name, course in list(self.courses.items()):
            client = self.engine.config.clients.get(name)
            if course.tunnel == iface.name and client is not None:
                self._look(name, client, course)

    def _look(self, name: str, client: FlexClient, course: Course) -> None:
        """Begin where all is there, end where something is missing."""
        driver = self._driver(course)
        if driver is None or not driver.iface.up or not client.peers:
            self._stop(name, course)
        elif course.state == IDLE and client.connect == "auto":
            self._try(name, client, course, min(client.peers))
        elif course.state == IDLE:
            course.state = WAITING

    def connect(self, name: str) -> bool:
        """By command. False: there is nothing to be done."""
        course, client = self.courses.get(name), self.engine.config.clients.get(name)
        if course is None or client is None or course.state != WAITING:
            return False
        self._try(name, client, course, min(client.peers))
        return True

    def clear(self, name: str) -> None:
        """By command: from the beginning."""
        course, client = self.courses.get(name), self.engine.config.clients.get(name)
        if course is not None and client is not None:
            self._stop(name, course)
            self._look(name, client, course)

    # its course

    def _try(self, name: str, client: FlexClient, course: Course, number: int) -> None:
        driver = self._driver(course)
        if driver is None:
            return
        course.state = CHANGING
        driver.engine.choose(driver, 0)  # the same one may be tried again
        self._end_sas(course)
        course.state, course.peer, course.address = NEGOTIATING, number, client.peers[number]
        self.engine.host.after(PATIENCE, self.next, name)
        driver.engine.choose(driver, course.address)

    def next(self, name: str) -> None:
        """The peer in turn has not answered, or is lost."""
        client, course = self.engine.config.clients.get(name), self.courses.get(name)
        if client is None or course is None or course.state != NEGOTIATING or not client.peers:
            return
        behind = [number for number in sorted(client.peers) if number > course.peer]
        self._try(name, client, course, behind[0] if behind else min(client.peers))

    def _stop(self, name: str, course: Course) -> None:
        self.engine.host.cancel(self.next, name)
        if course.state == ACTIVE:
            self._lost(name, course)
        course.state = CHANGING
        gre: GreEngine = self.engine.host.peer("gre")
        driver = gre.drivers.get(course.tunnel) if course.tunnel is not None else None
        if driver is not None and driver.chosen:
            gre.choose(driver, 0)
        self._end_sas(course)
        course.state, course.peer, course.address = IDLE, 0, 0

    def _end_sas(self, course: Course) -> None:
        """What is left with the peer that it had."""
        for sa in list(self.engine.life.sas.values()):
            if sa.initiator and course.address and sa.remote == course.address:
                self.engine.life.delete(sa)

    def _lost(self, name: str, course: Course) -> None:
        course.state = NEGOTIATING
        self.engine.host.emit(FlexDown(name, course.local, course.address))

    def failed(self, tunnel: InterfaceName) -> None:
        """SAs for a tunnel could not be had."""
        for name, course in self.courses.items():
            if course.tunnel == tunnel and course.state == NEGOTIATING:
                self.engine.host.after(PAUSE, self.next, name)

    def _socket(self, event: SocketChanged) -> None:
        for name, course in self.courses.items():
            if course.tunnel != event.iface or course.address != event.peer:
                continue
            if event.up and course.state == NEGOTIATING:
                course.state, course.local = ACTIVE, event.local
                self.engine.host.cancel(self.next, name)
                driver = self._driver(course)
                inside = (driver.iface.address or 0) if driver is not None and driver.iface.config.negotiated else 0
                self.engine.host.emit(FlexUp(name, event.local, event.peer, inside))
            elif not event.up and course.state == ACTIVE:
                self._lost(name, course)
                self.engine.host.after(PAUSE, self.next, name)
