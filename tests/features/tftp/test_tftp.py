"""TFTP between routers and PCs: dialogues, marks, errors, losses; the bytes are the same at the other end."""

from __future__ import annotations

import hashlib
import re

import pytest

from iosemu import Lab
from iosemu.device.interface import Interface
from iosemu.device.passage import Passage
from iosemu.lab.errors import LabError
from iosemu.lab.node import Node
from iosemu.types import InterfaceName
from iosemu.wire import tftp
from iosemu.wire.udp import Udp
from tests.lab.test_checkpoint import same_from_here

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
    assert typed(lab["R2"], "copy tftp: flash:", "").endswith(
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


def test_what_was_said_last_is_offered(lab: Lab) -> None:
    """Host and file, also of a copy that came to nothing."""
    r1, pc = lab["R1"], lab["PC1"]
    pc.device.flash["some.cfg"] = b"interface Loopback8\nend\n"
    typed(r1, "copy tftp://10.1.1.10/other.cfg flash:", "")
    said = typed(r1, "copy tftp: flash:", "", "some.cfg", "")
    assert "Address or name of remote host [10.1.1.10]? " in said and "Source filename [other.cfg]? " in said and "[OK - 24 bytes]" in said
    assert "Source filename [some.cfg]? \nDestination filename [running-config]? " in typed(r1, "copy tftp: running-config", "", "", "")
    assert "Address or name of remote host [10.1.1.10]? \nDestination filename [r1-confg]? " in typed(r1, "copy running-config tftp:", "", "")
    said = typed(r1, "copy tftp://10.1.1.10/some.cfg null:")
    assert "Destination" not in said and "24 bytes copied in " in said and "null:" not in r1.device.flash
    r1.configure("file prompt quiet\n")
    assert typed(r1, "copy tftp: flash:").startswith("Accessing tftp://10.1.1.10/some.cfg...\n"), "nobody is asked"


@pytest.mark.parametrize(
    ("options", "good"),
    [({"blksize": "1024"}, True), ({"blksize": "2048"}, False), ({"blksize": "4"}, False), ({"blksize": "x"}, False),
     ({"tsize": "5"}, False), ({}, True)],
)  # fmt: skip
def test_options_that_were_not_asked_for(lab: Lab, options: dict[str, str], good: bool) -> None:
    """RFC 2347: error 8, and no data are taken."""
    r1, device = lab["R1"], lab["PC1"].device
    lab["PC1"].cli("rm x")
    device.shell.files.server.close()
    heard: list[tftp.Message] = []

    def serve(udp: Udp, passage: Passage, iface: Interface) -> None:
        heard.append(tftp.decode(udp.payload))
        answer: tftp.Message | None = None
        if isinstance(heard[-1], tftp.Request):
            answer = tftp.OptionAck(options) if options else tftp.Data(1, bytes(500))
        elif heard[-1] == tftp.Ack(0):
            answer = tftp.Data(1, bytes(1000))
        if answer is not None:
            device.ip.udp.send(device.vrfs.default, 0, 4444, passage.packet.src, udp.src_port, answer.encode())

    device.ip.udp.listen(69, serve)
    device.ip.udp.listen(4444, serve)
    r1.configure("ip tftp blocksize 1024\n")
    said = typed(r1, "copy tftp://10.1.1.10/x flash:", "")
    lab.run(1)
    assert isinstance(heard[0], tftp.Request) and heard[0].options == {"blksize": "1024"}
    if good:
        assert heard[1:] == [tftp.Ack(0), tftp.Ack(1)][not options :] and f"[OK - {1000 if options else 500} bytes]" in said
    else:
        assert heard[1:] == [tftp.Error(8, "Option negotiation failed")]
        assert said.endswith("%Error opening tftp://10.1.1.10/x (Undefined error)\n") and "x" not in r1.device.flash


def test_what_has_no_room(lab: Lab) -> None:
    r1, pc = lab["R1"], lab["PC1"]
    r1.device.flash.size = 10_000
    pc.device.flash["image.bin"] = bytes(20_000)
    said = typed(r1, "copy tftp://10.1.1.10/image.bin flash:", "")
    lab.run(1)
    assert said.endswith("!\n%Error copying tftp://10.1.1.10/image.bin (Not enough space on device)\n"), said
    assert "image.bin" not in r1.device.flash and not pc.device.shell.files.server.transfers


def test_what_the_server_says(lab: Lab) -> None:
    r1, r2 = lab["R1"], lab["R2"]
    r1.device.flash["some.cfg"] = bytes(700)
    r1.configure("tftp-server flash:some.cfg\n")
    assert r1.cli("debug tftp events") == "TFTP Event debugging is on\n"
    assert r1.cli("debug tftp packets") == "TFTP Packet debugging is on\n"
    lab.run(5)
    r1.console.take()
    typed(r2, "copy tftp://10.1.1.1/some.cfg flash:", "")
    typed(r2, "copy tftp://10.1.1.1/nothing flash:", "")
    lab.run(1)
    said = re.findall(r": (TFTP: .*)", r1.console.take())
    patterns = (
        "Server request for port (\\d+), socket_id 0x45AD\\w{4} for process (\\d+)",
        "read request from host 10.1.1.2\\(\\d+\\) via GigabitEthernet0/0", "Looking for some.cfg",
        "Opened flash:some.cfg, fd 0, size 700 for process \\d+",
        *(f"{what} {block}{retry}, socket_id 0x45AD\\w{{4}}" for block in (1, 2)
          for what, retry in (("Sending block", " \\(retry 0\\)"), ("Received ACK for block", ""))),
        "Finished flash:some.cfg, time 00:00:00 for process \\d+",
        "Server request .*", "read request .*", "Looking for nothing", "Sending error 1 No such file",
    )  # fmt: skip
    left = list(said)
    for pattern in patterns:
        found = next((line for line in left if re.fullmatch(f"TFTP: {pattern}", line)), "")
        assert found, (pattern, said)
        left.remove(found)
    assert not left
    number = re.search(r"for process (\d+)", " ".join(said))[1]
    assert re.search(rf"^ *{number} .* TFTP Read Process", r1.cli("show processes memory"), re.M)


def test_a_transfer_under_way_is_saved_with_large_files_of_nothing(lab: Lab) -> None:
    """What compresses well is restored all the same: a checkpoint says no less of its size than what a restore accepts."""
    r1, r2 = lab["R1"], lab["R2"]
    r1.device.flash["image.bin"] = image = bytes(12_000_000)
    r1.configure("tftp-server flash:image.bin\n")
    session = r2.console.session
    session.feed_line("copy tftp://10.1.1.1/image.bin flash:")
    session.feed_line("")
    lab.run(2)
    server = r1.device.engine("tftp").server
    assert server.transfers
    with pytest.raises(LabError, match="a command is under way"):
        lab.checkpoint()
    r2.device.interfaces[InterfaceName.parse("Gi0/0")].link.filters.append(_nothing)
    session.interrupt()
    r2.device.interfaces[InterfaceName.parse("Gi0/0")].link.filters.clear()
    assert [each.block > 100 for each in server.transfers] == [True], "it does not know yet"
    other = Lab.restore(lab.checkpoint())
    saved = other["R1"].device.engine("tftp").server
    assert [each.block for each in saved.transfers] == [each.block for each in server.transfers]
    assert same_from_here(lab, other, 60) > 5
    assert not saved.transfers and other["R1"].device.flash["image.bin"] == image


def _nothing(sender: str, frame: bytes) -> bool:
    return False
