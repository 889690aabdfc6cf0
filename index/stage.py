"""Staging: an archive is read into the catalog as of the coming generation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article, Mark, Rejected
from corpus.read import Scanned
from index.identity import Name, identify
from index.ledger import Ledger, Noted, forgotten_keys

Record = Scanned | Rejected
UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """A record of this run, read or known by its bytes; ``version`` is its row where its content had to be stored."""

    content_hash: str
    record_hash: str
    moment: datetime
    root: str
    path: str
    line: int | None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What a run does to the articles of the archive, as ids. ``withheld`` are gone, but too many to be believed."""

    added: frozenset[str]
    replaced: frozenset[str]
    removed: frozenset[str]
    unchanged: frozenset[str]
    withheld: frozenset[str] = frozenset()

    @property
    def changes(self) -> bool:
        """Whether the next generation differs from this one."""
        return bool(self.added or self.replaced or self.removed)


@dataclass(frozen=True, slots=True)
class Staged:
    """What staging found: the plan, how many articles only moved, how many records were refused."""

    plan: UpdatePlan
    moved: int
    rejected: int


def plan_update(found: Mapping[str, str], known: Mapping[str, str], missing_from: Collection[str]) -> UpdatePlan:
    """Compare content hashes by article id.

    ``missing_from`` are the known articles that would have been found if they were still there: those of the
    folders that this run read.
    """
    return UpdatePlan(
        added=frozenset(found.keys() - known.keys()),
        replaced=frozenset(key for key in found.keys() & known.keys() if found[key] != known[key]),
        removed=frozenset(missing_from) - found.keys(),
        unchanged=frozenset(key for key in found.keys() & known.keys() if found[key] == known[key]),
    )


def withhold(plan: UpdatePlan, roots: Mapping[str, str], most: float) -> UpdatePlan:
    """Keep what is gone where that is too much to be believed: a disk that failed to mount is an empty folder.

    ``roots`` has the root of each known article that was looked for. Too much is more than the share ``most`` of
    them, if it is more than one, or all that a root held. A ``most`` of 1 believes everything.
    """
    emptied = {root for key, root in roots.items() if key in plan.removed}
    emptied -= {root for key, root in roots.items() if key not in plan.removed}
    if most < 1 and (emptied or len(plan.removed) > max(1, most * len(roots))):
        return replace(plan, removed=frozenset(), withheld=plan.removed)
    return plan


