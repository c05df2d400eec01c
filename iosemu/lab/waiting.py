"""Who in a lab waits for what: the scheduled calls, told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from iosemu.device.device import Device
from iosemu.device.engine import fire
from iosemu.records import dataclass
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler


@dataclass(slots=True)
class Waiting:
    """One scheduled call. `due` is in virtual seconds from now.

    `node` is the router ("" for a link), `who` the feature ("nhrp") or part, `what` the kind of thing that is due
    ("register") and `of` what it concerns ("Tunnel0 155.1.0.5").
    """

    node: str
    who: str
    what: str
    of: str
    due: float
    background: bool

    def __str__(self) -> str:
        """``R1 nhrp: register Tunnel0 155.1.0.5, in 12.5 s``"""
        words = " ".join(filter(None, (self.node, self.who))), " ".join(filter(None, (self.what, self.of)))
        return f"{': '.join(words)}, in {self.due:.4g} s"


def waiting(scheduler: Scheduler) -> Iterator[Waiting]:
    """All scheduled calls, background ones too, in no order."""
    for time, background, fn, args in scheduler.pending():
        node, who, what, of = _told(fn, args)
        yield Waiting(node, who, what, of, time - scheduler.now, background)


def _told(fn: Callable[..., object], args: tuple[Any, ...]) -> tuple[str, str, str, str]:
    owner = getattr(fn, "__self__", None)
    if fn is fire:
        host, call = args
        return host.device.node, host.name, *host.words(call)
    if isinstance(owner, Link):
        return "", "link", "frame for", args[0].label
    node = ""
    for each in (owner, *args):
        device = each if isinstance(each, Device) else getattr(each, "device", None)
        if isinstance(device, Device):
            node = device.node
            break
    return node, type(owner).__name__ if owner is not None else "", fn.__name__.lstrip("_"), ""

