"""The software images of each platform, and what they say of the box: `show version`, boot and inventory."""

from __future__ import annotations

from typing import Any

from iosemu.records import dataclass, replace


@dataclass(slots=True, frozen=True)
class Image:
    """`description` and `version` make the second banner line; `{…}` is filled in by `show version`."""

    first: str  # line before the banner, IOS-XE only
    description: str  # "7200 Software (C7200-ADVENTERPRISEK9-M)"
    version: str
    stage: str  # "RELEASE SOFTWARE (fc1)"
    years: str
    compiled: str
    rom: tuple[str, ...]
    file: str  # system image file
    hardware: tuple[str, ...]  # from the processor line to what stands before the interface counts
    memory: tuple[str, ...]  # after the interface counts
    register: str
    inventory: tuple[tuple[str, ...], ...]  # name, description, product, version[, serial number if not the chassis']
    power_on: str = "power-on"  # why it came up at first
    virtual: bool = False  # IOS-XE: "Uptime for this control processor", licence block

    def banner(self) -> tuple[str, ...]:
        """The first lines of `show version`; %SYS-5-RESTART carries them too."""
        first = (self.first,) if self.first else ()
        comma = "" if self.description.startswith("[") else ","
        return (
            *first,
            f"Cisco IOS Software{comma} {self.description}, Version {self.version}, {self.stage}",
            "Technical Support: http://www.cisco.com/techsupport",
            f"Copyright (c) 1986-{self.years} by Cisco Systems, Inc.",
            f"Compiled {self.compiled}",
        )


_C7200 = Image(
    "",
    "7200 Software (C7200-ADVENTERPRISEK9-M)",
    "15.2(4)M7",
    "RELEASE SOFTWARE (fc2)",
    "2014",
    "Thu 04-Sep-14 11:25 by prod_rel_team",
    (
        "ROM: ROMMON Emulation Microcode",
        "BOOTLDR: 7200 Software (C7200-ADVENTERPRISEK9-M), Version 15.2(4)M7, RELEASE SOFTWARE (fc2)",
    ),
    "disk0:c7200-adventerprisek9-mz.152-4.M7.bin",
    (
        "Cisco 7206VXR (NPE400) processor (revision A) with 491520K/32768K bytes of memory.",
        "Processor board ID {serial}",
        "R7000 CPU at 150MHz, Implementation 39, Rev 2.1, 256KB L2 Cache",
        "6 slot VXR midplane, Version 2.1",
        "",
        "Last reset from power-on",
        "",
        "PCI bus mb0_mb1 (Slots 0, 1, 3 and 5) has a capacity of 600 bandwidth points.",
        "Current configuration on bus mb0_mb1 has a total of 0 bandwidth points.",
        "This configuration is within the PCI bus capacity and is supported. ",
        "",
        "PCI bus mb2 (Slots 2, 4, 6) has a capacity of 600 bandwidth points.",
        "Current configuration on bus mb2 has a total of 0 bandwidth points ",
        "This configuration is within the PCI bus capacity and is supported. ",
        "",
        "Please refer to the following document \"Cisco 7200 Series Port Adaptor",
        "Hardware Configuration Guidelines\" on Cisco.com <http://www.cisco.com>",
        "for c7200 bandwidth points oversubscription and usage guidelines.",
        "",
        "",
    ),
    (
        "509K bytes of non-volatile configuration memory.",
        "",
        "8192K bytes of Flash internal SIMM (Sector size 256K).",
    ),
    "0x2102",
    (
        ("Chassis", "Cisco 7206VXR, 6-slot chassis", "CISCO7206VXR", ""),
        ("NPE400 0", "Cisco 7200VXR Network Processing Engine NPE-400", "NPE-400", ""),
    ),
)
_IOSV = Image(
    "",
    "IOSv Software (VIOS-ADVENTERPRISEK9-M)",
    "15.6(3)M2",
    "RELEASE SOFTWARE (fc2)",
    "2017",
    "Wed 29-Mar-17 14:05 by prod_rel_team",
    ("", "ROM: Bootstrap program is IOSv"),
    "flash0:/vios-adventerprisek9-m",
    ("Cisco IOSv (revision 1.0) with  with 435457K/87040K bytes of memory.", "Processor board ID {serial}"),
    (
        "DRAM configuration is 72 bits wide with parity disabled.",
        "256K bytes of non-volatile configuration memory.",
        "2097152K bytes of ATA System CompactFlash 0 (Read/Write)",
        "0K bytes of ATA CompactFlash 1 (Read/Write)",
        "0K bytes of ATA CompactFlash 2 (Read/Write)",
        "10080K bytes of ATA CompactFlash 3 (Read/Write)",
        "",
    ),
    "0x0",
    (("IOSv", "IOSv chassis, Hw Serial#: {serial}, Hw Revision: 1.0", "IOSv", "1.0"),),
)
_C3725 = Image(
    "",
    "3700 Software (C3725-ADVENTERPRISEK9-M)",
    "12.4(15)T14",
    "RELEASE SOFTWARE (fc2)",
    "2010",
    "Tue 17-Aug-10 12:08 by prod_rel_team",
    (
        "ROM: ROMMON Emulation Microcode",
        "ROM: 3700 Software (C3725-ADVENTERPRISEK9-M), Version 12.4(15)T14, RELEASE SOFTWARE (fc2)",
    ),
    "flash:c3725-adventerprisek9-mz.124-15.T14.bin",
    (
        "Cisco 3725 (R7000) processor (revision 0.1) with 249856K/12288K bytes of memory.",
        "Processor board ID {serial}",
        "R7000 CPU at 240MHz, Implementation 39, Rev 2.1, 256KB L2, 512KB L3 Cache",
    ),
    (
        "DRAM configuration is 64 bits wide with parity enabled.",
        "55K bytes of NVRAM.",
        "16384K bytes of ATA System CompactFlash (Read/Write)",
        "",
    ),
    "0x2102",
    (("3725 chassis", "3725 chassis", "", "0.1"),),
)


