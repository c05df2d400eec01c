"""What the kernel would do if it had GRE and ESP, in user space, for one network namespace. Run as a program inside it.

    dataplane.py gre IFNAME LOCAL [--key N] [--sa FILE]      a multipoint GRE interface: a TAP whose MAC addresses hold NBMA addresses
    dataplane.py esp|ah IFNAME LOCAL REMOTE --sa FILE        ESP or AH in tunnel mode: a TUN device

FILE is what the fakesa shim writes. ESP and AH are those of scapy: an implementation that knows nothing of ours.
"""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path
from select import select
from typing import Any

from iosemu.records import dataclass

logging.getLogger("scapy").setLevel(logging.ERROR)
from scapy.layers.inet import IP  # noqa: E402  # its warnings must be off before
from scapy.layers.ipsec import AH, ESP, SecurityAssociation  # noqa: E402
from scapy.packet import Raw  # noqa: E402

_CIPHERS = {
    "cbc(aes)": "AES-CBC", "aes": "AES-CBC", "cbc(des3_ede)": "3DES", "des3_ede": "3DES", "cbc(des)": "DES", "des": "DES",
    "rfc4106(gcm(aes))": "AES-GCM", "rfc4543(gcm(aes))": "AES-NULL-GMAC", "ecb(cipher_null)": "NULL", "cipher_null": "NULL", "": "NULL",
}  # fmt: skip
_DIGESTS = {
    "md5": "HMAC-MD5-96", "sha1": "HMAC-SHA1-96", "sha256": "SHA2-256-128", "sha384": "SHA2-384-192",
    "sha512": "SHA2-512-256", "": "NULL",
}  # fmt: skip
_AUTH, _CRYPT, _AEAD, _AUTH_TRUNC = 1, 2, 18, 20


@dataclass
class Sa:
    src: str
    dst: str
    spi: int
    tunnel: bool
    cipher: str = ""
    cipher_key: bytes = b""
    digest: str = ""
    digest_key: bytes = b""
    protocol: int = 50
    extended: bool = False

    def scapy(self) -> SecurityAssociation:
        more: dict[str, Any] = {"tunnel_header": IP(src=self.src, dst=self.dst)} if self.tunnel else {}
        if self.extended:
            more |= {"esn_en": True, "esn": 0}
        if self.protocol == 50:
            more |= {"crypt_algo": _CIPHERS[self.cipher], "crypt_key": self.cipher_key or None}
        return SecurityAssociation(
            ESP if self.protocol == 50 else AH,
            spi=self.spi,
            auth_algo=_DIGESTS[self.digest.removeprefix("hmac(").removesuffix(")")],
            auth_key=self.digest_key or None,
            **more,
        )


