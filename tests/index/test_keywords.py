import os
import string
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from math import log
from pathlib import Path

import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from index.errors import StoreError
from index.keywords import KeywordIndex, Limits, build_keywords, link_beside, whole_seconds
from index.names import Variant, Why
from index.passage import Hit, Passage

ANYTHING = Limits()


def article(article_id: str, text: str, title: str = "", **fields: object) -> Article:
    return make_article(id=article_id, text=text, title=title, **fields)


def whole(one: Article) -> Passage:
    return Passage(one, 0, len(one.text))


def build(path: Path, *articles: Article, previous: Path | None = None, removed: Sequence[Article] = ()) -> Path:
    list(build_keywords(path, previous, [whole(one).id for one in removed], map(whole, articles)))
    return path


class Searched:
    """An index whose hits are told by the ids of their articles."""

    def __init__(self, path: Path, *articles: Article) -> None:
        self.index = KeywordIndex(path)
        self._names = {whole(one).id: one.id for one in articles}

    def hits(self, question: str, limits: Limits = ANYTHING, top_k: int = 10) -> list[Hit]:
        return [Hit(self._names[hit.passage_id], hit.score) for hit in self.index.search(question, limits, top_k)]

    def names(self, question: str, limits: Limits = ANYTHING, top_k: int = 10) -> list[str]:
        return [hit.passage_id for hit in self.hits(question, limits, top_k)]


def searched(path: Path, *articles: Article) -> Searched:
    return Searched(build(path, *articles), *articles)


def bm25(frequency: int, length: int, mean: float, holding: int, passages: int) -> float:
    """What one word in one field is worth (k1 1.2, b .75)."""
    rarity = log(1 + (passages - holding + 0.5) / (holding + 0.5))
    return rarity * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * length / mean))


def test_scores_are_bm25_over_words_and_stems(tmp_path: Path) -> None:
    index = searched(
        tmp_path / "k",
        article("twice", "rain rain fog"),
        article("once", "rain fog snow"),
        article("long", "rain one two three four five"),
        article("none", "snow snow"),
    )
    # Words and stems are the same here, and no article has a title: each counts the same score.
    mean = 14 / 4
    assert [(hit.passage_id, round(hit.score, 4)) for hit in index.hits("rain")] == [
        ("twice", round(2 * bm25(2, 3, mean, 3, 4), 4)),
        ("once", round(2 * bm25(1, 3, mean, 3, 4), 4)),
        ("long", round(2 * bm25(1, 6, mean, 3, 4), 4)),
    ]


def test_an_open_index_leaves_its_folder_alone(tmp_path: Path) -> None:
    """Who looks for changes locks the folder, also when it is just being removed."""
    index = searched(tmp_path / "k", article("a", "rain fog"))
    for lock in index.index.path.glob(".*.lock"):
        lock.unlink()
    time.sleep(1.2)  # tantivy looks twice a second
    assert list(index.index.path.glob(".*.lock")) == []
    assert index.names("rain") == ["a"]


def test_rare_words_tell_more_than_common_ones(tmp_path: Path) -> None:
    index = searched(
        tmp_path / "k",
        article("a", "rain fog"),
        article("b", "rain snow"),
        article("c", "rain hail"),
        article("d", "sleet fog"),
    )
    assert index.names("rain sleet") == ["d", *index.names("rain")]
    assert index.names("rain snow") == ["b", *(name for name in index.names("rain") if name != "b")]


def test_accents_and_case_do_not_matter(tmp_path: Path) -> None:
    index = searched(tmp_path / "k", article("a", "Ürgüp'ün José MÜLLER"), article("b", "urge"))
    assert index.names("urgup") == index.names("ÜRGÜP") == index.names("jose muller") == ["a"]


def test_a_word_finds_its_other_forms_after_itself(tmp_path: Path) -> None:
    index = searched(tmp_path / "k", article("a", "ferries collided"), article("b", "ferry collides"))
    assert index.names("ferry collides") == ["b", "a"]
    assert index.names("ferries collided") == ["a", "b"]
    assert sorted(index.names("colliding")) == ["a", "b"]


