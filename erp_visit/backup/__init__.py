"""`erp-visit backup FILE` and `erp-visit restore FILE`: database and uploaded files in one archive, checked on the way
back. docs/operations.md tells an operator about them."""

from __future__ import annotations

from erp_visit.backup.restoring import restore
from erp_visit.backup.saving import backup

__all__ = ["backup", "restore"]
