"""Which neighbours of EIGRP are missing and why; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.drops import Reason
from iosemu.device.explain import Dropped, Finding


def _malformed(dropped: Dropped) -> Iterator[Finding]:
    where = dropped.at.text if dropped.at is not None else dropped.device.node
    yield Finding(f"what came to {where} as EIGRP cannot be read", [], "look at a capture", "neighbour")


DROPS = {Reason.MALFORMED_EIGRP: _malformed}
