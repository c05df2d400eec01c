"""Labs as scripts use them: building, time, faults, chance, power."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu import Lab, LabError
from iosemu.lab.catalog import shipped
from iosemu.types import InterfaceName
from iosemu.wire import pcap

YAML = """\
name: pair
seed: 3
nodes:
  R1: {config: R1.cfg}
  R2: {config: R2.cfg}
links:
  - endpoints: [R1:Fa0/0, R2:Fa0/0]
    delay: 5ms
"""


def config(number: int) -> str:
    return (
        f"hostname R{number}\nno ip domain lookup\n!\ninterface FastEthernet0/0\n"
        f" ip address 10.0.0.{number} 255.255.255.0\n!\nend\n"
    )


@pytest.fixture
def pair(tmp_path: Path) -> Lab:
    for number in (1, 2):
        (tmp_path / f"R{number}.cfg").write_text(config(number))
    lab = Lab.from_yaml(YAML, tmp_path)
    lab.settle()
    return lab


def test_cli_gives_the_text_without_echo_and_prompt(pair: Lab) -> None:
    text = pair["R1"].cli("ping 10.0.0.2")
    lines = text.split("\n")
    assert lines[0] == ""  # IOS leaves a line free, the echo of the command is not part of it
    assert lines[1:4] == [
        "Type escape sequence to abort.",
        "Sending 5, 100-byte ICMP Echos to 10.0.0.2, timeout is 2 seconds:",
        ".!!!!",
    ]
    assert lines[4].startswith("Success rate is 80 percent (4/5), round-trip min/avg/max = ")
    assert lines[5:] == [""]  # and no prompt
    assert pair["R1"].cli("show ip interface brief | include Fast").startswith("FastEthernet0/0 ")
    assert pair["R1"].cli("show xyzzy") == "        ^\n% Invalid input detected at '^' marker.\n\n"


def test_configure_returns_what_ios_prints(pair: Lab) -> None:
    node = pair["R1"]
    assert node.configure("interface Loopback0\n ip address 1.1.1.1 255.255.255.255\n") == ""
    assert node.configure("hostname R1\nfoo\n") == "            ^\n% Invalid input detected at '^' marker.\n\n"
    assert " ip address 1.1.1.1 255.255.255.255" in node.running_config()


def test_do_in_a_configuration_prints_what_it_shows(pair: Lab) -> None:
    r1 = pair["R1"]
    clock = r1.cli("show clock")
    assert r1.configure("do show clock") == clock
    text = r1.configure("interface Loopback7\ndo show ip interface brief | include Loopback7\n do show xyz\n ip address 7.7.7.7 255.255.255.255\n")
    first, caret, _, _ = text.split("\n")[:4]
    assert first.startswith("Loopback7") and caret == " " * len("R1(config-if)# do show ") + "^"
    assert "interface Loopback7" in r1.running_config()
    assert "!!!!!" in r1.configure("do ping 7.7.7.7")


def test_help_through_the_api(pair: Lab) -> None:
    r1 = pair["R1"]
    text = r1.cli("show crypto ?")
    assert "  isakmp " in text and text.endswith("\n\n")
    assert r1.cli("show crypto is?") == "isakmp  \n\n"
    assert r1.cli("conf t\ncrypto isakmp policy 1\ngroup ?").splitlines()[1].split()[0] == "1"
    assert r1.cli("show nonsense ?") == "% Unrecognized command\n\n"


def test_dialogues_take_answers(pair: Lab) -> None:
    node = pair["R1"]
    text = node.cli("copy running-config startup-config", "")
    assert text == "Destination filename [startup-config]? \nBuilding configuration...\n[OK]\n"
    with pytest.raises(LabError, match=r'R1: "clear counters" asks "Clear .*" and was given no answer'):
        node.cli("clear counters")
    node.cli("clear counters", "\r")
    assert "last clearing" in node.cli("show interfaces FastEthernet0/0").lower()


def test_each_call_begins_at_privileged_exec(pair: Lab) -> None:
    """The lines of one call are typed at one terminal; the next call begins anew."""
    node = pair["R1"]
    node.cli("configure terminal\ninterface FastEthernet0/0\ndescription uplink")
    assert "uplink" in node.cli("show interfaces description")
    assert node.cli("tclsh\nset n 6\nputs [expr {$n * 7}]") == "6\n42\n"
    assert node.cli("disable\nshow privilege") == "Current privilege level is 1\n"
    assert node.cli("show privilege") == "Current privilege level is 15\n"


def test_time_is_virtual(pair: Lab) -> None:
    start = pair.now
    pair.run(86400)
    assert pair.now == start + 86400
    assert "1 day, " in pair["R1"].cli("show version | include uptime")
    with pytest.raises(ValueError, match="backwards"):
        pair.run(-1)


def test_waiting_for_a_condition(pair: Lab) -> None:
    pair.cut("R1", "R2")
    port = next(iter(pair["R1"].device.interfaces.values()))
    assert pair.run_until(lambda: not port.line_up, 5)
    assert not pair.run_until(lambda: port.line_up, 5)
    pair.repair("R1:fa0/0")
    assert pair.run_until(lambda: port.line_up, 30)


def test_a_cut_cable_takes_the_line_down_on_both_sides(pair: Lab) -> None:
    pair.cut("R1:FastEthernet0/0")
    pair.run(10)
    for name in ("R1", "R2"):
        state = pair[name].cli("show interfaces FastEthernet0/0 | include line protocol")
        assert state == "FastEthernet0/0 is down, line protocol is down \n"
    pair.repair("R1", "R2")
    pair.settle()
    assert "!!!!" in pair["R1"].cli("ping 10.0.0.2")


SEGMENT = """\
name: segment
seed: 3
nodes:
  R1: {config: R1.cfg}
  R2: {config: R2.cfg}
  R3: {config: R3.cfg}
