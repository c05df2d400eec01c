"""States of IKE SAs, and what requests are for."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Of the machine, as `debug crypto ikev2 internal` names it; the value is the description in shows."""

    I_WAIT_INIT = "Initiator waiting for INIT response"
    I_WAIT_AUTH = "Initiator waiting for AUTH response"
    R_WAIT_AUTH = "Responder waiting for AUTH message"
    READY = "Negotiation done"
    DELETE = "Deleting IKE SA"

    @property
    def status(self) -> str:
        """The column of `show crypto ikev2 sa`."""
        return {State.READY: "READY", State.DELETE: "DELETE"}.get(self, "IN-NEG")


class Purpose(Enum):
    """What a request is for."""

    INIT = "IKE_SA_INIT"
    AUTH = "IKE_AUTH"
    CHILD = "CREATE_CHILD_SA"
    REKEY_IKE = "IKE SA REKEY"
    DELETE_CHILD = "DELETE IPSEC"
    DELETE_IKE = "DELETE IKE"
    LIVENESS = "DPD"
    TELL = "INFORMATIONAL"
    CONFIG = "CFG_SET"
