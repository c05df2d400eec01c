"""show tech-support: what other shows say, one after another, without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context

# in the order of IOS; what this router lacks is passed over
_GENERAL = (
    "show clock",
    "show version",
    "show running-config",
    "show interfaces",
    "show user",
    "show file systems",
    "dir nvram:",
    "show memory statistics",
    "show process memory",
    "show process cpu",
)
_IPSEC = (
    "show version",
    "show running-config",
    "show crypto isakmp sa count",
    "show crypto ipsec sa count",
    "show crypto session detail",
    "show crypto isakmp sa detail",
    "show crypto ipsec sa detail",
    "show crypto isakmp peers",
    "show processes memory | include Crypto IKMP",
    "show processes cpu | include Crypto IKMP",
)
_TOPICS = {"": _GENERAL, "ipsec": _IPSEC}
_CLOCK = "show clock"
_SECRET = re.compile(
    r"(\s*(?:enable (?:password|secret)(?: level \d+)?|username \S+.*? (?:password|secret)|password|key-string"
    r"|pre-shared-key .*\bkey)(?: \d)?) .*"
)
_SECRET_WORD = re.compile(r"(crypto isakmp key(?: \d)?) \S+( .*)")


def _without_secrets(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        found = _SECRET.fullmatch(line) or _SECRET_WORD.fullmatch(line)
        yield line if found is None else f"{found[1]} <removed>{found[2] if found.re is _SECRET_WORD else ''}"


def show_tech_support(ctx: Context, page: bool = False, passwords: bool = False, topic: str = "") -> Iterator[str]:
    """`page` stops at each page, which it does not do otherwise."""
    ctx.unpaged = not page
    assert ctx.session is not None
    for command in _TOPICS[topic]:
        if command == _CLOCK and not ctx.device.software.tech_tells_time:
            continue
        lines = ctx.session.shown(command)
        if lines is None:
            continue
        yield from ("", f"------------------ {command} ------------------", "")
        if command != "show version":
            yield ""
        yield from lines if passwords else _without_secrets(lines)
    yield ""
