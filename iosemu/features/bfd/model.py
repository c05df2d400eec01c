"""BFD as configured: timers of an interface, templates, the slow timer."""

from __future__ import annotations

from iosemu.records import dataclass, field

SLOW_TIMER = 1000  # milliseconds


@dataclass(slots=True)
class Template:
    """`bfd-template single-hop NAME`. Milliseconds; `min_tx` None until `interval` has been typed."""

    name: str = ""
    min_tx: int | None = None
    min_rx: int = 0
    multiplier: int = 3
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


def settings_of(own: BfdInterface | None, config: BfdConfig) -> Settings | None:
    """None: the interface has no timers, so there are no sessions on it."""
    if own is None:
        return None
    slow = config.slow_timer * 1000
    if own.template:
        template = config.templates.get(own.template)
        if template is None or template.min_tx is None:
            return None
        return Settings(
            template.min_tx * 1000, template.min_rx * 1000, template.multiplier, template.echo and own.echo, slow,
            template.name, template.authentication if template.key_chain else "", template.key_chain,
        )  # fmt: skip
    if own.min_tx is None:
        return None
    return Settings(own.min_tx * 1000, own.min_rx * 1000, own.multiplier, own.echo, slow)
