"""ARP: what is learned, how it ages, gratuitous and proxy ARP."""

from __future__ import annotations

import pytest

from iosemu.cli.context import Change
from iosemu.device.arp import MOST_INCOMPLETE, TIMEOUT
from iosemu.device.claims import Taken
from iosemu.device.device import Device
from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.device.ip_events import AddressConflict, ArpFiltered
from iosemu.types import parse_ipv4
from iosemu.wire import ethernet, ipv4
from iosemu.wire.arp import REPLY, REQUEST, Arp
from tests.device.bench import Bench, echo, static


def pair(second: str = "10.0.0.2") -> tuple[Bench, Device, Device, Interface, Interface]:
    bench = Bench()
    one, two = bench.router(), bench.router()
    a, b = bench.port(one, "Fa0/0", "10.0.0.1"), bench.port(two, "Fa0/0", second)
    bench.cable(a, b)
    bench.run(1)
    return bench, one, two, a, b


def arps(bench: Bench, label: str) -> list[Arp]:
    frames = [ethernet.Frame.decode(data) for port, data in bench.frames if port == label]
    return [Arp.decode(frame.payload) for frame in frames if frame.ethertype == ethernet.ARP]


def test_gratuitous_arp_when_the_line_comes_up() -> None:
    bench, _, _, a, _ = pair()
    own = parse_ipv4("10.0.0.1")
    assert arps(bench, "R1:FastEthernet0/0")[0] == Arp(REPLY, a.mac, own, 0xFFFFFFFFFFFF, own)
    assert len(bench.frames[0][1]) == 60


def test_both_ends_learn_from_one_exchange() -> None:
    bench, one, two, a, b = pair()
    echo(one, "10.0.0.2")
    bench.run(1)
    assert [(entry.address, entry.mac) for entry in one.ip.arp.entries()] == [(parse_ipv4("10.0.0.2"), b.mac)]
    assert [(entry.address, entry.mac) for entry in two.ip.arp.entries()] == [(parse_ipv4("10.0.0.1"), a.mac)]


def test_silent_neighbour_is_asked_each_two_seconds_and_forgotten() -> None:
    bench, one, _, _, _ = pair()
    bench.frames.clear()
    for _ in range(4):
        echo(one, "10.0.0.9")
        bench.run(1)
    assert len(arps(bench, "R1:FastEthernet0/0")) == 2
    assert [entry.mac for entry in one.ip.arp.entries()] == [None]
    bench.run(60)
    assert one.ip.arp.entries() == []


def test_entry_is_refreshed_by_unicast_before_it_ends() -> None:
    bench, one, _, _, b = pair()
    echo(one, "10.0.0.2")
    bench.run(1)
    bench.frames.clear()
    bench.run(TIMEOUT + 100)
    assert [entry.mac for entry in one.ip.arp.entries()] == [b.mac]
    sent = [ethernet.Frame.decode(data) for port, data in bench.frames if port == "R1:FastEthernet0/0"]
    assert {frame.dst for frame in sent if frame.ethertype == ethernet.ARP} == {b.mac}


def test_entry_of_a_dead_neighbour_ends() -> None:
    bench, one, _, _, b = pair()
    echo(one, "10.0.0.2")
    bench.run(1)
    b.config.address = None
    bench.run(TIMEOUT - 10)
    assert len(one.ip.arp.entries()) == 1
    bench.run(20)
    assert one.ip.arp.entries() == []


def test_line_down_forgets_neighbours() -> None:
    bench, one, _, a, _ = pair()
    echo(one, "10.0.0.2")
    bench.run(1)
    assert a.link is not None
    a.link.cut()
    assert one.ip.arp.entries() == []


def test_proxy_arp_for_what_lies_behind() -> None:
    bench, one, two, _, b = pair()
    bench.port(two, "Lo0", "3.3.3.3", 32)
    for iface in two.interfaces.values():
        iface.update_state()
    one.ip.arp.resolve(next(iter(one.interfaces.values())), parse_ipv4("3.3.3.3"))
    bench.run(1)
    assert [entry.mac for entry in one.ip.arp.entries()] == [b.mac]
    assert two.ip.arp.proxied == 1
    b.config.proxy_arp = False
    one.ip.arp.resolve(next(iter(one.interfaces.values())), parse_ipv4("3.3.3.4"))
    bench.run(1)
    assert two.ip.arp.proxied == 1


def test_same_address_twice_is_noticed() -> None:
    bench = Bench()
    one, two = bench.router(), bench.router()
    heard: list[AddressConflict] = []
    one.bus.listen(AddressConflict, heard.append)
    a, b = bench.port(one, "Fa0/0", "10.0.0.1"), bench.port(two, "Fa0/0", "10.0.0.1")
    bench.cable(a, b)
    bench.run(1)
    assert [(event.address, event.mac) for event in heard] == [(parse_ipv4("10.0.0.1"), b.mac)] * len(heard)
    assert heard


def test_request_from_another_subnet_is_filtered() -> None:
    bench, one, _, _a, b = pair("10.7.0.2")
    heard: list[ArpFiltered] = []
    one.bus.listen(ArpFiltered, heard.append)
    request = Arp(REQUEST, b.mac, parse_ipv4("10.7.0.2"), 0, parse_ipv4("10.0.0.1"))
    b.driver.send_arp(request, 0xFFFFFFFFFFFF)  # type: ignore[attr-defined]  # an Ethernet driver
    bench.run(1)
    assert [event.packet.sender_ip for event in heard] == [parse_ipv4("10.7.0.2")]
    assert one.ip.arp.entries() == []


