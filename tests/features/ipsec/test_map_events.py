"""What a change does to a crypto map at work: some SAs go at once, others live until they are cleared or renewed."""

from __future__ import annotations

from tests.features.desk import Desk
from tests.features.ipsec.office import Office

ON_MAP = "crypto map CM 10\n "
PORT = "interface FastEthernet0/0\n "


def shown(desk: Desk) -> str:
    return desk.type("show crypto ipsec sa")


def has_sas(desk: Desk) -> bool:
    return "inbound esp sas:\n      spi: 0x" in shown(desk)


def up(net: Office) -> None:
    assert net.lan_ping(4)[-2:] == "!!"
    assert has_sas(net.one) and has_sas(net.two)


def test_a_map_taken_off_and_put_back() -> None:
    net = Office()
    up(net)
    net.one.shell.configure(PORT + "no crypto map\n")
    net.run(1)
    log = net.one.type("show logging")
    assert "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF" in log
    assert not has_sas(net.two)  # it was told
    assert net.lan_ping() == "..."  # now in the clear, and the other end does not take that
    assert "RECVD_PKT_NOT_IPSEC" in net.two.type("show logging")
    net.one.shell.configure(PORT + "crypto map CM\n")
    up(net)


def test_another_transform_set_counts_when_sas_are_made() -> None:
    net = Office()
    up(net)
    for desk in (net.one, net.two):
        desk.shell.configure("crypto ipsec transform-set NEW esp-aes 256 esp-md5-hmac\n" + ON_MAP + "set transform-set NEW\n")
        assert "transform: esp-aes esp-sha-hmac ," in shown(desk)
    assert net.lan_ping(2) == "!!"
    net.one.type("clear crypto sa")
    up(net)
    assert "transform: esp-256-aes esp-md5-hmac ," in shown(net.one)
    # at one end only: nobody notices before the SAs are made anew
    net.two.shell.configure(ON_MAP + "set transform-set TSET\n")
    assert net.lan_ping(2) == "!!"
    net.one.type("clear crypto sa")
    assert net.lan_ping(4) == "...."


def test_pfs_and_lifetimes_count_when_sas_are_made() -> None:
    net = Office()
    up(net)
    for desk in (net.one, net.two):
        desk.shell.configure(ON_MAP + "set pfs group14\n set security-association lifetime seconds 300\n")
    assert "PFS (Y/N): N, DH group: none" in shown(net.one)
    net.one.type("clear crypto sa")
    up(net)
    assert "PFS (Y/N): Y, DH group: group14" in shown(net.one)
    assert any(int(line.split("/")[-1].rstrip(")")) <= 300 for line in shown(net.one).splitlines() if "remaining key" in line)


def test_another_peer_ends_the_sas_of_the_old_one() -> None:
    net = Office()
    up(net)
    net.one.shell.configure(ON_MAP + "set peer 10.0.0.9\n")
    assert has_sas(net.one)  # one more: the current one stays
    net.one.shell.configure(ON_MAP + "no set peer 10.0.0.2\n")
    assert not has_sas(net.one) and "current_peer 10.0.0.9" in shown(net.one)
    net.run(1)
    assert not has_sas(net.two)


def test_a_list_gains_and_loses_lines() -> None:
    net = Office()
    up(net)
    spi = [line for line in shown(net.one).splitlines() if "outbound spi" in line]
    net.one.shell.configure("access-list 101 permit ip 10.1.1.0 0.0.0.255 10.5.0.0 0.0.255.255\n")
    assert net.lan_ping(2) == "!!"
    assert spi[0] in shown(net.one) and "(10.5.0.0/255.255.0.0/0/0)" in shown(net.one)
    net.one.shell.configure("no access-list 101\naccess-list 101 permit icmp 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n")
    assert net.lan_ping(3)[-1] == "!"  # narrower than the far end's: it is taken
    assert spi[0] not in shown(net.one) and "(10.2.2.0/255.255.255.0/1/0)" in shown(net.one)


def test_the_address_of_the_port_changes() -> None:
    net = Office()
    up(net)
    net.one.shell.configure(PORT + "ip address 10.0.0.7 255.255.255.0\n")
    net.run(1)
    assert not has_sas(net.one)
    net.two.shell.configure("ip route 10.1.1.0 255.255.255.0 10.0.0.7\n")
    net.ping("10.0.0.2", 3)
    assert net.lan_ping(4) == "...."
    net.two.shell.configure(ON_MAP + "set peer 10.0.0.7\n no set peer 10.0.0.1\n")
    net.one.type("clear crypto session")
    net.two.type("clear crypto session")
    net.run(1)
    up(net)
    assert "local addr 10.0.0.7" in shown(net.one)


def test_clearing_by_peer_by_map_by_spi_and_with_phase_1() -> None:
    net = Office()
    for line in ("clear crypto sa", "clear crypto sa peer 10.0.0.2", "clear crypto sa map CM", "clear crypto session",
                 "clear crypto session remote 10.0.0.2", "clear crypto session local 10.0.0.1"):  # fmt: skip
        up(net)
        assert net.one.type(line).strip() == ""
        net.run(1)
        assert not has_sas(net.one) and not has_sas(net.two), line
        phase1 = "QM_IDLE           " in net.one.type("show crypto isakmp sa").replace("(deleted)", "")
        active = [row for row in net.one.type("show crypto isakmp sa").splitlines() if row.endswith("ACTIVE")]
        assert bool(active) is ("session" not in line) and phase1 is bool(active), line
    up(net)
    spi = int(next(line for line in shown(net.one).splitlines() if "outbound spi" in line).split("(")[1].rstrip(")"))
    net.one.type(f"clear crypto sa spi 10.0.0.2 esp {spi}")
    net.run(1)
    assert not has_sas(net.one) and not has_sas(net.two)
    up(net)
    net.one.type("clear crypto sa peer 10.0.0.9")
    assert has_sas(net.one)


def test_idle_sas_go_and_traffic_brings_them_back() -> None:
    net = Office()
    net.one.shell.configure(ON_MAP + "set security-association idle-time 60\n")
    up(net)
    for _ in range(4):
        net.run(40)
        assert net.lan_ping(1) == "!"
    net.run(62)
    assert not has_sas(net.one) and not has_sas(net.two)
    assert "Session status: UP-IDLE" in net.one.type("show crypto session")
    up(net)
    net.one.shell.configure(ON_MAP + "no set security-association idle-time\ncrypto ipsec security-association idle-time 120\n")
    net.one.type("clear crypto sa")
    up(net)
    net.run(80)
    assert has_sas(net.one)
    net.run(60)
    assert not has_sas(net.one)
