"""The rows of `show users`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.line.show import listed
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class UserRow:
    """`line` as ``vty 0``; `host` is whom somebody there is connected to ("idle" for nobody), `idle` as it is shown;
    `location` is where he comes from."""

    line: str
    user: str
    host: str
    idle: str
    location: str
    own: bool  # it is the line that asks


def show_users(ctx: Context, everyone: bool = False) -> Iterator[UserRow]:
    for line, session, hosts, where in listed(ctx.device, everyone):
        user = session.username if session is not None else ""
        for host, idle in hosts:
            own = session is not None and session is ctx.session
            yield UserRow(line.name, user, host, idle, where.strip(), own)
