"""`show ip traffic`, `debug ip packet`, `debug ip icmp`. Formats: reference ios-output/show-ip-traffic/genie-2.txt,
ios-behaviour/routing-debug.md."""

from __future__ import annotations

from pathlib import Path

from tests.features.routers import Routers, three

KEPT = ("IP statistics:", "ICMP statistics:", "UDP statistics:", "ARP statistics:")


def shape(text: str) -> list[str]:
    """Lines of the sections that every router has, with numbers replaced."""
    found: list[str] = []
    keep = False
    for line in text.splitlines():
        if line.endswith("statistics:"):
            keep = line in KEPT
        if keep and line.strip():
            found.append("".join("0" if c.isdigit() else c for c in line))
    return sorted("0".join(part for part in line.split("0") if part).rstrip() for line in found)


def test_counters_move() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    net.cli("R1", "ping 172.16.0.1 repeat 1")
    net.cli("R1", "ping 10.0.12.2 repeat 2")
    text = net.cli("R2", "show ip traffic")
    assert "  Rcvd:  10 total, 2 local destination\n" in text
    assert "         1 no route, 0 unicast RPF, 0 forced drop\n" in text
    assert "        2 echo, 0 echo reply," in text
    assert "  Sent: 0 redirects, 1 unreachable, 0 echo, 2 echo reply\n" in text
    net.cli("R2", "clear ip traffic", "")
    net.shells["R2"].device.ip.clear_counters()
    assert "  Rcvd:  0 total, 0 local destination\n" in net.cli("R2", "show ip traffic")


def test_lines_are_those_of_a_real_router(reference: Path) -> None:
    real = (reference / "ios-output/show-ip-traffic/genie-2.txt").read_text()
    ours = three().cli("R1", "show ip traffic")
    missing = set(shape(real)) - set(shape(ours))
    # this sample has another tail in the Drop lines, and counts queue drops of ARP nowhere
    assert {line.strip()[:5] for line in missing} <= {"Drop:", "0 phy"}


def quiet(net: Routers) -> list[str]:
    net.cli("R1", "ping 10.0.12.2")
    net.run(2)
    return net.log_of("R2")


def test_debug_ip_icmp() -> None:
    net = three()
    lines = quiet(net)
    assert net.cli("R2", "debug ip icmp") == "ICMP packet debugging is on\n"
    net.cli("R1", "ping 10.0.12.2 repeat 1")
    net.cli("R1", "ping 172.16.0.1 repeat 1")
    net.cli("R2", "ping 10.0.12.1 repeat 1")
    net.cli("R1", "traceroute 10.0.23.3 probe 1 ttl 1 1")
    assert lines == [
        "ICMP: echo reply sent, src 10.0.12.2, dst 10.0.12.1, topology BASE, dscp 0 topoid 0",
        "ICMP: dst (172.16.0.1) host unreachable sent to 10.0.12.1",
        "ICMP: echo reply rcvd, src 10.0.12.1, dst 10.0.12.2, topology BASE, dscp 0 topoid 0",
        "ICMP: time exceeded (time to live) sent to 10.0.12.1 (dest was 10.0.23.3)",
    ]


def test_debug_ip_packet_with_list_and_detail() -> None:
    net = three()
    lines = quiet(net)
    net.configure("R2", "access-list 101 permit icmp any host 10.0.12.1")
    assert net.cli("R2", "debug ip packet 101 detail") == "IP packet debugging is on (detailed) for access list 101\n"
    net.cli("R1", "ping 10.0.12.2 repeat 1")
    net.cli("R1", "ping 10.0.23.3 repeat 3")  # in transit: nothing
    assert lines == [
        "IP: tableid=0, s=10.0.12.2 (local), d=10.0.12.1 (FastEthernet0/0), routed via FIB",
        "    ICMP type=0, code=0",
        "IP: s=10.0.12.2 (local), d=10.0.12.1 (FastEthernet0/0), len 100, sending",
        "    ICMP type=0, code=0",
    ]


def test_debug_ip_packet_received_and_unroutable() -> None:
    net = three()
    lines = quiet(net)
    net.cli("R2", "debug ip packet")
    net.cli("R1", "ping 10.0.12.2 repeat 1")
    assert lines[:2] == [
        "IP: tableid=0, s=10.0.12.1 (FastEthernet0/0), d=10.0.12.2 (FastEthernet0/0), routed via RIB",
        "IP: s=10.0.12.1 (FastEthernet0/0), d=10.0.12.2 (FastEthernet0/0), len 100, rcvd 3",
    ]
    lines.clear()
    net.cli("R1", "ping 172.16.0.1 repeat 1")
    assert lines[0] == "IP: s=10.0.12.1 (FastEthernet0/0), d=172.16.0.1, len 100, unroutable"
    assert lines[-1] == "IP: s=10.0.12.2 (local), d=10.0.12.1 (FastEthernet0/0), len 56, sending"


def test_rate_limit_of_unreachables() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    net.configure("R2", "no ip icmp rate-limit unreachable")
    assert "UUUUU" in net.cli("R1", "ping 172.16.0.1")
    assert "no ip icmp rate-limit unreachable" in net.shells["R2"].running_config()
    net.configure("R2", "ip icmp rate-limit unreachable 3000")
    net.run(5)
    assert "U..U." in net.cli("R1", "ping 172.16.0.1") or "U..U" in net.cli("R1", "ping 172.16.0.1")
