"""Labs of other programs made into ours: nodes, cables, configurations; what does not come along; bad files in one line."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from iosemu import Lab, LabError
from iosemu.__main__ import main
from iosemu.lab.imports.command import read
from iosemu.lab.imports.foreign import Box, Cable, Foreign, told, topology_of

PORT = "interface {}\n ip address 10.0.0.{} 255.255.255.0\n no shutdown\n"

CML = """
lab: {title: Two and a switch, version: 0.2.0}
nodes:
  - id: n0
    label: R1
    node_definition: iosv
    configuration: |-
      hostname R1
      interface GigabitEthernet0/0
       ip address 10.0.0.1 255.255.255.0
       no shutdown
    interfaces:
      - {id: i0, label: Loopback0, type: loopback}
      - {id: i1, label: GigabitEthernet0/0, type: physical, slot: 0}
  - id: n1
    label: Edge 2
    node_definition: csr1000v
    configuration:
      - name: ios_config.txt
        content: |
          hostname R2
          interface GigabitEthernet1
           ip address 10.0.0.2 255.255.255.0
           no shutdown
    interfaces: [{id: i0, label: GigabitEthernet1, type: physical}, {id: i1, label: GigabitEthernet2, type: physical}]
  - {id: n2, label: SW, node_definition: unmanaged_switch, interfaces: [{id: i0, label: port0}, {id: i1, label: port1}, {id: i2, label: port2}]}
  - {id: n3, label: PC1, node_definition: alpine, configuration: "ip a", interfaces: [{id: i0, label: eth0}]}
  - {id: n4, label: ext, node_definition: external_connector, interfaces: [{id: i0, label: port}]}
links:
  - {id: l0, n1: n0, i1: i1, n2: n2, i2: i0}
  - {id: l1, n1: n2, i1: i1, n2: n1, i2: i0}
  - {id: l2, n1: n3, i1: i0, n2: n2, i2: i2}
  - {id: l3, n1: n1, i1: i1, n2: n4, i2: i0}
"""


def gns3(folder: Path) -> Path:
    def node(key: str, name: str, kind: str, **properties: object) -> dict[str, object]:
        return {"node_id": key, "name": name, "node_type": kind, "properties": properties}

    def link(*ends: tuple[str, int, int]) -> dict[str, object]:
        return {"nodes": [{"node_id": key, "adapter_number": a, "port_number": p, "label": {"text": "x"}} for key, a, p in ends]}

    nodes = [
        node("a", "R1", "dynamips", platform="c7200", dynamips_id=1, slot0="C7200-IO-2FE", slot1="PA-4T+", slot2="PA-GE"),
        node("b", "R2", "dynamips", platform="c3745", dynamips_id=2, slot0="GT96100-FE"),
        node("c", "R3", "iou", path="/images/i86bi-linux-l3-adventerprisek9.bin", ethernet_adapters=2, serial_adapters=2),
        {**node("d", "R4", "qemu", hda_disk_image="vios-adventerprisek9-m.qcow2"), "port_name_format": "Gi0/{0}", "first_port_name": None},
        node("e", "PC1", "vpcs"),
        node("f", "Hub1", "ethernet_hub"),
        node("g", "Cloud1", "cloud"),
    ]
    links = [
        link(("a", 0, 0), ("f", 0, 0)), link(("b", 0, 1), ("f", 0, 1)), link(("c", 0, 3), ("f", 0, 2)),
        link(("a", 1, 2), ("c", 2, 1)), link(("a", 2, 0), ("d", 1, 0)), link(("e", 0, 0), ("d", 0, 0)),
        link(("d", 2, 0), ("g", 0, 0)),
    ]  # fmt: skip
    for path, text in {
        "dynamips/a/configs/i1_startup-config.cfg": "hostname R1\n" + PORT.format("FastEthernet0/0", 1),
        "dynamips/b/configs/i2_startup-config.cfg": PORT.format("FastEthernet0/1", 2),
        "iou/c/startup-config.cfg": "hostname R3\n" + PORT.format("Ethernet0/3", 3),
        "vpcs/e/startup.vpc": "set pcname PC1\nip 10.0.9.5/24 10.0.9.1\n",
    }.items():
        file = folder / "project-files" / path
        file.parent.mkdir(parents=True)
        file.write_text(text)
    project = folder / "mine.gns3"
    project.write_text(json.dumps({"name": "mine", "project_id": "x", "topology": {"nodes": nodes, "links": links}}, indent=4))
    return project


def unl() -> str:
    config = base64.b64encode(("hostname R1\n" + PORT.format("Ethernet0/0", 1)).encode()).decode()
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<lab name="Site" version="1" author="">
  <topology>
    <nodes>
      <node id="1" name="R1" type="iol" template="iol" image="i86bi-l3.bin" config="1">
        <interface id="0" name="e0/0" type="ethernet" network_id="1"/>
        <interface id="17" name="s1/1" type="serial" remote_id="2" remote_if="18"/>
      </node>
      <node id="2" name="R2" type="iol" template="iol" image="i86bi-l3.bin" config="0">
        <interface id="0" name="e0/0" type="ethernet" network_id="1"/>
        <interface id="18" name="s1/2" type="serial" remote_id="1" remote_if="17"/>
      </node>
      <node id="3" name="PC" type="vpcs" template="vpcs"><interface id="0" name="eth0" type="ethernet" network_id="1"/></node>
      <node id="4" name="Win" type="qemu" template="win"><interface id="0" name="e0" type="ethernet" network_id="2"/></node>
    </nodes>
    <networks>
      <network id="1" type="bridge" name="Net-1"/>
      <network id="2" type="pnet0" name="Out"/>
    </networks>
  </topology>
  <objects><configs><config id="1">{config}</config></configs></objects>
</lab>
"""


