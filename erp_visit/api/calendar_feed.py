"""GET /calendar/{secret}.ics: an employee's visits for calendar programs, which know no log-in but the address."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from erp_visit.api.problems import domain_error
from erp_visit.api.uploads import STATUS
from erp_visit.core.i18n import translate
from erp_visit.planning.feeds import calendar_of
from erp_visit.web import accepted_locale

LONGEST_SECRET = 100


async def calendar_feed(request: Request) -> Response:
    """The calendar, or 404 for an address that is not or no longer anybody's."""
    secret = request.path_params["secret"]
    headers = {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    try:
        calendar = await calendar_of(secret) if len(secret) <= LONGEST_SECRET and secret.isascii() else None
    except Exception as error:  # noqa: BLE001 -- the last net: the program is told to come again, the log knows why
        told = domain_error(error)
        text = translate(told.message, accepted_locale(dict(request.scope["headers"])) or "zh", told.params)
        return PlainTextResponse(f"{text}\n", STATUS.get(told.code, 500), {**headers, "Retry-After": "60"})
    if calendar is None:
        return PlainTextResponse("There is no such calendar. Its address may have been renewed.\n", 404, headers)
    return Response(
        calendar, headers={**headers, "Content-Disposition": 'inline; filename="visits.ics"'},
        media_type="text/calendar; charset=utf-8",
    )  # fmt: skip


__all__ = ["calendar_feed"]
