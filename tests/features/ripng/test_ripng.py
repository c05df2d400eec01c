"""RIPng (RFC 2080): who hears what, and for how long it counts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from iosemu.lab.lab import Lab
from iosemu.wire import Malformed
from iosemu.wire.ripng import INFINITY, NEXT_HOP, REQUEST, RESPONSE, Entry, Ripng
from tests.features.wired import log_of, network


def line(count: int = 3, **more: str) -> Lab:
    """R1 – R2 – R3 …: 2001:DB8:12::/64 and so on between them, Loopback0 2001:DB8:n::n/128 at each, all in process ONE;
    `R2=` are more lines, at its end."""
    configs: dict[str, str] = {}
    for n in range(1, count + 1):
        text = f"ipv6 unicast-routing\ninterface Loopback0\n ipv6 address 2001:DB8:{n}::{n}/128\n ipv6 rip ONE enable\n"
        for port, link in (("Fa0/1", f"{n - 1}{n}" if n > 1 else ""), ("Fa0/0", f"{n}{n + 1}" if n < count else "")):
            if link:
                text += f"interface {port}\n ipv6 address 2001:DB8:{link}::{n}/64\n ipv6 rip ONE enable\n no shutdown\n"
        configs[f"R{n}"] = text + more.get(f"R{n}", "")
    return network(configs, *(f"R{n}:Fa0/0 R{n + 1}:Fa0/1" for n in range(1, count)))


def routes(lab: Lab, name: str) -> dict[str, int]:
    """Metrics of what RIPng has brought."""
    table = lab[name].device.vrfs.default.v6
    return {str(route.prefix): route.metric for route in table if route.source.name == "rip"}


def test_everybody_hears_of_everything() -> None:
    lab = line()
    lab.run(40)
    assert routes(lab, "R1") == {"2001:DB8:2::2/128": 2, "2001:DB8:3::3/128": 3, "2001:DB8:23::/64": 2}
    assert "!!!!!" in lab["R1"].cli("ping 2001:DB8:3::3 source Loopback0")
    shown = lab["R1"].cli("show ipv6 route rip").splitlines()
    assert "R   2001:DB8:3::3/128 [120/3]" in shown and any("via FE80::" in each for each in shown)
    assert 'Known via "rip ONE", distance 120, metric 3' in lab["R1"].cli("show ipv6 route 2001:DB8:3::3")


def test_a_process_comes_with_the_first_line_of_an_interface() -> None:
    lab = line(2)
    lab.run(5)
    running = lab["R1"].cli("show running-config")
    assert "\nipv6 router rip ONE\n" in running and " ipv6 rip ONE enable\n" in running
    lab["R1"].cli("write memory")
    lab["R1"].reload()
    lab.run(60)
    assert lab["R1"].cli("show running-config") == running and routes(lab, "R1") == {"2001:DB8:2::2/128": 2}
    lab["R1"].configure("no ipv6 router rip ONE\n")
    lab.run(1)
    assert "rip" not in lab["R1"].cli("show running-config") and not routes(lab, "R1")
    assert not lab["R1"].cli("show ipv6 rip").strip()


def test_what_is_gone_is_poisoned_and_forgotten() -> None:
    lab = line()
    lab.run(40)
    lab["R3"].configure("interface Loopback0\n shutdown\n")
    lab.run(5)
    assert "2001:DB8:3::3/128" not in routes(lab, "R1"), "a triggered update says so"
    assert "2001:DB8:3::3/128, metric 16, expired" in lab["R1"].cli("show ipv6 rip database")
    lab.run(300)
    assert "2001:DB8:3::3/128" not in lab["R1"].cli("show ipv6 rip database")
    lab["R3"].configure("interface Loopback0\n no shutdown\n")
    lab.run(10)
    assert routes(lab, "R1")["2001:DB8:3::3/128"] == 3


def test_silence_ends_a_route_after_its_time() -> None:
    lab = line(2, R1="ipv6 router rip ONE\n timers 5 15 0 20\n")
    lab.run(40)
    assert routes(lab, "R1")
    lab.link("R1", "R2").filters.append(lambda sender, frame: False)
    lab.run(35)
    assert not routes(lab, "R1")
    lab.run(25)
    assert "2001:DB8:2::2" not in lab["R1"].cli("show ipv6 rip database")


def test_lines_of_an_interface() -> None:
    more = (
        "interface Fa0/0\n ipv6 rip ONE metric-offset 4\n ipv6 rip ONE default-information originate metric 3\n"
        "interface Fa0/1\n ipv6 rip ONE summary-address 2001:DB8::/32\n"
    )
    lab = line(R2=more)
    lab.run(40)
    assert routes(lab, "R2")["2001:DB8:3::3/128"] == 5, "the offset counts in place of one hop"
    assert routes(lab, "R1") == {"2001:DB8::/32": 2}
    assert routes(lab, "R3")["::/0"] == 4
    lab["R2"].configure("interface Fa0/0\n ipv6 rip ONE default-information only\n")
    lab.run(320)
    assert routes(lab, "R3") == {"::/0": 2}


def test_lists_and_what_comes_from_others() -> None:
    lab = line(
        R2="ipv6 prefix-list LANS seq 5 deny 2001:DB8:77::/48\nipv6 prefix-list LANS seq 10 permit ::/0 le 128\n"
        "ipv6 router rip ONE\n distribute-list prefix-list LANS out FastEthernet0/1\n",
        R3="ipv6 route 2001:DB8:77::/48 Null0\nipv6 route 2001:DB8:78::/48 Null0\nipv6 router rip ONE\n"
        " redistribute static metric 5\n",
    )
    lab.run(40)
    assert routes(lab, "R2")["2001:DB8:77::/48"] == 6
    assert "2001:DB8:77::/48" not in routes(lab, "R1") and routes(lab, "R1")["2001:DB8:78::/48"] == 7


def test_other_ports_do_not_meet() -> None:
    lab = line(2, R1="ipv6 router rip ONE\n port 5210 multicast-group FF02::99\n")
    lab.run(40)
    assert not routes(lab, "R1") and not routes(lab, "R2")
    lab["R2"].configure("ipv6 router rip ONE\n port 5210 multicast-group FF02::99\n")
    lab.run(40)
    assert routes(lab, "R1") and routes(lab, "R2")


def test_into_other_protocols() -> None:
    lab = line(2, R2="router bgp 2\n bgp router-id 2.2.2.2\n address-family ipv6\n  redistribute rip ONE\n")
    lab.run(40)
    assert "2001:DB8:1::1/128" in lab["R2"].cli("show bgp ipv6 unicast")
    assert "  redistribute rip ONE\n" in lab["R2"].cli("show running-config")


def test_shows_and_debug() -> None:
    lab = line(2)
    lines = log_of(lab, "R1")
    lab["R1"].cli("debug ipv6 rip")
    lab.run(40)
    shown = lab["R1"].cli("show ipv6 rip ONE").splitlines()
    assert shown[0].startswith('RIP process "ONE", port 521, multicast-group FF02::9, pid ')
    assert shown[1:6] == [
        "     Administrative distance is 120. Maximum paths is 16",
        "     Updates every 30 seconds, expire after 180",
        "     Holddown lasts 0 seconds, garbage collect after 120",
        "     Split horizon is on; poison reverse is off",
        "     Default routes are not generated",
    ]
    assert "  Interfaces:\n    Loopback0\n    FastEthernet0/0\n  Redistribution:\n    None" in "\n".join(shown)
    database = lab["R1"].cli("show ipv6 rip database")
    assert 'RIP process "ONE", local RIB\n' in database and " 2001:DB8:2::2/128, metric 2, installed\n" in database
    hops = lab["R1"].cli("show ipv6 rip next-hops").splitlines()
    assert hops[0] == ' RIP process "ONE", Next Hops' and hops[1].endswith("/FastEthernet0/0 [1 paths]")
    [row] = lab["R1"].rows("show ipv6 rip database")
    assert (row.prefix, row.metric, row.installed) == ("2001:DB8:2::2/128", 2, True)
    assert 'IPv6 Routing Protocol is "rip ONE"\n  Interfaces:\n' in lab["R1"].cli("show ipv6 protocols")
    texts = [text for _, text in lines]
    assert "RIPng: Sending multicast update on FastEthernet0/0 for ONE" in texts
    assert any(text.startswith("RIPng: response received from FE80::") for text in texts)
    assert "       tag=0, metric=1, prefix=2001:DB8:2::2/128" in texts
    lab["R1"].cli("clear ipv6 rip")
    assert not routes(lab, "R1")
    lab.run(3)
    assert routes(lab, "R1"), "asked for again"
    assert "% IPv6 routing not enabled" in network({"R9": ""})["R9"].cli("configure terminal\nipv6 router rip ONE")


def test_messages_come_back() -> None:
    told = Ripng(RESPONSE, [Entry(0xFE80 << 112 | 1, 0, NEXT_HOP), Entry(0x20010DB8 << 96, 32, 3, 77)])
    assert Ripng.decode(told.encode()) == told
    assert Ripng(REQUEST, [Entry(0, 0, INFINITY)]).asks_all
    for data in (b"", b"\2\1\0", told.encode()[:-1]):
        with pytest.raises(Malformed):
            Ripng.decode(data)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_what_we_say(tmp_path: Path) -> None:
    lab = line(2)
    capture = lab.capture()
    lab.run(40)
    [file] = capture.save(tmp_path)
    fields = ("ripng.cmd", "ripng.rte.ipv6_prefix", "ripng.rte.metric", "ipv6.hlim", "_ws.malformed")
    command = ["tshark", "-n", "-r", str(file), "-Y", "ripng", "-T", "fields", *(f"-e{name}" for name in fields)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [each.split("\t") for each in said.stdout.splitlines()]
    assert {row[0] for row in rows} == {"1", "2"} and {row[3] for row in rows} == {"255"}
    assert any("2001:db8:2::2" in row[1] for row in rows) and not any(row[4] for row in rows)
