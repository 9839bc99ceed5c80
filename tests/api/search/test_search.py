"""The route of search: answers, filters, facets, order, pages, input that nobody should send."""

from typing import Any

from api.catalogue.documents import derive_documents
from api.models import EntityType
from api.search import service
from api.search.service import Search
from tests.api.search.catalogue import ARTISTS, load, release
from tests.support.api import Api, running_api
from tests.support.catalogue import load_discogs
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


def ids(answer: dict[str, Any]) -> list[str]:
    return [f"{result['type']}/{result['id']}" for result in answer["results"]]


async def test_an_answer_has_the_documented_form(api: Api) -> None:
    await load(api)

    answer = await api.ok("/api/search", q="OK Computer", types="master,release,artist")

    first, second, _ = answer["results"]
    assert answer["query"] == "OK Computer"
    assert (answer["total"], answer["capped"], answer["suggestion"]) == (3, False, None)
    assert answer["pagination"] == {"limit": 20, "offset": 0, "has_more": False}
    assert answer["facets"] == {
        "type": {"master": 1, "release": 2, "artist": 0},
        "genre": {"Electronic": 3, "Rock": 3},
        "style": {"Alternative Rock": 2},
        "format": {"CD": 1, "Vinyl": 1},
        "country": {"Japan": 1, "UK": 1},
        "decade": {"1990s": 3},
        "year": {"1997": 3},
    }
    assert first == {
        "type": "master",
        "id": "70",
        "name": "OK Computer",
        "highlight": "<b>OK</b> <b>Computer</b>",
        "relevance": first["relevance"],
        "metadata": {"year": 1997, "genres": ["Electronic", "Rock"], "styles": ["Alternative Rock"], "artist": "Radiohead", "releases": 2},
    }
    assert second["metadata"] == {
        "year": 1997,
        "genres": ["Electronic", "Rock"],
        "styles": ["Alternative Rock"],
        "artist": "Radiohead",
        "label": "Warp Records",
        "catno": "NODATA 02",
        "country": "UK",
        "formats": ["CD"],
        "releases": 2,
    }


async def test_artists_and_labels_tell_their_years(api: Api) -> None:
    await load(api)

    (artist, *_) = (await api.ok("/api/search", q="Radiohead", types="artist"))["results"]
    (nameless, *_) = (await api.ok("/api/search", q="311", types="artist"))["results"]

    assert artist["metadata"] == {"year": 1993, "last_year": 1997, "releases": 3}
    assert nameless["metadata"] == {"releases": 0}


async def test_the_rarity_of_a_release_is_told_once_it_is_known(api: Api) -> None:
    await load(api)
    async with await api.postgres.connect() as connection:
        await connection.execute("INSERT INTO insights.release_rarity (release_id, rarity_score, tier) VALUES (1100, 66, 'rare')")

    answer = await api.ok("/api/search", q="NODATA 02")

    assert answer["results"][0]["metadata"]["tier"] == "rare"


async def test_filters_leave_out_what_does_not_fit(api: Api) -> None:
    await load(api)
    both = {"release/1100", "release/1101"}
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"genres": "Rock"}, {"master/70", *both}),
        ({"genres": "Jazz"}, set()),
        ({"genres": "Jazz, Electronic"}, {"master/70", *both}),
        ({"style": "Alternative Rock"}, {"master/70", "release/1100"}),
        ({"format": "Vinyl"}, {"release/1101"}),
        ({"country": "UK,Japan"}, both),
        ({"country": "Japan", "format": "CD"}, set()),
        ({"year_min": 1998}, set()),
        ({"year_max": 1997}, {"master/70", *both}),
        ({"year_min": 1990, "year_max": 1999, "types": "release"}, both),
    ]
    for filters, expected in cases:
        answer = await api.ok("/api/search", q="OK Computer", **filters)
        assert set(ids(answer)) == expected, filters
        assert sum(answer["facets"]["type"].values()) == answer["total"] == len(expected), filters


