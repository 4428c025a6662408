"""Commands on second factors: adding an authenticator app, taking it away, and an administrator's help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.text import check_text
from erp_visit.db import Connection
from erp_visit.org.audit import record_audit
from erp_visit.org.auth import normal_username, only_session, prove, prove_by_code
from erp_visit.org.codes import new_recovery_codes, new_secret, recovery_hash, step_of, uri
from erp_visit.org.duties import needs_second_factor
from erp_visit.org.guards import target_employee
from erp_visit.org.guessing import count_try, forgive
from erp_visit.org.login_models import IdentityProof
from erp_visit.org.news import tell
from erp_visit.org.rights import Right
from erp_visit.org.sealing import seal, unseal
from erp_visit.org.sessions import LIFETIME, Session, client_of, end_sessions_after_commit

LONGEST_EVIDENCE = 200


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is to take in: the secret, and the same as an address for a QR code."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The second factor is in force: the new session, and the recovery codes, which are shown this once."""

    session: Session
    recovery_codes: tuple[str, ...]


async def begin_second_factor(actor: Actor, *, password: str, code: str = "", address: str) -> Enrolment:
    """Make a secret for the own app. It is in force only when `confirm_second_factor` has seen a code of it; who has
    a second factor already shows a code of that one.

    Raises BAD_CREDENTIALS (path `password` or `code`), THROTTLED.
    """
    await prove(actor, password, address, "password")
    secret = new_secret()
    async with db.transaction() as connection:
        await prove_by_code(connection, actor, code, address, "code")
        await connection.execute(
            "INSERT INTO second_factor (employee_id, pending) VALUES ($1, $2)"
            " ON CONFLICT (employee_id) DO UPDATE SET pending = excluded.pending",
            actor.id, seal(secret),
        )  # fmt: skip
    return Enrolment(secret, uri(secret, actor.username))


async def pending_enrolment(actor: Actor) -> Enrolment | None:
    """The secret that waits for its first code; None if none does."""
    async with db.connection() as connection:
        return await _pending(connection, actor)


async def _pending(connection: Connection, actor: Actor, lock: str = "") -> Enrolment | None:
    stored = await connection.fetchval(f"SELECT pending FROM second_factor WHERE employee_id = $1 {lock}", actor.id)
    secret = unseal(stored) if stored is not None else None
    return None if secret is None else Enrolment(secret, uri(secret, actor.username))


async def confirm_second_factor(
    actor: Actor, *, code: str, address: str, device: str = "", lifetime: timedelta = LIFETIME
) -> Enrolled:
    """Put the secret in force by a first code of the app: all sessions end, a new one starts for this client.

    Raises BAD_CREDENTIALS (path `code`), WRONG_STATE (nothing was begun), THROTTLED.
    """
    account, codes = f"first code of {actor.id}", new_recovery_codes()
    async with db.transaction() as connection:
        # Locked: of two who bring the code at once, only one is shown recovery codes.
        waiting = await _pending(connection, actor, "FOR UPDATE")
        if waiting is None:
            raise DomainError(ErrorCode.WRONG_STATE, "No second factor is being added. Begin with the password.")
        await count_try(account, address)
        step = step_of(waiting.secret, code)
        if step is None:
            raise DomainError(
                ErrorCode.BAD_CREDENTIALS,
                "The code does not belong to this secret. Check the phone's clock, and type the code that it shows"
                " now.",
                path=("code",),
            )
        await connection.execute(
            "UPDATE second_factor SET secret = $2, pending = NULL, confirmed_at = now(), last_step = $3,"
            " recovery_codes = $4 WHERE employee_id = $1",
            actor.id, seal(waiting.secret), step, [recovery_hash(one) for one in codes],
        )  # fmt: skip
        await _written(connection, actor, "employee.add_second_factor", actor.id, actor.username)
        await tell(connection, actor.id, "A second factor was added to your log-in.")
    await forgive(account, address)
    session = await only_session(actor.id, client_of(address, device), lifetime)
    return Enrolled(session, tuple(codes))


