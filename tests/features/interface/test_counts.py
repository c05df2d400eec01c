"""show interfaces summary, stats, accounting; no ip route-cache; show cef interface; show ip cef summary."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import chain


@pytest.fixture
def lab() -> Lab:
    """R1 - R2 - R3: R2 forwards between R1 and the loopback of R3."""
    lab = chain(3)
    lab["R1"].configure("ip route 0.0.0.0 0.0.0.0 10.0.12.2\n")
    lab["R2"].configure("ip route 192.168.3.0 255.255.255.0 10.0.23.2\n")
    lab["R3"].configure("ip route 0.0.0.0 0.0.0.0 10.0.23.1\ninterface Fa0/0\n no shutdown\n")
    lab.run(5)
    lab["R1"].cli("ping 192.168.3.1 repeat 4")
    return lab


def rows(text: str) -> dict[str, list[int]]:
    return {found[1]: [int(n) for n in found[2].split()] for found in re.finditer(r"^ +(\S[A-Za-z ]*?) +((?:\d+ *){4})$", text, re.M)}


def test_stats_tell_the_switching_path(lab: Lab) -> None:
    r2 = lab["R2"]
    for port in ("FastEthernet0/0", "FastEthernet0/1"):
        r2.cli(f"clear counters {port}", "")
    lab["R1"].cli("ping 192.168.3.1 repeat 10 size 200")
    shown = r2.cli("show interfaces FastEthernet0/1 stats")
    assert shown.splitlines()[:2] == ["FastEthernet0/1", "          Switching path    Pkts In   Chars In   Pkts Out  Chars Out"]
    found = rows(shown)
    assert found["Route cache"] == [10, 2140, 10, 2140]
    assert [a + b for a, b in zip(found["Processor"], found["Route cache"], strict=True)] == found["Total"]
    assert rows(r2.cli("show interfaces FastEthernet0/0 stats"))["Route cache"] == [10, 2140, 10, 2140]
    r2.configure("interface Loopback0\n shutdown\n")
    assert r2.cli("show interfaces Loopback0 stats") == "Interface Loopback0 is disabled\n\n"


def test_without_a_route_cache_the_process_forwards(lab: Lab) -> None:
    r2 = lab["R2"]
    r2.configure("interface FastEthernet0/0\n no ip route-cache\n")
    assert " no ip route-cache" in r2.running_config()
    lab["R1"].cli("ping 192.168.3.1 repeat 5")
    before = rows(r2.cli("show interfaces FastEthernet0/0 stats"))
    lab["R1"].cli("ping 192.168.3.1 repeat 5")
    after = rows(r2.cli("show interfaces FastEthernet0/0 stats"))
    assert after["Route cache"][2] == before["Route cache"][2]  # out: the process
    assert after["Route cache"][0] == before["Route cache"][0] + 5  # the answers leave by the other port
    shown = r2.cli("show ip interface FastEthernet0/0")
    assert "  IP fast switching is disabled\n" in shown and "  IP CEF switching is disabled\n" in shown
    assert "  IP CEF switching disabled\n" in r2.cli("show cef interface FastEthernet0/0")
    r2.configure("interface FastEthernet0/0\n ip route-cache\n")
    lab["R1"].cli("ping 192.168.3.1 repeat 5")
    lab["R1"].cli("ping 192.168.3.1 repeat 5")
    assert rows(r2.cli("show interfaces FastEthernet0/0 stats"))["Route cache"][2] > after["Route cache"][2]


def test_accounting_by_protocol(lab: Lab) -> None:
    r2 = lab["R2"]
    shown = r2.cli("show interfaces FastEthernet0/0 accounting")
    lines = shown.splitlines()
    assert lines[:2] == ["FastEthernet0/0 ", "                Protocol    Pkts In   Chars In   Pkts Out  Chars Out"]
    found = rows(shown)
    counters = r2.device.interfaces[next(name for name in r2.device.interfaces if str(name) == "FastEthernet0/0")].counters
    assert sum(row[0] for row in found.values()) == counters.in_packets
    assert sum(row[3] for row in found.values()) == counters.out_bytes
    assert found["ARP"][:2] == [2, 120] and found["CDP"][2] >= 1
    assert "No traffic sent or received on this interface." in r2.cli("show interfaces Loopback0 accounting")


def test_accounting_behind_a_tag(lab: Lab) -> None:
    lab["R1"].configure("interface FastEthernet0/0.5\n encapsulation dot1Q 5\n ip address 10.5.5.1 255.255.255.0\n")
    lab.run(2)
    lab["R1"].cli("ping 10.5.5.2 repeat 2 timeout 1")
    assert rows(lab["R1"].cli("show interfaces FastEthernet0/0.5 accounting"))["ARP"][2] >= 2
    assert rows(lab["R1"].cli("show interfaces FastEthernet0/0 accounting"))["ARP"][2] >= 2


def test_summary(lab: Lab) -> None:
    r2 = lab["R2"]
    r2.configure("interface FastEthernet0/1.7\n encapsulation dot1Q 7\n")
    lines = r2.cli("show interfaces summary").splitlines()
    assert lines[:2] == ["", " *: interface is up"]
    assert lines[8].split() == ["Interface", "IHQ", "IQD", "OHQ", "OQD", "RXBS", "RXPS", "TXBS", "TXPS", "TRTL"]
    assert lines[9] == "-" * len(lines[8])
    assert "* FastEthernet0/1.7             -         -" in "\n".join(lines)
    [port] = [line for line in lines if line.startswith("* FastEthernet0/0 ")]
    assert len(port) == len(lines[8])
    old = chain(1, platform="c3725")["R1"].cli("show interfaces summary").splitlines()
    assert old[8] == "  Interface               IHQ   IQD  OHQ   OQD  RXBS RXPS  TXBS TXPS TRTL" and old[9] == "-" * 73


def test_cef_summary_and_interface(lab: Lab) -> None:
    r2 = lab["R2"]
    count = len(r2.cli("show ip cef").splitlines()) - 1
    shown = r2.cli("show ip cef summary").splitlines()
    assert shown[0] == "IPv4 CEF is enabled and running" and shown[2].startswith(" ") and "prefixes" in shown[2]
    assert int(shown[2].split()[0]) <= count
    text = r2.cli("show cef interface FastEthernet0/0")
    assert text.startswith("FastEthernet0/0 is up (if_number 1)\n")
    assert "  Internet address is 10.0.23.1/24\n" in text and "  IP unicast RPF check is disabled\n" in text
    r2.configure("interface FastEthernet0/0\n ip verify unicast source reachable-via rx\n")
    text = r2.cli("show cef interface FastEthernet0/0")
    assert "  IP unicast RPF check is enabled\n  Input features: uRPF\n" in text
    assert "  Internet Protocol processing disabled\n" in lab["R3"].cli("show cef interface FastEthernet0/0")
