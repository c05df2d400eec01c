"""What the server offers of algorithms, best first (RFC 4253, 4344, 5656, 6668, 8268, 8731)."""

from __future__ import annotations

from iosemu.device.device import Device
from iosemu.features.ssh.model import SshConfig
from iosemu.features.ssh.transport import CIPHERS as OUR_CIPHERS
from iosemu.features.ssh.transport import KEX as OUR_KEX
from iosemu.features.ssh.transport import MACS as OUR_MACS
from iosemu.features.ssh.transport import Offer

_GROUPS = {  # bits of the group
    "diffie-hellman-group14-sha1": 2048,
    "diffie-hellman-group14-sha256": 2048,
    "diffie-hellman-group16-sha512": 4096,
}
KEX = ("curve25519-sha256", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
       "diffie-hellman-group14-sha256", "diffie-hellman-group16-sha512", "diffie-hellman-group14-sha1")  # fmt: skip
CIPHERS = ("aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc")
NEW_CIPHERS = ("chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
               "aes128-ctr", "aes192-ctr", "aes256-ctr")  # fmt: skip
MACS = ("hmac-sha2-256", "hmac-sha2-512", "hmac-sha1", "hmac-sha1-96")
NEW_MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512")
HOSTKEYS = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")


def hostkeys(device: Device) -> tuple[str, ...]:
    return HOSTKEYS[:2] if device.software.ssh_modern else HOSTKEYS


def ciphers(device: Device) -> tuple[str, ...]:
    return tuple(device[SshConfig].ciphers) or (NEW_CIPHERS if device.software.ssh_modern else CIPHERS)


def macs(device: Device) -> tuple[str, ...]:
    return tuple(device[SshConfig].macs) or (NEW_MACS if device.software.ssh_modern else MACS)


def dh_min(device: Device) -> int:
    """Bits."""
    wanted = device[SshConfig].dh_min
    return wanted or (2048 if device.software.ssh_modern else 1024)


def kex(device: Device) -> tuple[str, ...]:
    """Without groups that are smaller than `ip ssh dh min size`."""
    offered = tuple(device[SshConfig].kex) or (KEX[:-1] if device.software.ssh_modern else KEX)
    return tuple(name for name in offered if _GROUPS.get(name, 1 << 16) >= dh_min(device))


def server_offer(device: Device) -> Offer:
    """What of it the server inside of the lab speaks: no curve 25519, no GCM, no ChaCha20, no encrypt-then-MAC."""
    return Offer(
        [each for each in kex(device) if each in OUR_KEX],
        list(hostkeys(device)),
        [each for each in ciphers(device) if each in OUR_CIPHERS],
        [each for each in macs(device) if each in OUR_MACS],
    )


def client_offer(device: Device, cipher: str = "", mac: str = "") -> Offer:
    """Of `ssh`; with a cipher or a MAC it was told, nothing else."""
    offer = Offer([each for each in KEX if each in OUR_KEX], list(HOSTKEYS), list(CIPHERS), list(MACS))
    if cipher:
        offer.ciphers = [cipher]
    if mac:
        offer.macs = [mac]
    return offer
