"""Words of the %DMVPN and %NHRP messages. IOS 15 writes the former only with `logging dmvpn`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from iosemu.device.debug import Audience, Message
from iosemu.features.nhrp import events
from iosemu.features.nhrp.model import DmvpnLogging
from iosemu.features.nhrp.wording import ERROR_CODES, cie_code, error_code, release_of
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import nhrp


def _ip(address: IPv4 | None) -> str:
    return format_ipv4(address or 0)


def _name(packet: nhrp.Packet) -> str:
    return nhrp.TYPE_NAMES[packet.type]


def _logs_dmvpn(told: Audience) -> bool:
    if release_of(told.software).dmvpn_syslog:
        return True
    logging = told.setting(DmvpnLogging)
    return logging is not None and logging.enabled


def _own(event: events.OnTunnel) -> str:
    return f"(Tunnel: {_ip(event.here.address)} NBMA: {_ip(event.here.local)})"


def _dmvpn(event: events.OnTunnel, told: Audience, severity: int, mnemonic: str, text: str) -> Message | None:
    return Message("DMVPN", severity, mnemonic, f"{event.iface}: {text}") if _logs_dmvpn(told) else None


def _log_client_up(event: events.ClientUp, told: Audience) -> Message | None:
    peer = f"(Tunnel: {_ip(event.client)} NBMA: {_ip(event.nbma)})"
    return _dmvpn(event, told, 5, "NHRP_NHC_UP", f"Next Hop Client : {peer} for {_own(event)} is UP")


def _log_client_down(event: events.ClientDown, told: Audience) -> Message | None:
    peer = f"(Tunnel: {_ip(event.client)} NBMA: {_ip(event.nbma)} )"
    text = f"Next Hop Client : {peer} for {_own(event)} is DOWN, Reason: {event.reason.value}({event.detail.value})"
    return _dmvpn(event, told, 5, "NHRP_NHC_DOWN", text)


def _log_peer_up(event: events.PeerUp, told: Audience) -> Message | None:
    peer = f"(Tunnel: {_ip(event.peer)} NBMA: {_ip(event.nbma)})"
    return _dmvpn(event, told, 5, "NHRP_NHP_UP", f"Next Hop NHP : {peer} for {_own(event)} is UP")


def _log_peer_down(event: events.PeerDown, told: Audience) -> Message | None:
    peer = f"(Tunnel: {_ip(event.peer)} NBMA: {_ip(event.nbma)})"
    text = f"Next Hop Peer : {peer} for {_own(event)} is DOWN, Reason: {event.reason.value}({event.detail.value})"
    return _dmvpn(event, told, 5, "NHRP_NHP_DOWN", text)


def _log_nhs_up(event: events.NhsUp, told: Audience) -> Message | None:
    peer = f"(Tunnel: {_ip(event.nhs)} NBMA: {_ip(event.nbma)})"
    return _dmvpn(event, told, 5, "NHRP_NHS_UP", f"Next Hop Server : {peer} for {_own(event)} is  UP")


def _log_nhs_down(event: events.NhsDown, told: Audience) -> Message | None:
    nhs = "UNKNOWN" if event.nhs is None else _ip(event.nhs)
    peer = f"(Tunnel: {nhs} NBMA: {_ip(event.nbma)} )"
    text = f"Next Hop Server : {peer} for {_own(event)} is DOWN, Reason: {event.reason.value}({event.detail.value})"
    return _dmvpn(event, told, 5, "NHRP_NHS_DOWN", text)


def _log_socket(event: events.SocketChanged, told: Audience) -> Message | None:
    if not _logs_dmvpn(told):
        return None
    local = _ip(event.here.local)
    state = "UP" if event.up else "DOWN"
    text = f" {event.iface}: local address : {local} remote address : {_ip(event.nbma)} socket is {state}"
    return Message("DMVPN", 5, "CRYPTO_SS", text)


def _nhrp_error(
    event: events.OnTunnel, told: Audience, text: str, code: int, tunnel: IPv4 | None = None
) -> Message | None:
    """`tunnel`: a protocol address that stands in place of our own."""
    if not _logs_dmvpn(told):
        return None
    here = event.here
    where = f"(Tunnel: {_ip(here.address if tunnel is None else tunnel)} NBMA: {_ip(here.local)})"
    mnemonic = "DMVPN_NHRP_ERROR" if release_of(told.software).dmvpn_syslog else "NHRP_ERROR"
    reason = f"{ERROR_CODES.get(code, 'unknown')} ({code})"
    return Message("DMVPN", 3, mnemonic, f" {event.iface}: {text} , Reason:  {reason} on {where}")


def _log_authentication(event: events.AuthenticationFailed, told: Audience) -> Message | None:
    text = f"Recieved wrong authentication string for  {_name(event.packet)}"
    return _nhrp_error(event, told, text, nhrp.AUTHENTICATION_FAILURE, event.packet.src_protocol)


def _log_no_hops(event: events.NoHopsLeft, told: Audience) -> Message | None:
    text = f"Packet Recved with 0 Hop counts for  {_name(event.packet)}"
    return _nhrp_error(event, told, text, nhrp.HOP_COUNT_EXCEEDED, event.packet.src_protocol)


def _log_unencapsulated(event: events.EncapsulationFailed, told: Audience) -> Message | None:
    if event.local:
        return None
    return _nhrp_error(event, told, f"NHRP Encap Error for  {_name(event.packet)}", nhrp.PROTOCOL_ERROR)


def _log_resolution(event: events.ResolutionHeard, told: Audience) -> Message | None:
    if not _logs_dmvpn(told):
        return None
    peer = f"(Tunnel: {_ip(event.requester)} NBMA: {_ip(event.nbma)})"
    text = f" {event.iface}: Host with {_own(event)} Received Resolution Req from  {peer}"
    return Message("DMVPN", 7, "NHRP_RES", text)


def _log_network_id(event: events.NetworkIdChanged, told: Audience) -> Message | None:
    if not _logs_dmvpn(told):
        return None
    local = _ip(event.here.local)
    what = "Configured" if event.configured else "Unconfigured"
    text = f" {event.iface}: NETID : {event.network_id} {what} (Tunnel: {_ip(event.here.address)} NBMA:  {local})"
    return Message("DMVPN", 5, f"NHRP_NETID_{what.upper()}", text)


def _log_error_received(event: events.ErrorReceived, told: Audience) -> Message:
    packet = event.packet
    text = f"Received Error Indication from {_ip(packet.src_protocol)}, code: {error_code(packet.code)}, "
    inner = packet.contents
    if len(inner) >= nhrp.HEADER_LENGTH + 20:
        at = nhrp.HEADER_LENGTH + 8
        nbma, src, dst = (int.from_bytes(inner[at + i : at + i + 4], "big") for i in (0, 4, 8))
        text += f"(trigger src: {_ip(src)} (nbma: {_ip(nbma)}) dst: {_ip(dst)}), "
    text += f"offset: {packet.offset}, data: {inner[:24].hex(' ', 2).upper()}"
    return Message("NHRP", 3, "PAKERROR", text)


def _log_refused(event: events.ReplyRefused, told: Audience) -> Message:
    text = f"Receive {_name(event.packet)} packet with error - {cie_code(event.code)}"
    return Message("NHRP", 3, "PAKREPLY", text)


SYSLOG: dict[type, Callable[[Any, Audience], Message | None]] = {
    events.ClientUp: _log_client_up,
    events.ClientDown: _log_client_down,
    events.PeerUp: _log_peer_up,
    events.PeerDown: _log_peer_down,
    events.NhsUp: _log_nhs_up,
    events.NhsDown: _log_nhs_down,
    events.SocketChanged: _log_socket,
    events.AuthenticationFailed: _log_authentication,
    events.NoHopsLeft: _log_no_hops,
    events.EncapsulationFailed: _log_unencapsulated,
    events.ResolutionHeard: _log_resolution,
    events.NetworkIdChanged: _log_network_id,
    events.ErrorReceived: _log_error_received,
    events.ReplyRefused: _log_refused,
}
