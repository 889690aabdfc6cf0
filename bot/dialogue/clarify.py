"""When to ask back: a name that the evidence shows to be several people, words that say too little."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.dialogue.antecedents import fitting, spoken_of
from bot.dialogue.things import replace_first
from bot.dialogue.tie import OFFERED, UNOFFERED, Unclear
from bot.dialogue.turns import Choice, ConversationState
from bot.english.entities import Kind, entities_in, is_part, names_in
from bot.english.phrases import references
from corpus.article import Article

SHOUTED = re.compile(r"[A-Z]{2,}")  # words of a page, no first name: "MUST WATCH Lima"
RIVAL = 0.5  # of the mentions of the most frequent one: then the other may be meant as well
LONGEST_TITLE = 120  # characters, in a choice


def namesakes(question: str, articles: Iterable[Article], state: ConversationState) -> Unclear | None:
    """Ask which one is meant, where a name by itself ("Williams") belongs to several people in the evidence.

    Not where the conversation has named one of them.
    """
    known = {one.name for turn in state.turns for one in turn.asked}
    texts = list({article.id: article.text for article in articles}.values())
    for name in names_in(question):
        if " " in name or name.isupper() or any(is_part(name, one) for one in known):
            continue
        counts = [] if is_place(name, texts) else full_names(name, texts)
        rivals = [full for full, count in counts if count >= RIVAL * counts[0][1]]
        if len(rivals) > 1:
            choices = tuple(Choice(full, question.replace(name, full, 1)) for full in rivals[:OFFERED])
            return Unclear(f"Which {name} do you mean?", choices)
    return None


def is_place(name: str, texts: Sequence[str]) -> bool:
    """Whether articles call a place by a name: nobody is called so, whatever "Equality Kansas" is."""
    return any(one.name == name and one.kind is Kind.PLACE for text in texts for one in entities_in(text))


def full_names(name: str, texts: Sequence[str]) -> list[tuple[str, int]]:
    """The names that end with a name, and how many mentions each has, most first."""
    counts: Counter[str] = Counter()
    for text in texts:
        for one in entities_in(text):
            words = one.name.split()
            if (
                words[-1:] == [name]
                and len(words) in {2, 3}
                and not any(SHOUTED.fullmatch(word) for word in words[:-1])
            ):
                counts[one.name] += one.count
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def readings(typed: str, understood: str, state: ConversationState) -> Unclear:
    """Ask what is meant by a follow-up that says too little: of whom, or after which of the turns before."""
    told = [one for turn in reversed(state.turns) for one in spoken_of(turn)]
    found = next(references(typed), None)
    if found and (names := [one.name for one in fitting(found.key, told)][:OFFERED]):
        questions = [replace_first(typed, found, name) for name in names]
    else:
        bare = typed.strip(" ?.!")
        bare = bare[:1].lower() + bare[1:]
        before = [f"{turn.question.rstrip(' ?.!')}, and {bare}?" for turn in reversed(state.turns[:-1])]
        main = [f"About {one.name}: {bare}?" for one in told]
        questions = [understood, *before[:1], *main]
    offered = list(dict.fromkeys(questions))[:OFFERED]
    return Unclear("Do you mean one of these?", tuple(Choice(one, one) for one in offered), UNOFFERED)


def about_one(question: str, articles: Sequence[Article]) -> tuple[Choice, ...]:
    """Offer the articles that are nearest to a question that says too little."""
    titles = dict.fromkeys(" ".join(article.title.split())[:LONGEST_TITLE] for article in articles if article.title)
    bare = question.rstrip(" ?.!")
    return tuple(Choice(title, f"{bare}, in “{title.rstrip('.')}”?") for title in list(titles)[:OFFERED])
