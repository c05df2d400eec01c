"""The same seed gives the same bytes in every process, whatever Python's own seed of hashes is."""

from __future__ import annotations

import os
import subprocess
import sys

STORY = """
from iosemu import Lab
from iosemu.device.debug import LogRecord

lab = Lab.load("dmvpn-ipsec")
for name, node in lab.nodes.items():
    node.device.debug.all_on()
    node.device.bus.listen(LogRecord, lambda record, name=name: print(name, record.time, record.text))
lab.run(30)
for name, node in lab.nodes.items():
    print(list(node.device.debug.active))
    print(node.cli("show running-config"), node.cli("show ip route"), node.cli("show debugging"))
"""


def story(seed: int) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run([sys.executable, "-c", STORY], env=environment, capture_output=True, check=True, timeout=60)
    return done.stdout


def test_debug_all_prints_the_same_in_two_processes() -> None:
    first, second = story(1), story(2)
    assert len(first) > 10_000
    assert first == second
