"""show interfaces and its relatives, on routers that exchange packets."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Passage, Point
from iosemu.features.interface.mss import clamp
from iosemu.features.interface.rates import Rates, load, rounded
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import ipv4
from iosemu.wire.checksum import checksum
from tests.features.desk import Desk, cable
from tests.features.interface.test_state import ADDRESS, pair

# layout: a 7200 of release 15.2; wording of show-interfaces/ntc-1 for the counters of FastEthernet
FRESH = """\
FastEthernet0/0 is up, line protocol is up\x20
  Hardware is DEC21140, address is ca01.0001.1000 (bia ca01.0001.1000)
  Description: to R2
  Internet address is 192.0.2.1/24
  MTU 1500 bytes, BW 100000 Kbit/sec, DLY 100 usec,\x20
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation ARPA, loopback not set
  Keepalive set (10 sec)
  Full-duplex, 100Mb/s, 100BaseTX/FX
  ARP type: ARPA, ARP Timeout 04:00:00
  Last input 00:00:00, output 00:00:00, output hang never
  Last clearing of "show interface" counters 00:00:00
  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0
  Queueing strategy: fifo
  Output queue: 0/40 (size/max)
  5 minute input rate 0 bits/sec, 0 packets/sec
  5 minute output rate 0 bits/sec, 0 packets/sec
     0 packets input, 0 bytes
     Received 0 broadcasts (0 IP multicasts)
     0 runts, 0 giants, 0 throttles\x20
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored
     0 watchdog
     0 input packets with dribble condition detected
     0 packets output, 0 bytes, 0 underruns
     0 output errors, 0 collisions, 0 interface resets
     0 unknown protocol drops
     0 babbles, 0 late collision, 0 deferred
     0 lost carrier, 0 no carrier
     0 output buffer failures, 0 output buffers swapped out
