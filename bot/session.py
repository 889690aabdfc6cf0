"""``Session``: what one command does, wired from the settings; each part is made when it is first needed."""

from __future__ import annotations

import locale
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.conversation import Conversation, Reply, Told
from bot.dialogue.turns import START, ConversationState
from bot.jobs import Jobs, now
from bot.listing import Listed, Listing
from bot.question import Question, make_question, parse_line
from bot.render import Terminal
from bot.settings import Settings
from bot.state import State
from bot.wiring import (
    make_embedder,
    make_recipe,
    make_retriever,
    make_rewriter,
    make_run_log,
    make_store,
    open_catalog,
)
from corpus.article import Article, Rejected
from corpus.errors import ArchiveMissing
from index.catalog import Seen
from index.doctor import Finding, examine
from index.embed import Embedder, Vectors
from index.errors import QuestionRejected
from index.freshness import RECENT, judge
from index.generation import Generation, Store
from index.measure import Estimate
from index.newest import newest_articles
from index.passage import Evidence, Filter, Passage
from index.register import Register
from index.repeated import Repeated
from index.retrieve import Retriever
from index.runs import Job, Run
from index.stories import Stories

if TYPE_CHECKING:
    from bot.answerer import Answerer
    from bot.overview.chronicler import Chronicler
    from bot.overview.follow import Follower
    from bot.overview.lister import Lister
    from corpus.survey import Survey

Tables = Mapping[str, Mapping[str, Mapping[str, float | Estimate]]]
WARMING, LONGEST_TITLE = 8, 200  # articles that are asked about before the first reader comes, and what of their titles
DAMAGED = "files of the index are missing or damaged: run `backissue index`, which makes them again"


