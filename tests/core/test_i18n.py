from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise

import erp_visit
from erp_visit.core.actor import Scope
from erp_visit.core.checks import check_version
from erp_visit.core.errors import DomainError, not_found
from erp_visit.core.i18n import catalogue, translate
from erp_visit.core.states import StateTable
from erp_visit.finance.models import RECEIPT_MOVES, ReceiptState
from erp_visit.imports.problems import PROBLEMS
from erp_visit.insight.models import DAILY_REPORT_MOVES
from erp_visit.orders.models import ORDER_MOVES, OrderState
from erp_visit.org.rights import Right
from erp_visit.org.settings import PARAMETERS
from erp_visit.planning.models import PLAN_MOVES, AssignmentState, PlanState
from erp_visit.stock.models import STOCK_DOCUMENT_MOVES, StockDocumentState
from erp_visit.visits.models import CO_VISIT_MOVES, REPORT_MOVES, VISIT_MOVES, ReportState, VisitState
from erp_visit.work.models import TASK_MOVES, TaskState

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
    names |= {text for problem in PROBLEMS.values() for text in problem}
    names |= {parameter.label for parameter in PARAMETERS.values()} | {item.help for item in PARAMETERS.values()}
    names |= {parameter.section for parameter in PARAMETERS.values()}
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
    params: dict[str, Any] = {
        "kind": "Order", "number": "SO1", "state": OrderState.SHIPPED, "target": OrderState.APPROVED,
    }  # fmt: skip
    assert translate(template, "zh", params) == "订单 SO1 当前为“已出库”，不能变为“已审核”。请刷新查看最新情况。"
    assert translate("You lack the right {right}.", "en", {"right": "cost.view"}) == "You lack the right cost.view."
    assert "查看成本" in translate(
        "You lack the right {right}. An administrator can grant it to your role.", "zh", {"right": Right.COST_VIEW}
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234567.50"), "1,234,567.50"),
        (Decimal("1E+3"), "1,000"),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 16, 5, tzinfo=UTC), "2026-11-22 00:05"),
        (12, "12"),
        ("{maximum} {0.__class__}", "{maximum} {0.__class__}"),
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


TABLES: list[StateTable[Any]] = [
    CO_VISIT_MOVES, DAILY_REPORT_MOVES, ORDER_MOVES, PLAN_MOVES, RECEIPT_MOVES, REPORT_MOVES, STOCK_DOCUMENT_MOVES,
    TASK_MOVES, VISIT_MOVES,
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=[table.kind for table in TABLES])
def test_every_wrong_move_is_told_in_words(table: StateTable[Any]) -> None:
    """Of the document's own states: a task that has begun is not a visit whose rep has set out."""
    known = catalogue("zh")
    states = list(type(next(iter(table.moves))[0]))
    for current, target in product(states, states):
        if table.allows(current, target):
            continue
        with pytest.raises(DomainError) as refused:
            table.check(current, target, "N")
        error = refused.value
        assert str(error).startswith(f"{table.kind} N is {current.value} and cannot become {target.value}.")
        own = [known[f"{type(state).__name__}.{state.value}"] for state in (current, target)]
        assert said(error, "zh").startswith(f"{known[table.kind]} N 当前为“{own[0]}”，不能变为“{own[1]}”。")


def test_every_state_that_a_version_conflict_tells_is_translated() -> None:
    kinds = (
        OrderState, StockDocumentState, VisitState, PlanState, AssignmentState, ReceiptState, ReportState, TaskState,
    )  # fmt: skip
    for state in (state for kind in kinds for state in kind):
        with pytest.raises(DomainError) as refused:
            check_version(1, 2, state, "N")
        assert catalogue("zh")[f"{type(state).__name__}.{state.value}"] in said(refused.value, "zh")
