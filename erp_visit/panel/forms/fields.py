"""Fields of forms, and forms as they are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, invalid
from erp_visit.customers.hours import hours_text
from erp_visit.panel.wording import translate
from erp_visit.reads.spec import camel

Convert = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `kind` is text, lines, number, date, choice, record, tags, switch or secret."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    maximum: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    list: str = ""
    hint: str = ""
    group: str = ""
    path: str = ""
    """Where the service says its errors are, if not under the field's own name."""

    @property
    def key(self) -> str:
        """The field's name in a service's error paths."""
        return self.path or camel(self.name)

    def value(self, typed: str) -> Any:
        """What is typed as the service takes it; raises INVALID_INPUT."""
        text = typed.strip() if self.kind != "secret" else typed
        match self.kind:
            case "number":
                return self._number(text)
            case "date":
                return self._date(text)
            case "record":
                return self._record(text)
            case "tags":
                return [word.strip() for word in text.replace("，", ",").replace("、", ",").split(",") if word.strip()]
            case "switch":
                return text == "true"
            case _:
                return text

    def _number(self, text: str) -> int | None:
        if not text:
            return None
        try:
            return int(text)
        except ValueError:
            raise invalid("{value} is not a whole number.", self.key, value=text[:40]) from None

    def _date(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise invalid("{value} is not a day; write it like 2026-11-21.", self.key, value=text[:40]) from None

    def _record(self, text: str) -> UUID | None:
        try:
            return UUID(text) if text else None
        except ValueError:
            raise invalid("Choose a record from the list.", self.key) from None


@dataclass(slots=True)
class Typed:
    """A form as it was sent or is first shown: texts by field, errors by field, what others changed meanwhile."""

    fields: list[FormField]
    texts: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    """Titles of chosen records by field, and under the empty name that of the record that the form is about."""
    errors: dict[str, str] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    theirs: dict[str, str] = field(default_factory=dict)
    """Values that the fields have now, where somebody else changed them."""
    version: int | None = None
    operation: str = ""
    focus: str = ""
    """The field where one goes on typing."""

    @classmethod
    def sent(cls, fields: list[FormField], form: FormData) -> Typed:
        """What a browser sent."""
        version = str(form.get("version", ""))
        return cls(
            fields,
            {one.name: str(form.get(one.name, ""))[:4000] for one in fields},
            {
                name: str(form.get(f"{name}__title", ""))[:200]
                for name in ("", *(one.name for one in fields if one.kind == "record"))
            },
            version=int(version) if version.isdecimal() and len(version) < 10 else None,
            operation=str(form.get("operation", ""))[:36],
        )

    def values(self) -> dict[str, Any]:
        """All values as services take them; raises DomainErrors with everything that cannot be read."""
        values: dict[str, Any] = {}
        errors: list[DomainError] = []
        for one in self.fields:
            try:
                if "\0" in self.texts[one.name]:
                    raise invalid("There is a character that cannot be stored. Type the text again.", one.key)
                values[one.name] = one.value(self.texts[one.name])
                if one.required and values[one.name] in ("", None):
                    raise invalid("This is needed.", one.key)
            except DomainError as error:
                errors.append(error)
        if errors:
            raise DomainErrors(errors)
        return values

    def refuse(self, error: DomainError | DomainErrors, locale: str) -> None:
        """Put a service's refusal beside the fields it is about."""
        by_path = {one.key: one.name for one in self.fields}
        for one in error.errors if isinstance(error, DomainErrors) else [error]:
            text = translate(one.message, locale, one.params)
            steps = [str(step) for step in one.path]
            places = (".".join(steps), *reversed(steps))
            name = next((by_path[place] for place in places if place in by_path), None)
            if name is not None and name not in self.errors:
                self.errors[name] = text
            else:
                self.general.append(text)
            if one.code is ErrorCode.CONFLICT:
                self._conflict(one.params)

    def _conflict(self, params: Mapping[str, Any]) -> None:
        """Show what others made of the fields; sending again is then a decision."""
        if isinstance(params.get("version"), int):
            self.version = params["version"]
        current = params.get("current") or {}
        for one in self.fields:
            if one.key in current:
                now = as_text(current[one.key])
                if as_text(_number(now)) != as_text(_number(self.texts.get(one.name, "").strip())):
                    self.theirs[one.name] = dict(one.choices).get(now, now)


def as_text(value: Any) -> str:
    """A value as it stands in a field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return hours_text(value)  # no other field of a form is an object
    return str(value)


def _number(text: str) -> str | float:
    """Texts that are the same number are the same."""
    try:
        return float(text) if "." in text else text
    except ValueError:
        return text


__all__ = ["FormField", "Typed", "as_text"]
