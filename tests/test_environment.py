"""`tools/environment` takes a Python that really starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).resolve().parent.parent / "tools" / "environment"


def newest(path: Path, pyenv: Path) -> str:
    environment = {**os.environ, "PATH": f"{path}:/usr/bin:/bin", "PYENV_ROOT": str(pyenv)}
    done = subprocess.run(["sh", str(TOOL), "--newest"], capture_output=True, text=True, env=environment, timeout=60)
    assert done.stderr == ""
    return done.stdout.strip()


def put(file: Path, script: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def test_a_shim_that_leads_nowhere_is_passed_over(tmp_path: Path) -> None:
    shims, pyenv = tmp_path / "shims", tmp_path / "pyenv"
    put(shims / "python3.15", "echo 'pyenv: python3.15: command not found' >&2; exit 127")
    put(pyenv / "versions/3.15.1/bin/python", "exit 1")
    good = put(shims / "python3.14", f'exec {sys.executable} "$@"')
    assert newest(shims, pyenv) == str(good)
    own = put(pyenv / "versions/3.15.2/bin/python", f'exec {sys.executable} "$@"')
    assert newest(shims, pyenv) == str(own)


def test_behind_a_dead_shim_the_next_of_that_name_is_tried(tmp_path: Path) -> None:
    put(tmp_path / "a/python3.15", "exit 127")
    good = put(tmp_path / "b/python3.15", f'exec {sys.executable} "$@"')
    assert newest(Path(f"{tmp_path / 'a'}:{tmp_path / 'b'}"), tmp_path) == str(good)
