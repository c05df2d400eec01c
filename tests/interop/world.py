"""A network namespace with real software in it, an emulated router on its TAP device, and the clock between them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from iosemu.console.live import Live
from iosemu.lab.lab import Lab
from iosemu.wire import pcap

PATIENCE = 10.0  # a machine that has much else to do is that much slower; only what fails waits so long
HERE = Path(__file__).parent
ROOT = HERE.parent.parent

_LAB = "name: interop\nnodes:\n  R1: {{platform: {platform}}}\n"
_BEHIND = '  R2: {platform: c7200}\nlinks:\n  - endpoints: ["R1:FastEthernet0/1", "R2:FastEthernet0/0"]\n'
_PC = '  PC: {kind: host}\nlinks:\n  - endpoints: ["R1:FastEthernet0/1", "PC:eth0"]\n'


class World:
    """R1 FastEthernet0/0 is 192.0.2.2; the namespace's eth0 192.0.2.1, with 10.1.1.1/32 on its loopback.

    With a configuration for it, R2 or a PC is behind R1, on 198.51.100.0/24, and the namespace knows the way. On other
    platforms the port has the platform's name, also where the configuration says FastEthernet0/0.
    """

    def __init__(self, config: str, behind: str = "", platform: str = "c7200", pc: str = "") -> None:
        self.port = {"iosv": "GigabitEthernet0/0", "csr1000v": "GigabitEthernet1"}.get(platform, "FastEthernet0/0")
        config = config.replace("FastEthernet0/0", self.port)
        self.folder = Path(tempfile.mkdtemp(prefix="iosemu-interop-"))
        self.folder.chmod(0o755)  # daemons of FRR run as a user of their own
        self.name = f"iosemu{os.getpid()}"
        self.processes: list[subprocess.Popen[str]] = []
        self._files: list[IO[str]] = []
        self.frames: list[tuple[str, pcap.Packet]] = []  # sender and frame, of all that crossed the cable
        self.lab = Lab.from_yaml(_LAB.format(platform=platform) + (_BEHIND if behind else _PC if pc else ""), seed=1)
        self.live = Live(self.lab)
        self.router = self.lab["R1"]
        self.ip("netns", "add", self.name)
        try:
            self._connect(config, behind, pc)
        except BaseException:
            self.close()
            raise

    def _connect(self, config: str, behind: str, pc: str) -> None:
        device = f"ie{os.getpid()}"
        link = self.live.tap("R1", self.port, device).link
        assert link is not None
        self.link = link
        link.taps.append(lambda time, sender, frame: self.frames.append((sender, pcap.Packet(time, frame))))
        self.ip("link", "set", device, "netns", self.name, "name", "eth0")
        for line in (
            "link set lo up",
            "addr add 10.1.1.1/32 dev lo",
            "addr add 192.0.2.1/24 dev eth0",
            "link set eth0 up",
        ):
            self.ip("-n", self.name, *line.split())
        # IOS does not answer an ARP request from an address of another subnet ("wrong cable")
        self.inside(["sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.arp_announce=2"])
        printed = self.router.configure(
            f"hostname R1\ninterface {self.port}\n ip address 192.0.2.2 255.255.255.0\n no shutdown\n{config}"
        )
        if behind or pc:
            printed += self.router.configure(
                "interface FastEthernet0/1\n ip address 198.51.100.1 255.255.255.0\n no shutdown\n"
            )
            self.ip("-n", self.name, "route", "add", "198.51.100.0/24", "via", "192.0.2.2")
        if pc:
            printed += self.lab["PC"].configure(f"ip 198.51.100.2/24 198.51.100.1\n{pc}")
        if behind:
            printed += self.lab["R2"].configure(
                "hostname R2\ninterface FastEthernet0/0\n ip address 198.51.100.2 255.255.255.0\n no shutdown\n"
                f"ip route 0.0.0.0 0.0.0.0 198.51.100.1\n{behind}"
            )
        assert "Invalid" not in printed and "Incomplete" not in printed, printed
        self.live.run(3)
        self.ping("192.0.2.2", count=1)  # both know the other's MAC address: no first packet is lost, waited for again

    @staticmethod
    def ip(*arguments: str) -> None:
        subprocess.run(["ip", *arguments], check=True)

    # processes

    def start(self, command: Sequence[str], log: str, **environment: str) -> subprocess.Popen[str]:
        """A process inside the namespace that goes on; its output goes to `log` in the folder."""
        file = self.folder.joinpath(log).open("w")
        self._files.append(file)
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.name, *command],
            stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, text=True, env={**os.environ, **environment},
        )  # fmt: skip
        self.processes.append(process)
        return process

    def inside(self, command: Sequence[str], seconds: float = 30, **environment: str) -> str:
        """Run a program inside the namespace while the lab goes on; its output."""
        with tempfile.TemporaryFile("w+") as file:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, *command],
                stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, text=True,
                env={**os.environ, **environment},
            )  # fmt: skip
            if not self.live.run(seconds * PATIENCE, lambda: process.poll() is not None):
                process.kill()
                process.wait()
            file.seek(0)
            return file.read()

    def wait(self, condition: Callable[[], object], seconds: float, what: str, patience: float = PATIENCE) -> None:
        """Until it is so, which takes about `seconds`; a slow machine gets `patience` times as long."""
        if not self.live.run(seconds * patience, condition):
            raise AssertionError(f"after {seconds * patience:.0f} s: not {what}")

    def ping(self, target: str, source: str = "", count: int = 3) -> int:
        """From the namespace; how many answers came."""
        command = ["ping", "-n", "-c", str(count), "-i", "0.3", "-W", "2"]
        output = self.inside([*command, *(("-I", source) if source else ()), target])
        found = re.search(r"(\d+) received", output)
        assert found is not None, output
        return int(found[1])

    def cli(self, command: str) -> str:
        """An exec command on the router. Those that take time are carried out at once, in virtual time."""
        return self.router.cli(command)

    def router_ping(self, command: str, seconds: float = 15) -> str:
        """`ping …` on the router, in real time: its output."""
        console = self.router.console
        console.session.feed_line(command)
        self.live.run(seconds * PATIENCE, lambda: not console.session.busy)
        return console.take()

    def sent(self, keep: Callable[[bytes], bool]) -> list[bytes]:
        """Frames that the router has sent."""
        return [packet.data for sender, packet in self.frames if sender.startswith("R1:") and keep(packet.data)]

    def tshark(self, show: str, *fields: str, ours: bool = False) -> list[list[str]]:
        """Fields of the captured frames that fit a display filter; `ours`: only of those that the router sent.

        Checksums are looked at; a malformed packet or an error of a dissector fails the test.
        """
        file = self.folder / "capture.pcap"
        kept = [packet for sender, packet in self.frames if not ours or sender.startswith("R1:")]
        file.write_bytes(pcap.encode(kept, pcap.LinkType.ETHERNET))
        base = ["tshark", "-n", "-r", str(file)]
        for protocol in ("ip", "udp"):
            base += ["-o", f"{protocol}.check_checksum:TRUE"]
        bad = "_ws.malformed or _ws.expert.severity == error or ip.checksum.status == 0"
        assert self._read([*base, "-Y", bad]) == []
        values = [argument for field in fields for argument in ("-e", field)]
        return [line.split("\t") for line in self._read([*base, "-Y", show, "-T", "fields", *values])]

    @staticmethod
    def _read(command: list[str]) -> list[str]:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def shim(self, name: str) -> Path:
        """A preloaded library, compiled from shims/NAME.c."""
        library = self.folder / f"{name}.so"
        if not library.exists():
            source = HERE / "shims" / f"{name}.c"
            subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
            library.chmod(0o755)
        return library

    def dataplane(self, *arguments: str) -> None:
        """GRE or ESP in user space, see dataplane.py."""
        log = f"dataplane-{arguments[1]}.log"
        self.start([sys.executable, str(HERE / "dataplane.py"), *arguments], log)
        self.wait(lambda: "ready" in self.folder.joinpath(log).read_text(), 20, "ready: data plane")

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.live.close()
        for file in self._files:
            file.close()
        subprocess.run(["ip", "netns", "del", self.name], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


class Charon:
    """strongSwan's charon inside a world's namespace. `esp` is "libipsec" (its own ESP, always in UDP) or "recorded"."""

    def __init__(self, world: World, esp: str, more: str = "") -> None:
        """`more`: further plugins."""
        self.world = world
        self.folder = world.folder / "charon"
        self.sa_log = self.folder / "sa.log"
        run = self.folder / "run"
        for path in (run, self.folder / "swanctl"):
            path.mkdir(parents=True)
        library = "kernel-libipsec " if esp == "libipsec" else ""
        plugins = (
            "random nonce x509 constraints revocation pubkey pkcs1 pkcs8 pem openssl gcrypt hmac kdf gmp curve25519 "
            f"xcbc cmac ccm gcm drbg {more}{library}kernel-netlink socket-default vici updown"
        )
        (self.folder / "strongswan.conf").write_text(
            f"charon {{\n  load = {plugins}\n  install_routes = yes\n"
            "  i_dont_care_about_security_and_use_aggressive_mode_psk = yes\n"
            "  plugins { vici { socket = unix:///run/charon.vici } }\n"
            f"  filelog {{ log {{ path = {self.folder}/charon.log\n flush_line = yes\n default = 1\n ike = 2\n cfg = 2 }} }}\n"
            "}\nswanctl { socket = unix:///run/charon.vici }\n"
        )
        environment = self._environment()
        if esp == "recorded":
            environment |= {"LD_PRELOAD": str(world.shim("fakesa")), "FAKESA_LOG": str(self.sa_log)}
        # /run/charon.pid is compiled in: a mount namespace of its own
        command = ["unshare", "-m", "sh", "-c", f"mount --bind {run} /run && exec /usr/lib/ipsec/charon"]
        self.process = world.start(command, "charon.out", **environment)
        world.wait((run / "charon.vici").exists, 15, "ready: charon")
        world.wait(lambda: "uptime" in self.swanctl("--stats"), 5, "answering: charon")

    def _environment(self) -> dict[str, str]:
        return {
            "STRONGSWAN_CONF": str(self.folder / "strongswan.conf"),
            "SWANCTL_DIR": str(self.folder / "swanctl"),
        }

    def swanctl(self, *arguments: str, seconds: float = 30) -> str:
        """Run swanctl against this charon while the lab goes on; its output."""
        enter = ["nsenter", "-t", str(self.process.pid), "-m", "-n", "swanctl", *arguments]
        with tempfile.TemporaryFile("w+") as file:
            process = subprocess.Popen(
                enter, stdout=file, stderr=subprocess.STDOUT, text=True, env={**os.environ, **self._environment()}
            )
            self.world.live.run(seconds * PATIENCE, lambda: process.poll() is not None)
            if process.poll() is None:
                process.kill()
                process.wait()
            file.seek(0)
            return file.read()

    def load(
        self, ike: str, esp: str, gre: bool = False, key: str = "cisco123", policies: bool = True, protocol: str = "esp",
        lans: Sequence[tuple[str, str]] = (("10.1.1.0/24", "10.2.2.0/24"),), more: str = "", aggressive: bool = False,
        ids: tuple[str, str] = ("192.0.2.1", "192.0.2.2"), version: int = 1, settings: str = "",
        tail: str = "",
    ) -> None:  # fmt: skip
        """One connection `c` of IKE `version`, with more `settings`: 192.0.2.1 to 192.0.2.2, `lans` in tunnel mode (children c, c1, …), or GRE in transport; `more` in
        each child. `ids`: whom charon says it is, and whom it takes the router for; `tail`: further sections."""
        mode, pairs = ("transport", (("dynamic[gre]", "dynamic[gre]"),)) if gre else ("tunnel", lans)
        children = "".join(
            f"c{number or ''} {{\n  local_ts = {ours}\n  remote_ts = {theirs}\n  {protocol}_proposals = {esp}\n"
            f"  {more}\n  mode = {mode}\n  policies = {'yes' if policies else 'no'}\n }}\n"
            for number, (ours, theirs) in enumerate(pairs)
        )
        (self.folder / "swanctl" / "swanctl.conf").write_text(
            f"connections {{ c {{\n version = {version}\n {settings}\n local_addrs = 192.0.2.1\n remote_addrs = 192.0.2.2\n"
            f" proposals = {ike}\n"
            f" aggressive = {'yes' if aggressive else 'no'}\n"
            f" local {{ auth = psk\n id = {ids[0]} }}\n remote {{ auth = psk\n id = {ids[1]} }}\n"
            f" children {{ {children} }}\n"
            f"}} }}\nsecrets {{ ike-1 {{ id-1 = {ids[1]}\n secret = {key} }} }}\n{tail}"
        )
        output = self.swanctl("--load-all")
        assert "loaded connection 'c'" in output, output

    def log(self) -> str:
        return (self.folder / "charon.log").read_text()


class Frr:
    """Daemons of FRRouting inside a world's namespace."""

    def __init__(self, world: World, config: str, *daemons: str) -> None:
        self.world, self.name = world, world.name
        self.run, self.etc = Path("/run/frr", self.name), Path("/etc/frr", self.name)
        for path in (self.run, self.etc):
            subprocess.run(["install", "-d", "-o", "frr", "-g", "frr", path], check=True)
        (self.etc / "vtysh.conf").write_text("")
        self.configure(config)
        for daemon in daemons:
            self.start(daemon)
        world.live.run(1)
        self.output = self.vtysh("-b")

    def configure(self, config: str) -> None:
        """What daemons that are started from now on read."""
        (self.etc / "frr.conf").write_text(f"frr defaults traditional\nservice integrated-vtysh-config\n!\n{config}")

    def start(self, daemon: str) -> None:
        """One more, without its configuration; zebra is waited for."""
        command = [f"/usr/lib/frr/{daemon}", "-d", "-N", self.name, "-P", "0", "-f", "/dev/null"]
        log = ["-i", str(self.run / f"{daemon}.pid"), "--log", f"file:{self.run}/{daemon}.log"]
        self.world.inside([*command, *log], LD_PRELOAD=str(self.world.shim("nbma4")))
        if daemon == "zebra":
            self.world.wait((self.run / "zserv.api").exists, 10, "ready: zebra")

    def kill(self, daemon: str) -> None:
        """Without a word to anybody."""
        os.kill(int((self.run / f"{daemon}.pid").read_text()), 9)

    def again(self, daemon: str) -> None:
        """One that was killed."""
        (self.run / f"{daemon}.vty").unlink(missing_ok=True)
        self.start(daemon)
        self.world.wait((self.run / f"{daemon}.vty").exists, 10, f"ready: {daemon}")
        self.output = self.vtysh("-b")

    def vtysh(self, *arguments: str) -> str:
        return self.world.inside(["vtysh", "-N", self.name, *arguments])

    def show(self, command: str) -> str:
        return self.vtysh("-c", command)

    def close(self) -> None:
        for file in self.run.glob("*.pid"):
            try:
                os.kill(int(file.read_text()), 15)
            except (ProcessLookupError, ValueError):
                continue
        self.world.live.run(1)
        shutil.rmtree(self.run, ignore_errors=True)
        shutil.rmtree(self.etc, ignore_errors=True)
