"""Notifications as text in the reader's language, and the links that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from erp_visit.core.i18n import translate


def notification_text(template: str, params: Mapping[str, Any] | str, *, locale: str) -> str:
    """The message; moments (names that end in `_at`) by the company's clock. Without values it may hold braces."""
    values: Mapping[str, Any] = orjson.loads(params) if isinstance(params, str) else params
    known = {
        name: datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
        for name, value in values.items()
    }
    return translate(template, locale, known)


def record_link(public_url: str | None, entity: str, entity_id: Any) -> str:
    """The address that opens a record in the panel, for readers outside of it; empty if none can be named."""
    return f"{public_url}/admin/open/{entity}/{entity_id}" if public_url and entity and entity_id else ""


__all__ = ["notification_text", "record_link"]
