"""NHRP of releases before 15.2: the way of a resolution, its debug, the cache, shortcuts without routes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config


def _cloud(tmp_path: Path, platform: str) -> Cloud:
    configs = [config(1, HUB, platform=platform), *(config(n, SPOKE, platform=platform) for n in (2, 3))]
    cloud = Cloud(tmp_path, configs, platform)
    cloud.lab.run(15)
    return cloud


def _in_order(lines: list[str], wanted: list[str]) -> None:
    at = 0
    for line in wanted:
        assert line in lines[at:], line
        at = lines.index(line, at) + 1


def test_resolution_as_a_2811_tells_it(tmp_path: Path) -> None:
    """Request by the hub to its owner; the answer takes the same way back."""
    cloud = _cloud(tmp_path, "c2811")
    r3 = cloud.lab["R3"]
    r3.configure("logging buffered debugging\nno logging console\n")
    r3.cli("debug nhrp")
    cloud.lab["R2"].configure("logging buffered debugging\nno logging console\n")
    cloud.lab["R2"].cli("debug nhrp")
    assert re.search(r"^!.!!!$", r3.cli("ping 10.0.0.2"), re.M)  # one waits for ARP
    cloud.lab.run(3)
    logs = {}
    for name in ("R2", "R3"):
        text = cloud.lab[name].cli("show logging | include NHRP|out")
        logs[name] = [re.sub(r"^\*?\w+ +\d+ [\d:.]+: ", "", line).rstrip() for line in text.splitlines()]
    _in_order(
        logs["R3"],
        [
            "NHRP: MACADDR: if_in null netid-in 0 if_out Tunnel0 netid-out 1",
            "NHRP: Sending packet to NHS 10.0.0.1 on Tunnel0",
            "NHRP: NHRP successfully resolved 10.0.0.1 to NBMA 192.0.2.1",
            "NHRP: Checking for delayed event /10.0.0.2 on list (Tunnel0).",
            "NHRP: No node found.",
            "NHRP: Adding Tunnel Endpoints (VPN: 10.0.0.2, NBMA: 192.0.2.1)",
            "NHRP: Enqueued NHRP Resolution Request for destination: 10.0.0.2",
            "NHRP: Sending NHRP Resolution Request for dest: 10.0.0.2 to NHS: 10.0.0.1 using our src: 10.0.0.3",
            "NHRP: Attempting to send packet via DEST 10.0.0.1",
            "NHRP: NHRP successfully resolved 10.0.0.1 to NBMA 192.0.2.1",
            "NHRP: Encapsulation succeeded.  Tunnel IP addr 192.0.2.1",
            "NHRP: Send Resolution Request via Tunnel0 vrf 0, packet size: 72",
            "NHRP: 96 bytes out Tunnel0",
            "NHRP: NHRP successfully resolved 10.0.0.2 to NBMA 192.0.2.1",
            "NHRP: Receive Resolution Reply via Tunnel0 vrf 0, packet size: 140",
            "NHRP: netid_in = 0, to_us = 1",
            "NHRP: Checking for delayed event /10.0.0.2 on list (Tunnel0).",
            "NHRP: No need to delay processing of resolution event nbma src:192.0.2.3 nbma dst:192.0.2.2",
            "NHRP: Adding Tunnel Endpoints (VPN: 10.0.0.2, NBMA: 192.0.2.2)",
        ],
    )
    _in_order(
        logs["R2"],
        [
            "NHRP: Receive Resolution Request via Tunnel0 vrf 0, packet size: 92",
            "NHRP: netid_in = 1, to_us = 1",
            "NHRP: nhrp_rtlookup yielded Tunnel0",
            "NHRP: request was to us, responding with ouraddress",
            "NHRP: Checking for delayed event 10.0.0.3/10.0.0.2 on list (Tunnel0).",
            "NHRP: No need to delay processing of resolution event nbma src:192.0.2.2 nbma dst:192.0.2.3",
            "NHRP: Attempting to send packet via DEST 10.0.0.3",
            "NHRP: Send Resolution Reply via Tunnel0 vrf 0, packet size: 120",
            "NHRP: 144 bytes out Tunnel0",
        ],
    )
    assert not any(line.lstrip().startswith("src: ") for line in logs["R3"])
    text = r3.cli("show ip nhrp 10.0.0.2")
    assert re.match(r"10\.0\.0\.2/32 via 10\.0\.0\.2\n   Tunnel0 created 00:00:0\d, expire 01:59:\d\d\n", text)
    assert "   Type: dynamic, Flags: router \n" in text or "   Type: dynamic, Flags: router used \n" in text


def test_the_cache_as_12_4_15_prints_it(tmp_path: Path) -> None:
    cloud = _cloud(tmp_path, "c3725")
    text = cloud.lab["R2"].cli("show ip nhrp")
    assert re.match(
        r"10\.0\.0\.1/32 via 10\.0\.0\.1, Tunnel0 created 00:00:\d\d, never expire \n"
        r"  Type: static, Flags: (used )?\n  NBMA address: 192\.0\.2\.1 \n",
        text,
    )


@pytest.mark.parametrize(("platform", "routed"), [("c3725", False), ("c2811", False), ("c7200", True)])
def test_shortcuts_are_in_the_cache_alone_before_15_2(tmp_path: Path, platform: str, routed: bool) -> None:
    more = " ip nhrp redirect\n ip nhrp shortcut\n"
    routes = "".join(f"ip route 172.16.{n}.0 255.255.255.0 10.0.0.1\n" for n in (2, 3))
    hub = "ip route 172.16.2.0 255.255.255.0 10.0.0.2\nip route 172.16.3.0 255.255.255.0 10.0.0.3\n"
    configs = [config(1, HUB + more, platform=platform, more=hub)]
    configs += [config(number, SPOKE + more, platform=platform, more=routes) for number in (2, 3)]
    cloud = Cloud(tmp_path, configs, platform)
    cloud.lab.run(15)
    r2 = cloud.lab["R2"]
    r2.cli("ping 172.16.3.1 source Loopback1")
    cloud.lab.run(5)
    hops = re.findall(r"^ +\d+ (\S+)", r2.cli("traceroute 172.16.3.1 source Loopback1 numeric"), re.M)
    assert hops == ["10.0.0.3"]  # straight, not by the hub
    table = r2.cli("show ip route")
    assert ("H        10.0.0.3/32" in table) == ("S   %" in table) == routed
    flags = re.findall(r"Flags: (.*?) \n", r2.cli("show ip nhrp 172.16.3.1"))
    assert [bool({"rib", "nho"} & set(found.split())) for found in flags] == [routed] * len(flags)
    assert "* 10.0.0.1\n" in r2.cli("show ip route 172.16.3.0")


def test_adjacencies_are_of_next_hops_only(tmp_path: Path) -> None:
    """A host behind a spoke has an entry of 32 bits as well, but nobody sends to it as a next hop."""
    more = " ip nhrp redirect\n ip nhrp shortcut\n"
    behind = "interface Loopback2\n ip address 172.20.{n}.1 255.255.255.255\n"
    spokes = "ip route 172.20.0.0 255.255.0.0 10.0.0.1\n"
    hub = "".join(f"ip route 172.20.{n}.0 255.255.255.0 10.0.0.{n}\n" for n in (2, 3))
    configs = [config(1, HUB + more, more=hub)]
    configs += [config(n, SPOKE + more, more=behind.format(n=n) + spokes) for n in (2, 3)]
    cloud = Cloud(tmp_path, configs)
    cloud.lab.run(15)
    r2 = cloud.lab["R2"]
    r2.cli("ping 172.20.3.1 source 172.20.2.1")
    cloud.lab.run(5)
    assert "172.20.3.1/32 via 10.0.0.3" in r2.cli("show ip nhrp")
    shown = re.findall(r"^IP +Tunnel0 +(\S+?)\(", r2.cli("show adjacency Tunnel0"), re.M)
    assert sorted(shown) == ["10.0.0.1", "10.0.0.3"]
