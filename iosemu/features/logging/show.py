"""show logging"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.logging.engine import LoggingEngine
from iosemu.features.logging.model import LEVELS
from iosemu.types import format_ipv4


def show_logging(ctx: Context) -> Iterable[str]:
    device: Device = ctx.device
    engine: LoggingEngine = device.engine("logging")
    yield from _head_15(engine) if device.software.logging_discriminator else _head_12(engine)
    config = engine.config
    if config.on and config.buffered is not None:
        yield ""
        yield f"Log Buffer ({config.buffer_size} bytes):"
        yield ""
        for text in engine.buffer:
            yield from text.split("\n")


def _level(level: int | None, count: int) -> str:
    return "disabled" if level is None else f"level {LEVELS[level]}, {count} messages logged"


def _head_15(engine: LoggingEngine) -> Iterator[str]:
    config = engine.config
    state = "enabled" if config.on else "disabled"
    yield (
        f"Syslog logging: {state} ({engine.dropped} messages dropped, {engine.limited} messages rate-limited, "
        "0 flushes, 0 overruns, xml disabled, filtering disabled)"
    )
    yield from ("", "No Active Message Discriminator.", "", "", "", "No Inactive Message Discriminator.", "", "")
    yield from _console("    Console logging: ", config.console, engine.console_count)
    yield from _monitor(engine)
    if config.buffered is None:
        yield "    Buffer logging:  disabled, xml disabled,"
    else:
        yield f"    Buffer logging:  {_level(config.buffered, engine.buffer_count)}, xml disabled,"
    yield "                    filtering disabled"
    yield "    Exception Logging: size (4096 bytes)"
    yield f"    Count and timestamp logging messages: {'enabled' if config.count else 'disabled'}"
    yield "    Persistent logging: disabled"
    yield ""
    yield "No active filter modules."
    yield ""
    yield from _trap(engine)
    if engine.host.device.software.logging_source_interface:
        yield "        Logging Source-Interface:       VRF Name:"
        if config.source is not None:
            yield f"        {config.source}"


def _console(title: str, level: int | None, count: int) -> Iterator[str]:
    if level is None:
        yield f"{title}disabled"
    else:
        yield f"{title}{_level(level, count)}, xml disabled,"
        yield "                     filtering disabled"


def _monitor(engine: LoggingEngine) -> Iterator[str]:
    yield from _console("    Monitor logging: ", engine.config.monitor, engine.monitor_count)
    for session in engine.host.device.sessions:
        if session.monitor and not session.at_console:
            yield f"        Logging to: {session.line.replace(' ', '')}({engine.monitor_count})"


def _head_12(engine: LoggingEngine) -> Iterator[str]:
    config = engine.config
    state = "enabled" if config.on else "disabled"
    yield f"Syslog logging: {state} ({engine.dropped} messages dropped, {engine.limited} messages rate-limited,"
    yield "                0 flushes, 0 overruns, xml disabled, filtering disabled)"
    yield from _console("    Console logging: ", config.console, engine.console_count)
    yield from _monitor(engine)
    yield f"    Buffer logging: {_level(config.buffered, engine.buffer_count)}, xml disabled,"
    yield "                    filtering disabled"
    yield "    Logging Exception size (4096 bytes)"
    yield f"    Count and timestamp logging messages: {'enabled' if config.count else 'disabled'}"
    yield from _trap(engine)


def _trap(engine: LoggingEngine) -> Iterator[str]:
    config = engine.config
    if config.trap is None:
        yield "    Trap logging: disabled"
    else:
        yield f"    Trap logging: level {LEVELS[config.trap]}, {engine.trap_count} message lines logged"
    for place, server in config.servers.items():
        device, (address, name) = engine.host.device, place
        vrf = device.vrfs.get(name)
        link = "up" if vrf is not None and device.ip.route(vrf, address) is not None else "down"
        where = f"({name}) " if name else ""
        yield f"        Logging to {format_ipv4(address)}  {where}(udp port {server.port}, audit disabled,"
        yield f"              link {link}),"
        yield f"              {engine.host_counts.get(place, 0)} message lines logged, "
        yield "              0 message lines rate-limited, "
        yield "              0 message lines dropped-by-MD, "
        yield "              xml disabled, sequence number disabled"
        yield "              filtering disabled"


def show_logging_count(ctx: Context) -> Iterable[str]:
    """By facility, in the order of first appearance."""
    engine: LoggingEngine = ctx.device.engine("logging")
    yield f"{'Facility':<15}{'Message Name':<33}Sev Occur      Last Time"
    yield "=" * 82
    facilities = list(dict.fromkeys(facility for facility, _ in engine.counts))
    for number, facility in enumerate(facilities):
        if number:
            yield ""
        total = 0
        for (name, mnemonic), counted in engine.counts.items():
            if name == facility:
                total += counted.times
                yield f"{name:<15}{mnemonic:<35}{counted.severity}{counted.times:>5} {counted.last}".rstrip()
        yield f"{'-' * 13}  {'-' * 31}  {'-' * 34}"
        yield f"{facility + ' TOTAL':<51}{total:>5}"
