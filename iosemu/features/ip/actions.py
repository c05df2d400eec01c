"""`debug ip packet`, `debug ip icmp`, `clear ip traffic`."""

from __future__ import annotations

from collections.abc import Generator

from iosemu.cli import AskKey
from iosemu.cli.context import Context, Request
from iosemu.device.debug_switch import debug_switch
from iosemu.device.device import Device
from iosemu.device.ip_events import PacketHandled
from iosemu.features.ip.debug import PacketOptions
from iosemu.records import dataclass


def _options(acl: str | int | None = None, detail: bool = False) -> PacketOptions:
    return PacketOptions(detail)


@dataclass(slots=True)
class Listed:
    """The packets that an access list permits, or that there is no such list for."""

    device: Device
    acl: str

    def __call__(self, event: PacketHandled) -> bool:
        known = event.came is not None or event.leaves is not None
        return not known or self.device.engine("acl").matches(self.acl, event.packet) is not False


def _suffix(acl: str | int | None = None, detail: bool = False) -> str:
    return (" (detailed)" if detail else "") + (f" for access list {acl}" if acl is not None else "")


do_debug_ip_icmp = debug_switch("ip", "ip icmp")
_switch_packet = debug_switch("ip", "ip packet", _options, _suffix)


def do_debug_ip_packet(ctx: Context, acl: str | int | None = None, **values: bool) -> str:
    typed = {"acl": acl, **values} if acl is not None else values
    filters = ctx.device.debug.filters
    filters.pop("ip packet", None)
    if acl is not None and not ctx.negated:
        filters["ip packet"] = Listed(ctx.device, str(acl))
    return _switch_packet(ctx, **typed)


def do_clear_traffic(ctx: Context) -> Generator[Request, str, None]:
    if (yield AskKey('Clear "show ip traffic" counters [confirm]')) in ("y", "Y", "\r", "\n", ""):
        ctx.device.ip.clear_counters()
