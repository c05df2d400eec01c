"""The codes of `show ip route`, and the legend that explains them in each release."""

from __future__ import annotations

from functools import cache

from iosemu.device.release import Software
from iosemu.device.sources import RouteSource, sources

# what no feature here brings, and marks that are no source's
_WORDS = {
    "M": "mobile", "B": "BGP", "O": "OSPF", "IA": "OSPF inter area", "N1": "OSPF NSSA external type 1",
    "N2": "OSPF NSSA external type 2", "E1": "OSPF external type 1", "E2": "OSPF external type 2", "i": "IS-IS",
    "su": "IS-IS summary", "L1": "IS-IS level-1", "L2": "IS-IS level-2", "ia": "IS-IS inter area",
    "*": "candidate default", "U": "per-user static route", "P": "periodic downloaded static route", "l": "LISP",
    "m": "OMP", "n": "NAT", "Ni": "NAT inside", "No": "NAT outside", "Nd": "NAT DIA", "G": "NHRP registered",
    "g": "NHRP registration summary", "+": "replicated route", "%": "next hop override", "p": "overrides from PfR",
    "&": "replicated local route overrides by connected",
}  # fmt: skip
_MIDDLE = "D EX O IA", "N1 N2"
_ISIS = "i su L1 L2", "ia * U"
_MODERN = "L C S R M B", *_MIDDLE, "E1 E2", *_ISIS, "o P H l"
# the codes of each release, line by line
_LAYOUTS = {
    "12.4": ("C S R M B", *_MIDDLE, "E1 E2", *_ISIS, "o P"),
    "15.2": (*_MODERN, "+ %"),
    "15.6": (*_MODERN, "a", "+ % p"),
    "XE": ("L C S R M B", *_MIDDLE, "E1 E2 m", "n Ni No Nd", *_ISIS, "H G g", "o P l", "a", "+ % p", "&"),
}
_BROKEN = _MIDDLE[0]  # IOS leaves a blank behind this line


def legend(software: Software) -> list[str]:
    """The lines above the table; a source that IOS has no place for stands before the marks."""
    words = dict(_WORDS)
    own: list[str] = []
    for source in sources().values():
        codes = {source.code: source.legend} | {kind.code: kind.legend for kind in source.kinds.values() if kind.code}
        words |= codes
        own += codes if source.exists(software) else ()
    layout = [line.split() for line in _LAYOUTS[software.legend]]
    placed = {code for line in layout for code in line}
    more = [code for code in own if code not in placed]
    marks = next((at for at, line in enumerate(layout) if "+" in line), len(layout))
    layout[marks:marks] = [more] if more else []
    lines = [", ".join(f"{code} - {words[code]}" for code in line) for line in layout]
    blank = _BROKEN.split()
    texts = [f"       {text}{' ' * (line == blank)}" for line, text in zip(layout, lines, strict=True)]
    return ["Codes: " + texts[0].lstrip(), *texts[1:]]


@cache
def code(source: RouteSource, kind: str, default: bool, overridden: bool = False) -> str:
    """``S*``, ``D EX``, ``D*EX``, ``D   %``."""
    text = f"{source.code}{'*' if default else ' '}{source.kind(kind).code}".rstrip()
    return f"{text:<4}%" if overridden else text
