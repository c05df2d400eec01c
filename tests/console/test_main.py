"""The command `iosemu`: what it prints, how it ends, and that nothing a user gets wrong is a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from iosemu import Lab, __version__
from iosemu.__main__ import main
from iosemu.console.main import _usual
from iosemu.console.options import parser


def run(*arguments: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """In a process of its own, as a user has it."""
    return subprocess.run(
        [sys.executable, "-m", "iosemu", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PATH": "/usr/bin:/bin", "HOME": str(Path.home())},
    )


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"iosemu {__version__}\n", "")


def test_version_imports_next_to_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "iosemu", "--version"], capture_output=True, text=True, timeout=60, check=True
    )
    imported = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    assert not {"argparse", "dataclasses", "yaml", "pyparsing", "asyncio"} & set(imported)


def test_start_without_heavy_libraries(two: Path) -> None:
    """The first prompt needs neither pyparsing nor the terminal library nor cryptography."""
    run("exec", str(two), "R1", "show clock")  # the cache of the grammars is there now
    code = (
        "import sys; from iosemu.__main__ import main; main(['exec', sys.argv[1], 'R1', 'show clock']); "
        "print(*(name for name in ('pyparsing', 'prompt_toolkit', 'rich', 'asyncio', 'cryptography') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(two)], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[1:] == [""]


def test_consoles_come_up_without_what_costs_time(two: Path) -> None:
    run("run", str(two), "--cold")
    code = (
        "import sys; from iosemu.__main__ import main; main(['run', sys.argv[1], '--cold']); "
        "print('loaded', *(name for name in ('argparse', 'pathlib', 'calendar', 'yaml', 'zipfile', 'ssl') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code, str(two)], capture_output=True, text=True, timeout=60, check=True,
                          stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})  # fmt: skip
    assert done.stdout.splitlines()[-1] == "loaded"


RUNS = (
    "run L", "run L --cold", "run L --node R1", "run L --node R1 --cold", "run L --cold --node R1", "run ./a/b --cold", "run L --node",
    "run L --node --cold", "run --cold L", "run L --seed 3", "run L --trust", "run L M", "run L --nod R1", "run L --node=R1", "run L -h",
    "run", "run -h", "exec L", "labs", "run L --co", "run L --cold --cold", "run L --node A --node B", "run L --", "run -- L",
)  # fmt: skip


@pytest.mark.parametrize("typed", RUNS)
def test_what_is_understood_at_once_is_what_argparse_understands(typed: str) -> None:
    usual = _usual(typed.split())
    if usual is None:
        assert typed not in RUNS[:6]
        return
    commands = ("run", "attach", "serve", "exec", "trace", "test", "replay", "practice", "break", "parse", "diff", "lab", "labs")
    told = parser(dict.fromkeys(commands, usual.run)).parse_args(typed.split())
    assert {**vars(usual), "command": "run", "version": False} == vars(told)


def test_labs() -> None:
    done = run("labs", cwd=Path("/"))
    assert done.returncode == 0
    assert any(line.startswith("dmvpn-ipsec ") for line in done.stdout.splitlines())


def test_exec_prints_output_and_nothing_else(two: Path) -> None:
    done = run("exec", str(two), "R1", "show ip interface brief | include Fast", "ping 10.0.0.2", "--after", "60s")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0].split() == ["FastEthernet0/0", "10.0.0.1", "YES", "NVRAM", "up", "up"]
    assert lines[-1].startswith("Success rate is 80 percent (4/5)")
    clock = run("exec", str(two), "R1", "show clock", "--after", "1h").stdout
    assert clock.startswith("*01:00:")


def test_exec_goes_on_with_a_checkpoint(two: Path, tmp_path: Path) -> None:
    with Lab.load(two) as lab:
        lab.settle()
        lab["R1"].configure("interface Loopback9\n ip address 10.9.9.9 255.255.255.255")
        lab.run(100)
        kept, now = lab.checkpoint(), lab.now
    file = tmp_path / "kept.checkpoint"
    file.write_bytes(kept)
    done = run("exec", "--restore", str(file), "R1", "show ip interface brief | include Loop", "show clock", "--after", "1m")
    assert (done.returncode, done.stderr) == (0, "")
    brief, clock = done.stdout.splitlines()
    assert brief.split()[:2] == ["Loopback9", "10.9.9.9"]
    minutes, seconds = divmod(int(now) + 60, 60)
    assert clock.startswith(f"*00:{minutes:02d}:{seconds:02d}")
    for words in (("--restore", str(file), "R1"), (str(two), "R1"), ("--restore", str(file), "--seed", "3", "R1", "show clock")):
        done = run("exec", *words)
        assert done.returncode != 0 and done.stderr.startswith("iosemu: ") and done.stderr.count("\n") == 1, done


def test_exec_of_the_shipped_lab() -> None:
    done = run("exec", "dmvpn-ipsec", "R1", "show dmvpn | include UP", "--seed", "9", cwd=Path("/"))
    assert [line.split()[1:4] for line in done.stdout.splitlines()] == [
        [f"{n}.{n}.{n}.{n}", f"192.168.1.{n}", "UP"] for n in (6, 7, 8)
    ]


def test_pcap_option(two: Path, tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    assert run("exec", str(two), "R1", "ping 10.0.0.2", "--pcap", str(folder)).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "R1-FastEthernet0_0--R2-FastEthernet0_0.pcap",
        "esp_sa",
        "ikev1_decryption_table",
        "ikev2_decryption_table",
        "preferences",
    ]
    assert folder.joinpath("R1-FastEthernet0_0--R2-FastEthernet0_0.pcap").stat().st_size > 1000


def test_run_with_a_pipe_is_a_transcript(two: Path) -> None:
    script = "enable\nshow ip interface brief | include Fast\nping 10.0.0.2\nshow clo?\n/attach R2\nshow privilege\n/advance 1h\nshow clock\n"
    done = run("run", str(two), "--node", "R1", stdin=script)
    text = done.stdout
    assert done.returncode == 0
    assert "R1>enable\nR1#show ip interface brief | include Fast\nFastEthernet0/0 " in text
    assert "R1#ping 10.0.0.2\n" in text
    assert "R1#show clo?\nclock  " in text
    assert "R2>show privilege\nCurrent privilege level is 1\n" in text
    assert "\n*01:0" in text


def test_a_pipe_types_into_a_conversation_with_another_router(two: Path) -> None:
    """Each line when the far end has said what it has to say; then the lines behind it are this router's again."""
    script = "enable\nconfigure terminal\nline vty 0 4\npassword cisco\nlogin\nend\n/attach R2\nenable\ntelnet 10.0.0.1\ncisco\nshow privilege\nexit\n"
    text = run("run", str(two), "--node", "R1", stdin=script + "show users\n").stdout
    for said in ("Password: \nR1>show privilege\nCurrent privilege level is 1\nR1>exit\n", "closed by foreign host]\nR2#show users\n", "*  0 con 0"):
        assert said in text
        text = text.partition(said)[2]
    script = "enable\ntelnet 10.0.0.1\nshow users\n"
    text = run("run", str(two), "--node", "R2", stdin=script).stdout
    assert "Password required, but none set\n\n[Connection to 10.0.0.1 closed by foreign host]\nR2#show users\n" in text


