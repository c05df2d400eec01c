"""What the server gives, to whom, and what it refuses."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire import Malformed, dhcp, ipv4, pcap
from iosemu.wire.dhcp import Dhcp, Kind, Option
from iosemu.wire.udp import Udp
from tests.features.dhcp.test_lease import address
from tests.features.dhcp.world import SERVER, far, near, said
from tests.features.wired import network

ANY = 0xFFFFFFFF
LAN = "10.0.0.0"


def ask(lab: Lab, kind: Kind, mac: int, *, src: int = 0, unicast: bool = False, **fields: object) -> list[Dhcp]:
    """A made-up station behind C's port says something; what the server answers within three seconds."""
    options = {int(Option.KIND): bytes([kind]), **fields.pop("options", {})}  # type: ignore[dict-item]
    message = Dhcp(dhcp.REQUEST, 7, mac.to_bytes(6, "big"), options=options, **fields)  # type: ignore[arg-type]
    target = parse_ipv4("10.0.0.1") if unicast else ANY
    payload = Udp(68, 67, message.encode()).encode(src, target)
    packet = ipv4.IPv4(src, target, ipv4.UDP, payload, 64, ident=1).encode()
    server = next(iter(lab["S"].device.interfaces.values()))
    head = (server.mac if unicast else 0xFFFFFFFFFFFF).to_bytes(6, "big") + mac.to_bytes(6, "big") + b"\x08\x00"
    heard = said(lab)
    server.receive(head + packet)
    lab.run(3)
    return [found for packet, found in heard() if found.op == dhcp.REPLY and found.xid == 7]


@pytest.fixture
def lab() -> Lab:
    made = near(True, C=" shutdown\n")
    made.run(10)
    return made


def test_only_what_was_asked_for(lab: Lab) -> None:
    (offer,) = ask(lab, Kind.DISCOVER, 0x020000000001, options={Option.PARAMETERS: bytes([1, 6])})
    assert list(offer.options) == [53, 54, 51, 58, 59, 1, 6]
    (offer,) = ask(lab, Kind.DISCOVER, 0x020000000002)
    assert list(offer.options) == [53, 54, 51, 58, 59, 1, 3, 6, 15]
    assert offer.addresses(Option.DNS) == (parse_ipv4("10.0.0.53"),) and offer.text(Option.DOMAIN) == "example.com"
    assert offer.number(Option.LEASE) == 86400 and offer.number(Option.RENEWAL) == 43200


def test_unicast_to_whom_arp_does_not_know_yet(lab: Lab) -> None:
    heard = said(lab)
    lab["S"].cli("debug ip dhcp server packet")
    ask(lab, Kind.DISCOVER, 0x020000000001)
    packet, _ = heard()[-1]
    assert packet.dst == parse_ipv4("10.0.0.10")
    log = lab["S"].console.take()
    assert "10.0.0.10               0   0200.0000.0001" in lab["S"].cli("show ip arp 10.0.0.10")
    assert "DHCPD: creating ARP entry (10.0.0.10, 0200.0000.0001, vrf default)." in log
    assert "DHCPD: unicasting BOOTREPLY to client 0200.0000.0001 (10.0.0.10)." in log


def test_offers_that_nobody_takes_come_back(lab: Lab) -> None:
    ask(lab, Kind.DISCOVER, 0x020000000001)
    assert " Leased addresses               : 1\n" in lab["S"].cli("show ip dhcp pool")
    assert "Automatic\n" not in lab["S"].cli("show ip dhcp binding")
    lab.run(61)
    assert " Leased addresses               : 0\n" in lab["S"].cli("show ip dhcp pool")
    (offer,) = ask(lab, Kind.DISCOVER, 0x020000000002)
    assert offer.yiaddr == parse_ipv4("10.0.0.11")  # the search goes on where it was


