"""Whatever is configured, in whatever order: what a crypto policy selects never leaves unprotected. (An entry without a
peer is none: IOS calls it disabled.)"""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from iosemu.features.acl.model import AclConfig, Entry
from iosemu.features.gre.model import IPIP, TunnelConfig
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.model import InterfaceMap, IpsecConfig, MapSettings, ProtectionConfig
from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import ipv4
from tests.features.desk import PORTS, Desk
from tests.features.ipsec.office import Office

WAN = "WAN"  # the port, whatever it is called
MAP = "crypto map CM 10 ipsec-isakmp"
MANUAL = "crypto map CM 5 ipsec-manual"
KEY_IN = "set session-key inbound esp 2002 cipher 00112233445566778899AABBCCDDEEFF authenticator " + 20 * "AB"
KEY_OUT = "set session-key outbound esp 1001 cipher 00112233445566778899AABBCCDDEEFF authenticator " + 20 * "CD"
WHOLE = f"{MANUAL}\n set peer 10.0.0.2\n match address 101\n {KEY_IN}\n {KEY_OUT}\n set transform-set TSET"
LINES = (
    "crypto ipsec transform-set TS esp-aes esp-sha-hmac", "no crypto ipsec transform-set TS",
    "crypto ipsec transform-set default", "no crypto ipsec transform-set default",
    "default crypto ipsec transform-set default",
    "crypto ipsec profile P", "crypto ipsec profile p\n set transform-set TS", "no crypto ipsec profile P",
    "no crypto ipsec profile default",
    MAP, f"{MAP}\n set peer 10.0.0.2", f"{MAP}\n no set peer 10.0.0.2", f"{MAP}\n set peer 10.0.0.9 default",
    f"{MAP}\n match address 101", f"{MAP}\n no match address", f"{MAP}\n match address NONE",
    f"{MAP}\n set transform-set TS", f"{MAP}\n no set transform-set", f"{MAP}\n set isakmp-profile NONE",
    f"{MAP}\n responder-only", "no crypto map CM 10", "no crypto map CM",
    "crypto map CM 20 ipsec-isakmp dynamic D", "crypto dynamic-map D 5\n match address 102", "no crypto dynamic-map D 5",
    "crypto map CM 10 ipsec-isakmp dynamic D", "crypto map CM 20 ipsec-isakmp",
    "crypto map OTHER 5 ipsec-isakmp\n match address 102",
    MANUAL, f"{MANUAL}\n set peer 10.0.0.2", f"{MANUAL}\n no set peer 10.0.0.2", f"{MANUAL}\n match address 101",
    f"{MANUAL}\n match address 102", f"{MANUAL}\n no match address", f"{MANUAL}\n set transform-set TS",
    f"{MANUAL}\n no set transform-set", f"{MANUAL}\n {KEY_IN}", f"{MANUAL}\n {KEY_OUT}",
    f"{MANUAL}\n no set session-key inbound esp", f"{MANUAL}\n no set session-key outbound esp",
    f"{MANUAL}\n set session-key outbound esp 1001 cipher BBBB", "no crypto map CM 10\n" + WHOLE, "no crypto map CM 5",
    WHOLE,
    "crypto map CM local-address Loopback9", "no crypto map CM local-address",
    "interface Loopback9\n ip address 9.9.9.9 255.255.255.255", "interface Loopback9\n shutdown", "no interface Loopback9",
    f"interface {WAN}\n crypto map CM", f"interface {WAN}\n crypto map OTHER", f"interface {WAN}\n no crypto map",
    f"interface {WAN}\n shutdown", f"interface {WAN}\n no shutdown", f"interface {WAN}\n no ip address",
    f"interface {WAN}\n ip unnumbered Loopback1", f"interface {WAN}\n ip address 10.0.0.1 255.255.255.0",
    f"interface {WAN}\n ip address 10.0.0.7 255.255.255.0",
    "access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255", "no access-list 101", "access-list 101 remark all",
    "access-list 101 permit icmp any any", "access-list 102 permit gre any any", "access-list 102 deny icmp any any",
    "access-list 102 permit ip any any", "no access-list 102",
    f"interface Tunnel0\n tunnel source {WAN}", "interface Tunnel0\n tunnel source Loopback1",
    "interface Tunnel0\n tunnel destination 10.0.0.2", "interface Tunnel0\n no tunnel destination",
    "interface Tunnel0\n tunnel mode ipip", "interface Tunnel0\n tunnel mode ipsec ipv4",
    "interface Tunnel0\n tunnel mode gre ip", "interface Tunnel0\n tunnel mode gre multipoint",
    "interface Tunnel0\n ip nhrp network-id 1\n ip nhrp map 172.16.0.2 10.0.0.2\n ip nhrp nhs 172.16.0.2",
    "interface Tunnel0\n keepalive 2 2", "interface Tunnel0\n shutdown", "interface Tunnel0\n no shutdown",
    "interface Tunnel0\n tunnel protection ipsec profile P", "interface Tunnel0\n tunnel protection ipsec profile NONE",
    "interface Tunnel0\n tunnel protection ipsec profile default", "interface Tunnel0\n no tunnel protection",
    "interface Tunnel0\n crypto map CM", "interface Tunnel0\n no crypto map", "no interface Tunnel0",
    "interface Tunnel0\n ip address 172.16.0.1 255.255.255.0",
    f"{MAP}\n reverse-route", f"{MAP}\n reverse-route static", f"{MAP}\n reverse-route remote-peer 10.0.0.2 gateway",
    f"{MAP}\n no reverse-route", f"{MAP}\n set reverse-route distance 20", f"{MAP}\n set reverse-route tag 5",
    f"{MAP}\n set security-association level per-host", f"{MAP}\n no set security-association level per-host",
    f"{MAP}\n set peer far.example.com dynamic", f"{MAP}\n no set peer far.example.com dynamic",
    f"{MAP}\n set peer far.example.com dynamic default", f"{MAP}\n set identity US", f"{MAP}\n no set identity",
    "ip host far.example.com 10.0.0.2", "no ip host far.example.com", "no ip domain lookup",
    f"{MAP}\n set ip access-group 102 out", f"{MAP}\n no set ip access-group 102 out",
    f"{MAP}\n set ip access-group 102 in", "crypto identity US\n fqdn R2", "no crypto identity US",
    "crypto dynamic-map D 5\n reverse-route", "access-list 101 deny icmp any any",
    "crypto ipsec fragmentation after-encryption", f"interface {WAN}\n crypto ipsec fragmentation before-encryption",
    "interface Tunnel0\n tunnel protection ipsec policy ipv4 101", "crypto ipsec profile P\n reverse-route",
    "interface Tunnel0\n no tunnel protection ipsec policy", "crypto ipsec profile P\n set identity US",
)  # fmt: skip
FAR = """\
interface Tunnel0
 ip address 172.16.0.2 255.255.255.0
 tunnel source {port}
 tunnel destination 10.0.0.1
 tunnel protection ipsec profile default
"""
ACTIONS = ("lan", "tunnel", "back", "long", "wait", "wait longer", "clear")


