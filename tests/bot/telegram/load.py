"""Many people ask at once while things go wrong: ``play`` lets them, ``judge`` tells what became of their questions."""

from __future__ import annotations

import itertools
import random
import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.telegram.clerk import BROKEN, BUSY, SORRY, SPENT, STALE, TOO_FAST
from bot.telegram.courier import PERHAPS
from tests.bot.telegram.chaos import Fault
from tests.bot.telegram.player import Player, Telegram
from tests.bot.telegram.program import Program
from tests.bot.telegram.shown import Shown

SIGNS = {"sendChatAction", "sendMessage", "sendPhoto", "sendMessageDraft", "setMessageReaction"}  # of life
# When a kill strikes, one after the other: at any time, or with a request that was carried out or not, or that has just
# been answered.
MOMENTS: tuple[tuple[str, Fault] | None, ...] = (
    ("sendMessage", Fault.LOST),
    None,
    ("sendMessage", Fault.DROP),
    ("getUpdates", Fault.LATE),
    ("sendMessage", Fault.LATE),
    ("sendChatAction", Fault.LOST),
)
AGAIN = 0.5  # seconds between two rounds of questions at once


def spoken(template: str) -> str:
    """A pattern of what readers see of a text with places to fill."""
    words = re.sub(r"<[^<>]*>", "", template).strip()
    return re.sub(r"\\{\w+\\}", ".+", re.escape(words))


APOLOGY = re.compile("|".join(map(spoken, (STALE, BUSY, TOO_FAST, SPENT, BROKEN, SORRY))))
NOTE = re.compile(spoken(PERHAPS))


class Fate(StrEnum):
    """What became of a question."""

    ONCE = "answered exactly once"
    TWICE = "answered twice"
    NEVER = "never answered"
    TOLD = "told: an apology, or that it may be a repeat"


@dataclass(frozen=True)
class Load:
    """Who asks how much, and what goes wrong meanwhile."""

    questions: int = 40
    chats: int = 10
    seconds: float = 60
    kills: int = 0
    reindexes: int = 0
    faults: Sequence[tuple[Fault, float]] = ()  # each with its chance
    late: float = 15  # seconds of answers that come too late: longer than a bot has patience
    at_once: bool = False  # all chats ask at the same moment, again and again, each after its answer
    settle: float = 180  # seconds for the last answers
    quiet: float = 5  # seconds after the last answer in which a second one may still come
    seed: int = 1


@dataclass
class Question:
    """Something that was asked, and when."""

    player: Player
    said: Shown
    at: float


@dataclass
class Played:
    """What happened."""

    telegram: Telegram
    questions: list[Question] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)  # before the first question and after the last answer
    lags: list[float] = field(default_factory=list)  # ms of the event loop, p95 of 20 s, as the bot reports it
    status: int = 0  # that the bot ended with
    stopping: float = 0