def test_a_word_of_the_title_counts_more(tmp_path: Path) -> None:
    index = searched(
        tmp_path / "k",
        article("text", "strike rain fog", title="News of today"),
        article("title", "news of today", title="strike rain fog"),
    )
    assert index.names("strike") == ["title", "text"]


def test_no_shared_word_finds_nothing(tmp_path: Path) -> None:
    assert searched(tmp_path / "k", article("a", "rain")).names("sunshine") == []


def test_no_more_hits_than_asked_for(tmp_path: Path) -> None:
    index = searched(tmp_path / "k", *(article(str(number), "rain") for number in range(5)))
    assert len(index.names("rain", top_k=3)) == 3


# -- filters ------------------------------------------------------------------------------------------------------

DAY = datetime(2023, 3, 14, 9, 30, tzinfo=UTC)
SECONDS = int(DAY.timestamp())
ARTICLES = [
    article("1", "rain", source="Courier", author="Ana Pereira"),
    article("2", "rain", source="Lantern", author="", published=datetime(1912, 4, 15, tzinfo=UTC)),
    article("3", "rain", source="Courier", author="José Müller", published=None),
    article("4", "rain", source="", author="Ana", published=DAY + timedelta(microseconds=999_999)),
    article("5", "rain", source="courier", author="Ana", published=datetime(9999, 12, 31, tzinfo=UTC)),
    article("6", "fog", source="Courier", author="Ana Pereira"),
]


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Searched:
    return searched(tmp_path_factory.mktemp("keywords") / "k", *ARTICLES)


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        (Limits(), "12345"),
        (Limits(since=SECONDS), "145"),
        (Limits(since=SECONDS + 1), "5"),
        (Limits(until=SECONDS), "124"),
        (Limits(until=SECONDS - 1), "2"),
        (Limits(since=SECONDS, until=SECONDS), "14"),
        (Limits(since=SECONDS + 1, until=SECONDS), ""),
        (Limits(sources=["Courier"]), "13"),
        (Limits(sources=["Courier", "courier"]), "135"),
        (Limits(sources=[""]), "4"),
        (Limits(sources=[]), ""),
        (Limits(authors=["Ana", "José Müller"]), "345"),
        (Limits(authors=[]), ""),
        (Limits(since=SECONDS, sources=["Courier"], authors=["Ana Pereira"]), "1"),
    ],
)
def test_a_filter_allows_what_it_says(filtered: Searched, limits: Limits, names: str) -> None:
    assert sorted(filtered.names("rain", limits)) == list(names)


def test_a_filter_leaves_scores_as_they_are(filtered: Searched) -> None:
    (hit,) = filtered.hits("rain", Limits(since=SECONDS, until=SECONDS, sources=["Courier"]))
    assert hit in filtered.hits("rain")


def test_chosen_passages_have_the_scores_that_a_search_gives_them(filtered: Searched) -> None:
    hits = filtered.index.search("cold rain", ANYTHING, 10)
    (silent,) = set(filtered.index.ids()) - {hit.passage_id for hit in hits} or {"unheard of"}
    expected = {hit.passage_id: pytest.approx(hit.score) for hit in hits[1:]} | {silent: 0.0}
    assert filtered.index.score("cold rain", list(expected)) == expected
    assert filtered.index.score("cold rain", []) == {}
    assert filtered.index.score("?", [silent]) == {silent: 0.0}


def test_a_moment_before_1970_lies_within_its_second(tmp_path: Path) -> None:
    index = searched(tmp_path / "k", article("1", "rain", published=datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC)))
    assert index.names("rain", Limits(since=-1, until=-1)) == ["1"]
    assert index.names("rain", Limits(since=0)) == []


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_lies_within_its_second(moment: datetime) -> None:
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=whole_seconds(moment))
    assert start <= moment <= start + timedelta(microseconds=999_999)


