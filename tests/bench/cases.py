"""The measured targets. Each yields rows; nothing here is a test, figures depend on the machine."""

from __future__ import annotations

import hmac
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import dh as pyca
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from iosemu.crypto import dh, esp
from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName
from iosemu.wire import ethernet, ipv4
from tests.bench import dmvpn
from tests.bench.measure import Row, cpu, cpu_of, in_a_process

SPOKES = 1000
SHORT_EXPONENT = {5: 256, 14: 224, 15: 256, 16: 320, 24: 224}  # bits, at least what the group's strength asks for


# 1: convergence


def raw_cryptography(tunnels: int) -> None:
    """What two ends cannot do without for an IKEv1 tunnel with group 14, straight at the library."""
    p, g = dh.modp(14)
    numbers = pyca.DHParameterNumbers(p, g)
    public = pyca.DHPublicNumbers(pow(g, 5, p), numbers)
    peer = pyca.DHPublicNumbers(g, numbers).public_key()
    rng = Random(1)
    key, iv = bytes(16), bytes(16)
    for _ in range(tunnels):
        for _ in range(2):
            private = pyca.DHPrivateNumbers(rng.getrandbits(SHORT_EXPONENT[14]), public).private_key()
            private.exchange(peer)
            private.exchange(peer)
            for _ in range(30):
                hmac.digest(key, iv, "sha1")
            for _ in range(6):
                encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
                encryptor.update(bytes(256))


def convergence() -> Iterator[Row]:
    floor = cpu(partial(raw_cryptography, SPOKES), 2)
    for eigrp, how in ((False, "static routes"), (True, "EIGRP")):
        ours = cpu(partial(dmvpn.converge, SPOKES, eigrp), 1)
        yield Row("1", f"hub + {SPOKES:,} spokes, {how}: text to converged", ours, floor, "s", "<= 2.5x")


def curve() -> Iterator[Row]:
    """Cost of a spoke against the number of spokes; the floor is that of the smallest lab."""
    for eigrp, how in ((False, "static routes"), (True, "EIGRP")):
        floor = None
        for spokes in (10, 50, 200, 500, 1000, 2000):
            each = cpu(partial(dmvpn.converge, spokes, eigrp), 3 if spokes <= 200 else 1) / spokes * 1e3
            floor = each if floor is None else floor
            yield Row("1c", f"a spoke of {spokes:,}, {how}", each, floor, "ms", "close to 1x (linear)")


# 3: tunnels

STRONGSWAN = 5.5  # seconds: two charons, 1,000 tunnels, on the machine of the targets


def tunnels() -> Iterator[Row]:
    lab = Lab(dmvpn.topology(SPOKES))
    ours = cpu(lab.settle, 1)
    dmvpn.check(lab, SPOKES)
    yield Row("3", f"{SPOKES:,} IKEv1 tunnels, both ends, and their NHRP", ours, STRONGSWAN, "s", "<= 0.5x strongSwan")


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


def control_packet() -> Iterator[Row]:
    with stubbed_dh():
        lab = Lab(dmvpn.topology(200))
        sent = 0

        def tap(time: float, sender: str, frame: bytes) -> None:
            nonlocal sent
            sent += not sender.startswith("Provider")

        for link in lab.links.values():
            link.taps.append(tap)
        seconds = cpu(lab.settle, 1)
        dmvpn.check(lab, 200)
    yield Row(
        "2", f"a control packet ({sent:,} sent, a hop between)", seconds / sent * 1e6, 80.0, "µs", "<= 1x of 80 µs"
    )


# 4: Diffie-Hellman


