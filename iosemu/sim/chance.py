"""All chance of a lab grows from its seed: one independent stream per name, so that no order of creation matters."""

from __future__ import annotations

from random import Random


def stream(seed: int, *names: str) -> Random:
    """The random stream of e.g. ("R1", "isakmp"): the same for the same seed and names, in any run."""
    return Random(f"{seed}/" + "/".join(names))
