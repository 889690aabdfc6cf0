"""Corrections and retractions, as articles and notices say them. Pure functions over a title and a text.

What counts is a publisher's own words about its own article: a label before a headline ("CORRECTED-"), a note in a
fixed form ("This story has been corrected to say ..."), a notice about another article ("An article on Tuesday about
... misstated ..."). Words of other people who correct or retract something are none: no sign is taken from inside of a
quotation, and what was withdrawn must be the article. English follows the notes that AP, Reuters, CNN and USA
Today print; the other languages have the most usual forms only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.kind import Kind


@dataclass(frozen=True, slots=True)
class Correction:
    """That an article was corrected or retracted: this one (``of_itself``) or another.

    ``title[start:end]`` says so where ``in_title``, else ``text[start:end]``. ``other`` is the title or the address of
    the other article, empty where the text names none.
    """

    kind: Kind
    in_title: bool
    start: int
    end: int
    of_itself: bool
    other: str = ""


READ = 10_000  # characters at each end of a text; notes stand there, and a hostile text costs no more
BARE = 100  # words; a text with fewer under the label "Correction:" is a notice, with more the corrected article
LONGEST_NOTICE = 1_500  # characters; a notice about another article is a few sentences

# Parts of words, one of which stands in everything that is recognised; most articles have none, which is soon seen.
CUES = (
    "correct", "refiles", "version", "retract", "withdr", "story", "article", "kill", "erratum", "errata",
    "korrigier", "korrektur", "berichtig", "richtigstellung", "fassung", "zurück", "depubliziert",
    "gelöscht", "retrakt",
    "corrig", "correctif", "rectif", "retiré", "dépublié", "annul", "rétract",
    "correg", "correcc", "errores", "erratas", "erróne", "retirad", "anulad", "anulac", "eliminad", "retractac",
    "düzelt", "haber", "iptal", "i̇ptal", "geri", "düzəl", "düzəliş", "xəbər", "məqalə", "ləğv",
    "исправл", "поправк", "версии", "аннулир", "отозван", "публикации",
    "تصحيح", "تصويب", "استدراك", "مصحح", "تعديل", "نسخة", "سحب", "حذف", "إلغاء",
)  # fmt: skip

# Labels before a headline or a paragraph. The first speak of the article below them ...
CORRECTED = "corrected|korrigiert|berichtigt|corrigée?|corrige|corregid[oa]|düzeltildi|düzəldilib|исправлено|مصحح"
# ... these of another one, or of the article that they are in ...
CORRECTION = (
    "corrections?(?: ?(?:&|and) ?(?:clarifications?|amplifications?))?|correction appended|erratum|errata|"
    "korrektur|berichtigung|richtigstellung|rectificatif|correctif|corrección|rectificación|fe de (?:errores|erratas)|"
    "düzeltme|düzəliş|исправление|поправка|تصحيح|تصويب|استدراك"
)
# ... and so for what was withdrawn. In capitals where wires print them so: "Killed:" and "Withdrawn:" are headlines.
RETRACTED = "retracted|zurückgezogen|rétracté|retractado|аннулировано|geri çekildi|geri çağırılıb"
WITHDRAWN = "WITHDRAWN|STORY (?:REMOVED|WITHDRAWN)|ANULADA|DÉPÊCHE ANNULÉE|İPTAL|LƏĞV EDİLİB|ОТОЗВАНО"
RETRACTION = "retraction|retraktation|rétractation|retractación"
KILL = (
    r"Advisory(?=: [^\n]{0,200}\b(?:withdrawn|retracted|killed)\b)|(?:(?:ADVISORY|BULLETIN|MANDATORY|STORY) )?KILL|"
    "ANNULATION|ANULACIÓN|АННУЛИРУЕТСЯ|سحب الخبر|إلغاء الخبر"
)
AFTER_LABEL = r"(?: \([^()\n]{1,40}\))? ?(?:[:：–—]|-(?! ))(?P<rest>[^\n]{0,300})"

PIECE = "story|article|item|post|column"
STORY = rf"(?:{PIECE}|version|report|obituary|review|page|headline|caption|graphic|list|transcript)"
PRINTED = rf"(?:{PIECE}|editorial|obituary|review|headline|caption|graphic|chart|photo|picture)"  # "a report" is news
WRONGLY = (
    "(?:incorrect|wrong|erroneous|in error|mistake|inaccura|imprecise|omitted|should have|mis(?:stat|spel|identif|"
    "character|attribut|calculat|report|quot|represent|nam|label|interpret))"
)
WITHIN = r"[^\n]{0,250}?"
TO_THE_END = r"[^\n]{0,250}?(?=[.)]|$)"
WAS = "(?:has been|have been|had been|has|was|is|were)"
DAY = (
    "(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*[.]? [0-9])"
)

SELF_CORRECTED = (
    r"\((?:[^()\n]{0,60}\b)?(?:corrects|corrected|refiles to (?:correct|fix|remove|clarify)|korrigiert|corrige|"
    r"düzeltildi|düzəldilib|исправляет|исправлен[оа]?)\b[^()\n]{3,300}",
    rf"\Acorrects (?:\w+ ){{0,6}}(?:to|in|of|paragraph|headline|spelling|name)\b{TO_THE_END}",
    rf"\b(?:this|the) (?:\w+ ){{0,3}}{STORY} {WAS} corrected\b{TO_THE_END}",
    rf"\b(?:this|the) (?:\w+ ){{0,3}}{STORY} {WAS} (?:updated|amended|revised|edited|changed) "
    r"(?:[\w, ]{0,60} )??(?:to|and|with) (?:(?:\w+ )?the correct|correct|fix|clarify|more accurately|"
    rf"remove (?:an? )?(?:incorrect|erroneous|inaccura)){TO_THE_END}",
    rf"\b(?:earlier|previous|prior|original|initial|first) (?:version|edition)s? of th(?:is|e) (?:\w+ ){{0,2}}{STORY}\b"
    rf"{WITHIN}{WRONGLY}{TO_THE_END}",
    rf"\ba version of this {STORY} (?:\w+ ){{0,2}}{WRONGLY}{TO_THE_END}",
    r"\bdiese[rs]? (?:artikel|beitrag|text|meldung|bericht) wurde (?:nachträglich )?(?:korrigiert|berichtigt)\b",
    rf"\bin einer (?:früheren|ersten|vorherigen) (?:version|fassung)\b{WITHIN}(?:fälschlich|irrtümlich|falsch|hieß es)",
    r"\bcet(?:te)? (?:article|dépêche) a été (?:corrigée?|rectifiée?|modifiée? pour corriger)\b",
    rf"\bune (?:première )?version (?:précédente |antérieure |initiale )?de (?:cet|l)\b{WITHIN}"
    "(?:erreur|erroné|à tort)",
    r"\best[ea] (?:artículo|noticia|nota|información|texto) (?:ha sido|fue) (?:corregid|rectificad)[oa]\b",
    rf"\buna versión (?:anterior|previa|inicial) de est[ea]\b{WITHIN}(?:erróne|incorrect|equivocad|por error)",
    r"\b(?:bu )?haber(?:in|imizin|de)?\b[^.\n]{0,80}?\bdüzeltil(?:di|miştir)\b",
    rf"\bhaber(?:in|imizin) (?:önceki|ilk) (?:versiyonunda|halinde|sürümünde)\b{WITHIN}(?:yanlış|hatalı|sehven)",
    r"\bbu (?:xəbər|məqalə)(?:də)?\b[^.\n]{0,60}?\b(?:düzəldil|düzəliş edil)",
    rf"\b(?:xəbərin|məqalənin) (?:əvvəlki|ilkin|ilk) (?:versiyasında|variantında)\b{WITHIN}(?:səhv|yanlış)",
    rf"\bв (?:предыдущей|первоначальной|ранней|первой) версии\b{WITHIN}(?:ошиб|неверно|неправильно)",
    r"\b(?:эта|этот|данная|данный) (?:статья|новость|заметка|материал|текст) (?:была|был) исправлен",
    r"(?:تم|جرى) (?:تصحيح|تصويب|تعديل) هذ[اه] (?:الخبر|المقال|التقرير|القصة|النص)",
    rf"نسخة سابقة من هذ[اه]{WITHIN}(?:خطأ|خاطئ|بالخطأ)",
)
SELF_RETRACTED = (
    rf"(?:this|the) (?:\w+ ){{0,2}}(?:{PIECE}) {WAS} (?:being )?(?:retracted|withdrawn|unpublished|taken down|deleted|"
    rf"removed (?:from|because|after|pending)){TO_THE_END}",
    r"diese[rs]? (?:artikel|beitrag|text|meldung) (?:wurde|wird|ist) (?:zurückgezogen|depubliziert|gelöscht)\b",
    r"cet(?:te)? (?:article|dépêche) (?:a été|est) (?:retirée?|dépubliée?|annulée?)\b",
    r"est[ea] (?:artículo|noticia|nota|información) (?:ha sido|fue|queda) (?:retirad|anulad|eliminad)[oa]\b",
    r"(?:bu )?haber(?:imiz)? (?:geri çekil|yayından kaldırıl|iptal edil)",
    r"bu (?:xəbər|məqalə) (?:geri (?:çağırıl|götürül|çəkil)|ləğv edil|saytdan silin)",
    r"(?:это сообщение|эта новость|эта статья|этот материал) (?:(?:была|было|был) )?"
    r"(?:аннулирован|отозван|снят[оа]? с публикации)",
    r"(?:تم|جرى) (?:سحب|حذف|إلغاء) هذ[اه] (?:الخبر|المقال|التقرير|القصة)",
)
OTHER_RETRACTED = (
    r"\ba kill is mandatory\b",
    r"\bplease be advised (?:that )?(?:the|our) (?:story|article)\b[^\n]{0,400}?"
    r"\bhas been (?:withdrawn|retracted|killed)\b",
    r"\b(?:we|reuters|(?:the )?associated press|ap|afp|dpa|xinhua|tass|interfax) (?:have |has |is |are |hereby )*"
    r"(?:retract|withdr[ae]w)(?:s|ed|n|ing)? (?:the|this|that|our|an?|its) (?:[\w.,'’-]+ ){0,5}?"
    r"(?:story|article|item|alert)\b",
    r"\bwir ziehen (?:die|unsere|den|diese) (?:meldung|artikel|bericht)\b[^\n]{0,80}zurück",
)
# At the beginning of a short text: "An article on Tuesday about ... misstated", "In a story March 5, AP reported
# erroneously".
OTHER_CORRECTED = (
    rf"(?:correction: |clarification: )?(?:in )?(?:an?|the|our) (?:[\w’'-]+ ){{0,4}}?{PRINTED}s?\b[^\n]{{0,40}}?"
    rf"\b(?:on|in|published|dated|of|that|{DAY})\b[^\n]{{0,400}}?\b{WRONGLY}{TO_THE_END}",
)


def label(words: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """A label at the beginning of a line, with what follows it as ``rest``."""
    return re.compile(rf"^[^\w\n]{{0,4}}(?P<label>{words}){AFTER_LABEL}", flags | re.MULTILINE)


def any_of(patterns: tuple[str, ...], start: str = "") -> re.Pattern[str]:
    """One pattern for several, each at ``start``."""
    return re.compile(start + "(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")", re.IGNORECASE)


# Where a note stands: at the beginning of a line, in brackets, after a label of its own ("Editor's note: ").
OWN_PLACE = r"(?:(?<![^\n])|(?<=[(\[*_])|(?<=: )|(?<=[—_*] ))"

# A label, and whether it speaks of the article below it; None: that depends on the length of the text.
LABELS = (
    (Kind.RETRACTION, False, label(KILL, 0)),
    (Kind.RETRACTION, True, label(WITHDRAWN, 0)),
    (Kind.RETRACTION, False, label(RETRACTION)),
    (Kind.RETRACTION, True, label(RETRACTED)),
    (Kind.CORRECTION, True, label(CORRECTED)),
    (Kind.CORRECTION, None, label(CORRECTION)),
)
NOTES = (
    (Kind.RETRACTION, True, any_of(SELF_RETRACTED, OWN_PLACE)),
    (Kind.RETRACTION, False, any_of(OTHER_RETRACTED)),
    (Kind.CORRECTION, True, any_of(SELF_CORRECTED)),
)
NOTICE = any_of(OTHER_CORRECTED)
HEADLINE = re.compile(r"[\"“«„](?P<title>[^\W\d_a-z][^\"”»“\n]{15,200}[^\"”»“\n.,])[.,]?[\"”»“]")
# What an article under "Correction:" says of another one, however long it is: "as we reported on March 30".
OF_ANOTHER = re.compile(
    rf"\bas (?:we|it|the (?:[\w’'-]+ ){{1,4}}?)(?: ?(?:had|has|have|wrongly|mistakenly|first))*"
    rf" ?(?:reported|said|stated|wrote|printed|published)\b|\b(?:{PIECE}|report) (?:(?:published|printed|dated) )?"
    rf"(?:of|on|from|dated) (?:{DAY}|[0-9]{{1,2}} (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec))",
    re.IGNORECASE,
)
COLLECTION = re.compile(r"corrections|errata|for the record", re.IGNORECASE)  # a title under which many are collected
ITSELF = re.compile(rf"\b(?:this|the) {STORY}\b|\bversion\b", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s<>\"')\]]{4,500}")


def correction_of(title: str, text: str) -> Correction | None:
    """What an article says about a correction or a retraction: the gravest first, then its notes, then labels."""
    if not may_speak(title) and not any(may_speak(part) for _, part in ends(text)):
        return None
    found = [*notes(title, text), *notices(title, text), *labels(title, text)]
    return min(found, key=lambda one: one.kind != Kind.RETRACTION, default=None)


def may_speak(text: str) -> bool:
    """Whether a text has a word without which no pattern matches."""
    folded = text[:READ].casefold()
    return any(cue in folded for cue in CUES)


def notes(title: str, text: str) -> Iterator[Correction]:
    """Sentences in a fixed form, wherever they stand but inside of a quotation."""
    for offset, line in lines_with_cues(text):
        for kind, of_itself, pattern in NOTES:
            note = next((found for found in pattern.finditer(line) if not is_quoted(line, found.start())), None)
            if note:
                own = of_itself and not COLLECTION.match(title)
                span = offset + note.start(), offset + note.end()
                yield Correction(kind, False, *span, own, "" if own else named(title, line))


def notices(title: str, text: str) -> Iterator[Correction]:
    """Short texts that begin by telling what was wrong in another article."""
    if len(text) <= LONGEST_NOTICE and (found := NOTICE.match(text)):
        yield Correction(Kind.CORRECTION, False, *found.span(), False, named(title, text))


def labels(title: str, text: str) -> Iterator[Correction]:
    """Labels before the headline, then those before a paragraph."""
    whole = not text or len(text[:READ].split()) >= BARE
    for in_title, lines in ((True, title[:READ]), (False, text[:READ])):
        for kind, own, pattern in LABELS:
            if found := pattern.search(lines):
                of_itself = says_itself(found["rest"], whole) if own is None else own
                of_itself = of_itself and not COLLECTION.match(title)
                other = "" if of_itself else named(title, text)
                yield Correction(kind, in_title, *found.span("label"), of_itself, other)


def says_itself(rest: str, whole: bool) -> bool:
    """Whether what stands under a label that may mean either speaks of the article that it is in."""
    return bool(ITSELF.search(rest)) or (whole and not OF_ANOTHER.search(rest))


def lines_with_cues(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs, with their offsets, in which a pattern can match."""
    for start, part in ends(text):
        offset = start
        for line in part.split("\n"):
            if may_speak(line):
                yield offset, line
            offset += len(line) + 1


def ends(text: str) -> Iterator[tuple[int, str]]:
    """The beginning and the end of a text with their offsets; a short one whole."""
    yield 0, text[:READ]
    if len(text) > READ:
        start = max(READ, len(text) - READ)
        yield start, text[start:]


def is_quoted(line: str, place: int) -> bool:
    """Whether a place stands inside of a quotation; an opening bracket never does."""
    if line.startswith("(", place):
        return False
    before = line[:place]
    curly = ("„", "“") if "„" in before else ("“", "”")  # German closes with what English opens with
    pairs = (curly, ("«", "»"))
    return before.count('"') % 2 == 1 or any(before.count(left) > before.count(right) for left, right in pairs)


def named(title: str, text: str) -> str:
    """The other article that a notice names: by its address, its headline in quotation marks, else after a label."""
    head = text[:LONGEST_NOTICE]
    if address := ADDRESS.search(head):
        return address[0].rstrip(".,;")
    if headline := HEADLINE.search(head):
        return headline["title"]
    labelled = (pattern.match(title[:READ]) for _, _, pattern in LABELS)
    return next((found["rest"].strip() for found in labelled if found), "")