def exponentiation(group: int) -> float:
    """Seconds of one bare modular exponentiation, or of one exchange on a curve."""
    curves: dict[int, Any] = {19: ec.SECP256R1(), 20: ec.SECP384R1(), 21: ec.SECP521R1()}
    if group in curves:
        private, other = ec.generate_private_key(curves[group]), ec.generate_private_key(curves[group]).public_key()
        return cpu(lambda: [private.exchange(ec.ECDH(), other) for _ in range(50)]) / 50
    p, g = dh.modp(group)
    exponent = Random(1).getrandbits(256) | 1 << 255
    if group in (1, 2):  # the library checks these primes at every load: Python's own arithmetic is the floor
        y = pow(g, exponent, p)
        return cpu(lambda: [pow(y, exponent, p) for _ in range(20)]) / 20
    numbers = pyca.DHParameterNumbers(p, g)
    bits = SHORT_EXPONENT.get(group, 256)
    public = pyca.DHPublicNumbers(pow(g, 5, p), numbers)
    key = pyca.DHPrivateNumbers(Random(1).getrandbits(bits), public).private_key()
    peer = pyca.DHPublicNumbers(pow(g, 7, p), numbers).public_key()
    return cpu(lambda: [key.exchange(peer) for _ in range(20)]) / 20


def diffie_hellman() -> Iterator[Row]:
    for group in (1, 2, 5, 14, 15, 16, 19, 20, 21, 24):
        floor = exponentiation(group)
        rng = Random(2)
        dh.generate(group, rng)
        ours = cpu(lambda group=group, rng=rng: [dh.generate(group, rng) for _ in range(20)]) / 20  # type: ignore[misc]
        peers = [dh.generate(group, rng).public for _ in range(60)]
        pair = dh.generate(group, rng)
        waiting = iter(peers)
        shared = cpu(lambda pair=pair, waiting=waiting: [pair.shared(next(waiting)) for _ in range(20)]) / 20  # type: ignore[misc]
        yield Row(
            "4",
            f"group {group}: the dearer of key pair and shared secret",
            max(ours, shared) * 1e6,
            floor * 1e6,
            "µs",
            "<= 2x",
        )


# 5: the event queue


def event_queue() -> Iterator[Row]:
    count = 200_000
    times = [random.Random(3).random() * 100 for _ in range(count)]

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

    floor = cpu(bare) / count * 1e6
    yield Row("5", "an event with a cancellable timer", cpu(cancellable) / count * 1e6, floor, "µs", "<= 1.67x (60 %)")
    yield Row("5", "an event without a handle", cpu(plain) / count * 1e6, floor, "µs", "<= 1.67x (60 %)")


# 7: forwarding and ESP


def chain(routers: int) -> Lab:
    """Routers in a row, R1 … Rn, with static routes to both ends."""
    found = Topology("chain")
    left, right = InterfaceName.parse("GigabitEthernet0/0"), InterfaceName.parse("GigabitEthernet0/1")
    for number in range(1, routers + 1):
        text = f"hostname R{number}\n"
        if number > 1:
            text += f"interface {left}\n ip address 10.0.{number - 1}.2 255.255.255.0\n!\n"
        if number < routers:
            text += f"interface {right}\n ip address 10.0.{number}.1 255.255.255.0\n!\n"
        for net in range(1, routers):
            if net < number - 1:
                text += f"ip route 10.0.{net}.0 255.255.255.0 10.0.{number - 1}.1\n"
            elif net > number:
                text += f"ip route 10.0.{net}.0 255.255.255.0 10.0.{number}.2\n"
        found.nodes[f"R{number}"] = NodeSpec(f"R{number}", "generic", text + "end\n")
        if number > 1:
            found.links.append(LinkSpec([Endpoint(f"R{number - 1}", right), Endpoint(f"R{number}", left)], delay=0.001))
    lab = Lab(found)
    lab.settle()
    return lab


