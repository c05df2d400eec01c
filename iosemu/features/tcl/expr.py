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
Number = int | float
Value = Number | str

_BINARY: list[list[str]] = [
    ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!=", "eq", "ne"], ["<", ">", "<=", ">="], ["<<", ">>"],
    ["+", "-"], ["*", "/", "%"], ["**"],
]  # fmt: skip
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": abs, "int": int, "double": float, "round": round, "max": max, "min": min, "pow": pow, "sqrt": math.sqrt,
    "floor": math.floor, "ceil": math.ceil, "log": math.log, "exp": math.exp,
}  # fmt: skip


def number(text: str) -> Number | None:
    """As Tcl reads it: decimal, hexadecimal, floating; None for anything else."""
    stripped = text.strip()
    try:
        if re.fullmatch(r"[+-]?0[xX][0-9a-fA-F]+", stripped):
            return int(stripped, 16)
        if re.fullmatch(r"[+-]?\d+", stripped):
            return int(stripped)
        if re.fullmatch(r"[+-]?(\d+\.\d*|\.\d+|\d+)([eE][+-]?\d+)?", stripped):
            return float(stripped)
    except ValueError:
        return None
    return None


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
        raise TclError(f'syntax error in expression "{text}"')
    return show(value)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None:
                raise TclError(f'syntax error in expression "{text}"')
            kind = ("number", "string", "name", "operator")[next(i for i in range(4) if match[i + 1] is not None)]
            self.tokens.append((kind, match[0].strip()))
            at = match.end()
        self.place = 0

    @property
    def token(self) -> str | None:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else None

    def _take(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise TclError(f'syntax error in expression "{self.text}": premature end of expression')
        self.place += 1
        return self.tokens[self.place - 1]

    def _expect(self, what: str) -> None:
        if self._take()[1] != what:
            raise TclError(f'syntax error in expression "{self.text}"')

    def ternary(self) -> Value:
        condition = self._binary(0)
        if self.token != "?":
            return condition
        self._take()
        first = self.ternary()
        self._expect(":")
        second = self.ternary()
        return first if truth(show(condition)) else second

    def _binary(self, level: int) -> Value:
        if level == len(_BINARY):
            return self._unary()
        left = self._binary(level + 1)
        while self.token in _BINARY[level]:
            sign = self._take()[1]
            right = self._binary(level + 1)
            left = self._apply(sign, left, right)
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
        if sign == "+":
            return a + b
        if sign == "-":
            return a - b
        if sign == "*":
            return a * b
        if sign == "/":
            return a // b if isinstance(a, int) and isinstance(b, int) else a / b
        if sign == "**":
            if isinstance(a, int) and isinstance(b, int) and (b > 4096 or b < 0):
                raise TclError("exponent out of range")
            return a**b
        if not isinstance(a, int) or not isinstance(b, int):
            raise TclError(f'can\'t use floating-point value as operand of "{sign}"')
        if sign in ("<<", ">>"):
            if not 0 <= b <= 4096:
                raise TclError("shift out of range")
            return a << b if sign == "<<" else a >> b
        return {"%": a % b if b else 0, "&": a & b, "|": a | b, "^": a ^ b}[sign]

    def _unary(self) -> Value:
        token = self.token
        if token in ("-", "+", "!", "~"):
            self._take()
            value = self._unary()
            if token == "!":
                return int(not truth(show(value)))
            needed = self._need(value)
            if token == "~":
                return ~int(needed)
            return -needed if token == "-" else needed
        if token == "(":
            self._take()
            inside = self.ternary()
            self._expect(")")
            return inside
        kind, text = self._take()
        if kind == "number":
            found = number(text)
            return text if found is None else found
        if kind == "string":
            return text[1:-1]
        if kind == "name":
            return self._name(text)
        raise TclError(f'syntax error in expression "{self.text}"')

    def _name(self, text: str) -> Value:
        if self.token == "(" and text in _FUNCTIONS:
            self._take()
            arguments = [self._need(self.ternary())]
            while self.token == ",":
                self._take()
                arguments.append(self._need(self.ternary()))
            self._expect(")")
            try:
                return _FUNCTIONS[text](*arguments)
            except (ValueError, OverflowError, TypeError, ZeroDivisionError) as error:
                raise TclError(f"domain error: {error}") from None
        if text.lower() in ("true", "false", "yes", "no", "on", "off"):
            return int(truth(text))
        raise TclError(f'syntax error in expression "{self.text}": variable references require preceding $')

    @staticmethod
    def _numeric(value: Value) -> Number | None:
        return number(value) if isinstance(value, str) else value

    def _need(self, value: Value) -> Number:
        found = self._numeric(value)
        if found is None:
            raise TclError(f'can\'t use non-numeric string "{value}" as operand')
        return found
