"""netmiko: show, configure, save, enable, parse; SSH and telnet."""

import os
from typing import Any

from netmiko import ConnectHandler
from netmiko.exceptions import NetmikoAuthenticationException


def connect(kind: str, port: str, **more: Any) -> Any:
    settings = {"username": "admin", "password": "cisco", "secret": "cisco", **more}
    return ConnectHandler(device_type=kind, host="127.0.0.1", port=int(os.environ[port]), **settings)


for kind, port, name, first in (
    ("cisco_ios", "R1_SSH", "R1", "FastEthernet0/0"),
    ("cisco_xe", "R2_SSH", "R2", "GigabitEthernet1"),
    ("cisco_ios_telnet", "R1_TELNET", "R1", "FastEthernet0/0"),
):
    with connect(kind, port) as device:
        assert device.find_prompt() == f"{name}#"
        shown = device.send_command("show ip interface brief", use_textfsm=True)
        assert first in [row["interface"] for row in shown], shown
        assert device.send_command("show version", use_textfsm=True)[0]["hostname"] == name
        said = device.send_config_set(["interface Loopback7", "ip address 7.7.7.7 255.255.255.255"])
        assert f"{name}(config-if)#ip address 7.7.7.7 255.255.255.255" in said, said
        assert " ip address 7.7.7.7 " in device.send_command("show running-config interface Loopback7")
        assert "[OK]" in device.save_config()
        device.send_config_set(["no interface Loopback7"])
        said = device.send_multiline_timing(["ping", "", "8.8.8.8", "5", "", "", "", ""])
        assert "!!!!" in said, said
        assert "CNTL/Z" in device.config_mode() and device.check_config_mode()
        device.exit_config_mode()

with connect("cisco_ios", "R1_SSH", username="oper", password="oper") as device:
    assert device.find_prompt() == "R1>"
    device.enable()
    assert device.find_prompt() == "R1#"
    device.exit_enable_mode()
    assert device.find_prompt() == "R1>"
try:
    connect("cisco_ios", "R1_SSH", password="wrong")
    raise SystemExit("a wrong password was taken")
except NetmikoAuthenticationException:
    pass
print("netmiko: cisco_ios, cisco_xe, cisco_ios_telnet")
