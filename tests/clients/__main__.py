"""`make clients`: real automation clients, unmodified, each in an environment of its own, over SSH and telnet.

Each client is a script `stories/by_NAME.py`, run by its own interpreter with the ports in the environment; it fails by an
exception. netmiko's own test suites run too, out of its source package, with our files of devices and answers.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from tests.clients.environments import BUILD, NETMIKO, ROOT, environment, free_base

HERE = Path(__file__).resolve().parent
NEEDS = {
    "plain": [],
    "netmiko": [f"netmiko=={NETMIKO}", "ttp"],
    "scrapli": ["scrapli[paramiko]==2025.1.30", "textfsm", "ntc-templates"],
    "napalm": ["napalm==5.2.0"],
    "ansible": ["ansible==12.3.0", "paramiko==5.1.0", "ansible-pylibssh"],
    "genie": ["pyats==26.9", "genie==26.9", "unicon==26.9"],
    "parsers": ["pyats==26.9", "genie==26.9", "ntc-templates==9.3.0"],
    "nornir": ["nornir==3.6.0", "nornir-netmiko==1.0.1", "ntc-templates"],
    "robot": ["robotframework==7.5", "robotframework-sshlibrary==3.8.0"],
    "netmiko_suite": [f"netmiko=={NETMIKO}", "ttp", "pytest"],
}
WHEN_ASKED = ("parsers",)  # it asks every show, and takes long
SUITES = ("test_netmiko_show.py", "test_netmiko_config.py", "test_netmiko_save.py")
DEVICES = ("r1", "r1_telnet", "r2")
NOT_HERE = "not genie"  # its parsers come with a package of their own, which is not installed
PATIENCE = 1800  # wall seconds for one client


class Served:
    """The lab, by `iosemu serve`; R1's and R2's ports are two and two."""

    def __init__(self) -> None:
        self.base = free_base()
        self.log = BUILD / "serve.log"
        ports = {"--telnet-base": self.base, "--vty-base": self.base + 2, "--ssh-base": self.base + 4}
        options = [str(part) for pair in ports.items() for part in pair]
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "iosemu", "serve", str(HERE / "lab"), *options]
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
        deadline = time.monotonic() + 120
        while "control socket" not in self.log.read_text():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the lab is not served:\n{self.log.read_text()}")
            time.sleep(0.1)

    def ports(self) -> dict[str, str]:
        return {
            "R1_TELNET": str(self.base + 2), "R2_TELNET": str(self.base + 3),
            "R1_SSH": str(self.base + 4), "R2_SSH": str(self.base + 5),
        }  # fmt: skip

    def stop(self) -> str:
        """What it said beside its first lines."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return self.log.read_text().partition("control socket")[2].partition("\n")[2]


def suite(python: Path, ports: dict[str, str]) -> bool:
    """netmiko's own."""
    source = BUILD / f"netmiko-{NETMIKO}"
    if not source.exists():
        pip = [str(python), "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--no-binary", ":all:", "-d", str(BUILD), f"netmiko=={NETMIKO}"], check=True)
        with tarfile.open(BUILD / f"netmiko-{NETMIKO}.tar.gz") as archive:
            archive.extractall(BUILD, filter="data")
    tests = source / "tests"
    for file in (HERE / "netmiko").iterdir():
        text = file.read_text()
        for name, number in ports.items():
            text = text.replace(f"${name}", number)
        (tests / "etc" / file.name).write_text(text)
        (tests / file.name).write_text(text)
    good = True
    for device in DEVICES:
        command = [str(python), "-m", "pytest", "-q", "--test_device", device, "-p", "no:cacheprovider", "-k", NOT_HERE]
        good &= subprocess.run([*command, *SUITES], cwd=tests, timeout=PATIENCE).returncode == 0
    return good


def main() -> int:
    wanted = sys.argv[1:] or [name for name in NEEDS if name not in WHEN_ASKED]
    unknown = set(wanted) - set(NEEDS)
    if unknown:
        raise SystemExit(f"{', '.join(sorted(unknown))}: no such client; there are {', '.join(NEEDS)}")
    BUILD.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, str] = {}
    for name in wanted:
        print(f"== {name}", flush=True)
        python = environment(name, NEEDS[name])
        served = Served()
        try:
            if name == "netmiko_suite":
                good = suite(python, served.ports())
            else:
                story = [str(python), str(HERE / "stories" / f"by_{name}.py")]
                path = f"{python.parent}:{os.environ['PATH']}"
                variables = {**os.environ, **served.ports(), "PATH": path, "OUR_PYTHON": sys.executable}
                good = subprocess.run(story, env=variables, cwd=BUILD, timeout=PATIENCE).returncode == 0
        except subprocess.TimeoutExpired:
            good = False
        said = served.stop()
        outcomes[name] = "ok" if good and not said else f"FAILED {said}".strip()
    for name, outcome in outcomes.items():
        print(f"{name:14} {outcome}")
    return any(outcome != "ok" for outcome in outcomes.values())


if __name__ == "__main__":
    sys.exit(main())
