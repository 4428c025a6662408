"""How values stand on a page: money, mixed units, moments in the company's zone, durations in words, states."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from erp_visit.core.clock import company, now, today
from erp_visit.core.quantity import mixed_units
from erp_visit.core.states import StateTable
from erp_visit.customers.models import ContactRole, CustomerKind, CustomerLevel, CustomerStatus
from erp_visit.finance.models import RECEIPT_MOVES, Account, LedgerKind, PaymentMethod, ReceiptState, ReceivableState
from erp_visit.insight.models import DAILY_REPORT_MOVES, DailyReportState
from erp_visit.orders.models import ORDER_MOVES, OrderState, PriceSource
from erp_visit.panel.wording import enum_label, hold_word, label, translate
from erp_visit.planning.models import PLAN_MOVES, AssignmentState, PlanState
from erp_visit.stock.models import STOCK_DOCUMENT_MOVES, MovementKind, StockDocumentState
from erp_visit.visits.models import (
    REPORT_MOVES,
    VISIT_MOVES,
    CoVisitState,
    Evidence,
    EvidenceStage,
    Intent,
    PhotoPurpose,
    ReportState,
    ReviewDecision,
    VisitKind,
    VisitState,
)
from erp_visit.work.models import TASK_MOVES, TaskPriority, TaskSource, TaskState

ENUMS: dict[str, type[Enum]] = {
    enum.__name__: enum
    for enum in (
        OrderState, PriceSource, StockDocumentState, MovementKind, ReceivableState, ReceiptState, PaymentMethod,
        Account, LedgerKind, VisitState, VisitKind, Evidence, EvidenceStage, PhotoPurpose, ReviewDecision, CoVisitState,
        CustomerStatus, CustomerLevel, CustomerKind, ContactRole, TaskState, TaskPriority, TaskSource, ReportState,
        Intent, DailyReportState, PlanState, AssignmentState,
    )
}  # fmt: skip

STATE_OF = {
    "Order": OrderState, "StockDocument": StockDocumentState, "Receivable": ReceivableState, "Receipt": ReceiptState,
    "Visit": VisitState, "Customer": CustomerStatus, "Task": TaskState, "VisitReport": ReportState,
    "DailyReport": DailyReportState, "Plan": PlanState, "VisitAssignment": AssignmentState,
}  # fmt: skip

_MOVES: dict[str, StateTable[Any]] = {
    "Order": ORDER_MOVES, "StockDocument": STOCK_DOCUMENT_MOVES, "Receipt": RECEIPT_MOVES, "Visit": VISIT_MOVES,
    "Task": TASK_MOVES, "VisitReport": REPORT_MOVES, "DailyReport": DAILY_REPORT_MOVES, "Plan": PLAN_MOVES,
}  # fmt: skip

_ENGLISH = {
    "PriceSource.CUSTOMER": "Customer's price", "PriceSource.LEVEL": "Level price",
    "PriceSource.GENERAL": "General price",
    "PriceSource.LIST": "List price", "PriceSource.MANUAL": "By hand", "PaymentMethod.BANK": "Bank transfer",
    "PaymentMethod.WECHAT": "WeChat", "VisitKind.AD_HOC": "Unplanned", "MovementKind.SALE": "Sale",
}  # fmt: skip
"""English where the value's name made readable would not do."""

