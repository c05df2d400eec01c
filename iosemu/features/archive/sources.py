"""The text of a configuration that a URL names."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.device.flash import name_of
from iosemu.features.system.files import running_text


def text_of(ctx: Context, url: str) -> str | None:
    """Of the running or the start-up configuration, or of a file in the flash; None where there is none."""
    device = ctx.device
    if url in ("running-config", "system:running-config", "system:/running-config"):
        return "\n".join(running_text(ctx)) + "\n"
    if url in ("startup-config", "nvram:startup-config", "nvram:/startup-config"):
        return device.startup_config or None
    name = name_of(url)
    data = device.flash.get(name) if name else None
    return None if data is None else data.decode("utf-8", "surrogateescape")
