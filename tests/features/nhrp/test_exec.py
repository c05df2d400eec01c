"""Commands about NHRP's doings: servers by name, statistics, redirects, conditions of the debugs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu.types import parse_ipv4
from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config
from tests.features.nhrp.test_resolution import EXACT, phase3, trace

NAMED = {
    "dynamic": " ip nhrp nhs dynamic nbma hub.example.com multicast\n",
    "static": " ip nhrp nhs 10.0.0.1 nbma hub.example.com multicast\n",
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_server_by_its_name(tmp_path: Path, kind: str) -> None:
    """The name is looked up while there is no answer, too: the server may have moved."""
    net = Cloud(tmp_path, [config(1, HUB), config(2, NAMED[kind])])
    net.run(20)
    assert "hub.example.com multicast" in net[2].cli("show running-config interface Tunnel0")
    assert re.search(r"E[D ] priority = 0 cluster = 0  req-sent 4  req-failed 4", net[2].cli("show ip nhrp nhs detail"))
    net[2].configure("ip host hub.example.com 192.0.2.1")
    net.run(40)
    assert net.rows(2)[0][:4] == ["1", "192.0.2.1", "10.0.0.1", "UP"]
    assert net.rows(1)[0][3] == "UP"
    assert net.tunnel(2).driver.multicast_nbmas == [parse_ipv4("192.0.2.1")]
    net[2].configure("no ip host hub.example.com\nip host hub.example.com 192.0.2.11")
    net[1].configure("interface FastEthernet0/0\n ip address 192.0.2.11 255.255.255.0")
    net[2].configure("interface Tunnel0\n ip nhrp registration timeout 5\n shutdown\n no shutdown")
    net.run(30)
    assert net.rows(2)[0][:4] == ["1", "192.0.2.11", "10.0.0.1", "UP"]
    assert net[2].configure(f"interface Tunnel0\n no{NAMED[kind]}") == ""
    assert net.rows(2) == []


@pytest.mark.parametrize("kind", NAMED)
def test_the_name_of_a_server_is_asked_for(tmp_path: Path, kind: str) -> None:
    """The hub itself answers: first with nothing, then with its address; then it moves, and a name server with it."""
    net = Cloud(tmp_path, [config(1, HUB), config(2, NAMED[kind])])
    net[2].configure("ip name-server 192.0.2.1")
    net[1].configure("ip dns server")
    net.run(60)
    assert re.search(r"req-sent \d+  req-failed", net[2].cli("show ip nhrp nhs detail"))
    assert not net[2].device.engine("dns").answers
    net[1].configure("ip host hub.example.com 192.0.2.1")
    net.run(90)
    assert net.rows(2)[0][:4] == ["1", "192.0.2.1", "10.0.0.1", "UP"]
    assert "hub.example.com           None  (temp, " in net[2].cli("show hosts")
    net[1].configure("interface FastEthernet0/0\n ip address 192.0.2.11 255.255.255.0\nip host hub.example.com 192.0.2.11")
    net[2].configure("no ip name-server\nip name-server 192.0.2.11\ninterface Tunnel0\n ip nhrp registration timeout 5")
    net.run(120)
    assert net.rows(2)[0][:4] == ["1", "192.0.2.11", "10.0.0.1", "UP"]


def test_shortcuts_can_be_cleared(tmp_path: Path) -> None:
    net = phase3(tmp_path)
    net.warm()
    trace(net, 2, "172.16.3.1")
    net.run(1)
    assert net[2].cli("show ip nhrp shortcut")
    net[2].cli("clear ip nhrp shortcut")
    assert net[2].cli("show ip nhrp shortcut") == ""
    assert "H  " not in net[2].cli("show ip route | begin Gateway")
    assert "172.16.2.0/24" in net[2].cli("show ip nhrp")  # what it answered stays
    net.run(8)  # the hub does not repeat itself before
    assert trace(net, 2, "172.16.3.1")[0] == "10.0.0.1"
    net.run(1)
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.3"]


@pytest.mark.parametrize("routes", ["", EXACT])
def test_statistics(tmp_path: Path, routes: str) -> None:
    net = phase3(tmp_path, routes, crypto=True) if routes else phase3(tmp_path, crypto=True)
    net.warm()
    net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(1)
    shown = net[2].cli("show nhrp stats")
    assert shown == net[2].cli("show ip nhrp stats Tunnel0")
    figures = dict(
        re.findall(r"\[[RS]\]([\w ]+?) *: (\d+)\[0\]", shown.partition("RIB")[0].partition("Protection Stats:")[2])
    )
    assert figures == {"Create TP socket": "2", "Del TP socket": "0", "UP": "2", "Down": "0"}
    added = {"Add Route": "1", "Add NHO": "1"} if routes else {"Add Route": "2", "Add NHO": "0"}
    figures = dict(re.findall(r"\[S\]([\w ]+?) *: (\d+)\[0\]", shown.partition("RIB Events Stats:\n")[2]))
    assert figures == {**added, "Del Route": "0", "Del NHO": "0"}
    assert "        [S]Create TP socket           : 2[0]    [S]Del TP socket              : 0[0]\n" in shown
    net[2].cli("clear ip nhrp shortcut")
    net[2].configure("interface Tunnel0\n shutdown")
    shown = net[2].cli("show nhrp stats")
    assert "[R]UP                         : 1[0]    [R]Down                       : 1[0]" in shown
    assert f"[S]Del Route                  : {added['Add Route']}[0]" in shown
    assert f"[S]Del NHO                    : {added['Add NHO']}[0]" in shown
    net[2].cli("clear ip nhrp stats")
    assert set(re.findall(r"(\d+)\[0\]", net[2].cli("show nhrp stats"))) == {"0"}


def test_self_and_redirects(tmp_path: Path) -> None:
    net = phase3(tmp_path)
    net.warm()
    net[2].configure("interface Tunnel0\n no ip nhrp shortcut")
    net[3].configure("interface Tunnel0\n no ip nhrp shortcut")
    assert net[2].cli("show ip nhrp self").splitlines() == [
        "10.0.0.2/32 via 10.0.0.2",
        "   Tunnel0 created 00:00:10, never expire ",
        "   Type: static, Flags: router unique local ",
        "   NBMA address: 192.0.2.2 ",
        "    (no-socket) ",
    ]
    net[2].cli("ping 172.16.3.1 source Loopback1")
    lines = [line.split() for line in net[1].cli("show ip nhrp redirect").splitlines()]
    assert lines[1:] == [
        ["Tunnel0", "192.0.2.2", "172.16.3.1", "4", "00:00:07"],
        ["Tunnel0", "192.0.2.3", "172.16.2.1", "4", "00:00:07"],
    ]
    net.run(8)
    assert len(net[1].cli("show ip nhrp redirect").splitlines()) == 1


def told(net: Cloud) -> set[str]:
    """Which spokes the hub's debug lines are about."""
    found = {address for line in net.logs[1] for address in re.findall(r"(?:192\.0\.2|10\.0\.0)\.([23])\b", line)}
    net.logs[1].clear()
    return found


