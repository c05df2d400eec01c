"""`iosemu lab import FILE OUT` and `iosemu lab from CONFIGS/`."""

from __future__ import annotations

import os

from iosemu.lab.errors import LabError
from iosemu.lab.files import read_text
from iosemu.lab.imports import cml, configs, containerlab, eveng, gns3, netlab
from iosemu.lab.imports.foreign import Foreign, told, topology_of, write
from iosemu.lab.imports.marked import Marked
from iosemu.lab.yaml_parts import compose

KNOWN = "CML (.yaml), GNS3 (.gns3), EVE-NG and PNETLab (.unl), containerlab (.clab.yml), netlab (topology.yml)"


def read(file: str) -> Foreign:
    """Whose file it is shows in what it holds. Raises LabError."""
    text = read_text(file, strict=True)
    if text.lstrip()[:1] == "<":
        return eveng.read(text, file)
    root = compose(text, file, f"a lab of another program: {KNOWN}")
    look = Marked(file)
    topology, nodes = look.get(root, "topology"), look.get(root, "nodes")
    if topology is not None and look.get(topology, "links") is not None and look.get(root, "project_id") is not None:
        return gns3.Reader(file).lab(root)
    if file.lower().endswith(".gns3"):
        return gns3.Reader(file).lab(root)
    if topology is not None:
        return containerlab.Reader(file).lab(root)
    about = look.get(root, "lab")
    if about is not None and (nodes is not None or look.get(about, "nodes") is not None):
        return cml.Reader(file).lab(root)
    if nodes is not None:
        return netlab.Reader(file).lab(root)
    raise LabError(f"is no lab of another program that is known here: {KNOWN}", file, 1)


def import_lab(file: str, out: str) -> int:
    """Prints what came of it, and what did not come along. Raises LabError."""
    found = read(file)
    topology = topology_of(found)
    if not found.name:
        topology.name = os.path.basename(os.path.abspath(out))
    write(topology, out)
    print(f"{out}: {len(topology.nodes)} nodes, {len(topology.links)} links")
    for note in told(found):
        print(f"  {note}")
    return 0


def from_configs(folder: str, platform: str) -> int:
    """Prints the wires, and what is not clear; 1 where something is not. Raises LabError."""
    guess = configs.lab_of(folder, platform)
    path = configs.save(guess, folder)
    print(f"{path}: {len(guess.topology.nodes)} nodes, {len(guess.topology.links)} links")
    for line in guess.told:
        print(f"  {line}")
    if guess.unclear:
        print("not clear:")
        for line in guess.unclear:
            print(f"  {line}")
    return 1 if guess.unclear else 0
