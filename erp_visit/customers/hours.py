"""Opening hours: spans of the day per weekday (1 Monday to 7), as stored and as people type them.

`{"1": [["08:00", "12:00"], ["14:00", "20:00"]]}` is typed as `1 08:00-12:00 14:00-20:00`; a line holds one weekday or
some (`1-5`, `6,7`). A weekday that is not named is closed; no hours at all means that none are known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

from erp_visit.core.errors import invalid

MOST_SPANS = 4
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_DAYS = re.compile(r"[1-7](-[1-7])?(,[1-7](-[1-7])?)*")
Hours = dict[str, list[list[str]]]


def check_hours(value: Any, name: str) -> Hours:
    """Opening hours as they are stored; raises INVALID_INPUT."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(name, value)
    hours: Hours = {}
    for weekday in sorted(value, key=str):
        spans = value[weekday]
        if str(weekday) not in "1234567" or len(str(weekday)) != 1 or not isinstance(spans, list):
            raise _wrong(name, weekday)
        found = sorted(_span(span, name) for span in spans)
        if len(found) > MOST_SPANS or any(one[1] > other[0] for one, other in itertools.pairwise(found)):
            raise invalid(
                "On weekday {weekday} there are more than {maximum} opening times, or they overlap.",
                name, weekday=str(weekday), maximum=MOST_SPANS,
            )  # fmt: skip
        if found:
            hours[str(weekday)] = found
    return hours


def _span(span: Any, name: str) -> list[str]:
    if not isinstance(span, (list, tuple)) or len(span) != 2 or not all(isinstance(one, str) for one in span):
        raise _wrong(name, span)
    begins, ends = (_clock(one, name) for one in span)
    if begins >= ends:
        raise _wrong(name, "-".join(span))
    return [begins, ends]


def _clock(text: str, name: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise _wrong(name, text)
    return text.rjust(5, "0")


def parse_hours(text: str, name: str) -> Hours:
    """Opening hours from what somebody typed; raises INVALID_INPUT."""
    hours: Hours = {}
    plain = text.replace("：", ":").replace("，", ",").replace("；", ";").replace("–", "-")
    for line in re.split(r"[;\n]", plain):
        words = line.split()
        if not words:
            continue
        if not _DAYS.fullmatch(words[0]) or len(words) < 2:
            raise _wrong(name, line.strip())
        spans = [word.split("-") for word in words[1:]]
        for part in words[0].split(","):
            first, _, last = part.partition("-")
            for weekday in range(int(first), int(last or first) + 1):
                hours.setdefault(str(weekday), []).extend(list(span) for span in spans)
    return check_hours(hours, name)


def hours_text(hours: Mapping[str, Any]) -> str:
    """Opening hours as people type them, weekdays with the same hours together."""
    lines: list[tuple[list[int], str]] = []
    for weekday in sorted(hours):
        spans = " ".join("-".join(span) for span in hours[weekday])
        if lines and lines[-1][1] == spans and lines[-1][0][-1] == int(weekday) - 1:
            lines[-1][0].append(int(weekday))
        else:
            lines.append(([int(weekday)], spans))
    return "; ".join(f"{days[0]}{f'-{days[-1]}' if len(days) > 1 else ''} {spans}" for days, spans in lines)


def _wrong(name: str, value: object) -> Exception:
    return invalid(
        "{value} is not an opening time; write weekdays (1 Monday to 7) and times, such as 1-5 08:00-12:00.",
        name, value=str(value)[:60],
    )  # fmt: skip


__all__ = ["Hours", "check_hours", "hours_text", "parse_hours"]
