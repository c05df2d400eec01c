"""The cycle collector of a process that holds labs. Imports nothing of ours."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

CALM = (10_000, 50, 50)  # thresholds while a big lab lives
COLLECT_AFTER = 100_000  # new objects between two runs of the cycle collector


def calm_collector() -> None:
    """A lab makes objects in great numbers and hardly any cycles: the collector need not look for them so often.

    Python's own settings are left alone if somebody has changed them.
    """
    if gc.get_threshold()[0] <= 2000:
        gc.set_threshold(COLLECT_AFTER, 20, 50)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Building a big lab makes objects that stay, and no cycles to collect: the collector would look at them in vain.

    Afterwards it does not look at them until the lab is closed, and less often at what comes. What big labs before this
    one have left behind is collected first.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
    if gc.get_threshold() == CALM:  # there was one
        gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
        gc.set_threshold(*CALM)
    finally:
        if enabled:
            gc.enable()
