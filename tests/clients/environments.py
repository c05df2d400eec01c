"""What the runs of foreign programs share: their environments, free ports."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "clients"
NETMIKO = "4.8.0"


def environment(name: str, packages: Sequence[str]) -> Path:
    """An interpreter with these packages; made on first use."""
    folder = BUILD / name
    python = folder / "bin" / "python"
    stamp = folder / ".ready"
    wanted = "\n".join(packages)
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        if packages:
            pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, *packages], check=True)
        stamp.write_text(wanted)
    return python


def free_base(count: int = 6) -> int:
    """The first of a run of ports that nobody listens at."""
    for base in range(20_000 + os.getpid() % 997 * 10, 60_000, 10):
        tried = [socket.socket() for _ in range(count)]
        try:
            for number, one in enumerate(tried):
                one.bind(("127.0.0.1", base + number))
        except OSError:
            continue
        finally:
            for one in tried:
                one.close()
        return base
    raise AssertionError("no ports")
