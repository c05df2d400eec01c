"""`show crypto map`, `show crypto dynamic-map`, `show crypto ipsec profile` and `transform-set`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.tells import told
from iosemu.features.acl.model import AccessList, AclConfig
from iosemu.features.acl.text import extended_text, standard_text
from iosemu.features.gre.model import IPSEC
from iosemu.features.ipsec.builtin import default_set, profile_named
from iosemu.features.ipsec.dialect import dialect_of
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.model import (
    DEFAULT,
    IKE_KINDS,
    DynamicEntry,
    InterfaceMap,
    IpsecConfig,
    IpsecProfile,
    MapEntry,
    MapSettings,
    Settings,
    TransformSet,
)
from iosemu.features.ipsec.show_sa import engine_of
from iosemu.features.ipsec.transforms import policy_of, sets_of
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.ipsec.protection import ProtectionHead


def settings_lines(device: Device, settings: Settings) -> Iterator[str]:
    """From the lifetime to the transform sets."""
    policy = policy_of(device, settings)
    volume = f"{policy.kilobytes} kilobytes/" if policy.kilobytes else ""
    yield f"\tSecurity association lifetime: {volume}{policy.seconds} seconds"
    if not policy.kilobytes:
        yield "\tKilobyte Volume Rekey has been disabled"
    if policy.idle:
        yield f"\tSecurity association idletime: {policy.idle} seconds"
    if device.software.dualstack_line:
        yield "\tDualstack (Y/N): N"
        yield ""
    if device.software.responder_only_line:
        yield f"\tResponder-Only (Y/N): {'Y' if policy.responder_only else 'N'}"
    yield f"\tPFS (Y/N): {'Y' if policy.pfs_group else 'N'}"
    if policy.pfs_group:
        yield f"\tDH group:  group{policy.pfs_group}"
    if device.software.mixed_mode_line:
        yield "\tMixed-mode : Disabled"
    yield from _set_lines(device, policy.sets)
    if isinstance(settings, MapSettings) and settings.reverse:
        yield "\tReverse Route Injection Enabled"
    if isinstance(settings, MapSettings) and settings.pre_classify:
        yield "\tQOS pre-classification"


def _set_lines(device: Device, sets: Iterable[TransformSet]) -> Iterator[str]:
    yield "\tTransform sets={ "
    for found in sets:
        held = f":  {{ {found.words}  }} " if device.software.map_tells_transforms else ""
        yield f"\t\t{found.name}{held}, "
    yield "\t}"


def _checked_lines(device: Device, entry: MapSettings) -> Iterator[str]:
    """The lists of `set ip access-group`."""
    for name, way in ((entry.access_in, "IN"), (entry.access_out, "OUT")):
        if name:
            yield f"\tExtended IP access check {way} list {name}"
            yield from _entries(device[AclConfig].find(name))


def _list_lines(device: Device, name: str) -> Iterator[str]:
    if not name:
        yield "\tNo matching address list set."
        return
    found = device[AclConfig].find(name)
    yield f"\t{'Standard' if found is not None and not found.extended else 'Extended'} IP access list {name}"
    yield from _entries(found)


def _protects(device: Device, entry: MapEntry) -> bool:
    """Has it a peer, and a list that has lines?"""
    found = device[AclConfig].find(entry.acl)
    return bool(entry.peers and found is not None and found.entries and sets_of(device, entry))


def _entries(found: AccessList | None) -> Iterator[str]:
    if found is None:
        return
    for entry in found.entries:
        if entry.remark is None:
            text = extended_text(entry) if found.extended else standard_text(entry)
            yield f"\t    access-list {found.name} {'permit' if entry.permit else 'deny'} {text}"


def _title(device: Device, tag: str, seq: int, kind: str = "ipsec-isakmp") -> str:
    return f'Crypto Map {dialect_of(device.platform).map_family}"{tag}" {seq} {kind}'


def map_lines(device: Device, name: str, interfaces: Iterable[Interface]) -> Iterator[str]:
    """The entries of one configured crypto map."""
    config = device[IpsecConfig]
    source = config.local_addresses.get(name)
    if source is not None:
        owner = device.interfaces.get(source)
        address = format_ipv4(owner.address) if owner is not None and owner.address is not None else "unassigned"
        yield f'Crypto Map: "{name}" idb: {source} local address: {address}'
        yield ""
    using, entries = list(interfaces), config.entries(name)
    made = list(_temporary(device, name))
    for entry in entries:
        yield _title(device, name, entry.seq, "ipsec-isakmp" if entry.kind in IKE_KINDS else entry.kind)
        group = [line for lines in told(device, "crypto map entry", entry) for line in lines]
        if entry.template:
            yield f"\tDynamic map template tag: {entry.template}"
        elif group:
            yield from group
        else:
            yield from _entry_lines(device, entry)
        if entry is entries[-1] and not made:
            yield from _using_lines(name, using)
        yield ""
    for number, (flow, dynamic) in enumerate(made, 65536):
        yield from _temporary_lines(device, _title(device, name, number), flow, dynamic)
        if flow is made[-1][0]:
            yield from _using_lines(name, using)
        yield ""


def _entry_lines(device: Device, entry: MapEntry) -> Iterator[str]:
    if entry.description:
        yield f"\tDescription: {entry.description}"
    if not _protects(device, entry):
        yield "\tWARNING: This crypto map is in an incomplete state!"
        yield "\t\t(missing peer or access-list definitions)"
    for peer in entry.peers:
        text = format_ipv4(peer) if isinstance(peer, int) else f"{peer} (dynamic)"
        yield f"\tPeer = {text}" + (" (default)" if peer == entry.default_peer else "")
    if entry.isakmp_profile:
        yield f"\tISAKMP Profile: {entry.isakmp_profile}"
    if entry.ikev2_profile:
        yield f"\tIKEv2 Profile: {entry.ikev2_profile}"
    yield from _checked_lines(device, entry)
    if entry.acl:
        yield from _steering(device)
    yield from _list_lines(device, entry.acl)
    peer = _current_peer(device, entry)
    if peer:
        yield f"\tCurrent peer: {format_ipv4(peer)}"
    if entry.kind in IKE_KINDS:
        yield from settings_lines(device, entry)
    else:  # nothing is negotiated
        yield from _set_lines(device, sets_of(device, entry))


def _current_peer(device: Device, entry: MapEntry) -> int:
    """0: nobody yet, or the map is on no interface."""
    engine = engine_of(device)
    for head in engine.maps.heads.values() if engine is not None else ():
        if head.name == entry.name and entry.peers:
            return head.peer(entry)
    maps = (iface.get(InterfaceMap) for iface in device.interfaces.values())
    if not any(applied is not None and applied.name == entry.name for applied in maps):
        return 0
    return next((peer for peer in entry.preferred() if isinstance(peer, int)), 0)


def _using_lines(name: str, using: list[Interface]) -> Iterator[str]:
    yield f"\tInterfaces using crypto map {name}:"
    for iface in using:
        yield f"\t\t{iface.text}"


def _temporary(device: Device, name: str) -> Iterator[tuple[Flow, DynamicEntry]]:
    """Entries that peers made of dynamic ones; they are numbered above all configured ones."""
    engine = engine_of(device)
    heads = {head: None for head in engine.maps.heads.values() if head.name == name} if engine is not None else {}
    for head in heads:
        for flow in head.narrow:
            if isinstance(flow.entry, DynamicEntry):
                yield flow, flow.entry


def _temporary_lines(device: Device, title: str, flow: Flow, entry: DynamicEntry) -> Iterator[str]:
    yield title
    yield f"\tPeer = {format_ipv4(flow.peer)}"
    yield from _made_list(device, flow)
    yield f"\t    dynamic (created from dynamic map {entry.name}/{entry.seq})"
    yield f"\tCurrent peer: {format_ipv4(flow.peer)}"
    yield from settings_lines(device, entry)


def _steering(device: Device) -> Iterator[str]:
    if dialect_of(device.platform).session_id:
        yield "\tAccess-List SS dynamic: False"


def _made_list(device: Device, flow: Flow) -> Iterator[str]:
    """The list of an entry that nobody configured."""
    yield from _steering(device)
    yield "\tExtended IP access list "
    yield f"\t    access-list  permit {_flow_text(flow)}"


def _flow_text(flow: Flow) -> str:
    from iosemu.features.acl.names import PROTOCOLS, name_of

    mine, theirs = flow.local_proxy, flow.remote_proxy
    sides = []
    for side in (mine, theirs):
        if side.mask == 0xFFFFFFFF:
            sides.append(f"host {format_ipv4(side.address)}")
        elif not side.mask:
            sides.append("any")
        else:
            sides.append(f"{format_ipv4(side.address)} {format_ipv4(~side.mask & 0xFFFFFFFF)}")
    return f"{name_of(PROTOCOLS, mine.protocol)} {sides[0]} {sides[1]}"


def protection_lines(device: Device, head: ProtectionHead) -> Iterator[str]:
    """The map that tunnel protection makes: its profile, and an instance per socket."""
    profile = profile_named(device, head.name)
    if profile is None:
        return
    named = head.terms.isakmp_profile or profile.isakmp_profile
    isakmp = [f"\tISAKMP Profile: {named}"] if named else []
    if profile.ikev2_profile:
        isakmp.append(f"\tIKEv2 Profile: {profile.ikev2_profile}")
    yield _title(device, head.tag, 65536)
    yield from isakmp
    yield f"\tProfile name: {head.name}"
    yield from settings_lines(device, profile)
    yield ""
    flows = list(head.flows.values())
    for number, flow in enumerate(flows, 65537):
        yield _title(device, head.tag, number)
        yield "\tMap is a PROFILE INSTANCE."
        yield f"\tPeer = {format_ipv4(flow.peer)}"
        yield from isakmp
        yield from _made_list(device, flow)
        yield f"\tCurrent peer: {format_ipv4(flow.peer)}"
        yield from settings_lines(device, profile)
        if head.driver.config.mode == IPSEC:
            yield "\tAlways create SAs"
        if flow is flows[-1]:
            yield from _using_lines(head.tag, head.interfaces)
        yield ""


def all_map_lines(device: Device, tag: str = "", interface: Interface | None = None) -> Iterator[str]:
    config = device[IpsecConfig]
    engine = engine_of(device)
    using: dict[str, list[Interface]] = {}
    for iface in device.interfaces.in_order():
        applied = iface.get(InterfaceMap)
        if applied is not None and applied.name:
            using.setdefault(applied.name, []).append(iface)
    for name in dict.fromkeys(key[0] for key in sorted(config.maps)):
        if tag in ("", name) and (interface is None or interface in using.get(name, ())):
            yield from map_lines(device, name, using.get(name, ()))
    for head in dict.fromkeys(engine.protections.heads.values()) if engine is not None else ():
        if tag in ("", head.tag) and (interface is None or interface in head.interfaces):
            yield from protection_lines(device, head)


def dynamic_lines(device: Device, tag: str = "") -> Iterator[str]:
    config = device[IpsecConfig]
    for name, seq in sorted(config.dynamic_maps):
        entry = config.dynamic_maps[name, seq]
        if tag not in ("", name):
            continue
        yield f'Crypto Map Template"{name}" {seq}'
        yield from _checked_lines(device, entry)
        yield from _list_lines(device, entry.acl)
        yield from settings_lines(device, entry)
        yield ""


def known_profiles(device: Device, only: str = "") -> list[tuple[str, IpsecProfile]]:
    """All by name, with the release's own, or the one of that name."""
    found = dict(device[IpsecConfig].profiles)
    builtin = profile_named(device, DEFAULT)
    if builtin is not None and DEFAULT not in map(str.lower, found):
        found[DEFAULT] = builtin
    return [(name, found[name]) for name in sorted(found) if only.lower() in ("", name.lower())]


