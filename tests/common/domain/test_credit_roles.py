from hypothesis import given, strategies as st
import pytest

from common.domain.credit_roles import ALL_CATEGORIES, ROLE_CATEGORIES, categorize_role


@pytest.mark.parametrize(
    ("role", "category"),
    [
        ("Producer", "production"),
        ("  Produced By ", "production"),
        ("Executive-Producer", "production"),
        ("Mixed By", "engineering"),
        ("Mixed By [Assistant]", "engineering"),
        ("Mastered By", "mastering"),
        ("Remastered By", "mastering"),
        ("Lacquer Cut By", "mastering"),
        ("Guitar [Lead]", "session"),
        ("Bass Guitar, Vocals", "session"),
        ("Artwork", "design"),
        ("Photography By [Cover]", "design"),
        ("A&R", "management"),
        ("Written-By", "other"),
        ("", "other"),
    ],
)
def test_category_of_a_role(role: str, category: str) -> None:
    assert categorize_role(role) == category


@pytest.mark.parametrize(("category", "fragment"), [(c, f) for c, fragments in ROLE_CATEGORIES.items() for f in fragments])
def test_every_fragment_is_of_its_own_category(category: str, fragment: str) -> None:
    assert categorize_role(fragment) == categorize_role(fragment.title()) == category


def test_the_longest_fragment_inside_a_text_decides() -> None:
    assert categorize_role("Bass, Recording Engineer") == "engineering"


@given(st.text())
def test_any_text_has_a_known_category(role: str) -> None:
    assert categorize_role(role) in ALL_CATEGORIES
