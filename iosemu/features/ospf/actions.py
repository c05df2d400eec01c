"""`clear ip ospf`, `debug ip ospf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.context import Ask, ProcessBody
from iosemu.device.debug_switch import debug_switch

if TYPE_CHECKING:
    from iosemu.cli.context import Context
