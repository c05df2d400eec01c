"""Configuration of IPsec; defaults of IOS 15. Source: Security Command Reference, `crypto ipsec …`, `crypto map …`."""

from __future__ import annotations

from typing import Any

from iosemu.device.slots import Slotted
from iosemu.records import dataclass, field, replace
from iosemu.types import InterfaceName, IPv4

LIFE_SECONDS = 3600
LIFE_KILOBYTES = 4608000
WINDOW = 64
DAY = 86400  # seconds

# keyword of `set pfs` -> Diffie-Hellman group
PFS_GROUPS = {
    "group1": 1, "group2": 2, "group5": 5, "group14": 14, "group15": 15, "group16": 16, "group19": 19,
    "group20": 20, "group21": 21, "group24": 24,
}  # fmt: skip


@dataclass(slots=True)
class TransformSet:
    """`crypto ipsec transform-set`. `cipher` is the keyword with its key size unless 128, `integrity`, `ah` and
    `compression` are the keywords; without a cipher there is no ESP."""

    name: str = ""
    cipher: str = ""
    integrity: str = ""
    mode: str = "tunnel"
    required: bool = False  # `mode transport require`: tunnel mode is not taken instead
    ah: str = ""
    compression: str = ""
    extended: bool = False  # `esn`

    @property
    def protocols(self) -> list[str]:
        """AH, ESP, IPComp, as `show crypto ipsec transform-set` writes them: ``esp-256-aes esp-sha-hmac``."""
        base, _, bits = self.cipher.partition(" ")
        name = f"esp-{bits}-aes" if base == "esp-aes" and bits else self.cipher
        return [found for found in (self.ah, f"{name} {self.integrity}".strip(), self.compression) if found]

    @property
    def words(self) -> str:
        return " ".join(self.protocols)


DEFAULT = "default"
DEFAULT_SET = TransformSet(DEFAULT, "esp-aes", "esp-sha-hmac", "transport")


class TransformSets(dict[str, TransformSet]):
    """By name; that of the release's own set makes a copy of it."""

    def create(self, name: str) -> TransformSet:
        return replace(DEFAULT_SET) if name == DEFAULT else TransformSet(name)


@dataclass(slots=True)
class Settings:
    """What profiles, crypto map entries and dynamic map entries have in common (`set …`). None: the global value."""

    description: str = ""
    transform_sets: list[str] = field(default_factory=list)
    pfs: str = ""  # keyword of PFS_GROUPS, "" for none
    life_seconds: int | None = None
    life_days: int | None = None  # in place of seconds
    life_kilobytes: int | None = None  # 0: no limit by volume (`disable`)
    df_bit: str = ""  # "": as the interface says
    idle_time: int | None = None  # seconds
    idle_default: bool = False  # after that the default peer is asked again
    window: int | None = None  # packets of the anti-replay window
    replay_disabled: bool = False
    isakmp_profile: str = ""
    ikev2_profile: str = ""
    identity: str = ""  # only peers of this list of identities
    reverse: bool = False  # routes to what the peer protects
    reverse_tag: int = 0  # of these routes
    reverse_distance: int = 1
    responder_only: bool = False

    @property
    def key_profile(self) -> str:
        """The profile of the key manager that asks; "" for none."""
        return self.ikev2_profile or self.isakmp_profile

    @property
    def seconds(self) -> int | None:
        """Lifetime; None: the global value."""
        return self.life_days * DAY if self.life_days is not None else self.life_seconds


@dataclass(slots=True)
class IpsecProfile(Settings):
    """`crypto ipsec profile`."""

    name: str = ""


class Profiles(dict[str, IpsecProfile]):
    """By name, whose case does not matter; a profile keeps the spelling that made it."""

    def _key(self, name: object) -> str:
        text = str(name)
        if super().__contains__(text):
            return text
        return next((key for key in self if key.lower() == text.lower()), text)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(self._key(name))

    def __getitem__(self, name: str) -> IpsecProfile:
        return super().__getitem__(self._key(name))

    def __setitem__(self, name: str, record: IpsecProfile) -> None:
        super().__setitem__(self._key(name), record)

    def get(self, name: str, default: None = None) -> IpsecProfile | None:  # type: ignore[override]  # no other default
        return super().get(self._key(name))

    def pop(self, name: str) -> IpsecProfile:  # type: ignore[override]  # without a default
        return super().pop(self._key(name))


@dataclass(slots=True)
class MapSettings(Settings):
    """What entries of crypto maps and of dynamic maps have in common."""

    peers: dict[IPv4 | str, bool] = field(default_factory=dict)  # as typed; a name is looked up when it is needed
    default_peer: IPv4 | str = 0  # one of them, asked first whenever there is no connection; 0: none
    acl: str = ""
    access_in: str = ""  # lists for what came out of its SAs, and for what is to go into them
    access_out: str = ""
    per_host: bool = False  # an SA of its own for each pair of hosts
    reverse_static: bool = False  # routes of `reverse-route` are there while the map is
    reverse_peer: IPv4 = 0  # next hop in place of the peer, or with `gateway` towards it
    reverse_gateway: bool = False
    pre_classify: bool = False  # output policies look at the clear header

    @property
    def reverse_route(self) -> tuple[bool, bool, IPv4, bool]:
        return self.reverse, self.reverse_static, self.reverse_peer, self.reverse_gateway

    def preferred(self) -> list[IPv4 | str]:
        """The peers in the order in which they are asked."""
        return sorted(self.peers, key=lambda peer: peer != self.default_peer)


