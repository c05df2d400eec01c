"""Targets 4, 5 and 7: key exchange, the event queue, forwarding and ESP, each beside the same work done bare."""

from __future__ import annotations

import hmac
import random
from collections.abc import Callable, Iterator
from functools import partial
from heapq import heappop, heappush
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import dh as pyca
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from iosemu.crypto import dh, esp
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName, parse_ipv4, parse_ipv6
from iosemu.wire import ethernet, ipv4, ipv6
from tests.bench.measure import Measure, Options, Variant, timed

SHORT_EXPONENT = {5: 256, 14: 224, 15: 256, 16: 320, 24: 224}  # bits, at least what the group's strength asks for
_TIMES = 20


# 4: Diffie-Hellman


def exponentiation(group: int) -> Callable[[], object]:
    """One bare modular exponentiation, or one exchange on a curve."""
    curves: dict[int, Any] = {19: ec.SECP256R1(), 20: ec.SECP384R1(), 21: ec.SECP521R1()}
    if group in curves:
        private, other = ec.generate_private_key(curves[group]), ec.generate_private_key(curves[group]).public_key()
        return lambda: private.exchange(ec.ECDH(), other)
    p, g = dh.modp(group)
    exponent = Random(1).getrandbits(256) | 1 << 255
    if group in (1, 2):  # the library checks these primes at every load: Python's own arithmetic is the floor
        y = pow(g, exponent, p)
        return lambda: pow(y, exponent, p)
    numbers = pyca.DHParameterNumbers(p, g)
    public = pyca.DHPublicNumbers(pow(g, 5, p), numbers)
    key = pyca.DHPrivateNumbers(Random(1).getrandbits(SHORT_EXPONENT.get(group, 256)), public).private_key()
    peer = pyca.DHPublicNumbers(pow(g, 7, p), numbers).public_key()
    return lambda: key.exchange(peer)


def diffie_hellman(options: Options) -> Iterator[Variant]:
    for group in (1, 2, 5, 14, 15, 16, 19, 20, 21, 24):
        bare = exponentiation(group)
        yield Variant(
            "4", f"group {group}: the dearer of key pair and shared secret", _dearer(group),
            timed(partial(_repeat, bare), _TIMES), 1.3, "µs", 1e6, 7,
        )  # fmt: skip


def _repeat(action: Callable[[], object]) -> None:
    for _ in range(_TIMES):
        action()


def _dearer(group: int) -> Measure:
    rng = Random(2)
    dh.generate(group, rng)
    generating = timed(lambda: [dh.generate(group, rng) for _ in range(_TIMES)], _TIMES)
    pair = dh.generate(group, rng)
    peers: list[bytes] = []
    sharing = timed(lambda: [pair.shared(peer) for peer in peers], _TIMES)

    def measure() -> float:
        peers[:] = [dh.generate(group, rng).public for _ in range(_TIMES)]  # none is met twice
        return max(generating(), sharing())

    return measure


# 5: the event queue


def event_queue(options: Options) -> Iterator[Variant]:
    count = 200_000
    chance = random.Random(3)
    times = [chance.random() * 100 for _ in range(count)]

    def nothing() -> None:
        pass

    def bare() -> None:
        heap: list[tuple[float, int, Any, tuple[()]]] = []
        for serial, when in enumerate(times):
            heappush(heap, (when, serial, nothing, ()))
        while heap:
            _, _, call, arguments = heappop(heap)
            call(*arguments)

    def cancellable() -> None:
        scheduler = Scheduler()
        for when in times:
            scheduler.after(when, nothing)
        scheduler.run(101)

    def plain() -> None:
        scheduler = Scheduler()
        for when in times:
            scheduler.call(when, nothing)
        scheduler.run(101)

    for what, ours in (("with a cancellable timer", cancellable), ("without a handle", plain)):
        yield Variant("5", f"an event {what}", timed(ours, count), timed(bare, count), 1.5, "µs", 1e6)


