"""Why two ends have no IKEv2 SA: what their policies, profiles, identities and keys do not agree on; see
`device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import Depth, Ends, Finding, Layer, Line, Scene, first, said, without_openings
from iosemu.features.aaa.model import AaaConfig
from iosemu.features.gre.access import is_template, template_name
from iosemu.features.ikev2 import suites
from iosemu.features.ikev2.certificates import identity_of, pki_of
from iosemu.features.ikev2.model import (
    DEFAULT,
    Ikev2Config,
    Ikev2Policy,
    Ikev2Profile,
    Ikev2Proposal,
    PeerBlock,
    Settings,
)
from iosemu.features.ikev2.profiles import (
    block_of,
    identity_text,
    local_fits,
    own_identity,
    policy_for,
    profile_of,
    proposals_of,
    secret,
)
from iosemu.features.ipsec.explain_parts import settings_lines, settings_name
from iosemu.features.ipsec.model import ProtectionConfig
from iosemu.records import dataclass
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.ikev2 import IdType, Kind, TransformType

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.ikev2.engine import Ikev2Engine
    from iosemu.features.pki.contract import Identity
    from iosemu.wire.ikev2 import Id

IKE = Layer(Depth.KEYS, "IKE")
_WORDS = {IdType.FQDN: "fqdn", IdType.RFC822_ADDR: "email", IdType.KEY_ID: "key-id"}
_ITEMS = {  # type of a transform -> field of a proposal, its word
    TransformType.ENCR: ("encryption", "encryption"), TransformType.PRF: ("prf", "prf"),
    TransformType.INTEG: ("integrity", "integrity"), TransformType.DH: ("group", "group"),
}  # fmt: skip


@dataclass(slots=True)
class _End:
    """One of the two. `wanted` is the profile that its IPsec profile or crypto map names, "" for none."""

    device: Device
    engine: Ikev2Engine
    local: IPv4
    remote: IPv4
    vrf: str
    wanted: str

    @property
    def config(self) -> Ikev2Config:
        return self.engine.config

    @property
    def node(self) -> str:
        return self.device.node

    @property
    def policy(self) -> Ikev2Policy | None:
        return policy_for(self.device, self.local, self.vrf)

    def usable(self, profile: Ikev2Profile | None) -> bool:
        ready = profile is not None and profile.complete and not profile.shutdown
        return ready and profile is not None and local_fits(self.device, profile, self.local, self.vrf)

    def shown(self, profile: Ikev2Profile) -> Id:
        """The identity that it shows under a profile."""
        return own_identity(self.device, profile, self.local, Kind.IDI, ())

    def certificate(self, profile: Ikev2Profile) -> Identity | None:
        """What it proves itself with under a profile, if that is a signature."""
        return identity_of(self.device, profile) if profile.local_signature else None


def _end(device: Device, local: IPv4, remote: IPv4, vrf: str, settings: object) -> _End | None:
    if "ikev2" not in device.engines:
        return None
    engine: Ikev2Engine = device.engine("ikev2")
    return _End(device, engine, local, remote, vrf, engine.profile_for(settings))


def keys(scene: Scene, ends: Ends) -> Iterator[Finding]:
    """What an IKEv2 SA between two addresses lacks; of one that there is, only whether it serves what is wanted."""
    near = _end(ends.near.device, ends.local, ends.remote, ends.vrf, ends.settings)
    home = scene.owner(ends.remote, ends.near.device)
    if near is None or home is None:
        return
    far = _end(home.device, scene.behind(ends.remote), ends.seen or ends.local, home.vrf.name, ends.other)
    if near.engine.keying.manager(ends.settings) is not near.engine:
        if far is not None and far.wanted:
            yield _older(near, far, ends)
        return
    if far is None or not far.engine.on:
        text = f"{home.device.node} does not listen to IKEv2: no tunnel protection and no crypto map there wants it"
        yield Finding(text, [], "", IKE)
        return
    yield from _own_profile(near)
    if far.wanted:
        yield from _own_profile(far)
    if near.engine.life.usable(near.local, near.remote, near.vrf) is None:
        yield from _policy_faults(near, far)
    ours, theirs = near.config.profiles.get(near.wanted), far.config.profiles.get(far.wanted)
    if ours is None or not near.usable(ours):
        return
    taken = _taken(far, near, ours)
    yield from _identity_faults(far, near, ours)
    answering = theirs if far.usable(theirs) else taken
    if answering is None:
        return
    yield from _identity_faults(near, far, answering)
    if far.usable(theirs):
        taken = theirs
    if taken is not None:
        yield from _template_faults(far.device, taken)
        for end, profile in ((near, ours), (far, taken)):
            yield from _authorization_faults(end.device, profile)
        yield from _proof_faults(near, ours, far, taken)
        yield from _proof_faults(far, taken, near, ours)
        yield from _key_faults(near, ours, far, taken)


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Profiles whose peers get no tunnel of their own, or are not authorized."""
    config = device.get(Ikev2Config)
    for profile in config.profiles.values() if config is not None and only is None else ():
        if profile.complete and not profile.shutdown:
            yield from _template_faults(device, profile)
            yield from _authorization_faults(device, profile)


