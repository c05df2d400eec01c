"""`show arp`, `arp`, `arp timeout`, `debug arp`. Formats: reference ios-output/show-arp/genie-1.txt, routing-debug.md."""

from __future__ import annotations

from tests.features.routers import three

TITLE = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n"


def test_table() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    net.cli("R1", "ping 10.0.12.9 repeat 1")
    net.configure("R1", "arp 10.0.12.77 0000.0c12.3456 arpa")
    net.run(130)
    net.cli("R1", "ping 10.0.12.9 repeat 1")
    assert net.cli("R1", "show arp") == TITLE + (
        "Internet  10.0.12.1               -   ca01.0001.1000  ARPA   FastEthernet0/0\n"
        "Internet  10.0.12.2               2   ca01.0002.1000  ARPA   FastEthernet0/0\n"
        "Internet  10.0.12.9               0   Incomplete      ARPA   \n"
        "Internet  10.0.12.77              -   0000.0c12.3456  ARPA   \n"
    )
    assert net.cli("R1", "show ip arp 10.0.12.2").count("\n") == 2
    assert net.cli("R1", "show ip arp 10.0.12.200") == ""


def test_static_entry_is_used() -> None:
    net = three()
    net.configure("R1", "arp 10.0.12.2 ca01.0002.1000 arpa")
    net.cli("R1", "ping 10.0.12.2")
    assert net.shells["R1"].device.ip.stats.encapsulation_failed == 0
    assert net.shells["R1"].device.ip.arp.requests_sent == 0


def test_timeout() -> None:
    net = three()
    net.configure("R1", "interface FastEthernet0/0\n arp timeout 120")
    net.cli("R1", "ping 10.0.12.2")
    net.configure("R2", "interface FastEthernet0/0\n no ip address")
    net.run(125)
    assert "10.0.12.2 " not in net.cli("R1", "show arp")


def test_debug_tells_the_exchange() -> None:
    net = three()
    lines = net.log_of("R1")
    assert net.cli("R1", "debug arp") == "ARP packet debugging is on\n"
    net.cli("R1", "ping 10.0.12.2 repeat 1")
    assert lines == [
        "IP ARP: creating incomplete entry for IP address: 10.0.12.2 interface FastEthernet0/0",
        "IP ARP: sent req src 10.0.12.1 ca01.0001.1000, dst 10.0.12.2 0000.0000.0000 FastEthernet0/0",
        "IP ARP: rcvd rep src 10.0.12.2 ca01.0002.1000, dst 10.0.12.1 FastEthernet0/0",
        "IP ARP: creating entry for IP address: 10.0.12.2, hw: ca01.0002.1000",
    ]
    assert net.cli("R1", "no debug arp") == "ARP packet debugging is off\n"
    net.cli("R1", "clear arp-cache")
    assert len(lines) == 4


def test_duplicate_address_is_logged() -> None:
    net = three()
    lines = net.log_of("R2")
    net.configure("R1", "interface FastEthernet0/0\n ip address 10.0.12.2 255.255.255.0")
    net.run(1)
    assert "Duplicate address 10.0.12.2 on FastEthernet0/0, sourced by ca01.0001.1000" in lines


def test_static_entry_is_stronger_than_what_was_learned() -> None:
    """It takes the place of the learned entry at once, and neither replies nor `clear arp-cache` touch it."""
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    assert "!!!!!" in net.cli("R1", "ping 10.0.12.2")
    net.configure("R1", "arp 10.0.12.2 dead.beef.0001 arpa")
    static = "Internet  10.0.12.2               -   dead.beef.0001  ARPA   \n"
    for _ in range(2):
        assert net.cli("R1", "show arp 10.0.12.2") == TITLE + static
        assert "....." in net.cli("R1", "ping 10.0.12.2")
        net.cli("R2", "ping 10.0.12.1 repeat 1")
        net.cli("R1", "clear arp-cache")
    assert net.cli("R1", "show arp 10.0.12.2") == TITLE + static
    assert net.configure("R1", "no arp 10.0.12.2") == ""
    assert "arp 10.0.12.2" not in net.cli("R1", "show running-config")
    net.cli("R1", "ping 10.0.12.2")
    assert "!!!!!" in net.cli("R1", "ping 10.0.12.2")


def test_static_entry_holds_for_transit() -> None:
    """Packets that are forwarded on their bytes follow the static entry too."""
    net = three()
    net.cli("R3", "ping 1.1.1.1")
    assert "!!!!!" in net.cli("R3", "ping 1.1.1.1")
    net.configure("R2", "arp 10.0.12.1 dead.beef.0001 arpa")
    assert "....." in net.cli("R3", "ping 1.1.1.1")


def test_static_entry_is_an_adjacency() -> None:
    net = three()
    net.configure("R1", "arp 10.0.12.77 0000.0c12.3456 arpa\narp 10.0.99.1 0000.0c12.3456 arpa")
    assert "10.0.12.77" in net.cli("R1", "show adjacency")
    assert "10.0.99.1" not in net.cli("R1", "show adjacency")
    assert "10.0.12.77/32        attached             FastEthernet0/0\n" in net.cli("R1", "show ip cef")
