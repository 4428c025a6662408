"""One-time codes: those of an authenticator app (TOTP, RFC 6238) and recovery codes. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time

from pyotp import TOTP, random_base32

STEP_SECONDS = 30
ISSUER = "ERP Visit"
RECOVERY_CODES = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another."""
_GROUPS, _GROUP = 4, 6
"""24 letters have 120 bits: such a code needs no slow hash (OWASP ASVS 6.5.2)."""


def new_secret() -> str:
    """A fresh secret to be shared with an app: 160 bits in base 32."""
    return random_base32()


def uri(secret: str, username: str) -> str:
    """The address that an app reads, as a QR code, to take a secret in."""
    return TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, at: float | None = None) -> int | None:
    """The present time step, if the code belongs to it; None if not: a code lives for 30 seconds (OWASP ASVS 6.5.5).

    Nothing is allowed for clocks that differ: phones set theirs by the network, and a factor is in force only when a
    code of this very phone was right.
    """
    given = re.sub(r"\s", "", code)
    if not (given.isascii() and given.isdecimal() and len(given) == 6):
        return None
    step = int(time.time() if at is None else at) // STEP_SECONDS
    return step if hmac.compare_digest(TOTP(secret).generate_otp(step), given) else None


def new_recovery_codes() -> list[str]:
    """Codes to be written down, each good for one log-in without the app."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(code: str) -> str | None:
    """What is stored of a recovery code, however it is typed; None if it is none."""
    letters = re.sub(r"[\s-]", "", code.upper()) if len(code) <= 64 else ""
    if len(letters) != _GROUPS * _GROUP or not set(letters) <= set(_LETTERS):
        return None
    return hashlib.sha256(letters.encode()).hexdigest()


__all__ = ["RECOVERY_CODES", "STEP_SECONDS", "new_recovery_codes", "new_secret", "recovery_hash", "step_of", "uri"]