async def test_a_genre_may_hold_commas(api: Api) -> None:
    await load(api)

    answer = await api.ok("/api/search", q="Thriller", types="release", genres="Folk, World, & Country")

    assert ids(answer) == ["release/1120"]


async def test_filters_of_genre_and_year_keep_what_has_none(api: Api) -> None:
    await load(api)

    of_genre = await api.ok("/api/search", q="who", genres="Jazz", types="artist,master,release")
    of_years = await api.ok("/api/search", q="who", year_min=2000, year_max=2009, types="artist,master,release")

    assert "artist/2" in ids(of_genre)
    assert {"master/72", "release/1130"} <= set(ids(of_genre))
    assert set(ids(of_years)) - {f"artist/{artist['id']}" for artist in ARTISTS} == {"master/72", "release/1010", "release/1011", "release/1130"}


async def test_api_graph_19_years_limit_masters_and_releases_only(api: Api) -> None:
    await load(api)

    answer = await api.ok("/api/search", q="session", year_min=1990, year_max=1999)

    years = [result["metadata"].get("year") for result in answer["results"] if result["type"] in ("master", "release")]
    assert sorted(year for year in years if year) == [1991, 1991, 1991, 1995, 1995, 1995]
    assert years.count(None) == 3
    assert answer["total"] == len(answer["results"]) == 9
    assert answer["facets"]["decade"] == {"1990s": 6}


async def test_api_graph_20_pages_do_not_overlap(api: Api) -> None:
    await load(api)
    pages = [await api.ok("/api/search", q="session", limit=7, offset=offset) for offset in range(0, 70, 7)]

    found = [result for page in pages for result in page["results"]]

    assert len(found) == len(set(ids({"results": found}))) == pages[0]["total"] == 55
    assert [(-result["relevance"], result["id"]) for result in found] == sorted((-result["relevance"], result["id"]) for result in found)
    assert [page["pagination"]["has_more"] for page in pages] == [True] * 7 + [False] * 3
    assert {page["total"] for page in pages} == {55}


async def test_results_can_be_ordered(api: Api) -> None:
    await load(api)

    async def years(sort: str) -> list[int | None]:
        return [result["metadata"].get("year") for result in (await api.ok("/api/search", q="session", sort=sort, limit=100))["results"]]

    assert await years("year") == sorted(await years("year"), key=lambda year: year or 9999)
    assert (await years("-year"))[0] == 2001
    assert (await years("-year"))[-1] is None
    names = [result["name"] for result in (await api.ok("/api/search", q="tribute", types="artist", sort="name"))["results"]]
    assert names == ["Bjork Tribute Orchestra", "Radiohead Tribute Band", "The Who's Who Tribute"]
    assert (await api.ok("/api/search", q="who", sort="size"))["results"][0]["id"] == "1"


async def test_names_are_no_markup(api: Api) -> None:
    await load(api)

    answer = await api.ok("/api/search", q="look <b>", types="artist")

    assert answer["results"][0]["name"] == "Don't <b>Look</b> & Listen"
    assert answer["results"][0]["highlight"] == "Don't &lt;<b>b</b>&gt;<b>Look</b>&lt;/<b>b</b>&gt; &amp; Listen"


async def test_of_a_frequent_word_the_largest_are_looked_at(api: Api) -> None:
    few = [release(number, f"Song {number}", str(number % 10 + 1), f"Common {number % 10 + 1}") for number in range(1, 21)]
    more = [release(500 + number, "Other", "3", "Common 3") for number in range(10)]
    for releases in (few, more):  # what grows later lies behind the others in the table
        await load_discogs(api.postgres, None, {"releases": releases})
        await derive_documents(api.state.postgres, api.state.graph)

    found = await service.search(api.state.postgres, api.state.cache, Search("common", (EntityType.ARTIST,), each=5))

    assert (found.total, found.capped) == (5, True)
    assert (found.results[0].id, found.results[0].metadata.releases) == ("3", 12)


