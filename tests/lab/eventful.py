"""A lab in the middle of everything: what a census must have seen, and what a saved lab must carry on with."""

from __future__ import annotations

import zlib

from iosemu import Lab
from iosemu.device.interface import VIRTUAL, Interface
from iosemu.features.keying.engine import KeyingEngine
from iosemu.sim.link import Link
from iosemu.types import format_ipv4

POLICY = """
ip access-list extended WATCHED
 permit icmp any any echo log reflect BACK
 permit tcp any any eq telnet
 permit udp any range 500 4500 any
 permit tcp any any established
 deny ip host 203.0.113.9 any dscp ef
 permit ip any any
ip access-list standard NETS
 permit 10.0.0.0 0.255.255.255
ip prefix-list SOME permit 10.0.0.0/8 le 32
route-map AGAIN permit 10
 match ip address WATCHED
 set ip precedence 5
key chain KEYS
 key 1
  key-string secret
logging buffered 100000 debugging
alias exec sr show ip route
"""
MONITOR = """monitor capture buffer BUF size 256
monitor capture buffer BUF filter access-list NETS
monitor capture point ip cef POINT {port} both
monitor capture point associate POINT BUF
monitor capture point start POINT"""


def far_end(lab: Lab) -> tuple[Interface, Interface]:
    """A port of the first router and one of another router in the same network."""
    first = next(iter(lab)).device
    ours = [iface for iface in first if iface.line_up and iface.prefix is not None and iface.kind not in VIRTUAL]
    found = [
        (own, other)
        for own in ours
        for node in lab
        for other in node.device
        if node.device is not first and other.prefix == own.prefix and other.line_up
    ]
    return min(found, key=lambda ends: ends[0].vrf.name != ends[1].vrf.name)  # a provider knows no VRF of its customers


def watching(lab: Lab) -> None:
    """Two neighbours watch each other by BFD."""
    for iface, other in (ends := far_end(lab)), ends[::-1]:
        told = iface.device.shell.configure(
            f"interface {iface.text}\n bfd interval 250 min_rx 250 multiplier 3\n"
            f"ip route static bfd {iface.text} {format_ipv4(other.address or 0)} unassociate\n"
        )
        assert told == "" or "Invalid" in told


def following(lab: Lab) -> None:
    """The clock of one router follows that of another, by packets with a digest."""
    own, far = far_end(lab)
    vrf, keys = own.vrf.name, "ntp authentication-key 7 md5 clockwork\nntp trusted-key 7\nntp authenticate\n"
    assert lab[far.device.node].configure(f"{keys}ntp master 3\n") == ""
    server = f"{f'vrf {vrf} ' if vrf else ''}{format_ipv4(far.address or 0)} key 7"
    assert lab[own.device.node].configure(f"{keys}ntp logging\nntp server {server}\nntp server 192.0.2.77\n") == ""


def measuring(lab: Lab) -> None:
    """Operations of IP SLA towards another router, objects that follow them, a route that follows an object."""
    own, far = far_end(lab)
    vrf, address = f" vrf {own.vrf.name}\n" if own.vrf.name else "", format_ipv4(far.address or 0)
    jobs = ((71, f"icmp-echo {address}"), (72, f"udp-jitter {address} 5000"), (73, f"tcp-connect {address} 23 control disable"))
    text = "".join(
        f"ip sla {number}\n {job}\n{vrf} frequency 10\nip sla schedule {number} life forever start-time now\n"
        for number, job in jobs
    )
    assert lab[far.device.node].configure("ip sla responder\n") == ""
    assert lab[own.device.node].configure(
        f"{text}track 71 ip sla 71 reachability\n delay down 30 up 30\ntrack 72 interface {own.text} line-protocol\n"
        "track 73 list boolean or\n object 71\n object 72 not\n"
        "track 74 ip route 192.0.2.128 255.255.255.255 metric threshold\n"
        "ip route 192.0.2.128 255.255.255.255 Null0 track 72\n"
        f"interface {own.text}\n standby 7 ip\n standby 7 track 72\n"
        "event manager environment _target 192.0.2.77\n"
        "event manager applet WAITS\n event timer watchdog time 60 maxrun 100\n action 1 cli command \"enable\"\n"
        " action 2 foreach word \"a b c\"\n action 3 cli command \"show clock\"\n action 4 wait 15\n action 5 end\n"
        "event manager applet HEARS\n event syslog occurs 2 pattern \"UPDOWN|TRACK\" period 60\n"
        " action 1 syslog msg \"$_syslog_msg\"\n"
        "event manager applet FOLLOWS\n event track 72 state any\n action 1 wait 5\n"
        "event manager applet READS\n event cli pattern \"show snmp\" sync no skip no\n action 1 wait 5\n"
    ) == ""


