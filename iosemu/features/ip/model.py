"""Global settings of IP."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class IpConfig:
    """Rates are milliseconds between unreachables; None: no limit. `df_rate` is for "fragmentation needed"."""

    unreachable_rate: int | None = 500
    df_rate: int | None = 500
    source_route: bool = True
