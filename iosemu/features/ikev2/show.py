"""`show crypto ikev2 …`"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.ikev2 import show_config, suites
from iosemu.features.ikev2 import show_stats as stats_words
from iosemu.features.ikev2.sa import Child, IkeSa
from iosemu.features.keying.contract import Selector
from iosemu.types import format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ikev2.engine import Ikev2Engine

HEADS = f"{'Tunnel-id':<9} {'Local':<21} {'Remote':<21} {'fvrf/ivrf':<20} Status "


def engine_of(ctx: Context) -> Ikev2Engine | None:
    """None: it does not run."""
    return ctx.device.engine("ikev2") if "ikev2" in ctx.device.engines else None


def chosen(
    engine: Ikev2Engine,
    detail: bool = False,
    local: int | None = None,
    remote: int | None = None,
    fvrf: str | None = None,
) -> list[IkeSa]:
    """Those that are shown."""
    return [
        sa
        for sa in engine.life.sas.values()
        if local in (None, sa.local) and remote in (None, sa.remote) and fvrf in (None, sa.vrf)
    ]


def vrfs(engine: Ikev2Engine, sa: IkeSa) -> str:
    """``none/none``"""
    inside = engine.inside(sa.profile) or sa.vrf
    return f"{sa.vrf or 'none'}/{inside or 'none'}"


def sa_lines(engine: Ikev2Engine, sa: IkeSa) -> Iterator[str]:
    """Heads, the line of the SA, its suite and its life."""
    yield HEADS
    local, remote = (
        f"{format_ipv4(address)}/{port}"
        for address, port in ((sa.local, sa.local_port), (sa.remote, sa.remote_port))
    )
    yield f"{sa.conn_id:<9} {local:<21} {remote:<21} {vrfs(engine, sa):<20} {sa.state.status:<7}"
    yield f"      {suite_text(engine, sa)}"
    active = int(engine.host.now - sa.established_at) if sa.established_at >= 0 else 0
    yield f"      Life/Active Time: {sa.lifetime}/{active} sec"


def suite_text(engine: Ikev2Engine, sa: IkeSa) -> str:
    suite, unknown = sa.suite, "Unknown - 0"
    sign, verify = sa.signed or unknown, sa.verified or unknown
    tells_prf = engine.device.software.ikev2_tells_prf
    if suite is None:
        prf = f"PRF: {unknown}, " if tells_prf else ""
        return f"Encr: {unknown}, {prf}Hash: None, DH Grp:0, Auth sign: {sign}, Auth verify: {verify}"
    prf = f"PRF: {suite.prf.upper()}, " if tells_prf else ""
    return (
        f"Encr: {suites.cipher_text(suite.cipher, suite.key_bits)}, {prf}"
        f"Hash: {suites.integrity_text(suite.integrity)}, DH Grp:{suite.group}, "
        f"Auth sign: {sign}, Auth verify: {verify}"
    )


def detail_lines(engine: Ikev2Engine, sa: IkeSa) -> Iterator[str]:
    """What `detailed` adds."""
    words = engine.device.software.ikev2_words
    numbers, spis = _names(sa)
    yield numbers
    status = f"      Status Description: {sa.state.value}"
    yield from (spis, status) if words == "XE" else (status, spis)
    yield f"      Local id: {sa.local_id}"
    yield f"      Remote id: {sa.identity}"
    rows = (
        ("req msg id: ", sa.next_out, sa.next_in),
        ("next msg id:", sa.next_out, sa.next_in),
        ("req queued: ", sa.next_out, sa.next_in),
        ("window:     ", engine.config.window, sa.window),
    )
    for name, mine, peers in rows:
        yield f"      Local {name} {mine:<10}     Remote {name} {peers:<10}"
    interval, retry, _ = engine.keepalive(sa)
    yield f"      DPD configured for {interval} seconds, retry {retry if interval else 0}"
    if sa.fragments:
        yield "      Fragmentation enabled."
    else:
        yield f"      Fragmentation not {' ' if words == 'XE' else ''}configured."
    if words == "XE":
        yield f"      Dynamic Route Update: {'enabled' if sa.cisco else 'disabled'}"
    yield "      Extended Authentication not configured."
    side = " and ".join(
        text for text, there in (("inside", sa.behind_nat), ("outside", sa.peer_behind_nat)) if there
    )
    yield f"      NAT-T is {'detected' if sa.nat else 'not detected'}  {side}"
    yield "      Cisco Trust Security SGT is disabled"
    if sa.given.address is not None:
        yield f"      Assigned host addr: {format_ipv4(sa.given.address)}"
    yield f"      Initiator of SA : {'Yes' if sa.initiator else 'No'}"
    yield from _given_lines(sa)
    if engine.device.software.ikev2_peer_type:
        yield f"      PEER TYPE: {'IOS-XE' if sa.cisco else 'Other'}"


def _names(sa: IkeSa) -> tuple[str, str]:
    spis = f"      Local spi: {sa.spi.hex().upper()}       Remote spi: {sa.peer_spi.hex().upper()}"
    return f"      CE id: {sa.engine_id}, Session-id: {sa.session_id}", spis


def _given_lines(sa: IkeSa) -> Iterator[str]:
    """What the peer's configuration payloads brought."""
    given = sa.given
    if given.pushed is not None:
        yield f"      Pushed IP address: {format_ipv4(given.pushed)}"
    for word, servers in (("DNS", given.dns), ("WINS", given.wins)):
        for place, address in zip(("Primary", "Secondary"), servers, strict=False):
            yield f"      {word} {place}: {format_ipv4(address)}"
    if given.domain:
        yield f"      Default Domain: {given.domain}"
    if given.banner:
        yield f"      Banner: {given.banner}"
    if given.remote:
        yield "      Remote subnets:"
        for prefix in given.remote:
            yield f"      {format_ipv4(prefix.network)} {format_ipv4(mask_of(prefix.length))}"


