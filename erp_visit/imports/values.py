"""From a cell to a value: text, numbers, days and moments as people and other systems write them.

A parser returns the value or a `Bad`, never raises: a file has many rows and all their mistakes are told at once.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from erp_visit.core.errors import DomainError
from erp_visit.core.money import MAX_AMOUNT
from erp_visit.core.quantity import MAX_QUANTITY
from erp_visit.customers.fields import check_phone

Value = str | int | float | bool | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell cannot be taken: a code of `problems.PROBLEMS`, and what its message needs."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """How the file writes time: strptime formats to try first, and the zone of its clock."""

    zone: ZoneInfo
    formats: tuple[str, ...] = ()


Parser = Callable[[object], Value | Bad]


def as_text(cell: object) -> str:
    """A cell as it would be read aloud: a spreadsheet keeps 17850 as 17850.0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


def text(maximum: int) -> Parser:
    """A line of text of at most `maximum` characters."""

    def parse(cell: object) -> Value | Bad:
        value = as_text(cell)
        if len(value) > maximum:
            return Bad("too_long", str(maximum))
        if not value.isprintable():
            value = " ".join(value.split())
            if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
                return Bad("control_character")
        return value

    return parse


_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,12})?|\.\d{1,12})")


def _number(cell: object) -> Decimal | Bad:
    if isinstance(cell, bool):
        return Bad("not_a_number")
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return Bad("not_a_number")
    if isinstance(cell, float):
        # A spreadsheet's 0.1 + 0.2 is meant to be 0.3.
        return Decimal(repr(round(cell, 6))) if abs(cell) < 1e15 else Bad("too_large")
    written = unicodedata.normalize("NFKC", str(cell)).strip().lstrip("¥￥$£€").strip()
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "")
    return Decimal(written) if _NUMBER.fullmatch(written) else Bad("not_a_number")


def decimal(places: int, *, negative: bool = False, maximum: Decimal = MAX_AMOUNT) -> Parser:
    """A number with at most `places` decimals."""
    step = Decimal(1).scaleb(-places)

    def parse(cell: object) -> Value | Bad:
        number = _number(cell)
        if isinstance(number, Bad):
            return number
        if number < 0 and not negative:
            return Bad("negative")
        if abs(number) > maximum:
            return Bad("too_large")
        rounded = number.quantize(step)
        return rounded if rounded == number else Bad("too_many_decimals", str(places))

    return parse


def whole(*, minimum: int = 0, maximum: int = MAX_QUANTITY) -> Parser:
    """A whole number within limits."""

    def parse(cell: object) -> Value | Bad:
        number = _number(cell)
        if isinstance(number, Bad):
            return number
        if number != number.to_integral_value():
            return Bad("not_whole")
        if number < minimum:
            return Bad("too_small", str(minimum))
        return int(number) if number <= maximum else Bad("too_large")

    return parse


def degrees(limit: int) -> Parser:
    """A latitude (limit 90) or longitude (180)."""

    def parse(cell: object) -> Value | Bad:
        try:
            value = float(as_text(cell))
        except ValueError:
            return Bad("not_a_number")
        return value if -limit <= value <= limit else Bad("not_degrees", str(limit))

    return parse


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")


def day(dates: Dates) -> Parser:
    """A calendar day; the time of day, if written, is left away."""
    moment_of = moment(dates)

    def parse(cell: object) -> Value | Bad:
        found = moment_of(cell)
        return found.astimezone(dates.zone).date() if isinstance(found, datetime) else found

    return parse


def moment(dates: Dates) -> Parser:
    """A point in time by the file's clock; a day without a time is its noon."""

    def parse(cell: object) -> Value | Bad:
        found = cell if isinstance(cell, date) else _read_moment(as_text(cell), dates.formats)
        if found is None:
            return Bad("not_a_day")
        if not isinstance(found, datetime):
            found = datetime.combine(found, time(12))
        if not 1990 <= found.year <= 2200:
            return Bad("not_a_day")
        return found if found.tzinfo else found.replace(tzinfo=dates.zone)

    return parse


def _read_moment(written: str, formats: Sequence[str]) -> date | None:
    for pattern in formats:
        try:
            found = datetime.strptime(written, pattern)  # noqa: DTZ007 -- the caller adds the file's zone
        except ValueError:
            continue
        return found if any(part in pattern for part in ("%H", "%I", "%X", "%c", "%T")) else found.date()
    head, _, clock = written.replace("T", " ").partition(" ")
    match = _DAY.fullmatch(head) or _COMPACT.fullmatch(head)
    try:
        if match is None:
            return None
        on = date(*(int(part) for part in match.groups()))
        if not clock:
            return on
        at = _CLOCK.fullmatch(clock.strip())
        if at is None:
            return None
        hour, minute, second = (int(part or 0) for part in at.groups())
        return datetime.combine(on, time(hour, minute, second))
    except ValueError:
        return None


_YES = {
    "是", "有", "y", "yes", "true", "1", "已付", "已付款", "paid", "完成", "已完成", "已评价", "done", "appraised",
}  # fmt: skip
_NO = {
    "否", "无", "n", "no", "false", "0", "未付", "未付款", "unpaid", "未完成", "待处理", "进行中", "已取消", "open",
    "started", "cancelled",
}  # fmt: skip


def flag(cell: object) -> Value | Bad:
    """Yes or no, in Chinese or English; also as a list of receivables or tasks says it."""
    written = as_text(cell).lower()
    return True if written in _YES else False if written in _NO else Bad("not_yes_or_no")


def choice(names: Mapping[str, str]) -> Parser:
    """One of several codes; `names` maps what people write, in lower case, to the code."""
    codes = {code.lower(): code for code in names.values()} | {name.lower(): code for name, code in names.items()}

    def parse(cell: object) -> Value | Bad:
        written = as_text(cell)
        return codes.get(written.lower(), Bad("not_a_choice", ", ".join(names)))

    return parse


def phone(cell: object) -> Value | Bad:
    """A phone number as people write it."""
    written = as_text(cell)
    try:
        return check_phone(written)
    except DomainError:
        return Bad("too_long", "32") if len(written) > 32 else Bad("not_a_phone")


def words(maximum: int) -> Parser:
    """Several short texts, separated by commas or semicolons."""
    one = text(maximum)

    def parse(cell: object) -> Value | Bad:
        parts = [part.strip() for part in re.split(r"[,,;;、]", as_text(cell)) if part.strip()]
        bad = next((found for part in parts if isinstance(found := one(part), Bad)), None)
        return bad or "\n".join(dict.fromkeys(parts))

    return parse


__all__ = [
    "Bad", "Dates", "Parser", "Value", "as_text", "choice", "day", "decimal", "degrees", "flag", "moment", "phone",
    "text", "whole", "words",
]  # fmt: skip