def test_the_last_moment_of_a_far_second_lies_within_it(tmp_path: Path) -> None:
    far = datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)
    index = searched(tmp_path / "k", article("1", "rain", published=far.replace(microsecond=999_999)))
    assert index.names("rain", Limits(until=int(far.timestamp()))) == ["1"]


# -- names in other spellings -------------------------------------------------------------------------------------

# Ways to write the same: an article that has one is found by a question that has another.
FAMILIES = [
    ("Erdoğan", "Erdogan", "Эрдоган"),
    ("Tekirdağ", "Tekirdagh", "Tekirdag"),
    ("Khojaly", "Xocalı", "Khojali"),
    ("Zelensky", "Zelenskyy", "Selenskyj", "Zelenskiy"),
    ("Tchaikovsky", "Chaikovsky", "Tschaikowski"),
    ("Mohammed", "Muhammad", "Mohamed"),
    ("Gaddafi", "Qaddafi", "Kadhafi"),
    ("Türkiye", "Turkey", "turkiye"),
    ("Burma", "Myanmar"),
    ("Czechia", "the Czech Republic"),
    ("Côte d'Ivoire", "Ivory Coast"),
    ("Quran", "Koran", "Qur'an"),
    ("co-founder", "cofounder", "co founder"),
    ("COVID-19", "covid 19", "Covid19"),
    ("Biden's dog", "Biden’s dog", "Bidens dog"),
    ("O'Neill", "O’Neill", "ONeill", "OʼNeill"),
    ("Sana'a", "Sanaa"),
    ("United Kingdom", "UK", "U.K."),
]
MISTYPED = [
    ("Chernobl", "Chernobyl"), ("parliment", "parliament"), ("Azerbajan", "Azerbaijan"), ("Thrusday", "Thursday"),
    ("goverment", "government"), ("Zelinskyy", "Zelenskyy"), ("embarassement", "embarrassment"), ("Росия", "Россия"),
    ("twon", "town"),
]  # fmt: skip
NOT_FOUND = {("Qur'an", "Koran")}  # two steps: nothing says that the parts are one word


def told_about(things: Sequence[str]) -> list[Article]:
    return [article(str(number), f"Reporters asked about {thing} on Monday.") for number, thing in enumerate(things)]


@pytest.fixture(scope="module")
def spelt(tmp_path_factory: pytest.TempPathFactory) -> list[Searched]:
    """Archives of which each has an article about every family, in the first, second ... of its spellings."""
    folder = tmp_path_factory.mktemp("spelt")
    archives = [told_about([family[number % len(family)] for family in FAMILIES]) for number in range(4)]
    return [searched(folder / str(number), *archive) for number, archive in enumerate(archives)]


@pytest.mark.parametrize("place", range(len(FAMILIES)), ids=[family[0] for family in FAMILIES])
def test_a_name_is_found_however_it_is_spelt(spelt: list[Searched], place: int) -> None:
    family = FAMILIES[place]
    missed = {
        (asked, written)
        for number, written in enumerate(family)
        for asked in family
        if spelt[number].names(f"What about {asked}?")[:1] != [str(place)]
    }
    assert missed <= NOT_FOUND


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Searched:
    return searched(tmp_path_factory.mktemp("typed") / "k", *told_about([right for _, right in MISTYPED]))


@pytest.mark.parametrize(("wrong", "right"), MISTYPED)
def test_a_mistyped_word_finds_what_was_meant(typed: Searched, wrong: str, right: str) -> None:
    assert typed.names(f"What about {wrong}?")[0] == str([word for _, word in MISTYPED].index(right))
    (variant,) = [one for one in typed.index.understood(f"What about {wrong}?") if one.written == wrong]
    assert [word.lower() for word in variant.read_as] == [right.lower()]
    assert (variant.known, variant.why in {Why.TYPO, Why.SPELLING}) == (False, True)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("blame", "blaze"),
        ("burned", "turned"),
        ("prime", "price"),
        ("world", "would"),
        ("punished", "published"),
        ("country", "county"),
        ("prompted", "promoted"),
        ("borders", "orders"),
    ],
)
def test_a_good_word_that_the_archive_lacks_is_no_other_one_mistyped(tmp_path: Path, asked: str, told: str) -> None:
    index = searched(tmp_path / "k", article("1", f"The {told} of the mill."), article("2", "The mill was sold."))
    assert not index.index.understood(f"What about the {asked}?")


