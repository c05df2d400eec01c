"""What happens to objects."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class TrackChanged:
    """An object is up or down now; `label` says what it is about ("ip sla 1 reachability"). `was` None: it is new;
    `up` None: it is gone."""

    number: int
    label: str
    was: bool | None
    up: bool | None
