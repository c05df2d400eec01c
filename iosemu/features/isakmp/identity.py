"""Who the ends of phase 1 say they are (RFC 2407 section 4.6.2): our own identity, how others are named in the log and
in shows, and the ISAKMP profile that an identity falls into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.x509 import BadCertificate, name_of
from iosemu.features.dns.model import DnsConfig
from iosemu.features.isakmp.model import SIGNATURES, IsakmpConfig, Keyring, Profile
from iosemu.features.isakmp.trace import Step
from iosemu.types import IPv4, format_ipv4, parse_ipv4
from iosemu.wire import printable
from iosemu.wire.isakmp import PORT, Chain, Identification, IdType, Kind

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.isakmp.engine import IsakmpEngine
    from iosemu.features.isakmp.sa import IkeSa

UDP = 17
ADDRESS, FQDN, USER_FQDN = "address", "fqdn", "user-fqdn"
_TYPES = {ADDRESS: IdType.IPV4_ADDR, FQDN: IdType.FQDN, USER_FQDN: IdType.USER_FQDN}
_NAMES = {
    IdType.IPV4_ADDR: "ID_IPV4_ADDR",
    IdType.FQDN: "ID_FQDN",
    IdType.USER_FQDN: "ID_USER_FQDN",
    IdType.DER_ASN1_DN: "ID_DER_ASN1_DN",
    IdType.KEY_ID: "ID_KEY_ID",
}


def payload(kind: str, value: str, port: int) -> Identification:
    """An identity of a kind: an address in dots, or a name."""
    data = parse_ipv4(value).to_bytes(4, "big") if kind == ADDRESS else value.encode()
    return Identification(_TYPES[kind], UDP, port, data)


def fqdn(device: Device) -> str:
    """Host name and domain name."""
    names = device.get(DnsConfig)
    domain = names.domain if names is not None else ""
    return f"{device.hostname}.{domain}" if domain else device.hostname


def shown(config: IsakmpConfig, profile: str, device: Device, local: int) -> tuple[str, str]:
    """(kind, value) of the identity that we show under a profile ("" for none) from a local address. A distinguished
    name is that of a certificate; who has none shows the address."""
    found = config.profiles.get(profile)
    kind = found.self_identity if found is not None else ""
    if found is not None and kind == USER_FQDN:
        return kind, found.self_name
    if not kind:
        kind = FQDN if config.identity == "hostname" else ADDRESS
    if kind == ADDRESS:
        return kind, format_ipv4(local)
    return kind, (found.self_name if found is not None and found.self_name else fqdn(device))


def own(engine: IsakmpEngine, sa: IkeSa, port: int = PORT) -> Identification:
    """Our identity towards the other end of an SA under its profile."""
    ident = payload(*shown(engine.config, sa.profile, engine.device, sa.local), port)
    signs = sa.terms is not None and sa.terms.authentication in SIGNATURES
    return distinguished(engine, sa, ident) if signs else ident


def distinguished(engine: IsakmpEngine, sa: IkeSa, ident: Identification) -> Identification:
    """The name of our certificate, where that is to be shown (`crypto isakmp identity dn`); else the identity."""
    from iosemu.features.isakmp.certificates import identity_of

    found = engine.config.profiles.get(sa.profile)
    if engine.config.identity != "dn" or (found is not None and found.self_identity):
        return ident
    cert = identity_of(engine, sa)
    if cert is None:
        engine.trace(sa, Step.NO_OWN_CERT)
        return ident
    return Identification(IdType.DER_ASN1_DN, ident.protocol, ident.port, cert.certificate.subject.der)


def kind_text(ident: Identification) -> str:
    """As IOS names the type of an identity."""
    return _NAMES[IdType(ident.type)] if ident.type in _NAMES else str(ident.type)


def text(ident: Identification) -> str:
    """A peer's identity as show commands print it."""
    if ident.type == IdType.IPV4_ADDR:
        return format_ipv4(int.from_bytes(ident.data, "big"))
    if ident.type == IdType.DER_ASN1_DN:
        try:
            return name_of(ident.data).text
        except BadCertificate:
            return "?"
    return printable(ident.data)


def profile_of(device: Device, kind: int, value: str, vrf: str, local: IPv4, wanted: str = "") -> str:
    """The ISAKMP profile that a peer's identity falls into: the one that is wanted, else the first that has it; "" when
    none. `vrf` is where the peer is reached, and `local` as whom it knows us."""
    profiles = device[IsakmpConfig].profiles
    for profile in sorted(profiles.values(), key=lambda each: each.name != wanted):
        if _matches(profile, kind, value, vrf) and known_by(device, profile, local, vrf):
            return profile.name
    return ""


def falls_now(engine: IsakmpEngine, sa: IkeSa) -> bool:
    """Is there a profile by now for a peer that matched none when it told its identity?"""
    if sa.profile or not sa.identity:
        return False
    if sa.identity_kind == IdType.DER_ASN1_DN:  # its certificate decides, which is not kept
        return any(profile.match_certificates for profile in engine.config.profiles.values())
    return bool(profile_of(engine.device, sa.identity_kind, sa.identity, sa.vrf, sa.local))


def _matches(profile: Profile, kind: int, value: str, vrf: str) -> bool:
    match kind:
        case IdType.IPV4_ADDR:
            address = parse_ipv4(value)
            return any((address ^ net) & mask == 0 and place == vrf for net, mask, place in profile.match_addresses)
        case IdType.FQDN:
            return value in profile.match_hosts or value.partition(".")[2] in profile.match_host_domains
        case IdType.USER_FQDN:
            return value in profile.match_users or value.partition("@")[2] in profile.match_user_domains
        case IdType.KEY_ID:
            return value in profile.match_groups
    return False


def known_by(device: Device, of: Keyring | Profile, local: IPv4, vrf: str) -> bool:
    """Does its `local-address` let in exchanges in which peers know us as `local`?"""
    if of.local_interface is not None:
        iface = device.interface(of.local_interface)
        return iface is not None and iface.vrf.name == vrf and any(own == local for own, _ in iface.addresses)
    return of.local_ip in (None, local) and (of.local_ip is None or of.local_vrf == vrf)


def take_identity(engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> None:
    """The ID payload of a message: whom the peer is, and the profile that it falls into."""
    at = next(index for index, each in enumerate(chain.payloads) if each.kind == Kind.ID)
    ident = chain.payloads[at]
    assert isinstance(ident, Identification)
    take(engine, sa, ident, chain.payloads[at + 1].kind if at + 1 < len(chain.payloads) else int(Kind.NONE))


def take(engine: IsakmpEngine, sa: IkeSa, ident: Identification, following: int) -> None:
    """The same of an identity that is known already; `following` is the type of the payload behind it."""
    engine.trace(sa, Step.PROCESSING, "ID", 0)
    engine.trace(sa, Step.ID_PAYLOAD, ident, following)
    sa.phase1.ident, sa.identity, sa.identity_kind = ident, text(ident), ident.type
    profile = profile_of(engine.device, ident.type, sa.identity, sa.vrf, sa.local, sa.profile)
    if profile:
        sa.profile = profile
        engine.trace(sa, Step.PROFILE_MATCH, profile)
    else:
        engine.trace(sa, Step.NO_PROFILE)
