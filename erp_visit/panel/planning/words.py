"""Reasons and figures of plans in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from erp_visit.insight.models import AlertKind
from erp_visit.panel.wording import enum_label, humanise, label, translate

SCHEMES = {
    "FREQUENCY": "Frequency by level",
    "ASSIGNMENT": "Assigned",
    "ALERT": "Abnormal customer",
    "KEPT": "Stays where it is",
}
LEFT_OUT = {
    "NO_CAPACITY": "The days are full",
    "SHOP_CLOSED": "The shop is closed",
    "NO_WORKING_DAY": "The rep does not work on these days",
    "NO_POSITION": "The customer has no position",
    "OUTSIDE_HOURS": "Open only outside working hours",
    "TOO_FAR": "Too far for a working day",
    "TOO_CLOSE": "Too soon after another visit",
    "REP_GONE": "The rep has left",
    "PAST": "The day is over",
    "CUSTOMER_LOST": "The customer is lost",
    "OTHER_OWNER": "Somebody else looks after the customer now",
    "ASSIGNMENT_CANCELLED": "The assignment was cancelled",
    "PLANNED_ALREADY": "Planned for that day already",
}


STARTS = {
    "EMPLOYEE": "From the rep's own starting point.",
    "DEPARTMENT": "From the starting point of the department.",
    "LAST_VISIT": "From the last visit of today.",
    "FIRST_VISIT": "No starting point is known: the kilometres count from the first visit. Set one for the rep or for a"
    " department above.",
}


def start_words(code: str, locale: str) -> str:
    """Where a route begins."""
    return translate(STARTS[code], locale, {})


def scheme(code: str, locale: str) -> str:
    """A reason's kind."""
    return translate(SCHEMES.get(code, humanise(code)), locale, {})


def left_out(code: str, locale: str) -> str:
    """Why a stop was left out."""
    return translate(LEFT_OUT.get(code, humanise(code)), locale, {})


def reasons(stored: Any, locale: str) -> list[str]:
    """The reasons of a visit or a stop, each with its figures."""
    found: Sequence[Mapping[str, Any]] = orjson.loads(stored) if isinstance(stored, (str, bytes)) else stored or []
    return [_reason(one, locale) for one in found]


def _reason(one: Mapping[str, Any], locale: str) -> str:
    def say(template: str, **params: Any) -> str:
        return translate(template, locale, params)

    match one.get("kind"):
        case "FREQUENCY":
            parts = [say("Level {level}: {count} visits in four weeks", level=one["level"], count=one["perMonth"])]
            if one.get("neverVisited"):
                parts.append(say("never visited"))
            else:
                parts.append(say("last visit {day}", day=one["lastVisit"]))
            if "overdueDays" in one:
                parts.append(say("{count} days overdue", count=one["overdueDays"]))
        case "ASSIGNMENT":
            parts = [say("Assigned for {first} to {last}", first=one["from"], last=one["due"])]
            if one.get("objective"):
                parts.append(str(one["objective"]))
            if "overdueDays" in one:
                parts.append(say("{count} days overdue", count=one["overdueDays"]))
        case "ALERT":
            parts = [enum_label(AlertKind, one["alert"], locale), say("since {day}", day=one["since"])]
            parts += [
                f"{label(locale, f'Figure.{name}', humanise(name))} {value}"
                for name, value in sorted(one.get("figures", {}).items())
                if isinstance(value, (str, int, float))
            ]
        case "KEPT":
            parts = [say("Agreed time, stays" if one.get("appointment") else "Put there by hand, stays")]
        case other:
            parts = [humanise(str(other))]
    return " · ".join(parts)


__all__ = ["LEFT_OUT", "SCHEMES", "STARTS", "left_out", "reasons", "scheme", "start_words"]
