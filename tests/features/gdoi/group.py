"""A key server, three members and a provider between them; LANs 10.1.N.0/24 on loopbacks."""

from __future__ import annotations

from iosemu.api import Builder
from iosemu.lab.lab import Lab

PHASE1 = """\
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key cisco address 0.0.0.0
"""
SERVER = """\
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
crypto ipsec profile IPROF
 set transform-set TSET
crypto gdoi group {group}
 identity number 111
 server local
  rekey retransmit 10 number 2
  rekey authentication mypubkey rsa REKEY
  rekey transport unicast
  sa ipsec 10
   profile IPROF
   match address ipv4 101
  address ipv4 192.1.40.2
access-list 101 permit ip 10.1.0.0 0.0.255.255 10.1.0.0 0.0.255.255
"""
MEMBER = """\
crypto gdoi group GRP-R{n}
 identity number 111
 server address ipv4 192.1.40.2
crypto map CMAP 10 gdoi
 set group GRP-R{n}
"""
KEY = "crypto key generate rsa label REKEY modulus 1024"


def group(
    platform: str = "c7200", release: str = "", members: int = 3, server: str = SERVER, member: str = MEMBER,
    keys: bool = True,
) -> Lab:  # fmt: skip
    """Switched on; nobody is registered yet."""
    first = 1 if platform == "csr1000v" else 0
    name = ("GigabitEthernet" if platform == "csr1000v" else "FastEthernet") + ("{}" if first else "{}/0")
    port = name.format(first)
    build = Builder("group", 7)
    core = ""
    for n in [*range(1, members + 1), 4]:
        core += f"interface {name.format(first + n)}\n ip address 192.1.{n}0.1 255.255.255.0\n no shutdown\n"
        if n < 4:
            core += f"ip route 10.1.{n}.0 255.255.255.0 192.1.{n}0.2\n"
    build.router("P", core, "c7200")
    base = "interface {port}\n ip address 192.1.{n}0.2 255.255.255.0\n no shutdown\n{map}"
    base += "ip route 0.0.0.0 0.0.0.0 192.1.{n}0.1\n"
    for n in range(1, members + 1):
        text = PHASE1 + member.format(n=n) + f"interface Loopback1\n ip address 10.1.{n}.1 255.255.255.0\n"
        text += base.format(port=port, n=n, map=" crypto map CMAP\n")
        build.router(f"R{n}", text, platform, release)
    build.router("KS", PHASE1 + server.format(group="SALES") + base.format(port=port, n=4, map=""), platform, release)
    for n in [*range(1, members + 1), 4]:
        build.link(f"P:FastEthernet{n}/0", f"{'KS' if n == 4 else f'R{n}'}:{port}", delay=0.002)
    lab = build.lab()
    if keys and server:
        lab["KS"].configure(KEY)
    for node in lab:
        node.console.take()  # somebody listens from now on
    return lab
