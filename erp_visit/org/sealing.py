"""What is kept or handed out so that nobody else can read or change it: sealed by keys made from the server's own."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadSignature, URLSafeTimedSerializer

_PURPOSE = b"erp-visit: secrets of second factors"


@dataclass(frozen=True, slots=True)
class _Seals:
    box: Fernet
    challenges: URLSafeTimedSerializer


_seals: _Seals | None = None


def open_seals(key: str) -> None:
    """Seal with keys made from this one from now on."""
    global _seals
    derived = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(key.encode())
    challenges = URLSafeTimedSerializer(
        key, salt="erp-visit.log-in", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    )
    _seals = _Seals(Fernet(base64.urlsafe_b64encode(derived)), challenges)


def seal(secret: str) -> str:
    """A secret as it is stored: encrypted, and with a mark that shows a change."""
    return _opened().box.encrypt(secret.encode()).decode()


def unseal(stored: str) -> str | None:
    """The secret; None if it was sealed with another key."""
    try:
        return _opened().box.decrypt(stored.encode()).decode()
    except InvalidToken:
        return None


def challenge(values: list[str]) -> str:
    """A text for a client to bring back, which nobody else can make."""
    return str(_opened().challenges.dumps(values))


def challenged(given: str, seconds: int) -> list[str] | None:
    """The values of a challenge of ours that is no older; None if it is none."""
    try:
        values: list[str] = _opened().challenges.loads(given[:1000].encode("utf-8", "replace"), max_age=seconds)
    except BadSignature:
        return None
    return values


def _opened() -> _Seals:
    if _seals is None:
        raise RuntimeError("nothing can be sealed yet; call erp_visit.org.sealing.open_seals first")
    return _seals


__all__ = ["challenge", "challenged", "open_seals", "seal", "unseal"]
