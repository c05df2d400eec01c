"""`debug event manager action cli`, and what is logged."""

from __future__ import annotations

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.eem.events import ActionFailed, AppletSaid, AppletStopped, CliTold, NothingToWaitFor, Wrong

ACTION_CLI = "event manager action cli"
FLAGS = (Flag(ACTION_CLI, "EEM:", "Debug EEM action cli debugging"),)
DEBUG: dict[str, dict[type, object]] = {ACTION_CLI: {}}  # IOS logs it as messages of the applet


def _said(event: AppletSaid, told: Audience) -> Message:
    return Message("HA_EM", event.severity, "LOG", f"{event.name}: {event.line}")


def _cli(event: CliTold, told: Audience) -> Message | None:
    if not told.debugs(ACTION_CLI):
        return None
    return Message("HA_EM", 6, "LOG", f"{event.name} : DEBUG(cli_lib) : : {event.told.value} : {event.line}")


def _why(event: ActionFailed, told: Audience) -> Message | None:
    if event.wrong is Wrong.UNKNOWN_VARIABLE:
        text = f"fh_parse_var: could not find environment variable: {event.line}"
        return Message("HA_EM", 3, "FMPD_UNKNOWN_ENV", text)
    if event.wrong is Wrong.NO_LINE:
        text = "Unable to establish CLI session: no tty lines available, minimum of 2 required by EEM"
        return Message("HA_EM", 3, "FMPD_CLI_CONNECT", text)
    if event.wrong is Wrong.NO_ANSWER:
        return Message("HA_EM", 3, "FMPD_CLI_READ", "Unable to read CLI response")
    if event.wrong is Wrong.NO_OBJECT:
        text = f"Error attempting to access track object {event.line}"
        return Message("HA_EM", 3, "FMPD_ACTION_NOTRACK", text)
    if event.wrong is Wrong.TOO_LONG:
        return Message("HA_EM", 6, "LOG", f"{event.name}: Process Forced Exit- MAXRUN timer expired.")
    return None


def _where(event: AppletStopped, told: Audience) -> Message:
    return Message("HA_EM", 3, "FMPD_ERROR", f"Error executing applet {event.name} statement {event.label}")


def _nothing(event: NothingToWaitFor, told: Audience) -> Message:
    what, name = ("event", "EVENT") if event.event else ("action", "ACTION")
    return Message("HA_EM", 4, f"FMPD_NO_{name}", f"No {what} configured for applet {event.name}")


SYSLOG = {
    AppletSaid: _said, CliTold: _cli, ActionFailed: _why, AppletStopped: _where, NothingToWaitFor: _nothing,
}  # fmt: skip