def _fits(entry: Entry, packet: ipv4.IPv4) -> bool:
    return (
        not (packet.src ^ entry.src) & ~entry.src_wildcard & 0xFFFFFFFF
        and not (packet.dst ^ entry.dst) & ~entry.dst_wildcard & 0xFFFFFFFF
        and entry.protocol in (0, packet.protocol)
    )


class Watch:
    """Router `one` of an office, and everything that it must not have sent."""

    def __init__(self, platform: str = "c7200") -> None:
        self.office = Office(platform, "interface Tunnel0\n ip address 172.16.0.1 255.255.255.0\n")
        self.port = PORTS[platform][0]
        self.office.two.shell.configure(FAR.format(port=self.port))
        self.device = self.office.one.device
        self.wan = self.device.interfaces[InterfaceName.parse(self.port)]
        self.leaks: list[ipv4.IPv4] = []
        self.sealed = 0
        assert self.wan.link is not None
        self.wan.link.taps.append(self._tap)

    def _tap(self, time: float, sender: str, frame: bytes) -> None:
        if not sender.startswith("R1") or frame[12:14] != b"\x08\x00":
            return
        packet = ipv4.IPv4.decode(frame[14:])
        ike = packet.protocol == ipv4.UDP and packet.payload[:2] in (b"\x01\xf4", b"\x11\x94")
        self.sealed += packet.protocol == ipv4.ESP
        if packet.protocol != ipv4.ESP and not ike and (self._mapped(packet) or self._tunnelled(packet)):
            self.leaks.append(packet)

    def _mapped(self, packet: ipv4.IPv4) -> bool:
        """Worked out from the model alone."""
        config, applied = self.device[IpsecConfig], self.wan.get(InterfaceMap)
        found: list[MapSettings] = []
        for entry in config.entries(applied.name) if applied is not None and applied.name else ():
            if entry.kind == "dynamic":
                found += config.dynamic_entries(entry.dynamic)
            elif entry.peers:  # without one it is disabled
                found.append(entry)
        for each in found:
            acl = self.device[AclConfig].find(each.acl) if each.acl else None
            lines = [line for line in acl.entries if line.remark is None] if acl is not None else []
            line = next((line for line in lines if _fits(line, packet)), None)
            if line is not None and line.permit:
                return True
        return False

    def _tunnelled(self, packet: ipv4.IPv4) -> bool:
        tunnel = self.device.interfaces.get(InterfaceName.parse("Tunnel0"))
        protection = tunnel.get(ProtectionConfig) if tunnel is not None else None
        if tunnel is None or protection is None or not protection.profile:
            return False
        return packet.protocol == (ipv4.IPIP if tunnel[TunnelConfig].mode == IPIP else ipv4.GRE)

    def step(self, what: str) -> None:
        ip, vrf = self.device.ip, self.device.vrfs.default
        data = b"\x08\x00\xf7\xff" + bytes(4)
        if what == "lan":
            ip.send(vrf, ipv4.IPv4(parse_ipv4("10.1.1.1"), parse_ipv4("10.2.2.1"), ipv4.ICMP, data))
        elif what == "long":
            ip.send(vrf, ipv4.IPv4(parse_ipv4("10.1.1.1"), parse_ipv4("10.2.2.1"), ipv4.UDP, bytes(3000)))
        elif what == "tunnel":
            ip.send(vrf, ipv4.IPv4(0, parse_ipv4("172.16.0.2"), ipv4.ICMP, data))
        elif what == "back":
            far = self.office.two.device
            far.ip.send(far.vrfs.default, ipv4.IPv4(parse_ipv4("10.2.2.1"), parse_ipv4("10.1.1.1"), ipv4.ICMP, data))
        elif what.startswith("wait"):
            self.office.run(3 if what == "wait" else 70)
        elif what == "clear":
            self.office.one.type("clear crypto sa")
        else:
            self.office.one.shell.configure(what.replace(WAN, self.port) + "\n")
        self.office.run(0.2)

    def injected(self) -> tuple[set[object], set[object]]:
        """Prefixes of the routes that IPsec wants, and of those of its that are offered to the tables."""
        engine = self.device.engine("ipsec")
        table = self.device.vrfs.default.v4
        known = {place[1] for place in engine.injection._counts}
        offered = {
            prefix for prefix in known
            if any(str(route.slot).startswith("rri") for route in table.candidates(prefix))
        }  # fmt: skip
        return known, offered

    def owners(self) -> bool:
        """Are those who have routes injected still there?"""
        engine = self.device.engine("ipsec")
        heads = {*engine.maps.heads.values(), *engine.protections.heads.values()}
        return all(
            owner.alive if isinstance(owner, Flow) else (owner[0] if isinstance(owner, tuple) else owner) in heads
            for owner in engine.injection._held
        )


