"""What the router knows of names: its table, what it was told, and whom it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.device.events import VrfEmptied
from iosemu.device.vrf import Vrf
from iosemu.features.dns.model import DnsConfig
from iosemu.features.dns.resolver import EVERYBODY, Lookup, LookupUser
from iosemu.records import dataclass
from iosemu.types import IPv4, parse_ipv4
from iosemu.wire import dns

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.features.dns.server import DnsServer

KEPT = 72 * 3600.0  # seconds that an answer stays in the table without being used
MOST = 1000  # answers that are kept
STATIC_TTL = 10  # seconds, of entries of `ip host`


@dataclass(slots=True)
class Answer:
    """What a name server said. Times are virtual seconds."""

    name: str
    type: int
    records: list[dns.Record]
    until: float  # the shortest time to live has passed
    used_at: float
    vrf: str = ""

    @property
    def addresses(self) -> list[IPv4]:
        return [record.address for record in self.records if record.address is not None]


class DnsEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.answers: dict[tuple[str, str, int], Answer] = {}  # by VRF, name in small letters, type
        self.lookups: dict[int, Lookup] = {}  # under way
        self.server: DnsServer | None = None
        self._serial = 0

    def start(self) -> None:
        self.host.device.bus.listen(VrfEmptied, self._emptied)
        self._agree()

    def _emptied(self, event: VrfEmptied) -> None:
        """What was asked and told in a VRF goes with it."""
        config, gone = self.config, event.vrf
        config.vrf_servers.pop(gone, None)
        for key in [key for key in config.vrf_hosts if key[0] == gone]:
            del config.vrf_hosts[key]
        self.answers = {key: each for key, each in self.answers.items() if each.vrf != gone}
        for lookup in list(self.lookups.values()):
            if lookup.vrf.name == gone:
                lookup.give_up()

    def changed(self, change: Change) -> None:
        self._agree()

    def stop(self) -> None:
        for lookup in self.lookups.values():
            lookup.done = True  # whoever waits for it is gone as well
        self.lookups.clear()

    @property
    def config(self) -> DnsConfig:
        return self.host.device[DnsConfig]

    def _agree(self) -> None:
        if self.config.server and self.server is None:
            from iosemu.features.dns.server import DnsServer

            self.server = DnsServer(self)
        elif not self.config.server and self.server is not None:
            self.server.close()
            self.server = None


    # what is known

    def candidates(self, name: str) -> list[str]:
        """The names that a word may stand for: with the domains, if it is a single one, before itself."""
        config = self.config
        if name.endswith("."):
            found = [name[:-1]]
        elif "." in name:
            found = [name]
        else:
            domains = config.domains or ([config.domain] if config.domain else [])
            found = [*(f"{name}.{domain.strip('.')}" for domain in domains), name]
        return [each for each in found if _is_valid(each)]

    def known(self, name: str, vrf: str = "") -> IPv4 | None:
        """The address of a name that need not be asked for, or of an address in dots."""
        try:
            return parse_ipv4(name)
        except ValueError:
            pass
        found = self.static(name, vrf)
        if found:
            return found[-1] if self.host.device.software.last_host_address else found[0]
        for candidate in self.candidates(name):
            answer = self.remembered(candidate, dns.A, vrf)
            if answer is not None and answer.addresses:
                address = answer.addresses[0]
                if self.config.round_robin:
                    answer.records.sort(key=lambda record: record.address == address)  # to the end
                return address
        return None

    def hosts(self, vrf: str) -> dict[str, list[IPv4]]:
        """Those of `ip host` in a VRF."""
        if not vrf:
            return self.config.hosts
        return {name: addresses for (place, name), addresses in self.config.vrf_hosts.items() if place == vrf}

    def static(self, name: str, vrf: str = "") -> list[IPv4]:
        """The addresses of `ip host`, also with the domain name added."""
        lower = {known.lower(): addresses for known, addresses in self.hosts(vrf).items()}
        wanted = name.lower().removesuffix(".")
        for candidate in (wanted, *map(str.lower, self.candidates(name))):
            if lower.get(candidate):
                return lower[candidate]
        return []

    def name_of(self, address: IPv4, vrf: str = "") -> str:
        """Of an address, as far as it is known; else ""."""
        for name, addresses in self.hosts(vrf).items():
            if address in addresses:
                return name
        answer = self.remembered(dns.reverse_name(address), dns.PTR, vrf)
        return next((record.target for record in answer.records if record.type == dns.PTR), "") if answer else ""

    def remembered(self, name: str, type: int, vrf: str = "") -> Answer | None:
        """An answer that still holds."""
        answer = self.answers.get((vrf, name.lower(), type))
        if answer is None or answer.until <= self.host.now:
            return None
        answer.used_at = self.host.now
        return answer

    def remember(self, name: str, type: int, message: dns.Message, vrf: str = "") -> None:
        now = self.host.now
        self.answers = {key: each for key, each in self.answers.items() if now - each.used_at <= KEPT}
        if len(self.answers) >= MOST:
            oldest = min(self.answers, key=lambda key: self.answers[key].used_at)
            del self.answers[oldest]
        life = min(record.ttl for record in message.answers)
        self.answers[vrf, name.lower(), type] = Answer(name, type, message.answers, now + life, now, vrf)

    def kept(self) -> list[Answer]:
        """The answers of the global table, also those whose time is over."""
        return [each for each in self.answers.values() if not each.vrf and self.host.now - each.used_at <= KEPT]

    # asking

    def look_up(self, name: str, user: LookupUser, vrf: str = "") -> Lookup | None:
        """Ask for the address of a name; None where nobody may be asked, or for no name that could be."""
        names = self.candidates(name)
        if not self.config.lookup or not names:
            return None
        return self.ask(names, dns.A, self.servers(vrf) or [EVERYBODY], user, vrf)

    def servers(self, vrf: str) -> list[IPv4]:
        """The name servers of a VRF."""
        return self.config.vrf_servers.get(vrf, []) if vrf else self.config.servers

    def ask(self, names: list[str], type: int, servers: list[IPv4], user: LookupUser, vrf: str = "") -> Lookup:
        self._serial += 1
        place = self.host.device.vrfs.get(vrf)
        assert place is not None
        lookup = self.lookups[self._serial] = Lookup(self, self._serial, names, type, list(servers), user, place)
        lookup.begin()
        return lookup

    def source(self, vrf: Vrf) -> IPv4:
        """The address that questions come from; 0: that of the interface they leave by."""
        name = self.config.source
        iface = self.host.device.interfaces.get(name) if name is not None else None
        return iface.address or 0 if iface is not None and iface.line_up and iface.vrf is vrf else 0

    def free_port(self) -> int:
        handlers = self.host.device.ip.udp.handlers
        while True:
            port = self.host.rng.randrange(49152, 65536)
            if port not in handlers:
                return port


def _is_valid(name: str) -> bool:
    try:
        return len(dns.pack_name(name)) > 1
    except ValueError:  # also: letters that are none of Latin-1
        return False
