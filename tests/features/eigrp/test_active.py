"""Active routes: query range, stuck in active to the second, slow links, pacing."""

from __future__ import annotations

from iosemu.device.drivers import HdlcDriver
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName, Prefix
from tests.features.wired import chain, log_of, network, routes

EIGRP = "router eigrp 1\n network 10.0.0.0\n network 192.168.{i}.0\n"
LOST = "interface Loopback0\n shutdown\n"


def mute(lab: Lab, node: str) -> None:
    """A router whose software hangs: it takes and acknowledges everything, it answers no question."""
    process = next(iter(lab[node].device.engine("eigrp").processes.values()))
    process.topology.query = lambda neighbor, prefix, path: None
    process.receiver._answer_sia = lambda neighbor, prefix, tlv: None


def queries(lab: Lab, node: str) -> int:
    text = lab[node].cli("show ip eigrp traffic")
    return int(text.split("Queries sent/received: ")[1].split("/")[1].split()[0])


def test_stuck_in_active() -> None:
    """R3 never answers. Half the active time (90 s) later R2 asks whether it still works on it; 90 s of silence after
    that it gives R3 up and the route is cleaned up.
    """
    lab = chain(3, EIGRP, platform="c7200")
    lab.run(20)
    mute(lab, "R3")
    lines = log_of(lab, "R2", "DUAL")
    lab["R1"].configure(LOST)
    start = lab.now
    lab.run(60.5)
    active = lab["R2"].cli("show ip eigrp topology active")
    assert "A 192.168.1.0/24, 0 successors, FD is 156160, Q" in active
    assert "1 replies, active 00:01:00, query-origin: Successor Origin" in active
    assert "Remaining replies:\n         via 10.0.23.2, r, FastEthernet0/0" in active
    lab.run(125)
    assert [text for _, text in lines[:2]] == [
        "Route 192.168.1.0/24 stuck-in-active state in base 1.  Cleaning up",
        "EIGRP-IPv4 1: Neighbor 10.0.23.2 (FastEthernet0/0) is down: stuck in active",
    ]
    assert abs(lines[0][0] - start - 180) < 0.1
    assert "SIA-Queries sent/received: 1/" in lab["R2"].cli("show ip eigrp traffic")
    assert "A 192.168" not in lab["R1"].cli("show ip eigrp topology active")


def test_still_working_on_it() -> None:
    """R4 hangs, R3 says at each SIA query that it still waits: R2 keeps R3 for three of them, R3 gives R4 up first."""
    lab = chain(4, EIGRP)
    lab.run(20)
    mute(lab, "R4")
    here, there = log_of(lab, "R2", "DUAL"), log_of(lab, "R3", "DUAL")
    lab["R1"].configure(LOST)
    start = lab.now
    lab.run(182)
    assert [text.split(") ")[-1] for _, text in there if "down" in text] == ["is down: stuck in active"]
    assert here == []
    assert abs(there[0][0] - start - 180) < 0.1
    assert "SIA-Replies sent/received: 2/0" in lab["R3"].cli("show ip eigrp traffic")
    assert "192.168.1.0/24" not in routes(lab, "R2", "eigrp 1")


def test_active_time_is_what_the_user_says() -> None:
    lab = chain(3, EIGRP + " timers active-time 1\n")
    lab.run(20)
    mute(lab, "R3")
    lines = log_of(lab, "R2", "DUAL")
    lab["R1"].configure(LOST)
    start = lab.now
    lab.run(65)
    assert lines and abs(lines[0][0] - start - 60) < 0.1


def test_stub_ends_the_query_range() -> None:
    lab = chain(3, EIGRP)
    lab["R3"].configure("router eigrp 1\n eigrp stub\n")
    lab.run(20)
    lab["R1"].configure(LOST)
    lab.run(5)
    assert queries(lab, "R3") == 0
    assert "192.168.1.0/24" not in routes(lab, "R3", "eigrp 1")  # it hears of the loss by an update


def test_summary_ends_the_query_range() -> None:
    """R3 knows only the summary: it answers R2's query at once and asks nobody."""
    lab = chain(4, EIGRP)
    lab["R2"].configure("interface Fa0/0\n ip summary-address eigrp 1 192.168.0.0 255.255.0.0\n")
    lab.run(20)
    assert set(routes(lab, "R4", "eigrp 1")) >= {"192.168.0.0/16"}
    lab["R1"].configure(LOST)
    lab.run(5)
    assert queries(lab, "R3") == 1
    assert queries(lab, "R4") == 0


