"""Reading what is typed at a PC."""

from __future__ import annotations

from iosemu.lab.pc.session import Call, Usage
from iosemu.types import IPv4, Prefix, parse_ipv4


def address(text: str) -> IPv4:
    """Raises Usage."""
    try:
        return parse_ipv4(text)
    except ValueError:
        raise Usage(f"Invalid address: {text}") from None


def prefix(text: str) -> Prefix:
    """``10.0.0.0/8``, "default" or an address. Raises Usage."""
    try:
        return Prefix(0, 0) if text == "default" else Prefix.parse(text if "/" in text else f"{text}/32")
    except ValueError:
        raise Usage(f"Invalid prefix: {text}") from None


def own(text: str) -> tuple[IPv4, int]:
    """An address with the length of its network, ``10.1.1.2/24``. Raises Usage."""
    first, slash, length = text.partition("/")
    if not slash or not length.isdigit() or not 0 < int(length) <= 32:
        raise Usage(f"Invalid address: {text}")
    return host(address(first)), int(length)


def host(number: IPv4) -> IPv4:
    """One that a host may have. Raises Usage."""
    if not 0 < number >> 24 < 224 or number >> 24 == 127:
        raise Usage("Invalid address")
    return number


def number(text: str, low: int, high: int) -> int:
    """Raises Usage."""
    if not text.isdigit() or not low <= int(text) <= high:
        raise Usage(f"Invalid number: {text} (from {low} to {high})")
    return int(text)


def options(call: Call, with_value: str, plain: str) -> tuple[dict[str, str], list[str]]:
    """Letters after ``-`` with what follows them, and the other words. Raises Usage."""
    found: dict[str, str] = {}
    rest: list[str] = []
    words = iter(call.words)
    for word in words:
        if len(word) < 2 or word[0] != "-":
            rest.append(word)
            continue
        for at, letter in enumerate(word[1:], 2):
            if letter in plain:
                found[letter] = ""
            elif letter in with_value:
                value = word[at:] or next(words, "")
                if not value:
                    raise Usage(f"Option -{letter} needs a value")
                found[letter] = value
                break
            else:
                raise Usage(f"Invalid option: -{letter}")
    return found, rest
