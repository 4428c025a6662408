"""What the published schema allows, by somebody else's reading of it: schemathesis for GraphQL.

Every query and mutation, with whatever part of its answer and with arguments written into the document that fit the
schema. The answer is GraphQL's, and no error has a code that is not published.
"""

from __future__ import annotations

from typing import Any

import schemathesis
from graphql import StringValueNode
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.api.schema import sdl
from tests.api.client import Client
from tests.fuzz.hostile import DAYS, NUMBERS, clean_texts
from tests.fuzz.runs import ran, run_of
from tests.fuzz.test_doors import CODES, SCALARS, run_here

for _name in ("UUID", "Decimal", "DateTime", "Date", "JSON"):
    _texts = clean_texts if _name == "JSON" else SCALARS[_name] | st.sampled_from([*NUMBERS, *DAYS])
    schemathesis.graphql.scalar(_name, _texts.map(lambda text: StringValueNode(value=text)))


async def test_whatever_the_schema_allows(clients: dict[str, Client]) -> None:
    cases = schemathesis.graphql.from_file(sdl()).as_strategy()

    @run_of(30)
    @given(cases.filter(lambda case: "logout" not in case.body))
    async def once(case: Any) -> None:
        ran["schemathesis"] += 1
        answer = await clients["manager"].post({"query": case.body})
        assert answer.status_code in (200, 400), (case.body, answer.text)
        body = answer.json()
        codes = {error["extensions"]["code"] for error in body.get("errors", [])}
        for payload in (body.get("data") or {}).values():
            if isinstance(payload, dict):
                codes |= {error["code"] for error in payload.get("userErrors") or () if "code" in error}
        assert codes <= CODES, (case.body, body)
        assert codes or body["data"] is not None, (case.body, body)

    await run_here(once)
