"""Configuration of an interface beside `iosemu.device.interface.InterfaceConfig`."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class InterfaceOptions:
    load_interval: int = 300  # seconds
    log_link_status: bool = True
    duplex: str = "auto"
    speed: str = "auto"
    negotiation: bool = True
    hold_queue_in: int = 75  # packets
    hold_queue_out: int = 40
    carrier_delay: int | None = None  # seconds
    mop_enabled: bool = True
    mop_sysid: bool = True
    mop_enabled_xe: bool = False  # where it is off unless it is typed
    mop_sysid_xe: bool = False
    hdlc: bool = True
    clock_rate: int | None = None  # bit/s, of a serial DCE
    restart_delay: int | None = None  # serial restart-delay
    media_type: str = ""
    media_told: str = "rj45"  # where it is shown without having been typed