# 7: forwarding and ESP


def chain(routers: int) -> Lab:
    """Routers in a row, R1 … Rn, with static routes to both ends, in IPv4 and IPv6."""
    found = Topology("chain")
    left, right = InterfaceName.parse("GigabitEthernet0/0"), InterfaceName.parse("GigabitEthernet0/1")
    for number in range(1, routers + 1):
        text = f"hostname R{number}\nipv6 unicast-routing\n"
        if number > 1:
            text += f"interface {left}\n ip address 10.0.{number - 1}.2 255.255.255.0\n"
            text += f" ipv6 address 2001:db8:{number - 1}::2/64\n!\n"
        if number < routers:
            text += f"interface {right}\n ip address 10.0.{number}.1 255.255.255.0\n"
            text += f" ipv6 address 2001:db8:{number}::1/64\n!\n"
        for net in range(1, routers):
            if net < number - 1:
                text += f"ip route 10.0.{net}.0 255.255.255.0 10.0.{number - 1}.1\n"
                text += f"ipv6 route 2001:db8:{net}::/64 2001:db8:{number - 1}::1\n"
            elif net > number:
                text += f"ip route 10.0.{net}.0 255.255.255.0 10.0.{number}.2\n"
                text += f"ipv6 route 2001:db8:{net}::/64 2001:db8:{number}::2\n"
        found.nodes[f"R{number}"] = NodeSpec(f"R{number}", "generic", text + "end\n")
        if number > 1:
            found.links.append(LinkSpec([Endpoint(f"R{number - 1}", right), Endpoint(f"R{number}", left)], delay=0.001))
    lab = Lab(found)
    lab.settle()
    return lab


def _through(hops: int, count: int, lines: str, wide: bool = False) -> tuple[Callable[[], None], Lab]:
    """A chain whose routers have those lines ({0} is their number, {1} the one before); what sends `count` datagrams
    through it, of IPv6 if `wide`."""
    lab = chain(hops + 2)
    last = f"2001:db8:{hops + 1}::2" if wide else f"10.0.{hops + 1}.2"
    lab["R1"].cli(f"ping {last} repeat 30")  # all neighbours on the way are known
    for number in range(2, hops + 2) if lines else ():
        lab[f"R{number}"].configure(lines.format(number, number - 1))
    first = lab["R1"].device.interfaces[InterfaceName.parse("GigabitEthernet0/1")]
    second = lab["R2"].device.interfaces[InterfaceName.parse("GigabitEthernet0/0")]
    far = lab[f"R{hops + 2}"].device.interfaces[InterfaceName.parse("GigabitEthernet0/0")]
    if wide:
        packet = ipv6.IPv6(parse_ipv6("2001:db8:1::1"), parse_ipv6(last), 254, bytes(72), 64).encode()
    else:
        source = parse_ipv4("192.0.2.1") if lines == _TRANSLATES else first.address or 0
        packet = ipv4.IPv4(source, far.address or 0, 254, bytes(72), 64).encode()
    frame = ethernet.Frame(second.mac, first.mac, ipv6.ETHERTYPE if wide else ethernet.IPV4, packet).encode()

    def send() -> None:
        before = far.counters.in_packets
        for _ in range(count):
            first.transmit(frame)
        lab.run(1)
        if far.counters.in_packets - before < count:
            raise RuntimeError("packets were lost on the way")

    return send, lab


def forwarding(options: Options) -> Iterator[Variant]:
    hops, count = 8, 2000
    send, lab = _through(hops, count, "")
    frame = ethernet.Frame(1, 2, ethernet.IPV4, ipv4.IPv4(1, 2, 254, bytes(72), 64).encode()).encode()
    yield Variant(
        "7", "forwarding a plain datagram, one hop, event included", timed(send, count * (hops + 1)),
        timed(partial(_bare_hops, frame, count, hops + 1), count * (hops + 1)), 1.5, "µs", 1e6,
    )  # fmt: skip
    lab.close()
    yield _esp()


