"""EIGRP between routers: adjacencies, metrics, DUAL, filters, failures. Metrics as `defaults-timers.md` derives them."""

from __future__ import annotations

import pytest

from iosemu.features.eigrp.events import PacketSent
from iosemu.lab.lab import Lab
from iosemu.wire.eigrp import Opcode
from tests.features.wired import chain, log_of, network, routes

EIGRP = "router eigrp 1\n network 10.0.0.0\n network 192.168.{i}.0\n"


@pytest.fixture
def three() -> Lab:
    lab = chain(3, EIGRP)
    lab.run(20)
    return lab


def test_routes_and_metrics(three: Lab) -> None:
    """FastEthernet 100 Mbit/s, 100 µs; loopback 5000 µs: 256 * (10^7/10^5 + (100·n + 5000)/10)."""
    assert routes(three, "R1", "eigrp 1") == {
        "10.0.23.0/24": (90, 30720),
        "192.168.2.0/24": (90, 156160),
        "192.168.3.0/24": (90, 158720),
    }
    assert "!!!!!" in three["R1"].cli("ping 192.168.3.1 source loopback0")


def test_hold_time_expires_to_the_second(three: Lab) -> None:
    """Packets from R2 no longer arrive, the line stays up: R1 gives up 15 s after the last hello, 5 s apart."""
    lines = log_of(three, "R1", "DUAL")
    three.link("R1", "R2").filters.append(lambda sender, frame: not sender.startswith("R2"))
    start = three.now
    three.run(16)
    assert [text for _, text in lines] == [
        "EIGRP-IPv4 1: Neighbor 10.0.12.2 (FastEthernet0/0) is down: holding time expired"
    ]
    assert 10 <= lines[0][0] - start <= 15.01
    assert routes(three, "R1", "eigrp 1") == {}


def test_retry_limit(three: Lab) -> None:
    """R2 hears R1 but its packets do not get through: it cannot bring its table across and gives up."""
    three["R2"].cli("clear ip eigrp neighbors 10.0.12.1")
    lines = log_of(three, "R2", "DUAL")
    eigrp = b"\x58"

    def deaf(sender: str, frame: bytes) -> bool:
        return not (sender.startswith("R2") and frame[23:24] == eigrp and frame[30] != 224)

    three.link("R1", "R2").filters.append(deaf)
    three.run(120)
    assert any("is down: retry limit exceeded" in text for _, text in lines)


def test_cut_cable_takes_the_routes_everywhere(three: Lab) -> None:
    lines = log_of(three, "R2", "DUAL")
    three.link("R2", "R3").cut()
    three.run(5)
    assert "192.168.3.0/24" not in routes(three, "R1", "eigrp 1")
    assert [text for _, text in lines] == ["EIGRP-IPv4 1: Neighbor 10.0.23.2 (FastEthernet0/0) is down: interface down"]
    three.link("R2", "R3").repair()
    three.run(10)
    assert routes(three, "R1", "eigrp 1")["192.168.3.0/24"] == (90, 158720)


def test_feasible_successor_and_query() -> None:
    """A square: with a feasible successor the route moves at once, without one it goes active and comes back."""
    lan = "interface {0}\n ip address {1} 255.255.255.0\n{2} no shutdown\n"
    configs = {
        "R1": lan.format("Fa0/0", "10.0.12.1", "") + lan.format("Fa0/1", "10.0.13.1", " delay 1000\n"),
        "R2": lan.format("Fa0/0", "10.0.12.2", "") + lan.format("Fa0/1", "10.0.24.2", ""),
        "R3": lan.format("Fa0/0", "10.0.13.3", "") + lan.format("Fa0/1", "10.0.34.3", ""),
        "R4": lan.format("Fa0/0", "10.0.24.4", "")
        + lan.format("Fa0/1", "10.0.34.4", "")
        + "interface Lo0\n ip address 4.4.4.4 255.255.255.255\n",
    }
    configs = {name: text + "router eigrp 1\n network 0.0.0.0\n" for name, text in configs.items()}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/0", "R2:Fa0/1 R4:Fa0/0", "R3:Fa0/1 R4:Fa0/1")
    lab.run(20)
    before = lab["R1"].device.vrfs.default.v4.lookup(0x04040404)
    assert before is not None and before.paths[0].next_hop == 0x0A000C02
    assert "via 10.0.13.3" in lab["R1"].cli("show ip eigrp topology")
    queried: list[int] = []

    def note(event: PacketSent) -> None:
        if event.packet.opcode == Opcode.QUERY:
            queried.extend(route.network for route in event.packet.routes)

    lab["R1"].device.bus.listen(PacketSent, note)
    lab.link("R1", "R2").cut()
    lab.run(1)
    after = lab["R1"].device.vrfs.default.v4.lookup(0x04040404)
    assert after is not None and after.paths[0].next_hop == 0x0A000D03
    assert queried and 0x04040404 not in queried  # other networks had no feasible successor, this one had


