"""ssh, sshpass and telnet as they are on this machine."""

import os
import shutil
import subprocess
import sys

SSH = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-F", "/dev/null"]


def said(*command: str, typed: str = "") -> tuple[int, str]:
    done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout.replace("\r\n", "\n") + done.stderr


for tool in ("ssh", "sshpass", "telnet"):
    if shutil.which(tool) is None:
        sys.exit(f"{tool} is missing: apt-get install openssh-client sshpass telnet")

for router in ("R1", "R2"):
    to = ["sshpass", "-p", "cisco", "ssh", *SSH, "-p", os.environ[f"{router}_SSH"], "admin@127.0.0.1"]
    status, text = said(*to, "show privilege")
    assert (status, text) == (0, "\nCurrent privilege level is 15\n"), (status, text)
    status, text = said(*to, "-tt", typed="show users\nexit\n")
    assert status == 0 and f"{router}#show users\n" in text and "vty 0     admin" in text, text
    status, text = said(*to, typed="terminal length 0\nshow running-config\nshow clock\nexit\n")
    assert status == 0 and "\nhostname " + router in text and " UTC " in text, text
    wrong = ["sshpass", "-p", "wrong", "ssh", *SSH, "-p", os.environ[f"{router}_SSH"], "admin@127.0.0.1"]
    status, text = said(*wrong, "show clock")
    assert status == 5, (status, text)
    talk = f"(sleep 1; echo admin; sleep 1; echo cisco; sleep 1; echo show clock; sleep 1; echo exit; sleep 1) | telnet 127.0.0.1 {os.environ[router + '_TELNET']}"
    status, text = said("sh", "-c", talk)
    assert "User Access Verification" in text and f"{router}#show clock\n" in text and " UTC " in text, text
print("ssh, sshpass, telnet: commands, terminals, pipes, a wrong password")
