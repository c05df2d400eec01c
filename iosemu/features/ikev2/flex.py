"""Configuration payloads (RFC 7296 section 2.19, 3.15): addresses out of pools, and routes that both ends tell.

The initiator asks in IKE_AUTH and tells its own subnets afterwards (CFG_SET); the responder answers with what the
authorization policy of the peer says. What is learnt are static routes into the tunnel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from iosemu.cli.context import Change
from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.device.rib import Path, Route
from iosemu.device.sources import named
from iosemu.features.acl.model import AclConfig
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.ikev2.authorize import policy_of
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.model import AuthorPolicy, Ikev2Profile
from iosemu.features.ikev2.sa import Given, IkeSa, Request
from iosemu.features.ikev2.states import Purpose
from iosemu.features.keying.contract import SaWant
from iosemu.features.localpool.engine import LocalPoolEngine
from iosemu.types import MAX_IPV4, IPv4, Prefix, format_ipv4, length_of, mask_of
from iosemu.wire import printable
from iosemu.wire.ikev2 import ConfigAttribute, ConfigType, Configuration, Exchange, Notification, Notify, Payload

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine

Attribute = tuple[int, bytes]
A = ConfigAttribute
SERVERS = 2  # of a kind that are taken of a peer
MOST = 256  # subnets that are taken of a peer
_NAMES = {
    A.INTERNAL_IP4_ADDRESS: "ipv4-addr", A.INTERNAL_IP4_NETMASK: "ipv4-netmask", A.INTERNAL_IP4_DNS: "ipv4-dns",
    A.INTERNAL_IP4_NBNS: "ipv4-nbns", A.APPLICATION_VERSION: "app-version", A.INTERNAL_IP4_SUBNET: "ipv4-subnet",
    A.BANNER: "banner", A.DEF_DOMAIN: "def-domain",
}  # fmt: skip
_WANTED = (A.INTERNAL_IP4_DNS, A.INTERNAL_IP4_NBNS, A.INTERNAL_IP4_SUBNET, A.BANNER, A.DEF_DOMAIN)


def _octets(address: IPv4) -> bytes:
    return address.to_bytes(4, "big")


def config_in(payloads: Sequence[Payload], kind: ConfigType) -> Configuration | None:
    """The configuration payload of a kind."""
    return next((each for each in payloads if isinstance(each, Configuration) and each.type == kind), None)


class Flex:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine

    @property
    def _pools(self) -> LocalPoolEngine:
        found: LocalPoolEngine = self.engine.host.peer("localpool")
        return found

    def _iface(self, sa: IkeSa) -> Interface | None:
        name = sa.given.tunnel
        return self.engine.device.interfaces.get(name) if name is not None else None

    def _tunnel_of(self, want: SaWant) -> Interface | None:
        """The tunnel with one far end that SAs are wanted for."""
        user = self.engine.user
        ifaces = user.interfaces_of(want) if user is not None else []
        found = ifaces[0] if len(ifaces) == 1 else None
        driver = found.driver if found is not None else None
        return found if isinstance(driver, TunnelDriver) and driver.remote else None

    # the initiator

    def request(self, sa: IkeSa, profile: Ikev2Profile, want: SaWant) -> list[Payload]:
        """What goes along in IKE_AUTH; nothing where the profile authorizes nobody and no address is wanted."""
        iface = self._tunnel_of(want)
        asks = iface is not None and iface.config.negotiated
        if iface is None or not (asks or profile.authorizes):
            return []
        sa.given.tunnel = iface.name
        wanted = [A.INTERNAL_IP4_ADDRESS, A.INTERNAL_IP4_NETMASK] if asks else []
        found = [(int(A.APPLICATION_VERSION), self._version()), *((int(each), b"") for each in (*wanted, *_WANTED))]
        return [self._out(sa, ConfigType.REQUEST, found)]

    def accepted(self, sa: IkeSa, profile: Ikev2Profile, payloads: Sequence[Payload]) -> bool:
        """The responder has proved itself, and answered. False: it is not authorized."""
        iface = self._iface(sa)
        if iface is None:
            return True
        policy = policy_of(self.engine, sa, profile)
        if policy is None:
            return False
        reply = config_in(payloads, ConfigType.REPLY)
        if reply is not None:
            self._learn(sa, reply)
            given = sa.given
            address = next((value for kind, value in reply.attributes if kind == A.INTERNAL_IP4_ADDRESS), b"")
            if len(address) == 4 and iface.config.negotiated:
                given.pushed = int.from_bytes(address, "big")
                self._address(iface, (given.pushed, 32))
        self._follow(sa, policy)
        return True

    def tell(self, sa: IkeSa) -> None:
        """The initiator's own subnets, once the SA is up."""
        iface, policy = self._iface(sa), sa.given.policy
        if iface is None or policy is None:
            return
        subnets = list(self._subnets(policy, iface))
        if subnets:
            payload = self._out(sa, ConfigType.SET, [_subnet(each) for each in subnets])
            self.engine.window.ask(sa, Request(Purpose.CONFIG, Exchange.INFORMATIONAL, [payload]))

    # the responder

    def reply(self, sa: IkeSa, policy: AuthorPolicy, payloads: Sequence[Payload]) -> list[Payload]:
        """The answer to what a peer asks for in IKE_AUTH."""
        request = config_in(payloads, ConfigType.REQUEST)
        sa.given.tunnel = sa.access
        iface = self._iface(sa)
        if request is not None:
            self._learn(sa, request)
        self._follow(sa, policy)
        if request is None or iface is None or not policy.name:
            return []
        asked = {kind for kind, _ in request.attributes}
        found: list[Attribute] = []
        failed: list[Payload] = []
        if A.INTERNAL_IP4_ADDRESS in asked and policy.pool:
            found += self._assign(sa, iface, policy)
            if not found:
                failed.append(Notification(Notify.INTERNAL_ADDRESS_FAILURE))
        if A.INTERNAL_IP4_DNS in asked:
            found += [(int(A.INTERNAL_IP4_DNS), _octets(each)) for each in policy.dns]
        if A.INTERNAL_IP4_NBNS in asked:
            found += [(int(A.INTERNAL_IP4_NBNS), _octets(each)) for each in policy.wins]
        if A.DEF_DOMAIN in asked and policy.def_domain:
            found.append((int(A.DEF_DOMAIN), policy.def_domain.encode()))
        if A.BANNER in asked and policy.banner:
            found.append((int(A.BANNER), policy.banner.encode()))
        if A.APPLICATION_VERSION in asked:
            found.append((int(A.APPLICATION_VERSION), self._version()))
        found += [_subnet(each) for each in self._subnets(policy, iface)]
        return [*([self._out(sa, ConfigType.REPLY, found)] if found else []), *failed]

    def _assign(self, sa: IkeSa, iface: Interface, policy: AuthorPolicy) -> list[Attribute]:
        """An address out of the policy's pool, and the way to it."""
        engine = self.engine
        address = self._pools.take(policy.pool, f"{iface.text} {sa.identity}")
        if address is None:
            engine.trace(sa, Step.ADDRESS_FAILED)
            engine.exits.note("Failed to allocate IP addr")
            return []
        engine.trace_peer(sa.remote, Step.ADDRESS_ALLOCATED, address, policy.pool)
        sa.given.pool, sa.given.address = policy.pool, address
        self._route(sa, iface, Prefix(address, 32), policy)
        mask = policy.netmask if policy.netmask is not None else MAX_IPV4
        return [(int(A.INTERNAL_IP4_ADDRESS), _octets(address)), (int(A.INTERNAL_IP4_NETMASK), _octets(mask))]

    def set(self, sa: IkeSa, offered: Configuration) -> Configuration:
        """A peer tells its subnets (CFG_SET): what answers."""
        self._learn(sa, offered)
        if sa.given.policy is not None:
            self._follow(sa, sa.given.policy)
        self.engine.trace(sa, Step.CONFIG_SET)
        return Configuration(ConfigType.ACK, [(kind, b"") for kind, _ in offered.attributes])

    # both

    def end(self, sa: IkeSa) -> None:
        """The SA has gone, and with it what it brought."""
        given, sa.given = sa.given, Given()
        iface = self.engine.device.interfaces.get(given.tunnel) if given.tunnel is not None else None
        if given.tunnel is not None:
            table = iface.table if iface is not None else self.engine.device.vrfs.default.v4
            others = [sa for sa in self.engine.life.sas.values() if sa.given.tunnel == given.tunnel and sa.established]
            for prefix in given.routes:
                if not any(prefix in sa.given.routes for sa in others):
                    table.update(_slot(given), prefix, None)
        if iface is not None and given.pushed is not None and iface.config.address == (given.pushed, 32):
            self._address(iface, None)
        if given.address is not None:
            self._pools.release(given.pool, given.address)

    def _version(self) -> bytes:
        image = self.engine.device.platform.image
        return f"Cisco IOS Software, {image.description}, Version {image.version}, {image.stage}".encode()

    def _out(self, sa: IkeSa, kind: ConfigType, attributes: list[Attribute]) -> Configuration:
        engine = self.engine
        engine.trace(sa, Step.CONFIG_OUT)
        engine.trace(sa, Step.CONFIG_TYPE, f"Config-{kind.name.lower()}")
        self._trace(sa, attributes)
        engine.trace(sa, Step.CONFIG_READY)
        return Configuration(kind, attributes)

    def _trace(self, sa: IkeSa, attributes: Iterable[Attribute]) -> None:
        for kind, value in attributes:
            name = _NAMES[A(kind)] if kind in set(A) else str(kind)
            data = f", data: {_told(kind, value)}" if value else ""
            self.engine.trace(sa, Step.CONFIG_ATTRIBUTE, name, len(value), data)

    def _learn(self, sa: IkeSa, found: Configuration) -> None:
        engine, given = self.engine, sa.given
        engine.trace_peer(sa.remote, Step.CONFIG_IN)
        engine.trace(sa, Step.CONFIG_TYPE, f"Config-{ConfigType(found.type).name.lower()}")
        self._trace(sa, found.attributes)
        for kind, value in found.attributes:
            number = int.from_bytes(value, "big") if len(value) == 4 else None
            if kind == A.APPLICATION_VERSION and value:
                given.version = printable(value)
            elif kind == A.DEF_DOMAIN and value:
                given.domain = printable(value)
            elif kind == A.BANNER and value:
                given.banner = printable(value)
            elif kind == A.INTERNAL_IP4_DNS and number and len(given.dns) < SERVERS:
                given.dns.append(number)
            elif kind == A.INTERNAL_IP4_NBNS and number and len(given.wins) < SERVERS:
                given.wins.append(number)
            elif kind == A.INTERNAL_IP4_NETMASK and number:
                given.netmask = number
            elif kind == A.INTERNAL_IP4_SUBNET and len(value) == 8 and len(given.remote) < MOST:
                prefix = _prefix(value)
                if prefix is not None and prefix not in given.remote:
                    given.remote.append(prefix)
        engine.trace(sa, Step.CONFIG_VALID)

    def _subnets(self, policy: AuthorPolicy, iface: Interface) -> Iterator[Prefix]:
        """What the policy says that is behind this end."""
        device = self.engine.device
        found: dict[Prefix, None] = {}
        if policy.set_interface and iface.address is not None:
            found[Prefix(iface.address, 32)] = None
        for name in policy.set_interfaces:
            other = device.interfaces.get(name)
            if other is not None and other.address is not None:
                found[Prefix(other.address, 32)] = None
        lists = device.get(AclConfig)
        for acl in (policy.set_acl, policy.subnet_acl):
            known = lists.find(acl) if lists is not None and acl else None
            for entry in known.entries if known is not None else ():
                mask = entry.src_wildcard ^ MAX_IPV4
                if entry.remark is None and entry.permit and not entry.src_wildcard & entry.src_wildcard + 1:
                    found[Prefix(entry.src, length_of(mask))] = None
        yield from found

    def _follow(self, sa: IkeSa, policy: AuthorPolicy) -> None:
        """Routes to what the peer told, and to what is known to be behind it. One without a name says nothing."""
        iface = self._iface(sa)
        if iface is None or not policy.name:
            return
        sa.given.policy = policy
        for address, mask in policy.set_remote:
            self._route(sa, iface, Prefix.of(address, length_of(mask)), policy)
        if policy.accept:
            for prefix in sa.given.remote:
                self._route(sa, iface, prefix, policy)

    def _route(self, sa: IkeSa, iface: Interface, prefix: Prefix, policy: AuthorPolicy) -> None:
        if prefix in sa.given.routes:
            return
        sa.given.routes.append(prefix)
        route = Route(prefix, named("static"), policy.accept_distance, 0, (Path(None, iface),), policy.accept_tag)
        iface.table.update(_slot(sa.given), prefix, route)

    def _address(self, iface: Interface, address: tuple[IPv4, int] | None) -> None:
        old, iface.config.address = iface.config.address, address
        change = Change(iface, InterfaceConfig, ("address",), old, address, iface.config)
        self.engine.device.commit([change])


def _slot(given: Given) -> str:
    return f"ikev2 {given.tunnel}"


def _subnet(prefix: Prefix) -> Attribute:
    return int(A.INTERNAL_IP4_SUBNET), _octets(prefix.network) + _octets(mask_of(prefix.length))


def _prefix(value: bytes) -> Prefix | None:
    try:
        return Prefix.of(int.from_bytes(value[:4], "big"), length_of(int.from_bytes(value[4:], "big")))
    except ValueError:
        return None


def _told(kind: int, value: bytes) -> str:
    if kind == A.INTERNAL_IP4_SUBNET and len(value) == 8:
        return f"{format_ipv4(int.from_bytes(value[:4], 'big'))} {format_ipv4(int.from_bytes(value[4:], 'big'))}"
    if len(value) == 4 and kind in (
        A.INTERNAL_IP4_ADDRESS, A.INTERNAL_IP4_NETMASK, A.INTERNAL_IP4_DNS, A.INTERNAL_IP4_NBNS,
    ):  # fmt: skip
        return format_ipv4(int.from_bytes(value, "big"))
    return printable(value)
