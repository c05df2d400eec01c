"""Aggressive mode between two routers: what is typed, what both show, and what a trace says of each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu import Lab
from tests.lab.test_trace_maps import FA0, LIST, MAP

SPOKE = (
    "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 5\n"
    "crypto isakmp peer address 10.0.12.2\n set aggressive-mode password secret\n"
    " set aggressive-mode client-endpoint fqdn spoke1.example.com\n"
    "crypto ipsec transform-set TS esp-aes esp-sha-hmac\n"
)
HUB = (
    "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 5\n"
    "crypto isakmp key secret hostname spoke1.example.com\n"
    "crypto ipsec transform-set TS esp-aes esp-sha-hmac\ncrypto dynamic-map D 10\n set transform-set TS\n"
    "crypto map VPN 10 ipsec-isakmp dynamic D\n"
)


def pair(folder: Path, spoke: str = "", hub: str = "") -> Lab:
    """R1 knows where R2 is and calls itself spoke1.example.com; R2 has a key of that name; both with other lines."""
    for own, peer, text in ((1, 2, SPOKE + LIST + MAP), (2, 1, HUB)):
        (folder / f"R{own}.cfg").write_text(
            f"hostname R{own}\nno ip domain lookup\n{text.format(own=own, peer=peer)}"
            f"interface Loopback0\n ip address 10.{own}.0.1 255.255.0.0\n"
            f"{FA0}ip address 10.0.12.{own} 255.255.255.0\n no shutdown\n crypto map VPN\n"
            f"ip route 10.{peer}.0.0 255.255.0.0 10.0.12.{peer}\nend\n"
        )
    nodes = "".join(f"  R{number}: {{platform: c7200, config: R{number}.cfg}}\n" for number in (1, 2))
    lab = Lab.from_yaml(f'name: aggr\nnodes:\n{nodes}links:\n  - endpoints: ["R1:Fa0/0", "R2:Fa0/0"]\n', folder)
    assert lab.refused_lines() == []
    lab.settle()
    for name, changed in (("R1", spoke), ("R2", hub)):
        assert "Invalid input" not in lab[name].configure(changed)
    lab.run(5)
    return lab


def test_a_spoke_with_a_name(tmp_path: Path) -> None:
    lab = pair(tmp_path)
    lab["R1"].cli("ping 10.0.12.2")  # ARP
    assert lab["R1"].cli("ping 10.2.0.1 source Loopback0 repeat 10").count("!") >= 8
    for node in ("R1", "R2"):
        assert "10.0.12.2       10.0.12.1       QM_IDLE           1001 ACTIVE" in lab[node].cli("show crypto isakmp sa")
    session = lab["R2"].cli("show crypto session detail")
    assert "Phase1_id: spoke1.example.com" in session
    assert " Phase1 id: spoke1.example.com" in lab["R2"].cli("show crypto isakmp peers")
    lines = lab["R1"].running_config()
    at = lines.index("crypto isakmp peer address 10.0.12.2")
    assert lines[at + 1] == " set aggressive-mode password secret"
    assert lines[at + 2] == " set aggressive-mode client-endpoint fqdn spoke1.example.com "
    assert "crypto isakmp key secret hostname spoke1.example.com" in lab["R2"].running_config()
    again = Lab.restore(lab.checkpoint())
    again["R1"].cli("clear crypto session")
    again.run(1)
    assert again["R1"].cli("ping 10.2.0.1 source Loopback0 repeat 10").count("!") >= 8


FAULTS: dict[str, tuple[str, str, list[str]]] = {
    "it is disabled at the hub": (
        "", "crypto isakmp aggressive-mode disable\n",
        ["IKE: R1 begins phase 1 in aggressive mode, which R2 has disabled",
         "| R1, crypto isakmp peer address 10.0.12.2: set aggressive-mode client-endpoint fqdn spoke1.example.com",
         "| R2: crypto isakmp aggressive-mode disable", "-> R2: no crypto isakmp aggressive-mode disable"],
    ),
    "it is disabled at the spoke": (
        "crypto isakmp aggressive-mode disable\n", "",
        ["IKE: R1 has no pre-shared key for 10.0.12.2 (R2)"],
    ),
    "another name": (
        "crypto isakmp peer address 10.0.12.2\n set aggressive-mode client-endpoint fqdn spoke2.example.com\n", "",
        ["IKE: R2 has no pre-shared key for spoke2.example.com, as R1 calls itself, and none for its address",
         "-> R2: crypto isakmp key <key> hostname spoke2.example.com"],
    ),
    "another password": (
        "crypto isakmp peer address 10.0.12.2\n set aggressive-mode password secr3t\n", "",
        ["IKE: the pre-shared keys differ: that of R1 for 10.0.12.2, and that of R2 for spoke1.example.com",
         "| R2: crypto isakmp key <key> hostname spoke1.example.com"],
    ),
    "the second policy would have fitted": (
        "crypto isakmp policy 5\n encr aes\n authentication pre-share\n group 2\n", "",
        ["IKE: policy 5 of R1 offers group 2, policy 10 of R2 wants group 5"],
    ),
    "half a peer": (
        "crypto isakmp peer address 10.0.12.2\n no set aggressive-mode password\n", "",
        ["IKE: R1 has no pre-shared key for 10.0.12.2 (R2)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_both_ends_disagree_on(tmp_path: Path, fault: str) -> None:
    spoke, hub, wanted = FAULTS[fault]
    lab = pair(tmp_path, spoke, hub)
    assert "!" not in lab["R1"].cli("ping 10.2.0.1 source Loopback0 repeat 2")
    text = str(lab.trace("R1", "10.2.0.1", source="10.1.0.1"))
    for line in wanted:
        assert line in text, text
