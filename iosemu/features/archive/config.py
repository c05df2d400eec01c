"""Checks of `archive`."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import Context
from iosemu.device.flash import name_of
from iosemu.features.archive.model import ConfigLog


def check_path(ctx: Context, path: str = "") -> str | None:
    """Files of this router only."""
    return None if name_of(path) is not None else "invalid url"


def render_notify(log: ConfigLog) -> Iterable[str]:
    if log.notify:
        yield "notify syslog contenttype plaintext"
