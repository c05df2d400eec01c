"""Which files of a folder are configurations, by their names."""

from __future__ import annotations

ENDINGS = (".cfg", ".conf", ".txt", ".ios", ".config", "-confg")


def named_so(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def router_of(name: str) -> str:
    """``R1`` of ``R1.cfg``"""
    return next((name[: -len(ending)] for ending in ENDINGS if name.lower().endswith(ending)), name)
