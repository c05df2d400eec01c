"""Two key servers, two members and a provider between them; LANs 10.1.N.0/24 on loopbacks."""

from __future__ import annotations

from iosemu.api import Builder
from iosemu.features.rsa.engine import RsaEngine
from iosemu.lab.lab import Lab
from tests.features.gdoi.group import KEY, PHASE1

SERVER = """\
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
crypto ipsec profile IPROF
 set transform-set TSET
crypto gdoi group G1
 identity number 111
 server local
  rekey authentication mypubkey rsa REKEY
  rekey transport unicast
  sa ipsec 10
   profile IPROF
   match address ipv4 101
  address ipv4 192.1.{n}0.2
  redundancy
   local priority {priority}
   peer address ipv4 192.1.{other}0.2
access-list 101 permit ip 10.1.0.0 0.0.255.255 10.1.0.0 0.0.255.255
"""
MEMBER = """\
crypto gdoi group G1
 identity number 111
 server address ipv4 192.1.{one}0.2
 server address ipv4 192.1.{two}0.2
crypto map CMAP 10 gdoi
 set group G1
"""
LINE = """\
interface FastEthernet0/0
 ip address 192.1.{n}0.2 255.255.255.0
 no shutdown
{map}ip route 0.0.0.0 0.0.0.0 192.1.{n}0.1
"""


def servers() -> Lab:
    """KS4 (priority 100) and KS5 (75), members R1 (asks KS4 first) and R2; switched on, one pair on both servers."""
    build = Builder("servers", 3)
    core = ""
    for n in (1, 2, 4, 5):
        core += f"interface FastEthernet{n}/0\n ip address 192.1.{n}0.1 255.255.255.0\n no shutdown\n"
    core += "".join(f"ip route 10.1.{n}.0 255.255.255.0 192.1.{n}0.2\n" for n in (1, 2))
    build.router("P", core, "c7200")
    for n, (one, two) in ((1, (4, 5)), (2, (5, 4))):
        text = PHASE1 + MEMBER.format(one=one, two=two)
        text += f"interface Loopback1\n ip address 10.1.{n}.1 255.255.255.0\n"
        build.router(f"R{n}", text + LINE.format(n=n, map=" crypto map CMAP\n"), "c7200")
    for n, other, priority in ((4, 5, 100), (5, 4, 75)):
        text = PHASE1 + SERVER.format(n=n, other=other, priority=priority) + LINE.format(n=n, map="")
        build.router(f"KS{n}", text, "c7200")
    for n, name in ((1, "R1"), (2, "R2"), (4, "KS4"), (5, "KS5")):
        build.link(f"P:FastEthernet{n}/0", f"{name}:FastEthernet0/0", delay=0.002)
    lab = build.lab()
    for node in lab:
        node.console.take()
    lab["KS4"].configure(f"{KEY} exportable")
    one: RsaEngine = lab["KS4"].device.engine("rsa")
    two: RsaEngine = lab["KS5"].device.engine("rsa")
    two.add("REKEY", [(one.pairs[0].usage, one.pairs[0].key)], True)
    return lab
