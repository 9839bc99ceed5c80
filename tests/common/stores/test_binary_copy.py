"""Encoded fields, and what PostgreSQL makes of them."""

from collections.abc import Callable
import json
import struct
from typing import Any

from hypothesis import given, strategies as st
import psycopg
import pytest

from common.stores import binary_copy as copy
from tests.support.servers import PostgresTarget


@pytest.mark.parametrize("encode", [copy.text, copy.jsonb, copy.int2, copy.int4, copy.int8, copy.boolean, copy.uuid])
def test_none_is_null_in_every_type(encode: Callable[[Any], bytes]) -> None:
    assert encode(None) == copy.NULL


@given(st.text(st.characters(codec="utf-8")))
def test_text_is_led_by_its_length_in_bytes(value: str) -> None:
    field = copy.text(value)
    assert int.from_bytes(field[:4]) == len(value.encode())
    assert field[4:].decode() == value


@pytest.mark.parametrize(("encode", "value"), [(copy.int2, 2**15), (copy.int4, 2**31), (copy.int8, 2**63)])
def test_a_number_beyond_its_type_is_an_error(encode: Callable[[int], bytes], value: int) -> None:
    with pytest.raises(struct.error):
        encode(value)


async def test_postgres_reads_back_what_was_encoded(empty_postgres: PostgresTarget) -> None:
    rows = [
        ("tab\there", '{"a": "back\\\\slash \\n"}', -5, 2**31 - 1, 2**63 - 1, True, "0e57dae1-745b-5a92-9b15-45a0de9c6d59"),
        ("", "null", 0, -(2**31), -(2**63), False, "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"),
        (None,) * 7,
    ]
    encoders: list[Callable[[Any], bytes]] = [copy.text, _json, copy.int2, copy.int4, copy.int8, copy.boolean, copy.uuid]
    encoded = [copy.row_head(7) + b"".join(encode(value) for encode, value in zip(encoders, row, strict=True)) for row in rows]
    async with await empty_postgres.connect() as connection:
        await connection.execute("CREATE TABLE t (a text, b jsonb, c smallint, d integer, e bigint, f boolean, g uuid)")
        cursor = connection.cursor(row_factory=psycopg.rows.tuple_row)
        async with cursor.copy("COPY t FROM STDIN (FORMAT binary)") as target:
            await target.write(copy.stream(encoded))
        found = await (await cursor.execute("SELECT a, b::text, c, d, e, f, upper(g::text) FROM t")).fetchall()
    expected = [(a, b and json.dumps(json.loads(b)), c, d, e, f, g and g.upper()) for a, b, c, d, e, f, g in rows]
    assert found == expected


def _json(value: str | None) -> bytes:
    return copy.jsonb(None if value is None else value.encode())
