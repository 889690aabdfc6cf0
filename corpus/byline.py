"""Who wrote it: authors as records name them -> names; and agencies, whose copy others print. Pure functions."""

from __future__ import annotations

import re

# What stands where an agency is named -> how it is called here. In capitals where it is an ordinary word otherwise.
AGENCIES = {
    "Reuters": ("Reuters", "Thomson Reuters"),
    "AP": ("AP", "The Associated Press", "Associated Press"),
    "AFP": ("AFP", "Agence France-Presse", "Agence France Presse"),
    "dpa": ("dpa", "Deutsche Presse-Agentur"),
    "EFE": ("EFE", "Agencia EFE"),
    "ANSA": ("ANSA",),
    "TASS": ("TASS", "ITAR-TASS", "ТАСС"),
    "Interfax": ("Interfax", "Интерфакс"),
    "RIA Novosti": ("RIA Novosti", "РИА Новости"),
    "Xinhua": ("Xinhua", "Xinhua News Agency"),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "Jiji": ("Jiji Press", "JIJI"),
    "Yonhap": ("Yonhap", "Yonhap News Agency"),
    "PTI": ("PTI", "Press Trust of India"),
    "ANI": ("ANI",),
    "IANS": ("IANS",),
    "UPI": ("UPI", "United Press International"),
    "PA Media": ("PA Media", "Press Association"),
    "AAP": ("AAP", "Australian Associated Press"),
    "The Canadian Press": ("The Canadian Press", "Canadian Press"),
    "Bloomberg": ("Bloomberg", "Bloomberg News"),
    "Anadolu": ("Anadolu", "Anadolu Agency", "Anadolu Ajansı"),
    "DHA": ("DHA", "Demirören Haber Ajansı"),
    "IHA": ("İHA", "İhlas Haber Ajansı"),
    "AZERTAC": ("AZERTAC", "AZƏRTAC", "AzerTAc"),
    "Trend": ("Trend News Agency",),
    "APA": ("APA",),
    "Turan": ("Turan", "Turan Information Agency"),
    "Report": ("Report News Agency", "Report İnformasiya Agentliyi"),
    "Belga": ("Belga",),
    "ANP": ("ANP",),
    "Ritzau": ("Ritzau",),
    "NTB": ("NTB",),
    "TT": ("TT Nyhetsbyrån",),
    "STT": ("STT",),
    "PAP": ("PAP", "Polska Agencja Prasowa"),
    "CTK": ("ČTK", "CTK"),
    "MTI": ("MTI",),
    "Tanjug": ("Tanjug",),
    "Hina": ("Hina", "HINA"),
    "BTA": ("BTA",),
    "Agerpres": ("Agerpres", "AGERPRES"),
    "Ukrinform": ("Ukrinform", "Укринформ"),
    "UNIAN": ("UNIAN",),
    "Keystone-SDA": ("Keystone-SDA", "Keystone-ATS"),
    "Europa Press": ("Europa Press",),
    "Lusa": ("Agência Lusa",),
    "WAM": ("WAM",),
    "SPA": ("SPA",),
    "IRNA": ("IRNA",),
    "Tasnim": ("Tasnim",),
    "Bernama": ("Bernama",),
    "Antara": ("ANTARA",),
}
NAMED = {spelling: agency for agency, spellings in AGENCIES.items() for spelling in spellings}
FOLDED = {spelling.casefold(): agency for spelling, agency in NAMED.items()}
AGENCY = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, sorted(NAMED, key=len, reverse=True))) + r")(?!\w)")

BY = re.compile(
    r"^\s*(?:(?:by|written by|text by|reported by|from|par|por|автор|авторы|بقلم|كتب)\b[\s:]+"
    # These begin names as well: "Von Trier" is a man, "Von Lars Trier" names him.
    r"|(?:von|di|door|av|af|przez)\s+(?=\S+\s+\S))",
    re.IGNORECASE,
)
PLACE = re.compile(r"\s+(?:in|at|en|à|aus) [A-Z][\w .'-]*$")  # "Brad Dorfman in New York"
ROLE = re.compile(
    r"(?i)\b(?:staff|special|senior|chief|foreign|political|business|guest|associate|contributing|editorial|"
    r"correspondent|reporters?|writers?|editors?|columnists?|contributors?|desk|newsroom|redaktion|rédaction|redacci[oó]n)\b"
)
BETWEEN = re.compile(r"\s*(?:,|;|\||/|•|·|\n|\s(?:and|und|et|y|e|ve|və|и|&|with)\s)\s*", re.IGNORECASE)
BRACKETS = re.compile(r"\([^()]{0,100}\)|\[[^\[\]]{0,100}\]")  # "Jane Doe (AP)"
# "Smith, John" and "Smith, John; Doe, Jane A.": catalogues put the surname first.
INVERTED = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’-]+\.?(?: [^\W\d_]\.?)?)")
CONTACT = re.compile(r"\S+@\S+|https?://\S+|\bwww\.\S+")
SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|MD|PhD|Ph\.D)\.?", re.IGNORECASE)
LONGEST_BYLINE = 3000  # characters; more is no byline, and looking for addresses in it takes its length squared
LONGEST_NAME = 80  # characters
MOST_AUTHORS = 30
NOBODY = {"none", "null", "n/a", "unknown", "admin", "administrator", "webmaster", "anonymous", "-"}


