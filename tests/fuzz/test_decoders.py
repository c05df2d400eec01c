"""Every decoder of `iosemu.wire` takes any bytes: a record, or `Malformed`; never anything else.

The decoders are found by looking, so that a new format cannot be forgotten. What was decoded must also survive being
encoded and decoded again.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis.strategies as st
import pytest

import iosemu.wire
from iosemu.wire import Malformed, arp, ethernet, gre, icmp, ipv4, isakmp, nhrp, ospf, pcap, udp
from tests.fuzz.samples import frames, samples

NUMBERS = st.one_of(st.integers(0, 255), st.integers(0, 0xFFFFFFFF))


def decoders() -> Iterator[tuple[str, Callable[..., Any]]]:
    """(name, function) of `decode…` functions and class methods of all wire modules."""
    for info in pkgutil.iter_modules(iosemu.wire.__path__):
        module = importlib.import_module(f"iosemu.wire.{info.name}")
        for name, thing in vars(module).items():
            if getattr(thing, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(inspect.unwrap(thing)) and name.startswith("decode"):
                yield f"{info.name}.{name}", thing
            elif inspect.isclass(thing) and "decode" in vars(thing):
                yield f"{info.name}.{name}.decode", thing.decode  # type: ignore[attr-defined]


DECODERS = dict(decoders())


def mutated() -> st.SearchStrategy[bytes]:
    """True packets with something wrong: bytes changed, cut, doubled, inserted."""

    def damage(sample: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
        data = bytearray(sample)
        for kind, at, piece in changes:
            where = at % (len(data) + 1)
            if kind == 0:
                data[where : where + len(piece)] = piece
            elif kind == 1:
                del data[where:]
            elif kind == 2:
                data[where:where] = piece
            else:
                data[where:where] = data[where : where + at % 64]
        return bytes(data)

    change = st.tuples(st.integers(0, 3), st.integers(0, 2000), st.binary(min_size=1, max_size=4))
    return st.builds(damage, st.deferred(lambda: st.sampled_from(samples())), st.lists(change, max_size=3))


@pytest.mark.parametrize("name", sorted(DECODERS))
def test_any_bytes(name: str, feed: Callable[..., None]) -> None:
    decode = DECODERS[name]
    parameters = list(inspect.signature(decode).parameters.values())
    strategies: dict[str, st.SearchStrategy[Any]] = {}
    for parameter in parameters:
        kind = str(parameter.annotation)
        if "Callable" in kind:  # how parts are read: what stands there is a function of ours
            continue
        if "bytes" in kind:
            strategies[parameter.name] = st.one_of(st.binary(max_size=200), mutated())
        elif kind == "bool":
            strategies[parameter.name] = st.booleans()
        elif "Collection" in kind:
            strategies[parameter.name] = st.frozensets(NUMBERS, max_size=3)
        else:
            strategies[parameter.name] = NUMBERS

    def target(arguments: dict[str, Any]) -> None:
        try:
            record = decode(**arguments)
        except Malformed:
            return
        encode = getattr(record, "encode", None)
        if encode is None or len(inspect.signature(encode).parameters) or len(strategies) > 1:
            return
        again = decode(encode())
        assert again == record or again.encode() == encode()

    feed(st.fixed_dictionaries(strategies), target)


def test_samples_are_good() -> None:
    """The packets that get damaged are whole to begin with, and of many kinds."""
    kinds: set[object] = set()
    for sample in frames():
        frame = ethernet.Frame.decode(sample)
        if frame.ethertype == ethernet.ARP:
            arp.Arp.decode(frame.payload)
            kinds.add("arp")
        elif frame.ethertype == ethernet.IPV4:
            packet = ipv4.IPv4.decode(frame.payload)
            kinds.add(packet.protocol)
            if packet.protocol == 1:
                icmp.Icmp.decode(packet.payload)
            elif packet.protocol == 17:
                datagram = udp.Udp.decode(packet.payload, packet.src, packet.dst)
                if datagram.dst_port == 500 and datagram.payload[17] == 0x10 and not datagram.payload[19] & 1:  # in the clear
                    isakmp.decode(datagram.payload)
                    kinds.add("isakmp")
            elif packet.protocol == ipv4.OSPF:
                message = ospf.decode(packet.payload)
                kinds.add(("ospf", len(message.digest) if message.auth_type == ospf.Authentication.CRYPTOGRAPHIC else 0))
            elif packet.protocol == 47:
                header = gre.Gre.decode(packet.payload)
                if header.protocol == 0x2001:
                    nhrp.Packet.decode(header.payload)
                    kinds.add("nhrp")
    assert kinds >= {"arp", "isakmp", "nhrp", 1, 17, 47, 50, *(("ospf", size) for size in (0, 16, 20, 32, 48, 64))}


@pytest.mark.parametrize(
    "data",
    [b"", b"\x4d\x3c\xb2\xa1", pcap.header(1) + b"\0" * 15, pcap.header(1) + pcap.record(1.5, b"abc")[:-1]],
    ids=["empty", "magic only", "half a record header", "a byte short"],
)
def test_cut_off_captures(data: bytes) -> None:
    with pytest.raises(Malformed):
        pcap.decode(data)


def test_capture_round_trip() -> None:
    packets = [pcap.Packet(0.0, b""), pcap.Packet(1.000000001, b"abc"), pcap.Packet(3600.25, bytes(range(256)))]
    kind, found = pcap.decode(pcap.encode(packets, pcap.LinkType.C_HDLC))
    assert (kind, found) == (pcap.LinkType.C_HDLC, packets)
    swapped = b"\xa1\xb2\xc3\xd4\x00\x02\x00\x04" + b"\0" * 8 + b"\x00\x00\xff\xff\x00\x00\x00\x01"
    swapped += b"\x00\x00\x00\x01\x00\x07\xa1\x20\x00\x00\x00\x02\x00\x00\x00\x02ab"
    assert pcap.decode(swapped) == (1, [pcap.Packet(1.5, b"ab")])
