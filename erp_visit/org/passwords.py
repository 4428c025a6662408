"""Passwords: hashed with Argon2id, checked against what people choose too often."""

from __future__ import annotations

import asyncio
import re
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from erp_visit.core.errors import DomainError, invalid
from erp_visit.org.breached import is_breached

SHORTEST = 10
LONGEST = 128
FEWEST_GUESSES = 10**8
"""Of somebody who knows lists of leaked passwords, names, keyboards and dates, before the password is found."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 5
_LOOKED_AT = 72
"""Characters that are weighed: the work grows with their square."""

# Source: OWASP Password Storage Cheat Sheet, Argon2id with 46 MiB, one pass, one lane.
_hasher = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)

# Hashing takes 46 MiB and some 30 ms without the interpreter's lock: two at a time leave a small machine usable.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

DUMMY_HASH = "$argon2id$v=19$m=47104,t=1,p=1$GZhLRQPKMZQPsJBzRLhG0Q$B5oF10yBVPY5YRbMFP7SXazlzpCvebWPFrjmbu6pQfU"
"""Hash of 32 random bytes that nobody kept: what an unknown user's password is compared with, so that the answer
takes as long as for a known one."""

# Words at the head of every list of leaked passwords, Chinese ones too; digits and signs around make them no better.
_COMMON_WORDS = """
password passwort passw passwd pass admin administrator root user guest test demo default welcome letmein login
master secret hello iloveyou qwerty qwertyuiop qwertyu qwert asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc
qweasd qweasdzxc abc abcd abcde abcdef abcdefg abcdefgh abcdefghij aabbcc monkey dragon football baseball superman
batman sunshine princess shadow michael charlie freedom whatever trustno starwars changeme temp temporary company
office summer winter spring autumn woaini woainima woaiwo iloveu woaiziji wangyi wangyut zhang wang nihao mima
mimamima shanghai beijing guangzhou shenzhen zhongguo china taobao alipay weixin wechat qqqq aaaa xxxx erp visit
erpvisit
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_AS_LETTERS = str.maketrans("@4301!5$7", "aaeoiisst")
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def hash_password(password: str) -> str:
    """The Argon2id hash to store. Takes some 30 ms: in a server use `hash_in_thread`."""
    return _hasher.hash(_as_bytes(password))


def verify_password(stored: str, password: str) -> bool:
    """Whether the password belongs to the hash. Takes some 30 ms: in a server use `verify_in_thread`."""
    try:
        return _hasher.verify(stored, _as_bytes(password))
    except (Argon2Error, InvalidHashError):
        return False


async def hash_in_thread(password: str) -> str:
    """`hash_password` beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hash_password, password)


async def verify_in_thread(stored: str, password: str) -> bool:
    """`verify_password` beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, verify_password, stored, password)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than those in force."""
    return _hasher.check_needs_rehash(stored)


def new_first_password() -> str:
    """A password that nobody chose, to be told to its owner: 100 random bits in letters that are not mistaken."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def check_password(password: str, *path: str | int, username: str = "", name: str = "") -> None:
    """Raise INVALID_INPUT, saying what to do, unless the password is long enough and not easily guessed."""
    problem = _problem(_normalised(password), username, name, path)
    if problem is not None:
        raise problem


def _problem(password: str, username: str, name: str, path: tuple[str | int, ...]) -> DomainError | None:
    lower = password.lower()
    if len(password) < SHORTEST:
        return invalid("A password has at least {minimum} characters. Join a few words.", *path, minimum=SHORTEST)
    if len(password) > LONGEST:
        return invalid("A password has at most {maximum} characters.", *path, maximum=LONGEST)
    if any(unicodedata.category(character) == "Cc" for character in password):
        return invalid("A password has no control characters.", *path)
    for own in (username.lower(), name.lower()):
        if len(own) >= (3 if own.isascii() else 2) and own in lower:
            return invalid("A password does not contain one's own name or user name. Choose another.", *path)
    if lower.isascii() and _words(lower) <= _COMMON:
        return invalid("This password is among the first to be guessed. Join a few words of your own.", *path)
    if is_breached(password):
        return invalid("This password is on a list of stolen ones. Choose another that is used nowhere else.", *path)
    from zxcvbn import zxcvbn  # noqa: PLC0415 -- 14 MB of word lists that only who chooses a password needs

    weak = len(set(lower)) < 5 or any(lower in run * 2 for run in _RUNS)
    if weak or zxcvbn(password[:_LOOKED_AT], [username, name])["guesses"] < FEWEST_GUESSES:
        return invalid("This password is among the first to be guessed. Join a few words of your own.", *path)
    return None


def _words(lower: str) -> frozenset[str]:
    """What is left of a password without digits and signs, letters written as digits read or not: "p@ssw0rd1"."""
    bare = re.sub(r"[^a-z]+", "", lower)
    inner = re.sub(r"^[^a-z]+|[^a-z]+$", "", lower).translate(_AS_LETTERS)
    return frozenset({bare} if bare in _COMMON else {re.sub(r"[^a-z]+", "", inner)}) - {""}


def _normalised(password: str) -> str:
    """The same characters from every keyboard give the same bytes (RFC 8265: NFC)."""
    return unicodedata.normalize("NFC", password)


def _as_bytes(password: str) -> bytes:
    return _normalised(password).encode("utf-8", "surrogatepass")


__all__ = [
    "DUMMY_HASH", "LONGEST", "SHORTEST", "check_password", "hash_in_thread", "hash_password", "is_outdated",
    "new_first_password", "verify_in_thread", "verify_password",
]  # fmt: skip