IKE_KINDS = ("ipsec-isakmp", "dynamic")


@dataclass(slots=True)
class MapEntry(MapSettings, Slotted):
    """`crypto map NAME SEQ ipsec-isakmp`; kind `dynamic` stands for the dynamic map of that name. Other key managers
    have entries of other kinds, with lines of their own in a mode of their own, and keep records in slots.
    """

    name: str = ""
    seq: int = 0
    kind: str = "ipsec-isakmp"
    dynamic: str = ""
    _slots: dict[type, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def cli_mode(self) -> str:
        """The mode of its lines, "" for the usual one."""
        return "" if self.kind in IKE_KINDS else f"config-crypto-map-{self.kind.removeprefix('ipsec-')}"

    @property
    def template(self) -> str:
        """The dynamic map that it stands for, "" of an entry of its own."""
        return self.dynamic if self.kind == "dynamic" else ""


@dataclass(slots=True)
class DynamicEntry(MapSettings):
    """`crypto dynamic-map NAME SEQ`."""

    name: str = ""
    seq: int = 0


class Maps(dict[tuple[str, int], MapEntry]):
    """By name and sequence number."""

    def config_order(self) -> list[MapEntry]:
        """As the running-config lists those of each kind: names in the order of typing among them, then numbers. Read
        back, it gives the same again."""
        names: dict[tuple[str, str], int] = {}
        for (name, _), entry in self.items():
            names.setdefault((entry.kind, name), len(names))
        return [self[key] for key in sorted(self, key=lambda key: (names[self[key].kind, key[0]], key[1]))]


@dataclass(slots=True)
class CryptoIdentity:
    """`crypto identity`: names that a peer may have shown in phase 1."""

    name: str = ""
    description: str = ""
    fqdns: dict[str, bool] = field(default_factory=dict)
    dns: dict[str, bool] = field(default_factory=dict)  # parts of distinguished names, as typed

    def has(self, shown: str) -> bool:
        """Is it one of them that a peer has called itself?"""
        if shown.lower() in map(str.lower, self.fqdns):
            return True
        whole = attributes(shown)
        return any(attributes(part) <= whole for part in self.dns)


def attributes(text: str) -> set[tuple[str, str]]:
    """Those of a distinguished name, whatever their order and their letters."""
    pairs = (part.partition("=") for part in text.split(","))
    return {(name.strip().lower(), value.strip().lower()) for name, _, value in pairs if name.strip()}


@dataclass(slots=True)
class IpsecConfig:
    """On a device: everything under `crypto ipsec`, `crypto map`, `crypto dynamic-map`."""

    transform_sets: dict[str, TransformSet] = field(default_factory=TransformSets)
    profiles: dict[str, IpsecProfile] = field(default_factory=Profiles)
    maps: dict[tuple[str, int], MapEntry] = field(default_factory=Maps)
    dynamic_maps: dict[tuple[str, int], DynamicEntry] = field(default_factory=dict)
    local_addresses: dict[str, InterfaceName] = field(default_factory=dict)  # map name -> interface
    isakmp_profiles: dict[str, str] = field(default_factory=dict)  # map name -> of entries that name none
    identities: dict[str, CryptoIdentity] = field(default_factory=dict)
    life_seconds: int = LIFE_SECONDS
    life_days: int | None = None  # in place of seconds
    life_kilobytes: int = LIFE_KILOBYTES  # 0: no limit by volume
    idle_time: int | None = None
    window: int = WINDOW
    replay_disabled: bool = False
    df_bit: str = "copy"  # copy, set, clear
    fragmentation: str = "before-encryption"
    ipv4_deny: str = "jump"  # what a list's deny means: the next entry is asked, or the end of it (clear, drop)
    nat_transparency: bool = True
    session_logging: bool = False
    builtin_set: bool = True  # False: `no crypto ipsec transform-set default`
    builtin_profile: bool = True  # False: `no crypto ipsec profile default`

    @property
    def seconds(self) -> int:
        """Lifetime of SAs where nothing else is said."""
        return self.life_days * DAY if self.life_days is not None else self.life_seconds

    def entries(self, name: str) -> list[MapEntry]:
        """The entries of a crypto map by sequence number."""
        return [self.maps[key] for key in sorted(self.maps) if key[0] == name]

    def dynamic_entries(self, name: str) -> list[DynamicEntry]:
        return [self.dynamic_maps[key] for key in sorted(self.dynamic_maps) if key[0] == name]


@dataclass(slots=True)
class ProtectionConfig:
    """On a tunnel: `tunnel protection ipsec profile`, and `… policy` of an IPsec tunnel."""

    profile: str = ""
    shared: bool = False
    isakmp_profile: str = ""  # in place of the IPsec profile's
    acl: str = ""  # an SA pair for each of its lines; "": one for all traffic


@dataclass(slots=True)
class InterfaceMap:
    """On an interface: `crypto map` and `crypto ipsec df-bit | fragmentation`. `redundancy`: name of the group whose
    address is the map's, as long as this router answers for it."""

    name: str = ""
    redundancy: str = ""
    df_bit: str = ""  # "": the global setting
    fragmentation: str = ""  # likewise
