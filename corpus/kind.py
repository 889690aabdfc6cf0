"""What kind of article it is, as its record, its section, its headline or its address says. Pure functions."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """The kinds that a reader has to know of; news and all that says nothing has none."""

    OPINION = "opinion"
    LIVE = "live"
    CORRECTION = "correction"  # a notice about another article
    RETRACTION = "retraction"  # the same, where that article was withdrawn


# Words of records, sections and headlines, in the languages that we read.
OPINION = (
    "opinions?|op-?eds?|editorials?|columns?|columnists?|commentar(?:y|ies)|comment|letters? to the editor|viewpoints?|"
    "perspectives?|leader|opinionnewsarticle|meinung|kommentare?|leitartikel|opinión|opinion(?:e|es|i)|editoriales?|tribune|"
    "éditorial|chronique|yorum|köşe yazısı|rəy|şərh|мнени[ея]|колонка|комментарий|رأي|مقالات|آراء"
)
LIVE = "live ?blog|liveblogposting|live updates?|live coverage|live|ticker|newsticker|en direct|direct|en vivo|canlı|онлайн|مباشر"
SAID = {Kind.OPINION: re.compile(OPINION, re.IGNORECASE), Kind.LIVE: re.compile(LIVE, re.IGNORECASE)}
IN_TITLE = {
    Kind.OPINION: re.compile(rf"(?:{OPINION})\s*[:|]", re.IGNORECASE),
    Kind.LIVE: re.compile(
        r"(?:live(?: ?blog| updates?| coverage)?|canlı|en direct|en vivo|онлайн)\s*[:|]", re.IGNORECASE
    ),
}
IN_ADDRESS = {
    Kind.OPINION: re.compile(
        r"/(?:opinions?|op-?ed|editorials?|columnists?|commentisfree|commentary|comment|meinung|opinion(?:es)?|yorum|"
        r"yazarlar|kose-yazilari|mneniya)/",
        re.IGNORECASE,
    ),
    Kind.LIVE: re.compile(r"/(?:live|liveblogs?|live-updates|live-news)/", re.IGNORECASE),
}


def kind_of(said: str, section: str, title: str, url: str) -> Kind | None:
    """Return the kind of an article, None where nothing says that it is no news."""
    for kind in (Kind.LIVE, Kind.OPINION):
        words = re.split(r"[,;/|>]", f"{said},{section}" if kind is Kind.OPINION else said)
        if any(SAID[kind].fullmatch(word.strip()) for word in words):
            return kind
        if IN_TITLE[kind].match(title) or IN_ADDRESS[kind].search(url):
            return kind
    return None
