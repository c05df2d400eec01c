"""`show ipv6 access-list`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.show import matches_text
from iosemu.features.acl6.model import Acl6Config
from iosemu.features.acl6.text import entry_text

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.acl6.engine import Acl6Engine


def show_ipv6_access_list(ctx: Context, name: str | None = None) -> Iterator[str]:
    config = ctx.device.get(Acl6Config)
    if config is None:
        return
    engine: Acl6Engine = ctx.device.engine("acl6")
    for each in sorted(config.lists):
        compiled = engine.get(each)
        if compiled is None or name not in (None, each):
            continue
        yield f"IPv6 access list {each}"
        for rule in compiled.rules:
            yield f"    {entry_text(rule.entry)}{matches_text(rule.matches)} sequence {rule.entry.seq}"