def test_a_short_form_that_the_archive_has_is_no_name_that_sounds_like_it(tmp_path: Path) -> None:
    index = searched(
        tmp_path / "k", article("rule", "A court upheld DACA."), *told_about(["Dhaka", "Dhaka"]), article("x", "Fog.")
    )
    assert index.index.understood("What does DACA say?") == []
    (name,) = index.index.understood("What of DHAKKA?")
    assert name.read_as[0] == "Dhaka"


def test_a_misprint_of_the_archive_leads_to_the_word(tmp_path: Path) -> None:
    right = [article(str(number), "The parliament met.") for number in range(200)]
    index = searched(tmp_path / "k", *right, article("misprint", "The parliment met."))
    assert index.names("parliment", top_k=201)[0] == "misprint"
    assert len(index.names("parliment", top_k=201)) == 201
    assert index.names("parliament", top_k=201)[:200] == [str(number) for number in range(200)]


HEALTH = [
    article("both", "The World Health Organization (WHO) warned of measles."),
    article("short", "A vaccine was praised by the WHO in Geneva."),
    article("long", "A vaccine was praised by the World Health Organization in Geneva."),
    article("who", "A man who had a vaccine was asked who praised it in Geneva."),
    article("us", "Tell us more about the health of the world."),
    article("states", "A treaty was signed by the United States."),
    article("letters", "A treaty was signed by the U.S."),
]


@pytest.fixture(scope="module")
def health(tmp_path_factory: pytest.TempPathFactory) -> Searched:
    return searched(tmp_path_factory.mktemp("health") / "k", *HEALTH)


def test_short_forms_and_long_ones_find_each_other(health: Searched) -> None:
    for question in ("Which vaccine did the WHO praise?", "World Health Organization: which vaccine?"):
        assert set(health.names(question)[:3]) == {"both", "long", "short"}


@pytest.mark.parametrize("question", ["Which treaty did the US sign?", "Which treaty did the United States sign?"])
def test_common_short_forms_need_no_explanation(health: Searched, question: str) -> None:
    assert set(health.names(question)[:2]) == {"states", "letters"}


def test_a_short_form_may_be_typed_in_small_letters(tmp_path: Path) -> None:
    index = searched(
        tmp_path / "k",
        article("long", "The North Atlantic Treaty Organisation (NATO) met."),
        *(article(str(number), f"NATO met on day {number} and asked us.") for number in range(12)),
        article("us", "US troops left."),
    )
    for question in ("What did nato decide?", "What did Nato decide?"):
        (variant,) = index.index.understood(question)
        assert variant.read_as == ("North Atlantic Treaty Organisation",)
    assert index.index.understood("What did they tell us?") == []
    for long in ("North Atlantic Treaty Organisation", "North Atlantic Treaty Organization"):
        assert "NATO" in {name for one in index.index.understood(f"What is the {long}?") for name in one.read_as}


def test_not_all_that_has_the_letters_explains_a_short_form(tmp_path: Path) -> None:
    index = searched(tmp_path / "k", article("1", "Some 21% voted (up from 16% just eight years ago), said a US poll."))
    assert all(one.why is not Why.SHORT for one in index.index.understood("What did the US say?"))


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("organised", "organized"), ("colours", "colors"), ("Labor", "labour"), ("theatre", "theater"),
        ("defense", "defence"), ("cancelled", "canceled"),
    ],
)  # fmt: skip
def test_british_and_american_words_find_each_other(tmp_path: Path, asked: str, written: str) -> None:
    index = searched(tmp_path / "k", article("other", "The mill was sold."), article("this", f"It was {written}."))
    assert index.names(f"What about {asked}?")[:1] == ["this"]
    assert index.index.understood("four hours of rising dinner") == []


