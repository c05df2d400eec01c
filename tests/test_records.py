"""Records behave like standard dataclasses, wherever this package relies on it."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from pathlib import Path
from typing import Any, ClassVar

import pytest

from iosemu import light_records

KINDS: dict[str, Any] = {"standard": dataclasses, "light": light_records}


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> Any:
    """Each test runs against both: what holds for one must hold for the other."""
    return KINDS[request.param]


def shapes(kind: Any) -> tuple[type, type, type]:
    @kind.dataclass(slots=True)
    class Point:
        """A place."""

        x: int
        y: int = 2
        tags: list[str] = kind.field(default_factory=list)
        note: str = kind.field(default="", compare=False, repr=False)
        kinds: ClassVar[int] = 7

        def double(self) -> int:
            return self.x * 2

    @kind.dataclass(slots=True)
    class Deep(Point):
        z: int = 3
        total: int = kind.field(default=0, init=False)

        def __post_init__(self) -> None:
            self.total = self.x + self.y + self.z

    @kind.dataclass(slots=True, frozen=True)
    class Fixed:
        name: str
        size: int = 1

    return Point, Deep, Fixed


def test_making(kind: Any) -> None:
    point, deep, _ = shapes(kind)
    assert (point(1).x, point(1).y, point(1).tags, point(1).double()) == (1, 2, [], 2)
    one, two = point(1), point(1)
    one.tags.append("a")
    assert two.tags == []
    assert (deep(1, z=5).total, deep(1, 2, ["t"]).tags, deep.kinds) == (8, ["t"], 7)
    assert point.__doc__ == "A place."
    for wrong in (lambda: point(), lambda: point(1, 2, [], "", 9), lambda: point(1, q=2), lambda: deep(1, total=3)):
        with pytest.raises(TypeError):
            wrong()


def test_equality_and_hash(kind: Any) -> None:
    point, deep, fixed = shapes(kind)
    assert point(1) == point(1, note="other")
    assert point(1) != point(1, tags=["a"])
    assert point(1) != deep(1)
    assert point(1) != 1
    with pytest.raises(TypeError):
        hash(point(1))
    assert hash(fixed("a")) == hash(fixed("a"))
    assert len({fixed("a"), fixed("a"), fixed("b")}) == 2


def test_the_same_value_is_equal_on_every_python() -> None:
    """Even one that is not equal to itself; the standard library's records changed in this with 3.13."""
    point, _, _ = shapes(light_records)
    nan = float("nan")
    assert point(nan) == point(nan)
    assert point(nan) != point(float("nan"))


def test_identity_without_eq(kind: Any) -> None:
    @kind.dataclass(slots=True, eq=False)
    class Thing:
        x: int = 1

    assert Thing() != Thing()
    assert len({Thing(), Thing()}) == 2


def test_slots(kind: Any) -> None:
    point, deep, _ = shapes(kind)
    for record in (point(1), deep(1)):
        assert not hasattr(record, "__dict__")
        with pytest.raises(AttributeError):
            record.other = 1
    assert deep.__slots__ == ("z", "total")


def test_frozen(kind: Any) -> None:
    _, _, fixed = shapes(kind)
    record = fixed("a", size=4)
    with pytest.raises(AttributeError):
        record.size = 5
    with pytest.raises(AttributeError):
        del record.size
    assert copy.deepcopy(record) == record


def test_representation(kind: Any) -> None:
    point, _, _ = shapes(kind)
    assert repr(point(1)).endswith("Point(x=1, y=2, tags=[])")


def test_fields_and_replace(kind: Any) -> None:
    point, deep, fixed = shapes(kind)
    assert [f.name for f in kind.fields(deep)] == ["x", "y", "tags", "note", "z", "total"]
    assert kind.fields(point)[1].default == 2
    assert kind.fields(point)[0].default is kind.MISSING
    assert kind.fields(point)[2].default_factory is list
    assert kind.replace(fixed("a", 3), name="b") == fixed("b", 3)
    assert kind.replace(deep(1), z=9).total == 12
    assert kind.is_dataclass(point) and kind.is_dataclass(point(1)) and not kind.is_dataclass(int)
    assert dataclasses.is_dataclass(point)
    with pytest.raises(TypeError):
        kind.replace(fixed("a"), other=1)


def test_matching(kind: Any) -> None:
    point, _, _ = shapes(kind)
    match point(5, 6):
        case point(x, y):  # type: ignore[misc]  # a class made at run time
            assert (x, y) == (5, 6)


def test_mutable_defaults_are_refused(kind: Any) -> None:
    def make() -> None:
        @kind.dataclass(slots=True)
        class Wrong:
            items: list[int] = []

    with pytest.raises(ValueError, match="mutable default"):
        make()


def test_copies_of_true_records() -> None:
    from iosemu.wire.ipv4 import IPv4

    packet = IPv4(1, 2, 3, b"data")
    assert copy.copy(packet) == packet
    assert copy.deepcopy(packet) == packet
    assert pickle.loads(pickle.dumps(packet)) == packet


def test_every_record_of_the_package_is_of_this_kind() -> None:
    root = Path(__file__).resolve().parent.parent / "iosemu"
    found = [path.name for path in root.rglob("*.py") if "from dataclasses import" in path.read_text(encoding="utf-8")]
    assert found == ["records.py"]
