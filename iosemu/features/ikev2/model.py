"""Configuration of IKEv2; defaults of IOS 15. Source: Security Command Reference, `crypto ikev2 …`."""

from __future__ import annotations

from iosemu.device.release import Software
from iosemu.device.vault import Kept
from iosemu.features.ipsec.model import Settings
from iosemu.records import dataclass, field
from iosemu.types import MAX_IPV4, InterfaceName, IPv4

__all__ = ["DEFAULT", "Ikev2Config", "Ikev2Policy", "Ikev2Profile", "Ikev2Proposal", "Keyring", "PeerBlock", "Settings"]

DEFAULT = "default"
LIFETIME = 86400  # seconds
WINDOW = 5


@dataclass(slots=True)
class Ikev2Proposal:
    """`crypto ikev2 proposal`; keywords in the order in which they are preferred."""

    name: str = ""
    encryption: list[str] = field(default_factory=list)  # des, 3des, aes-cbc-N, aes-gcm-N
    prf: list[str] = field(default_factory=list)  # md5, sha1, sha256, sha384, sha512
    integrity: list[str] = field(default_factory=list)
    group: list[int] = field(default_factory=list)

    @property
    def combined(self) -> bool:
        """AES-GCM brings its own integrity."""
        return any(each.startswith("aes-gcm") for each in self.encryption)

    @property
    def prfs(self) -> list[str]:
        """Where none is named, those of the integrity."""
        return self.prf or self.integrity

    @property
    def complete(self) -> bool:
        return bool(self.encryption and self.group and (self.prf if self.combined else self.integrity))

    @property
    def weak(self) -> bool:
        """Below what the compliance shield of newer releases lets through, as a whole."""
        return not self.strong().complete

    def strong(self) -> Ikev2Proposal:
        """What the compliance shield leaves of it."""
        return Ikev2Proposal(
            self.name,
            [each for each in self.encryption if each not in ("des", "3des")],
            [each for each in self.prf if each != "md5"],
            [each for each in self.integrity if each != "md5"],
            [each for each in self.group if each not in (1, 2, 5)],
        )


@dataclass(slots=True)
class Ikev2Policy:
    """`crypto ikev2 policy`. `fvrf` "": the global table, "any": all."""

    name: str = ""
    fvrf: str = ""
    addresses: dict[IPv4, bool] = field(default_factory=dict)
    proposals: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class PeerBlock:
    """`peer` of a key ring. `mask` of its address; keys are None where there are none."""

    name: str = ""
    description: str = ""
    address: IPv4 | None = None
    mask: int = MAX_IPV4
    hostname: str = ""
    identity: str = ""  # kind: address, fqdn, email, key-id
    identity_name: str = ""  # an address in dots
    key: Kept | None = None  # for both directions
    local_key: Kept | None = None
    remote_key: Kept | None = None
    hex: tuple[str, ...] = ()  # which of key, local_key, remote_key were typed as hexadecimal


@dataclass(slots=True)
class Keyring:
    """`crypto ikev2 keyring`"""

    name: str = ""
    peers: dict[str, PeerBlock] = field(default_factory=dict)


@dataclass(slots=True)
class AuthorPolicy:
    """`crypto ikev2 authorization policy`: what a peer is given, which routes it is told and which are taken of it."""

    name: str = ""
    pool: str = ""
    netmask: IPv4 | None = None
    subnet_acl: str = ""
    def_domain: str = ""
    dns: tuple[IPv4, ...] = ()
    wins: tuple[IPv4, ...] = ()
    banner: str = ""
    set_interface: bool = False  # the address of the tunnel
    set_interfaces: dict[InterfaceName, bool] = field(default_factory=dict)  # those of others
    set_acl: str = ""
    set_remote: dict[tuple[IPv4, IPv4], bool] = field(default_factory=dict)  # what is behind the peer: address, mask
    accept: bool = True
    accept_tag: int = 1
    accept_distance: int = 1


@dataclass(slots=True)
class FlexClient:
    """`crypto ikev2 client flexvpn`: peers by number, the lowest first."""

    name: str = ""
    peers: dict[int, IPv4] = field(default_factory=dict)
    connect: str = "auto"  # auto, manual
    tunnel: InterfaceName | None = None  # `client connect`


@dataclass(slots=True)
class Mangler:
    """`crypto ikev2 name-mangler`: which part of an identity is the name of a policy; "" none."""

    name: str = ""
    fqdn: str = ""  # all, hostname, domain
    email: str = ""  # all, username, domain
    dn: str = ""  # common-name, organization, organization-unit, country, state, locality


@dataclass(slots=True)
class Authorization:
    """`aaa authorization group | user`: the method list, and the policy or how its name is made."""

    list: str = ""
    policy: str = ""
    mangler: str = ""
    override: bool = False  # the group's word counts more than the user's


