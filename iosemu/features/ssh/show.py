"""show ip ssh, show ssh"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.ssh import algorithms
from iosemu.features.ssh.engine import SshEngine

_KEY_LINE = 80  # characters


def show_ip_ssh(ctx: Context) -> Iterator[str]:
    device: Device = ctx.device
    engine: SshEngine = device.engine("ssh")
    config, pair = engine.config, engine.pair
    yield f"SSH {'Enabled' if pair is not None else 'Disabled'} - version {engine.version}"
    if pair is None:
        yield "%" + needed(device)
    if device.software.ssh_tells_methods:
        yield "Authentication methods:keyboard-interactive,password"
        if device.software.ssh_modern:
            yield f"Hostkey Algorithms:{','.join(algorithms.hostkeys(device))}"
        yield f"Encryption Algorithms:{','.join(algorithms.ciphers(device))}"
        yield f"MAC Algorithms:{','.join(algorithms.macs(device))}"
        if device.software.ssh_modern:
            yield f"KEX Algorithms:{','.join(algorithms.kex(device))}"
    yield f"Authentication timeout: {config.timeout} secs; Authentication retries: {config.retries}"
    if not device.software.ssh_tells_keys:
        return
    yield f"Minimum expected Diffie Hellman key size : {algorithms.dh_min(device)} bits"
    yield f"IOS Keys in SECSH format(ssh-rsa, base64 encoded): {pair.label if pair is not None else 'NONE'}"
    if pair is not None:
        if device.software.ssh_modern:
            yield f"Modulus Size : {pair.key.bits} bits"
        text = f"ssh-rsa {b64encode(pair.key.ssh_blob()).decode()}"
        yield from (text[at : at + _KEY_LINE] for at in range(0, len(text), _KEY_LINE))


def needed(device: Device) -> str:
    if device.software.ssh_modern:
        return "Please create EC or RSA keys to enable SSH (and of atleast 2048 bits for SSH v2 in case of RSA)."
    return "Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2)."


def show_ssh(ctx: Context) -> Iterator[str]:
    device: Device = ctx.device
    engine: SshEngine = device.engine("ssh")
    calls = sorted(engine.calls, key=lambda call: call.line.number)
    if calls:
        yield "Connection Version Mode Encryption  Hmac         State                 Username"
        for call in calls:
            for mode in ("IN", "OUT"):
                made = f"{call.cipher:<11} {call.mac:<12} {call.state:<21} {call.name}"
                yield f"{call.line.number:<10} 2.0     {mode:<4} {made}".rstrip()
    else:
        yield "%No SSHv2 server connections running."
    if not device.software.ssh_modern:
        yield "%No SSHv1 server connections running."
