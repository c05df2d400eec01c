"""Robot Framework with SSHLibrary: a suite of tests, run by `robot`."""

import subprocess
import sys
import tempfile
from pathlib import Path

SUITE = r"""
*** Settings ***
Library           SSHLibrary    timeout=30 seconds    prompt=#
Suite Teardown    Close All Connections

*** Test Cases ***
Commands
    FOR    ${name}    IN    R1    R2
        Open Connection    127.0.0.1    port=%{${name}_SSH}    alias=${name}
        ${said}=    Login    admin    cisco
        Should Contain    ${said}    ${name}#
        Write    terminal length 0
        Read Until Prompt
        Write    show version
        ${said}=    Read Until Prompt
        Should Contain    ${said}    ${name} uptime is
        Write    show ip interface brief
        ${said}=    Read Until Regexp    Loopback0\\s+192\\.168\\.\\d\\.\\d
        Read Until Prompt
    END

Configuration
    Switch Connection    R1
    Write    configure terminal
    ${said}=    Read Until    (config)#
    Should Contain    ${said}    End with CNTL/Z
    Write    interface Loopback77
    Read Until    (config-if)#
    Write    description by robot
    Read Until    (config-if)#
    Write    end
    Read Until Prompt
    Write    show running-config interface Loopback77
    ${said}=    Read Until Prompt
    Should Contain    ${said}    description by robot
    Write    configure terminal
    Read Until Prompt
    Write    no interface Loopback77
    Read Until Prompt
    Write    end
    Read Until Prompt

Enable
    Open Connection    127.0.0.1    port=%{R1_SSH}    prompt=>
    ${said}=    Login    oper    oper
    Should Contain    ${said}    R1>
    Write    enable
    Read Until    Password:
    Write    cisco
    Set Client Configuration    prompt=#
    ${said}=    Read Until Prompt
    Should Contain    ${said}    R1#
    Write Until Expected Output    show clock\n    expected=UTC    timeout=10s    retry_interval=2s

One Command
    Open Connection    127.0.0.1    port=%{R2_SSH}
    Login    admin    cisco
    ${said}=    Execute Command    show privilege
    Should Contain    ${said}    Current privilege level is 15

A Wrong Password
    Open Connection    127.0.0.1    port=%{R2_SSH}
    Run Keyword And Expect Error    Authentication failed*    Login    admin    wrong
"""

with tempfile.TemporaryDirectory() as place:
    suite = Path(place) / "story.robot"
    suite.write_text(SUITE)
    command = [sys.executable, "-m", "robot", "--outputdir", place, "--consolecolors", "off", str(suite)]
    status = subprocess.run(command, cwd=place).returncode
    if status:
        sys.exit(status)
print("robot: SSHLibrary")