def _template_faults(device: Device, profile: Ikev2Profile) -> Iterator[Finding]:
    """Is there what a peer's tunnel is cloned from, and does it protect?"""
    number = profile.virtual_template
    if number is None:
        return
    here, lines = device.node, said(device, profile, "virtual_template")
    iface = device.interfaces.get(template_name(number))
    name, whose = f"Virtual-Template{number}", f"the IKEv2 profile {profile.name} of {here}"
    if not is_template(iface) or iface is None:
        text = f"{whose} clones {name}, which is not there: no peer gets a tunnel"
        yield Finding(text, lines, f"{here}: interface {name} type tunnel", IKE)
        return
    guard = iface.get(ProtectionConfig)
    if iface.config.shutdown:
        text = f"{name} of {here} is shut down: no peer gets a tunnel"
        yield Finding(text, said(device, iface.config, "shutdown"), f"{here}, interface {name}: no shutdown", IKE)
    elif guard is None or not guard.profile:
        text = f"{whose} clones {name}, which protects nothing: no peer gets a tunnel"
        yield Finding(text, lines, f"{here}, interface {name}: tunnel protection ipsec profile <name>", IKE)


def _authorization_faults(device: Device, profile: Ikev2Profile) -> Iterator[Finding]:
    """Does AAA know the list, and the router the policy?"""
    here, aaa, config = device.node, device.get(AaaConfig), device[Ikev2Config]
    for who in ("group", "user"):
        for method, each in getattr(profile, f"{who}_authorization").items():
            lines = said(device, profile, f"{who}_authorization", method)
            whose = f"the IKEv2 profile {profile.name} of {here}"
            if aaa is None or not aaa.new_model:
                text = f"{whose} authorizes its peers by AAA, which is off"
                yield Finding(text, lines, f"{here}: aaa new-model", IKE)
            elif each.list not in aaa.network:
                text = f"{whose} authorizes its peers by list {each.list}, which is not there: nobody gets in"
                yield Finding(text, lines, f"{here}: aaa authorization network {each.list} local", IKE)
            elif each.policy and config.author_policy(each.policy) is None:
                text = f"{whose} gives its peers authorization policy {each.policy}, which is not there: nobody gets in"
                yield Finding(text, lines, f"{here}: crypto ikev2 authorization policy {each.policy}", IKE)


def _older(near: _End, far: _End, ends: Ends) -> Finding:
    """The one asks by IKEv1, the other one by IKEv2."""
    here, there = (settings_name(each) for each in (ends.settings, ends.other) if isinstance(each, Settings))
    text = f"{near.node} asks by IKEv1, for {here} names no IKEv2 profile; {far.node} asks by IKEv2 ({there})"
    lines = first(settings_lines(near.device, ends.settings)) + settings_lines(far.device, ends.other, "ikev2_profile")
    return Finding(text, lines, f"{near.node}, {here}: set ikev2-profile <name>", IKE)


# profiles and identities


def _uses_key(profile: Ikev2Profile, local: bool) -> bool:
    """Do we (`local`), or does the peer, prove it with a pre-shared key?"""
    return profile.local_psk if local else profile.remote_psk


def _methods(profile: Ikev2Profile, local: bool) -> list[str]:
    """How we (`local`), or the peer, may prove it."""
    signatures = [profile.local_signature] if profile.local_signature else []
    found = signatures if local else list(profile.remote_signatures)
    return [*found, *(["pre-share"] if _uses_key(profile, local) else [])]


def profile_lines(end: _End, name: str) -> list[Line]:
    """The line that opens a profile."""
    return first(said(end.device, end.config, "profiles", name))


