"""Shows of what is configured for IKEv2: proposals, policies, profiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.ikev2 import suites
from iosemu.features.ikev2.model import DEFAULT, AuthorPolicy, Ikev2Config, Ikev2Policy, Ikev2Profile, Ikev2Proposal
from iosemu.features.ipsec.model import IpsecConfig
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.ikev2.sa import IkeSa


def config_of(device: Device) -> Ikev2Config:
    """What is configured; looking starts nothing."""
    found = device.get(Ikev2Config)
    return found if found is not None else Ikev2Config()


def _cipher(keyword: str) -> str:
    return keyword.upper()


def proposal_lines(device: Device, only: str = "") -> Iterator[str]:
    for found in proposals(device, only):
        yield from _proposal(found)


def proposals(device: Device, only: str) -> Iterator[Ikev2Proposal]:
    """With the release's own."""
    config = config_of(device)
    names = [*([DEFAULT] if config.builtin_proposal and DEFAULT not in config.proposals else []), *config.proposals]
    for name in names:
        found = config.proposal(name, device.software)
        if found is not None and only in ("", name):
            yield found


def _proposal(found: Ikev2Proposal) -> Iterator[str]:
    integrity = "none" if found.combined else " ".join(map(suites.integrity_text, found.integrity))
    yield f" IKEv2 proposal: {found.name} "
    yield f"     Encryption : {' '.join(map(_cipher, found.encryption))}"
    yield f"     Integrity  : {integrity}"
    yield f"     PRF        : {' '.join(name.upper() for name in found.prfs)}"
    yield f"     DH Group   : {' '.join(map(suites.group_text, found.group))}"


def policy_lines(device: Device, only: str = "") -> Iterator[str]:
    for index, policy in enumerate(policies(device, only)):
        if index:
            yield ""
        yield f" IKEv2 policy : {policy.name}"
        # the built-in one has one blank before the colon
        blank = "" if policy.fvrf == "any" else " "
        yield f"      Match fvrf {blank}: {policy.fvrf or 'global'}"
        addresses = " ".join(map(format_ipv4, policy.addresses)) or "any"
        yield f"      Match address local : {addresses}"
        for name in policy.proposals:
            yield f"      Proposal    : {name}"


def policies(device: Device, only: str) -> list[Ikev2Policy]:
    """With the release's own."""
    config = config_of(device)
    builtin = config.builtin_policy and DEFAULT not in config.policies
    found = [*([Ikev2Policy(DEFAULT, "any", {}, {DEFAULT: True})] if builtin else []), *config.policies.values()]
    return [each for each in found if only in ("", each.name)]


def author_policies(device: Device, only: str = "") -> list[AuthorPolicy]:
    """With the release's own."""
    config = config_of(device)
    builtin = config.author_policy(DEFAULT) if DEFAULT not in config.author_policies else None
    found = [*([builtin] if builtin is not None else []), *config.author_policies.values()]
    return [each for each in found if only in ("", each.name)]


def author_policy_lines(device: Device, only: str = "") -> Iterator[str]:
    for each in author_policies(device, only):
        yield f" IKEv2 Authorization policy: {each.name}"
        if each.pool:
            yield f"   pool {each.pool}"
        if each.netmask is not None:
            yield f"   netmask {format_ipv4(each.netmask)}"
        for word, servers in (("dns", each.dns), ("wins", each.wins)):
            if servers:
                yield f"   {word} {' '.join(map(format_ipv4, servers))}"
        if each.def_domain:
            yield f"   def-domain {each.def_domain}"
        if each.subnet_acl:
            yield f"   subnet-acl {each.subnet_acl}"
        if each.set_interface:
            yield "   route set interface"
        yield from (f"   route set interface {name}" for name in each.set_interfaces)
        if each.set_acl:
            yield f"   route set access-list {each.set_acl}"
        for address, mask in each.set_remote:
            yield f"   route set remote ipv4 {format_ipv4(address)} {format_ipv4(mask)}"
        if each.accept:
            yield f"   route accept any tag: {each.accept_tag} distance: {each.accept_distance}"


def profile_lines(device: Device, only: str = "") -> Iterator[str]:
    profiles = [each for each in config_of(device).profiles.values() if only in ("", each.name)]
    for profile in profiles:
        yield ""
        yield from _profile(device, profile)


