"""Authors as pages print them -> names of people; and whose copy it is, where an agency is named."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

LONGEST_NAME = 60  # characters
MOST_WORDS = 6  # of a name; what has more is a sentence
MOST_NAMES = 20
LONGEST_BYLINE = 1000  # characters

TAG = re.compile(r"<[^<>]{0,500}>")
ADDRESS = re.compile(r"https?://\S*|www\.\S+|[^\s@]{1,64}@[^\s@]+\.\w+|(?<!\w)@\w+")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
SPLIT = re.compile(
    r"\s*(?:[,;|/·•&+،、，；＆\n]"
    r"|\s(?:and|AND|und|UND|ja|with|met|mit|avec|con|ve|og|OG|och|OCH|og|и|та|і|и|és|și|şi|και|και|sur|và|و)\s)\s*"
)
# Between two full names only: "Ortega y Gasset" is one man.
BETWEEN_NAMES = re.compile(r"\s+(?:y|Y|e|E|et|ET|i|I|a|o|en|EN|dan|at)\s+")
PICTURES = re.compile(r"(?:photo|foto|bild|picture|image|illustration|фото|video)\w*\b", re.IGNORECASE)
LABEL = re.compile(
    r"(?:(?:written|posted|published|words|story|text|reported|reporting|report|article|analysis|opinion|authored|edited)"
    r"\s+by|by|par|por|door|oleh|autore?|auteur|autorin|autor[ai]?|autor/ka|verfasser|authors?|penulis|redactor|reporter|автори?"
    r"|авторы|аўтар|аутор|пише|piše|szerző|írta|συντάκτης|γράφει|napisała?|skrev|الكاتب|بقلم|كتبت?|نویسنده|מאת"
    r"|लेखक|লেখক|โดย|tác giả|作者|記者|记者|撰文|기자)(?:\s*[:：]\s*|\s+)"
    r"|(?:text|tekst|teksti|texto|testo|текст|yazan|yazar|haber|文|theo)\s*[:：]\s*"
    # These begin names as well, so that a full name must follow: "Von Trier" is a man, "Von Lars Trier" names him.
    r"|(?:von|di|de|da|af|av|od|od|przez|του|της|από)\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
AFTER_NAME = re.compile(
    r"\s+[-–—]\s.*|\s+(?:in|for|at|aus|für|à|pour|en|desde|on)\s+(?:the\s+)?[A-ZÀ-ÞА-Я].*"
    r"|\s+(?i:staff|senior|chief|associate|contributing|political|business|sports|national|news|deputy|managing)\s.*"
    r"|\s*(?:기자|특파원|記者|记者|編集委員)"
)
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
DEGREE = re.compile(r"(?:Dr|Prof|Ph\.?D|M\.?D|M\.?Sc|Esq|[A-Z]{2,4})\.?")  # behind a name only
# Words for what somebody is, or for the desk that nobody in particular is.
ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|editorial|journalists?|columnist|contributors?|newsroom"
    r"|desk|team|bureau|admin|administrator|webmaster|webdesk|producer|photographer|analyst|newspaper|agency|agencies"
    r"|agencias|redaktion\w*|redakteur\w*|redacc?i[oó]n|redação|redazione|r[ée]daction|redakcj[ae]|redakce|redakcija"
    r"|redac[țt]ia|redakt[öoø]r|redaksi|redactie|redaksjonen|toimitus|szerkesztőség|haber merkezi|editör"
    r"|korespondent\w*|journaliste|periodista|giornalista|dziennikarz|novinar|correspondant|corresponsal|wires?|news|media|online|press"
    r"|service|tv|radio|website|magazine|times|post|herald)\b"
    r"|редакци|редактор|корр?еспондент|журналист|агентств|σύνταξη|συντακτικ|محرر|تحرير|وكالات|编辑|編輯|編集部|תחרות|מערכת",
    re.IGNORECASE,
)
NOISE = re.compile(r"[\W_]+")
# As ``plain`` makes them.
AGENCY_NAMES = """
    reuters thomsonreuters reutersstaff afp agencefrancepresse ap apnews associatedpress theassociatedpress bloomberg
    bloombergnews dpa dpaafp sid epd kna ats sda keystonesda apaots efe agenciaefe europapress ansa adnkronos agi lusa
    agêncialusa upi pti ani ians aap pamedia pressassociation thepressassociation canadianpress thecanadianpress anp
    belga ritzau ntb tt stt pap čtk ctk tasr mti agerpres mediafax bta бта hina fena tanjug танјуг тасс tass интерфакс
    interfax риановости рейтер укрінформ унн xinhua 新华社 新華社 cna kyodo kyodonews 共同通信 共同通信社 jiji 時事
    時事通信 時事通信社 yonhap 연합뉴스 bernama antara ttxvn vna anadoluajansı anadoluagency aa dha iha wam spa irna
    isna رويترز أفب فرانسبرس
