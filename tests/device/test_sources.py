"""The registry of sources of routes."""

from __future__ import annotations

import ast
import copy
import pickle
from pathlib import Path

import pytest

from iosemu.device.feature import features
from iosemu.device.platform import platform_of
from iosemu.device.sources import CONNECTED, LOCAL, named, sources
from iosemu.features.routing.legend import legend


def test_there_is_one_object_of_each_process_also_in_a_copy_of_a_router() -> None:
    one = named("eigrp 1")
    assert str(one) == "eigrp 1" and (one.name, one.number) == ("eigrp", 1)
    assert one is named("eigrp").process(1) and one is not named("eigrp 2")
    for source in (one, CONNECTED, named("rip")):
        assert copy.deepcopy([source]) == [source]
        assert pickle.loads(pickle.dumps(source)) is source


def test_what_no_feature_brings_is_no_source() -> None:
    with pytest.raises(LookupError):
        named("egp 3")


def test_codes_are_told_apart_and_what_a_router_has_comes_first() -> None:
    found = list(sources().values())
    codes = [source.code for source in found] + [kind.code for source in found for kind in source.kinds.values()]
    assert len(set(filter(None, codes))) == len(list(filter(None, codes)))
    assert [source.name for source in found if source.always] == ["connected", "static", "application"]
    assert LOCAL.shown is CONNECTED and named("rip").shown is named("rip")


@pytest.mark.parametrize(
    ("platform", "absent"), [("c3725", {"local", "nhrp", "application"}), ("c7200", {"application"}), ("iol", set())]
)
def test_a_release_has_the_sources_that_its_legend_explains(platform: str, absent: set[str]) -> None:
    software = platform_of(platform).software
    text = "\n".join(legend(software))
    for source in sources().values():
        assert source.exists(software) == (source.name not in absent)
        assert source.exists(software) == (f" {source.code} - " in text)


def test_no_feature_names_the_source_of_another() -> None:
    """But those that say in `needs` that they are built upon it."""
    package = Path(__file__).resolve().parent.parent.parent / "iosemu"
    owners = {source.name: feature.name for feature in features().values() for source in feature.sources}
    protocols = {name for name, source in sources().items() if source.learnt} - {"application"}
    for path in [*package.glob("features/*/*.py"), *package.glob("device/**/*.py"), *package.glob("cli/*.py")]:
        feature = path.parent.name if path.parent.parent.name == "features" else ""
        needed = features()[feature].needs if feature else ()
        if (feature, path.name) in (("acl", "names.py"), ("dhcp", "ports.py"), ("qos", "classify.py"), ("telnet", "actions.py")):
            continue  # numbers that IANA gave to protocols and ports
        named = {
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and node.value in protocols and isinstance(node.value, str)
        }
        foreign = {name for name in named if owners[name] != feature and owners[name] not in needed}
        assert foreign == set(), f"{path}: {foreign}"
