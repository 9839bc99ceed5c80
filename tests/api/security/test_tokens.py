"""Tokens as texts: vectors that every implementation must reproduce, and everything that is refused."""

import base64
import json

from hypothesis import given, strategies as st
import jwt
import pytest

from api.security.models import TokenKind
from api.security.tokens import account_id, app_token_hash, decode, mint


USER = "00000000-0000-0000-0000-000000000001"
SECRET = "a test's own key, of no use elsewhere, long enough for every algorithm that is tried"
NOW = 1_700_000_000
FAR = 4_102_444_800


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
def test_the_signature_of_the_documented_vector() -> None:
    token = mint("test-secret", user_id=USER, email="a@example.com", now=NOW, lifetime_s=FAR - NOW, jti="00112233445566778899aabbccddeeff")

    header, payload, signature = token.split(".")
    assert signature == "Y4C1AMMYek1g0Zg4IA4NAd8ZXJ-c2RqkoFoRyLJX7gY"
    assert _text(header) == '{"alg":"HS256","typ":"JWT"}'
    assert _text(payload) == (
        '{"sub":"00000000-0000-0000-0000-000000000001","email":"a@example.com","exp":4102444800,"iat":1700000000,'
        '"jti":"00112233445566778899aabbccddeeff"}'
    )


def test_the_hash_of_the_documented_app_token() -> None:
    assert app_token_hash("dscg_" + 43 * "A") == "20a0203987e34578217025406f3cff01d6074aa7143b40050c2e6357aa8dddb6"


@pytest.mark.parametrize(
    ("kind", "names", "jti"),
    [
        (TokenKind.ACCESS, ["sub", "email", "exp", "iat", "jti"], ""),
        (TokenKind.CHALLENGE, ["sub", "email", "type", "exp", "iat", "jti"], ""),
        (TokenKind.ADMIN, ["sub", "email", "type", "exp", "iat", "jti"], "admin:"),
    ],
)
def test_claims_of_each_kind_in_their_order(kind: TokenKind, names: list[str], jti: str) -> None:
    claims = json.loads(_text(mint(SECRET, user_id=USER, email="a@b.co", now=NOW, lifetime_s=60, kind=kind).split(".")[1]))

    assert list(claims) == names
    assert claims.get("type", "") == kind.value
    assert claims["jti"].startswith(jti) and len(claims["jti"]) == len(jti) + 32


def test_expiry_counts_from_minting_whenever_the_credential_was_read() -> None:
    token = mint(SECRET, user_id=USER, email="a@b.co", now=FAR, issued_at=NOW, lifetime_s=60)

    claims = decode(token, SECRET)
    assert claims is not None
    assert (claims.expires_at, claims.issued_at) == (FAR + 60, NOW)


def test_a_token_says_what_was_minted() -> None:
    claims = decode(mint(SECRET, user_id=USER, email="a@b.co", now=FAR, lifetime_s=60, kind=TokenKind.ADMIN, jti="j"), SECRET)

    assert claims is not None
    assert (claims.subject, claims.email, claims.kind, claims.jti) == (USER, "a@b.co", "admin", "j")


def _text(part: str) -> str:
    return base64.urlsafe_b64decode(part + "==").decode()


def _signed(claims: object, header: dict[str, str] | None = None, key: str = SECRET) -> str:
    if isinstance(claims, dict) and header is None:
        return jwt.encode(claims, key, "HS256")
    jws = jwt.PyJWS()
    return jws.encode(json.dumps(claims).encode(), key, (header or {}).get("alg", "HS256"), headers=header)


GOOD = _signed({"sub": USER, "exp": FAR})


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        GOOD + ".x",
        GOOD[:-2],
        GOOD + "é",  # a signature that is not ASCII
        GOOD.rsplit(".", 1)[0] + ".é",
        "é" + GOOD,
        GOOD.rsplit(".", 1)[0] + ".",
        _signed({"sub": USER, "exp": FAR}, key=SECRET[::-1]),
        _signed({"sub": USER, "exp": 1}),  # expired
        _signed({"sub": USER}),  # without an end
        _signed({"sub": USER, "exp": "never"}),
        _signed({"sub": USER, "exp": None}),
        _signed({"sub": USER, "exp": 1e400}),
        _signed({"sub": USER, "exp": FAR, "iat": "x"}),
        _signed({"sub": USER, "exp": FAR, "iat": 1e400}),
        _signed({"sub": USER, "exp": FAR, "jti": "a\x00b"}),
        _signed({"sub": USER, "exp": FAR, "nbf": FAR}),
        _signed([1, 2]),
        _signed("text"),
        _signed({"sub": USER, "exp": FAR}, header={"alg": "HS384", "typ": "JWT"}),
        base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=") + "." + GOOD.split(".")[1] + ".",
    ],
)
def test_whatever_is_wrong_with_a_token_it_says_nothing(token: str) -> None:
    assert decode(token, SECRET) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_decoder(text: str) -> None:
    assert decode(text, SECRET) is None
    assert decode(GOOD.rsplit(".", 1)[0] + "." + text, SECRET) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_hash(text: str) -> None:
    assert len(app_token_hash(text)) == 64


def test_a_token_of_a_clock_that_is_ahead_is_taken() -> None:
    assert decode(_signed({"sub": USER, "exp": FAR, "iat": FAR - 1}), SECRET) is not None


@pytest.mark.parametrize(
    ("subject", "wanted"),
    [(USER, USER), ("{AAAAAAAA-0000-0000-0000-000000000001}", "aaaaaaaa-0000-0000-0000-000000000001"), ("", None), ("1", None), ("x" * 36, None)],
)
def test_an_account_is_named_by_a_uuid(subject: str, wanted: str | None) -> None:
    assert account_id(subject) == wanted
