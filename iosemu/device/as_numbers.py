"""Numbers of autonomous systems as a router shows them (`Device.as_dot`): 65538 or 1.2, RFC 5396."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iosemu.types import format_asn

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.sources import RouteSource

# lines that have such numbers, as far as these
_LINES = re.compile(
    r"(?:router bgp| *(?:no )?(?:neighbor \S+ )?(?:remote-as|local-as)| *bgp confederation (?:identifier|peers)"
    r"| *set as-path prepend| *redistribute bgp| *match source-protocol\b.* bgp| *distribute-list \S+ out bgp) (?=\d)"
)
_NUMBERS = re.compile(r"\d+(?: \d+)*")


def asn_text(device: Device, number: int) -> str:
    return format_asn(number, device.as_dot)


def source_text(device: Device, source: RouteSource) -> str:
    """``bgp 1.2``; other processes have no such numbers."""
    return f"{source.name} {asn_text(device, source.number)}" if source.number else str(source)


def dotted_lines(lines: list[str]) -> list[str]:
    """Of a running-config."""
    return [_dotted(line) for line in lines]


def _dotted(line: str) -> str:
    begins = _LINES.match(line)
    numbers = _NUMBERS.match(line, begins.end()) if begins is not None else None
    if begins is None or numbers is None:
        return line
    words = " ".join(format_asn(int(number), True) for number in numbers[0].split())
    return f"{begins[0]}{words}{line[numbers.end() :]}"
