"""Keeps the log: every `LogRecord` of the device gets its timestamp here and goes where it is wanted."""

from __future__ import annotations

from collections import deque
from typing import Any

from iosemu.cli.session import Session
from iosemu.device.debug import LogRecord, Message
from iosemu.device.engine import Engine, Host
from iosemu.device.events import VrfEmptied
from iosemu.device.times import uptime
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.logging.model import FACILITIES, LoggingConfig, LogHost, Server, Stamp, StampConfig
from iosemu.records import dataclass
from iosemu.types import format_ipv4


@dataclass(slots=True)
class Counted:
    """How often a message came (`logging count`)."""

    severity: int
    times: int = 0
    last: str = ""  # its timestamp


class LoggingEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.sequence = 0  # of all messages since the start
        self.console_count = 0
        self.monitor_count = 0
        self.buffer_count = 0
        self.trap_count = 0
        self.dropped = 0
        self.limited = 0  # messages over the rate limit
        self.counts: dict[tuple[str, str], Counted] = {}  # by facility and mnemonic
        self._second = -1.0  # when the second began that messages are counted in
        self._passed = 0  # in that second
        self.host_counts: dict[Server, int] = {}
        self.buffer: deque[str] = deque()  # texts, each perhaps of several lines
        self._held = 0  # bytes in the buffer
        self._started: set[Server] = set()
        self._unseen: list[str] = []  # told the console while the router booted, before it had a session
        self._sending = False  # a datagram to a server is on its way out

    def start(self) -> None:
        device = self.host.device
        self.clock: ClockEngine = self.host.peer("clock")
        self.config = device[LoggingConfig]
        self.stamps = device[StampConfig]
        device.bus.listen(LogRecord, self.record)
        device.bus.listen(VrfEmptied, self._emptied)
        if device.shell is not None:
            device.shell.session_opened.append(self._opened)

    def stop(self) -> None:
        shell = self.host.device.shell
        if shell is not None and self._opened in shell.session_opened:
            shell.session_opened.remove(self._opened)

    def _opened(self, session: Session) -> None:
        """The console shows what came during the boot: it was there before its line was."""
        if session.at_console:
            unseen, self._unseen = self._unseen, []
            if unseen:
                session.write("".join(f"{line}\n" for line in unseen))

    # a message

    def record(self, record: LogRecord) -> None:
        """One message: worded, counted, delivered."""
        config, severity = self.config, record.severity
        self.sequence += 1
        text = self.words(record)
        if config.count and record.facility:
            self._count(record)
        limited = bool(config.rate) and not self._within_rate(record)
        self.limited += limited
        if config.console is not None and severity <= config.console and not limited:
            self.console_count += 1
            self._deliver(text, console=True)
        if not config.on or (limited and not config.rate_console):
            return
        if config.monitor is not None and severity <= config.monitor:
            self._deliver(text, console=False)
        if config.buffered is not None and severity <= config.buffered:
            self._keep(text)
        if config.trap is not None and severity <= config.trap and not self._sending:
            self.trap_count += 1
            for place, server in config.servers.items():
                self._send(place, server, severity, text)

    def _count(self, record: LogRecord) -> None:
        counted = self.counts.setdefault((record.facility, record.mnemonic), Counted(record.severity))
        counted.times += 1
        counted.last = self.stamp(self.stamps.log, record.time).removesuffix(": ")

    def _within_rate(self, record: LogRecord) -> bool:
        """`logging rate-limit`: so many messages each second."""
        config = self.config
        if config.rate_except is not None and record.severity <= config.rate_except:
            return True
        if not record.facility and not config.rate_all:
            return True
        if record.time - self._second >= 1:
            self._second, self._passed = record.time, 0
        self._passed += 1
        return self._passed <= config.rate

    def words(self, record: LogRecord) -> str:
        """The line as the console shows it."""
        stamp = self.stamps.log if record.facility else self.stamps.debug
        text = record.text
        if record.facility:
            text = f"%{record.facility}-{record.severity}-{record.mnemonic}: {text}"
        prefix = self.stamp(stamp, record.time)
        number = f"{self.sequence:06d}: " if self.stamps.sequence else ""
        return f"{number}{prefix}{text}"

    def stamp(self, stamp: Stamp, at: float) -> str:
        """``*Mar  1 00:01:09.011: ``, ``00:01:09: `` or nothing."""
        if not stamp.on:
            return ""
        clock = self.clock
        if stamp.kind == "uptime":
            return f"{uptime(clock.uptime(at))}: "
        date, zone = clock.local(at) if stamp.localtime else (clock.utc(at), "UTC")
        text = f"{clock.mark}{date:%b} {date.day:2d} "
        if stamp.year:
            text += f"{date.year} "
        text += f"{date:%H:%M:%S}"
        if stamp.msec:
            text += f".{date.microsecond // 1000:03d}"
        if stamp.zone:
            text += f" {zone}"
        return f"{text}: "

    def _deliver(self, text: str, console: bool) -> None:
        device = self.host.device
        if console and device.booting and not any(session.at_console for session in device.sessions):
            self._unseen += text.split("\n")
        for session in device.sessions:
            if session.at_console:
                if console:
                    session.notify(text.split("\n"))
            elif not console and session.monitor:
                self.monitor_count += 1
                session.notify(text.split("\n"))

    # the buffer

    def _keep(self, text: str) -> None:
        self.buffer_count += 1
        self.buffer.append(text)
        self._held += len(text) + 1
        self._trim()

    def _trim(self) -> None:
        while self.buffer and self._held > self.config.buffer_size:
            self._held -= len(self.buffer.popleft()) + 1

    def clear(self) -> None:
        self.buffer.clear()
        self._held = 0

    # syslog servers (RFC 3164)

    def _send(self, place: Server, server: LogHost, severity: int, text: str) -> None:
        device, config = self.host.device, self.config
        address, vrf = place[0], device.vrfs.get(place[1])
        if vrf is None:
            return
        source = 0
        if config.source is not None:
            iface = device.interfaces.get(config.source)
            source = (iface.address if iface is not None and iface.line_up and iface.vrf is vrf else None) or 0
        priority = FACILITIES[config.facility] * 8 + severity
        origin = {
            "": "",
            "hostname": f"{device.hostname}: ",
            "ip": f"{format_ipv4(source or device.ip.source_for(vrf, address) or 0)}: ",
            "string": f"{config.origin_text}: ",
        }[config.origin_kind]
        payload = f"<{priority}>{self.sequence}: {origin}{text}".encode("latin-1", "replace")
        self._sending = True  # what the debugs tell of this datagram makes no further one
        device.ip.udp.send(vrf, source, 514, address, server.port, payload)
        self._sending = False
        self.host_counts[place] = self.host_counts.get(place, 0) + 1

    # configuration

    def changed(self, change: Any) -> None:
        if change.record is StampConfig:
            return
        if change.path[0] in ("hosts", "vrf_hosts"):
            self._servers_changed()
        elif change.path[0] in ("buffered", "buffer_size"):
            if self.config.buffered is None:
                self.clear()
            self._trim()

    def _emptied(self, event: VrfEmptied) -> None:
        """The servers of a VRF go with it."""
        hosts = self.config.vrf_hosts
        for place in [place for place in hosts if place[1] == event.vrf]:
            del hosts[place]
        self._servers_changed()

    def _servers_changed(self) -> None:
        wanted = set(self.config.servers)
        for place in sorted(wanted - self._started):
            self._tell(place, "started")
        for place in sorted(self._started - wanted):
            self.host_counts.pop(place, None)
            self._tell(place, "stopped")
        self._started = wanted

    def _tell(self, place: Server, verb: str) -> None:
        server = self.config.servers.get(place, LogHost())
        text = f"Logging to host {format_ipv4(place[0])} port {server.port} {verb} - CLI initiated"
        self.host.device.debug.syslog(Message("SYS", 6, "LOGGINGHOST_STARTSTOP", text))