STEPS = st.lists(st.one_of(st.sampled_from(LINES), st.sampled_from(ACTIONS)), min_size=8, max_size=60)
COMPLETE = ["lan", "wait", "lan"]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, platform=st.sampled_from(("c7200", "c8000v", "c3725")))
@example(platform="c7200", steps=COMPLETE)
@example(platform="c7200", steps=[f"{MAP}\n no set transform-set", "no crypto ipsec transform-set default", *COMPLETE])
@example(platform="c7200", steps=[f"{MAP}\n no set peer 10.0.0.2", *COMPLETE])
@example(platform="c7200", steps=["crypto map CM local-address Loopback9", *COMPLETE])
@example(platform="c7200", steps=["interface Tunnel0\n tunnel protection ipsec profile NONE", "interface Tunnel0\n tunnel destination 10.0.0.2",
                f"interface Tunnel0\n tunnel source {WAN}", "tunnel", "wait", "tunnel"])
@example(platform="c7200", steps=["crypto dynamic-map D 5\n match address 102", "crypto map CM 20 ipsec-isakmp dynamic D",
                "access-list 102 permit ip any any", f"{MAP}\n no match address", *COMPLETE])
@example(platform="c7200", steps=[WHOLE, *COMPLETE, f"{MANUAL}\n no set session-key outbound esp", *COMPLETE])
@example(platform="c7200", steps=[WHOLE, "access-list 101 permit icmp any any", f"{MANUAL}\n no set peer 10.0.0.2", *COMPLETE])
@example(platform="c7200", steps=["no crypto map CM 10", MANUAL, f"{MANUAL}\n match address 101", *COMPLETE])  # fmt: skip
def test_nothing_that_a_policy_selects_leaves_in_the_clear(steps: list[str], platform: str) -> None:
    watch = Watch(platform)
    for step in [*steps, "lan", "tunnel", "wait", "lan", "tunnel", "long"]:
        watch.step(step)
        assert watch.leaks == [], step
        assert watch.owners(), step
    known, offered = watch.injected()
    assert known == offered
    lines = watch.office.one.shell.running_config()
    assert Desk("\n".join(lines), platform).shell.running_config() == lines


def test_the_watch_sees_packets_that_are_sealed_and_clear_ones() -> None:
    """The property would hold of a router that sends nothing."""
    watch = Watch()
    for step in COMPLETE:
        watch.step(step)
    assert watch.sealed == 1
    watch.step(WHOLE)  # the manual entry comes first
    watch.step("lan")
    assert watch.sealed == 2
    watch.step(f"interface {WAN}\n no crypto map")
    assert watch.wan.link is not None
    seen: list[bytes] = []
    watch.wan.link.taps.append(lambda time, sender, frame: seen.append(frame))
    watch.step("lan")
    assert any(frame[23] == ipv4.ICMP for frame in seen)
