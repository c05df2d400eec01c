"""IPv6 on the wire and in labs that are saved: an independent decoder, hostile neighbours, run = save + restore + run."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from iosemu import Lab
from tests.features.ipv6.test_ipv6 import line
from tests.features.ipv6.test_tunnels import pair
from tests.fuzz.exchanges import Exchanges
from tests.fuzz.mutate import fragments, hostile, mended
from tests.fuzz.samples import layers
from tests.lab.test_census import Watcher


def busy(lab: Lab) -> list[bytes]:
    """Frames of what IPv6 does: addresses are tried, routers tell, echoes come back, whole and in pieces, and errors."""
    capture = lab.capture()
    for node in lab:
        node.configure("interface Fa0/0\n shutdown\n no shutdown\n")
    lab.run(30)
    lab["R1"].cli("ping 2001:db8:3::3 size 3000 repeat 2 timeout 1")
    lab["R1"].cli("ping 2001:db8:2::1 repeat 2 timeout 1")
    lab["R1"].cli("traceroute 2001:db8:3::3 probe 1 timeout 1 ttl 1 3")
    capture.stop()
    return [frame.data for frame in capture.frames]


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_finds_nothing_wrong(tmp_path: Path) -> None:
    found = ""
    for number, lab in enumerate((line(), pair("tunnel mode gre ip"), pair("tunnel mode ipv6ip"))):
        capture = lab.capture()
        busy(lab)
        wrong = "ipv6 && (_ws.malformed || icmpv6.checksum.status == 0 || udp.checksum.status == 0)"
        for where in capture.save(tmp_path / str(number)):
            for told in (["-Y", wrong], ["-Y", "icmpv6", "-T", "fields", "-e", "icmpv6.type"]):
                command = ["tshark", "-r", str(where), "-o", "udp.check_checksum:TRUE", *told]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                assert "-T" in told or done.stdout == ""
            found += done.stdout
    assert {"3", "128", "129", "133", "134", "135", "136"} <= set(found.split())


def test_hostile_neighbours() -> None:
    """Frames with something wrong, in pieces and again and again, at all ports: it goes on working."""
    chance = Random(1)
    for make, far in ((line, "2001:db8:12::2"), (lambda: pair("tunnel mode ipv6ip"), "2001:db8:f::2")):
        lab = make()
        known = busy(lab)
        for frame in known:
            assert [type(record) for _, record in layers(mended(frame))] == [type(record) for _, record in layers(frame)]
        kinds = Counter(map(Exchanges().kind, known))
        assert any("ICMPv6 136" in kind for kind in kinds) and "" not in kinds
        ports = [iface for node in lab for iface in node.device.interfaces.values() if iface.link is not None]
        for _ in range(600):
            port = chance.choice(ports)
            frame = hostile(chance.choice(known), known, chance, port.mac)
            for data in fragments(frame, chance) if chance.random() < 0.2 else [frame]:
                port.receive(data)
                lab.run(chance.choice((0.001, 0.02, 0.2)))
        lab.run(300)
        lab["R1"].cli("clear ipv6 neighbors")
        assert "!!!" in lab["R1"].cli(f"ping {far}")


def test_saved_at_any_moment() -> None:
    """Two of the same lab from power-on; one is saved and restored between two events, again and again."""
    chance = Random(6)
    plain, saved = line(), line()
    for number in range(10):
        ours, theirs = Watcher(plain), Watcher(saved)
        seconds, events = chance.choice((0, 0.05, 1, 20)) * chance.random(), chance.randrange(40)
        for lab in (plain, saved):
            if number % 3 == 1:
                lab["R2"].configure("interface Fa0/0\n shutdown\n no shutdown\n")
            lab["R1"].cli("ping 2001:db8:3::3 size 2000 repeat 1 timeout 1")
            lab.run(seconds)
            for _ in range(events):
                lab.scheduler.step()
        assert theirs.seen == ours.seen
        for lab in (plain, saved):
            for link in lab.links.values():
                link.taps.clear()
        saved = Lab.restore(saved.checkpoint())
    ours, theirs = Watcher(plain), Watcher(saved)
    for show in ("show ipv6 neighbors", "show ipv6 route", "show ipv6 interface", "show ipv6 routers", "show ipv6 traffic"):
        for node in plain:
            assert saved[node.name].cli(show) == node.cli(show)
    for lab in (plain, saved):
        lab.run(400)
    assert theirs.seen == ours.seen and len(ours.seen) > 5
