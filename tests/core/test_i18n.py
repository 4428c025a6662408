from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tortoise import Tortoise

import erp_visit
from erp_visit.core.actor import Scope
from erp_visit.core.errors import DomainError, not_found
from erp_visit.core.i18n import catalogue, translate
from erp_visit.orders.models import ORDER_MOVES
from erp_visit.org.rights import Right
from erp_visit.org.settings import PARAMETERS

PACKAGE = Path(erp_visit.__file__).parent
TEMPLATE_AT = {"DomainError": 1, "invalid": 0, "constraint_means": 2}
"""Calls that take the template of a message, and at which place."""


def constants(tree: ast.AST) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def templates(tree: ast.AST) -> Iterator[tuple[int, str]]:
    names = constants(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called == "notify":
            yield from (
                (node.lineno, word.value.value)
                for word in node.keywords
                if word.arg == "template" and isinstance(word.value, ast.Constant)
            )
        place = TEMPLATE_AT.get(called)
        if place is None or len(node.args) <= place:
            continue
        template = node.args[place]
        if isinstance(template, ast.Constant) and isinstance(template.value, str):
            yield node.lineno, template.value
        elif isinstance(template, ast.Name) and template.id in names:
            yield node.lineno, names[template.id]


MESSAGES = {
    template: f"{file.relative_to(PACKAGE)}:{line}"
    for file in sorted(PACKAGE.rglob("*.py"))
    for line, template in templates(ast.parse(file.read_text(encoding="utf-8")))
}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_the_source_has_messages() -> None:
    assert len(MESSAGES) > 100


def test_every_message_of_the_source_has_a_translation() -> None:
    known = catalogue("zh")
    missing = [f"{place}: {template}" for template, place in MESSAGES.items() if template not in known]
    assert not missing, "no 简体中文 for:\n" + "\n".join(missing)


def test_translations_use_the_placeholders_of_their_message() -> None:
    known = catalogue("zh")
    wrong = [
        template
        for template in MESSAGES
        if template in known and not placeholders(known[template]) <= placeholders(template)
    ]
    assert not wrong


def test_names_that_stand_in_messages_have_translations() -> None:
    known = catalogue("zh")
    names = {f"Right.{right.value}" for right in Right} | {f"Scope.{scope.value}" for scope in Scope}
    names |= {f"OrderState.{state.value}" for move in ORDER_MOVES.moves for state in move}
    names |= {parameter.label for parameter in PARAMETERS.values()} | {item.help for item in PARAMETERS.values()}
    assert names - set(known) == set()


async def test_every_record_has_a_name(db: object) -> None:
    known = catalogue("zh")
    models = [model for model in Tortoise.apps["erp_visit"].values() if model.__module__.startswith("erp_visit.")]
    assert {model.__name__ for model in models} - set(known) == set()


def said(error: DomainError, locale: str) -> str:
    return translate(error.message, locale, error.params)


def test_a_message_in_both_languages() -> None:
    error = not_found("Customer", "C000001")
    assert said(error, "en") == "Customer C000001 was not found. Check the id; you may lack access to it."
    assert said(error, "zh") == "找不到客户 C000001。请核对编号，也可能是您无权查看。"


def test_our_own_names_are_translated() -> None:
    template = "{kind} {number} is {state} and cannot become {target}. Reload it to see what happened to it."
    params = {"kind": "Order", "number": "SO1", "state": "SHIPPED", "target": "APPROVED"}
    assert translate(template, "zh", params) == "订单 SO1 当前为“已出库”，不能变为“已审核”。请刷新查看最新情况。"
    params = {"kind": "Visit", "number": "X", "state": "DONE", "target": "CHECKED_IN"}
    assert translate(template, "zh", params) == "拜访 X 当前为“已完成”，不能变为“已签到”。请刷新查看最新情况。"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234567.50"), "1,234,567.50"),
        (Decimal("1E+3"), "1,000"),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 16, 5, tzinfo=UTC), "2026-11-22 00:05"),
        (12, "12"),
        ("{maximum} {0.__class__}", "{maximum} {0.__class__}"),
        (Scope.OWN, "OWN"),
    ],
)
def test_values_in_messages(value: object, shown: str) -> None:
    template = "{value} is larger than {maximum}."
    assert translate(template, "en", {"value": value, "maximum": 1}) == f"{shown} is larger than 1."
    assert translate(template, "zh", {"value": value, "maximum": 1}) == f"{shown} 超过上限 1。"


@pytest.mark.parametrize("locale", ["en", "fr", "", "../../etc", "zh/../zh"])
def test_a_locale_without_a_file_is_english(locale: str) -> None:
    assert translate("Something is needed here; the field is empty.", locale, {}) == (
        "Something is needed here; the field is empty."
    )


def test_a_message_without_a_translation_stays() -> None:
    assert translate("Not in the file: {x}", "zh", {"x": 1}) == "Not in the file: 1"
    assert translate("Braces {here}", "zh", {}) == "Braces {here}"


def test_states_of_reports_are_told_in_words() -> None:
    message = "{kind} {number} is {state} and cannot become {target}. Reload it to see what happened to it."
    for kind, state, target, words in (
        ("Visit report", "DUE", "REVIEWED", ("拜访报告", "待提交", "已审阅")),
        ("Daily report", "DRAFT", "REVIEWED", ("日报", "草稿", "已审阅")),
        ("Task", "APPRAISED", "CANCELLED", ("任务", "已评价", "已取消")),
    ):
        text = translate(message, "zh", {"kind": kind, "number": "N", "state": state, "target": target})
        assert all(word in text for word in words), text
