"""From configured words to proposals and keys: transform sets, policies, and the Wireshark table of live SAs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto import esp
from iosemu.features.ipsec.builtin import transform_set, unnamed_sets
from iosemu.features.ipsec.model import PFS_GROUPS, IpsecConfig, Settings, TransformSet
from iosemu.features.isakmp.kmi import Encapsulation, EspCipher, Integrity, Proposal
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device

_CIPHERS = {
    "esp-des": EspCipher.DES, "esp-3des": EspCipher.TRIPLE_DES, "esp-aes": EspCipher.AES_CBC,
    "esp-gcm": EspCipher.AES_GCM_16, "esp-null": EspCipher.NULL,
}  # fmt: skip
_INTEGRITY = {
    "": Integrity.NONE, "esp-md5-hmac": Integrity.HMAC_MD5, "esp-sha-hmac": Integrity.HMAC_SHA,
    "esp-sha256-hmac": Integrity.HMAC_SHA256, "esp-sha384-hmac": Integrity.HMAC_SHA384,
    "esp-sha512-hmac": Integrity.HMAC_SHA512,
}  # fmt: skip
_CIPHER_WORDS = {cipher: word for word, cipher in _CIPHERS.items()}
_INTEGRITY_WORDS = {integrity: word for word, integrity in _INTEGRITY.items()}
_ESP_CIPHER = {
    EspCipher.DES: "des", EspCipher.TRIPLE_DES: "3des", EspCipher.AES_CBC: "aes", EspCipher.AES_GCM_16: "gcm",
    EspCipher.NULL: "null",
}  # fmt: skip
_ESP_HASH = {
    Integrity.NONE: "", Integrity.HMAC_MD5: "md5", Integrity.HMAC_SHA: "sha1", Integrity.HMAC_SHA256: "sha256",
    Integrity.HMAC_SHA384: "sha384", Integrity.HMAC_SHA512: "sha512",
}  # fmt: skip
# as `show crypto engine connections active` writes them
_ENGINE_CIPHER = {
    EspCipher.DES: "DES", EspCipher.TRIPLE_DES: "3DES", EspCipher.AES_CBC: "AES", EspCipher.AES_GCM_16: "AES-GCM",
    EspCipher.NULL: "",
}  # fmt: skip
_ENGINE_HASH = {
    Integrity.NONE: "", Integrity.HMAC_MD5: "MD5", Integrity.HMAC_SHA: "SHA", Integrity.HMAC_SHA256: "SHA256",
    Integrity.HMAC_SHA384: "SHA384", Integrity.HMAC_SHA512: "SHA512",
}  # fmt: skip
_WIRESHARK_CIPHER = {
    EspCipher.DES: "DES-CBC [RFC2405]", EspCipher.TRIPLE_DES: "TripleDES-CBC [RFC2451]",
    EspCipher.AES_CBC: "AES-CBC [RFC3602]", EspCipher.AES_GCM_16: "AES-GCM with 16 octet ICV [RFC4106]",
    EspCipher.NULL: "NULL",
}  # fmt: skip
_WIRESHARK_HASH = {
    Integrity.NONE: "NULL", Integrity.HMAC_MD5: "HMAC-MD5-96 [RFC2403]", Integrity.HMAC_SHA: "HMAC-SHA-1-96 [RFC2404]",
    Integrity.HMAC_SHA256: "HMAC-SHA-256-128 [RFC4868]", Integrity.HMAC_SHA384: "HMAC-SHA-384-192 [RFC4868]",
    Integrity.HMAC_SHA512: "HMAC-SHA-512-256 [RFC4868]",
}  # fmt: skip


@dataclass(slots=True)
class Policy:
    """What one end wants of an SA: sets in order of preference, limits, options. `idle`: seconds or None."""

    sets: list[TransformSet]
    pfs_group: int
    seconds: int
    kilobytes: int  # 0: no rekey by volume
    window: int  # 0: no anti-replay
    idle: int | None
    isakmp_profile: str
    responder_only: bool

    def proposals(self, transport: bool = True) -> list[Proposal]:
        """One proposal per set; `transport` False turns transport mode to tunnel mode, as for other hosts' traffic,
        and leaves out the sets that require transport mode."""
        return [
            proposal_of(found, self.seconds, self.kilobytes, self.pfs_group, transport or found.mode == "tunnel")
            for found in self.sets
            if transport or not found.required
        ]


def sets_of(device: Device, settings: Settings) -> list[TransformSet]:
    """In order of preference. Sets that are not configured are passed over."""
    named = (transform_set(device, name) for name in settings.transform_sets)
    return [found for found in named if found is not None] if settings.transform_sets else list(unnamed_sets(device))


def policy_of(device: Device, settings: Settings) -> Policy:
    """Settings with the global values where they say nothing."""
    config = device[IpsecConfig]
    kilobytes = config.life_kilobytes if settings.life_kilobytes is None else settings.life_kilobytes
    window = config.window if settings.window is None else settings.window
    return Policy(
        sets_of(device, settings),
        PFS_GROUPS.get(settings.pfs, 0),
        config.life_seconds if settings.life_seconds is None else settings.life_seconds,
        kilobytes,
        0 if settings.replay_disabled or config.replay_disabled else window,
        config.idle_time if settings.idle_time is None else settings.idle_time,
        settings.isakmp_profile,
        settings.responder_only,
    )


def proposal_of(found: TransformSet, seconds: int, kilobytes: int, group: int, transport: bool = True) -> Proposal:
    word, _, bits = found.cipher.partition(" ")
    sized = word in ("esp-aes", "esp-gcm")
    mode = Encapsulation.TRANSPORT if found.mode == "transport" and transport else Encapsulation.TUNNEL
    return Proposal(
        _CIPHERS[word], int(bits or 128) if sized else 0, _INTEGRITY[found.integrity], mode, seconds, kilobytes, group
    )


def matches(found: TransformSet, offered: Proposal, transport: bool = True) -> bool:
    """Is the offered proposal what this set would offer, apart from lifetimes and PFS? Transport mode is a wish: tunnel
    mode is taken, too, unless the set requires the other; a set of tunnel mode takes nothing else."""
    own = proposal_of(found, 0, 0, 0, transport)
    modes = (own.encapsulation,) if found.required else (own.encapsulation, Encapsulation.TUNNEL)
    return (
        offered.known
        and own.cipher == offered.cipher
        and own.key_bits == offered.key_bits
        and own.integrity == offered.integrity
        and offered.encapsulation.plain in modes
        and (transport or not found.required)
    )


def words(proposal: Proposal) -> str:
    """``esp-256-aes esp-sha256-hmac``, as `show crypto ipsec sa` writes a transform."""
    bits = proposal.key_bits
    if proposal.cipher is EspCipher.AES_CBC:
        name = "esp-aes" if bits == 128 else f"esp-{bits}-aes"
    elif proposal.cipher is EspCipher.AES_GCM_16:
        name = "esp-gcm" if bits == 128 else f"esp-gcm {bits}"
    else:
        name = _CIPHER_WORDS[proposal.cipher]
    integrity = _INTEGRITY_WORDS[proposal.integrity]
    return f"{name} {integrity}" if integrity else name


def debug_words(proposal: Proposal) -> str:
    """``esp-aes 256 esp-sha256-hmac ``, as debugs write it (with the blank behind each)."""
    if not proposal.known:
        return "NONE "
    bits = f" {proposal.key_bits}" if proposal.key_bits not in (0, 128) else ""
    integrity = _INTEGRITY_WORDS[proposal.integrity]
    return f"{_CIPHER_WORDS[proposal.cipher]}{bits} " + (f"{integrity} " if integrity else "")


def engine_words(proposal: Proposal) -> str:
    """``AES256+SHA256``."""
    cipher = _ENGINE_CIPHER[proposal.cipher] + (str(proposal.key_bits) if proposal.key_bits not in (0, 128) else "")
    return "+".join(word for word in (cipher, _ENGINE_HASH[proposal.integrity]) if word)


def sizes(proposal: Proposal) -> esp.Layout:
    return esp.layout(_ESP_CIPHER[proposal.cipher], proposal.key_bits, _ESP_HASH[proposal.integrity])


def transform(proposal: Proposal, spi: int, key: bytes, auth_key: bytes) -> esp.Transform:
    """One direction's cryptography. Raises ValueError when the keys do not fit the proposal."""
    return esp.transform(spi, _ESP_CIPHER[proposal.cipher], key, _ESP_HASH[proposal.integrity], auth_key)


def plaintext_mtu(proposal: Proposal, path_mtu: int) -> int:
    """The longest datagram that fits sealed into `path_mtu` bytes; in transport mode its header counts."""
    kind = proposal.encapsulation
    udp = 8 if kind in (Encapsulation.UDP_TUNNEL, Encapsulation.UDP_TRANSPORT) else 0
    room = sizes(proposal).room(path_mtu - 20 - udp)
    return room if kind.plain is Encapsulation.TUNNEL else room + 20


def wireshark_row(proposal: Proposal, src: int, dst: int, spi: int, key: bytes, auth_key: bytes) -> tuple[str, ...]:
    """A row of Wireshark's ESP SA table."""
    return (
        "IPv4", format_ipv4(src), format_ipv4(dst), f"0x{spi:08x}", _WIRESHARK_CIPHER[proposal.cipher],
        f"0x{key.hex()}" if key else "", _WIRESHARK_HASH[proposal.integrity], f"0x{auth_key.hex()}" if auth_key else "",
    )  # fmt: skip
