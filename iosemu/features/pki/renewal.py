"""`auto-enroll`: a certificate is asked for without anybody, when there is none, and again when a share of its life is
over. With `regenerate` the new one is for a new key, which has the old one's name with a # until it is there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from iosemu.crypto.rsa import BadKey, RsaKey
from iosemu.features.pki.client import Enroller, scep_url
from iosemu.features.pki.enrollment import Enrollment
from iosemu.features.pki.events import EnrollmentAutomatic
from iosemu.features.pki.model import Trustpoint
from iosemu.features.rsa.engine import GENERAL

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

FIRST = 60.0  # seconds from when an authority is believed
AGAIN = 3600.0  # seconds until a renewal that came to nothing is tried again


class Renewals:
    """A part of the engine."""

    def __init__(self, engine: PkiEngine) -> None:
        self.engine = engine
        self.armed: dict[str, float] = {}  # trustpoints, and the virtual time at which something is due

    def agree(self) -> None:
        """Timers are as lines and certificates want them."""
        wanted = {}
        for name, trustpoint in self.engine.config.trustpoints.items():
            due = self._due(trustpoint)
            if due is not None:
                wanted[name] = due
        for name in [name for name, due in self.armed.items() if wanted.get(name) != due]:
            self.engine.host.cancel(self.begin, name)
            del self.armed[name]
        for name, due in wanted.items():
            if name not in self.armed:
                self._arm(name, due)

    def _arm(self, name: str, due: float) -> None:
        host = self.engine.host
        self.armed[name] = due
        renewal = self.engine.own(name) is not None
        host.after(max(due - host.now, 0.0), self.begin, name, background=renewal)

    def _due(self, trustpoint: Trustpoint) -> float | None:
        engine, name = self.engine, trustpoint.name
        if not trustpoint.auto_enroll or scep_url(engine, trustpoint) is None or trustpoint.ec_label:
            return None
        if engine.authority(name) is None or name in engine.enrollers:
            return None
        own, now = engine.own(name), engine.host.now
        if own is None:
            return self.armed.get(name, now + FIRST)
        moment = own.begins + (own.ends - own.begins) * (trustpoint.auto_percent / 100)
        left = (moment - engine.now).total_seconds()
        planned = self.armed.get(name)
        if left <= 0.0:
            soon = planned is not None and now < planned <= now + AGAIN
            return planned if soon else now + FIRST
        due = now + left
        return planned if planned is not None and abs(planned - due) < 1.0 else due

    def moment(self, name: str) -> datetime | None:
        """When the certificate of a trustpoint is renewed, UTC."""
        own, trustpoint = self.engine.own(name), self.engine.config.trustpoints.get(name)
        if own is None or trustpoint is None or name not in self.armed:
            return None
        return own.begins + (own.ends - own.begins) * (trustpoint.auto_percent / 100)

    def begin(self, name: str) -> None:
        """The time has come."""
        engine = self.engine
        self.armed.pop(name, None)
        trustpoint, authority = engine.config.trustpoints.get(name), engine.authority(name)
        if trustpoint is None or authority is None or name in engine.enrollers:
            return
        renewal = engine.own(name) is not None
        engine.host.emit(EnrollmentAutomatic(name, renewal))
        key = self.new_key(trustpoint) if renewal and (trustpoint.auto_regenerate or trustpoint.regenerate) else None
        enrollment = Enrollment(None, engine, trustpoint, key)
        enrollment.unattended()
        try:
            request = enrollment.request()
        except BadKey:
            return
        signing = enrollment.key()
        if not isinstance(signing, RsaKey):
            return
        engine.enrollers[name] = Enroller(engine, trustpoint, authority, request, signing)
        engine.enroll(name)

    def new_key(self, trustpoint: Trustpoint) -> RsaKey:
        """That takes the place of the old one when there is a certificate of it."""
        rsa, pair = self.engine.rsa, self.engine.pair_for(trustpoint)
        label = f"{pair.label if pair is not None else self.engine.default_label}#"
        usual: int = self.engine.host.device.software.key_modulus
        bits = trustpoint.key_size or (pair.key.bits if pair is not None else usual)
        rsa.make(label, ((GENERAL, bits),), False)
        return rsa.labelled(label)[0].key

    def ended(self, name: str, granted: bool) -> None:
        """An enrollment is over: a new key takes the name of the old one, or it is tried again."""
        engine, trustpoint = self.engine, self.engine.config.trustpoints.get(name)
        if trustpoint is None:
            return
        label = trustpoint.key_label or engine.default_label
        if engine.rsa.labelled(f"{label}#"):
            if granted:
                engine.rsa.rename(f"{label}#", label)
            else:
                engine.rsa.remove(f"{label}#")
        if not granted and trustpoint.auto_enroll:
            self._arm(name, engine.host.now + AGAIN)
        self.agree()