def identities(profile: Ikev2Profile) -> Iterator[str]:
    for address, mask in profile.match_addresses:
        yield f"address {format_ipv4(address)} {format_ipv4(mask)}" if mask else f"address {format_ipv4(address)}"
    for kind, names in (
        ("fqdn", profile.match_fqdns), ("fqdn domain", profile.match_fqdn_domains), ("email", profile.match_emails),
        ("email domain", profile.match_email_domains), ("key-id", profile.match_key_ids),
    ):  # fmt: skip
        yield from (f"{kind} {name}" for name in names)
    if profile.match_any:
        yield "any"


def _users(device: Device, name: str) -> int:
    """SAs, IPsec profiles and crypto map entries of an IKEv2 profile."""
    sas: Iterable[IkeSa] = device.engine("ikev2").life.sas.values() if "ikev2" in device.engines else ()
    ipsec = device.get(IpsecConfig)
    tables = (ipsec.profiles, ipsec.maps, ipsec.dynamic_maps) if ipsec is not None else ()
    named = sum(each.ikev2_profile == name for table in tables for each in table.values())
    return named + sum(sa.profile == name for sa in sas)


def _profile(device: Device, profile: Ikev2Profile) -> Iterator[str]:
    newer = device.software.ikev2_words == "XE"
    yield f"IKEv2 profile: {profile.name}"
    if newer:
        yield f" Shutdown : {'Yes' if profile.shutdown else 'No'}"
    yield f" Ref Count: {3 + _users(device, profile.name)}"
    yield " Match criteria: "
    yield f"  Fvrf: {profile.fvrf or 'global'}"
    places = [*map(format_ipv4, profile.local_ips), *map(str, profile.local_interfaces)]
    yield f"  Local address/interface: {' '.join(places) or 'none'}"
    theirs = list(identities(profile))
    if theirs:
        yield "  Identities: "
        yield from (f"   {each}" for each in theirs)
    else:
        yield "  Identities: none"
    yield from _listed("  Certificate maps:", profile.match_certificates)
    own = f"{profile.identity} {profile.identity_name}" if profile.identity else "none"
    own = "DN" if profile.identity == "dn" else own
    yield f" Local identity: {own}"
    yield " Remote identity: none"
    yield f" Local authentication method: {profile.local_signature or ('pre-share' if profile.local_psk else 'none')}"
    remote = [*(["pre-share"] if profile.remote_psk else []), *profile.remote_signatures]
    yield f" Remote authentication method(s): {' '.join(remote) or 'none'}"
    yield " EAP options: none"
    yield f" Keyring: {profile.keyring or 'none'}"
    yield from _listed(" Trustpoint(s):", profile.trustpoints)
    yield f" Lifetime: {profile.lifetime} seconds"
    yield f" DPD: {_dpd(profile)}"
    yield f" NAT-keepalive: {f'{profile.nat_keepalive} seconds' if profile.nat_keepalive else 'disabled'}"
    yield f" Ivrf: {profile.ivrf or 'none'}"
    number = profile.virtual_template
    yield f" Virtual-template: {'none' if number is None else number}"
    if newer:
        yield f" mode auto: {'enabled' if profile.virtual_auto else 'none'}"
        yield " AAA AnyConnect EAP authentication mlist: none"
    yield " AAA EAP authentication mlist: none"
    if newer:
        yield " AAA authentication mlist: none"
    yield " AAA Accounting: none"
    for who, lists in (("group", profile.group_authorization), ("user", profile.user_authorization)):
        told = (
            f"{method} mlist {each.list} {f'name-mangler {each.mangler}' if each.mangler else f'name {each.policy}'}"
            for method, each in lists.items()
        )
        yield f" AAA {who} authorization: {', '.join(told) or 'none'}"


def _listed(head: str, names: Iterable[str]) -> Iterator[str]:
    """Beneath their head, or none."""
    found = list(names)
    yield f"{head} " if found else f"{head} none"
    indent = " " * (len(head) - len(head.lstrip()) + 1)
    yield from (f"{indent}{name}" for name in found)


def _dpd(profile: Ikev2Profile) -> str:
    if not profile.dpd:
        return "disabled"
    return f"interval {profile.dpd}, retry-interval {profile.dpd_retry}, {profile.dpd_mode}"
