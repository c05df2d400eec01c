"""What the shipped labs do, as hashes: a change that claims to change nothing leaves them equal to the byte.

    python -m tests.net            compare with tests/net/hashes.json (exit status 1 where something differs)
    python -m tests.net --write    write it anew: in a commit that says why

For each lab and two seeds 1,800 virtual seconds: the frames of every link, the usual shows of every router, every
running-config.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from iosemu import Lab
from iosemu.data import data_folder

HASHES = Path(__file__).with_name("hashes.json")
SEEDS = (1, 2)
SECONDS = 1800.0
SHOWS = (
    "show ip interface brief", "show interfaces", "show ip route", "show ip cef", "show arp", "show adjacency detail",
    "show ip traffic", "show ip protocols", "show ip eigrp neighbors detail", "show ip eigrp topology all-links",
    "show ip rip database", "show cdp neighbors detail", "show ip nhrp detail", "show ip nhrp traffic",
    "show ip nhrp nhs detail", "show dmvpn detail", "show crypto isakmp sa detail", "show crypto ipsec sa detail",
    "show ip ospf", "show ip ospf neighbor detail", "show ip ospf interface", "show ip ospf database database-summary",
    "show ip ospf database router", "show ip ospf database network", "show ip ospf database summary",
    "show ip ospf database external", "show ip ospf database nssa-external", "show ip ospf border-routers",
    "show ip ospf rib", "show ip ospf statistics", "show ip ospf traffic", "show ip bgp", "show ip bgp summary",
    "show ip bgp neighbors", "show ip bgp paths", "show ip bgp update-group", "show bfd neighbors details", "show bfd summary",
    "show crypto session detail", "show crypto map", "show logging", "show access-lists", "show debugging",
)  # fmt: skip

OF_A_VRF = (
    "show ip route vrf {}", "show ip cef vrf {}", "show ip arp vrf {}", "show ip vrf detail {}",
    "show ip protocols vrf {}", "show ip eigrp vrf {} neighbors detail", "show ip eigrp vrf {} topology all-links",
    "show ip rip database vrf {}",
)  # fmt: skip


def measure(job: tuple[str, int]) -> dict[str, str]:
    """Hashes by what they are of, for one lab and seed."""
    name, seed = job
    lab = Lab.load(name, seed=seed)
    sums = {f"{link.name} frames": hashlib.sha256() for link in lab.links.values()}

    def note(link_name: str) -> object:
        def tap(now: float, sender: str, frame: bytes) -> None:
            sums[f"{link_name} frames"].update(f"{now:.9f} {sender} ".encode() + frame)

        return tap

    for link in lab.links.values():
        link.taps.append(note(link.name))  # type: ignore[arg-type]
    lab.run(SECONDS)
    for node in lab:
        shows = [*SHOWS, *(show.format(vrf.name) for vrf in node.device.vrfs for show in OF_A_VRF)]
        shown = "".join(f"{node.name}#{show}\n{node.cli(show)}" for show in shows)
        sums[f"{node.name} shows"] = hashlib.sha256(shown.encode())
        sums[f"{node.name} configuration"] = hashlib.sha256("\n".join(node.running_config()).encode())
    lab.close()
    return {f"{name} seed {seed}: {what}": digest.hexdigest()[:16] for what, digest in sorted(sums.items())}


def labs() -> list[str]:
    return sorted(folder.name for folder in Path(str(data_folder("labs"))).iterdir() if (folder / "lab.yaml").is_file())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.net", description="Characterisation of the shipped labs.")
    parser.add_argument("--write", action="store_true", help="write the hashes anew")
    parser.add_argument("--lab", action="append", help="only this lab (with --write the others stay)")
    chosen = parser.parse_args()
    names = chosen.lab or labs()
    found: dict[str, str] = {}
    with ProcessPoolExecutor(2) as pool:
        for part in pool.map(measure, [(name, seed) for name in names for seed in SEEDS]):
            found |= part
    kept: dict[str, str] = json.loads(HASHES.read_text()) if HASHES.exists() else {}
    others = {what: value for what, value in kept.items() if what.split(" seed ")[0] not in names}
    if chosen.write:
        HASHES.write_text(json.dumps(others | found, indent=0, sort_keys=True) + "\n")
        print(f"{len(found)} hashes written")
        return 0
    wanted = {what: value for what, value in kept.items() if what not in others}
    differs = sorted(what for what in wanted.keys() | found.keys() if wanted.get(what) != found.get(what))
    for what in differs:
        print(what)
    print(f"{len(found) - len(differs)} of {len(found)} equal")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
