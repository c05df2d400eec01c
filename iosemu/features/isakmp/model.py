"""Configuration of IKEv1. Defaults are those of IOS 15; sources: Security Command Reference, `crypto isakmp …`."""

from __future__ import annotations

from typing import Protocol

from iosemu.device.release import Software
from iosemu.device.vault import Kept, Vault
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

PRE_SHARE = "pre-share"
RSA_SIG = "rsa-sig"
ECDSA_SIG = "ecdsa-sig"
# what such a policy comes to, by the curve of the key (RFC 4754)
ECDSA_CURVES = {"ecdsa-256": 256, "ecdsa-384": 384, "ecdsa-521": 521}
SIGNATURES = (RSA_SIG, *ECDSA_CURVES)
RSA_ENCR = "rsa-encr"


@dataclass(slots=True)
class Policy:
    """A protection suite (`crypto isakmp policy`)."""

    priority: int = 0
    encryption: str = "des"  # des, 3des, aes
    key_bits: int = 128  # of aes
    hash: str = "sha"  # md5, sha, sha256, sha384, sha512
    authentication: str = RSA_SIG
    group: int = 1
    lifetime: int = 86400  # seconds

    @property
    def weak(self) -> bool:
        """Below what the compliance shield of newer releases lets through."""
        return self.encryption != "aes" or self.hash == "md5" or self.group in (1, 2, 5)


def default_policies() -> list[Policy]:
    """What IOS offers and accepts while no policy is configured (`show crypto isakmp default policy`)."""
    found = []
    priority = 65507
    for encryption, group in (("aes", 5), ("3des", 2)):
        for hash_name in ("sha", "md5"):
            for authentication in (RSA_SIG, PRE_SHARE):
                found.append(Policy(priority, encryption, 128, hash_name, authentication, group))
                priority += 1
    return found


@dataclass(slots=True)
class PresharedKey:
    """A key for the peers inside address/mask, or for one of a name; "": nobody can open it. `sealed` is its type 6
    form where it has one."""

    secret: str
    no_xauth: bool = False
    sealed: str = ""

    @property
    def shown(self) -> str:
        return f"6 {self.sealed}" if self.sealed else self.secret

    def again(self, vault: Vault) -> None:
        """The master key is another one."""
        kept = vault.again(Kept(self.secret, 6 if self.sealed else 0, self.sealed or self.secret))
        self.secret, self.sealed = kept.plain, kept.text if kept.kind == 6 else ""


class KeyTable(Protocol):
    """Where keys stand: globally, or in a key ring."""

    keys: dict[tuple[int, int], PresharedKey]  # by (address, mask)
    hosts: dict[str, PresharedKey]  # by name


@dataclass(slots=True)
class Keyring:
    """`crypto keyring`."""

    name: str = ""
    description: str = ""
    vrf: str = ""  # whose peers it is for; "": those of the global table
    local_ip: IPv4 | None = None  # of ours, that peers know us by
    local_vrf: str = ""
    local_interface: InterfaceName | None = None
    keys: dict[tuple[int, int], PresharedKey] = field(default_factory=dict)
    hosts: dict[str, PresharedKey] = field(default_factory=dict)


@dataclass(slots=True)
class Profile:
    """`crypto isakmp profile`."""

    name: str = ""
    description: str = ""
    keyrings: dict[str, bool] = field(default_factory=dict)  # names, in order of preference
    vrf: str = ""  # of the traffic that its SAs carry; "": where their ends live
    match_addresses: dict[tuple[int, int, str], bool] = field(default_factory=dict)  # identity address, mask, VRF
    match_hosts: dict[str, bool] = field(default_factory=dict)
    match_host_domains: dict[str, bool] = field(default_factory=dict)
    match_users: dict[str, bool] = field(default_factory=dict)
    match_user_domains: dict[str, bool] = field(default_factory=dict)
    match_groups: dict[str, bool] = field(default_factory=dict)
    match_certificates: dict[str, bool] = field(default_factory=dict)  # certificate maps
    trustpoints: dict[str, bool] = field(default_factory=dict)  # none: all
    self_identity: str = ""  # "", address, fqdn, user-fqdn
    self_name: str = ""  # "": the router's own name
    local_ip: IPv4 | None = None
    local_vrf: str = ""
    local_interface: InterfaceName | None = None
    initiate_mode: str = ""  # "", aggressive
    virtual_template: int | None = None  # what a peer's tunnel is cloned from
    qos_group: int = 0  # of what is sealed under it
    keepalive: int = 0  # seconds; 0: as the global setting
    keepalive_retry: int = 2
    client_authentication: str = ""  # list of methods: initiators are asked for a name and a password (XAUTH)
    authorization: str = ""  # list of methods that knows the groups of clients
    client_respond: bool = False  # clients that ask for an address get one


@dataclass(slots=True)
class PeerPolicy:
    """`crypto isakmp peer`: with both lines phase 1 with it is begun in aggressive mode."""

    description: str = ""
    key: PresharedKey | None = None
    endpoint: str = ""  # kind of our identity: ipv4-address, fqdn, user-fqdn
    endpoint_ip: IPv4 | None = None
    endpoint_name: str = ""


@dataclass(slots=True)
class IsakmpConfig:
    """On a device: everything under `crypto isakmp`, and key rings."""

    enabled: bool = True
    policies: dict[int, Policy] = field(default_factory=dict)
    default_policy: bool = True
    keys: dict[tuple[int, int], PresharedKey] = field(default_factory=dict)  # by (address, mask)
    hosts: dict[str, PresharedKey] = field(default_factory=dict)  # by name
    identity: str = "address"  # address, hostname, dn
    keepalive: int = 0  # seconds; 0: no dead peer detection
    keepalive_retry: int = 2  # seconds
    keepalive_mode: str = "on-demand"  # on-demand, periodic
    nat_keepalive: int = 0  # seconds; 0: none
    invalid_spi_recovery: bool = False
    fragmentation: bool = False
    active_most: int = 0  # ISAKMP SAs that are up (call admission); 0: as many as there are
    negotiating_most: int = 0  # such that are being negotiated; 0: 1000
    aggressive_disabled: bool = False
    diagnose: bool = True  # phase 1's errors are kept
    diagnose_most: int = 50  # so many
    peers: dict[tuple[IPv4, str | None], PeerPolicy] = field(default_factory=dict)  # by (address, VRF)
    host_peers: dict[tuple[str, str | None], PeerPolicy] = field(default_factory=dict)  # by (name, VRF)
    keyrings: dict[str, Keyring] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)

    def uses_defaults(self, software: Software) -> bool:
        """Without a policy of one's own, where the release has default policies."""
        return not self.policies and self.default_policy and software.isakmp_default_policies

    def suites(self, software: Software) -> list[Policy]:
        """The policies in force, by priority."""
        if self.uses_defaults(software):
            return default_policies()
        found = [self.policies[priority] for priority in sorted(self.policies)]
        return [policy for policy in found if not (software.weak_crypto_refused and policy.weak)]
