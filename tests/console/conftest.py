"""A lab of two routers in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

LAB = """\
name: two
seed: 5
nodes:
  R1: {config: R1.cfg}
  R2: {config: R2.cfg}
links:
  - endpoints: [R1:Fa0/0, R2:Fa0/0]
    delay: 5ms
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """R1 and R2 on one cable, 10.0.0.1 and 10.0.0.2."""
    (tmp_path / "lab.yaml").write_text(LAB)
    for number in (1, 2):
        (tmp_path / f"R{number}.cfg").write_text(
            f"hostname R{number}\nno ip domain lookup\ninterface FastEthernet0/0\n ip address 10.0.0.{number} 255.255.255.0\n"
            "line con 0\n logging synchronous\nend\n"
        )
    return tmp_path
