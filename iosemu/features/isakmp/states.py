"""States of ISAKMP's exchanges, in IOS's names."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Phase 1's states; I_ and R_ are the roles, MM and AM the modes, the number is that of the last message sent or
    received."""

    READY = "IKE_READY"
    I_MM1 = "IKE_I_MM1"
    I_MM2 = "IKE_I_MM2"
    I_MM3 = "IKE_I_MM3"
    I_MM4 = "IKE_I_MM4"
    I_MM5 = "IKE_I_MM5"
    I_MM6 = "IKE_I_MM6"
    R_MM1 = "IKE_R_MM1"
    R_MM2 = "IKE_R_MM2"
    R_MM3 = "IKE_R_MM3"
    R_MM4 = "IKE_R_MM4"
    R_MM5 = "IKE_R_MM5"
    I_AM1 = "IKE_I_AM1"
    R_AM_AAA_AWAIT = "IKE_R_AM_AAA_AWAIT"  # of the key that belongs to the initiator's identity
    R_AM2 = "IKE_R_AM2"
    P1_COMPLETE = "IKE_P1_COMPLETE"
    XAUTH_REQ_SENT = "IKE_XAUTH_REQ_SENT"  # these are up, and somebody is still to be named or configured
    XAUTH_LOGIN_AWAIT = "IKE_XAUTH_AAA_CONT_LOGIN_AWAIT"
    XAUTH_SET_SENT = "IKE_XAUTH_SET_SENT"
    XAUTH_REPLY_AWAIT = "IKE_XAUTH_REPLY_AWAIT"
    XAUTH_REPLY_SENT = "IKE_XAUTH_REPLY_SENT"
    CONFIG_REQ_SENT = "IKE_CONFIG_MODE_REQ_SENT"
    DEST_SA = "IKE_DEST_SA"


UP = frozenset({
    State.P1_COMPLETE, State.XAUTH_REQ_SENT, State.XAUTH_LOGIN_AWAIT, State.XAUTH_SET_SENT, State.XAUTH_REPLY_AWAIT,
    State.XAUTH_REPLY_SENT, State.CONFIG_REQ_SENT,
})  # fmt: skip
"""Both ends are authenticated."""


class Phase(Enum):
    """The coarse state that `show crypto isakmp sa` tells. The blanks of QM_IDLE are IOS's own."""

    MM_NO_STATE = "MM_NO_STATE"
    MM_SA_SETUP = "MM_SA_SETUP"
    MM_KEY_EXCH = "MM_KEY_EXCH"
    AG_NO_STATE = "AG_NO_STATE"
    AG_INIT_EXCH = "AG_INIT_EXCH"
    AG_AUTH = "AG_AUTH"
    CONF_XAUTH = "CONF_XAUTH   "
    CONF_ADDR = "CONF_ADDR    "
    QM_IDLE = "QM_IDLE      "
    GDOI_IDLE = "GDOI_IDLE      "
    GDOI_REKEY = "GDOI_REKEY     "


class NodeState(Enum):
    """Quick mode's states."""

    READY = "IKE_QM_READY"
    I_QM1 = "IKE_QM_I_QM1"
    SPI_STARVE = "IKE_QM_SPI_STARVE"
    INSTALL_AWAIT = "IKE_QM_IPSEC_INSTALL_AWAIT"
    R_QM2 = "IKE_QM_R_QM2"
    COMPLETE = "IKE_QM_PHASE2_COMPLETE"