def parse(message: bytes) -> Sa:
    """One XFRM_MSG_NEWSA: struct xfrm_usersa_info (linux/xfrm.h), then attributes."""
    info = message[16:]
    # xfrm_selector 56 bytes, then xfrm_id (address 16, SPI 4, protocol 4), then the source address
    dst, spi, src = info[56:60], info[72:76], info[80:84]
    mode = info[214]
    sa = Sa(socket.inet_ntoa(src), socket.inet_ntoa(dst), int.from_bytes(spi, "big"), mode == 1, protocol=info[76])
    sa.extended = bool(info[216] & 128)  # XFRM_STATE_ESN
    at = 224
    while at + 4 <= len(info):
        length, kind = struct.unpack_from("=HH", info, at)
        if length < 4:
            break
        value = info[at + 4 : at + length]
        if kind in (_AUTH, _CRYPT, _AEAD, _AUTH_TRUNC):
            name = value[:64].split(b"\0")[0].decode()
            bits = struct.unpack_from("=I", value, 64)[0]
            begin = 68 if kind in (_AUTH, _CRYPT) else 72
            key = value[begin : begin + bits // 8]
            if kind in (_CRYPT, _AEAD):
                sa.cipher, sa.cipher_key = name, key
            else:
                sa.digest, sa.digest_key = name, key
        at += (length + 3) & ~3
    return sa


class Sas:
    """The newest outbound SA per pair of addresses, and all inbound ones by SPI; read again when the file grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stamp = 0
        self.count = 0
        self.by_spi: dict[int, SecurityAssociation] = {}
        self.by_ends: dict[tuple[str, str], SecurityAssociation] = {}

    def refresh(self) -> None:
        try:
            lines = self.path.read_text().splitlines()
        except FileNotFoundError:
            return
        for line in lines[self.count :]:
            sa = parse(bytes.fromhex(line))
            known = sa.scapy()
            self.by_spi[sa.spi] = known
            self.by_ends[sa.src, sa.dst] = known
        self.count = len(lines)

    def seal(self, packet: IP) -> bytes | None:
        self.refresh()
        sa = self.by_ends.get((packet.src, packet.dst))
        return bytes(sa.encrypt(packet)) if sa is not None else None

    def open(self, data: bytes) -> IP | None:
        self.refresh()
        packet = IP(data)
        layer = next((layer for layer in (AH, ESP) if layer in packet), None)
        sa = self.by_spi.get(packet[layer].spi) if layer is not None else None
        return sa.decrypt(packet) if sa is not None else None  # raises when the ICV is wrong


def device(name: str, flags: int) -> int:
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, 0x400454CA, struct.pack("16sH22x", name.encode(), flags | 0x1000))
    return fd


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


class Gre:
    """A TAP that behaves as a multipoint GRE interface; NBMA address a.b.c.d is MAC aa:bb:cc:dd:00:00."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.local, self.key = options.local, options.key
        self.sas = Sas(Path(options.sa)) if options.sa else None
        self.tap = device(options.ifname, 0x0002)
        self.mac = b"\x02\x00" + socket.inet_aton(self.local)
        ip("link", "set", options.ifname, "address", self.mac.hex(":"), "mtu", "1400", "up")
        protocol = 50 if self.sas is not None else 47
        self.raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, protocol)
        self.raw.bind((self.local, 0))
        self.nbmas: dict[bytes, bytes] = {}  # protocol address -> NBMA address, as seen
        self.resolved: dict[tuple[int, int], bytes] = {}  # (network, mask) -> NBMA address, as resolution replies say

    def run(self) -> None:
        while True:
            ready, _, _ = select([self.tap, self.raw], [], [])
            if self.tap in ready:
                self.out(os.read(self.tap, 65536))
            if self.raw in ready:
                try:
                    self.come(self.raw.recv(65536))
                except Exception as error:  # whatever a decoder of scapy raises must not end the interface
                    print("dropped:", type(error).__name__, error, flush=True)

    def out(self, frame: bytes) -> None:
        dst, kind = frame[:6], frame[12:14]
        if kind == b"\x08\x06":
            nbma = self.nbmas.get(frame[38:42])
            if nbma is not None and frame[20:22] == b"\0\1":
                answer = frame[12:20] + b"\0\2" + nbma + b"\0\0" + frame[38:42] + frame[22:32]
                os.write(self.tap, frame[6:12] + nbma + b"\0\0" + answer)
            return
        if kind not in (b"\x08\x00", b"\x20\x01") or dst[4:] != b"\0\0":
            return
        if dst == bytes(6):  # a neighbour of nhrpd without address: the one behind which the destination is
            found = self.bound(frame[30:34])
            if found is None:
                return
            dst = found
        key = b"" if self.key is None else struct.pack("!I", self.key)
        gre = (b"\x20\x00" if key else b"\0\0") + kind + key + frame[14:]
        to = socket.inet_ntoa(dst[:4])
        if self.sas is None:
            self.raw.sendto(gre, (to, 0))
            return
        sealed = self.sas.seal(IP(src=self.local, dst=to, proto=47) / Raw(gre))
        if sealed is not None:
            self.raw.sendto(sealed[20:], (to, 0))

    def bound(self, address: bytes) -> bytes | None:
        """What the neighbour table would hold: the answer to nhrpd's question, else who was seen with the address."""
        number = int.from_bytes(address, "big")
        for (network, mask), nbma in self.resolved.items():
            if number & mask == network:
                return nbma
        known = set(self.nbmas.values())
        return self.nbmas.get(address) or (known.pop() if len(known) == 1 else None)

    def come(self, packet: bytes) -> None:
        if self.sas is not None:
            inner = self.sas.open(packet)
            if inner is None:
                return
            packet = bytes(inner)
        src, gre = packet[12:16], packet[(packet[0] & 15) * 4 :]
        flags, kind = struct.unpack_from("!HH", gre)
        at = 8 if flags & 0x8000 else 4
        key = None
        if flags & 0x2000:
            key, at = struct.unpack_from("!I", gre, at)[0], at + 4
        if flags & 0x1000:
            at += 4
        if key != self.key:
            return
        body = gre[at:]
        if kind == 0x0800:
            self.nbmas[body[12:16]] = src
        elif kind == 0x2001:
            self.learn(body, src)
        os.write(self.tap, self.mac + src + b"\0\0" + gre[2:4] + body)

    def learn(self, nhrp: bytes, src: bytes) -> None:
        """Requests tell the address of their sender, replies that of the one who answers (RFC 2332 section 5.2)."""
        kind, shtl, sstl = nhrp[17], nhrp[18] & 63, nhrp[19] & 63
        source_length, target_length = nhrp[20], nhrp[21]
        at = 28 + shtl + sstl
        if kind & 1:
            self.nbmas[nhrp[at : at + source_length]] = src
        else:
            self.nbmas[nhrp[at + source_length : at + source_length + target_length]] = src
        client = at + source_length + target_length  # the client information entry: code, prefix length, …
        if kind == 2 and len(nhrp) >= client + 16 and nhrp[client] == 0:
            mask = -1 << (32 - min(nhrp[client + 1], 32)) & 0xFFFFFFFF
            target = int.from_bytes(nhrp[at + source_length : client], "big")
            self.resolved[target & mask, mask] = nhrp[client + 12 : client + 16]


