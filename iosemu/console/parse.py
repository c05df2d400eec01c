"""`iosemu parse`: what of a configuration is understood, line by line, and the running-config that comes of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from iosemu.device.device import Device
from iosemu.device.platform import PLATFORMS
from iosemu.device.shell import DeviceShell
from iosemu.lab.errors import LabError
from iosemu.lab.files import read_stream, read_text
from iosemu.lab.topology import ports_named

REFUSED = "refused"
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


def shell_for(text: str, platform: str, release: str = "") -> DeviceShell:
    """A router of that platform, switched on, with the ports that the configuration names. Raises LabError."""
    if platform not in PLATFORMS:
        raise LabError(f'unknown platform "{platform}"; known: {", ".join(sorted(PLATFORMS))}')
    try:
        device = Device("Router", platform, release=release)
    except LookupError as error:
        raise LabError(str(error)) from None
    for name in ports_named(text, device.platform):
        device.install(name)
    shell = DeviceShell(device)
    device.startup_config = "".join(f"interface {name}\n" for name in device.interfaces)
    shell.boot()
    return shell


def run(file: str, platform: str, render: bool, as_json: bool, release: str = "") -> int:
    """Print the account; 1 when a line was refused."""
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
