"""pytest with labs: whose lab a test gets, what a failure tells, what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ("pytester",)
PLUGIN = ("-p", "iosemu.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:xdist")
LAB = """
name: two
nodes:
  R1: {config: R1.cfg}
  R2: {config: R2.cfg}
links:
  - {endpoints: ["R1:FastEthernet0/0", "R2:FastEthernet0/0"], delay: 1ms}
"""
PORT = "hostname R{0}\ninterface FastEthernet0/0\n ip address 10.0.0.{0} 255.255.255.0\n no shutdown\nrouter ospf 1\n network 10.0.0.0 0.0.0.255 area 0\n"


@pytest.fixture
def tester(pytester: pytest.Pytester) -> pytest.Pytester:
    folder = pytester.path / "two"
    folder.mkdir()
    (folder / "lab.yaml").write_text(LAB)
    for number in (1, 2):
        (folder / f"R{number}.cfg").write_text(PORT.format(number))
    return pytester


def test_each_test_of_a_module_has_the_settled_lab_to_itself(tester: pytest.Pytester) -> None:
    tester.makepyfile("""
        import pytest

        pytestmark = pytest.mark.lab("two", seed=3)

        def test_one(lab):
            assert lab.seed == 3 and lab.now > 30
            assert lab["R1"].rows("show ip ospf neighbor")[0].state == "FULL"
            lab["R1"].configure("hostname CHANGED")
            lab.run(1000)

        def test_two(lab):
            assert lab.now < 100
            assert lab["R1"].device.hostname == "R1"

        @pytest.mark.lab("two", settle=False)
        def test_from_power_on(lab):
            assert lab.now == 0 and lab.seed == 0
    """)
    tester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=3)


def test_the_module_settles_its_lab_once(tester: pytest.Pytester) -> None:
    tester.makeconftest("""
        from iosemu import Lab

        settled = []
        whole = Lab.settle

        def settle(self, *args):
            settled.append(self.name)
            return whole(self, *args)

        Lab.settle = settle

        def pytest_unconfigure():
            Lab.settle = whole
            print("settled", settled)
    """)
    tester.makepyfile("def test_one(lab): pass\ndef test_two(lab): pass\ndef test_three(lab): pass\n")
    result = tester.runpytest_subprocess(*PLUGIN, "--lab", "two")
    result.assert_outcomes(passed=3)
    assert "settled ['two']" in result.outlines


def test_the_option_says_which_lab_and_which_seed(tester: pytest.Pytester) -> None:
    tester.makepyfile("""
        def test_it(lab):
            assert (lab.name, lab.seed) == ("bgp-basics", 5)
    """)
    tester.runpytest_subprocess(*PLUGIN, "--lab", "bgp-basics", "--lab-seed", "5").assert_outcomes(passed=1)


def test_a_failure_tells_what_was_typed_and_why_the_ping_was_lost(tester: pytest.Pytester) -> None:
    tester.makepyfile("""
        import pytest

        @pytest.mark.lab("two")
        def test_it(lab):
            lab["R2"].configure("interface FastEthernet0/0\\n shutdown")
            assert "!!!!!" in lab["R1"].cli("ping 10.0.0.2")
    """)
    result = tester.runpytest_subprocess(*PLUGIN)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "*two: transcript*",
        "R2(config)#interface FastEthernet0/0",
        "R2(config)# shutdown",
        "R1#ping 10.0.0.2",
        "Success rate is 0 percent (0/5)",
        "*two: topology*",
        "*R1*R2*",
        "*two: trace*",
        "icmp echo * -> 10.0.0.2, 100 bytes",
        "*two: what is wrong there*",
        "*shut*",
        "*two: captures*",
    ])  # fmt: skip
    (kept,) = (tester.path / "iosemu-captures").iterdir()
    assert kept.name.endswith("py-test_it") and [file.name for file in kept.glob("*.pcap")] == ["R1-FastEthernet0_0--R2-FastEthernet0_0.pcap"]


def test_nothing_is_kept_of_a_test_that_passes(tester: pytest.Pytester) -> None:
    tester.makepyfile('def test_it(lab):\n    lab["R1"].cli("show clock")\n')
    tester.runpytest_subprocess(*PLUGIN, "--lab", "two").assert_outcomes(passed=1)
    assert not (tester.path / "iosemu-captures").exists()


@pytest.mark.parametrize(
    ("marker", "why"),
    [
        ("", "which lab? @pytest.mark.lab(NAME) says it, or --lab NAME"),
        ("@pytest.mark.lab()", "the marker is lab(NAME, seed=N, settle=True)"),
        ('@pytest.mark.lab("two", sead=1)', "the marker is lab(NAME, seed=N, settle=True)"),
        ('@pytest.mark.lab("three")', 'no lab named "three"; shipped labs: *'),
    ],
)
def test_what_is_no_lab_is_told_in_a_line(tester: pytest.Pytester, marker: str, why: str) -> None:
    tester.makepyfile(f"import pytest\n{marker}\ndef test_it(lab): pass\n")
    result = tester.runpytest_subprocess(*PLUGIN)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{why.replace('[', '[[]')}*"])


def test_the_plugin_alone_imports_nothing_of_ours(tester: pytest.Pytester) -> None:
    tester.makepyfile("""
        import sys

        def test_it():
            ours = {name for name in sys.modules if name.startswith("iosemu")}
            assert ours == {"iosemu", "iosemu.pytest_plugin"}
    """)
    result = tester.runpytest_subprocess(*PLUGIN)
    result.assert_outcomes(passed=1)


def test_it_is_installed_as_a_plugin_under_the_name_that_minus_p_uses() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"iosemu.pytest_plugin": "iosemu.pytest_plugin"}
