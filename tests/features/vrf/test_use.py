"""What users do in a VRF: static routes, ARP, CEF, ping, traceroute, telnet, syslog."""

from __future__ import annotations

from iosemu.types import Prefix, parse_ipv4
from iosemu.wire import ipv4
from tests.features.vrf.test_vrf import lab, text_of
from tests.features.wired import log_of, network

RIGHT = """\
interface GigabitEthernet0/0
 ip address 10.1.1.2 255.255.255.0
 no shutdown
interface Loopback0
 ip address 10.9.9.9 255.255.255.255
line vty 0 4
 no login
"""


def test_static_routes_of_a_vrf() -> None:
    net = lab()
    r1 = net["R1"]
    assert r1.configure("ip route vrf NOSUCH 10.9.0.0 255.255.0.0 10.1.1.2") == "% Unknown VRF specified\n"
    own = "%Invalid next hop address (it's this router)\n"
    assert r1.configure("ip route vrf RED 10.9.0.0 255.255.0.0 10.1.1.1") == own
    assert r1.configure("ip route 10.9.0.0 255.255.0.0 10.1.1.1") == ""
    lines = (
        "ip route vrf RED 0.0.0.0 0.0.0.0 Null0\n"
        "ip route vrf RED 10.9.0.0 255.255.0.0 10.1.1.2 200 tag 7 name there\n"
        "ip route vrf BLUE 10.9.0.0 255.255.0.0 GigabitEthernet0/1 10.1.1.2\n"
    )
    assert r1.configure(lines) == ""
    assert (
        "ip route 10.9.0.0 255.255.0.0 10.1.1.1\n"
        "ip route vrf BLUE 10.9.0.0 255.255.0.0 GigabitEthernet0/1 10.1.1.2\n"
        "ip route vrf RED 0.0.0.0 0.0.0.0 Null0\n"
        "ip route vrf RED 10.9.0.0 255.255.0.0 10.1.1.2 200 tag 7 name there\n"
    ) in text_of(r1)
    assert "S        10.9.0.0/16 [200/0] via 10.1.1.2\n" in r1.cli("show ip route vrf RED static")
    assert "S        10.9.0.0/16 [1/0] via 10.1.1.2, GigabitEthernet0/1\n" in r1.cli("show ip route vrf BLUE")
    assert "10.9.0.0" not in r1.cli("show ip route"), "its next hop is in no global network"
    assert r1.configure("no ip route vrf RED 10.9.0.0 255.255.0.0") == ""
    assert r1.configure("no ip route vrf RED 10.9.0.0 255.255.0.0") == "%No matching route to delete\n"
    r1.configure("no vrf definition BLUE")
    assert "BLUE" not in text_of(r1)
    r1.configure("vrf definition BLUE\n address-family ipv4\n")
    assert "10.9.0.0" not in r1.cli("show ip route vrf BLUE")


def test_leaks_by_global_next_hop_and_by_interface() -> None:
    """RED - R1 - global server: there by a global next hop, back by an interface of RED."""
    config = """\
vrf definition RED
 address-family ipv4
interface GigabitEthernet0/0
 vrf forwarding RED
 ip address 10.1.1.1 255.255.255.0
 no shutdown
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
 no shutdown
ip route vrf RED 0.0.0.0 0.0.0.0 192.0.2.9 global
ip route 10.1.1.0 255.255.255.0 GigabitEthernet0/0
"""
    client = "interface GigabitEthernet0/0\n ip address 10.1.1.2 255.255.255.0\n no shutdown\nip route 0.0.0.0 0.0.0.0 10.1.1.1\n"
    server = client.replace("10.1.1.2", "192.0.2.9").replace("10.1.1.1", "192.0.2.1")
    net = network({"R1": config, "A": client, "S": server}, "R1:Gi0/0 A:Gi0/0", "R1:Gi0/1 S:Gi0/0", platform="iosv")
    net.run(5)
    r1 = net["R1"]
    assert "ip route vrf RED 0.0.0.0 0.0.0.0 192.0.2.9 global\n" in text_of(r1)
    assert "S*    0.0.0.0/0 [1/0] via 192.0.2.9\n" in r1.cli("show ip route vrf RED")
    net["A"].cli("ping 192.0.2.9")
    assert "(5/5)" in net["A"].cli("ping 192.0.2.9")
    r1.configure("interface GigabitEthernet0/1\n shutdown\n")
    assert "0.0.0.0/0" not in r1.cli("show ip route vrf RED"), "the global next hop is gone"
    r1.configure("interface GigabitEthernet0/1\n no shutdown\n")
    net.run(5)
    assert "0.0.0.0/0" in r1.cli("show ip route vrf RED")
    assert "S        10.1.1.0 is directly connected, GigabitEthernet0/0\n" in r1.cli("show ip route static")
    r1.configure("interface GigabitEthernet0/0\n shutdown\n")
    assert r1.device.vrfs.default.v4.best(Prefix.parse("10.1.1.0/24")) is None


