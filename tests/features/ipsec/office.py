"""Two routers at a cable, configured at their consoles."""

from __future__ import annotations

from iosemu.sim.scheduler import Scheduler
from tests.features.desk import PORTS, Desk, cable

CONFIG = """\
hostname R{mine}
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group {group}
crypto isakmp key cisco address 0.0.0.0
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
 mode tunnel
crypto map CM 10 ipsec-isakmp
 set peer 10.0.0.{far}
 set transform-set TSET
 match address 101
interface Loopback1
 ip address 10.{mine}.{mine}.1 255.255.255.0
interface {port}
 ip address 10.0.0.{mine} 255.255.255.0
 no shutdown
 crypto map CM
ip route 0.0.0.0 0.0.0.0 10.0.0.{far}
access-list 101 permit ip 10.{mine}.{mine}.0 0.0.0.255 10.{far}.{far}.0 0.0.0.255
"""


class Office:
    """`one` and `two` on 10.0.0.0/24; a LAN loopback behind each, crypto map CM between the LANs."""

    def __init__(self, platform: str = "c7200", extra: str = "") -> None:
        self.clock = Scheduler()
        port = PORTS[platform][0]
        group = 2 if platform in ("c3725", "c2811") else 14
        texts = [CONFIG.format(mine=mine, far=3 - mine, port=port, group=group) + extra for mine in (1, 2)]
        self.one, self.two = (Desk(text, platform, scheduler=self.clock, number=n) for n, text in enumerate(texts, 1))
        cable(self.one, port, self.two, port)
        self.run(5)
        self.ping("10.0.0.2", 2)

    def run(self, seconds: float) -> None:
        self.clock.run(self.clock.now + seconds)

    def ping(self, dst: str, count: int = 3, source: str = "") -> str:
        """The marks that ping prints."""
        extra = f" source {source}" if source else ""
        self.one.type(f"ping {dst} repeat {count}{extra}")
        text = ""
        while self.one.session.busy:
            text += self.one.run(1)
        return "".join(line for line in text.splitlines() if line and set(line) <= set("!.MU"))

    def lan_ping(self, count: int = 3) -> str:
        return self.ping("10.2.2.1", count, "10.1.1.1")
