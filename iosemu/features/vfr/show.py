"""show ip virtual-reassembly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.vfr.rows import show_vfr as rows
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def show_vfr(ctx: Context, iface: InterfaceName | None = None) -> Iterator[str]:
    for row in rows(ctx, iface):
        yield f"{row.interface}:"
        yield "   Virtual Fragment Reassembly (VFR) is ENABLED [in]"
        yield f"   Concurrent reassemblies (max-reassemblies): {row.reassemblies}"
        yield f"   Fragments per reassembly (max-fragments): {row.fragments}"
        yield f"   Reassembly timeout (timeout): {row.timeout} seconds"
        yield f"   Drop fragments: {'ON' if row.drop else 'OFF'}"
        yield ""
        yield f"   Current reassembly count:{row.datagrams}"
        yield f"   Current fragment count:{row.pieces}"
        yield f"   Total reassembly count:{row.total}"
        yield f"   Total reassembly timeout count:{row.timeouts}"
        yield ""
