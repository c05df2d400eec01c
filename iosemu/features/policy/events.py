"""What policy tells."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class PolicyChanged:
    """A list or route map is different: whoever filters or redistributes by them looks again."""
