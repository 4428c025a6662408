"""Every text that the panel shows, gathered from templates, code and the registry: what must have a translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from erp_visit.org.rights import Right, RoleCode
from erp_visit.panel.wording import humanise
from erp_visit.reads.spec import Kind, Registry, plural

ROOT = Path(__file__).resolve().parents[2]
_IN_TEMPLATE = re.compile(r"""\b_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
PLACES: dict[str, tuple[int, ...]] = {
    "translate": (0,), "invalid": (0,), "DomainError": (1,), "Entry": (1,), "Section": (1,), "Figure": (0,),
    "titled": (0,), "text": (1,), "FormPage": (7,),
}  # fmt: skip
"""Functions that take English texts to be translated, and where."""
CONSTANTS = {"_WORDS", "_PRESET_WORDS", "_OPTION_WORDS", "_HINTS", "_GROUPS", "_BROKEN"}
"""Constants that hold such texts."""


def template_texts() -> Iterator[tuple[str, str]]:
    """Texts in `_()` of the templates."""
    for file in sorted((ROOT / "admin" / "templates").rglob("*.html")):
        for match in _IN_TEMPLATE.finditer(file.read_text(encoding="utf-8")):
            yield (match[1] or match[2]).replace('\\"', '"').replace("\\'", "'"), file.name


def code_texts() -> Iterator[tuple[str, str]]:
    """Texts given to translate() and to refusals, and labels declared in navigation and descriptions."""
    for file in sorted((ROOT / "erp_visit" / "panel").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from ((text, file.name) for text in _of_call(node))
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                yield from ((text, file.name) for text in _of_constant(node.targets[0].id, node.value))


def _of_call(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    for place in PLACES.get(name, ()):
        if place < len(node.args):
            yield from _texts(node.args[place])


def _of_constant(name: str, value: ast.expr) -> Iterator[str]:
    if name in CONSTANTS or (name.startswith("_NO") and isinstance(value, ast.Constant)):
        for text in value.values if isinstance(value, ast.Dict) else [value]:
            yield from _texts(text)


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def derived_labels(registry: Registry) -> Iterator[tuple[str, str]]:
    """Pairs of exact key and English label, of which one must be translated: types, fields, enums, rights, roles."""
    for spec in registry.types.values():
        yield spec.name, humanise(spec.name)
        yield f"{spec.name}[]", plural(humanise(spec.name))
        for name in (*spec.columns, *spec.relations):
            yield f"{spec.name}.{name}", humanise(name)
        for column in spec.columns.values():
            if column.kind is Kind.ENUM and column.enum is not None:
                for member in column.enum:
                    value = str(member.value)
                    if len(value) > 1:
                        yield f"{column.enum.__name__}.{value}", humanise(value)
    for right in Right:
        yield f"Right.{right.value}", humanise(right.value.replace(".", "_"))
    for role in RoleCode:
        yield f"RoleCode.{role.value}", humanise(role.value)
