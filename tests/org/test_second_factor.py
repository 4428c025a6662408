"""The second step of a log-in: an app's codes, recovery codes, who has to have one, who may take it away."""

from __future__ import annotations

import asyncio
from types import ModuleType

import pytest
import redis.asyncio as redis

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.org import auth, codes, enrolment, sealing, sessions
from erp_visit.org.actors import load_actor
from erp_visit.org.auth import SecondStep
from erp_visit.org.login_models import IdentityProof
from erp_visit.org.second_factor import FactorState, in_force
from erp_visit.org.service import create_user
from erp_visit.org.sessions import Session
from erp_visit.work import notify
from tests import factories
from tests.phone import clock, code_of
from tests.unchanged import refused

pytestmark = pytest.mark.usefixtures("phone_clock")
PASSWORD = "correct horse battery"
HOME = "192.0.2.7"
assert notify, "which tells people of their log-ins"


async def user(db: ModuleType, username: str = "rep1", *roles: str) -> Actor:
    key = await create_user(username=username, name="张三", roles=roles or ("rep",), password=PASSWORD)
    async with db.connection() as connection:
        return await load_actor(connection, key)


async def enrol(actor: Actor) -> tuple[str, list[str], str]:
    """An app is added; its secret, the recovery codes and the new session's token."""
    made = await enrolment.begin_second_factor(actor, password=PASSWORD, address=HOME)
    done = await enrolment.confirm_second_factor(actor, code=code_of(made.secret), address=HOME)
    clock.later()
    return made.secret, list(done.recovery_codes), done.session.token


async def first_step(username: str = "rep1") -> str:
    step = await auth.login(username, PASSWORD, address=HOME)
    assert isinstance(step, SecondStep)
    return step.challenge