def _xe(version: str, long: str, train: str, stage: str, years: str, compiled: str, model: str) -> Image:
    return Image(
        f"Cisco IOS XE Software, Version {long}",
        f"[{train}], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M)",
        version,
        stage,
        years,
        compiled,
        ("ROM: IOS-XE ROMMON",),
        "bootflash:packages.conf",
        (
            f"cisco {model} (VXE) processor (revision VXE) with 1900130K/3075K bytes of memory.",
            "Processor board ID {serial}",
            "Router operating mode: Autonomous",
        ),
        (
            "32768K bytes of non-volatile configuration memory.",
            "8082280K bytes of physical memory.",
            "6188032K bytes of virtual hard disk at bootflash:.",
            "",
        ),
        "0x2102",
        (
            ("Chassis", f"Cisco {model} Chassis", model, "V00"),
            ("module R0", f"Cisco {model} Route Processor", model, "V00", "JAB1303001C"),
            ("module F0", f"Cisco {model} Embedded Services Processor", model, "", " " * 11),
        ),
        virtual=True,
    )


_C2811 = Image(
    "",
    "2800 Software (C2800NM-ADVENTERPRISEK9-M)",
    "12.4(24)T",
    "RELEASE SOFTWARE (fc1)",
    "2009",
    "Wed 25-Feb-09 17:55 by prod_rel_team",
    ("ROM: System Bootstrap, Version 12.4(13r)T, RELEASE SOFTWARE (fc1)",),
    "flash:c2800nm-adventerprisek9-mz.124-24.T.bin",
    ("Cisco 2811 (revision 53.51) with 249856K/12288K bytes of memory.", "Processor board ID {serial}"),
    (
        "1 Virtual Private Network (VPN) Module",
        "DRAM configuration is 64 bits wide with parity enabled.",
        "239K bytes of non-volatile configuration memory.",
        "62720K bytes of ATA CompactFlash (Read/Write)",
        "",
    ),
    "0x2102",
    (("2811 chassis", "2811 chassis", "CISCO2811", "V04"),),
)
_IOL = Image(
    "",
    "[IOSXE], Linux Software (X86_64BI_LINUX-ADVENTERPRISEK9-M)",
    "17.15.1",
    "RELEASE SOFTWARE (fc4)",
    "2024",
    "Sun 11-Aug-24 22:07 by mcpre",
    ("ROM: Bootstrap program is Linux",),
    "unix:/x86_64_crb_linux-adventerprisek9-ms.iol",
    ("Linux Unix (i686) processor with 800932K bytes of memory.", "Processor board ID {serial}"),
    ("256K bytes of NVRAM.", ""),
    "0x0",
    (),
    power_on="unknown reload cause - suspect boot_data[BOOT_COUNT] 0x9, BOOT_COUNT 0, BOOTDATA 19",
)


def _other(image: Image, version: str, file: str, stage: str, compiled: str, **changes: Any) -> Image:
    """Another release for the same box; `compiled` ends with the year of the copyright in two digits, then the time."""
    year = "20" + compiled.split()[1][-2:]
    rom = tuple(line.replace(image.version, version) for line in image.rom)
    return replace(
        image, version=version, stage=stage, years=year, compiled=compiled, rom=rom, file=file, **changes
    )


_OF_15_0 = ("RELEASE SOFTWARE (fc2)", "Wed 30-Sep-09 07:48 by prod_rel_team")
_OF_12_4 = (_C2811.stage, _C2811.compiled)
_CSR1000V = _xe(
    "17.3.4a",
    "17.03.04a",
    "Amsterdam",
    "RELEASE SOFTWARE (fc3)",
    "2021",
    "Tue 20-Jul-21 04:59 by mcpre",
    "CSR1000V",
)
_C8000V = _xe(
    "17.9.4a", "17.09.04a", "Cupertino", "RELEASE SOFTWARE (fc3)", "2023", "Fri 20-Oct-23 10:44 by mcpre", "C8000V"
)
C7200 = (
    _C7200,
    _other(_C7200, "15.0(1)M", "disk0:c7200-adventerprisek9-mz.150-1.M.bin", *_OF_15_0),
    _other(_C7200, "12.4(24)T", "disk0:c7200-adventerprisek9-mz.124-24.T.bin", *_OF_12_4),
)
GENERIC = (_C7200,)
IOSV = (
    _IOSV,
    _other(_IOSV, "15.9(3)M2", _IOSV.file, "RELEASE SOFTWARE (fc1)", "Tue 28-Jul-20 07:09 by prod_rel_team"),
)
C3725 = (_C3725,)
C2811 = (
    _C2811,
    _other(_C2811, "15.0(1)M", "flash:c2800nm-adventerprisek9-mz.150-1.M.bin", *_OF_15_0),
    _other(
        _C2811,
        "15.1(4)M",
        "flash:c2800nm-adventerprisek9-mz.151-4.M.bin",
        "RELEASE SOFTWARE (fc1)",
        "Thu 24-Mar-11 14:26 by prod_rel_team",
    ),
)
IOL = (_IOL,)
CSR1000V = (_CSR1000V,)
C8000V = (_C8000V,)