def test_hello_on_slow_multipoint_links() -> None:
    """60/180 s on multipoint links up to T1; tunnels and point-to-point links keep 5/15 s."""
    text = (
        "interface Tunnel0\n ip address 10.9.0.{i} 255.255.255.0\n tunnel source Fa0/0\n tunnel mode gre multipoint\n"
    )
    lan = "interface Fa0/0\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\nrouter eigrp 1\n network 10.0.0.0\n"
    configs = {f"R{i}": (text + lan).replace("{i}", str(i)) for i in (1, 2)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    detail = lab["R1"].cli("show ip eigrp interfaces detail")
    assert detail.count("Hello-interval is 5, Hold-time is 15") == 2
    serial = "interface Serial1/0\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\n"
    configs = {f"R{i}": (serial + "router eigrp 1\n network 10.0.0.0\n").replace("{i}", str(i)) for i in (1, 2)}
    lab = network(configs, "R1:Serial1/0 R2:Serial1/0")
    lab.run(20)
    assert "Hello-interval is 5, Hold-time is 15" in lab["R1"].cli("show ip eigrp interfaces detail")
    for name in ("R1", "R2"):  # as a cloud of several neighbours behind one serial line would be
        driver = lab[name].device.interfaces[InterfaceName.parse("Serial1/0")].driver
        assert isinstance(driver, HdlcDriver)
        driver.multipoint = True
    assert "Hello-interval is 60, Hold-time is 180" in lab["R1"].cli("show ip eigrp interfaces detail")
    lab["R1"].configure("interface Serial1/0\n bandwidth 2048\n")
    assert "Hello-interval is 5, Hold-time is 15" in lab["R1"].cli("show ip eigrp interfaces detail")


def test_a_route_that_the_table_refuses_is_not_passed_on() -> None:
    """R2 has a static route to R1's network: EIGRP does not use what R1 says, and R3 does not hear of it."""
    lab = chain(3, EIGRP)
    lab.run(20)
    assert "192.168.1.0/24" in routes(lab, "R3", "eigrp 1")
    lab["R2"].configure("ip route 192.168.1.0 255.255.255.0 Null0\n")
    lab.run(5)
    assert "192.168.1.0/24" not in routes(lab, "R3", "eigrp 1")
    zero = lab["R2"].cli("show ip eigrp topology zero-successors")
    assert "P 192.168.1.0/24, 0 successors, FD is Inaccessible" in zero
    assert "192.168.3.0/24" not in zero
    lab["R2"].configure("no ip route 192.168.1.0 255.255.255.0 Null0\n")
    lab.run(5)
    assert "192.168.1.0/24" in routes(lab, "R3", "eigrp 1")


def test_variance_and_maximum_paths() -> None:
    """R1 has two ways to R4, one half as good: shared in proportion with `variance 3`, and not with one path."""
    lan = "interface {0}\n ip address {1} 255.255.255.0\n{2} no shutdown\n"
    configs = {
        "R1": lan.format("Fa0/0", "10.0.12.1", "") + lan.format("Fa0/1", "10.0.13.1", " delay 100\n"),
        "R2": lan.format("Fa0/0", "10.0.12.2", "") + lan.format("Fa0/1", "10.0.24.2", ""),
        "R3": lan.format("Fa0/0", "10.0.13.3", "") + lan.format("Fa0/1", "10.0.34.3", ""),
        "R4": lan.format("Fa0/0", "10.0.24.4", "") + lan.format("Fa0/1", "10.0.34.4", "")
        + "interface Lo0\n ip address 4.4.4.4 255.255.255.255\n delay 1\n",
    }  # fmt: skip
    configs = {name: text + "router eigrp 1\n network 0.0.0.0\n" for name, text in configs.items()}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/0", "R2:Fa0/1 R4:Fa0/0", "R3:Fa0/1 R4:Fa0/1")
    lab.run(20)
    table = lab["R1"].device.vrfs.default.v4

    def hops() -> list[int]:
        route = table.best(Prefix(0x04040404, 32))
        return [path.next_hop or 0 for path in route.paths] if route is not None else []

    assert hops() == [0x0A000C02]
    lab["R1"].configure("router eigrp 1\n variance 3\n")
    lab.run(1)
    assert hops() == [0x0A000C02, 0x0A000D03]
    assert "traffic share count is" in lab["R1"].cli("show ip route 4.4.4.4").lower()
    lab["R1"].configure("router eigrp 1\n maximum-paths 1\n")
    lab.run(1)
    assert hops() == [0x0A000C02]


def test_maximum_hops() -> None:
    lab = chain(4, EIGRP)
    lab.run(20)
    assert "192.168.4.0/24" in routes(lab, "R1", "eigrp 1")
    lab["R2"].configure("router eigrp 1\n metric maximum-hops 1\n")
    lab.run(5)
    assert "192.168.4.0/24" not in routes(lab, "R1", "eigrp 1")
    assert "192.168.2.0/24" in routes(lab, "R1", "eigrp 1")


def table_time(percent: int) -> float:
    """Seconds that R1 takes to tell 60 networks over a line of 64 kbit/s."""
    port = "interface Fa0/0\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\n"
    slow = f" bandwidth 64\n ip bandwidth-percent eigrp 1 {percent}\n"
    many = "".join(f"ip route 172.16.{i}.0 255.255.255.0 Null0\n" for i in range(60))
    configs = {
        "R1": port.replace("{i}", "1") + slow + many + "router eigrp 1\n network 10.0.0.0\n redistribute static\n",
        "R2": port.replace("{i}", "2") + slow + "router eigrp 1\n network 10.0.0.0\n",
    }
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    start = lab.now
    while len(routes(lab, "R2", "eigrp 1")) < 60:
        assert lab.now < start + 60
        lab.run(0.1)
    assert "0/0" not in lab["R1"].cli("show ip eigrp interfaces").splitlines()[-1].split()[5]
    return lab.now


def test_bandwidth_percent_paces() -> None:
    """At 5 % of the bandwidth the table takes ten times as long as at 50 %."""
    fast, slow = table_time(50), table_time(5)
    assert slow > fast + 2
