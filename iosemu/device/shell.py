"""Joins a device to the command language: where its commands come from, power, start-up configuration, reload."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from iosemu.cli.interpreter import Interpreter, lines_of, run_lines
from iosemu.cli.language import Language
from iosemu.cli.session import Session
from iosemu.cli.shell import Shell
from iosemu.cli.source import load
from iosemu.data import data_folder
from iosemu.device.as_numbers import dotted_lines
from iosemu.device.device import IGNORE_STARTUP, Device
from iosemu.device.feature import features
from iosemu.device.flash import name_of
from iosemu.device.interface import VIRTUAL, Interface, InterfaceConfig
from iosemu.device.platform import Platform, platform_of
from iosemu.types import InterfaceName

BOOT_SECONDS = 20.0  # from a reload until the configuration is read again

_CORE = {"Device": Device, "Interface": Interface, "InterfaceConfig": InterfaceConfig}


class FeatureResolver:
    """Brings the classes and functions that grammars name."""

    def record(self, feature: str, name: str) -> type:
        """A class of the device or of the feature's model. Raises LookupError."""
        core = _CORE.get(name)
        if core is not None:
            return core
        found: type = _feature(feature).function("model", name)
        return found

    def function(self, feature: str, part: str, name: str) -> Callable[..., Any]:
        """Raises LookupError."""
        found: Callable[..., Any] = _feature(feature).function(part, name)
        return found

    def interface_exists(self, device: Any, name: Any, obj: Any = None) -> bool:
        if device.interface(name) is not None:
            return True
        # a generic router has the ports that its configuration names
        platform: Platform = device.platform
        if platform.any_port and platform.has_port(name):
            return device.interfaces.create(name) is not None
        # in the running-config a tunnel names its source before the subinterface's own lines come
        return isinstance(obj, Interface) and device.may_come(name, obj.name)


def _feature(name: str) -> Any:
    found = features().get(name)
    if found is None:
        raise LookupError(f"there is no feature {name}")
    return found


@cache
def language_of(platform: str, release: str = "") -> Language:
    """The command language of a platform; shared by all its devices. Raises LookupError, NotationError."""
    found = platform_of(platform, release)
    if release == found.version and release == platform_of(platform).version:
        return language_of(platform)
    source = load(data_folder("grammars"))
    language = Language(source, FeatureResolver(), found.name, found.software.release, found.interface_kinds)
    language.maker = language_of, (platform, release)
    return language


class _StartUp(Interpreter):
    """Reads a start-up configuration: no prompt stands before its lines, so carets stand right beneath them."""

    def prompt_text(self) -> str:
        return ""


class DeviceShell(Shell):
    """The shell of one router. `boot_output` is what the start-up configuration made it print (refused lines).

    `booted` listeners are called each time the router has read its start-up configuration.
    """

    def __init__(self, device: Device) -> None:
        super().__init__(device, language_of(device.platform.name, device.platform.version))
        self.device: Device = device
        device.shell = self
        self.sessions: list[Session] = device.sessions
        self.boot_output = ""
        self.boot_text = ""  # the start-up configuration that was read
        self.boot_refused: list[tuple[int, str, str]] = []  # of the start-up configuration: line number, line, reason
        self.booted: list[Callable[[DeviceShell], None]] = []
        self.halted: list[Callable[[DeviceShell], None]] = []  # called when the router has gone down
        self.reloading: list[Callable[[DeviceShell], float]] = []  # a reload begins: seconds wanted for a last word
        self.halting = False  # it goes down: its sessions are being closed
        self.starting = False  # it is down, and will be up in less than `BOOT_SECONDS`

    @property
    def session_type(self) -> type[Session]:
        """What a user at a terminal of it gets."""
        return Session

    def running_config(self, everything: bool = False) -> list[str]:
        lines = super().running_config(everything)
        return dotted_lines(lines) if self.device.as_dot else lines

    def prompt(self, mark: str, line: str = "") -> str:
        """As `prompt` says: %h host name, %n line number, %p the mark, %s blank, %t tabulator, %% percent sign."""
        text = self.device.prompt
        if not text:
            return super().prompt(mark, line)
        parts = {"h": self.hostname, "n": line.rpartition(" ")[2] or "0", "p": mark, "s": " ", "t": "\t", "%": "%"}
        shown = re.sub(r"%(.)", lambda found: parts.get(found[1], found[0]), text)
        return shown if "%p" in text else shown + mark

    def boot(self) -> None:
        """Power on and read the start-up configuration. Links are told afterwards, by `connect` or by the lab."""
        device = self.device
        self.starting = False
        device.power_on()
        device.booting = True
        try:
            text = "" if (device.register or 0) & IGNORE_STARTUP else device.startup_config
            self._shut_unconfigured(text)
            self.boot_output = self._read(text)
            device.configured()
        finally:
            device.booting = False
        for listener in tuple(self.booted):
            listener(self)

    def _read(self, text: str) -> str:
        """Carry out a start-up configuration; a refused line stands above its error. Notices are for typists only."""
        written = []
        self.boot_text, self.boot_refused = text, []
        for number, line, result in run_lines(_StartUp(self), lines_of(text)):
            if result.status == "refused":
                written.append(f"{line.rstrip()}\n{result.output}")
                self.boot_refused.append((number, line.strip(), result.reason))
            if result.leave and line.split() == ["end"]:
                break
        return "".join(written)

    def _shut_unconfigured(self, text: str) -> None:
        """A port that the start-up configuration does not name stays shut down, as IOS leaves it."""
        named = set()
        for line in lines_of(text):
            word, _, rest = line.partition(" ")
            if word.lower().startswith("int") and "interface".startswith(word.lower()):
                try:
                    named.add(InterfaceName.parse(rest.strip()).parent)
                except ValueError:
                    continue
        for iface in self.device.interfaces.values():
            if iface.kind not in VIRTUAL and iface.name.parent not in named:
                iface.config.shutdown = True

    def write_file(self, url: str, text: str, append: bool) -> str:
        """What a pipe redirects goes to the flash."""
        name = name_of(url)
        if not name:
            return super().write_file(url, text, append)
        return self.device.flash.write(name, text, append)

    def connect(self) -> None:
        """Every cable in this router's ports finds out who is alive at its ends."""
        for iface in list(self.device.interfaces.values()):
            if iface.link is not None:
                iface.link.refresh()

    def reload(self, reason: str = "Reload Command") -> None:
        """Power off at once (after what is being carried out now), on again `BOOT_SECONDS` later."""
        wanted = max((listener(self) for listener in tuple(self.reloading)), default=0.0)
        self.device.scheduler.call(wanted, self._restart, reason)

    def crash(self, reason: str) -> None:
        """Something failed inside: as `reload`, but nothing is expected to work any more."""
        if self.device.running:
            self._restart(reason, crashed=True)

    def _restart(self, reason: str, crashed: bool = False) -> None:
        self.starting = True
        self.power_off(crashed)
        self.device.reload_reason = reason
        self.device.scheduler.call(BOOT_SECONDS, self._power_on)

    def power_off(self, crashed: bool = False) -> None:
        """As if the cord were pulled: sessions end, links go dead."""
        if not self.device.running:
            return
        self.halting = True
        try:
            for session in tuple(self.sessions):
                session.close()
            self.device.power_off(crashed)
        finally:
            self.halting = False
        for listener in tuple(self.halted):
            listener(self)

    def _power_on(self) -> None:
        if not self.device.running:
            self.boot()
            self.connect()
