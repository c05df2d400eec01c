"""Lines -> changes -> model -> lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from grammar_sample import Globals, Hash, IfConfig, TunnelConfig
from grammar_terminal import Terminal
from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu.cli.kinds import KIND_NAMES, Kind, kind_of
from iosemu.cli.lint import clash_faults, help_faults, model_faults
from iosemu.cli.notation import Reader, parse_action, parse_syntax
from iosemu.cli.records import record_info
from iosemu.cli.source import CachedSource, GrammarSource, freeze, load, parse_texts
from iosemu.cli.syntax import NotationError, Syntax, without
from iosemu.types import INTERFACE_KINDS, InterfaceName, Prefix, parse_ipv4

TUNNEL0 = InterfaceName("Tunnel", (0,))


@pytest.fixture
def term() -> Terminal:
    return Terminal()


def lines_of(term: Terminal, header: str) -> list[str]:
    return [line.strip() for line in term.shell.running_block(header)[1:]]


# what a line changes


def test_one_line_is_one_commit_of_its_changes(term: Terminal) -> None:
    term.config("interface Tunnel0\n tunnel protection ipsec profile P shared")
    created, changes = term.device.commits
    assert [(c.record.__name__, c.path, c.old) for c in created] == [("Device", ("interfaces", TUNNEL0), None)]
    iface = term.device.interfaces[TUNNEL0]
    assert [(c.owner, c.record, c.path, c.old, c.new) for c in changes] == [
        (iface, TunnelConfig, ("profile",), None, "P"),
        (iface, TunnelConfig, ("shared",), False, True),
    ]


def test_the_same_line_again_changes_nothing(term: Terminal) -> None:
    text = (
        "ip route 10.0.0.0 255.0.0.0 192.0.2.1\nrouter X\n neighbor 1.1.1.1 remote-as 5\ninterface Tunnel0\n shutdown"
    )
    term.config(text)
    term.device.commits.clear()
    term.config(text)
    assert term.device.commits == []


def test_new_record_is_one_change_with_its_fields(term: Terminal) -> None:
    term.config("username joe privilege 15")
    ((change,),) = term.device.commits
    assert change.path == ("users", "joe") and change.old is None
    assert (change.new.name, change.new.privilege) == ("joe", 15)


def test_change_below_a_record_has_the_whole_path(term: Terminal) -> None:
    term.config("crypto isakmp policy 10")
    term.device.commits.clear()
    assert term.shell.configure("crypto isakmp policy 10\n group 5") == "group!\n"
    ((change,),) = term.device.commits
    assert (change.owner, change.record, change.path) == (term.device, Globals, ("policies", 10, "group"))
    assert (change.old, change.new) == (1, 5)


def test_a_one_line_record_is_replaced_not_merged(term: Terminal) -> None:
    term.config("interface Tunnel0\n ip nhrp nhs 10.0.0.1 nbma 1.1.1.1 multicast\n ip nhrp nhs 10.0.0.1 priority 3")
    assert "ip nhrp nhs 10.0.0.1 priority 3" in lines_of(term, "interface Tunnel0")


def test_entering_a_record_again_keeps_it(term: Terminal) -> None:
    term.config("crypto keyring K\n  pre-shared-key address 1.1.1.1 key a b\ncrypto keyring K")
    assert lines_of(term, "crypto keyring K") == ["pre-shared-key address 1.1.1.1 key a b"]


def test_refused_lines_change_nothing(term: Terminal) -> None:
    assert term.shell.configure("ip route 10.0.0.1 255.0.0.0 1.1.1.1") == "%Inconsistent address and mask\n"
    assert term.shell.configure("no access-list 7 permit any") != ""
    assert term.device.commits == []


def test_a_warning_goes_on(term: Terminal) -> None:
    assert term.shell.configure("ip route 0.0.0.0 0.0.0.0 Null0") == "%Default route without gateway\n"
    assert list(term.device[Globals].routes) == [(Prefix(0, 0), InterfaceName("Null", (0,)))]


def test_notice_only_for_a_new_record(term: Terminal) -> None:
    note = term.shell.configure("crypto map CM 10 ipsec-isakmp")
    assert note.startswith("% NOTE: This new crypto map") and note.count("\n") == 2
    assert term.shell.configure("crypto map CM 10 ipsec-isakmp") == ""


def test_range_applies_to_each(term: Terminal) -> None:
    term.config("interface range FastEthernet0/0,FastEthernet0/1\n ip mtu 1400")
    assert [iface[IfConfig].mtu for iface in term.device.interfaces.values()] == [1400, 1400, None]


def test_values_become_what_the_model_says(term: Terminal) -> None:
    term.config("crypto isakmp policy 1\n hash md5")
    assert term.device[Globals].policies[1].hash is Hash.MD5
    term.config("interface Tunnel0\n ip address 10.0.0.1 255.255.255.252\n tunnel mode gre multipoint")
    assert term.device.interfaces[TUNNEL0][IfConfig].address == (parse_ipv4("10.0.0.1"), 30)


# no and default


@pytest.mark.parametrize(
    ("given_", "negated", "left"),
    [
        ("ip mtu 1400", "no ip mtu", []),
        ("ip mtu 1400", "no ip mtu 1400", []),
        ("ip mtu 1400", "default ip mtu", []),
        ("keepalive 5", "no keepalive", ["no keepalive"]),
        ("keepalive 5", "default keepalive", []),
        ("ip split-horizon", "no ip split-horizon", ["no ip split-horizon"]),
        ("no ip split-horizon", "default ip split-horizon", []),
        ("shutdown", "no shutdown", []),
        ("duplex full", "no duplex", ["duplex auto"]),
        ("tunnel protection ipsec profile P", "no tunnel protection", []),
        ("tunnel protection ipsec profile P", "no tunnel protection ipsec profile P", []),
        ("ip nhrp nhs 10.0.0.1 priority 3", "no ip nhrp nhs 10.0.0.1", []),
        ("ip nhrp map multicast dynamic", "no ip nhrp map multicast dynamic", []),
        ("ip address 10.0.0.1 255.0.0.0", "no ip address", ["no ip address"]),
        ("ip address 10.0.0.1 255.0.0.0 secondary", "no ip address 10.0.0.1 255.0.0.0 secondary", []),
        ("tunnel mode gre multipoint", "no tunnel mode", []),
    ],
)
def test_no_and_default_forms(term: Terminal, given_: str, negated: str, left: list[str]) -> None:
    term.config(f"interface Tunnel0\n {given_}\n {negated}")
    fixed = {"no ip address", "duplex auto"}
    assert [line for line in lines_of(term, "interface Tunnel0") if line not in fixed - set(left)] == sorted(
        left, key=lambda line: line == "duplex auto"
    )


def test_no_of_blocks_and_lists(term: Terminal) -> None:
    before = term.shell.running_config()
    term.shell.configure(
        "crypto map CM 10 ipsec-isakmp\nrouter X\n neighbor 1.1.1.1 remote-as 5\n neighbor 1.1.1.1 description a\n"
        " address-family ipv4\n  network 1.0.0.0\nlogging host 1.1.1.1\naccess-list 7 permit any\ninterface Tunnel3\n"
        "control-plane\n"
    )
    term.config(
        "router X\n no neighbor 1.1.1.1\n no address-family ipv4\nno router X\nno crypto map CM 10\nno logging host 1.1.1.1\n"
        "no access-list 7\nno interface Tunnel3\nno control-plane\n"
    )
    assert term.shell.running_config() == before


def test_no_of_an_edit_resets_only_its_fields(term: Terminal) -> None:
    term.config(
        "router X\n neighbor 1.1.1.1 remote-as 5\n neighbor 1.1.1.1 description a\n no neighbor 1.1.1.1 description"
    )
    assert lines_of(term, "router X") == ["neighbor 1.1.1.1 remote-as 5"]
    term.config("router X\n neighbor 2.2.2.2 description b\n no neighbor 2.2.2.2 description")
    assert len(term.device[Globals].routers["X"].neighbors) == 1


def test_physical_interfaces_stay(term: Terminal) -> None:
    assert "% Invalid input" in term.shell.configure("no interface FastEthernet0/0")
    assert "interface FastEthernet0/0" in term.shell.running_config()


# whole configurations


def test_configuration_as_a_whole(term: Terminal) -> None:
    text = """\
