"""`auto-enroll`: the first certificate, and the ones after it; and the timers that PKI shows."""

from __future__ import annotations

import re

from iosemu.lab.lab import Lab
from tests.features.pki.test_authority import authenticate, start, typed, world
from tests.features.wired import log_of

HOURS = 1.3 * 3600  # and a certificate of a day has less than 95 percent of its life before it


def automatic(lines: str = " auto-enroll 5\n", release: str = "") -> Lab:
    lab = world(release)
    for name in ("R2", "R3"):
        lab[name].configure("interface Tunnel0\n shutdown\n")
    start(lab, "grant auto", "lifetime certificate 1")
    assert lab["R2"].configure(f"crypto pki trustpoint CA\n{lines}") == ""
    authenticate(lab, "R2")
    typed(lab, "R2", "end")
    return lab


def serial(lab: Lab) -> str:
    shown = lab["R2"].cli("show crypto pki certificates")
    found = re.search(r"^Certificate\n.*\n  Certificate Serial Number \(hex\): (\w+)", shown, re.M)
    return found[1] if found else ""


def test_it_enrolls_and_renews() -> None:
    lab = automatic()
    assert serial(lab) == "" and "auto-enroll 5" in lab["R2"].cli("show running-config")
    lab.run(90)
    assert serial(lab) == "02"
    key = lab["R2"].cli("show crypto key mypubkey rsa")
    timers = lab["R2"].cli("show crypto pki timers")
    row = r"\|     1:11:\d\d\.\d{3}  \(2024-06-01T13:1\d:\d\dZ\)"
    assert re.fullmatch(rf"PKI Timers\n{row}\n  {row} RENEW CA\n", timers), timers
    lab.run(HOURS)
    assert serial(lab) == "03"
    assert lab["R2"].cli("show crypto key mypubkey rsa") == key
    timers = lab["CA"].cli("show crypto pki timers")
    assert re.search(r"^CS Timers\n\|.*\n  \|.* CS CRL UPDATE\n  \|1094d.* CS CERT EXPIRE$", timers, re.M), timers


def test_with_another_key() -> None:
    lab = automatic(" auto-enroll 5 regenerate\n")
    lab.run(90)
    key = lab["R2"].cli("show crypto key mypubkey rsa")
    lab.run(HOURS)
    after = lab["R2"].cli("show crypto key mypubkey rsa")
    assert serial(lab) == "03" and after.count("Key name: CA\n") == 1 and "CA#" not in after and after != key


def test_an_authority_that_is_not_there_is_asked_again() -> None:
    lab = automatic(" auto-enroll 5\n enrollment retry count 1\n")
    lab.run(90)
    lab["CA"].configure("no ip http server\n")
    lab.run(HOURS)
    assert serial(lab) == "02" and "CA#" not in lab["R2"].cli("show crypto key mypubkey rsa")
    lab["CA"].configure("ip http server\n")
    lab.run(2 * 3600)
    assert serial(lab) == "03"


def test_none_without_the_line() -> None:
    lab = automatic()
    lab.run(90)
    lab["R2"].configure("crypto pki trustpoint CA\n no auto-enroll\n")
    assert lab["R2"].cli("show crypto pki timers") == ""
    lab.run(HOURS)
    assert serial(lab) == "02"
    lab["R2"].configure("crypto pki trustpoint CA\n auto-enroll 5\n")
    lab.run(90)
    assert serial(lab) == "03"


def test_it_goes_on_after_a_reload() -> None:
    lab = automatic()
    lab.run(90)
    lab["R2"].cli("write memory")
    lab["R2"].power_off()
    lab["R2"].power_on()
    lab.run(60)
    lab["R2"].cli("clock set 12:00:00 2 June 2024")
    lab.run(90)
    assert serial(lab) == "03"


def test_the_log_of_newer_releases() -> None:
    lab = automatic()
    lines = log_of(lab, "R2", "PKI")
    lab.run(90)
    assert [text for _, text in lines][-1:] == ["Certificate received from Certificate Authority"]
