"""Why a customer is abnormal, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from erp_visit.core.i18n import translate

_REASONS = {
    "LIKELY_LOST": "No order for {days} days; until now one came every {median} days.",
    "AMOUNT_PLUNGE": "Bought for ¥{recent} in 30 days, usually for ¥{usual}: {fell} % less.",
    "TRANSACTION_PLUNGE": "Ordered {recent} times in 30 days, usually {usual} times: {fell} % less.",
}


def alert_reason(kind: str, figures: Mapping[str, Any], locale: str) -> str:
    """A sentence with the figures."""
    words = {name: _plain(value) for name, value in figures.items()}
    return translate(_REASONS[kind], locale, words)


def _plain(value: Any) -> str:
    """Numbers without zeros that say nothing, money with separators."""
    if isinstance(value, str) and "." in value:
        return f"{Decimal(value):,.2f}"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


__all__ = ["alert_reason"]