CLAB = """
name: dmvpn
topology:
  kinds:
    cisco_iol: {image: x}
  nodes:
    R1: {kind: cisco_iol, startup-config: R1.cfg}
    R2:
      kind: cisco_c8000v
      startup-config: |
        hostname R2
        interface GigabitEthernet2
         ip address 10.0.0.2 255.255.255.0
         no shutdown
    h1:
      kind: linux
      exec: [ip addr add 10.0.7.9/24 dev eth1, "ip route replace default via 10.0.7.1", sysctl -w a=1]
    srl: {kind: nokia_srlinux}
  links:
    - endpoints: ["R1:eth1", "R2:eth1"]
    - endpoints: ["R1:Ethernet0/2", "h1:eth1"]
    - endpoints: ["R2:eth2", "srl:e1-1"]
    - type: veth
      endpoints: [{node: R2, interface: eth3}, {node: R1, interface: "Ethernet0/3"}]
"""
NETLAB = """
defaults.device: iosv
module: [ospf, bgp]
nodes:
  r1:
  r2: {device: csr}
  h1: {device: linux}
links:
- r1-r2
- r1:
  r2: {ifname: GigabitEthernet7}
  h1:
"""


def imported(file: Path, out: Path) -> tuple[Lab, list[str]]:
    found = read(str(file))
    topology_of(found)
    assert main(["lab", "import", str(file), str(out)]) == 0
    return Lab.load(out), told(found)


def links(lab: Lab) -> list[list[str]]:
    return [[str(end) for end in link.endpoints] for link in lab.topology.links]


