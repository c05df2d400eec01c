"""Embedded Packet Capture on a router between two others, typed in as on a console."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from iosemu.cli.session import Session
from iosemu.device.shell import DeviceShell
from iosemu.wire import ipv4, pcap
from tests.features.gre.net import Net, Ping, log_of, port, static


class Lab:
    """R1 - M - R2, a console on M."""

    def __init__(self, platform: str = "c7200") -> None:
        self.net = net = Net()
        self.r1, self.m, self.r2 = net.device("R1"), net.device("M", platform), net.device("R2")
        names = ("Gi1", "Gi2") if platform == "csr1000v" else ("Fa0/0", "Fa0/1")
        net.cable(port(self.r1, "Fa0/0", "10.0.1.1"), port(self.m, names[0], "10.0.1.2"))
        net.cable(port(self.m, names[1], "10.0.2.2"), port(self.r2, "Fa0/0", "10.0.2.1"))
        static(self.r1, "0.0.0.0/0", "10.0.1.2")
        static(self.r2, "0.0.0.0/0", "10.0.2.2")
        net.run(5)
        Ping(net, self.r1).send("10.0.2.1", 4)
        self.shell = DeviceShell(self.m)
        self.m.engine("capture")
        self.log = log_of(self.m)
        self.written: list[str] = []
        self.session = Session(self.shell, self.written.append, net.clock, length=0)

    def type(self, *lines: str) -> list[str]:
        """What the console prints for these lines."""
        self.written.clear()
        for line in lines:
            self.session.feed_line(line)
        return "".join(self.written).replace("\r", "").split("\n")[:-1]

    def key(self, key: str) -> list[str]:
        self.written.clear()
        self.session.key(key)
        return "".join(self.written).replace("\r", "").split("\n")[:-1]

    def ping(self, count: int = 1, size: int = 100) -> str:
        return Ping(self.net, self.r1).send("10.0.2.1", count, size)


CLASSIC = (
    "monitor capture buffer BUF size 2048 max-size 1518 circular",
    "monitor capture point ip cef POINT FastEthernet0/0 both",
    "monitor capture point associate POINT BUF",
    "monitor capture point start POINT",
)


def test_classic_capture() -> None:
    lab = Lab()
    assert lab.type(*CLASSIC) == []
    assert lab.log == ["%BUFCAP-6-CREATE: Capture Point POINT created.", "%BUFCAP-6-ENABLE: Capture Point POINT enabled."]
    assert lab.ping() == "!"
    # origin of the form: ios-output of c2960cx and 12.4 routers, published with their tools
    assert lab.type("show monitor capture buffer BUF parameters") == [
        "Capture buffer BUF (circular buffer)",
        "Buffer Size : 2097152 bytes, Max Element Size : 1518 bytes, Packets : 2",
        "Allow-nth-pak : 0, Duration : 0 (seconds), Max packets : 0, pps : 0",
        "Associated Capture Points:",
        "Name : POINT, Status : Active",
        "Configuration:",
        "monitor capture buffer BUF size 2048 max-size 1518 circular",
        "monitor capture point associate POINT BUF",
    ]
    assert lab.type("show monitor capture point POINT") == [
        "Status Information for Capture Point POINT",
        "IPv4 CEF",
        "Switch Path: IPv4 CEF            , Capture Buffer: BUF",
        "Status : Active",
        "",
        "Configuration:",
        "monitor capture point ip cef POINT FastEthernet0/0 both",
    ]
    lab.type("monitor capture point stop POINT")
    assert lab.log[-1] == "%BUFCAP-6-DISABLE: Capture Point POINT disabled."
    lab.ping()
    assert "Packets : 2" in lab.type("show monitor capture buffer BUF parameters")[1]


def dumped(lines: list[str]) -> list[bytes]:
    """The packets of a dump, read as ciscodump reads them."""
    packets: list[bytes] = []
    for line in lines:
        if re.match(r"\d\d:\d\d:\d\d\.\d+ ", line):
            packets.append(b"")
        row = re.match(r"[0-9A-F]{8}:((?: +[0-9A-F]{2,8}){1,4})  ", line)
        if row:
            packets[-1] += bytes.fromhex(row[1].replace(" ", ""))
    return packets


def test_dump_holds_the_bytes() -> None:
    lab = Lab()
    lab.type(*CLASSIC)
    lab.ping()
    lines = lab.type("show monitor capture buffer BUF dump")
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \d+ \d{4} : IPv4 LES CEF    : Fa0/0 None", lines[0])
    assert lines[1] == ""
    assert re.fullmatch(r"[0-9A-F]{7}0: {19}CA010002 1000CA01 {10}J.{7}", lines[2])  # odd beginning: 8 bytes into a row
    request, reply = (ipv4.IPv4.decode(data[14:]) for data in dumped(lines))
    assert (request.payload[0], reply.payload[0]) == (8, 0)
    assert request.length == 100


def test_packets_are_cut_to_68_bytes_by_default() -> None:
    lab = Lab()
    lab.type("monitor capture buffer BUF", *CLASSIC[1:])
    lab.ping()
    assert [len(data) for data in dumped(lab.type("show monitor capture buffer BUF dump"))] == [68, 68]


def test_filter_and_limits() -> None:
    lab = Lab()
    lab.shell.configure("access-list 101 permit icmp any any echo")
    assert lab.type("monitor capture buffer BUF", "monitor capture buffer BUF filter access-list 101") == [
        "Filter Association succeeded"
    ]
    lab.type("monitor capture buffer BUF limit packet-count 3", *CLASSIC[1:])
    lab.ping(5)
    assert "Packets : 3" in lab.type("show monitor capture buffer BUF parameters")[1]
    assert lab.log[-1] == "%BUFCAP-6-DISABLE: Capture Point POINT disabled."  # the limit ends it


def test_duration_ends_it() -> None:
    lab = Lab()
    lab.type("monitor capture buffer BUF", "monitor capture buffer BUF limit duration 10", *CLASSIC[1:])
    lab.net.run(9)
    assert lab.m.engine("capture").points["POINT"].active
    lab.net.run(2)
    assert not lab.m.engine("capture").points["POINT"].active


def test_linear_buffers_fill_and_circular_ones_forget() -> None:
    lab = Lab()
    lab.type("monitor capture buffer BUF size 256 max-size 1514", *CLASSIC[1:])
    engine = lab.m.engine("capture")
    lab.ping(100, 1500)
    buffer = engine.buffers["BUF"]
    assert len(buffer.frames) == 173 and not engine.points["POINT"].active
    lab.type("monitor capture buffer BUF circular", "monitor capture point start POINT")
    lab.ping(100, 1500)
    assert len(buffer.frames) == 173 and engine.points["POINT"].active


def test_what_the_router_makes_itself_is_process_switched() -> None:
    lab = Lab()
    lab.type(*CLASSIC, "monitor capture buffer US", "monitor capture point ip process-switched MINE from-us")
    lab.type("monitor capture point associate MINE US", "monitor capture point start MINE")
    assert Ping(lab.net, lab.m).send("10.0.1.1", 1) == "!"
    frames = lab.m.engine("capture").buffers
    assert [frame.outbound for frame in frames["BUF"].frames] == [False]
    assert [frame.outbound for frame in frames["US"].frames] == [True]


def test_mistakes() -> None:
    lab = Lab()
    assert lab.type("monitor capture point associate P B") == ["Capture point P does not exist"]
    assert lab.type("show monitor capture buffer B dump") == ["Capture Buffer B does not exist"]
    assert lab.type("no monitor capture buffer B") == ["Capture Buffer B does not exist"]
    lab.type("monitor capture point ip cef P all in")
    assert lab.type("monitor capture point start P") == ["Capture point P is not associated with a capture buffer"]
    lab.type("no monitor capture point ip cef P all in")
    assert lab.log[-1] == "%BUFCAP-6-DELETE: Capture Point P deleted."


def test_export_is_a_capture_file(tmp_path: Path) -> None:
    lab = Lab()
    lab.type(*CLASSIC)
    lab.ping(3)
    assert lab.type("monitor capture buffer BUF export flash:/buf.pcap") == []
    data = lab.m.flash["buf.pcap"]
    link_type, packets = pcap.decode(data)
    assert link_type == pcap.LinkType.ETHERNET and len(packets) == 6
    if shutil.which("tshark"):
        file = tmp_path / "buf.pcap"
        file.write_bytes(data)
        command = ["tshark", "-r", str(file), "-Tfields", "-e", "icmp.type"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == ["8", "0"] * 3


XE = "monitor capture CAP interface GigabitEthernet1 both match ipv4 protocol icmp any host 10.0.2.1 start"


def test_xe_capture() -> None:
    lab = Lab("csr1000v")
    assert lab.type(XE) == ["Started capture point : CAP"]
    lab.ping(2)
    assert lab.type("monitor capture CAP stop") == ["Stopped capture point : CAP"]
    assert lab.type("show monitor capture CAP")[1:12] == [
        "Status Information for Capture CAP",
        "  Target Type: ",
        " Interface: GigabitEthernet1, Direction: both",
        "   Status : Inactive",
        "  Filter Details: ",
        "   IPv4 ",
        "    Source IP:  any",
        "    Destination IP:  host 10.0.2.1",
        "   Protocol: icmp",
        "  Buffer Details: ",
        "   Buffer Type: LINEAR (default)",
    ]
    lines = lab.type("show monitor capture CAP buffer brief")
    assert lines[1] == " #   size   timestamp     source             destination      dscp    protocol"
    assert lines[3:] == [
        "   0  114    0.000000   10.0.1.1         ->  10.0.2.1         0  BE   ICMP",
        "   1  114    2.000000   10.0.1.1         ->  10.0.2.1         0  BE   ICMP",
    ]
    dump = lab.type("show monitor capture CAP buffer dump")
    assert dump[0] == "0" and re.fullmatch(r"  0000:  (?:[0-9A-F]{8} ){4}  .{16}", dump[1])
    assert lab.type("show monitor capture CAP buffer")[2] == " packets in buf   : 2"
    assert lab.type("monitor capture CAP export flash:cap.pcap") == ["Exported Successfully"]
    assert len(pcap.decode(lab.m.flash["cap.pcap"])[1]) == 2
    lab.type("monitor capture CAP clear")
    assert lab.key("\r")[-1] == "cleared buffer : CAP"
    assert lab.type("show monitor capture CAP buffer")[2] == " packets in buf   : 0"
    lab.type("no monitor capture CAP")
    assert lab.type("show monitor capture CAP") == ["Capture CAP does not exist"]


def test_xe_captures_everything_with_match_any() -> None:
    lab = Lab("csr1000v")
    lab.type("monitor capture CAP interface GigabitEthernet1 both match any start")
    lab.m.ip.arp.clear()
    Ping(lab.net, lab.m).send("10.0.1.1", 2)
    table = lab.type("show monitor capture CAP buffer brief")[3:]
    assert any(line.endswith("ARP") for line in table) and any(line.endswith("ICMP") for line in table)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("limit pps 50 packets 9", "   monitor capture CAP limit packets 9 pps 50"),
        ("buffer size 5 circular", "   monitor capture CAP buffer size 5 circular"),
        ("match any", "   monitor capture CAP match any"),
    ],
)
def test_xe_parameters(line: str, shown: str) -> None:
    lab = Lab("csr1000v")
    lab.type(f"monitor capture CAP {line}")
    assert shown in lab.type("show monitor capture CAP parameter")


def test_a_second_filter_asks() -> None:
    lab = Lab("csr1000v")
    lab.type("monitor capture CAP match any", "monitor capture CAP match ipv4 any any")
    lab.key("n")
    assert "   monitor capture CAP match any" in lab.type("show monitor capture CAP parameter")
    lab.type("monitor capture CAP match ipv4 any any")
    lab.key("\r")
    assert "   monitor capture CAP match ipv4 any any" in lab.type("show monitor capture CAP parameter")
