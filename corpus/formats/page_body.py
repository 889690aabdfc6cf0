"""A parsed page -> the article's own words. All of trafilatura's search for them.

The library finds where an article stands; what publishers put between its paragraphs is dropped here.
"""

from __future__ import annotations

import re
from configparser import ConfigParser
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LITTLE = 500  # characters: less may be a caption or a teaser
MUCH = 100_000  # characters in the whole page: the thorough search would take seconds; pages of news have 20,000
DOUBLE = 60  # characters; what is longer and stands twice was meant once, shorter may be a refrain
LONGEST_INVITATION = 250  # characters
SHORTEST_LINK = 12  # characters; a shorter paragraph of a link may be a name in a list

RULE = re.compile(r"[\s|:=_*#.–—•-]*")
CELLS = re.compile(r"\s*\|[\s|]*")

# Invitations to read something else, before whatever they invite to.
ELSEWHERE = (
    r"read (?:also|more|next|the full (?:story|article))|also (?:read|on \w+\.\w+)|see (?:also|more)"
    r"|continue reading|lire (?:aussi|également)|à lire (?:aussi|également)"
    r"|voir aussi|lesen sie (?:auch|mehr)|mehr zum thema|auch interessant|(?:lee|lea|leer|ver|vea|mira) también"
    r"|(?:lee|lea|leer) más|te puede interesar|(?:leia|veja) (?:também|mais)|saiba mais|leggi (?:anche|tutto)"
    r"|potrebbe interessarti|lees (?:ook|meer|verder)|läs (?:också|även|mer)|l[eæ]s (?:også|mere?|alt)"
    r"|lue (?:myös|lisää)|(?:czytaj|zobacz|przeczytaj) (?:też|także|również|więcej)|čtěte (?:také|více)"
    r"|přečtěte si|čítajte (?:aj|tiež)|prečítajte si|(?:pročitajte|preberite|čitajte) (?:i|još|tudi|više)"
    r"|(?:citeşte|citește|vezi) (?:şi|și)|olvass(?:a|on)? (?:el|tovább|még)|loe ka|lasi arī|lasiet arī"
    r"|taip pat skaitykite|skaitykite (?:taip pat|daugiau)|ayrıca (?:bkz|okuyun)|bunu da oku\w*|ilgili haber"
    r"|(?:baca|simak|lihat) juga|xem thêm|чита(?:йте|ть|й) (?:также|ещё|еще|по теме)|смотрите также"
    r"|читайте (?:також|ще|больше|більше)|чытайце (?:таксама|яшчэ)|(?:прочетете|вижте) (?:още|повече|и)"
    r"|(?:прочитајте|прочитај) (?:још|и)|διαβάστε (?:επίσης|ακόμ[αη]|περισσότερα|σχετικά)"
    r"|δείτε (?:επίσης|ακόμ[αη])|həmçinin oxuyun|[اإ]قرأ (?:أيض[اً]+|المزيد)|بیشتر بخوانید|קראו (?:גם|עוד)"
    r"|(?:यह|ये) भी पढ|আরও পড়ুন|อ่าน(?:เพิ่ม|ข่าวเพิ่ม|ต่อ)|関連記事|あわせて読みたい"
    r"|相关(?:阅读|新闻)|延伸[閱阅][讀读]|관련 ?기사"
)
# The same, but only where a colon or the end of the line follows: these begin sentences as well.
LABELS = (
    r"related(?: (?:articles?|stor(?:y|ies)|topics?|news|links?|content))?|more|don.?t miss|recommended|watch|listen"
    r"|video|poll|live|zum thema|lire|leia|leggi|read|ver más|по теме|kapcsolódó|tags?|topics?|themen|schlagw[oö]rte?r?"
    r"|etiquetas|теги|etiketler|keywords|đọc thêm|tin liên quan|更多|标签|關鍵字|source link"
    r"|(?:photos?|foto(?:s|graf\w*)?|image|bild(?:er)?|picture|фото|fotó|φωτο|kuva|zdjęci[ea]|рис)"
    r"(?: (?:by|credits?|courtesy))?"
)
# What a line says from one end to the other.
WHOLE = (
    r"\d* ?(?:comments?|kommentare?|comentarios?|commentaires?|komment\w+|комментари\w+)(?: \(?\d+\)?)?|loading"
    r"|share|tweet|share (?:this|on) ?\w*|copy link|print|save|advertis\w+(?: . (?:scroll|continue).{0,30})?"
    r"|anzeige|werbung|publici(?:dad\w*|té)|pubblicità|rekl[aā]m[aă]?|реклама|iklan|annonce|annons|mainos"
    r"|διαφήμιση|إعلان|广告|広告|photos?|subscribe(?: now)?|sign up|story continues below.{0,30}"
    r"|.{0,20}(?:©|ⓒ|\(c\)|copyright ?\d{4}).{0,150}|all rights reserved.{0,50}|alle rechte vorbehalten.{0,30}"
    r"|todos los derechos reservados.{0,30}"
)
# Invitations to follow, subscribe or install, where a sentence of a short line begins.
INVITATIONS = (
    r"(?:sign up|subscribe|register) (?:now )?(?:for|to|here)\b.{0,80}"
    r"(?:newsletter|inbox|briefing|channel|alerts|magazine|podcast)"
    r"|follow (?:us|him|her|@?\w+|the .{3,40}) on"
    r" (?:twitter|x\b|facebook|instagram|telegram|whatsapp|google|linkedin|youtube)"
    r"|(?:(?:did you )?(?:like|enjoy)|like) this (?:story|article)\?|download (?:the|our) .{0,30}app\b"
    r"|get .{0,40} (?:app\b|by clicking)|join our (?:whatsapp|telegram)|(?:click|tap) here (?:to|for) \w+"
    r"|(?:abonnieren|abonnez|inscrivez|iscriviti|suscr[ií]b|assine|abonner|prenumerera|iratkozz)"
    r".{0,60}(?:newsletter|hírlev)"
    r"|подпи(?:сывайтесь|шитесь) на|підпи(?:суйтесь|шіться) на|s[ií]guenos en|seguici su"
    r"|siga.{0,30} no (?:whatsapp|instagram|google)|تابعونا على|ikuti .{0,40} di (?:google|whatsapp)"
    r"|theo dõi .{0,30} trên"
)
OTHER = re.compile(rf"\W*(?:(?:{ELSEWHERE})(?!\w)|(?:{LABELS})\s*(?:[:：]|\W*$)|(?:{WHOLE})\W*$)", re.IGNORECASE)
INVITING = re.compile(rf"(?:^|[.!?…–-]\s)\W*(?:{INVITATIONS})", re.IGNORECASE)


