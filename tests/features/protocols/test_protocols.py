"""show ip protocols: the frame, and each protocol's own block, against what real devices print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

SUB = "interface {0}\n no ip address\n no shutdown\ninterface {0}.100\n encapsulation dot1Q 100\n ip address {1} 255.255.255.0\n"
KEY = "key chain 1\n key 1\n  key-string x\n"
AUTH = "interface {}.100\n ip rip authentication mode md5\n ip rip authentication key-chain 1\n"
RIP = "router rip\n version 2\n timers basic 10 21 22 23\n network 10.0.0.0\n no auto-summary\n"
R1 = (
    SUB.format("GigabitEthernet2", "10.1.2.1") + SUB.format("GigabitEthernet3", "10.1.3.1") + KEY
    + AUTH.format("GigabitEthernet3")
    + " ip summary-address rip 172.16.0.0 255.255.128.0\naccess-list 21 deny any\n" + RIP
    + " redistribute connected\n redistribute static\n neighbor 10.1.2.2\n passive-interface GigabitEthernet2.100\n"
    " offset-list 21 in 10\n default-metric 3\n"
)  # fmt: skip
LOOP = "interface Loopback0\n ip address 10.9.{}.1 255.255.255.0\n"
R2 = SUB.format("GigabitEthernet1", "10.1.2.2") + LOOP.format(2) + RIP
R3 = SUB.format("GigabitEthernet1", "10.1.3.3") + LOOP.format(3) + KEY + AUTH.format("GigabitEthernet1") + RIP


@pytest.fixture
def three() -> Lab:
    lab = network({"R1": R1, "R2": R2, "R3": R3}, "R1:Gi2 R2:Gi1", "R1:Gi3 R3:Gi1", platform="csr1000v")
    lab.run(31)
    return lab


def block(text: str, name: str) -> list[str]:
    """Lines of one protocol, with what moves replaced."""
    found = text.split(f'Routing Protocol is "{name}"\n')[1].split("\n\n")[0]
    found = re.sub(r"next due in \d+ seconds", "next due in <n> seconds", found)
    found = re.sub(r"\d\d:\d\d:\d\d", "<time>", found)
    return [line.rstrip() for line in found.splitlines() if line.strip()]


def test_rip_as_a_real_router_prints_it(reference: Path, three: Lab) -> None:
    """Origin: show-ip-protocols/genie-2 (IOS-XE); we have no output-delay, and list gateways by address."""
    real = (reference / "ios-output/show-ip-protocols/genie-2.txt").read_text()
    expected = [line for line in block(real, "rip") if "Output delay" not in line]
    ours = block(three["R1"].cli("show ip protocols"), "rip")
    assert sorted(ours) == sorted(expected)
    assert [line for line in ours if "<time>" not in line] == [line for line in expected if "<time>" not in line]


def test_the_frame(reference: Path, three: Lab) -> None:
    """Origin: show-ip-protocols/genie-2 again: IOS-XE begins with NSF and the protocol of applications."""
    real = (reference / "ios-output/show-ip-protocols/genie-2.txt").read_text().splitlines()[1:14]
    assert [line.rstrip() for line in three["R1"].cli("show ip protocols").splitlines()[:13]] == [
        line.rstrip() for line in real
    ]


@pytest.mark.parametrize(("platform", "first"), [("c7200", "*** IP Routing is NSF aware ***"), ("c3725", "")])
def test_trains(platform: str, first: str) -> None:
    lab = network({"R1": "router rip\n network 10.0.0.0\n", "R2": ""}, "R1:Fa0/0 R2:Fa0/0", platform=platform)
    lab.run(1)
    shown = lab["R1"].cli("show ip protocols").splitlines()
    if first:
        assert shown[:3] == [first, "", 'Routing Protocol is "rip"']
    else:
        assert shown[0] == 'Routing Protocol is "rip"'
    assert "application" not in "\n".join(shown)


def test_nothing_runs() -> None:
    lab = network({"R1": "", "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(1)
    assert "Routing Protocol" not in lab["R1"].cli("show ip protocols")


def test_all_protocols_one_after_the_other() -> None:
    port = "interface Fa0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n"
    text = (
        port
        + "router eigrp 1\n network 10.0.0.0\nrouter odr\nrouter rip\n network 10.0.0.0\nrouter eigrp NAMED\n address-family ipv4 unicast autonomous-system 7\n  network 10.0.0.0\n"
    )
    lab = network({"R1": text, "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    shown = lab["R1"].cli("show ip protocols")
    assert sorted(re.findall(r'Routing Protocol is "(.*)"', shown)) == ["eigrp 1", "eigrp 7", "odr", "rip"]
    assert "EIGRP-IPv4 Protocol for AS(1)" in shown
    assert "EIGRP-IPv4 VR(NAMED) Address-Family Protocol for AS(7)" in shown
    assert shown.count("Metric weight K1=1, K2=0, K3=1, K4=0, K5=0") == 2


def test_filters_are_named(three: Lab) -> None:
    three["R1"].configure(
        "ip prefix-list P permit 0.0.0.0/0 le 32\nrouter rip\n distribute-list prefix P in\n distribute-list 21 out\n"
        " distribute-list prefix P out GigabitEthernet3.100\n"
    )
    shown = block(three["R1"].cli("show ip protocols"), "rip")
    assert shown[:3] == [
        "  Outgoing update filter list for all interfaces is 21",
        "    GigabitEthernet3.100 filtered by (prefix-list) P (per-user), default is not set",
        "  Incoming update filter list for all interfaces is (prefix-list) P",
    ]


def test_offsets_are_told(three: Lab) -> None:
    """Wording of IOS-XE: ``Incoming routes in GigabitEthernet1 will have 200000 added to metric if on list R1``."""
    three["R1"].configure("router rip\n offset-list 0 out 3\n offset-list 21 in 5 GigabitEthernet3.100\n")
    shown = block(three["R1"].cli("show ip protocols"), "rip")
    assert "  Outgoing routes will have 3 added to metric" in shown
    assert "  Incoming routes in GigabitEthernet3.100 will have 5 added to metric if on list 21" in shown