def inspecting(lab: Lab) -> None:
    """Sessions of what goes and comes, where the release follows any."""
    own, _ = far_end(lab)
    told = lab[own.device.node].configure(
        "ip inspect name EYES icmp router-traffic\nip inspect name EYES tcp router-traffic\n"
        f"interface {own.text}\n ip inspect EYES out\n"
    )
    assert told == "" or "Invalid" in told


def zoning(lab: Lab) -> None:
    """One interface is in a zone of its own, whatever is for the router passes and is followed."""
    own, _ = far_end(lab)
    told = lab[own.device.node].configure(
        "class-map type inspect match-any ANY\n match protocol tcp\n match protocol udp\n match protocol icmp\n"
        "policy-map type inspect FOLLOWED\n class type inspect ANY\n  inspect\n class class-default\n  pass\n"
        "zone security FAR\nzone-pair security OWN source self destination FAR\n service-policy type inspect FOLLOWED\n"
        f"interface {own.text}\n zone-member security FAR\n"
    )
    assert told == "" or "ip inspect is configured" in told or "already a member" in told


def naming(lab: Lab) -> None:
    """Who has begun phase 1 begins the next in aggressive mode, by a name that nobody knows."""
    for node in lab:
        keying = node.device.engines.get("keying")
        for session in keying.sessions() if isinstance(keying, KeyingEngine) else ():
            if session.initiator:
                table = f" vrf {session.vrf}" if session.vrf else ""
                told = node.configure(
                    f"crypto isakmp peer address {format_ipv4(session.remote)}{table}\n set aggressive-mode password eventful\n"
                    " set aggressive-mode client-endpoint fqdn eventful.example.com\n"
                )
                assert told == ""
                node.cli("clear crypto session")
                return


def listening(lab: Lab) -> None:
    """Groups are routed, somebody listens, somebody sends."""
    own, far = far_end(lab)
    for iface in (own, far):
        told = lab[iface.device.node].configure(
            f"ip multicast-routing\nip pim rp-address {format_ipv4(far.address or 0)}\ninterface {iface.text}\n ip pim sparse-mode\n"
            " ip igmp join-group 239.77.77.77\n"
        )
        assert told == "" or (iface.vrf.name and told.startswith("WARNING: "))
    lab[own.device.node].cli("ping 239.77.77.77 repeat 1 timeout 1")


def translating(lab: Lab) -> None:
    """Translations of what leaves, with ports and without."""
    own, _ = far_end(lab)
    told = lab[own.device.node].configure(
        "ip access-list extended TRANSLATED\n permit icmp any any\n"
        "ip nat pool SPARE 203.0.113.32 203.0.113.63 prefix-length 24\n"
        f"ip nat inside source list TRANSLATED interface {own.text} overload\n"
        "ip nat inside source list 77 pool SPARE\naccess-list 77 permit 192.0.2.77\n"
        "interface Loopback78\n ip address 192.0.2.77 255.255.255.255\n"
        "ip nat inside source static tcp 192.0.2.9 23 203.0.113.9 2323\n"
        f"interface {own.text}\n ip nat outside\n"
    )
    assert told == ""


