"""authentication rsa-encr between two routers whose keys are copied by hand, and what a trace says of what is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu import Lab
from tests.lab.test_trace_maps import FA0, LIST, MAP

CONFIG = (
    "hostname R{own}\nno ip domain lookup\nip domain name example.com\n"
    "crypto isakmp policy 10\n encr aes\n authentication rsa-encr\n group 5\n"
    "crypto ipsec transform-set TS esp-aes esp-sha-hmac\n" + LIST + MAP
)


def public(lab: Lab, node: str) -> str:
    """Lines of its key, as it shows them."""
    shown = lab[node].cli("show crypto key mypubkey rsa")
    return "".join(f"{line}\n" for line in shown.splitlines() if re.fullmatch(r"  [0-9A-F ]+", line))


def known(lab: Lab, node: str, peer: str, line: str) -> str:
    """`node` is told the key of `peer`."""
    lines = f"crypto key pubkey-chain rsa\n {line}\n  key-string\n{public(lab, peer)}  quit\n exit\nexit\n"
    return lab[node].configure(lines)


def pair(folder: Path) -> Lab:
    for own, peer in ((1, 2), (2, 1)):
        (folder / f"R{own}.cfg").write_text(
            f"{CONFIG.format(own=own, peer=peer)}interface Loopback0\n ip address 10.{own}.0.1 255.255.0.0\n"
            f"{FA0}ip address 10.0.12.{own} 255.255.255.0\n no shutdown\n crypto map VPN\n"
            f"ip route 10.{peer}.0.0 255.255.0.0 10.0.12.{peer}\nend\n"
        )
    nodes = "".join(f"  R{number}: {{platform: c7200, config: R{number}.cfg}}\n" for number in (1, 2))
    lab = Lab.from_yaml(f'name: rsa\nnodes:\n{nodes}links:\n  - endpoints: ["R1:Fa0/0", "R2:Fa0/0"]\n', folder)
    assert lab.refused_lines() == []
    lab.settle()
    for node in ("R1", "R2"):
        lab[node].configure("crypto key generate rsa modulus 768\n")
    lab.run(5)
    return lab


def test_keys_are_copied_by_hand(tmp_path: Path) -> None:
    lab = pair(tmp_path)
    said = known(lab, "R1", "R2", "addressed-key 10.0.12.2")
    assert said == "Enter a public key as a hexidecimal number ....\n\n"
    known(lab, "R2", "R1", "named-key R1.example.com\n  address 10.0.12.1")
    lab["R1"].cli("ping 10.0.12.2")
    assert lab["R1"].cli("ping 10.2.0.1 source Loopback0").count("!") >= 3
    assert " renc " in lab["R2"].cli("show crypto isakmp sa detail")
    assert "Rivest-Shamir-Adleman Encryption" in lab["R1"].cli("show crypto isakmp policy")
    lines = lab["R2"].running_config()
    at = lines.index("crypto key pubkey-chain rsa")
    assert lines[at + 1 : at + 4] == [" named-key R1.example.com", "  address 10.0.12.1", "  key-string"]
    assert re.fullmatch(r"   (?:[0-9A-F]{8} ){8}", lines[at + 4]) and "  quit" in lines[at + 5 : at + 10]
    assert re.search(r"M    General +10\.0\.12\.1 +default +R1\.example\.com", lab["R2"].cli("show crypto key pubkey-chain rsa"))
    shown = lab["R2"].cli("show crypto key pubkey-chain rsa name R1.example.com")
    assert public(lab, "R1") in shown
    again = Lab.restore(lab.checkpoint())
    again["R1"].cli("clear crypto session")
    again.run(1)
    assert again["R1"].cli("ping 10.2.0.1 source Loopback0").count("!") >= 3


FAULTS: dict[str, tuple[str, str, list[str]]] = {
    "no public key": ("", "addressed-key 10.0.12.1", ["IKE: R1 has no public key of 10.0.12.2 (R2)"]),
    "none of the initiator": ("addressed-key 10.0.12.2", "", ["IKE: R2 has no public key of 10.0.12.1 (R1)"]),
    "one for signatures": (
        "addressed-key 10.0.12.2 signature", "addressed-key 10.0.12.1",
        ["IKE: R1 has no public key of 10.0.12.2 (R2)", "-> R1: crypto key pubkey-chain rsa"],
    ),
    "another pair": (
        "addressed-key 10.0.12.2", "addressed-key 10.0.12.1",
        ["IKE: the public key that R1 has of 10.0.12.2 is not that of R2"],
    ),
    "no pair": ("addressed-key 10.0.12.2", "addressed-key 10.0.12.1", ["IKE: R2 has no RSA key pair"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_missing(tmp_path: Path, fault: str) -> None:
    here, there, wanted = FAULTS[fault]
    lab = pair(tmp_path)
    if here:
        known(lab, "R1", "R2", here)
    if there:
        known(lab, "R2", "R1", there)
    if fault == "another pair":
        lab["R2"].configure("crypto key zeroize rsa\nyes\n")
        lab["R2"].device.engine("rsa").remove()
        lab["R2"].configure("crypto key generate rsa modulus 768\n")
    elif fault == "no pair":
        lab["R2"].device.engine("rsa").remove()
    lab["R1"].cli("ping 10.0.12.2")
    assert "!" not in lab["R1"].cli("ping 10.2.0.1 source Loopback0 repeat 2")
    text = str(lab.trace("R1", "10.2.0.1", source="10.1.0.1"))
    for line in wanted:
        assert line in text, text
