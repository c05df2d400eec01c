"""Is what a router protects still protected, and as well? A feature's module `guards` tells of its part:

    weaker(sound, now) -> Iterator[str]      what the router `sound` has and `now`, the same router, has no more
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.feature import features

if TYPE_CHECKING:
    from iosemu.device.device import Device


def weaker(sound: Device, now: Device) -> Iterator[str]:
    """In words, for people; by the configurations, so that neither has to run."""
    for feature in features().values():
        module = feature.module("guards")
        if module is not None:
            yield from module.weaker(sound, now)
