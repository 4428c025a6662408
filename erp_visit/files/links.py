"""Addresses of files: signed, so that a picture needs no log-in to be shown, and soon void, so that one that leaks is
of little use. They are made only while a record is read with its reader's rights.
"""

from __future__ import annotations

import hashlib
import time
from uuid import UUID

from itsdangerous import Signer

from erp_visit.core.errors import DomainError, ErrorCode

VALID_SECONDS = 3600
ROUNDED_SECONDS = 1800
"""Addresses made within the same half hour are equal, so that what is cached is found again."""
FULL, THUMBNAIL = "full", "thumb"

_signer: Signer | None = None


def open_links(key: str) -> None:
    """Sign with this key from now on."""
    global _signer
    _signer = Signer(key, salt="erp-visit.files", digest_method=hashlib.sha256)


def link(file_id: str, variant: str = FULL) -> str:
    """The address of a file by its key or global id: good for an hour, at most one and a half."""
    key = file_id.rpartition(":")[2]
    expires = (int(time.time()) // ROUNDED_SECONDS + 1) * ROUNDED_SECONDS + VALID_SECONDS
    return f"/files/{key}?v={variant}&e={expires}&s={_signature(key, variant, expires)}"


def thumbnail_link(file_id: str, kind: str) -> str | None:
    """The address of a photo's small picture; a voice note has none."""
    return link(file_id, THUMBNAIL) if kind == "PHOTO" else None


def seconds_left(file_id: UUID, variant: str, expires: str, signature: str) -> int:
    """How long an address is still good. Raises FORBIDDEN if it is not ours or no longer."""
    whole = expires.isascii() and expires.isdecimal() and len(expires) < 12
    if variant not in (FULL, THUMBNAIL) or not whole or not _is_signed(file_id, variant, int(expires), signature):
        raise DomainError(ErrorCode.FORBIDDEN, "This is not an address of a file. Read the record's `url` again.")
    left = int(expires) - int(time.time())
    if left <= 0:
        raise DomainError(ErrorCode.FORBIDDEN, "The address of the file has expired. Read the record's `url` again.")
    return left


def _signature(key: str, variant: str, expires: int) -> str:
    if _signer is None:
        raise RuntimeError("addresses cannot be signed yet; call erp_visit.files.links.open_links first")
    return _signer.get_signature(f"{key}|{variant}|{expires}").decode()


def _is_signed(file_id: UUID, variant: str, expires: int, signature: str) -> bool:
    if _signer is None:
        raise RuntimeError("addresses cannot be checked yet; call erp_visit.files.links.open_links first")
    value = f"{file_id}|{variant}|{expires}".encode()
    return _signer.verify_signature(value, signature.encode("utf-8", "replace"))


__all__ = ["FULL", "THUMBNAIL", "link", "open_links", "seconds_left", "thumbnail_link"]
