"""Virtual time told as a calendar date.

A router without a battery-backed calendar starts its clock at midnight, 1 March 2002 UTC, and marks it with `*` until
somebody sets it, or NTP does, which may also take an offset away little by little.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp

from iosemu.device.engine import Engine, Host
from iosemu.features.clock.events import ClockAuthoritative, ClockUpdated
from iosemu.features.clock.model import ClockConfig
from iosemu.features.clock.summer import is_summer

EPOCH = datetime(2002, 3, 1)
NTP, USER = "NTP", "user configuration"


class ClockEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.authoritative = False
        self.set_by = ""  # by whom it was set last
        self.ntp = False  # it runs
        self.synchronized = False  # by NTP
        self._shift = timedelta()
        self._slew: tuple[float, float, float] | None = None  # since when, seconds in all, time constant
        self._told = ClockConfig()

    @property
    def config(self) -> ClockConfig:
        return self.host.device[ClockConfig]

    def uptime(self, at: float | None = None) -> float:
        """Seconds since the router started, at virtual time `at` (default now)."""
        return (self.host.now if at is None else at) - self.host.device.booted_at

    def utc(self, at: float | None = None) -> datetime:
        return EPOCH + self._shift + timedelta(seconds=self.uptime(at) + self._slewed(at))

    def _slewed(self, at: float | None) -> float:
        """What has been taken away of the offset."""
        if self._slew is None:
            return 0.0
        since, whole, constant = self._slew
        return whole * (1 - exp(-max((self.host.now if at is None else at) - since, 0.0) / constant))

    def adjust(self, offset: float, constant: float = 0.0) -> None:
        """The clock is behind by so many seconds: at once, or with this time constant. What was left of an earlier
        offset is forgotten."""
        self._shift += timedelta(seconds=self._slewed(None))
        self._slew = (self.host.now, offset, constant) if constant else None
        if not constant:
            self._shift += timedelta(seconds=offset)

    def follow(self, synchronized: bool) -> None:
        """NTP has a source that it believes, or none any more."""
        self.synchronized = synchronized
        if synchronized:
            self.set_by = NTP
            if not self.authoritative:
                self.authoritative = True
                self.host.emit(ClockAuthoritative())

    def local(self, at: float | None = None) -> tuple[datetime, str]:
        """Date in the configured zone, and the zone's name at that moment."""
        return in_zone(self.utc(at), self.config)

    @property
    def source(self) -> str:
        """NTP has precedence as soon as it runs, whatever it knows."""
        who = NTP if self.ntp else self.set_by
        return f"Time source is {who}" if who else "No time source"

    @property
    def mark(self) -> str:
        """`*` while the time cannot be trusted, `.` while NTP, which has set it, has lost its source."""
        if not self.authoritative:
            return "*"
        return "." if self.set_by == NTP and not self.synchronized else ""

    def date(self, at: float | None = None, fraction: bool = False) -> str:
        """``04:45:00.857 UTC Thu Aug 7 2025``, without the fraction by default."""
        return told(*self.local(at), fraction)

    def set(self, local: datetime) -> None:
        """`clock set`: `local` is in the configured zone."""
        before = self.date()
        self.adjust(0.0)
        current, _ = self.local()
        self._shift += local - current
        self.set_by = USER
        first, self.authoritative = not self.authoritative, True
        self.host.emit(ClockUpdated(before, self.date()))
        if first:
            self.host.emit(ClockAuthoritative())

    def changed(self, change: object) -> None:
        """Another zone: the same moment is told differently."""
        config = self.config
        now = self.utc()
        before, after = told(*in_zone(now, self._told)), self.date()
        self._told = ClockConfig(config.zone, config.hours, config.minutes, config.summer_zone, config.summer_rule)
        if before != after:
            self.host.emit(ClockUpdated(before, after))


def in_zone(utc: datetime, config: ClockConfig) -> tuple[datetime, str]:
    """The date there, and the zone's name at that moment."""
    local = utc + timedelta(hours=config.hours, minutes=config.minutes if config.hours >= 0 else -config.minutes)
    if config.summer_zone and is_summer(local, config.summer_rule):
        return local + timedelta(hours=1), config.summer_zone
    return local, config.zone or "UTC"


def told(local: datetime, zone: str, fraction: bool = False) -> str:
    """``04:45:00.857 UTC Thu Aug 7 2025``"""
    seconds = f"{local:%H:%M:%S}" + (f".{local.microsecond // 1000:03d}" if fraction else "")
    return f"{seconds} {zone} {local:%a %b} {local.day} {local.year}"
