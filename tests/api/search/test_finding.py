"""What people type, and what they mean by it."""

from typing import Final

from tests.api.search.catalogue import load
from tests.support.api import Api


FIRST: Final = (
    # what is typed, where, what comes first
    ("The Who", "artist", "artist/1"),
    ("the who", "artist", "artist/1"),
    ("who", "artist", "artist/1"),  # the larger of two that are called so
    ("Who, The", "artist", "artist/1"),
    ("AC/DC", "artist", "artist/5"),
    ("acdc", "artist", "artist/5"),
    ("ac dc", "artist", "artist/5"),
    ("Acca Dacca", "artist", "artist/5"),
    ("bjork", "artist", "artist/7"),
    ("BJÖRK", "artist", "artist/7"),
    ("Bjo\u0308rk", "artist", "artist/7"),  # decomposed, as some keyboards send it
    ("Björk Gudmundsdottir", "artist", "artist/7"),
    ("Sigur Ros", "artist", "artist/9"),
    ("sigur rós", "artist", "artist/9"),
    ("Radiohead", "artist,label,release,master", "artist/10"),
    ("radio head", "artist", "artist/10"),
    ("radioh", "artist", "artist/10"),
    ("Radiohed", "artist,label,release,master", "artist/10"),
    ("raidohead", "artist", "artist/10"),
    ("Sigor Ros", "artist", "artist/9"),
    ("Sigur Roz", "artist", "artist/9"),
    ("Motorhed", "artist", "artist/26"),
    ("nirvana", "artist", "artist/13"),
    ("Nirvana (2)", "artist", "artist/14"),
    ("jay z", "artist", "artist/15"),
    ("jayz", "artist", "artist/15"),
    ("Jay-Z", "artist", "artist/15"),
    ("!!!", "artist", "artist/16"),
    ("chk chk chk", "artist", "artist/16"),
    ("REM", "artist", "artist/17"),
    ("r.e.m.", "artist", "artist/17"),
    ("the the", "artist", "artist/18"),
    ("dont look", "artist", "artist/19"),
    ("don't look", "artist", "artist/19"),
    ("guns n roses", "artist", "artist/20"),
    ("Guns N’ Roses", "artist", "artist/20"),
    ("love symbol", "artist", "artist/21"),
    ("311", "artist", "artist/23"),
    ("blink182", "artist", "artist/24"),
    ("blink 182", "artist", "artist/24"),
    ("arzte", "artist", "artist/25"),
    ("die arzte", "artist", "artist/25"),
    ("Κλειω", "artist", "artist/27"),
    ("strasse", "artist", "artist/29"),
    ("100% \\_'\"; DROP", "artist", "artist/30"),
    ("warp", "", "label/50"),
    ("ok computer", "", "master/70"),
    ("radiohead ok computer", "", "master/70"),
    ("computer radiohead", "release", "release/1100"),
    ("thriller", "", "master/71"),
    ("thriller", "release", "release/1110"),  # of the larger master
    ("NODATA 02", "", "release/1100"),
    ("nodata-02", "release", "release/1100"),
    ("724385522925", "", "release/1100"),
    ("7 24385 52292 5", "", "release/1100"),
    ("4988006735811", "", "release/1101"),
    ("rock", "genre", "genre/Rock"),
    ("funk", "genre", "genre/Funk / Soul"),
    ("Funk / Soul", "genre,artist", "genre/Funk / Soul"),
    ("alternative", "style", "style/Alternative Rock"),
    ("sean", "person", "person/Seán"),  # exact before larger
    ("nigel g", "person", "person/Nigel Godrich"),
    ("nigl godrich", "person", "person/Nigel Godrich"),
    ("M. J.", "artist", "artist/40"),  # only named by releases
)
NOTHING: Final = ("   ", "zzzzzzzz", "%%%", "___", "' OR 1=1 --", "foo & | ! bar:*", "(((", "\\\\\\", "<->", "\U0001f600\U0001f600\U0001f600")


async def test_what_is_meant_comes_first(api: Api) -> None:
    await load(api)
    found = {}
    for typed, types, _ in FIRST:
        answer = await api.ok("/api/search", q=typed, types=types)
        found[typed, types] = next((f"{result['type']}/{result['id']}" for result in answer["results"]), None)

    assert found == {(typed, types): expected for typed, types, expected in FIRST}


async def test_what_nothing_is_called_by_finds_nothing(api: Api) -> None:
    await load(api)
    for typed in NOTHING:
        answer = await api.ok("/api/search", q=typed)
        assert (answer["total"], answer["results"], answer["pagination"]["has_more"]) == (0, [], False), typed
        assert (await api.ok("/api/autocomplete", q=typed, type="all"))["results"] == [], typed


async def test_a_spelling_that_was_put_right_is_told(api: Api) -> None:
    await load(api)

    corrected = await api.ok("/api/search", q="Radiohed Trbute")
    exact = await api.ok("/api/search", q="Radiohead")

    assert corrected["suggestion"] == "radiohead tribute"
    assert corrected["results"][0]["id"] == "11"
    assert exact["suggestion"] is None


async def test_suggestions_are_ranked(api: Api) -> None:
    await load(api)
    cases = [
        ("rad", "artist", ["Radiohead", "Radiohead Tribute Band"]),
        ("who", "artist", ["Who, The", "Who", "The Who's Who Tribute"]),
        ("trib", "artist", ["The Who's Who Tribute", "Radiohead Tribute Band", "Bjork Tribute Orchestra"]),
        ("radiohead", "all", ["Radiohead", "Radiohead Ltd.", "Radiohead Tribute Band", "OK Computer", "OK Computer", "OK Computer", "Pablo"]),
        ("nig", "person", ["Nigel Godrich", "Nigel Hopkins", "Nigel"]),
    ]
    for typed, entity_type, expected in cases:
        answer = await api.ok("/api/autocomplete", q=typed, type=entity_type)
        assert [hit["name"] for hit in answer["results"]] == expected, typed


async def test_a_suggestion_tells_what_it_is(api: Api) -> None:
    await load(api)

    artist = (await api.ok("/api/autocomplete", q="Radiohead"))["results"][0]
    label = (await api.ok("/api/autocomplete", q="Warp", type="label"))["results"][0]
    master = (await api.ok("/api/autocomplete", q="OK Comp", type="Master"))["results"][0]
    pressing = (await api.ok("/api/autocomplete", q="NODATA 01", type="release", limit=1))["results"]
    person = (await api.ok("/api/autocomplete", q="Sean B", type="person"))["results"][0]

    assert artist == {"id": "10", "name": "Radiohead", "score": artist["score"], "type": "artist", "weight": 3, "detail": "1993-1997"}
    assert 0.8 < artist["score"] < 1
    assert (label["type"], label["weight"], label["detail"]) == ("label", 2, "1997")
    assert (master["type"], master["weight"], master["detail"]) == ("master", 2, "Radiohead · 1997")
    assert [(hit["id"], hit["type"], hit["weight"], hit["detail"]) for hit in pressing] == [("1101", "release", 2, "Radiohead · 1997 · Japan")]
    assert (person["id"], person["type"], person["weight"]) == ("Sean Booth", "person", 40)
