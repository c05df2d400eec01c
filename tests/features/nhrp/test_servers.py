"""Several next hop servers: priorities, clusters, max-connections, fallback; two clouds on one source; NAT."""

from __future__ import annotations

from pathlib import Path

from iosemu.types import parse_ipv4
from iosemu.wire import nhrp
from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config

TWO = (
    " ip nhrp nhs 10.0.0.1 nbma 192.0.2.1 multicast priority 1\n"
    " ip nhrp nhs 10.0.0.2 nbma 192.0.2.2 multicast priority 2\n"
    " ip nhrp registration timeout 10\n"
)


def two_hubs(folder: Path, spoke: str) -> Cloud:
    return Cloud(folder, [config(1, HUB), config(2, HUB), config(3, spoke)])


def states(net: Cloud) -> list[str]:
    """Flags of each NHS of the spoke R3."""
    lines = net[3].cli("show ip nhrp nhs").splitlines()
    return [line[10:12].strip() for line in lines if line.startswith("10.0.0.")]


def test_all_servers_of_a_cluster_are_used_by_default(tmp_path: Path) -> None:
    net = two_hubs(tmp_path, TWO)
    net.run(10)
    assert states(net) == ["RE", "RE"]
    assert [row[3] for row in net.rows(1)] == [row[3] for row in net.rows(2)] == ["UP"]
    assert len(net.tunnel(3).driver.multicast_nbmas) == 2


def test_max_connections_leaves_the_worse_server_waiting(tmp_path: Path) -> None:
    net = two_hubs(tmp_path, TWO + " ip nhrp nhs cluster 0 max-connections 1\n")
    net.run(10)
    assert states(net) == ["RE", "W"]
    assert net.rows(2) == []
    assert net.tunnel(3).driver.multicast_nbmas == [parse_ipv4("192.0.2.1")]
    net[1].configure("interface Tunnel0\n shutdown")
    net.run(30)
    assert states(net) == ["E", "RE"]
    net[1].configure("interface Tunnel0\n no shutdown")
    net.run(70)
    assert states(net) == ["RE", "W"]


def test_fallback_waits(tmp_path: Path) -> None:
    net = two_hubs(tmp_path, TWO + " ip nhrp nhs cluster 0 max-connections 1\n ip nhrp nhs fallback 30\n")
    net.run(10)
    net[1].configure("interface Tunnel0\n shutdown")
    net.run(30)
    net[1].configure("interface Tunnel0\n no shutdown")
    assert net.lab.run_until(lambda: states(net)[0] == "RE", 70)
    net.run(29)
    assert states(net) == ["RE", "RE"]
    net.run(2)
    assert states(net) == ["RE", "W"]


def test_clusters_are_independent(tmp_path: Path) -> None:
    spoke = TWO.replace("priority 2", "priority 2 cluster 1") + " ip nhrp nhs cluster 0 max-connections 1\n"
    net = two_hubs(tmp_path, spoke)
    net.run(10)
    assert states(net) == ["RE", "RE"]


def test_removed_server_is_forgotten(tmp_path: Path) -> None:
    net = two_hubs(tmp_path, TWO)
    net.run(10)
    net[3].configure("interface Tunnel0\n no ip nhrp nhs 10.0.0.1")
    assert states(net) == ["RE"]
    assert [row[2] for row in net.rows(3)] == ["10.0.0.2"]


def test_a_server_whose_map_is_taken_away_and_given_back(tmp_path: Path) -> None:
    net = two_hubs(tmp_path, SPOKE)
    net.run(10)
    assert states(net) == ["RE"]
    net[3].configure("interface Tunnel0\n no ip nhrp map 10.0.0.1 192.0.2.1")
    assert states(net) == ["E"]
    net.run(5)
    net[3].configure("interface Tunnel0\n ip nhrp map 10.0.0.1 192.0.2.1")
    net.run(5)
    assert states(net) == ["RE"]
    assert [row[3] for row in net.rows(3)] == ["UP"]


def test_two_clouds_are_told_apart_by_the_tunnel_key(tmp_path: Path) -> None:
    second = (
        "interface Tunnel1\n ip address 10.1.0.{n} 255.255.255.0\n ip nhrp network-id 2\n{nhrp} tunnel key 2\n"
        " tunnel source FastEthernet0/0\n tunnel mode gre multipoint\n"
    )
    hub = config(1, HUB + " tunnel key 1\n", more=second.format(n=1, nhrp=HUB))
    other = SPOKE.replace("10.0.0.1", "10.1.0.1")
    spoke = config(2, SPOKE + " tunnel key 1\n", more=second.format(n=2, nhrp=other))
    net = Cloud(tmp_path, [hub, spoke])
    net.run(10)
    shown = net[1].cli("show dmvpn")
    assert "Interface: Tunnel0, IPv4 NHRP Details " in shown
    assert "Interface: Tunnel1, IPv4 NHRP Details " in shown
    assert [line.split()[2:4] for line in shown.splitlines() if " 192.0.2.2 " in line] == [
        ["10.0.0.2", "UP"],
        ["10.1.0.2", "UP"],
    ]


def test_a_client_behind_nat_is_known_by_where_it_is_seen(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, SPOKE), config(3, SPOKE)])
    net.run(10)
    spoke = net.tunnel(2)
    state = next(iter(spoke.nhss.values()))
    request = net.engine(2).client.request(spoke, state, 99)
    request.src_nbma = parse_ipv4("10.99.99.2")  # what the client believes to have
    net.engine(1).receive(request.encode(), parse_ipv4("192.0.2.2"), net.tunnel(1).iface)
    net.run(1)
    assert "    (Claimed NBMA address: 10.99.99.2) " in net[1].cli("show ip nhrp 10.0.0.2").splitlines()
    assert net.rows(1)[0][-1] == "DN"
    reply = [packet for _, packet in net.frames if packet.type == nhrp.REGISTRATION_REPLY][-1]
    extension = reply.extension(nhrp.EXT_NAT)
    assert extension is not None
    assert extension.cies[-1].nbma == parse_ipv4("192.0.2.2")