"""


def send(desk: Desk, dst: str, size: int = 980) -> None:
    """A datagram of protocol 253, `size` bytes in it."""
    desk.device.ip.send(desk.device.vrfs.default, ipv4.IPv4(0, parse_ipv4(dst), 253, bytes(size)))


def iface_of(desk: Desk, name: str = "FastEthernet0/0") -> Interface:
    return desk.device.interfaces[InterfaceName.parse(name)]


def test_show_interfaces() -> None:
    one, _, _ = pair()
    one.run(10)
    one.type("configure terminal", "interface FastEthernet0/0", "description to R2", "end")
    send(one, "192.0.2.2")
    one.run(0.01)
    send(one, "192.0.2.2")
    one.run(0.01)
    shown = one.type("show interfaces FastEthernet0/0")
    counters = iface_of(one).counters
    assert counters.out_packets >= 2 and counters.out_bytes > 1000
    assert f"     {counters.out_packets} packets output, {counters.out_bytes} bytes, 0 underruns\n" in shown
    assert f"     {counters.in_packets} packets input, {counters.in_bytes} bytes\n" in shown
    assert one.type("clear counters FastEthernet0/0") == 'Clear "show interface" counters on this interface [confirm]'
    assert one.answer("").endswith("%CLEAR-5-COUNTERS: Clear counter on interface FastEthernet0/0 by console\n")
    assert one.type("show interfaces FastEthernet0/0") == FRESH


def test_clear_counters_may_be_declined() -> None:
    one, _, _ = pair()
    one.run(10)
    send(one, "192.0.2.2")
    before = iface_of(one).counters.out_packets
    one.type("clear counters")
    one.answer("n")
    assert iface_of(one).counters.out_packets == before > 0


def test_rates_follow_the_traffic() -> None:
    """1,014 bytes a frame, ten a second: 81,120 bit/s, reached after several load intervals and gone after more."""
    one, two, _ = pair()
    one.run(10)
    one.type("configure terminal", "interface FastEthernet0/0", "load-interval 30", "end")
    two.type("configure terminal", "interface FastEthernet0/0", "load-interval 30", "end")
    send(one, "192.0.2.2")
    for _ in range(2000):
        one.run(0.1)
        send(one, "192.0.2.2")
    shown = one.type("show interfaces FastEthernet0/0")
    assert "  30 second output rate 81000 bits/sec, 10 packets/sec\n" in shown
    assert "input rate 81000 bits/sec, 10 packets/sec" in two.type("show interfaces FastEthernet0/0 | include input rate")
    one.run(600)
    assert "  30 second output rate 0 bits/sec, 0 packets/sec\n" in one.type("show interfaces FastEthernet0/0")


def test_load_interval_counts_in_halves_of_a_minute() -> None:
    desk = Desk()
    answer = desk.type("configure terminal", "interface FastEthernet0/0", "load-interval 45")
    assert answer == "Load interval must be in increments of 30 seconds\n"


def test_load_and_rounding() -> None:
    assert [load(bits, 100) for bits in (0, 50_000, 100_000, 1_000_000)] == [1, 128, 255, 255]
    assert [rounded(bits) for bits in (0, 499, 500, 81_120)] == [0, 0, 1000, 81000]


def test_an_average_decays_alike_in_one_step_and_in_many() -> None:
    from iosemu.device.interface import Counters

    once, often = Rates(in_bits=1000.0), Rates(in_bits=1000.0)
    once.sample(60.0, Counters(), 300)
    for second in range(1, 61):
        often.sample(float(second), Counters(), 300)
    assert once.in_bits == pytest.approx(often.in_bits)


def test_show_interfaces_of_other_kinds() -> None:
    desk = Desk("interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n")
    lines = desk.type("show interfaces Loopback0").splitlines()
    # show-interfaces/genie-2 (IOSv 15.x)
    assert lines[:7] == [
        "Loopback0 is up, line protocol is up ",
        "  Hardware is Loopback",
        "  Internet address is 10.0.0.1/32",
        "  MTU 1514 bytes, BW 8000000 Kbit/sec, DLY 5000 usec, ",
        "     reliability 255/255, txload 1/255, rxload 1/255",
        "  Encapsulation LOOPBACK, loopback not set",
        "  Keepalive set (10 sec)",
    ]
    serial = desk.type("show interfaces Serial1/0")
    assert serial.startswith("Serial1/0 is administratively down, line protocol is down \n  Hardware is M4T\n")
    assert "  DCD=down  DSR=down  DTR=down  RTS=down  CTS=down\n" in serial
    desk.type("configure terminal", "interface FastEthernet0/0.5", "encapsulation dot1Q 5", "end")
    sub = desk.type("show interfaces FastEthernet0/0.5").splitlines()
    assert sub[4:] == [
        "  Encapsulation 802.1Q Virtual LAN, Vlan ID  5.",
        "  ARP type: ARPA, ARP Timeout 04:00:00",
        "  Keepalive set (10 sec)",
        '  Last clearing of "show interface" counters never',
    ]


def test_ip_interface_brief_widths_and_methods(reference: Path) -> None:
    """Header lines of the real samples: 26 columns up to 15.x, 22 on IOS-XE."""
    desk = Desk(ADDRESS.format(1))
    shown = desk.type("show ip interface brief").splitlines()
    real = (reference / "ios-output/show-ip-interface-brief/ntc-1.txt").read_text().splitlines()
    assert shown[0] == real[0]
    assert shown[1] == "FastEthernet0/0            192.0.2.1       YES NVRAM  down                  down    "
    assert shown[2] == "FastEthernet0/1            unassigned      YES unset  administratively down down    "
    desk.type("configure terminal", "interface FastEthernet0/0", "ip address 192.0.2.7 255.255.255.0")
    assert "192.0.2.7       YES manual" in desk.type("do show ip interface brief")
    xe = Desk(platform="c8000v").type("show ip interface brief").splitlines()
    real = (reference / "ios-output/show-ip-interface-brief/napalm-3.txt").read_text().splitlines()
    assert xe[0] == real[2]


def test_interfaces_description() -> None:
    desk = Desk("interface FastEthernet0/0\n description uplink\n")
    assert desk.type("show interfaces description").splitlines() == [
        "Interface                      Status         Protocol Description",
        "Fa0/0                          down           down     uplink",
        "Fa0/1                          admin down     down     ",
        "Se1/0                          admin down     down     ",
    ]


def test_show_protocols() -> None:
    assert Desk(ADDRESS.format(1)).type("show protocols").splitlines()[:4] == [
        "Global values:",
        "  Internet Protocol routing is enabled",
        "FastEthernet0/0 is down, line protocol is down",
        "  Internet address is 192.0.2.1/24",
    ]


def test_show_ip_interface_tells_what_is_switched_off() -> None:
    desk = Desk(ADDRESS.format(1))
    desk.type("configure terminal", "interface FastEthernet0/0", "no ip redirects", "no ip unreachables")
    desk.type("no ip proxy-arp", "end")
    shown = desk.type("show ip interface FastEthernet0/0")
    assert "  Proxy ARP is disabled\n" in shown
    assert "  ICMP redirects are never sent\n  ICMP unreachables are never sent\n" in shown
    assert desk.type("show ip interface FastEthernet0/1") == (
        "FastEthernet0/1 is administratively down, line protocol is down\n  Internet protocol processing disabled\n"
    )


def test_mac_address() -> None:
    scheduler = Scheduler()
    one = Desk(ADDRESS.format(1), scheduler=scheduler)
    two = Desk(ADDRESS.format(2), scheduler=scheduler, number=2)
    cable(one, "FastEthernet0/0", two, "FastEthernet0/0")
    one.run(10)
    one.type("configure terminal", "interface FastEthernet0/0", "mac-address 0000.0c12.3456")
    shown = one.type("do show interfaces FastEthernet0/0 | include bia")
    assert shown == "  Hardware is DEC21140, address is 0000.0c12.3456 (bia ca01.0001.1000)\n"
    send(one, "192.0.2.2")
    one.run(1)
    send(one, "192.0.2.2")
    one.run(1)
    assert two.device.ip.stats.received >= 1
    one.type("no mac-address")
    assert iface_of(one).mac == 0xCA01_0001_1000


def syn(mss: int, lead: bytes = b"") -> bytes:
    """A TCP SYN with this MSS option behind `lead`, its checksum (without pseudo header) right."""
    options = lead + b"\x02\x04" + mss.to_bytes(2, "big")
    options += b"\0" * (-len(options) % 4)
    head = bytearray(20) + options
    head[0:4] = b"\x04\xd2\x00\x50"
    head[12], head[13] = (len(head) // 4) << 4, 0x02
    head[16:18] = checksum(bytes(head)).to_bytes(2, "big")
    return bytes(head)


@pytest.mark.parametrize("lead", [b"", b"\x01", b"\x01\x01\x01", b"\x04\x02"])
@pytest.mark.parametrize(("mss", "result"), [(1460, 1360), (1361, 1360), (1360, 1360), (536, 536)])
def test_adjust_mss_lowers_and_keeps_the_checksum(lead: bytes, mss: int, result: int) -> None:
    desk = Desk(ADDRESS.format(1) + " ip tcp adjust-mss 1360\n")
    packet = ipv4.IPv4(1, 2, ipv4.TCP, syn(mss, lead))
    passage = Passage(packet, desk.device.vrfs.default)
    assert clamp(passage, iface_of(desk)) is PASS
    clamped = passage.packet.payload
    assert clamped[20 + len(lead) + 2 : 20 + len(lead) + 4] == result.to_bytes(2, "big")
    assert checksum(clamped) == 0


def test_adjust_mss_stands_on_the_path() -> None:
    desk = Desk(ADDRESS.format(1) + " ip tcp adjust-mss 1360\n")
    assert [point for point, _ in iface_of(desk).input_stages] == [Point.IN_MSS]
    desk.type("configure terminal", "interface FastEthernet0/0", "no ip tcp adjust-mss")
    assert iface_of(desk).input_stages == []


def test_wccp_of_each_release() -> None:
    config = "interface Fa0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n"
    assert "\n  WCCP Redirect exclude is disabled\n" in Desk(config, "c2811").type("show ip interface Fa0/0")
    assert "\n  IPv4 WCCP Redirect exclude is disabled\n" in Desk(config).type("show ip interface Fa0/0")


@pytest.mark.parametrize("command", ["show interfaces null0", "show ip interface null0", "show interfaces null0 stats", "show arp null0"])
def test_null0_is_an_interface_like_any(command: str) -> None:
    desk = Desk("interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n")
    text = desk.type(command)
    assert "Invalid" not in text
    assert ("Null0 is up, line protocol is up" in text) is (command in ("show interfaces null0", "show ip interface null0"))


def test_topologies_of_ios_xe() -> None:
    """Layout: public captures of `show ip interface` on IOS XE, with and without a VRF."""
    text = (
        "vrf definition RED\n address-family ipv4\ninterface Loopback1\n vrf forwarding RED\n"
        " ip address 10.1.1.1 255.255.255.255\n"
    )
    xe = Desk(text, "csr1000v")
    assert (
        "  IP CEF switching turbo vector\n"
        "  IP Null turbo vector\n"
        '  VPN Routing/Forwarding "RED"\n'
        "  Associated unicast routing topologies:\n"
        '        Topology "base", operation state is UP\n'
        "  IP multicast fast switching is enabled\n"
    ) in xe.type("show ip interface Loopback1").replace("\r", "")
    xe.shell.configure("interface Loopback1\n shutdown\n")
    assert '  Topology "base", operation state is DOWN\n' in xe.type("show ip interface Loopback1").replace("\r", "")
    assert "Topology" not in Desk(text, "iosv").type("show ip interface Loopback1")
