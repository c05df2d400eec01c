"""Many lifetimes of both phases, by time and by volume: not a packet of a steady stream both ways is lost."""

from __future__ import annotations

from collections import Counter

import pytest

from iosemu.device.device import Device
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from tests.features.ipsec.books import Books
from tests.features.ipsec.test_mtu_books import LAN_MAP, PROTECTED, VTI
from tests.few import few

HOSTS = {"R9": parse_ipv4("10.0.79.9"), "R10": parse_ipv4("10.0.108.10")}
SHORT = "crypto isakmp policy 10\n lifetime {0}\ncrypto ipsec security-association lifetime seconds {1}\n"
VOLUME = "crypto ipsec security-association lifetime kilobytes 2560\n"
WAYS = {"vti": VTI, "protected": PROTECTED, "map": LAN_MAP}


class Stream:
    """Datagrams of UDP to a port that nobody knows, from each host to the other, every `gap` seconds."""

    def __init__(self, books: Books, gap: float, size: int = 100) -> None:
        self.books, self.gap, self.size = books, gap, size
        self.sent = 0
        self.arrived: Counter[str] = Counter()
        for name in HOSTS:
            iface = books.lab[name].device.interfaces.in_order()[0]
            assert iface.link is not None
            iface.link.taps.append(lambda time, sender, frame, name=name: self._seen(name, sender, frame))

    def _seen(self, name: str, sender: str, frame: bytes) -> None:
        packet = ipv4.IPv4.decode(frame[14:]) if frame[12:14] == b"\x08\x00" else None
        if packet is not None and not sender.startswith(name) and packet.protocol == 253:
            self.arrived[name] += 1

    def run(self, seconds: float) -> None:
        lab = self.books.lab
        end = lab.now + seconds
        while lab.now < end:
            self.sent += 1
            for name, other in (("R9", "R10"), ("R10", "R9")):
                device: Device = lab[name].device
                packet = ipv4.IPv4(HOSTS[name], HOSTS[other], 253, bytes(self.size - 20))  # RFC 3692
                assert device.ip.send(device.vrfs.default, packet)
            lab.run(self.gap)

    @property
    def lost(self) -> list[int]:
        return [self.sent - self.arrived[name] for name in HOSTS]


def ended(books: Books) -> int:
    """How many pairs of SAs R7 has had."""
    found: int = books.lab["R7"].device.engine("ipsec").sadb._conn_id
    return found // 2


@pytest.mark.parametrize(("way", "phase1", "phase2"), few(
    [(way, *lives) for way in WAYS for lives in ((86400, 120), (60, 3600), (90, 120), (120, 200))],
    ("vti", 90, 120), ("map", 60, 3600), ("protected", 120, 200),
))  # fmt: skip
def test_by_time(way: str, phase1: int, phase2: int) -> None:
    books = Books()
    books.both(SHORT.format(phase1, phase2) + WAYS[way])
    books.settle()
    stream = Stream(books, 1.0)
    stream.run(6 * min(phase1, phase2))
    assert stream.lost == [0, 0]
    if phase2 == 120:
        assert ended(books) >= 6 * min(phase1, phase2) / 120


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_by_volume(way: str) -> None:
    books = Books()
    books.both(VOLUME + WAYS[way])
    books.settle()
    stream = Stream(books, 0.05, 1300)
    stream.run(420)  # 26 kB/s each way: a volume in 98 s
    assert stream.lost == [0, 0]
    assert ended(books) >= 4


@pytest.mark.slow
def test_by_whichever_comes_first() -> None:
    books = Books()
    books.both(SHORT.format(86400, 600) + VOLUME + VTI)
    books.settle()
    stream = Stream(books, 0.5, 1300)
    stream.run(250)  # too little for its volume
    before = ended(books)
    stream.gap = 0.04
    stream.run(150)
    assert stream.lost == [0, 0]
    between = ended(books)
    assert between - before >= 2
    stream.gap = 1.0
    stream.run(700)
    assert stream.lost == [0, 0] and ended(books) > between


def test_what_nobody_uses_is_not_renewed_and_comes_back_with_traffic() -> None:
    books = Books()
    books.both(SHORT.format(86400, 120) + LAN_MAP)
    books.settle()
    books.lab.run(300)
    assert "No SAs" in books.lab["R7"].cli("show crypto ipsec sa active") or "0x0(0)" in books.lab["R7"].cli("show crypto ipsec sa")
    stream = Stream(books, 1.0)
    stream.run(10)
    assert sum(stream.lost) <= 2  # while SAs are made
