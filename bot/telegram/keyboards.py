"""The buttons below messages, and what the numbers in them stand for. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answer import Answer, Citation
from bot.days import day, span_text
from bot.dialogue.turns import Choice
from bot.telegram.callback import Callback, Verb
from bot.telegram.markup import label, units, web_address
from bot.telegram.message import Button, Keyboard
from bot.wording import date_line
from corpus.article import Article
from index.passage import NO_FILTER, Filter
from index.when import Mode, Window

LABEL = 60  # units; a phone shows some thirty of them
SHORT_LABEL = 24  # beside other buttons
TYPED = 250  # units that are put into the reader's input line
COPIED = 256  # units that go to the clipboard
LISTED = 1  # with Verb.UNFOLLOW: below the list of what is followed, not below a digest
MOST_CHOICES, MOST_SUGGESTIONS = 8, 3

# What was wrong with an answer: the number of Verb.WRONG is the place.
WRONG = ("Wrong source", "Outdated", "Does not answer", "It is in the archive")


def press(text: str, verb: Verb, key: str, number: int = 0) -> Button:
    """A button that comes back to us."""
    return Button(text, data=str(Callback(verb, key, number)))


def open_article(article: Article) -> tuple[Button, ...]:
    """The button that opens an article; none where it has no address on the web."""
    address = web_address(article.url)
    return (Button("🔗 Open article", url=address),) if address else ()


def answer_keyboard(answer: Answer, key: str, suggestions: Sequence[str] = ()) -> Keyboard:
    """Below an answer: its passages, what may be asked next, its time, its subject, and whether it is good."""
    read = press("📄 Read passages", Verb.PASSAGE, key)
    return (
        (read, *open_article(answer.citations[0].quotation.passage.article)),
        *asked_next(suggestions, key),
        (
            press(f"📅 {when(answer)}", Verb.DATES, key),
            press("🔔 Follow", Verb.SUBJECT, key),
            *judged(key),
        ),
    )


def short_keyboard(answer: Answer, key: str, *, shown: int = 0, pages: int = 0) -> Keyboard:
    """Below an answer in a group: of all that it says there are so many pages, and this one is shown now, or, where
    that is 0, its short form.
    """
    read = press("📄 Read passages", Verb.PASSAGE, key)
    other = (
        *((press("↩ Shorter", Verb.BACK, key),) if shown else ()),
        *((press("➕ More", Verb.WHOLE, key, shown),) if shown < pages else ()),
    )
    return ((read, *open_article(answer.citations[0].quotation.passage.article)), (*other, *judged(key)))


def refusal_keyboard(answer: Answer, key: str, suggestions: Sequence[str] = (), *, short: bool = False) -> Keyboard:
    """Below what the archive does not say: a wider search, other words, other questions."""
    wider = (press("🔎 Search all dates", Verb.WITHIN, key, ANY_TIME),) if is_limited(answer) else ()
    other = Button("✏️ Rephrase", query=label(answer.question, TYPED))
    if short:
        return ((*wider, other), judged(key))
    return ((*wider, other), *asked_next(suggestions, key), (press("🔔 Follow", Verb.SUBJECT, key), *judged(key)))


def no_more_keyboard(key: str, suggestions: Sequence[str] = ()) -> Keyboard:
    """Below the end of what the archive says."""
    return (*asked_next(suggestions, key), (press("🔔 Follow", Verb.SUBJECT, key),))


def asked_next(suggestions: Sequence[str], key: str) -> Keyboard:
    """A row for each question that may be asked next."""
    return tuple(
        (press(label(text, LABEL), Verb.FOLLOW_UP, key, number),)
        for number, text in enumerate(suggestions[:MOST_SUGGESTIONS])
    )


def judged(key: str) -> tuple[Button, ...]:
    """Whether an answer is good."""
    return press("👍", Verb.GOOD, key), press("👎", Verb.BAD, key)


def choices_keyboard(choices: Sequence[Choice], key: str) -> Keyboard:
    """A row for each of what may have been meant."""
    return tuple(
        (press(label(one.text, LABEL), Verb.CHOICE, key, number),) for number, one in enumerate(choices[:MOST_CHOICES])
    )


def passage_keyboard(citation: Citation, key: str, total: int) -> Keyboard:
    """Below a passage: the others, the article, and back. The first comes after the last."""
    place = citation.number - 1
    paging = (
        press("‹", Verb.PASSAGE, key, (place - 1) % total),
        press(f"{place + 1}/{total}", Verb.PASSAGE, key, place),
        press("›", Verb.PASSAGE, key, (place + 1) % total),
    )
    article = citation.quotation.passage.article
    rows = (
        paging if total > 1 else (),
        (press("↩ Back to answer", Verb.BACK, key), Button("📋 Copy citation", copy=copied(article))),
        open_article(article),
    )
    return tuple(row for row in rows if row)


def copied(article: Article) -> str:
    """How an article is cited, for the clipboard: a long title is cut, an address is whole or left out."""
    address = web_address(article.url)
    about = ", ".join(part for part in (label(article.source, SHORT_LABEL * 2), date_line(article)) if part)
    tail = f", {about}, {address}" if address else f", {about}"
    if units(tail) > COPIED - SHORT_LABEL:
        tail = f", {about}"
    return f"“{label(article.title, COPIED - units(tail) - 2)}”{tail}"


# Time.

ANY_TIME = 0  # the place of any time among the choices


@dataclass(frozen=True, slots=True)
class Within:
    """A time that a reader may choose: how it is called, and the limits that it sets."""

    name: str
    filter: Filter


def spans(as_of: datetime, named: Window | None = None) -> list[Within]:
    """The times that a reader may choose; the number of Verb.WITHIN is the place.

    The first is any time; the last the window that the question names, where it names one. Days are those of the zone
    of ``as_of``.
    """
    today = as_of.replace(hour=0, minute=0, second=0, microsecond=0)
    choices = [
        Within("Any time", NO_FILTER),
        Within("Last month", Filter(since=today - timedelta(days=31))),
        Within("Last year", Filter(since=today - timedelta(days=365))),
    ]
    if named and is_time(named):
        choices.append(Within(days_of(named.since, named.until), Filter(named.since, named.until)))
    return choices


def is_time(window: Window) -> bool:
    """Whether a window leaves anything out by when it was printed: how things stand now is asked of all."""
    return window.of_print and bool(window.since or window.until)


def days_of(since: datetime | None, until: datetime | None) -> str:
    """A time as it is written on a button."""
    if since and until:
        return span_text(since, until)
    return f"Since {day(since)}" if since else f"Until {day(until)}" if until else "Any time"


def when(answer: Answer) -> str:
    """The time that an answer is about, as it is written on a button."""
    if answer.widened or answer.window.mode is Mode.LATEST:
        return "Any time"
    return days_of(answer.window.since, answer.window.until)


def is_limited(answer: Answer) -> bool:
    """Whether a search of any time and without limits may find more."""
    return bool(answer.filter) or answer.window.mode in {Mode.HARD, Mode.SOFT}


def dates_keyboard(as_of: datetime, key: str, named: Window | None = None) -> Keyboard:
    """The times that may be chosen, two in a row."""
    buttons = [
        press(label(one.name, LABEL), Verb.WITHIN, key, number) for number, one in enumerate(spans(as_of, named))
    ]
    return (*in_twos(buttons), (press("↩ Back to answer", Verb.BACK, key),))


def wrong_keyboard(key: str) -> Keyboard:
    """What may be wrong with an answer."""
    buttons = [press(text, Verb.WRONG, key, number) for number, text in enumerate(WRONG)]
    return (*in_twos(buttons), (press("↩ Back to answer", Verb.BACK, key),))


def in_twos(buttons: Sequence[Button]) -> Keyboard:
    """Buttons in rows of two."""
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
