"""A router with two TACACS+ servers on its LANs, and people who call it."""

from __future__ import annotations

from iosemu import Lab
from tests.features.radius.servers import LAN, PORTS, Caller

ROUTER = """\
hostname R1
no ip domain lookup
interface PORT0
 ip address 10.99.1.1 255.255.255.0
 no shutdown
interface PORT1
 ip address 10.99.2.1 255.255.255.0
 no shutdown
username emergency privilege 15 secret help
enable secret top
aaa new-model
tacacs server T1
 address ipv4 10.99.1.2
 key tackey
tacacs server T2
 address ipv4 10.99.2.2
 port 4949
 key tackey
 timeout 3
aaa group server tacacs+ TG
 server name T1
 server name T2
aaa authentication login default group TG local
aaa authorization exec default group TG local
"""
SERVER = """\
ip 10.99.{0}.2/24 10.99.{0}.1
tac_plus client 10.99.0.0/16 tackey
tac_plus user anna one priv-lvl=15
tac_plus user bert two
tac_plus cmd bert permit show (version|clock)
tac_plus cmd bert permit configure
tac_plus cmd bert permit interface (FastEthernet|Ethernet).*0/0
tac_plus cmd bert deny no
tac_plus cmd bert permit description
tac_plus cmd bert permit traceroute
tac_plus user $enab15$ level15
tac_plus{1}
"""
COMMANDS = """\
aaa authorization commands 1 default group TG if-authenticated
aaa authorization commands 15 default group TG if-authenticated
aaa authorization config-commands
aaa accounting commands 1 default start-stop group TG
aaa accounting commands 15 default start-stop group TG
aaa accounting exec default start-stop group TG
aaa authentication enable default enable
"""
ASKS = "\nUser Access Verification\n\nUsername: "


def network(more: str = "", platform: str = "c7200", config: str = ROUTER) -> Lab:
    text, router = LAN.replace("PLATFORM", platform), config + more
    for number, port in enumerate(PORTS[platform]):
        text, router = text.replace(f"PORT{number}", port), router.replace(f"PORT{number}", port)
    lab = Lab.from_yaml(text)
    lab["R1"].configure(router)
    lab["RAD1"].configure(SERVER.format(1, ""))
    lab["RAD2"].configure(SERVER.format(2, " -p 4949"))
    lab.run(10)
    for number in (1, 2):
        lab["R1"].cli(f"ping 10.99.{number}.2")  # the MAC addresses are known
    return lab


class Guest(Caller):
    """Waits for what the server asks before it types."""

    def say(self, *lines: str, seconds: float = 0.3) -> str:
        told = self.wait(seconds)
        for line in lines:
            told = self.type(line) + self.wait(seconds)
        return told
