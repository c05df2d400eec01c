"""What ping and traceroute share: source addresses, the questions of their dialogues."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

from iosemu.cli import Ask, Write
from iosemu.cli.context import Request
from iosemu.device.device import Device
from iosemu.types import InterfaceName, IPv4, parse_ipv4

T = TypeVar("T")
Body = Generator[Request, Any, T]


class BadSource(Exception):
    """The text that refuses a source."""


def source_address(device: Device, source: InterfaceName | IPv4) -> IPv4:
    """Raises BadSource: not an address of ours, or an interface without one or down."""
    if isinstance(source, InterfaceName):
        iface = device.interfaces.get(source)
        if iface is None or iface.address is None or not iface.line_up:
            raise BadSource("% Invalid source interface - IP not enabled or interface is down\n")
        return iface.address
    if not device.vrfs.default.v4.is_own(source):
        raise BadSource("% Invalid source address- IP address not on any of our up interfaces\n")
    return source


def named_source(device: Device, text: str) -> IPv4:
    """An interface name or an address, as typed in a dialogue. Raises BadSource."""
    try:
        return source_address(device, parse_ipv4(text))
    except ValueError:
        pass
    try:
        return source_address(device, InterfaceName.parse(text))
    except ValueError:
        raise BadSource("% Invalid source\n") from None


def ask(prompt: str, default: T, read: Callable[[str], T | str]) -> Body[T]:
    """Ask until the answer is good; `read` gives the value, or a text that says what is wrong (ends with a newline)."""
    while True:
        reply = (yield Ask(prompt)).strip()
        if not reply:
            return default
        value = read(reply)
        if not (isinstance(value, str) and value.endswith("\n")):
            return value  # type: ignore[return-value]  # a text that ends with a newline is the refusal
        yield Write(value)


def number(low: int, high: int) -> Callable[[str], int | str]:
    """Reads a decimal number in a range."""

    def read(text: str) -> int | str:
        if text.isdigit() and low <= int(text) <= high:
            return int(text)
        return f"% A decimal number between {low} and {high}.\n"

    return read


def yes_no(text: str) -> bool | str:
    for word, value in (("yes", True), ("no", False)):
        if word.startswith(text.lower()):
            return value
    return "% Please answer 'yes' or 'no'.\n"