def _inside(end: _End, name: str) -> list[Line]:
    return without_openings(said(end.device, end.config, "profiles", name))


def _own_profile(end: _End) -> Iterator[Finding]:
    """Is the profile there, and can it be used?"""
    name, here = end.wanted, end.node
    profile = end.config.profiles.get(name)
    if profile is None:
        text = f"the IKEv2 profile {name} is not configured on {here}"
        yield Finding(text, [], f"{here}: crypto ikev2 profile {name}", IKE)
        return
    opened, within = profile_lines(end, name), f"{here}, crypto ikev2 profile {name}"
    if profile.shutdown:
        lines = said(end.device, profile, "shutdown")
        remedy = f"{within}: no shutdown"
        yield Finding(f"the IKEv2 profile {name} of {here} is shut down", lines, remedy, IKE)
    if not profile.complete:
        missing = [] if profile.matches_something else ["match identity remote"]
        missing += [f"authentication {side}" for side in ("remote", "local") if not _methods(profile, side == "local")]
        text = f"the IKEv2 profile {name} of {here} is not complete: it has no {' and no '.join(missing)}"
        yield Finding(text, opened, f"{within}: {missing[0]} …", IKE)
    if profile.fvrf not in ("any", end.vrf):
        text = f"the IKEv2 profile {name} of {here} is for {_vrf(profile.fvrf)}, and it is {_vrf(end.vrf)} that the "
        text += "ends are in"
        lines = said(end.device, profile, "fvrf") or opened
        yield Finding(text, lines, f"{within}: {_match(end.vrf)}", IKE)
    elif not local_fits(end.device, profile, end.local, end.vrf):
        text = f"the IKEv2 profile {name} of {here} is not for the local address {format_ipv4(end.local)}"
        lines = [line for line in _inside(end, name) if "match address local" in line.text]
        remedy = f"{within}: match address local {format_ipv4(end.local)}"
        yield Finding(text, lines or opened, remedy, IKE)


def _vrf(name: str) -> str:
    return f"VRF {name}" if name else "the global table"


def _match(vrf: str) -> str:
    return f"match fvrf {vrf}" if vrf else "no match fvrf"


def _taken(end: _End, other: _End, profile: Ikev2Profile) -> Ikev2Profile | None:
    """The profile of `end` that the other one's identity falls into."""
    shown, proof = other.shown(profile), other.certificate(profile)
    certificate = proof.certificate if proof is not None else None
    return profile_of(end.device, shown.type, identity_text(shown), end.vrf, end.local, end.wanted, certificate)


def _identity_faults(end: _End, other: _End, profile: Ikev2Profile) -> Iterator[Finding]:
    """Does the other end, under its profile, fall into the profile that is wanted here?"""
    shown = other.shown(profile)
    name, here = identity_text(shown), end.node
    wanted = end.config.profiles.get(end.wanted)
    found = _taken(end, other, profile)
    if wanted is not None and (not end.usable(wanted) or found is wanted):
        return
    if wanted is None and (end.wanted or found is not None):
        return
    word = _WORDS.get(IdType(shown.type), "address")
    told = name if word == "address" else f"{word} {name}"
    falls = f"falls into profile {found.name}" if found is not None else "falls into no IKEv2 profile"
    text = f"{other.node} shows the identity {told}, which on {here} {falls}"
    if wanted is not None:
        text += f"; profile {wanted.name} is wanted"
    lines = [line for each in end.config.profiles for line in _inside(end, each) if "match identity" in line.text][:4]
    lines += [line for line in _inside(other, profile.name) if "identity local" in line.text]
    place = wanted.name if wanted is not None else "<name>"
    remedy = f"{here}, crypto ikev2 profile {place}: match identity remote {word} {name}"
    yield Finding(text, lines, remedy, IKE)


# policies


