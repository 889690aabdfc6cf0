"""``Part``: what one message tells; and how much is told in how many messages. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

from bot.answer import Citation
from bot.telegram.markup import bold, fits
from bot.telegram.message import Keyboard, Message
from bot.telegram.sources import Answering, by_article, source, source_in_brief

# Units of a quotation with what stands around it: a passage as a rule, then less, so that one message is enough.
LEVELS = (700, 280, 160, 0)
NO_QUOTES = (0,)


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks of markup in their order on the page, the citations that they name, and notes that stand below."""

    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    foot: tuple[str, ...] = ()

    def __add__(self, other: Part) -> Part:
        return Part(
            self.told + other.told,
            self.notes + other.notes,
            self.citations + other.citations,
            self.foot + other.foot,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """How parts become messages: how much is quoted at most, whether sources are one line each, what stands between
    what is told, and where in their articles the answering words stand.
    """

    levels: Sequence[int] = LEVELS
    brief: bool = False
    between: str = "\n\n"
    answering: Answering = field(default_factory=dict)

    def html(self, part: Part, most: int) -> str:
        """The markup of a part, with at most so much of each quotation."""
        blocks = [self.between.join(part.told), *part.notes]
        if part.citations:
            groups = by_article(part.citations)
            sources = [source_in_brief(one) if self.brief else source(one, most, self.answering) for one in groups]
            blocks.append("\n".join([bold("Sources"), *sources]))
        return "\n\n".join(block for block in [*blocks, *part.foot] if block)

    def best(self, part: Part) -> str:
        """The markup of a part with as much of its quotations as one message holds; with none where it is too long."""
        found = (self.html(part, most) for most in self.levels)
        return next((html for html in found if fits(html)), self.html(part, 0))

    def messages(self, steps: Iterable[Sequence[Part]], keyboard: Keyboard = ()) -> tuple[Message, ...]:
        """Tell steps in one message, or in as few as hold them; the keyboard is that of the last.

        A step stays together where a message holds it: a statement and the sources of it.
        """
        steps = list(steps)
        whole = reduce(Part.__add__, (part for step in steps for part in step), Part())
        texts = [self.best(whole)]
        if not fits(texts[0]):
            texts = [self.best(part) for part in self._packed(steps)]
        return tuple(
            Message(text, keyboard if place == len(texts) else ()) for place, text in enumerate(texts, start=1)
        )

    def _packed(self, steps: Iterable[Sequence[Part]]) -> list[Part]:
        packed: list[Part] = []
        for step in steps:
            together = reduce(Part.__add__, step, Part())
            for part in [together] if self._fits(together) else step:
                if packed and self._fits(packed[-1] + part):
                    packed[-1] += part
                else:
                    packed.append(part)
        return packed

    def _fits(self, part: Part) -> bool:
        return fits(self.html(part, 0))
