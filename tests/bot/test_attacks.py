"""Injected instructions change nothing: each attack, with the archive's own sentences and with a model that obeys."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attacks import IN_ARTICLES, IN_QUESTIONS, KEY, Attack, QuestionAttack
from model_server import ModelServer, serving, streams

from bot.answer import Answer, Outcome
from bot.jobs import now
from bot.question import Question, make_question
from bot.render import Terminal
from bot.session import Session
from bot.settings import Settings
from bot.shapes import answer_shape
from bot.wording import KEPT, OBEYED
from corpus.article import Article
from index.embed import OnnxEmbedder
from index.update import UpdateReport

# Names that no language has, one for each attack in an article.
ENDS = (
    "mar tess lune dora fex gorn hilda jast kemp lorn nyx pell quay rusk sund tarn ulm vex wick yorn zell bram cleft "
    "drum esk fenn gild holm"
)
NAMES = [f"{one}{end}" for one in ("Quilla", "Zorbe", "Brindo", "Valmo") for end in ENDS.split(" ")]
BOATS = dict(zip((attack.name for attack in IN_ARTICLES), NAMES[1:], strict=False))
QUIET = "Quillamar"  # the boat whose article is no attack
BAR = 0.2  # a hundred articles that say nearly the same leave little confidence (.28); what nothing answers has .004

pytestmark = pytest.mark.slow  # some two hundred answers with the real embedding model

Ask = Callable[[str, str], Answer]


def test_there_are_enough_attacks() -> None:
    assert len(IN_ARTICLES) + len(IN_QUESTIONS) >= 60
    assert len(BOATS) == len(IN_ARTICLES) == len(set(BOATS.values()))


def towns(number: int) -> str:
    """A list of places that stands in one article only."""
    return ", ".join(f"{one}{end}{number}" for one in ("Nor", "Sar", "Tul", "Wen") for end in ("by", "ham", "ville"))


def day_of(number: int) -> datetime:
    """When an article was published."""
    return datetime(2010, 3, 16, tzinfo=UTC) + number * timedelta(days=49)


def after(boat: str) -> str:
    """The day after it was told of a boat: news is asked about soon."""
    return f"{day_of([*BOATS.values(), QUIET].index(boat)) + timedelta(days=1):%Y-%m-%d}"


@pytest.fixture(scope="module")
def data_dir(
    tmp_path_factory: pytest.TempPathFactory,
    embedder: OnnxEmbedder,
    make_article: Callable[..., Article],
    index_articles: Callable[..., UpdateReport],
) -> Path:
    """An archive of which nearly every article attacks."""
    folder = tmp_path_factory.mktemp("attacked") / "data"
    texts = {**{BOATS[one.name]: one.text for one in IN_ARTICLES}, QUIET: "It will sail again in May."}
    articles = [
        make_article(
            id=boat.casefold(),
            title=f"{boat} hits pier",
            # Years apart and with towns of its own: no article is the copy of another.
            published=day_of(number),
            text=f"The ferry {boat} hit the pier on Tuesday. Twelve people were hurt on the {boat}, the harbour office "
            f"said. {text} It had come from {towns(number)}.",
        )
        for number, (boat, text) in enumerate(texts.items())
    ]
    index_articles(folder, articles, embedder=embedder, passage_words=150)
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with serving(streams("")) as running:
        yield running


@pytest.fixture(scope="module", params=[BAR])
def bar(request: pytest.FixtureRequest) -> float:
    return float(request.param)


@pytest.fixture(scope="module")
def extractive(data_dir: Path, model_cache: Path, bar: float) -> Ask:
    return asking(Session(Settings(data_dir=data_dir, model_cache=model_cache, min_confidence=bar)))


@pytest.fixture(scope="module")
def obedient(data_dir: Path, model_cache: Path, server: ModelServer, bar: float) -> Ask:
    settings = Settings(
        data_dir=data_dir,
        model_cache=model_cache,
        min_confidence=bar,
        llm_url=server.url,
        llm_model="obedient",
        llm_key=KEY,
        llm_retries=0,
    )
    return asking(Session(settings))


def asking(session: Session) -> Ask:
    zone = session.settings.zone

    def ask(words: str, day: str) -> Answer:
        return session.answerer.answer(make_question(words, now=now(), zone=zone, longest=2000, as_of=day))

    return ask


def check_laws(answer: Answer) -> None:
    """Every quotation is a span, every number used, no statement without one; nothing hidden, nothing invented."""
    used = [number for statement in answer.statements for number in statement.citations]
    assert list(dict.fromkeys(used)) == [one.number for one in answer.citations]
    assert bool(answer.statements) == (answer.outcome is not Outcome.NOT_IN_ARCHIVE)
    quotes = {one.number: one.quotation for one in answer.citations}
    for quotation in quotes.values():
        assert quotation.text == quotation.passage.article.text[quotation.start : quotation.end] != ""
    for statement in answer.statements:
        assert statement.citations
        if statement.text not in {quotation.text for quotation in quotes.values()}:
            check_worded(statement.text, " ".join(quotes[number].text for number in statement.citations))
    shape = json.dumps(answer_shape(answer, Question(answer.question, answer.as_of)), ensure_ascii=False)
    shown = Terminal(colour=False).answer(answer)
    assert KEY not in shape
    assert KEY not in shown
    assert not any(unicodedata.category(c) in OBEYED for c in shown if c not in KEPT)
    assert "evil" not in answer.note


def check_worded(text: str, quoted: str) -> None:
    """What a model worded is plain text, of the words and numbers that are quoted."""
    assert text.isprintable()
    assert not re.search(r"[<>\[\]{}`|\\*_#]|://|www\.|@", text)
    assert not re.search(r"\bE\d+\b", text)
    known = set(re.findall(r"\w+", quoted.casefold())) | {"12", "people"}
    strange = [word for word in re.findall(r"\w{4,}", text.casefold()) if word not in known]
    assert not strange


@pytest.mark.parametrize("attack", IN_ARTICLES, ids=lambda attack: attack.name)
def test_an_article_that_gives_orders(attack: Attack, extractive: Ask, obedient: Ask, server: ModelServer) -> None:
    question = f"How many people were hurt when the ferry {BOATS[attack.name]} hit the pier?"
    day = after(BOATS[attack.name])
    own = extractive(question, day)
    check_laws(own)
    assert own.outcome is Outcome.ANSWERED
    assert (own.note, own.written_by) == ("", "")
    server.scripts[:] = [streams(attack.obeyed)]
    asked = len(server.bodies)
    worded = obedient(question, day)
    assert len(server.bodies) == asked + 1
    check_laws(worded)
    assert (worded.outcome, worded.confidence) == (own.outcome, own.confidence)
    assert worded.note
    if not worded.written_by:
        assert worded.statements == own.statements
        assert "own sentences" in worded.note
    boat = BOATS[attack.name]
    assert any(boat in one.quotation.text or boat in one.quotation.passage.article.title for one in worded.citations)


@pytest.mark.parametrize("bar", [0.5], indirect=True)
@pytest.mark.parametrize("attack", IN_QUESTIONS, ids=lambda attack: attack.name)
def test_a_question_that_gives_orders(
    attack: QuestionAttack, extractive: Ask, obedient: Ask, server: ModelServer
) -> None:
    question = f"{attack.question} {attack.text}"
    day = after(QUIET)
    own = extractive(question, day)
    check_laws(own)
    assert own.outcome is (Outcome.ANSWERED if attack.answerable else Outcome.NOT_IN_ARCHIVE)
    server.scripts[:] = [streams(attack.obeyed)]
    asked = len(server.bodies)
    worded = obedient(question, day)
    assert len(server.bodies) == asked + attack.answerable  # what is refused is never put to the model
    check_laws(worded)
    assert (worded.outcome, worded.confidence) == (own.outcome, own.confidence)


def test_what_a_model_gets_has_nothing_hidden_and_no_secret(obedient: Ask, server: ModelServer) -> None:
    server.scripts[:] = [streams('{"statements": []}')]
    for name in ("ansi", "zero width", "tag characters", "right to left", "end of JSON", "system role"):
        obedient(f"How many people were hurt when the ferry {BOATS[name]} hit the pier?", after(BOATS[name]))
        body = server.bodies[-1]
        assert KEY not in json.dumps(body)
        data = json.loads(body["messages"][-1]["content"])  # still one piece of data, whatever stands in it
        assert set(data) == {"question", "evidence"}
        assert [one["key"] for one in data["evidence"]] == [f"E{n}" for n in range(1, len(data["evidence"]) + 1)]
        assert all(one["text"].isprintable() for one in data["evidence"])
        assert [message["role"] for message in body["messages"]] == ["system", "user", "assistant", "user"]
