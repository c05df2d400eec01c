"""PCs at the ends of LANs: what people type there, and what the routers see of them."""

from __future__ import annotations

import pickle

import pytest

from iosemu import Lab
from iosemu.lab.errors import LabError
from tests.lab.test_topology import error

LAN = """\
name: lan
nodes:
  R1: {platform: c7200}
  PC1: {kind: host}
  PC2: {kind: host}
  PC3: {kind: host}
links:
  - {endpoints: ["R1:FastEthernet0/0", "PC1:eth0", "PC3:eth0"], delay: 1ms}
  - {endpoints: ["R1:FastEthernet0/1", "PC2:eth0"], delay: 2ms}
"""
ROUTER = """\
interface FastEthernet0/0
 ip address 10.1.1.1 255.255.255.0
 no shutdown
interface FastEthernet0/1
 ip address 10.1.2.1 255.255.255.0
 no shutdown
line vty 0 4
 no login
"""


@pytest.fixture
def lab() -> Lab:
    lab = Lab.from_yaml(LAN)
    lab["R1"].configure(ROUTER)
    lab["PC1"].configure("ip 10.1.1.10/24 10.1.1.1")
    lab["PC2"].configure("ip 10.1.2.20 255.255.255.0 10.1.2.1")
    lab.settle()
    return lab


def test_addresses_are_claimed_and_doubles_found(lab: Lab) -> None:
    assert lab["PC3"].cli("ip 10.1.1.10/24 10.1.1.1") == (
        "Checking for duplicate address...\n10.1.1.10 is being used by MAC 02:50:00:02:00:00\nAddress not changed\n\n"
    )
    assert lab["PC3"].cli("ip 10.1.1.30/24 10.1.1.1") == (
        "Checking for duplicate address...\nPC3 : 10.1.1.30 255.255.255.0 gateway 10.1.1.1\n\n"
    )
    assert "IP/MASK     : 10.1.1.30/24\nGATEWAY     : 10.1.1.1\n" in lab["PC3"].cli("show ip")
    assert "    inet 10.1.1.30/24 brd 10.1.1.255 scope global eth0\n" in lab["PC3"].cli("ip addr")
    assert lab["PC3"].cli("ip route") == (
        "default via 10.1.1.1 dev eth0\n10.1.1.0/24 dev eth0 proto kernel scope link src 10.1.1.30\n\n"
    )


def test_ping_tells_answers_errors_and_silence(lab: Lab) -> None:
    pc = lab["PC1"]
    pc.cli("ping 10.1.2.20 -c 1")  # ARP of the far end
    assert pc.cli("ping 10.1.2.20 -c 2") == (
        "\n84 bytes from 10.1.2.20 icmp_seq=1 ttl=63 time=6.000 ms\n"
        "84 bytes from 10.1.2.20 icmp_seq=2 ttl=63 time=6.000 ms\n\n"
    )
    assert pc.cli("ping 10.9.9.9 -c 1") == (
        "\n*10.1.1.1 icmp_seq=1 ttl=255 time=2.000 ms (ICMP type:3, code:1, Destination host unreachable)\n\n"
    )
    assert pc.cli("ping 10.1.1.77") == "\nhost (10.1.1.77) not reachable\n\n"
    lab.cut("PC2")
    assert pc.cli("ping 10.1.2.20 -c 1") == (
        "\n*10.1.1.1 icmp_seq=1 ttl=255 time=2.000 ms (ICMP type:3, code:1, Destination host unreachable)\n\n"
    )
    lab.repair("PC2")
    lab["PC2"].power_off()
    assert pc.cli("ping 10.1.2.20 -c 1") == "\n10.1.2.20 icmp_seq=1 timeout\n\n"
    assert lab["PC3"].cli("ping 10.1.2.20") == "\nNo gateway found\n\n"


def test_without_carrier_its_lines_count_all_the_same(lab: Lab) -> None:
    pc = lab["PC1"]
    lab.cut("PC1")
    assert pc.cli("ping 10.1.1.30") == "\nhost (10.1.1.30) not reachable\n\n"
    assert pc.cli("ping 10.1.2.20") == "\nhost (10.1.1.1) not reachable\n\n"
    assert pc.cli("trace 10.1.2.20").splitlines()[-2:] == ["host (10.1.1.1) not reachable", ""]
    assert pc.cli("nc 10.1.2.20 23") == "nc: connect: No route to host\n\n"
    lab.cut("PC3")
    assert lab["PC3"].cli("ping 10.1.2.20") == "\nNo gateway found\n\n"


def test_big_datagrams_in_pieces_or_refused(lab: Lab) -> None:
    lab["R1"].configure("interface FastEthernet0/1\n ip mtu 1000\n")
    pc = lab["PC1"]
    pc.cli("ping 10.1.2.20 -c 1")
    assert "1428 bytes from 10.1.2.20 icmp_seq=1 ttl=63" in pc.cli("ping 10.1.2.20 -c 1 -l 1400")
    assert "(ICMP type:3, code:4, Fragmentation required, and DF flag set)" in pc.cli("ping 10.1.2.20 -c 1 -l 1400 -D")


def test_trace_and_traceroute(lab: Lab) -> None:
    pc = lab["PC1"]
    pc.cli("ping 10.1.2.20 -c 1")
    assert pc.cli("trace 10.1.2.20") == (
        "trace to 10.1.2.20, 8 hops max, press Ctrl+C to stop\n"
        " 1   10.1.1.1   2.000 ms  2.000 ms  2.000 ms\n"
        " 2   *10.1.2.20   6.000 ms (ICMP type:3, code:3, Destination port unreachable)\n\n"
    )
    assert pc.cli("traceroute -n -q 1 10.1.2.20") == (
        "traceroute to 10.1.2.20 (10.1.2.20), 30 hops max, 60 byte packets\n"
        " 1  10.1.1.1  2.000 ms\n 2  10.1.2.20  6.000 ms\n\n"
    )


