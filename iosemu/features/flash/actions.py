"""dir, more, delete, copy from and to flash"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Ask, AskKey, Context, ProcessBody, Write
from iosemu.features.flash.files import full_name, missing, prefix_of, resolve, size_of, stamp
from iosemu.features.system.engine import SystemEngine
from iosemu.features.system.files import copied_text, running_text

_YES = frozenset({"\r", "\n", "y", "Y"})
_DUMPED = 16  # bytes per line of a binary file


def do_dir(ctx: Context, url: str = "flash:") -> Iterator[str]:
    """The whole flash, or one file of it."""
    return iter(_directory(ctx, resolve(url)))


def _directory(ctx: Context, wanted: str) -> list[str]:
    device = ctx.device
    if wanted and wanted not in device.flash:
        return [missing(device, wanted)]
    lines = [f"Directory of {full_name(device, wanted) if wanted else prefix_of(device) + '/'}", ""]
    width = device.software.directory_width
    for number, (name, data) in enumerate(device.flash.items(), 1):
        if wanted in ("", name):
            date, rest = _cut(stamp(device, device.flash.changed[name]))
            lines.append(f"{number:5d}  -rw-{len(data):{width}d}  {date:>11} {rest}  {name}")
    if not device.flash:
        lines.append("No files in directory")
    total = size_of(device)
    free = total - sum(map(len, device.flash.values()))
    return [*lines, "", f"{total} bytes total ({free} bytes free)"]


def _cut(text: str) -> tuple[str, str]:
    month, day, year, time, zone = text.split()
    return f"{month} {day} {year}", f"{time} {zone}"


def do_more(ctx: Context, url: str) -> list[str]:
    name = resolve(url)
    data: bytes | None = ctx.device.flash.get(name)
    if data is None:
        return [missing(ctx.device, name)]
    if b"\0" in data:
        return [_dump(data, at) for at in range(0, len(data), _DUMPED)]
    return data.decode("utf-8", "surrogateescape").splitlines()


def _dump(data: bytes, at: int) -> str:
    piece = data[at : at + _DUMPED]
    words = " ".join(piece[i : i + 4].hex().upper() for i in range(0, len(piece), 4))
    text = "".join(chr(byte) if 0x20 < byte < 0x7F else "." for byte in piece)
    return f"{at:08X}:  {words:<35}  {text}"


def do_delete(ctx: Context, url: str) -> ProcessBody:
    name = resolve(url, "deleting")
    return _delete(ctx, name)


def _delete(ctx: Context, name: str) -> ProcessBody:
    device = ctx.device
    answer = yield Ask(f"Delete filename [{name}]? ")
    name = answer.strip() or name
    key = yield AskKey(f"Delete {full_name(device, name)}? [confirm]")
    yield Write("\n")
    if key not in _YES:
        yield Write("Delete of " + full_name(device, name) + " aborted!\n")
    elif device.flash.pop(name, None) is None:
        yield Write(missing(device, name, "deleting") + "\n")


def do_copy_running(ctx: Context, url: str) -> ProcessBody:
    return _save(ctx, resolve(url) or "running-config", "running-config")


def do_copy_startup(ctx: Context, url: str) -> ProcessBody:
    return _save(ctx, resolve(url) or "startup-config", "startup-config")


def _save(ctx: Context, name: str, source: str) -> ProcessBody:
    device = ctx.device
    answer = yield Ask(f"Destination filename [{name}]? ")
    name = answer.strip() or name
    if name in device.flash:
        yield Write("%Warning:There is a file already existing with this name \n")
        key = yield AskKey("Do you want to over write? [confirm]")
        yield Write("\n")
        if key not in _YES:
            return
    if source == "running-config":
        text = "\n".join(running_text(ctx)) + "\n"
    elif device.startup_config:
        text = device.startup_config
    else:
        yield Write("%Error opening nvram:/startup-config (No such file or directory)\n")
        return
    device.flash.write(name, text)
    yield Write("\n" + copied_text(len(device.flash[name])))


def do_copy_to_running(ctx: Context, url: str) -> ProcessBody:
    return _merge(ctx, resolve(url))


def _merge(ctx: Context, name: str) -> ProcessBody:
    device = ctx.device
    yield Ask("Destination filename [running-config]? ")
    data: bytes | None = device.flash.get(name)
    if data is None:
        yield Write(missing(device, name) + "\n")
        return
    yield Write(ctx.shell.configure(data.decode("utf-8", "surrogateescape")))
    yield Write(copied_text(len(data)))
    assert ctx.session is not None  # an exec command
    engine: SystemEngine = device.engine("system")
    engine.configured_from(full_name(device, name), ctx.session)


def do_copy_to_startup(ctx: Context, url: str) -> ProcessBody:
    return _restore(ctx, resolve(url))


def _restore(ctx: Context, name: str) -> ProcessBody:
    device = ctx.device
    yield Ask("Destination filename [startup-config]? ")
    data: bytes | None = device.flash.get(name)
    if data is None:
        yield Write(missing(device, name) + "\n")
        return
    device.startup_config = data.decode("utf-8", "surrogateescape")
    yield Write("[OK]\n" + copied_text(len(data)))
