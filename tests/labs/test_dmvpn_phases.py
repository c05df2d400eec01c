"""The shipped DMVPN labs hold what their stories promise: routes, next hops, paths, and what their wrong turns break."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import format_ipv4
from tests.features.wired import log_of

WARM = {
    "dmvpn-phase1-rip": 60, "dmvpn-phase1-odr": 70, "dmvpn-phase1-eigrp": 15, "dmvpn-phase2-eigrp": 15,
    "dmvpn-phase3-eigrp": 15, "dmvpn-dual-hub": 40, "dmvpn-dual-cloud": 40,
}  # fmt: skip
SPOKES = ("R1", "R2", "R3", "R4")


def load(name: str) -> Lab:
    lab = Lab.load(name)
    lab.run(WARM[name])
    return lab


def routes(lab: Lab, node: str, source: str) -> dict[str, tuple[str, ...]]:
    """Prefix -> next hops of the installed routes of one source."""
    return {
        str(route.prefix): tuple(format_ipv4(path.next_hop or 0) for path in route.paths)
        for route in lab[node].device.vrfs.default.v4
        if str(route.source) == source
    }


def metric(lab: Lab, node: str, prefix: str) -> tuple[int, int]:
    return next((r.distance, r.metric) for r in lab[node].device.vrfs.default.v4 if str(r.prefix) == prefix)


def trace(lab: Lab, node: str, target: str) -> list[str]:
    """The routers that answered, in order, each once."""
    shown = lab[node].cli(f"traceroute {target} source loopback0").split("vrf out name/id)")[1]
    return list(dict.fromkeys(re.findall(r"(\d+\.\d+\.\d+\.\d+) \d+ msec", shown)))


def reaches(lab: Lab, node: str, target: str) -> bool:
    return "Success rate is 0" not in lab[node].cli(f"ping {target} source loopback0")


def rows(lab: Lab, node: str) -> dict[str, tuple[str, str]]:
    """Tunnel address -> (state, attributes) of `show dmvpn`; of several rows for one peer the attributes are joined."""
    found: dict[str, tuple[str, str]] = {}
    for line in lab[node].cli("show dmvpn").splitlines():
        match = re.search(r"(\d+\.\d+\.\d+\.\d+) +(UP|NHRP|IPSEC|IKE) +\S+ +(\w+)$", line)
        if match:
            peer, state, attributes = match.groups()
            known = found.get(peer)
            found[peer] = (state, f"{known[1]} {attributes}" if known else attributes)
    return found


# what every lab promises


@pytest.mark.parametrize("name", sorted(WARM))
def test_everybody_reaches_everybody(name: str) -> None:
    """The loop of the lab book, typed into tclsh on a spoke and behind the hub."""
    lab = load(name)
    for node in ("R2", "R10"):
        targets = [f"150.1.{i}.{i}" for i in (1, 2, 3, 4, 5, 8, 10)]
        said = lab[node].cli("tclsh", "foreach VAR {", *targets, "} { ping $VAR source loopback0 }", "tclquit")
        rates = re.findall(r"Success rate is (\d+) percent", said)
        assert len(rates) == 7
        assert all(int(rate) >= 60 for rate in rates), said


@pytest.mark.parametrize("name", sorted(WARM))
def test_start_up_configurations_are_running_ones(name: str) -> None:
    """Every line of the files is accepted, and reads back in the same order (but what is default and `no shutdown`)."""
    lab = Lab.load(name)
    for node in lab:
        assert node.shell.boot_output == ""
        running = [line.rstrip() for line in node.running_config() if line.strip("! ")]
        hidden = {" no shutdown", "end", " ip nhrp map multicast dynamic", " ip nhrp shortcut", "no ip domain lookup"}
        wanted = [line for line in node.device.startup_config.splitlines() if line.strip("! ") and line not in hidden]
        at = 0
        for line in wanted:
            assert line.rstrip() in running[at:], f"{name} {node.name}: {line}"
            at = running.index(line.rstrip(), at) + 1


# phase 1


def test_phase1_rip_default_only() -> None:
    lab = load("dmvpn-phase1-rip")
    for spoke in SPOKES:
        assert routes(lab, spoke, "rip") == {"0.0.0.0/0": ("155.1.0.5",)}
        assert metric(lab, spoke, "0.0.0.0/0") == (120, 1)
    assert "0.0.0.0/0" not in routes(lab, "R8", "rip")
    assert routes(lab, "R10", "rip")["150.1.3.3/32"] == ("155.1.108.8",)
    assert trace(lab, "R2", "150.1.3.3") == ["155.1.0.5", "155.1.0.3"]
    lab.run(2)
    assert trace(lab, "R2", "150.1.3.3") == ["155.1.0.5", "155.1.0.3"]  # phase 1: the hub stays in the path


def test_phase1_rip_split_horizon_at_the_hub() -> None:
    lab = load("dmvpn-phase1-rip")
    lab["R5"].configure(
        "router rip\n no default-information originate\n no distribute-list prefix DEFAULT-ONLY out Tunnel0\n"
    )
    lab.run(270)
    learnt = routes(lab, "R2", "rip")
    assert set(learnt) == {"150.1.5.5/32", "150.1.8.8/32", "150.1.10.10/32", "155.1.58.0/24", "155.1.108.0/24"}
    assert not reaches(lab, "R2", "150.1.3.3")
    lab["R5"].configure("interface Tunnel0\n no ip split-horizon\n")
    lab.run(31)
    assert routes(lab, "R2", "rip")["150.1.3.3/32"] == ("155.1.0.3",)
    assert trace(lab, "R2", "150.1.3.3") == ["155.1.0.5", "155.1.0.3"]


def test_phase1_static_recursion_disables_the_tunnel() -> None:
    """The route to the tunnel's destination leads into the tunnel: down after 5 s, up after a minute, and again."""
    lab = load("dmvpn-phase1-rip")
    lines = log_of(lab, "R1", "TUN")
    start = lab.now
    lab["R1"].configure("ip route 169.254.100.5 255.255.255.255 Tunnel0\n")
    lab.run(90)
    assert [text for _, text in lines] == ["Tunnel0 temporarily disabled due to recursive routing"] * 2
    assert lines[0][0] - start == pytest.approx(5, abs=1)
    assert 60 < lines[1][0] - lines[0][0] < 70
    lab["R1"].configure("no ip route 169.254.100.5 255.255.255.255 Tunnel0\n")
    lab.run(120)
    assert len(lines) == 2
    assert reaches(lab, "R1", "150.1.2.2")


