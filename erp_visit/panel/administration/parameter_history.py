"""Control parameters of two moments side by side, and the way back to the earlier one, which asks for a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.clock import company, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.org.setting_changes import restore_settings
from erp_visit.org.setting_views import Entry, Overview, PeriodState, settings_diff, settings_overview
from erp_visit.org.settings import PARAMETERS
from erp_visit.panel.administration.parameters import PATH, Where, day_in, in_words, place_context, uuid_in
from erp_visit.panel.frame import STATUS
from erp_visit.panel.wording import translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

WORD = "set back"
"""What has to be typed, in the reader's language, before values are set back."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter that differs. `here` tells whether at just this place; else it differs above."""

    key: str
    label: str
    before: str
    after: str
    here: bool


def history_routes(frame: Frame) -> list[BaseRoute]:
    """The comparison and the way back."""

    async def compare(request: Request) -> Response:
        return await _page(frame, request, Where.of(request.query_params), request.query_params)

    async def restore(request: Request) -> Response:
        form = await request.form()
        where = Where.of(form)
        try:
            word = frame.text(request, WORD)
            if str(form.get("word", "")).strip().casefold() != word.casefold():
                raise invalid("Type “{word}” to confirm.", "word", word=word)
            at = _moment(str(form.get("from", "")), "from")
            if at is None:
                raise invalid("Name the moment to go back to.", "from")
            restored = await restore_settings(
                request.state.actor,
                at=at,
                starts_on=day_in(str(form.get("starts_on", ""))[:20]),
                reason=str(form.get("reason", ""))[:2000],
                operation_id=uuid_in(form, "operation"),
                **where.arguments,
            )
        except DomainError as error:
            if error.code in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND) and not error.path:
                raise
            text = frame.texts(request, error)[0]
            return await _page(frame, request, where, form, error=text, status=int(STATUS.get(error.code, 422)))
        done = frame.text(request, "{count} parameters are set back.", count=len(restored.setting_ids))
        frame.flash(request, done)
        return RedirectResponse(f"{PATH}{where.query}", status_code=303)

    return [
        Route("/parameters/compare", compare, methods=["GET"]),
        Route("/parameters/restore", restore, methods=["POST"]),
    ]


async def _page(
    frame: Frame, request: Request, where: Where, given: Any, *, error: str = "", status: int = 200
) -> Response:
    actor, locale = request.state.actor, request.state.locale
    actor.require(Right.SETTING_VIEW)
    texts = {name: str(given.get(name, ""))[:200] for name in ("from", "to", "starts_on", "reason")}
    try:
        before = _moment(texts["from"], "from") or now() - _WEEK
        after = _moment(texts["to"], "to")
    except DomainError as wrong:
        before, after, error, status = now() - _WEEK, None, frame.texts(request, wrong)[0], 422
    overview = await settings_overview(actor, **where.arguments)
    changed = await settings_diff(actor, before=before, after=after, **where.arguments)
    until = after or overview.moment
    here = _own_differences(overview, before, until)
    found = {
        one.key: Line(
            one.key,
            translate(PARAMETERS[one.key].label, locale, {}),
            in_words(PARAMETERS[one.key], one.before, locale),
            in_words(PARAMETERS[one.key], one.after, locale),
            one.key in here,
        )
        for one in changed
    }
    periods = {shown.parameter.key: entries for shown, entries in overview.rows}
    for key in here - set(found):  # what applies is equal, what is set here is not
        then, later = (in_words(PARAMETERS[key], _own(periods[key], at), locale) for at in (before, until))
        found[key] = Line(key, translate(PARAMETERS[key].label, locale, {}), then, later, here=True)
    texts["from"] = texts["from"] or _local(before)
    context = {
        "title": translate("Compare parameters", locale, {}),
        "lines": [found[key] for key in PARAMETERS if key in found],
        "count": len(_own_differences(overview, before, overview.moment)),
        "texts": texts,
        "before": before,
        "after": after,
        "error": error,
        "word": translate(WORD, locale, {}),
        "may": actor.may(Right.SETTING_EDIT) and overview.place.within_reach(actor),
        "new_id": new_id,
        **await place_context(frame, request, where, overview.place),
    }
    return await frame.page(request, "settings/compare.html", context, status=status)


def _own_differences(overview: Overview, before: datetime, after: datetime) -> set[str]:
    """The parameters whose own value at the place differs between two moments."""
    return {
        shown.parameter.key
        for shown, entries in overview.rows
        if overview.place.takes(shown.parameter) and _own(entries, before) != _own(entries, after)
    }


def _own(entries: tuple[Entry, ...], at: datetime) -> Any:
    for entry in entries:
        valid = entry.own and entry.state is not PeriodState.WITHDRAWN
        if valid and entry.starts_at <= at and (entry.ends_at is None or at < entry.ends_at):
            return entry.value
    return None


def _moment(typed: str, name: str) -> datetime | None:
    """The moment in a field of a date and time, in the company's zone; raises INVALID_INPUT."""
    try:
        moment = datetime.fromisoformat(typed) if typed else None
        if moment is None:
            return None
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=company().tz)
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        raise invalid("{value} is not a date and time.", name, value=typed[:40]) from None


def _local(moment: datetime) -> str:
    return company().local(moment).strftime("%Y-%m-%dT%H:%M")


__all__ = ["history_routes"]
