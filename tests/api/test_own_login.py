"""One's own log-in by GraphQL: two steps, a first password, second factor, sessions."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.org import service
from erp_visit.org.actors import load_actor
from tests import factories
from tests.api.client import Client
from tests.phone import clock, code_of

pytestmark = pytest.mark.usefixtures("phone_clock")
PASSWORD = "correct horse battery"
LOGIN = """mutation ($u: String!, $p: String!) { login(username: $u, password: $p) {
    token expiresAt nextStep challenge me { username department { name } } userErrors { code path } } }"""
CONFIRM = """mutation ($challenge: String!, $code: String!) { confirmLogin(challenge: $challenge, code: $code) {
    token nextStep challenge me { username } userErrors { code path params } } }"""
BEGIN = """mutation ($input: BeginSecondFactorInput!) { beginSecondFactor(input: $input) {
    secret uri userErrors { code path } } }"""
ADD = """mutation ($input: ConfirmSecondFactorInput!) { confirmSecondFactor(input: $input) {
    token nextStep recoveryCodes userErrors { code path } } }"""
REMOVE = """mutation ($input: RemoveSecondFactorInput!) { removeSecondFactor(input: $input) {
    token userErrors { code path } } }"""
CHANGE = """mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
    token expiresAt nextStep userErrors { code path } } }"""
END = "mutation ($input: EndSessionsInput!) { endSessions(input: $input) { ended userErrors { code path } } }"
MINE = """{ myLogin { username secondFactorSince recoveryCodesLeft
    sessions { id address device openedAt usedAt expiresAt current } } }"""


@pytest.fixture
async def rep(http: httpx.AsyncClient) -> Actor:
    return await person("rep1", "rep")


async def person(username: str, role: str) -> Actor:
    key = await service.create_user(username=username, name="张三", roles=[role], password=PASSWORD)
    async with db.connection() as connection:
        return await load_actor(connection, key)


async def log_in(http: httpx.AsyncClient, password: str = PASSWORD) -> dict[str, Any]:
    data = await Client(http).data(LOGIN, {"u": "rep1", "p": password})
    found: dict[str, Any] = data["login"]
    return found


async def enrol(client: Client) -> tuple[str, dict[str, Any]]:
    made = (await client.data(BEGIN, {"input": {"password": PASSWORD}}))["beginSecondFactor"]
    assert made["uri"].startswith(f"otpauth://totp/ERP%20Visit:rep1?secret={made['secret']}")
    done = (await client.data(ADD, {"input": {"code": code_of(made["secret"])}}))["confirmSecondFactor"]
    assert done["userErrors"] == []
    clock.later()
    return made["secret"], done


async def test_a_log_in_of_two_steps(http: httpx.AsyncClient, rep: Actor) -> None:
    plain = await log_in(http)
    assert (plain["nextStep"], plain["challenge"], plain["me"]["username"]) == ("NONE", None, "rep1")
    secret, done = await enrol(Client(http, plain["token"]))
    assert done["nextStep"] == "NONE"
    assert len(done["recoveryCodes"]) == 10
    assert await Client(http, plain["token"]).code("{ me { id } }") == "UNAUTHENTICATED"
    first = await log_in(http)
    assert (first["token"], first["expiresAt"], first["nextStep"], first["me"]) == (None, None, "SECOND_FACTOR", None)
    assert first["userErrors"] == []
    nobody = Client(http)
    wrong = (await nobody.data(CONFIRM, {"challenge": first["challenge"], "code": "000000"}))["confirmLogin"]
    assert (wrong["token"], wrong["userErrors"]) == (
        None, [{"code": "BAD_CREDENTIALS", "path": ["code"], "params": {}}],
    )  # fmt: skip
    right = (await nobody.data(CONFIRM, {"challenge": first["challenge"], "code": code_of(secret)}))["confirmLogin"]
    assert (right["nextStep"], right["me"]["username"]) == ("NONE", "rep1")
    found = (await Client(http, right["token"]).data(MINE))["myLogin"]
    assert found["recoveryCodesLeft"] == 10
    assert found["secondFactorSince"]
    assert await Client(http, first["challenge"]).code("{ me { id } }") == "UNAUTHENTICATED", "it is no token"
    removal = {"password": PASSWORD, "code": done["recoveryCodes"][0]}
    left = (await Client(http, right["token"]).data(REMOVE, {"input": removal}))["removeSecondFactor"]
    assert left["userErrors"] == []
    assert (await log_in(http))["nextStep"] == "NONE"


async def test_a_first_password_opens_nothing_but_its_change(http: httpx.AsyncClient, rep: Actor) -> None:
    chief = await person("chief", "administrator")
    await service.set_password(chief, employee_id=rep.id, password="first horse of many")
    found = await log_in(http, "first horse of many")
    assert (found["nextStep"], found["me"], found["challenge"]) == ("CHANGE_PASSWORD", None, None)
    client = Client(http, found["token"])
    for text in (
        "{ customers { totalCount } }", "{ me { id } customers { totalCount } }", "mutation { startTracking { __typename } }",
        "query ($a: Boolean = false) { me { id } ...F @skip(if: $a) } fragment F on Query { ... { employees { totalCount } } }",
    ):  # fmt: skip
        assert await client.code(text) in {"LOGIN_INCOMPLETE", "VALIDATION_ERROR"}, text
    assert await client.code("{ customers { totalCount } }") == "LOGIN_INCOMPLETE"
    assert await client.data("{ me { name } __typename }") == {"me": {"name": "张三"}, "__typename": "Query"}
    change = {"current": "first horse of many", "new": "a horse of my own"}
    done = (await client.data(CHANGE, {"input": change}))["changePassword"]
    assert (done["nextStep"], done["userErrors"]) == ("NONE", [])
    assert "errors" not in await Client(http, done["token"]).ask("{ customers { totalCount } }")
    assert await client.code("{ me { id } }") == "UNAUTHENTICATED"


async def test_what_comes_with_an_unfinished_log_in_is_not_done(http: httpx.AsyncClient, rep: Actor) -> None:
    """Commands that need no right at all stand behind `login` in one document."""
    with_more = f"{LOGIN.removesuffix(' }')} markNotificationsRead(input: {{}}) {{ unread }} }}"
    given = {"u": "rep1", "p": PASSWORD}
    whole = await Client(http).ask(with_more, given)
    assert "errors" not in whole
    await factories.setting("second_factor_for", "EVERYBODY")
    body = await Client(http).ask(with_more, given)
    assert body["data"]["login"]["nextStep"] == "ADD_SECOND_FACTOR"
    assert body["data"]["markNotificationsRead"] is None
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UNAUTHENTICATED"]


async def test_a_company_that_asks_for_a_second_factor(http: httpx.AsyncClient, rep: Actor) -> None:
    await factories.setting("second_factor_for", "EVERYBODY")
    found = await log_in(http)
    assert found["nextStep"] == "ADD_SECOND_FACTOR"
    client = Client(http, found["token"])
    assert await client.code("{ customers { totalCount } }") == "LOGIN_INCOMPLETE"
    _, done = await enrol(client)
    assert "errors" not in await Client(http, done["token"]).ask("{ customers { totalCount } }")
    removal = {"password": PASSWORD, "code": done["recoveryCodes"][0]}
    refused = (await Client(http, done["token"]).data(REMOVE, {"input": removal}))["removeSecondFactor"]
    assert refused == {"token": None, "userErrors": [{"code": "WRONG_STATE", "path": []}]}


async def test_what_is_wrong_is_said_at_its_place(http: httpx.AsyncClient, rep: Actor) -> None:
    client = Client(http, (await log_in(http))["token"])
    for text, given, path in (
        (CHANGE, {"current": "wrong horse", "new": "a horse of my own"}, ["current"]),
        (CHANGE, {"current": PASSWORD, "new": "short"}, ["new"]),
        (BEGIN, {"password": "wrong horse"}, ["password"]),
        (ADD, {"code": "123456"}, []),
        (END, {"password": "wrong horse"}, ["password"]),
        (END, {"password": PASSWORD, "sessionIds": ["Order:1"]}, ["sessionIds", "0"]),
        (END, {"password": PASSWORD, "sessionIds": ["x"] * 201}, ["sessionIds"]),
    ):
        (answer,) = (await client.data(text, {"input": given})).values()
        assert [error["path"] for error in answer["userErrors"]] == [path], (text, given)
    assert await Client(http).code(MINE) == "UNAUTHENTICATED"
    assert await Client(http).code(CHANGE, {"input": {"current": "x", "new": "x"}}) == "UNAUTHENTICATED"


async def test_own_sessions_are_read_and_ended(http: httpx.AsyncClient, rep: Actor) -> None:
    http.headers["user-agent"] = "App/1.0"
    tokens = [(await log_in(http))["token"] for _ in range(3)]
    client = Client(http, tokens[0])
    found = (await client.data(MINE))["myLogin"]["sessions"]
    assert [(one["device"], one["address"]) for one in found] == [("App/1.0", "127.0.0.1")] * 3
    (here,) = [one for one in found if one["current"]]
    others = [one["id"] for one in found if not one["current"]]
    ended = await client.data(END, {"input": {"password": PASSWORD, "sessionIds": others[:1]}})
    assert ended["endSessions"] == {"ended": 1, "userErrors": []}
    assert (await client.data(END, {"input": {"password": PASSWORD}}))["endSessions"]["ended"] == 1
    assert [one["id"] for one in (await client.data(MINE))["myLogin"]["sessions"]] == [here["id"]]
    assert await Client(http, tokens[1]).code("{ me { id } }") == "UNAUTHENTICATED"
