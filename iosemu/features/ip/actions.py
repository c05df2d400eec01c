"""`debug ip packet`, `debug ip icmp`, `clear ip traffic`."""

from __future__ import annotations

from collections.abc import Generator

from iosemu.cli import AskKey
from iosemu.cli.context import Context, Request
from iosemu.device.debug_switch import debug_switch
from iosemu.features.ip.debug import PacketOptions


def _options(acl: str | int | None = None, detail: bool = False) -> PacketOptions:
    return PacketOptions(str(acl) if acl is not None else None, detail)


def _suffix(acl: str | int | None = None, detail: bool = False) -> str:
    return (" (detailed)" if detail else "") + (f" for access list {acl}" if acl is not None else "")


do_debug_ip_icmp = debug_switch("ip", "ip icmp")
do_debug_ip_packet = debug_switch("ip", "ip packet", _options, _suffix)


def do_clear_traffic(ctx: Context) -> Generator[Request, str, None]:
    if (yield AskKey('Clear "show ip traffic" counters [confirm]')) in ("y", "Y", "\r", "\n", ""):
        ctx.device.ip.clear_counters()
