"""What lines of GDOI may not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.gdoi.model import KIND
from iosemu.features.ipsec.config import other_kind

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def check_gdoi_entry(ctx: Context, name: str, seq: int) -> str | None:
    return other_kind(ctx, name, seq, (KIND,))