def test_summary_hides_and_leaves_null0(three: Lab) -> None:
    three["R2"].configure("interface Fa0/1\n ip summary-address eigrp 1 192.168.0.0 255.255.0.0\n")
    three.run(10)
    assert set(routes(three, "R1", "eigrp 1")) == {"10.0.23.0/24", "192.168.0.0/16"}
    assert routes(three, "R2", "eigrp 1")["192.168.0.0/16"] == (5, 128256)
    assert "192.168.0.0/16 is a summary, " in three["R2"].cli("show ip route eigrp")
    assert "interface Null0" not in three["R2"].running_config(), "nobody typed it"
    three["R2"].configure("interface Fa0/1\n no ip summary-address eigrp 1 192.168.0.0 255.255.0.0\n")
    three.run(10)
    assert "192.168.3.0/24" in routes(three, "R1", "eigrp 1")
    assert "192.168.0.0/16" not in routes(three, "R2", "eigrp 1")


def test_stub_is_not_queried_and_passes_nothing_on(three: Lab) -> None:
    three["R2"].configure("router eigrp 1\n eigrp stub connected\n")
    three.run(20)
    assert set(routes(three, "R1", "eigrp 1")) == {"10.0.23.0/24", "192.168.2.0/24"}
    assert "Stub Peer Advertising (CONNECTED ) Routes" in three["R1"].cli("show ip eigrp neighbors detail")


def test_distribute_list_both_ways(three: Lab) -> None:
    three["R1"].configure(
        "ip prefix-list NOT3 deny 192.168.3.0/24\nip prefix-list NOT3 permit 0.0.0.0/0 le 32\n"
        "router eigrp 1\n distribute-list prefix NOT3 in\n"
    )
    three.run(5)
    assert "192.168.3.0/24" not in routes(three, "R1", "eigrp 1")
    three["R1"].configure("router eigrp 1\n no distribute-list prefix NOT3 in\n")
    three.run(5)
    assert "192.168.3.0/24" in routes(three, "R1", "eigrp 1")
    three["R2"].configure(
        "access-list 1 deny 192.168.3.0\naccess-list 1 permit any\nrouter eigrp 1\n distribute-list 1 out Fa0/1\n"
    )
    three.run(5)
    assert "192.168.3.0/24" not in routes(three, "R1", "eigrp 1")


def test_redistribution_is_external_and_tagged(three: Lab) -> None:
    three["R3"].configure(
        "ip route 172.16.0.0 255.255.0.0 Null0 tag 77\nrouter eigrp 1\n redistribute static metric 100000 10 255 1 1500\n"
    )
    three.run(5)
    assert routes(three, "R1", "eigrp 1")["172.16.0.0/16"] == (170, 33280)
    assert "tag is 77" in three["R1"].cli("show ip eigrp topology")
    assert "D EX  172.16.0.0/16 [170/33280] via 10.0.12.2, " in three["R1"].cli("show ip route eigrp")
    three["R3"].configure("no ip route 172.16.0.0 255.255.0.0 Null0\n")
    three.run(5)
    assert "172.16.0.0/16" not in routes(three, "R1", "eigrp 1")