def test_a_vrf_that_goes_leaves_nothing_in_other_tables() -> None:
    """A next hop of the global table is watched for a route of RED only as long as there is one."""
    r1 = lab()["R1"]
    r1.configure("interface GigabitEthernet0/2\n ip address 192.0.2.1 255.255.255.0\n no shutdown\n")
    r1.configure("ip route vrf RED 0.0.0.0 0.0.0.0 192.0.2.9 global\n")
    table = r1.device.vrfs.default.v4
    assert table._hops
    red = r1.device.vrfs.get("RED")
    r1.configure("no vrf definition RED\n")
    assert not table._hops
    assert red is not None
    assert list(red.v4) == []


def test_arp_of_a_vrf() -> None:
    net = lab()
    r1 = net["R1"]
    r1.cli("ping vrf RED 10.1.1.2")
    red = r1.cli("show ip arp vrf RED")
    assert "10.1.1.2 " in red
    assert "GigabitEthernet0/0" in red
    assert "10.1.1.2 " not in r1.cli("show arp vrf BLUE")
    assert r1.cli("show ip arp") == ""
    assert r1.cli("show ip arp vrf NOSUCH") == "% VRF NOSUCH does not exist\n"
    assert r1.configure("arp vrf BLUE 10.1.1.2 0000.0c12.3456 arpa\n") == ""
    assert r1.configure("arp vrf NOSUCH 10.1.1.2 0000.0c12.3456 arpa\n") == "% VRF NOSUCH does not exist\n"
    assert "arp vrf BLUE 10.1.1.2 0000.0c12.3456 arpa\n" in text_of(r1)
    assert "(5/5)" in r1.cli("ping vrf RED 10.1.1.2"), "the static entry is BLUE's"
    assert "(0/5)" in r1.cli("ping vrf BLUE 10.1.1.2")
    r1.cli("clear arp-cache vrf BLUE")
    assert "0000.0c12.3456" in r1.cli("show ip arp vrf BLUE 10.1.1.2")
    r1.configure("no vrf definition BLUE")
    assert "arp vrf" not in text_of(r1)


def test_cef_of_a_vrf() -> None:
    r1 = lab()["R1"]
    assert "10.1.1.0/24          attached             GigabitEthernet0/1\n" in r1.cli("show ip cef vrf BLUE")
    assert "10.1.1.0/24" not in r1.cli("show ip cef")
    assert r1.cli("show ip cef vrf RED 10.1.1.77") == "10.1.1.0/24\n  attached to GigabitEthernet0/0\n"
    summary = r1.cli("show ip cef vrf BLUE summary")
    assert "VRF BLUE\n" in summary
    assert " Table id 0x2\n" in summary


def test_ping_and_traceroute_stay_in_their_vrf() -> None:
    net = lab()
    r1 = net["R1"]
    r1.cli("ping vrf RED 10.1.1.2")
    assert "(5/5)" in r1.cli("ping vrf RED 10.1.1.2 source GigabitEthernet0/0")
    assert "(0/5)" in r1.cli("ping 10.1.1.2")
    assert r1.cli("ping vrf NOSUCH 10.1.1.2") == "% VRF NOSUCH does not exist\n"
    other = "% Invalid source interface - Interface vrf does not match the vrf used for ping\n"
    assert r1.cli("ping vrf RED 10.1.1.2 source GigabitEthernet0/1") == other
    r1.cli("ping vrf BLUE 10.1.1.2 repeat 1")
    text = r1.cli("traceroute vrf BLUE 10.1.1.2")
    assert "\nVRF info: (vrf in name/id, vrf out name/id)\n  1 10.1.1.2 " in text
    assert net["A"].device.ip.stats.local > net["B"].device.ip.stats.local


