"""True packets of every format, taken from running labs: the frames, and what is inside them, layer by layer."""

from __future__ import annotations

from functools import cache

from iosemu import Lab
from iosemu.wire import ethernet, gre, ipv4, udp


@cache
def frames() -> tuple[bytes, ...]:
    """Frames of the DMVPN lab: ARP, ICMP, ISAKMP, ESP; and of the same lab in the clear: GRE and NHRP."""
    found: dict[bytes, None] = {}
    for protected in (True, False):
        with Lab.load("dmvpn-ipsec") as lab:
            if not protected:
                for node in lab:
                    if node.name != "ISP":
                        node.configure("interface Tunnel0\n no tunnel protection ipsec profile DMVPN\n")
            capture = lab.capture()
            lab.settle()
            lab["R6"].cli("ping 77.77.77.7 source Loopback1")
            lab["R6"].cli("traceroute 88.88.88.8")
            lab["R6"].cli("traceroute 10.0.1.2")
            lab["R6"].cli("ping 10.0.1.2")
            lab.run(5)
            for frame in capture.frames:
                found.setdefault(frame.data)
    return tuple(found)


@cache
def samples() -> tuple[bytes, ...]:
    """Frames and everything inside them."""
    found: dict[bytes, None] = {}
    for data in frames():
        found.setdefault(data)
        frame = ethernet.Frame.decode(data)
        found.setdefault(frame.payload)
        if frame.ethertype == ethernet.IPV4:
            packet = ipv4.IPv4.decode(frame.payload)
            found.setdefault(packet.payload)
            if packet.protocol == ipv4.UDP:
                found.setdefault(udp.Udp.decode(packet.payload, packet.src, packet.dst).payload)
            elif packet.protocol == ipv4.GRE:
                found.setdefault(gre.Gre.decode(packet.payload).payload)
    return tuple(found)
