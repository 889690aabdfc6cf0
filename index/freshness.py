"""Whether the index can be trusted to be up to date: a judgement on runs, article counts and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from corpus.amount import amount, span_in_words
from index.runs import Job, Run

# How many intervals of a service may pass without a good run.
OVERDUE = 3
# The share of the articles that may go missing among the runs that are kept without anybody's asking.
SHRINKAGE = 0.1
# Articles from whose dates the usual gap is taken.
RECENT = 500


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a monitor asks; the runs are those of the index job.

    ``stale`` are the reasons not to trust the index, in words; empty when it is up to date.
    """

    last: Run | None
    last_good: Run | None
    next_run: datetime | None
    newest: datetime | None
    usual_gap: timedelta | None
    stale: tuple[str, ...]


def judge(
    runs: Sequence[Run],
    published: Sequence[datetime],
    now: datetime,
    *,
    every: timedelta | None,
    gaps: float,
    trouble: Sequence[str] = (),
) -> Freshness:
    """Judge an index by its last runs (oldest first) and the dates of its newest articles (newest first).

    ``every`` is how often a run is expected, None where nobody said; ``gaps`` how many usual gaps the newest article
    may be old, 0 where that does not matter; ``trouble`` what is known to be wrong besides.
    """
    reading = [run for run in runs if run.job is Job.INDEX]
    last = reading[-1] if reading else None
    good = next((run for run in reversed(reading) if run.result.is_good), None)
    newest, gap = max(published, default=None), usual_gap(published)
    reasons = [*trouble, *failing(reading), *overdue(last, good, now, every), *shrunk(runs)]
    if newest and gap and gaps and (now - newest) / gap > gaps:
        reasons.append(
            f"the newest article is {span_in_words(now - newest)} old, the usual gap is {span_in_words(gap)}: see what "
            "should bring new ones, or set BACKISSUE_STALE_GAPS=0 if nothing is added any more"
        )
    return Freshness(last, good, last.started + every if last and every else None, newest, gap, tuple(reasons))


def usual_gap(published: Sequence[datetime]) -> timedelta | None:
    """Return the silence that is usual between two articles, None where there are too few to tell.

    It is the median over time, not over articles: half of the time belongs to gaps at least that long. So nights and
    weekends count for what they are, however many articles come out in a burst.
    """
    moments = sorted(published, reverse=True)[:RECENT]
    gaps = sorted(later - earlier for later, earlier in pairwise(moments))
    total, passed = sum(gaps, timedelta()), timedelta()
    for gap in gaps:
        passed += gap
        if passed * 2 >= total > timedelta():
            return gap
    return None


def failing(runs: Sequence[Run]) -> list[str]:
    """Say that the last run did not do what it should."""
    if not runs or runs[-1].result.is_good:
        return []
    bad = 0
    for run in reversed(runs):
        if run.result.is_good:
            break
        bad += 1
    last = runs[-1]
    count = f"the last {amount(bad, 'run')}" if bad > 1 else "the last run"
    return [f"{count} did not end well ({last.result}{f': {last.error}' if last.error else ''})"]


def overdue(last: Run | None, good: Run | None, now: datetime, every: timedelta | None) -> list[str]:
    """Say that no run has done its work for too long, or that the clock cannot be right."""
    if last and last.ended > now + timedelta(minutes=5):
        return [f"the last run ended {span_in_words(last.ended - now)} from now: the clock was changed"]
    if every and (good is None or now - good.ended > OVERDUE * every):
        since = f"for {span_in_words(now - good.ended)}" if good else "so far"
        return [f"no run has succeeded {since}; one is expected every {span_in_words(every)}"]
    return []


def shrunk(runs: Sequence[Run]) -> list[str]:
    """Say that the archive has lost more articles than is usual since anybody asked for that."""
    counts: list[int] = []
    for run in reversed(runs):
        if run.counts:
            counts.append(run.counts.articles)
        if run.deliberate:
            break
    if counts and counts[0] < (1 - SHRINKAGE) * max(counts) - 1:
        return [
            f"the archive shrank from {max(counts):,} to {amount(counts[0], 'article')} within the runs that are kept"
        ]
    return []
