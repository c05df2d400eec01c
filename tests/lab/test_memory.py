"""Labs that were built and closed leave nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STATM = Path("/proc/self/statm")

CODE = """
import gc
from pathlib import Path
from iosemu.lab.lab import Lab
from tests.bench.dmvpn import topology

spec = topology(150)
pages = []
for _ in range(5):
    lab = Lab(spec)
    lab.run(3)
    lab.close()
    del lab
    gc.collect()
    pages.append(int(Path("/proc/self/statm").read_text().split()[1]))
print(*pages)
"""


@pytest.mark.skipif(not STATM.exists(), reason="Linux tells a process its memory here")
def test_five_big_labs_take_the_memory_of_one() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    pages = [int(word) for word in done.stdout.split()]
    assert pages[-1] <= pages[0] * 1.05, pages


COLD = """
import gc
from iosemu.lab.lab import Lab
from tests.bench.dmvpn import topology

lab = Lab(topology(150))
gc.unfreeze()
print(gc.collect())
"""


def test_grammars_that_had_to_be_parsed_leave_nothing_in_a_big_lab(tmp_path: Path) -> None:
    """A big lab freezes what is there when it is built: no waste may be among it."""
    environment = {**os.environ, "IOSEMU_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", COLD], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True, env=environment)
    assert int(done.stdout) < 20_000
