"""Targets 1, 2 and 6: a DMVPN comes up, its control packets, its hellos. The floors call the libraries bare."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import islice
from random import Random
from struct import Struct

from cryptography.hazmat.primitives.asymmetric import dh as pyca
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from iosemu.crypto import dh
from iosemu.lab.lab import Lab
from iosemu.wire import ipv4
from tests.bench import dmvpn
from tests.bench.measure import Measure, Options, Variant, printed, timed

SPOKES = 1000
WINDOW = 60.0  # virtual seconds
_EXPONENT = 224  # bits, of group 14


# 1: convergence


def raw_cryptography(tunnels: int) -> None:
    """What the two ends of an IKEv1 tunnel with group 14 cannot do without: three exponentiations (the second end's
    secret is the first one's), hashes, and the messages encrypted.
    """
    p, g = dh.modp(14)
    numbers = pyca.DHParameterNumbers(p, g)
    public = pyca.DHPublicNumbers(pow(g, 5, p), numbers)
    peer = pyca.DHPublicNumbers(g, numbers).public_key()
    rng = Random(1)
    key, iv = bytes(16), bytes(16)
    for _ in range(tunnels):
        for exponentiations in (2, 1):
            private = pyca.DHPrivateNumbers(rng.getrandbits(_EXPONENT), public).private_key()
            for _ in range(exponentiations):
                private.exchange(peer)
            for _ in range(30):
                hmac.digest(key, iv, "sha1")
            for _ in range(6):
                encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
                encryptor.update(bytes(256))


def converging(spokes: int, protocol: str) -> Measure:
    """From text to converged; that it is so is looked at afterwards."""
    labs: list[Lab] = []

    def come_up() -> None:
        labs.append(dmvpn.converge(spokes, protocol, checks=False))

    def check() -> None:
        with labs.pop() as lab:
            dmvpn.check_all(lab, spokes, protocol)

    return timed(come_up, after=check)


_ROUTING = {  # number of the target, how it is called, the ratio to be reached
    "": ("1s", "static routes", 2.2), "eigrp": ("1e", "EIGRP", 2.8), "ospf": ("1o", "OSPF", 3.2), "bgp": ("1b", "BGP", 3.2),
}  # fmt: skip


def converged(protocol: str, options: Options) -> Iterator[Variant]:
    number, how, target = _ROUTING[protocol]
    spokes = options.size(SPOKES)
    floor = timed(partial(raw_cryptography, spokes))
    what = f"hub + {spokes:,} spokes, {how}: text to converged"
    yield Variant(number, what, converging(spokes, protocol), floor, target, rounds=3)


def whole_area(options: Options) -> Iterator[Variant]:
    """All spokes in one area that is not filtered: n² advertisements, and as many routes twice."""
    spokes = options.size(SPOKES)
    what = f"hub + {spokes:,} spokes, one OSPF area unfiltered: text to converged"
    yield Variant("1u", what, converging(spokes, "ospf whole"), None, 60_000, rounds=1)


def curve(options: Options) -> Iterator[Variant]:
    """Cost of a spoke against the number of spokes; the floor is a spoke of ten."""
    for protocol, (_, how, _) in _ROUTING.items():
        for spokes in (50, 200, 500, 1000, 2000):
            if spokes <= options.size(1000):
                yield Variant(
                    "1c", f"a spoke of {spokes:,} and one of 10, {how}", _each(converging(spokes, protocol), spokes),
                    _each(converging(10, protocol), 10), rounds=3,
                )  # fmt: skip


def _each(measure: Measure, count: int) -> Measure:
    return lambda: measure() / count


# 2: a control packet


class StubbedKeyPair:
    """Diffie-Hellman without the arithmetic."""

    def __init__(self, group: int, rng: Random) -> None:
        self.group = group
        self.public = rng.randbytes(dh.public_size(group) - 1).rjust(dh.public_size(group), b"\1")

    def shared(self, peer: bytes) -> bytes:
        return bytes(a ^ b for a, b in zip(self.public, peer, strict=True))


@contextmanager
def stubbed_dh() -> Iterator[None]:
    real = dh.generate
    dh.generate = StubbedKeyPair  # type: ignore[assignment]  # same shape
    try:
        yield
    finally:
        dh.generate = real


_ETHERNET = Struct("!6s6sH")
_IPV4 = Struct("!BBHHHBBHII")
_UDP = Struct("!HHHH")


class Bare:
    """The least that can be done with frames: events that call, headers read, ESP. `pending` events wait all the time,
    as those of a lab's timers do.
    """

    def __init__(self, pending: int) -> None:
        never = float("inf")
        self.heap: list[tuple[float, int, Callable[..., object], tuple[object, ...]]] = [
            (never, -serial, self.esp, ()) for serial in range(1, pending + 1)
        ]
        heapify(self.heap)
        self.serial = 0
        self.encryptor = Cipher(algorithms.AES(bytes(16)), modes.CBC(bytes(16))).encryptor()
        self.decryptor = Cipher(algorithms.AES(bytes(16)), modes.CBC(bytes(16))).decryptor()
        self.keyed = hmac.new(bytes(20), digestmod="sha1")

    def at(self, time: float, call: Callable[..., object], *arguments: object) -> None:
        self.serial += 1
        heappush(self.heap, (time, self.serial, call, arguments))

    def run(self) -> None:
        while self.heap and self.heap[0][0] != float("inf"):
            _, _, call, arguments = heappop(self.heap)
            call(*arguments)

    def headers(self, frame: bytes) -> None:
        _, _, ethertype = _ETHERNET.unpack_from(frame)
        if ethertype == 0x0800:
            header = _IPV4.unpack_from(frame, 14)
            if int.from_bytes(frame[14:34], "big") % 0xFFFF:
                raise ValueError("checksum")
            if header[6] == ipv4.UDP:
                _UDP.unpack_from(frame, 34)

    def esp(self, payload: bytes) -> None:
        """Sealed and opened: encrypted, signed, checked, decrypted."""
        sealed = self.encryptor.update(payload)
        signed, checked = self.keyed.copy(), self.keyed.copy()
        signed.update(sealed)
        checked.update(sealed)
        if signed.digest()[:12] == checked.digest()[:12]:
            self.decryptor.update(sealed)


def control_packet(options: Options) -> Iterator[Variant]:
    spokes = options.size(200)
    labs: list[Lab] = []
    frames: list[tuple[float, bool, bytes]] = []  # when it was sent; did a hub or spoke make it; the frame

    def build(record: bool = False) -> None:
        labs.append(Lab(dmvpn.topology(spokes)))
        if record:
            for link in labs[0].links.values():
                link.taps.append(lambda time, sender, frame: frames.append((time, not sender.startswith("Provider"), frame)))

    with stubbed_dh():
        build(record=True)
        labs[0].settle()
        dmvpn.check(labs[0], spokes)
        pending = len(list(labs[0].scheduler.pending()))
        labs.pop().close()
        packets = sum(made for _, made, _ in frames)

        def settle() -> None:
            labs[0].settle()

        timed_settle = timed(settle, packets, lambda: labs.pop().close())

        def ours() -> float:
            with stubbed_dh():
                build()
                return timed_settle()

        yield Variant(
            "2", f"a control packet ({packets:,}, a hop between), DH stubbed", ours, timed(partial(replay, frames, pending), packets),
            6, "µs", 1e6,
        )  # fmt: skip


def replay(frames: list[tuple[float, bool, bytes]], pending: int) -> None:
    bare = Bare(pending)

    def arrives(made: bool, frame: bytes) -> None:
        bare.headers(frame)
        if made and frame[12:14] == b"\x08\x00" and frame[23] == ipv4.ESP:
            bare.esp(frame[42 : 42 + (len(frame) - 42) // 16 * 16])

    waiting = iter(frames)

    def some() -> None:
        """A few more are on their way: never all of them."""
        for time, made, frame in islice(waiting, 64):
            bare.at(time, arrives, made, frame)
        if bare.heap[0][0] != float("inf"):
            bare.at(time, some)

    some()
    bare.run()


# 6: hellos of a converged lab


def hello(options: Options) -> Iterator[Variant]:
    spokes = options.size(SPOKES)
    lab = dmvpn.converge(spokes, "eigrp")
    lab.run(30)
    sizes: Counter[int] = Counter()

    def tap(time: float, sender: str, frame: bytes) -> None:
        if not sender.startswith("Provider") and frame[23] == ipv4.ESP:
            sizes[len(frame)] += 1

    for link in lab.links.values():
        link.taps.append(tap)
    lab.run(WINDOW)
    for link in lab.links.values():
        link.taps.remove(tap)
    hellos = sum(sizes.values())
    size = max(sizes, key=lambda each: sizes[each])
    pending = len(list(lab.scheduler.pending()))
    yield Variant(
        "6", f"an encrypted EIGRP hello, end to end, {spokes:,} spokes", timed(lambda: lab.run(WINDOW), hellos),
        timed(partial(_bare_hellos, hellos, size, pending), hellos), 4, "µs", 1e6,
    )  # fmt: skip
    lab.close()


def _bare_hellos(count: int, size: int, pending: int) -> None:
    """ESP sealed and opened, three events, three headers."""
    bare = Bare(pending)
    frame = bytes(12) + b"\x08\x00" + ipv4.IPv4(1, 2, ipv4.ESP, bytes(size - 34)).encode()
    payload = bytes((size - 42) // 16 * 16)

    def sent(number: int) -> None:
        bare.headers(frame)
        bare.at(number + 0.25, forwarded, number)

    def forwarded(number: int) -> None:
        bare.headers(frame)
        bare.at(number + 0.5, heard, number)

    def heard(number: int) -> None:
        bare.headers(frame)
        bare.esp(payload)
        if number + 1 < count:
            bare.at(number + 1, sent, number + 1)

    bare.at(0.0, sent, 0)
    bare.run()


_GROWTH = """
import gc
from tests.bench import dmvpn
def rss():
    gc.collect()
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])
lab = dmvpn.converge(30, 'eigrp')
lab.run(3600)
before = rss()
lab.run(3600)
print((rss() / before - 1) * 100)
"""


def growth(options: Options) -> Iterator[Variant]:
    yield Variant("6m", "memory: growth in the second virtual hour (30 spokes)", partial(printed, _GROWTH), None, 1, "%", 1, 1)


CASES: dict[str, Callable[[Options], Iterator[Variant]]] = {
    **{number: partial(converged, protocol) for protocol, (number, _, _) in _ROUTING.items()}, "2": control_packet, "6": hello, "6m": growth, "curve": curve,
    "1u": whole_area,
}  # fmt: skip