def profile_lines(device: Device, only: str = "") -> Iterator[str]:
    for name, profile in known_profiles(device, only):
        yield f"IPSEC profile {name}"
        if profile.isakmp_profile:
            yield f"\tISAKMP Profile: {profile.isakmp_profile}"
        if profile.ikev2_profile:
            yield f"\tIKEv2 Profile: {profile.ikev2_profile}"
        yield from settings_lines(device, profile)
        yield ""


def known_sets(device: Device, only: str = "") -> list[TransformSet]:
    """All, the release's own first, or the one of that name."""
    found: dict[str, TransformSet] = dict(device[IpsecConfig].transform_sets)
    builtin = default_set(device)
    if builtin is not None and DEFAULT not in found:
        found = {DEFAULT: builtin} | found
    return [each for name, each in found.items() if only in ("", name)]


def transform_set_lines(device: Device, only: str = "") -> Iterator[str]:
    for each in known_sets(device, only):
        yield from one_set_lines(each)


def one_set_lines(found: TransformSet) -> Iterator[str]:
    head = f"Transform set {found.name}: "
    for words in found.protocols:
        yield f"{head}{{ {words}  }} "
        yield f"   will negotiate = {{ {'Transport' if found.mode == 'transport' else 'Tunnel'},  }}, "
        head = "   "
    yield "   "
