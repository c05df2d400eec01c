"""The relay agent (RFC 1542, RFC 3046), and other broadcasts that go to helper addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.dhcp.events import Relayed
from iosemu.features.dhcp.model import BOOTPC, BOOTPS, FORWARDED, DhcpInterface
from iosemu.types import IPv4
from iosemu.wire import dhcp, ipv4
from iosemu.wire.dhcp import CLIENT, SERVER, Dhcp, Option
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.features.dhcp.engine import DhcpEngine

MOST_HOPS = 16  # RFC 1542 section 4.1.1


class Relay:
    def __init__(self, engine: DhcpEngine) -> None:
        self.engine = engine
        self.host = engine.host

    def _helpers(self, iface: Interface) -> list[tuple[Vrf, IPv4]]:
        found = iface.get(DhcpInterface)
        vrfs = iface.device.vrfs
        ways = [(iface.vrf if name is None else vrfs.get(name), to) for name, to in found.helpers] if found else []
        return [(vrf, address) for vrf, address in ways if vrf is not None]

    def _forwards(self, port: int) -> bool:
        config = self.engine.config
        return config.ports.get(port, config.forward_udp and port in FORWARDED)

    # requests of clients

    def request(self, message: Dhcp, iface: Interface) -> bool:
        """Send a request that came in on to the helpers of the interface. False: nobody is there, or it must not."""
        helpers = self._helpers(iface)
        own = iface.address
        if not helpers or own is None or not self._forwards(BOOTPS) or message.hops >= MOST_HOPS:
            return False
        sent = Dhcp(
            message.op, message.xid, message.chaddr, message.htype, message.hops + 1, message.secs, message.flags,
            message.ciaddr, message.yiaddr, message.siaddr, message.giaddr or own, message.sname, message.file,
            dict(message.options),
        )  # fmt: skip
        if not self._inform(message, sent, iface):
            return False
        data = sent.encode()
        for vrf, address in helpers:
            self.host.emit(Relayed(sent, address))
            iface.device.ip.udp.send(vrf, own if vrf is iface.vrf else 0, SERVER, address, SERVER, data)
        return True

    def _inform(self, message: Dhcp, sent: Dhcp, iface: Interface) -> bool:
        """Option 82. False: the message must not go on."""
        config = self.engine.config
        there = Option.RELAY in message.options
        line = iface.get(DhcpInterface)
        if there and not message.giaddr and not (config.trust_all or (line is not None and line.trusted)):
            return False
        if not config.information or (there and config.policy == "keep"):
            return True
        if there and config.policy == "drop":
            return False
        sent.options.pop(Option.RELAY, None)
        circuit = iface.index.to_bytes(4, "big")
        remote = b"\x02\x0a\0\0" + (iface.address or 0).to_bytes(4, "big") + iface.index.to_bytes(4, "big")
        sent.options[Option.RELAY] = b"\x01\x04" + circuit + bytes((2, len(remote))) + remote
        return True

    # answers of servers

    def reply(self, message: Dhcp, iface: Interface) -> bool:
        """An answer to a request that was sent on: to the client's subnet. False: it is not for a client here."""
        out = self._where(message, iface)
        if out is None:
            return False
        own = message.giaddr
        relay = message.options.pop(Option.RELAY, None)
        to: IPv4 = 0xFFFFFFFF
        ip = out.device.ip
        if message.ciaddr and message.kind != dhcp.Kind.NAK:
            to = message.ciaddr
        elif not message.broadcast and len(message.chaddr) == 6 and "Ethernet" in out.kind and message.yiaddr:
            to = message.yiaddr
            ip.arp.learn(out, to, int.from_bytes(message.chaddr, "big"))
        self.host.emit(Relayed(message, 0))
        data = Udp(SERVER, CLIENT, message.encode()).encode(own, to)
        ip.udp.sent += 1
        ip.send(out.vrf, ipv4.IPv4(own, to, ipv4.UDP, data, 255), out)
        if relay is not None:
            message.options[Option.RELAY] = relay
        return True

    @staticmethod
    def _where(message: Dhcp, iface: Interface) -> Interface | None:
        """The interface that has the relay's address."""
        if not message.giaddr:
            return None
        for each in iface.device:
            if each.line_up and any(address == message.giaddr for address, _ in each.addresses):
                return each
        return None

    # other broadcasts

    def broadcast(self, udp: Udp, passage: Passage, iface: Interface) -> bool:
        """Of a port that is sent on: the datagram goes to each helper, as it came, with one hop less."""
        port = udp.dst_port
        packet = passage.packet
        if port in (BOOTPS, BOOTPC) or not self._forwards(port) or packet.ttl <= 1 or not packet.src:
            return False
        wide = packet.dst == 0xFFFFFFFF or iface.table.broadcasts.get(packet.dst) is iface
        if not wide or iface.table.is_own(packet.src):
            return False
        helpers = self._helpers(iface)
        for vrf, address in helpers:
            data = Udp(udp.src_port, port, udp.payload).encode(packet.src, address)
            sent = ipv4.IPv4(packet.src, address, ipv4.UDP, data, packet.ttl - 1, packet.tos, packet.ident)
            iface.device.ip.send(vrf, sent)
        return bool(helpers)
