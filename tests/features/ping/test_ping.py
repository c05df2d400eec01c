"""`ping` and `traceroute` as typed. Formats: reference ios-behaviour/cli-conventions.md section 6."""

from __future__ import annotations

import pytest

from iosemu.device.interface import Interface
from iosemu.wire.icmp import Icmp
from iosemu.wire.ipv4 import IPv4
from tests.features.routers import PAIR, Routers, three

HEAD = "\nType escape sequence to abort.\nSending {}, {}-byte ICMP Echos to {}, timeout is 2 seconds:\n"


def test_first_one_dies_of_arp() -> None:
    net = three()
    assert net.cli("R1", "ping 10.0.12.2") == HEAD.format(5, 100, "10.0.12.2") + (
        ".!!!!\nSuccess rate is 80 percent (4/5), round-trip min/avg/max = 2/2/2 ms\n"
    )
    assert "!!!!!" in net.cli("R1", "ping 10.0.12.2", privilege=1)


def test_options_and_line_of_seventy() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    text = net.cli("R1", "ping 10.0.23.3 repeat 75 source lo0 size 36 df-bit")
    assert text == HEAD.format(75, 36, "10.0.23.3") + (
        "Packet sent with a source address of 1.1.1.1 \nPacket sent with the DF bit set\n"
        f"{'!' * 70}\n{'!' * 5}\nSuccess rate is 100 percent (75/75), round-trip min/avg/max = 4/4/4 ms\n"
    )


def test_symbols_of_errors() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    net.run(1)
    assert "\nU.U.U\nSuccess rate is 0 percent (0/5)\n" in net.cli("R1", "ping 172.16.0.1")
    net.configure("R2", "interface FastEthernet0/1\n ip mtu 1400")
    assert "\nM.M.M\n" in net.cli("R1", "ping 10.0.23.3 size 1401 df-bit")
    assert "\n!!!!!\n" in net.cli("R1", "ping 10.0.23.3 size 1401")
    assert "\n..\n" in net.cli("R1", "ping 10.0.23.3 size 1501 df-bit repeat 2")
    net.configure("R2", "ip route 10.99.0.0 255.255.0.0 10.0.12.1")
    net.run(1)
    assert "&&&&&" in net.cli("R1", "ping 10.99.0.1")


def test_own_address_broadcast_and_bad_sources() -> None:
    net = three()
    assert "!!!!!" in net.cli("R1", "ping 1.1.1.1")
    net.cli("R1", "ping 10.0.12.2")
    text = net.cli("R1", "ping 10.0.12.255 repeat 2")
    assert text.endswith("\nReply to request 0 from 10.0.12.2, 2 ms\nReply to request 1 from 10.0.12.2, 2 ms\n")
    refused = net.cli("R1", "ping 10.0.12.2 source 10.0.12.9")
    assert refused == "% Invalid source address- IP address not on any of our up interfaces\n"
    refused = net.cli("R1", "ping 10.0.12.2 source FastEthernet0/1")
    assert refused == "% Invalid source interface - IP not enabled or interface is down\n"


def test_names() -> None:
    net = three()
    net.configure("R1", "ip host three 10.0.23.3\nno ip domain lookup")
    assert "ICMP Echos to 10.0.23.3" in net.cli("R1", "ping three")
    unknown = 'Translating "four"\n% Unrecognized host or address, or protocol not running.\n'
    assert net.cli("R1", "ping four") == unknown


def test_escape_sequence_ends_it() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    layer = net.shells["R1"].device.ip.icmp
    listeners = len(layer._errors)
    text = net.cli("R1", "ping 10.0.12.99 repeat 1000", interrupt_after=5)
    assert text.endswith("...\nSuccess rate is 0 percent (0/3)\n")
    assert len(layer._errors) == listeners
    assert layer._replies == {}