def test_refusals(lab: Lab) -> None:
    server = parse_ipv4("10.0.0.1").to_bytes(4, "big")
    wrong = {Option.SERVER: server, Option.ADDRESS: parse_ipv4("10.0.0.99").to_bytes(4, "big")}
    ask(lab, Kind.DISCOVER, 0x020000000001)
    (nak,) = ask(lab, Kind.REQUEST, 0x020000000001, options=wrong)
    assert nak.kind == Kind.NAK and list(nak.options) == [53, 54] and not nak.yiaddr
    # another subnet, after a reboot of the client: refused; an address that may be another server's: silence
    (nak,) = ask(lab, Kind.REQUEST, 0x020000000003, options={Option.ADDRESS: parse_ipv4("10.9.0.1").to_bytes(4, "big")})
    assert nak.kind == Kind.NAK
    assert ask(lab, Kind.REQUEST, 0x020000000003, options={Option.ADDRESS: parse_ipv4("10.0.0.44").to_bytes(4, "big")}) == []
    # it chose another server: the offer is free again
    other = {**wrong, Option.SERVER: parse_ipv4("10.0.0.2").to_bytes(4, "big")}
    assert ask(lab, Kind.REQUEST, 0x020000000001, options=other) == []
    assert " Leased addresses               : 0\n" in lab["S"].cli("show ip dhcp pool")
    assert "DHCPNAK              2\n" in lab["S"].cli("show ip dhcp server statistics")


def test_inform(lab: Lab) -> None:
    (ack,) = ask(lab, Kind.INFORM, 0x020000000001, src=parse_ipv4("10.0.0.200"), ciaddr=parse_ipv4("10.0.0.200"))
    assert ack.kind == Kind.ACK and not ack.yiaddr and Option.LEASE not in ack.options and Option.DNS in ack.options


def test_manual_bindings() -> None:
    pools = """\
ip dhcp pool PRINTER
 host 10.0.0.200 255.255.255.0
 hardware-address 0200.0000.0009
 client-name printer
ip dhcp pool NAMED
 host 10.0.0.201 255.255.255.0
 client-identifier 0102.0000.0000.0a
 domain-name other.example
 lease infinite
"""
    lab = near(True, C=" shutdown\n", S=pools)
    lab.run(10)
    (offer,) = ask(lab, Kind.DISCOVER, 0x020000000009)
    assert offer.yiaddr == parse_ipv4("10.0.0.200") and offer.text(Option.HOSTNAME) == "printer"
    assert offer.addresses(Option.ROUTERS) == (parse_ipv4("10.0.0.1"),)  # of the pool of the network
    identifier = {Option.CLIENT: bytes.fromhex("0102000000000a")}
    (offer,) = ask(lab, Kind.DISCOVER, 0x02000000000A, options=identifier)
    assert offer.yiaddr == parse_ipv4("10.0.0.201") and offer.number(Option.LEASE) == dhcp.FOREVER
    assert offer.text(Option.DOMAIN) == "other.example"
    server = {Option.SERVER: parse_ipv4("10.0.0.1").to_bytes(4, "big"), Option.ADDRESS: offer.yiaddr.to_bytes(4, "big")}
    ask(lab, Kind.REQUEST, 0x02000000000A, options={**identifier, **server})
    shown = lab["S"].cli("show ip dhcp binding")
    assert "10.0.0.201          0102.0000.0000.0a       Infinite                Manual\n" in shown
    # nobody else gets these
    wanted = {Option.ADDRESS: parse_ipv4("10.0.0.200").to_bytes(4, "big")}
    (offer,) = ask(lab, Kind.DISCOVER, 0x02000000000B, options=wanted)
    assert offer.yiaddr == parse_ipv4("10.0.0.10")


def test_a_pool_is_exhausted() -> None:
    lab = near(True, C=" shutdown\n", S="ip dhcp excluded-address 10.0.0.11 10.0.0.255\n")
    lab.run(10)
    assert len(ask(lab, Kind.DISCOVER, 0x020000000001)) == 1
    lab["S"].cli("debug ip dhcp server events")
    assert ask(lab, Kind.DISCOVER, 0x020000000002) == []
    assert " DHCPD: due to: NO ADDRESS" in lab["S"].console.take()
    lab.run(60)
    assert len(ask(lab, Kind.DISCOVER, 0x020000000002)) == 1  # the offer has expired: it goes round


