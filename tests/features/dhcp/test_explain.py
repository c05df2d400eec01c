"""What a trace tells of clients without an address."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.dhcp.world import far, near

FAULTS = {
    "no service": ("S", "no service dhcp\n", ["DHCP is switched off at S", "| S: no service dhcp", "-> S: service dhcp"]),
    "no helper": (
        "R", "interface FastEthernet0/0\n no ip helper-address\n",
        ["FastEthernet0/0 of R has no helper address, and R no pool for its network",
         "-> R, interface FastEthernet0/0: ip helper-address SERVER"],
    ),
    "a helper that nobody is": (
        "R", "interface FastEthernet0/0\n no ip helper-address\n ip helper-address 10.1.0.77\n",
        ["no router of the lab has 10.1.0.77, the helper address of FastEthernet0/0 of R",
         "| R, interface FastEthernet0/0: ip helper-address 10.1.0.77"],
    ),
    "no pool": (
        "S", "no ip dhcp pool FAR\n", ["S has no pool for 10.2.0.1, from where R relays"],
    ),
    "no way back": (
        "S", "no ip route 10.2.0.0 255.255.255.0 10.1.0.2\n", ["S has no route to 10.2.0.1, from where R relays"],
    ),
    "all is excluded": (
        "S", "ip dhcp excluded-address 10.2.0.1 10.2.0.255\n",
        ["pool FAR of S has no address left: 0 of 254 are given, 254 excluded",
         "| S: ip dhcp excluded-address 10.2.0.1 10.2.0.255"],
    ),
}  # fmt: skip


def told(lab: Lab, node: str = "C", target: str = "10.1.0.1") -> str:
    return str(lab.trace(node, target))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_client_has_no_address(fault: str) -> None:
    node, lines, wanted = FAULTS[fault]
    lab = far(**{node: lines})
    lab.run(40)
    text = str(lab.diagnose())
    for each in ["FastEthernet0/0 of C asks for an address by DHCP and has none", *wanted]:
        assert each in text, text


def test_the_route_of_a_lease() -> None:
    lab = near()
    lab.run(20)
    lab["S"].configure("interface Loopback0\n ip address 192.0.2.1 255.255.255.255\n")
    lab["C"].cli("ping 192.0.2.1")
    assert "| interface FastEthernet0/0: ip address dhcp" in told(lab, "C", "192.0.2.1")
