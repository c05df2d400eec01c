"""Lines of SNMP are kept, and told to be no more than that."""

from __future__ import annotations

from tests.features.desk import Desk


def test_lines_are_kept_and_told_so() -> None:
    desk = Desk("hostname R1\n")
    text = "snmp-server community public ro\nsnmp-server community secret RW 10\nsnmp-server location Rack 7\n"
    text += "snmp-server host 192.0.2.9 version 2c public\n"
    assert {line.status for line in desk.shell.parse(text)} == {"stored"}
    kept = [line for line in desk.shell.running_config() if line.startswith("snmp")]
    assert sorted(kept) == sorted(text.replace(" ro", " RO").splitlines())
    desk.shell.configure("no snmp-server community public\nno snmp-server host 192.0.2.9 public\nno snmp-server location\n")
    kept = [line for line in desk.shell.running_config() if line.startswith("snmp")]
    assert kept == ["snmp-server community secret RW 10"]
