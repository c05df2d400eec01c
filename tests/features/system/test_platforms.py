"""Platforms say what they are: `show version` of each box and release."""

from __future__ import annotations

from pathlib import Path

import pytest

import iosemu
from iosemu.device.platform import PLATFORMS, platform_of
from tests.features.desk import Desk
from tests.features.wired import network


def test_every_release_has_an_image_that_names_it() -> None:
    for name, platform in PLATFORMS.items():
        for release in platform.releases:
            image = platform_of(name, release).image
            assert image.version == release == platform_of(name, release).version
            assert f", Version {release}, " in image.banner()[1 if image.first else 0]


def test_what_is_known_of_a_platform_stands_in_one_place() -> None:
    """No other module of the code names one: what differs is a field of its record. (Imports translate names.)"""
    names = {f'"{name}"' for name in PLATFORMS if name != "generic"}
    package = Path(iosemu.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if path.parent.name != "imports"
        and any(name in path.read_text("utf-8") for name in names)
    }
    assert found == {"device/platform.py", "device/device.py", "lab/topology.py", "console/options.py"}  # the default's name


@pytest.mark.parametrize(
    ("platform", "release", "lines"),
    [
        (
            "c2811",
            "15.1(4)M",
            [
                "Cisco IOS Software, 2800 Software (C2800NM-ADVENTERPRISEK9-M), Version 15.1(4)M, RELEASE SOFTWARE (fc1)",
                "Compiled Thu 24-Mar-11 14:26 by prod_rel_team",
                "2 FastEthernet interfaces\n1 Virtual Private Network (VPN) Module\nDRAM configuration is 64 bits wide",
            ],
        ),
        (
            "iol",
            "",
            [
                "Cisco IOS Software [IOSXE], Linux Software (X86_64BI_LINUX-ADVENTERPRISEK9-M), Version 17.15.1,"
                " RELEASE SOFTWARE (fc4)\n",
                "ROM: Bootstrap program is Linux\n",
                "Linux Unix (i686) processor with 800932K bytes of memory.\nProcessor board ID 131184643\n"
                "2 Ethernet interfaces\n256K bytes of NVRAM.\n\nConfiguration register is 0x0\n",
            ],
        ),
    ],
)
def test_show_version(platform: str, release: str, lines: list[str]) -> None:
    text = Desk(platform=platform, release=release).type("show version")
    for line in lines:
        assert line in text


def test_an_iol_wires_ethernet_and_tells_tunnels_with_severity_5() -> None:
    text = "interface Ethernet0/0\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\n"
    with network({f"R{i}": text.format(i=i) for i in (1, 2)}, "R1:Et0/0 R2:Et0/0", platform="iol") as lab:
        r1 = lab["R1"]
        r1.console.take()
        lab.run(10)
        enforced = "%CRYPTO_ENGINE-5-CSDL_COMPLIANCE_ENFORCED: Cisco PSB security compliance is being enforced\n"
        assert r1.console.take().count(enforced) == 1
        assert "!!!!!" in r1.cli("ping 10.0.0.2 repeat 6")
        r1.console.take()
        r1.configure("interface Tunnel0\n tunnel source Ethernet0/0\n tunnel destination 10.0.0.2\n")
        lab.run(10)
        log = r1.console.take()
        assert "%LINK-3" not in log
        assert "Interface Tunnel0, changed state to up" in log
        r1.configure("interface Tunnel0\n shutdown\n")
        lab.run(5)
        r1.configure("interface Tunnel0\n no shutdown\n")
        lab.run(5)
        assert "%LINK-5-UPDOWN: Interface Tunnel0, changed state to up" in r1.console.take()


def test_inventory_of_xe() -> None:
    text = Desk(platform="c8000v").type("show inventory")
    serial = text.split("SN: ")[1].split("\n")[0]
    assert text == (
        'NAME: "Chassis", DESCR: "Cisco C8000V Chassis"\n'
        f"PID: C8000V            , VID: V00  , SN: {serial}\n\n"
        'NAME: "module R0", DESCR: "Cisco C8000V Route Processor"\n'
        "PID: C8000V            , VID: V00  , SN: JAB1303001C\n\n"
        'NAME: "module F0", DESCR: "Cisco C8000V Embedded Services Processor"\n'
        f"PID: C8000V            , VID:      , SN: {' ' * 11}\n\n\n"
    )
    assert "% Invalid input" in Desk(platform="iol").type("show inventory")


def test_processes_are_the_engines_that_run() -> None:
    text = "router eigrp 1\n network 10.0.0.0\ninterface Fa0/0\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\n"
    with network({f"R{i}": text.format(i=i) for i in (1, 2)}, "R1:Fa0/0 R2:Fa0/0") as lab:
        r1 = lab["R1"]

        def invoked() -> dict[str, int]:
            lines = r1.cli("show processes cpu sorted").splitlines()[2:]
            return {line[60:].split(maxsplit=1)[1].strip(): int(line.split()[2]) for line in lines}

        lab.run(60)
        before = invoked()
        assert "RIP Router" not in before
        lab.run(60)
        after = invoked()
        assert after["IP-EIGRP: PDM"] == r1.device.engine("eigrp").host.runs > before["IP-EIGRP: PDM"] + 5  # hellos
        assert after["Net Background"] >= before["Net Background"] + 2


def test_platform_of_xe_tells_its_age() -> None:
    desk = Desk(platform="csr1000v")
    desk.run(110)
    assert "\nF0        CSR1000V            ok, active            00:02:00          \n" in desk.type("show platform")
    assert "% Invalid input" in Desk().type("show platform")


def test_iosv_writes_what_it_always_writes() -> None:
    shown = Desk(platform="iosv").type("show running-config")
    assert "no aaa new-model\nmmi polling-interval 60\nno mmi auto-configure\nno mmi pvc\nmmi snmp-timeout 180\n!" in shown
    desk = Desk(platform="iosv")
    desk.type("configure terminal", "mmi polling-interval 90", "mmi snmp-timeout 30")
    assert "mmi polling-interval 90\nno mmi auto-configure\nno mmi pvc\nmmi snmp-timeout 30\n" in desk.type("do show run")
    assert "mmi" not in Desk().type("show running-config")
