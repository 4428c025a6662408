"""Text that people typed: trimmed, of bounded length, without characters that a database or a screen cannot hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from erp_visit.core.errors import invalid

_KEPT = {"\n", "\t"}
_FORBIDDEN = {"Cc", "Cs"}  # control characters, halves of surrogate pairs
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make what follows look like something else: a name that reads backwards passes for another's."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def no_formula(text: str) -> str:
    """Text that a spreadsheet takes for text: what begins like a formula gets a quote in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def check_text(value: str, maximum: int, *path: str | int, required: bool = False, lines: bool = False) -> str:
    """The text without blanks around it; raises INVALID_INPUT naming the field.

    With `lines`, line breaks and tabs may stand in it.
    """
    if len(value) > maximum * 4:
        raise _too_long(value, maximum, path)
    if lines:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    for character in value:
        forbidden = unicodedata.category(character) in _FORBIDDEN or character in _TURNING
        if forbidden and not (lines and character in _KEPT):
            raise invalid(
                "The text holds the character {character}, which cannot be stored. Remove it.",
                *path,
                character=f"U+{ord(character):04X}",
            )
    text = value.strip()
    if len(text) > maximum:
        raise _too_long(text, maximum, path)
    if required and not text:
        raise invalid("Something is needed here; the field is empty.", *path)
    return text


def check_words(values: Iterable[str], maximum: int, count: int, *path: str | int) -> list[str]:
    """Short texts such as tags: trimmed, none empty, none twice, in the order given; at most `count`."""
    words: dict[str, None] = {}
    for number, value in enumerate(values):
        if number >= count * 2:
            break
        word = check_text(value, maximum, *path, number)
        if word:
            words[word] = None
    if len(words) > count:
        raise invalid("There may be {maximum} of these at most. Remove some.", *path, maximum=count)
    return list(words)


def _too_long(value: str, maximum: int, path: tuple[str | int, ...]) -> Exception:
    return invalid(
        "The text has {length} characters; {maximum} are allowed. Shorten it.",
        *path,
        length=len(value),
        maximum=maximum,
    )


__all__ = ["check_text", "check_words", "no_formula"]
