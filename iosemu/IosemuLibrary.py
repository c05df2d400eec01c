"""A library for Robot Framework, with the verbs of checks.yaml and of the Python API.

    *** Settings ***
    Library        iosemu.IosemuLibrary
    Suite Setup    Load Lab    dmvpn-ipsec

    *** Test Cases ***
    The Hub Knows Its Spokes
        Command Should Count    R1    show dmvpn    / UP .* D\\b/    3    within=60s
        Ping Should Get    R6    77.77.77.7    some    source=Loopback1

Robot Framework is not needed to import it. Times are virtual; a keyword that fails tells what the router said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.lab.lab import Lab


class IosemuLibrary:
    """One lab for the tests of a suite; `Keep Lab` and `Go Back To` bring it to where it was."""

    ROBOT_LIBRARY_SCOPE = "SUITE"

    def __init__(self) -> None:
        self._lab: Lab | None = None
        self._kept: dict[str, bytes] = {}

    @property
    def lab(self) -> Lab:
        """The lab itself, for other libraries. Raises AssertionError without one."""
        if self._lab is None:
            raise AssertionError("there is no lab; Load Lab comes first")
        return self._lab

    # the lab

    def load_lab(self, name: str, seed: str = "", settle: bool = True) -> None:
        """A shipped lab, a folder or a lab.yaml; from power-on with ``settle=False``."""
        from iosemu.lab.lab import Lab

        self.close_lab()
        self._lab = Lab.load(name, int(seed) if seed else None)
        if settle:
            self._lab.settle()

    def close_lab(self) -> None:
        """Nothing happens without one."""
        if self._lab is not None:
            self._lab.close()
        self._lab = None
        self._kept.clear()

    def keep_lab(self, name: str = "kept") -> None:
        """As it is now, for `Go Back To`."""
        self._kept[name] = self.lab.checkpoint()

    def go_back_to(self, name: str = "kept") -> None:
        """The lab as `Keep Lab` has kept it."""
        from iosemu.lab.lab import Lab

        if name not in self._kept:
            raise AssertionError(f'nothing is kept as "{name}"')
        self.lab.close()
        self._lab = Lab.restore(self._kept[name])

    def settle(self) -> bool:
        """Until nothing is due but periodic work; False if that does not come."""
        return self.lab.settle()

    # what is typed

    def show(self, node: str, command: str) -> str:
        """What a terminal would show for an exec command."""
        return self.lab[node].cli(command)

    def rows(self, node: str, command: str) -> list[dict[str, Any]]:
        """What a show tells, a dictionary for each row: ``${rows}[0][next_hop]``."""
        from iosemu.records import fields

        return [{each.name: getattr(row, each.name) for each in fields(row)} for row in self.lab[node].rows(command)]

    def running_config(self, node: str) -> str:
        return "\n".join(self.lab[node].running_config())

    def ping(self, node: str, target: str, source: str = "", vrf: str = "", count: int = 5) -> int:
        """Percent that were answered."""
        return self.lab[node].ping(target, source, vrf, int(count)).percent

    def traceroute(self, node: str, target: str, source: str = "", vrf: str = "") -> list[str]:
        """The addresses that answered, in order."""
        return list(self.lab[node].traceroute(target, source, vrf).hops)

    def trace(self, node: str, target: str) -> str:
        """What would happen to a packet now, and why."""
        return str(self.lab.trace(node, target))

    def diagnose(self, node: str = "") -> str:
        """What is wrong on a router, or in the whole lab."""
        return str(self.lab.diagnose(node))

    # deeds

    def configure(self, node: str, *lines: str) -> None:
        """Configuration lines; fails where one is refused."""
        self._carry_out(do="configure", node=node, what="\n".join(lines))

    def execute(self, node: str, *lines: str) -> None:
        """Exec lines; fails where one is refused."""
        self._carry_out(do="exec", node=node, what="\n".join(lines))

    def cut(self, where: str) -> None:
        """Pull a cable: ``R1:FastEthernet0/0``, ``R1 R2``."""
        self._carry_out(do="cut", what=where)

    def repair(self, where: str) -> None:
        """Plug it in again."""
        self._carry_out(do="repair", what=where)

    def lose(self, where: str, share: str) -> None:
        """From now on a link loses so many frames: ``Lose    R1 R2    30%``."""
        self._carry_out(do="loss", what=f"{where} {share}")

    def delay(self, where: str, time: str) -> None:
        """From now on frames need so long on a link: ``Delay    R1 R2    20ms``."""
        self._carry_out(do="delay", what=f"{where} {time}")

    def duplicate(self, where: str, share: str) -> None:
        """From now on a link delivers so many frames twice: ``Duplicate    R1 R2    10%``."""
        self.lab.duplicate(*where.split(), share=_share(share))

    def reorder(self, where: str, share: str, within: str = "100ms") -> None:
        """From now on a link holds so many frames back, up to that time."""
        self.lab.reorder(*where.split(), share=_share(share), within=_seconds(within))

    def inject(self, node: str, interface: str, frame: str) -> None:
        """A frame, in hexadecimal digits, comes in on a port as if somebody had put it on the cable."""
        try:
            data = bytes.fromhex(frame)
        except ValueError:
            raise AssertionError(f'"{frame}" is no frame; write it in hexadecimal digits, two for each byte') from None
        self.lab.inject(node, interface, data)

    def capture(self, folder: str, *where: str) -> None:
        """From now on what crosses a link (``R1 R2``), or all of them, goes into capture files there, until the lab is
        closed."""
        self.lab.capture(*(part for each in where for part in each.split()), folder=folder)

    def reload(self, node: str) -> None:
        """From the start-up configuration, at once."""
        self.lab[node].reload()

    def power_off(self, node: str) -> None:
        self._carry_out(do="power off", what=node)

    def power_on(self, node: str) -> None:
        self._carry_out(do="power on", what=node)

    def wait(self, time: str) -> None:
        """Of virtual time: ``30s``, ``5m``."""
        self._carry_out(do="wait", what=time)

    def wait_for_event(self, kind: str, *nodes: str, within: str = "60s", **values: str) -> str:
        """Until routers (all, without names) tell of it: ``Wait For Event    ospf.NeighborChanged    R1    new=FULL``.

        Time stands still there; gives the event as a text. Raises LabError where it does not come.
        """
        with self.lab.events(kind, *nodes) as heard:
            happened = heard.wait(_seconds(within), lambda event: all(_is(event, *each) for each in values.items()))
            return str(happened.event)

    # checks

    def command_should_have(self, node: str, command: str, *texts: str, within: str = "0s") -> None:
        """Each text, or regular expression between / /, is in a row of the answer, at the latest after that time."""
        self._carry_out(node=node, command=command, has=list(texts), within=within)

    def command_should_lack(self, node: str, command: str, *texts: str, within: str = "0s") -> None:
        """No row of the answer has one of the texts."""
        self._carry_out(node=node, command=command, lacks=list(texts), within=within)

    def command_should_count(self, node: str, command: str, text: str, number: int, within: str = "0s") -> None:
        """The text is in so many rows of the answer."""
        self._carry_out(node=node, command=command, count={text: int(number)}, within=within)

    def ping_should_get(
        self, node: str, target: str, share: str = "all", source: str = "", vrf: str = "", within: str = "0s"
    ) -> None:
        """All, none, some, or at least a share like 80% is answered."""
        self._carry_out(node=node, ping=target, gets=share, **{"from": source}, vrf=vrf, within=within)

    def traceroute_should_go(
        self, node: str, target: str, *via: str, source: str = "", vrf: str = "", within: str = "0s"
    ) -> None:
        """The routers that answer are these, in order."""
        self._carry_out(node=node, traceroute=target, via=list(via), **{"from": source}, vrf=vrf, within=within)

    def _carry_out(self, **check: Any) -> None:
        """A check as in checks.yaml; what is empty is not said. Raises AssertionError."""
        import yaml

        from iosemu.checks.language import CheckReader
        from iosemu.checks.run import carry_out, verify

        said = {word: value for word, value in check.items() if value not in ("", [])}
        node = yaml.compose(yaml.safe_dump(said, sort_keys=False), Loader=yaml.SafeLoader)
        assert node is not None  # it has a key at least
        one = CheckReader("keyword").check(node)
        verify(self.lab, [one], "keyword")
        (outcome,) = carry_out(self.lab, [one])
        if outcome.why:
            raise AssertionError(f"{outcome.why}\n{outcome.shown}".rstrip())


def _share(text: str) -> float:
    try:
        return float(text.strip().removesuffix("%")) / (100 if "%" in text else 1)
    except ValueError:
        raise AssertionError(f'"{text}" is no share; write it like 30%') from None


def _seconds(text: str) -> float:
    from iosemu.lab.durations import seconds_of

    return seconds_of(text)


def _is(event: Any, name: str, value: str) -> bool:
    """A field of an event; an enum by its name."""
    found = getattr(event, name)
    return value in (str(found), getattr(found, "name", None))