def test_america_may_mean_the_united_states_and_not_the_other_way_round(health: Searched) -> None:
    (variant,) = health.index.understood("Which treaty did America sign?")
    assert variant.read_as[:1] == ("United States",)
    assert set(health.names("Which treaty did America sign?")[:2]) == {"states", "letters"}


def test_a_pronoun_is_no_short_form(health: Searched) -> None:
    assert health.index.understood("who told us about the vaccine?") == []


def test_what_was_understood_is_told(health: Searched) -> None:
    assert health.index.understood("Did the WHO leave Genva for the United States?") == [
        Variant("WHO", ("World Health Organization",), Why.SHORT, known=True),
        Variant("Genva", ("Geneva",), Why.TYPO, known=False),
        Variant("United States", ("US",), Why.COUNTRY, known=True),
    ]


def test_variants_are_stems_that_stand_for_others(health: Searched) -> None:
    assert health.index.variants("the WHO and the World Health Organization") == {
        "who": (frozenset({"world", "health", "organiz"}),),
        **dict.fromkeys(["world", "health", "organiz"], (frozenset({"_WHO"}),)),
    }
    assert "_WHO" in health.index.words("the WHO", "en")


# -- and no harm is done ------------------------------------------------------------------------------------------

NAMES = """Baker Becker Bucker Barker Parker Miller Muller Mahler Martin Martinez Marten Simon Simone Simmons Harris
Harrison Hairs Cameron Cameroon Romney Rodney Rooney Ellen Yellen Allen Marcos Marcus Markus Khan Kahn Cohen Kohn"""


def test_a_name_finds_its_own_article_first(tmp_path: Path) -> None:
    names = NAMES.split()
    index = searched(tmp_path / "k", *told_about(names))
    assert [index.names(f"What about {name}?")[0] for name in names] == [str(n) for n in range(len(names))]
    assert [index.names(f"what about {name.lower()}")[0] for name in names] == [str(n) for n in range(len(names))]


def test_words_that_the_archive_has_rank_first_what_they_do_as_typed(spelt: list[Searched], health: Searched) -> None:
    asked = [(health, one.text) for one in HEALTH]
    asked += [(spelt[0], one.text) for one in told_about([family[0] for family in FAMILIES])]
    for archive, text in asked:
        (best,) = archive.index.search(text, ANYTHING, 1)
        (typed,) = archive.index.search(text, ANYTHING, 1, as_typed=True)
        assert best.passage_id == typed.passage_id


# -- whatever people type -----------------------------------------------------------------------------------------

HOSTILE = [
    "",
    " \n\t",
    string.punctuation,
    '"',
    '"rain',
    "rain AND OR NOT",
    "NOT rain",
    "title:rain",
    "published:[2020 TO *]",
    "nofield:rain^9~2",
    "rain* ra?n /r.*n/ (rain",
    "+rain -fog",
    "IN [rain]",
    "🚢🌧\ufe0f",
    "\x00\ud800",
    "漢字 дождь مطر",
    "x" * 100_000,
    "é" * 1000,
    "rain " * 10_000,
    " ".join(f"word{number}" for number in range(10_000)),
]


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_any_question_is_taken_as_words(filtered: Searched, question: str) -> None:
    assert set(filtered.names(question)) <= set("123456")


@given(st.text())
def test_anything_is_understood(spelt: list[Searched], question: str) -> None:
    index = spelt[0].index
    assert all(variant.written and variant.read_as for variant in index.understood(question))
    assert all(index.variants(question).values())


@given(st.one_of(st.text(), st.lists(st.sampled_from(["rain", *'"():^~*?[]{}+-/\\', " AND "])).map("".join)))
def test_any_text_is_taken_as_words(filtered: Searched, question: str) -> None:
    filtered.names(question, Limits(since=0, sources=[question], authors=[question]))


