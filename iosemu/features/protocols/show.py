"""show ip protocols: the frame around what each routing protocol tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.tells import told
from iosemu.device.vrf_names import named_table

if TYPE_CHECKING:
    from iosemu.cli.context import Context

_APPLICATION = """Routing Protocol is "application"
  Sending updates every 0 seconds
  Invalid after 0 seconds, hold down 0, flushed after 0
  Outgoing update filter list for all interfaces is not set
  Incoming update filter list for all interfaces is not set
  Maximum path: 32
  Routing for Networks:
  Routing Information Sources:
    Gateway         Distance      Last Update
  Distance: (default is 4)
"""


def show_ip_protocols(ctx: Context, vrf: str = "") -> Iterator[str]:
    named_table(ctx.device, vrf)
    found = ctx.device.vrfs.get(vrf)
    assert found is not None
    software = ctx.device.software
    if software.nsf_aware:
        yield "*** IP Routing is NSF aware ***"
        yield ""
    if software.application_routes and not vrf:
        yield from _APPLICATION.split("\n")
    for blocks in told(ctx.device, "ip protocols", found):
        for lines in blocks:
            yield from lines
            yield ""


def show_ipv6_protocols(ctx: Context, vrf: str = "") -> Iterator[str]:
    found = ctx.device.vrfs.get(vrf)
    if found is None:
        yield f"% IPv6 routing table {vrf} does not exist"
        return
    software = ctx.device.software
    yield 'IPv6 Routing Protocol is "connected"'
    if software.application_routes and not vrf:
        yield 'IPv6 Routing Protocol is "application"'
    yield f'IPv6 Routing Protocol is "{"ND" if software.ospf3_families else "static"}"'
    for blocks in told(ctx.device, "ipv6 protocols", found):
        for lines in blocks:
            yield from lines