links:
  - endpoints: [R1:Fa0/0, R2:Fa0/0, R3:Fa0/0]
"""


@pytest.fixture
def segment(tmp_path: Path) -> Lab:
    for number in (1, 2, 3):
        (tmp_path / f"R{number}.cfg").write_text(config(number))
    lab = Lab.from_yaml(SEGMENT, tmp_path)
    lab.settle()
    return lab


def lines_up(lab: Lab) -> list[str]:
    lab.run(5)
    return [n.name for n in lab if "0 is up" in n.cli("show interfaces FastEthernet0/0 | include line protocol")]


@pytest.mark.parametrize("where", ["R1:Fa0/0", "R1"])
def test_one_station_of_a_segment_is_unplugged(segment: Lab, where: str) -> None:
    segment.cut(where)
    assert lines_up(segment) == ["R2", "R3"]
    assert "!!!!" in segment["R2"].cli("ping 10.0.0.3")
    assert "Success rate is 0" in segment["R2"].cli("ping 10.0.0.1")
    segment["R1"].reload()
    segment.run(60)
    assert lines_up(segment) == ["R2", "R3"]  # nobody has put the cable back
    segment.repair(where)
    assert lines_up(segment) == ["R1", "R2", "R3"]
    assert "!!!!" in segment["R2"].cli("ping 10.0.0.1")


def test_a_whole_segment_is_cut_by_name_or_by_two_nodes(segment: Lab) -> None:
    (name,) = segment.links
    segment.cut(name)
    assert lines_up(segment) == []
    segment.repair("R2:Fa0/0")
    assert lines_up(segment) == ["R2"]
    segment.repair("R1", "R3")
    assert lines_up(segment) == ["R1", "R2", "R3"]


def test_a_frame_under_way_to_an_unplugged_station_is_lost(segment: Lab) -> None:
    link = segment.link("R1")
    heard: list[str] = []
    link.taps.append(lambda _time, sender, _frame: heard.append(sender))
    link.delay = 0.5
    one, two = (segment[name].device.interfaces[InterfaceName.parse("Fa0/0")] for name in ("R1", "R2"))
    before = link.dropped
    link.send(one, bytes(60))
    segment.cut("R2")
    segment.run(1)
    assert (heard.count("R1:FastEthernet0/0"), link.dropped - before) == (1, 1)
    heard.clear()
    link.send(two, bytes(60))
    assert (heard, link.dropped - before) == ([], 2)


def test_filters_are_faults_on_the_way(pair: Lab) -> None:
    stop = pair.filter("R1", "R2", keep=lambda sender, frame: sender != "R2:FastEthernet0/0" or len(frame) > 1000)
    assert "Success rate is 0 percent" in pair["R1"].cli("ping 10.0.0.2")
    stop()
    assert "!!!!" in pair["R1"].cli("ping 10.0.0.2")


def test_reload_and_power(pair: Lab) -> None:
    node = pair["R1"]
    node.configure("hostname Other\n")
    node.reload()
    pair.run(1)
    assert not node.device.running
    with pytest.raises(LabError, match="R1 has no power"):
        node.cli("show clock")
    assert "is down" in pair["R2"].cli("show interfaces FastEthernet0/0 | include line protocol")
    pair.run(60)
    assert node.device.hostname == "R1"
    assert "!!!!" in pair["R2"].cli("ping 10.0.0.1")
    node.power_off()
    node.power_on()
    pair.settle()
    assert "!!!!" in node.cli("ping 10.0.0.2")


@pytest.mark.parametrize(
    ("platform", "ports", "extra"),
    [
        ("iosv", ["Gi0/0", "Gi0/1", "Gi0/2", "Gi0/3"], "gi0/5"),
        ("c7200", ["Fa0/0", "Fa0/1"], "fa6/1"),
        ("c3725", ["Fa0/0", "Fa0/1"], "se0/1"),
        ("c8000v", ["Gi1", "Gi2", "Gi3", "Gi4"], "gi26"),
    ],
)
def test_the_ports_of_a_chassis_are_there(tmp_path: Path, platform: str, ports: list[str], extra: str) -> None:
    """Without a cable, too; and a start-up configuration may abbreviate them, or speak of a module's port."""
    text = f"int {ports[1].lower()}\n ip address 10.0.0.1 255.255.255.0\nint {extra}\n no shut\n"
    (tmp_path / "R1.cfg").write_text(text)
    lab = Lab.from_yaml(f"name: x\nnodes: {{R1: {{platform: {platform}, config: R1.cfg}}}}\nlinks: []\n", tmp_path)
    node = lab["R1"]
    assert node.shell.boot_output == ""
    names = [iface.name.short for iface in node.device]
    assert sorted(names) == sorted([*ports, extra.capitalize()])
    states = {line.split()[0]: line for line in node.cli("show ip interface brief").splitlines()}
    first, second = (str(InterfaceName.parse(name)) for name in ports[:2])
    assert "administratively down" in states[first]
    assert "10.0.0.1" in states[second]
    assert "administratively" not in states[second]


