"""Everything that the DMVPN lab emits, judged by tshark: nothing malformed, ISAKMP and ESP decrypted, NHRP fields right."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from iosemu import Lab

pytestmark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")


def tshark(folder: Path, file: Path, *arguments: str, keys: bool = True) -> list[str]:
    """Lines that tshark prints about a capture, decrypting with the tables in `folder` unless told otherwise."""
    profile = folder if keys else folder / "none"
    profile.mkdir(exist_ok=True)
    environment = {**os.environ, "WIRESHARK_CONFIG_DIR": str(profile)}
    done = subprocess.run(
        ["tshark", "-r", str(file), *arguments], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout.splitlines()


def fields(folder: Path, file: Path, where: str, *names: str) -> list[list[str]]:
    """Values of fields in the packets that a display filter selects."""
    options = [option for name in names for option in ("-e", name)]
    return [line.split("\t") for line in tshark(folder, file, "-Y", where, "-T", "fields", *options)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Captures of ten minutes: coming up, spoke to spoke, two rekeyings, an extended traceroute, a cut cable, a clear."""
    with Lab.load("dmvpn-ipsec") as lab:
        capture = lab.capture()
        lab.settle()
        lab["R6"].cli("ping 77.77.77.7 source Loopback1 repeat 20")
        lab["R1"].cli("ping 88.88.88.8 source 11.11.11.1 size 3000")
        lab["R1"].cli("ping 88.88.88.8 size 1500 df-bit")
        lab["R8"].cli("traceroute 66.66.66.6 source 88.88.88.8")
        lab.run(600)
        for spoke in (6, 7, 8):
            assert "!!!!!" in lab["R1"].cli(f"ping 192.168.1.{spoke}")
        lab["R7"].cli("clear crypto session")
        lab.run(60)
        lab.cut("R8", "ISP")
        lab.run(30)
        lab.repair("R8", "ISP")
        lab.run(120)
        where = tmp_path_factory.mktemp("capture")
        capture.save(where)
    return where


@pytest.fixture(scope="module")
def hub(folder: Path) -> Path:
    return next(folder.glob("R1-*.pcap"))


def test_one_file_per_link(folder: Path) -> None:
    assert sorted(path.name for path in folder.glob("*.pcap")) == [
        f"R{node}-FastEthernet0_0--ISP-FastEthernet{port}_0.pcap" for node, port in ((1, 0), (6, 1), (7, 2), (8, 3))
    ]


def test_nothing_is_malformed(folder: Path) -> None:
    wrong = "_ws.malformed || _ws.expert.severity >= 8388608"  # malformed, or an error in the eyes of a dissector
    for file in sorted(folder.glob("*.pcap")):
        assert tshark(folder, file, "-Y", wrong) == []
        bad = "ip.checksum.status == 0 || udp.checksum.status == 0 || icmp.checksum.status == 0"
        checked = ("-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE")
        assert tshark(folder, file, *checked, "-Y", bad) == []


def test_isakmp_is_decrypted_through_quick_mode(folder: Path, hub: Path) -> None:
    exchanges = fields(folder, hub, "isakmp", "isakmp.exchangetype", "isakmp.flag_e", "isakmp.typepayload", "isakmp.messageid")
    kinds = Counter(row[0] for row in exchanges)
    assert kinds["2"] >= 18  # main mode
    assert kinds["32"] >= 9  # quick mode
    encrypted = [row for row in exchanges if row[1] in ("1", "True")]
    assert encrypted
    assert [row for row in encrypted if not row[2]] == []  # each shows the payloads inside
    quick = [row for row in encrypted if row[0] == "32"]
    with_keys = [row for row in quick if "4" in row[2].split(",")]  # PFS: key exchange payloads
    assert len(with_keys) >= 6
    attributes = ("isakmp.ipsec.attr.group_description", "isakmp.ipsec.attr.encap_mode")
    proposals = fields(folder, hub, "isakmp.exchangetype == 32 && isakmp.typepayload == 1", *attributes)
    assert proposals
    assert {row[0].split(",")[0] for row in proposals} == {"5"}
    assert {row[1].split(",")[0] for row in proposals} == {"2"}  # transport


