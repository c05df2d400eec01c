"""Files in flash: what is written is really there, over a reload, and can be read back.

Layout of `dir`: ios-output/dir/genie-3.txt (IOSv), genie-1.txt (IOS-XE), ntc-1.txt (no files).
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.features.desk import Desk

CONFIG = "hostname R1\ninterface FastEthernet0/0\n description uplink\n ip address 192.0.2.1 255.255.255.0\n"


def test_an_empty_flash() -> None:
    assert Desk(platform="iosv").type("dir") == (
        "Directory of flash0:/\n\nNo files in directory\n\n2142715904 bytes total (2142715904 bytes free)\n"
    )


def test_redirect_append_tee() -> None:
    desk = Desk(CONFIG)
    assert desk.type("show privilege | redirect flash:notes.txt") == ""
    assert desk.type("more flash:notes.txt") == "Current privilege level is 15\n"
    desk.type("show running-config interface Fa0/0 | append flash:/notes.txt")
    lines = desk.type("more notes.txt").splitlines()
    assert lines[0] == "Current privilege level is 15"
    assert " description uplink" in lines
    shown = desk.type("show privilege | tee disk0:notes.txt")
    assert shown == "Current privilege level is 15\n" == desk.type("more flash:notes.txt")
    assert desk.type("show clock | redirect tftp://192.0.2.9/x") == "%Error opening tftp://192.0.2.9/x (No such device)\n"
    assert desk.type("show clock | redirect") == "% Incomplete command.\n\n"
    assert desk.type("more flash:nothing") == "%Error opening disk0:/nothing (No such file or directory)\n"
    assert desk.session.help("show clock | ")[:3] == [
        "  append    Append redirected output to URL (URLs supporting append operation",
        "            only)",
        "  begin     Begin with the line that matches",
    ]


def test_a_configuration_goes_out_and_comes_back() -> None:
    desk = Desk(CONFIG)
    assert desk.type("copy running-config flash:backup.cfg") == "Destination filename [backup.cfg]? "
    said = desk.answer("")
    saved = desk.device.flash["backup.cfg"].decode()
    assert re.match(rf"\n{len(saved)} bytes copied in 0\.000 secs\n$", said)
    assert " description uplink" in saved.splitlines()
    desk.type("copy running-config flash:backup.cfg")
    assert desk.answer("") == (
        "%Warning:There is a file already existing with this name \nDo you want to over write? [confirm]"
    )
    assert desk.answer("n") == "\n"

    desk.type("configure terminal", "interface fa0/0", "no description", "no ip address", "end")
    desk.type("reload")
    desk.answer("no")
    desk.answer("")
    desk.run(40)
    desk.session = desk.open("con 0")
    desk.type("configure terminal", "interface fa0/0", "description wrong", "end")
    assert desk.type("copy flash:backup.cfg running-config") == "Destination filename [running-config]? "
    assert f"{len(saved)} bytes copied in 0." in desk.answer("")
    assert "%SYS-5-CONFIG_I: Configured from disk0:/backup.cfg by console" in desk.run(1)
    assert " description uplink" in desk.shell.running_config()
    desk.type("copy flash:backup.cfg startup-config")
    desk.answer("")
    assert desk.device.startup_config == saved


def test_listings_and_deleting() -> None:
    desk = Desk(CONFIG)
    desk.type("show privilege | redirect flash:a.txt")
    desk.type("show privilege | redirect flash:b.txt")
    assert desk.type("dir flash:").splitlines() == [
        "Directory of disk0:/",
        "",
        "    1  -rw-          30   Mar 1 2002 00:00:10 +00:00  a.txt",
        "    2  -rw-          30   Mar 1 2002 00:00:10 +00:00  b.txt",
        "",
        "66875392 bytes total (66875332 bytes free)",
    ]
    assert desk.type("show flash:").splitlines()[:2] == [
        "-#- --length-- -----date/time------ path",
        "1           30 Mar 1 2002 00:00:10 +00:00 a.txt",
    ]
    assert desk.type("delete flash:a.txt") == "Delete filename [a.txt]? "
    assert desk.answer("") == "Delete disk0:/a.txt? [confirm]"
    assert desk.answer("") == "\n"
    assert list(desk.device.flash) == ["b.txt"]
    desk.type("delete flash:a.txt")
    desk.answer("")
    assert desk.answer("").endswith("%Error deleting disk0:/a.txt (No such file or directory)\n")


def test_columns_are_those_of_real_routers(reference: Path) -> None:
    """Our one file, listed with the number, size and date of a real one, gives the real line."""
    for platform, sample, name in (("iosv", "genie-3", "e1000_bia.txt"), ("c8000v", "genie-1", "aaa1")):
        real = next(
            line for line in (reference / f"ios-output/dir/{sample}.txt").read_text().splitlines() if line.endswith(f"  {name}")
        )
        desk = Desk(platform=platform)
        desk.device.flash[name] = b"x" * int(real.split()[2])
        own = desk.type("dir").splitlines()[2]
        shape = re.compile(r"\d")
        assert re.sub(r"[A-Z][a-z]{2}", "Mon", shape.sub("0", own[7:24])) == re.sub(
            r"[A-Z][a-z]{2}", "Mon", shape.sub("0", real[7:24])
        )
        assert own.endswith(f"  {name}")


def test_binary_files_are_dumped() -> None:
    desk = Desk()
    desk.device.flash["x.pcap"] = bytes.fromhex("d4c3b2a1020004000000000000000000ffff0000")
    assert desk.type("more flash:x.pcap").splitlines() == [
        "00000000:  D4C3B2A1 02000400 00000000 00000000  ................",
        "00000010:  FFFF0000                             ....",
    ]


def test_nvram_holds_what_was_written() -> None:
    desk = Desk(platform="iosv")
    desk.device.startup_config = ""
    assert desk.type("dir nvram:") == (
        "Directory of nvram:/\n\nNo files in directory\n\n262144 bytes total (262144 bytes free)\n"
    )
    desk.type("write memory")
    size = len(desk.device.startup_config)
    assert size > 500
    assert desk.type("dir nvram:").splitlines() == [
        "Directory of nvram:/", "", f"    1  -rw-{size:12d}                    <no date>  startup-config", "",
        f"262144 bytes total ({262144 - size} bytes free)",
    ]  # fmt: skip
    assert desk.type("dir nvram:startup-config").splitlines()[2].endswith("startup-config")
    assert desk.type("dir nvram:x") == "%Error opening nvram:/x (No such file or directory)\n"
    assert desk.type("dir usbflash0:") == "%Error opening usbflash0: (No such device)\n"


def test_file_systems() -> None:
    """Layout: ios-output/show-file-systems/ntc-1.txt."""
    desk = Desk(platform="iosv")
    desk.type("show privilege | redirect flash:x", "write memory")
    free = 262144 - len(desk.device.startup_config)
    assert desk.type("show file systems").splitlines() == [
        "File Systems:", "", "       Size(b)       Free(b)      Type  Flags  Prefixes",
        "*   2142715904    2142715874      disk     rw   flash0:",
        f"        262144{free:14d}     nvram     rw   nvram:", "",
    ]  # fmt: skip


def test_flash_can_be_full_and_names_too_long() -> None:
    desk = Desk(platform="c3725")
    flash = desk.device.flash
    flash["big"] = bytes(flash.size - 40)
    assert desk.type("show privilege | redirect flash:a") == ""
    assert desk.type("show privilege | append flash:a") == "%Error writing a (No space left on device)\n"
    assert flash["a"] == b"Current privilege level is 15\n"
    desk.type("copy running-config flash:b")
    assert desk.answer("") == "%Error writing b (No space left on device)\n"
    assert "b" not in flash and flash.free == 10
    assert desk.type("dir").splitlines()[-1] == "16777216 bytes total (10 bytes free)"
    assert desk.type("show privilege | redirect flash:" + "x" * 3000).endswith("... (File name too long)\n")


def test_no_questions_under_file_prompt_quiet() -> None:
    desk = Desk(CONFIG)
    desk.type("configure terminal", "file prompt quiet", "end")
    assert "file prompt quiet\n" in desk.type("show running-config")
    for _ in range(2):
        assert re.fullmatch(r"\n\d+ bytes copied in 0\.000 secs\n", desk.type("copy running-config flash:a.cfg"))
    assert desk.type("copy running-config startup-config") == "Building configuration...\n[OK]\n"
    assert desk.type("copy flash:a.cfg running-config").endswith("bytes copied in 0.000 secs\n")
    assert desk.type("delete flash:a.cfg") == "" and "a.cfg" not in desk.device.flash
    desk.type("configure terminal", "no file prompt quiet", "end")
    assert "file prompt" not in desk.type("show running-config")
    assert desk.type("copy running-config flash:a.cfg") == "Destination filename [a.cfg]? "


def test_files_are_copied_and_verified() -> None:
    desk = Desk(CONFIG)
    desk.device.flash.write("a.txt", "hello\n")
    assert desk.type("copy flash:a.txt flash:") == "Destination filename [a.txt]? "
    assert desk.answer("b.txt") == "Copy in progress...C\n6 bytes copied in 0.000 secs\n"
    assert desk.device.flash["b.txt"] == b"hello\n"
    desk.type("copy null: flash:b.txt")
    desk.answer("")
    desk.answer("")
    assert desk.device.flash["b.txt"] == b""
    assert desk.type("copy flash:c.txt flash:d.txt") == "%Error opening disk0:/c.txt (No such file or directory)\n"
    desk.type("copy system:running-config flash:c.cfg", "")
    assert b"hostname R1\n" in desk.device.flash["c.cfg"]
    digest = "b1946ac92492d2347c6235b4d2611184"
    assert desk.type("verify /md5 flash:a.txt") == f".Done!\nverify /md5 (flash:a.txt) = {digest}\n\n"
    assert desk.type(f"verify /md5 flash:a.txt {digest.upper()}") == f".Done!\nVerified (flash:a.txt) = {digest}\n\n"
    assert desk.type("verify /md5 flash:a.txt 00") == (
        f".Done!\n%Error verifying flash:a.txt\nComputed signature  = {digest}\nSubmitted signature = 00\n\n"
    )
    assert desk.type("verify /md5 flash:none") == "%Error opening disk0:/none (No such file or directory)\n"


def test_file_systems_that_are_not_here_are_refused() -> None:
    """By commands that ask something as well."""
    desk = Desk(CONFIG)
    desk.device.flash.write("a.txt", "hello\n")
    for line, said in (
        ("copy http://192.0.2.1/x flash:", "%Error opening http://192.0.2.1/x (No such device)\n"),
        ("copy flash:a.txt http://192.0.2.1/y", "%Error opening http://192.0.2.1/y (No such device)\n"),
        ("copy ftp: running-config", "%Error opening ftp: (No such device)\n"),
        ("delete scp://192.0.2.1/x", "%Error deleting scp://192.0.2.1/x (No such device)\n"),
    ):
        assert desk.type(line) == said
    assert desk.type("show clock").startswith("*")
    assert desk.type("erase nvram:").endswith("Continue? [confirm]")