@pytest.mark.parametrize("question", ["title:rain", '"rain"', "NOT rain", "-rain", "(rain"])
def test_signs_of_query_languages_mean_nothing(filtered: Searched, question: str) -> None:
    assert filtered.names(question) == filtered.names("rain")


# -- generations --------------------------------------------------------------------------------------------------


def test_the_next_generation_leaves_the_earlier_one_untouched(tmp_path: Path) -> None:
    rain, fog, snow = article("1", "rain"), article("2", "rain fog"), article("3", "rain snow")
    old = Searched(build(tmp_path / "1", rain, fog), rain, fog, snow)
    files = {file.name: file.read_bytes() for file in (tmp_path / "1").iterdir()}
    new = Searched(
        build(tmp_path / "2", snow, previous=tmp_path / "1", removed=[rain]),
        rain,
        fog,
        snow,
    )
    assert sorted(old.names("rain")) == ["1", "2"]
    assert sorted(Searched(tmp_path / "1", rain, fog, snow).names("rain")) == ["1", "2"]
    assert sorted(new.names("rain")) == ["2", "3"]
    assert (len(old.index), len(new.index)) == (2, 2)
    assert {file.name: file.read_bytes() for file in (tmp_path / "1").iterdir()} == files


def test_an_earlier_generation_may_go_before_the_next(tmp_path: Path) -> None:
    rain, fog = article("1", "rain"), article("2", "fog")
    build(tmp_path / "1", rain)
    build(tmp_path / "2", fog, previous=tmp_path / "1")
    for file in (tmp_path / "1").iterdir():
        file.unlink()
    assert sorted(Searched(tmp_path / "2", rain, fog).names("rain fog")) == ["1", "2"]


def test_finished_files_are_shared_between_generations(tmp_path: Path) -> None:
    build(tmp_path / "1", article("1", "rain"))
    build(tmp_path / "2", article("2", "fog"), previous=tmp_path / "1")
    shared = {file.name for file in (tmp_path / "1").iterdir() if os.stat(file).st_nlink == 2}  # noqa: PTH116
    assert shared
    assert not shared & {"meta.json", ".managed.json"}


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    rain = article("1", "rain")
    assert Searched(build(tmp_path / "1")).names("rain") == []
    build(tmp_path / "2", rain)
    emptied = Searched(build(tmp_path / "3", previous=tmp_path / "2", removed=[rain]))
    assert (emptied.names("rain"), emptied.index.ids(), len(emptied.index)) == ([], [], 0)


def test_it_names_what_it_holds(filtered: Searched) -> None:
    assert sorted(filtered.index.ids()) == sorted(whole(one).id for one in ARTICLES)
    assert len(filtered.index) == 6


def test_it_says_of_any_passage_whether_it_holds_it(tmp_path: Path) -> None:
    rain, fog, snow = article("1", "rain"), article("2", "rain fog"), article("3", "rain snow")
    build(tmp_path / "1", rain, fog)
    old, new = (
        KeywordIndex(tmp_path / "1"),
        KeywordIndex(build(tmp_path / "2", snow, previous=tmp_path / "1", removed=[rain])),
    )
    assert [old.holds(whole(one).id) for one in (rain, fog, snow)] == [True, True, False]
    assert [new.holds(whole(one).id) for one in (rain, fog, snow)] == [False, True, True]
    assert not new.holds("")


def test_it_is_read_through_links_where_nothing_may_be_written(tmp_path: Path) -> None:
    rain, fog = article("1", "rain"), article("2", "fog")
    build(tmp_path / "1", rain)
    build(tmp_path / "2", fog, previous=tmp_path / "1")
    (tmp_path / "links").mkdir()
    linked = Searched(link_beside(tmp_path / "2", tmp_path / "links"), rain, fog)
    assert linked.hits("rain fog") == Searched(tmp_path / "2", rain, fog).hits("rain fog")
    assert len(linked.hits("rain fog")) == 2
    assert not [path for path in (tmp_path / "links").iterdir() if path.name.endswith(".lock") and path.is_symlink()]


