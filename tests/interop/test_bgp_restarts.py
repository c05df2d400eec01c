"""bgpd dies and comes back: with a word and without, with graceful restart (RFC 4724) and without, and never again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iosemu.features.bgp.events import Reset
from iosemu.types import Prefix
from tests.interop.bgpd import OURS, THEIRS, learnt, ours, path, state, theirs
from tests.interop.world import Frr, World

Make = Callable[..., World]
Daemons = Callable[..., Frr]

OTHER = "172.16.1.0/24"


class Changes:
    """What becomes of the route to a prefix in our table."""

    def __init__(self, net: World, prefix: str) -> None:
        self.prefix = Prefix.parse(prefix)
        self.gone = self.come = 0
        net.router.device.vrfs.default.v4.listen(self)

    def __call__(self, prefix: Prefix, old: object, new: object) -> None:
        if prefix == self.prefix:
            self.gone += new is None
            self.come += old is None


@pytest.mark.parametrize("told", [True, False], ids=["the kernel says so", "silence"])
def test_killed(world: Make, frr: Daemons, told: bool) -> None:
    """The connection ends, or, where its end is lost, the hold timer runs out; either way all is as it was afterwards."""
    net = world(OURS.format(65001))
    peer = frr(net, THEIRS.format(65001, 65002), "bgpd")
    learnt(net, peer)
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    if not told:
        net.link.filters.append(lambda sender, frame: sender.startswith("R1:"))
    peer.kill("bgpd")
    net.wait(lambda: not ours(net).up, 10, "down")
    assert ours(net).last_reset is (Reset.CLOSED if told else Reset.SENT)
    assert path(net, OTHER) is None and "172.16.1.0" not in net.cli("show ip route")
    net.link.filters.clear()
    peer.again("bgpd")
    learnt(net, peer, 60)
    assert (ours(net).established, ours(net).dropped) == (2, 1)
    assert "172.16.1.0 [20/0] via 192.0.2.1" in net.cli("show ip route bgp")
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert state(peer)["bgpState"] == "Established"


GRACEFUL = " bgp graceful-restart\n bgp graceful-restart preserve-fw-state\n bgp graceful-restart restart-time {}\n"


def graceful(seconds: int) -> str:
    return THEIRS.replace(" timers connect", GRACEFUL.format(seconds) + " timers connect").format(65001, 65002)


@pytest.mark.parametrize("told", [True, False], ids=["the kernel says so", "silence"])
def test_graceful_restart(world: Make, frr: Daemons, told: bool) -> None:
    """We keep what bgpd told while it is away; what it does not tell again goes with its End-of-RIB, the rest never went.

    Where we have not heard that it died, its new OPEN tells (RFC 4724 section 5).
    """
    net = world(OURS.format(65001).replace("bgp 2 6", "bgp 20 60") + " bgp graceful-restart\n")
    config = graceful(90).replace("bgp 2 6", "bgp 20 60")
    peer = frr(net, config, "bgpd")
    learnt(net, peer)
    net.wait(lambda: path(net, OTHER) is not None, 10, "the other network")
    mentioned = net.cli("show ip bgp neighbors 192.0.2.1")
    assert "Graceful Restart Capability: advertised and received" in mentioned
    assert "Remote Restart timer is 90 seconds" in mentioned
    kept, other = Changes(net, "10.1.1.1/32"), Changes(net, OTHER)
    old = ours(net).session
    assert old is not None and old.connection is not None
    if not told:
        port = (old.connection.remote if old.role == "passive" else old.connection.local)[1]
        net.link.filters.append(lambda sender, frame: port not in ports(frame))
    peer.kill("bgpd")
    if told:
        net.wait(lambda: not ours(net).up, 10, "down")
        for prefix in ("10.1.1.1/32", OTHER):
            assert path(net, prefix).stale
        assert "S>" in net.cli("show ip bgp") and "172.16.1.0 [20/0]" in net.cli("show ip route bgp")
        net.live.run(5)
    peer.configure(config.replace(f"  network {OTHER}\n", ""))
    peer.again("bgpd")
    net.wait(lambda: ours(net).established == 2, 60, "established again")
    net.wait(lambda: path(net, OTHER) is None, 30, "swept")
    assert not path(net, "10.1.1.1/32").stale
    assert (kept.gone, kept.come, other.gone) == (0, 0, 1)
    assert ours(net).dropped == 1 and ours(net).last_reset is Reset.CLOSED
    net.wait(lambda: theirs(peer, "10.2.2.0/24"), 20, "learnt by bgpd again")
    restarts = net.tshark("bgp.cap.gr.timers.restart_flag == 1", "ip.src")
    assert ["192.0.2.1"] in restarts, "it says that it has restarted"


def ports(frame: bytes) -> tuple[int, ...]:
    """Of TCP in IPv4 without options."""
    if frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return ()
    return int.from_bytes(frame[34:36], "big"), int.from_bytes(frame[36:38], "big")


def test_it_does_not_come_back(world: Make, frr: Daemons) -> None:
    """What was kept goes when the time that bgpd has asked for is over, and not before."""
    net = world(OURS.format(65001) + " bgp graceful-restart\n")
    peer = frr(net, graceful(12), "bgpd")
    learnt(net, peer)
    peer.kill("bgpd")
    net.wait(lambda: not ours(net).up, 10, "down")
    begun = net.lab.now
    net.wait(lambda: path(net, "10.1.1.1/32") is None, 20, "gone")
    assert 12 <= net.lab.now - begun < 14
    assert "10.1.1.1" not in net.cli("show ip route")


def test_forwarding_was_not_preserved(world: Make, frr: Daemons) -> None:
    """The new session says that forwarding did not go on: what was kept goes at once (RFC 4724 section 4.2)."""
    net = world(OURS.format(65001) + " bgp graceful-restart\n")
    config = graceful(90).replace(" bgp graceful-restart preserve-fw-state\n", "")
    peer = frr(net, config, "bgpd")
    learnt(net, peer)
    kept = Changes(net, "10.1.1.1/32")
    peer.kill("bgpd")
    net.wait(lambda: not ours(net).up, 10, "down")
    assert path(net, "10.1.1.1/32").stale and not kept.gone
    peer.again("bgpd")
    net.wait(lambda: kept.come == 1, 60, "told anew")
    assert kept.gone == 1 and not path(net, "10.1.1.1/32").stale


def test_a_notification_is_no_restart(world: Make, frr: Daemons) -> None:
    """bgpd says that it ends (or is reset): nothing is kept."""
    net = world(OURS.format(65001) + " bgp graceful-restart\n")
    peer = frr(net, graceful(90), "bgpd")
    learnt(net, peer)
    kept = Changes(net, "10.1.1.1/32")
    peer.vtysh("-c", "clear bgp *")
    net.wait(lambda: ours(net).dropped == 1, 10, "reset")
    net.wait(lambda: kept.gone == 1, 5, "gone")
    learnt(net, peer, 60)
