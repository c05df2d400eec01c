"""FreeRADIUS says who may log in at the router, and is told of it."""

from __future__ import annotations

from collections.abc import Callable

from iosemu.cli.session import Session
from tests.interop.world import World

Make = Callable[..., World]
SECRET = "testing123"
ROUTER = f"""\
username emergency privilege 15 secret help
enable secret top
aaa new-model
radius server FREE
 address ipv4 192.0.2.1 auth-port 1812 acct-port 1813
 key {SECRET}
radius-server timeout 2
radius-server retransmit 1
aaa authentication login default group radius local
aaa authentication enable default group radius enable
aaa authorization exec default group radius local
aaa accounting exec default start-stop group radius
"""
USERS = """\
anna Cleartext-Password := "one"
    Service-Type = NAS-Prompt-User,
    Cisco-AVPair = "shell:priv-lvl=15"
bert Cleartext-Password := "a password that is longer than sixteen octets"
$enab15$ Cleartext-Password := "level15"
"""
CONFIG = """\
prefix = /usr
raddbdir = {0}
logdir = {0}
run_dir = {0}
libdir = /usr/lib/freeradius
pidfile = {0}/radiusd.pid
log {{
    destination = files
    file = {0}/radius.log
    auth = yes
    auth_badpass = yes
}}
security {{
    reject_delay = 1
}}
client router {{
    ipaddr = 192.0.2.2
    secret = {1}
}}
modules {{
    files {{
        filename = {0}/users
    }}
    pap {{
    }}
    detail {{
        filename = {0}/detail
    }}
}}
server default {{
    listen {{
        type = auth
        ipaddr = 192.0.2.1
        port = 1812
    }}
    listen {{
        type = acct
        ipaddr = 192.0.2.1
        port = 1813
    }}
    authorize {{
        files
        pap
    }}
    authenticate {{
        pap
    }}
    accounting {{
        detail
    }}
}}
"""


def freeradius(net: World) -> None:
    folder = net.folder / "raddb"
    folder.mkdir()
    (folder / "radiusd.conf").write_text(CONFIG.format(folder, SECRET))
    (folder / "users").write_text(USERS)
    (folder / "dictionary").write_text("")
    net.start(["freeradius", "-f", "-d", str(folder), "-n", "radiusd"], "freeradius.out")
    log = folder / "radius.log"
    net.wait(lambda: log.exists() and "Ready to process requests" in log.read_text(), 20, "ready: FreeRADIUS")


class Caller:
    """Somebody at a virtual line."""

    def __init__(self, net: World) -> None:
        self.net = net
        self.written: list[str] = []
        shell = net.router.device.shell
        assert shell is not None
        self.session = Session(shell, self.written.append, net.lab.scheduler, privilege=1, line="vty 0", length=0)
        self.session.peer, self.session.port = "192.0.2.9", 23
        self.session.run_process(shell.greet(self.session))

    def type(self, *lines: str, seconds: float = 20) -> str:
        for line in lines:
            self.written.clear()
            self.session.feed_line(line)
        self.net.wait(lambda: not self.session.busy or self.session.question is not None, seconds, "decided", patience=2)
        return "".join(self.written)


def test_logins(world: Make) -> None:
    net = world(ROUTER)
    freeradius(net)
    log, detail = net.folder / "raddb" / "radius.log", net.folder / "raddb" / "detail"
    caller = Caller(net)
    assert caller.type("anna", "wrong") == "% Authentication failed\n\nUsername: "
    assert caller.type("emergency", "help") == "% Authentication failed\n\nUsername: "  # the server does not know that one
    caller.type("anna", "one")
    assert caller.session.privilege == 15
    caller.type("disable")
    assert caller.type("enable", "top") == "% Error in authentication.\n\n"
    caller.type("enable", "level15")
    assert caller.session.privilege == 15
    caller.type("exit")
    assert caller.session.closed
    other = Caller(net)
    other.type("bert", "a password that is longer than sixteen octets")
    assert not other.session.closed and other.session.privilege == 1
    net.wait(lambda: detail.read_text().count("Acct-Status-Type") == 3, 10, "accounted for", patience=2)
    told = detail.read_text()
    for line in ('User-Name = "anna"', "Acct-Status-Type = Stop", "Acct-Terminate-Cause = User-Request", 'NAS-Port-Id = "tty2"'):
        assert line in told, line
    text = log.read_text()
    assert "Login OK: [anna]" in text and "Login incorrect" in text and "[emergency/help]" in text
    shown = net.cli("show aaa servers")
    assert "Response: accept 3, reject 3, challenge 0\n" in shown and "incorrect 0" in shown
    assert net.tshark("radius.code == 5", "radius.id") and net.tshark("radius && _ws.malformed", "frame.number") == []


def test_another_secret_is_no_answer(world: Make) -> None:
    net = world(ROUTER.replace(f"key {SECRET}", "key other"))
    freeradius(net)
    caller = Caller(net)
    caller.type("emergency", "help", seconds=30)
    assert caller.session.privilege == 15  # nobody answers that the router could believe
    assert "incorrect 2" in net.cli("show aaa servers")


PC = f"""\
radiusd client 192.0.2.0/24 {SECRET}
radiusd user anna one shell:priv-lvl=15
radiusd user bert a-password-that-is-longer-than-sixteen-octets
radiusd
"""


def test_radclient_asks_the_server_of_a_pc(world: Make) -> None:
    """It believes answers, refusals and receipts that fit its secret, and no others."""
    net = world("", pc=PC)
    asked = net.folder / "asked"

    def ask(what: str, lines: str, port: int, secret: str = SECRET) -> str:
        asked.write_text(lines)
        return net.inside(["radclient", "-x", "-r3", "-t2", "-f", str(asked), f"198.51.100.2:{port}", what, secret], 20)

    told = ask("auth", 'User-Name = "anna"\nUser-Password = "one"\n', 1812)
    assert "Received Access-Accept" in told and 'Cisco-AVPair = "shell:priv-lvl=15"' in told
    told = ask("auth", 'User-Name = "bert"\nUser-Password = "a-password-that-is-longer-than-sixteen-octets"\n', 1812)
    assert "Received Access-Accept" in told
    assert "Received Access-Reject" in ask("auth", 'User-Name = "anna"\nUser-Password = "two"\n', 1812)
    told = ask("acct", 'User-Name = "anna"\nAcct-Status-Type = Start\nAcct-Session-Id = "7"\n', 1813)
    assert "Received Accounting-Response" in told
    assert 'Acct-Session-Id = "7", User-Name = "anna"' in net.lab["PC"].cli("radiusd detail")
    assert "Received Accounting-Response" not in ask("acct", 'Acct-Status-Type = Stop\n', 1813, "other")