@dataclass(slots=True)
class Ikev2Profile:
    """`crypto ikev2 profile`. `fvrf` "": the global table, "any": all."""

    name: str = ""
    description: str = ""
    fvrf: str = ""
    local_ips: dict[IPv4, bool] = field(default_factory=dict)
    local_interfaces: dict[InterfaceName, bool] = field(default_factory=dict)
    match_addresses: dict[tuple[int, int], bool] = field(default_factory=dict)  # identity: address, mask
    match_fqdns: dict[str, bool] = field(default_factory=dict)
    match_fqdn_domains: dict[str, bool] = field(default_factory=dict)
    match_emails: dict[str, bool] = field(default_factory=dict)
    match_email_domains: dict[str, bool] = field(default_factory=dict)
    match_key_ids: dict[str, bool] = field(default_factory=dict)
    match_certificates: dict[str, bool] = field(default_factory=dict)  # maps
    match_any: bool = False
    identity: str = ""  # kind of ours: address, dn, fqdn, email, key-id; "": the address, with certificates the dn
    identity_name: str = ""  # an address in dots
    remote_signatures: dict[str, bool] = field(default_factory=dict)  # rsa-sig, ecdsa-sig
    local_signature: str = ""  # the same; "": none
    trustpoints: dict[str, str] = field(default_factory=dict)  # sign, verify; "": for both
    remote_psk: bool = False
    remote_key: Kept | None = None  # in the place of the key ring
    local_psk: bool = False
    local_key: Kept | None = None
    hex: tuple[str, ...] = ()  # which of remote_key, local_key were typed as hexadecimal
    keyring: str = ""
    lifetime: int = LIFETIME
    ivrf: str = ""  # of the traffic that its SAs carry; "": where their ends live
    dpd: int = 0  # seconds; 0: as the global setting
    dpd_retry: int = 2
    dpd_mode: str = "on-demand"
    nat_keepalive: int = 0
    force_encap: bool = False
    initial_contact: bool = False  # `initial-contact force`
    shutdown: bool = False
    virtual_template: int | None = None  # what a peer's tunnel is cloned from
    group_authorization: dict[str, Authorization] = field(default_factory=dict)  # by method: psk, cert
    user_authorization: dict[str, Authorization] = field(default_factory=dict)
    virtual_auto: bool = False  # with the mode that the peer's traffic selectors ask for

    @property
    def matches_something(self) -> bool:
        tables = (
            self.match_addresses, self.match_fqdns, self.match_fqdn_domains, self.match_emails,
            self.match_email_domains, self.match_key_ids, self.match_certificates,
        )  # fmt: skip
        return self.match_any or any(tables)

    @property
    def complete(self) -> bool:
        local, remote = self.local_psk or self.local_signature, self.remote_psk or self.remote_signatures
        return bool(local and remote) and self.matches_something

    @property
    def authorizes(self) -> bool:
        return bool(self.group_authorization or self.user_authorization)

    def trusting(self, usage: str) -> list[str]:
        """Trustpoints to `sign` with, or to `verify` the peer by."""
        return [name for name, said in self.trustpoints.items() if said in ("", usage)]


@dataclass(slots=True)
class Ikev2Config:
    """On a device: everything under `crypto ikev2`."""

    proposals: dict[str, Ikev2Proposal] = field(default_factory=dict)
    policies: dict[str, Ikev2Policy] = field(default_factory=dict)
    keyrings: dict[str, Keyring] = field(default_factory=dict)
    profiles: dict[str, Ikev2Profile] = field(default_factory=dict)
    author_policies: dict[str, AuthorPolicy] = field(default_factory=dict)
    manglers: dict[str, Mangler] = field(default_factory=dict)
    clients: dict[str, FlexClient] = field(default_factory=dict)
    builtin_author_policy: bool = True
    builtin_proposal: bool = True
    builtin_policy: bool = True
    dpd: int = 0  # seconds; 0: no dead peer detection
    dpd_retry: int = 2
    dpd_mode: str = "on-demand"
    fragmentation: bool = False
    fragment_mtu: int = 576  # octets of a datagram
    nat_keepalive: int = 0
    disconnect_revoked: bool = False  # peers whose certificates turn out to be revoked
    cookie_challenge: int = 0  # half-open SAs from which on a cookie is asked for; 0: never
    most_negotiating: int = 0  # 0: the release's limit
    most_sas: int = 0
    window: int = WINDOW
    diagnose: bool = True
    diagnose_most: int = 50

    def proposal(self, name: str, software: Software) -> Ikev2Proposal | None:
        """The proposal of that name; None: there is none."""
        found = self.proposals.get(name)
        if found is None and name == DEFAULT and self.builtin_proposal:
            return builtin_proposal(software)
        return found

    def author_policy(self, name: str) -> AuthorPolicy | None:
        """The authorization policy of that name; None: there is none."""
        found = self.author_policies.get(name)
        if found is None and name == DEFAULT and self.builtin_author_policy:
            return AuthorPolicy(DEFAULT, set_interface=True)
        return found

    def policies_in_force(self) -> list[Ikev2Policy]:
        """In the order of looking: the built-in one comes last."""
        found = [policy for policy in self.policies.values() if policy.proposals]
        if self.builtin_policy and DEFAULT not in self.policies:
            found.append(Ikev2Policy(DEFAULT, "any", {}, {DEFAULT: True}))
        return found


def builtin_proposal(software: Software) -> Ikev2Proposal:
    """The smart default."""
    if software.ikev2_strong_default:
        hashes = ["sha512", "sha384"]
        return Ikev2Proposal(DEFAULT, ["aes-cbc-256"], hashes, list(hashes), list(software.ikev2_default_groups))
    hashes = ["sha512", "sha384", "sha256", "sha1", "md5"]
    ciphers = ["aes-cbc-256", "aes-cbc-192", "aes-cbc-128"]
    return Ikev2Proposal(DEFAULT, ciphers, hashes, list(hashes), [5, 2])
