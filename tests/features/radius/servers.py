"""A router with two RADIUS servers on its LAN, and people who call it."""

from __future__ import annotations

from iosemu import Lab
from iosemu.cli.session import Session

LAN = """\
name: radius
nodes:
  R1: {platform: PLATFORM}
  RAD1: {kind: host}
  RAD2: {kind: host}
links:
  - {endpoints: ["R1:PORT0", "RAD1:eth0"], delay: 1ms}
  - {endpoints: ["R1:PORT1", "RAD2:eth0"], delay: 2ms}
"""
PORTS = {
    "c7200": ("FastEthernet0/0", "FastEthernet0/1"),
    "iol": ("Ethernet0/0", "Ethernet0/1"),
    "csr1000v": ("GigabitEthernet1", "GigabitEthernet2"),
    "c2811": ("FastEthernet0/0", "FastEthernet0/1"),
}
ROUTER = """\
hostname R1
interface PORT0
 ip address 10.99.1.1 255.255.255.0
 no shutdown
interface PORT1
 ip address 10.99.2.1 255.255.255.0
 no shutdown
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
username anna privilege 15 secret one
username emergency privilege 15 secret help
enable secret top
aaa new-model
radius server RAD1
 address ipv4 10.99.1.2 auth-port 1812 acct-port 1813
 key Poc-Rad-1
radius server RAD2
 address ipv4 10.99.2.2 auth-port 1912 acct-port 1913
 key Poc-Rad-1
aaa group server radius RADGRP
 server name RAD1
 server name RAD2
radius-server timeout 3
radius-server retransmit 1
ip radius source-interface Loopback0
aaa authentication login default group RADGRP local
aaa authorization exec default group RADGRP local
"""
SERVER = """\
ip 10.99.{0}.2/24 10.99.{0}.1
radiusd client 10.0.0.1 Poc-Rad-1
radiusd user anna one shell:priv-lvl=15
radiusd user noc noc-pw shell:priv-lvl=15 Service-Type=NAS-Prompt-User
radiusd user help help-pw shell:priv-lvl=1 Service-Type=NAS-Prompt-User
radiusd{1}
"""


def network(more: str = "", platform: str = "c7200", config: str = ROUTER) -> Lab:
    text, router = LAN.replace("PLATFORM", platform), config + more
    for number, port in enumerate(PORTS[platform]):
        text, router = text.replace(f"PORT{number}", port), router.replace(f"PORT{number}", port)
    lab = Lab.from_yaml(text)
    lab["R1"].configure(router)
    lab["RAD1"].configure(SERVER.format(1, ""))
    lab["RAD2"].configure(SERVER.format(2, " -p 1912 -a 1913"))
    lab.run(10)
    for number in (1, 2):
        lab["R1"].cli(f"ping 10.99.{number}.2")  # the MAC addresses are known
    return lab


class Caller:
    """Somebody at a line of R1."""

    def __init__(self, lab: Lab, line: str = "vty 0") -> None:
        self.lab = lab
        self.written: list[str] = []
        shell = lab["R1"].device.shell
        assert shell is not None
        self.session = Session(shell, self.written.append, lab.scheduler, privilege=1, line=line, length=0)
        if not line.startswith("con"):
            self.session.peer, self.session.port = "192.0.2.9", 23
        greeting = shell.greet(self.session)
        if greeting is not None:
            self.session.run_process(greeting)

    def take(self) -> str:
        text = "".join(self.written)
        self.written.clear()
        return text

    def type(self, *lines: str) -> str:
        for line in lines:
            self.take()
            self.session.feed_line(line)
        return self.take()

    def wait(self, seconds: float = 0.5) -> str:
        self.lab.run(seconds)
        return self.take()

    def login(self, name: str, password: str) -> float:
        """Seconds until it is decided."""
        self.type(name, password)
        begun = self.lab.now
        while self.session.busy and self.session.question is None and not self.session.closed:
            self.lab.run(0.1)
        return self.lab.now - begun

    @property
    def is_in(self) -> bool:
        return not self.session.closed and not self.session.busy