class Session:
    """One run of a command."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # The encoding of the locale: what we write to standard output is UTF-8 whatever the terminal makes of it.
        blocks = locale.getencoding().casefold().startswith("utf")
        self.terminal = Terminal(colour=sys.stdout.isatty(), blocks=blocks)

    @cached_property
    def _store(self) -> Store:
        return make_store(self.settings)

    @cached_property
    def _embedder(self) -> Embedder:
        return make_embedder(self.settings)

    @cached_property
    def _retriever(self) -> Retriever:
        return make_retriever(self.settings, lambda: self._embedder)

    @cached_property
    def answerer(self) -> Answerer:
        """Answers questions from the current generation; raises IndexMissing when there is none."""
        from bot.answerer import Answerer
        from bot.writer.extract import ExtractiveWriter

        retriever = self._retriever
        most = self.settings.max_statements
        return Answerer(
            retriever,
            ExtractiveWriter(lambda: retriever.keywords, max_statements=most),
            min_confidence=self.settings.min_confidence,
            without=frozenset(self.settings.without),
            now=now,
            max_statements=most,
            rewriter=make_rewriter(self.settings, self._embedder),
        )

    @cached_property
    def chronicler(self) -> Chronicler:
        """Tells timelines from the current generation; raises IndexMissing when there is none."""
        from bot.overview.chronicler import Chronicler

        return Chronicler(self._retriever, self._embedder, now=now, without=frozenset(self.settings.without))

    @cached_property
    def follower(self) -> Follower:
        """Finds what is new about subjects; raises IndexMissing when there is nothing."""
        from bot.overview.follow import Follower

        return Follower(self._retriever, self._embedder)

    @cached_property
    def lister(self) -> Lister:
        """Lists passages and articles of the current generation; raises IndexMissing when there is none."""
        from bot.overview.lister import Lister

        without = frozenset(self.settings.without)
        return Lister(self._retriever, passages_per_article=self.settings.passages_per_article, without=without)

    def warm(self) -> None:
        """Load what answers need, and answer a few questions, so that the first reader waits no longer than others and
        the memory that is held is that of a day's work; from then on threads may share this session.
        """
        _ = self.chronicler, self.follower, self.lister
        titles = [listed.evidence.passage.article.title for listed in self.newest(Question("", now()), WARMING).listed]
        for text in ("What is new?", *filter(None, titles)):
            self.answerer.answer(Question(text[:LONGEST_TITLE], now()))

    def refresh(self) -> None:
        """Move to the current generation, before a question has to wait for it."""
        self._retriever.refresh()

    @property
    def searched(self) -> Generation:
        """The generation that is being searched."""
        return self._retriever.generation

    def newest(self, limits: Question, most: int) -> Listing:
        """List the newest articles that the limits of a question allow, whatever it asks."""
        generation = self._store.current()
        catalog = open_catalog(self.settings)
        newest, total = newest_articles(catalog, generation, limits.filter, limits.as_of, most)
        return Listing(tuple(map(Listed, newest)), total=total)

    def refuse_unknown(self, limits: Filter) -> None:
        """Raise UnknownName where the archive has no article by the source or the author of these limits."""
        if limits.source or limits.author:
            Register.of_articles(open_catalog(self.settings), self._store.current()).limits(limits)

    def sources(self) -> list[tuple[str, int]]:
        """Return the names of the sources and how many articles each has, the largest first."""
        return open_catalog(self.settings).sources(self._store.current().number)

    def conversation(self, state: ConversationState = START) -> Conversation:
        """Begin a conversation, or go on with one."""
        return Conversation(self.answerer, state)

    def reply(self, asked: Question) -> Reply:
        """Answer a question; one with turns before it as a conversation of these would."""
        if not asked.history:
            return Told(self.answerer.answer(asked))
        conversation = self.conversation()
        conversation.recall(asked.history, asked)
        return conversation.turn(asked)

    def jobs(self, *, json_progress: bool = False) -> Jobs:
        """The jobs that write the index."""
        return Jobs(self.settings, lambda: self._embedder, json_progress=json_progress)

    def survey(self, paths: Sequence[Path], *, json_progress: bool) -> Survey:
        """Read an archive as ``index`` would, and only count."""
        return self.jobs(json_progress=json_progress).survey(paths)

    def state(self) -> State:
        """Return what the index holds and whether it is up to date; raises IndexMissing where nothing is indexed."""
        archive, runs = self._store.current(), self.runs()
        catalog = open_catalog(self.settings)
        last = next((run for run in reversed(runs) if run.job is Job.INDEX), None)
        every = self.settings.every or (timedelta(seconds=last.every) if last and last.every else None)
        damage = [] if self._store.is_intact(archive) else [DAMAGED]
        holder, writes = self._store.writer()
        return State(
            archive=archive,
            freshness=judge(
                runs,
                catalog.latest(archive.number, RECENT),
                now(),
                every=every,
                gaps=self.settings.stale_gaps,
                trouble=[*self._store.trouble(), *damage],
            ),
            rejected=len(catalog.rejected()),
            data_dir=str(self.settings.data_dir),
            disk_bytes=self._store.disk_bytes(),
            writer=holder if writes else "",
        )

    def runs(self) -> list[Run]:
        """Return the reports of the last runs, oldest first."""
        return make_run_log(self.settings).runs()

    def examine(self) -> Iterator[Finding]:
        """Check the index part by part."""
        self._store.current()
        recipe = partial(make_recipe, self.settings, lambda: self._embedder)
        yield from examine(self._store, open_catalog(self.settings), recipe, lambda: self._embedder)

    def shown(self, article_id: str) -> Evidence:
        """Return an article as if all of it were evidence, with its story and what became of it."""
        article, catalog, generation = self.article(article_id), open_catalog(self.settings), self._store.current()
        stories = Stories(catalog, generation, lambda _: True)
        return stories.evidence(Passage(article, 0, len(article.text)), Repeated(catalog, generation.number))

    def seen(self, article_id: str) -> list[Seen]:
        """Return when each version of an article was seen, oldest first."""
        return open_catalog(self.settings).seen(article_id)

    def rejected(self) -> list[Rejected]:
        """Return the records that the last run could not read."""
        self._store.current()
        return open_catalog(self.settings).rejected()

    def archive(self) -> Generation:
        """Return the current generation."""
        return self._store.current()

    def article(self, article_id: str) -> Article:
        """Return an article as the current generation holds it; raises ArchiveMissing when it does not."""
        generation = self._store.current()
        article = open_catalog(self.settings).article(article_id, generation.number)
        if article is None:
            raise ArchiveMissing(
                f"no article {article_id!r} in the index; `backissue search` gives the ids of articles"
            )
        return article

    def question(
        self,
        words: Sequence[str] | None,
        *,
        as_of: str,
        since: str,
        until: str,
        source: str,
        author: str,
        any_time: bool,
    ) -> Question:
        """Check and convert a question from the command line."""
        return make_question(
            " ".join(words or ()),
            now=now(),
            zone=self.settings.zone,
            longest=self.settings.max_question,
            as_of=as_of,
            since=since,
            until=until,
            source=source,
            author=author,
            any_time=any_time,
        )

    def parse(self, line: str, *, any_time: bool, **defaults: str) -> Question:
        """Check and convert a line of a batch; ``any_time`` and ``defaults`` hold where it does not say."""
        zone, longest = self.settings.zone, self.settings.max_question
        return parse_line(line, now=now(), zone=zone, longest=longest, any_time=any_time, defaults=defaults)

    def prepare_model(self) -> None:
        """Load the embedding model, exporting the packaged one where that was never done."""
        self.embed_question("")

    def embed_question(self, text: str) -> Vectors:
        """Embed a question, as the retriever does."""
        return self._embedder.embed_question(text)

    def all_vectors(self) -> Vectors:
        """Return the vectors of all passages of the current generation, for comparing with brute force."""
        return self._retriever.all_vectors()

    def evaluate(self, path: Path) -> Tables:
        """Measure retrieval stage by stage, and the answers, on judged questions."""
        from bot.evaluate import measure_answers, read_questions
        from index.measure import ablate

        questions = read_questions(path, now=now(), zone=self.settings.zone, longest=self.settings.max_question)
        if not questions:
            raise QuestionRejected(f"{path} holds no questions")
        # A question is answerable when this archive holds an article that is known to answer it.
        answerable = [any(map(self._retriever.holds, item.holders)) for item in questions]
        judged = [item.judged for item, answers in zip(questions, answerable, strict=True) if answers]
        return {
            "retrieval": ablate(self._retriever, judged),
            "answers": measure_answers(self.answerer, zip(questions, answerable, strict=True)),
        }