def forwarding() -> Iterator[Row]:
    hops, count = 8, 2000
    lab = chain(hops + 2)
    last = f"10.0.{hops + 1}.2"
    lab["R1"].cli(f"ping {last} repeat 30")  # every ARP cache on the way is filled
    first = lab["R1"].device.interfaces[InterfaceName.parse("GigabitEthernet0/1")]
    second = lab["R2"].device.interfaces[InterfaceName.parse("GigabitEthernet0/0")]
    far = lab[f"R{hops + 2}"].device.interfaces[InterfaceName.parse("GigabitEthernet0/0")]
    packet = ipv4.IPv4(first.address or 0, far.address or 0, 254, bytes(72), 64).encode()
    frame = ethernet.Frame(second.mac, first.mac, ethernet.IPV4, packet).encode()
    before = far.counters.in_packets

    def send() -> None:
        for _ in range(count):
            first.transmit(frame)
        lab.run(1)

    seconds = cpu(send, 3)
    if far.counters.in_packets - before < 3 * count:
        raise RuntimeError("packets were lost on the way")
    yield Row(
        "7",
        "forwarding a plain datagram, one hop, event included",
        seconds / count / (hops + 1) * 1e6,
        5.0,
        "µs",
        "<= 1x of 5 µs",
    )

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

    yield Row(
        "7", "ESP of 100 octets, sealed and opened", cpu(ours) / count * 1e6, cpu(floor) / count * 1e6, "µs", "<= 1.5x"
    )


# 8: configuration


def large_configuration(interfaces: int) -> str:
    lines = ["hostname Big"]
    for number in range(interfaces):
        lines += [
            f"interface Loopback{number}",
            f" description customer {number}",
            f" ip address 10.{number >> 8}.{number & 255}.1 255.255.255.255",
            " no shutdown",
            f"ip route 172.{16 + (number >> 8)}.{number & 255}.0 255.255.255.0 Null0",
        ]
    return "\n".join([*lines, "end", ""])


def configuration() -> Iterator[Row]:
    text = large_configuration(2000)
    count = text.count("\n")

    def read() -> None:
        shell = DeviceShell(Device("Big", "generic"))
        shell.boot()
        if shell.configure(text):
            raise RuntimeError("a line was refused")

    read()
    yield Row(
        "8",
        f"lines of configuration into the model, a second ({count:,})",
        count / cpu(read, 2),
        50_000.0,
        "lines/s",
        ">= 1x of 50,000",
    )


# 9: start


def start() -> Iterator[Row]:
    floor = cpu_of([sys.executable, "-c", "pass"])
    version = cpu_of([sys.executable, "-m", "iosemu", "--version"])
    yield Row("9", "iosemu --version", version * 1e3, floor * 1e3, "ms", "<= 2x bare Python")
    with tempfile.TemporaryDirectory() as folder:
        for number in (1, 2):
            Path(folder, f"R{number}.cfg").write_text(
                f"hostname R{number}\ninterface FastEthernet0/0\n ip address 10.0.0.{number} 255.255.255.0\nend\n"
            )
        Path(folder, "lab.yaml").write_text(
            "name: two\nnodes:\n  R1: {config: R1.cfg}\n  R2: {config: R2.cfg}\n"
            "links:\n  - endpoints: [R1:Fa0/0, R2:Fa0/0]\n"
        )
        prompt = cpu_of([sys.executable, "-m", "iosemu", "run", folder, "--cold"])
    yield Row("9", "two routers, to the first prompt", prompt * 1e3, floor * 1e3, "ms", "<= 8x bare Python")


# 12: memory

_RSS = """
import gc
from tests.bench import dmvpn
def rss():
    gc.collect()
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])
lab = dmvpn.converge({spokes})
print(rss())
"""


def memory() -> Iterator[Row]:
    if not Path("/proc/self/status").exists():
        return
    few, many = 50, 550
    small, large = (in_a_process(_RSS.format(spokes=spokes)) for spokes in (few, many))
    per_spoke = (large - small) / (many - few)
    yield Row("12", "memory of a converged spoke", per_spoke, 100.0, "KiB", "<= 1x of 100 KiB")
    yield Row(
        "12", "memory of 1,000 spokes", (small + per_spoke * (1000 - few)) / 1024, 200.0, "MiB", "<= 1x of 200 MiB"
    )
