"""Argument kinds: how the text of one word becomes a value, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from iosemu.cli.syntax import Arg
from iosemu.types import (
    INTERFACE_KINDS,
    MAX_IPV4,
    InterfaceName,
    Prefix,
    format_asn,
    format_ipv4,
    format_mac,
    interface_kinds_begun,
    length_of,
    mask_of,
    parse_ipv4,
    parse_mac,
)


class Kind:
    """One kind of argument.

    `parse(word)` gives the value or None; `good(word)` tells how many leading characters could still begin such an
    argument (that is where the caret goes); `rank` orders kinds at one point of the graph, the most specific first;
    `sure(value)`: surely its text reads back as this value (where it is not said, somebody has to read it).
    """

    __slots__ = ("format", "good", "interfaces", "parse", "rank", "rest", "shown", "sure")

    def __init__(
        self,
        shown: str,
        rank: int,
        parse: Callable[[str], Any],
        format: Callable[[Any], str] = str,
        good: Callable[[str], int] | None = None,
        rest: str = "",
        interfaces: tuple[str, ...] = (),
        sure: Callable[[Any], bool] | None = None,
    ) -> None:
        self.shown = shown
        self.rank = rank
        self.parse = parse
        self.format = format
        self.good = good or (lambda word: 0)
        self.rest = rest  # "line", "delimited", "quit": takes more than a word
        self.interfaces = interfaces  # kinds that the name of an interface may begin with
        self.sure = sure


def _longest(pattern: str) -> Callable[[str], int]:
    """How much of a word the pattern can begin; the pattern must match every beginning of a good word. It is compiled
    when the first error asks for it."""

    def good(word: str) -> int:
        match = re.match(pattern, word)
        return match.end() if match else 0

    return good


_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|\d?\d)"
_good_ipv4 = _longest(rf"(?:{_OCTET}\.){{0,3}}{_OCTET}?")


@lru_cache(maxsize=4096)
def _ipv4(word: str) -> int | None:
    try:
        return parse_ipv4(word)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _mask_length(word: str) -> int | None:
    try:
        return length_of(parse_ipv4(word))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _mask(word: str) -> int | None:
    return None if _mask_length(word) is None else _ipv4(word)


def _prefix(word: str) -> Prefix | None:
    try:
        return Prefix.parse(word)
    except ValueError:
        return None


def _slash(word: str) -> int | None:
    digits = word[1:]
    good = word[:1] == "/" and digits.isascii() and digits.isdecimal() and len(digits) < 3
    return int(digits) if good and int(digits) <= 32 else None


def _mac(word: str) -> int | None:
    try:
        return parse_mac(word) if re.fullmatch(r"[0-9a-fA-F]{1,4}(\.[0-9a-fA-F]{1,4}){2}", word) else None
    except ValueError:
        return None


def _hex_digits(word: str) -> str | None:
    return word if re.fullmatch(r"[0-9a-fA-F]+", word) else None


def parse_ipv6(word: str) -> int | None:
    """RFC 4291 section 2.2 text form -> 128-bit int, None if it is not one."""
    head, double, tail = word.partition("::")
    if "::" in tail or not re.fullmatch(r"[0-9A-Fa-f:.]+", word):
        return None
    parts: list[list[int]] = []
    for side in (head, tail):
        groups: list[int] = []
        for part in side.split(":") if side else ():
            if "." in part:
                v4 = _ipv4(part)
                if v4 is None:
                    return None
                groups += [v4 >> 16, v4 & 0xFFFF]
            elif 1 <= len(part) <= 4:
                groups.append(int(part, 16))
            else:
                return None
        parts.append(groups)
    missing = 8 - len(parts[0]) - len(parts[1])
    if (missing != 0) if not double else (missing < 1):
        return None
    value = 0
    for group in parts[0] + [0] * missing + parts[1]:
        value = value << 16 | group
    return value


def format_ipv6(value: int) -> str:
    """As IOS writes it: upper case, the longest run of zero groups shortened."""
    groups = [value >> shift & 0xFFFF for shift in range(112, -16, -16)]
    best, start = (0, 0), -1
    for index, group in enumerate([*groups, 1]):
        if group == 0:
            start = index if start < 0 else start
        elif start >= 0:
            if index - start > best[1] - best[0]:
                best = (start, index)
            start = -1
    text = [f"{group:X}" for group in groups]
    if best[1] - best[0] < 2:
        return ":".join(text)
    return ":".join(text[: best[0]]) + "::" + ":".join(text[best[1] :])


def _ipv6_prefix(word: str) -> tuple[int, int] | None:
    address, slash, length = word.partition("/")
    value = parse_ipv6(address)
    if value is None or not slash or not length.isdecimal() or int(length) > 128:
        return None
    return value, int(length)


@cache
def _interface(rank: int, kinds: tuple[str, ...]) -> Kind:
    """The name of an interface of one of these kinds."""

    def parse(word: str) -> InterfaceName | None:
        try:
            return InterfaceName.parse(word, kinds)
        except ValueError:
            return None

    def good(word: str) -> int:
        match = re.match(r"[A-Za-z-]*", word)
        letters = match.end() if match else 0
        for end in range(letters, 0, -1):
            if interface_kinds_begun(word[:end], kinds):
                if end < letters:
                    return end
                rest = re.match(r"(?:\d+(?:/\d+)*/?)?(?:(?<=\d)\.\d*)?", word[end:])
                return end + (rest.end() if rest else 0)
        return 0

    known = frozenset(kinds)

    def sure(value: Any) -> bool:
        return type(value) is InterfaceName and value.kind in known

    return Kind("INTERFACE", rank, parse, str, good, interfaces=kinds, sure=sure)


def _seconds(pattern: str) -> Callable[[str], int | None]:
    def parse(word: str) -> int | None:
        match = re.fullmatch(pattern, word)
        if match is None:
            return None
        hours, minutes, *seconds = map(int, match.groups())
        if hours > 23 or minutes > 59 or (seconds and seconds[0] > 59):
            return None
        return hours * 3600 + minutes * 60 + (seconds[0] if seconds else 0)

    return parse


def _hex(word: str) -> int | None:
    return int(word, 16) if re.fullmatch(r"(?:0[xX])?[0-9A-Fa-f]+", word) else None


def _as_dot(word: str) -> int | None:
    """RFC 5396: the upper and the lower two octets of a number that has an upper half."""
    match = re.fullmatch(r"(\d{1,5})\.(\d{1,5})", word, re.ASCII)
    high, low = map(int, match.groups()) if match is not None else (0, 0)
    return high << 16 | low if 1 <= high <= 0xFFFF and low <= 0xFFFF else None


def _dotted(number: Any) -> str:
    return format_asn(number, True) if isinstance(number, int) else str(number)


def _word(word: str) -> str:
    return word


def _until_quit(text: str) -> str:
    """The lines of a certificate, as they stand in a configuration whatever the mode's indentation."""
    return "\n" + "".join(f"  {line}\n" for line in text.split("\n")) + "  \tquit"