def body_of(tree: HtmlElement, stated: str = "") -> str:
    """The article's own words, paragraphs one blank line apart.

    ``stated`` is the body as the page gives it for machines. It lacks paragraphs, so that it counts only where the
    page shows no more than the beginning of it.
    """
    text = own_words(found_text(without_links(tree)))
    given = own_words(stated) if "<" not in stated else ""
    return given if len(given) > 2 * len(text) else text


def without_links(tree: HtmlElement) -> HtmlElement:
    """A copy without paragraphs that are nothing but one link: they lead to other articles."""
    copied = deepcopy(tree)
    for paragraph in list(copied.iter("p")):
        links = list(paragraph.iter("a"))
        if len(links) == 1 and len(label := letters(links[0])) > SHORTEST_LINK and label == letters(paragraph):
            paragraph.drop_tree()
    return copied


def letters(element: HtmlElement) -> str:
    """What an element shows, without spaces."""
    return "".join("".join(element.itertext()).split())


def found_text(tree: HtmlElement) -> str:
    """What the library takes for the article.

    Its quick search is better on pages of news. The thorough one finds text in odd places, but sometimes takes the
    whole page: where one has twice what the other has, the longer took in more than the article, unless the shorter
    has hardly anything.
    """
    from trafilatura import extract

    quick = extract(tree, include_comments=False, fast=True, config=settings()) or ""
    if len(tree.text_content()) > MUCH:
        return quick
    shorter, longer = sorted((quick, extract(tree, include_comments=False, config=settings()) or ""), key=len)
    if 2 * len(shorter) >= len(longer):
        return quick
    return shorter if len(shorter) >= LITTLE else longer


@cache
def settings() -> ConfigParser:
    """The library's settings, with less to be enough: a brief in Japanese has a hundred characters."""
    from trafilatura.settings import use_config

    config: ConfigParser = use_config()
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "80"
    return config


def own_words(text: str) -> str:
    """The paragraphs of a text that belong to the article, one blank line apart."""
    seen: set[str] = set()
    parts = []
    for line in map(plain_line, text.splitlines()):
        if line and not is_foreign(line) and line not in seen:
            parts.append(line)
        if len(line) > DOUBLE:
            seen.add(line)
    return "\n\n".join(parts)


def plain_line(line: str) -> str:
    """A line without the rules of a table and without lines drawn between paragraphs."""
    if RULE.fullmatch(line):
        return ""
    return " | ".join(cell for cell in CELLS.split(line) if cell) if line.lstrip().startswith("|") else line.strip()


def is_foreign(line: str) -> bool:
    """Whether a line leads elsewhere or belongs to the page around the article."""
    return len(line) <= LONGEST_INVITATION and bool(OTHER.match(line) or INVITING.search(line))
