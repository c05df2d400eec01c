"""Messages of DHCPv6: read back, as tshark and scapy read them, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.dhcp6 import DHCP6_RelayForward, DHCP6_Reply, DHCP6OptIA_PD, DHCP6OptIAAddress, DHCP6OptIAPrefix

from iosemu.types import parse_ipv6
from iosemu.wire import Malformed, dhcpv6, pcap
from iosemu.wire.dhcpv6 import Association, Kind, Lease, Message, Option, Relayed, Status
from iosemu.wire.ipv6 import IPv6
from iosemu.wire.udp import Udp

HERE, THERE = parse_ipv6("fe80::1"), parse_ipv6("fe80::2")
DUID = bytes.fromhex("00030001ca0100011000")


def full() -> Message:
    message = Message(Kind.REPLY, 0x123456)
    message.add(Option.SERVER, DUID)
    message.add(Option.CLIENT, DUID[:-1] + b"\x01")
    message.add(Option.DNS, dhcpv6.addresses([parse_ipv6("2001:db8::53")]))
    message.add(Option.DOMAIN, dhcpv6.domains(["example.com", "lab.example.org"]))
    message.associate(Association(0x40001, False, 900, 1440, [Lease(parse_ipv6("2001:db8::77"), 128, 1800, 3600)]))
    message.associate(Association(0x40001, True, 9, 14, [Lease(parse_ipv6("2001:db8:5::"), 48, 18, 36)]))
    message.associate(Association(7, False, status=Status.NO_ADDRESSES))
    return message


u16, u32, u128 = st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.integers(0, (1 << 128) - 1)
leases = st.builds(Lease, u128, st.just(128), u32, u32)
associations = st.builds(Association, u32, st.just(False), u32, u32, st.lists(leases, max_size=3), st.none() | u16)


@given(st.sampled_from([kind for kind in Kind if kind < Kind.RELAY_FORWARD]), st.integers(0, 0xFFFFFF), st.lists(associations, max_size=3))
def test_read_back(kind: Kind, xid: int, given: list[Association]) -> None:
    message = Message(kind, xid)
    for each in given:
        message.associate(each)
    read = Message.decode(message.encode())
    assert read == message and read.associations == given


def test_scapy_reads_the_same() -> None:
    read = DHCP6_Reply(full().encode())
    assert read.trid == 0x123456
    address, prefix = read[DHCP6OptIAAddress], read[DHCP6OptIAPrefix]
    assert (address.addr, address.preflft, address.validlft) == ("2001:db8::77", 1800, 3600)
    assert (prefix.prefix, prefix.plen, prefix.validlft, read[DHCP6OptIA_PD].T2) == ("2001:db8:5::", 48, 36, 14)
    relayed = Relayed(Kind.RELAY_FORWARD, 1, THERE, HERE, [(Option.INTERFACE, b"\0\0\0\5"), (Option.MESSAGE, full().encode())])
    read = DHCP6_RelayForward(relayed.encode())
    assert (read.hopcount, read.linkaddr, read.peeraddr) == (1, "fe80::2", "fe80::1")
    assert Relayed.decode(relayed.encode()) == relayed


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    relayed = Relayed(Kind.RELAY_REPLY, 0, THERE, HERE, [(Option.INTERFACE, b"\0\0\0\5"), (Option.MESSAGE, full().encode())])
    frames = []
    for data, port in ((full().encode(), dhcpv6.CLIENT), (relayed.encode(), dhcpv6.SERVER)):
        datagram = IPv6(HERE, THERE, 17, Udp(dhcpv6.SERVER, port, data).encode(HERE, THERE, True))
        frames.append(b"\x02\0\0\0\0\1\x02\0\0\0\0\2\x86\xdd" + datagram.encode())
    file = tmp_path / "dhcpv6.pcap"
    file.write_bytes(pcap.encode((pcap.Packet(0.0, frame) for frame in frames), pcap.LinkType.ETHERNET))
    fields = [f"-e{name}" for name in ("dhcpv6.msgtype", "dhcpv6.iaaddr.ip", "dhcpv6.iaprefix.pref_addr", "_ws.malformed")]
    said = subprocess.run(["tshark", "-r", str(file), "-Tfields", *fields], capture_output=True, text=True, check=True).stdout
    assert said == "7\t2001:db8::77\t2001:db8:5::\t\n13,7\t2001:db8::77\t2001:db8:5::\t\n"


def test_names() -> None:
    assert full().domains == ["example.com", "lab.example.org"] and full().dns == [parse_ipv6("2001:db8::53")]
    assert dhcpv6.names(b"\x07example\x03co") == [] and dhcpv6.names(b"\xc0\x0c") == []


@pytest.mark.parametrize("data", [
    b"", b"\x07\0\0", b"\x0c\0\0\1", b"\x01\0\0\1\0\3\0\4", b"\x01\0\0\1\0\3\0\4abcd", b"\x01\0\0\1\0\x0d\0\1a",
    b"\x01\0\0\1\0\x03\0\x10" + bytes(12) + b"\0\5\0\0",
])  # fmt: skip
def test_what_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Message.decode(data)
    with pytest.raises(Malformed):
        Relayed.decode(data[:33])
