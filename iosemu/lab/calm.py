"""The cycle collector of a process that holds labs. Imports nothing of ours."""

from __future__ import annotations

import gc

COLLECT_AFTER = 100_000  # new objects between two runs of the cycle collector


def calm_collector() -> None:
    """A lab makes objects in great numbers and hardly any cycles: the collector need not look for them so often.

    Python's own settings are left alone if somebody has changed them.
    """
    if gc.get_threshold()[0] <= 2000:
        gc.set_threshold(COLLECT_AFTER, 20, 50)
