"""show clock"""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import Context
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.clock.summer import UNITED_STATES


def show_clock(ctx: Context, detail: bool = False) -> Iterable[str]:
    clock: ClockEngine = ctx.device.engine("clock")
    yield f"{clock.mark}{clock.date(fraction=True)}"
    if detail:
        yield clock.source
        config = clock.config
        if config.summer_zone:
            start = config.summer_rule or UNITED_STATES
            yield f"Summer time starts {start[3]} {config.zone or 'UTC'} {' '.join(start[:3])}"
            yield f"Summer time ends {start[7]} {config.summer_zone} {' '.join(start[4:7])}"
