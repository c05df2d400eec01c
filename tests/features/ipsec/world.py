"""Two routers with a provider between them, tunnels or crypto maps on them, ISAKMP and IPsec running."""

from __future__ import annotations

from typing import Any

from iosemu.device.device import Device
from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.features.acl.model import AccessList, AclConfig, Entry
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import TunnelConfig
from iosemu.features.ipsec.engine import IpsecEngine
from iosemu.features.ipsec.model import (
    InterfaceMap,
    IpsecConfig,
    IpsecProfile,
    MapEntry,
    ProtectionConfig,
    TransformSet,
)
from iosemu.features.isakmp.engine import IsakmpEngine
from iosemu.features.isakmp.model import IsakmpConfig, Policy, PresharedKey
from iosemu.types import InterfaceName, parse_ipv4
from tests.features.gre.net import Net, Ping, log_of, port, static, tell

TSET = {"cipher": "esp-aes", "integrity": "esp-sha-hmac", "mode": "transport"}
ANY_PEER = (0, 0)


class World:
    """R1 (10.0.1.1) and R2 (10.0.2.1) on an ISP; LANs 10.1.1.0/24 and 10.2.2.0/24 on loopbacks."""

    def __init__(self, platform: str = "c7200") -> None:
        self.net = net = Net("gre")
        self.r1, self.isp, self.r2 = (net.device(name, platform) for name in ("R1", "ISP", "R2"))
        name = "GigabitEthernet" if platform == "csr1000v" else "FastEthernet"
        self.wan1 = port(self.r1, f"{name}0/0", "10.0.1.1")
        self.wan2 = port(self.r2, f"{name}0/0", "10.0.2.1")
        self.link1 = net.cable(self.wan1, port(self.isp, f"{name}0/0", "10.0.1.2"))
        self.link2 = net.cable(self.wan2, port(self.isp, f"{name}0/1", "10.0.2.2"))
        self.wan1.mac, self.wan2.mac = 0x020000000001, 0x020000000002
        port(self.r1, "Loopback1", "10.1.1.1")
        port(self.r2, "Loopback1", "10.2.2.1")
        static(self.isp, "10.1.1.0/24", "10.0.1.1")
        static(self.isp, "10.2.2.0/24", "10.0.2.1")
        static(self.r1, "0.0.0.0/0", "10.0.1.2")
        static(self.r2, "0.0.0.0/0", "10.0.2.2")
        net.run(1)
        Ping(net, self.r1).send("10.0.2.1", 3)
        Ping(net, self.r2).send("10.0.1.1", 3)
        self.log1, self.log2 = log_of(self.r1), log_of(self.r2)
        for device in (self.r1, self.r2):
            self.keyed(device)

    @staticmethod
    def keyed(device: Device, secret: str = "cisco", **policy: Any) -> None:
        """Policy 10 (aes, pre-share, group 14) and a wildcard key."""
        suite = Policy(10, **({"encryption": "aes", "authentication": "pre-share", "group": 14} | policy))
        tell(device, IsakmpConfig, policies={10: suite}, keys={ANY_PEER: PresharedKey(secret)})

    @staticmethod
    def ipsec(device: Device) -> IpsecEngine:
        engine: IpsecEngine = device.engine("ipsec")
        return engine

    @staticmethod
    def isakmp(device: Device) -> IsakmpEngine:
        engine: IsakmpEngine = device.engine("isakmp")
        return engine

    @property
    def e1(self) -> IpsecEngine:
        return self.ipsec(self.r1)

    @property
    def e2(self) -> IpsecEngine:
        return self.ipsec(self.r2)

    @staticmethod
    def profile(device: Device, sets: dict[str, Any] | None = None, **settings: Any) -> None:
        """Transform set TSET and profile DMVPN."""
        found = TransformSet("TSET", **(TSET | (sets or {})))
        tell(device, IpsecConfig, transform_sets={"TSET": found})
        made = IpsecProfile(**({"transform_sets": ["TSET"]} | settings), name="DMVPN")
        tell(device, IpsecConfig, profiles={"DMVPN": made})

    def tunnel(self, device: Device, protect: bool = True, number: int = 0, **fields: Any) -> Interface:
        """Tunnel0, 172.16.0.1 on R1 and 172.16.0.2 on R2, towards the other one."""
        first = device is self.r1
        iface = device.interfaces.create(InterfaceName("Tunnel", (number,)))
        assert iface is not None
        far = parse_ipv4("10.0.2.1" if first else "10.0.1.1")
        source = (self.wan1 if first else self.wan2).name
        tell(iface, TunnelConfig, **({"mode": "gre ip", "source": source, "destination": far} | fields))
        tell(iface, InterfaceConfig, address=(parse_ipv4(f"172.16.{number}.{1 if first else 2}"), 24))
        if protect:
            tell(iface, ProtectionConfig, profile="DMVPN")
        return iface

    def protected(self, **settings: Any) -> World:
        """Protected GRE tunnels on both ends, the same profile."""
        for device in (self.r1, self.r2):
            self.profile(device, **settings)
            self.tunnel(device)
        return self

    def mapped(self, sets: dict[str, Any] | None = None, **settings: Any) -> World:
        """Crypto map CM on both ends for LAN to LAN."""
        for device in (self.r1, self.r2):
            self.map(device, sets, **settings)
        return self

    def map(
        self, device: Device, sets: dict[str, Any] | None = None, acl: Entry | None = None, **settings: Any
    ) -> None:
        first = device is self.r1
        lan, other = parse_ipv4("10.1.1.0"), parse_ipv4("10.2.2.0")
        line = acl or Entry(10, True, 0, lan if first else other, 255, other if first else lan, 255)
        tell(device, AclConfig, extended_numbers={"101": AccessList("101", True, [line])})
        found = TransformSet("TSET", **(TSET | {"mode": "tunnel"} | (sets or {})))
        tell(device, IpsecConfig, transform_sets={"TSET": found})
        peer = parse_ipv4("10.0.2.1" if first else "10.0.1.1")
        values = {"peers": {peer: False}, "acl": "101", "transform_sets": ["TSET"]} | settings
        tell(device, IpsecConfig, maps={("CM", 10): MapEntry(**values, name="CM", seq=10)})
        tell(self.wan1 if first else self.wan2, InterfaceMap, name="CM")

    def ping(
        self, dst: str, count: int = 1, size: int = 100, df: bool = False, src: str = "", back: bool = False
    ) -> str:
        return Ping(self.net, self.r2 if back else self.r1).send(dst, count, size, df, src)

    def run(self, seconds: float) -> None:
        self.net.run(seconds)

    @staticmethod
    def driver(device: Device, number: int = 0) -> TunnelDriver:
        driver = device.interfaces[InterfaceName("Tunnel", (number,))].driver
        assert isinstance(driver, TunnelDriver)
        return driver
