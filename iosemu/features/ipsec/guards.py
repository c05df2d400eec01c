"""Is what was protected by IPsec still so, and as well? See `device/guards`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.crypto import strength
from iosemu.features.ipsec.builtin import profile_named
from iosemu.features.ipsec.model import InterfaceMap, MapEntry, ProtectionConfig, Settings
from iosemu.features.ipsec.narrow import selectors
from iosemu.features.ipsec.selection import selecting
from iosemu.features.ipsec.transforms import policy_of, proposal_of
from iosemu.features.keying.contract import AH, Selector
from iosemu.types import format_ipv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.ipsec.engine import IpsecEngine

Strengths = dict[str, tuple[int, str]]  # part -> bits, in words


def weaker(sound: Device, now: Device) -> Iterator[str]:
    for iface in sound:
        there = now.interfaces.get(iface.name)
        if (before := _profile(iface)) is not None:
            after = _profile(there) if there is not None else None
            if after is None:
                yield f"{iface.text} was protected by IPsec, and is not any more"
            else:
                yield from _lesser(iface.text, _strengths(sound, before), _strengths(now, after))
        if (applied := iface.get(InterfaceMap)) is not None and applied.name:
            yield from _of_map(sound, now, iface, there, applied.name)


def _profile(iface: Interface) -> list[Settings] | None:
    """What protects a tunnel. A profile that there is none of lets nothing through: an empty list."""
    config = iface.get(ProtectionConfig)
    if config is None or not config.profile:
        return None
    found = profile_named(iface.device, config.profile)
    return [found] if found is not None else []


def _of_map(sound: Device, now: Device, iface: Interface, there: Interface | None, name: str) -> Iterator[str]:
    """What the entries' lists permit is selected by some entry, none of which is weaker than the weakest of before."""
    engine: IpsecEngine = sound.engine("ipsec")
    before = _strengths(sound, _entries(engine, name))
    applied = there.get(InterfaceMap) if there is not None else None
    used: list[Settings] = []
    for inside, traffic, packet in _traffic(engine, name):
        found, vrf = None, now.vrfs.get(inside or iface.vrf.name) or now.vrfs.default
        if there is not None and applied is not None and applied.name:
            found = selecting(now.engine("ipsec"), applied.name, packet, vrf, there.vrf)
        if found is None:
            yield f"{iface.text}: {traffic} was protected by IPsec, and is not any more"
        else:
            used.append(found[0])
    yield from _lesser(iface.text, before, _strengths(now, used))


def _entries(engine: IpsecEngine, name: str) -> list[Settings]:
    """Those that speak for themselves, and those of the dynamic maps behind the others."""
    found: list[Settings] = []
    for entry in engine.config.entries(name):
        found += engine.config.dynamic_entries(entry.template) if entry.template else [entry]
    return found


def _traffic(engine: IpsecEngine, name: str) -> Iterator[tuple[str, str, ipv4.IPv4]]:
    """Of each permit line of a static entry a first and a last packet, as far as no line before it denies them, and the
    VRF that they must be of ("": that of the interface)."""
    acl, profile = engine.host.device.engine("acl"), engine.config.isakmp_profiles.get(name, "")
    for entry in _entries(engine, name):
        compiled = acl.get(entry.acl) if isinstance(entry, MapEntry) and entry.acl else None
        for rule in compiled.rules if compiled is not None else ():
            if compiled is not None and rule.permit:
                mine, theirs = selectors(rule.entry)
                for source, destination in {(mine.first, theirs.first), (mine.last, theirs.last)}:
                    packet = _packet(mine, theirs, source, destination)
                    if compiled.find(packet) is rule:
                        inside = engine.inside(entry.key_profile or profile)
                        yield inside, f"{_words(mine)} to {_words(theirs)}", packet


def _words(end: Selector) -> str:
    return format_ipv4(end.first) if end.single else f"{format_ipv4(end.first)}-{format_ipv4(end.last)}"


def _packet(mine: Selector, theirs: Selector, source: int, destination: int) -> ipv4.IPv4:
    ports = mine.first_port.to_bytes(2, "big") + theirs.first_port.to_bytes(2, "big")
    return ipv4.IPv4(source, destination, mine.protocol or ipv4.ICMP, ports + bytes(16))


def _strengths(device: Device, parts: Iterable[Settings]) -> Strengths:
    """Of the weakest of what is offered, part by part."""
    found: Strengths = {}

    def tell(part: str, bits: int, words: str) -> None:
        if part not in found or bits < found[part][0]:
            found[part] = bits, words

    for settings in parts:
        policy = policy_of(device, settings)
        for each in policy.sets:
            layers = proposal_of(each, 0, 0, 0).layers
            inner = [layer for layer in layers if layer.protocol != AH]
            encryption = max((strength.of_cipher(layer.cipher, layer.key_bits) for layer in inner), default=0)
            tell("encryption", encryption, each.words)
            integrity = max(
                strength.of_hash("sha256" if layer.cipher == "gcm" else layer.integrity) for layer in layers
            )
            tell("integrity", integrity, each.words)
        tell("perfect forward secrecy", strength.of_group(policy.pfs_group), settings.pfs or "none")
        tell("anti-replay", int(policy.window > 0), "a window" if policy.window else "none")
    return found


def _lesser(where: str, before: Strengths, after: Strengths) -> Iterator[str]:
    for part, (bits, words) in before.items():
        now, other = after.get(part, (bits, words))  # nothing is offered: nothing passes
        if now < bits:
            yield f"{where}: {part} is {other}, and was {words}"
