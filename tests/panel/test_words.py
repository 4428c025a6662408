"""The panel is complete in both languages: every text and label has its 简体中文."""

from __future__ import annotations

import ast
import re

from erp_visit.api.schema import api
from erp_visit.core.i18n import catalogue
from tests.panel.words import ROOT, code_texts, derived_labels, template_texts

PLACE = re.compile(r"\{(\w+)")


def test_every_text_is_translated() -> None:
    known = catalogue("zh")
    missing = {text: file for text, file in (*template_texts(), *code_texts()) if text not in known}
    assert missing == {}


def test_every_derived_label_is_translated() -> None:
    known = catalogue("zh")
    missing = [
        f"{key} | {label}" for key, label in derived_labels(api().registry) if key not in known and label not in known
    ]
    assert missing == []


def test_every_action_of_the_trail_is_translated() -> None:
    known = catalogue("zh")
    calls = [
        node
        for file in sorted((ROOT / "erp_visit").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record_audit"
    ]
    actions = {call.args[2].value for call in calls if isinstance(call.args[2], ast.Constant)}
    assert "plan.apply" in actions
    assert sorted(f"Action.{action}" for action in actions if f"Action.{action}" not in known) == []


def test_translations_fill_the_same_places() -> None:
    """A place that a translation invents is an error when it is shown; one that it leaves out loses a fact."""
    known = catalogue("zh")
    texts = {text for text, _ in (*template_texts(), *code_texts())} & set(known)
    wrong = {text: known[text] for text in texts if set(PLACE.findall(text)) != set(PLACE.findall(known[text]))}
    assert wrong == {}