def test_phase1_odr() -> None:
    lab = load("dmvpn-phase1-odr")
    assert routes(lab, "R5", "odr") == {f"150.1.{i}.{i}/32": (f"155.1.0.{i}",) for i in range(1, 5)}
    for spoke in SPOKES:
        assert routes(lab, spoke, "odr") == {"0.0.0.0/0": ("155.1.0.5",)}
        assert metric(lab, spoke, "0.0.0.0/0") == (160, 1)
    assert trace(lab, "R2", "150.1.3.3") == ["155.1.0.5", "155.1.0.3"]


def test_phase1_odr_a_router_with_a_protocol_is_no_stub() -> None:
    lab = load("dmvpn-phase1-odr")
    lab["R3"].configure("router rip\n network 150.1.0.0\n")
    lab.run(61)
    assert "150.1.3.3/32" not in routes(lab, "R5", "odr")
    lab.run(180)
    assert routes(lab, "R3", "odr") == {}
    lab["R3"].configure("no router rip\n")
    lab.run(61)
    assert routes(lab, "R3", "odr") == {"0.0.0.0/0": ("155.1.0.5",)}
    assert "150.1.3.3/32" in routes(lab, "R5", "odr")


def test_phase1_odr_learns_the_underlay() -> None:
    """A spoke with a wrong mask announces half of the provider's network: the hub loses its way to all of them."""
    lab = load("dmvpn-phase1-odr")
    lines = log_of(lab, "R5", "ADJ")
    lab["R1"].configure("interface GigabitEthernet1.100\n ip address 169.254.100.1 255.255.255.128\n")
    lab.run(70)
    assert routes(lab, "R5", "odr")["169.254.100.0/25"] == ("155.1.0.1",)
    assert not reaches(lab, "R5", "155.1.0.2")
    assert "looped chain attempting to stack" in lines[0][1]
    lab["R5"].configure(
        "ip prefix-list NO-NBMA deny 169.254.0.0/16 le 32\nip prefix-list NO-NBMA permit 0.0.0.0/0 le 32\n"
        "router odr\n distribute-list prefix NO-NBMA in\n"
    )
    lab.run(1)
    assert "169.254.100.0/25" not in routes(lab, "R5", "odr")
    assert reaches(lab, "R5", "155.1.0.2")


