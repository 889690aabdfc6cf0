import hashlib
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Mark
from corpus.duplicates import BANDS, Signed, bands, best_of, group, is_same_story, shingles, signature, similarity
from tests.conftest import make_article

DAY = datetime(2023, 3, 14, 9, tzinfo=UTC)
TEXTS = st.one_of(
    st.text(), st.lists(st.sampled_from(["rain", "fell", "in", "Baku", "12", "Şəki", "雨"]), max_size=80).map(" ".join)
)


def made_up(seed: int, count: int = 200) -> str:
    """Words without sense, other ones for each seed; every tenth a figure, every seventh a name."""
    rng = random.Random(seed)
    words = ["".join(rng.choices("abcdefghij", k=rng.randint(3, 8))) for _ in range(count)]
    return " ".join(
        str(rng.randrange(1000)) if place % 10 == 9 else word.title() if place % 7 == 6 else word
        for place, word in enumerate(words)
    )


def signed(articles: list[Article]) -> list[Signed]:
    return [Signed(article.id, article.published, signature(article.text)) for article in articles]


def grouped(articles: list[Article]) -> list[tuple[str, ...]]:
    return group(signed(articles), {article.id: article for article in articles}.__getitem__)


STORY = make_article(id="wire", source="Reuters", published=DAY, text=made_up(1))
CUT = replace(STORY, id="cut", source="Courier", text=" ".join(STORY.text.split()[:120]))
LATER = replace(STORY, id="later", published=DAY + timedelta(days=30))
OTHER = replace(STORY, id="other", text=made_up(2))


# Signatures


@given(TEXTS)
def test_the_same_text_is_as_similar_as_can_be(text: str) -> None:
    assert similarity(signature(text), signature(text)) == 1


@given(TEXTS, TEXTS)
def test_similarity_has_no_direction(one: str, other: str) -> None:
    first, second = signature(one), signature(other)
    assert similarity(first, second) == similarity(second, first)
    assert 0 <= similarity(first, second) <= 1


@given(TEXTS)
def test_case_and_punctuation_do_not_count(text: str) -> None:
    assert signature(text.lower()) == signature(text.lower().replace(" ", " – "))


@given(TEXTS)
def test_band_keys_fit_an_integer_column(text: str) -> None:
    keys = bands(signature(text))
    assert len(keys) in {0, 1, BANDS}
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_similarity_estimates_the_share_of_shingles(share: float) -> None:
    errors = []
    for seed in range(20):
        one = made_up(seed, 400)
        other = " ".join(one.split()[: round(400 * share)]) + " " + made_up(seed + 100, round(400 * (1 - share)))
        first, second = shingles(one), shingles(other)
        exact = len(np.intersect1d(first, second)) / len(np.union1d(first, second))
        errors.append(similarity(signature(one), signature(other)) - exact)
    assert abs(sum(errors) / len(errors)) < 0.03  # no bias
    assert max(map(abs, errors)) < 0.16  # 3.5 standard errors of 128 permutations


def test_short_texts_are_the_same_only_word_for_word() -> None:
    assert similarity(signature("Rain fell in Baku."), signature("RAIN fell, in Baku")) == 1
    assert similarity(signature("Rain fell in Baku."), signature("Rain fell in Ganja.")) == 0
    assert len(bands(signature("Rain fell in Baku."))) == 1
    assert signature(" … ") == b""
    assert bands(b"") == ()


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("أعلنت وزارة الخارجية الفرنسية يوم الثلاثاء أن السفير غادر العاصمة " * 3 + made_up(3, 30), "اليوم"),
        ("Министерство иностранных дел Франции сообщило во вторник об отъезде посла " * 3 + made_up(3, 30), "сегодня"),
        (
            "法国外交部星期二宣布大使已经离开首都返回巴黎进行磋商记者从现场发回报道说目前局势仍然紧张各方正在努力寻求解决办法",
            "今日",
        ),
        ("กระทรวงการต่างประเทศฝรั่งเศสประกาศเมื่อวันอังคารว่าเอกอัครราชทูตได้เดินทางออกจากเมืองหลวงแล้ว", "วันนี้"),
    ],
)
def test_any_script_has_words(text: str, edited: str) -> None:
    assert similarity(signature(text), signature(f"{edited} {text}")) > 0.7


SIGN = "from corpus.duplicates import *; s = signature(' '.join(map(str, range(300)))); print(s.hex(), bands(s))"


def test_signatures_are_the_same_in_every_process() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", SIGN], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "12345")
    }
    assert len(printed) == 1


def test_signatures_stay_what_they_were() -> None:
    """They are stored; whoever changes them raises VERSION, and an index compares it."""
    assert hashlib.sha256(signature(made_up(1))).hexdigest()[:16] == "4f4c27a9882bb4d3"


@pytest.mark.parametrize("text", ["word " * 4_000_000, "x" * 20_000_000, "1 2 3 4 5 " * 2_000_000, "雨" * 7_000_000])
def test_hostile_texts_cost_little(text: str) -> None:
    started = time.process_time()
    article = make_article(text=text)
    assert is_same_story(article, article)
    bands(signature(text))
    assert time.process_time() - started < 2


# Pairs


