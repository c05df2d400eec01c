"""What scripts do with labs: wait, fork, listen, spoil cables, put frames on them, build in code."""

from __future__ import annotations

import pytest

from iosemu import Builder, Lab, LabError
from iosemu.device.events import LineProtocol
from iosemu.lab.events import kinds

PORT = "interface FastEthernet0/0\n ip address 10.0.0.{} 255.255.255.0\n no shutdown\n"


def pair(seed: int = 1) -> Lab:
    plan = Builder("pair", seed).router("R1", PORT.format(1)).router("R2", PORT.format(2))
    return plan.link("R1:Fa0/0", "R2:Fa0/0", delay=0.001).lab()


def test_until_looks_now_and_then_and_returns_what_it_found() -> None:
    lab = pair()
    lab.settle()
    start = lab.now
    assert lab.until(lambda: "as it is", 0) == "as it is" and lab.now == start
    assert lab.until(lambda: lab.now >= start + 0.95 and lab.now, 5) == pytest.approx(start + 1.0)
    assert lab.until(lambda: lab.now >= start + 1.9, 5, every=0.5) and lab.now == pytest.approx(start + 2)


def test_until_tells_what_is_waited_for() -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.cut("R1:FastEthernet0/0")
    with pytest.raises(LabError, match=r"it did not come within 3 s \(.*R[1678] "):
        lab.until(lambda: False, 3)
    assert lab.now == pytest.approx(3)


def test_a_fork_goes_on_by_itself_to_the_byte() -> None:
    lab = Lab.load("dmvpn-phase3-eigrp")
    lab.run(7.5)
    fork = lab.fork()
    assert fork.now == lab.now
    said = "ping 150.1.1.1 source loopback0", "show ip route", "show ip nhrp", "show logging"
    heard = [fork["R2"].cli(line) for line in said]
    fork["R2"].configure("hostname OTHER")
    assert [lab["R2"].cli(line) for line in said] == heard
    assert lab["R2"].device.hostname == "R2"


def test_events_are_heard_of_some_or_of_all_also_after_a_reload() -> None:
    lab = pair()
    lab.settle()
    one, both = lab.events(LineProtocol, "R1"), lab.events("LineProtocol")
    lab.cut("R1:Fa0/0")
    down = one.wait(10, where=lambda event: not event.up)
    assert down.node == "R1" and str(down.event.iface) == "FastEthernet0/0" and down.at == lab.now
    lab.repair("R1:Fa0/0")
    lab["R2"].reload()
    lab.until(lambda: any(each.node == "R2" and each.event.up for each in both), 300)
    assert {each.node for each in one} == {"R1"}
    one.stop()
    seen = len(one)
    lab.cut("R1:Fa0/0")
    lab.run(10)
    assert len(one) == seen and not both[-1].event.up
    with pytest.raises(LabError, match="no LineProtocol within 5 s"):
        both.wait(5, where=lambda event: str(event.iface) == "FastEthernet9/9")
    with both:
        lab["R1"].power_off()
    lab["R1"].power_on()


def test_who_listens_goes_into_a_checkpoint() -> None:
    lab = pair()
    events = lab.events("LineProtocol")
    lab.settle()
    before = len(events)
    again = lab.fork()
    again.cut("R1:Fa0/0")
    again.run(10)
    assert len(events) == before  # this one hears its own lab alone


def test_every_event_has_one_name() -> None:
    assert kinds()["LineProtocol"] is LineProtocol
    assert {"isakmp.SaState", "bgp.AdjacencyChanged"} & kinds().keys()
    assert len(set(kinds().values())) == len(kinds())
    with pytest.raises(LabError, match=r'no event is called "bgp.Up"; there are: .*bgp\.AdjacencyChanged'):
        pair().events("bgp.Up")
    with pytest.raises(LabError, match=r"there are: .*ospf"):
        pair().events("Nothing")


def rate(lab: Lab, count: int = 100) -> int:
    return int(lab["R1"].cli(f"ping 10.0.0.2 repeat {count} timeout 1").split("Success rate is ")[1].split()[0])


def test_cables_become_slow_and_lossy() -> None:
    lab = pair()
    lab.settle()
    lab["R1"].cli("ping 10.0.0.2")
    lab.delay("R1", "R2", seconds=0.02)
    assert "min/avg/max = 40/40/40 ms" in lab["R1"].cli("ping 10.0.0.2")
    lab.loss("R1:Fa0/0", share=0.3)
    assert 20 < rate(lab) < 80
    lab.loss("R1:Fa0/0", share=0)
    assert rate(lab) == 100
    for seconds in (-1, 1e9):
        with pytest.raises(LabError, match="a delay is from 0 to 3600 seconds"):
            lab.delay("R1", "R2", seconds=seconds)


