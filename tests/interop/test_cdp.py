"""CDP heard by lldpd and cdpr, and lldpd heard by us; tshark and scapy over the frames."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from scapy.contrib.cdp import CDPv2_HDR
from scapy.layers.l2 import Dot3

from tests.interop.world import World

Make = Callable[[str], World]
GROUP = bytes.fromhex("01000ccccccc")


class Lldpd:
    """lldpd speaking CDPv2 only, with a /run of its own."""

    def __init__(self, net: World) -> None:
        self.net = net
        self.socket = net.folder / "lldpd.sock"
        daemon = (
            "mount -t tmpfs tmpfs /run && install -d -o _lldpd -g _lldpd /run/lldpd && exec lldpd -d -ccccc -ll -I eth0 "
            f"-S 'Linux of the test' -P 'Linux' -u {self.socket} -O /dev/null"
        )
        self.process = net.start(["unshare", "-m", "sh", "-c", daemon], "lldpd.log")
        # lldpcli is its user's, to whom the socket is handed when it has been there for a while: who comes before is refused
        net.wait(lambda: self.socket.exists() and "unable to connect" not in self._say("show", "interfaces"), 10, "ready: lldpd")
        self.tell("configure", "lldp", "tx-interval", "2")
        self.tell("configure", "system", "hostname", "peer")

    def _say(self, *words: str) -> str:
        return self.net.inside(["lldpcli", "-u", str(self.socket), *words])

    def tell(self, *words: str) -> str:
        printed = self._say(*words)
        assert "unable to connect" not in printed, printed
        return printed


@pytest.fixture
def neighbors(world: Make) -> Iterator[tuple[World, Lldpd]]:
    net = world("cdp timer 5\ncdp holdtime 12\n")
    yield net, Lldpd(net)


def test_both_ways(neighbors: tuple[World, Lldpd]) -> None:
    net, lldpd = neighbors
    net.wait(lambda: "R1" in lldpd.tell("show", "neighbors"), 15, "heard by lldpd")
    heard = lldpd.tell("show", "neighbors")
    for line in (
        r"Interface: +eth0, via: CDPv2",
        r"SysName: +R1\n",
        r"SysDescr: +[Cc]isco 7206VXR running on\n +Cisco IOS Software, 7200 Software",
        r"MgmtIP: +192\.0\.2\.2\n",
        r"Capability: +Router, on",
        r"PortID: +ifname FastEthernet0/0\n",
        r"TTL: +12\n",
    ):
        assert re.search(line, heard), heard
    net.wait(lambda: "peer" in net.cli("show cdp neighbors"), 10, "heard by us")
    detail = net.cli("show cdp neighbors detail")
    for line in (
        "Device ID: peer",
        "  IP address: 10.1.1.1",
        "Platform: Linux",
        "Linux of the test",
        "Port ID (outgoing port): eth0",
    ):
        assert line in detail, detail
    lldpd.process.terminate()
    lldpd.process.wait(60)
    net.wait(lambda: "peer" not in net.cli("show cdp neighbors"), 150, "forgotten when its holdtime is over")


def test_cdpr(world: Make) -> None:
    """A program that only listens."""
    net = world("cdp timer 5\n")
    printed = net.inside(["cdpr", "-d", "eth0", "-t", "120", "-v"], 20)
    assert re.search(r"Device ID\s+value:\s+R1\n", printed), printed
    assert re.search(r"Port ID\s+value:\s+FastEthernet0/0\n", printed), printed
    assert re.search(r"address val: 192\.0\.2\.2\n", printed), printed


def test_frames(world: Make) -> None:
    """Checksums and TLVs as tshark reads them; scapy takes them apart and builds the same again."""
    net = world("cdp timer 5\n")
    net.wait(lambda: net.sent(lambda data: data[:6] == GROUP), 6, "sent")
    fields = ("cdp.version", "cdp.checksum.status", "cdp.ttl", "cdp.deviceid", "cdp.portid", "cdp.nrgyz.ip_address")
    rows = net.tshark("cdp", *fields, ours=True)
    assert rows and all(row[:5] == ["2", "1", "180", "R1", "FastEthernet0/0"] for row in rows), rows
    frames = net.sent(lambda data: data[:6] == GROUP)
    assert len(frames) == len(rows)
    for frame in frames:
        packet = Dot3(frame)[CDPv2_HDR]
        again = CDPv2_HDR(bytes(packet))
        again.cksum = None
        assert bytes(again) == bytes(packet)
