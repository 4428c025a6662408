"""What may stand in a customer's and a contact's fields: one check per field, errors with the path of the field."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from erp_visit.core.errors import DomainError, DomainErrors, invalid
from erp_visit.core.geo import to_wgs84
from erp_visit.core.money import parse_amount
from erp_visit.core.text import check_text, check_words
from erp_visit.customers.hours import check_hours
from erp_visit.customers.models import ContactRole, CustomerKind, CustomerLevel, CustomerStatus
from erp_visit.org.audit import audit_json

MOST_TAGS = 30
LARGEST_CUSTOM = 16_000
"""Characters of a customer's custom fields as JSON."""

_PHONE = re.compile(r"\+?[0-9(][0-9 ()-]{2,30}(?:(?:转|ext\.?|x|,)[0-9]{1,8})?", re.IGNORECASE)
# Source: GB 32100-2015: 18 characters without I, O, Z, S, V. Before 2015 licences had 15 digits.
_LICENCE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LICENCE = re.compile(rf"[{_LICENCE_ALPHABET}]{{18}}|[0-9]{{15}}")
_LICENCE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def pinyin_initials(name: str) -> str:
    """What people type to find a name: 好邻居便利店 → hljbld; other letters and digits stay, lower case."""
    library = _pinyin()
    initials: list[str] = library.lazy_pinyin(name, style=library.Style.FIRST_LETTER)
    return "".join(character for character in "".join(initials).lower() if character.isalnum())[:120]


@cache
def _pinyin() -> Any:
    """Loaded with the first name: its tables take a tenth of a second, which a start need not wait for."""
    return importlib.import_module("pypinyin")


def check_phone(value: str | None, *path: str | int) -> str:
    """A phone number as people write it, blanks trimmed; empty is none. Raises INVALID_INPUT."""
    text = check_text(value or "", 32, *path)
    if text and not _PHONE.fullmatch(text):
        raise invalid(
            "{value} is not a phone number; write digits, with + for another country and 转 before an extension.",
            *path, value=text,
        )  # fmt: skip
    return text


def check_licence(value: str | None, *path: str | int) -> str | None:
    """A unified social credit code (with its check character) or an old 15-digit number; empty is none."""
    text = check_text(value or "", 32, *path).upper().replace(" ", "")
    if not text:
        return None
    if not _LICENCE.fullmatch(text) or (len(text) == 18 and text[17] != _check_character(text)):
        raise invalid(
            "{value} is not a licence number (统一社会信用代码); copy its 18 characters from the licence.",
            *path, value=text,
        )  # fmt: skip
    return text


def _check_character(code: str) -> str:
    total = sum(
        _LICENCE_ALPHABET.index(character) * weight for character, weight in zip(code, _LICENCE_WEIGHTS, strict=False)
    )
    return _LICENCE_ALPHABET[(31 - total % 31) % 31]


def _line(maximum: int, *, required: bool = False, lines: bool = False) -> Callable[[Any, str], str]:
    return lambda value, name: check_text(value or "", maximum, name, required=required, lines=lines)


def _choice(enum: type[Enum]) -> Callable[[Any, str], str]:
    def check(value: Any, name: str) -> str:
        try:
            return str(enum(value).value)
        except ValueError:
            raise invalid(
                "{value} is not one of {choices}.",
                name, value=str(value)[:40], choices=", ".join(member.value for member in enum),
            ) from None  # fmt: skip

    return check


def _day(value: date | None, name: str) -> date | None:
    if value is not None and not date(1900, 1, 1) <= value <= date(2199, 12, 31):
        raise invalid("{value} is too far away for a birthday or anniversary.", name, value=value.isoformat())
    return value


def _limit(value: Any, name: str) -> Decimal | None:
    return None if value is None else parse_amount(value, name)


def _days(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 3650:
        raise invalid("Credit days are a whole number from 0 to 3650; {value} is not.", name, value=str(value)[:40])
    return value


def _between(least: int, most: int) -> Callable[[Any, str], int | None]:
    def check(value: Any, name: str) -> int | None:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most):
            raise invalid(
                "{field} is a whole number from {least} to {most}; {value} is not.",
                name, field=name, least=least, most=most, value=str(value)[:40],
            )  # fmt: skip
        return value

    return check


def _when(value: date | None, name: str) -> date | None:
    if value is not None and not date(2000, 1, 1) <= value <= date(2199, 12, 31):
        raise invalid("{value} is too far away.", name, value=value.isoformat())
    return value


def _custom(value: Any, name: str) -> dict[str, Any]:
    text = audit_json(value) if isinstance(value, dict) else None
    if text is None or len(text) > LARGEST_CUSTOM or "\\u0000" in text:
        raise invalid("Custom fields are an object of at most {maximum} characters.", name, maximum=LARGEST_CUSTOM)
    return dict(value)


def _tags(value: Sequence[str] | None, name: str) -> list[str]:
    return check_words(value or (), 32, MOST_TAGS, name)


def _key(value: Any, _name: str) -> UUID | None:
    return None if value is None else UUID(str(value))


CUSTOMER_FIELDS: dict[str, Callable[[Any, str], Any]] = {
    "code": _line(32, required=True),
    "name": _line(120, required=True),
    "kind": _choice(CustomerKind),
    "level": _choice(CustomerLevel),
    "status": _choice(CustomerStatus),
    "source": _line(64),
    "phone": check_phone,
    "address": _line(255),
    "licence_number": check_licence,
    "tags": _tags,
    "custom": _custom,
    "anniversary": _day,
    "owner_id": _key,
    "department_id": _key,
    "territory": _line(64),
    "opening_hours": check_hours,
    "visit_minutes": _between(1, 600),
    "visits_per_month": _between(0, 28),
    "closed_from": _when,
    "closed_until": _when,
    "credit_limit": _limit,
    "credit_days": _days,
    "remark": _line(500, lines=True),
}
CREDIT_FIELDS = frozenset({"credit_limit", "credit_days"})

CONTACT_FIELDS: dict[str, Callable[[Any, str], Any]] = {
    "name": _line(64, required=True),
    "role": _choice(ContactRole),
    "phone": check_phone,
    "birthday": _day,
    "remark": _line(255),
}


def camel(name: str) -> str:
    """The name of a field in the schema: `credit_limit` → creditLimit, `owner_id` → ownerId."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def checked(given: Mapping[str, Any], fields: Mapping[str, Callable[[Any, str], Any]]) -> dict[str, Any]:
    """Values as they are stored; raises DomainErrors with all that is wrong, each with its path.

    `position` ({latitude, longitude, datum} or None) becomes latitude and longitude in WGS-84.
    """
    values: dict[str, Any] = {}
    errors: list[DomainError] = []
    for name, value in given.items():
        try:
            if name == "position" and "address" in fields:
                values["latitude"], values["longitude"] = _position(value)
            elif name in fields:
                values[name] = fields[name](value, camel(name))
            else:
                raise invalid("There is no field {field} to set.", name[:64], field=name[:64])
        except DomainError as error:
            errors.append(error)
    if errors:
        raise DomainErrors(errors)
    if "name" in values and "address" in fields:
        values["pinyin"] = pinyin_initials(values["name"])
    return values


def _position(value: Mapping[str, Any] | None) -> tuple[float | None, float | None]:
    if value is None:
        return None, None
    return to_wgs84(value["latitude"], value["longitude"], value["datum"], "position")


__all__ = [
    "CONTACT_FIELDS", "CREDIT_FIELDS", "CUSTOMER_FIELDS", "camel", "check_licence", "check_phone", "checked",
    "pinyin_initials",
]  # fmt: skip