def _bare_hops(frame: bytes, count: int, hops: int) -> None:
    """All frames set off at once, as ours do. A hop is an event that calls, a look-up, the checksum, the frame made anew."""
    heap: list[tuple[float, int, Callable[[float, int, bytes], object], tuple[float, int, bytes]]] = []
    routes = {frame[30:34]: b"\2" * 14}
    serial = 0

    def arrives(time: float, left: int, data: bytes) -> None:
        nonlocal serial
        rewrite = routes.get(data[30:34])
        if rewrite is None or not left:
            return
        header = data[14:22] + bytes((data[22] - 1, data[23], 0, 0)) + data[26:34]
        value = 0xFFFF - int.from_bytes(header, "big") % 0xFFFF
        data = rewrite + header[:10] + value.to_bytes(2, "big") + header[12:] + data[34:]
        serial += 1
        heappush(heap, (time + 0.001, serial, arrives, (time + 0.001, left - 1, data)))

    for number in range(count):
        heap.append((0.0, -count + number, arrives, (0.0, hops, frame)))
    while heap:
        _, _, call, arguments = heappop(heap)
        call(*arguments)


def _esp() -> Variant:
    count = 2000
    key, auth = bytes(range(16)), bytes(range(20))
    payload = bytes(100)
    sealing, opening = (esp.transform(0x1000, "aes", key, "sha1", auth) for _ in range(2))

    def ours() -> None:
        for sequence in range(1, count + 1):
            opening.open(sealing.seal(sequence, payload, 4))

    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    decryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).decryptor()
    keyed = hmac.new(auth, digestmod="sha1")
    blocks = bytes(16 + 112)  # what becomes the IV, and the payload with its trailer

    def floor() -> None:
        for _ in range(count):
            sealed = encryptor.update(blocks)
            one = keyed.copy()
            one.update(sealed)
            icv = one.digest()[:12]
            two = keyed.copy()
            two.update(sealed)
            if two.digest()[:12] == icv:
                decryptor.update(sealed)

    return Variant("7", "ESP of 100 octets, sealed and opened", timed(ours, count), timed(floor, count), 1.2, "µs", 1e6)


# 16: a hop in IPv6; one that translates; one with a service policy


_MARKS = """class-map match-all MARKED
 match dscp default
policy-map OUT
 class MARKED
  police 1000000000
  set dscp af31
interface GigabitEthernet0/1
 service-policy output OUT
"""
_TRANSLATES = """ip nat inside source static 192.0.2.{1} 192.0.2.{0}
interface GigabitEthernet0/0
 ip nat inside
interface GigabitEthernet0/1
 ip nat outside
"""
_QUEUES = _MARKS.replace("  police 1000000000\n", "  bandwidth percent 30\n  queue-limit 4096\n")


def policies(options: Options) -> Iterator[Variant]:
    """The same chain; IPv6, or on all of its routers a policy or a translation of the source, or none."""
    hops, count = 4, 1000
    plain, plain_lab = _through(hops, count, "")
    for what, lines, target in (
        ("in IPv6", "", 1.2), ("that translates", _TRANSLATES, 2.0),
        ("with a policy that marks and polices", _MARKS, 2.0), ("with a policy that marks and queues", _QUEUES, 2.0),
    ):  # fmt: skip
        ours, lab = _through(hops, count, lines, wide=target < 2)
        per = count * (hops + 1)
        yield Variant("16", f"a hop {what}", timed(ours, per), timed(plain, per), target, "µs", 1e6)
        lab.close()
    plain_lab.close()


CASES: dict[str, Callable[[Options], Iterator[Variant]]] = {
    "4": diffie_hellman, "5": event_queue, "7": forwarding, "16": policies,
}  # fmt: skip