def test_ports_that_no_configuration_names_stay_shut(tmp_path: Path) -> None:
    (tmp_path / "R1.cfg").write_text(config(1))
    (tmp_path / "R2.cfg").write_text("hostname R2\n")
    lab = Lab.from_yaml(YAML, tmp_path)
    lab.settle()
    assert " shutdown" in lab["R2"].running_config()
    assert "administratively down" in lab["R2"].cli("show ip interface brief")


def test_capture_in_memory(pair: Lab, tmp_path: Path) -> None:
    capture = pair.capture("R1", "R2")
    pair["R1"].cli("ping 10.0.0.2 repeat 3")
    capture.stop()
    pair["R1"].cli("ping 10.0.0.2 repeat 3")
    echoes = [frame for frame in capture.frames if frame.data[12:14] == b"\x08\x00" and frame.data[23] == 1]
    assert {frame.sender for frame in echoes} == {"R1:FastEthernet0/0", "R2:FastEthernet0/0"}
    kind, packets = pcap.decode(capture.pcap())
    assert (kind, [packet.data for packet in packets]) == (1, [frame.data for frame in capture.frames])
    (file,) = capture.save(tmp_path / "out")
    assert file.name == "R1-FastEthernet0_0--R2-FastEthernet0_0.pcap"
    assert file.read_bytes() == capture.pcap()


def test_names_that_do_not_exist(pair: Lab) -> None:
    with pytest.raises(LabError, match=r'lab pair has no node "R3"; its nodes: R1, R2'):
        pair["R3"]
    assert pair["r1"].name == "R1"
    with pytest.raises(LabError, match="no link at R1:Fa1/0; links: "):
        pair.cut("R1:Fa1/0")
    with pytest.raises(LabError, match="is no interface name"):
        pair.cut("R1:zz")


def dmvpn(seed: int | None, folder: Path) -> tuple[dict[str, bytes], str]:
    """Files of a captured run, and a transcript."""
    with Lab.load("dmvpn-ipsec", seed=seed) as lab:
        capture = lab.capture(folder=folder)
        lab.settle()
        text = lab["R6"].cli("ping 77.77.77.7 source Loopback1")
        lab.run(400)
        text += lab["R1"].cli("show crypto ipsec sa") + lab["R7"].cli("show logging")
        capture.stop()
    return {file.name: file.read_bytes() for file in folder.iterdir()}, text


def test_one_seed_one_story(tmp_path: Path) -> None:
    """The same seed gives the same bytes and the same text; another seed gives others."""
    first = dmvpn(7, tmp_path / "a")
    second = dmvpn(7, tmp_path / "b")
    other = dmvpn(8, tmp_path / "c")
    assert first == second
    assert {"ikev1_decryption_table", "esp_sa", "preferences"} <= set(first[0]) and len(first[0]) > 6
    assert all(first[0][name] != other[0][name] for name in first[0] if first[0][name] and name != "preferences")


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_labs_say_nothing_wrong_and_read_back(name: str) -> None:
    """Every start-up line is understood; the running-config, read back, gives the same running-config."""
    lab = Lab.load(name)
    for node in lab:
        assert node.shell.boot_output.strip() == "", node.name
        assert node.device.interfaces, node.name
    before = {node.name: node.running_config() for node in lab}
    for node in lab:
        node.device.startup_config = "\n".join(before[node.name])
        node.power_off()
    for node in lab:
        node.power_on()
        assert node.shell.boot_output.strip() == "", node.name
    assert {node.name: node.running_config() for node in lab} == before
