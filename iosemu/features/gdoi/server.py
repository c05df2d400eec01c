"""A group of a key server: its TEKs and KEK, and the members that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.rsa import RsaKey
from iosemu.features.gdoi.coop import Cooperation
from iosemu.features.gdoi.events import KeyMissing, MemberRegistered, Step, TransportChanged, Unauthorized
from iosemu.features.gdoi.model import Group, LocalServer, SaIpsec
from iosemu.features.gdoi.policy import KEK_BLOCKS, KEK_SIZES, UNFIT, KekSa, Line, Tek, keys_of, sak_of, sat_of, told
from iosemu.features.gdoi.push import Pushes
from iosemu.features.gdoi.registered import Registered
from iosemu.features.ipsec.builtin import profile_named
from iosemu.features.ipsec.transforms import policy_of, proposal_of
from iosemu.features.isakmp import proposal as phase2
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.keying.contract import ESP, Layer
from iosemu.types import IPv4, is_multicast
from iosemu.wire import gdoi as wire
from iosemu.wire import ipv4
from iosemu.wire.gdoi import Gap, GapAttribute, GroupSa, KeyDownload
from iosemu.wire.isakmp import Attribute, Delete

if TYPE_CHECKING:
    from iosemu.features.gdoi.engine import GdoiEngine

LEAST_MARGIN = 90  # seconds before the end of a TEK that the next one is told, at least
PART = 10  # and a tenth of its life
LEAST_AGE = 30  # seconds that it has before it is followed by another
AGAIN = 10.0  # seconds until what could not be renewed is tried again


class KeyServer:
    """`rekeys` counts those that were sent; retransmissions are not."""

    def __init__(self, engine: GdoiEngine, name: str) -> None:
        self.engine = engine
        self.name = name
        self.teks: list[Tek] = []  # that live, oldest first
        self.kek: KekSa | None = None
        self.members: dict[IPv4, Registered] = {}
        self.pushes = Pushes(self)
        self.began = engine.host.now  # of the group's clock
        self.coop = Cooperation(self)
        self.published: object = None  # policy as it was last told
        self.changed = False  # policy, and nobody has been told
        self.complained = False  # about the pair that signs
        self.unicast = self.config.unicast  # as it was told last

    @property
    def group(self) -> Group:
        return self.engine.config.groups[self.name]

    @property
    def config(self) -> LocalServer:
        found = self.group.local
        assert found is not None
        return found

    # policy

    def lines(self, sa: SaIpsec) -> list[Line]:
        return told(self.engine.acl.get(sa.acl)) if sa.acl else []

    def transform(self, sa: SaIpsec) -> tuple[Layer, int] | None:
        """How it is sealed, and for how many seconds; None: not at all."""
        device = self.engine.host.device
        profile = profile_named(device, sa.profile) if sa.profile else None
        if profile is None:
            return None
        policy = policy_of(device, profile)
        for found in policy.sets:
            layers = proposal_of(found, 0, 0, 0).layers
            if len(layers) == 1 and layers[0].protocol == ESP and layers[0].cipher not in UNFIT:
                return layers[0], policy.seconds
        return None

    def policy(self) -> object:
        """What members ought to know, to be compared."""
        config = self.config
        sas = [(sa.number, tuple(self.lines(sa)), str(self.transform(sa)), sa.replay, sa.window) for sa in self._sas()]
        return sas, config.receive_only

    def _sas(self) -> list[SaIpsec]:
        return [self.config.sas[number] for number in sorted(self.config.sas)]

    @property
    def key(self) -> RsaKey | None:
        """That signs rekeys."""
        pairs = self.engine.rsa.labelled(self.config.rekey_key) if self.config.rekey_key else []
        return pairs[0].key if pairs else None

    @property
    def rekeys_possible(self) -> bool:
        """Is there a pair that signs, and a way to the members?"""
        return self.key is not None and (self.config.unicast or self.target != 0)

    @property
    def target(self) -> IPv4:
        """The group that multicast rekeys go to: the destination that the list of `rekey address` permits; 0: none."""
        compiled = self.engine.acl.get(self.config.rekey_acl) if self.config.rekey_acl else None
        for rule in compiled.rules if compiled is not None else ():
            if rule.entry.permit and is_multicast(rule.entry.dst):
                return rule.entry.dst
        return 0

    # keys

    def live(self) -> list[Tek]:
        now = self.engine.host.now
        self.teks = [tek for tek in self.teks if tek.ends > now]
        return self.teks

    def newest(self, number: int) -> Tek | None:
        return next((tek for tek in reversed(self.live()) if tek.number == number), None)

    def make_tek(self, sa: SaIpsec) -> Tek | None:
        """One more; None: profile or list do not say what."""
        made = self.transform(sa)
        if made is None or not any(line.permit for line in self.lines(sa)):
            return None
        rng, now = self.engine.host.rng, self.engine.host.now
        layer, seconds = made
        sizes = phase2.key_octets(layer)
        used = {tek.spi for tek in self.teks}
        spi = rng.randrange(phase2.LOWEST_SPI, 0x100000000)
        while spi in used:
            spi = rng.randrange(phase2.LOWEST_SPI, 0x100000000)
        keys = rng.randbytes(sizes[0]), rng.randbytes(sizes[1])
        tek = Tek(
            sa.number, spi, layer, *keys, seconds, now + seconds, sa.timed, sa.window, self.config.receive_only
        )
        self.teks.append(tek)
        self.engine.trace(Step.TEK_LIFETIME, seconds, of=None)
        return tek

    @property
    def moved(self) -> bool:
        """Do rekeys go another way than members were told?"""
        kek, config = self.kek, self.config
        return kek is not None and (kek.unicast, kek.group) != (config.unicast, 0 if config.unicast else self.target)

    def make_kek(self) -> KekSa | None:
        """None: there are no rekeys."""
        config, key, rng, now = self.config, self.key, self.engine.host.rng, self.engine.host.now
        if not self.rekeys_possible or key is None:
            self.kek = None
            if config.rekey_key and key is None and not self.complained:
                self.complained = True
                self.engine.host.emit(KeyMissing(self.name, config.rekey_key))
            return None
        self.complained = False
        cipher, _, bits = config.rekey_algorithm.partition(" ")
        size = KEK_SIZES.get(cipher) or int(bits) // 8
        seconds = config.rekey_lifetime
        self.kek = KekSa(
            rng.randbytes(8) + rng.randbytes(8), cipher, rng.randbytes(KEK_BLOCKS[cipher]), rng.randbytes(size), "sha1",
            key.public_der(), key.bits, seconds, now + seconds, config.unicast, 0 if config.unicast else self.target,
        )  # fmt: skip
        return self.kek

    def ensure(self) -> None:
        """There is a TEK of each SA, and a KEK where there are rekeys; another server may have to make them."""
        if not self.coop.leads:
            return
        for sa in self._sas():
            if self.newest(sa.number) is None:
                self.make_tek(sa)
        if self.kek is None or self.kek.ends <= self.engine.host.now or not self.rekeys_possible or self.moved:
            self.make_kek()
        if self.published is None:
            self.published = self.policy()
        self.schedule()

    # time

    def margin(self, seconds: int) -> float:
        """How long before its end something of that life is followed by its successor."""
        config = self.config
        late = config.retransmit * config.attempts if self.rekeys_possible else 0
        return min(max(LEAST_MARGIN, seconds / PART) + late, seconds - LEAST_AGE)

    def schedule(self) -> None:
        """The next rekey."""
        now = self.engine.host.now
        if not self.coop.leads:
            self.engine.host.cancel(self.due)
            return
        newest = [tek for tek in (self.newest(sa.number) for sa in self._sas()) if tek is not None]
        due = [tek.ends - self.margin(tek.seconds) for tek in newest]
        if self.kek is not None:
            due.append(self.kek.ends - self.margin(self.kek.seconds))
        if due and (self.members or self.coop.on):
            delay = min(due) - now
            self.engine.host.after(delay if delay > 0 else AGAIN, self.due, background=True)
        else:
            self.engine.host.cancel(self.due)

    def due(self) -> None:
        """The timer: what comes to its end is followed by something new, which the members are told."""
        now, renewed = self.engine.host.now, False
        for sa in self._sas():
            tek = self.newest(sa.number)
            if (tek is None or tek.ends - self.margin(tek.seconds) <= now) and self.make_tek(sa) is not None:
                renewed = True
        kek = self.kek
        new_kek = kek is not None and kek.ends - self.margin(kek.seconds) <= now
        if renewed or new_kek:
            self.rekey(new_kek)
        else:  # profile or list are not there
            self.schedule()

    def rekey(self, new_kek: bool = False, replace: bool = False) -> bool:
        """Tell all members the policy and the keys of now. `replace`: those that are not told are void at once.
        False: there is no way to."""
        old = self.kek
        self.published = self.policy()
        if old is None or not self.rekeys_possible:
            self.schedule()
            self.coop.announce()
            return False
        if new_kek or self.moved or self.engine.host.device.software.gdoi_kek_each:
            self.make_kek()
        self.pushes.begin(old, replace)
        self.schedule()
        self.coop.announce()
        return True

    def replace(self, now: bool) -> bool:
        """`crypto gdoi ks rekey`: new TEKs; `now`: the others are void at once. False: it did nothing."""
        if not self.coop.leads:
            return False
        if self.policy() != self.published or self.changed or now:
            self.changed = False
            before = list(self.live())
            for sa in self._sas():
                self.make_tek(sa)
            for tek in before:
                tek.ends = self.engine.host.now if now else min(tek.ends, self.engine.host.now + LEAST_MARGIN)
            return self.rekey(new_kek=now, replace=now)
        return self.rekey()

    def remove_members(self, now: bool) -> bool:
        """`clear crypto gdoi ks members`: all give up their keys, soon or at once, and register anew, for other ones.
        False: another server is the primary."""
        if not self.coop.leads:
            return False
        kek, old, host = self.kek, list(self.live()), self.engine.host
        if kek is not None and self.members and old:
            removal = Delete(wire.Protocol.ESP, [tek.spi.to_bytes(4, "big") for tek in old], wire.DOI)
            self.pushes.remove(kek, removal, now)
        else:
            self.members.clear()
        for tek in old:
            tek.ends = host.now if now else min(tek.ends, host.now + LEAST_MARGIN)
        for sa in self._sas():
            self.make_tek(sa)
        self.make_kek()
        self.published = self.policy()
        self.schedule()
        self.coop.announce()
        return True

    # registration

    def admits(self, address: IPv4) -> bool:
        """May a member register? Told if not. While nobody is primary nobody may."""
        self.ensure()
        if not self.coop.leads and not self.live():
            return False
        name = self.config.authorization
        compiled = self.engine.acl.get(name) if name else None
        if compiled is None or compiled.permits(ipv4.IPv4(address, 0, 0, b"")):
            return True
        self.engine.host.emit(Unauthorized(self.name, address))
        return False

    def payloads(self, server: IPv4, member: IPv4, replace: bool = False) -> tuple[GroupSa, KeyDownload]:
        """Policy and keys of now."""
        engine, now = self.engine, self.engine.host.now
        parts: list[wire.Part] = []
        if self.kek is not None:
            parts.append(sak_of(self.kek, server, member, now))
        attributes = []
        if replace:
            attributes.append(Attribute(GapAttribute.ACTIVATION_DELAY, 0))
            attributes.append(Attribute(GapAttribute.DEACTIVATION_DELAY, 0))
        if any(tek.timed for tek in self.live()):
            clock = now - self.began
            engine.trace(Step.PSEUDOTIME, clock, of=self)
            attributes.append(Attribute(GapAttribute.PSEUDOTIME, int(clock * 1000), 8))
        if attributes:
            parts.append(Gap(attributes))
        for sa in self._sas():
            teks = [tek for tek in self.live() if tek.number == sa.number]
            for line in self.lines(sa):
                if line.permit:
                    for tek in teks:
                        engine.trace(Step.CONSTRUCT_TEK, tek.spi, of=self)
                        parts.append(sat_of(line, tek, now))
                elif teks:
                    parts.append(sat_of(line, None, now))
        return GroupSa(parts), KeyDownload(keys_of(self.live(), self.kek))

    def offer(self, sa: IkeSa) -> tuple[GroupSa, KeyDownload]:
        """To a member that registers."""
        self.ensure()
        return self.payloads(self.config.address or sa.local, sa.remote)

    def registered(self, sa: IkeSa) -> None:
        again = sa.remote in self.members
        rekey = self.pushes.under_way
        if rekey is not None and rekey.removal is not None:
            rekey.waiting.discard(sa.remote)
        found = self.members.setdefault(sa.remote, Registered(sa.remote, sa.local, sa.vrf))
        found.server, found.vrf, found.in_a_row = sa.local, sa.vrf, 0
        self.engine.host.emit(MemberRegistered(self.name, sa.remote, again))
        self.schedule()
        self.coop.announce()

    # life

    def configured(self) -> None:
        """The configuration is another one."""
        if self.unicast != self.config.unicast:
            self.unicast = self.config.unicast
            self.engine.host.emit(TransportChanged(self.name, self.unicast))
        if not self.rekeys_possible and self.coop.leads:
            self.kek = None
            self.pushes.stop()
        self.coop.agree()

    def end(self) -> None:
        """This router is no server of the group any more."""
        self.engine.host.cancel(self.due)
        self.pushes.stop()
        self.coop.stop()

    def clear(self) -> None:
        """`clear crypto gdoi`: keys and members are forgotten."""
        self.engine.host.cancel(self.due)
        self.pushes.stop()
        self.teks, self.kek, self.published = [], None, None
        self.members.clear()
