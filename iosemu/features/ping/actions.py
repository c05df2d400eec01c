"""`ping` and `traceroute`, with options on the line or in a dialogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from iosemu.cli import Ask, Interrupted, Write
from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.vrf import Vrf
from iosemu.features.dns.lookup import resolve
from iosemu.features.ping.echo import Pinger, Request
from iosemu.features.ping.six import do_ping6, do_trace6
from iosemu.features.ping.target import (
    BadSource,
    Body,
    address6,
    ask,
    chosen_vrf,
    named_source,
    number,
    source_address,
    yes_no,
)
from iosemu.features.ping.trace import Tracer, TraceRequest
from iosemu.types import InterfaceName, IPv4

_BIGGEST = 2147483647
UNRECOGNIZED6 = "Unrecognized host or protocol not running"
T = TypeVar("T")


def do_ping(
    ctx: Context,
    target: str,
    vrf: str = "",
    source: InterfaceName | IPv4 | None = None,
    repeat: int = 5,
    size: int = 100,
    timeout: int = 2,
    tos: int = 0,
    df: bool = False,
    validate: bool = False,
    data: int | None = None,
    six: bool = False,
) -> Body[None]:
    wide = address6(target)
    if wide is not None or six:
        if wide is None:
            yield Write(f"% {UNRECOGNIZED6}\n")
        else:
            table6 = yield from _in_vrf(ctx, vrf)
            if table6 is not None:
                options = {"repeat": repeat, "size": size, "timeout": timeout, "tos": tos}
                yield from do_ping6(ctx, table6, wide, source, **options)
        return
    ends = yield from _ends(ctx, target, vrf, source)
    if ends is None:
        return
    table, address, own = ends
    request = Request(table, address, repeat, (size, size, 1), timeout, own, tos, df, validate)
    if data is not None:
        request.pattern, request.pattern_set = data, True
    yield from Pinger(ctx, request).run()


def _ends(
    ctx: Context, target: str, vrf: str, source: InterfaceName | IPv4 | None
) -> Body[tuple[Vrf, IPv4, IPv4 | None] | None]:
    """Where it happens, to which address, from which one; None: refused, and told so."""
    try:
        table = chosen_vrf(ctx.device, vrf)
        address = yield from resolve(ctx, target, vrf)
        if address is None:
            return None
        return table, address, source_address(table, source) if source is not None else None
    except BadSource as refusal:
        yield Write(str(refusal))
    except Interrupted:
        yield Write("\n")
    return None


def _in_vrf(ctx: Context, vrf: str) -> Body[Vrf | None]:
    found: Vrf | None = ctx.device.vrfs.get(vrf)
    if found is None:
        yield Write(f"% VRF {vrf} does not exist\n")
    return found


def _told(
    questions: Callable[[Context, Vrf, bool], Body[T | None]], ctx: Context, vrf: str, ip: bool
) -> Body[T | None]:
    """What a dialogue asked for; None: refused, or left with the escape sequence."""
    try:
        return (yield from questions(ctx, chosen_vrf(ctx.device, vrf), ip))
    except BadSource as refusal:
        yield Write(str(refusal))
    except Interrupted:
        yield Write("\n")
    return None


def do_ping_dialogue(ctx: Context, vrf: str = "", ip: bool = False) -> Body[None]:
    """`ping` alone: every option is asked for. `ip`: the protocol is said."""
    request = yield from _told(_ping_questions, ctx, vrf, ip)
    if request is not None:
        yield from Pinger(ctx, request).run()


def _protocol() -> Body[bool]:
    protocol = (yield Ask("Protocol [ip]: ")).strip().lower()
    if protocol in ("", "ip"):
        return True
    yield Write(f'% Unknown protocol - "{protocol}", type "ping ?" for help\n')
    return False


def _target(ctx: Context, vrf: Vrf) -> Body[IPv4 | None]:
    name = (yield Ask("Target IP address: ")).strip()
    if not name:
        yield Write("% Bad IP address\n")
        return None
    address: IPv4 | None = yield from resolve(ctx, name, vrf.name)
    return address


def _ping_questions(ctx: Context, vrf: Vrf, ip: bool) -> Body[Request | None]:
    device: Device = ctx.device
    modern = device.software.asks_ingress
    if not ip and not (yield from _protocol()):
        return None
    target = yield from _target(ctx, vrf)
    if target is None:
        return None
    request = Request(vrf, target)
    request.repeat = yield from ask("Repeat count [5]: ", 5, number(1, _BIGGEST))
    size = yield from ask("Datagram size [100]: ", 100, number(36, 18024))
    request.sizes = (size, size, 1)
    request.timeout = yield from ask("Timeout in seconds [2]: ", 2, number(0, 3600))
    if (yield from ask("Extended commands [n]: ", False, yes_no)):
        if modern:
            yield from ask("Ingress ping [n]: ", False, _no_ingress)
        request.source = yield from _source(vrf, "Source address or interface: ")
        prompt = "DSCP Value [0]: " if modern else "Type of service [0]: "
        tos = yield from ask(prompt, 0, number(0, 63 if modern else 255))
        request.tos = tos << 2 if modern else tos
        request.df = yield from ask("Set DF bit in IP header? [no]: ", False, yes_no)
        request.validate = yield from ask("Validate reply data? [no]: ", False, yes_no)
        default = "0x0000ABCD" if modern else "0xABCD"
        pattern = yield from ask(f"Data pattern [{default}]: ", -1, _pattern)
        if pattern >= 0:
            request.pattern, request.pattern_set = pattern, True
        request.verbose = yield from _header_options()
    if (yield from ask("Sweep range of sizes [n]: ", False, yes_no)):
        low = yield from ask("Sweep min size [36]: ", 36, number(36, 18024))
        high = yield from ask("Sweep max size [18024]: ", 18024, number(low, 18024))
        step = yield from ask("Sweep interval [1]: ", 1, number(1, _BIGGEST))
        request.sizes = (low, high, step)
    return request


def _no_ingress(text: str) -> bool | str:
    value = yes_no(text)
    return "% No such option\n" if value is True else value


def _pattern(text: str) -> int | str:
    try:
        value = int(text, 16)
    except ValueError:
        return "% Invalid pattern\n"
    return value if 0 <= value <= 0xFFFFFFFF else "% Invalid pattern\n"


def _source(vrf: Vrf, prompt: str) -> Body[IPv4 | None]:
    while True:
        text = (yield Ask(prompt)).strip()
        if not text:
            return None
        try:
            return named_source(vrf, text)
        except BadSource as refusal:
            yield Write(str(refusal))


def _header_options() -> Body[bool]:
    """Options of the IP header; of these there is Verbose, which is none. The question comes until an empty answer."""
    verbose = False
    while True:
        chosen = "V" if verbose else "none"
        text = (yield Ask(f"Loose, Strict, Record, Timestamp, Verbose[{chosen}]: ")).strip()
        if not text:
            return verbose
        if "verbose".startswith(text.lower()):
            verbose = True
        else:
            yield Write("% No such option\n")


def do_traceroute(
    ctx: Context,
    target: str,
    vrf: str = "",
    source: InterfaceName | IPv4 | None = None,
    timeout: int = 3,
    probe: int = 3,
    first_ttl: int = 1,
    last_ttl: int = 30,
    port: int = 33434,
    numeric: bool = False,
    six: bool = False,
) -> Body[None]:
    wide = address6(target)
    if wide is not None or six:
        if wide is None:
            yield Write(f"% {UNRECOGNIZED6}\n")
        else:
            table6 = yield from _in_vrf(ctx, vrf)
            if table6 is not None:
                far = {"first_ttl": first_ttl, "last_ttl": last_ttl}
                yield from do_trace6(ctx, table6, wide, source, port=port, probe=probe, timeout=timeout, **far)
        return
    ends = yield from _ends(ctx, target, vrf, source)
    if ends is None:
        return
    table, address, own = ends
    request = TraceRequest(table, address, own, timeout, probe, first_ttl, last_ttl, port, numeric=numeric)
    yield from Tracer(ctx, request).run()


def do_traceroute_dialogue(ctx: Context, vrf: str = "", ip: bool = False) -> Body[None]:
    request = yield from _told(_trace_questions, ctx, vrf, ip)
    if request is not None:
        yield from Tracer(ctx, request).run()


def _trace_questions(ctx: Context, vrf: Vrf, ip: bool) -> Body[TraceRequest | None]:
    device: Device = ctx.device
    modern = device.software.asks_ingress
    if not ip and not (yield from _protocol()):
        return None
    target = yield from _target(ctx, vrf)
    if target is None:
        return None
    request = TraceRequest(vrf, target)
    if modern:
        yield from ask("Ingress traceroute [n]: ", False, _no_ingress)
    request.source = yield from _source(vrf, "Source address or interface: " if modern else "Source address: ")
    if modern:
        request.tos = (yield from ask("DSCP Value [0]: ", 0, number(0, 63))) << 2
    request.numeric = yield from ask("Numeric display [n]: ", False, yes_no)
    request.timeout = yield from ask("Timeout in seconds [3]: ", 3, number(0, 3600))
    request.probes = yield from ask("Probe count [3]: ", 3, number(1, 65535))
    request.first_ttl = yield from ask("Minimum Time to Live [1]: ", 1, number(1, 255))
    request.last_ttl = yield from ask("Maximum Time to Live [30]: ", 30, number(request.first_ttl, 255))
    request.port = yield from ask("Port Number [33434]: ", 33434, number(1, 65535))
    yield from _header_options()
    return request
