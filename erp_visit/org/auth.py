"""Logging in (ORG-4): the same answer, after the same work, whatever is wrong; throttled per account and address.

Who has a second factor logs in by two steps: the password is answered by a challenge, the challenge with a code by a
session. Every attempt that is looked at is written down as a `LoginEvent`, on unknown accounts too.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
import structlog

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.db import Connection
from erp_visit.org.actors import Account, find_account
from erp_visit.org.audit import record_audit
from erp_visit.org.guessing import TRIES_PER_ACCOUNT, count_try, forgive
from erp_visit.org.login_models import LoginOutcome
from erp_visit.org.news import tell
from erp_visit.org.passwords import (
    DUMMY_HASH,
    LONGEST,
    check_password,
    hash_in_thread,
    hash_password,
    is_outdated,
    verify_in_thread,
    verify_password,
)
from erp_visit.org.sealing import challenge, challenged
from erp_visit.org.second_factor import accept_code, in_force
from erp_visit.org.sessions import (
    LIFETIME,
    Client,
    Session,
    client_of,
    current_epoch,
    logout_everywhere,
    open_session,
)

CHALLENGE_SECONDS = 300
FIRST_PASSWORD_DAYS = 14
"""A password that an administrator set is good for its first log-in for so long."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SecondStep:
    """The password was right; a code has to follow. The challenge says so for five minutes."""

    challenge: str


def normal_username(username: str) -> str:
    """A user name as it is stored: half-width, lower case, without blanks around it."""
    text = username[:256].encode("utf-8", "replace").decode()  # half a character is no character
    return unicodedata.normalize("NFKC", text).strip().lower()[:64]


async def login(
    username: str, password: str, *, address: str, device: str = "", lifetime: timedelta = LIFETIME
) -> Session | SecondStep:
    """Start a session for who knows the password, or ask for the second factor. `address` is the client's.

    Raises BAD_CREDENTIALS (one text for an unknown user, a wrong password and an employee who has left),
    THROTTLED with the `seconds` to wait, UNAVAILABLE.
    """
    name, client = normal_username(username), client_of(address, device)
    last = await count_try(name, address)
    epoch = await current_epoch()
    employee = await _employee_by_username(name)
    known = employee is not None and employee["status"] == "ACTIVE" and employee["password_hash"] is not None
    stored = employee["password_hash"] if employee is not None and known else DUMMY_HASH
    right = await verify_in_thread(stored, password[: LONGEST + 1])
    over = employee is not None and known and right and employee["is_over"]
    account = factor = None
    async with db.transaction() as connection:
        if employee is not None and known and right and not over:
            account = await find_account(connection, employee["id"])
        if account is not None:
            factor = await in_force(connection, account.actor.id)
            outcome = LoginOutcome.LOGGED_IN if factor is None else LoginOutcome.CODE_ASKED
        else:
            outcome = LoginOutcome.LOCKED if last else LoginOutcome.REFUSED
        await _note(connection, employee["id"] if employee is not None else None, outcome, client)
    if account is None:
        # What is no user name may be a password typed into the wrong field: not for the log.
        log.info("log-in refused", username=name if employee is not None else None, address=address)
        raise _too_old() if over else _bad_credentials()
    if is_outdated(stored):
        await _rehash(account.actor, stored, password)
    if factor is not None:
        return SecondStep(challenge([str(account.actor.id), _stamp(account)]))
    await forgive(name, address)
    session = await open_session(account, epoch, lifetime, client)
    log.info("logged in", username=name, address=address)
    return session


async def confirm_login(
    given: str, code: str, *, address: str, device: str = "", lifetime: timedelta = LIFETIME
) -> Session:
    """The second step: a session for who brings the challenge and a code of the app, or a recovery code.

    Raises BAD_CREDENTIALS (path `challenge` or `code`), THROTTLED, UNAVAILABLE.
    """
    values, client = challenged(given, CHALLENGE_SECONDS), client_of(address, device)
    if values is None:
        raise _log_in_anew()
    employee_id = UUID(values[0])
    last = await count_try(_code_account(employee_id), address)
    epoch = await current_epoch()
    async with db.transaction() as connection:
        account = await find_account(connection, employee_id)
        if account is None or _stamp(account) != values[1]:
            raise _log_in_anew()
        right = await accept_code(connection, employee_id, code)
        refused = LoginOutcome.LOCKED if last else LoginOutcome.CODE_REFUSED
        await _note(connection, employee_id, LoginOutcome.LOGGED_IN if right else refused, client)
    if not right:
        log.info("code refused", username=account.actor.username, address=address)
        raise _wrong_code()
    await forgive(account.actor.username, address)
    await forgive(_code_account(employee_id), address)
    session = await open_session(account, epoch, lifetime, client)
    log.info("logged in", username=account.actor.username, address=address, second_factor=True)
    return session


