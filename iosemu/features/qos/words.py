"""What the parts of class maps and policy maps are called: DSCP and precedence names, lines of the running-config."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.features.qos.model import ClassPolicy, Match, Police

DSCP = {
    0: "default", 8: "cs1", 10: "af11", 12: "af12", 14: "af13", 16: "cs2", 18: "af21", 20: "af22", 22: "af23",
    24: "cs3", 26: "af31", 28: "af32", 30: "af33", 32: "cs4", 34: "af41", 36: "af42", 38: "af43", 40: "cs5",
    46: "ef", 48: "cs6", 56: "cs7",
}  # fmt: skip
"""Names of code points (RFC 2474, 2597, 3246)."""


def dscp(value: int) -> str:
    return DSCP.get(value, str(value))


def match_line(match: Match) -> str:
    """As the running-config has it."""
    inverted = "not " if match.inverted else ""
    values = match.values
    match match.what:
        case "dscp":  # two blanks before, between and after
            return f"match {inverted} dscp " + "".join(f"{dscp(value)}  " for value in values)[:-1]
        case "ip-dscp":
            return f"match {inverted}ip dscp " + "".join(f"{dscp(value)} " for value in values)
        case "precedence":
            return f"match {inverted} precedence " + "".join(f"{value}  " for value in values)[:-1]
        case "ip-precedence":
            return f"match {inverted}ip precedence " + "".join(f"{value} " for value in values)
        case "access-group":
            return f"match {inverted}access-group " + (match.name if match.name.isdecimal() else f"name {match.name}")
        case "length":
            return f"match {inverted}packet length{_lengths(match)}"
        case "cos":
            return f"match {inverted}cos " + "".join(f" {value} " for value in values)
        case "any":
            return f"match {inverted}any "
        case "qos-group":
            return f"match {inverted}qos-group {values[0]}"
        case "input-interface":
            return f"match {inverted}input-interface {match.interface}"
    return f"match {inverted}{match.what} {match.name}"


def _lengths(match: Match) -> str:
    low, high = match.values
    return (f" min {low}" if low >= 0 else "") + (f" max {high}" if high >= 0 else "")


def shown_match(match: Match) -> str:
    """As `show class-map` and `show policy-map interface` have it, behind the word Match."""
    inverted = "not " if match.inverted else ""
    values = match.values
    match match.what:
        case "dscp" | "ip-dscp":
            known = " ".join(f"{dscp(value)} ({value})" for value in values)
            return f" {inverted} dscp {known}" if match.what == "dscp" else f" {inverted}ip dscp {known}"
        case "precedence":
            return f" {inverted} precedence {' '.join(map(str, values))} "
        case "ip-precedence":
            return f" {inverted}ip precedence {' '.join(map(str, values))} "
        case "length":
            return f" {inverted}packet length{_lengths(match)}"
        case "access-group":
            return f" {inverted}access-group " + (match.name if match.name.isdecimal() else f"name {match.name}")
        case "cos":
            return f" {inverted}cos  {'  '.join(map(str, values))}"
        case "any":
            return f" {inverted}any "
        case "qos-group":
            return f" {inverted}qos-group {values[0]}"
        case "input-interface":
            return f" {inverted}input-interface {match.interface}"
    return f" {inverted}{match.what} {match.name}"


def action(word: str, value: int) -> str:
    """Of a policer."""
    if word == "set-dscp-transmit":
        return f"{word} {dscp(value)}"
    return f"{word} {value}" if word.startswith("set-") else word


def actions(police: Police) -> list[tuple[str, str]]:
    """(line, action) of those that there are."""
    found = [
        ("conform-action", action(police.conform, police.conform_value)),
        ("exceed-action", action(police.exceed, police.exceed_value)),
    ]
    if police.violate:
        found.append(("violate-action", action(police.violate, police.violate_value)))
    return found


def queueing_lines(config: ClassPolicy) -> Iterator[str]:
    """As the running-config has them, in its order."""
    if config.priority:
        burst = f" {config.priority_burst}" if config.priority_burst is not None else ""
        if config.priority_kbps is not None:
            yield f"priority {config.priority_kbps}{burst}"
        elif config.priority_percent is not None:
            yield f"priority percent {config.priority_percent}{burst}"
        else:
            yield f"priority level {config.priority_level}" if config.priority_level is not None else "priority"
    if config.bandwidth_kbps is not None:
        yield f"bandwidth {config.bandwidth_kbps}"
    if config.bandwidth_percent is not None:
        yield f"bandwidth percent {config.bandwidth_percent}"
    if config.remaining_percent is not None:
        yield f"bandwidth remaining percent {config.remaining_percent}"
    if config.remaining_ratio is not None:
        yield f"bandwidth remaining ratio {config.remaining_ratio}"
    if config.shape:
        rate = str(config.shape_rate) if config.shape_rate else f"percent {config.shape_percent}"
        bursts = [f" {burst}" for burst in (config.shape_bc, config.shape_be) if burst is not None]
        yield f"shape {config.shape} {rate}{''.join(bursts)}"
    if config.police is not None and config.police.given:
        yield police_line(config.police)
    if config.queue_limit is not None:
        yield f"queue-limit {config.queue_limit} packets"
    if config.fair_queue:
        yield "fair-queue"
    if config.wred:
        yield "random-detect dscp-based" if config.wred == "dscp" else "random-detect"
        if config.wred_weight is not None:
            yield f"random-detect exponential-weighting-constant {config.wred_weight}"
        for value, own in sorted(config.thresholds.items()):
            name = f"dscp {dscp(value)}" if config.wred == "dscp" else f"precedence {value}"
            yield f"random-detect {name} {own.low} {own.high} {own.mark}"


def police_rates(police: Police) -> str:
    """Its rates and bursts as typed."""
    if police.cir_percent:
        words = [f"cir percent {police.cir_percent}"]
        words += [f"bc {police.bc_ms} ms"] if police.bc_ms else []
        words += [f"pir percent {police.pir_percent}"] if police.pir_percent else []
        words += [f"be {police.be_ms} ms"] if police.be_ms else []
        return " ".join(words)
    words = [f"cir {police.cir}"]
    if police.bc:
        words.append(f"bc {police.bc}")
    if police.pir:
        words.append(f"pir {police.pir}")
    if police.be:
        words.append(f"be {police.be}")
    return " ".join(words)


def police_line(police: Police) -> str:
    """As the running-config has it."""
    return f"police {police_rates(police)} " + "  ".join(f"{name} {does}" for name, does in actions(police)) + " "
