"""Virtual time told as a calendar date.

A router without a battery-backed calendar starts its clock at midnight, 1 March 2002 UTC, and marks it with `*` until
somebody sets it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from iosemu.device.engine import Engine, Host
from iosemu.features.clock.events import ClockUpdated
from iosemu.features.clock.model import ClockConfig
from iosemu.features.clock.summer import is_summer

EPOCH = datetime(2002, 3, 1)


class ClockEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.authoritative = False
        self.source = "No time source"
        self._shift = timedelta()
        self._told = ClockConfig()

    @property
    def config(self) -> ClockConfig:
        return self.host.device[ClockConfig]

    def uptime(self, at: float | None = None) -> float:
        """Seconds since the router started, at virtual time `at` (default now)."""
        return (self.host.now if at is None else at) - self.host.device.booted_at

    def utc(self, at: float | None = None) -> datetime:
        return EPOCH + self._shift + timedelta(seconds=self.uptime(at))

    def local(self, at: float | None = None) -> tuple[datetime, str]:
        """Date in the configured zone, and the zone's name at that moment."""
        return self._in_zone(self.utc(at), self.config)

    def _in_zone(self, utc: datetime, config: ClockConfig) -> tuple[datetime, str]:
        local = utc + timedelta(hours=config.hours, minutes=config.minutes if config.hours >= 0 else -config.minutes)
        if config.summer_zone and is_summer(local, config.summer_rule):
            return local + timedelta(hours=1), config.summer_zone
        return local, config.zone or "UTC"

    @property
    def mark(self) -> str:
        """`*` while the time cannot be trusted."""
        return "" if self.authoritative else "*"

    def date(self, at: float | None = None, fraction: bool = False) -> str:
        """``04:45:00.857 UTC Thu Aug 7 2025``, without the fraction by default."""
        return _date(*self.local(at), fraction)

    def set(self, local: datetime) -> None:
        """`clock set`: `local` is in the configured zone."""
        before = self.date()
        current, _ = self.local()
        self._shift += local - current
        self.authoritative = True
        self.source = "Time source is user configuration"
        self.host.emit(ClockUpdated(before, self.date()))

    def changed(self, change: object) -> None:
        """Another zone: the same moment is told differently."""
        config = self.config
        now = self.utc()
        before, after = _date(*self._in_zone(now, self._told)), self.date()
        self._told = ClockConfig(config.zone, config.hours, config.minutes, config.summer_zone, config.summer_rule)
        if before != after:
            self.host.emit(ClockUpdated(before, after))


def _date(local: datetime, zone: str, fraction: bool = False) -> str:
    seconds = f"{local:%H:%M:%S}" + (f".{local.microsecond // 1000:03d}" if fraction else "")
    return f"{seconds} {zone} {local:%a %b} {local.day} {local.year}"
