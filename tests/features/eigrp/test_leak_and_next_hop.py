"""`summary-address … leak-map`, `no next-hop-self … no-ecmp-mode`."""

from __future__ import annotations

import pytest

from tests.features.eigrp.test_summary import EIGRP, LOOPS, SUMMARY
from tests.features.wired import chain, network, routes

LEAK = "ip prefix-list ONE permit 172.16.2.0/24\nroute-map LEAK permit 10\n match ip address prefix-list ONE\n"


def test_a_leak_map_lets_components_pass_beside_the_summary() -> None:
    lab = chain(2, EIGRP)
    line = "ip summary-address eigrp 1 172.16.0.0 255.255.252.0 leak-map LEAK"
    lab["R2"].configure(LOOPS + f"interface Fa0/1\n {line}\n")
    lab.run(20)
    assert set(routes(lab, "R1", "eigrp 1")) == {SUMMARY}  # a map that is not defined leaks nothing
    lab["R2"].configure(LEAK)
    lab.run(2)
    assert set(routes(lab, "R1", "eigrp 1")) == {SUMMARY, "172.16.2.0/24"}
    assert f" {line}" in lab["R2"].running_config()
    lab["R2"].configure("no ip prefix-list ONE\nip prefix-list ONE permit 172.16.3.0/24\n")
    lab.run(2)
    assert set(routes(lab, "R1", "eigrp 1")) == {SUMMARY, "172.16.3.0/24"}
    lab["R2"].configure("interface Fa0/1\n ip summary-address eigrp 1 172.16.0.0 255.255.252.0 7\n")
    lab.run(2)
    assert set(routes(lab, "R1", "eigrp 1")) == {SUMMARY}
    assert " ip summary-address eigrp 1 172.16.0.0 255.255.252.0 7" in lab["R2"].running_config()


def test_named_mode_reads_back() -> None:
    lab = chain(2, platform="iosv")
    inside = "router eigrp X\n address-family ipv4 unicast autonomous-system 1\n  af-interface GigabitEthernet0/0\n"
    lab["R1"].configure(
        inside + "   summary-address 10.0.0.0 255.0.0.0 leak-map L\n   no next-hop-self no-ecmp-mode\n"
    )
    text = lab["R1"].running_config()
    assert "   summary-address 10.0.0.0 255.0.0.0 leak-map L" in text
    assert "   no next-hop-self no-ecmp-mode" in text
    lab["R1"].configure(inside + "   next-hop-self\n")
    assert "next-hop-self" not in "\n".join(lab["R1"].running_config())


WAYS = """interface FastEthernet0/0
 ip address 10.0.5.{i} 255.255.255.0
 no shutdown
interface FastEthernet0/1
 ip address 10.0.1.{i} 255.255.255.0
 no shutdown
interface Loopback0
 ip address 192.168.{i}.1 255.255.255.0
router eigrp 1
 network 10.0.0.0
 network 192.168.{i}.0
"""


@pytest.mark.parametrize(("tail", "hop"), [("", "10.0.5.1"), (" no-ecmp-mode", "10.0.5.3")])
def test_next_hop_among_equal_ways(tail: str, hop: str) -> None:
    """R1 has two ways to R3's loopback, the first by a port that R2 is not on. Only in `no-ecmp-mode` it looks further
    than the first for one that R2 could take itself.
    """
    configs = {f"R{i}": WAYS.replace("{i}", str(i)) for i in (1, 2, 3)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0", "R1:Fa0/1 R3:Fa0/1")
    line = f"no ip next-hop-self eigrp 1{tail}"
    lab["R1"].configure(f"interface Fa0/0\n no ip split-horizon eigrp 1\n {line}\n")
    lab.run(20)
    assert " " + line in lab["R1"].running_config()
    entry = lab["R2"].cli("show ip eigrp topology 192.168.3.0/24")
    assert f"  {hop} (FastEthernet0/0), from 10.0.5.1" in entry
