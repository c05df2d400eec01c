"""Names of hosts: the table of `ip host`, and what the exec does with a word that is no command."""

from __future__ import annotations

from iosemu.cli.context import Context, Interrupted, Output, Pause, ProcessBody, Write
from iosemu.device.device import Device
from iosemu.features.line.model import LinesConfig
from iosemu.features.system.model import SystemConfig
from iosemu.types import IPv4, format_ipv4, parse_ipv4

_UNKNOWN = "% Unknown command or computer name, or unable to find computer address"
_TRIES, _WAIT = 3, 3.0  # look-ups, seconds each


def find_host(device: Device, name: str) -> IPv4 | None:
    """Address of a configured name (also with the domain name added), or of an address in dots."""
    try:
        return parse_ipv4(name)
    except ValueError:
        pass
    config = device[SystemConfig]
    lower = {known.lower(): addresses for known, addresses in config.hosts.items()}
    for candidate in (name.lower(), f"{name}.{config.domain_name}".lower()):
        if lower.get(candidate):
            return lower[candidate][0]
    return None


def translating(device: Device, name: str) -> str:
    """The line that tells of a look-up."""
    config = device[SystemConfig]
    if not config.domain_lookup:
        return f'Translating "{name}"'
    servers = " ".join(f"({format_ipv4(server)})" for server in config.name_servers) or "(255.255.255.255)"
    return f'Translating "{name}"...domain server {servers}'


def unknown_word(ctx: Context, word: str) -> Output:
    """`transport preferred none` on the line refuses the word at once; otherwise it is looked up as a host."""
    session = ctx.session
    assert session is not None  # typed in exec
    line = ctx.device[LinesConfig].by_name(session.line)
    if line.preferred == "none":
        return f"{' ' * len(session.prompt)}^\n% Invalid input detected at '^' marker.\n"
    return _look_up(ctx, word)


def _look_up(ctx: Context, word: str) -> ProcessBody:
    device: Device = ctx.device
    yield Write(translating(device, word))
    if device[SystemConfig].domain_lookup:
        try:
            yield Pause(_TRIES * _WAIT)
        except Interrupted:
            yield Write("\n")
            return
    yield Write(f"\n{_UNKNOWN}\n")
