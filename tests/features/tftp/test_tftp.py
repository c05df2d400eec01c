"""TFTP between routers and PCs: dialogues, marks, errors, losses; the bytes are the same at the other end."""

from __future__ import annotations

import hashlib
import re

import pytest

from iosemu import Lab
from iosemu.lab.node import Node

LAN = """\
name: lan
nodes:
  R1: {platform: iosv}
  R2: {platform: iosv}
  PC1: {kind: host}
links:
  - {endpoints: ["R1:GigabitEthernet0/0", "R2:GigabitEthernet0/0", "PC1:eth0"], delay: 1ms}
"""


@pytest.fixture
def lab() -> Lab:
    lab = Lab.from_yaml(LAN)
    for number in (1, 2):
        lab[f"R{number}"].configure(
            f"hostname R{number}\ninterface Gi0/0\n ip address 10.1.1.{number} 255.255.255.0\n no shutdown\n"
        )
    lab["PC1"].configure("ip 10.1.1.10/24 10.1.1.1\ntftpd")
    lab.settle()
    lab["R1"].cli("ping 10.1.1.10\nping 10.1.1.2")
    return lab


def typed(node: Node, *lines: str) -> str:
    return node.cli(lines[0], *lines[1:])


def test_the_running_configuration_goes_out_and_comes_back(lab: Lab) -> None:
    r1, pc = lab["R1"], lab["PC1"]
    said = typed(r1, "copy running-config tftp:", "10.1.1.10", "")
    kept = pc.device.flash["r1-confg"]
    assert re.search(
        r"Address or name of remote host \[\]\? (10\.1\.1\.10)?\n?Destination filename \[r1-confg\]\? \n?!!+\n"
        rf"{len(kept)} bytes copied in 0\.0\d\d secs \(\d+ bytes/sec\)\n$",
        said,
    ), said
    assert b"\nhostname R1\n" in kept and kept.endswith(b"\nend\n")
    pc.device.flash["more.cfg"] = b"interface Loopback5\n ip address 192.0.2.5 255.255.255.255\nend\n"
    said = typed(r1, "copy tftp: running-config", "10.1.1.10", "more.cfg", "")
    assert "Source filename []? " in said and "Destination filename [running-config]? " in said
    assert "Accessing tftp://10.1.1.10/more.cfg...\nLoading more.cfg from 10.1.1.10 (via GigabitEthernet0/0): !\n[OK - " in said
    assert "interface Loopback5" in r1.running_config()
    lab.run(3)
    assert "%SYS-5-CONFIG_I: Configured from tftp://10.1.1.10/more.cfg by console" in r1.cli("show logging")
    typed(r1, "copy tftp://10.1.1.10/more.cfg startup-config", "")
    assert r1.device.startup_config == pc.device.flash["more.cfg"].decode()


def test_files_of_the_flash(lab: Lab) -> None:
    r1, r2, pc = lab["R1"], lab["R2"], lab["PC1"]
    image = bytes(range(256)) * 64  # 32 blocks, and an empty one at the end
    pc.device.flash["image.bin"] = image
    said = typed(r1, "copy tftp: flash:", "10.1.1.10", "image.bin", "")
    assert "Destination filename [image.bin]? " in said and "(via GigabitEthernet0/0): !!!\n[OK - 16384 bytes]\n\n16384 bytes copied in " in said
    assert r1.device.flash["image.bin"] == image
    digest = hashlib.md5(image).hexdigest()
    assert r1.cli("verify /md5 flash:image.bin") == f".Done!\nverify /md5 (flash:image.bin) = {digest}\n\n"
    assert f"Verified (flash:image.bin) = {digest}\n" in r1.cli(f"verify /md5 flash:image.bin {digest}")
    assert "%Error verifying flash:image.bin\n" in r1.cli(f"verify /md5 flash:image.bin {'0' * 32}")
    said = typed(r1, "copy tftp://10.1.1.10/image.bin flash:", "", "n")
    assert "%Warning:There is a file already existing with this name \nDo you want to over write? [confirm]" in said
    assert typed(r1, "copy flash:image.bin tftp:", "10.1.1.10", "copy.bin").endswith("bytes/sec)\n") and pc.device.flash["copy.bin"] == image

    assert r1.configure("tftp-server flash:image.bin alias os 7\naccess-list 7 permit 10.1.1.2\n") == ""
    assert "tftp-server flash:image.bin alias os 7" in r1.running_config()
    assert "[OK - 16384 bytes]" in typed(r2, "copy tftp://10.1.1.1/os flash:", "")
    assert r2.device.flash["os"] == image
    assert pc.cli("tftp -g -r os 10.1.1.1") == "tftp: server error: (1) File not found\n\n"
    r1.configure("access-list 7 permit 10.1.1.10\n")
    assert pc.cli("tftp -g -r os 10.1.1.1") == "\n" and "     16384 os" in pc.cli("ls")
    assert pc.cli("tftp -p -l os 10.1.1.1") == "tftp: server error: (2) Access violation\n\n"
    assert "Invalid input" in r1.configure("tftp-server nowhere:x\n")


def test_errors(lab: Lab) -> None:
    r1 = lab["R1"]
    said = typed(r1, "copy tftp://10.1.1.10/none flash:", "")
    assert said.endswith("Accessing tftp://10.1.1.10/none...\n%Error opening tftp://10.1.1.10/none (No such file or directory)\n")
    begun = lab.now
    said = typed(r1, "copy running-config tftp://10.1.1.77/x", "", "")
    assert said.endswith("....\n%Error opening tftp://10.1.1.77/x (Timed out)\n") and 20 < lab.now - begun < 30, said
    assert typed(r1, "copy tftp: flash:", "").endswith(
        "?Invalid host address or name\n%Error parsing filename (Invalid IP address or hostname)\n"
    )
    assert typed(r1, "copy flash:none tftp:") == "%Error opening flash0:/none (No such file or directory)\n"
    assert r1.cli("copy flash:x rcp:") == "%Error opening rcp: (No such device)\n"


@pytest.mark.parametrize("blocksize", [512, 1468])
def test_losses_and_other_blocks(lab: Lab, blocksize: int) -> None:
    r1, pc = lab["R1"], lab["PC1"]
    link = next(iter(lab.links))
    lab.lose(link, share=0.05)
    lab.duplicate(link, share=0.1)
    pc.device.flash["image.bin"] = image = hashlib.sha256(b"x").digest() * 1500
    r1.configure(f"ip tftp blocksize {blocksize}\ninterface Loopback0\n ip address 10.1.1.65 255.255.255.255\n")
    said = typed(r1, "copy tftp://10.1.1.10/image.bin flash:", "")
    assert "[OK - 48000 bytes]" in said and r1.device.flash["image.bin"] == image
    said = typed(r1, "copy flash:image.bin tftp://10.1.1.10/back.bin", "", "")
    assert said.endswith("bytes/sec)\n") and pc.device.flash["back.bin"] == image


def test_a_server_in_the_middle_of_things_can_be_saved(lab: Lab) -> None:
    pc = lab["PC1"]
    pc.device.flash["image.bin"] = bytes(200_000)
    session = lab["R1"].console.session
    session.feed_line("copy tftp://10.1.1.10/image.bin flash:")
    session.feed_line("")
    lab.run(0.02)
    files = pc.device.shell.files
    assert files.server.transfers
    session.interrupt()
    lab.run(40)
    assert not files.server.transfers
    other = Lab.restore(lab.checkpoint())
    assert "tftpd" in other["PC1"].running_config()
    assert "[OK - 200000 bytes]" in typed(other["R1"], "copy tftp://10.1.1.10/image.bin flash:", "")
