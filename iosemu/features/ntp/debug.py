"""debug ntp, and what `ntp logging` logs"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.clock.model import ClockConfig
from iosemu.features.ntp.events import (
    ClockStepped,
    NtpReceived,
    NtpSent,
    ProcessStarted,
    ReachChanged,
    Synchronized,
    SyncLost,
)
from iosemu.features.ntp.model import NtpConfig
from iosemu.features.ntp.stamps import stamp
from iosemu.types import format_ipv4
from iosemu.wire.ntp import Packet

FLAGS = (
    Flag("ntp packets", "NTP:", "NTP packets debugging"),
    Flag("ntp events", "NTP:", "NTP events debugging"),
)


def _dump(packet: Packet, told: Audience, arrived: int | None = None) -> str:
    zone = told.setting(ClockConfig) or ClockConfig()
    delay, spread = packet.root_delay, packet.root_dispersion
    lines = [
        f" leap {packet.leap}, mode {packet.mode}, version {packet.version}, stratum {packet.stratum}, "
        f"ppoll {1 << max(packet.poll, 0)}",
        f" rtdel {delay:04X} ({_thousandths(delay)}), rtdsp {spread:04X} ({_thousandths(spread)}), "
        f"refid {packet.refid:08X} ({format_ipv4(packet.refid)})",
        f" ref {stamp(packet.reference, zone)}",
        f" org {stamp(packet.origin, zone)}",
        f" rec {stamp(packet.receive, zone)}",
        f" xmt {stamp(packet.transmit, zone)}",
    ]
    if arrived is not None:
        lines.append(f" inp {stamp(arrived, zone)}")
    return "\n".join(lines)


def _thousandths(value: int) -> str:
    return f"{value * 1000 / 65536:.3f}"


def _sent(event: NtpSent, told: Audience) -> Iterator[str]:
    remote = format_ipv4(event.remote)
    if told.software.release < (15, 0):
        yield f"NTP: xmit packet to {remote}:\n{_dump(event.packet, told)}"
    else:
        name = event.interface or "NULL"
        yield f"NTP message sent to {remote}, from interface '{name}' ({format_ipv4(event.local)})."


def _received(event: NtpReceived, told: Audience) -> Iterator[str]:
    remote, local = format_ipv4(event.remote), format_ipv4(event.local)
    if told.software.release < (15, 0):
        yield f"NTP: rcv packet from {remote} to {local} on {event.interface}:\n{_dump(event.packet, told, event.at)}"
    else:
        yield f"NTP message received from {remote} on interface '{event.interface}' ({local})."


def _reach(event: ReachChanged, told: Audience) -> Iterator[str]:
    yield f"NTP: {format_ipv4(event.remote)} {'reachable' if event.reachable else 'unreachable'}"


def _synchronized(event: Synchronized, told: Audience) -> Iterator[str]:
    yield f"NTP: synced to new peer {format_ipv4(event.remote)}"


def _lost(event: SyncLost, told: Audience) -> Iterator[str]:
    yield "NTP: sync lost"


def _stepped(event: ClockStepped, told: Audience) -> Iterator[str]:
    yield "NTP: clock reset"


DEBUG = {
    "ntp packets": {NtpSent: _sent, NtpReceived: _received},
    "ntp events": {ReachChanged: _reach, Synchronized: _synchronized, SyncLost: _lost, ClockStepped: _stepped},
}


def _logged(told: Audience, severity: int, mnemonic: str, words: str) -> Message | None:
    config = told.setting(NtpConfig)
    return Message("NTP", severity, mnemonic, words) if config is not None and config.logging else None


def _log_reach(event: ReachChanged, told: Audience) -> Message | None:
    peer = f"Peer {format_ipv4(event.remote)} is"
    if event.reachable:
        return _logged(told, 6, "PEERREACH", f"{peer} reachable")
    return _logged(told, 4, "PEERUNREACH", f"{peer} unreachable")


def _log_sync(event: Synchronized, told: Audience) -> Message | None:
    return _logged(told, 5, "PEERSYNC", f"NTP synced to peer {format_ipv4(event.remote)}")


def _log_lost(event: SyncLost, told: Audience) -> Message | None:
    return _logged(told, 4, "UNSYNC", "NTP sync is lost")


def _log_start(event: ProcessStarted, told: Audience) -> Message | None:
    return _logged(told, 6, "RESTART", "NTP process starts")


SYSLOG = {ReachChanged: _log_reach, Synchronized: _log_sync, SyncLost: _log_lost, ProcessStarted: _log_start}
