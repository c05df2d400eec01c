"""Software releases as ordered values, and the one table of what differs from one to another.

Code asks the table by name (`device.software.local_routes`), never for a number: what a fact hangs on is written here.
Where a fact hangs on the hardware, the tables of the platforms have it.
"""

from __future__ import annotations

from functools import cache
from typing import Generic, TypeVar

from iosemu.types import Release

T = TypeVar("T")
Number = tuple[int, ...]


class By(Generic[T]):
    """A value that changes with the release: what it was at first, then (since, value) in order."""

    def __init__(self, first: T, *later: tuple[Number, T]) -> None:
        self.first = first
        self.later = later
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, software: Software, owner: type) -> T:
        value = self.at(software.release)
        vars(software)[self.name] = value  # looked up without us from now on
        return value

    def at(self, release: Release) -> T:
        found = self.first
        for since, value in self.later:
            if release >= since:
                found = value
        return found


def since(*number: int) -> By[bool]:
    """True from this release on."""
    return By(False, (number, True))


def before(*number: int) -> By[bool]:
    """True in the releases before this one."""
    return By(True, (number, False))


class Software:
    """What one release does, and how it says it."""

    def __init__(self, release: Release) -> None:
        self.release = release

    def __reduce__(self) -> tuple[type[Software], tuple[Release]]:
        return Software, (self.release,)

    # routing
    local_routes = since(15, 0)  # a host route for each own address
    legend = By("12.4", ((15, 0), "15.2"), ((15, 4), "15.6"), ((16,), "XE"))  # of `show ip route`
    legend_of_one_protocol = since(15, 0)  # `show ip route rip` begins with it
    route_columns = By((5, 8), ((15, 0), (6, 9)))  # where a network and a subnet begin
    default_route_last = before(15, 0)
    override_metric = By(1, ((15, 6), 255))  # of what NHRP installs: routes and next hops in place of others
    descriptor_names_interface = since(15, 0)  # `(connected, via interface)`
    # bytes that a route costs (overhead, all of it) and that a major network costs
    route_sizes = By((72, 136, 1156), ((15, 0), (68, 180, 460)), ((16,), (96, 304, 460)))
    route_table_name = By("Default-IP-Routing-Table(0)", ((15, 0), "default (0x0)"))
    maximum_paths = By(16, ((15, 0), 32))
    nd_using = since(15, 0)  # what neighbour discovery uses beside what it is told
    ip6_feature_indent = By("  ", ((15, 2), "    "))  # of lists that `show ipv6 interface` names
    nd_prefixes = since(15, 0)  # networks of autoconfigured addresses are routes of neighbour discovery
    replicates = since(15, 0)  # a column of `show ip route summary`
    nsf_aware = since(15, 0)  # the first line of `show ip protocols`
    application_routes = since(16)  # a block of `show ip protocols`
    cef_can_be_off = before(16)
    eigrp_auto_summary = before(15, 0)  # is on until it is taken away
    adjacency_bytes = By((0, 0), ((15, 0), (368, 0)), ((16,), (548, 72)))  # of each, and of the platform's part in it

    zone_words = By("15", ((16,), "XE"))  # of `show policy-map type inspect zone-pair`
    zone_finwait = By(5, ((16,), 1))  # seconds, where none are configured
    hqf = since(12, 4, 20)  # hierarchical queueing: all of the bandwidth may be reserved
    qos_words = By("IOS", ((15, 5), "XE"))  # of `show policy-map interface`
    hsrp_tells_use = since(16)  # whether the virtual MAC is in use
    sla_tells_units = since(16)  # in `show ip sla summary`
    track_words = By("12.4", ((15, 0), "15"))  # TRACKING-5-STATE, rtr

    bgp_four_octets = since(12, 4, 24)  # AS numbers of four octets
    bgp_plain_numbers = since(15, 0)  # those are shown without a dot, unless `bgp asnotation dot` is said
    bgp_enhanced_refresh = since(15, 2, 4)  # RFC 7313
    bgp_enhanced_errors = since(15, 2, 4)  # RFC 7606
    bgp_legend = By("12.4", ((15, 0), "15"), ((16,), "16"), ((17,), "17"))  # of `show ip bgp`
    bgp_columns = By((3, 3), ((15, 0), (5, 5)), ((16,), (5, 6)))  # of the title, and of the networks beneath it
    bgp_table_name = By("Default-IP-Routing-Table", ((15, 0), "default"))
    bgp_epochs = since(15, 0)  # refreshes and identifiers of paths in `show ip bgp X`
    bgp_tells_update = since(17)  # when a path came
    bgp_tells_peak = since(17)  # when there were most networks
    # bytes of a network, a path, a set of attributes, in `show ip bgp summary`
    bgp_sizes = By((120, 52, 124), ((15, 0), (140, 80, 144)), ((16,), (248, 136, 296)))
    bgp_open_jitter = By(28, ((15, 0), 60))  # percent, of the wait for an active open
    bgp_sessions = since(15, 0)  # several of a neighbour: roles in messages, more lines of shows
    bgp_tells_logging = since(16)  # `Do log neighbor state changes`
    bgp_slow_peers = since(15, 0)  # lines about them
    bgp_tells_interface = since(15, 2)  # of a neighbour
    bgp_tells_reset = since(15, 2)  # NBR_RESET and BGP_SESSION
    bgp_prefixes = By("No. of prefix", ((16,), "Number of prefixes"))  # in %BGP-4-MAXPFX

    # ping, ICMP, ARP, TCP
    tcp_tells_ecn = since(15, 0)  # and the VRF, in `show tcp`
    open_ports_column = By(21, ((15, 0), 28))  # of each address
    blank_before_ping = before(15, 5)
    traceroute_tells_vrf = since(15, 0)
    asks_ingress = since(16)  # among the questions of the dialogues
    icmp_topology = since(15, 0)  # `, topology BASE, dscp 0 topoid 0` in `debug ip icmp`
    icmp_names_target = before(15, 0)  # the destination that was not reached, in `debug ip icmp` of the sender
    traffic_order = By("15", ((16,), "17"))  # of the sections of `show ip traffic`
    time_exceeded_counted = since(17)  # on the line of received ones of `show ip traffic`
    ip_packet_features = since(17)  # `debug ip packet` tells the features
    arp_reply_on_one_line = since(16)

    # NAT
    nat_keeps_ports = before(16)  # the inside host's own, where they are free
    nat_rows = By("classic", ((16,), "XE"))  # of `show ip nat translations`
    nat_vfr = By("ip virtual-reassembly", ((15, 1), "ip virtual-reassembly in"), ((16,), ""))  # comes with a side
    nat_nvi = before(16)  # there is an interface NVI0
    nat_peak = since(12, 4, 15)  # in `show ip nat statistics`, and the longer form of the rest
    nat_limits = since(16)  # there, and no doors

    # users
    accounting_nested = By(False, ((15, 0), True), ((16,), False))  # lists of accounting are shown as blocks
    asks_for_users = since(15, 0)  # whether one is meant to go

    # time
    ntp_version_4 = since(12, 4, 20)
    ntp_precision = By(18, ((15, 0), 14), ((16,), 10))  # log2 of a second's parts
    ntp_measures_drift = since(15, 6)  # for a quarter of an hour, before the clock counts as synchronized
    ntp_tells_only_the_truth = since(16)  # whom it would follow only when it does
    ntp_frequency = By("250.0000", ((15, 0), "1000.0003"), ((16,), "250.0000"))
    tells_authoritative_clock = since(15, 0)  # PKI, when it is set for the first time

    # names
    last_host_address = since(16)  # of those of `ip host` is the one that counts
    hosts_as_zone = since(16)  # `show hosts` is a list of records
    name_servers_on_one_line = since(16)

    # DHCP
    dhcp_names_class = since(15, 6)  # its client says what it is, for plug and play
    dhcp_asks_lease = since(16)  # and how long a lease it would like
    dhcp_tells_state = since(16)  # columns of `show ip dhcp binding`
    dhcp_tells_excluded = since(16)  # in `show ip dhcp pool`
    dhcp_tells_source = By(True, ((16,), False))  # of an address, in `show ip interface`

    # interfaces
    warns_of_logical_interfaces = since(16)  # `no interface Loopback0` warns like one of a subinterface
    bandwidth_unit = By("Kbit", ((15, 0), "Kbit/sec"))
    loopback_keepalive = since(15, 0)
    subinterface_keepalive = before(16)
    unknown_protocol_drops = since(15, 0)
    interface_column = By(26, ((16,), 22))  # of `show ip interface brief`
    fast_switching_lines = before(16)
    interface_topologies = since(16)  # in `show ip interface`
    wccp = By("WCCP", ((15, 0), "IPv4 WCCP"))  # in `show ip interface`
    wide_interface_summary = since(15, 0)
    distributed_cache = since(16)  # is what forwards, not the route cache
    tunnel_defaults = By((9, 500_000), ((15, 0), (100, 50_000)))  # kbit/s, microseconds
    tunnel_mtu = By(17940, ((16,), 10000))  # before the overhead
    tunnel_linestate = since(15, 0)
    tunnel_updown_severity = By(3, ((17, 15), 5))  # of %LINK-…-UPDOWN

    # system
    word = By(4, ((16,), 8))  # octets
    tech_tells_time = since(15, 0)  # `show tech-support` begins with `show clock`
    process_column = By(9, ((15, 0), 11))  # of the times that a process ran
    running_config_stamps = since(15, 0)
    secret_type = By(5, ((15, 1), 4), ((15, 2, 4), 5), ((17,), 9))  # by which `secret` hashes a plain text
    type6_passwords = since(16, 10)  # of users, lines, enable
    type6_servers = since(15, 4)  # keys of its servers
    servers_named = since(15, 2, 2)  # `radius server`, `tacacs server`; the older way is told to go
    tells_old_line = since(16)  # with the line that is to go
    tacacs_shown_wide = since(12, 4, 22)  # `show tacacs` in several lines
    tacacs_tells_status = since(16, 9)  # whether a server lives
    radius_names_hosts = since(16)  # in `show aaa servers`
    radius_debug_wide = since(16)  # the longer list of what `debug radius` switches
    type6_key_strings = since(16)  # of key chains
    weak_passwords_told = since(16, 10)  # of users: plain ones, types 5 and 7
    secret_algorithms = since(15, 3, 3)  # types 8 and 9; no more of type 4
    login_success_logged = since(16)  # if it is not told
    config_log_hides = since(17, 15)  # passwords, whether `hidekeys` is on or not
    last_reload_reason = since(15, 0)
    least_key_modulus = By(360, ((17, 11), 2048))
    key_modulus = By(512, ((16,), 2048))  # offered by `crypto key generate rsa`
    keys_made_on_one_line = before(15, 1)  # `[OK]` behind `Generating …`
    ssh_tells_methods = since(15, 4)  # and algorithms, in `show ip ssh`
    ssh_tells_keys = since(15, 0)
    ssh_modern = since(17, 11)  # version 2 alone, the newer algorithms
    key_storage_logged = since(16)  # keys that come and go
    pki_tells_installs = since(16)  # trustpoints made, requests, certificates installed
    pki_hash = By("sha1", ((17,), "sha256"))  # of requests, and of what an authority signs
    pki_server_hash = By("md5", ((17,), "sha256"))  # of an authority's own certificate
    self_signed_beyond_2020 = since(16, 9)  # for ten years
    logging_source_interface = since(15, 0)
    logging_discriminator = since(15, 0)  # the newer head of `show logging`
    history_size = By(10, ((16,), 20))
    directory_width = By(12, ((17,), 17))
    capture_buffer = By(256, ((15, 0), 1024))  # kilobytes
    slash_after_prefix = since(15, 0)  # `flash0:/name`
    cdp_runs = before(17)
    cdp_total = since(15, 0)  # the last line of `show cdp neighbors`
    redundant_ace_refused = since(15, 0)
    remarks_are_numbered = since(16)  # and kept so in the running-config, as all entries are

    # VRFs
    vrf_verb = By("enabling", ((16,), "disabling"), ((17, 6), "enabling"))  # why an interface loses its addresses
    vrf_small_letters = since(16)  # in what the end of a VRF says
    vrf_names_rd_user = since(17)
    vrf_multicast_families = since(15, 2)  # lines of `show vrf detail`
    vrf_rd_column = By(20, ((15, 0), 22))  # of `show ip vrf`

    # RIP, EIGRP
    rip_interface_column = By(21, ((17,), 35))
    rip_triggered = since(17)
    eigrp_family = By("IP-EIGRP", ((15, 0), "EIGRP-IPv4"))
    eigrp_version = By((12, 4, 1, 2), ((15, 0), (8, 0, 2, 0)), ((16,), (23, 0, 2, 0)))  # release and TLV of a hello
    eigrp_topologies = since(15, 0)  # and the words that came with them
    eigrp_advertised_topologies = since(15, 3)  # in `show ip eigrp interfaces detail`
    eigrp_peer_termination = since(15, 0)
    eigrp_queue = By(2000, ((15, 4), 10000))  # packets that the socket and the process take
    eigrp_route_precedence = since(17, 15)  # in `show ip route X`

    # BFD
    bfd_cef = since(15, 0)  # forwarding is a client of each session
    bfd_wide = since(15, 2)  # the newer columns of `show bfd neighbors`
    bfd_multihop = since(15, 3)  # RFC 5883
    bfd_logs = since(15, 4)  # sessions that come, go, rise and fall; before, their clients alone say so
    bfd_first_discriminator = By(1, ((16,), 4097))
    bfd_counts_echoes = since(16)  # in `show bfd neighbors details`

    # OSPF
    ospf_says = By("OSPF: ", ((15, 0), "% OSPF: "))  # before refusals
    ospf_router_id_at_once = since(17, 15)  # a new one resets the neighbours
    ospf_tells_lengths = since(15, 0)  # a prefix in place of address and mask
    ospf_subnets = since(17)  # what is redistributed are subnets, too
    ospf_attached = since(15, 2)  # how an interface came to OSPF, in its show
    ospf_interface_numbers = since(15, 7)  # in `show ip ospf interface`
    ospf_interface_ids = since(17)  # of neighbours
    ospf_topologies = since(15, 0)  # the words that came with them
    ospf_options_named = since(15, 0)  # in `show ip ospf neighbor detail`
    ospf_three_indexes = since(15, 5)  # of interfaces and neighbours
    ospf_helps_restarts = since(15, 0)  # lines about NSF
    ospf_fast_reroute = since(15, 9)  # lines about it in `show ip ospf interface`
    ospf_event_log = since(15, 0)
    ospf_limits_exchanges = since(15, 4)  # and the line about RFC 5243
    ospf_throttles_lsas = since(16)  # by default
    ospf_lsa_throttle = By((0, 5000, 5000), ((16,), (50, 200, 5000)))  # ms: first delay, between two, at most
    ospf_spf_throttle = By((5000, 10000, 10000), ((16,), (50, 200, 5000)))
    ospf_lsa_arrival = By(1000, ((16,), 100))  # ms
    ospf_crypto_words = By("Message digest", ((15, 4), "Cryptographic"))
    ospf_statistic_heading = since(15, 0)  # as that of other shows
    ospf_protocol_bandwidth = before(15, 0)  # the reference, in `show ip protocols`
    ospf_debug_heads = since(15, 2)  # `OSPF-1 ADJ   Et0/0:` before debug lines; else `OSPF:`, the interface behind
    ospf_roles_on_one_line = before(16)  # DR and BDR in `debug ip ospf adj`
    ospf_key_words = By("Mismatch", ((15, 0), "Mismatched"), ((17,), "17"))  # how packets are refused
    ospf_backbone_words = By(  # in the message about a packet that came from the backbone
        "mismatch area ID, from backbone area must be virtual-link but not found",
        ((15, 0), "mismatched area ID, from backbone area must be virtual-link but not found"),
        ((17,), "mismatched area ID from backbone area"),
    )
    ospf_redistribution_limit = By(0, ((17, 15), 10240))  # prefixes, if it is not told
    ospf_tells_start = since(17, 15)  # a message of each process that begins
    ospf_tells_distribution = since(17, 15)  # a line in `show ip ospf`
    ospf_routing_bit = before(16)  # told of LSAs in `show ip ospf database TYPE`
    ospf_area_kind_resets = before(17, 15)  # `area N stub | nssa` resets who is adjacent in it
    ospf_max_lsa = By(0, ((17, 15), 50000))  # LSAs of others that a process takes if it is not told
    ospf3_families = since(15, 2)  # OSPFv3 tells IPv6 from IPv4: messages name the family, debugs have heads
    ospf_type_mismatch_broken = since(16)  # the message about it has two lines

    # ISAKMP, IPsec
    isakmp_slot = before(15, 0)  # a column of `show crypto isakmp sa`
    isakmp_default_policies = By(False, ((12, 4, 20), True), ((17, 11), False))  # used while none is configured
    weak_crypto_refused = since(17, 11)  # DES, 3DES, MD5, groups 1, 2, 5
    ikev2 = since(15, 1)
    ikev2_strong_default = since(16, 8)  # the built-in proposal has no MD5, SHA-1, groups 2 and 5
    ikev2_default_groups = By((), ((16, 8), (19, 14, 21, 5)), ((17, 11), (19, 14, 21)))
    ikev2_session_ids = since(15, 4)  # debugs tell the number of the session
    ikev2_tells_prf = since(15, 4)  # in `show crypto ikev2 sa`
    ikev2_peer_type = since(17)
    ikev2_words = By("15", ((16,), "XE"))
    isakmp_default_suite = before(12, 4, 20)  # DES, SHA, RSA: always the last one offered and shown
    quick_mode_failure_logged = before(16)  # %CRYPTO-6-IKMP_MODE_FAILURE of whoever refuses one
    isakmp_newer = since(15, 6)  # the newer dialect, with ISAKMP-PAK
    wide_pointers = since(16)  # in debug lines
    crypto_defaults = since(15, 1)  # a transform set and a profile `default`
    crypto_numbered_sets = By(False, ((12, 4, 20), True), ((15, 1), False))  # `#$!default_transform_set_1` before them
    protection_shuts = since(16)  # a changed `tunnel protection` shuts the tunnel
    dualstack_line = since(16)
    responder_only_line = since(15, 0)
    mixed_mode_line = since(15, 2)
    map_tells_transforms = since(15, 0)  # what a transform set holds, in `show crypto map` and of a profile
    crypto_capabilities = By(  # of the software engine
        "IPPCP, DES, 3DES, AES, SEAL, RSA, IPv6",
        ((15, 1), "IPPCP, DES, 3DES, AES, SEAL, RSA, IPv6, GDOI, FAILCLOSE, HA"),
        ((15, 2), "IPPCP, DES, 3DES, AES, SEAL, GCM, GMAC, RSA, P-256, P-384, P-521, IPv6, GDOI, FAILCLOSE, HA"),
    )
    tunnel_mtu_pads_most = before(15, 1)  # what fits into a protected tunnel is reckoned with the longest padding
    crypto_map_on_tunnel = By("", ((15, 0), "% NOTE"), ((16,), "%NOTE"))  # what is said of one begins so
    rri_follows_sas = since(15, 0)  # `reverse-route` of a static map; before, its routes are there with the map
    quota_jitter = before(16)  # an end renews a little before its volume is used

    # GDOI
    gdoi_layout = By("12.4", ((15, 0), "15.0"), ((16,), "XE"))  # of its shows
    gdoi_kek_each = before(15, 2)  # every rekey brings a KEK, whose lifetime is shown as it was told
    gdoi_policy_waits = since(15, 2)  # a changed policy is told by the next rekey; before, at once
    gdoi_tells_vrfs = since(15, 2)  # and what was installed, in the log

    # NHRP
    nhrp_shortcut_routes = since(15, 2)  # H routes and next-hop overrides; before, the cache alone
    nhrp_on_two_lines = since(12, 4, 20)  # `created …` on a line of its own in `show ip nhrp`
    nhrp_sorted = since(16)
    nhrp_words = By("12.4", ((15, 2), "15"), ((16,), "17"))  # of `debug nhrp`
    nhrp_remote_summary = since(16)
    nhrp_bfd = since(16, 3)  # is a client of it
    dmvpn_tells_shut = before(16)


@cache
def software_of(version: str) -> Software:
    """By the text of a release. Raises ValueError."""
    return Software(Release.parse(version))


def newest(table: dict[Number, T], release: Release) -> T:
    """The row of the last release in `table` that is not after `release`. Raises LookupError."""
    found = max((key for key in table if key <= release), default=None)
    if found is None:
        raise LookupError(f"nothing for {release.version}")
    return table[found]
