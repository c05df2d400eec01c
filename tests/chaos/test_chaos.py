"""Labs heal: the stories that once failed, and one fixed seed for each lab. `make chaos` tells many more."""

from __future__ import annotations

import re

import pytest

from iosemu import Lab
from iosemu.device.feature import features
from tests.chaos import failed, leaks, looks, minimise, oracle, soak, steps, worlds
from tests.chaos.failed import Story
from tests.chaos.player import BETWEEN, Player
from tests.few import few
from tests.fuzz.exchanges import Exchanges

SEED = 1
ONCE = failed.read(failed.FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("story", ONCE, ids=lambda story: f"{story.lab}-{story.seed}")
def test_once_failed(story: Story) -> None:
    result = oracle.run(story.lab, story.lines, story.seed)
    assert result.good, "\n".join(result.problems)
    assert not result.late, "\n".join(result.late)


OFTEN = (  # of every protocol and of every way of encryption; .ci/run plays a seed of every lab besides
    "bgp-policy", "dmvpn-dual-hub", "dmvpn-ipsec+ah", "dmvpn-phase1-odr+manual",
    "dmvpn-phase1-rip+ipsec", "dmvpn-phase2-ospf", "front-door-vrf", "vrf-lite",
)  # fmt: skip


@pytest.mark.parametrize("name", few(worlds.names(), *OFTEN))
def test_a_fixed_seed(name: str) -> None:
    result = oracle.run(name, steps.story(name, SEED), SEED)
    assert result.good, "\n".join(result.problems)


def test_every_feature_is_looked_at() -> None:
    """A feature with an engine has state: a look shows it, or STATELESS says why none is needed."""
    seen = {feature for feature, *_ in looks.LOOKS.values()} | {feature for feature, _ in looks.CHECKS.values()}
    for feature in features().values():
        if feature.engine:
            assert (feature.name in seen) != (feature.name in looks.STATELESS), feature.name
    assert set(looks.STATELESS) <= set(features())


def test_looks_see_something() -> None:
    """Each look finds rows in some lab, so that none can go blind when an output changes."""
    found = set()
    for name in ("dmvpn-dual-hub", "dmvpn-phase1-rip", "dmvpn-phase1-odr", "vrf-lite", "bfd-failover", "ospf-areas", "bgp-basics", "dmvpn-ipsec+ntp", "dmvpn-phase3-eigrp+ikev2", "dmvpn-per-tunnel-qos", "ospf-areas+hsrp", "ospf-areas+groups", "ipv6-basics+routed6", "ospfv3"):
        found |= {look for (_, look), rows in oracle.fresh(name).state.items() if rows}
    assert found == {*looks.LOOKS, "configuration"}


def test_a_fault_that_stays_is_seen() -> None:
    """The oracle is not blind: a lab with a shut tunnel is not taken for a fresh one."""
    name = "dmvpn-ipsec"
    lab = worlds.load(name)
    lab["R6"].configure("interface Tunnel0\n shutdown\n")
    lab.run(600)
    problems, _ = oracle.compare(oracle.fresh(name), oracle.picture(lab))
    told = "\n".join(problems)
    assert "R1 nhrp: lacks" in told and "R6 configuration: has interface Tunnel0 / shutdown" in told
    assert "ping R1 Loopback1 to R6 66.66.66.6: 0/3" in told


def test_a_one_sided_sa_is_seen() -> None:
    lab = worlds.load("dmvpn-ipsec")
    lab.settle()
    assert looks.unpaired(lab) == []
    lab.cut("R6:FastEthernet0/0")
    lab.run(0.5)
    lab["R1"].power_off()
    assert [problem for problem in looks.unpaired(lab) if problem.startswith("R6 Tunnel0")]


@pytest.mark.parametrize("name", worlds.names())
def test_what_was_taken_away_is_given_back(name: str) -> None:
    """The repair finds the way back from a configuration that lost or changed much."""
    lab = worlds.load(name)
    lab.run(1)
    player = Player(lab)
    lines = [line for line in steps.story(name, 3, 200) if line.startswith("configure")]
    player.play(lines)
    player.restore()
    for node in lab:  # route maps, access lists, keys of peers and groups stand in the order in which they were typed
        assert _arranged(node.running_config()) == _arranged(player.wanted[node.name]), node.name


def _arranged(lines: list[str]) -> list[str]:
    """With the blocks of route maps and of access lists by name."""
    blocks: list[list[str]] = []
    for line in lines:
        if line[:1] == " " and blocks:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    for kind in ("route-map ", "ip access-list extended ", "ip access-list standard ", "crypto isakmp key ", "crypto gdoi group ", "crypto map "):
        ours = iter(sorted(block for block in blocks if block[0].startswith(kind)))
        blocks = [next(ours) if block[0].startswith(kind) else block for block in blocks]
    return [line for block in blocks for line in block]


def test_stories_are_the_same_each_time_and_steps_stand_alone() -> None:
    one, other = steps.story("dmvpn-ipsec", 5, 40), steps.story("dmvpn-ipsec", 5, 20)
    assert one == steps.story("dmvpn-ipsec", 5, 40)
    assert one[: len(other)] == other
    assert one != steps.story("dmvpn-ipsec", 6, 40)
    assert "clear crypto sa" in steps.clears()


def test_stories_in_a_file() -> None:
    story = Story("dmvpn-ipsec", 7, ["cut R1:FastEthernet0/0", "run 5"], "a note of it")
    assert failed.read("# comment\n" + failed.write(story)) == [story]
    with pytest.raises(ValueError, match="no story"):
        failed.read("cut R1:FastEthernet0/0\n")


def test_the_shortest_story() -> None:
    tried = []

    def fails(story: list[str]) -> bool:
        tried.append(story)
        return "b" in story and "q" in story

    assert minimise.shortest(list("abcdefghijklmnopqrstuvwxyz"), fails) == ["b", "q"]
    assert len(tried) < 80


def test_a_planted_fault_is_seen_and_mended() -> None:
    name = "dmvpn-ipsec"
    lab = worlds.load(name)
    lab.settle()
    player = Player(lab)
    player.play(["plant spoke-wrong-key 4", "plant slow-line 2", "run 700"])
    told = "\n".join(oracle.compare(oracle.fresh(name), oracle.picture(lab))[0])
    assert " nhrp: lacks " in told and "crypto isakmp key other" in told
    assert max(link.delay for link in lab.links.values()) > 0.1
    player.play(["mend spoke-wrong-key 4", "mend slow-line 2"])
    assert all(node.running_config() == player.wanted[node.name] for node in lab)
    assert max(link.delay for link in lab.links.values()) < 0.1


def test_the_repair_heals_planted_faults() -> None:
    """Without the word of the catalogue: what was there is given back."""
    story = ["off R7", *(f"plant {fault} 1" for fault in ("hub-pfs", "spoke-transform", "slow-line", "lossy-line", "cable")), "run 400"]
    result = oracle.run("dmvpn-ipsec", story)
    assert result.good, "\n".join(result.problems)


def test_stories_have_planted_faults() -> None:
    planted = {line.split()[1] for seed in range(30) for line in steps.story("dmvpn-ipsec", seed) if line.startswith("plant ")}
    assert len(planted) > 15 and planted <= set(worlds.fitting("dmvpn-ipsec"))


@pytest.mark.slow
@pytest.mark.parametrize("name", worlds.names())
def test_the_repair_heals_every_fault(name: str) -> None:
    """A few at a time, one of each kind that the lab has a place for."""
    known = worlds.fitting(name)
    for at in range(0, len(known), 8):
        result = oracle.run(name, [*(f"plant {fault} {at}" for fault in known[at : at + 8]), "run 300"])
        assert result.good, "\n".join([*known[at : at + 8], *result.problems])


@pytest.mark.slow
def test_tunnels_of_clients_heal() -> None:
    """Whoever has which address of the pool now: everybody reaches whom a fresh lab's routers reach."""
    name = "flexvpn-spoke-to-spoke"
    for seed in (1, 2, 3):
        result = oracle.run(name, steps.story(name, seed), seed)
        assert [each for each in result.problems if each.startswith("ping")] == []


def test_a_router_without_power_hears_nothing() -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab["R6"].power_off()
    Player(lab).play(["configure R6 interface Tunnel0 ; shutdown", "exec R6 show clock", "hostile R6:FastEthernet0/0 3 1"])
    assert not lab["R6"].device.running


def registrations(lab: Lab, how: str) -> list[bytes]:
    """Requests that the hub hears in the first seconds when the second one is lost, doubled or late."""
    heard: list[bytes] = []
    exchanges = Exchanges()
    hub = next(iface for iface in lab["R5"].device.interfaces.values() if iface.link is not None)

    def tap(iface: object, outbound: bool, data: bytes) -> None:
        if not outbound and exchanges.kind(data) == "NHRP registration request":
            heard.append(data)

    hub.taps.append(tap)
    if how:
        Player(lab).event(f"message {how} 2 NHRP registration request")
    lab.run(1.5 if how != "late" else 4.5)
    return heard


def test_the_second_message_of_a_kind() -> None:
    usual = registrations(worlds.load("dmvpn-phase1-rip"), "")
    second = usual[1]
    assert registrations(worlds.load("dmvpn-phase1-rip"), "lost") == [frame for frame in usual if frame != second]
    assert registrations(worlds.load("dmvpn-phase1-rip"), "doubled") == [*usual[:2], second, *usual[2:]]
    late = registrations(worlds.load("dmvpn-phase1-rip"), "late")
    assert late[: len(usual) - 1] == [frame for frame in usual if frame != second] and second in late[len(usual) :]


def test_soak_knows_every_exchange() -> None:
    """Its routine makes the labs send all that they can."""
    found = {kind for name in ("dmvpn-ipsec", "dmvpn-phase2-eigrp", "dmvpn-phase1-rip") for kind in soak.kinds(name)}
    for kind in (
        *(f"IKE main mode {number}" for number in range(1, 7)),
        *(f"IKE quick mode {number}" for number in range(1, 4)),
        *("IKE informational", "ARP request", "ARP reply", "RIP response", "CDP"),
        *(f"NHRP {what} {way}" for what in ("registration", "resolution", "purge") for way in ("request", "reply")),
        *(f"EIGRP {what}" for what in ("hello", "update", "query", "reply", "acknowledgment")),
    ):
        assert kind in found, kind


@pytest.mark.parametrize("name", worlds.names())
def test_every_lab_has_a_routine(name: str) -> None:
    assert any(line.startswith("exec ") for line in soak.routine(name))


@pytest.mark.parametrize("kind", soak.KINDS)
def test_a_soak_run(kind: str) -> None:
    task = list(soak.KINDS[kind]("dmvpn-phase1-rip"))[5]
    result = oracle.run(task.lab, task.story, task.seed, task.cold)
    assert result.good, "\n".join(result.problems)


def test_endless_quick_modes_are_seen() -> None:
    """Two ends that renew their SAs again and again end with the same SAs as a fresh lab."""
    lab = worlds.load("dmvpn-ipsec")
    lab.settle()
    before, since = leaks.quick_modes(lab), lab.now
    lab.run(170)
    assert leaks.restless(lab, before, lab.now - since) == []
    for _ in range(20):
        lab["R6"].cli("clear crypto sa")
        lab.run(8.5)
    assert [row for row in leaks.restless(lab, before, 170) if row.startswith("R6 quick modes: ")]


def test_lines_that_labs_do_not_have_are_taken() -> None:
    """A line that no section would take tries nothing."""
    lines: dict[str, list[tuple[str, str]]] = {}
    taken: set[str] = set()
    tried: set[str] = set()
    for name in ("ipsec-troubleshooting", "dmvpn-ipsec", "dmvpn-phase3-bgp", "dmvpn-phase3-ospf", "bfd-failover", "bgp-policy"):
        scene = steps.scene(name)
        lines[name] = [(node, line) for node, found in scene.lines.items() for each in found for line in steps.extras(each)]
    for name, typed in lines.items():
        lab = worlds.load(name)
        lab.run(60)
        for node, line in typed:
            last = line.rpartition(BETWEEN)[2]
            last = re.sub(r"^neighbor \S+", "neighbor", last)
            if last not in taken:
                tried.add(last)
                if "Invalid input" not in lab[node].configure(line.replace(BETWEEN, "\n") + "\n"):
                    taken.add(last)
    for line in steps.GLOBAL:
        assert "Invalid input" not in lab["R1"].configure(line.replace(BETWEEN, "\n") + "\n"), line
    assert tried == taken
