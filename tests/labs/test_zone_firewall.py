"""Lab zone-firewall: what `/trace` says of what passes, and of what does not."""

from __future__ import annotations

import pytest

from iosemu import Lab

TRACED = {
    "": ("R4", "10.1.2.5", "icmp", 0, "FastEthernet1/0: from zone INSIDE to zone DMZ, "),
    "interface FastEthernet1/0\n no zone-member security DMZ\n": (
        "R4", "10.1.2.5", "icmp", 0,
        "R1 lets nothing pass between zone INSIDE and FastEthernet1/0, which is in none",
    ),
    "interface FastEthernet1/0\n description the DMZ\n": (
        "R5", "10.1.1.4", "icmp", 0, "R1 has no pair of zones with a policy from DMZ to INSIDE",
    ),
    "policy-map type inspect IN-DMZ\n description servers\n": (
        "R4", "10.1.2.5", "tcp", 22, "policy IN-DMZ of pair IN-DMZ drops it in class class-default: its action is drop",
    ),
    "policy-map type inspect OUT-SELF\n no class class-default\n": (
        "R2", "203.0.113.1", "tcp", 23, "policy OUT-SELF of pair OUT-SELF drops it in class class-default: nothing else takes it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lines", TRACED)
def test_a_packet_is_explained(lines: str) -> None:
    lab = Lab.load("zone-firewall")
    if lines:
        assert lab["R1"].configure(lines) == ""
    lab.run(60)
    node, destination, protocol, port, said = TRACED[lines]
    told = str(lab.trace(node, destination, protocol, dst_port=port))
    assert said in told, told
