"""What the shows tell of ports is what is open, while it is."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from tests.features.wired import chain, network

PAIR = "interface {port}\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\nline vty 0 4\n no login\n"
CRYPTO = (
    "crypto isakmp policy 1\n authentication pre-share\ncrypto isakmp key k address 10.9.9.9\n"
    "crypto ipsec transform-set T esp-aes\naccess-list 101 permit ip host 10.8.8.8 any\n"
    "crypto map M 10 ipsec-isakmp\n set peer 10.9.9.9\n set transform-set T\n match address 101\n"
    "interface Fa0/1\n crypto map M\n"
)


def pair(platform: str, port: str) -> Lab:
    configs = {f"R{i}": PAIR.format(port=port, i=i) for i in (1, 2)}
    lab = network(configs, f"R1:{port} R2:{port}", platform=platform)
    lab.run(10)
    return lab


def test_open_ports() -> None:
    lab = chain(2, "line vty 0 4\n no login\n privilege level 15\n")
    lab.run(10)
    r2 = lab["R2"]
    head = (
        "Active internet connections (servers and established)\n"
        "Prot               Local Address             Foreign Address                  Service    State\n"
    )
    telnet = " tcp                        *:23                         *:0                   Telnet   LISTEN\n"
    assert r2.cli("show control-plane host open-ports") == head + telnet
    r2.configure("ip dns server\nrouter rip\n network 10.0.0.0\n" + CRYPTO)
    said = lab["R1"].cli("telnet 10.0.12.2\nshow control-plane host open-ports\nexit")
    port = said.partition("10.0.12.1:")[2][:5]
    assert port.isdigit()
    rows = (
        f"{telnet}"
        " tcp                        *:53                         *:0               DNS Server   LISTEN\n"
        f" tcp                        *:23             10.0.12.1:{port}                   Telnet ESTABLIS\n"
        " udp                        *:53                         *:0               DNS Server   LISTEN\n"
        " udp                       *:500                         *:0                   ISAKMP   LISTEN\n"
        " udp                       *:520                         *:0               RIP Router   LISTEN\n"
        " udp                      *:4500                         *:0                   ISAKMP   LISTEN\n"
    )
    assert head + rows in said
    r2.configure("no ip dns server\nno router rip\ninterface Fa0/1\n no crypto map M")
    lab.run(100)
    assert r2.cli("show control-plane host open-ports") == head + telnet


def test_open_ports_of_12_4_stand_closer() -> None:
    lab = pair("c3725", "Fa0/0")
    assert lab["R1"].cli("show control-plane host open-ports").splitlines()[1:] == [
        "Prot        Local Address      Foreign Address                  Service    State",
        " tcp                 *:23                  *:0                   Telnet   LISTEN",
    ]


def test_udp_sockets() -> None:
    head = "Proto        Remote      Port      Local       Port  In Out  Stat TTY OutputIF\n"
    for platform, port in (("c7200", "Fa0/0"), ("c8000v", "Gi1")):
        r1 = pair(platform, port)["R1"]
        assert r1.cli("show ip sockets") == head
        r1.configure("ip dns server")
        row = " 17       --listen--          --any--            53   0   0     1   0 \n"
        assert r1.cli("show ip sockets") == r1.cli("show udp") == head + row