def test_parse(tmp_path: Path) -> None:
    file = tmp_path / "r.cfg"
    file.write_text("hostname R9\nfrobnicate\ninterface FastEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip adress 1.1.1.1\nend\n")
    done = run("parse", str(file))
    assert done.returncode == 1
    assert done.stderr == ""
    lines = [line.split(None, 2) for line in done.stdout.splitlines()]
    assert [line[:2] for line in lines] == [["accepted", "1"], ["refused", "2"], ["accepted", "3"], ["accepted", "4"], ["refused", "5"], ["accepted", "6"]]
    assert "(column 7)" in lines[4][2]
    account = json.loads(run("parse", str(file), "--json").stdout)
    assert [line["status"] for line in account["lines"]] == ["accepted", "refused", "accepted", "accepted", "refused", "accepted"]
    assert "hostname R9" in account["running_config"]
    rendered = run("parse", str(file), "--render")
    assert " ip address 10.0.0.1 255.255.255.0" in rendered.stdout.splitlines()
    good = run("parse", "-", "--platform", "generic", stdin="hostname R9\ninterface TenGigabitEthernet9/9/9\n shutdown\n")
    assert (good.returncode, good.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("exec", "nolab", "R1", "x"), 1, 'iosemu: no lab named "nolab"; shipped labs: '),
        (("exec", "no/lab", "R1", "x"), 1, "iosemu: no/lab: no such file"),
        (("exec", "dmvpn-ipsec", "R99", "x"), 1, 'iosemu: lab dmvpn-ipsec has no node "R99"; its nodes: R1, R6, R7, R8, ISP'),
        (("exec", "dmvpn-ipsec", "R1", "x", "--after", "soon"), 1, 'iosemu: "soon" is no time; write it like 90s, 5m or 1h'),
        (("exec", "dmvpn-ipsec", "R1", "x", "--seed", "many"), 2, "many"),
        (("run", "dmvpn-ipsec", "--node", "R99"), 1, 'iosemu: lab dmvpn-ipsec has no node "R99"'),
        (("parse", "no.cfg"), 1, "iosemu: no.cfg: no such file"),
        (("parse", "/"), 1, "iosemu: /: holds more than 20000 files; name a folder of configurations"),
        (("diff", "no.cfg", "no.cfg"), 1, "iosemu: no.cfg: no such file"),
        (("lab", "import", "no.yaml", "out"), 1, "iosemu: no.yaml: no such file"),
        (("lab", "from", "nowhere"), 1, "iosemu: nowhere: No such file or directory"),
        (("lab",), 2, "import | from"),
        (("parse", "-", "--platform", "c1"), 1, 'iosemu: unknown platform "c1"; known: '),
        (("exec", "dmvpn-ipsec", "R1", "x", "--pcap", "/dev/null/x"), 1, "iosemu: /dev/null/x: "),
        (("frobnicate",), 2, "invalid choice"),
        ((), 2, ""),
    ],
)
def test_mistakes_are_one_line(arguments: tuple[str, ...], status: int, said: str) -> None:
    done = run(*arguments)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert said in done.stderr
    if status == 1:
        assert done.stderr.count("\n") == 1


