"""An archive that changes: what a newsroom does to its articles, as functions from one archive to the next."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from corpus.article import Article
from corpus.read import read_archive

LATEST = datetime(2026, 1, 1, 12, tzinfo=UTC)  # no article says that it is younger
FIRST_DAY = date(2023, 1, 2)
WORDS = re.findall(
    r"\w+",
    "harbour ferry council bridge lighthouse market budget storm school rovers train museum clinic river garden police "
    "court theatre library union strike factory mayor election weather festival road tunnel airport station hospital",
)
SENTENCES = 12


@dataclass(frozen=True, slots=True)
class Story:
    """An article by its number: ``edition`` is what its last sentence says, ``file`` where it stands."""

    number: int
    file: str
    edition: int = 1

    @property
    def marker(self) -> str:
        """A word that no other article has."""
        return f"story{self.number:05d}"

    @property
    def day(self) -> date:
        """When it was published: the numbers ascend with the days."""
        return FIRST_DAY + timedelta(days=self.number // 4)


Archive = Mapping[int, Story]  # by number


def text_of(story: Story) -> str:
    """The words of a story; an edit changes the last sentence only."""
    chance = random.Random(story.number)
    lines = [f"{' '.join(chance.choices(WORDS, k=8)).capitalize()} near {story.marker}." for _ in range(SENTENCES)]
    return " ".join([*lines, f"The {story.marker} report is edition{story.edition}."])


def first_file(number: int) -> str:
    """Where a story is filed first: a third in a file of many, the others in a file of their own."""
    if number % 3 == 0:
        return f"wire/{number // 30:04d}.jsonl"
    return f"{('Courier', 'Gazette')[number % 2]}/{number:05d}.txt"


def stories(numbers: Iterable[int]) -> dict[int, Story]:
    """New stories."""
    return {number: Story(number, first_file(number)) for number in numbers}


def add(archive: Archive, numbers: Iterable[int]) -> dict[int, Story]:
    """File new stories."""
    return {**archive, **stories(numbers)}


def edit(archive: Archive, numbers: Iterable[int], edition: int) -> dict[int, Story]:
    """Change stories, silently."""
    return {**archive, **{n: replace(archive[n], edition=edition) for n in numbers if n in archive}}


def remove(archive: Archive, numbers: Iterable[int]) -> dict[int, Story]:
    """Withdraw stories."""
    gone = set(numbers)
    return {number: story for number, story in archive.items() if number not in gone}


def move(archive: Archive, numbers: Iterable[int], folder: str) -> dict[int, Story]:
    """Move stories that have a file of their own into another folder, under the same name."""
    chosen = [n for n in numbers if n in archive and archive[n].file.endswith(".txt")]
    return {**archive, **{n: replace(archive[n], file=f"{folder}/{n:05d}.txt") for n in chosen}}


def rename(archive: Archive, numbers: Iterable[int], suffix: str) -> dict[int, Story]:
    """Rename such stories within their folder."""
    chosen = [n for n in numbers if n in archive and archive[n].file.endswith(".txt")]
    return {
        **archive,
        **{n: replace(archive[n], file=f"{archive[n].file.partition('/')[0]}/{n:05d}{suffix}.txt") for n in chosen},
    }


def write(folder: Path, archive: Archive) -> None:
    """Make a folder hold this archive and nothing else; what is the same already is left alone."""
    wanted = files_of(archive)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if str(path.relative_to(folder)) not in wanted:
            path.unlink()
    for name, content in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
    folder.mkdir(parents=True, exist_ok=True)


def files_of(archive: Archive) -> dict[str, str]:
    """The files of an archive."""
    files: dict[str, str] = {}
    for number in sorted(archive):
        story = archive[number]
        if story.file.endswith(".txt"):
            files[story.file] = f"date {story.day} 09:30 (UTC+00:00)\n\nBy Ana Pereira\n\n{text_of(story)}\n"
        else:
            files[story.file] = files.get(story.file, "") + json.dumps(record_of(story)) + "\n"
    return files


def record_of(story: Story) -> dict[str, str]:
    """A story as an exporter writes it."""
    return {
        "id": f"wire-{story.number}",
        "title": f"Wire {story.marker}",
        "source": "Wire",
        "published_at": f"{story.day}T08:00:00+00:00",
        "text": text_of(story),
    }


def articles_of(folder: Path) -> Iterator[Article]:
    """The articles that a folder holds, as the index job reads them."""
    return (item for item in read_archive([folder], latest=LATEST) if isinstance(item, Article))


def busy_weeks(size: int) -> list[tuple[str, Archive]]:
    """What happens to an archive of ``size`` stories: what is done, and the archive after it."""
    some = random.Random(size).sample(range(size), size // 2)
    edited, gone, moved, renamed = some[:14], some[14:20], some[20:28], some[28:]
    steps: list[tuple[str, Archive]] = [("initial build", stories(range(size)))]

    def do(name: str, archive: Archive) -> None:
        steps.append((name, archive))

    do("add", add(steps[-1][1], range(size, size + size // 6)))
    do("edit", edit(steps[-1][1], edited, edition=2))
    do("remove", remove(steps[-1][1], gone))
    do("move", move(steps[-1][1], moved, "Archive"))
    do("rename and edit", edit(rename(steps[-1][1], renamed, "-final"), edited[:4], edition=3))
    do("move back, edit back, bring back", back(steps[-1][1], steps[1][1], [*moved, *edited, *gone]))
    do("edit a half", edit(steps[-1][1], range(0, size, 2), edition=4))
    do("change nothing", steps[-1][1])
    return steps


def small_days(archive: Archive, first: int, days: int) -> list[tuple[str, Archive]]:
    """Many small runs: two stories come, one is edited, sometimes one goes."""
    steps: list[tuple[str, Archive]] = []
    for day in range(days):
        archive = edit(add(archive, range(first + 2 * day, first + 2 * day + 2)), [day * 7 % first], edition=9)
        archive = remove(archive, [day * 11 % first] if day % 3 == 0 else [])
        steps.append((f"day {day}", archive))
    return steps


def back(archive: Archive, before: Archive, numbers: Sequence[int]) -> dict[int, Story]:
    """Put stories back as they were."""
    return {**archive, **{number: before[number] for number in numbers if number in before}}
