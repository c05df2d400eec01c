"""Whom to believe: intersection, clustering and combination (RFC 5905 section 11.2)."""

from __future__ import annotations

from iosemu.features.ntp.association import MAX_DISPERSION, Association

_FEWEST = 3  # survivors that clustering leaves


def _truechimers(found: list[Association], now: float) -> list[Association]:
    """Those whose intervals have a point in common with those of a majority."""
    edges = sorted(
        edge
        for each in found
        for edge in (
            (each.offset - each.distance(now), -1), (each.offset, 0), (each.offset + each.distance(now), 1),
        )
    )  # fmt: skip
    for wrong in range((len(found) + 1) // 2):
        low, high = _edge(edges, len(found) - wrong, 1), _edge(edges[::-1], len(found) - wrong, -1)
        if low is None or high is None or low > high:
            continue
        inside = [each for each in found if low <= each.offset <= high]
        if len(found) - len(inside) <= wrong:
            return [each for each in found if low - each.distance(now) <= each.offset <= high + each.distance(now)]
    return []


def _edge(edges: list[tuple[float, int]], wanted: int, sign: int) -> float | None:
    """Where so many intervals are met for the first time."""
    inside = 0
    for value, kind in edges:
        inside -= kind * sign
        if inside >= wanted:
            return value
    return None


def select(found: list[Association], now: float, current: Association | None) -> tuple[Association | None, float]:
    """The system peer, and the offset that all survivors together tell; marks what became of each."""
    for each in found:
        each.mark = "x"
    survivors = _truechimers(found, now)
    survivors.sort(key=lambda each: each.stratum * MAX_DISPERSION + each.distance(now))
    for each in survivors:
        each.mark = "+"
    while len(survivors) > _FEWEST:
        spread = {id(each): _selection_jitter(each, survivors) for each in survivors}
        worst = max(survivors, key=lambda each: spread[id(each)] * each.distance(now))
        if spread[id(worst)] <= min(each.jitter for each in survivors) or worst.config.prefer:
            break
        worst.mark = "-"
        survivors.remove(worst)
    if not survivors:
        return None, 0.0
    preferred = [each for each in survivors if each.config.prefer]
    chosen = (preferred or survivors)[0]
    if current in survivors and not preferred and current is not None and current.stratum == chosen.stratum:
        chosen = current  # no hopping among equals
    chosen.mark = "*"
    if preferred:
        return chosen, chosen.offset
    weights = [1 / max(each.distance(now), 1e-6) for each in survivors]
    return chosen, sum(w * each.offset for w, each in zip(weights, survivors, strict=True)) / sum(weights)


def _selection_jitter(one: Association, survivors: list[Association]) -> float:
    return float((sum((one.offset - each.offset) ** 2 for each in survivors) / (len(survivors) - 1)) ** 0.5)
