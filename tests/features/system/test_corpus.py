"""Real configurations: what is kept of them comes back as it was, and comes back again."""

from __future__ import annotations

from pathlib import Path

from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell

# lines of every router that must never be refused, whatever else a configuration holds
COMMON = (
    "hostname ", "version ", "boot-start-marker", "boot-end-marker", "no aaa new-model", "mmi ", "no mmi ",
    "service timestamps ", "no service ", "multilink ", "no ip http ", "ip forward-protocol nd", "control-plane",
    "redundancy", "line con", "line aux", "line vty", " exec-timeout ", " logging synchronous", " privilege level ",
    " stopbits ", " no ip address", " duplex ", " speed ", " negotiation ", "username ", "banner ",
    "enable ", "clock timezone ", "no ip domain", "ip domain", "ip cef", "no ip icmp ", "ip tcp synwait-time ",
)  # fmt: skip


def _router() -> DeviceShell:
    """Holds configuration only: no engine runs."""
    device = Device("R1", "generic")
    device.commit = lambda changes: None  # type: ignore[method-assign]  # engines are not what is tested here
    return DeviceShell(device)


def test_common_lines_are_accepted(reference: Path) -> None:
    refused: set[str] = set()
    for file in sorted(reference.glob("configs/*/*.cfg")):
        for parsed in _router().parse(file.read_text("latin-1")):
            if parsed.status == "refused" and parsed.text.startswith(COMMON):
                refused.add(parsed.text)
    assert refused == set()


def test_what_is_rendered_reads_back(reference: Path) -> None:
    for file in sorted(reference.glob("configs/*/*.cfg"))[::3]:
        first = _router()
        first.configure(file.read_text("latin-1"))
        lines = first.running_config()
        second = _router()
        refused = [parsed.text for parsed in second.parse("\n".join(lines)) if parsed.status == "refused"]
        assert refused == [], file.name
        assert second.running_config() == lines, file.name