hostname R1
no ip domain lookup
ip route 10.0.0.0 255.0.0.0 192.0.2.1 250 name X permanent
username joe privilege 15 secret 5 $1$x y
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip address 192.0.3.1 255.255.255.0 secondary
 duplex full
!
interface FastEthernet0/1
 no ip address
 duplex auto
!
interface Null0
 no ip address
 duplex auto
!
interface Tunnel0
 description to all the spokes
 ip address 10.0.0.1 255.255.255.0
 no keepalive
 duplex auto
 tunnel source FastEthernet0/0
 tunnel mode gre multipoint
 tunnel protection ipsec profile DMVPN shared
 ip nhrp nhs 10.0.0.9 nbma 1.1.1.1 multicast priority 4
 ip nhrp map multicast dynamic
 ip nhrp map 10.0.0.2 192.0.2.2
!
access-list 7 permit any
crypto isakmp policy 10
 encr aes 256
 group 5
 hash md5
crypto ipsec profile DMVPN
 set transform-set A B\x20
 set peer 1.1.1.1
!
crypto map CM 10 gdoi\x20
!
crypto keyring K
  pre-shared-key address 0.0.0.0 0.0.0.0 key cisco
logging host 192.0.2.9
router X
 neighbor 1.1.1.1 remote-as 7
 !
 address-family ipv4
  network 10.0.0.0
 exit-address-family
