"""show ip virtual-reassembly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.vfr.engine import Port
from iosemu.features.vfr.model import VfrInterface
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.vfr.engine import VfrEngine


def show_vfr(ctx: Context, iface: InterfaceName | None = None) -> Iterator[str]:
    engine: VfrEngine | None = ctx.device.engines.get("vfr")
    for each in ctx.device:
        config = each.get(VfrInterface)
        if config is None or not config.enabled or iface not in (None, each.name):
            continue
        port = engine.ports.get(each, Port()) if engine is not None else Port()
        yield f"{each.text}:"
        yield "   Virtual Fragment Reassembly (VFR) is ENABLED [in]"
        yield f"   Concurrent reassemblies (max-reassemblies): {config.reassemblies}"
        yield f"   Fragments per reassembly (max-fragments): {config.fragments}"
        yield f"   Reassembly timeout (timeout): {config.timeout} seconds"
        yield f"   Drop fragments: {'ON' if config.drop else 'OFF'}"
        yield ""
        yield f"   Current reassembly count:{len(port.datagrams)}"
        yield f"   Current fragment count:{sum(len(found.ranges) for found in port.datagrams.values())}"
        yield f"   Total reassembly count:{port.total}"
        yield f"   Total reassembly timeout count:{port.timeouts}"
        yield ""
