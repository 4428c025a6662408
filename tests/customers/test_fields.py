from __future__ import annotations

from typing import Any

import pytest

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.customers.fields import CUSTOMER_FIELDS, check_licence, check_phone, checked, pinyin_initials


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("好邻居便利店", "hljbld"),
        ("7-Eleven 重庆路", "7elevencql"),
        ("长沙银行(南门)", "csyhnm"),
        ("Café", "café"),
        ("", ""),
        ("店" * 200, "d" * 120),
    ],
)
def test_pinyin_initials(name: str, initials: str) -> None:
    assert pinyin_initials(name) == initials


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("911101085923662400", "911101085923662400"),
        (" 91440300 708461136t ", "91440300708461136T"),
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("123456789012345", "123456789012345"),
        ("", None),
        (None, None),
    ],
)
def test_licence_numbers(value: str | None, stored: str | None) -> None:
    assert check_licence(value) == stored


@pytest.mark.parametrize("value", ["911101085923662401", "91110108592366240O", "9111", "9" * 19, "x" * 10**6])
def test_what_is_no_licence_number(value: str) -> None:
    with pytest.raises(DomainError) as caught:
        check_licence(value, "licenceNumber")
    assert caught.value.path == ("licenceNumber",)


@pytest.mark.parametrize("value", ["13800138000", "+86 138 0013 8000", "(021)68888888", "010-88888888转8001", ""])
def test_phones(value: str) -> None:
    assert check_phone(value) == value


@pytest.mark.parametrize("value", ["phone", "1", "138001380001380013800138001380013", "138;DROP", "+"])
def test_what_is_no_phone(value: str) -> None:
    with pytest.raises(DomainError) as caught:
        check_phone(value, "phone")
    assert caught.value.path == ("phone",)


def test_all_that_is_wrong_is_told_at_once() -> None:
    given: dict[str, Any] = {
        "name": "", "kind": "KIOSK", "level": "E", "status": None, "phone": "no", "licence_number": "no",
        "position": {"latitude": 121.0, "longitude": 31.0, "datum": "WGS84"}, "tags": ["x" * 33], "custom": [],
        "credit_limit": "-1", "credit_days": 3651, "remark": "\x00", "version": 7,
    }  # fmt: skip
    with pytest.raises(DomainErrors) as caught:
        checked(given, CUSTOMER_FIELDS)
    assert {error.code for error in caught.value.errors} == {ErrorCode.INVALID_INPUT}
    assert [error.path for error in caught.value.errors] == [
        ("name",), ("kind",), ("level",), ("status",), ("phone",), ("licenceNumber",), ("position", "latitude"),
        ("tags", 0), ("custom",), ("creditLimit",), ("creditDays",), ("remark",), ("version",),
    ]  # fmt: skip


@pytest.mark.parametrize("custom", ["text", None, {"a": "x" * 16_000}, {"a": "\x00"}, {"b": {"c": ["\x00"]}}], ids=str)
def test_custom_fields_that_cannot_be_stored(custom: Any) -> None:
    with pytest.raises(DomainErrors):
        checked({"custom": custom}, CUSTOMER_FIELDS)
