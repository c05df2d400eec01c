"""`cdp run` is on or off by default, as the release says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.cdp.engine import CdpEngine
from iosemu.features.cdp.model import CdpConfig, CdpInterface

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.interface import Interface


def render_run(record: CdpConfig) -> Iterator[str]:
    if record.run is not None:
        yield "cdp run" if record.run else "no cdp run"


def set_enable(ctx: Context, negated: bool) -> str | None:
    """Refused where CDP cannot run: subinterfaces speak it on their port, loopbacks not at all.

    While `no cdp run` stands it is only noted: in a configuration `cdp run` comes after the interfaces.
    """
    iface: Interface = ctx.obj
    if not CdpEngine.supported(iface):
        return None if negated else "% CDP is not supported on this interface, or for this encapsulation"
    by_default = CdpEngine.by_default(iface)
    ctx.change("enabled", None if ctx.defaulted or negated is not by_default else not negated)
    engine: CdpEngine | None = ctx.device.engines.get("cdp")
    if not negated and engine is not None and engine.config.run is False:
        return "% Cannot enable CDP on this interface, since CDP is not running"
    return None


def render_enable(record: CdpInterface) -> Iterator[str]:
    if record.enabled is not None:
        yield "cdp enable" if record.enabled else "no cdp enable"
