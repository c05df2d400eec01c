"""What IKEv2 tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine


def processes_memory(engine: Ikev2Engine) -> Iterator[Collection[Any]]:
    sas = engine.life.sas.values()
    yield sas
    yield from (sa.children.values() for sa in sas)
