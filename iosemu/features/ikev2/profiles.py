"""Who a peer is: the profile that its identity falls into, the block of a key ring that has its keys, and our own
identity. A hub finds a spoke's block by its address, else by its identity (Security Configuration Guide, IKEv2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.crypto.x509 import BadCertificate, Certificate, name_of
from iosemu.features.dns.model import DnsConfig
from iosemu.features.ikev2.certificates import identity_of, pki_of
from iosemu.features.ikev2.model import Ikev2Config, Ikev2Policy, Ikev2Profile, Ikev2Proposal, PeerBlock
from iosemu.types import MAX_IPV4, format_ipv4, parse_ipv4
from iosemu.wire import printable
from iosemu.wire.ikev2 import Id, IdType

if TYPE_CHECKING:
    from iosemu.device.device import Device

ADDRESS, DN, FQDN, EMAIL, KEY_ID = "address", "dn", "fqdn", "email", "key-id"
_TYPES = {ADDRESS: IdType.IPV4_ADDR, FQDN: IdType.FQDN, EMAIL: IdType.RFC822_ADDR, KEY_ID: IdType.KEY_ID}
_TYPE_TEXT = {
    IdType.IPV4_ADDR: "IPv4 address", IdType.IPV6_ADDR: "IPv6 address", IdType.FQDN: "FQDN",
    IdType.RFC822_ADDR: "email address", IdType.DER_ASN1_DN: "DER ASN1 DN", IdType.KEY_ID: "key ID",
}  # fmt: skip


def type_text(kind: int) -> str:
    """As debugs name the type of an identity."""
    return _TYPE_TEXT[IdType(kind)] if kind in _TYPE_TEXT else str(kind)


def identity_text(found: Id) -> str:
    """As shows print an identity."""
    if found.type == IdType.IPV4_ADDR and len(found.data) == 4:
        return format_ipv4(int.from_bytes(found.data, "big"))
    if found.type == IdType.DER_ASN1_DN:
        try:
            return name_of(found.data).text
        except BadCertificate:
            pass
    return printable(found.data)


def own_identity(device: Device, profile: Ikev2Profile, local: int, kind: int, authorities: Sequence[bytes]) -> Id:
    """Ours under a profile; `kind` IDi or IDr. It is the address if nothing else is said, also where we sign:
    routers of 15.4 with certificates and `match identity remote address 0.0.0.0` at both ends find each other."""
    name = profile.identity or ADDRESS
    if name == DN:
        found = identity_of(device, profile, authorities)
        if found is not None:
            return Id(kind, IdType.DER_ASN1_DN, found.certificate.subject.der)
        name = ADDRESS
    if name == ADDRESS:
        address = parse_ipv4(profile.identity_name) if profile.identity_name else local
        return Id(kind, IdType.IPV4_ADDR, address.to_bytes(4, "big"))
    return Id(kind, _TYPES[name], profile.identity_name.encode())


def matches(device: Device, profile: Ikev2Profile, kind: int, text: str, shown: Certificate | None = None) -> bool:
    """Does the profile take a peer of this identity, or with this certificate?"""
    pki = pki_of(device) if shown is not None and profile.match_certificates else None
    if profile.match_any:
        return True
    if shown is not None and pki is not None and any(pki.matches(name, shown) for name in profile.match_certificates):
        return True
    lower = text.lower()
    match kind:
        case IdType.IPV4_ADDR:
            address = parse_ipv4(text)
            return any((address ^ net) & mask == 0 for net, mask in profile.match_addresses)
        case IdType.FQDN:
            return _named(lower, profile.match_fqdns, profile.match_fqdn_domains, ".")
        case IdType.RFC822_ADDR:
            return _named(lower, profile.match_emails, profile.match_email_domains, "@")
        case IdType.KEY_ID:
            return text in profile.match_key_ids
    return False


def _named(name: str, names: dict[str, bool], domains: dict[str, bool], mark: str) -> bool:
    return any(name == each.lower() for each in names) or any(
        name.endswith((mark + each.lower(), "." + each.lower())) for each in domains
    )


def local_fits(device: Device, profile: Ikev2Profile, local: int, vrf: str) -> bool:
    """`match address local`, `match fvrf`"""
    if profile.fvrf not in ("any", vrf):
        return False
    if not profile.local_ips and not profile.local_interfaces:
        return True
    if local in profile.local_ips:
        return True
    return any(
        iface is not None and any(own == local for own, _ in iface.addresses)
        for iface in (device.interfaces.get(name) for name in profile.local_interfaces)
    )


def profile_of(
    device: Device, kind: int, text: str, vrf: str, local: int, wanted: str = "", shown: Certificate | None = None
) -> Ikev2Profile | None:
    """The profile that a peer's identity, or its certificate, falls into: the one that is wanted, else the first."""
    for profile in sorted(device[Ikev2Config].profiles.values(), key=lambda each: each.name != wanted):
        if profile.shutdown or not profile.complete or not local_fits(device, profile, local, vrf):
            continue
        if matches(device, profile, kind, text, shown):
            return profile
    return None


def block_of(device: Device, profile: Ikev2Profile, remote: int, kind: int = 0, text: str = "") -> PeerBlock | None:
    """The peer's block in the profile's key ring: by address, the longest mask first, else by name, by identity."""
    ring = device[Ikev2Config].keyrings.get(profile.keyring)
    if ring is None:
        return None
    best: PeerBlock | None = None
    for each in ring.peers.values():
        if each.address is None or (each.address ^ remote) & each.mask:
            continue
        if best is None or each.mask > best.mask:
            best = each
    if best is not None and best.mask == MAX_IPV4:
        return best
    names = device.get(DnsConfig)
    for each in ring.peers.values():
        if each.hostname and names is not None and device.engine("dns").known(each.hostname) == remote:
            return each
    if best is not None and best.mask:
        return best
    for each in ring.peers.values():
        if text and each.identity and _TYPES[each.identity] == kind and each.identity_name.lower() == text.lower():
            return each
    return best


def secret(device: Device, profile: Ikev2Profile, local: bool, block: PeerBlock | None) -> bytes | None:
    """The key that we prove ourselves with (`local`), or the peer has to; None: there is none."""
    own = profile.local_key if local else profile.remote_key
    if own is not None:
        return _octets(own.plain, ("local_key" if local else "remote_key") in profile.hex)
    if block is None:
        return None
    side = block.local_key if local else block.remote_key
    if side is not None:
        return _octets(side.plain, ("local_key" if local else "remote_key") in block.hex)
    return _octets(block.key.plain, "key" in block.hex) if block.key is not None else None


def _octets(text: str, hexadecimal: bool) -> bytes | None:
    if not text:
        return None
    return bytes.fromhex(text) if hexadecimal else text.encode()


def policy_for(device: Device, local: int, vrf: str) -> Ikev2Policy | None:
    """The first policy for a local address in a VRF: those that name it go before those for all."""
    found = None
    for policy in device[Ikev2Config].policies_in_force():
        if policy.fvrf not in ("any", vrf):
            continue
        if local in policy.addresses:
            return policy
        if found is None and not policy.addresses:
            found = policy
    return found


def proposals_of(device: Device, policy: Ikev2Policy) -> list[Ikev2Proposal]:
    """Those that are complete, without what the release refuses."""
    config, software = device[Ikev2Config], device.software
    found = [config.proposal(name, software) for name in policy.proposals]
    whole = [each for each in found if each is not None and each.complete]
    if software.weak_crypto_refused:
        whole = [each.strong() for each in whole]
    return [each for each in whole if each.complete]