_TONE = {
    "SUBMITTED": ("info", "fa-hourglass-half"), "HELD": ("warn", "fa-hand"), "APPROVED": ("accent", "fa-check"),
    "PICKED": ("accent", "fa-box-open"), "SHIPPED": ("accent", "fa-truck"), "CLOSED": ("ok", "fa-circle-check"),
    "REJECTED": ("danger", "fa-xmark"), "CANCELLED": ("muted", "fa-ban"), "PENDING": ("info", "fa-hourglass-half"),
    "RECEIVED": ("ok", "fa-circle-check"), "REVERSED": ("muted", "fa-rotate-left"), "OPEN": ("info", "fa-folder-open"),
    "SETTLED": ("ok", "fa-circle-check"), "POSTED": ("ok", "fa-circle-check"), "PLANNED": ("info", "fa-calendar"),
    "STARTED": ("info", "fa-person-walking"), "CHECKED_IN": ("accent", "fa-location-dot"), "DONE": ("ok",
    "fa-circle-check"),
    "DUE": ("warn", "fa-hourglass-half"), "REVIEWED": ("ok", "fa-circle-check"), "APPRAISED": ("ok", "fa-star"),
    "DRAFT": ("muted", "fa-pen"),
    "LEAD": ("info", "fa-seedling"), "POTENTIAL": ("info", "fa-seedling"), "ACTIVE": ("ok", "fa-circle-check"),
    "DORMANT": ("warn", "fa-moon"), "LOST": ("muted", "fa-ban"), "WON_BACK": ("ok", "fa-rotate-left"),
    "VERIFIED": ("ok", "fa-circle-check"), "UNVERIFIED": ("warn", "fa-circle-question"),
    "SUSPICIOUS": ("danger", "fa-triangle-exclamation"), "SHOP_CLOSED": ("muted", "fa-store-slash"),
    "ACCEPTED": ("ok", "fa-circle-check"), "INVITED": ("info", "fa-envelope"), "DECLINED": ("muted", "fa-ban"),
}  # fmt: skip
"""Colour and icon of a state; the word always stands beside them."""


def money(value: Any, signed: bool = False) -> str:
    """¥1,234.50; an em dash for nothing known. Raises nothing: what is no number is shown as it is."""
    if value is None or value == "":
        return "—"
    amount = Decimal(str(value))
    sign = "−" if amount < 0 else ("+" if signed and amount > 0 else "")
    return f"{sign}¥{abs(amount):,.2f}"


def money_sum(values: Any) -> str:
    """The sum of amounts."""
    return money(sum((Decimal(str(value)) for value in values), Decimal(0)))


def unit_price(value: Any) -> str:
    """A price with two decimals, more only if there are more: ¥2.60, ¥0.1250."""
    if value is None:
        return "—"
    amount = Decimal(str(value)).normalize()
    exponent = amount.as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"¥{amount:,.{places}f}"


