"""Questions in other languages with their words for time put into English.

The names of months and days and what is said relative to today come from dateparser, which is imported only for a
question in one of these languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

from corpus.sentences import Span
from index.calendar_words import WEEKDAYS

# Words by which a language is known, besides those for time below; without accents. Every word is a vote.
COMMON = {
    "en": """
        the of in on to and is are was were did does do has have what who when where why how which about for with from
        since at by that this last year month week day days after before between until during ago yesterday today recent
        recently past few weeks months years news january february march april may june july august september october
        november december over people""",
    "de": """
        der die das den dem und ist sind war waren wurde wurden hat haben was wer wann wo warum wie welche welcher zur
        mit ein eine letzte letzten letztes letzter letztem woche wochen monat monaten jahr jahren gestern heute gab es
        januar februar marz april mai juni juli august september oktober november dezember""",
    "fr": """
        la les du un une est sont etait ont que qui quand ou pourquoi comment quel quelle quels quelles aux dans par
        pour avec sur semaine mois annee an ans hier aujourd dernier derniere derniers passe passee janvier fevrier mars
        avril mai juin juillet aout septembre octobre novembre decembre""",
    "es": """
        la los las un una es son fue fueron ha han que quien cuando donde por como cual con sobre semana mes ano anos
        ayer hoy pasado pasada paso se lo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
        diciembre""",
    "it": """
        lo la gli le dei delle un e sono era hanno che chi quando dove perche come quale cosa con su settimana mese mesi
        anno anni ieri oggi scorso scorsa ultimi successo si gennaio febbraio marzo aprile maggio giugno luglio agosto
        settembre ottobre novembre dicembre""",
    "pt": """
        o os as das dos um uma sao foi foram tem que quem quando onde porque como qual nos com sobre semana mes ano anos
        ontem hoje passado passada ultimos aconteceu janeiro fevereiro marco abril maio junho julho agosto setembro
        outubro novembro dezembro""",
    "nl": """
        de het een is zijn was waren heeft hebben wat wie wanneer waar waarom hoe welke met over week weken maand jaar
        gisteren vandaag er werd gebeurde januari februari maart april mei juni juli augustus
        september oktober november december""",
    "tr": """
        bir ne kim zaman nerede neden nasil hangi icin arasinda hakkinda ay hafta yil yilinda gun dun bugun oldu mi mu
        de da te ta den dan ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik""",
    "az": """
        bir ne kim zaman harada niye nece hansi ucun arasinda haqqinda ay hefte il ilde ilin gun dunen oldu ci cu de da
        bas nedir yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr""",
    "ru": """
        что кто где когда как какие почему был была было были года году год месяце неделе вчера сегодня на январе
        феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре""",
    "uk": """
        що хто де коли як які чому був була було були року році рік місяці тижня тижні вчора учора сьогодні на сталося
        січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня""",
}
# So is each of these; of Arabic, dateparser's words are all that we know.
LETTERS = [
    ("de", "äöüß"), ("fr", "éèêëàâîôûçœ"), ("es", "ñ¿¡áíóú"), ("it", "àèéìòù"), ("pt", "ãõâêçáéíó"), ("tr", "ğşıİçöü"),
    ("az", "əğşıİçöü"), ("az", "ə"), ("ru", "ыэъё"), ("ru", "абвгдежзиклмнопрстухцчшюя"), ("uk", "іїєґ"),
    ("uk", "абвгдежзиклмнопрстухцчшюя"), ("ar", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
]  # fmt: skip

# What the patterns of English call the small words of a language. ~ marks a word that stands after what it belongs to,
# or one that English says in another order.
WORDS = {
    "de": r"""
        years: jahre|jahren; months: monate|monaten; weeks: wochen; days: tage|tagen;
        since: (?:seit|ab)(?: dem| der)?; before: vor(?: dem| der)?; after: nach(?: dem| der)?;
        until: bis(?: zum| zu)?; between: zwischen; and: und; in: im|in|wahrend(?: des)?; on: am; of: vom|von|des;
        about: um|gegen; ~last: (?:letzt|vergangen|vorig)e[nrsm]?; this: diese[nrsm]?;
        next: (?:nachst|kommend)e[nrsm]?; early: anfang; mid: mitte; late: ende; spring: fruhling|fruhjahr;
        summer: sommer; autumn: herbst;
        will: wird|werden; latest: aktuell\w*|derzeit\w*|zurzeit|momentan|jetzt|neuest\w*|kurzlich|neulich|bisher""",
    "fr": r"""
        years: annees|ans; weeks: semaines; days: jours; since: depuis(?: le)?|a partir d[eu]; before: avant(?: le)?;
        after: apres(?: le)?; until: jusqu'(?:en|au?); to: au|a; between: entre; and: et;
        in: en|pendant|durant|au cours de(?:s| l[ae])?; on: le; of: d[eu]|des|d; about: vers;
        ~last: derni(?:er|ere)s?|passee?s?; this: ce|cette|cet|ces; next: prochaine?s?; early: debut; mid: mi|milieu;
        late: fin; ~ago: il y a; spring: printemps; summer: ete; autumn: automne; winter: hiver; two: deux;
        three: trois; few: quelques; latest: actuellement|maintenant|recemment|dernieres nouvelles|en ce moment""",
    "es": r"""
        years: anos; months: meses; weeks: semanas; days: dias; since: desde(?: el)?|a partir del?;
        before: antes del?; after: despues del?|tras(?: el)?; until: hasta(?: el)?; to: al?; between: entre; and: y|e;
        in: en|durante; on: el; of: del?; about: hacia; ~last: pasad[oa]s?|ultim[oa]s?; this: est[ea]s?;
        next: proxim[oa]s?; early: (?:a )?(?:principios|comienzos|inicios)(?: del?)?; mid: (?:a )?mediados(?: del?)?;
        late: (?:a )?(?:finales|fines)(?: del?)?; ~ago: hace; spring: primavera; summer: verano; autumn: otono;
        winter: invierno; two: dos; three: tres; four: cuatro; five: cinco; six: seis; ten: diez;
        few: unos pocos|unas pocas; latest: actualmente|ahora|recientemente|ultimas noticias|hoy en dia""",
    "it": r"""
        years: anni; months: mesi; weeks: settimane; days: giorni; one: una?; since: da|dal|a partire da(?:l|lla)?;
        before: prima del?; after: dopo(?: il)?; until: fino a(?:l|lla)?; to: al?|all; between: tra|fra; and: e|ed;
        in: in|nel|nell|nella|durante|ad; on: il; of: di|del|dell|della; about: intorno al;
        ~last: scors[oaie]|passat[oaie]|ultim[oaie]; this: quest[oaie]?; next: prossim[oaie];
        early: inizio(?: di| del)?; mid: meta(?: di| del)?; late: fine(?: di| del)?; ~ago: fa; spring: primavera;
        summer: estate; autumn: autunno; winter: inverno; two: due; three: tre; four: quattro; five: cinque; six: sei;
        ten: dieci; latest: attualmente|adesso|ora|recentemente|ultime notizie""",
    "pt": r"""
        years: anos; months: meses; weeks: semanas; days: dias; one: uma?; since: desde(?: o)?|a partir d[eo];
        before: antes d[eoa]; after: apos(?: o)?|depois d[eoa]; until: ate; to: ao?; between: entre; and: e;
        in: em|no|na|durante; of: d[eoa]; about: por volta de; ~last: passad[oa]s?|ultim[oa]s?;
        this: (?:n|d)?est[ea]s?; next: proxim[oa]s?; early: inicio(?: de)?|comeco(?: de)?; mid: meados(?: de)?;
        late: (?:final|fim|finais)(?: de)?; ~ago: ha|atras; spring: primavera; summer: verao; autumn: outono;
        winter: inverno; two: dois|duas; three: tres; four: quatro; five: cinco; six: seis; ten: dez;
        latest: atualmente|agora|recentemente|ultimas noticias""",
    "nl": r"""
        years: jaren; months: maanden; weeks: weken; days: dagen; one: een; since: sinds|vanaf; before: voor;
        after: na; until: tot(?: en met)?; between: tussen; and: en; in: in|tijdens; on: op; of: van;
        about: rond|omstreeks; ~last: vorige?; past: afgelopen|laatste; this: deze|dit; next: volgende?|komende;
        early: begin; mid: midden|medio; late: eind(?:e)?; spring: lente|voorjaar; summer: zomer;
        autumn: herfst|najaar; two: twee; three: drie; four: vier; five: vijf; six: zes; ten: tien;
        few: (?:een )?paar|enkele; ~ago: geleden;
        will: zal|zullen; latest: nu|momenteel|recent|laatste nieuws|nieuwste|onlangs|actuele?""",
    "tr": r"""
        years: yillar\w*; months: aylar\w*; weeks: haftalar\w*; days: gunler\w*; one: bir;
        ~since: beri|bu yana|itibaren; ~before: once; ~after: sonra; ~until: kadar|dek; and: ve|ile;
        ~last: gecen|gectigimiz; past: son; this: bu; next: gelecek|onumuzdeki; spring: ilkbahar(?:da)?;
        summer: yaz|yazin; autumn: sonbahar(?:da)?; winter: kis|kisin; two: iki; three: uc; four: dort; five: bes;
        six: alti; ten: on; few: birkac; x: ne kadar|bu kadar; will: \w+(?:acak|ecek)\w*;
        latest: simdi|su an(?:da)?|guncel|son (?:durum|dakika|haberler)|halen|hala""",
    "az": r"""
        years: iller\w*; months: aylar\w*; weeks: hefteler\w*; days: gunler\w*; one: bir;
        ~since: beri|etibaren|bu yana; ~before: evvel; ~after: sonra; ~until: qeder|dek; and: ve|ile;
        ~last: kecen|oten; past: son; this: bu; next: gelen|novbeti; spring: yaz(?:da)?; summer: yay(?:da)?;
        autumn: payiz(?:da)?; winter: qis(?:da)?; two: iki; three: uc; four: dord; five: bes; six: alti; ten: on;
        few: bir nece; x: ne qeder|bu qeder; will: \w+(?:acaq|ecek)\w*;
        latest: hazirda|indi|hal-hazirda|son xeberler|bu yaxinlarda""",
    "ru": r"""
        years: годы|годов|годах; months: месяцы|месяцах; weeks: недели|неделях; days: дни|днях;
        since: (?:начиная )?со?; until: до|по; after: после; between: между; and: и; in: во?|за; of: от; about: около;
        ~last: прошл(?:ый|ого|ом|ая|ой|ую|ое|ые|ых); past: последн\w+; this: эт(?:от|ого|ом|ои|у|а|о|и|их);
        next: следующ\w+|будущ\w+; early: начал[оеау]; mid: середин[аеыу]; late: кон(?:ец|це|ца);
        spring: весн(?:а|ои|ы|у); summer: лето|летом|лета; autumn: осен(?:ь|ью|и); winter: зим(?:а|ои|ы|у);
        few: несколько; ~ago: назад; May: мае; will: буд(?:ет|ут);
        first half of: перв\w+ (?:полугоди\w+|половин\w+); second half of: втор\w+ (?:полугоди\w+|половин\w+);
        first quarter: перв\w+ квартал\w*; second quarter: втор\w+ квартал\w*;
        third quarter: трет\w+ квартал\w*; fourth quarter: четв\w+ квартал\w*;
        latest: сеичас|теперь|недавно|ныне|свежи[ех]|текущ\w+|последние новости""",
    "uk": r"""
        years: роки|роках; months: місяці|місяцях; weeks: тижні|тижнях; days: дні|днях;
        since: (?:починаючи )?(?:з|із|від); until: до|по; after: після; between: між; and: і|и|та;
        in: у|в|за|протягом; about: близько; ~last: минул\w+; past: останн\w+; this: ц(?:еи|ього|ьому|я|ієі|ю|е|іи);
        next: наступн\w+; early: початк\w+; mid: середин\w+; late: кін(?:ець|ця|ці); spring: навесні|весн\w+;
        summer: влітку|літо|літа; autumn: восени|осен\w+|осін\w*; winter: взимку|зим\w+; few: кілька;
        will: буд(?:е|уть); ~ago: тому|назад; latest: зараз|тепер|нещодавно|нині|останні новини""",
}

# What months and the words for year, week and so on may end in, accents left out.
TURKIC = r"(?:l[ae]r)?(?:[iu]n?|[iu]n[iu]|si)?(?:n?'?[dt][ae]n)?"
SLAVIC = r"(?:[аяеиуюьі]|ом|ем)?"
LOCATIVE = r"(?:[iu]n)?'?[dt][ae](?:ki)?"  # "in"
ENDINGS = {"tr": TURKIC, "az": TURKIC, "ru": SLAVIC, "uk": SLAVIC}
YEAR_AFTER_NUMBER = {
    "tr": r"(?:yil|sene)\w*",
    "az": r"il(?!e\b)\w*",
    "ru": r"год\w{0,2}|г\.?",
    "uk": r"ро[кц]\w*|рік|р\.?",
}
# 2022'de, 15-го, 1er
NUMBER_ENDING = r"(?:['’-]?[^\W\d_]{1,4})?"
MONTH_NAMES = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]  # fmt: skip
UNITS = ["year", "month", "week", "day"]
MORNING = {"manana", "morgen", "sabah"}  # or tomorrow
Entry = tuple[str, str]  # a pattern, and what it means in English

WITHOUT_ACCENT = str.maketrans("əı’", "ei'")


def fold(text: str) -> str:
    """A text in small letters without accents, every letter in its place."""
    return "".join(unicodedata.normalize("NFD", sign.lower())[0] for sign in text).translate(WITHOUT_ACCENT)


# In a table, what is a word rather than a part of a pattern.
PLAIN_WORD = re.compile(r"(?<![\w\\[\]])[^\W\d_]{2,}(?![\w\\[\]()?*+:])|[^\W\d_]{2,}(?=\))")
VOTERS = {
    language: frozenset(fold(words).split() + PLAIN_WORD.findall(fold(WORDS.get(language, ""))))
    for language, words in COMMON.items()
}


def language_of(question: str) -> str:
    """Return the language of a question in which we may know words for time, empty for English."""
    words, signs = set(re.findall(r"[^\W\d_]+", fold(question))), set(question.lower())
    votes = Counter({language: len(words & voters) for language, voters in VOTERS.items()})
    votes.update(language for language, letters in LETTERS if not signs.isdisjoint(letters))
    best = max(votes, key=votes.__getitem__)  # the first of equals
    return "" if best == "en" else best


def in_english(question: str, language: str) -> tuple[str, list[Span]]:
    """Put the words for time into English, and x for every other word.

    Also returns, for each letter of the result, where in the question stands what it was made of.
    """
    folded = fold(question)
    words, meanings = lexicon(language)
    english, origins, done = "", [], 0
    for found in words.finditer(folded):
        between = folded[done : found.start()].replace("'", " ")
        meaning = meanings.get(found.lastgroup or "") or found["number"] or found["year"] or "x"
        english += between + meaning
        origins += [(place, place + 1) for place in range(done, found.start())] + [found.span()] * len(meaning)
        done = found.end()
    rest = folded[done:]
    return english + rest, origins + [(place, place + 1) for place in range(done, len(folded))]


@cache
def lexicon(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern for the words of a language and what its groups mean in English."""
    entries = [*own_words(language), *library_words(language)]
    entries.sort(key=lambda entry: (-entry[0].count(r"\s+"), -len(entry[0])))  # of several words first
    year = rf"(?P<year>\d{{4}}){NUMBER_ENDING}\s+(?:{YEAR_AFTER_NUMBER.get(language, '(?!)')})"
    number = rf"(?P<number>\d+|q[1-4]){NUMBER_ENDING}"
    words = "|".join(f"(?P<w{place}>{words})" for place, (words, _) in enumerate(entries))
    meanings = {f"w{place}": meaning for place, (_, meaning) in enumerate(entries)}
    return re.compile(rf"(?<!\w)(?:{year}|{number}|{words}|\w+)(?!\w)"), meanings