def test_telnet_in_a_vrf() -> None:
    net = network(
        {"R1": lab()["R1"].device.startup_config, "A": RIGHT, "B": RIGHT},
        "R1:Gi0/0 A:Gi0/0", "R1:Gi0/1 B:Gi0/0", platform="iosv",
    )  # fmt: skip
    net.run(5)
    r1 = net["R1"]
    r1.cli("ping vrf BLUE 10.1.1.2")
    assert "Open\n" in r1.cli("telnet 10.1.1.2 /vrf BLUE\nexit")
    assert "Destination unreachable" in r1.cli("telnet 10.1.1.2")
    assert r1.cli("telnet 10.1.1.2 /vrf NOSUCH") == "% VRF NOSUCH does not exist\n"


def test_syslog_servers_of_a_vrf() -> None:
    net = lab()
    r1 = net["R1"]
    heard: list[bytes] = []
    net["B"].device.ip.udp.listen(514, lambda udp, passage, iface: heard.append(udp.payload))
    log = log_of(net, "A")
    r1.cli("ping vrf BLUE 10.1.1.2")
    assert r1.configure("logging host 10.1.1.2 vrf NOSUCH\n") == "% VRF NOSUCH does not exist\n"
    assert r1.configure("logging host 10.1.1.2 vrf BLUE\n") == ""
    assert "logging host 10.1.1.2 vrf BLUE\n" in text_of(r1)
    net.run(2)
    assert any(b"LOGGINGHOST" in text for text in heard)
    assert "Logging to 10.1.1.2  (BLUE) (udp port 514" in r1.cli("show logging")
    assert log == []
    r1.configure("no vrf definition BLUE\n")
    assert "logging host" not in text_of(r1)


def test_an_error_of_another_vrf_is_not_believed() -> None:
    """BLUE's host answers for RED's: an echo reply with the right identifier, from the wrong table."""
    net = lab()
    r1 = net["R1"]
    net["A"].configure("interface GigabitEthernet0/0\n shutdown\n")
    seen: list[int] = []
    device = r1.device
    port = device.interfaces[next(name for name in device.interfaces if str(name) == "GigabitEthernet0/1")]

    def forge() -> None:
        from iosemu.wire.icmp import ECHO_REPLY, Icmp

        ident = device._serial
        seen.append(ident)
        reply = Icmp(ECHO_REPLY, 0, ident << 16, b"\0" * 72)
        device.ip.receive(ipv4.IPv4(parse_ipv4("10.1.1.2"), parse_ipv4("10.1.1.1"), ipv4.ICMP, reply.encode()), port)

    net.scheduler.after(0.5, forge)
    assert "(0/1)" in r1.cli("ping vrf RED 10.1.1.2 repeat 1")
    assert seen


def test_access_class_of_vty_lines_takes_callers_from_a_vrf_only_with_vrf_also() -> None:
    net = lab()
    r1, a = net["R1"], net["A"]
    a.cli("ping 10.1.1.1")
    r1.configure("access-list 10 permit any\nline vty 0 4\n no login\n")
    assert "Open\n" in a.cli("telnet 10.1.1.1\nexit")
    r1.configure("line vty 0 4\n access-class 10 in\n")
    assert "% Connection refused by remote host" in a.cli("telnet 10.1.1.1")
    r1.configure("line vty 0 4\n access-class 10 in vrf-also\n")
    assert " access-class 10 in vrf-also\n" in text_of(r1)
    assert "Open\n" in a.cli("telnet 10.1.1.1\nshow tcp\nexit")


def test_show_tcp_names_the_table() -> None:
    net = lab()
    net["R1"].configure("line vty 0 4\n no login\n")
    net["B"].cli("ping 10.1.1.1")
    assert "Connection tableid (VRF): 2\n" in net["B"].cli("telnet 10.1.1.1\nshow tcp\nexit")