def test_somebody_answers_the_ping() -> None:
    lab = network(
        {
            "S": SERVER.format(lan="FastEthernet0/0"),
            "C": "interface FastEthernet0/0\n ip address dhcp\n no shutdown\n",
            "X": "interface FastEthernet0/0\n ip address 10.0.0.10 255.255.255.0\n no shutdown\n",
        },
        "S:Fa0/0 C:Fa0/0 X:Fa0/0",
    )
    lab.run(30)
    s = lab["S"]
    assert "%DHCPD-4-PING_CONFLICT: DHCP address conflict:  server pinged 10.0.0.10." in s.cli("show logging")
    assert address(lab) == "10.0.0.11"
    shown = s.cli("show ip dhcp conflict").splitlines()
    assert shown[0] == "IP address        Detection method   Detection time          VRF"
    assert shown[1].startswith("10.0.0.10         Ping               Mar 01 2002 12:00 AM") and len(shown[1]) == 86
    s.cli("clear ip dhcp conflict 10.0.0.10")
    assert "10.0.0.10" not in s.cli("show ip dhcp conflict")


def test_somebody_answers_arp() -> None:
    """No ping is sent, so the client finds out, and declines."""
    lab = network(
        {
            "S": SERVER.format(lan="FastEthernet0/0") + "no ip dhcp ping packets\n",
            "C": "interface FastEthernet0/0\n ip address dhcp\n no shutdown\n",
            "X": "interface FastEthernet0/0\n ip address 10.0.0.10 255.255.255.0\n no shutdown\n",
        },
        "S:Fa0/0 C:Fa0/0 X:Fa0/0",
    )
    lab.run(40)
    s = lab["S"]
    log = s.cli("show logging")
    assert "%DHCPD-4-DECLINE_CONFLICT: DHCP address conflict:  client 0063." in log and " declined 10.0.0.10." in log
    assert "10.0.0.10         Gratuitous ARP     Mar 01" in s.cli("show ip dhcp conflict")
    assert address(lab) == "10.0.0.11" and "DHCPDECLINE          1\n" in s.cli("show ip dhcp server statistics")
    s.cli("clear ip dhcp server statistics")
    assert "DHCPDECLINE          0\n" in s.cli("show ip dhcp server statistics")
    s.cli("clear ip dhcp binding *")
    assert "Automatic" not in s.cli("show ip dhcp binding")


def test_through_a_relay() -> None:
    lab = far()
    lab["S"].cli("debug ip dhcp server packet")
    heard = said(lab)
    lab.run(30)
    assert address(lab) == "10.2.0.2"
    assert "!!!" in lab["C"].cli("ping 10.1.0.1")
    log = lab["S"].console.take()
    assert "through relay 10.2.0.1." in log and "to relay 10.2.0.1." in log
    sent_on = [(packet.src, packet.dst, found.hops) for packet, found in heard() if found.giaddr and found.op == 1]
    assert set(sent_on) == {(parse_ipv4("10.2.0.1"), parse_ipv4("10.1.0.1"), 1)}
    # the renewal goes past the relay
    lab["C"].cli("renew dhcp FastEthernet0/0")
    lab.run(1)
    packet, last = heard()[-1]
    assert last.kind == Kind.ACK and packet.dst == parse_ipv4("10.2.0.2") and not last.giaddr
    assert "  Helper address is 10.1.0.1\n" in lab["R"].cli("show ip interface FastEthernet0/0")


def test_relay_information() -> None:
    lab = far(R="ip dhcp relay information option\n")
    heard = said(lab)
    lab.run(30)
    assert address(lab) == "10.2.0.2"
    with_it = [(found.kind, found.giaddr != 0) for _, found in heard() if Option.RELAY in found.options]
    assert {kind for kind, _ in with_it} == {Kind.DISCOVER, Kind.OFFER, Kind.REQUEST, Kind.ACK}
    client_side = [found for packet, found in heard() if packet.dst == ANY]
    assert client_side and not any(Option.RELAY in found.options for found in client_side)


@pytest.mark.parametrize("wrong", ["no ip helper-address\n ip helper-address 10.1.0.9", "no ip helper-address"])
def test_a_relay_to_nowhere(wrong: str) -> None:
    lab = far(R=f"interface FastEthernet0/0\n {wrong}\n")
    lab.run(60)
    assert address(lab) == "unassigned"
    lab["R"].configure("interface FastEthernet0/0\n ip helper-address 10.1.0.1\n")
    lab.run(60)
    assert address(lab) == "10.2.0.2"


