"""Which article a record is, where it names no id: the same words are the same article, wherever they stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping
from itertools import count

from corpus.article import short_hash
from index.ledger import Known

# A record without an id: the root that it was read from, and the id that its place there gives.
Name = tuple[str, str]


def identify(
    found: Mapping[Name, str], known: Mapping[str, Known], read: Container[str], given: Collection[str] = ()
) -> dict[Name, str]:
    """Give each record that was found (its hash, by name) the id of the article that it is.

    ``known`` are the articles that are held, ``read`` the ids of those that would be found if they still stood where
    they did, ``given`` those that records of this run name. A record is, in this order: the article that stood in
    its place with the same words; an article with the same words that stood elsewhere (its file was moved or
    renamed); the article that stood in its place with other words (it was edited); a new one. Ids are by place, and
    stay with an article that moves; a newcomer to a place whose id another article took along gets an id of its own.
    """
    at = {(item.root, item.place): article_id for article_id, item in known.items() if item.place}
    free = {key: item.record_hash for key, item in known.items() if item.place and key not in given}
    ids: dict[Name, str] = {}

    def claim(name: Name, article_id: str | None) -> None:
        if article_id is not None and article_id in free and name not in ids:
            ids[name] = article_id
            del free[article_id]

    for name, words in found.items():
        if known_words(known, at.get(name)) == words:
            claim(name, at[name])
    # A root that was not read may have been moved as a whole: then the place is the same, and the words.
    for name in left(found, ids):
        if name[1] in free and known[name[1]].place == name[1] and free[name[1]] == found[name]:
            claim(name, name[1])
    elsewhere = defaultdict[str, list[str]](list)
    for article_id in sorted(free):
        if article_id in read:
            elsewhere[free[article_id]].append(article_id)
    for name in left(found, ids):
        if elsewhere[found[name]]:
            claim(name, elsewhere[found[name]].pop(0))
    for name in left(found, ids):
        claim(name, at.get(name))
    taken = {*known, *given, *ids.values()}
    for name in left(found, ids):
        ids[name] = next(one for one in new_ids(name[1], found[name]) if one not in taken)
        taken.add(ids[name])
    return ids


def left(found: Mapping[Name, str], ids: Mapping[Name, str]) -> list[Name]:
    """The records that have no id yet, in order."""
    return sorted(found.keys() - ids.keys())


def new_ids(place: str, words: str) -> Iterator[str]:
    """Ids for a newcomer to a place: the place itself, or where that is taken, the place with a hash."""
    yield place
    yield f"{place}#{short_hash(words)}"
    for number in count(2):
        yield f"{place}#{short_hash(f'{words} {number}')}"


def known_words(known: Mapping[str, Known], article_id: str | None) -> str | None:
    """The record hash of a known article."""
    return known[article_id].record_hash if article_id is not None else None
