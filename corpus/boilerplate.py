"""What a publisher prints around its articles: lines to be dropped, known by their words. Pure functions.

Whole paragraphs only, and only short ones or ones near the end, so that a story that quotes such a line keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.sentences import Span

# Azernews: a dash, the invitation and what the page puts under it; before that, the offers of its paywall.
SIGNATURE = re.compile(r"(?:\A|\n)[—–-]{1,3}\n+Follow us on \w{1,20} @\w{1,40}\b.{0,500}\Z", re.DOTALL)
SIGNATURE_WITHIN = 600  # characters from the end; a story that quotes such a line goes on for longer

SEPARATOR = re.compile(r"[\s_—–*•·#=~-]{1,40}")
RULE = re.compile(r"^_{2,40} ")  # drawn on the line of the next paragraph
LONGEST_LINE = 200  # characters of a paragraph that is dropped wherever it stands
LAST = 12  # paragraphs of an article that are its end
LONGEST_END = 900  # characters of a paragraph that is dropped there

NAME = r"[\w.’'-]{1,40}(?: [\w.’'-]{1,40}){0,4}"
NETWORK = r"(?:twitter|x|facebook|instagram|telegram|threads|whatsapp|youtube|linkedin|tiktok|google news|social media)"
# What a page asks for; "tap to pay" and "click through rates" are news.
TO_SEE = (
    r"(?:read|see|view|watch|listen|hear|play|open|expand|enlarge|zoom|continue|keep|subscribe|sign|share|follow|join|"
    r"download|get|learn|find|buy|comment|unmute|next|more|full|the (?:next|full)|related)"
)
ANYWHERE = re.compile(
    "|".join(
        (
            r"(?:advertisement|advert|реклама|anzeige|publicité|publicidad|reklam|إعلان)\.?",
            r"(?:click|tap) here .*",
            rf"(?:click|tap|swipe|scroll)(?: (?:through|down))? (?:to|for) {TO_SEE}\b.*",
            r"(?:article continues (?:below|after)|story continues (?:below|after)) ?.*",
            r"(?:read|see|watch|listen|learn)(?: the)?(?: full)?(?: it)? (?:more|also|next|here|now)\b ?[:»>|…]? ?.{0,140}(?<![.?!])",
            r"(?:also read|related(?: (?:links?|stor(?:y|ies)|articles?|content|coverage))?|you may also like|recommended|"
            r"most (?:read|popular)|more from .*|trending(?: now)?|don't miss)\b ?:? ?.{0,140}(?<![.?!])",
            r"(?:читайте также|читать также|смотрите также|lire aussi|à lire aussi|lesen sie auch|mehr zum thema|lea también|"
            r"lee también|leia (?:também|mais)|leggi anche|ayrıca oku(?:yun)?|bunu da oku(?:yun)?|həmçinin oxuyun|oxuyun|"
            r"czytaj (?:też|także)|lees ook|läs (?:även|också|mer)|les også|læs også|читайте ще|اقرأ أيض[اً]*|اقرأ المزيد)\b ?(?:[:»>|].{0,160}|.{0,160}(?<![.?!؟]))",
            r"(?:sign|signing) up (?:here |now |today )?(?:for|to)\b.*(?:newsletter|alert|inbox|email|briefing).*",
            r"(?:subscribe|register|join) (?:here |now |today )?(?:to|for|on)\b.*(?:newsletter|channel|alerts?|podcast|today|unlimited).*",
            r"subscribe(?: now| today)?[.!]?|sign up[.!]?|log in[.!]?|share(?: this(?: article| story)?)?[:.!]?",
            r"(?:get|receive) (?:the|our|all|all the) (?:latest|best|top|day's|free).{0,60}(?:inbox|newsletter|email|app).*",
            r"get .{3,60}'s (?:weekly |daily |free )?newsletter\b.*",
            rf"(?:please )?(?:follow|like|find|join) (?:us|me|@?\w+) (?:on|at) {NETWORK}(?:(?:,| and|,? or| &)? {NETWORK})*:?(?: @\w+)?[.!]?",
            r"(?:share|tweet|e-?mail|print|comments?|copy link|save|whatsapp|telegram|facebook|twitter|linkedin|pinterest|reddit|x)"
            r"(?:[ |·,/]+(?:share|tweet|e-?mail|print|comments?|copy link|save|on|via|this|whatsapp|telegram|facebook|twitter|"
            r"linkedin|pinterest|reddit|x))+",
            r"(?:we|this (?:site|website)) uses? cookies\b.*|.*\baccept (?:all )?cookies\b.*|by (?:using|continuing)(?=.*\byou\b).{0,60}\bcookies\b.*",
            r"(?:photo|image|picture|foto|bild|crédito|credit|фото|şəkil|fotoğraf|صورة)(?: (?:credit|by|courtesy|from))? ?[:©/|] ?.{1,120}(?<![.?!])",
            r"[(\[]? ?(?:ap|file|reuters|afp|getty|epa|stock|handout|archive) (?:photo|image|picture)s? ?[/|:-].{0,120}",
            rf"(?:follow|find) .{{1,60}} (?:on|at) {NETWORK}\b.{{0,60}}(?:@\w+|https?://\S+|www\.\S+)\.?",
            rf"[\w.’' -]{{1,60}} is on {NETWORK}\b.{{0,40}}(?:@\w+|https?://\S+|www\.\S+)\.?",
            r"(?:contact|reach|e-?mail) .{1,80} at \S+@\S+.*|.{1,60} can be reached (?:at|by|on) .*(?:@|https?://|\d{3}).*",
            r".{1,120}\be-?mail: ?\S+@\S+.*",
            r"online: ?https?://\S+",
            r"video player was slow.*|your browser does not support.*|please enable javascript.*|loading\W*",
            r"(?:©|\(c\)|copyright\b(?= ?(?:$|©|\(c\)|\d{4}|by\b))).{0,160}|.{0,60}\ball rights reserved\b.{0,80}",
            r"(?:support local journalism|your subscription makes work)\b.*",
        )
    ),
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"(?:associated press (?:writer|reporter|journalist|video|photograph)|(?:[\w.’'-]+ ){1,6}(?:reported from|contributed)\b|"
    r"reporting by\b|(?:this|the) (?:story|version|article)\b|corrections?\b|contributing:)",
    re.IGNORECASE,
)
AT_THE_END = re.compile(
    "|".join(
        (
            r"(?:#+ ?)?(?:end|ends|-30-|\(end\))",
            r"(?:the )?associated press(?:[’'])?s? .{0,200}\b(?:receives? (?:financial )?support|is solely responsible)\b.*",
            r".{0,120}\bis a corps member (?:for|with)\b.*|.{0,80}report for america is a nonprofit\b.*",
            r"(?:(?:read|find|for|follow|see) )?(?:more )?(?:of )?(?:the )?aps?(?:[’']s?)? .{0,100}https?://\S+\.?",
            r"(?:follow|contact|reach|e-?mail|find) .{1,120}(?:@\w+|https?://|www\.|\S+\.com/|\d{3}-\d{4}).*",
            rf"(?:follow|find) .{{1,80}} on {NETWORK}[.!]?",
            r"full digital access to all news for \d+ (?:month|year)s?|find the plan that suits you best\.",
            r"(?:more|for more) (?:odd news|ap \w+|stories|news)\b.{0,80}(?:https?://\S+|[:,].*)",
            r"from usa today network.*|'we' includes the week.*|health and patient safety.*|24/7 wall street is .*",
            r"(?:\w+ ){1,4}(?:covers|writes about) .{0,200}(?:twitter|@\w+|e-?mail|follow).*",
        )
    ),
    re.IGNORECASE | re.DOTALL,
)


def drop_boilerplate(text: str) -> str:
    """Remove the publisher's lines from a cleaned text; the paragraphs that stay are as they were."""
    if signature := SIGNATURE.search(text, max(0, len(text) - SIGNATURE_WITHIN)):
        text = text[: signature.start()].rstrip()
    blocks = text.split("\n\n")
    kept = [kept_lines(block) for block in blocks[: end_of_article(blocks)]]
    kept += [block for block in blocks[end_of_article(blocks) :] if CREDIT.match(block)]
    return "\n\n".join(filter(None, kept))