class Stage:
    """One reading of an archive into the catalog. Everything happens in one transaction of the caller."""

    def __init__(self, ledger: Ledger, roots: Sequence[str], generation: int, now: datetime) -> None:
        self._ledger = ledger
        self._roots = roots
        self._generation = generation
        self._now = now
        self._known = ledger.known()
        self._noted = ledger.records()
        self._forgotten = ledger.forgotten()
        self._at = {(item.root, item.place): key for key, item in self._known.items() if item.place}
        self._found: dict[Name, Found] = {}
        self._met: dict[bytes, Noted] = {}
        self._rejected: list[tuple[str, Rejected]] = []
        self._unread: set[tuple[str, str]] = set()  # root and path of whole files and folders
        # How many records there are, if nothing has changed; 0 where these roots were never read.
        self.expected = sum(noted.root in roots for noted in self._noted.values())

    def take(self, root: str, record: Record, *, full: bool) -> None:
        """Take a record that was found in a root; it is read unless its bytes say that it is what is held already."""
        if isinstance(record, Rejected):
            self._refuse(root, record)
            return
        noted = self._noted.get(record.fingerprint)
        held = noted is not None and self._holds(root, noted)
        if noted and held and not full:
            self._enter(root, record, noted, "")
            return
        article = record.read()
        if isinstance(article, Rejected):
            self._refuse(root, article)
            if noted and held:  # its bytes are those that were accepted: it is the clock that says otherwise
                self._enter(root, record, noted, "")
        elif when := self._forgotten_at(article):
            reason = f"forgotten on {when:%Y-%m-%d}; `backissue forget --undo ARTICLE_ID` lets it come back"
            self._rejected.append((root, Rejected(article.path, article.line, reason)))
        else:
            derived = Mark.ID_DERIVED in article.marks
            moment = article.updated or article.published
            noted = Noted(root, article.id, derived, article.content_hash, moment)
            words = article.record_hash if derived else ""
            name = self._enter(root, record, noted, words)
            if name and not self._holds(root, noted):
                version = self._ledger.add_version(article, root, self._generation, self._now)
                self._found[name] = replace(self._found[name], version=version)

    def _refuse(self, root: str, record: Rejected) -> None:
        """Note what cannot be read."""
        self._rejected.append((root, record))
        if record.line is None:
            self._unread.add((root, record.path))

    def _holds(self, root: str, noted: Noted) -> bool:
        """Say whether what a record says is what is held of its article already."""
        known = self._known.get(self._at.get((root, noted.id), "") if noted.derived else noted.id)
        return known is not None and known.content_hash == noted.content_hash

    def _forgotten_at(self, article: Article) -> datetime | None:
        keys = forgotten_keys(article) if self._forgotten else []
        return next((self._forgotten[key] for key in keys if key in self._forgotten), None)

    def _enter(self, root: str, record: Scanned, noted: Noted, words: str) -> Name | None:
        """Enter a record; return its name unless another one with it is there that is as new or newer.

        Of two equally new records that differ, the one read later wins.
        """
        self._met[record.fingerprint] = noted if noted.root == root else replace(noted, root=root)
        name = (root if noted.derived else "", noted.id)
        words = words or (self._known[self._at[name]].record_hash if noted.derived else "")
        found = Found(noted.content_hash, words, noted.moment or UNDATED, root, record.path, record.line)
        rival = self._found.get(name)
        if rival is not None:
            if rival.content_hash == found.content_hash:
                return None
            self._rejected.append((root, reject_older(noted.id, rival, found)))
            if found.moment < rival.moment:
                return None
            if rival.version is not None:
                self._ledger.drop_versions([rival.version])
        self._found[name] = found
        return name

    def finish(self, max_removals: float) -> Staged:
        """Settle which article each record is and what is gone; write all that down."""
        read = self._looked_for()
        derived = {name: found.record_hash for name, found in self._found.items() if name[0]}
        given = {name[1] for name in self._found if not name[0]}
        named = identify(derived, self._known, read, given)
        names = {named.get(name, name[1]): name for name in self._found}
        hashes = {key: self._found[name].content_hash for key, name in names.items()}
        plan = plan_update(hashes, {key: item.content_hash for key, item in self._known.items()}, read)
        plan = withhold(plan, {key: self._known[key].root for key in read}, max_removals)
        # Names first: until it has its own, a newcomer bears the id of the article that stood in its place.
        self._name_versions({key: names[key] for key in plan.added | plan.replaced})
        moved = sum([self._settle(key, names[key]) for key in sorted(plan.unchanged)])
        self._ledger.retire(plan.replaced | plan.removed, self._generation, self._now)
        self._note()
        return Staged(plan, moved, len(self._rejected))

    def _settle(self, key: str, name: Name) -> bool:
        """Note where an unchanged article stands now; say whether its file is another than before."""
        found, known = self._found[name], self._known[key]
        if found.version is not None:  # its place is new, its words are not
            self._ledger.drop_versions([found.version])
        place = name[1] if name[0] else ""
        if (found.root, place, found.path, found.line) != (known.root, known.place, known.path, known.line):
            self._ledger.move(key, found.root, place, found.path, found.line)
        return (found.root, found.path) != (known.root, known.path)

    def _name_versions(self, names: Mapping[str, Name]) -> None:
        versions = {key: self._version(name) for key, name in names.items()}
        self._ledger.name_versions({versions[key]: key for key, name in names.items() if name[1] != key})

    def _version(self, name: Name) -> int:
        """The row of what a record says; where that is what is held under another id now, a copy of it."""
        version = self._found[name].version
        return (
            version if version is not None else self._ledger.copy_version(self._at[name], self._generation, self._now)
        )

    def _note(self) -> None:
        covered = inside(self._roots, {noted.root for noted in self._noted.values()})
        gone = [key for key, noted in self._noted.items() if noted.root in covered and key not in self._met]
        fresh = {key: noted for key, noted in self._met.items() if self._noted.get(key) != noted}
        self._ledger.note_records(gone, fresh)
        self._ledger.replace_rejected(self._roots, self._rejected)

    def _looked_for(self) -> frozenset[str]:
        """The known articles that would have been found if they were still there.

        They stood in a root of this run, or in one inside such a root; and neither their file nor a folder above it
        was refused: what cannot be read now is not gone.
        """
        covered = inside(self._roots, {item.root for item in self._known.values()})
        unread = self._unread
        return frozenset(
            key
            for key, item in self._known.items()
            if item.root in covered and not (unread and is_unread(item.root, item.path, unread))
        )


def inside(roots: Sequence[str], held: Collection[str]) -> set[str]:
    """Return those of the held roots that are one of ``roots`` or lie inside one."""
    return {one for one in held if any(Path(one).is_relative_to(root) for root in roots)}


def is_unread(root: str, path: str, unread: Collection[Name]) -> bool:
    """Say whether a file or a folder above it is among those that could not be read."""
    return any((root, place) in unread for place in (path, *map(str, Path(path).parents)))


def reject_older(article_id: str, first: Found, second: Found) -> Rejected:
    """Two records claim one identity: the newest wins, of two equally new ones the one read later."""
    older, newest = (second, first) if second.moment < first.moment else (first, second)
    place = f"{newest.path}:{newest.line}" if newest.line else newest.path
    return Rejected(older.path, older.line, f"same id {article_id!r} as {place}, which is newer and was kept")