def test_phase1_eigrp_summary_and_split_horizon() -> None:
    """Metrics as the routing literature derives them: 100 kbit/s, two tunnels of 50000 and a loopback of 5000 µs."""
    lab = load("dmvpn-phase1-eigrp")
    assert routes(lab, "R2", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.5",)}
    assert metric(lab, "R2", "0.0.0.0/0") == (90, 26880256)
    lab["R5"].configure("interface Tunnel0\n no ip summary-address eigrp 1 0.0.0.0 0.0.0.0\n")
    lab.run(5)
    assert "150.1.8.8/32" in routes(lab, "R2", "eigrp 1")
    assert "150.1.1.1/32" not in routes(lab, "R2", "eigrp 1")
    lab["R5"].configure("interface Tunnel0\n no ip split-horizon eigrp 1\n")
    lab.run(5)
    assert routes(lab, "R2", "eigrp 1")["150.1.1.1/32"] == ("155.1.0.5",)
    assert metric(lab, "R2", "150.1.1.1/32") == (90, 28288000)
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.5", "155.1.0.1"]


def test_phase1_eigrp_recursive_routing() -> None:
    """A piece of the provider's network, redistributed, flaps every spoke's tunnel."""
    lab = load("dmvpn-phase1-eigrp")
    tunnel, dual = log_of(lab, "R1", "TUN"), log_of(lab, "R1", "DUAL")
    lab["R5"].configure(
        "interface Tunnel0\n no ip summary-address eigrp 1 0.0.0.0 0.0.0.0\n no ip split-horizon eigrp 1\n"
        "ip route 169.254.100.0 255.255.255.128 GigabitEthernet1.100\nrouter eigrp 1\n redistribute static\n"
    )
    lab.run(150)
    assert len(tunnel) == 3
    downs = [text for _, text in dual if "is down" in text]
    assert downs == ["EIGRP-IPv4 1: Neighbor 155.1.0.5 (Tunnel0) is down: interface down"] * 3
    lab["R5"].configure("router eigrp 1\n no redistribute static\n")
    lab.run(70)
    assert reaches(lab, "R1", "150.1.2.2")


# phase 2


def test_phase2_next_hops_are_preserved() -> None:
    lab = load("dmvpn-phase2-eigrp")
    for spoke in SPOKES:
        learnt = routes(lab, spoke, "eigrp 1")
        for i in (1, 2, 3, 4):
            if spoke != f"R{i}":
                assert learnt[f"150.1.{i}.{i}/32"] == (f"155.1.0.{i}",)
        assert learnt["150.1.10.10/32"] == ("155.1.0.5",)
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.5", "155.1.0.1"]
    lab.run(2)
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.1"]
    assert rows(lab, "R2") == {"155.1.0.1": ("UP", "D"), "155.1.0.5": ("UP", "S")}
    assert routes(lab, "R2", "nhrp") == {}  # no shortcuts in phase 2


@pytest.mark.parametrize(
    "line", ["ip summary-address eigrp 1 0.0.0.0 0.0.0.0", "ip next-hop-self eigrp 1"], ids=["summary", "next-hop-self"]
)
def test_phase2_the_hub_takes_itself_as_next_hop(line: str) -> None:
    lab = load("dmvpn-phase2-eigrp")
    lab["R5"].configure(f"interface Tunnel0\n {line}\n")
    lab.run(5)
    for _ in range(2):
        assert trace(lab, "R2", "150.1.3.3") == ["155.1.0.5", "155.1.0.3"]
        lab.run(2)
    assert list(rows(lab, "R2")) == ["155.1.0.5"]


def test_phase2_spoke_without_multicast_map_flaps() -> None:
    """R2 hears R5 and greets it; R5 never hears a hello of R2: 16 retries and over again."""
    lab = load("dmvpn-phase2-eigrp")
    spoke, hub = log_of(lab, "R2", "DUAL"), log_of(lab, "R5", "DUAL")
    lab["R2"].configure("interface Tunnel0\n no ip nhrp map multicast 169.254.100.5\n")
    lab.run(300)
    assert [text for _, text in hub] == ["EIGRP-IPv4 1: Neighbor 155.1.0.2 (Tunnel0) is down: holding time expired"]
    downs = [time for time, text in spoke if text.endswith("(Tunnel0) is down: retry limit exceeded")]
    assert len(downs) >= 2
    assert 75 < downs[1] - downs[0] < 90  # 16 times five seconds
    assert "150.1.2.2/32" not in routes(lab, "R5", "eigrp 1")
    lab["R2"].configure("interface Tunnel0\n ip nhrp map multicast 169.254.100.5\n")
    lab.run(100)
    assert "150.1.2.2/32" in routes(lab, "R5", "eigrp 1")


def test_phase2_hub_without_multicast_map_flaps() -> None:
    """The other way round, as in the notes of many a learner: the hub hears its spokes and cannot greet them."""
    lab = load("dmvpn-phase2-eigrp")
    spoke, hub = log_of(lab, "R2", "DUAL"), log_of(lab, "R5", "DUAL")
    lab["R5"].configure("interface Tunnel0\n no ip nhrp map multicast dynamic\n")
    lab.run(40)
    lab["R8"].configure("interface Loopback8\n ip address 150.1.88.8 255.255.255.255\n")  # news for the spokes
    lab.run(160)
    assert "is down: holding time expired" in spoke[0][1]
    assert any("155.1.0.2 (Tunnel0) is down: retry limit exceeded" in text for _, text in hub)
    assert "150.1.8.8/32" not in routes(lab, "R2", "eigrp 1")
    assert rows(lab, "R5")["155.1.0.2"] == ("UP", "D")  # NHRP itself is well


def test_phase2_idle_tunnel_goes_and_comes_back() -> None:
    lab = load("dmvpn-phase2-eigrp")
    reaches(lab, "R2", "150.1.1.1")
    lab.run(2)
    assert "155.1.0.1" in rows(lab, "R2")
    lab.run(610)
    assert "155.1.0.1" not in rows(lab, "R2")
    assert reaches(lab, "R2", "150.1.1.1")
    assert "155.1.0.1" in rows(lab, "R2")


def test_phase2_used_tunnel_is_refreshed() -> None:
    lab = load("dmvpn-phase2-eigrp")
    reaches(lab, "R2", "150.1.1.1")
    for _ in range(26):  # a packet every 30 seconds, for 13 minutes
        lab.run(30)
        assert "!" in lab["R2"].cli("ping 150.1.1.1 source loopback0 repeat 1")
    assert "155.1.0.1" in rows(lab, "R2")
    shown = lab["R2"].cli("show ip nhrp 155.1.0.1")
    assert re.search(r"created 00:1[23]:\d\d, expire 00:0[3-9]", shown), shown


# phase 3


def test_phase3_shortcuts() -> None:
    lab = load("dmvpn-phase3-eigrp")
    assert routes(lab, "R2", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.5",)}
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.5", "155.1.0.1"]
    lab.run(2)
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.1"]
    assert routes(lab, "R2", "nhrp")["150.1.1.1/32"] == ("155.1.0.1",)
    shown = lab["R2"].cli("show ip route")
    assert re.search(r"^H +150\.1\.1\.1 \[250/255\] via 155\.1\.0\.1, \S+, Tunnel0$", shown, re.M)
    assert re.search(r"^H +155\.1\.0\.1/32 is directly connected, \S+, Tunnel0$", shown, re.M)
    assert rows(lab, "R2")["155.1.0.1"] == ("UP", "DT1 DT1")
    assert "%" not in shown.split("Gateway")[1]


def test_phase3_next_hop_override() -> None:
    """With routes of the same length NHRP overrides the next hop and leaves the route to EIGRP."""
    lab = load("dmvpn-phase3-eigrp")
    lab["R5"].configure(
        "interface Tunnel0\n no ip summary-address eigrp 1 0.0.0.0 0.0.0.0\n no ip split-horizon eigrp 1\n"
    )
    lab.run(5)
    assert routes(lab, "R2", "eigrp 1")["150.1.1.1/32"] == ("155.1.0.5",)
    trace(lab, "R2", "150.1.1.1")
    lab.run(2)
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.1"]
    assert routes(lab, "R2", "eigrp 1")["150.1.1.1/32"] == ("155.1.0.5",)
    assert rows(lab, "R2")["155.1.0.1"] == ("UP", "DT2 DT1")
    shown = lab["R2"].cli("show ip route next-hop-override").splitlines()
    at = next(
        i for i, line in enumerate(shown) if re.match(r"D   % +150\.1\.1\.1 \[90/28288000\] via 155\.1\.0\.5", line)
    )
    assert re.match(r" +\[NHO\]\[90/255\] via 155\.1\.0\.1, \S+, Tunnel0$", shown[at + 1])
    assert "nexthop 155.1.0.1 Tunnel0" in lab["R2"].cli("show ip cef 150.1.1.1")


def test_phase3_purge_when_the_network_goes() -> None:
    lab = load("dmvpn-phase3-eigrp")
    reaches(lab, "R2", "150.1.1.1")
    lab.run(2)
    assert "150.1.1.1/32" in routes(lab, "R2", "nhrp")
    lab["R1"].configure("interface Loopback0\n shutdown\n")
    lab.run(5)
    assert "150.1.1.1/32" not in routes(lab, "R2", "nhrp")
    purges = re.findall(r"(\d+) Purge Request", lab["R2"].cli("show ip nhrp traffic"))
    assert purges == ["0", "1"]  # sent, received


def test_phase3_without_shortcut_the_hub_stays_in_the_path() -> None:
    lab = load("dmvpn-phase3-eigrp")
    lab["R2"].configure("interface Tunnel0\n no ip nhrp shortcut\n")
    for _ in range(2):
        assert trace(lab, "R2", "150.1.1.1")[0] == "155.1.0.5"
        lab.run(2)
    assert routes(lab, "R2", "nhrp") == {}
    assert re.findall(r"(\d+) Traffic Indication", lab["R2"].cli("show ip nhrp traffic"))[1] != "0"


def test_phase3_without_redirect_nobody_learns() -> None:
    lab = load("dmvpn-phase3-eigrp")
    lab["R5"].configure("interface Tunnel0\n no ip nhrp redirect\n")
    for _ in range(2):
        assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.5", "155.1.0.1"]
        lab.run(2)
    assert list(rows(lab, "R2")) == ["155.1.0.5"]


def test_phase3_shortcut_expires_unused() -> None:
    lab = load("dmvpn-phase3-eigrp")
    reaches(lab, "R2", "150.1.1.1")
    lab.run(5)
    assert "150.1.1.1/32" in routes(lab, "R2", "nhrp")
    lab.run(620)
    assert routes(lab, "R2", "nhrp") == {}
    assert list(rows(lab, "R2")) == ["155.1.0.5"]
    assert trace(lab, "R2", "150.1.1.1")[0] == "155.1.0.5"


def test_phase3_hub_reload() -> None:
    """The default goes with the hub's hellos and takes the shortcuts along (they rest upon it); the tunnel between the
    spokes stays. At the latest the next registration brings all back."""
    lab = load("dmvpn-phase3-eigrp")
    lab["R5"].cli("write memory")
    reaches(lab, "R2", "150.1.1.1")
    lab.run(2)
    lab["R5"].reload()
    lab.run(30)
    assert routes(lab, "R2", "eigrp 1") == {}
    assert "150.1.1.1/32" not in routes(lab, "R2", "nhrp")
    assert "!" in lab["R2"].cli("ping 155.1.0.1")
    assert not reaches(lab, "R2", "150.1.8.8")
    lab.run(260)
    assert routes(lab, "R2", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.5",)}
    assert {peer: state for peer, (state, _) in rows(lab, "R5").items()} == {f"155.1.0.{i}": "UP" for i in range(1, 5)}
    assert reaches(lab, "R2", "150.1.8.8")


# two hubs


def test_dual_hub_fails_over_and_returns() -> None:
    lab = load("dmvpn-dual-hub")
    for spoke in SPOKES:
        assert routes(lab, spoke, "eigrp 1") == {"0.0.0.0/0": ("155.1.0.5",)}
    assert rows(lab, "R10") == {}
    lab["R5"].configure("interface Tunnel0\n shutdown\n")
    lab.run(40)
    assert routes(lab, "R1", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.10",)}
    assert {state for state, _ in rows(lab, "R10").values()} == {"UP"}
    assert routes(lab, "R8", "eigrp 1")["150.1.1.1/32"] == ("155.1.108.10",)
    assert reaches(lab, "R1", "150.1.8.8")
    lab["R5"].configure("interface Tunnel0\n no shutdown\n")
    lab.run(80)
    assert routes(lab, "R1", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.5",)}
    assert rows(lab, "R10") == {}  # the spokes took their registrations back


def test_dual_hub_shortcut_between_spokes() -> None:
    lab = load("dmvpn-dual-hub")
    assert trace(lab, "R1", "150.1.2.2") == ["155.1.0.5", "155.1.0.2"]
    lab.run(3)
    assert trace(lab, "R1", "150.1.2.2") == ["155.1.0.2"]


def test_dual_hub_both_without_a_limit() -> None:
    lab = load("dmvpn-dual-hub")
    lab["R1"].configure("interface Tunnel0\n no ip nhrp nhs cluster 0 max-connections\n")
    lab.run(30)
    assert routes(lab, "R1", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.5", "155.1.0.10")}
    assert list(rows(lab, "R10")) == ["155.1.0.1"]


def test_dual_cloud_moves_to_the_other_cloud() -> None:
    lab = load("dmvpn-dual-cloud")
    assert metric(lab, "R1", "0.0.0.0/0") == (90, 26880256)
    assert routes(lab, "R1", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.5",)}
    assert list(rows(lab, "R1")) == ["155.1.0.5", "155.1.1.10"]
    lab["R5"].configure("interface Tunnel0\n shutdown\n")
    lab.run(20)
    assert routes(lab, "R1", "eigrp 1") == {"0.0.0.0/0": ("155.1.1.10",)}
    assert metric(lab, "R1", "0.0.0.0/0") == (90, 27136256)
    assert trace(lab, "R1", "150.1.3.3") == ["155.1.1.10", "155.1.1.3"]
    lab.run(3)
    assert trace(lab, "R1", "150.1.3.3") == ["155.1.1.3"]


def test_dual_cloud_needs_shared() -> None:
    lab = load("dmvpn-dual-cloud")
    said = lab["R1"].configure(
        "interface Tunnel1\n no tunnel protection ipsec profile DMVPN shared\n tunnel protection ipsec profile DMVPN\n"
    )
    assert "must be configured with the 'shared' keyword" in said
    lab.run(20)
    assert rows(lab, "R1")["155.1.0.5"][0] == "UP"
    # NHRP itself does not mind; the next registration comes in clear, which the hub does not take
    assert rows(lab, "R1")["155.1.1.10"][0] == "UP"
    lab.run(240)
    assert rows(lab, "R1")["155.1.1.10"][0] == "NHRP"


# a hub loses its memory, a spoke its cable


@pytest.mark.parametrize("name", ["dmvpn-dual-hub", "dmvpn-dual-cloud"])
@pytest.mark.parametrize("keepalive", [True, False])
def test_hub_reload_heals_by_dead_peer_detection(name: str, keepalive: bool) -> None:
    """The spokes' SAs outlive the hub's: without keepalives the spokes go on sending what the hub cannot read."""
    lab = Lab.load(name)
    if not keepalive:
        for node in (*SPOKES, "R5", "R10"):
            lab[node].configure("no crypto isakmp keepalive\n")
            lab[node].cli("write memory")
    lab.run(WARM[name])
    lab["R5"].reload()
    lab.run(30)
    assert routes(lab, "R1", "eigrp 1")["0.0.0.0/0"] != ("155.1.0.5",)
    lab.run(150)
    assert (routes(lab, "R1", "eigrp 1")["0.0.0.0/0"] == ("155.1.0.5",)) is keepalive
    assert (len(rows(lab, "R5")) == 4) is keepalive
    if not keepalive:
        lab["R1"].cli("clear crypto session remote 169.254.100.5")
        lab.run(60)
        assert routes(lab, "R1", "eigrp 1")["0.0.0.0/0"] == ("155.1.0.5",)


def test_dual_hub_fails_over_when_the_hub_is_unplugged() -> None:
    """All routers share one segment: the hub's cable alone is pulled."""
    lab = load("dmvpn-dual-hub")
    lines = log_of(lab, "R2", "LINEPROTO")
    lab.cut("R5:GigabitEthernet1")
    lab.run(40)
    assert routes(lab, "R1", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.10",)}
    assert reaches(lab, "R1", "150.1.10.10")
    assert lines == []
    lab.repair("R5:GigabitEthernet1")
    lab.run(60)
    assert routes(lab, "R1", "eigrp 1") == {"0.0.0.0/0": ("155.1.0.5",)}


def test_phase1_a_point_to_point_spoke_needs_no_multicast_map() -> None:
    lab = load("dmvpn-phase1-eigrp")
    spoke, hub = log_of(lab, "R2", "DUAL"), log_of(lab, "R5", "DUAL")
    lab["R2"].configure("interface Tunnel0\n no ip nhrp map multicast 169.254.100.5\n")
    lab.run(120)
    assert (spoke, hub) == ([], [])
    lab["R5"].configure("interface Tunnel0\n no ip nhrp map multicast dynamic\n")
    lab.run(120)
    assert [text for _, text in spoke] == ["EIGRP-IPv4 1: Neighbor 155.1.0.5 (Tunnel0) is down: holding time expired"]
    assert any("155.1.0.2 (Tunnel0) is down: retry limit exceeded" in text for _, text in hub)


def test_hub_hears_a_spoke_that_never_registered() -> None:
    """The spoke has maps and no server: its hellos come by its multicast map, nothing finds the way back to it.
    nhrp-dmvpn.md section 5a: Q 1, RTO 5000, and again and again from the start.
    """
    lab = Lab.load("dmvpn-phase3-eigrp", seed=3)
    lab["R2"].configure("interface Tunnel0\n no ip nhrp nhs 155.1.0.5\n")
    lab["R5"].cli("clear ip nhrp")
    lab.run(140)
    rows = [line.split() for line in lab["R5"].cli("show ip eigrp neighbors").splitlines()]
    found = {row[1]: row[-3:-1] for row in rows if row[0].isdigit() and row[2] == "Tu0"}
    assert found["155.1.0.2"] == ["5000", "1"]
    assert {tuple(value) for address, value in found.items() if address != "155.1.0.2"} == {("1512", "0")}
    log = lab["R5"].cli("show logging | include 155.1.0.2")
    assert "is down: retry limit exceeded" in log
    assert log.count("is up: new adjacency") >= 2
    assert "150.1.2.2" not in lab["R5"].cli("show ip route")
