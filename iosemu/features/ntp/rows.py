"""The rows of `show ntp associations` and `show ntp status`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ntp.show import running, shown_address
from iosemu.features.ntp.stamps import reference
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class NtpAssociationRow:
    """`mark` as the table has it ("*" is the one that is followed); `heard` seconds ago, None: never; `poll` and the
    times in seconds; `reach` are the last eight polls as bits."""

    mark: str
    address: str
    reference: str
    stratum: int
    heard: float | None
    poll: int
    reach: int
    delay: float
    offset: float
    dispersion: float


def show_ntp_associations(ctx: Context, detail: bool = False) -> Iterator[NtpAssociationRow]:
    """The same for `detail`."""
    engine = running(ctx)
    for one in engine.associations.values() if engine is not None else ():
        yield NtpAssociationRow(
            mark=one.mark.strip(),
            address=shown_address(one),
            reference=reference(one.refid, one.stratum if one.kind != "master" else 1, True),
            stratum=one.stratum,
            heard=None if one.heard_at is None else ctx.device.scheduler.now - one.heard_at,
            poll=1 << one.poll,
            reach=one.reach,
            delay=one.delay,
            offset=one.offset,
            dispersion=one.dispersion,
        )


@dataclass(slots=True)
class NtpStatusRow:
    """`reference` is "" while no clock is followed; `offset` and `root_delay` in seconds."""

    synchronized: bool
    stratum: int
    reference: str
    offset: float
    root_delay: float


def show_ntp_status(ctx: Context) -> Iterator[NtpStatusRow]:
    """None where NTP does not run."""
    engine = running(ctx)
    if engine is not None:
        system = engine.system
        known = reference(system.refid, system.stratum, True) if system.refid else ""
        yield NtpStatusRow(system.synchronized, system.stratum, known, system.offset, system.root_delay)
