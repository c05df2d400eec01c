"""BFD as configured: timers of an interface, templates, the slow timer."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix

SLOW_TIMER = 1000  # milliseconds


@dataclass(slots=True)
class Template:
    """`bfd-template single-hop NAME`, `multi-hop NAME`. Milliseconds; `min_tx` None until `interval` has been typed."""

    name: str = ""
    multi_hop: bool = False
    min_tx: int | None = None
    min_rx: int = 0
    multiplier: int = 3
    both: bool = False  # as `interval both` says it
    echo: bool = False
    authentication: str = ""  # "md5", "meticulous-md5", "sha-1", "meticulous-sha-1"
    key_chain: str = ""


@dataclass(slots=True)
class BfdInterface:
    """Slot of an interface: timers of its own (milliseconds; None: none) or those of a template."""

    min_tx: int | None = None
    min_rx: int = 0
    multiplier: int = 3
    template: str = ""
    echo: bool = True


@dataclass(slots=True)
class BfdConfig:
    """Slot of the device."""

    slow_timer: int = SLOW_TIMER  # milliseconds: of control packets while the session is not up, or echoes detect
    templates: dict[str, Template] = field(default_factory=dict)
    maps: dict[tuple[Prefix, Prefix], str] = field(default_factory=dict)  # destination, source -> template


@dataclass(slots=True, frozen=True)
class Settings:
    """What counts for the sessions of an interface in the end. Microseconds."""

    min_tx: int
    min_rx: int
    multiplier: int
    echo: bool
    slow: int
    template: str = ""
    authentication: str = ""
    key_chain: str = ""


def mapped(config: BfdConfig, source: IPv4, neighbor: IPv4) -> tuple[Prefix, Prefix] | None:
    """The `bfd map` that counts for a neighbour some hops away: that of the longest prefixes."""
    fitting = [pair for pair in config.maps if neighbor in pair[0] and source in pair[1]]
    return max(fitting, key=_lengths, default=None)


def _lengths(pair: tuple[Prefix, Prefix]) -> tuple[int, int]:
    return pair[0].length, pair[1].length


def settings_of_map(config: BfdConfig, source: IPv4, neighbor: IPv4) -> Settings | None:
    """None: there are no timers for such a neighbour."""
    pair = mapped(config, source, neighbor)
    template = config.templates.get(config.maps[pair]) if pair is not None else None
    if template is None or not template.multi_hop:
        return None
    return _of_template(template, False, config.slow_timer * 1000)


def _of_template(template: Template, echo: bool, slow: int) -> Settings | None:
    if template.min_tx is None:
        return None
    return Settings(
        template.min_tx * 1000, template.min_rx * 1000, template.multiplier, template.echo and echo, slow,
        template.name, template.authentication if template.key_chain else "", template.key_chain,
    )  # fmt: skip


def settings_of(own: BfdInterface | None, config: BfdConfig) -> Settings | None:
    """None: the interface has no timers, so there are no sessions on it."""
    if own is None:
        return None
    slow = config.slow_timer * 1000
    if own.template:
        template = config.templates.get(own.template)
        return None if template is None or template.multi_hop else _of_template(template, own.echo, slow)
    if own.min_tx is None:
        return None
    return Settings(own.min_tx * 1000, own.min_rx * 1000, own.multiplier, own.echo, slow)