def authors_of(byline: str) -> tuple[str, ...]:
    """The people that a byline names, in its order: without "By", roles, agencies, addresses and repetitions.

    >>> authors_of("By Lisa Baertlein and Brad Dorfman in New York, Reuters")
    ('Lisa Baertlein', 'Brad Dorfman')
    """
    names: list[str] = []
    for part in BETWEEN.split(as_spoken(BRACKETS.sub("", BY.sub("", CONTACT.sub("", byline[:LONGEST_BYLINE]))))):
        name = " ".join(PLACE.sub("", BY.sub("", part)).split()).strip(" .-–—()[]\"'“”:*")
        if names and SUFFIX.fullmatch(name):
            names[-1] = f"{names[-1]} {name.rstrip('.')}{'.' if name.lower() in {'jr', 'sr'} else ''}"
        elif is_person(name) and name.casefold() not in map(str.casefold, names):
            names.append(in_capitals(name))
    return tuple(names[:MOST_AUTHORS])


def as_spoken(byline: str) -> str:
    """A byline whose names all have the surname first, the other way round; any other as it is."""
    inverted = [INVERTED.fullmatch(name.strip()) for name in byline.split(";") if name.strip()]
    if not all(found and all(map(is_person, found.groups())) and not SUFFIX.fullmatch(found[2]) for found in inverted):
        return byline
    return "; ".join(f"{found[2]} {found[1]}" for found in inverted if found)


def is_person(name: str) -> bool:
    """Whether a part of a byline may be somebody's name."""
    if not 1 < len(name) <= LONGEST_NAME or name.casefold() in NOBODY or name.casefold() in FOLDED:
        return False
    return any(map(str.isalpha, name)) and not any(map(str.isdigit, name)) and not ROLE.search(name)


def in_capitals(name: str) -> str:
    """A name that is printed in capitals as people write it; others stay as they are."""
    long = [word for word in re.findall(r"\w+", name) if len(word) > 2]
    return re.sub(r"\w[\w’']*", lambda word: word[0].capitalize(), name) if long and name.isupper() else name


def agency_in(text: str) -> str:
    """The first agency that a text names, empty where it names none."""
    found = AGENCY.search(text)
    return NAMED[found[1]] if found else ""


def agency_named(name: str) -> str:
    """The agency whose name this is, empty where it is nobody's."""
    return FOLDED.get(name.strip(" .()©").casefold(), "")


# BAKU, Azerbaijan, Aug. 1 (Reuters) -    WASHINGTON (AP) —    (CNN) --    NEW YORK, July 3 –    Baku, 1 August, AZERTAC
PLACE_NAME = r"[A-ZÀ-ÞŞĞİÖÜÇƏА-ЯЁ][\w.’'/-]*(?: (?:[A-ZÀ-ÞŞĞİÖÜÇƏА-ЯЁ][\w.’'/-]*|de|del|di|al|el|la|of|am|an der)){0,3}"
CAPITALS = r"(?=[A-ZÀ-ÞŞĞİÖÜÇƏА-ЯЁ][A-ZÀ-ÞŞĞİÖÜÇƏА-ЯЁ])" + PLACE_NAME
MONTH_DAY = r"(?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,9}\.?)(?:,? \d{4})?"
DASH = r"[ \t\xa0]*(?:--|[-–—])[ \t\xa0]+"
CREDITED = r"\([A-ZÀ-ÞŞĞİÖÜÇƏА-ЯЁd][\w .&/-]{1,40}\)"
DATELINE = re.compile(
    rf"(?:{PLACE_NAME}(?:, {PLACE_NAME}){{0,2}}(?:, {MONTH_DAY})?[ \t]*{CREDITED}(?:{DASH}|[ \t]+(?=[A-Z“\"])))"
    rf"|(?:(?:{MONTH_DAY} )?{CREDITED}{DASH})"
    rf"|(?:{CAPITALS}(?:, {PLACE_NAME}){{0,2}}(?:, {MONTH_DAY})?(?:{DASH}))"
    rf"|(?:{PLACE_NAME}, {MONTH_DAY}[,.]? (?:/?(?:{'|'.join(map(re.escape, NAMED))})/?)[.,:]?[ ]*(?:--|[-–—])?[ ]*)"
)
LONGEST_DATELINE = 120  # characters


def take_dateline(text: str) -> tuple[str, str]:
    """The dateline of a text, empty where it has none, and the text without it.

    >>> take_dateline("BAKU, Aug. 1 (Reuters) - Troops arrived.")
    ('BAKU, Aug. 1 (Reuters)', 'Troops arrived.')
    """
    found = DATELINE.match(text[:LONGEST_DATELINE])
    if not found:
        return "", text
    return found[0].strip(" \t\xa0-–—."), text[found.end() :]