def test_names_are_asked_for_where_they_are_used() -> None:
    """Both hosts know the name, each as another address; RED has no name server."""
    net = lab()
    r1 = net["R1"]
    net["B"].configure("ip dns server\nip host there 10.1.1.2\n")
    net["A"].configure("ip dns server\nip host there 10.1.1.77\n")
    r1.cli("ping vrf BLUE 10.1.1.2")
    assert r1.configure("ip name-server vrf NOSUCH 10.1.1.2\n") == "% VRF NOSUCH does not exist\n"
    assert r1.configure("ip name-server vrf BLUE 10.1.1.2\n") == ""
    assert "ip name-server vrf BLUE 10.1.1.2\n" in text_of(r1)
    said = r1.cli("ping vrf BLUE there")
    assert said.startswith('Translating "there"...domain server (10.1.1.2) [OK]\n')
    assert "(5/5)" in said
    assert "Translating" not in r1.cli("ping vrf BLUE there"), "it is remembered"
    assert 'Translating "there"' in r1.cli("ping there"), "but not in the global table"
    assert "there" not in r1.cli("show hosts")
    assert r1.configure("ip host vrf BLUE door 10.1.1.2\n") == ""
    assert "ip host vrf BLUE door 10.1.1.2\n" in text_of(r1)
    assert "Translating" not in r1.cli("ping vrf BLUE door repeat 1")
    assert 'Translating "door"' in r1.cli("ping vrf RED door")
    assert "  1 door (10.1.1.2) " in r1.cli("traceroute vrf BLUE 10.1.1.2")
    r1.configure("no ip name-server vrf BLUE\n")
    assert "name-server" not in text_of(r1)
    r1.configure("ip name-server vrf BLUE 10.1.1.2\nno vrf definition BLUE\n")
    assert "name-server" not in text_of(r1)
    assert "ip host" not in text_of(r1)


def test_debugs_name_the_table() -> None:
    net = lab()
    r1 = net["R1"]
    r1.cli("ping vrf BLUE 10.1.1.2")
    for what in ("ip routing", "ip packet"):
        r1.cli(f"debug {what}")
    log = log_of(net, "R1")
    r1.cli("ping vrf BLUE 10.1.1.2 repeat 1")
    r1.configure("ip route vrf BLUE 10.9.0.0 255.255.0.0 10.1.1.2\nip route 10.8.0.0 255.255.0.0 Null0\n")
    text = "\n".join(line for _, line in log)
    assert "IP: tableid=2, s=10.1.1.1 (local), d=10.1.1.2 (GigabitEthernet0/1), routed via FIB" in text
    assert "RT(BLUE): updating static 10.9.0.0/16 (0x2)  :" in text
    assert "RT(BLUE): add 10.9.0.0/16 via 10.1.1.2, static metric [1/0]" in text
    assert "RT: updating static 10.8.0.0/16 (0x0)  :" in text


def test_clear_ip_route_of_a_vrf() -> None:
    """Its routes are taken out and chosen anew; those of other tables stay as they are."""
    net = lab()
    r1 = net["R1"]
    changes: list[str] = []
    r1.device.vrfs.routed("RED").v4.listen(lambda prefix, old, new: changes.append(f"RED {prefix}"))  # type: ignore[union-attr]
    r1.device.vrfs.routed("BLUE").v4.listen(lambda prefix, old, new: changes.append(f"BLUE {prefix}"))  # type: ignore[union-attr]
    assert r1.cli("clear ip route vrf NOSUCH *") == "% IP routing table NOSUCH does not exist\n"
    r1.cli("clear ip route vrf RED *")
    assert set(changes) == {"RED 10.1.1.0/24", "RED 10.1.1.1/32"}


def test_connections_end_with_their_vrf() -> None:
    """A caller from RED sits at a line; a VRF of the same name that is made again knows nothing of it."""
    net = lab()
    r1, a = net["R1"], net["A"]
    r1.configure("line vty 0 4\n no login\n")
    a.cli("ping 10.1.1.1")
    a.console.enter("telnet 10.1.1.1")
    net.run(2)
    assert [session.line for session in r1.device.sessions if session.line.startswith("vty")] == ["vty 0"]
    r1.configure("no vrf definition RED\nvrf definition RED\n address-family ipv4\n")
    assert not r1.device.ip.tcp.connections
    assert not [session for session in r1.device.sessions if session.line.startswith("vty")]
