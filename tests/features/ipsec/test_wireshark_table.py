"""Wireshark decrypts and authenticates every transform with the rows that we give it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from iosemu.crypto import esp
from iosemu.features.ipsec.transforms import sizes, wireshark_row
from iosemu.features.keying.contract import Layer
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4, pcap
from iosemu.wire.esp import in_udp

RAW = 101  # LINKTYPE_RAW: datagrams without a frame
A, B = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.1")
HASHES = ["md5", "sha1", "sha256", "sha384", "sha512"]
LAYERS = [
    *(Layer("aes", 128, integrity) for integrity in HASHES),
    Layer("aes", 192, "sha1"),
    Layer("aes", 256, "sha256"),
    Layer("des", 0, "md5"),
    Layer("3des", 0, "sha1"),
    Layer("null", 0, "sha1"),
    Layer("gcm", 128),
    Layer("gcm", 256),
]


def test_every_transform_is_decrypted(tmp_path: Path) -> None:
    if shutil.which("tshark") is None:
        pytest.skip("needs tshark")
    rng, rows, packets = Random(5), [], []
    inner = ipv4.IPv4(parse_ipv4("10.1.1.1"), parse_ipv4("10.2.2.1"), ipv4.ICMP, bytes.fromhex("0800f7ff00000000"))
    for number, layer in enumerate(LAYERS):
        layout, spi = sizes(layer), 0x1000 + number
        key, auth = rng.randbytes(layout.key), rng.randbytes(layout.auth_key)
        sealed = esp.transform(spi, layer.cipher, key, layer.integrity, auth).seal(1, inner.encode(), ipv4.IPIP)
        rows.append(wireshark_row(layer, A, B, spi, key, auth))
        protocol, payload = (ipv4.UDP, in_udp(4500, 4500, sealed)) if number == 0 else (ipv4.ESP, sealed)
        packets.append(pcap.Packet(float(number), ipv4.IPv4(A, B, protocol, payload).encode()))
    folder = tmp_path / "wireshark"
    folder.mkdir()
    (folder / "esp_sa").write_text("".join(",".join(f'"{word}"' for word in row) + "\n" for row in rows))
    capture = tmp_path / "esp.pcap"
    capture.write_bytes(pcap.encode(packets, RAW))
    command = [
        "tshark", "-n", "-r", str(capture), "-o", "esp.enable_encryption_decode:TRUE",
        "-o", "esp.enable_authentication_check:TRUE", "-T", "fields", "-e", "esp.spi", "-e", "ip.dst", "-e",
        "esp.icv_good", "-e", "icmp.type",
    ]  # fmt: skip
    environment = dict(os.environ) | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30, env=environment)
    found = [line.split("\t") for line in run.stdout.splitlines()]
    assert [row[1:] for row in found] == [["10.0.2.1,10.2.2.1", "1", "8"]] * len(LAYERS)