def _policy_faults(near: _End, far: _End) -> Iterator[Finding]:
    """No proposal of the one is one of the other: the closest two, item by item."""
    found: list[list[Ikev2Proposal]] = []
    for end in (near, far):
        policy = end.policy
        own = proposals_of(end.device, policy) if policy is not None else []
        found.append(own)
        if not own:
            text = f"{end.node} has no IKEv2 policy for {format_ipv4(end.local)} in {_vrf(end.vrf)}"
            if policy is not None:
                text = f"no proposal of IKEv2 policy {policy.name} of {end.node} can be used"
            yield Finding(text, _policy_lines(end), f"{end.node}: crypto ikev2 policy <name>", IKE)
    mine, theirs = found
    if not mine or not theirs or suites.choose(suites.to_wire(mine), theirs) is not None:
        return
    one, two = min(((a, b) for a in mine for b in theirs), key=lambda pair: len(_differences(*pair)))
    kinds = _differences(one, two) or [TransformType.ENCR]
    text = f"{_name(near, one)} offers {_told(one, kinds)}, {_name(far, two)} takes {_told(two, kinds)}"
    lines = _item_lines(near, one, kinds) + _item_lines(far, two, kinds)
    for end, proposal in ((near, one), (far, two)):
        unused = next((each for each in end.config.policies.values() if each.fvrf not in ("any", end.vrf)), None)
        if proposal.name == DEFAULT and unused is not None:
            text += f"; policy {unused.name} of {end.node} is for {_vrf(unused.fvrf)}, the ends are in {_vrf(end.vrf)}"
            lines += said(end.device, unused, "fvrf") or first(said(end.device, end.config, "policies", unused.name))
            yield Finding(text, lines, f"{end.node}, crypto ikev2 policy {unused.name}: {_match(end.vrf)}", IKE)
            return
    words = ", ".join(_ITEMS[kind][1] for kind in kinds)
    yield Finding(text, lines, f"the same {words} in one proposal of each", IKE)


def _policy_lines(end: _End) -> list[Line]:
    return [line for name in end.config.policies for line in first(said(end.device, end.config, "policies", name))]


def _name(end: _End, proposal: Ikev2Proposal) -> str:
    own = proposal.name in end.config.proposals
    return f"IKEv2 proposal {proposal.name} of {end.node}" if own else f"the built-in IKEv2 proposal of {end.node}"


def _differences(one: Ikev2Proposal, two: Ikev2Proposal) -> list[TransformType]:
    """Types of transforms of which they have none in common."""
    mine, theirs = suites.transforms(one), suites.transforms(two)
    kinds = [kind for kind in _ITEMS if any(each.type == kind for each in (*mine, *theirs))]
    found = [kind for kind in kinds if not any(each in theirs for each in mine if each.type == kind)]
    return [kind for kind in found if kind is not TransformType.PRF or TransformType.INTEG not in found]


def _told(proposal: Ikev2Proposal, kinds: list[TransformType]) -> str:
    """``aes-cbc-256 and group 14``"""
    words = []
    for kind in kinds:
        name, word = _ITEMS[kind]
        values = proposal.prfs if kind is TransformType.PRF else getattr(proposal, name)
        said_ = " ".join(map(str, values)) or "none"
        words.append(said_ if kind is TransformType.ENCR else f"{word} {said_}")
    return " and ".join(words)


def _item_lines(end: _End, proposal: Ikev2Proposal, kinds: list[TransformType]) -> list[Line]:
    own = end.config.proposals.get(proposal.name)
    if own is None:
        return []
    found = [line for kind in kinds for line in said(end.device, own, _ITEMS[kind][0])]
    return found or first(said(end.device, end.config, "proposals", own.name))


# proofs


def _proof_faults(end: _End, own: Ikev2Profile, other: _End, wanted: Ikev2Profile) -> Iterator[Finding]:
    """How the one proves itself, what the other one takes, and whether it believes the certificate."""
    mine, theirs = _methods(own, True), _methods(wanted, False)
    here, there = end.node, other.node
    if mine and theirs and mine[0] not in theirs:
        text = f"{here} proves itself with {mine[0]}, {there} wants {' or '.join(theirs)}"
        lines = [line for line in _inside(end, own.name) if "authentication local" in line.text]
        lines += [line for line in _inside(other, wanted.name) if "authentication remote" in line.text]
        yield Finding(text, lines, "the same method at both ends", IKE)
        return
    if not own.local_signature:
        return
    proof, pki = end.certificate(own), pki_of(other.device)
    if proof is None:
        text = f"{here} has no certificate to show, and its profile {own.name} wants to sign with one"
        yield Finding(text, profile_lines(end, own.name), f"{here}: crypto pki enroll", IKE)
    elif pki is not None:
        chain = [proof.certificate.der, *(each.der for each in proof.chain)]
        found = pki.look(chain, wanted.trusting("verify"))
        if not found.ok:
            text = f"{there} does not believe the certificate that {here} shows ({proof.certificate.subject.text}): "
            yield Finding(text + found.why.value, profile_lines(other, wanted.name), "", IKE)


