"""The TACACS+ server of a PC, asked by clients of others: Perl's Authen::TacacsPlus, Python's tacacs_plus."""

from __future__ import annotations

from collections.abc import Callable

from tests.clients.environments import environment
from tests.interop.world import World

Make = Callable[..., World]
SERVER = """\
tac_plus client 192.0.2.0/24 testing123
tac_plus user anna one priv-lvl=15
tac_plus user bert a-password-that-is-longer-than-one-block-of-md5
tac_plus cmd bert permit show (version|clock)
tac_plus
"""
PERL = """\
use Authen::TacacsPlus;
for my $try (["testing123", "anna", "one"], ["testing123", "anna", "two"], ["testing123", "nobody", "one"],
    ["testing123", "bert", "a-password-that-is-longer-than-one-block-of-md5"], ["other", "anna", "one"]) {
  my ($key, $name, $password) = @$try;
  for my $kind (1, 2) {
    my $tac = new Authen::TacacsPlus(Host => "198.51.100.2", Key => $key, Port => "49", Timeout => 5);
    print "$name $kind: ", ($tac && $tac->authen($name, $password, $kind) ? "in" : "out"), "\\n";
    $tac->close() if $tac;
  }
}
"""
PYTHON = """\
from tacacs_plus.client import TACACSClient
from tacacs_plus.flags import TAC_PLUS_ACCT_FLAG_START, TAC_PLUS_ACCT_FLAG_STOP
asks = TACACSClient("198.51.100.2", 49, "testing123", timeout=10)
for name, password in ("anna", "one"), ("anna", "two"), ("bert", "a-password-that-is-longer-than-one-block-of-md5"):
    print(name, asks.authenticate(name, password).valid)
shell = asks.authorize("anna", arguments=[b"service=shell", b"cmd="])
print(shell.valid, shell.arguments)
for line in ("show", "version"), ("show", "users"), ("reload", ""):
    cmd = [b"service=shell", b"cmd=" + line[0].encode(), b"cmd-arg=" + line[1].encode(), b"cmd-arg=<cr>"]
    print(*line, asks.authorize("bert", arguments=cmd).valid)
for flag in TAC_PLUS_ACCT_FLAG_START, TAC_PLUS_ACCT_FLAG_STOP:
    print(asks.account("bert", flag, arguments=[b"task_id=7", b"service=shell"]).valid)
"""


def test_perl(world: Make) -> None:
    net = world("", pc=SERVER)
    said = net.inside(["perl", "-e", PERL], 60)
    assert said.splitlines() == [
        "anna 1: in", "anna 2: in", "anna 1: out", "anna 2: out", "nobody 1: out", "nobody 2: out",
        "bert 1: in", "bert 2: in", "anna 1: out", "anna 2: out",
    ]  # fmt: skip
    log = net.lab["PC"].cli("tac_plus log")
    assert "anna" in log and "nobody" in log


def test_python(world: Make) -> None:
    python = environment("tacacs", ["tacacs_plus==2.6"])
    net = world("", pc=SERVER)
    said = net.inside([str(python), "-c", PYTHON], 60).splitlines()
    assert said == [
        "anna True", "anna False", "bert True", "True [b'priv-lvl=15']",
        "show version True", "show users False", "reload  False", "True", "True",
    ]  # fmt: skip
    told = net.lab["PC"].cli("tac_plus acct")
    assert told.count("bert") == 2 and "start" in told and "stop" in told and "task_id=7" in told
    assert net.tshark("tacplus && _ws.malformed", "frame.number") == []
