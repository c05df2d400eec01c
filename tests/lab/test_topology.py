"""lab.yaml: what it says, and how it is told when something in it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.device.platform import PLATFORMS
from iosemu.lab.catalog import find, shipped
from iosemu.lab.errors import LabError
from iosemu.lab.topology import parse, ports_named, read
from iosemu.types import InterfaceName

GOOD = """\
name: two
description: >
  Two routers
  and a cable
seed: 0x10
nodes:
  R1: {platform: c7200, config: R1.cfg}
  R2:
links:
  - endpoints: ["R1:Fa0/0", "R2:fastethernet 0/0"]
    delay: 5ms
    loss: 2%
  - endpoints: [R1:Serial1/0, R2:Serial1/0]
"""


def error(text: str, folder: Path = Path("labs")) -> str:
    with pytest.raises(LabError) as caught:
        parse(text, folder / "lab.yaml")
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{folder}/")


def test_reads_everything(tmp_path: Path) -> None:
    (tmp_path / "R1.cfg").write_text("hostname R1\n")
    (tmp_path / "lab.yaml").write_text(GOOD)
    topology = read(tmp_path)
    assert (topology.name, topology.seed, topology.description) == ("two", 16, "Two routers and a cable")
    assert [(node.name, node.platform, node.config) for node in topology.nodes.values()] == [
        ("R1", "c7200", "hostname R1\n"),
        ("R2", "c7200", ""),
    ]
    first, second = topology.links
    assert first.name == "R1:FastEthernet0/0--R2:FastEthernet0/0"
    assert (first.delay, first.loss) == (0.005, 0.02)
    assert (second.name, second.delay, second.loss) == ("R1:Serial1/0--R2:Serial1/0", 0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "delay"), [("250us", 250e-6), ("5ms", 0.005), ("1.5 s", 1.5), ("0", 0.0)], ids=lambda value: str(value)
)
def test_delays(text: str, delay: float) -> None:
    topology = parse(f"name: x\nnodes: {{A: , B: }}\nlinks:\n- {{endpoints: [A:Fa0/0, B:Fa0/0], delay: {text}}}\n", Path("l"))
    assert topology.links[0].delay == pytest.approx(delay)


HEAD = "name: x\nnodes:\n  R1: {}\n  R2: {platform: csr1000v}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "lab.yaml:1: is empty; expected the keys name, nodes and links"),
        ("[]", "lab.yaml:1: lab must be a mapping (key: value)"),
        ("name: x\n", 'lab.yaml:1: the key "nodes" is missing'),
        ("nodes: {R1: }\n", 'lab.yaml:1: the key "name" is missing'),
        ("name: x\nnodes: {}\n", "lab.yaml:2: a lab needs at least one node"),
        ("name: x\nseed: seven\nnodes: {R1: }\n", 'lab.yaml:2: seed must be a whole number, not "seven"'),
        ("name: x\nnode: {R1: }\n", 'lab.yaml:2: lab: unknown key "node"; did you mean "nodes"?'),
        ("name: x\nnodes: {R1: }\nzzz: 1\n", 'lab.yaml:3: lab: unknown key "zzz"; known keys: '),
        ("name: x\nnodes:\n  R1: {platfrom: c7200}\n", 'lab.yaml:3: node R1: unknown key "platfrom"; did you mean "platform"?'),
        ("name: x\nnodes:\n  R1: {platform: c9999}\n", 'lab.yaml:3: unknown platform "c9999"; known: '),
        ("name: x\nnodes:\n  R1: {config: none.cfg}\n", "lab.yaml:3: configuration of R1: no such file: labs/none.cfg"),
        ("name: x\nnodes:\n  R1: {config: .}\n", "lab.yaml:3: configuration of R1: "),
        ("name: x\nnodes:\n  R1:\n  R1:\n", 'lab.yaml:4: nodes: "R1" stands twice, first in line 3'),
        ("name: x\nnodes:\n  R 1:\n", 'lab.yaml:3: "R 1" is no name for a node'),
        (HEAD + "links: 5\n", "lab.yaml:5: links must be a list"),
        (HEAD + "links:\n- {}\n", 'lab.yaml:6: link: the key "endpoints" is missing'),
        (HEAD + "links:\n- endpoints: [R1:Fa0/0]\n", "lab.yaml:6: a link needs two endpoints"),
        (HEAD + "links:\n- endpoints: [R1, R2:Gi1]\n", 'lab.yaml:6: endpoint "R1" must be written NODE:INTERFACE'),
        (HEAD + "links:\n- endpoints: [R3:Fa0/0, R2:Gi1]\n", 'lab.yaml:6: endpoint "R3:Fa0/0": no node "R3"; nodes: R1, R2'),
        (HEAD + "links:\n- endpoints: [R1:zz0, R2:Gi1]\n", 'lab.yaml:6: endpoint "R1:zz0": "zz0" is no interface name'),
        (
            HEAD + "links:\n- endpoints:\n  - R1:Fa0/0\n  - R2:Fa0/0\n",
            'lab.yaml:8: endpoint "R2:Fa0/0": csr1000v has no such port; its ports: GigabitEthernet1-26',
        ),
        (HEAD + "links:\n- endpoints: [R1:Fa0/9, R2:Gi1]\n", 'lab.yaml:6: endpoint "R1:Fa0/9": c7200 has no such port'),
        (HEAD + "links:\n- endpoints: [R1:Fa0/0, R2:Gi99]\n", 'lab.yaml:6: endpoint "R2:Gi99": csr1000v has no such port'),
        ("name: x\nnodes:\n  R1: {}\n  r1: {}\n", 'lab.yaml:4: node "r1" and node "R1" differ by upper and lower case only'),
        (HEAD + "links:\n- endpoints: [R1:Lo0, R2:Gi1]\n", 'lab.yaml:6: endpoint "R1:Lo0": c7200 has no such port'),
        (
            HEAD + "links:\n- endpoints: [R1:Fa0/0.1, R2:Gi1]\n",
            'lab.yaml:6: endpoint "R1:Fa0/0.1": wire the interface FastEthernet0/0, not a subinterface',
        ),
        (
            HEAD + "links:\n- endpoints: [R1:Fa0/0, R2:Gi1]\n- endpoints: [R1:FastEthernet0/0, R2:Gi2]\n",
            "lab.yaml:7: R1:FastEthernet0/0 is in two links, first in line 6",
        ),
        (HEAD + "links:\n- endpoints: [R1:Se1/0, R2:Gi1]\n", "lab.yaml:6: a Serial interface cannot be wired to another"),
        (HEAD + "links:\n- endpoints: [R1:Fa0/0, R2:Gi1]\n  delay: 5\n", "lab.yaml:7: delay must be a time like 250us"),
        (HEAD + "links:\n- endpoints: [R1:Fa0/0, R2:Gi1]\n  delay: -1ms\n", "lab.yaml:7: delay must be a time like 250us"),
        (HEAD + "links:\n- endpoints: [R1:Fa0/0, R2:Gi1]\n  loss: 2\n", "lab.yaml:7: loss must be a probability"),
        (HEAD + "links:\n- endpoints: [R1:Fa0/0, R2:Gi1]\n  loss: nan\n", "lab.yaml:7: loss must be a probability"),
        ("name: x\nnodes: {R1: }\nlinks: [\n", "lab.yaml:4: not valid YAML: "),
        ("name: x\n\tnodes:\n", "lab.yaml:2: not valid YAML: "),
    ],
)
def test_errors_name_line_and_remedy(text: str, expected: str) -> None:
    assert error(text).startswith(expected)


def test_missing_and_odd_files(tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"lab\.yaml: no such file"):
        read(tmp_path)
    (tmp_path / "lab.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(LabError, match=r"lab\.yaml:1: is not UTF-8 text"):
        read(tmp_path)
    with pytest.raises(LabError, match="no such file"):
        find("nowhere/lab.yaml")
    with pytest.raises(LabError, match=r'no lab named "dmvpn"; shipped labs: .*dmvpn-ipsec'):
        find("dmvpn")


def test_shipped_labs_are_well_formed() -> None:
    labs = shipped()
    assert "dmvpn-ipsec" in labs
    for name, folder in labs.items():
        topology = read(folder)
        assert topology.name == name
        assert topology.description
        assert (Path(folder) / "README.md").is_file()


def test_ports_named_by_a_configuration() -> None:
    config = "interface FastEthernet0/0\n!\ninterface Fa1/0.10\ninterface Loopback0\nint gi6/0\ninterface Fa0/9\n"
    found = ports_named(config, PLATFORMS["c7200"])
    assert found == [InterfaceName.parse(text) for text in ("Fa0/0", "Fa1/0", "Gi6/0")]