def test_esp_is_authenticated_and_decrypted(folder: Path) -> None:
    for file in sorted(folder.glob("*.pcap")):
        packets = fields(folder, file, "esp", "esp.icv_good", "esp.protocol", "gre.proto")
        assert len(packets) > 10
        assert [row for row in packets if row[0] not in ("1", "True")] == []
        assert {row[1] for row in packets} == {"0x2f"} or {row[1] for row in packets} == {"47"}
        assert {row[2] for row in packets} <= {"0x2001", "0x0800", "0x00002001", "0x00000800"}


def test_esp_sequence_numbers_count_up(folder: Path, hub: Path) -> None:
    last: dict[str, int] = {}
    for spi, sequence in fields(folder, hub, "esp", "esp.spi", "esp.sequence"):
        assert int(sequence) == last.get(spi, 0) + 1
        last[spi] = int(sequence)
    assert len(last) >= 12  # three spokes, both directions, and new pairs after rekeying


def test_nhrp_fields(folder: Path, hub: Path) -> None:
    names = ("nhrp.src.prot.addr", "nhrp.src.nbma.addr", "nhrp.dst.prot.addr", "nhrp.htime")
    registrations = fields(folder, hub, "nhrp.hdr.op.type == 3", *names)
    assert {tuple(row) for row in registrations} == {
        (f"192.168.1.{spoke}", f"{spoke}.{spoke}.{spoke}.{spoke}", "192.168.1.1", "7200,0") for spoke in (6, 7, 8)
    }
    # Cisco puts its text where the RFC has a source address and data
    for address, data in fields(folder, hub, "nhrp", "nhrp.auth_ext.src_addr", "nhrp.auth_ext.data"):
        assert bytes(map(int, address.split("."))) + bytes.fromhex(data) == b"dmvpn1\0\0"
    replies = fields(folder, hub, "nhrp.hdr.op.type == 4", "nhrp.code")
    assert {code for row in replies for code in row[0].split(",")} == {"0"}
    resolutions = fields(folder, hub, "nhrp.hdr.op.type == 1", "nhrp.src.prot.addr", "nhrp.dst.prot.addr")
    assert ["192.168.1.6", "192.168.1.7"] in resolutions
    bad = "nhrp.hdr.bad_checksum || nhrp.hdr.pktsz.invalid || nhrp.hdr.extoff.invalid || nhrp.ext.malformed"
    for file in sorted(folder.glob("*.pcap")):
        assert tshark(folder, file, "-Y", bad) == []


def test_without_the_keys_nothing_is_read(folder: Path, hub: Path) -> None:
    assert tshark(folder, hub, "-Y", "nhrp || gre", keys=False) == []
    hidden = tshark(folder, hub, "-Y", "isakmp.exchangetype == 32 && isakmp.typepayload == 8", keys=False)
    assert hidden == []


def test_behind_a_front_door(tmp_path: Path) -> None:
    """IKE and ESP of a transport in a VRF are decrypted like any other; inside is GRE with EIGRP and pings."""
    with Lab.load("front-door-vrf") as lab:
        capture = lab.capture()
        lab.settle()
        lab["R2"].cli("ping 198.51.100.1 source loopback0")
        capture.save(tmp_path)
    (file,) = tmp_path.glob("R2-*.pcap")
    wrong = "_ws.malformed || _ws.expert.severity >= 8388608"
    assert tshark(tmp_path, file, "-Y", wrong) == []
    assert fields(tmp_path, file, "isakmp.id.data.ipv4_addr == 203.0.113.1", "isakmp.id.type")
    assert fields(tmp_path, file, "esp && eigrp", "ip.dst")
    assert fields(tmp_path, file, "esp && icmp", "ip.src")
    assert not fields(tmp_path, file, "gre && !esp", "ip.src")
