"""What crosses the wire, read by others: tshark decrypts every exchange, scapy finds the payloads."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from isakmp_world import Datagram, pair
from scapy.layers.isakmp import ISAKMP
from test_ike_upkeep import nat_pair

from iosemu.device.events import KeyMaterial
from iosemu.features.keying.contract import ESP, SaRef
from iosemu.wire.ipv4 import UDP, IPv4
from iosemu.wire.udp import Udp

tshark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")


def write_capture(path: Path, sent: list[Datagram]) -> None:
    """A capture of raw IPv4 (link type 101)."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
        for each in sent:
            payload = Udp(each.src_port, each.dst_port, each.payload).encode(each.src, each.dst)
            data = IPv4(each.src, each.dst, UDP, payload).encode()
            file.write(struct.pack("<IIII", int(each.time), int(each.time % 1 * 1e6), len(data), len(data)) + data)


def read_by_tshark(path: Path, keys: list[KeyMaterial], *fields: str) -> list[list[str]]:
    command = ["tshark", "-r", str(path), "-T", "fields", "-E", "separator=;"]
    for key in keys:
        command += ["-o", f"uat:ikev1_decryption_table:{','.join(key.row)}"]
    for field in fields:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return [line.split(";") for line in done.stdout.splitlines()]


FIELDS = ("isakmp.exchangetype", "isakmp.typepayload", "isakmp.notify.msgtype", "isakmp.id.data.ipv4_addr", "_ws.malformed")


@tshark
@pytest.mark.parametrize("suite", ["aes 256 sha256 14", "3des md5 2", "des sha 1", "aes 128 sha512 19"])
def test_tshark_decrypts_through_quick_mode_and_delete(tmp_path: Path, suite: str) -> None:
    *cipher, hash_name, group = suite.split()
    net, r1, r2 = pair()
    for node in (r1, r2):
        node.policy(encryption=cipher[0], key_bits=int(cipher[-1]) if len(cipher) > 1 else 128, hash=hash_name, group=int(group))
        node.ipsec.pfs_group = 2
    keys: list[KeyMaterial] = []
    r2.bus.listen(KeyMaterial, keys.append)
    r1.request(r2)
    net.run(1)
    r1.isakmp.deleted(r2.address, [SaRef("", ESP, r1.address, 0x1001)])
    r1.isakmp.clear()
    net.run(1)
    path = tmp_path / "ike.pcap"
    write_capture(path, net.sent)
    rows = read_by_tshark(path, keys, *FIELDS)
    assert len(rows) == len(net.sent) == 12
    assert all(row[4] == "" for row in rows)
    payloads = [row[1].split(",") for row in rows]
    assert payloads[0][0] == "1"
    assert payloads[4][:2] == ["5", "8"]  # ID, HASH
    assert rows[4][2] == "24578"  # INITIAL-CONTACT
    assert rows[4][3] == "192.0.2.1"
    assert payloads[6] == ["8", "1", "2", "3", "10", "4", "5", "5"]
    assert payloads[8] == ["8"]
    assert payloads[9] == payloads[10] == payloads[11] == ["8", "12"]


@tshark
def test_tshark_follows_the_floating_ports(tmp_path: Path) -> None:
    net, site, hq = nat_pair()
    keys: list[KeyMaterial] = []
    site.bus.listen(KeyMaterial, keys.append)
    site.request(hq)
    net.run(1)
    path = tmp_path / "nat.pcap"
    write_capture(path, net.sent)
    rows = read_by_tshark(path, keys, *FIELDS, "isakmp.ipsec.attr.encap_mode")
    assert [row[0] for row in rows] == ["2"] * 6 + ["32"] * 3
    assert rows[6][5] == "3"


def test_scapy_finds_the_payloads_of_main_mode() -> None:
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(1)
    names = []
    for each in net.sent[:4]:
        layer = ISAKMP(each.payload)
        found = []
        while layer.payload:
            layer = layer.payload
            found.append(layer.name)
        names.append(found)
    assert names[0] == ["ISAKMP SA"] + ["ISAKMP Vendor ID"] * 4
    assert names[1] == ["ISAKMP SA", "ISAKMP Vendor ID"]
    assert names[2][:2] == names[3][:2] == ["ISAKMP Key Exchange", "ISAKMP Nonce"]
    assert names[2][2:5] == names[3][2:5] == ["ISAKMP Vendor ID"] * 3
