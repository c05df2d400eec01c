"""What happens to the tables of VRFs."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import Prefix


@dataclass(slots=True)
class LimitNear:
    """A table has as many routes as `maximum routes` warns of."""

    vrf: str


@dataclass(slots=True)
class LimitExceeded:
    """A route comes that is one too many."""

    vrf: str
    prefix: Prefix