def show_authorization_policy(ctx: Context, name: str = "") -> Iterable[str]:
    return show_config.author_policy_lines(ctx.device, name)


def show_client_flexvpn(ctx: Context, name: str = "") -> Iterable[str]:
    engine = engine_of(ctx)
    for each, course in engine.clients.courses.items() if engine is not None else ():
        if name not in ("", each):
            continue
        iface = ctx.device.interfaces.get(course.tunnel) if course.tunnel is not None else None
        source = getattr(iface.driver, "source_iface", None) if iface is not None else None
        front = iface.front.name if iface is not None else ""
        yield f"  Profile : {each}"
        yield f"  Current state:{course.state}"
        yield f"  Peer : {format_ipv4(course.address) if course.address else 'None'}"
        yield f"  Source : {source.text if source is not None else 'None'}"
        yield f"  ivrf : {(iface.vrf.name if iface is not None else '') or 'IP DEFAULT'}"
        yield f"  fvrf : {front or 'IP DEFAULT'}"
        yield "  Backup group: None"
        yield f"  Tunnel interface : {course.tunnel or 'None'}"
        if iface is not None and iface.config.negotiated and iface.address is not None:
            yield f"  Assigned IP address: {format_ipv4(iface.address)}"
        yield ""


def show_sa(ctx: Context, detail: bool = False, **which: Any) -> Iterable[str]:
    engine = engine_of(ctx)
    found = chosen(engine, detail, **which) if engine is not None else []
    if engine is None or not found:
        return
    yield " IPv4 Crypto IKEv2  SA "
    yield ""
    for sa in found:
        yield from sa_lines(engine, sa)
        if detail:
            yield from detail_lines(engine, sa)
        elif ("local" in which or "remote" in which) and engine.device.software.ikev2_words == "XE":
            yield from _names(sa)
        yield ""
    yield " IPv6 Crypto IKEv2  SA "
    yield ""


def range_of(selector: Selector) -> str:
    """``10.0.0.1/0 - 10.0.0.1/65535``"""
    first, last = format_ipv4(selector.first), format_ipv4(selector.last)
    return f"{first}/{selector.first_port} - {last}/{selector.last_port}"


_HMACS = {"": "None", "md5": "MD596", "sha1": "SHA96"}


def _child_lines(child: Child, detail: bool) -> Iterator[str]:
    made = child.made
    yield f"Child sa: local selector  {range_of(made.mine[0])}"
    yield f"          remote selector {range_of(made.theirs[0])}"
    layer = made.proposal.layer
    pair = f"0x{child.spi_in:X}/0x{child.spi_out:X}"
    esp, ah = (pair, "0x0/0x0") if layer.protocol == "esp" else ("0x0/0x0", pair)
    yield f"          ESP spi in/out: {esp}  "
    if not detail:
        return
    yield f"          AH spi in/out: {ah}  "
    yield "          CPI in/out: 0x0/0x0  "
    hmac = _HMACS.get(layer.integrity, layer.integrity.upper())
    cipher = suites.cipher_text(layer.cipher, layer.key_bits) if layer.protocol == "esp" else "None"
    yield f"          Encr: {cipher}, esp_hmac: {hmac if layer.protocol == 'esp' else 'None'}"
    mode = "tunnel" if made.proposal.tunnel else "transport"
    yield f"          ah_hmac: {'None' if layer.protocol == 'esp' else hmac}, comp: IPCOMP_NONE, mode {mode}"


def show_session(ctx: Context, detail: bool = False) -> Iterable[str]:
    engine = engine_of(ctx)
    found = chosen(engine) if engine is not None else []
    if engine is None or not found:
        return
    yield " IPv4 Crypto IKEv2 Session "
    yield ""
    for number in dict.fromkeys(sa.session_id for sa in found):
        sas = [sa for sa in found if sa.session_id == number]
        children = [child for sa in sas for child in sa.children.values()]
        status = "UP-ACTIVE" if any(sa.established for sa in sas) else "DOWN-NEGOTIATING"
        yield f"Session-id:{number}, Status:{status}, IKE count:{len(sas)}, CHILD count:{len(children)}"
        yield ""
        for sa in sas:
            yield from sa_lines(engine, sa)
            if detail:
                yield from detail_lines(engine, sa)
        for child in children:
            yield from _child_lines(child, detail)
        yield ""
    yield " IPv6 Crypto IKEv2 Session "
    yield ""


def show_proposal(ctx: Context, name: str = "") -> Iterable[str]:
    return show_config.proposal_lines(ctx.device, name)


def show_policy(ctx: Context, name: str = "") -> Iterable[str]:
    return show_config.policy_lines(ctx.device, name)


def show_profile(ctx: Context, name: str = "") -> Iterable[str]:
    return show_config.profile_lines(ctx.device, name)


_STATS = {
    "": stats_words.summary, "exchange": stats_words.exchange, "ext-service": stats_words.services,
    "timeout": stats_words.timeouts,
}  # fmt: skip


def show_stats(ctx: Context, kind: str = "") -> Iterable[str]:
    engine = engine_of(ctx)
    return _STATS[kind](engine) if engine is not None else []


def show_diagnose(ctx: Context) -> Iterable[str]:
    engine = engine_of(ctx)
    return stats_words.diagnose(engine) if engine is not None else []