def test_a_frame_comes_in_as_from_the_cable() -> None:
    lab = pair()
    lab.settle()
    capture = lab.capture("R1", "R2")
    request = bytes.fromhex("ffffffffffff 020000000009 0806 0001 0800 06 04 0001 020000000009 0a000009 000000000000 0a000001")
    lab.inject("R1", "Fa0/0", request.ljust(60, b"\0"))
    lab.run(0.1)
    assert [row.mac for row in lab["R1"].rows("show arp 10.0.0.9")] == ["0200.0000.0009"]
    assert any(frame.data[:6] == bytes.fromhex("020000000009") for frame in capture.frames)  # the answer
    lab["R1"].configure("interface FastEthernet0/0\n shutdown")
    lab.inject("R1", "FastEthernet0/0", request)
    lab.run(0.1)
    assert not lab["R1"].rows("show arp 10.0.0.9")
    for port in ("Fa7/7", "Loopback0", "nonsense"):
        with pytest.raises(LabError):
            lab.inject("R1", port, request)


def test_what_a_builder_refuses() -> None:
    plan = Builder().router("R1").host("PC1", "ip 10.0.0.5/24 10.0.0.1")
    for step, why in (
        (lambda: plan.router("r1"), "differ by upper and lower case"),
        (lambda: plan.router("1R"), "is no name for a node"),
        (lambda: plan.router("R2", platform="c9999"), 'unknown platform "c9999"'),
        (lambda: plan.router("R2", platform="host"), 'unknown platform "host"'),
        (lambda: plan.router("R2", release="99"), 'has no release "99"'),
        (lambda: plan.link("R1:Fa0/0"), "needs two endpoints"),
        (lambda: plan.link("R1:Fa0/0", "R1:Fa0/0"), "is in two links"),
        (lambda: plan.link("R1:Fa9/9", "PC1:eth0"), "has no such port"),
        (lambda: plan.link("R1:Fa0/0", "PC1:eth0", loss=2), "a loss from 0 to 1"),
        (lambda: Builder().lab(), "needs at least one node"),
    ):
        with pytest.raises(LabError, match=why):
            step()
    assert not plan.topology.links


def test_a_host_at_the_end_of_a_built_lab() -> None:
    lab = Builder().router("R1", PORT.format(1)).host("PC1", "ip 10.0.0.5/24 10.0.0.1").link("R1:Fa0/0", "PC1:eth0").lab()
    lab.settle()
    assert "bytes from 10.0.0.1" in lab["PC1"].cli("ping 10.0.0.1 -c 2")


def test_many_labs_in_one_process_do_not_know_of_each_other() -> None:
    """Turn by turn they say what each says alone."""

    def story(lab: Lab) -> str:
        return lab["R2"].cli("show ip route") + lab["R5"].cli("show ip nhrp") + lab["R2"].cli("show logging")

    names = ("dmvpn-phase2-eigrp", "dmvpn-phase3-ospf", "dmvpn-phase2-eigrp")
    alone = []
    for name in names:
        with Lab.load(name) as lab:
            lab.run(90)
            alone.append(story(lab))
    labs = [Lab.load(name) for name in names]
    for _ in range(45):
        for lab in labs:
            lab.run(2)
    assert [story(lab) for lab in labs] == alone
    assert alone[0] == alone[2]


def test_pings_and_traceroutes_are_records() -> None:
    with Lab.load("vrf-lite") as lab:
        lab.settle()
        r1 = lab["R1"]
        assert not r1.ping("172.16.2.1", count=2)  # only RED has it
        good = r1.ping("172.16.2.1", vrf="RED", count=10, options="size 500")
        assert good and good.sent == 10 and good.received >= 8 and good.percent == 10 * good.received
        assert len(good.times) == 3 and good.times[0] <= good.times[1] <= good.times[2] < 1 and "10, 500-byte" in good.shown
        way = r1.traceroute("172.16.2.1", vrf="RED")
        assert way and way.hops == ["10.0.12.2", "192.168.2.2"]
        assert not r1.traceroute("198.18.0.1", vrf="RED")
        with pytest.raises(LabError, match=r'R1: "ping 172.16.2.1 source Loopback9" sent nothing: '):
            r1.ping("172.16.2.1", source="Loopback9")
        with pytest.raises(LabError, match=r'R1: "traceroute vrf NONE 172.16.2.1" sent nothing: '):
            r1.traceroute("172.16.2.1", vrf="NONE")