async def prove(actor: Actor, password: str, address: str, *path: str) -> str:
    """Whoever wants to change a log-in shows again that it is theirs; answers the hash of the right password.

    Raises BAD_CREDENTIALS, THROTTLED.
    """
    await count_try(actor.username, address)
    employee = await _employee_by_username(actor.username)
    stored: str = employee["password_hash"] if employee is not None and employee["password_hash"] else DUMMY_HASH
    if not await verify_in_thread(stored, password[: LONGEST + 1]):
        raise DomainError(ErrorCode.BAD_CREDENTIALS, "The current password is wrong. Type it again.", path=path)
    await forgive(actor.username, address)
    return stored


async def prove_by_code(connection: Connection, actor: Actor, code: str, address: str, *path: str) -> None:
    """The same by the second factor, of whoever has one. Raises BAD_CREDENTIALS, THROTTLED."""
    if await in_force(connection, actor.id) is None:
        return
    await count_try(_code_account(actor.id), address)
    if not await accept_code(connection, actor.id, code):
        raise _wrong_code(*path)
    await forgive(_code_account(actor.id), address)


async def change_password(
    actor: Actor, *, current: str, new: str, address: str, device: str = "", lifetime: timedelta = LIFETIME
) -> Session:
    """Set one's own password: ends all sessions of the employee and starts a new one for this client.

    Raises BAD_CREDENTIALS (path `current`), INVALID_INPUT (path `new`), THROTTLED, UNAVAILABLE.
    """
    check_password(new, "new", username=actor.username, name=actor.name)
    stored = await prove(actor, current, address, "current")
    if await verify_in_thread(stored, new):
        raise invalid("This is the password that you have. Choose another.", "new")
    fresh = await hash_in_thread(new)
    async with db.transaction() as connection:
        done = await connection.execute(
            "UPDATE employee SET password_hash = $2, password_changed_at = now(), must_change_password = false,"
            " version = version + 1 WHERE id = $1 AND password_hash = $3 AND status = 'ACTIVE'",
            actor.id, fresh, stored,
        )  # fmt: skip
        if done != "UPDATE 1":
            raise DomainError(
                ErrorCode.CONFLICT,
                "The password was changed by somebody else just now. Log in again.",
                path=("current",),
            )
        await record_audit(connection, actor, "employee.change_password", "Employee", actor.id, number=actor.username)
        await tell(connection, actor.id, "Your password was changed. Was it not you? Tell an administrator at once.")
    return await only_session(actor.id, client_of(address, device), lifetime)


async def only_session(employee_id: UUID, client: Client, lifetime: timedelta) -> Session:
    """End all sessions of an employee whose log-in has changed, and start a new one."""
    await logout_everywhere(employee_id)
    epoch = await current_epoch()
    async with db.connection() as connection:
        account = await find_account(connection, employee_id)
    if account is None:
        raise _bad_credentials()
    return await open_session(account, epoch, lifetime, client)


async def _note(connection: Connection, employee_id: UUID | None, outcome: LoginOutcome, client: Client) -> None:
    await connection.execute(
        "INSERT INTO login_event (employee_id, outcome, address, device) VALUES ($1, $2, $3, $4)",
        employee_id, outcome.value, client.address, client.device,
    )  # fmt: skip


def _code_account(employee_id: UUID) -> str:
    """What codes are counted under: not the user name, whose count a right password must not take away."""
    return f"code of {employee_id}"


def _stamp(account: Account) -> str:
    return account.password_changed_at.isoformat() if account.password_changed_at else ""


async def _employee_by_username(username: str) -> asyncpg.Record | None:
    if "\0" in username:
        return None
    async with db.connection() as connection:
        return await connection.fetchrow(
            "SELECT id, status, password_hash, must_change_password"
            " AND password_changed_at < now() - make_interval(days => $2) AS is_over FROM employee WHERE username = $1",
            username, FIRST_PASSWORD_DAYS,
        )  # fmt: skip


async def _rehash(actor: Actor, stored: str, password: str) -> None:
    fresh = await hash_in_thread(password)
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE employee SET password_hash = $2 WHERE id = $1 AND password_hash = $3", actor.id, fresh, stored
        )


def _bad_credentials() -> DomainError:
    return DomainError(
        ErrorCode.BAD_CREDENTIALS,
        "User name or password is wrong. Type both again; an administrator can set a new password.",
    )


def _too_old() -> DomainError:
    return DomainError(
        ErrorCode.BAD_CREDENTIALS,
        "This first password was not used within {days} days. An administrator can set a new one.",
        days=FIRST_PASSWORD_DAYS,
    )


def _log_in_anew() -> DomainError:
    return DomainError(
        ErrorCode.BAD_CREDENTIALS, "The log-in took too long. Begin with the password again.", path=("challenge",)
    )


def _wrong_code(*path: str) -> DomainError:
    return DomainError(
        ErrorCode.BAD_CREDENTIALS,
        "The code is wrong or was used already. Wait for the next one of the app, or use a recovery code.",
        path=path or ("code",),
    )


__all__ = [
    "CHALLENGE_SECONDS", "TRIES_PER_ACCOUNT", "SecondStep", "change_password", "check_password", "confirm_login",
    "hash_password", "login", "normal_username", "only_session", "prove", "prove_by_code", "verify_password",
]  # fmt: skip
