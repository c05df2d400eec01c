"""What happens in BFD, for debug, syslog and tests."""

from __future__ import annotations

from iosemu.features.bfd.fsm import Event
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4
from iosemu.wire.bfd import State


@dataclass(slots=True)
class Registered:
    """A client asked for the session; `iface` None: with a neighbour some hops away."""

    client: str
    neighbor: IPv4
    iface: InterfaceName | None
    handle: int


@dataclass(slots=True)
class Deregistered:
    client: str
    neighbor: IPv4
    iface: InterfaceName | None
    handle: int
    discriminator: int


@dataclass(slots=True)
class Stepped:
    """Something happened to a session that was in `state`, and is in `after` now."""

    discriminator: int
    handle: int
    event: Event
    state: State
    after: State


@dataclass(slots=True)
class ClientTold:
    """`up` False: the neighbour is not reached; with `admin` because it says so itself."""

    client: str
    neighbor: IPv4
    discriminator: int
    handle: int
    up: bool
    admin: bool


@dataclass(slots=True)
class PacketSeen:
    """A control packet went out or came in. `number`: how many of the session; `ttl` as it came, None: it was sent."""

    neighbor: IPv4
    discriminator: int
    remote: int
    diag: int
    state: int
    poll: bool
    final: bool
    number: int
    ttl: int | None
