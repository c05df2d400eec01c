"""Formats of EIGRP's shows. Origin: reference ios-output/show-ip-eigrp-{interfaces,interfaces-detail,timers,topology,
neighbors-detail}, output-formats.md section 17. The counters are checked for truth."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import chain

EIGRP = "router eigrp 1\n network 10.0.0.0\n network 192.168.{i}.0\n"
NAMED = """router eigrp CORE
 address-family ipv4 unicast autonomous-system 1
  network 10.0.0.0
  network 192.168.{i}.0
"""


@pytest.fixture
def three() -> Lab:
    lab = chain(3, EIGRP)
    lab.run(20)
    return lab


def test_interfaces(three: Lab) -> None:
    assert three["R1"].cli("show ip eigrp interfaces").splitlines() == [
        "EIGRP-IPv4 Interfaces for AS(1)",
        "                              Xmit Queue   PeerQ        Mean   Pacing Time   Multicast    Pending",
        "Interface              Peers  Un/Reliable  Un/Reliable  SRTT   Un/Reliable   Flow Timer   Routes",
        three["R1"].cli("show ip eigrp interfaces").splitlines()[3],
        "Lo0                      0        0/0       0/0           0       0/0            0           0",
    ]
    row = three["R1"].cli("show ip eigrp interfaces Fa0/0").splitlines()[3]
    assert re.fullmatch(
        r"Fa0/0                    1        0/0       0/0 {10,11}\d+       0/0 {9,11}\d+           0", row
    )
    assert "  Hello-interval is 5, Hold-time is 15" in three["R1"].cli("show ip eigrp interfaces detail Lo0")
    three["R1"].configure("router eigrp 1\n passive-interface Loopback0\n")
    assert "Lo0" not in three["R1"].cli("show ip eigrp interfaces")
    three["R1"].configure("router eigrp 1\n no passive-interface Loopback0\n")
    assert "Lo0" in three["R1"].cli("show ip eigrp interfaces")
    three["R1"].configure("no interface Loopback0\n")
    three.run(1)
    assert "Lo0" not in three["R1"].cli("show ip eigrp interfaces")


def test_interface_counters_move(three: Lab) -> None:
    def counted(what: str) -> list[int]:
        line = next(line for line in three["R1"].cli("show ip eigrp interfaces detail").splitlines() if what in line)
        return [int(number) for number in re.findall(r"\d+", line.split(what)[1])]

    hellos = counted("Hello's sent/expedited:")[0]
    three.run(50)
    assert counted("Hello's sent/expedited:")[0] in (hellos + 10, hellos + 11)
    packets, unicasts = counted("Packetized sent/expedited:")[0], counted("ucasts:")[1]
    three["R1"].configure("interface Lo1\n ip address 10.1.1.1 255.255.255.0\n")
    three.run(1)
    assert counted("Packetized sent/expedited:")[0] == packets + 1
    assert counted("ucasts:")[1] == unicasts + 1
    again = counted("Retransmissions sent:")[0]
    three.link("R1", "R2").filters.append(lambda sender, frame: not sender.startswith("R2"))
    three["R1"].configure("interface Lo2\n ip address 10.2.1.1 255.255.255.0\n")
    three.run(4)
    assert counted("Retransmissions sent:")[0] > again


def test_timers(three: Lab) -> None:
    lines = three["R2"].cli("show ip eigrp timers").splitlines()
    assert lines[:3] == ["EIGRP-IPv4 Timers for AS(1)", "  Hello Process", "    Expiration    Type"]
    assert re.fullmatch(r"\| {11}\d\.\d{3}  \(parent\)", lines[3])
    assert re.fullmatch(r"  \| {11}\d\.\d{3}  Hello \(Fa0/[01]\)", lines[4])
    holding = [line for line in lines if line.endswith("Peer holding")]
    assert len(holding) == 2 and all(line.startswith("    |") for line in holding)
    before = float(holding[0].split()[1])
    three.run(0.5)
    after = [line for line in three["R2"].cli("show ip eigrp timers").splitlines() if line.endswith("Peer holding")]
    assert float(after[0].split()[1]) != before


def test_topology_summary_and_address_family(three: Lab) -> None:
    lines = three["R2"].cli("show ip eigrp topology summary").splitlines()
    assert lines[0] == "EIGRP-IPv4 Topology Table for AS(1)/ID(192.168.2.1)"
    assert lines[2] == "5 routes, 0 pending replies, 0 dummies"
    assert lines[3] == "EIGRP-IPv4(1) enabled on 3 interfaces, 2 neighbors present on 2 interfaces"
    assert lines[4] == "Quiescent interfaces:  Fa0/0 Fa0/1"
    same = three["R2"].cli("show eigrp address-family ipv4 1 topology summary")
    assert same == three["R2"].cli("show ip eigrp topology summary")
    assert three["R2"].cli("show eigrp address-family ipv4 neighbors") == three["R2"].cli("show ip eigrp neighbors")
    assert "10.0.12.1" in three["R2"].cli("show ip eigrp 1 neighbors Fa0/1")
    assert "10.0.12.1" not in three["R2"].cli("show ip eigrp 2 neighbors")


def test_protocols(three: Lab) -> None:
    text = three["R2"].cli("show eigrp protocols")
    assert text.startswith("EIGRP-IPv4 Protocol for AS(1)\n  Metric weight K1=1, K2=0, K3=1, K4=0, K5=0\n")
    assert "    Total Prefix Count: 5\n    Total Redist Count: 0\n" in text


def test_neighbors_of_each_train() -> None:
    for platform, first in (("c3725", "IP-EIGRP neighbors for process 1"), ("c7200", "EIGRP-IPv4 Neighbors for AS(1)")):
        lab = chain(2, EIGRP, platform=platform)
        lab.run(20)
        lines = lab["R1"].cli("show ip eigrp neighbors detail").splitlines()
        assert lines[0] == first
        assert lines[1] == "H   Address                 Interface              Hold Uptime   SRTT   RTO  Q  Seq"
        assert lines[3].startswith("0   10.0.12.2               Fa0/0 ")
        assert ("   Topology-ids from peer - 0 " in lines) == (platform == "c7200")


def test_named_mode_running_config() -> None:
    """Blocks and their `!` as in reference configs/vpn/ngmunia--Configs-R8.cfg."""
    lab = chain(2, NAMED, platform="iosv")
    lab["R1"].configure(
        "router eigrp CORE\n address-family ipv4 unicast autonomous-system 1\n  eigrp stub connected summary\n"
        "  af-interface GigabitEthernet0/0\n   no split-horizon\n   no next-hop-self\n   bandwidth-percent 25\n"
        "  exit-af-interface\n  topology base\n   variance 2\n"
    )
    text = "\n".join(lab["R1"].running_config())
    block = text[text.index("router eigrp CORE") :].split("\n!\n")[0]
    assert block.split("\n") == [
        "router eigrp CORE",
        " !",
        " address-family ipv4 unicast autonomous-system 1",
        "  !",
        "  af-interface GigabitEthernet0/0",
        "   bandwidth-percent 25",
        "   no next-hop-self",
        "   no split-horizon",
        "  exit-af-interface",
        "  !",
        "  topology base",
        "   variance 2",
        "  exit-af-topology",
        "  network 10.0.0.0",
        "  network 192.168.1.0",
        "  eigrp stub connected summary",
        " exit-address-family",
    ]


def test_events(three: Lab) -> None:
    """The log tells DUAL's steps, the newest first."""
    three["R2"].cli("clear ip eigrp events")
    assert three["R2"].cli("show ip eigrp events") == "Event information for AS 1:\n"
    three["R1"].configure("interface Lo0\n shutdown\n")
    three.run(1)
    lines = three["R2"].cli("show ip eigrp events").splitlines()
    assert re.fullmatch(r"1    \d\d:\d\d:\d\d\.\d{3} .*", lines[1])
    assert [line[5:].split(" ", 1)[1] for line in lines[1:]][::-1][:5] == [
        "Rcv query met/succ met: 4294967295 4294967295",
        "Rcv query dest/nh: 192.168.1.0/24 10.0.12.1",
        "Find FS: 192.168.1.0/24 156160",
        "FC not sat Dmin/met: 4294967295 156160",
        "Active net/peers: 192.168.1.0/24 1",
    ]
    assert "NDB delete: 192.168.1.0/24 1" in "\n".join(lines)
    three["R2"].configure("router eigrp 1\n eigrp event-log-size 3\n")
    assert len(three["R2"].cli("show ip eigrp events").splitlines()) == 4
    three["R2"].configure("router eigrp 1\n no eigrp event-logging\n")
    three["R2"].cli("clear ip eigrp events")
    three["R1"].configure("interface Lo0\n no shutdown\n")
    three.run(1)
    assert three["R2"].cli("show ip eigrp events") == "Event information for AS 1:\n"


