"""`iosemu parse`: what of a configuration is understood, line by line, and the running-config that comes of it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from iosemu.device.device import Device
from iosemu.device.platform import PLATFORMS
from iosemu.device.shell import DeviceShell
from iosemu.lab.configurations import named_so
from iosemu.lab.errors import LabError
from iosemu.lab.files import read_stream, read_text, tidy
from iosemu.lab.topology import ports_named

REFUSED = "refused"
_MANY = 20_000  # files of a folder
_SHOWN = {"full": "accepted", "partial": "partial", "stored": "stored", REFUSED: "refused"}


def load(file: str) -> str:
    """Text of a configuration file or of a pipe, "-" being standard input. Raises LabError."""
    if file == "-":
        return read_stream(sys.stdin.buffer, "standard input")
    path = Path(file)
    try:
        if not path.is_fifo() and not path.is_char_device():
            return read_text(path)
        with path.open("rb") as stream:  # the shell's <(command), say
            return read_stream(stream, file)
    except OSError as error:
        raise LabError(error.strerror or "cannot be read", file) from None


def shell_for(text: str, platform: str, release: str = "", others: str = "") -> DeviceShell:
    """A router of that platform, switched on, with the ports that the configuration names. Those that `others` name are
    there as well, and shut down, as ports are of which a start-up configuration says nothing. Raises LabError."""
    if platform not in PLATFORMS:
        raise LabError(f'unknown platform "{platform}"; known: {", ".join(sorted(PLATFORMS))}')
    try:
        device = Device("Router", platform, release=release)
    except LookupError as error:
        raise LabError(str(error)) from None
    own, theirs = (ports_named(each, device.platform) for each in (text, others))
    for name in dict.fromkeys([*own, *theirs]):
        device.install(name)
    shell = DeviceShell(device)
    silent = set(theirs) - set(own)
    device.startup_config = "".join(f"interface {name}\n" for name in device.interfaces if name not in silent)
    shell.boot()
    return shell


def run(file: str, platform: str, render: bool, as_json: bool, release: str = "") -> int:
    """Print the account; 1 when a line was refused."""
    if os.path.isdir(file):
        return run_folder(file, platform, render, as_json, release)
    text = load(file)
    shell = shell_for(text, platform, release)
    lines = shell.parse(text)
    refused = any(line.status == REFUSED for line in lines)
    running = shell.running_config()
    if as_json:
        account = {
            "file": file,
            "platform": platform,
            "lines": [
                {
                    "line": line.number,
                    "text": line.text,
                    "status": _SHOWN.get(line.status, line.status),
                    **({"reason": line.reason} if line.reason else {}),
                    **({"column": line.column + 1} if line.column is not None else {}),
                }
                for line in lines
            ],
            "running_config": running,
        }
        print(json.dumps(account, indent=2))
        return int(refused)
    if render:
        for running_line in running:
            print(running_line)
        return int(refused)
    width = len(str(len(text.splitlines())))
    for line in lines:
        where = f" (column {line.column + 1})" if line.column is not None else ""
        reason = f"    <- {line.reason}{where}" if line.reason else ""
        print(f"{_SHOWN.get(line.status, line.status):8}  {line.number:{width}}  {line.text}{reason}")
    return int(refused)


def run_folder(folder: str, platform: str, render: bool, as_json: bool, release: str) -> int:
    """A table: how many lines of each configuration below are accepted, partial, stored and refused."""
    if render:
        raise LabError("--render is for one configuration", folder)
    files: list[str] = []
    seen = 0
    for where, _, names in os.walk(folder):
        seen += len(names) + 1
        if seen > _MANY:
            raise LabError(f"holds more than {_MANY} files; name a folder of configurations", folder)
        paths = [os.path.join(where, name) for name in names if named_so(name)]
        files += [tidy(path) for path in paths if os.path.isfile(path)]
    files.sort()
    if not files:
        raise LabError("there is no configuration in it or below", folder)
    counted: list[tuple[str, dict[str, int]]] = []
    for file in files:
        lines = shell_for(text := load(file), platform, release).parse(text)
        counts = dict.fromkeys(_SHOWN.values(), 0)
        for line in lines:
            counts[_SHOWN[line.status]] += line.status in _SHOWN
        counted.append((os.path.relpath(file, folder), counts))
    if len(counted) > 1:
        counted.append(("all", {word: sum(counts[word] for _, counts in counted) for word in _SHOWN.values()}))
    if as_json:
        print(json.dumps([{"file": name, **counts} for name, counts in counted], indent=2))
    else:
        width = max(len(name) for name, _ in counted)
        print(" ".join([" " * width, *(f"{word:>8}" for word in _SHOWN.values())]))
        for name, counts in counted:
            print(" ".join([f"{name:<{width}}", *(f"{count:>8}" for count in counts.values())]))
    return int(bool(counted[-1][1]["refused"]))
