"""Why nobody answers by SSH; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import POLICY, Finding, Scene, said
from iosemu.features.ssh.engine import LEAST_BITS, PORT, SshEngine
from iosemu.features.ssh.model import SshConfig
from iosemu.wire import ipv4
from iosemu.wire.tcp import Tcp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.vrf import Vrf


def refuses(scene: Scene, device: Device, packet: ipv4.IPv4, vrf: Vrf) -> Iterator[Finding]:
    if packet.protocol != ipv4.TCP or not device.platform.router:
        return
    if Tcp.decode(packet.payload, packet.src, packet.dst).dst_port != PORT:
        return
    engine: SshEngine | None = device.engines.get("ssh")  # type: ignore[assignment]  # by its name
    if engine is not None and engine.answers():
        return
    if engine is not None and engine.pair is not None:
        told = said(device, device[SshConfig], "version")
        yield Finding(f"{device.node} speaks version 1 of SSH only", told, f"{device.node}: ip ssh version 2", POLICY)
        return
    text = f"SSH is off on {device.node}: it has no RSA key of {LEAST_BITS} bits or more"
    yield Finding(text, [], f"{device.node}: crypto key generate rsa modulus 2048", POLICY)