!
"""
    assert term.shell.configure(text) == "group!\n"
    assert "\n".join(term.shell.running_config()) + "\n" == text


def test_account_of_each_line(term: Terminal) -> None:
    account = term.shell.parse("hostname R1\nfoo bar\n!\ninterface Tunnel0\n ip mtu 9\n ip mtu 100\nend\nhostname R2")
    assert [(line.number, line.status, line.column) for line in account] == [
        (1, "full", None), (2, "refused", 0), (4, "full", None), (5, "refused", 8), (6, "full", None), (7, "full", None),
    ]  # fmt: skip
    assert account[1].reason == "% Invalid input detected at '^' marker."
    assert term.device.hostname == "R1"


_words = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789_-", min_size=1, max_size=8).map(lambda text: "zz" + text)
_address = st.integers(1, 0xDFFFFFFF)
_texts = {
    "WORD": _words,
    "LINE": st.lists(_words, min_size=1, max_size=3).map(" ".join),
    "A.B.C.D": _address.map(kind_of("A.B.C.D").format),
    "MASK": st.integers(0, 32).map(kind_of("MASK-LENGTH").format),
    "MASK-LENGTH": st.integers(0, 32).map(kind_of("MASK-LENGTH").format),
    "INTERFACE": st.sampled_from(["FastEthernet0/0", "Null0"]),
    "NEW-INTERFACE": st.sampled_from(["FastEthernet0/1", "Tunnel7", "Loopback3", "FastEthernet0/0.7"]),
    "DELIMITED": _words.map(lambda text: f"^C{text}^C"),
}


def _line(node: Syntax) -> st.SearchStrategy[str]:
    """Lines that a syntax tree describes."""
    from iosemu.cli.syntax import Alt, AnyOrder, Arg, Key, Opt, Rep, Seq

    if isinstance(node, Key):
        return st.just(node.word)
    if isinstance(node, Arg):
        return st.integers(node.low, node.high).map(str) if node.kind == "<>" else _texts[node.kind]
    if isinstance(node, Seq):
        return st.tuples(*map(_line, node.items)).map(lambda parts: " ".join(part for part in parts if part))
    if isinstance(node, Alt):
        return st.one_of(*map(_line, node.items))
    if isinstance(node, Opt):
        return st.one_of(st.just(""), _line(node.item))
    if isinstance(node, Rep):
        return st.lists(_line(node.item), min_size=1, max_size=3).map(" ".join)
    assert isinstance(node, AnyOrder)
    return st.permutations([_line(item) for item in node.items]).flatmap(lambda parts: parts[0])


def _configurations() -> st.SearchStrategy[str]:
    language = Terminal().shell.language
    by_mode: dict[str, list[st.SearchStrategy[str]]] = {}
    for mode in language.modes:
        if mode in ("exec", "acl", "range"):
            continue
        for command in language.commands(mode):
            if command.action.mode != "range" and "UNTIL-QUIT" not in command.text:
                negation = st.sampled_from(["", "", "", "no "]) if command.action.verb != "enter" else st.just("")
                line = st.tuples(negation, _line(command.syntax)).map("".join)
                by_mode.setdefault(mode, []).append(line)
    bodies = {mode: st.lists(st.one_of(*lines), max_size=4) for mode, lines in by_mode.items()}
    return st.lists(
        st.tuples(st.one_of(*by_mode["config"]), st.one_of(*bodies.values()), st.one_of(*bodies.values())).map(
            lambda block: "\n".join([block[0], *block[1], *block[2]])
        ),
        max_size=12,
    ).map("\n".join)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(text=_configurations())
def test_what_is_rendered_reads_back_to_the_same(text: str) -> None:
    first = Terminal()
    first.shell.configure(text)
    lines = first.shell.running_config()
    second = Terminal()
    printed = [
        line for line in second.shell.configure("\n".join(lines)).splitlines() if "Invalid" in line or "%" in line
    ]
    assert not [line for line in printed if "NOTE" not in line and "Default route" not in line]
    assert second.shell.running_config() == lines
    assert _contents(second.device) == _contents(first.device)


def _contents(device: Any) -> Any:
    configured = {
        str(name): [record for record in iface.slots.values() if record != type(record)()]
        for name, iface in device.interfaces.items()
    }
    for records in configured.values():
        records.sort(key=lambda record: type(record).__name__)
    return configured, device[Globals]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40))
def test_any_line_gets_a_proper_answer(text: str) -> None:
    term = Terminal()
    for prefix in ("", "show ", "show clock | ", "show dmvpn peer "):
        term.type(prefix + text.replace("\n", " "))
        term.session.help(prefix + text)
        term.session.complete(prefix + text)
    term.session.interrupt()
    term.session.enter_configuration()
    for prefix in ("", "no ", "default ", "ip route ", "do ", "interface ", "interface Tunnel0\nip nhrp nhs "):
        for line in (prefix + text).split("\n"):
            term.type(line)
        term.session.help(prefix + text)
        term.session.ctrl_c()
        term.session.enter_configuration()


# the notation


@pytest.mark.parametrize(
    "text", ["a {b", "a b]", "a [b", "<5-x>:a", "{a b | c}:", "a:b=", "", "a=5", "{a [b] | <1-5>}:x <", "A.B.C.D::x"]
)
def test_bad_syntax_is_told(text: str) -> None:
    with pytest.raises(ValueError):
        parse_syntax(text)


@pytest.mark.parametrize("text", ["", "a[", "a[]", "a = ", "enter m t[k],", "in x", "1x"])
def test_bad_actions_are_told(text: str) -> None:
    with pytest.raises(ValueError):
        parse_action(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("feature f\n  x  y", "f.cmd:2: an indented line that belongs to nothing"),
        ("feature f\nip route", "f.cmd:2: a command before any 'mode'"),
        ("mode m\nip\n    level: partial", "f.cmd:3: level is full, stored"),
        ("mode m\nip\n    one blank", "f.cmd:3: not 'words, two blanks, help'"),
        ("mode m\n    color: red", "f.cmd:2: not an attribute of a mode"),
        ("mode m\nip {a\n", "f.cmd:2:"),
        ("define X a\ndefine X b\n", "f.cmd:2: 'X' is defined already"),
        ("extend X a\n", "f.cmd:1: 'X' is not defined"),
        ("define X\nmode m\nip @X\n", "f.cmd:3: '@X' is not defined"),
        ("define X\nextend X\n", "f.cmd:2: "),
        ("mode m\nip @X\n", "f.cmd:2: '@X' is not defined"),
        ("mode m\nip <1-9>:+\n", "f.cmd:2: '<1-9>:+' belongs to the words before it"),
        ("mode m\nip {a | b}\n    without: c\n", "f.cmd:3: without c"),
    ],
)
def test_faults_name_file_and_line(text: str, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        Reader().read([("f.cmd", text)])
    assert str(caught.value).startswith(message)


def test_sample_grammar_has_no_faults() -> None:
    language = Terminal().shell.language
    assert (
        list(help_faults(language)) == [] and list(clash_faults(language)) == [] and list(model_faults(language)) == []
    )


def test_lint_finds_faults() -> None:
    from grammar_sample import sample_language

    language = sample_language(
        "feature f\nmode exec\nshow x => show nothing\nmode config : Globals\nbad WORD:nofield\nbad WORD:motd\n    WORD  a word\n"
    )
    assert "no help for 'bad'" in "".join(help_faults(language))
    assert "belongs to several" in "".join(clash_faults(language))
    faults = "".join(model_faults(language))
    assert "Globals has no field nofield" in faults and "show_nothing" in faults


def test_cache_holds_the_same_language(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from grammar_sample import GRAMMAR

    grammar = parse_texts([("sample.cmd", GRAMMAR), ("_order", "mode config\n    hostname\n    *\n")])
    source = GrammarSource(grammar)
    folder = tmp_path / "grammars"
    folder.mkdir()
    (folder / "sample.cmd").write_text(GRAMMAR)
    (folder / "_order").write_text("mode config\n    hostname\n    *\n")
    monkeypatch.setenv("IOSEMU_CACHE", str(tmp_path / "cache"))
    load(folder)
    assert len(list((tmp_path / "cache").iterdir())) == 1
    import marshal

    for cached in (load(folder), CachedSource(marshal.loads(freeze(grammar)))):
        assert (
            dict(cached.modes) == dict(source.modes) and cached.order == source.order and cached.words == source.words
        )
        for mode in source.modes:
            assert cached.commands(mode) == source.commands(mode)
    next((tmp_path / "cache").iterdir()).write_bytes(b"broken")
    assert load(folder).commands("exec") == source.commands("exec")


def test_order_file_rules_the_running_config() -> None:
    from grammar_sample import GRAMMAR, Device, SampleResolver

    from iosemu.cli.language import Language
    from iosemu.cli.shell import Shell

    order = "mode config\n    crypto\n    !\n    *\n    hostname\nmode config-if\n    duplex\n    ip address\n"
    source = GrammarSource(parse_texts([("sample.cmd", GRAMMAR), ("_order", order)]))
    shell = Shell(Device(), Language(source, SampleResolver()))
    shell.configure("hostname R1\ncrypto isakmp policy 5\nno ip domain lookup")
    lines = shell.running_config()
    assert lines[:3] == ["crypto isakmp policy 5", "!", "no ip domain lookup"] and lines[-1] == "hostname R1"
    assert shell.running_block("interface FastEthernet0/0") == [
        "interface FastEthernet0/0",
        " duplex auto",
        " no ip address",
    ]


def test_off_in_a_table() -> None:
    """`no` of a line in another command's record can say something itself."""
    term = Terminal()
    term.config("interface Tunnel0\n no ip quiet eigrp 7\n ip hold eigrp 8 30")
    assert {"no ip quiet eigrp 7", "ip hold eigrp 8 30"} <= set(lines_of(term, "interface Tunnel0"))
    term.config("interface Tunnel0\n ip hold eigrp 7 5\n ip quiet eigrp 7")
    assert lines_of(term, "interface Tunnel0")[-2:] == ["ip hold eigrp 7 5", "ip hold eigrp 8 30"]
    term.config("interface Tunnel0\n no ip quiet eigrp 9\n default ip quiet eigrp 9")
    assert "no ip quiet eigrp 9" not in lines_of(term, "interface Tunnel0")


