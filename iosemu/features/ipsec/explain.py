"""What IPsec makes of a datagram, and why two ends have no security association; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import (
    Dropped,
    Ends,
    Finding,
    Line,
    Scene,
    said,
)
from iosemu.device.explain_ip import named
from iosemu.device.passage import Point
from iosemu.features.acl.explain import entry_lines
from iosemu.features.gre.explain import driver_of, far_tunnel, tunnels
from iosemu.features.gre.model import IPSEC as IPSEC_MODE
from iosemu.features.ipsec import explain_map
from iosemu.features.ipsec.builtin import profile_named
from iosemu.features.ipsec.datapath import ref_of
from iosemu.features.ipsec.explain_map import access_list, inbound, not_ipsec, of_map, outbound
from iosemu.features.ipsec.explain_parts import (
    IPSEC,
    pair_text,
    phase2,
    protection_lines,
    reaches,
    sa_text,
    settings_lines,
    untranslatable,
)
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.injection import SLOT
from iosemu.features.ipsec.model import (
    IpsecProfile,
    ProtectionConfig,
)
from iosemu.features.ipsec.policyhead import PolicyHead
from iosemu.features.ipsec.protection import ProtectionHead
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.show_sa import engine_of
from iosemu.features.keying.contract import AH, ESP
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.rib import Route

# what is right as it is


def wraps(scene: Scene, inner: Passage, iface: Interface, outer: Passage) -> Iterator[Finding]:
    """The SA of a protected tunnel."""
    sa, driver = outer.origin, driver_of(iface)
    if isinstance(sa, Sa) and driver is not None:
        yield Finding(f"{sa_text(sa)}, for {iface.text}", protection_lines(iface), "", IPSEC)


STAGES = {Point.OUT_CRYPTO: outbound, Point.IN_CLEAR: inbound}


def route(device: Device, found: Route) -> Iterator[Line]:
    """`reverse-route` of whoever had it injected."""
    engine = engine_of(device)
    if engine is None or not str(found.slot).startswith(SLOT):
        return
    for owner in engine.injection.owners(found.prefix):
        settings: object = None
        if isinstance(owner, Flow):
            settings = owner.head.settings(owner)
        elif isinstance(owner, ProtectionHead):
            settings = owner.profile_now
        elif isinstance(owner, tuple):  # a crypto map and the number of an entry
            settings = next((entry for entry in owner[0].entries() if entry.seq == owner[1]), None)
        if settings is not None:
            yield from said(device, settings, "reverse")


# why not


def _no_sa(dropped: Dropped) -> Iterator[Finding]:
    scene, passage = dropped.scene, dropped.passage
    iface = dropped.at or passage.out
    if iface is None:
        return
    driver = driver_of(iface)
    if driver is None:
        yield from of_map(scene, iface, passage)
        return
    far = driver.remote or _behind(iface, passage)
    if not far:
        return
    unselected = not_in_policy(iface, passage)
    if unselected is not None:
        yield unselected
        return
    place = format_ipv4(far)
    text = f"{iface.device.node} has no IPsec SA with {place} for {iface.text}"
    yield Finding(text, protection_lines(iface), "", IPSEC)
    yield from scene.ask("tunnel", iface, far)


def not_in_policy(iface: Interface, passage: Passage) -> Finding | None:
    """An IPsec tunnel whose policy selects something else."""
    driver = driver_of(iface)
    head = driver.protector if driver is not None else None
    if not isinstance(head, PolicyHead) or driver is None or driver.config.mode != IPSEC_MODE:
        return None
    acl = head.terms.acl
    compiled = iface.device.engine("acl").get(acl)
    rule = compiled.find(passage.packet) if compiled is not None else None
    if compiled is None or (rule is not None and rule.permit):
        return None
    lines = entry_lines(iface.device, acl, rule) if rule is not None else []
    config = iface.get(ProtectionConfig)
    lines += said(iface.device, config, "acl") if config is not None else []
    text = f"list {acl}, the policy of {named(iface)}, does not select it"
    return Finding(text, lines, f"an entry of list {acl} that permits it, and its mirror at the far end", IPSEC)


def _behind(iface: Interface, passage: Passage) -> IPv4:
    """The far end of a multipoint tunnel that a datagram goes to; 0: nobody knows."""
    driver = driver_of(iface)
    resolver = driver.resolver if driver is not None else None
    known = dict(resolver.known(iface)) if resolver is not None else {}
    if passage.next_hop in known:
        return known[passage.next_hop]
    return next(iter(known.values()), 0)


def profile_missing(iface: Interface) -> Iterator[Finding]:
    """A tunnel whose protection names no profile that there is."""
    config = iface.get(ProtectionConfig)
    if config is None or not config.profile or profile_named(iface.device, config.profile) is not None:
        return
    node = iface.device.node
    text = f"{named(iface)} is to be protected by IPsec profile {config.profile}, which is not configured on {node}"
    yield Finding(text, protection_lines(iface), f"{node}: crypto ipsec profile {config.profile}", IPSEC)


def _flow(iface: Interface, far: IPv4) -> Flow | None:
    driver = driver_of(iface)
    head = driver.protector if driver is not None else None
    return head.socket(far) if isinstance(head, ProtectionHead) else None


def _translated(flow: Flow, protector: object) -> bool:
    """Does the far end have these SAs with another address of ours (NAT traversal)?"""
    if flow.current is None or not isinstance(protector, ProtectionHead):
        return False
    spi = flow.current.outbound.spi
    others = (other.current for other in protector.flows.values())
    return any(pair is not None and pair.inbound.spi == spi for pair in others)


def tunnel(scene: Scene, iface: Interface, far: IPv4) -> Iterator[Finding]:
    """What the two ends of a tunnel lack of keys and SAs."""
    near, other = driver_of(iface), far_tunnel(scene, iface, far)
    if near is None:
        return
    yield from profile_missing(iface)
    if other is None:
        if near.protector is not None:
            yield from _keys(scene, iface, far, None)
        return
    theirs = driver_of(other)
    assert theirs is not None
    yield from profile_missing(other)
    for one, one_driver, two, two_driver in ((iface, near, other, theirs), (other, theirs, iface, near)):
        if one_driver.protector is not None and two_driver.protector is None:
            text = f"{named(one)} is protected by IPsec, {named(two)} is not: it takes and sends clear GRE only"
            profile = one[ProtectionConfig].profile
            remedy = f"{two.device.node}, interface {two.text}: tunnel protection ipsec profile {profile}"
            yield Finding(text, protection_lines(one), remedy, IPSEC)
    if near.protector is None or theirs.protector is None or not iface.up or not near.local:
        return
    if near.source_iface is None or not near.source_iface.line_up:
        return  # GRE tells of that
    flow, back = _flow(iface, far), _flow(other, near.local)
    if flow is not None and flow.current is not None and back is not None and back.current is not None:
        outside = ipv4.AH if flow.current.outbound.layer.protocol == AH else ipv4.ESP
        outside = ipv4.UDP if flow.current.made.proposal.udp else outside
        yield from reaches(scene, iface, near.local, far, outside)
        yield from reaches(scene, other, theirs.local, near.local, outside)
        return
    if flow is not None and _translated(flow, theirs.protector):
        return
    yield from reaches(scene, iface, near.local, far, ipv4.UDP)
    yield from reaches(scene, other, theirs.local, near.local, ipv4.UDP)
    yield from _keys(scene, iface, far, other)
    heads = near.protector, theirs.protector
    if isinstance(heads[0], ProtectionHead) and isinstance(heads[1], ProtectionHead):
        ours, others = heads[0].profile_now, heads[1].profile_now
        proxies = heads[0].selectors(far), heads[1].selectors(near.local)
        if ours is not None and others is not None:
            yield from untranslatable(heads[0].engine, ours, near.local, far, near.front.name)
            yield from phase2(iface.device, ours, other.device, others, True)
        if proxies[0] != proxies[1][::-1]:
            text = f"the two ends protect different traffic: {named(iface)} {pair_text(proxies[0])}, "
            text += f"{named(other)} {pair_text(proxies[1])}"
            yield Finding(text, [], "the same tunnel mode and addresses at both ends", IPSEC)


def _profile(iface: Interface) -> IpsecProfile | None:
    config = iface.get(ProtectionConfig)
    return profile_named(iface.device, config.profile) if config is not None and config.profile else None


def _keys(scene: Scene, iface: Interface, far: IPv4, other: Interface | None) -> Iterator[Finding]:
    driver, profile = driver_of(iface), _profile(iface)
    if driver is None or profile is None:
        return
    outer, theirs = driver.source_iface or iface, _profile(other) if other is not None else None
    wanted = theirs.isakmp_profile if theirs is not None else ""
    ends = Ends(outer, driver.front.name, driver.local, far, profile, profile.isakmp_profile, wanted, 0, theirs)
    yield from scene.ask("keys", ends)


def _invalid_identity(dropped: Dropped) -> Iterator[Finding]:
    sa = dropped.passage.origin
    if isinstance(sa, Sa):
        flow = sa.pair.flow
        carries = pair_text((flow.remote_proxy, flow.local_proxy))
        text = f"it came in an SA of other traffic: SPI 0x{sa.spi:08x} carries {carries}"
        yield Finding(text, settings_lines(dropped.device, flow.entry, "acl"), "lists that mirror each other", IPSEC)


def _not_protected(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at
    if iface is None:
        return
    text = f"it came in the clear, and {named(iface)} takes only what its IPsec profile has protected"
    yield Finding(text, protection_lines(iface), "", IPSEC)
    yield from profile_missing(iface)
    driver, src = driver_of(iface), dropped.passage.packet.src
    for device in dropped.scene.devices:
        for other, there in tunnels(device):
            ends = driver is not None and device is not dropped.device and (src in (there.local, other.address))
            if ends and there.protector is None:
                remedy = f"{device.node}, interface {other.text}: tunnel protection ipsec profile <name>"
                yield Finding(f"{named(other)} has no tunnel protection", [], remedy, IPSEC)


DROPS = {
    Reason.NO_SA: _no_sa,
    Reason.NOT_IPSEC: not_ipsec,
    Reason.CRYPTO_ACCESS_LIST: access_list,
    Reason.INVALID_IDENTITY: _invalid_identity,
    Reason.NOT_PROTECTED: _not_protected,
}


in_clear = explain_map.in_clear


def swallowed(scene: Scene, outer: Passage) -> Iterator[Finding]:
    """Why ESP or AH that arrived was not opened."""
    packet, engine = outer.packet, engine_of(outer.vrf.device)
    if packet.protocol not in (ipv4.ESP, ipv4.AH):
        return
    node, src = outer.vrf.device.node, format_ipv4(packet.src)
    protocol = (AH if packet.protocol == ipv4.AH else ESP).upper()
    ref = ref_of(packet, outer.vrf.name)
    sa = engine.sadb.incoming(ref) if engine is not None else None
    if sa is None:
        text = f"{node} has no SA of SPI 0x{ref.spi:08x} from {src}: it has lost, or never had, what the sender uses"
        sender = scene.owner(packet.src, outer.vrf.device)
        remedy = f"clear crypto sa peer {format_ipv4(packet.dst)} on {sender.device.node}" if sender is not None else ""
        yield Finding(text, [], remedy + ", or crypto isakmp invalid-spi-recovery", IPSEC)
        return
    counters = sa.pair.flow.counters
    for count, words_ in (
        (counters.verify_failed, "its integrity check value is wrong: the keys differ, or it was changed on the way"),
        (counters.replay_failed, "its sequence number was seen already, or is older than the anti-replay window"),
        (counters.invalid_identity, "what is in it is not the traffic of its SA"),
        (counters.invalid_protocol, "a layer is missing: AH and ESP do not stand as the SA has them"),
        (counters.invalid_length, "it is too short, or badly padded"),
        (counters.decompression_failed, "what is compressed in it is broken, or of another association"),
    ):
        if count:
            yield Finding(f"{node} does not open {protocol} from {src}, SPI 0x{ref.spi:08x}: {words_}", [], "", IPSEC)


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Protected point-to-point tunnels without an SA, profiles that are missing; crypto maps."""
    yield from explain_map.ails(scene, device, only)
    for iface, driver in tunnels(device):
        if not iface.enabled or only not in (None, iface):
            continue
        yield from profile_missing(iface)
        if driver.remote and isinstance(driver.protector, ProtectionHead):
            flow = _flow(iface, driver.remote)
            if flow is None or flow.current is None:
                text = f"{named(iface)} has no IPsec SA with {format_ipv4(driver.remote)}"
                yield Finding(text, protection_lines(iface), "", IPSEC)
                yield from scene.ask("tunnel", iface, driver.remote)
