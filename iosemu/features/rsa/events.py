"""What happens to key pairs."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class KeysChanged:
    """A pair of this label came, went, or is another one."""

    label: str
