"""Targets 9, 12, 13 and 14: programs as a whole: their start, their memory, many labs, a lab saved and restored."""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from iosemu.lab.lab import Lab
from tests.bench import dmvpn
from tests.bench.measure import Options, Variant, environment, printed, program, timed

LABS = 60  # of ten routers each
SAVED = 99  # spokes of a lab that is saved


# 9: start


def start(options: Options) -> Iterator[Variant]:
    floor = program("-c", "pass")
    yield Variant("9", "iosemu --version", program("-m", "iosemu", "--version"), floor, 1.6, rounds=9)
    with tempfile.TemporaryDirectory() as folder:
        for number in (1, 2):
            Path(folder, f"R{number}.cfg").write_text(
                f"hostname R{number}\ninterface FastEthernet0/0\n ip address 10.0.0.{number} 255.255.255.0\nend\n"
            )
        Path(folder, "lab.yaml").write_text(
            "name: two\nnodes:\n  R1: {config: R1.cfg}\n  R2: {config: R2.cfg}\n"
            "links:\n  - endpoints: [R1:Fa0/0, R2:Fa0/0]\n"
        )
        ours = program("-m", "iosemu", "run", folder, "--cold")
        ours()  # grammars and byte code are kept from now on
        yield Variant("9", "two routers, to the first prompt", ours, floor, 8, rounds=9)


# 12: memory

_RSS = """
import gc
from tests.bench import dmvpn
def rss():
    gc.collect()
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])
lab = dmvpn.converge({spokes})
print(rss())
"""


def memory(options: Options) -> Iterator[Variant]:
    if not Path("/proc/self/status").exists():
        return
    few = 50
    many = max(2 * few, options.size(550))
    sizes: dict[int, float] = {}
    printed(_RSS.format(spokes=1))  # the grammars are parsed

    def of(spokes: int) -> float:
        if spokes not in sizes:
            sizes[spokes] = printed(_RSS.format(spokes=spokes))
        return sizes[spokes]

    def each() -> float:
        return (of(many) - of(few)) / (many - few)

    def thousand() -> float:
        return (of(few) + each() * (1000 - few)) / 1024

    yield Variant("12", "memory of a converged spoke", each, None, 100, "KiB", 1, 1)
    yield Variant("12", "memory of 1,000 spokes", thousand, None, 150, "MiB", 1, 1)
    if many >= 10_000:
        yield Variant("12", f"memory of {many:,} spokes", lambda: of(many) / 1024**2, None, many / 10_000, "GiB", 1, 1)


# 13: many labs


def labs(count: int) -> None:
    """Ten routers each: a hub, eight spokes, a provider; up and away again, with all that they leave behind."""
    topology = dmvpn.topology(8)
    for number in range(count):
        with Lab(topology, seed=number) as lab:
            lab.settle()
    gc.collect()


_LABS = "from tests.bench.whole import labs; labs({count})"


def _seconds(counts: tuple[int, ...]) -> float:
    """Wall time of processes side by side."""
    begun = time.monotonic()
    running = [
        subprocess.Popen([sys.executable, "-P", "-c", _LABS.format(count=count)], env=environment()) for count in counts
    ]
    if any(process.wait() for process in running):
        raise RuntimeError("a process failed")
    return time.monotonic() - begun


def many(options: Options) -> Iterator[Variant]:
    labs(2)  # grammars are read
    yield Variant("13", f"a lab of 10 routers, of {LABS} in turn; of 6", timed(partial(labs, LABS), LABS), timed(partial(labs, 6), 6),
                  1.05)  # fmt: skip
    yield Variant("13", f"wall time of {2 * LABS} such labs: one process; two", partial(_seconds, (2 * LABS,)),
                  partial(_seconds, (LABS, LABS)), 1.8, "s", 1, 3, True)  # fmt: skip


# 14: checkpoints


def checkpoints(options: Options) -> Iterator[Variant]:
    spokes = options.size(SAVED)

    def come_up(protocol: str) -> None:
        with dmvpn.converge(spokes, protocol, checks=False):
            pass

    for protocol, how in ("", "static routes"), ("ospf", "OSPF"):
        come_up(protocol)  # modules are there
        lab = dmvpn.converge(spokes, protocol, checks=False)

        def again(lab: Lab = lab) -> None:
            Lab.restore(lab.checkpoint()).close()

        again()
        what = f"hub + {spokes} spokes, {how}: saved and restored; text to converged"
        yield Variant("14", what, timed(again), timed(partial(come_up, protocol)), 0.3)
        lab.close()


CASES: dict[str, Callable[[Options], Iterator[Variant]]] = {"9": start, "12": memory, "13": many, "14": checkpoints}