def own_words(language: str) -> list[Entry]:
    """Return the patterns of our own table and their meanings."""
    entries = [entry.split(": ", 1) for entry in " ".join(WORDS.get(language, "").split()).split("; ") if entry]
    return [(fold(words).replace(" ", r"\s+"), meaning) for meaning, words in entries]


def library_words(language: str) -> list[Entry]:
    """Return the patterns that dateparser's tables give, and their meanings; all of dateparser."""
    from dateparser.languages.loader import default_loader

    info = default_loader.get_locale(language).info
    units = [(unit, fold(word)) for unit in UNITS for word in info.get(unit, ()) if len(word) > 1]
    unit_ending = f"{TURKIC}(?:{LOCATIVE})?" if language in {"tr", "az"} else ""
    relative = [
        (fold(phrase), f"~{meaning}" if ahead else meaning)
        for meaning, phrases in info["relative-type"].items()
        for phrase in phrases
        for ahead in [meaning.startswith("in ") and fold(phrase) not in MORNING]
        if ahead or any(f"{unit} ago" in meaning for unit in UNITS)
    ]
    numbers = [pair for rule in info.get("simplifications", ()) for pair in rule.items() if is_number_word(*pair)]
    return [
        *(entry for name in MONTH_NAMES for entry in name_words(name, info.get(name, ()), language)),
        *(entry for name in WEEKDAYS for entry in name_words(name, info.get(name, ()), language)),
        *((re.escape(word) + unit_ending, unit) for unit, word in units),
        *((re.escape(phrase).replace(r"\ ", r"\s+"), meaning) for phrase, meaning in relative),
        *((fold(words).replace("(", "(?:"), digits) for words, digits in numbers),
    ]


def name_words(name: str, spellings: Iterable[str], language: str) -> list[Entry]:
    """Return the patterns for a month or a day of the week; its short forms count after a number only."""
    english, ending = name.capitalize(), ENDINGS.get(language, "")
    names = {fold(spelling) for spelling in spellings if len(spelling) > 2}
    short = {one for one in names if any(other != one and other.startswith(one) for other in names)}
    entries = [(rf"(?<=\d\s){re.escape(one)}\.?", english) for one in short] if name in MONTH_NAMES else []
    entries += [(re.escape(stem(one, language)) + ending, english) for one in names - short]
    if language in {"tr", "az"}:
        entries += [(re.escape(one) + LOCATIVE, f"in {english}") for one in names - short]
    return sorted(entries)


def is_number_word(words: str, digits: str) -> bool:
    """Whether what dateparser replaces is just a number in words."""
    return digits.isdecimal() and re.fullmatch(r"[\w|()' ]+", words) is not None


def stem(name: str, language: str) -> str:
    """The part of a name that its endings leave alone."""
    slavic = language in {"ru", "uk"} and len(name) > 3
    return name.rstrip("ьияаеуюі") if slavic else name