def test_cml(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_text(CML)
    lab, notes = imported(tmp_path / "lab.yaml", tmp_path / "out")
    assert {node.name: node.device.platform.name for node in lab} == {"R1": "iosv", "Edge-2": "csr1000v", "PC1": "host"}
    assert links(lab) == [["R1:GigabitEthernet0/0", "Edge-2:GigabitEthernet1", "PC1:Ethernet0"]]
    assert lab.name == "Two and a switch" and lab["Edge-2"].device.hostname == "R2"
    lab.settle()
    assert "Success rate is" in lab["R1"].cli("ping 10.0.0.2") and "!!!!" in lab["R1"].cli("ping 10.0.0.2")
    assert any(note.startswith("ext (external_connector) does not run") for note in notes)


def test_cml_a_cable_to_what_does_not_run_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lab.yaml").write_text(CML)
    assert main(["lab", "import", str(tmp_path / "lab.yaml"), str(tmp_path / "out")]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == f"{tmp_path / 'out'}: 3 nodes, 1 links"
    assert "  Edge 2 GigabitEthernet2 leads nowhere: ext (external_connector) does not run here" in rows
    assert "  Edge 2 is called Edge-2 here" in rows
    assert "  SW (unmanaged_switch) is a plain segment here, without VLANs" in rows


def test_gns3(tmp_path: Path) -> None:
    lab, notes = imported(gns3(tmp_path), tmp_path / "out")
    assert {node.name: node.device.platform.name for node in lab} == {"R1": "c7200", "R2": "c3725", "R3": "iol", "R4": "iosv", "PC1": "host"}
    found = links(lab)
    assert ["R1:FastEthernet0/0", "R2:FastEthernet0/1", "R3:Ethernet0/3"] in found
    assert ["R1:Serial1/2", "R3:Serial2/1"] in found
    assert ["R1:GigabitEthernet2/0", "R4:GigabitEthernet0/1"] in found
    lab.settle()
    assert "!!!!" in lab["R1"].cli("ping 10.0.0.2") + lab["R1"].cli("ping 10.0.0.3")
    assert lab["R2"].device.hostname == "R2" and "10.0.9.5" in lab["PC1"].cli("show ip")
    assert "R2 is a c3725, in the place of a c3745" in notes
    assert "R4 comes without its configuration: that is in a virtual disk" in notes


def test_eve_ng(tmp_path: Path) -> None:
    (tmp_path / "site.unl").write_text(unl())
    lab, notes = imported(tmp_path / "site.unl", tmp_path / "out")
    assert links(lab) == [["R1:Serial1/1", "R2:Serial1/2"], ["R1:Ethernet0/0", "R2:Ethernet0/0", "PC:Ethernet0"]]
    assert lab["R1"].device.interfaces and "10.0.0.1" in lab["R1"].cli("show ip interface brief")
    assert "Win (win) does not run here" in notes and "Out (pnet0) has no way to the host here" in notes


def test_containerlab(tmp_path: Path) -> None:
    (tmp_path / "R1.cfg").write_text("hostname R1\n" + PORT.format("Ethernet0/1", 1))
    (tmp_path / "x.clab.yml").write_text(CLAB)
    lab, notes = imported(tmp_path / "x.clab.yml", tmp_path / "out")
    assert links(lab) == [
        ["R1:Ethernet0/1", "R2:GigabitEthernet2"], ["R1:Ethernet0/2", "h1:Ethernet1"], ["R2:GigabitEthernet4", "R1:Ethernet0/3"],
    ]  # fmt: skip
    lab.settle()
    lab["R1"].cli("ping 10.0.0.2")
    assert "!!!!!" in lab["R1"].cli("ping 10.0.0.2")
    assert "srl (nokia_srlinux) does not run here" in notes
    typed = (tmp_path / "out" / "h1.cfg").read_text()
    assert typed == "ip addr add 10.0.7.9/24 dev eth1\nip route add default via 10.0.7.1\n"
    assert 'h1: "sysctl -w a=1" is not carried out' in notes


def test_netlab(tmp_path: Path) -> None:
    (tmp_path / "topology.yml").write_text(NETLAB)
    lab, notes = imported(tmp_path / "topology.yml", tmp_path / "out")
    assert links(lab) == [
        ["r1:GigabitEthernet0/1", "r2:GigabitEthernet2"], ["r1:GigabitEthernet0/2", "r2:GigabitEthernet7", "h1:Ethernet1"],
    ]  # fmt: skip
    lab.settle()
    assert {row.prefix for row in lab["r1"].rows("show ip route ospf")} == {"10.0.0.2/32"}
    assert "the module bgp is not configured" in notes
    lab["h1"].cli("ping -c 2 10.0.0.2")
    assert "bytes from 10.0.0.2" in lab["h1"].cli("ping -c 2 10.0.0.2")


BAD = [
    ("x.yaml", "", "x.yaml:1: is empty; expected a lab of another program"),
    ("x.yaml", "a: [", "x.yaml:2: not valid YAML"),
    ("x.yaml", "a: 1\n", "x.yaml:1: is no lab of another program that is known here: CML"),
    ("x.yaml", "lab: {}\nnodes:\n  - {label: R1}\n", 'x.yaml:3: node: the key "id" is missing'),
    ("x.yaml", "lab: {}\nnodes:\n  - {id: a, node_definition: iosv}\nlinks:\n  - {n1: a, i1: i0, n2: b, i2: i0}\n", "x.yaml:5: link: node a has no interface"),
    ("x.yaml", "lab: {}\nnodes:\n  - {id: a, node_definition: ubuntu9}\n", "x.yaml: holds no node that runs here"),
    ("x.yaml", "lab: {}\nnodes:\n  - {id: a, label: R1, node_definition: iosv}\n  - {id: b, label: r1, node_definition: iosv}\n", 'x.yaml:4: two nodes are called "r1"'),
    ("x.yaml", 'lab: {}\nnodes:\n  - {id: a, node_definition: iosv, configuration: "a\\0b"}\n', "x.yaml:3: configuration holds a NUL character; it is no text"),
    ("x.yaml", "lab: {}\nnodes:\n  - {id: a, node_definition: iosv}\nnodes: []\n", 'x.yaml:4: "nodes" stands twice, first in line 2'),
    ("x.yaml", "lab: {}\nnodes: &all\n  - *all\n", 'x.yaml:2: node: the key "id" is missing'),
    ("x.yaml", "[" * 100_000, "x.yaml:1: not valid YAML: exceeded maximum nesting depth"),
    ("x.unl", '<lab><topology><nodes>\n<node id="1" name="a" template="iol" config="1"/></nodes></topology><objects><configs><config id="1">YQBi</config></configs></objects></lab>',
     "x.unl:2: the configuration of a holds a NUL character; it is no text"),
    ("x.gns3", '{"topology": {"nodes": [{"node_id": "q", "node_type": "vpcs"},\n{"node_id": "q", "node_type": "vpcs"}]}}', 'x.gns3:2: two nodes have the node_id "q"'),
    ("x.gns3", '{"topology": {"nodes": [{"node_id": "q", "node_type": "qemu", "port_name_format": "{port0:99999999999}",\n"properties": {"hda_disk_image": "vios"}}],\n"links": [{"nodes": [{"node_id": "q", "adapter_number": 0, "port_number": 0}, {"node_id": "q", "adapter_number": 1, "port_number": 0}]}]}}',
     'x.gns3:3: q: "{port0:99999999999}" is no name of ports: write it like Gi0/{0}'),
    ("x.unl", '<lab><topology><nodes><node id="1" name="a" template="iol"/>\n<node id="1" name="b" template="iol"/></nodes></topology></lab>', "x.unl:2: <node> has the id of a in line 1"),
    ("x.gns3", '{"name": "x"}', 'x.gns3:1: no GNS3 project: the key "topology" is missing'),
    ("x.gns3", '{"topology": {"nodes": [],\n "links": [{"nodes": [{"node_id": "q"}]}]}}', 'x.gns3:2: link: there is no node "q"'),
    ("x.unl", "<lab><topology>", "x.unl:1: not valid XML: no element found"),
    ("x.unl", "<html/>", "x.unl:1: no lab of EVE-NG: its root is <html>"),
    ("x.unl", '<!DOCTYPE lab [<!ENTITY a "b">]>\n<lab/>', "x.unl:1: defines a document type"),
    ("x.unl", '<lab><topology><nodes>\n<node name="R1"/></nodes></topology></lab>', 'x.unl:2: <node> lacks its "id"'),
    ("x.unl", '<lab><topology><nodes><node id="1" template="iol" config="1"/></nodes></topology>\n<objects><configs><config id="1">?</config></configs></objects></lab>', "x.unl:2: a configuration is not in base 64"),
    ("x.yml", "topology:\n  nodes:\n    R1: {image: x}\n", 'x.yml:3: node R1: the key "kind" is missing'),
    ("x.yml", "topology:\n  nodes:\n    R1: {kind: cisco_iol, startup-config: ../../etc/passwd}\n", "x.yml:3: ../../etc/passwd is outside of the topology's folder"),
    ("x.yml", "topology:\n  nodes:\n    R1: {kind: cisco_iol, startup-config: no.cfg}\n", "x.yml:3: there is no no.cfg"),
    ("x.yml", "topology:\n  nodes:\n    R1: {kind: cisco_iol}\n  links:\n    - endpoints: [R1]\n", 'x.yml:5: endpoint "R1" must be written NODE:INTERFACE'),
    ("x.yml", "topology:\n  nodes:\n    R1: {kind: cisco_iol}\n    R2: {kind: cisco_iol}\n  links:\n    - endpoints: ['R1:e!', 'R2:eth1']\n", 'x.yml:6: R1: "e!" is no interface name'),
    ("x.yml", "nodes: [r1, r2]\n", "x.yml:1: node r1: no device"),
    ("x.yml", "defaults.device: iosv\nnodes: [r1, r2]\nlinks:\n- r1-r3\n", 'x.yml:4: link: there is no node "r3"'),
]


@pytest.mark.parametrize(("name", "text", "why"), BAD)
def test_what_is_wrong_is_one_line(tmp_path: Path, name: str, text: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / name
    file.write_text(text)
    assert main(["lab", "import", str(file), str(tmp_path / "out")]) == 1
    err = capsys.readouterr().err
    assert why in err and err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lab.yaml").write_text(CML)
    assert main(["lab", "import", str(tmp_path / "lab.yaml"), str(tmp_path)]) == 1
    assert "is not empty; name a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["lab.yaml"]


@pytest.mark.parametrize("there", [False, True])
def test_nothing_is_half_written(tmp_path: Path, there: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The disk is full behind the second file."""
    (tmp_path / "lab.yaml").write_text(CML)
    out = tmp_path / "deep" / "out"
    if there:
        out.mkdir(parents=True)
    written: list[str] = []
    write = Path.write_text

    def full(self: Path, data: str, **how: Any) -> int:
        written.append(self.name)
        write(self, data[:10], **how)
        if len(written) == 2:
            raise OSError(28, "No space left on device", str(self))
        return len(data)

    monkeypatch.setattr(Path, "write_text", full)
    assert main(["lab", "import", str(tmp_path / "lab.yaml"), str(out)]) == 1
    assert capsys.readouterr().err == f"iosemu: {out / written[1]}: No space left on device\n"
    assert list(out.iterdir()) == [] if there else not out.parent.exists()


def test_a_file_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lab.yaml").write_text(CML)
    assert main(["lab", "import", str(tmp_path / "lab.yaml"), str(tmp_path / "lab.yaml")]) == 1
    assert "lab.yaml: is a file; name a new folder" in capsys.readouterr().err


def test_a_lab_of_thousands_is_read_in_a_moment() -> None:
    """No loop within a loop: what names, ports and segments are looked up in is a table."""
    found = Foreign("big", "f")
    for number in range(3000):
        found.boxes[str(number)] = Box(f"R{number}", "iosv", 1)
        if number:
            found.cables.append(Cable([(str(number - 1), "Gi0/1"), (str(number), "Gi0/0")], 1))
    began = process_time()
    assert len(topology_of(found).links) == 2999
    assert process_time() - began < 3


def places(whole: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a document."""
    for key, value in whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ():
        yield (*here, key)
        yield from places(value, (*here, key))


ODD = [{"a": 1}, "x" * 3000, "{0.a}", "a\0b", "../../x", 10**30, "", 1.5, True, "a\nb"]


@pytest.mark.parametrize("kind", ["cml", "clab", "netlab", "gns3"])
def test_anything_in_the_place_of_anything_brings_errors_and_no_traceback(tmp_path: Path, kind: str) -> None:
    (tmp_path / "R1.cfg").write_text("hostname R1\n")
    file = gns3(tmp_path) if kind == "gns3" else tmp_path / "x.yml"
    whole = yaml.safe_load(file.read_text() if kind == "gns3" else {"cml": CML, "clab": CLAB, "netlab": NETLAB}[kind])
    outcomes = {True: 0, False: 0}
    for number, place in enumerate(places(whole)):
        for other in (None, ["a"], -1, ODD[number % len(ODD)]):
            changed = copy.deepcopy(whole)
            inner = changed
            for key in place[:-1]:
                inner = inner[key]
            inner[place[-1]] = other
            file.write_text(json.dumps(changed))
            try:
                topology_of(read(str(file)))
                outcomes[True] += 1
            except LabError as error:
                assert str(error).startswith(f"{file}:") and "\n" not in str(error)
                outcomes[False] += 1
    assert all(outcomes.values())


@pytest.mark.parametrize("text", [CML, CLAB, NETLAB, unl()], ids=["cml", "clab", "netlab", "unl"])
def test_pieces_of_a_file_bring_errors_and_no_traceback(tmp_path: Path, text: str) -> None:
    """Each file without one of its lines, and cut short at each of them."""
    lines = text.splitlines(keepends=True)
    file = tmp_path / ("x.unl" if text.lstrip().startswith("<") else "x.yml")
    (tmp_path / "R1.cfg").write_text("hostname R1\n")
    for at in range(len(lines)):
        for piece in (lines[:at], lines[:at] + lines[at + 1 :]):
            file.write_text("".join(piece))
            try:
                topology_of(read(str(file)))
            except LabError:
                continue
