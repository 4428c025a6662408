"""How values are shown: money with two decimals and thousands, dates in the company's zone, durations in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from erp_visit.core.clock import company
from erp_visit.panel.wording import translate

NOTHING = "–"


def money(value: Any, symbol: str = "") -> str:
    """`1234.5` → `1,234.50`; with a symbol `¥1,234.50`. Prices keep up to four decimals."""
    if value is None or value == "":
        return NOTHING
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    digits = 2
    if amount.as_tuple().exponent not in (0, -1, -2) and amount != amount.quantize(Decimal("0.01")):
        digits = 4
    text = f"{abs(amount):,.{digits}f}"
    return f"{'−' if amount < 0 else ''}{symbol}{text}"


def number(value: Any) -> str:
    """A whole or decimal number with thousands."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, float):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


def percent(value: Any) -> str:
    """`0.13` → `13 %`."""
    if value is None or value == "":
        return NOTHING
    return f"{Decimal(str(value)) * 100:.2f}".rstrip("0").rstrip(".") + " %"


def day(value: Any) -> str:
    """A day as `2026-11-21`."""
    if not value:
        return NOTHING
    return value.isoformat()[:10] if isinstance(value, date) else str(value)[:10]


def is_month(name: str) -> bool:
    """Whether a column of days stands for the months that begin with them."""
    return name == "month"


def month(value: Any) -> str:
    """A month as `2026-11`, of its first day."""
    return day(value)[:7]


def moment(value: Any) -> str:
    """A moment as `2026-11-21 10:12` by the company's clock."""
    if not value:
        return NOTHING
    stamp = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=UTC)
    return company().local(stamp).strftime("%Y-%m-%d %H:%M")


def duration(seconds: Any, *, locale: str) -> str:
    """Seconds in words: `29 min`, `2 h 5 min`, `3 days`."""
    if seconds is None or seconds == "":
        return NOTHING
    minutes = int(seconds) // 60
    if minutes < 60:
        return translate("{count} min", locale, {"count": minutes})
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return translate("{hours} h {minutes} min", locale, {"hours": hours, "minutes": rest})
    return translate("{count} days", locale, {"count": minutes // 1440})


__all__ = ["NOTHING", "day", "duration", "is_month", "moment", "money", "month", "number", "percent"]