"""
AGENCIES = frozenset(AGENCY_NAMES.split())


def bare(text: str) -> str:
    """A text without markup, entities and double spaces."""
    return " ".join(TAG.sub(" ", html.unescape(text)).split())


def names_of(
    stated: Iterable[list[str]], shown: Iterable[list[str]], sites: Iterable[str]
) -> tuple[tuple[str, ...], str]:
    """The people whom the first useful source names, and the agency that is named beside or instead of them.

    ``stated`` are sources for machines; those that a page only shows count where the former name nobody. ``sites`` are
    names of the publisher: it, a desk or a role is an author only where no source names a person or an agency.
    """
    own = {plain(site) for site in sites if site}
    desks: list[str] = []
    for sources in (stated, shown):
        agency = ""
        for parts in map(split_names, sources):
            agency = agency or next((one for one in parts if plain(one) in AGENCIES), "")
            others = [one for one in parts if plain(one) not in AGENCIES]
            people = [one for one in others if plain(one) not in own and not ROLE.search(one)]
            if people:
                return tuple(people[:MOST_NAMES]), agency
            desks = desks or others
        if agency:
            return (), agency
    return tuple(desks[:1]), ""


def plain(name: str) -> str:
    """A name for comparison: its letters and digits."""
    return NOISE.sub("", name).casefold()


def split_names(said: Iterable[str]) -> list[str]:
    """What may be names in these texts, each once."""
    found: dict[str, str] = {}
    last = ""
    for part in (part for text in said for part in parts_of(text[:LONGEST_BYLINE])):
        if SUFFIX.fullmatch(part) and last:
            found[last] += f", {part}"
        elif (name := tidy_name(part)) and not (last and plain(name) not in AGENCIES and DEGREE.fullmatch(name)):
            last = plain(name)
            found.setdefault(last, name)
    return list(found.values())


def parts_of(text: str) -> list[str]:
    """The parts of a byline, without addresses and what stands in brackets."""
    cleaned = BRACKETS.sub(" ", ADDRESS.sub(" ", bare(text)))
    return [one for part in SPLIT.split(cleaned) if part for one in pair(part)]


def pair(part: str) -> list[str]:
    """Two people where a word such as "y" stands between two full names, else one."""
    sides = BETWEEN_NAMES.split(part)
    return sides if all(len(side.split()) > 1 for side in sides) else [part]


def tidy_name(part: str) -> str:
    """A name without the words around it; nothing for what cannot be one."""
    name = trimmed(part)
    while label := LABEL.match(name):
        name = name[label.end() :]
    if whole := AFTER_NAME.search(name):
        name = name[: whole.start()]
    name = trimmed(name)
    usable = len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS and not re.search(r"\d", name)
    letters = sum(map(str.isalpha, name))
    return name if usable and letters > 1 and not PICTURES.match(name) else ""


def trimmed(text: str) -> str:
    """A text without signs around it; the full stop of an abbreviation stays."""
    return text.strip().strip(" -–—:*\"'“”„‟«»|").strip()