def test_extended_dialogue_with_a_sweep() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    text = net.cli(
        "R1", "ping", "", "10.0.23.3", "many", "2", "", "", "y", "Loopback0", "", "y", "", "0xFFFF", "", "y", "50", "52",
        "",
    )  # fmt: skip
    assert text == (
        "Protocol [ip]: Target IP address: Repeat count [5]: % A decimal number between 1 and 2147483647.\n"
        "Repeat count [5]: Datagram size [100]: Timeout in seconds [2]: Extended commands [n]: "
        "Source address or interface: Type of service [0]: Set DF bit in IP header? [no]: "
        "Validate reply data? [no]: Data pattern [0xABCD]: Loose, Strict, Record, Timestamp, Verbose[none]: "
        "Sweep range of sizes [n]: Sweep min size [36]: Sweep max size [18024]: Sweep interval [1]: "
        "\nType escape sequence to abort.\n"
        "Sending 6, [50..52]-byte ICMP Echos to 10.0.23.3, timeout is 2 seconds:\n"
        "Packet sent with a source address of 1.1.1.1 \nPacket sent with the DF bit set\n"
        "Packet has data pattern 0xFFFF\n"
        "!!!!!!\nSuccess rate is 100 percent (6/6), round-trip min/avg/max = 4/4/4 ms\n"
    )


def test_no_blank_line_on_xe() -> None:
    net = Routers()
    net.add("R1", PAIR.replace("FastEthernet0/0", "GigabitEthernet1"), "csr1000v")
    assert net.cli("R1", "ping 1.1.1.1").startswith("Type escape sequence to abort.\n")


def test_traceroute_shows_each_hop_and_the_rate_limit_at_the_last() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    assert net.cli("R1", "traceroute 10.0.23.3") == (
        "\nType escape sequence to abort.\nTracing the route to 10.0.23.3\n"
        "VRF info: (vrf in name/id, vrf out name/id)\n"
        "  1 10.0.12.2 2 msec 2 msec 2 msec\n"
        "  2 10.0.23.3 4 msec *  4 msec\n"
    )


def test_traceroute_codes_and_silence() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    net.run(1)
    assert net.cli("R1", "traceroute 172.16.0.1").endswith("  1 10.0.12.2 !H  *  !H \n")
    net.configure("R2", "interface FastEthernet0/0\n no ip unreachables")
    text = net.cli("R1", "traceroute 172.16.0.1 ttl 1 2 timeout 1")
    assert text.endswith("  1  *  *  * \n  2  *  *  * \n")
    again = net.cli("R1", "traceroute 172.16.0.1 ttl 0 2 timeout 1")
    assert again == text
    assert net.cli("R1", "traceroute 172.16.0.1", interrupt_after=4).endswith("  1  * \n")


def test_traceroute_names_hosts_of_the_table() -> None:
    net = three()
    net.configure("R1", "ip host three 10.0.23.3")
    net.cli("R1", "ping three")
    text = net.cli("R1", "traceroute three probe 1")
    assert "Tracing the route to three (10.0.23.3)\n" in text
    assert text.endswith("  1 10.0.12.2 2 msec\n  2 three (10.0.23.3) 4 msec\n")
    net.run(1)
    assert "  2 10.0.23.3 " in net.cli("R1", "traceroute three probe 1 numeric")


def test_validation_sees_a_changed_reply() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    answer = net.shells["R2"].device.ip.icmp
    honest = answer._reply

    def spoil(message: Icmp, packet: IPv4, iface: Interface) -> None:
        message.payload = message.payload[:-1] + b"?"
        honest(message, packet, iface)

    answer._reply = spoil  # type: ignore[method-assign]  # a router that garbles
    assert "!!!!!" in net.cli("R1", "ping 10.0.12.2")
    assert "?????" in net.cli("R1", "ping 10.0.12.2 validate")


@pytest.mark.parametrize("word", ["ping", "traceroute"])
def test_a_protocol_that_is_said_is_not_asked_for(word: str) -> None:
    assert three().cli("R1", f"{word} ip", "").startswith("Target IP address: % Bad IP address\n")


def test_traceroute_dialogue() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    text = net.cli("R1", "traceroute", "", "10.0.23.3", "1.1.1.1", "", "", "2", "2", "", "", "")
    assert text == (
        "Protocol [ip]: Target IP address: Source address: Numeric display [n]: Timeout in seconds [3]: "
        "Probe count [3]: Minimum Time to Live [1]: Maximum Time to Live [30]: Port Number [33434]: "
        "Loose, Strict, Record, Timestamp, Verbose[none]: "
        "\nType escape sequence to abort.\nTracing the route to 10.0.23.3\n"
        "VRF info: (vrf in name/id, vrf out name/id)\n  2 10.0.23.3 4 msec * \n"
    )