async def refusal_of(challenge: str, code: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await auth.confirm_login(challenge, code, address=HOME)
    return caught.value


async def outcomes(db: ModuleType) -> list[str]:
    async with db.connection() as connection:
        return [row["outcome"] for row in await connection.fetch("SELECT outcome FROM login_event ORDER BY at, id")]


async def test_the_log_in_asks_for_a_code(db: ModuleType, store: redis.Redis) -> None:
    actor = await user(db)
    before = await auth.login("rep1", PASSWORD, address=HOME)
    secret, _, token = await enrol(actor)
    assert await sessions.actor_of(before.token) is None, "sessions from before the second factor end"
    assert await sessions.actor_of(token) == actor
    challenge = await first_step()
    assert await store.keys("erp-visit:session:*") == [f"erp-visit:session:{sessions.session_key(token)}"]
    session = await auth.confirm_login(challenge, code_of(secret), address=HOME, device="Desk")
    assert await sessions.actor_of(session.token) == actor
    assert await outcomes(db) == ["LOGGED_IN", "CODE_ASKED", "LOGGED_IN"]
    async with db.connection() as connection:
        told = await connection.fetchval("SELECT template FROM notification WHERE recipient_id = $1", actor.id)
        audit = await connection.fetchval("SELECT action FROM audit_entry WHERE action LIKE '%factor'")
    assert (told, audit) == ("A second factor was added to your log-in.", "employee.add_second_factor")


async def test_a_code_is_good_once_and_not_before_its_time(db: ModuleType, store: redis.Redis) -> None:
    secret, _, _ = await enrol(await user(db))
    challenge = await first_step()
    for wrong in (code_of(secret, -1), code_of(secret, 1), code_of(secret, -3), "", "12345", "١٢٣٤٥٦", "x" * 10**6):
        await store.flushdb()
        refusal = await refusal_of(challenge, wrong)
        assert (refusal.code, refusal.path) == (ErrorCode.BAD_CREDENTIALS, ("code",))
    used = code_of(secret)
    tries = await asyncio.gather(
        *(auth.confirm_login(challenge, used, address=HOME) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(one, Session) for one in tries) == 1, "the same code at the same time is used once"
    assert (await refusal_of(challenge, used)).code is ErrorCode.BAD_CREDENTIALS
    clock.later()
    assert isinstance(await auth.confirm_login(challenge, code_of(secret), address=HOME), Session)


async def test_a_code_lives_for_half_a_minute(db: ModuleType, store: redis.Redis) -> None:
    """OWASP ASVS 6.5.5."""
    secret, _, _ = await enrol(await user(db))
    challenge = await first_step()
    clock.later(-clock.at % codes.STEP_SECONDS)  # to the beginning of a step
    code = code_of(secret)
    clock.later(codes.STEP_SECONDS - 0.1)
    kept = clock.at
    clock.later(0.2)
    assert (await refusal_of(challenge, code)).path == ("code",)
    clock.at = kept
    assert isinstance(await auth.confirm_login(challenge, code, address=HOME), Session)


async def test_a_recovery_code_takes_the_place_of_the_app_once(db: ModuleType, store: redis.Redis) -> None:
    actor = await user(db)
    _, recovery, _ = await enrol(actor)
    assert len(set(recovery)) == 10
    async with db.connection() as connection:
        stored = await connection.fetchrow("SELECT * FROM second_factor")
    assert not any(code in str(stored) or code.replace("-", "") in str(stored) for code in recovery)
    challenge = await first_step()
    typed = recovery[3].lower().replace("-", " ")
    assert isinstance(await auth.confirm_login(challenge, typed, address=HOME), Session)
    assert (await refusal_of(challenge, recovery[3])).path == ("code",)
    async with db.connection() as connection:
        state = await in_force(connection, actor.id)
        told = await connection.fetchval("SELECT params->>'count' FROM notification WHERE template LIKE 'A recovery%'")
    assert isinstance(state, FactorState)
    assert (state.codes_left, told) == (9, "9")


async def test_guessing_codes_is_throttled_and_right_passwords_do_not_help(db: ModuleType, store: redis.Redis) -> None:
    secret, _, _ = await enrol(await user(db))
    for _ in range(3):
        challenge = await first_step()
    for _ in range(5):
        assert (await refusal_of(challenge, "000000")).code is ErrorCode.BAD_CREDENTIALS
    refusal = await refusal_of(await first_step(), code_of(secret))
    assert (refusal.code, refusal.params) == (ErrorCode.THROTTLED, {"seconds": 5})
    assert (await outcomes(db))[-2:] == ["LOCKED", "CODE_ASKED"]
    await first_step()
    with pytest.raises(DomainError) as caught:
        await first_step()
    assert caught.value.code is ErrorCode.THROTTLED, "a log-in that stops half-way is an attempt"


async def test_a_challenge_is_ours_of_this_password_and_short_lived(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await user(db)
    secret, recovery, _ = await enrol(actor)
    challenge = await first_step()
    for given in ("", "x", challenge[:-1], challenge + "x", "x" * 100_000, "half\ud800"):
        refusal = await refusal_of(given, recovery[0])
        assert (refusal.code, refusal.path) == (ErrorCode.BAD_CREDENTIALS, ("challenge",))
    monkeypatch.setattr(auth, "CHALLENGE_SECONDS", -1)
    assert (await refusal_of(challenge, recovery[0])).path == ("challenge",)
    monkeypatch.undo()
    await auth.change_password(actor, current=PASSWORD, new="another horse entirely", address=HOME)
    assert (await refusal_of(challenge, recovery[0])).path == ("challenge",)
    sealing.open_seals("another server's key, as long as it")
    step = await auth.login("rep1", "another horse entirely", address=HOME)
    assert isinstance(step, SecondStep)
    assert (await refusal_of(step.challenge, code_of(secret))).path == ("code",), "sealed with a key that is lost"
    assert isinstance(await auth.confirm_login(step.challenge, recovery[1], address=HOME), Session)


async def test_changing_the_second_factor_needs_password_and_code(db: ModuleType, store: redis.Redis) -> None:
    actor = await user(db)
    async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
        await enrolment.begin_second_factor(actor, password="wrong horse", address=HOME)
    assert refusal.path == ("password",)
    async with refused(ErrorCode.WRONG_STATE):
        await enrolment.confirm_second_factor(actor, code="000000", address=HOME)
    secret, recovery, token = await enrol(actor)
    async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
        await enrolment.begin_second_factor(actor, password=PASSWORD, code="000000", address=HOME)
    assert refusal.path == ("code",)
    made = await enrolment.begin_second_factor(actor, password=PASSWORD, code=recovery[0], address=HOME)
    async with refused(ErrorCode.BAD_CREDENTIALS):
        await enrolment.confirm_second_factor(actor, code=code_of(secret), address=HOME)
    challenge = await first_step()
    assert isinstance(await auth.confirm_login(challenge, code_of(secret), address=HOME), Session), "still in force"
    done = await enrolment.confirm_second_factor(actor, code=code_of(made.secret), address=HOME)
    assert await sessions.actor_of(token) is None
    assert not {*recovery} & {*done.recovery_codes}
    async with refused(ErrorCode.BAD_CREDENTIALS):
        await enrolment.remove_second_factor(actor, password=PASSWORD, code=recovery[1], address=HOME)
    await enrolment.remove_second_factor(actor, password=PASSWORD, code=done.recovery_codes[0], address=HOME)
    assert isinstance(await auth.login("rep1", PASSWORD, address=HOME), Session)


async def test_of_two_who_confirm_at_once_one_is_shown_codes(db: ModuleType, store: redis.Redis) -> None:
    """A button pressed twice: the codes on the screen must be those that are good."""
    actor = await user(db)
    made = await enrolment.begin_second_factor(actor, password=PASSWORD, address=HOME)
    code = code_of(made.secret)
    tries = [enrolment.confirm_second_factor(actor, code=code, address=HOME) for _ in range(4)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    (done,) = [answer for answer in answers if isinstance(answer, enrolment.Enrolled)]
    told = [answer.code for answer in answers if isinstance(answer, DomainError)]
    assert told == [ErrorCode.WRONG_STATE] * 3
    assert isinstance(await auth.confirm_login(await first_step(), done.recovery_codes[0], address=HOME), Session)


async def test_the_secret_is_stored_sealed(db: ModuleType, store: redis.Redis) -> None:
    actor = await user(db)
    secret, _, _ = await enrol(actor)
    await enrolment.begin_second_factor(actor, password=PASSWORD, code=code_of(secret), address=HOME)
    pending = await enrolment.pending_enrolment(actor)
    assert pending is not None
    async with db.connection() as connection:
        stored = str(await connection.fetchrow("SELECT * FROM second_factor"))
    assert secret not in stored
    assert pending.secret not in stored


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [("NOBODY", set()), ("ADMINISTRATORS", {"chief"}), ("LEADERS", {"chief", "lead", "clerk"}),
     ("EVERYBODY", {"chief", "lead", "clerk", "rep"})],
)  # fmt: skip
async def test_the_company_says_who_has_to_have_one(
    db: ModuleType, store: redis.Redis, wanted: str, asked: set[str]
) -> None:
    people = {"chief": "administrator", "lead": "supervisor", "clerk": "clerk", "rep": "rep"}
    actors = {name: await user(db, f"{name}-1", role) for name, role in people.items()}
    await factories.setting("second_factor_for", wanted)
    found = {name: await auth.login(f"{name}-1", PASSWORD, address=HOME) for name in people}
    duties = {name for name, session in found.items() if isinstance(session, Session) and session.actor.duty}
    assert duties == asked
    for name in asked:
        held = await sessions.holder_of(found[name].token)  # type: ignore[union-attr]
        assert held is not None
        assert (held.duty, held.profile.rights) == ("ADD_SECOND_FACTOR", frozenset())
        assert await sessions.actor_of(found[name].token) is None  # type: ignore[union-attr]
        secret, _, token = await enrol(held)
        assert await sessions.actor_of(token) == actors[name]
        async with refused(ErrorCode.WRONG_STATE):
            await enrolment.remove_second_factor(actors[name], password=PASSWORD, code=code_of(secret), address=HOME)


async def test_who_is_logged_in_when_the_company_begins_to_ask(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await user(db)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    await factories.setting("second_factor_for", "EVERYBODY")
    monkeypatch.setattr(sessions, "OLDEST_SNAPSHOT", 0.0)  # a minute later
    sessions.forget_sessions()
    assert await sessions.actor_of(session.token) is None
    held = await sessions.holder_of(session.token)
    assert held is not None
    _, _, token = await enrol(held)
    assert await sessions.actor_of(token) == actor


async def test_an_administrator_helps_whoever_lost_phone_and_codes(db: ModuleType, store: redis.Redis) -> None:
    chief, rep = await user(db, "chief", "administrator"), await user(db)
    _, _, token = await enrol(rep)
    async with refused(ErrorCode.FORBIDDEN):
        await reset(rep, rep)
    async with refused(ErrorCode.WRONG_STATE):
        await reset(chief, chief)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await reset(chief, rep, evidence="  ")
    assert refusal.path == ("evidence",)
    async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
        await reset(chief, rep, password="wrong horse")
    assert refusal.path == ("password",)
    assert await sessions.actor_of(token) == rep
    assert await reset(chief, rep)
    assert not await reset(chief, rep)
    assert await sessions.actor_of(token) is None
    assert isinstance(await auth.login("rep1", PASSWORD, address=HOME), Session)
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE action = 'employee.reset_second_factor'")
    assert (audit["actor_id"], audit["entity_id"], audit["number"]) == (chief.id, rep.id, "rep1")
    assert (audit["after"], audit["reason"]) == ('{"identity": "IN_PERSON"}', "Identity card seen")


async def reset(chief: Actor, employee: Actor, **given: str) -> bool:
    shown = {"password": PASSWORD, "evidence": "Identity card seen", **given}
    return await enrolment.reset_second_factor(
        chief, employee_id=employee.id, proof=IdentityProof.IN_PERSON, address=HOME, **shown
    )


async def test_who_helps_shows_the_own_second_factor_too(db: ModuleType, store: redis.Redis) -> None:
    """A session of an administrator that was left open, and even its password, are not enough."""
    chief, rep = await user(db, "chief", "administrator"), await user(db)
    await enrol(rep)
    secret, _, _ = await enrol(chief)
    for code in ("", "000000"):
        async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
            await reset(chief, rep, code=code)
        assert refusal.path == ("code",)
    assert await reset(chief, rep, code=code_of(secret))


async def test_the_last_administrator_is_helped_on_the_server(db: ModuleType, store: redis.Redis) -> None:
    chief = await user(db, "chief", "administrator")
    await enrol(chief)
    sealing.open_seals("another server's key, as long as it")  # restored elsewhere, without the key
    refusal = await refusal_of(await first_step("chief"), "123456")
    assert (refusal.code, refusal.path) == (ErrorCode.BAD_CREDENTIALS, ("code",))
    assert "an administrator" in str(refusal)
    shown = {"proof": IdentityProof.VIDEO, "evidence": "Passport seen"}
    async with refused(ErrorCode.INVALID_INPUT):
        await enrolment.take_second_factor("chief", proof=IdentityProof.VIDEO, evidence="")
    assert await enrolment.take_second_factor(" CHIEF ", **shown)
    assert not await enrolment.take_second_factor("chief", **shown)
    assert isinstance(await auth.login("chief", PASSWORD, address=HOME), Session)
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE action = 'employee.reset_second_factor'")
    assert (audit["actor_id"], audit["entity_id"], audit["number"]) == (None, chief.id, "chief")
    assert (audit["after"], audit["reason"]) == ('{"identity": "VIDEO"}', "Passport seen")
    async with refused(ErrorCode.NOT_FOUND):
        await enrolment.take_second_factor("nobody", **shown)


def test_codes_follow_the_standard() -> None:
    """RFC 6238, appendix B: SHA-1, the last six digits of the vectors."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for at, code in ((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (2000000000, "279037")):
        assert codes.step_of(secret, code, at) == at // 30
        assert codes.step_of(secret, f" {code[:3]} {code[3:]}", at) == at // 30
        assert codes.step_of(secret, code, at + 30) is None
        assert codes.step_of(secret, code, at - 30) is None
    made = codes.new_secret()
    assert len(made) == 32
    assert codes.uri(made, "rep1") == f"otpauth://totp/ERP%20Visit:rep1?secret={made}&issuer=ERP%20Visit"


# -- sessions of one's own


async def test_the_own_sessions_are_listed_and_ended(db: ModuleType, store: redis.Redis) -> None:
    actor, other = await user(db), await user(db, "rep2")
    tokens = [
        (await auth.login("rep1", PASSWORD, address=f"192.0.2.{n}", device=f"Device {n}")).token for n in range(3)
    ]
    theirs = (await auth.login("rep2", PASSWORD, address=HOME)).token
    here = await sessions.actor_of(tokens[1])
    assert here is not None
    found = {one.device: one for one in await sessions.sessions_of(here)}
    assert {one.device: (one.address, one.current) for one in found.values()} == {
        "Device 0": ("192.0.2.0", False), "Device 1": ("192.0.2.1", True), "Device 2": ("192.0.2.2", False),
    }  # fmt: skip
    (not_mine,) = await sessions.sessions_of(other)
    assert await sessions.end_sessions(here, [found["Device 0"].id, not_mine.id]) == 1
    assert [await sessions.actor_of(token) for token in tokens] == [None, actor, actor]
    assert await sessions.end_sessions(here, None) == 1
    assert [await sessions.actor_of(token) for token in tokens] == [None, actor, None]
    assert await sessions.actor_of(theirs) == other
    async with db.connection() as connection:
        await connection.execute("UPDATE login_session SET expires_at = now() WHERE employee_id = $1", actor.id)
    await auth.login("rep1", PASSWORD, address=HOME)
    token = (await auth.login("rep1", PASSWORD, address=HOME)).token
    last = await sessions.actor_of(token)
    assert last is not None
    assert await sessions.end_sessions(last, None) == 1, "what had ended by itself is not counted"


async def test_when_a_session_was_last_used(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await user(db)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    async with db.connection() as connection:
        await connection.execute("UPDATE login_session SET used_at = now() - interval '1 hour'")
    monkeypatch.setattr(sessions, "OLDEST_SNAPSHOT", 0.0)
    sessions.forget_sessions()
    assert await sessions.actor_of(session.token) == actor
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT now() - used_at < interval '1 minute' FROM login_session")


async def test_a_stream_that_goes_on_is_no_use_of_a_log_in(db: ModuleType, store: redis.Redis) -> None:
    """An open page asks all the time whether it may go on; only what somebody does keeps the log-in open."""
    actor = await user(db)
    token = (await auth.login("rep1", PASSWORD, address=HOME)).token

    async def unused() -> float:
        async with db.connection() as connection:
            seconds: float = await connection.fetchval("SELECT extract(epoch FROM now() - used_at) FROM login_session")
            return float(seconds)

    async def later() -> None:
        """Ten minutes pass."""
        async with db.connection() as connection:
            await connection.execute("UPDATE login_session SET used_at = used_at - interval '10 minutes'")
        await store.flushdb()
        sessions.forget_sessions()

    await later()
    assert await sessions.actor_of(token, used=False) == actor
    assert await unused() > 599
    assert await sessions.actor_of(token) == actor, "though the stream has just looked"
    assert await unused() < 60
    await factories.setting("session_idle_minutes", 15)
    for _ in range(2):
        await later()
        found = await sessions.actor_of(token, used=False)
    assert found is None


async def test_a_log_in_that_is_not_used_ends_if_the_company_wants_it(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await user(db)
    tokens = [(await auth.login("rep1", PASSWORD, address=HOME)).token for _ in range(2)]
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE login_session SET used_at = now() - interval '40 minutes' WHERE name = $1",
            sessions.session_key(tokens[0]),
        )
    monkeypatch.setattr(sessions, "OLDEST_SNAPSHOT", 0.0)
    for minutes, left in ((0, [actor, actor]), (60, [actor, actor])):
        await factories.setting("session_idle_minutes", minutes)
        async with db.connection() as connection:
            await connection.execute(
                "UPDATE login_session SET used_at = now() - interval '40 minutes' WHERE name = $1",
                sessions.session_key(tokens[0]),
            )
        sessions.forget_sessions()
        assert [await sessions.actor_of(token) for token in tokens] == left
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE login_session SET used_at = now() - interval '40 minutes' WHERE name = $1",
            sessions.session_key(tokens[0]),
        )
    await factories.setting("session_idle_minutes", 30)
    sessions.forget_sessions()
    assert [await sessions.actor_of(token) for token in tokens] == [None, actor]