def overwrite_start(path: Path) -> None:
    path.write_bytes(b"\xff" * 20 + path.read_bytes()[20:])


def garble(path: Path) -> None:
    path.write_bytes(b"garbage" * 100)


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("suffix", ["term", "idx", "pos", "store", "fast", "fieldnorm"])
@pytest.mark.parametrize("damage", [Path.unlink, empty, garble, overwrite_start])
def test_an_index_with_a_damaged_file_is_a_store_error_and_nothing_else(
    tmp_path: Path, suffix: str, damage: Callable[[Path], None]
) -> None:
    rain = article("1", "rain")
    path = build(tmp_path / "k", rain)
    (file,) = path.glob(f"*.{suffix}")
    damage(file)
    uses: list[Callable[[KeywordIndex], object]] = [
        len,
        KeywordIndex.ids,
        lambda index: index.holds(whole(rain).id),
        lambda index: index.search("rain", ANYTHING, 10),
        lambda index: index.search("rain", Limits(since=0, sources=["Courier"]), 10),
        lambda index: index.rarity("rain"),
        lambda index: index.understood("Rainn, snow and the WHO"),
    ]
    for use in uses:
        with suppress(StoreError):
            use(KeywordIndex(path))


def test_the_same_passages_give_the_same_ranking(tmp_path: Path) -> None:
    articles = [article(str(number), "rain fog") for number in range(50)]
    first, second = searched(tmp_path / "1", *articles), searched(tmp_path / "2", *articles)
    assert first.hits("rain", top_k=20) == second.hits("rain", top_k=20)


@pytest.mark.parametrize(("count", "told"), [(0, []), (7, [7]), (2000, [1000, 2000]), (2500, [1000, 2000, 2500])])
def test_progress_is_told_by_the_thousand_and_at_the_end(tmp_path: Path, count: int, told: list[int]) -> None:
    passages = (whole(article(str(number), "rain")) for number in range(count))
    assert list(build_keywords(tmp_path / "k", None, [], passages)) == told
    assert len(KeywordIndex(tmp_path / "k")) == count


@pytest.mark.parametrize("damage", ["missing", "no meta", "garbled meta"])
def test_a_damaged_index_is_a_store_error(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "k"
    if damage != "missing":
        build(path, article("1", "rain"))
    if damage == "no meta":
        (path / "meta.json").unlink()
    if damage == "garbled meta":
        (path / "meta.json").write_text("{}")
    with pytest.raises(StoreError, match=r"k cannot be used: (?s:.*) \(`backissue index --rebuild` makes it again\)"):
        KeywordIndex(path)


# -- words --------------------------------------------------------------------------------------------------------


def test_words_are_compared_without_case_accents_and_endings(filtered: Searched) -> None:
    assert filtered.index.words("The FERRIES hit Türkiye's piers, twice.") == [
        "the",
        "ferri",
        "hit",
        "turkiy",
        "s",
        "pier",
        "twice",
    ]
    assert filtered.index.words("?!") == []


def test_rarity_falls_with_the_passages_that_hold_a_word(filtered: Searched) -> None:
    assert filtered.index.rarity("rain") == pytest.approx(log(1 + 1.5 / 5.5))
    assert filtered.index.rarity("fog") == pytest.approx(log(1 + 5.5 / 1.5))
    assert filtered.index.rarity("sunshin") == pytest.approx(log(1 + 6.5 / 0.5))


def test_no_word_is_worth_less_than_nothing(tmp_path: Path) -> None:
    articles = [article(str(number), "rain") for number in range(10)]
    build(tmp_path / "1", *articles)
    build(tmp_path / "2", previous=tmp_path / "1", removed=articles[1:])
    assert KeywordIndex(tmp_path / "2").rarity("rain") >= 0