def end_of_article(blocks: Sequence[str]) -> int:
    """Where the paragraphs begin that publishers print under an article; credits and corrections may stand there too."""
    end = place = len(blocks)
    while place and len(blocks) - place < LAST:
        place -= 1
        if is_ending(blocks[place]):
            end = place
        elif not CREDIT.match(blocks[place]) and not is_boilerplate(blocks[place]):
            break
    return end


FIRST_AND_LAST = 3, 6  # paragraphs of an article where a publisher's own lines stand
LINE = re.compile(r"[^\n]+")
LONGEST_EDGE = 300  # characters of such a line


def edge_lines(text: str) -> list[Span]:
    """The lines at both ends of a text that may be printed in other articles too: see ``index.repeated``."""
    first, last = FIRST_AND_LAST
    borders = [0, *(found.end() for found in re.finditer("\n\n", text)), len(text)]
    blocks = list(pairwise(borders))
    edges = blocks if len(blocks) <= first + last else blocks[:first] + blocks[-last:]
    lines = [found.span() for start, end in edges for found in LINE.finditer(text, start, end)]
    return [(start, end) for start, end in lines if end - start <= LONGEST_EDGE]


def kept_lines(block: str) -> str:
    """A paragraph without those of its lines that are a publisher's."""
    lines = (RULE.sub("", line) for line in block.split("\n"))
    return "\n".join(line for line in lines if line and not is_boilerplate(line))


def is_boilerplate(line: str) -> bool:
    """Whether a line is a publisher's wherever it stands: a rule, an invitation, a credit of a picture."""
    return len(line) <= LONGEST_LINE and bool(SEPARATOR.fullmatch(line) or ANYWHERE.fullmatch(line))


def is_ending(block: str) -> bool:
    """Whether a paragraph is one that publishers print under an article."""
    block = block.lstrip("_ ")
    return len(block) <= LONGEST_END and bool(AT_THE_END.fullmatch(block))
