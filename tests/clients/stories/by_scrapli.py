"""scrapli: its system, paramiko and telnet transports; privilege levels, configurations, parsing."""

import os
from typing import Any

from scrapli.driver.core import IOSXEDriver


def connect(transport: str, port: str, **more: Any) -> IOSXEDriver:
    settings = {"auth_username": "admin", "auth_password": "cisco", "auth_secondary": "cisco", **more}
    return IOSXEDriver(
        host="127.0.0.1", port=int(os.environ[port]), auth_strict_key=False, transport=transport,
        ssh_config_file=False, timeout_socket=60, timeout_transport=60, timeout_ops=60, **settings,
    )  # fmt: skip


for transport, port, name in (
    ("system", "R1_SSH", "R1"), ("paramiko", "R1_SSH", "R1"), ("telnet", "R1_TELNET", "R1"), ("system", "R2_SSH", "R2"),
):  # fmt: skip
    with connect(transport, port) as device:
        assert device.get_prompt() == f"{name}#"
        reply = device.send_command("show version")
        assert not reply.failed and reply.textfsm_parse_output()[0]["hostname"] == name
        assert device.send_command("show nothing").failed
        done = device.send_configs(["interface Loopback9", "description by scrapli"])
        assert not done.failed, done.result
        assert "description by scrapli" in device.send_command("show run interface Loopback9").result
        device.send_config("no interface Loopback9")
        asked = device.send_interactive([("clear logging", "[confirm]"), ("", f"{name}#")])
        assert not asked.failed
        device.acquire_priv("exec")
        assert device.get_prompt() == f"{name}>"
        device.acquire_priv("privilege_exec")
with connect("system", "R1_SSH", auth_username="oper", auth_password="oper") as device:
    assert device.get_prompt() == "R1#"  # it enables by itself
print("scrapli: system, paramiko, telnet")