async def remove_second_factor(
    actor: Actor, *, password: str, code: str, address: str, device: str = "", lifetime: timedelta = LIFETIME
) -> Session:
    """Log in by the password alone from now on: all sessions end, a new one starts for this client.

    Raises BAD_CREDENTIALS (path `password` or `code`), WRONG_STATE (the company wants one), THROTTLED.
    """
    await prove(actor, password, address, "password")
    async with db.transaction() as connection:
        if await needs_second_factor(connection, actor):
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "The company asks for a second factor of you. Add another one; it takes the place of this one.",
            )
        await prove_by_code(connection, actor, code, address, "code")
        await connection.execute("DELETE FROM second_factor WHERE employee_id = $1", actor.id)
        await _written(connection, actor, "employee.remove_second_factor", actor.id, actor.username)
        await tell(connection, actor.id, "The second factor was taken away from your log-in.")
    return await only_session(actor.id, client_of(address, device), lifetime)


async def reset_second_factor(
    actor: Actor, *, employee_id: UUID, proof: IdentityProof, evidence: str, password: str, code: str = "", address: str
) -> bool:
    """Take away the second factor of an employee who has lost phone and codes; all the employee's sessions end.

    The administrator says how the employee's identity was made sure of and by what evidence, which the audit trail
    keeps, and shows again by password and code who is asking. Whether there was a second factor. Raises FORBIDDEN,
    NOT_FOUND, INVALID_INPUT (evidence), BAD_CREDENTIALS (path `password` or `code`), THROTTLED, WRONG_STATE (one's
    own: that needs a code).
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    evidence = check_text(evidence, LONGEST_EVIDENCE, "evidence", required=True)
    if employee_id == actor.id:
        raise DomainError(
            ErrorCode.WRONG_STATE, "Nobody does this for himself. Ask another administrator.", path=("employeeId",)
        )
    async with db.connection() as connection:
        await target_employee(connection, actor, employee_id, "employeeId")  # before the password may be guessed at
    await prove(actor, password, address, "password")
    async with db.transaction() as connection:
        target = await target_employee(connection, actor, employee_id, "employeeId")
        await prove_by_code(connection, actor, code, address, "code")
        done = await connection.execute("DELETE FROM second_factor WHERE employee_id = $1", employee_id)
        if done == "DELETE 0":
            return False
        name = target.username or target.name
        await _written(connection, actor, "employee.reset_second_factor", employee_id, name, proof, evidence)
        await tell(connection, employee_id, "The second factor was taken away from your log-in.")
        end_sessions_after_commit(employee_id)
    return True


async def take_second_factor(username: str, *, proof: IdentityProof, evidence: str) -> bool:
    """From the command line, for the system itself: the last administrator has nobody to ask. Whether there was one.

    Raises NOT_FOUND (user name), INVALID_INPUT (evidence).
    """
    name = normal_username(username)
    evidence = check_text(evidence, LONGEST_EVIDENCE, "evidence", required=True)
    async with db.transaction() as connection:
        employee_id = await connection.fetchval("SELECT id FROM employee WHERE username = $1", name)
        if employee_id is None:
            raise not_found("Employee", name, "username")
        done = await connection.execute("DELETE FROM second_factor WHERE employee_id = $1", employee_id)
        if done == "DELETE 0":
            return False
        await connection.execute("DELETE FROM login_session WHERE employee_id = $1", employee_id)
        await _written(connection, None, "employee.reset_second_factor", employee_id, name, proof, evidence)
    return True


async def _written(
    connection: Connection, actor: Actor | None, action: str, employee_id: UUID, number: str,
    proof: IdentityProof | None = None, evidence: str = "",
) -> None:  # fmt: skip
    after = None if proof is None else {"identity": proof.value}
    await record_audit(connection, actor, action, "Employee", employee_id, number=number, after=after, reason=evidence)


__all__ = [
    "Enrolled", "Enrolment", "begin_second_factor", "confirm_second_factor", "pending_enrolment",
    "remove_second_factor", "reset_second_factor", "take_second_factor",
]  # fmt: skip
