"""show version, show inventory"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.system.notices import EXPORT_NOTICE, XE_NOTICE
from iosemu.sim import chance
from iosemu.types import InterfaceName

_COUNTED = {
    "Ethernet": "Ethernet",
    "FastEthernet": "FastEthernet",
    "GigabitEthernet": "Gigabit Ethernet",
    "TenGigabitEthernet": "Ten Gigabit Ethernet",
    "Serial": "Serial",
}


def serial_of(device: Device) -> str:
    """Processor board ID: as the platform writes them, its own for each router of a lab."""
    first = device.platform.serial
    if isinstance(first, int):
        return str(first + device.number - 1)
    if first:
        return f"{first}{device.number:03d}"
    rng = chance.stream(device.seed, device.node, "serial")  # a board keeps its number over reloads
    return "9" + "".join(rng.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(10))


def long_uptime(seconds: float) -> str:
    """``1 year, 22 weeks, 6 days, 9 hours, 38 minutes``"""
    minutes = int(seconds // 60)
    parts: list[str] = []
    for size, word in ((525600, "year"), (10080, "week"), (1440, "day"), (60, "hour")):
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(f"{count} {word}{'' if count == 1 else 's'}")
    parts.append(f"{minutes} minute{'' if minutes == 1 else 's'}")
    return ", ".join(parts)


def show_version(ctx: Context) -> Iterable[str]:
    device: Device = ctx.device
    image = device.platform.image
    clock: ClockEngine = device.engine("clock")
    uptime = long_uptime(clock.uptime())
    yield from image.banner()
    if image.virtual:
        yield from XE_NOTICE.format(year=image.years).split("\n")[:-1]
    yield ""
    yield from image.rom
    yield ""
    yield f"{device.hostname} uptime is {uptime}"
    if image.virtual:
        yield f"Uptime for this control processor is {uptime}"
    yield f"System returned to ROM by {'reload' if device.reload_reason else image.power_on}"
    if clock.authoritative:
        yield f"System restarted at {clock.date(device.booted_at)}"
    yield f'System image file is "{image.file}"'
    if device.software.last_reload_reason:
        yield f"Last reload reason: {device.reload_reason or 'Unknown reason'}"
    yield from EXPORT_NOTICE.split("\n")
    serial = serial_of(device)
    if image.virtual:
        yield from ("License Level: ", "License Type: Perpetual", "Next reload license Level: ", "")
        yield from ("The current throughput level is 1000 kbps ", "", "")
        yield from ("Smart Licensing Status: Smart Licensing Using Policy", "")
    for line in image.hardware:
        yield line.format(serial=serial)
    yield from _interfaces(device)
    yield from image.memory
    yield f"Configuration register is {register_of(device)}"
    yield ""


def register_of(device: Device) -> str:
    """What the router booted with, and what `config-register` says for the next time."""
    shipped = int(device.platform.image.register, 16)
    now = shipped if device.register is None else device.register
    following = shipped if device.next_register is None else device.next_register
    return f"0x{now:X}" + (f" (will be 0x{following:X} at next reload)" if following != now else "")


def _interfaces(device: Device) -> Iterator[str]:
    return interface_counts(iface.name for iface in device)


def interface_counts(names: Iterable[InterfaceName]) -> Iterator[str]:
    """``2 FastEthernet interfaces``"""
    counts: dict[str, int] = {}
    for name in names:
        if name.kind in _COUNTED and name.sub is None:
            counts[name.kind] = counts.get(name.kind, 0) + 1
    for kind, count in counts.items():
        yield f"{count} {_COUNTED[kind]} interface{'' if count == 1 else 's'}"


def show_inventory(ctx: Context) -> Iterable[str]:
    for name, text, product, version, serial in parts(ctx.device):
        yield f'NAME: "{name}", DESCR: "{text}"'
        yield f"PID: {product:<18}, VID: {version:<5}, SN: {serial}"
        yield ""
    yield ""


def parts(device: Device) -> Iterator[tuple[str, str, str, str, str]]:
    """Of the box: name, description, PID, VID, serial number."""
    serial = serial_of(device)
    for name, text, product, version, *own in device.platform.image.inventory:
        yield name, text.format(serial=serial), product, version, own[0] if own else serial