def test_a_question_without_an_answer(two: Path) -> None:
    done = run("exec", str(two), "R1", "clear counters")
    assert done.returncode == 1
    assert 'R1: "clear counters" asks "' in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_lab_file(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_text("name: x\nnodes:\n  R1: {platform: c7201}\n")
    done = run("exec", str(tmp_path), "R1", "show clock")
    assert done.returncode == 1
    assert done.stderr.startswith(f'iosemu: {tmp_path}/lab.yaml:3: unknown platform "c7201"; known: ')


def test_reader_that_leaves_early(two: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m iosemu exec {two} R1 'show running-config' | head -1", shell=True, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("Building configuration...\n", "")


def test_main_returns_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labs"]) == 0
    assert main(["--help"]) == 0
    assert main(["exec"]) == 2
    assert "usage: iosemu exec" in capsys.readouterr().err


def test_exec_is_one_terminal(two: Path) -> None:
    """Modes last from command to command, questions are answered by the next one, a reload is waited for."""
    configure = ("configure terminal", "interface fa0/0", "description uplink", "ip adress 1.1.1.1", "end", "show interfaces description | include up")
    done = run("exec", str(two), "R1", *configure)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Enter configuration commands, one per line.  End with CNTL/Z.", " " * len("R1(config-if)#ip ad") + "^"]
    assert "R1#" not in done.stdout
    assert re.match(r"Fa0/0 +up +up +uplink$", lines[-1])
    assert (done.returncode, done.stderr) == (1, "")  # one of them was no command

    done = run("exec", str(two), "R1", "tclsh", "set n 6", "puts [expr {$n * 7}]", "tclquit", "clear counters", "", "show privilege")
    assert done.stdout.splitlines()[:2] == ["6", "42"]
    assert done.stdout.endswith("Current privilege level is 15\n")
    assert (done.returncode, done.stderr) == (0, "")

    done = run("exec", str(two), "R1", "conf t", "hostname Other", "end", "write", "reload", "", "show version | include uptime|reason")
    assert done.stdout.splitlines()[-2:] == ["Other uptime is 0 minutes", "Last reload reason: Reload Command"]


def test_exec_tells_refused_lines_of_start_up_configurations(two: Path) -> None:
    with (two / "R2.cfg").open("a") as file:
        file.write("interface FastEthernet0/0\n ip adress 1.1.1.1\nend\n")
    text = (two / "R2.cfg").read_text().replace("end\n", "", 1)
    (two / "R2.cfg").write_text(text)
    number = text.splitlines().index(" ip adress 1.1.1.1") + 1
    done = run("exec", str(two), "R1", "show clock")
    assert done.stderr == f"iosemu: {two}/R2.cfg:{number}: ip adress 1.1.1.1: % Invalid input detected at '^' marker.\n"
    assert done.returncode == 0


def test_a_pipe_waits_for_a_reload(two: Path) -> None:
    script = "enable\nreload\n\nenable\nshow version | include reload reason\nshow running-config | include end\n"
    text = run("run", str(two), "--node", "R1", stdin=script).stdout
    assert "Proceed with reload? [confirm]" in text
    assert text.index("Launching IOS image") < text.rindex("Press RETURN to get started!")
    assert "R1#show version | include reload reason\nLast reload reason: Reload Command\n" in text


def test_trace_on_the_shell(two: Path) -> None:
    """Exit status: does it arrive, or those behind it, is all well?"""
    done = run("trace", str(two), "R1", "10.0.0.2")
    assert (done.returncode, done.stderr) == (0, "") and "\n=> the first packet is lost on R1 at " in done.stdout
    assert "asks for the MAC address of 10.0.0.2 on FastEthernet0/0 (ARP), of R2\n" in done.stdout
    done = run("trace", str(two), "R1", "10.0.0.2", "--cut", "R1 R2", "--json")
    data = json.loads(done.stdout)
    assert done.returncode == 1 and data["verdict"] == "dropped" and data["reason"] == "no route"
    assert "the cable at FastEthernet0/0 of R1 is cut" in [each["text"].partition(" (")[0] for each in data["findings"]]
    assert run("trace", str(two)).stdout.endswith(": all that ought to be up is up\n")
    done = run("trace", str(two), "R1", "10.0.0.2", "udp")
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.startswith('iosemu: "udp" wants a port')