async def test_api_graph_18_types_in_any_order_are_one_question(api: Api) -> None:
    await load(api)

    first = await api.ok("/api/search", q="Radiohead", types="artist,label,artist")
    other = await api.ok("/api/search", q=" RADIOHEAD ", types="LABEL, artist")

    keys = [key async for key in api.state.redis.scan_iter(match=f"{api.state.settings.redis_key_prefix}cache:*:search:*")]
    assert len(keys) == 1
    assert 0 < await api.state.redis.ttl(keys[0]) <= 3600
    assert (first["query"], other["query"]) == ("Radiohead", " RADIOHEAD ")
    assert {**first, "query": ""} == {**other, "query": ""}
    assert first["total"] == 3


async def test_api_graph_18_search_answers_with_redis_down(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with running_api(stack, postgres, graph, redis_port=1) as api:
        await load(api)
        assert (await api.ok("/api/search", q="Radiohead"))["results"][0]["id"] == "10"
        assert (await api.ok("/api/autocomplete", q="Radiohead"))["results"][0]["id"] == "10"


async def test_api_graph_01_two_letters_are_too_few(api: Api) -> None:
    for path in ("/api/autocomplete", "/api/search"):
        answer = await api.get(path, q="ab")
        assert answer.status_code == 422
        assert isinstance(answer.json()["detail"], list)


async def test_api_graph_02_an_unknown_type_is_named(api: Api) -> None:
    suggested = await api.get("/api/autocomplete", q="abc", type="Banana")
    searched = await api.get("/api/search", q="abc", types="artist,Foo, bar")

    assert (suggested.status_code, searched.status_code) == (400, 400)
    assert suggested.json()["error"].startswith("Invalid type: Banana. Must be artist, genre, label, style")
    assert searched.json()["error"].startswith("Invalid type(s): foo, bar. Valid: artist, label, master, release")


async def test_api_graph_03_no_text_is_an_error(api: Api) -> None:
    await load(api)
    odd = [
        "AC/DC (x)",
        "a" * 200,
        "a b c d e f g h i j k l m n o p",
        "'; DROP TABLE artists; --",
        "\\\\' & |",
        "{}[]^~*?:",
        "ﬁﬂ²½",
        "\u202e\u200b\ufeff",
    ]
    for typed in odd:
        assert (await api.get("/api/autocomplete", q=typed, type="all")).status_code == 200, typed
        filters = {"genres": typed, "style": typed, "format": typed, "country": typed, "types": "artist,release,person"}
        assert (await api.get("/api/search", q=typed, **filters)).status_code == 200, typed


async def test_what_is_out_of_bounds_is_refused(api: Api) -> None:
    limits: list[dict[str, Any]] = [
        {"limit": 0},
        {"limit": 101},
        {"offset": -1},
        {"offset": 1001},
        {"year_min": 999},
        {"year_max": "x"},
        {"sort": "weight"},
    ]
    texts: list[dict[str, Any]] = [{"q": "a" * 201}, {"q": "ab\x00c"}, {"genres": "a" * 1001}, {"style": "a\x07"}]
    for bad in (*limits, *texts):
        assert (await api.get("/api/search", **({"q": "abc"} | bad))).status_code == 422, bad


async def test_people_are_offered_to_other_domains(api: Api) -> None:
    await load(api)

    people = await service.people_by_prefix(api.state.postgres, "ni", 2)

    assert [(person.name, person.weight) for person in people] == [("Nigel Godrich", 12), ("Nigel Hopkins", 2)]


async def test_api_graph_17_the_31st_search_of_a_minute_is_refused(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with running_api(stack, postgres, graph, rate_limit_enabled=True, trusted_proxies="") as api:
        answers = [await api.get("/api/search", q="abc") for _ in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1].json()["error"] == "Rate limit exceeded: 30 per 1 minute"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