@pytest.mark.parametrize(("side", "word"), [("R1", "missing"), ("R2", "missing")])
def test_authentication(three: Lab, side: str, word: str) -> None:
    keys = "key chain K\n key 1\n  key-string cisco\n"
    port = {"R1": "Fa0/0", "R2": "Fa0/1"}
    use = "interface {}\n ip authentication mode eigrp 1 md5\n ip authentication key-chain eigrp 1 K\n"
    three[side].configure(keys + use.format(port[side]))
    three.run(40)
    assert "192.168.2.0/24" not in routes(three, "R1", "eigrp 1")
    other = "R2" if side == "R1" else "R1"
    three[other].configure(keys + use.format(port[other]))
    three.run(40)
    assert "192.168.2.0/24" in routes(three, "R1", "eigrp 1")
    three[other].configure("key chain K\n key 1\n  key-string wrong\n")
    three.run(40)
    assert "192.168.2.0/24" not in routes(three, "R1", "eigrp 1")


def test_k_values_must_agree(three: Lab) -> None:
    lines = log_of(three, "R1", "DUAL")
    three["R2"].configure("router eigrp 1\n metric weights 0 1 1 1 0 0\n")
    three.run(20)
    assert any("K-value mismatch" in text for _, text in lines)
    assert "192.168.2.0/24" not in routes(three, "R1", "eigrp 1")


def test_named_mode_speaks_to_classic(three: Lab) -> None:
    three["R2"].configure("no router eigrp 1\n")
    three.run(1)
    three["R2"].configure(
        "router eigrp CORE\n address-family ipv4 unicast autonomous-system 1\n  network 10.0.0.0\n  network 192.168.2.0\n"
    )
    three.run(20)
    assert routes(three, "R1", "eigrp 1")["192.168.3.0/24"][0] == 90
    assert "EIGRP-IPv4 VR(CORE) Address-Family Neighbors for AS(1)" in three["R2"].cli("show ip eigrp neighbors")
    text = "\n".join(three["R2"].running_config())
    assert " address-family ipv4 unicast autonomous-system 1" in text
    assert " exit-address-family" in text


def test_passive_and_no_network(three: Lab) -> None:
    three["R1"].configure("router eigrp 1\n passive-interface FastEthernet0/0\n")
    three.run(20)
    assert routes(three, "R1", "eigrp 1") == {}
    assert "192.168.1.0/24" not in routes(three, "R2", "eigrp 1")
    three["R1"].configure("router eigrp 1\n no passive-interface FastEthernet0/0\n")
    three.run(20)
    assert "192.168.3.0/24" in routes(three, "R1", "eigrp 1")
    three["R1"].configure("no router eigrp 1\n")
    three.run(20)
    assert routes(three, "R1", "eigrp 1") == {}
    assert "eigrp" not in "\n".join(three["R1"].running_config())


def test_retries_grow_by_half(three: Lab) -> None:
    """2 s for the first try, then 3, 4.5 and 5 for each that follows: 79.5 s until the adjacency is given up."""
    lines = log_of(three, "R2", "DUAL")
    three.link("R1", "R2").filters.append(
        lambda sender, frame: not (sender.startswith("R2") and frame[23:24] == b"\x58" and frame[30] != 224)
    )
    three["R2"].cli("clear ip eigrp neighbors 10.0.12.1")
    assert three.run_until(lambda: any("is up: new adjacency" in text for _, text in lines), 20)
    begun = three.now
    for after, rto in ((1, 2000), (4, 3000), (9, 4500), (12, 5000), (70, 5000)):
        three.run(begun + after - three.now)
        row = next(row for row in three["R2"].cli("show ip eigrp neighbors").splitlines() if "10.0.12.1" in row)
        assert row.split()[6:8] == [str(rto), "1"], row
    three.run(begun + 79.6 - three.now)
    assert lines[-1][1].endswith("is down: retry limit exceeded") and 79.4 < lines[-1][0] - begun < 79.6


def test_numbers_that_are_no_autonomous_system(three: Lab) -> None:
    for wrong in ("0", "65536"):
        assert "% Invalid input detected" in three["R1"].configure(f"router eigrp {wrong}\n")
        assert f"router eigrp {wrong}" not in three["R1"].running_config()
