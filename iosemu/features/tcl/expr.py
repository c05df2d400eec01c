"""Tcl's expr: operators by precedence over numbers and strings; variables and commands are substituted before."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from typing import Any

from iosemu.features.tcl.parse import TclError

_TOKEN = re.compile(
    r"\s*(?:(\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+|0[xX][0-9a-fA-F]+|\d+)|(\"[^\"]*\"|\{[^}]*\})|([A-Za-z_]\w*)|"
    r"(\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>!~&|^?:(),]))"
)
_NUMBER = re.compile(
    r"[+-]?(?:(?P<hex>0[xX][0-9a-fA-F]+)|(?P<whole>[0-9]+)|(?P<real>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?))"
)
_DIGITS = 100  # more are not even looked at
Number = int | float
Value = Number | str
_KINDS = ("number", "string", "name", "operator")

_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!=", "eq", "ne"), ("<", ">", "<=", ">="), ("<<", ">>"),
    ("+", "-"), ("*", "/", "%"), ("**",),
)  # fmt: skip
_PRECEDENCE = {sign: level for level, signs in enumerate(_LEVELS) for sign in signs}
_DEPTH = 100  # of brackets
_INTEGERS = range(-(1 << 63), 1 << 63)
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": abs, "int": int, "double": float, "round": round, "max": max, "min": min, "pow": pow, "sqrt": math.sqrt,
    "floor": math.floor, "ceil": math.ceil, "log": math.log, "exp": math.exp,
}  # fmt: skip


def number(text: str) -> Number | None:
    """As Tcl reads it: decimal, hexadecimal, floating; None for anything else. Raises TclError for one too large."""
    stripped = text.strip()
    found = _NUMBER.fullmatch(stripped)
    if found is None:
        return None
    if found["real"] is not None:
        return float(stripped)
    if len(stripped) > _DIGITS:
        raise TclError("integer value too large to represent")
    return _whole(int(stripped, 16 if found["hex"] is not None else 10))


def _whole(value: int) -> int:
    """What a wide integer of Tcl holds. Raises TclError."""
    if value not in _INTEGERS:
        raise TclError("integer value too large to represent")
    return value


def show(value: Value | bool) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value)
    return str(value)


def truth(text: str) -> bool:
    """Raises TclError for what is no boolean."""
    value = number(text)
    if value is not None:
        return value != 0
    if text.lower() in ("true", "yes", "on"):
        return True
    if text.lower() in ("false", "no", "off"):
        return False
    raise TclError(f'expected boolean value but got "{text}"')


def evaluate(text: str) -> str:
    """The value of an expression whose variables and commands are substituted. Raises TclError."""
    parser = _Parser(text)
    value = parser.ternary()
    if parser.token is not None:
        raise _syntax(text)
    return show(value)


def _syntax(text: str, more: str = "") -> TclError:
    return TclError(f'syntax error in expression "{text}"{more}')


def _quotient(a: Number, b: Number) -> Number:
    return a // b if isinstance(a, int) and isinstance(b, int) else a / b


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": _quotient, "**": operator.pow,
}  # fmt: skip
_INTEGRAL: dict[str, Callable[..., Any]] = {
    "%": operator.mod, "&": operator.and_, "|": operator.or_, "^": operator.xor, "<<": operator.lshift,
    ">>": operator.rshift,
}  # fmt: skip
_BITS = 64


def _checked(function: Callable[..., Any], *operands: Number) -> Number:
    """A result that Tcl can hold. Raises TclError."""
    try:
        value = function(*operands)
    except (ValueError, OverflowError, TypeError, ZeroDivisionError) as error:
        raise TclError(f"domain error: {error}") from None
    if isinstance(value, complex):
        raise TclError("domain error: argument not in valid range")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise TclError("floating-point value too large to represent")
        return value
    return _whole(int(value))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        at, end = 0, len(text.rstrip())
        while at < end:
            match = _TOKEN.match(text, at)
            if match is None:
                raise _syntax(text)
            self.tokens.append((_KINDS[(match.lastindex or 1) - 1], match[0].strip()))
            at = match.end()
        self.place = 0
        self.depth = 0

    @property
    def token(self) -> str | None:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else None

    def _take(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise _syntax(self.text, ": premature end of expression")
        self.place += 1
        return self.tokens[self.place - 1]

    def _expect(self, what: str) -> None:
        if self._take()[1] != what:
            raise _syntax(self.text)

    def ternary(self) -> Value:
        self.depth += 1
        if self.depth > _DEPTH:
            raise TclError(f"expression nested deeper than {_DEPTH}")
        value = self._binary(0)
        if self.token == "?":
            self._take()
            first = self.ternary()
            self._expect(":")
            second = self.ternary()
            value = first if truth(show(value)) else second
        self.depth -= 1
        return value

    def _binary(self, lowest: int) -> Value:
        """Operators of precedence `lowest` and higher; those of one precedence from left to right."""
        left = self._unary()
        while (level := _PRECEDENCE.get(self.token or "", -1)) >= lowest:
            sign = self._take()[1]
            left = self._apply(sign, left, self._binary(level + 1))
        return left

    def _apply(self, sign: str, left: Value, right: Value) -> Value:
        if sign in ("eq", "ne"):
            return int((show(left) == show(right)) == (sign == "eq"))
        if sign in _COMPARE:
            a, b = self._numeric(left), self._numeric(right)
            if a is None or b is None:
                return int(_COMPARE[sign](show(left), show(right)))
            return int(_COMPARE[sign](a, b))
        if sign in ("&&", "||"):
            both = (truth(show(left)), truth(show(right)))
            return int(all(both) if sign == "&&" else any(both))
        return self._arithmetic(sign, self._need(left), self._need(right))

    def _arithmetic(self, sign: str, a: Number, b: Number) -> Number:
        if sign in "/%" and b == 0:
            raise TclError("divide by zero")
        if sign in _INTEGRAL and not (isinstance(a, int) and isinstance(b, int)):
            raise TclError(f'can\'t use floating-point value as operand of "{sign}"')
        if sign in ("**", "<<", ">>") and isinstance(a, int) and isinstance(b, int) and not 0 <= b < _BITS:
            raise TclError("exponent out of range" if sign == "**" else "shift out of range")
        return _checked(_INTEGRAL[sign] if sign in _INTEGRAL else _ARITHMETIC[sign], a, b)

    def _unary(self) -> Value:
        signs: list[str] = []
        while self.token in ("-", "+", "!", "~"):
            signs.append(self._take()[1])
        value = self._operand()
        for sign in reversed(signs):
            if sign == "!":
                value = int(not truth(show(value)))
                continue
            needed = self._need(value)
            if sign == "~":
                value = ~int(needed)
            else:
                value = -needed if sign == "-" else needed
        return value

    def _operand(self) -> Value:
        kind, text = self._take()
        if text == "(":
            inside = self.ternary()
            self._expect(")")
            return inside
        if kind == "number":
            found = number(text)
            return text if found is None else found
        if kind == "string":
            return text[1:-1]
        if kind == "name":
            return self._name(text)
        raise _syntax(self.text)

    def _name(self, text: str) -> Value:
        if self.token == "(" and text in _FUNCTIONS:
            self._take()
            arguments = [self._need(self.ternary())]
            while self.token == ",":
                self._take()
                arguments.append(self._need(self.ternary()))
            self._expect(")")
            return _checked(_FUNCTIONS[text], *arguments)
        if text.lower() in ("true", "false", "yes", "no", "on", "off"):
            return int(truth(text))
        raise _syntax(self.text, ": variable references require preceding $")

    @staticmethod
    def _numeric(value: Value) -> Number | None:
        return number(value) if isinstance(value, str) else value

    def _need(self, value: Value) -> Number:
        found = self._numeric(value)
        if found is None:
            raise TclError(f'can\'t use non-numeric string "{value}" as operand')
        return found