def test_a_form_that_lacks_nothing_stays_whole() -> None:
    """Of a command with words that a release lacks, the `no` forms without them are still there."""
    form = parse_syntax("enable secret [level <1-15>:level] {0 | 5}")
    assert without(form, frozenset({"9"})) is form
    assert without(parse_syntax("enable secret {5 | 9}"), frozenset({"9"})) == parse_syntax("enable secret {5}")
    assert without(parse_syntax("enable algorithm-type scrypt"), frozenset({"scrypt"})) is None


_names = st.builds(
    InterfaceName, st.sampled_from(sorted(INTERFACE_KINDS)), st.lists(st.integers(0, 99), min_size=1, max_size=3).map(tuple),
    st.none() | st.integers(0, 4094),
)  # fmt: skip
_values = st.one_of(
    st.none(), st.booleans(), st.integers(-40, 40), st.integers(0, 1 << 33), st.text(max_size=4), _names, st.tuples(st.integers(0, 9))
)


@given(kind=st.sampled_from(KIND_NAMES).map(kind_of) | st.just(kind_of("<>", -23, 23)), value=_values)
def test_a_value_that_is_surely_of_a_kind_reads_back(kind: Kind, value: Any) -> None:
    if kind.sure is not None and kind.sure(value):
        assert kind.parse(kind.format(value)) == value


Told = Callable[[Any, Any, bool], list[str]]
TOLD: tuple[tuple[Told, dict[str, Any] | None], ...] = (
    (lambda record, obj, everything: ["x"] if isinstance(obj, Terminal) else [], None),
    (lambda record, obj, everything: [obj.name], None),
    (lambda record, obj, everything: [obj.name] if record.motd else [], {"motd": ""}),
    (lambda record, obj, everything: [record.hostname, *record.hosts], {"hostname": "Router", "hosts": []}),
)


@pytest.mark.parametrize("number", range(len(TOLD)))
def test_it_is_found_out_what_a_function_looks_at(term: Terminal, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that wants to see the object is always asked."""
    asked = next(c for c in term.shell.renderer.ordered("config", "") if c is not None and c.told)
    function, watched = TOLD[number]
    monkeypatch.setattr(asked, "_way", lambda kind: function)
    assert asked.watched(record_info(Globals)) == watched
