from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.org import passwords
from erp_visit.org.breached import is_breached, open_breached
from erp_visit.org.passwords import (
    SHORTEST,
    check_password,
    hash_password,
    is_outdated,
    new_first_password,
    verify_password,
)
from erp_visit.settings import Settings, SettingsError, StartupError

GUESSED = "This password is among the first to be guessed. Join a few words of your own."
OWN = "A password does not contain one's own name or user name. Choose another."


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("short pwd", "A password has at least 10 characters. Join a few words."),
        ("x" * 129, "A password has at most 128 characters."),
        ("correct\x00horse battery", "A password has no control characters."),
        ("password123", GUESSED),
        ("P@ssw0rd2026", GUESSED),
        ("1234567890", GUESSED),
        ("13800138000", GUESSED),
        ("qwertyuiop", GUESSED),
        ("basketball", GUESSED),
        ("Liverpool1", GUESSED),
        ("michelle1990", GUESSED),
        ("qwer1234asdf", GUESSED),
        ("zaq12wsx34", GUESSED),
        ("18621234567", GUESSED),
        ("woaini1314520", GUESSED),
        ("abababababab", GUESSED),
        ("rep1-is-here-now", OWN),
        ("张三的密码是很好的呀呀", OWN),
    ],
)
def test_what_is_easily_guessed_is_refused(password: str, message: str) -> None:
    with pytest.raises(DomainError) as caught:
        check_password(password, "password", username="rep1", name="张三")
    assert caught.value.code is ErrorCode.INVALID_INPUT
    assert str(caught.value) == message
    assert caught.value.path == ("password",)
    assert password not in str(caught.value)


@pytest.mark.parametrize("password", ["correct horse battery", "Xk9$mm2pQz", "云南的过桥米线很好吃呀", "sh night rain"])
def test_a_few_words_will_do(password: str) -> None:
    check_password(password, "password", username="rep1", name="张三")


def test_the_most_usual_passwords_are_refused() -> None:
    """All that one may choose by length of the 30,000 that leaked most often, as they are and with a year after them."""
    usual = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST]
    assert len(usual) > 1_000
    for password in [*usual, *(f"{word}2026" for word in FREQUENCY_LISTS["passwords"][:3_000] if len(word) >= 6)]:
        with pytest.raises(DomainError):
            check_password(password, "password")


STOLEN = "This password is on a list of stolen ones. Choose another that is used nowhere else."


@pytest.fixture
def no_list_afterwards() -> Iterator[None]:
    yield
    open_breached(None)


@pytest.fixture
def stolen(tmp_path: Path, no_list_afterwards: None) -> list[str]:
    """A list as Pwned Passwords gives it, with these in it."""
    passwords = [f"a stolen one, number {number}" for number in range(3_000)]
    hashes = sorted(hashlib.sha1(one.encode()).hexdigest().upper() for one in passwords)  # noqa: S324 -- the list's
    file = tmp_path / "pwned.txt"
    file.write_bytes(b"".join(b"%s:%d\r\n" % (one.encode(), at % 97) for at, one in enumerate(hashes)))
    open_breached(file)
    return passwords


def test_what_was_stolen_is_refused(stolen: list[str]) -> None:
    for password in stolen:
        with pytest.raises(DomainError) as caught:
            check_password(password, "new")
        assert (str(caught.value), caught.value.path) == (STOLEN, ("new",))
    for number in range(3_000):
        assert not is_breached(f"a stolen one, number {number} not")
    open_breached(None)
    check_password(stolen[0])


@pytest.mark.usefixtures("no_list_afterwards")
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_short_lists_are_searched_to_both_ends(tmp_path: Path, count: int, end: bytes) -> None:
    passwords = [f"word {number}" for number in range(count)]
    hashes = sorted(hashlib.sha1(one.encode()).hexdigest() for one in passwords)  # noqa: S324 -- the list's
    file = tmp_path / "list"
    file.write_bytes("\n".join(hashes).encode() + end)
    open_breached(file)
    assert [is_breached(one) for one in [*passwords, "another"]] == [True] * count + [False]


@pytest.mark.parametrize(
    "content", [b"", b"password\n123456\n", b"B" * 40 + b"\n" + b"A" * 40 + b"\n", b"A" * 39 + b"\n", b"\x00" * 100_000]
)
def test_what_is_no_such_list_is_said_at_the_start(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "list"
    file.write_bytes(content)
    with pytest.raises(StartupError, match="ERP_VISIT_BREACHED_PASSWORDS"):
        open_breached(file)
    with pytest.raises(SettingsError, match="ERP_VISIT_BREACHED_PASSWORDS"):
        Settings.from_env({"ERP_VISIT_BREACHED_PASSWORDS": str(tmp_path / "none")})


def test_first_passwords_are_made_up_and_good() -> None:
    made = {new_first_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert re.fullmatch(r"[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){3}", password)
        check_password(password, username="rep1", name="张三")


def test_a_hash_fits_its_password_only() -> None:
    stored = hash_password("correct horse")
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert verify_password(stored, "correct horse")
    assert not verify_password(stored, "correct horsf")
    assert not verify_password("no hash at all", "correct horse")


def test_the_same_characters_composed_otherwise_are_the_same_password() -> None:
    assert verify_password(hash_password("Ame\u0301lie at home"), "Am\u00e9lie at home")


def test_half_a_character_is_a_wrong_password_and_no_crash() -> None:
    assert not verify_password(passwords.DUMMY_HASH, "\ud800 and more")


def test_a_hash_of_older_parameters_is_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("correct horse"))
    assert not is_outdated(passwords.DUMMY_HASH)
