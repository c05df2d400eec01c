"""All BFD sessions of a router, who watches by them, and whose packets are whose."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.features.bfd import model
from iosemu.features.bfd.contract import News, Told, Watch
from iosemu.features.bfd.events import ClientTold, Deregistered, PacketSeen, Registered
from iosemu.features.bfd.fsm import Event
from iosemu.features.bfd.model import BfdConfig, BfdInterface, Settings
from iosemu.features.bfd.session import Session
from iosemu.features.bfd.ways import Place, Source, Way, way_of
from iosemu.types import IPv4
from iosemu.wire import Malformed, bfd
from iosemu.wire.bfd import Control, State

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.wire.udp import Udp

Key = tuple[Place, IPv4]

GRACE = 0.06  # seconds from the end of a line to that of a session that is watched still
CEF = "CEF"  # forwarding itself follows each session

BAD_TTL = "Invalid TTL"
NOT_CONFIGURED = "BFD Not Configured"
NO_ADJACENCY = "No BFD Adjacency"
BAD_HEADER = "Invalid Header Bits"
BAD_DISCRIMINATOR = "Invalid Discriminator"
ADMIN_DOWN = "Session AdminDown"


class BfdEngine(Engine):
    def start(self) -> None:
        self.sessions: dict[Key, Session] = {}
        self._watches: dict[Place, dict[IPv4, list[Watch]]] = {}
        self._listening: dict[int, Claim] = {}  # by port, while there are sessions that use it
        self._mine: dict[int, Session] = {}  # by discriminator, also those that are on their way out
        self._leaving: dict[Key, Session] = {}
        self._last_discriminator = 0
        self.drops: dict[str, int] = {}

    def stop(self) -> None:
        self.sessions.clear()
        self._watches.clear()
        self._mine.clear()
        self._leaving.clear()

    # clients

    def watch(self, client: str, way: Way, neighbor: IPv4, told: Told) -> Watch:
        """See `contract`."""
        watch = Watch(self, client, way.place, neighbor, told)
        watches = self._watches.setdefault(way.place, {}).setdefault(neighbor, [])
        watches.append(watch)
        session = self.sessions.get((way.place, neighbor))
        if session is None:
            self._agree_with(way, neighbor)
            return watch
        if not any(other.client == client for other in watches[:-1]):
            session.note(Registered(client, neighbor, session.interface, session.handle))
        if session.state is State.UP:
            self._notify(session, watch, News.UP)
        return watch

    def forget(self, watch: Watch) -> None:
        """The end of `watch`."""
        there = self._watches.get(watch.place, {})
        watches = there.get(watch.neighbor, [])
        if watch not in watches:
            return
        watches.remove(watch)
        session = self.sessions.get((watch.place, watch.neighbor))
        if session is not None and not any(other.client == watch.client for other in watches):
            self._deregistered(session, watch.client)
        if not watches:
            del there[watch.neighbor]
            if session is not None:
                self._delete(session)
        if not there:
            self._watches.pop(watch.place, None)

    def clients(self, session: Session) -> list[str]:
        """Who is registered, in the order of registration; forwarding comes second."""
        watches = self._watches.get(session.way.place, {}).get(session.neighbor, ())
        names = list(dict.fromkeys(watch.client for watch in watches))
        if self.host.device.software.bfd_cef and names:
            names.insert(1, CEF)
        return names

    def tell(self, session: Session, news: News) -> None:
        """All who watch by a session hear of it."""
        for watch in self._heeding(session):
            self._notify(session, watch, news)

    def _heeding(self, session: Session) -> Iterator[Watch]:
        """Who watches, and still does when its turn comes."""
        for watch in tuple(self._watches.get(session.way.place, {}).get(session.neighbor, ())):
            if watch in self._watches.get(session.way.place, {}).get(session.neighbor, ()):
                yield watch

    def _notify(self, session: Session, watch: Watch, news: News) -> None:
        up, admin = news is News.UP, news is News.ADMIN_DOWN
        ids = session.discriminator, session.handle
        session.note(ClientTold(watch.client, session.neighbor, *ids, up, admin))
        watch.told(watch, news)

    def _deregistered(self, session: Session, client: str) -> None:
        ids = session.handle, session.discriminator
        session.note(Deregistered(client, session.neighbor, session.interface, *ids))

    # sessions come and go

    def changed(self, change: Change) -> None:
        owner = getattr(change.owner, "name", None) if change.record is BfdInterface else None
        for place in list(self._watches):
            if owner is None or place == owner:
                self._agree(place)

    def interface_changed(self, iface: Interface) -> None:
        """Of a line that goes down the clients hear first: they end their watches."""
        for place in list(self._watches):
            if isinstance(place, Source) or (place == iface.name and iface.line_up):
                self._agree(place)
            elif place == iface.name:
                self.host.after(GRACE, self._agree, place)

    def settings(self, iface: Interface) -> Settings | None:
        """The timers of an interface, None without any."""
        return model.settings_of(iface.get(BfdInterface), self._config)

    @property
    def _config(self) -> BfdConfig:
        config = self.host.device.get(BfdConfig)
        return config if config is not None else BfdConfig()

    def _agree(self, place: Place) -> None:
        """There are sessions with those that are watched, while there are timers and the way stands."""
        way = way_of(self.host.device, place)
        for neighbor in list(self._watches.get(place, ())):
            if way is not None:
                self._agree_with(way, neighbor)

    def timers(self, way: Way, neighbor: IPv4) -> Settings | None:
        """Of a session there; None: there can be none now."""
        if not way.ready or not way.own_address:
            return None
        if way.iface is not None:
            return self.settings(way.iface)
        return model.settings_of_map(self._config, way.own_address, neighbor)

    def _agree_with(self, way: Way, neighbor: IPv4) -> None:
        watches = self._watches.get(way.place, {}).get(neighbor)
        if watches is None:  # who heard of another one has ended its watch
            return
        settings, session = self.timers(way, neighbor), self.sessions.get((way.place, neighbor))
        if session is None:
            if settings is not None:
                self._create(way, neighbor, settings)
        elif settings is None or not session.way.stands(self.host.device):
            for client in dict.fromkeys(watch.client for watch in watches):
                self._deregistered(session, client)
            self._delete(session)
            for watch in self._heeding(session):
                watch.told(watch, News.GONE)
        elif settings != session.settings:
            session.configure(settings)

    def _create(self, way: Way, neighbor: IPv4, settings: Settings) -> None:
        key = way.place, neighbor
        before = self._leaving.get(key)
        if before is not None:
            self.gone(before)
        handles = {session.handle for session in self.sessions.values()}
        handle = next(number for number in count(1) if number not in handles)
        session = Session(self, self.host.child(), way, neighbor, self._discriminator(), handle, settings)
        self.sessions[key] = self._mine[session.discriminator] = session
        self._listen()
        for client in dict.fromkeys(watch.client for watch in self._watches[way.place][neighbor]):
            session.note(Registered(client, neighbor, session.interface, handle))
        session.start()
        for watch in self._heeding(session):
            watch.told(watch, News.BEGUN)

    def _listen(self) -> None:
        """The ports of the kinds of sessions that there are."""
        wanted = {session.way.port for session in self._mine.values()}
        if bfd.PORT in wanted:
            wanted.add(bfd.ECHO_PORT)
        for port in wanted - self._listening.keys():
            user = self.echo if port == bfd.ECHO_PORT else self.far if port == bfd.MULTIHOP_PORT else self.control
            self._listening[port] = self.host.device.ip.udp.listen(port, user)
        for port in self._listening.keys() - wanted:
            self._listening.pop(port)()

    def _discriminator(self) -> int:
        """IOS XE counts on; the others take the lowest that is free."""
        first = self.host.device.software.bfd_first_discriminator
        if first == 1:
            return next(number for number in count(1) if number not in self._mine)
        self._last_discriminator = max(self._last_discriminator + 1, first)
        return self._last_discriminator

    def _delete(self, session: Session) -> None:
        key = session.way.place, session.neighbor
        if self.sessions.get(key) is not session:
            return
        del self.sessions[key]
        self._leaving[key] = session
        session.host.after(session.delete(), self.gone, session, background=True)

    def gone(self, session: Session) -> None:
        """A session that was deleted has told its neighbour for long enough."""
        session.step(Event.DETECT_EXPIRED)
        session.host.stop()
        self._leaving.pop((session.way.place, session.neighbor), None)
        self._mine.pop(session.discriminator, None)
        self._listen()

    # packets

    def control(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        """A datagram to the port of control packets, of a neighbour one hop away."""
        if passage.packet.ttl != bfd.TTL:
            self._drop(BAD_TTL)
        else:
            self._take(udp.payload, passage, iface.name, self.settings(iface) is not None)

    def far(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        """Of one that is more than that."""
        packet = passage.packet
        timers = model.settings_of_map(self._config, packet.dst, packet.src)
        self._take(udp.payload, passage, Source(passage.vrf.name, packet.dst), timers is not None)

    def _take(self, data: bytes, passage: Passage, place: Place, has_timers: bool) -> None:
        packet = passage.packet
        here, watched = self.sessions.get((place, packet.src)), self.host.device.bus.wants(PacketSeen)
        if here is not None and not watched and here.usual(data):
            return
        try:
            message = Control.decode(data)
        except Malformed:
            self._drop(BAD_HEADER)
            return
        session = here
        if message.yours:
            session = self._mine.get(message.yours)
            if session is None or session.way.place != place or session.neighbor != packet.src:
                self._drop(BAD_DISCRIMINATOR)
                return
        elif message.state not in (State.ADMIN_DOWN, State.DOWN):
            self._drop(BAD_DISCRIMINATOR)
            return
        elif session is None:
            self._drop(NO_ADJACENCY if has_timers else NOT_CONFIGURED)
            return
        if here is not session:
            self._drop(ADMIN_DOWN)  # on its way out
            return
        wrong = session.seal.judge(message, data)
        if wrong:
            self._drop(wrong)
            return
        if watched:
            self.host.emit(PacketSeen(
                packet.src, session.discriminator, message.mine, message.diag, message.state, message.poll,
                message.final, session.received.count + 1, packet.ttl,
            ))  # fmt: skip
        session.take(message, data)

    def echo(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        """A datagram to the port of echoes: one of ours that came back."""
        packet = passage.packet
        try:
            echo = bfd.Echo.decode(udp.payload)
        except Malformed:
            self._drop(BAD_HEADER)
            return
        session = self._mine.get(echo.discriminator)
        if session is None or session.way.iface is not iface or packet.src != session.own_address:
            self._drop(BAD_DISCRIMINATOR)
        elif packet.ttl < bfd.TTL - 1:
            self._drop(BAD_TTL)
        else:
            session.echoes.heard()

    def _drop(self, reason: str) -> None:
        self.drops[reason] = self.drops.get(reason, 0) + 1
