"""UDP 500 and 4500, and what else key exchanges listen on (GDOI: 848), given out by version and marker.

    500, 848   message                     -> the version in its header (RFC 2408 section 3.1, RFC 7296 section 3.1)
    4500       0 0 0 0, message            -> the same (non-ESP marker, RFC 3948 section 2.2)
               0xff                        -> nothing: it kept a NAT awake
               anything else               -> ESP in UDP, for IPsec

A port is open while somebody uses it. No other socket carries keys.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from iosemu.device.engine import Engine, Host
from iosemu.features.keying.engine import OWN
from iosemu.wire.isakmp import NAT_KEEPALIVE, NAT_PORT, NON_ESP_MARKER, PORT

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.keying.engine import KeyingEngine
    from iosemu.wire.udp import Udp

PORTS = (PORT, NAT_PORT)
_VERSION_AT = 17  # octet of both headers whose upper half is the major version


class IkeUser(Protocol):
    """One version of IKE, or another exchange in its format."""

    def message(
        self, local: int, local_port: int, remote: int, remote_port: int, data: bytes, vrf: str = ""
    ) -> None:
        """A message came, without marker; of another version, or too short for a header, when no better user runs."""


class IkeEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._keying: KeyingEngine = host.peer("keying")
        self._users: dict[tuple[int, int], IkeUser] = {}  # (port, major version)
        self._close: dict[int, Callable[[], None]] = {}  # by port

    def stop(self) -> None:
        for close in self._close.values():
            close()
        self._close.clear()
        self._users.clear()

    def register(self, version: int, user: IkeUser, ports: tuple[int, ...] = PORTS) -> None:
        """Messages of a major version go to `user`. Raises PortInUse when another feature has a port, ValueError when
        another user has the version there."""
        for port in ports:
            if self._users.get((port, version), user) is not user:
                raise ValueError(f"port {port}, version {version}: taken")
        udp = self.host.device.ip.udp
        for port in ports:
            self._users[port, version] = user
            if port not in self._close:
                self._close[port] = udp.listen(port, self._from_nat if port == NAT_PORT else self._from)

    def unregister(self, version: int, ports: tuple[int, ...] = PORTS) -> None:
        """That version is off; a port without users closes."""
        for port in ports:
            self._users.pop((port, version), None)
            if port in self._close and not any(used == port for used, _ in self._users):
                self._close.pop(port)()

    def send(self, vrf: str, local: int, local_port: int, remote: int, remote_port: int, data: bytes) -> bool:
        """A message; False: no route, no such VRF. From port 4500 with the marker that sets it off from ESP."""
        payload = NON_ESP_MARKER + data if local_port == NAT_PORT else data
        return self._send(vrf, local, local_port, remote, remote_port, payload)

    def keep_awake(self, vrf: str, local: int, local_port: int, remote: int, remote_port: int) -> None:
        """Something for the NAT on the way (RFC 3948 section 4)."""
        self._send(vrf, local, local_port, remote, remote_port, NAT_KEEPALIVE)

    def _send(self, vrf: str, local: int, local_port: int, remote: int, remote_port: int, payload: bytes) -> bool:
        device = self.host.device
        found = device.vrfs.get(vrf)
        if found is None:
            return False
        return device.ip.udp.send(found, local, local_port, remote, remote_port, payload, origin=OWN)

    def _from(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        self._message(udp, passage, udp.payload)

    def _from_nat(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        payload = udp.payload
        if payload == NAT_KEEPALIVE:
            return
        if payload.startswith(NON_ESP_MARKER):
            self._message(udp, passage, payload[len(NON_ESP_MARKER) :])
        elif self._keying.user is not None:
            self._keying.user.udp_esp(payload, passage, iface, (udp.src_port, udp.dst_port))

    def _message(self, udp: Udp, passage: Passage, data: bytes) -> None:
        port = udp.dst_port
        user = self._users.get((port, data[_VERSION_AT] >> 4)) if len(data) > _VERSION_AT else None
        if user is None:  # whoever is there complains
            user = next(each for (used, _), each in self._users.items() if used == port)
        packet = passage.packet
        user.message(packet.dst, port, packet.src, udp.src_port, data, passage.vrf.name)
