"""Key chains as typed: several keys, several chains, nothing between them."""

from __future__ import annotations

from tests.features.wired import network


def test_key_is_no_abbreviation_of_key_string() -> None:
    text = "key chain A\n key 1\n  key-string one\n key 2\n  key-string two\nkey chain B\n key 7\n  key-string seven\n"
    lab = network({"R1": text, "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(1)
    shown = lab["R1"].cli("show running-config | section key chain").split("\n")
    assert [line for line in shown if line] == [line.replace("  key-", "   key-") for line in text.split("\n") if line]


def test_key_s_still_abbreviates() -> None:
    lab = network({"R1": "key chain A\n key 1\n  key-s one\n", "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(1)
    assert ' text "one"' in lab["R1"].cli("show key chain")
