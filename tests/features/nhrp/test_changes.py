"""What a change of configuration does to a running tunnel, and in which order it is told.

Measured on IOL 17.15: IKEv1, phase 3, EIGRP; the messages of both ends are those of the captures.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from tests.features.nhrp.cloud import HUB, Cloud, config

EIGRP = "router eigrp 100\n network 10.0.0.0\n network 172.16.0.0\n"
SERVER = " ip nhrp nhs 10.0.0.1 nbma 192.0.2.1 multicast\n"
TUNNEL = "interface Tunnel0\n"
PROTECTION = " tunnel protection ipsec profile DMVPN"
TOLD = ("DMVPN", "DUAL", "NHRP")


@pytest.fixture
def net(tmp_path: Path) -> Cloud:
    hub = HUB + " ip nhrp redirect\n no ip split-horizon eigrp 100\n"
    configs = [config(1, hub, platform="csr1000v", crypto=True, more=EIGRP)]
    configs += [config(n, SERVER, platform="csr1000v", crypto=True, more=EIGRP) for n in (2, 3)]
    made = Cloud(tmp_path, configs, "csr1000v")
    made.warm()
    made.run(30)
    forget(made)
    return made


def forget(net: Cloud) -> None:
    for lines in net.logs.values():
        lines.clear()


def told(net: Cloud, number: int) -> list[str]:
    """Messages of NHRP, crypto sockets and EIGRP in short: ``CRYPTO_SS 192.0.2.2 UP``, ``NHC_DOWN 10.0.0.2 External``."""
    found = []
    for line in net.logs[number]:
        name = re.match(r"%(\w+)-\d-(?:NHRP_|DMVPN_NHRP_)?(\w+): ", line)
        if name is None or name[1] not in TOLD:
            continue
        peer = re.search(r"remote address : (\S+) socket is (\w+)|: \(Tunnel: (\S+) |Encap Error for  (\w+)", line)
        reason = re.search(r"Reason: +(\w+)", line)
        parts = [name[2], *([part for part in peer.groups() if part] if peer else []), reason[1] if reason else ""]
        found.append(" ".join(parts).strip())
    return found


def test_protection_taken_away_leaves_the_entries(net: Cloud) -> None:
    net[1].configure(f"{TUNNEL} no{PROTECTION}")
    net.run(0.8)
    assert told(net, 1) == ["CRYPTO_SS 192.0.2.2 DOWN", "CRYPTO_SS 192.0.2.3 DOWN"]
    assert told(net, 2) == ["CRYPTO_SS 192.0.2.1 DOWN", "NHS_DOWN 10.0.0.1 External"]
    forget(net)
    net[1].configure(f"{TUNNEL}{PROTECTION}")
    net.run(20)
    assert told(net, 1) == ["CRYPTO_SS 192.0.2.2 UP", "CRYPTO_SS 192.0.2.3 UP"]
    assert told(net, 2) == ["CRYPTO_SS 192.0.2.1 UP", "NHS_UP 10.0.0.1"]
    # the rows are as old as the registrations
    assert [row[3:5] for row in net.rows(1)] == [["UP", "00:00:50"]] * 2


def test_without_a_network_id(net: Cloud) -> None:
    """The peers go one by one, the identifier last; the sockets that the spokes want come up all the same."""
    net[1].configure(f"{TUNNEL} no ip nhrp network-id")
    assert told(net, 1) == [
        "NHC_DOWN 10.0.0.2 administratively", "CRYPTO_SS 192.0.2.2 DOWN",
        "NHC_DOWN 10.0.0.3 administratively", "CRYPTO_SS 192.0.2.3 DOWN",
        "NETID_UNCONFIGURED",
    ]  # fmt: skip
    forget(net)
    net.run(3)
    assert told(net, 1) == ["CRYPTO_SS 192.0.2.2 UP", "CRYPTO_SS 192.0.2.3 UP"]
    assert told(net, 2)[:3] == ["CRYPTO_SS 192.0.2.1 DOWN", "NHS_DOWN 10.0.0.1 External", "CRYPTO_SS 192.0.2.1 UP"]


def test_a_spoke_without_a_network_id(net: Cloud) -> None:
    net[2].configure(f"{TUNNEL} no ip nhrp network-id")
    net.run(1)
    assert told(net, 2) == ["NHS_DOWN 10.0.0.1 administratively", "CRYPTO_SS 192.0.2.1 DOWN", "NETID_UNCONFIGURED"]
    assert told(net, 1) == ["CRYPTO_SS 192.0.2.2 DOWN", "NHC_DOWN 10.0.0.2 External"]
    assert [row[1] for row in net.rows(1)] == ["192.0.2.3"]


def test_a_server_with_a_wrong_address(net: Cloud) -> None:
    net[2].configure(f"{TUNNEL} no{SERVER} ip nhrp nhs 10.0.0.254 nbma 192.0.2.1 multicast")
    net.run(0.5)
    assert told(net, 2) == [
        "NHS_DOWN 10.0.0.1 administratively",
        "NHP_UP 10.0.0.1", "NHP_DOWN 10.0.0.1 administratively",
        "CRYPTO_SS 192.0.2.1 DOWN",
        "NHP_UP 10.0.0.254", "NHP_DOWN 10.0.0.254 administratively",
        "CRYPTO_SS 192.0.2.1 UP",
    ]  # fmt: skip
    assert told(net, 1) == [
        "CRYPTO_SS 192.0.2.2 DOWN", "NHC_DOWN 10.0.0.2 External", "CRYPTO_SS 192.0.2.2 UP",
        "ERROR Registration protocol", "ERROR Error protocol",
    ]  # fmt: skip
    net.run(100)
    assert ["1", "UNKNOWN", "10.0.0.2", "IKE", "never", "IX"] in net.rows(1)
    assert net.rows(2)[0][:4] == ["1", "192.0.2.1", "10.0.0.254", "NHRP"]
    assert net.rows(2)[0][5:] == ["S"]


def test_a_map_and_no_server(net: Cloud) -> None:
    """The hub must resolve the spoke itself, when EIGRP has something to send: its only clue."""
    net[2].configure(f"{TUNNEL} no{SERVER} ip nhrp map 10.0.0.1 192.0.2.1\n ip nhrp map multicast 192.0.2.1")
    assert told(net, 2) == [
        "NHS_DOWN 10.0.0.1 administratively",
        "NHP_UP 10.0.0.1", "NHP_DOWN 10.0.0.1 administratively",
        "CRYPTO_SS 192.0.2.1 DOWN",
        "NHP_UP 10.0.0.1",
    ]  # fmt: skip
    for number in (1, 2):
        net[number].configure(f"{TUNNEL} shutdown")
    net.run(3)
    forget(net)
    net[1].configure(f"{TUNNEL} no shutdown")
    times: list[float] = []
    net[2].configure(f"{TUNNEL} no shutdown")
    for _ in range(1000):
        net.run(0.1)
        times += [net.lab.now] * (told(net, 1).count("ERROR Resolution protocol") - len(times))
    assert told(net, 2)[:2] == ["NHP_UP 10.0.0.1", "CRYPTO_SS 192.0.2.1 UP"]
    assert len(times) == 6
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert all(0.75 * wait - 0.11 < gap < wait + 0.11 for gap, wait in zip(gaps, (2, 4, 8, 16, 32), strict=True))
    assert "Type:Spoke, NHRP Peers:1, " in net[2].cli("show dmvpn")
    assert net.rows(2) == [["1", "192.0.2.1", "10.0.0.1", "NHRP", "never", "S"]]
    assert net.rows(1)[0] == ["1", "UNKNOWN", "10.0.0.2", "IKE", "never", "IX"]
    assert "Type:Hub, NHRP Peers:2, " in net[1].cli("show dmvpn")


def test_clearing_the_cache_of_a_hub_closes_the_sockets(net: Cloud) -> None:
    """That is how the spokes notice: they are back at once, not at their next refresh."""
    net[1].cli("clear ip nhrp")
    net.run(5)
    assert sorted(told(net, 1)[:4]) == [
        "CRYPTO_SS 192.0.2.2 DOWN", "CRYPTO_SS 192.0.2.3 DOWN",
        "NHC_DOWN 10.0.0.2 External", "NHC_DOWN 10.0.0.3 External",
    ]  # fmt: skip
    spoke = ["CRYPTO_SS 192.0.2.1 DOWN", "NHS_DOWN 10.0.0.1 External", "CRYPTO_SS 192.0.2.1 UP", "NHS_UP 10.0.0.1"]
    assert told(net, 2) == told(net, 3) == spoke
    assert [row[3] for row in net.rows(1)] == ["UP", "UP"]


def test_a_shut_tunnel_tells_of_its_peers_first(net: Cloud) -> None:
    net[1].configure(f"{TUNNEL} shutdown")
    net.run(0.1)
    assert told(net, 1)[:4] == [
        "NHC_DOWN 10.0.0.2 External", "CRYPTO_SS 192.0.2.2 DOWN",
        "NHC_DOWN 10.0.0.3 External", "CRYPTO_SS 192.0.2.3 DOWN",
    ]  # fmt: skip
    assert [line.split()[0] for line in told(net, 1)[4:]] == ["NBRCHANGE", "NBRCHANGE"]
    forget(net)
    net[2].configure(f"{TUNNEL} shutdown\n no shutdown")
    assert told(net, 2) == []  # nothing was up any more
    net.run(12)
    shown = net[2].cli("show ip nhrp nhs detail")
    assert re.search(r"req-sent [34]  req-failed 0  repl-recv 0 \(00:00:\d\d ago\)", shown)


def test_another_mode_gives_all_peers_up(net: Cloud) -> None:
    net[1].configure(f"{TUNNEL} tunnel mode gre ip")
    net.run(0.1)
    assert told(net, 1)[:4] == [
        "NHC_DOWN 10.0.0.2 External", "CRYPTO_SS 192.0.2.2 DOWN",
        "NHC_DOWN 10.0.0.3 External", "CRYPTO_SS 192.0.2.3 DOWN",
    ]  # fmt: skip


def test_spoke_to_spoke_comes_up(net: Cloud) -> None:
    """Socket, peer, then the request that waited for it; nothing is lost meanwhile."""
    assert "!!!!!" in net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(1)
    assert told(net, 3) == ["CRYPTO_SS 192.0.2.2 UP", "NHP_UP 10.0.0.2", "RES"]
    assert told(net, 2) == ["CRYPTO_SS 192.0.2.3 UP", "NHP_UP 10.0.0.3", "RES"]
    traffic = net[1].cli("show ip nhrp traffic")
    assert "0 Error Indication  2 Traffic Indication  0 Redirect Suppress  \n   Rcvd:" in traffic
    # what it answered for its own network is no row on this release
    assert [row[-1] for row in net.rows(2)] == ["S", "DT2", "DT1"]
    assert "Type:Spoke, NHRP Peers:2, " in net[2].cli("show dmvpn")


def test_neither_maps_nor_servers_nor_clients(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, "")])
    net.run(5)
    net[1].cli("ping 10.0.0.9 repeat 1 timeout 0")
    net[1].cli("ping 10.0.0.8 repeat 1 timeout 0")
    assert "Type:Unknown, NHRP Peers:2, " in net[1].cli("show dmvpn")
    rows = [["1", "UNKNOWN", f"10.0.0.{n}", "NHRP", "never", "IX"] for n in (8, 9)]
    assert net.rows(1) == rows
