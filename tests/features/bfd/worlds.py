"""Two routers that watch each other, and what is looked at."""

from __future__ import annotations

from iosemu.features.bfd.session import Session
from iosemu.lab.lab import Lab
from tests.features.wired import network

TIMERS = " bfd interval 300 min_rx 300 multiplier 3\n"


def pair(timers: str = TIMERS, there: str | None = None, platform: str = "iosv", more: str = "") -> Lab:
    """R1 and R2 on 10.0.12.0/24, EIGRP 1 with BFD; each with a loopback 192.168.N.1/24. Ten seconds old."""
    port = {"iosv": "GigabitEthernet0/0", "csr1000v": "GigabitEthernet1"}.get(platform, "FastEthernet0/0")
    configs = {}
    for number in (1, 2):
        own = timers if number == 1 or there is None else there
        configs[f"R{number}"] = (
            f"{more}interface Loopback0\n ip address 192.168.{number}.1 255.255.255.0\n"
            f"interface {port}\n ip address 10.0.12.{number} 255.255.255.0\n{own} no shutdown\n"
            "router eigrp 1\n network 10.0.0.0\n network 192.168.0.0 0.0.255.255\n bfd all-interfaces\n"
        )
    lab = network(configs, f"R1:{port} R2:{port}", platform=platform)
    lab.run(10)
    return lab


def session(lab: Lab, node: str = "R1") -> Session:
    (found,) = lab[node].device.engine("bfd").sessions.values()
    assert isinstance(found, Session)
    return found


def logged(lab: Lab, node: str, *facilities: str) -> list[str]:
    """A list that fills with messages of these facilities."""
    from iosemu.device.debug import LogRecord

    lines: list[str] = []

    def note(record: LogRecord) -> None:
        if record.facility in facilities:
            lines.append(f"{record.facility}-{record.severity}-{record.mnemonic}: {record.text}")

    lab[node].device.bus.listen(LogRecord, note)
    return lines