def test_no_pool_for_the_relay() -> None:
    lab = far(S="no ip dhcp pool FAR\nip dhcp pool OTHER\n network 10.77.0.0 255.255.255.0\n")
    lab["S"].cli("debug ip dhcp server events")
    lab.run(30)
    assert address(lab) == "unassigned"
    assert "DHCPD: there is no address pool for 10.2.0.1." in lab["S"].console.take()


def test_pools_of_vrfs() -> None:
    text = """\
ip vrf BLUE
ip dhcp excluded-address vrf BLUE 10.5.0.1
ip dhcp pool P
 vrf BLUE
 network 10.5.0.0 255.255.255.0
interface FastEthernet0/0
 ip vrf forwarding BLUE
 ip address 10.5.0.1 255.255.255.0
 no shutdown
"""
    lab = network({"S": text, "C": "interface FastEthernet0/0\n ip address dhcp\n no shutdown\n"}, "S:Fa0/0 C:Fa0/0")
    lab.run(20)
    assert address(lab) == "10.5.0.2"
    shown = lab["S"].cli("show ip dhcp binding vrf BLUE")
    assert shown.startswith("Bindings from VRF pool BLUE:\n") and "10.5.0.2  " in shown
    assert "10.5.0.2" not in lab["S"].cli("show ip dhcp binding").split("Bindings from VRF")[0]
    assert lab["S"].cli("show ip dhcp binding vrf RED") == "% VRF RED does not exist\n"


def test_other_broadcasts_are_sent_on() -> None:
    """TFTP and DNS are, by default; a port may be added, another taken away."""
    lab = far()
    lab.run(30)
    heard: list[tuple[int, int, int]] = []
    for port in (69, 137, 5000):
        lab["S"].device.ip.udp.listen(port, _Note(heard, port).hear)
    c = lab["C"].device

    def say(port: int) -> None:
        c.ip.udp.send(c.vrfs.default, parse_ipv4("10.2.0.2"), 4000, ANY, port, b"hello", iface=next(iter(c.interfaces.values())))

    for port in (69, 137, 5000):
        say(port)
    lab.run(3)
    say(69)
    say(137)
    lab.run(1)
    assert {port for port, _, _ in heard} == {69, 137}
    assert {src for _, src, _ in heard} == {parse_ipv4("10.2.0.2")} and {ttl for *_, ttl in heard} == {254}
    lab["R"].configure("no ip forward-protocol udp netbios-ns\nip forward-protocol udp 5000\n")
    heard.clear()
    for port in (69, 137, 5000):
        say(port)
    lab.run(1)
    assert {port for port, _, _ in heard} == {69, 5000}
    assert ", 0 forwarded broadcasts" not in lab["R"].cli("show ip traffic")
    saved = lab["R"].cli("show running-config")
    assert "no ip forward-protocol udp netbios-ns\nip forward-protocol udp 5000\n" in saved
    lab["R"].configure("no ip forward-protocol udp\n")
    heard.clear()
    say(69)
    lab.run(1)
    assert not heard and "no ip forward-protocol udp\n" in lab["R"].cli("show running-config")


class _Note:
    def __init__(self, heard: list[tuple[int, int, int]], port: int) -> None:
        self.heard, self.port = heard, port

    def hear(self, udp: Udp, passage: object, iface: object) -> None:
        packet = passage.packet  # type: ignore[attr-defined]
        self.heard.append((self.port, packet.src, packet.ttl))


