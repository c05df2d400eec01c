"""A client gets an address, keeps it, gives it back; what one lost message, a reload or a silent server does to it."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.wire.dhcp import Kind
from tests.features.dhcp.world import message, near, said

C = "0063.6973.636f.2d63.6130.322e."


@pytest.fixture
def lab() -> Lab:
    made = near()
    made.run(15)
    return made


def address(lab: Lab, name: str = "C") -> str:
    return lab[name].cli("show ip interface brief FastEthernet0/0").splitlines()[-1].split()[1]


def row(lab: Lab, name: str) -> str:
    lines = lab["S"].cli("show ip dhcp server statistics").splitlines()
    return next(line.split()[-1] for line in lines if line.startswith(name))


def test_it_gets_an_address(lab: Lab) -> None:
    c, s = lab["C"], lab["S"]
    assert address(lab) == "10.0.0.10"
    assert "10.0.0.10       YES DHCP   up                    up" in c.cli("show ip interface brief")
    assert "S*    0.0.0.0/0 [254/0] via 10.0.0.1" in c.cli("show ip route")
    shown = c.cli("show ip interface FastEthernet0/0")
    assert "  Internet address is 10.0.0.10/24\n  Broadcast address is 255.255.255.255\n  Address determined by DHCP from host 10.0.0.1\n" in shown
    assert "%DHCP-6-ADDRESS_ASSIGN: Interface FastEthernet0/0 assigned DHCP address 10.0.0.10, mask 255.255.255.0, hostname C" in c.cli("show logging")
    assert " ip address dhcp\n" in c.cli("show running-config") and "10.0.0.10" not in c.cli("show running-config")
    assert "!!!!" in c.cli("ping 10.0.0.1")
    binding = s.cli("show ip dhcp binding").splitlines()
    assert binding[0] == "Bindings from all pools not associated with VRF:"
    assert binding[4].startswith("10.0.0.10           0063.6973.636f.2d") and binding[4].endswith("    Automatic")
    assert [row(lab, f"DHCP{kind}") for kind in ("DISCOVER", "REQUEST", "OFFER", "ACK", "NAK")] == ["1", "1", "1", "1", "0"]
    pool = s.cli("show ip dhcp pool LAN")
    assert " Total addresses                : 254\n Leased addresses               : 1\n" in pool
    assert "\n 10.0.0.11            10.0.0.1         - 10.0.0.254        1\n" in pool
    lease = c.cli("show dhcp lease").splitlines()
    assert lease[0] == "Temp IP addr: 10.0.0.10  for peer on Interface: FastEthernet0/0"
    assert lease[2] == "   DHCP Lease server: 10.0.0.1, state: 5 Bound"
    assert lease[4:6] == ["   Lease: 86400 secs,  Renewal: 43200 secs,  Rebind: 75600 secs", "Temp default-gateway addr: 10.0.0.1"]
    assert lease[-1] == "   Hostname: C"


def test_it_is_renewed_at_half_time(lab: Lab) -> None:
    heard = said(lab)
    lab.run(43300)
    kinds = [(packet.src, found.kind) for packet, found in heard()]
    assert kinds == [(0x0A00000A, Kind.REQUEST), (0x0A000001, Kind.ACK)]
    assert address(lab) == "10.0.0.10" and lab["C"].cli("show logging").count("ADDRESS_ASSIGN") == 1
    lab.run(86400)
    assert address(lab) == "10.0.0.10" and row(lab, "Expired") == "0"


def test_nobody_renews_it(lab: Lab) -> None:
    """T1: by unicast, again and again; T2: by broadcast; then the address is gone, with the route."""
    lab["S"].configure("no service dhcp\n")
    heard = said(lab)
    lab.run(75600 - 60)
    lease = lab["C"].cli("show dhcp lease")
    assert "state: 7 Renewing" in lease and address(lab) == "10.0.0.10"
    assert {packet.dst for packet, _ in heard()} == {0x0A000001} and len(heard()) >= 8
    lab.run(3600)
    assert "state: 8 Rebinding" in lab["C"].cli("show dhcp lease")
    assert heard()[-1][0].dst == 0xFFFFFFFF and heard()[-1][1].ciaddr == 0x0A00000A
    lab.run(8000)
    assert address(lab) == "unassigned" and " via 10.0.0.1" not in lab["C"].cli("show ip route")
    assert "state: 3 Selecting" in lab["C"].cli("show dhcp lease") or lab["C"].cli("show dhcp lease")
    lab["S"].configure("service dhcp\n")
    lab.run(90)
    assert address(lab) == "10.0.0.10"


@pytest.mark.parametrize("lost", [Kind.DISCOVER, Kind.OFFER, Kind.REQUEST, Kind.ACK])
def test_one_message_is_lost(lost: Kind) -> None:
    lab = near(C=" shutdown\n")
    gone = []

    def keep(name: str, frame: bytes) -> bool:
        found = message(frame)
        if found is None or found[1].kind != lost or gone:
            return True
        gone.append(found)
        return False

    lab["S"].device.interfaces[next(iter(lab["S"].device.interfaces))].link.filters.append(keep)
    lab["C"].configure("interface FastEthernet0/0\n no shutdown\n")
    lab.run(25)
    assert gone and address(lab) == "10.0.0.10"
    assert lab["S"].cli("show ip dhcp binding").count("Automatic") == 1


def test_the_server_forgets() -> None:
    """No agent keeps bindings over a reload: at its renewal the client is refused, asks anew, and is served."""
    lab = near(switch=True)
    lab.run(15)
    lab["S"].cli("write memory")
    lab["S"].reload()
    lab.run(60)
    assert "10.0.0.10" not in lab["S"].cli("show ip dhcp binding")
    assert address(lab) == "10.0.0.10"
    heard = said(lab)
    lab["C"].cli("renew dhcp FastEthernet0/0")
    lab.run(20)
    kinds = [found.kind for _, found in heard()]
    assert kinds == [Kind.REQUEST, Kind.NAK, Kind.DISCOVER, Kind.OFFER, Kind.REQUEST, Kind.ACK]
    assert address(lab) == "10.0.0.10" and "10.0.0.10" in lab["S"].cli("show ip dhcp binding")


def test_release_and_renew(lab: Lab) -> None:
    c = lab["C"]
    assert c.cli("release dhcp FastEthernet0/0") == ""
    lab.run(1)
    assert address(lab) == "unassigned" and "Automatic" not in lab["S"].cli("show ip dhcp binding")
    assert row(lab, "DHCPRELEASE") == "1"
    assert c.cli("release dhcp FastEthernet0/0") == "Interface does not have a DHCP originated address\n"
    assert c.cli("release dhcp FastEthernet0/1") == "Interface does not have a DHCP originated address\n"
    lab.run(100)
    assert address(lab) == "unassigned"
    assert c.cli("renew dhcp FastEthernet0/0") == ""
    lab.run(10)
    assert address(lab) == "10.0.0.10"


def test_another_line_gives_it_back(lab: Lab) -> None:
    c = lab["C"]
    c.configure("interface FastEthernet0/0\n no ip address\n")
    lab.run(1)
    assert address(lab) == "unassigned" and row(lab, "DHCPRELEASE") == "1"
    assert " no ip address\n" in c.cli("show running-config interface FastEthernet0/0")
    assert " via 10.0.0.1" not in c.cli("show ip route") and c.cli("show dhcp lease") == ""
    c.configure("interface FastEthernet0/0\n ip address dhcp client-id FastEthernet0/0 hostname pc1\n")
    lab.run(15)
    assert " ip address dhcp client-id FastEthernet0/0 hostname pc1\n" in c.cli("show running-config interface FastEthernet0/0")
    assert "hostname pc1" in c.cli("show logging")
    assert "01" + f"{c.device.interfaces[next(iter(c.device.interfaces))].mac:012x}"[:2] in lab["S"].cli("show ip dhcp binding")
    c.configure("interface FastEthernet0/0\n ip address 10.0.0.77 255.255.255.0\n")
    lab.run(1)
    assert address(lab) == "10.0.0.77" and row(lab, "DHCPRELEASE") == "2"
    assert " ip address 10.0.0.77 255.255.255.0\n" in c.cli("show running-config interface FastEthernet0/0")


def test_the_cable(lab: Lab) -> None:
    lab["C"].configure("interface FastEthernet0/0\n shutdown\n")
    lab.run(5)
    assert address(lab) == "unassigned"
    lab["C"].configure("interface FastEthernet0/0\n no shutdown\n")
    lab.run(15)
    assert address(lab) == "10.0.0.10"


def test_a_reload_of_the_client(lab: Lab) -> None:
    lab["C"].cli("write memory")
    lab["C"].reload()
    lab.run(30)
    assert address(lab) == "10.0.0.10"
    assert lab["S"].cli("show ip dhcp binding").count("Automatic") == 1


def test_distance_and_routers(lab: Lab) -> None:
    c = lab["C"]
    c.configure("interface FastEthernet0/0\n ip dhcp client default-router distance 20\n")
    assert "0.0.0.0/0 [20/0] via 10.0.0.1" in c.cli("show ip route")
    c.configure("interface FastEthernet0/0\n no ip dhcp client request router\n")
    assert "via 10.0.0.1" not in c.cli("show ip route")


def test_no_server() -> None:
    lab = near(S="no service dhcp\n")
    lab.run(1)
    lab["C"].cli("debug dhcp")
    lab.run(60)
    log = lab["C"].console.take()
    assert "DHCP: SDiscover attempt # 3 for entry:" in log and "DHCP: SDiscover attempt # 4" not in log
    assert "DHCP: Waiting for 5 seconds on interface FastEthernet0/0" in log
    assert "DHCP: Try 2 to acquire address for FastEthernet0/0" in log
    assert "unassigned      YES DHCP" in lab["C"].cli("show ip interface brief")
    assert "  Internet address will be negotiated using DHCP\n" in lab["C"].cli("show ip interface FastEthernet0/0")
    assert "no service dhcp\n" in lab["S"].cli("show running-config")


def test_rows(lab: Lab) -> None:
    (binding,) = lab["S"].rows("show ip dhcp binding")
    assert (binding.address, binding.manual, binding.pool, binding.vrf) == ("10.0.0.10", False, "LAN", "")
    assert binding.client.startswith("0063.6973") and 86000 < binding.left < 86400
    (pool,) = lab["S"].rows("show ip dhcp pool")
    assert (pool.name, pool.network, pool.total, pool.leased, pool.excluded) == ("LAN", "10.0.0.0/24", 254, 1, 9)
    assert lab["S"].rows("show ip dhcp conflict") == []
    (lease,) = lab["C"].rows("show dhcp lease")
    assert (lease.interface, lease.address, lease.length, lease.server) == ("FastEthernet0/0", "10.0.0.10", 24, "10.0.0.1")
    assert (lease.lease, lease.router) == (86400, "10.0.0.1")


def test_the_lab_is_saved_and_goes_on(lab: Lab) -> None:
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each.run(50_000)
    assert address(again) == "10.0.0.10"
    assert again["S"].cli("show ip dhcp binding") == lab["S"].cli("show ip dhcp binding")
    assert again["C"].cli("show dhcp lease") == lab["C"].cli("show dhcp lease")
