"""Why two ends have no ISAKMP SA: what their policies, keys and profiles do not agree on; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import Ends, Finding, Line, Scene, first, line_of, said, without_openings
from iosemu.features.isakmp import identity, policy
from iosemu.features.isakmp.aggressive import peer_policy, plan
from iosemu.features.isakmp.explain_certificates import IKE, certificate_faults
from iosemu.features.isakmp.keyrings import Place
from iosemu.features.isakmp.model import ECDSA_SIG, PRE_SHARE, RSA_ENCR, RSA_SIG, SIGNATURES, IsakmpConfig, Policy
from iosemu.features.isakmp.policy import Offered
from iosemu.features.isakmp.remote import Plan
from iosemu.features.isakmp.rsa_encr import own_key
from iosemu.features.rsa.model import ENCRYPTION, PubkeyChain
from iosemu.records import dataclass
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.isakmp import IdType

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.isakmp.engine import IsakmpEngine

_WORDS = {"encryption": "encryption", "hash": "hash", "authentication": "authentication", "group": "group"}


@dataclass(slots=True)
class _End:
    """One of the two: who it is, whom it talks to, which key it has for that one."""

    device: Device
    engine: IsakmpEngine
    local: IPv4
    remote: IPv4
    vrf: str
    profile: str
    begins: bool = False  # it is the initiator

    @property
    def config(self) -> IsakmpConfig:
        return self.engine.config

    @property
    def plan(self) -> Plan | None:
        """What it begins aggressive mode with, if lines ask for it."""
        return plan(self.engine, self.profile, self.vrf, self.local, self.remote) if self.begins else None

    @property
    def suites(self) -> list[Policy]:
        """Its policies; those that it offers in aggressive mode have one group."""
        found = self.config.suites(self.device.software)
        if self.plan is None or self.config.aggressive_disabled:
            return found
        return [suite for suite in found if suite.group == found[0].group]

    def shown(self) -> tuple[int, str]:
        """The identity that it shows: its type and what it says."""
        ident = identity.payload(*identity.shown(self.config, self.profile, self.device, self.local), 0)
        if (begun := self.plan) is not None and not self.config.aggressive_disabled:
            ident = begun.ident
        return ident.type, identity.text(ident)

    def key(self) -> Place | None:
        """The pre-shared key for the other end, and where it stands."""
        return self.engine.keyrings.fits(self.profile, self.vrf, self.local, self.remote)

    def able(self) -> list[str]:
        return [PRE_SHARE] if self.key() is not None else []

    def key_lines(self) -> list[Line]:
        """Where its key stands, without it."""
        return self.lines_of(self.key())

    def lines_of(self, found: Place | None) -> list[Line]:
        """Where a key stands, without it."""
        if found is None:
            return []
        owner = self.config.keyrings[found.ring] if found.ring else self.config
        table = "hosts" if isinstance(found.place, str) else "keys"
        return said(self.device, owner, table, found.place, found.key.shown)


def _end(device: Device, local: IPv4, remote: IPv4, vrf: str, profile: str) -> _End | None:
    if "isakmp" not in device.engines:
        return None
    return _End(device, device.engine("isakmp"), local, remote, vrf, profile)


def policy_lines(end: _End, suite: Policy) -> list[Line]:
    """The line that opens a policy, and those in it."""
    return said(end.device, end.config, "policies", suite.priority)


def keys(scene: Scene, ends: Ends) -> Iterator[Finding]:
    """What phase 1 between two addresses lacks; nothing where there is an SA."""
    near = _end(ends.near.device, ends.local, ends.remote, ends.vrf, ends.profile)
    if near is not None:
        near.begins = True
    home = scene.owner(ends.remote, ends.near.device)
    if near is None or home is None or near.engine.keying.manager(ends.settings) is not near.engine:
        return
    sa = near.engine.life.usable(ends.local, ends.remote, "", ends.vrf)
    far = _end(home.device, scene.behind(ends.remote), ends.seen or ends.local, home.vrf.name, "")
    here, there = near.device.node, home.device.node
    if far is not None:
        far.profile = _profile_of(far, near)
    if far is not None and sa is not None:  # the ends have agreed; what they take one another for is another matter
        yield from _profile_faults(near, far, ends.profile)
        yield from _profile_faults(far, near, ends.theirs)
        if sa.terms is not None and sa.terms.authentication in SIGNATURES:  # the responder does not know how it ended
            family = "rsa" if sa.terms.authentication == RSA_SIG else "ec"
            yield from certificate_faults((near.engine, near.profile), (far.engine, far.profile), family)
        return
    for end, name in ((near, here), (far, there)):
        if end is not None and not end.config.enabled:
            lines = line_of(end.device, "", "no crypto isakmp enable")
            yield Finding(f"ISAKMP is switched off on {name}", lines, f"{name}: crypto isakmp enable", IKE)
    if far is None or not far.engine.on:
        if far is None or far.config.enabled:
            text = f"{there} does not listen to ISAKMP: no tunnel protection and no crypto map there wants it"
            yield Finding(text, [], "", IKE)
        return
    if near.plan is None or near.config.aggressive_disabled:
        yield from _key_faults(near, far)
    elif far.config.aggressive_disabled:
        yield _disabled(near, far)
        return
    else:
        yield from _named_key_faults(near, far, near.plan)
    yield from _policy_faults(near, far)
    yield from _profile_faults(near, far, ends.profile)
    yield from _profile_faults(far, near, ends.theirs)


def _key_faults(near: _End, far: _End) -> Iterator[Finding]:
    """Missing ones, and such that differ."""
    ours, theirs = near.key(), far.key()
    for end, other, found in ((near, far, ours), (far, near, theirs)):
        wanted = any(suite.authentication == PRE_SHARE for suite in end.suites)
        if found is None and wanted:
            text = f"{end.device.node} has no pre-shared key for {format_ipv4(end.remote)} ({other.device.node})"
            lines = _ring_lines(end)
            if end.profile:
                text += f", as its profile {end.profile} has it"
            remedy = f"{end.device.node}: crypto isakmp key {'<key>'} address {format_ipv4(end.remote)}"
            if end.vrf:
                remedy = f"{end.device.node}: crypto keyring <name> vrf {end.vrf}, and keyring <name> in the profile"
            yield Finding(text, lines, remedy, IKE)
            yield from _ring_of_another_vrf(end)
        elif found is not None and not found.key.secret:
            text = f"{end.device.node} cannot open its pre-shared key for {format_ipv4(end.remote)}: it is of type 6, "
            text += "and its master key is another one" if end.device.vault.master else "and there is no master key"
            yield Finding(text, end.key_lines(), f"{end.device.node}: key config-key password-encrypt <key>", IKE)
    if ours and theirs and ours.key.secret and theirs.key.secret and ours.key.secret != theirs.key.secret:
        text = f"the pre-shared keys differ: that of {near.device.node} for {format_ipv4(near.remote)}, and that of "
        text += f"{far.device.node} for {format_ipv4(far.remote)}"
        yield Finding(text, near.key_lines() + far.key_lines(), "the same key on both", IKE)


def _ring_of_another_vrf(end: _End) -> Iterator[Finding]:
    """It has a key for the peer."""
    for ring in end.config.keyrings.values():
        known_there = any(end.remote & mask == address & mask for address, mask in ring.keys)
        if ring.vrf != end.vrf and known_there:
            whose, ends = (f"VRF {name}" if name else "the global table" for name in (ring.vrf, end.vrf))
            text = f"keyring {ring.name} of {end.device.node} has one, and is for peers of {whose}"
            text += f": the ends are in {ends}"
            lines = said(end.device, end.config, "keyrings", ring.name)[:1]
            yield Finding(text, lines, "", IKE)


def _disabled(near: _End, far: _End) -> Finding:
    """The one begins with aggressive mode, the other does not answer it."""
    here, there = near.device.node, far.device.node
    lines = plan_lines(near) + said(far.device, far.config, "aggressive_disabled")
    text = f"{here} begins phase 1 in aggressive mode, which {there} has disabled"
    return Finding(text, lines, f"{there}: no crypto isakmp aggressive-mode disable", IKE)


def plan_lines(end: _End) -> list[Line]:
    """The lines that ask for aggressive mode, without the password."""
    found = peer_policy(end.engine, end.remote, end.vrf)
    if end.plan is not None and found is end.plan.policy and found is not None:
        return said(end.device, found, "endpoint")
    return said(end.device, end.config.profiles.get(end.profile), "initiate_mode")


def _named_key_faults(near: _End, far: _End, begun: Plan) -> Iterator[Finding]:
    """Aggressive mode: the password of `crypto isakmp peer`, or a key for the address; and the key of a name."""
    here, there = near.device.node, far.device.node
    kind, name = near.shown()
    ours = near.key()
    secret = begun.password or (ours.key.secret if ours is not None else "")
    if not secret:
        text = f"{here} has no pre-shared key for {format_ipv4(near.remote)} ({there})"
        remedy = f"{here}: crypto isakmp key <key> address {format_ipv4(near.remote)}"
        yield Finding(text, _ring_lines(near), remedy, IKE)
    rings = far.engine.keyrings
    theirs = rings.named(far.profile, far.vrf, far.local, name) if kind != IdType.IPV4_ADDR else None
    theirs = theirs if theirs is not None else far.key()
    if theirs is None:
        text = f"{there} has no pre-shared key for {name}, as {here} calls itself, and none for its address"
        lines = plan_lines(near) + _ring_lines(far)
        word = "address" if kind == IdType.IPV4_ADDR else "hostname"
        yield Finding(text, lines, f"{there}: crypto isakmp key <key> {word} {name}", IKE)
    elif secret and secret != theirs.key.secret:
        whom = theirs.place if isinstance(theirs.place, str) else format_ipv4(far.remote)
        text = f"the pre-shared keys differ: that of {here} for {format_ipv4(near.remote)}, "
        text += f"and that of {there} for {whom}"
        found = begun.policy.key if begun.policy is not None else None
        lines = said(near.device, begun.policy, "key", hide=found.shown) if found is not None else near.key_lines()
        yield Finding(text, lines + far.lines_of(theirs), "the same key on both", IKE)


def _ring_lines(end: _End) -> list[Line]:
    """The keys that it has, for others; without them."""
    lines: list[Line] = []
    for place, key in end.config.keys.items():
        lines += said(end.device, end.config, "keys", place, key.shown)
    for ring in end.config.keyrings.values():
        for place, key in ring.keys.items():
            lines += said(end.device, ring, "keys", place, key.shown)
    return lines[:4]


def offers(suite: Policy, able: list[str]) -> Offered | None:
    """The transform that a policy makes; None: it makes none."""
    made = policy.transforms_of(policy.usable([suite], able), able)
    return Offered.of(made[0]) if made else None


def _policy_faults(near: _End, far: _End) -> Iterator[Finding]:
    """No policy of the one is one of the other: the closest two, item by item."""
    able = [PRE_SHARE, RSA_ENCR, *SIGNATURES]  # keys are told apart
    for end in (near, far):
        if not end.suites:
            refused = [each for each in end.config.policies.values() if each.weak]
            text = f"{end.device.node} has no ISAKMP policy"
            if refused:
                text += " that its release lets through: DES, 3DES, MD5 and groups 1, 2 and 5 are refused"
            lines = [line for each in refused for line in policy_lines(end, each)]
            yield Finding(text, lines, f"{end.device.node}: crypto isakmp policy 10", IKE)
    if not near.suites or not far.suites:
        return
    both = [(mine, theirs) for mine in near.suites for theirs in far.suites]
    for mine, theirs in both:
        offered = offers(mine, able)
        if offered is not None and policy.compare(offered, theirs, able) is None:
            if mine.authentication == RSA_ENCR:
                yield from _rsa_faults(near, far)
                yield from _rsa_faults(far, near)
            elif mine.authentication in (RSA_SIG, ECDSA_SIG):
                family = "rsa" if mine.authentication == RSA_SIG else "ec"
                yield from certificate_faults((near.engine, near.profile), (far.engine, far.profile), family)
            return
    mine, theirs = min(both, key=lambda pair: len(differences(*pair)))
    text = f"{_name(near, mine)} offers {_told(mine, theirs)}, {_name(far, theirs)} wants {_told(theirs, mine)}"
    if len(both) > 1:
        text += f"; none of {len(near.suites)} and {len(far.suites)} policies fit, these are the closest"
    remedy = f"the same {', '.join(differences(mine, theirs))} in one policy of each"
    lines = _of(near, mine, differences(mine, theirs)) + _of(far, theirs, differences(mine, theirs))
    yield Finding(text, lines, remedy, IKE)


def _rsa_faults(end: _End, other: _End) -> Iterator[Finding]:
    """What an end lacks to authenticate with RSA encryption."""
    here, there = end.device.node, other.device.node
    if own_key(end.engine) is None:
        yield Finding(f"{here} has no RSA key pair", [], f"{here}: crypto key generate rsa", IKE)
    kind, name = other.shown()
    chain: PubkeyChain = end.device[PubkeyChain]
    named = kind != IdType.IPV4_ADDR and not end.begins
    found = chain.find(ENCRYPTION, None, name) if named else chain.find(ENCRYPTION, end.remote)
    whom = name if named else format_ipv4(end.remote)
    theirs = own_key(other.engine)
    remedy = f"{here}: crypto key pubkey-chain rsa, with the key that show crypto key mypubkey rsa tells on {there}"
    if found is None:
        yield Finding(f"{here} has no public key of {whom} ({there})", [], remedy, IKE)
    elif theirs is not None and (found.n, found.e) != (theirs.n, theirs.e):
        yield Finding(f"the public key that {here} has of {whom} is not that of {there}", [], remedy, IKE)


def _of(end: _End, suite: Policy, items: list[str]) -> list[Line]:
    """The lines of some items of a policy; the one that opens it where they are defaults."""
    if suite.priority not in end.config.policies:
        return []
    found = [line for name in items for line in said(end.device, suite, name)]
    if "encryption" in items:
        found += [line for line in said(end.device, suite, "key_bits") if line not in found]
    return found or first(policy_lines(end, suite))


def _name(end: _End, suite: Policy) -> str:
    own = suite.priority in end.config.policies
    return f"policy {suite.priority} of {end.device.node}" if own else f"the default policy of {end.device.node}"


def differences(mine: Policy, theirs: Policy) -> list[str]:
    """Names of what differs; lifetimes never matter."""
    found = [name for name in _WORDS if getattr(mine, name) != getattr(theirs, name)]
    if "encryption" not in found and mine.encryption == "aes" and mine.key_bits != theirs.key_bits:
        found.insert(0, "encryption")
    return found


def _told(suite: Policy, other: Policy) -> str:
    """What a policy says of the items in which it differs: ``aes 256 and group 14``."""
    words = []
    for name in differences(suite, other):
        if name == "encryption":
            words.append(f"aes {suite.key_bits}" if suite.encryption == "aes" else suite.encryption)
        elif name == "group":
            words.append(f"group {suite.group}")
        elif name == "hash":
            words.append(f"hash {suite.hash}")
        else:
            words.append(f"{suite.authentication} authentication")
    return " and ".join(words)


def _profile_of(end: _End, other: _End) -> str:
    """The profile that the other end's identity falls into."""
    kind, value = other.shown()
    return identity.profile_of(end.device, kind, value, end.vrf, end.local, end.profile)


def _profile_faults(end: _End, other: _End, wanted: str) -> Iterator[Finding]:
    """Does the other end fall into the profile that is wanted?"""
    if not wanted:
        return
    here = end.device.node
    if wanted not in end.config.profiles:
        text = f"the ISAKMP profile {wanted} is not configured on {here}"
        yield Finding(text, [], f"{here}: crypto isakmp profile {wanted}", IKE)
        return
    found = _profile_of(end, other)
    if found != wanted:
        kind, shown = other.shown()
        falls = f"falls into profile {found}" if found else "falls into no profile"
        text = f"{other.device.node} shows the identity {shown}, which on {here} {falls}; profile {wanted} is wanted"
        lines = without_openings(said(end.device, end.config, "profiles", wanted))
        word = {IdType.FQDN: "host", IdType.USER_FQDN: "user"}.get(IdType(kind), "address")
        yield Finding(text, lines, f"{here}, crypto isakmp profile {wanted}: match identity {word} {shown}", IKE)


def profile_lines(device: Device, name: str) -> list[Line]:
    """The line that opens an ISAKMP profile."""
    config = device.get(IsakmpConfig)
    return first(said(device, config, "profiles", name)) if config is not None else []