def test_clear_asks_again() -> None:
    bench, one, _, _, b = pair()
    echo(one, "10.0.0.2")
    bench.run(1)
    one.ip.arp.clear()
    assert [entry.mac for entry in one.ip.arp.entries()] == [None]
    bench.run(1)
    assert [entry.mac for entry in one.ip.arp.entries()] == [b.mac]


def test_probe_for_our_address_is_answered_and_teaches_nothing() -> None:
    bench, one, _, a, b = pair()
    heard: list[ArpFiltered] = []
    one.bus.listen(ArpFiltered, heard.append)
    one.ip.arp.clear()
    bench.frames.clear()
    probe = Arp(REQUEST, b.mac, 0, 0, parse_ipv4("10.0.0.1"))
    b.driver.send_arp(probe, 0xFFFFFFFFFFFF)  # type: ignore[attr-defined]  # an Ethernet driver
    bench.run(1)
    assert arps(bench, "R1:FastEthernet0/0") == [Arp(REPLY, a.mac, parse_ipv4("10.0.0.1"), b.mac, 0)]
    assert heard == []
    assert one.ip.arp.entries() == []


def test_a_scan_of_the_subnet_does_not_fill_the_memory() -> None:
    _, one, _, a, _ = pair()
    for number in range(3 * MOST_INCOMPLETE):
        one.ip.arp.resolve(a, parse_ipv4("10.0.0.3") + number)
    waiting = one.ip.arp.entries()
    assert len(waiting) == MOST_INCOMPLETE
    assert waiting[-1].address == parse_ipv4("10.0.0.3") + 3 * MOST_INCOMPLETE - 1


def test_neighbours_that_do_not_answer_leave_no_timers() -> None:
    """One timer for the cache, however many neighbours were asked for in vain, and none after power-off."""
    bench, one, _, _, _ = pair()
    echo(one, "10.0.0.2")
    for number in range(5):
        echo(one, f"10.0.0.{10 + number}")
        bench.run(70)
    scheduled = [fn for _, _, fn, _ in one.scheduler.pending() if getattr(fn, "__self__", None) is one.ip.arp]
    assert len(scheduled) == 1
    old = one.ip.arp
    one.power_off()
    assert not [fn for _, _, fn, _ in one.scheduler.pending() if getattr(fn, "__self__", None) is old]


VIRTUAL, VIRTUAL_MAC = parse_ipv4("10.0.0.254"), 0x00000C07AC01


def test_an_address_that_is_stood_in_for() -> None:
    """Its MAC address is told, and what goes there is forwarded; when another stands in the frames are not taken."""
    bench, one, two, a, b = pair()
    behind = bench.port(two, "Fa0/1", "10.9.0.1")
    bench.cable(behind, bench.port(bench.router(), "Fa0/0", "10.9.0.9"))
    static(one, "10.9.0.0/16", "10.0.0.254")
    end = b.stand_in(VIRTUAL, VIRTUAL_MAC)
    with pytest.raises(Taken):
        b.stand_in(VIRTUAL, VIRTUAL_MAC + 1)
    bench.frames.clear()
    two.ip.arp.announce(b)
    own = parse_ipv4("10.0.0.2")
    told = [(arp.sender_ip, arp.sender_mac) for arp in arps(bench, "R2:FastEthernet0/0")]
    assert told == [(own, b.mac), (VIRTUAL, VIRTUAL_MAC)]
    echo(one, "10.9.0.9")
    bench.run(1)
    assert {entry.address: entry.mac for entry in one.ip.arp.entries()}[VIRTUAL] == VIRTUAL_MAC
    before = two.ip.stats.forwarded
    echo(one, "10.9.0.9")
    bench.run(1)
    assert two.ip.stats.forwarded == before + 1
    end()
    echo(one, "10.9.0.9")
    bench.run(1)
    assert two.ip.stats.forwarded == before + 1
    one.ip.arp.clear(address=VIRTUAL)
    bench.run(1)
    assert arps(bench, "R1:FastEthernet0/0")[-1].target_ip == VIRTUAL
    assert arps(bench, "R2:FastEthernet0/0")[-1].operation == REPLY and one.ip.arp.neighbours(a)[VIRTUAL] is None


def test_a_subinterface_stands_in() -> None:
    bench = Bench()
    one, two = bench.router(), bench.router()
    subs = []
    for device, address in ((one, "10.0.0.1"), (two, "10.0.0.2")):
        bench.port(device, "Fa0/0")
        sub = bench.port(device, "Fa0/0.10")
        sub.config.dot1q = 10
        sub.config.address = parse_ipv4(address), 24
        device.commit([Change(sub, InterfaceConfig, ("dot1q",), None, 10, sub.config)])
        device.interface_changed(sub)
        subs.append(sub)
    ports = [device.interfaces[sub.name.parent] for device, sub in zip((one, two), subs, strict=True)]
    bench.cable(*ports)
    bench.run(1)
    end = subs[1].stand_in(VIRTUAL, VIRTUAL_MAC)
    assert one.ip.arp.resolve(subs[0], VIRTUAL) is None
    bench.run(1)
    assert one.ip.arp.resolve(subs[0], VIRTUAL) == VIRTUAL_MAC
    received = two.ip.stats.received
    for number in range(2):
        packet = ipv4.IPv4(parse_ipv4("10.0.0.1"), parse_ipv4("10.0.0.2"), ipv4.UDP, bytes(20), 5)
        frame = ethernet.Frame(VIRTUAL_MAC, subs[0].mac, ethernet.IPV4, packet.encode(), 10).encode()
        ports[0].transmit(frame)
        bench.run(1)
        assert two.ip.stats.received == received + 1, number
        end()
    assert not ports[1].more_macs and not subs[1].more_macs