def play(
    telegram: Telegram,
    load: Load,
    texts: Sequence[str],
    program: Program,
    reindex: Callable[[], None] = lambda: None,
) -> Played:
    """Start the bot, let people ask, kill and restart it meanwhile, wait for the answers, stop it."""
    chance = random.Random(load.seed)
    played = Played(telegram)
    players = [telegram.user(f"Reader {number}") for number in range(load.chats)]
    program.start_and_wait(telegram)
    played.memory.append(program.memory())
    watched = threading.Event()
    threading.Thread(target=watch, args=(played, program, watched), daemon=True).start()
    for fault, share in load.faults:
        telegram.chaos.add(fault, seconds=load.late if fault in {Fault.LATE, Fault.HANG} else 2, chance=share)
    asked = iter(chance.sample(texts, len(texts)) * (load.questions // len(texts) + 1))

    def ask(player: Player) -> None:
        said = player.say(next(asked))
        played.questions.append(Question(player, said, telegram.world.times[player.chat.id, said.number]))

    moments = itertools.cycle(MOMENTS)

    def restart() -> None:
        if moment := next(moments):
            method, fault = moment
            telegram.chaos.add(fault, method, first=True, seconds=0, then=program.restart)
        else:
            program.restart()

    if load.at_once:
        for _ in range(load.questions // load.chats):
            for player in players:
                ask(player)
            settle(telegram, played.questions[-len(players) :], program, load.settle)
            time.sleep(AGAIN)
    else:
        for action in course(load, chance, players, ask, {restart: load.kills, reindex: load.reindexes}):
            action()
    settle(telegram, played.questions, program, load.settle)
    time.sleep(load.quiet + (load.late if any(fault is Fault.LATE for fault, _ in load.faults) else 0))
    played.memory.append(program.memory())
    telegram.chaos.calm = True
    watched.set()
    played.status, played.stopping = program.stop()
    return played


def watch(played: Played, program: Program, stop: threading.Event) -> None:
    """Read what the bot reports of itself, until told to stop."""
    while not stop.wait(1):
        if "lag_ms_p95" in (report := program.health()):
            played.lags.append(report["lag_ms_p95"])


def course(
    load: Load,
    chance: random.Random,
    players: Sequence[Player],
    ask: Callable[[Player], None],
    besides: dict[Callable[[], None], int],
) -> Iterator[Callable[[], None]]:
    """What happens, each at its time: questions at random moments, and so often what happens besides."""
    turns = [players[number % len(players)] for number in range(load.questions)]
    chance.shuffle(turns)
    plan: list[tuple[float, Callable[[], None]]] = [
        (chance.uniform(0, load.seconds), lambda player=player: ask(player))  # type: ignore[misc]
        for player in turns
    ]
    for happens, times in besides.items():
        span = load.seconds / max(times, 1)
        plan += [(span * (number + chance.uniform(0.3, 0.9)), happens) for number in range(times)]
    start = time.monotonic()
    for at, action in sorted(plan, key=lambda entry: entry[0]):
        time.sleep(max(0.0, start + at - time.monotonic()))
        yield action


def settle(telegram: Telegram, asked: Sequence[Question], program: Program, seconds: float) -> None:
    """Wait until each of these questions has an answer, or for so long; a bot that is gone gives none."""
    end = time.monotonic() + seconds
    while asked and time.monotonic() < end and not program.gone():
        time.sleep(0.05)
        asked = [one for one in asked if not telegram.answers_of(one.said)]


def fate(answers: Sequence[Shown]) -> Fate:
    """What became of a question with these answers. One in several parts has buttons below the last alone."""
    if not answers:
        return Fate.NEVER
    if all(APOLOGY.search(one.text) for one in answers):
        return Fate.TOLD
    texts = [NOTE.sub("", one.text).strip() for one in answers]
    whole = sum(bool(one.rows) for one in answers)
    if len(answers) == 1 or (len(set(texts)) == len(texts) and whole == 1 and answers[-1].rows):
        return Fate.ONCE
    noted = any(NOTE.search(one.text) for one in answers[1:])
    return Fate.TOLD if noted or any(APOLOGY.search(one.text) for one in answers) else Fate.TWICE


@dataclass
class Verdict:
    """What became of all of it."""

    fates: Counter[Fate]
    out_of_order: int
    first_sign: list[float]  # seconds
    answer: list[float]
    refused: list[str]
    earned: int
    injected: Counter[Fault]
    lines: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        width = max(len(name) for name, _ in self.lines)
        return "\n".join(f"{name:{width}}  {value}" for name, value in self.lines)


def judge(played: Played) -> Verdict:
    """Read the chats as their readers see them."""
    telegram = played.telegram
    fates = Counter(fate(telegram.answers_of(one.said)) for one in played.questions)
    chats = {one.player.chat.id for one in played.questions}
    orders = [telegram.order_of_answers(chat) for chat in chats]
    calls = telegram.world.calls
    verdict = Verdict(
        fates,
        sum(before > after for order in orders for before, after in itertools.pairwise(order)),
        [sign for one in played.questions if (sign := first_sign(telegram, one)) is not None],
        [answered for one in played.questions if (answered := seconds_to_answer(telegram, one)) is not None],
        [f"{call.method}: {call.error}" for call in telegram.world.refused if call.code != 429],
        len(telegram.world.earned),
        Counter(call.fault for call in [*calls, *telegram.world.polls] if call.fault),
    )
    verdict.lines = [
        ("questions", f"{len(played.questions)} from {len(chats)} chats"),
        *((name, str(fates[name])) for name in Fate),
        ("out of order in a chat", str(verdict.out_of_order)),
        ("refused by the server", str(len(verdict.refused))),
        ("429 earned", str(verdict.earned)),
        ("faults", ", ".join(f"{count} {name}" for name, count in sorted(verdict.injected.items())) or "none"),
        ("edits that asked whether a message arrived", str(sum(call.probe for call in calls))),
        ("first sign of life, p50 and p95", percentiles(verdict.first_sign)),
        ("answer, p50 and p95", percentiles(verdict.answer)),
        ("memory at first and at last", " and ".join(f"{size:,.0f} MB" for size in played.memory)),
        ("lag of its event loop, p95 of 20 s at worst", f"{max(played.lags):.0f} ms" if played.lags else "unknown"),
        ("stopped with", f"status {played.status} in {played.stopping:.1f} s"),
    ]
    return verdict


def first_sign(telegram: Telegram, question: Question) -> float | None:
    """Seconds until the server heard of the bot in the chat of a question."""
    later = [
        call.at
        for call in telegram.world.calls
        if call.chat == question.player.chat.id and call.method in SIGNS and call.at >= question.at
    ]
    return min(later) - question.at if later else None


def seconds_to_answer(telegram: Telegram, question: Question) -> float | None:
    answers = telegram.answers_of(question.said)
    if not answers:
        return None
    return telegram.world.times[question.player.chat.id, answers[0].number] - question.at


def percentiles(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "unknown"
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return f"{1000 * cuts[9]:,.0f} and {1000 * cuts[18]:,.0f} ms"
