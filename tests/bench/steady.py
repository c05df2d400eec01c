"""Targets 6 and 10: what a converged lab costs, and how fast it answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from iosemu.console.pace import SLICE, Pace
from iosemu.lab.lab import Lab
from iosemu.lab.topology import NodeSpec, Topology
from tests.bench import dmvpn
from tests.bench.measure import Row, cpu, in_a_process

SPOKES = 1000
WINDOW = 60.0  # virtual seconds

_GROWTH = """
import gc
from tests.bench import dmvpn
def rss():
    gc.collect()
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])
lab = dmvpn.converge(30, eigrp=True)
lab.run(3600)
before = rss()
lab.run(3600)
print((rss() / before - 1) * 100)
"""

SHOWS = (
    "show ip interface brief", "show version", "show running-config", "show arp", "show crypto isakmp sa",
    "show crypto ipsec sa", "show dmvpn", "show ip nhrp", "show ip eigrp neighbors", "show ip route",
    "show interfaces Tunnel0",
)  # fmt: skip


# 6: a converged lab


def steady() -> Iterator[Row]:
    lab = dmvpn.converge(SPOKES, eigrp=True)
    seconds = cpu(lambda: lab.run(WINDOW), 2)
    yield Row(
        "6", f"{SPOKES:,} spokes, EIGRP hellos: virtual s a CPU s", WINDOW / seconds, 100.0, "s/s", ">= 1x of 100"
    )
    growth = in_a_process(_GROWTH)
    yield Row("6", "memory, growth in the second virtual hour", growth, 1.0, "%", "<= 1x of 1 %")


# 10: answers


def percentile(action: Callable[[], object], share: float, runs: int = 200) -> float:
    """Seconds that `share` of the runs stayed below."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        action()
        taken.append(time.process_time() - start)
    return sorted(taken)[int(share * (runs - 1))]


def answers() -> Iterator[Row]:
    routes = "".join(f"ip route 172.{16 + (n >> 8)}.{n & 255}.0 255.255.255.0 Null0\n" for n in range(1000))
    lonely = Topology("routes")
    lonely.nodes["R1"] = NodeSpec("R1", "generic", f"hostname R1\n{routes}end\n")
    router = Lab(lonely)["R1"]
    router.cli("show ip route")
    worst = percentile(lambda: router.cli("show ip route"), 0.99)
    yield Row("10", "show ip route of 1,000 routes, p99", worst * 1e3, 5.0, "ms", "<= 1x of 5 ms")

    spoke = dmvpn.converge(3, eigrp=True)["Spoke1"]
    slowest, name = max((percentile(lambda command=command: spoke.cli(command), 0.5, 40), command) for command in SHOWS)  # type: ignore[misc]
    yield Row("10", f"the slowest of {len(SHOWS)} other shows ({name})", slowest * 1e3, 1.0, "ms", "<= 1x of 1 ms")

    lab = Lab(dmvpn.topology(500))
    pace = Pace(lab.scheduler, clock=time.process_time)
    pace.settle(600.0)
    longest = 0.0
    while pace.ahead:
        start = time.process_time()
        pace.work(SLICE)
        lab["Hub"].cli("show dmvpn | count UP")
        longest = max(longest, time.process_time() - start)
    dmvpn.check(lab, 500)
    yield Row("10", "console while 500 spokes converge, longest wait", longest * 1e3, 50.0, "ms", "<= 1x of 50 ms")
