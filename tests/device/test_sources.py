"""The registry of sources of routes."""

from __future__ import annotations

import copy
import pickle

import pytest

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