def _delimited(text: str) -> str:
    """Between ^C, as IOS has it, unless that is in the text."""
    mark = next((mark for mark in ("^C", *"#%@~$&*+|") if mark not in text), "\x03")
    return f"{mark}{text}{mark}"


def _is_ipv4(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_IPV4


def _is_length(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 32


def _is_word(value: Any) -> bool:
    return type(value) is str and value != ""


_good_word: Callable[[str], int] = len

_KINDS = {
    "A.B.C.D": Kind("A.B.C.D", 10, _ipv4, format_ipv4, _good_ipv4, sure=_is_ipv4),
    "MASK": Kind("A.B.C.D", 9, _mask, format_ipv4, _good_ipv4),
    "MASK-LENGTH": Kind(
        "A.B.C.D", 9, _mask_length, lambda length: format_ipv4(mask_of(length)), _good_ipv4, sure=_is_length
    ),
    "WILDCARD": Kind("A.B.C.D", 11, _ipv4, format_ipv4, _good_ipv4, sure=_is_ipv4),
    "WILDCARD-LENGTH": Kind(
        "A.B.C.D",
        9,
        lambda word: None if (v := _ipv4(word)) is None else _mask_length(format_ipv4(v ^ MAX_IPV4)),
        lambda length: format_ipv4(mask_of(length) ^ MAX_IPV4),
        _good_ipv4,
    ),
    "SLASH-LENGTH": Kind("/nn", 12, _slash, lambda length: f"/{length}", _longest(r"/\d{0,2}")),
    "A.B.C.D/nn": Kind("A.B.C.D/nn", 12, _prefix, str, _longest(rf"(?:{_OCTET}\.){{0,3}}{_OCTET}?(?:/\d{{0,2}})?")),
    "X:X:X:X::X/<0-128>": Kind(
        "X:X:X:X::X/<0-128>",
        14,
        _ipv6_prefix,
        lambda pair: f"{format_ipv6(pair[0])}/{pair[1]}",
        _longest(r"[0-9A-Fa-f:]*(?:/\d{0,3})?"),
    ),
    "X:X:X:X::X": Kind("X:X:X:X::X", 13, parse_ipv6, format_ipv6, _longest(r"[0-9A-Fa-f:]*")),
    "H.H.H": Kind("H.H.H", 15, _mac, format_mac, _longest(r"(?:[0-9A-Fa-f]{1,4}\.){0,2}[0-9A-Fa-f]{0,4}")),
    "hh:mm:ss": Kind(
        "hh:mm:ss",
        16,
        _seconds(r"(\d\d?):(\d\d?):(\d\d?)"),
        lambda s: f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}",
        _longest(r"(?:\d\d?:){0,2}(?:\d\d?)?"),
    ),
    "hh:mm": Kind(
        "hh:mm",
        17,
        _seconds(r"(\d\d?):(\d\d?)"),
        lambda s: f"{s // 3600}:{s // 60 % 60:02d}",
        _longest(r"\d\d?(?::\d{0,2})?"),
    ),
    "<1.0-XX.YY>": Kind("<1.0-XX.YY>", 2, _as_dot, _dotted, _longest(r"\d{1,5}(?:\.\d{0,5})?")),
    "HEX": Kind("Hex-data", 40, _hex, lambda value: f"{value:X}", _longest(r"(?:0[xX])?[0-9A-Fa-f]*")),
    "HEX-DIGITS": Kind("Hex-data", 41, _hex_digits, str, _longest(r"[0-9A-Fa-f]*")),
    "HOST": Kind("WORD", 50, _word, str, _good_word, sure=_is_word),
    "REGEX": Kind("LINE", 52, _word, str, _good_word, sure=_is_word),
    "WORD": Kind("WORD", 51, _word, str, _good_word, sure=_is_word),
    "LINE": Kind("LINE", 60, _word, str, _good_word, rest="line", sure=_is_word),
    "DELIMITED": Kind("LINE", 61, _word, _delimited, _good_word, rest="delimited"),
    "UNTIL-QUIT": Kind("LINE", 62, _word, _until_quit, _good_word, rest="quit"),
}
_INTERFACES = {"INTERFACE": 30, "NEW-INTERFACE": 31}  # ranks
KIND_NAMES = (*_KINDS, *_INTERFACES)
_EVERY_KIND = tuple(INTERFACE_KINDS)


@cache
def _number(low: int, high: int) -> Kind:
    top = str(high)

    def parse(word: str) -> int | None:
        digits = word[1:] if low < 0 and word[:1] == "-" else word
        if not digits.isdecimal() or not digits.isascii():
            return None
        value = int(word)
        return value if low <= value <= high else None

    def good(word: str) -> int:
        if not word.isdecimal():  # digits that could still become a number of the range, then the first stranger
            digits = len(word) - len(word.lstrip("0123456789"))
            return digits if digits <= len(top) else 0
        return 0

    def sure(value: Any) -> bool:
        return type(value) is int and low <= value <= high

    return Kind(f"<{low}-{high}>", 1, parse, str, good, sure=sure)


def kind_of(name: str, low: int = 0, high: int = 0, interfaces: tuple[str, ...] = _EVERY_KIND) -> Kind:
    """The kind that an `Arg` names, where there are interfaces of these kinds."""
    if name == "<>":
        return _number(low, high)
    rank = _INTERFACES.get(name)
    if name == "NEW-INTERFACE":  # clones of a template are made by what they are made for
        interfaces = tuple(kind for kind in interfaces if kind != "Virtual-Access")
    return _KINDS[name] if rank is None else _interface(rank, interfaces)


def kind_of_arg(arg: Arg, interfaces: tuple[str, ...] = _EVERY_KIND) -> Kind:
    return kind_of(arg.kind, arg.low, arg.high, interfaces)