def test_neighbours_age(lab: Lab) -> None:
    pc = lab["PC1"]
    pc.cli("ping 10.1.1.1 -c 1")
    assert pc.cli("arp") == "\nca:01:00:01:10:00  10.1.1.1 expires in 120 seconds\n\n"
    pc.cli("clear arp")
    assert pc.cli("show arp") == "\narp table is empty\n\n"


def test_a_conversation_over_tcp(lab: Lab) -> None:
    far = lab["PC2"].console
    far.enter("nc -l 7")
    assert lab["PC1"].cli("nc 10.1.2.20 7\nhello") == ""
    lab.run(1)
    assert far.take() == "hello\n"
    far.enter("good day")
    lab.run(1)
    assert lab["PC1"].console.take() == "good day\n"
    far.session.ctrl_c()
    lab.run(1)
    assert lab["PC1"].console.session.question is None
    assert lab["PC1"].cli("nc 10.1.2.20 7") == "nc: connect: Connection refused\n\n"


def test_datagrams(lab: Lab) -> None:
    far = lab["PC2"].console
    far.enter("nc -u -l 53")
    lab["PC1"].cli("ping 10.1.2.20 -c 1")
    lab["PC1"].cli("nc -u 10.1.2.20 53\nwho is there")
    lab.run(1)
    assert far.take() == "who is there\n"
    far.enter("me")
    lab.run(1)
    assert lab["PC1"].console.take() == "me\n"


def test_a_pc_forwards_nothing(lab: Lab) -> None:
    lab["R1"].configure("ip route 172.16.0.0 255.255.0.0 10.1.1.10")
    assert "!" not in lab["R1"].cli("ping 172.16.1.1")
    assert "Success rate is 100 percent" in lab["R1"].cli("ping 10.1.1.10")


def test_routes_and_addresses_as_in_a_plain_shell(lab: Lab) -> None:
    pc = lab["PC1"]
    pc.cli("ip addr add 10.1.1.11/24 dev eth0\nip route add 10.1.2.0/24 via 10.1.1.1")
    pc.cli("ping 10.1.2.20 -c 1")
    assert "84 bytes from 10.1.2.20" in pc.cli("ping -c 2 -I 10.1.1.11 10.1.2.20")
    assert pc.running_config() == [
        "set pcname PC1", "ip 10.1.1.10/24 10.1.1.1", "ip addr add 10.1.1.11/24 dev eth0",
        "ip route add 10.1.2.0/24 via 10.1.1.1",
    ]  # fmt: skip
    for line, answer in (
        ("ip addr add 10.1.1.11/24 dev eth0", "RTNETLINK answers: File exists"),
        ("ip addr del 10.1.1.12/24 dev eth0", "RTNETLINK answers: Cannot assign requested address"),
        ("ip addr add 10.1.1.12/24 dev eth9", 'Cannot find device "eth9"'),
        ("ip route del 10.7.0.0/16", "RTNETLINK answers: No such process"),
        ("ip route add 10.7.0.0/16 via 10.4.4.4", "Error: Nexthop has invalid gateway."),
        ("ping -I 10.1.1.99 10.1.2.20", "bind: Cannot assign requested address"),
        ("ping nosuch", "Cannot resolve nosuch"),
        ("ip 10.1.1.300/24", "Invalid address: 10.1.1.300"),
        ("ip 10.1.1.5/24 10.1.2.1", "Invalid gateway address"),
        ("conf t", 'Bad command: "conf t". Use ? for help.'),
    ):
        assert pc.cli(line) == f"{answer}\n\n", line
    pc.cli("ip addr del 10.1.1.11/24 dev eth0\nip route del 10.1.2.0/24")
    assert pc.running_config() == ["set pcname PC1", "ip 10.1.1.10/24 10.1.1.1"]


def test_what_is_saved_is_there_after_power_off(lab: Lab) -> None:
    pc = lab["PC1"]
    pc.cli("set pcname desk\nsave")
    pc.cli("ip addr add 10.1.1.11/24 dev eth0")
    pc.power_off()
    lab.run(1)
    pc.power_on()
    assert pc.running_config() == ["set pcname desk", "ip 10.1.1.10/24 10.1.1.1"]


def test_a_lab_with_pcs_is_saved_and_goes_on(lab: Lab) -> None:
    lab["PC1"].cli("ping 10.1.2.20 -c 2")
    other: Lab = pickle.loads(pickle.dumps(lab))
    line = "ping 10.1.2.20 -c 2\narp"
    assert other["PC1"].cli(line) == lab["PC1"].cli(line)


def test_lab_files_tell_what_is_wrong() -> None:
    two = 'name: x\nnodes:\n  R1:\n  PC1: {{kind: {kind}}}\nlinks:\n  - endpoints: ["R1:Fa0/0", "PC1:{port}"]\n'
    assert error(two.format(kind="switch", port="eth0")) == 'lab.yaml:4: unknown kind "switch"; known: router, host'
    assert "host has no such port; its ports: eth0-7" in error(two.format(kind="host", port="Gi0/0"))
    assert "a host has no platform" in error(two.format(kind="host, platform: c7200", port="eth0"))
    lab = Lab.from_yaml("name: x\nnodes:\n  PC1: {kind: host}\n")
    lab["PC1"].configure("ip 10.0.0.1/24")
    with pytest.raises(LabError):
        lab["PC2"]