def product_units(product: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(name, factor) of a product's units, the base unit among them."""
    return [(product["baseUnit"], 1), *((unit["name"], int(unit["factor"])) for unit in product.get("units") or ())]


def mixed(quantity: int | None, product: Mapping[str, Any]) -> str:
    """A base quantity in the product's units: 2箱3瓶."""
    return "—" if quantity is None else mixed_units(int(quantity), product_units(product))


def key_of(global_id: str) -> str:
    """The UUID in a global id."""
    return global_id.rpartition(":")[2]


def path_of(kind: str, key: Any) -> str:
    """The stable address of a record."""
    return f"/admin/{PATHS[kind]}/{key_of(str(key))}"


PATHS = {
    "Order": "orders", "Customer": "customers", "Visit": "visits", "StockDocument": "stock-documents",
    "Receivable": "receivables", "Receipt": "receipts", "Account": "accounts", "Task": "tasks",
    "VisitReport": "visit-reports", "DailyReport": "daily-reports",
}  # fmt: skip


class Clock:
    """Moments by the company's clock, in the reader's words."""

    def local(self, value: str | datetime) -> datetime:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return company().local(moment)

    def moment(self, value: str | datetime | None) -> str:
        """11-21 10:12, with the year if it is another one."""
        if value is None:
            return "—"
        local = self.local(value)
        this_year = local.year == self.local(now()).year
        return local.strftime("%m-%d %H:%M" if this_year else "%Y-%m-%d %H:%M")

    def recent(self, value: str | datetime) -> str:
        """10:12 for today, else with the day."""
        return self.hour(value) if company().day(self.local(value)) == today() else self.moment(value)

    def full(self, value: str | datetime | None) -> str:
        """2026-11-21 10:12:33, for tooltips and print."""
        return "—" if value is None else self.local(value).strftime("%Y-%m-%d %H:%M:%S")

    def hour(self, value: str | datetime | None) -> str:
        """10:12."""
        return "—" if value is None else self.local(value).strftime("%H:%M")


def duration(seconds: int | None, locale: str) -> str:
    """1 h 29 min; 29 min; 40 s."""
    if seconds is None:
        return "—"
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return translate("{hours} h {minutes} min", locale, {"hours": hours, "minutes": minutes})
    if minutes:
        return translate("{minutes} min", locale, {"minutes": minutes})
    return translate("{seconds} s", locale, {"seconds": left})


def ago(value: str | datetime | None, locale: str) -> str:
    """How long ago: just now, 5 min ago, 3 h ago, 2 days ago; of what is to come in how long: in 3 h."""
    if value is None:
        return "—"
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    seconds = int((now() - moment).total_seconds())
    for size, past, coming in ((86400, "{n} d ago", "in {n} d"), (3600, "{n} h ago", "in {n} h"),
                               (60, "{n} min ago", "in {n} min")):  # fmt: skip
        if abs(seconds) >= size:
            return translate(past if seconds > 0 else coming, locale, {"n": abs(seconds) // size})
    return translate("just now", locale, {})


def state_label(kind: str, value: str, locale: str) -> str:
    """A record's state in words."""
    return enum_label(STATE_OF[kind], value, locale)


def states_to_come(kind: str, value: str, wanted: Collection[str], locale: str) -> list[str]:
    """Which of the wanted states a record can still come to, in words."""
    enum = STATE_OF[kind]
    ahead = _MOVES[kind].to_come(enum(value)) if kind in _MOVES else frozenset(enum)
    return [state_label(kind, one.value, locale) for one in enum if one in ahead and one.value in wanted]


def tone(value: str) -> str:
    """Colour class of a state."""
    return _TONE.get(value, ("muted", ""))[0]


def icon(value: str) -> str:
    """Icon class of a state."""
    return _TONE.get(value, ("muted", "fa-circle"))[1]


def install(environment: Environment) -> None:
    """Put the filters of records and queues into the templates' environment, beside those of the frame."""
    clock = Clock()

    def localised(function: Any) -> Any:
        @pass_context
        def call(context: Context, value: Any, *rest: Any) -> str:
            return str(function(value, *rest, context.resolve("locale") or "zh"))

        return call

    def word(value: str, enum: str, locale: str) -> str:
        key = f"{enum}.{value}"
        return label(locale, key, _ENGLISH[key]) if key in _ENGLISH else enum_label(ENUMS[enum], value, locale)

    def state(value: str, kind: str, locale: str) -> str:
        return state_label(kind, value, locale)

    environment.filters.update(
        yuan=money, yuan_sum=money_sum, price=unit_price, mixed=mixed, key=key_of, when=clock.moment,
        full_moment=clock.full, hour=clock.hour,
        tone=tone, state_icon=icon, lasting=localised(duration), ago=localised(ago), word=localised(word),
        state_word=localised(state), hold=localised(hold_word),
    )  # fmt: skip
    environment.globals["path_of"] = path_of
    environment.globals["clock"] = clock


def parse_key(text: str) -> UUID | None:
    """The UUID that an address names, None if it is a document number."""
    try:
        return UUID(text)
    except ValueError:
        return None


__all__ = [
    "ENUMS", "PATHS", "STATE_OF", "Clock", "ago", "duration", "icon", "install", "key_of",
    "mixed", "money", "money_sum",
    "parse_key", "path_of", "product_units", "state_label", "states_to_come", "tone", "unit_price",
]  # fmt: skip