def test_the_configuration_reads_back() -> None:
    text = """\
no service dhcp
ip dhcp relay information option
ip dhcp relay information policy keep
ip dhcp relay information trust-all
no ip dhcp conflict logging
ip dhcp excluded-address 10.0.0.1 10.0.0.9
ip dhcp excluded-address vrf BLUE 10.5.0.1
ip dhcp ping packets 4
ip dhcp ping timeout 300
ip dhcp pool LAN
 vrf BLUE
 import all
 network 10.0.0.0 255.255.255.0
 next-server 10.0.0.5 
 bootfile boot.bin
 domain-name example.com
 default-router 10.0.0.1 10.0.0.2 
 dns-server 10.0.0.53 
 netbios-name-server 10.0.0.54 
 netbios-node-type h-node
 option 43 hex f104.0a01.0102
 option 66 ascii 10.0.0.9
 option 150 ip 10.0.0.9 10.0.0.8 
 lease 2 12 30
ip dhcp pool ONE
 host 10.0.0.200 255.255.255.0
 client-identifier 0102.0000.0000.0a
 lease infinite
interface FastEthernet0/0
 ip address dhcp hostname x
 ip helper-address 10.0.0.1
 ip helper-address global 10.0.0.2
"""  # noqa: W291
    lab = network({"A": "ip vrf BLUE\n" + text, "B": ""}, "A:Fa0/0 B:Fa0/0")
    first = lab["A"].running_config()
    for line in text.splitlines():
        assert line in first, line
    lab["B"].configure("\n".join(first) + "\ninterface FastEthernet0/0\n no shutdown\n")
    assert lab["B"].running_config() == first
    gone = "".join(f"no {line}\n" for line in text.splitlines() if line.startswith("ip dhcp")) + "service dhcp\nip dhcp conflict logging\n"
    lab["A"].configure(gone + "default ip dhcp ping packets\n" + "interface FastEthernet0/0\n no ip helper-address\n no ip address\n")
    left = [line for line in lab["A"].running_config() if "dhcp" in line or "helper" in line]
    assert left == []


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (" network 10.0.0.1 255.255.255.0\n", "invalid network"),
        (" network 10.0.0.0 255.0.255.0\n", "Invalid"),
        (" client-identifier xyz\n", "% Invalid input detected at '^' marker."),
        (" lease 0 0 0\n", "% "),
        (" option 43 hex f1f\n", "% Invalid input detected at '^' marker."),
    ],
)
def test_refused_lines(line: str, answer: str) -> None:
    lab = network({"A": ""})
    assert answer in lab["A"].configure("ip dhcp pool P\n" + line)


# the format

messages = st.builds(
    Dhcp, st.sampled_from([1, 2]), st.integers(0, ANY), st.binary(min_size=6, max_size=6), hops=st.integers(0, 16),
    secs=st.integers(0, 65535), flags=st.sampled_from([0, 0x8000]), ciaddr=st.integers(0, ANY), yiaddr=st.integers(0, ANY),
    siaddr=st.integers(0, ANY), giaddr=st.integers(0, ANY),
    options=st.dictionaries(st.integers(1, 254).filter(lambda code: code != Option.OVERLOAD), st.binary(max_size=600), max_size=5),
)  # fmt: skip


@given(messages)
def test_read_back(message: Dhcp) -> None:
    assert Dhcp.decode(message.encode()) == message


@given(st.binary(max_size=400))
def test_anything(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        Dhcp.decode(data)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    lab = far(R="ip dhcp relay information option\n")
    capture = lab.capture()
    lab.run(30)
    lab["C"].cli("release dhcp FastEthernet0/0")
    lab.run(2)
    lab["S"].configure("ip dhcp excluded-address 10.2.0.2 10.2.0.9\n")
    lab["C"].cli("renew dhcp FastEthernet0/0")
    lab.run(20)
    lab["S"].cli("clear ip dhcp binding *")
    lab["C"].cli("renew dhcp FastEthernet0/0")
    lab.run(2)
    file = tmp_path / "dhcp.pcap"
    file.write_bytes(pcap.encode((pcap.Packet(each.time, each.data) for each in capture.frames), pcap.LinkType.ETHERNET))
    args = [arg for name in ("option.dhcp", "ip.relay", "ip.your", "option.dhcp_server_id") for arg in ("-e", f"dhcp.{name}")]
    found = subprocess.run(
        ["tshark", "-r", str(file), "-Y", "dhcp", "-T", "fields", *args, "-e", "_ws.malformed", "-e", "_ws.expert.message"],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout.splitlines()  # fmt: skip
    rows = [line.split("\t") for line in found]
    assert {row[0] for row in rows} == {"1", "2", "3", "5", "6", "7"}
    assert not any(row[4] for row in rows)
    assert ["2", "10.2.0.1", "10.2.0.2", "10.1.0.1"] in [row[:4] for row in rows]
