"""What the pages of planning share: days and keys in addresses and bodies, answers to scripts."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from erp_visit.core.clock import company
from erp_visit.core.errors import invalid
from erp_visit.panel.security import BASE

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/calendar"
DEPARTMENTS = "query { departments(first: 500) { nodes { id name } } }"


def said(frame: Frame, request: Request, template: str, params: dict[str, Any] | None = None, **more: Any) -> Response:
    text = frame.text(request, template, **(params or {}), **more)
    return Response(orjson.dumps({"ok": True, "message": text}), media_type="application/json")


def moment_at(on: date, clock: str) -> datetime:
    try:
        return datetime.combine(on, time.fromisoformat(clock), company().tz)
    except ValueError:
        raise invalid("{value} is not a time of day.", "time", value=clock[:20]) from None


def date_in(text: str, name: str) -> date:
    found = date_or_none(text)
    if found is None:
        raise invalid("{value} is not a day.", name, value=text[:20])
    return found


def date_or_none(text: str) -> date | None:
    """A day near enough to ours for pages to name the days and months around it."""
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is not None and 2000 < found.year < 2200 else None


def key_or_none(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def position_in(form: Any, name: str) -> dict[str, Any] | None:
    """A position from two fields and a datum; none if both are empty. What is no number the service refuses."""
    typed = [str(form.get(f"{name}_{part}", "")).strip()[:30] for part in ("latitude", "longitude")]
    if not any(typed):
        return None
    found = []
    for text in typed:
        try:
            found.append(float(text))
        except ValueError:
            found.append(float("nan"))
    return {"latitude": found[0], "longitude": found[1], "datum": str(form.get("datum", "WGS84"))}


__all__ = [
    "DEPARTMENTS", "PATH", "date_in", "date_or_none", "key_or_none", "moment_at", "position_in", "said",
]  # fmt: skip
