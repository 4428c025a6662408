from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.text import check_text, check_words


@given(st.text())
def test_what_passes_can_be_stored(value: str) -> None:
    try:
        text = check_text(value, 50, "remark", lines=True)
    except DomainError as error:
        refusal = (error.code, error.path)
    else:
        assert text == text.strip()
        assert len(text) <= 50
        assert "\0" not in text
        assert text.encode("utf-8").decode("utf-8") == text
        return
    assert refusal == (ErrorCode.INVALID_INPUT, ("remark",))


@pytest.mark.parametrize(
    "value", ["x" * 51, "x" * 1_000_000, "a\x00b", "bell\x07", "half \ud83d", "two\nlines", "tab\there"]
)
def test_what_does_not_fit_is_refused(value: str) -> None:
    with pytest.raises(DomainError) as caught:
        check_text(value, 50, "name")
    assert len(str(caught.value)) < 200


def test_lines_where_they_may_stand() -> None:
    assert check_text(" a\r\nb\tc\rd ", 50, lines=True) == "a\nb\tc\nd"
    assert check_text("𠮷野家 👍", 6) == "𠮷野家 👍"


def test_something_is_needed() -> None:
    assert check_text("   ", 5) == ""
    with pytest.raises(DomainError):
        check_text("   ", 5, "name", required=True)


def test_words() -> None:
    assert check_words([" a", "b", "a", ""], 5, 3, "tags") == ["a", "b"]
    with pytest.raises(DomainError) as caught:
        check_words(["a", "toolong"], 5, 3, "tags")
    assert caught.value.path == ("tags", 1)
    with pytest.raises(DomainError) as caught:
        check_words((str(number) for number in range(10**9)), 20, 3, "tags")
    assert caught.value.params == {"maximum": 3}