def test_topology_of_an_address(three: Lab) -> None:
    assert "for 192.168.1.0/24\n" in three["R2"].cli("show ip eigrp topology 192.168.1.77")
    assert "not in topology table" in three["R2"].cli("show ip eigrp topology 9.9.9.9")


def test_accounting(three: Lab) -> None:
    three["R2"].configure("router eigrp 1\n redistribute static\nip route 172.16.0.0 255.255.0.0 Null0\n")
    three.run(5)
    lines = three["R2"].cli("show ip eigrp accounting").splitlines()
    total = len(three["R2"].cli("show ip eigrp topology").split("\nP ")) - 1
    assert lines[0].startswith("EIGRP-IPv4 Accounting for AS(1)/ID(")
    assert lines[1] == f"Total Prefix Count: {total}  States: A-Adjacency, P-Pending, D-Down"
    assert lines[4] == " A    Redistributed    ----              1          0          0"
    assert sorted(line.split()[0:2] for line in lines[5:]) == [["A", "10.0.12.1"], ["A", "10.0.23.2"]]
    assert three["R2"].cli("show eigrp address-family ipv4 accounting").splitlines() == lines


def test_rto_of_a_slow_link(three: Lab) -> None:
    """Six full packets at half of the bandwidth, nine bits an octet: 6 * 1500 * 9 / 50000."""
    three["R1"].configure("interface Fa0/0\n bandwidth 100\n")
    three["R1"].cli("clear ip eigrp neighbors")
    three.run(20)
    row = three["R1"].cli("show ip eigrp neighbors").splitlines()[-1].split()
    assert row[-3] == "1620"


def test_hellos_are_not_in_step(three: Lab) -> None:
    """Up to a sixth early: 4.6 s apart on average."""
    before = int(three["R1"].cli("show ip eigrp traffic").split("Hellos sent/received: ")[1].split("/")[0])
    three.run(920)
    after = int(three["R1"].cli("show ip eigrp traffic").split("Hellos sent/received: ")[1].split("/")[0])
    assert 194 <= after - before <= 206