def with_figures(text: str, seed: int) -> str:
    """The same text with other figures and names: what a template gives the next day."""
    other = made_up(seed, 1000).split()
    return " ".join(other.pop() if word.isdigit() or word.istitle() else word for word in text.split())


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (STORY, True),
        (CUT, True),
        (OTHER, False),
        (LATER, False),
        (replace(STORY, published=None), True),
        (replace(STORY, published=DAY + timedelta(days=3)), True),
        (replace(STORY, text="By Ana Pereira\n\n" + STORY.text.upper()), True),
        (replace(STORY, text=" ".join(STORY.text.split()[:40])), False),  # a quotation, not an excerpt
        (replace(STORY, text=f"{made_up(7, 150)} {STORY.text} {made_up(8, 150)}"), True),
        (replace(STORY, text=""), False),
    ],
)
def test_whether_two_articles_tell_the_same_story(other: Article, same: bool) -> None:
    assert is_same_story(STORY, other) == same
    assert is_same_story(other, STORY) == same


def test_what_only_shares_a_template_is_another_story() -> None:
    lines = "The {name} index closed at {a} points, up {b} percent; {name2} led with {c} million shares, said {name3}."
    rng = random.Random(1)

    def report() -> str:
        def name() -> str:
            return "".join(rng.choices("abcdefgh", k=6)).title()

        return " ".join(
            lines.format(name=name(), name2=name(), name3=name(), a=rng.randrange(9999), b=rng.random(), c=rng.random())
            for _ in range(12)
        )

    assert not is_same_story(make_article(text=report()), make_article(text=report()))


# Groups


def test_copies_are_grouped_and_the_rest_stays_alone() -> None:
    assert grouped([OTHER, CUT, LATER, STORY]) == [("cut", "wire")]
    assert grouped([]) == []


def test_empty_articles_are_no_copies_of_each_other() -> None:
    assert grouped([replace(STORY, id=name, text="") for name in "ab"]) == []


def test_short_copies_are_grouped() -> None:
    assert grouped([replace(STORY, id=name, text="Rain fell in Baku.") for name in "ab"]) == [("a", "b")]


@settings(max_examples=20)
@given(
    st.permutations(
        [STORY, CUT, LATER, OTHER, replace(OTHER, id="other-2"), replace(STORY, id="undated", published=None)]
    )
)
def test_groups_do_not_depend_on_the_order(articles: list[Article]) -> None:
    assert grouped(articles) == [("cut", "later", "undated", "wire"), ("other", "other-2")]


def test_texts_are_fetched_for_candidates_only() -> None:
    articles = {str(seed): make_article(id=str(seed), text=made_up(seed), published=DAY) for seed in range(50)}
    articles["copy"] = replace(articles["7"], id="copy")
    fetched = []

    def fetch(article_id: str) -> Article:
        fetched.append(article_id)
        return articles[article_id]

    assert group(signed(list(articles.values())), fetch) == [("7", "copy")]
    assert sorted(fetched) == ["7", "copy"]


@pytest.mark.slow
def test_thousands_of_articles_with_the_same_keys_are_bounded() -> None:
    started = time.process_time()
    article = make_article(text=made_up(1))
    same = signature(article.text)
    items = [Signed(f"{place:04}", DAY + timedelta(minutes=place), same) for place in range(1500)]
    assert [len(ids) for ids in group(items, lambda _: article)] == [1500]
    assert time.process_time() - started < 10  # all pairs would be a million


# The best of a group


@pytest.mark.parametrize(
    ("best", "rest"),
    [
        (
            {"source": "Reuters"},
            [{"source": "Courier", "text": STORY.text + " (Reuters)", "published": DAY - timedelta(hours=1)}],
        ),
        (
            {"source": "Associated Press"},
            [{"source": "Courier", "author": "AP", "published": DAY - timedelta(hours=1)}],
        ),
        ({"source": "Courier"}, [{"source": "Gazette", "published": DAY + timedelta(hours=1)}]),
        ({"source": "Courier"}, [{"source": "Gazette", "published": None}]),
        ({"source": "Gazette"}, [{"source": "Courier", "text": CUT.text}]),
        ({"title": "UPDATE 2-Ferry"}, [{"title": "UPDATE 1-Ferry"}, {"title": "Ferry"}, {"title": "UPDATE-Ferry"}]),
        ({"updated": DAY + timedelta(days=1)}, [{"updated": None}, {"published": DAY + timedelta(hours=5)}]),
        ({"text": STORY.text + " More."}, [{"text": STORY.text}]),
        ({"published": DAY}, [{"published": DAY + timedelta(hours=1), "text": " ".join(STORY.text.split()[:60])}]),
        (
            {"title": "UPDATE 1-Ferry"},
            [{"title": "Ferry", "published": DAY + timedelta(hours=1), "marks": frozenset({Mark.TIME_UNKNOWN})}],
        ),
    ],
)
def test_which_article_of_a_group_to_cite(best: dict[str, object], rest: list[dict[str, object]]) -> None:
    articles = [replace(STORY, **{"id": str(place), **fields}) for place, fields in enumerate([best, *rest])]
    for order in permutations(articles):
        assert best_of(order).id == "0"


def test_the_newest_version_of_the_first_source_is_cited() -> None:
    first = replace(STORY, id="1", source="Courier", published=DAY)
    copied = replace(STORY, id="2", source="Gazette", published=DAY + timedelta(hours=1))
    newer = replace(STORY, id="3", source="Courier", published=DAY + timedelta(hours=2))
    assert best_of([first, copied, newer]) is newer
