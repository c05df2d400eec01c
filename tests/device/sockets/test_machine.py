"""A TCP connection in virtual time, without a router around it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from iosemu.device.sockets.inflow import Inflow
from iosemu.device.sockets.machine import End, Settings, State, TcpMachine
from iosemu.wire.tcp import ACK, FIN, RST, SYN, Options, Tcp
from tests.device.sockets.two_ends import Path


def test_three_segments_open_it_and_four_close_it() -> None:
    path = Path()
    path.open()
    assert [(d, s.flags) for _, d, s in path.log] == [(">", SYN), ("<", SYN | ACK), (">", ACK)]
    assert Options.decode(path.log[0][2].options) == Options(mss=1460)
    path.client.close()
    path.run(2)
    assert path.server is not None and path.server.finished
    assert (path.client.state, path.server.state) == (State.FIN_WAIT_2, State.CLOSE_WAIT)
    path.server.close()
    path.run(3)
    assert (path.client.state, path.server.state, path.server.end) == (State.TIME_WAIT, State.CLOSED, End.CLOSED)
    path.run(100)
    assert (path.client.state, path.client.end) == (State.CLOSED, End.CLOSED)
    assert sum(bool(s.flags & FIN) for _, _, s in path.log) == 2


def test_half_closed_still_takes_data() -> None:
    path = Path()
    path.open()
    path.client.write(b"request")
    path.client.close(half=True)
    path.run(2)
    assert path.server is not None and bytes(path.got[True]) == b"request"
    assert not path.client.write(b"more")
    path.server.write(b"answer" * 1000)
    path.server.close()
    path.run(10)
    assert bytes(path.got[False]) == b"answer" * 1000
    assert path.client.state is State.TIME_WAIT


@example(580029870, 0, 0.3, 2.0, 83, 27_188, (200, 4128), True, True, 1460, False)  # acknowledgments that answer each other
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 1 << 30),
    loss=st.sampled_from([0, 0.05, 0.2, 0.35]),
    double=st.sampled_from([0, 0.3]),
    jitter=st.sampled_from([0, 0.05, 2.0]),
    there=st.integers(0, 30_000),
    back=st.integers(0, 30_000),
    windows=st.tuples(st.sampled_from([200, 4128, 65535, 300_000]), st.sampled_from([536, 4128, 200_000])),
    stamps=st.booleans(),
    nagle=st.booleans(),
    mss=st.sampled_from([100, 536, 1460]),
    together=st.booleans(),
)
def test_whatever_the_path_does_both_streams_arrive_whole(
    seed: int,
    loss: float,
    double: float,
    jitter: float,
    there: int,
    back: int,
    windows: tuple[int, int],
    stamps: bool,
    nagle: bool,
    mss: int,
    together: bool,
) -> None:
    own = Settings(window=windows[0], synwait=10_000, give_up=100_000, timestamps=stamps, nagle=nagle, mss=mss)
    far = Settings(window=windows[1], synwait=10_000, give_up=100_000, timestamps=True)
    path = Path(seed, loss=loss, double=double, jitter=jitter, client=TcpMachine(own, 0xFFFFFFF0), settings=far)
    sent = {True: path.rng.randbytes(there), False: path.rng.randbytes(back)}
    path.client.connect(0)
    path.client.write(sent[True])
    while path.server is None:
        path.run(path.now + 1)
    path.run(path.now + (0 if together else 2000))
    path.server.write(sent[False])
    path.server.close(half=True)
    path.run(20_000)
    path.client.close()
    path.run(60_000)
    assert {side: bytes(got) for side, got in path.got.items()} == sent
    assert path.client.end is path.server.end is End.CLOSED
    assert path.client.deadline() is path.server.deadline() is None


def test_no_answer_no_connection() -> None:
    path = Path(loss=1.0)
    path.client.connect(0)
    path.run(100)
    assert [time for time, _, _ in path.log] == [0, 2, 6, 14]
    assert (path.client.state, path.client.end) == (State.CLOSED, End.TIMED_OUT)


def test_a_reset_answers_the_syn() -> None:
    machine = TcpMachine(Settings(), 100)
    machine.connect(0)
    machine.poll(0)
    machine.receive(Tcp(0, 0, 0, 555, RST | ACK), 1)
    assert machine.end is End.OPEN  # it answers something else
    machine.receive(Tcp(0, 0, 0, 101, RST | ACK), 1)
    assert (machine.state, machine.end) == (State.CLOSED, End.REFUSED)


def test_both_open_at_once() -> None:
    one, two = TcpMachine(Settings(), 1), TcpMachine(Settings(), 1000)
    one.connect(0)
    two.connect(0)
    crossing = [one.poll(0), two.poll(0)]
    for _ in range(4):
        for segment in crossing[0]:
            two.receive(segment, 0.1)
        for segment in crossing[1]:
            one.receive(segment, 0.1)
        crossing = [one.poll(0.1), two.poll(0.1)]
    assert (one.state, two.state) == (State.ESTABLISHED, State.ESTABLISHED)


def test_blind_resets_are_challenged() -> None:
    path = Path()
    path.open()
    server = path.server
    assert server is not None
    server.receive(Tcp(0, 0, server.inflow.next + 100, 0, RST), path.now)
    assert server.state is State.ESTABLISHED
    (challenge,) = server.poll(path.now)
    assert (challenge.flags, challenge.acknowledgment) == (ACK, server.inflow.next)
    server.receive(Tcp(0, 0, server.inflow.next, 0, RST), path.now)
    assert (server.state, server.end) == (State.CLOSED, End.RESET)


def test_a_closed_window_is_probed_and_opens_again() -> None:
    path = Path(settings=Settings(window=1000))
    path.open()
    path.reads = False
    path.client.write(bytes(range(256)) * 20)
    path.run(120)
    assert path.server is not None
    assert path.server.inflow.waiting == 1000
    probes = [t for t, d, s in path.log if d == ">" and len(s.payload) == 1]
    assert len(probes) >= 4 and all(
        b - a > 0.9 * (c - b) / 2.1 for a, b, c in zip(probes, probes[1:], probes[2:], strict=False)
    )
    path.reads = True
    path.run(400)
    assert bytes(path.got[True]) == bytes(range(256)) * 20


def test_a_far_end_that_keeps_its_window_shut_but_answers_is_kept() -> None:
    path = Path(settings=Settings(window=1000), client=TcpMachine(Settings(give_up=60), 5))
    path.open()
    path.reads = False
    path.client.write(bytes(5000))
    path.run(2000)
    assert path.client.state is State.ESTABLISHED
    path.cut = True
    path.run(2400)
    assert path.client.end is End.TIMED_OUT


def test_one_lost_segment_costs_no_timeout() -> None:
    path = Path(settings=Settings(window=60_000))
    path.open()
    path.client.write(bytes(8 * 1460))
    path.run(2)
    assert path.server is not None
    path.client.write(bytes(16 * 1460))
    lost, *others = path.client.poll(path.now)
    assert lost.payload and len(others) >= 4
    for segment in others:
        path._put(True, segment)
    path.run(2.2)
    assert len(path.got[True]) == 24 * 1460
    assert path.client.tally.fast_retransmitted == 1 and not path.client.tally.wakeups.get("Retrans")


def test_keepalives_find_out_that_nobody_is_there() -> None:
    path = Path(client=TcpMachine(Settings(keepalive=60), 5))
    path.open()
    path.run(200)
    assert path.client.state is State.ESTABLISHED
    path.cut = True
    path.run(600)
    assert path.client.end is End.TIMED_OUT
    assert path.server is not None and path.server.state is State.ESTABLISHED  # it has no keepalive and never knows


def test_a_shorter_path_makes_shorter_segments() -> None:
    path = Path(settings=Settings(window=60_000))
    path.open()
    path.client.write(bytes(4000))
    path.client.poll(path.now)  # lost: too long for a link on the way
    path.client.path_mtu(576)
    path.run(3)
    assert len(path.got[True]) == 4000
    assert max(len(s.payload) for _, d, s in path.log if d == ">") == 536


@pytest.mark.parametrize("data", [b"\x02", b"\x02\x00", b"\x02\x05\x01", b"\x03\x03", bytes(range(40))])
def test_broken_options_are_passed_over(data: bytes) -> None:
    assert Options.decode(data).mss is None


SEGMENTS = st.builds(
    Tcp,
    st.just(0),
    st.just(0),
    st.integers(0, 0xFFFFFFFF) | st.integers(0, 60).map(lambda n: 78 + n),
    st.integers(0, 0xFFFFFFFF) | st.integers(0, 60).map(lambda n: 0xFFFFFF01 + n & 0xFFFFFFFF),
    st.integers(0, 63),
    st.integers(0, 0xFFFF),
    st.binary(max_size=40),
    st.binary(max_size=10).map(lambda data: data * 4),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["segment", "write", "close", "wait", "read", "mtu"]), SEGMENTS), max_size=40))
def test_anything_may_come(story: list[tuple[str, Tcp]]) -> None:
    """Whatever is thrown at it: no exception, no storm of answers, and in the end it is over."""
    path = Path(settings=Settings(window=500, give_up=100))
    path.open()
    machine, now = path.client, path.now
    for what, segment in story:
        if what == "segment":
            machine.receive(segment, now)
        elif what == "write":
            machine.write(segment.payload)
        elif what == "close":
            machine.close()
        elif what == "mtu":
            machine.path_mtu(segment.window)
        elif what == "wait":
            now += 1.0
        else:
            machine.read()
        assert len(machine.poll(now)) < 20
    machine.close()
    for _ in range(2000):
        machine.poll(now)
        deadline = machine.deadline()
        if deadline is None:
            break
        assert deadline > now or machine.state is State.CLOSED
        now = deadline
    assert machine.state is State.CLOSED


def test_early_pieces_never_hold_more_than_the_window() -> None:
    inflow = Inflow(4128)
    inflow.begin(0)
    data = bytes(range(256)) * 17
    for start in range(4127, 0, -1):
        inflow.offer(start, data[start : start + 1460], False)
    _, held = inflow.early
    assert held <= 4128
    inflow.offer(0, data[:1], False)
    assert inflow.take() == data[:4128] and inflow.early == (0, 0)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=40), st.integers(20, 60))
def test_pieces_in_any_order_make_the_stream(pieces: list[tuple[int, int]], total: int) -> None:
    data, inflow = bytes(range(total)), Inflow(100)
    inflow.begin(7)
    for start, length in [*pieces, (0, total)]:
        piece = data[start : start + length]
        inflow.offer(7 + start, piece, bool(piece) and start + len(piece) == total)
        assert inflow.early[1] <= 100
    inflow.offer(7 + total, b"", True)
    assert inflow.take() == data and inflow.closed and inflow.next == 7 + total + 1


def test_nothing_comes_behind_a_fin() -> None:
    inflow = Inflow(1000)
    inflow.begin(0)
    inflow.offer(5, b"", True)
    inflow.offer(0, b"a" * 10, False)
    assert inflow.closed and inflow.take() == b"a" * 5
