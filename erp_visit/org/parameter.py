"""What is known of one control parameter, and the check of a new value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from erp_visit.core.errors import invalid

CLOCK = "HH:MM"
"""The unit of parameters that are a time of day."""
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is known of a parameter: `kind` is bool, int, str or Decimal; `unit` is how the number is meant."""

    key: str
    kind: type
    default: Any
    label: str
    help: str
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    per_department: bool = True
    per_employee: bool = False
    section: str = ""
    """Heading under which it stands; of parameters that follow one another the first names it for all."""

    def check(self, value: Any, *path: str | int) -> Any:
        """The value as it is stored (JSON); raises INVALID_INPUT that says what is allowed."""
        if self.kind is bool:
            if not isinstance(value, bool):
                raise invalid("{key} is a switch; give true or false.", *path, key=self.key)
        elif self.kind is int:
            if isinstance(value, bool) or not isinstance(value, int):
                raise invalid("{key} is a whole number; {value} is not.", *path, key=self.key, value=str(value)[:40])
            if not (self.minimum or 0) <= value <= (self.maximum or 0):
                raise invalid(
                    "{key} must lie between {minimum} and {maximum}; {value} does not.",
                    *path, key=self.key, minimum=self.minimum, maximum=self.maximum, value=value,
                )  # fmt: skip
        elif self.choices and (not isinstance(value, str) or value not in self.choices):
            raise invalid(
                "{key} must be one of {choices}; {value} is not.",
                *path, key=self.key, choices=", ".join(self.choices), value=str(value)[:40],
            )  # fmt: skip
        elif self.key == "timezone":
            _check_zone(value, *path)
        elif self.unit == CLOCK and not (isinstance(value, str) and _CLOCK.fullmatch(value)):
            raise invalid(
                "{key} is a time of day such as 09:00; {value} is not.", *path, key=self.key, value=str(value)[:40]
            )
        return value


def _check_zone(value: Any, *path: str | int) -> None:
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):  # no such zone, a path, a folder of zones
        raise invalid(
            "{value} is not a time zone; give a name such as Asia/Shanghai.", *path, value=str(value)[:40]
        ) from None


__all__ = ["CLOCK", "Parameter"]
