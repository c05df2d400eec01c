"""Watches interfaces: the log messages of their state with IOS's order and delays, where addresses came from, rates.

A physical port says LINK two seconds after the change (a flap within them is not told) and LINEPROTO one second later;
a loopback says LINEPROTO one second after it was made; a tunnel says both at once, and when it is new and down, that.
"""

from __future__ import annotations

from typing import Any

from iosemu.device.debug import Message
from iosemu.device.engine import Engine, Host
from iosemu.device.events import AddressChange, LineProtocol, LinkState, LoadIntervalChanged
from iosemu.device.interface import VIRTUAL, Interface, InterfaceConfig
from iosemu.features.interface import mss
from iosemu.features.interface.model import InterfaceOptions
from iosemu.features.interface.rates import Rates, load_interval
from iosemu.records import dataclass
from iosemu.types import InterfaceName

LINK_DELAY = 2.0
PROTOCOL_DELAY = 1.0
FIRST_DELAY = 1.0  # a new tunnel that is not up by then says that it is down
BOOT_DELAY = 5.0  # ports that are shut say so after the start
SAMPLING = 30.0  # seconds; 5 where a load interval below five minutes is configured
FAST_SAMPLING = 5.0


@dataclass(slots=True)
class Reported:
    """What the log said last of an interface."""

    shutdown: bool = False
    up: bool = False
    line_up: bool = False


class InterfaceEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.reported: dict[Interface, Reported] = {}
        self.methods: dict[InterfaceName, str] = {}  # NVRAM, manual
        self.rates: dict[Interface, Rates] = {}
        self._sampling = SAMPLING

    def start(self) -> None:
        bus = self.host.device.bus
        bus.listen(LinkState, self._link)
        bus.listen(LineProtocol, self._protocol)
        bus.listen(AddressChange, self._address)
        self.host.device.debug.precede = self._precede
        self.host.after(BOOT_DELAY, self._tell_shut_ports)
        self.host.after(SAMPLING, self._sample, background=True)

    # state messages

    def _known(self, iface: Interface) -> Reported:
        found = self.reported.get(iface)
        if found is None:
            found = self.reported[iface] = Reported()
        return found

    def _link(self, event: LinkState) -> None:
        if event.iface.sub is not None or event.iface.kind == "Null":
            return
        iface = self.host.device.interfaces[event.iface]
        fresh = iface not in self.reported and iface.kind in VIRTUAL
        known = self._known(iface)
        if iface.kind == "Virtual-Access":
            self.host.after(0.0, self._tell_link, iface)
        elif fresh and event.up and not event.admin:
            known.up = True  # a virtual interface is born up: nothing to tell
            if iface.stacked is not None:
                self.host.after(FIRST_DELAY, self._tell_first, iface)
        elif self.host.due(self._tell_link, iface) is None:
            self.host.after(LINK_DELAY, self._tell_link, iface)

    def _protocol(self, event: LineProtocol) -> None:
        if event.iface.sub is not None or event.iface.kind == "Null":
            return
        iface = self.host.device.interfaces[event.iface]
        self._known(iface)
        if not self._to_be_told(iface):
            self.host.after(PROTOCOL_DELAY if iface.stacked is None else 0.0, self._tell_protocol, iface)

    def _to_be_told(self, iface: Interface) -> bool:
        return any(self.host.due(method, iface) is not None for method in (self._tell_link, self._tell_protocol))

    def _tell_link(self, iface: Interface) -> None:
        known = self._known(iface)
        stacked = iface.stacked is not None
        if iface.removed:
            clone = iface.kind == "Virtual-Access" and known.up
            self._tell_protocol(iface)
            if clone:
                self._say_link(iface)
            return
        if stacked and iface.kind != "Virtual-Access":
            self._tell_protocol(iface)
        shutdown = not iface.enabled
        if shutdown and not known.shutdown:
            self._say(iface, "LINK", 5, "CHANGED", f"Interface {iface.text}, changed state to administratively down")
        elif not shutdown and (iface.up != known.up or known.shutdown):
            self._say_link(iface)
        known.shutdown, known.up = shutdown, iface.up
        if iface.kind == "Virtual-Access":
            self._tell_protocol(iface)
        elif not stacked:
            self.host.after(PROTOCOL_DELAY, self._tell_protocol, iface)

    def _precede(self, iface: Interface) -> None:
        """Whoever speaks on an interface has it up: its own messages come first, before their time if need be."""
        if iface.name.sub is not None:
            parent = self.host.device.interfaces.get(iface.name.parent)
            if parent is not None:
                self._precede(parent)
            return
        stacked = iface.stacked
        beneath = stacked.stands_on() if stacked is not None else None
        if beneath is not None:
            self._precede(beneath)
        known = self.reported.get(iface)
        if known is None or iface.removed:
            return
        if stacked is not None and self.host.due(self._tell_link, iface) is not None:
            return  # the sockets of a protected tunnel are up before its line protocol is told
        if iface.up and not known.up:
            known.shutdown, known.up = False, True
            self._say_link(iface)
        if iface.line_up and not known.line_up:
            self._tell_protocol(iface)

    def _waits_for_source(self, iface: Interface) -> float | None:
        """Seconds until the line that it stands on is told to be up; None when that has been told, or never is."""
        stacked = iface.stacked
        beneath = stacked.stands_on() if stacked is not None and iface.line_up else None
        if beneath is None or not beneath.line_up or self._known(beneath).line_up:
            return None
        left = self.host.due(self._tell_link, beneath)
        return left + PROTOCOL_DELAY if left is not None else self.host.due(self._tell_protocol, beneath)

    def _say_link(self, iface: Interface) -> None:
        state = "up" if iface.up else "down"
        severity = iface.stacked.log_severity if iface.stacked is not None else 3
        self._say(iface, "LINK", severity, "UPDOWN", f"Interface {iface.text}, changed state to {state}")

    def _tell_protocol(self, iface: Interface) -> None:
        known = self._known(iface)
        left = self._waits_for_source(iface)
        if left is not None:
            self.host.after(left, self._tell_protocol, iface)
            return
        if iface.line_up != known.line_up:
            known.line_up = iface.line_up
            self.host.cancel(self._tell_first, iface)
            self._say_protocol(iface)
        if iface.removed and self.host.due(self._tell_link, iface) is None:
            self._forget(iface)

    def _say_protocol(self, iface: Interface) -> None:
        state = "up" if iface.line_up else "down"
        text = f"Line protocol on Interface {iface.text}, changed state to {state}"
        self._say(iface, "LINEPROTO", 5, "UPDOWN", text)

    def _tell_first(self, iface: Interface) -> None:
        """A tunnel that never came up is down since it was made."""
        known = self.reported.get(iface)
        if known is not None and not known.line_up and not iface.line_up and iface.enabled:
            self._say_protocol(iface)

    def _tell_shut_ports(self) -> None:
        for iface in self.host.device:
            if iface.kind not in VIRTUAL and iface.name.sub is None and not iface.enabled:
                known = self._known(iface)
                if not known.shutdown and self.host.due(self._tell_link, iface) is None:
                    self._tell_link(iface)

    def _say(self, iface: Interface, facility: str, severity: int, mnemonic: str, text: str) -> None:
        options = iface.get(InterfaceOptions)
        if options is None or options.log_link_status:
            self.host.device.debug.syslog(Message(facility, severity, mnemonic, text))

    def _forget(self, iface: Interface) -> None:
        self.reported.pop(iface, None)
        self.host.cancel(self._tell_first, iface)
        if iface.name not in self.host.device.interfaces:  # else another has the name now
            self.methods.pop(iface.name, None)
        self.rates.pop(iface, None)

    def interface_changed(self, iface: Interface) -> None:
        if not iface.removed:
            mss.follow(iface)
            self._address_mac(iface)
        if iface.removed and not self._to_be_told(iface):
            self._forget(iface)

    def _address_mac(self, iface: Interface) -> None:
        """`mac-address`: the neighbours are told."""
        if "Ethernet" not in iface.kind or iface.name.sub is not None:
            return
        device = self.host.device
        mac = iface.config.mac if iface.config.mac is not None else burnt_in(iface)
        if mac != iface.mac:
            iface.mac = mac
            device.ip.arp.announce(iface)
            for sub in iface.subs.values():
                sub.mac = mac
            device.paths_changed()

    # addresses

    def _address(self, event: AddressChange) -> None:
        self.methods[event.iface] = "NVRAM" if self.host.device.booting else "manual"

    def method(self, iface: Interface) -> str:
        """Where the address of an interface came from, as `show ip interface brief` says it."""
        if iface.config.leased is not None:
            return "DHCP"
        found = self.methods.get(iface.name)
        if found is None:
            stored = f"\ninterface {iface.text}\n" in f"\n{self.host.device.startup_config}\n"
            found = "NVRAM" if stored else "unset"
        return found

    # rates

    def rates_of(self, iface: Interface) -> Rates:
        """Averages up to this moment."""
        now = self.host.now
        found = self.rates.get(iface)
        if found is None:
            found = self.rates[iface] = Rates(self.host.device.booted_at)
        if now > found.at:
            found.sample(now, iface.counters, load_interval(iface))
        return found

    def _sample(self) -> None:
        for iface in self.host.device.interfaces.values():
            if iface in self.rates or iface.counters.in_packets or iface.counters.out_packets:
                self.rates_of(iface)
        self.host.after(self._sampling, self._sample, background=True)

    def changed(self, change: Any) -> None:
        if change.path[0] == "hold_queue_out":
            change.owner.hold_queue = change.new
        if change.path[0] == "load_interval":
            fast = any(load_interval(iface) < 300 for iface in self.host.device.interfaces.values())
            self._sampling = FAST_SAMPLING if fast else SAMPLING
            self.host.after(self._sampling, self._sample, background=True)
            self.host.emit(LoadIntervalChanged(change.owner.name))


def burnt_in(iface: Interface) -> int:
    """The MAC address that the port came with."""
    device = iface.device
    return device.platform.mac(device.number, iface.name.parent)


def is_physical(iface: Interface) -> bool:
    return iface.kind not in VIRTUAL and iface.name.sub is None


def state_words(iface: Interface) -> tuple[str, str]:
    """Physical and protocol state as tables and first lines say them."""
    config: InterfaceConfig = iface.config
    if config.shutdown or not iface.enabled:
        return "administratively down", "down"
    return "up" if iface.up else "down", "up" if iface.line_up else "down"
