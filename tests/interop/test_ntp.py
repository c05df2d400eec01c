"""chrony as server of the router's clock, and as a client that follows the router."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from iosemu.features.ntp.engine import NtpEngine
from tests.interop.world import World

Make = Callable[..., World]
KEY = "ntp authentication-key 5 md5 clockwork\nntp trusted-key 5\nntp authenticate\n"


def chrony(net: World, *lines: str) -> None:
    """chronyd that leaves the machine's clock alone."""
    folder = net.folder
    (folder / "keys").write_text("5 MD5 ASCII:clockwork\n")
    text = "\n".join((*lines, f"keyfile {folder}/keys", f"pidfile {folder}/pid", "bindcmdaddress /", "cmdport 0"))
    (folder / "chrony.conf").write_text(f"{text}\n")
    net.start(["chronyd", "-x", "-d", "-u", "root", "-f", f"{folder}/chrony.conf"], "chrony.log")


def behind(net: World) -> float:
    """Seconds between the router's clock and this machine's."""
    own = net.router.device.engine("clock").utc()
    return abs((datetime.now(UTC).replace(tzinfo=None) - own).total_seconds())


def test_the_router_follows_chrony(world: Make) -> None:
    net = world("", platform="iosv")
    chrony(net, "local stratum 2", "allow")
    net.router.configure(f"ntp logging\n{KEY}ntp server 192.0.2.1 key 5 minpoll 4 iburst\n")
    assert behind(net) > 1e8
    engine: NtpEngine = net.router.device.engine("ntp")
    net.wait(lambda: engine.system.synchronized, 90, "synchronized to chrony", patience=2)
    assert behind(net) < 0.2
    assert "Clock is synchronized, stratum 3, reference is 192.0.2.1       \n" in net.cli("show ntp status")
    assert "192.0.2.1 configured, ipv4, authenticated, our_master, sane, valid, stratum 2\n" in net.cli("show ntp associations detail")
    assert net.tshark("ntp && ntp.flags.mode == 4 && ntp.keyid == 00:00:00:05", "ntp.stratum")[0] == ["2"]
    assert net.tshark("ntp && _ws.malformed", "frame.number", ours=True) == []


def test_chrony_follows_the_router(world: Make) -> None:
    net = world(f"{KEY}ntp master 4\n", platform="iosv")
    net.router.device.engine("clock").set(datetime.now(UTC).replace(tzinfo=None))
    engine: NtpEngine = net.router.device.engine("ntp")
    net.wait(lambda: engine.system.synchronized, 60, "a master", patience=2)
    chrony(net, "server 192.0.2.2 key 5 iburst minpoll 3")
    log = net.folder / "chrony.log"
    net.wait(lambda: "Selected source 192.0.2.2" in log.read_text(), 30, "chrony chose the router", patience=2)
    assert net.tshark("ntp.flags.mode == 4 && ntp.keyid == 00:00:00:05", "ntp.stratum", ours=True)[0] == ["4"]
