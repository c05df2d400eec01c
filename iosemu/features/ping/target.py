"""What ping and traceroute share: source addresses, the questions of their dialogues."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

from iosemu.cli import Ask, Refused, Write
from iosemu.cli.context import Request
from iosemu.device.device import Device
from iosemu.device.vrf import Vrf
from iosemu.device.vrf_names import named_vrf
from iosemu.types import InterfaceName, IPv4, parse_ipv4, parse_ipv6

T = TypeVar("T")
Body = Generator[Request, Any, T]


class BadSource(Exception):
    """The text that refuses a source."""


def chosen_vrf(device: Device, name: str) -> Vrf:
    """Where it is to happen. Raises BadSource."""
    try:
        return named_vrf(device, name)
    except Refused as refused:
        raise BadSource(f"{refused}\n") from None


def source_address(vrf: Vrf, source: InterfaceName | IPv4, use: str = " for ping") -> IPv4:
    """Raises BadSource: not an address of ours in that VRF, or an interface without one or down. `use`: what the VRF
    is used for, as the refusal tells it."""
    if isinstance(source, InterfaceName):
        iface = vrf.device.interfaces.get(source)
        if iface is None or iface.address is None or not iface.line_up:
            raise BadSource("% Invalid source interface - IP not enabled or interface is down\n")
        if iface.vrf is not vrf:
            raise BadSource(f"% Invalid source interface - Interface vrf does not match the vrf used{use}\n")
        return iface.address
    if not vrf.v4.is_own(source):
        raise BadSource("% Invalid source address- IP address not on any of our up interfaces\n")
    return source


def address6(text: str) -> int | None:
    """An IPv6 address, if it is one."""
    if ":" not in text:
        return None
    try:
        return parse_ipv6(text)
    except ValueError:
        return None


def named_source(vrf: Vrf, text: str) -> IPv4:
    """An interface name or an address, as typed in a dialogue. Raises BadSource."""
    try:
        return source_address(vrf, parse_ipv4(text))
    except ValueError:
        pass
    try:
        return source_address(vrf, InterfaceName.parse(text))
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
