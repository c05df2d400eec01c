"""All shows of OSPF, by where they are."""

from iosemu.features.ospf.show_database import show_ospf_database, show_ospf_database_summary
from iosemu.features.ospf.show_events import (
    show_ospf_events,
    show_ospf_nsf,
    show_ospf_rate_limit,
    show_ospf_summary,
)
from iosemu.features.ospf.show_interface import show_ospf_interface
from iosemu.features.ospf.show_lists import (
    show_ospf_flood_list,
    show_ospf_request_list,
    show_ospf_retransmission_list,
)
from iosemu.features.ospf.show_neighbor import show_ospf_neighbor, show_ospf_neighbor_summary
from iosemu.features.ospf.show_process import show_ospf, show_ospf_max_metric
from iosemu.features.ospf.show_routes import (
    show_ospf_borders,
    show_ospf_redistribution,
    show_ospf_rib,
    show_ospf_statistics,
    show_ospf_virtual,
)
from iosemu.features.ospf.show_traffic import show_ospf_traffic

__all__ = [
    "show_ospf",
    "show_ospf_borders",
    "show_ospf_database",
    "show_ospf_database_summary",
    "show_ospf_events",
    "show_ospf_flood_list",
    "show_ospf_interface",
    "show_ospf_max_metric",
    "show_ospf_neighbor",
    "show_ospf_neighbor_summary",
    "show_ospf_nsf",
    "show_ospf_rate_limit",
    "show_ospf_redistribution",
    "show_ospf_request_list",
    "show_ospf_retransmission_list",
    "show_ospf_rib",
    "show_ospf_statistics",
    "show_ospf_summary",
    "show_ospf_traffic",
    "show_ospf_virtual",
]