# keys


def _block(end: _End, profile: Ikev2Profile, other: _End, theirs: Ikev2Profile) -> PeerBlock | None:
    shown = other.shown(theirs)
    return block_of(end.device, profile, end.remote, shown.type, identity_text(shown))


def _key_faults(near: _End, ours: Ikev2Profile, far: _End, theirs: Ikev2Profile) -> Iterator[Finding]:
    """Missing ones, and such that differ. Who begins finds the peer's block by its address alone."""
    blocks = {near.node: block_of(near.device, ours, near.remote), far.node: _block(far, theirs, near, ours)}
    keys_: dict[tuple[str, bool], bytes | None] = {}
    for end, profile, other in ((near, ours, far), (far, theirs, near)):
        block = blocks[end.node]
        for local in (True, False):
            keys_[end.node, local] = secret(end.device, profile, local, block) if _uses_key(profile, local) else b""
        if keys_[end.node, True] is None or keys_[end.node, False] is None:
            yield _no_key(end, profile, other, block)
    for end, profile, other, wanted in ((near, ours, far, theirs), (far, theirs, near, ours)):
        own, expected = keys_[end.node, True], keys_[other.node, False]
        if not own or not expected or own == expected:
            continue
        lines = _key_lines(end, profile, blocks[end.node], True) + _key_lines(other, wanted, blocks[other.node], False)
        text = f"the pre-shared keys differ: that of {end.node} for {_whom(end, profile, blocks)}, "
        text += f"and that of {other.node} for {_whom(other, wanted, blocks)}"
        yield Finding(text, lines, "the same key on both", IKE)
        if own == keys_[end.node, False] and expected == keys_[other.node, True]:
            return  # one key for both directions: said once


def _whom(end: _End, profile: Ikev2Profile, blocks: dict[str, PeerBlock | None]) -> str:
    """``192.0.2.1 (peer R1 of key ring KR)``"""
    block, text = blocks[end.node], format_ipv4(end.remote)
    return f"{text} (peer {block.name} of key ring {profile.keyring})" if block is not None else text


def _no_key(end: _End, profile: Ikev2Profile, other: _End, block: PeerBlock | None) -> Finding:
    here, whom = end.node, f"{format_ipv4(end.remote)} ({other.node})"
    ring = end.config.keyrings.get(profile.keyring)
    opened = profile_lines(end, profile.name)
    if not profile.keyring:
        text = f"the IKEv2 profile {profile.name} of {here} names no key ring and has no key"
        return Finding(text, opened, f"{here}, crypto ikev2 profile {profile.name}: keyring local <name>", IKE)
    named = said(end.device, profile, "keyring")
    if ring is None:
        text = f"the key ring {profile.keyring} of IKEv2 profile {profile.name} is not configured on {here}"
        return Finding(text, named, f"{here}: crypto ikev2 keyring {profile.keyring}", IKE)
    remedy = f"{here}, crypto ikev2 keyring {ring.name}: peer <name>, address {format_ipv4(end.remote)}, "
    remedy += "pre-shared-key <key>"
    if block is None:
        text = f"{here} has no pre-shared key for {whom}: no peer of key ring {ring.name} is it"
        lines = [line for each in ring.peers.values() for line in said(end.device, each, "address")][:4]
        return Finding(text, lines or named, remedy, IKE)
    kept = block.key or block.local_key or block.remote_key
    if kept is not None and not kept.plain:
        text = f"{here} cannot open its pre-shared key for {whom}: it is of type 6, "
        text += "and its master key is another one" if end.device.vault.master else "and there is no master key"
        sealed = first(_key_lines(end, profile, block, True))
        return Finding(text, sealed, f"{here}: key config-key password-encrypt <key>", IKE)
    text = f"{here} has no pre-shared key for {whom}: peer {block.name} of key ring {ring.name} lacks one, at least "
    text += "for one direction"
    return Finding(text, first(said(end.device, ring, "peers", block.name)), remedy, IKE)


def _key_lines(end: _End, profile: Ikev2Profile, block: PeerBlock | None, local: bool) -> list[Line]:
    """Where its key stands, without it."""
    side = "local_key" if local else "remote_key"
    for record, name in ((profile, side), (block, side), (block, "key")):
        kept = getattr(record, name, None)
        if kept is not None:
            return said(end.device, record, name, hide=kept.shown)
    return []