class Tunnel:
    """A TUN whose packets go through ESP or AH in tunnel mode."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.local, self.remote = options.local, options.remote
        self.sas = Sas(Path(options.sa))
        self.tun = device(options.ifname, 0x0001)
        ip("link", "set", options.ifname, "mtu", "1400", "up")
        self.raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, 51 if options.kind == "ah" else 50)
        self.raw.setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, 1)  # AH covers the identification
        self.raw.bind((self.local, 0))

    def run(self) -> None:
        while True:
            ready, _, _ = select([self.tun, self.raw], [], [])
            try:
                if self.tun in ready:
                    self.out(os.read(self.tun, 65536))
                if self.raw in ready:
                    inner = self.sas.open(self.raw.recv(65536))
                    if inner is not None:
                        os.write(self.tun, bytes(inner))
            except Exception as error:  # as above
                print("dropped:", type(error).__name__, error, flush=True)

    def out(self, packet: bytes) -> None:
        if packet[0] >> 4 != 4:
            return
        self.sas.refresh()
        sa = self.sas.by_ends.get((self.local, self.remote))
        if sa is not None:
            self.raw.sendto(bytes(sa.encrypt(IP(packet))), (self.remote, 0))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("gre", "esp", "ah"))
    parser.add_argument("ifname")
    parser.add_argument("local")
    parser.add_argument("remote", nargs="?")
    parser.add_argument("--key", type=int)
    parser.add_argument("--sa")
    options = parser.parse_args()
    peer: Gre | Tunnel = Gre(options) if options.kind == "gre" else Tunnel(options)
    print("ready", flush=True)
    peer.run()


if __name__ == "__main__":
    sys.exit(main())
