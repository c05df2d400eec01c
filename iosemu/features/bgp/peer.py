"""A neighbour: what it is told, its sessions (one at most is established), and what was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.sources import CONNECTED, LOCAL
from iosemu.features.bgp.events import (
    AdjacencyChanged,
    NeighborReset,
    NotOpened,
    OpenDelayed,
    OpenFailed,
    OpenStarted,
    PassiveOpen,
    PassiveRefused,
    Reset,
    SessionStep,
    Step,
    TopologyRemoved,
)
from iosemu.features.bgp.fsm import Event, State
from iosemu.features.bgp.session import ACTIVE, PASSIVE, Session
from iosemu.records import dataclass
from iosemu.types import MAX_IPV4, IPv4, Prefix, format_ip
from iosemu.wire.bgp import PORT, Cease, Code, Notification, Open

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sockets.tcp import Connection, TcpLayer
    from iosemu.device.vrf import Vrf
    from iosemu.features.bgp.leaving import Leave
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.model import Settings
    from iosemu.features.bgp.nexthop import NextHop
    from iosemu.features.bgp.process import Process

LONGEST_WAIT = 35000  # milliseconds before an active open
PRECEDENCE = 0xC0
INTERNAL, EXTERNAL, CONFEDERATION = "internal", "external", "confed"


@dataclass(slots=True)
class Tally:
    """Messages of one direction."""

    opens: int = 0
    notifications: int = 0
    updates: int = 0
    keepalives: int = 0
    refreshes: int = 0

    @property
    def total(self) -> int:
        return self.opens + self.notifications + self.updates + self.keepalives + self.refreshes


@dataclass(slots=True)
class Told:
    """A NOTIFICATION as `show ip bgp neighbors` remembers the last one."""

    at: float
    sent: bool
    code: int
    subcode: int
    data: bytes
    role: str


class Peer:
    """Times are virtual seconds. `dynamic`: made by a listen range, whose prefix and group these are. Of its `settings`
    those of the session count; `members` are the families that it takes part in, by whether it is that of IPv6."""

    def __init__(
        self, process: Process, home: Vrf, address: int, settings: Settings, number: int,
        listen: tuple[Prefix, str] | None = None,
    ) -> None:  # fmt: skip
        self.process = process
        self.home = home
        self.address = address
        self.settings = settings
        self.members: dict[bool, Member] = {}
        self.listen = listen
        self.host = process.host.child()
        self.handle = process.device.ip.tcp.handle(0x10000 + number * 8)
        self.sessions: dict[str, Session] = {}  # by role
        self.session: Session | None = None  # that is established
        self.number = 0  # of the session
        self.sent = Tally()
        self.received = Tally()
        self.established = self.dropped = 0
        self.changed_at: float | None = None  # when it went up or down; None: it never was up
        self.last_reset: Reset | None = None
        self.reset_at = 0.0
        self.last_notification: Told | None = None
        self.last_read = self.last_written = 0.0
        self.reach_up = self.reach_down = 0  # how often there was a route to it, or none any more
        self.reachable = False
        self.way: NextHop | None = None  # to it
        # what the last session said
        self.identifier: IPv4 = 0
        self.open: Open | None = None
        self.over_limit = False  # `Idle (PfxCt)`
        self.leaving: Leave | None = None  # it is to be shut down
        self.type = EXTERNAL
        self.own_as = False  # it knows us by our own number, not by that of `local-as`
        self.classify()

    # what it is

    @property
    def text(self) -> str:
        """As timers name it."""
        return f"{self.home.name} {format_ip(self.address)}".lstrip()

    @property
    def vrf(self) -> str:
        return self.home.name

    @property
    def wide(self) -> bool:
        """Its session is one over IPv6."""
        return self.address > MAX_IPV4

    @property
    def routes(self) -> RoutingTable:
        """Where the way to it is looked up."""
        return self.home.v6 if self.wide else self.home.v4

    @property
    def _tcp(self) -> TcpLayer:
        device = self.process.device
        return device.ip6.tcp if self.wide else device.ip.tcp

    def speaks(self, family: tuple[int, int]) -> bool:
        """The session is up, and both ends take part in the family."""
        return self.session is not None and family in self.session.families

    @property
    def dynamic(self) -> bool:
        return self.listen is not None

    @property
    def remote_as(self) -> int:
        return self.settings.session.remote_as or (self.open.asn if self.open is not None else 0)

    def classify(self) -> None:
        """`type` is "internal", "external", or "confed": another AS of our confederation."""
        instance = self.process.instance
        if self.remote_as == instance.asn:
            self.type = INTERNAL
        elif instance.confederation_id and self.remote_as in instance.confederation_peers:
            self.type = CONFEDERATION
        else:
            self.type = EXTERNAL

    @property
    def local_as(self) -> int:
        """What we say in our OPEN."""
        if self.type == EXTERNAL:
            return self.posed_as or self.process.public_as
        return self.process.instance.asn

    @property
    def posed_as(self) -> int | None:
        """`local-as`, while we speak under that number."""
        return None if self.own_as else self.settings.session.local_as

    def other_as(self) -> None:
        """It does not know us by this number: `dual-as` tries the other one."""
        if self.settings.session.local_as_dual:
            self.own_as = not self.own_as

    @property
    def up(self) -> bool:
        return self.session is not None

    @property
    def state(self) -> str:
        """As `show ip bgp summary` says it."""
        if self.session is not None:
            return State.ESTABLISHED.value
        if self.settings.session.shutdown:
            return "Idle (Admin)"
        if self.over_limit:
            return "Idle (PfxCt)"
        furthest = max(self.sessions.values(), key=lambda each: list(State).index(each.state), default=None)
        if furthest is None:
            return State.IDLE.value
        return "Closing" if furthest.closing else furthest.state.shown

    @property
    def source(self) -> int:
        """The address that the session must have here; 0: any of ours."""
        name = self.settings.session.update_source
        if name is None:
            return 0
        iface = self.process.device.interface(name)
        if iface is None or not iface.line_up:
            return 0
        if self.wide:
            return (self.process.device.ip6.source_on(iface, self.address) or 0) if iface.wide else 0
        return iface.address or 0

    @property
    def interface(self) -> Interface | None:
        """Of the network that we share with it."""
        found = self._attached()
        return found[0] if found is not None else None

    def _attached(self) -> tuple[Interface, Prefix] | None:
        route = self.routes.lookup(self.address)
        if route is None or route.source not in (CONNECTED, LOCAL) or route.paths[0].interface is None:
            return None
        return route.paths[0].interface, route.prefix

    @property
    def subnet(self) -> Prefix | None:
        found = self._attached()
        return found[1] if found is not None else None

    @property
    def must_be_attached(self) -> bool:
        """A neighbour of another AS that is one hop away."""
        lines = self.settings.session
        far = lines.ebgp_multihop > 1 or lines.ttl_security > 1 or lines.disable_connected_check
        return self.type == EXTERNAL and not far

    @property
    def secret(self) -> bytes | None:
        password = self.settings.session.password
        return password.encode() if password else None

    @property
    def hold_time(self) -> int:
        lines = self.settings.session
        return self.process.instance.hold if lines.hold is None else lines.hold

    @property
    def keepalive_time(self) -> int:
        lines = self.settings.session
        return self.process.instance.keepalive if lines.keepalive is None else lines.keepalive

    # opening

    @property
    def may_open(self) -> bool:
        lines = self.settings.session
        if lines.shutdown or self.over_limit or self.dynamic or lines.connection_mode == "passive":
            return False
        return bool(self.members and self.process.router_id(self.home))

    def start(self) -> None:
        """It was configured, or may begin again."""
        if self.may_open and not self.up:
            self.delay_open()

    def delay_open(self, why: NotOpened | None = None) -> None:
        """The next active open comes some seconds from now."""
        if not self.may_open:
            return
        jitter = self.process.device.software.bgp_open_jitter
        if jitter == 60:
            wait = self.host.rng.randrange(6, 14) * 1024
        else:
            wait = self.host.rng.randrange(LONGEST_WAIT * 72 // 100, LONGEST_WAIT)
        self.host.after(wait / 1000, self.active_open)
        self.host.emit(OpenDelayed(self.vrf, self.address, wait, LONGEST_WAIT, jitter, why))

    def active_open(self) -> None:
        if not self.may_open or self.up or ACTIVE in self.sessions:
            return
        session = self.sessions[ACTIVE] = Session(self, ACTIVE)
        session.feed(Event.AUTOMATIC_START)

    def connect(self, session: Session) -> bool:
        """Open a connection for it; False: that was not possible."""
        lines, tcp = self.settings.session, self._tcp
        route = self.routes.lookup(self.address)
        lacks = route is None or (self.must_be_attached and self._attached() is None)
        if lacks or (lines.update_source is not None and not self.source):
            self.host.emit(OpenFailed(self.vrf, self.address, NotOpened.NO_ROUTE))
            return False
        source = self.source or tcp.stack.source_for(self.home, self.address) or 0
        self.host.emit(OpenStarted(self.vrf, self.address, source))
        connection = tcp.connect(
            self.home, self.address, PORT, session, src=self.source, key=self.secret, dress=self.dress
        )
        if connection is None:
            return False
        session.connection = connection
        return True

    @property
    def ttl(self) -> int:
        lines = self.settings.session
        if self.type != EXTERNAL or lines.ttl_security:
            return 255
        return lines.ebgp_multihop or 1

    def dress(self, connection: Connection) -> None:
        """What belongs to the connections of this neighbour."""
        lines = self.settings.session
        connection.ttl, connection.tos = self.ttl, PRECEDENCE
        connection.least_ttl = 255 - lines.ttl_security if lines.ttl_security else 0
        if self.process.device.software.bgp_sessions:
            connection.machine.settings.nagle = True
            connection.ask_path(self.asks_path)

    @property
    def asks_path(self) -> bool:
        """RFC 1191 on its connections, as its own line or that of all says."""
        own = self.settings.session.path_mtu
        return own != "disable" and (bool(own) or self.process.instance.path_mtu_discovery)

    @property
    def helps(self) -> bool:
        """What it told is kept while it restarts (RFC 4724)."""
        restart = self.open.restart if self.open is not None else None
        if not self.process.instance.graceful_restart or restart is None:
            return False
        return any(member.family in restart.families for member in self.members.values())

    @property
    def restarting(self) -> bool:
        """What it told is kept while it is away."""
        return any(member.restarting for member in self.members.values())

    @property
    def _engaged(self) -> bool:
        """No other connection of its is wanted; one that may have restarted unnoticed is heard (RFC 4724 section 5)."""
        found = self.sessions.get(PASSIVE)
        return found is not None and not (found is self.session and self.helps)

    def admits(self, connection: Connection) -> bool:
        """It knocks: is it welcome, on this address?"""
        lines, local = self.settings.session, connection.local[0]
        if lines.shutdown or self.over_limit or lines.connection_mode == "active" or self._engaged:
            return False
        if not self.process.router_id(self.home):
            return False
        if self.must_be_attached and self._attached() is None:
            return False
        wanted = self.source
        if lines.update_source is not None and local != wanted:
            self.host.emit(PassiveRefused(self.vrf, self.address, local, lines.update_source, wanted))
            return False
        self.dress(connection)
        return True

    def accept(self, connection: Connection) -> Session | None:
        """It has opened a connection."""
        if self._engaged or self.settings.session.shutdown or self.over_limit:
            return None
        self.host.emit(PassiveOpen(self.vrf, self.address, connection.local[0]))
        session = self.sessions[PASSIVE] = Session(self, PASSIVE)
        session.connection = connection
        session.feed(Event.AUTOMATIC_START_PASSIVE)
        return session

    # up and down

    def came_up(self, session: Session) -> None:
        self.session = session
        self.number += 1
        self.established += 1
        self.changed_at = self.host.now
        self.identifier = session.open.identifier if session.open is not None else 0
        self.open = session.open
        self.classify()
        self.host.cancel(self.active_open)
        self.host.emit(SessionStep(self.vrf, self.address, session.role, Step.ASSIGNED, self.handle, self.number))
        if session.role == PASSIVE:
            self.host.emit(SessionStep(self.vrf, self.address, "", Step.STOP_OPEN, self.handle, self.number))
        self.host.emit(SessionStep(self.vrf, self.address, session.role, Step.UP, self.handle, self.number))
        self.process.liveness.agree(self)
        if self.logs:
            self.host.emit(AdjacencyChanged(self.vrf, self.address, True, dynamic=self.dynamic))
        self.process.peer_up(self)

    @property
    def logs(self) -> bool:
        return self.process.instance.log_neighbor_changes

    def went_down(self, session: Session, reason: Reset, notified: bool) -> None:
        """One of its sessions is over."""
        if self.sessions.get(session.role) is session:
            del self.sessions[session.role]
        was_up = self.session is session
        role = "" if was_up else session.role
        if reason is not Reset.COLLISION:
            self.last_reset, self.reset_at = reason, self.host.now
        tells = self.logs and (was_up or notified) and reason is not Reset.COLLISION
        quiet = reason in (Reset.USER, Reset.SHUTDOWN, Reset.CLIENT) and was_up
        if tells and not quiet:
            self.host.emit(NeighborReset(self.vrf, self.address, reason, role, self.dynamic))
        self.host.emit(SessionStep(self.vrf, self.address, session.role, Step.RESET, self.handle, self.number, reason))
        if was_up:
            self.session = None
            self.dropped += 1
            self.changed_at = self.host.now
            self.process.peer_down(self, reason)
        if tells:
            self.host.emit(AdjacencyChanged(self.vrf, self.address, False, reason, role, self.dynamic))
            if was_up:
                for member in self.members.values():
                    if member.family in session.families:
                        self.host.emit(TopologyRemoved(self.vrf, self.address, reason, self.dynamic, member.wide))
        if session.untold is not None:
            self.host.emit(session.untold)
        if was_up:
            self.process.liveness.end(self)
        if self.dynamic:
            if not self.sessions and not self.restarting:
                self.process.forget(self)
        elif not self.up and self.host.due(self.active_open) is None:
            self.delay_open(session.why)

    def _all_sessions(self) -> list[Session]:
        found = list(self.sessions.values())
        return found if self.session is None or self.session in found else [self.session, *found]

    def remember(self, sent: bool, told: Notification, role: str) -> None:
        self.last_notification = Told(self.host.now, sent, told.code, told.subcode, told.data, role)

    def reset(self, reason: Reset, subcode: int = Cease.CONFIGURATION, data: bytes = b"") -> None:
        """End its sessions with a NOTIFICATION: cease."""
        for session in self._all_sessions():
            session.stop(reason, int(Code.CEASE), int(subcode), data)

    def lose(self, reason: Reset) -> None:
        """The way to it is gone: nothing can be said any more."""
        for session in self._all_sessions():
            session.lose(reason)

    def stop(self, reason: Reset | None = None, subcode: int = Cease.DECONFIGURED) -> None:
        """It is no longer configured."""
        for session in self._all_sessions():
            if reason is None:
                session.forget()
            else:
                session.stop(reason, int(Code.CEASE), int(subcode))
        self.host.stop()
