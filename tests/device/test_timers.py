"""What waits in an engine: a method with its arguments, once; parts of an engine end by themselves."""

from __future__ import annotations

import pickle

from iosemu.device.device import Device
from iosemu.device.engine import Engine, Host
from iosemu.types import Prefix


class Clockwork(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.heard: list[tuple[float, object]] = []

    def strike(self, what: object = None) -> None:
        self.heard.append((self.host.now, what))


class Part:
    """Of an engine: what it is called is told beside what it waits for."""

    text = "Tunnel7"

    def __init__(self, engine: Clockwork) -> None:
        self.engine = engine
        self.host = engine.host.child()

    def strike_again(self, what: object) -> None:
        self.engine.strike(what)


def clockwork() -> Clockwork:
    host = Host(Device("R1"), "clockwork")
    host.engine = engine = Clockwork(host)
    return engine


def test_one_method_with_the_same_arguments_waits_once() -> None:
    engine = clockwork()
    host, clock = engine.host, engine.host.device.scheduler
    host.after(1.0, engine.strike)
    host.after(2.0, engine.strike)  # again: later
    host.after(1.0, engine.strike, "other")
    host.after(5.0, engine.strike, "never")
    assert (host.due(engine.strike), host.due(engine.strike, "other"), host.due(engine.strike, "what")) == (2.0, 1.0, None)
    host.cancel(engine.strike, "never")
    host.cancel(engine.strike, "never")
    clock.run(9.0)
    assert engine.heard == [(1.0, "other"), (2.0, None)]
    assert host.runs == 2
    assert host.due(engine.strike) is None


def test_a_background_call_is_put_off_where_it_stands() -> None:
    engine = clockwork()
    clock = engine.host.device.scheduler
    for _ in range(5):
        engine.host.after(3.0, engine.strike, background=True)
        clock.run(clock.now + 2.0)
    assert engine.heard == [] and clock.foreground == 0
    clock.run(11.0)
    assert engine.heard == [(11.0, None)]


def test_a_part_takes_its_own_calls_with_it() -> None:
    engine = clockwork()
    clock, part, other = engine.host.device.scheduler, Part(engine), Part(engine)
    engine.host.after(1.0, engine.strike, "whole")
    part.host.after(1.0, part.strike_again, "part")
    other.host.after(1.0, other.strike_again, "other")
    part.host.stop()
    clock.run(2.0)
    assert [what for _, what in engine.heard] == ["whole", "other"]
    assert engine.host.runs == 2  # whoever was called, it was the engine's work
    assert other.host.rng is engine.host.rng
    other.host.after(1.0, other.strike_again, "late")
    engine.host.stop()
    clock.run(9.0)
    assert len(engine.heard) == 2 and clock.foreground == 0


def test_words_of_what_waits() -> None:
    engine = clockwork()
    part = Part(engine)
    assert engine.host.words((engine.strike, Prefix.parse("10.0.0.0/8"))) == ("strike", "10.0.0.0/8")
    assert part.host.words((part.strike_again, 5, None)) == ("strike again", "Tunnel7 5")


def test_what_waits_is_saved() -> None:
    engine = clockwork()
    part = Part(engine)
    part.host.after(4.0, part.strike_again, "saved")
    again: Clockwork = pickle.loads(pickle.dumps(engine))
    again.host.device.scheduler.run(5.0)
    assert again.heard == [(4.0, "saved")] and engine.heard == []
