"""The codes of `show ip route`, and the legend that explains them in each release."""

from __future__ import annotations

from functools import cache

from iosemu.device.release import Software
from iosemu.device.rib import Route

_CODES = {
    "connected": "C", "local": "L", "static": "S", "rip": "R", "eigrp": "D", "ospf": "O", "bgp": "B", "odr": "o",
    "nhrp": "H", "isis": "i", "mobile": "M",
}  # fmt: skip
_KINDS = {"external": {"eigrp": "EX"}}

_MIDDLE = """\
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area\x20
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
"""
_OLD = f"""\
Codes: C - connected, S - static, R - RIP, M - mobile, B - BGP
{_MIDDLE}\
       E1 - OSPF external type 1, E2 - OSPF external type 2
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       o - ODR, P - periodic downloaded static route"""
_FIRST = f"""\
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
{_MIDDLE}"""
_MODERN = f"""\
{_FIRST}\
       E1 - OSPF external type 1, E2 - OSPF external type 2
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       o - ODR, P - periodic downloaded static route, H - NHRP, l - LISP
"""
_15_2 = _MODERN + "       + - replicated route, % - next hop override"
_15_6 = f"""\
{_MODERN}\
       a - application route
       + - replicated route, % - next hop override, p - overrides from PfR"""
_XE = f"""\
{_FIRST}\
       E1 - OSPF external type 1, E2 - OSPF external type 2, m - OMP
       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       H - NHRP, G - NHRP registered, g - NHRP registration summary
       o - ODR, P - periodic downloaded static route, l - LISP
       a - application route
       + - replicated route, % - next hop override, p - overrides from PfR
       & - replicated local route overrides by connected"""


_LEGENDS = {"12.4": _OLD, "15.2": _15_2, "15.6": _15_6, "XE": _XE}


def legend(software: Software) -> list[str]:
    """The lines above the table."""
    return _LEGENDS[software.legend].split("\n")


def code(route: Route, overridden: bool = False) -> str:
    """``S*``, ``D EX``, ``D*EX``, ``D   %``."""
    return _code(route.source.partition(" ")[0], route.kind, route.prefix.length == 0, overridden)


@cache
def _code(protocol: str, kind: str, default: bool, overridden: bool) -> str:
    first = _CODES.get(protocol, protocol[:1])
    second = _KINDS.get(kind, {}).get(protocol, "")
    text = f"{first}{'*' if default else ' '}{second}".rstrip()
    return f"{text:<4}%" if overridden else text