def leasing(lab: Lab) -> None:
    """A VLAN of its own where one router serves, relays to nobody, and pings what it is about to give to the other."""
    own, far = far_end(lab)
    if "Ethernet" not in own.kind or "Ethernet" not in far.kind or own.subinterface or far.subinterface:
        return
    tagged = "interface {}.777\n encapsulation dot1Q 777\n {}\n"
    pool = "ip dhcp pool LEASED\n network 192.0.2.224 255.255.255.240\n default-router 192.0.2.225\n lease 0 0 2\n"
    helped = tagged.format(own.text, "ip address 192.0.2.225 255.255.255.240") + " ip helper-address 192.0.2.200\n"
    assert lab[own.device.node].configure(pool + helped) == ""
    assert lab[far.device.node].configure(tagged.format(far.text, "ip address dhcp")) == ""
    lab.run(4)


def eventful(name: str, seed: int = 1) -> Lab:
    """Converged, then: debugs, lists and policy at work, captures, a caller at a vty, a ping, one router in reload,
    a cable out, lossy links, packets on their way."""
    lab = Lab.load(name, seed=seed)
    lab.run(400)
    own, far = far_end(lab)
    near, other = lab[own.device.node], lab[far.device.node]
    address = format_ipv4(far.address or 0)
    more = f"interface {own.text}\n ip access-group WATCHED in\n ip policy route-map AGAIN\n"
    assert near.configure(POLICY + more) == ""
    lines = "enable secret top\nip domain name census.example.com\nline vty 0 4\n password cisco\n login\n"
    if "aaa new-model" in other.running_config():
        lines = lines.replace(" login\n", "") + "aaa authentication login default line\n"
    assert other.configure(lines) == ""
    other.configure("crypto key generate rsa modulus 768\n")
    watching(lab)
    following(lab)
    if zlib.crc32(name.encode()) % 2:
        inspecting(lab)
    else:
        zoning(lab)
    naming(lab)
    translating(lab)
    listening(lab)
    measuring(lab)
    leasing(lab)
    lab.capture()
    vrf = own.vrf.name
    for line in (f"ping {f'vrf {vrf} ' if vrf else ''}{address} repeat 3", *MONITOR.format(port=own.text).splitlines()):
        near.cli(line)
    for node in lab:
        node.cli("debug all", "")
        node.cli("show ip route")
        node.cli("show running-config")
    if not vrf:
        near.cli(f"ping {address} source Loopback78 repeat 1")
    near.console.enter(f"ssh -l census{f' -vrf {vrf}' if vrf else ''} {address}")
    near.console.enter("cisco")
    near.console.session.interrupt()  # it is put aside
    near.console.enter(f"telnet {address}{f' /vrf {vrf}' if vrf else ''}")
    for line in ("cisco", "enable", "top", "configure terminal", "interface Loopback77"):
        near.console.enter(line)
    assert near.console.session.question is not None, near.console.take()
    next(node for node in reversed(list(lab)) if node not in (near, other)).reload()
    return lab


def stormy(lab: Lab) -> Lab:
    """Cables fail under it: something is on its way, something waits for an answer."""
    links = list(lab.links)
    lab.lose(links[0], share=0.1)
    lab.reorder(links[0], share=0.3, within=0.2)
    lab.duplicate(links[0], share=0.2)
    lab.cut(links[-1])
    lab.run(20.7)
    lab.repair(links[-1])
    lab.run(0.6)
    lab.run_until(lambda: any(in_flight(lab)))
    return lab


def in_flight(lab: Lab) -> list[Link]:
    """Links with a frame on them."""
    owners = (getattr(fn, "__self__", None) for _, _, fn, _ in lab.scheduler.pending())
    return [owner for owner in owners if isinstance(owner, Link)]


def closed_out(lab: Lab) -> Lab:
    """As whoever saves leaves it: no command is under way."""
    for node in lab:
        for session in tuple(node.device.sessions):
            if session.busy:
                session.close()
    return lab
