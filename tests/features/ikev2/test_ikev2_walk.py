"""Two routers come together by IKEv2, over a static VTI and a crypto map; tshark decrypts what they say."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from ikev2_world import IKE, MAP, VTI, pair, ping

from iosemu.lab.lab import Lab
from tests.features.wired import network

SMART = """\
crypto ikev2 keyring KR
 peer ANY
  address 0.0.0.0 0.0.0.0
  pre-shared-key cisco123
crypto ikev2 profile default
 match identity remote any
 authentication remote pre-share
 authentication local pre-share
 keyring local KR
"""


def sas(lab: Lab, node: str = "R1") -> list[str]:
    return [line for line in lab[node].cli("show crypto ikev2 sa").splitlines() if line[:1].isdigit()]


def test_a_static_vti_comes_up_by_itself() -> None:
    lab = pair()
    lab.run(10)
    assert "line protocol is up" in lab["R1"].cli("show interfaces Tunnel0")
    assert "!!!!!" in ping(lab)
    assert [line.split()[-1] for line in sas(lab)] == ["READY"]  # both began; one of the two has gone
    assert [line.split()[-1] for line in sas(lab, "R2")] == ["READY"]
    session = lab["R1"].cli("show crypto session")
    assert "\nProfile: PROF\nSession status: UP-ACTIVE     \n" in session
    assert "  IKEv2 SA: local 10.0.12.1/500 remote 10.0.12.2/500 Active \n" in session


def test_a_crypto_map_wants_traffic() -> None:
    lab = pair(MAP)
    lab.run(10)
    assert sas(lab) == []
    ping(lab)
    assert "!!!!!" in ping(lab)
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")
    assert [line.split()[:3] for line in sas(lab)] == [["1", "10.0.12.1/500", "10.0.12.2/500"]]
    shown = lab["R2"].cli("show crypto ipsec sa")
    assert "local  ident (addr/mask/prot/port): (192.168.2.0/255.255.255.0/0/0)" in shown
    assert "transform: esp-256-aes esp-sha256-hmac ," in shown
    assert "\tIKEv2 Profile: PROF\n" in lab["R1"].cli("show crypto map")


def test_smart_defaults_need_a_key_ring_and_a_profile() -> None:
    profile = "crypto ipsec profile IPP\n set transform-set TS\n set ikev2-profile PROF\n"
    gone = ((IKE.replace("{m}", "2"), SMART), (profile, ""), ("profile IPP", "profile default"))
    other = ((IKE.replace("{m}", "1"), SMART), *gone[1:])
    lab = pair(one=gone, two=other)
    lab.run(10)
    assert "!!!!!" in ping(lab)
    shown = lab["R1"].cli("show crypto ikev2 sa")
    assert "Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:5, Auth sign: PSK, Auth verify: PSK" in shown


def test_an_old_release_has_none_of_it() -> None:
    lab = network({"R1": ""}, platform="c3725")
    said = lab["R1"].configure("crypto ikev2 proposal PROP\ncrypto ipsec profile P\n set ikev2-profile X\n")
    assert said.count("% Invalid input detected at '^' marker.") == 2
    assert "% Invalid input" in lab["R1"].cli("show crypto ikev2 sa")


@pytest.mark.parametrize("over", [VTI, MAP])
def test_what_is_configured_reads_back(over: str) -> None:
    lab = pair(over)
    text = lab["R1"].cli("show running-config")
    assert "crypto ikev2 proposal PROP \n encryption aes-cbc-256\n integrity sha256\n group 14\n!\ncrypto ikev2 policy POL \n proposal PROP\n!\n" in text
    assert "crypto ikev2 keyring KR\n peer PEER\n  address 10.0.12.2\n  pre-shared-key cisco123\n !\n!\n!\ncrypto ikev2 profile PROF\n match identity remote address 10.0.12.2 255.255.255.255 \n authentication remote pre-share\n authentication local pre-share\n keyring local KR\n!\n" in text
    lab["R1"].cli("write memory")
    lab["R1"].reload()
    lab.run(60)
    assert lab["R1"].cli("show running-config").split("hostname")[1] == text.split("hostname")[1]


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
@pytest.mark.parametrize("cipher", ["encryption aes-cbc-256\n integrity sha256", "encryption aes-gcm-256\n prf sha384", "encryption 3des\n integrity md5"])
def test_captures_are_decrypted(tmp_path: Path, cipher: str) -> None:
    change = (("encryption aes-cbc-256\n integrity sha256", cipher),)
    lab = pair(MAP, change, change)
    capture = lab.capture()
    lab.run(5)
    ping(lab)
    capture.save(tmp_path)
    file = next(tmp_path.glob("*.pcap"))
    environment = {**os.environ, "WIRESHARK_CONFIG_DIR": str(tmp_path)}

    def tshark(*arguments: str) -> str:
        command = ["tshark", "-r", str(file), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout

    fields = ("-T", "fields", "-e", "isakmp.typepayload")
    kinds = [line.split("\t")[-1].split(",") for line in tshark("-Y", "isakmp.exchangetype == 35", *fields).splitlines()]
    assert len(kinds) == 2 and all({"39", "33", "44", "45"} <= set(each) for each in kinds)
    assert tshark("-Y", "icmp && esp").count("Echo (ping) request") >= 3
    assert tshark("-Y", "_ws.malformed || _ws.expert.severity >= 8388608") == ""
