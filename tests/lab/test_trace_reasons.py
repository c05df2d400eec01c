"""Each reason for a drop has an explanation that names router, interface and line; most are made here for real."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.device import explain
from iosemu.device.drops import Reason
from iosemu.device.explain import Dropped, Scene
from iosemu.device.passage import Passage
from iosemu.lab.trace.words import carried_out
from iosemu.types import InterfaceName
from iosemu.wire import ipv4

FA0 = "interface FastEthernet0/0\n "
FA1 = "interface FastEthernet0/1\n "


def chain(folder: Path, **more: str) -> Lab:
    """R1 -- R2 -- R3 on 10.0.12.0/24 and 10.0.23.0/24, R3 with 10.3.3.3 on Loopback0; `more` are further lines."""
    for number in (1, 2, 3):
        text = f"hostname R{number}\nno ip domain lookup\n"
        if number < 3:
            text += f"{FA0}ip address 10.0.{number}{number + 1}.{number} 255.255.255.0\n no shutdown\n"
        if number > 1:
            text += f"{FA1}ip address 10.0.{number - 1}{number}.{number} 255.255.255.0\n no shutdown\n"
        if number == 3:
            text += "interface Loopback0\n ip address 10.3.3.3 255.255.255.255\n"
        text += {
            1: "ip route 0.0.0.0 0.0.0.0 10.0.12.2\n",
            2: "ip route 10.3.3.3 255.255.255.255 10.0.23.3\n",
            3: "ip route 10.0.12.0 255.255.255.0 10.0.23.2\n",
        }[number]
        (folder / f"R{number}.cfg").write_text(text + more.get(f"r{number}", "") + "end\n")
    nodes = "".join(f"  R{number}: {{platform: c3725, config: R{number}.cfg}}\n" for number in (1, 2, 3))
    links = '  - endpoints: ["R1:Fa0/0", "R2:Fa0/1"]\n  - endpoints: ["R2:Fa0/0", "R3:Fa0/1"]\n'
    lab = Lab.from_yaml(f"name: chain\nnodes:\n{nodes}links:\n{links}", folder)
    assert lab.refused_lines() == []
    lab.settle()
    lab["R1"].cli("ping 10.0.12.2 repeat 2 timeout 1")
    lab["R2"].cli("ping 10.0.23.3 repeat 2 timeout 1")
    return lab


# what is configured, what is sent from R1, the reason, the sentences (in order) and the lines
CASES: dict[str, tuple[dict[str, str], str, Reason, list[str]]] = {
    "a tunnel of the other family": (
        {"r1": "interface Tunnel6\n ip address 10.6.0.1 255.255.255.252\n tunnel source 10.0.12.1\n"
               " tunnel destination 10.0.12.2\n tunnel mode ipv6ip\n"}, "10.6.0.2", Reason.OTHER_FAMILY,
        ["Tunnel6 of R1 carries no IPv4 in mode ipv6ip", "| R1, interface Tunnel6: tunnel mode ipv6ip",
         "R1, interface Tunnel6: tunnel mode gre ip"],
    ),
    "no route": (
        {}, "10.9.9.9", Reason.NO_ROUTE,
        ["=> dropped by R2 at FastEthernet0/1: no route", "R2 has no route to 10.9.9.9",
         "no router of the lab has an address in its subnet"],
    ),
    "no route, but somebody has it": (
        {"r3": "interface Loopback7\n ip address 10.7.7.7 255.255.255.0\n"}, "10.7.7.7", Reason.NO_ROUTE,
        ["R2 has no route to 10.7.7.7", "its subnet is that of Loopback7 of R3",
         "| R3, interface Loopback7: ip address 10.7.7.7 255.255.255.0"],
    ),
    "null route": (
        {"r2": "ip route 10.9.0.0 255.255.0.0 Null0\n"}, "10.9.9.9", Reason.NULL_ROUTE,
        ["the longest route to 10.9.9.9 on R2 is 10.9.0.0/16 to Null0, static",
         "| R2: ip route 10.9.0.0 255.255.0.0 Null0"],
    ),
    "access list in": (
        {"r2": "access-list 101 deny icmp any host 10.3.3.3\naccess-list 101 permit ip any any\n"
         f"{FA1}ip access-group 101 in\n"}, "10.3.3.3", Reason.ACCESS_LIST,
        ["R2 tells 10.0.12.1: administratively prohibited",
         "access list 101, applied inbound to FastEthernet0/1 of R2, denies it, entry 10",
         "| R2: access-list 101 deny   icmp any host 10.3.3.3",
         "| R2, interface FastEthernet0/1: ip access-group 101 in"],
    ),
    "access list out": (
        {"r2": f"ip access-list extended OUT\n permit tcp any any eq 22\n{FA0}ip access-group OUT out\n"},
        "10.3.3.3 tcp 23", Reason.ACCESS_LIST,
        ["access list OUT, applied outbound to FastEthernet0/0 of R2, has no entry for it: its end denies",
         "| R2, interface FastEthernet0/0: ip access-group OUT out"],
    ),
    "unicast RPF": (
        {"r2": f"{FA1}ip verify unicast source reachable-via rx\n"}, "10.3.3.3 from 10.77.0.1", Reason.UNICAST_RPF,
        ["FastEthernet0/1 of R2 checks sources, and there is no route back to 10.77.0.1",
         "| R2, interface FastEthernet0/1: ip verify unicast source reachable-via rx"],
    ),
    "martian": (
        {}, "127.0.0.1", Reason.MARTIAN, ["no router forwards from 10.0.12.1 to 127.0.0.1"],
    ),
    "not a gateway": (
        {"r2": "no ip routing\n"}, "10.3.3.3", Reason.NOT_A_GATEWAY,
        ["R2 does not route", "| R2: no ip routing", "-> R2: ip routing"],
    ),
    "time to live": (
        {}, "10.3.3.3 ttl 1", Reason.TTL, ["its time to live ended on R2, 10.3.3.3 is not there"],
    ),
    "a loop": (
        {"r2": "ip route 10.8.0.0 255.255.0.0 10.0.12.1\n"}, "10.8.8.8 ttl 9", Reason.TTL,
        ["its routes lead in a circle: R2 -> R1 -> R2", "| R2: ip route 10.8.0.0 255.255.0.0 10.0.12.1",
         "| R1: ip route 0.0.0.0 0.0.0.0 10.0.12.2"],
    ),
    "directed broadcast": (
        {}, "10.0.23.255", Reason.DIRECTED_BROADCAST,
        ["10.0.23.255 is the broadcast address of FastEthernet0/0 of R2, which forwards none",
         "-> R2, interface FastEthernet0/0: ip directed-broadcast"],
    ),
    "fragmentation needed": (
        {"r2": f"{FA0}ip mtu 1000\n"}, "10.3.3.3 size 1200 df", Reason.FRAGMENTATION_NEEDED,
        ["R2 tells 10.0.12.1: fragmentation needed, 1000 bytes fit",
         "the packet has 1200 bytes and may not be fragmented, and 1000 go through FastEthernet0/0 of R2",
         "| R2, interface FastEthernet0/0: ip mtu 1000"],
    ),
    "nobody answers ARP": (
        {}, "10.0.23.77", Reason.ENCAPSULATION_FAILED,
        ["nobody on the cable of FastEthernet0/0 of R2 has the address 10.0.23.77 (there is FastEthernet0/1 of R3)",
         "| R3, interface FastEthernet0/1: ip address 10.0.23.3 255.255.255.0"],
    ),
    "the next hop is somewhere else": (
        {"r2": "ip route 10.8.0.0 255.255.0.0 10.0.23.99\n"}, "10.8.8.8", Reason.ENCAPSULATION_FAILED,
        ["nobody on the cable of FastEthernet0/0 of R2 has the address 10.0.23.99"],
    ),
    "no listener": (
        {}, "10.3.3.3 99", Reason.NO_LISTENER, ["R3 tells 10.0.12.1: protocol unreachable",
                                               "nothing on R3 takes IP protocol 99"],
    ),
    "to Null0 by policy": (
        {"r2": f"route-map AWAY permit 10\n set interface Null0\n{FA1}ip policy route-map AWAY\n"}, "10.3.3.3",
        Reason.NULL_INTERFACE,
        ["entry 10 of route map AWAY sends it by Null0", "| route-map AWAY permit 10", "set interface Null0",
         "it was sent to Null0 of R2"],
    ),
    "no tunnel": (
        {"r3": "interface Tunnel0\n ip address 10.60.0.3 255.255.255.0\n tunnel source Loopback0\n"
         " tunnel destination 10.9.9.9\n"}, "10.3.3.3 gre", Reason.NO_TUNNEL,
        ["no tunnel of R3 takes GRE from 10.0.12.1 to 10.3.3.3",
         "Tunnel0 is point-to-point with 10.9.9.9, not with 10.0.12.1",
         "| R3, interface Tunnel0: tunnel destination 10.9.9.9"],
    ),
    "in the clear where a crypto map wants it sealed": (
        {"r2": "access-list 102 permit ip host 10.3.3.3 host 10.0.12.1\n"
         "crypto isakmp policy 10\n authentication pre-share\ncrypto isakmp key secret address 10.0.12.1\n"
         "crypto ipsec transform-set TS esp-aes esp-sha-hmac\ncrypto map VPN 10 ipsec-isakmp\n"
         f" set peer 10.0.12.1\n set transform-set TS\n match address 102\n{FA1}crypto map VPN\n"},
        "10.3.3.3", Reason.NOT_IPSEC,
        ["it came in the clear to FastEthernet0/1 of R2, where crypto map VPN 10 wants such traffic sealed (list 102",
         "| R2: access-list 102 permit ip host 10.3.3.3 host 10.0.12.1",
         "| R2, interface FastEthernet0/1: crypto map VPN"],
    ),
    "no SA for a crypto map": (
        {"r1": "access-list 102 permit ip host 10.0.12.1 host 10.3.3.3\n"
         "crypto isakmp policy 10\n authentication pre-share\ncrypto isakmp key secret address 10.0.23.3\n"
         "crypto ipsec transform-set TS esp-aes esp-sha-hmac\ncrypto map VPN 10 ipsec-isakmp\n"
         f" set peer 10.0.23.3\n set transform-set TS\n match address 102\n{FA0}crypto map VPN\n"},
        "10.3.3.3", Reason.NO_SA,
        ["IKE: R3 does not listen to ISAKMP", "crypto map VPN 10 on FastEthernet0/0 of R1 selects it, and there is no SA",
         "| R1: access-list 102 permit ip host 10.0.12.1 host 10.3.3.3",
         "R3 has 10.0.23.3 on FastEthernet0/1, and no crypto map there"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_drop_is_explained(tmp_path: Path, name: str) -> None:
    more, words, reason, wanted = CASES[name]
    if "from 10.77" in words:
        more = more | {"r1": "interface Loopback7\n ip address 10.77.0.1 255.255.255.255\n"}
    lab = chain(tmp_path, **more)
    found = carried_out(lab, ["R1", *words.split()])
    text = str(found)
    assert getattr(found, "reason", "") == reason.value, text
    at = 0
    for part in wanted:
        at = text.find(part, at)
        assert at >= 0, f"{part!r} is not there, or not in order:\n{text}"


def test_a_line_that_is_down(tmp_path: Path) -> None:
    lab = chain(tmp_path)
    lab.cut("R2", "R3")
    text = str(lab.trace("R1", "10.3.3.3"))
    assert "the cable at FastEthernet0/0 of R2 is cut" in text and "-> /repair R2:FastEthernet0/0" in text


def test_an_address_that_is_gone(tmp_path: Path) -> None:
    """R1 knows the MAC address yet."""
    lab = chain(tmp_path)
    lab["R2"].configure(f"{FA1}no ip address\n")
    text = str(lab.trace("R1", "10.3.3.3"))
    assert "=> dropped by R2 at FastEthernet0/1: no address" in text
    assert "FastEthernet0/1 of R2 has no IP address" in text
    assert "| R2, interface FastEthernet0/1: no ip address" in text


def test_every_reason_has_an_explanation() -> None:
    """A new one must bring its own."""
    assert explain.explained() == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_every_explanation_reads(tmp_path: Path, reason: Reason) -> None:
    """Whatever is asked about, where there is nothing special to say: sentences without an end, lines that are there."""
    lab = chain(tmp_path, r2="interface Tunnel0\n ip address 10.50.0.2 255.255.255.0\n tunnel source Fa0/1\n"
                             " tunnel destination 10.0.12.1\n")  # fmt: skip
    device = lab["R2"].device
    scene = Scene(node.device for node in lab)
    packet = ipv4.IPv4(0x0A000C01, 0x0A030303, ipv4.UDP, bytes(20), 5)
    for name in ("FastEthernet0/1", "Tunnel0"):
        iface = device.interfaces[InterfaceName.parse(name)]
        passage = Passage(packet, device.vrfs.default, iface, None, iface, 0x0A320001)
        for finding in explain.why(Dropped(scene, device, passage, iface, reason)):
            assert finding.text and finding.text[-1] not in ".:" and finding.layer is not None
            assert "None" not in finding.text and "None" not in finding.remedy
            for line in finding.lines:
                assert line.text in "\n".join(lab[line.router].running_config())


@pytest.mark.parametrize(("protocol", "word"), [(ipv4.EIGRP, "EIGRP"), (ipv4.GRE, "NHRP"), (ipv4.UDP, "")])
def test_who_could_not_read_it(tmp_path: Path, protocol: int, word: str) -> None:
    """Protocols share the reason, and each speaks of its own messages."""
    lab = chain(tmp_path)
    device = lab["R2"].device
    scene = Scene(node.device for node in lab)
    iface = device.interfaces[InterfaceName.parse("FastEthernet0/1")]
    packet = ipv4.IPv4(0x0A000C01, 0x0A000C02, protocol, bytes(20), 5)
    passage = Passage(packet, device.vrfs.default, iface)
    found = explain.why(Dropped(scene, device, passage, iface, Reason.UNREADABLE))
    assert [word in each.text for each in found] == ([True] if word else [])
