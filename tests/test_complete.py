"""Nothing is half there: features have all their parts, grammars name what exists, generated documents are fresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.cli.syntax import Command, walk
from iosemu.device.feature import features
from iosemu.device.platform import PLATFORMS
from iosemu.device.shell import FeatureResolver, language_of
from iosemu.lab import docs
from tests.features.desk import Desk

ROOT = Path(__file__).resolve().parent.parent
GRAMMAR = docs.shipped_grammar()
RESOLVER = FeatureResolver()
OF_THE_CORE = {"", "modes"}  # what grammars/_modes.cmd says belongs to no feature


def named(command: Command) -> list[tuple[str, str]]:
    """(module, function) of everything that a command calls."""
    action, found = command.action, []
    if action.verb == "show":
        found.append(("show", f"show_{action.name}"))
    elif action.verb == "do":
        found.append(("actions", f"do_{action.name}"))
    elif action.verb == "call":
        found.append(("config", f"set_{action.name}"))
        if command.render not in ("none",):
            found.append(("config", f"render_{command.render or action.name}"))
    elif action.verb == "enter" and action.call:
        found.append(("config", f"enter_{action.name}"))
    if command.check:
        found.append(("config", f"check_{command.check}"))
    if command.render and command.render != "none":
        found.append(("config", f"render_{command.render}"))
    return found


def test_everything_that_grammars_name_exists() -> None:
    missing = []
    for command in GRAMMAR.commands:
        if command.action.verb == "builtin":
            continue
        for part, name in named(command):
            try:
                RESOLVER.function(command.feature, part, name)
            except LookupError as error:
                missing.append(f"{command.where}: {error}")
        if command.type:
            try:
                RESOLVER.record(command.feature, command.type)
            except LookupError as error:
                missing.append(f"{command.where}: {error}")
    assert sorted(set(missing)) == []


def test_modes_that_are_entered_exist() -> None:
    wrong = [f"{c.where}: {c.action.mode}" for c in GRAMMAR.commands if c.action.mode and c.action.mode not in GRAMMAR.modes]
    assert wrong == []


def test_guards_name_known_platforms() -> None:
    assert [f"{c.where}: {c.platform}" for c in GRAMMAR.commands if not PLATFORMS.keys() >= set(c.platform)] == []


def test_limits_name_words_of_their_command() -> None:
    wrong = [
        f"{command.where}: {token}"
        for command in GRAMMAR.commands
        for _, _, tokens in command.limits
        for token in tokens
        if token not in map(str, walk(command.syntax))
    ]
    assert wrong == []


def test_levels_say_what_is_missing() -> None:
    wrong = [c.where for c in GRAMMAR.commands if c.level not in ("full", "partial", "stored")]
    wrong += [c.where for c in GRAMMAR.commands if c.level == "partial" and len(c.lacks) < 10]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(features()))
def test_feature_is_whole(name: str) -> None:
    """A folder, a grammar or a say in others' grammars, tests, a line of documentation."""
    feature = features()[name]
    folder = ROOT / "iosemu" / "features" / name
    assert feature.name == name
    assert (folder / "__init__.py").read_text(encoding="utf-8").startswith('"""')
    if feature.engine:
        assert feature.function("engine", feature.engine)
    for record in feature.config:
        assert feature.function("model", record)
    assert [need for need in feature.needs if need not in features()] == []
    assert list((ROOT / "tests" / "features").glob(f"{name}/test_*.py")), f"tests/features/{name} has no tests"


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_language_of_every_platform_can_be_built(platform: str) -> None:
    language = language_of(platform)
    for mode in language.modes:
        assert language.graph(mode) is not None
        for command in language.commands(mode):
            if command.action.verb != "builtin":
                language.plan(command)


@pytest.mark.parametrize(
    ("name", "make"), [("commands.md", docs.commands_text), ("fidelity.md", docs.fidelity_text)], ids=["commands", "fidelity"]
)
def test_generated_documents_are_fresh(name: str, make: object) -> None:
    assert callable(make)
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == make(GRAMMAR), "run `make docs`"


@pytest.mark.parametrize("line", [line for _, lines in docs.REFUSED for line in lines])
def test_what_is_said_to_be_refused_is(line: str) -> None:
    desk = Desk("crypto map CM 10 ipsec-isakmp\n")
    *before, last = line.split(" / ")
    desk.type("configure terminal", *before)
    said = desk.type(last)
    assert "% Invalid input detected" in said or "% Incomplete command." in said, said


def test_features_are_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    with_commands = {command.feature for command in GRAMMAR.commands if not command.hidden} - OF_THE_CORE
    assert [name for name in sorted(with_commands) if f"\n## {name}" not in text] == []


def test_commands_that_have_only_a_no_form_are_listed_so() -> None:
    listed = docs.fidelity_text(GRAMMAR)
    assert "`no ip http secure-server`" in listed
    assert "`ip http server`" not in listed