def test_debugs_are_narrowed_by_conditions(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), *(config(n, SPOKE + " ip nhrp registration timeout 5\n") for n in (2, 3))])
    net.run(10)
    assert "% Invalid input" in net[1].cli("show nhrp stats")  # IOS 15 has no such command
    net[1].cli("debug nhrp")
    net[1].cli("debug nhrp packet")
    for command, wanted in (
        ("debug nhrp condition peer nbma 192.0.2.3", {"3"}),
        ("no debug nhrp condition peer nbma 192.0.2.3", {"2", "3"}),
        ("debug nhrp condition peer tunnel 10.0.0.2", {"2"}),
        ("debug nhrp condition interface Tunnel0", {"2", "3"}),
        ("no debug nhrp condition", {"2", "3"}),
        ("debug dmvpn condition interface Loopback1", set()),
        ("debug dmvpn condition peer nbma 192.0.2.2", {"2"}),
    ):
        assert net[1].cli(command) == ""
        net.logs[1].clear()
        net.run(6)
        assert told(net) == wanted, command
    assert net[1].cli("show nhrp debug-condition").splitlines() == [
        "Peer NBMA addresses under debug are:", "192.0.2.2, ",
        "Interfaces under debug are:", "Loopback1, ",
    ]  # fmt: skip
    assert "NBMA addresses under debug are:\n  192.0.2.2,\n" in net[1].cli("show dmvpn debug-condition")
    assert "192.0.2.2" in net[1].cli("show crypto debug-condition")
    net[1].cli("debug tunnel")
    net[1].cli("undebug nhrp")
    net[1].cli("undebug nhrp packet")
    net.logs[1].clear()
    net.run(6)
    assert told(net) == {"2"}
