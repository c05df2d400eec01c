"""From configured words to proposals and keys: transform sets, policies, and the Wireshark table of live SAs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto import esp
from iosemu.crypto.integrity import HASHES, Hmac
from iosemu.features.ipsec.builtin import transform_set, unnamed_sets
from iosemu.features.ipsec.model import PFS_GROUPS, IpsecConfig, Settings, TransformSet
from iosemu.features.keying.contract import AH, ESP, IPCOMP, Layer, Proposal
from iosemu.records import dataclass
from iosemu.types import format_ipv4
from iosemu.wire import ah

if TYPE_CHECKING:
    from iosemu.device.device import Device

_CIPHERS = {
    "esp-des": "des", "esp-3des": "3des", "esp-aes": "aes", "esp-gcm": "gcm", "esp-gmac": "gmac", "esp-null": "null",
}  # fmt: skip
_INTEGRITY = {
    "": "", "esp-md5-hmac": "md5", "esp-sha-hmac": "sha1", "esp-sha256-hmac": "sha256", "esp-sha384-hmac": "sha384",
    "esp-sha512-hmac": "sha512",
}  # fmt: skip
_CIPHER_WORDS = {cipher: word for word, cipher in _CIPHERS.items()}
_INTEGRITY_WORDS = {integrity: word for word, integrity in _INTEGRITY.items()}
_AH_WORDS = {integrity: word.replace("esp-", "ah-") for integrity, word in _INTEGRITY_WORDS.items() if word}
_AH = {word: integrity for integrity, word in _AH_WORDS.items()}
_COMPRESSION = {"comp-lzs": "lzs"}
_COMPRESSION_WORDS = {compression: word for word, compression in _COMPRESSION.items()}
# as `show crypto engine connections active` writes them
_ENGINE_CIPHER = {
    "des": "DES", "3des": "3DES", "aes": "AES", "gcm": "AES-GCM", "gmac": "AES-GMAC", "null": "", "lzs": "LZS",
}  # fmt: skip
_ENGINE_HASH = {"": "", "md5": "MD5", "sha1": "SHA", "sha256": "SHA256", "sha384": "SHA384", "sha512": "SHA512"}
_WIRESHARK_CIPHER = {
    "des": "DES-CBC [RFC2405]", "3des": "TripleDES-CBC [RFC2451]", "aes": "AES-CBC [RFC3602]",
    "gcm": "AES-GCM with 16 octet ICV [RFC4106]", "null": "NULL",
}  # fmt: skip
_WIRESHARK_HASH = {
    "": "NULL", "md5": "HMAC-MD5-96 [RFC2403]", "sha1": "HMAC-SHA-1-96 [RFC2404]",
    "sha256": "HMAC-SHA-256-128 [RFC4868]", "sha384": "HMAC-SHA-384-192 [RFC4868]",
    "sha512": "HMAC-SHA-512-256 [RFC4868]",
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
    ikev2_profile: str
    responder_only: bool

    def profile(self, manager: str) -> str:
        """The profile of a key manager that is named, "" for none."""
        return str(getattr(self, f"{manager}_profile", ""))

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


def policy_of(device: Device, settings: Settings, isakmp_profile: str = "") -> Policy:
    """Settings with the global values (and the ISAKMP profile given) where they say nothing."""
    config = device[IpsecConfig]
    kilobytes = config.life_kilobytes if settings.life_kilobytes is None else settings.life_kilobytes
    window = config.window if settings.window is None else settings.window
    return Policy(
        sets_of(device, settings),
        PFS_GROUPS.get(settings.pfs, 0),
        config.seconds if settings.seconds is None else settings.seconds,
        kilobytes,
        0 if settings.replay_disabled or (config.replay_disabled and settings.window is None) else window,
        config.idle_time if settings.idle_time is None else settings.idle_time,
        settings.isakmp_profile or isakmp_profile,
        settings.ikev2_profile,
        settings.responder_only,
    )


def proposal_of(found: TransformSet, seconds: int, kilobytes: int, group: int, transport: bool = True) -> Proposal:
    layers = [Layer("", 0, _AH[found.ah], AH)] if found.ah else []
    if found.cipher:
        word, _, bits = found.cipher.partition(" ")
        sized = word in ("esp-aes", "esp-gcm", "esp-gmac")
        layers.append(Layer(_CIPHERS[word], int(bits or 128) if sized else 0, _INTEGRITY[found.integrity]))
    if found.compression:
        layers.append(Layer(_COMPRESSION[found.compression], 0, "", IPCOMP))
    tunnel = found.mode != "transport" or not transport
    return Proposal(
        tuple(layers), tunnel, life_seconds=seconds, life_kilobytes=kilobytes, group=group, extended=found.extended
    )


def matches(found: TransformSet, offered: Proposal, transport: bool = True) -> bool:
    """Is the offered proposal what this set would offer, apart from lifetimes and PFS? Transport mode is a wish: tunnel
    mode is taken, too, unless the set requires the other; a set of tunnel mode takes nothing else."""
    own = proposal_of(found, 0, 0, 0, transport)
    mode = offered.tunnel == own.tunnel or (offered.tunnel and not found.required)
    same = own.layers == offered.layers and own.extended == offered.extended
    return offered.known and same and mode and (transport or not found.required)


def words(proposal: Proposal) -> str:
    """All layers, the outermost first."""
    return " ".join(map(layer_words, proposal.layers))


def layer_words(layer: Layer) -> str:
    """``esp-256-aes esp-sha256-hmac``, as `show crypto ipsec sa` writes a transform."""
    if layer.protocol == AH:
        return _AH_WORDS[layer.integrity]
    if layer.protocol == IPCOMP:
        return _COMPRESSION_WORDS[layer.cipher]
    bits = layer.key_bits
    if layer.cipher == "aes":
        name = "esp-aes" if bits == 128 else f"esp-{bits}-aes"
    elif layer.cipher in ("gcm", "gmac"):
        name = f"esp-{layer.cipher}" + ("" if bits == 128 else f" {bits}")
    else:
        name = _CIPHER_WORDS[layer.cipher]
    integrity = _INTEGRITY_WORDS[layer.integrity]
    return f"{name} {integrity}" if integrity else name


def debug_words(proposal: Proposal) -> str:
    """All layers, the outermost first; none of what is not known here."""
    return "".join(map(layer_debug_words, proposal.layers)) if proposal.known else "NONE "


def layer_debug_words(layer: Layer) -> str:
    """``esp-aes 256 esp-sha256-hmac ``, as debugs write it (with the blank behind each)."""
    if layer.protocol == AH:
        return f"{_AH_WORDS[layer.integrity]} "
    if layer.protocol == IPCOMP:
        return f"{_COMPRESSION_WORDS[layer.cipher]} "
    bits = f" {layer.key_bits}" if layer.key_bits not in (0, 128) else ""
    integrity = _INTEGRITY_WORDS[layer.integrity]
    return f"{_CIPHER_WORDS[layer.cipher]}{bits} " + (f"{integrity} " if integrity else "")


def engine_words(layer: Layer) -> str:
    """``AES256+SHA256``; of AH ``SHA256``."""
    cipher = _ENGINE_CIPHER.get(layer.cipher, "") + (str(layer.key_bits) if layer.key_bits not in (0, 128) else "")
    return "+".join(word for word in (cipher, _ENGINE_HASH[layer.integrity]) if word)


def sizes(layer: Layer) -> esp.Layout:
    """Of ESP."""
    return esp.layout(layer.cipher, layer.key_bits, layer.integrity)


def replay_possible(layer: Layer) -> bool:
    """No anti-replay without authentication (RFC 4303 section 3.4.3)."""
    return bool(layer.integrity) or layer.cipher in ("gcm", "gmac")


def ah_key(integrity: str, key: bytes) -> Hmac:
    """The keyed hash of AH. Raises ValueError when the key does not fit."""
    if len(key) != HASHES[integrity].size:
        raise ValueError(f"ah {integrity}: a key of {len(key)} octets")
    return Hmac(integrity, key)


def plaintext_mtu(proposal: Proposal, path_mtu: int, sure: bool = False) -> int:
    """The longest datagram that fits sealed into `path_mtu` bytes; in transport mode its header counts. Compression
    may come to nothing. `sure`: with most padding, as old releases reckon for tunnels."""
    room = path_mtu - 20 - (8 if proposal.udp else 0)
    for layer in proposal.layers:
        if layer.protocol == AH:
            room -= ah.HEADER + HASHES[layer.integrity].icv
        elif layer.protocol == ESP:
            room = sizes(layer).sure(room) if sure else sizes(layer).room(room)
    return room if proposal.tunnel else room + 20


def wireshark_row(layer: Layer, src: int, dst: int, spi: int, key: bytes, auth_key: bytes) -> tuple[str, ...]:
    """A row of Wireshark's ESP SA table."""
    return (
        "IPv4", *(format_ipv4(end) if end else "*" for end in (src, dst)), f"0x{spi:08x}",
        _WIRESHARK_CIPHER[layer.cipher],
        f"0x{key.hex()}" if key else "", _WIRESHARK_HASH[layer.integrity],
        f"0x{auth_key.hex()}" if auth_key else "",
    )  # fmt: skip
