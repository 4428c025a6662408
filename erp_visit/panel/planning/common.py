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
FIRST_DAY, LAST_DAY = date(2001, 1, 1), date(2199, 12, 31)
"""What pages can be asked for: days near enough to ours to name the days and months around them."""
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
    """A day as it was typed; raises INVALID_INPUT, saying whether it is none or too far off."""
    if not text:
        raise invalid("A day is needed; type it like 2026-11-21.", name)
    found = _day(text)
    if found is None:
        raise invalid("{value} is not a day; write it like 2026-11-21.", name, value=text[:20])
    if not FIRST_DAY <= found <= LAST_DAY:
        raise invalid(
            "{value} is too far off; choose a day from {first} to {last}.", name, value=text[:20],
            first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat(),
        )  # fmt: skip
    return found


def month_of(text: str) -> date:
    """The first day of a month named like 2026-11; raises INVALID_INPUT, saying whether it is none or too far off."""
    found = _day(f"{text[:7]}-01")
    if found is None:
        raise invalid("{value} is not a month; name it like 2026-11.", "month", value=text[:20])
    if not FIRST_DAY <= found <= LAST_DAY:
        raise invalid(
            "{value} is too far off; choose a month from {first} to {last}.", "month", value=text[:20],
            first=f"{FIRST_DAY:%Y-%m}", last=f"{LAST_DAY:%Y-%m}",
        )  # fmt: skip
    return found


def date_or_none(text: str) -> date | None:
    """A day that pages can be asked for; None for any other text."""
    found = _day(text)
    return found if found is not None and FIRST_DAY <= found <= LAST_DAY else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
    "DEPARTMENTS", "PATH", "date_in", "date_or_none", "key_or_none", "moment_at", "month_of", "position_in",
    "said",
]  # fmt: skip
