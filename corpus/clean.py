"""Text to text: broken encodings, invisible characters, white space, boilerplate. Knows no files.

An article's own words are never changed: quotation marks, ligatures and spelling stay as they were printed.
"""

from __future__ import annotations

import html
import re
import unicodedata

from corpus.sentences import sentences

# Only what undoes a wrong decoding; everything that would merely restyle is off.
REPAIRS = {
    "unescape_html": False,
    "remove_terminal_escapes": False,
    "fix_latin_ligatures": False,
    "fix_character_width": False,
    "uncurl_quotes": False,
    "fix_line_breaks": False,
    "fix_surrogates": False,
    "remove_control_chars": False,
    "normalization": None,
    "explain": False,
}

# A wrongly decoded character shows as two or more that are not ASCII (the second may be a space that was
# U+00A0), or as a C1 control. ftfy asks more closely, but takes fifty times as long for a line.
MAY_BE_BROKEN = re.compile("[^\x00-\x7f]{2}|[ÂÃ√] |[\x80-\x9f]")
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls; tab and line ends are white space
    "\xad\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero width
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction marks, which can make text read otherwise
    "\ufff9-\ufffb\U000e0001\ud800-\udfff]"  # annotations, language tag, lone surrogates
)
# A joiner is spelling in Persian or Hindi and holds emoji together; anywhere else it only hides in a word.
ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]")  # colours of a terminal, letters and all
STRAY_JOINERS = re.compile(
    # The look behind stands after the joiner, where it is tried only once one is found.
    r"[\u200c\u200d](?:(?<![^\x00-\x7f\s\u200c\u200d].)|(?![^\x00-\x7f\s\u200c\u200d]))"
)
MOST_MARKS = 30
# Sorting the accents of one letter takes their number squared: a file of nothing else would take a day.
MARK_RUN = re.compile(r"[^\w\s\x00-\x7f]{31,}")
SPACES = re.compile(r"[^\S\n]+")
LINE_BORDER = re.compile(r" ?\n ?")
BLANK_LINES = re.compile(r"\n{3,}")
# Only with its semicolon and bounded: "?a=1&copy=2" is no sign, and "&#999...;" no number to compute.
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")

TITLE_LENGTH = 120  # two lines on a terminal or a telephone
FIRST_SENTENCE_WITHIN = 2000  # a "sentence" longer than this is cut anyway


def clean_text(raw: str) -> str:
    """Normalise a text: the same words, in NFC, paragraphs one blank line apart, nothing invisible.

    Cleaning twice gives the same as cleaning once, so offsets into the result stay valid.
    """
    text = raw
    # What one step removes may have hidden work for another, so go on until nothing changes.
    while (better := tidy(repair_encoding(text))) != text:
        text = better
    return text


def clean_line(raw: str) -> str:
    """Normalise a title, a name or another text of one line; HTML entities become their characters."""
    unescaped = ENTITY.sub(lambda entity: html.unescape(entity[0]), raw)
    return " ".join(clean_text(unescaped).split())


def repair_encoding(text: str) -> str:
    """Undo text that was decoded wrongly ("cafÃ©"); text that is well stays exactly as it is."""
    if text.isascii():
        return text
    return "\n".join(repair_line(line) for line in text.split("\n"))


def repair_line(line: str) -> str:
    """``repair_encoding`` for one line: archives mix encodings, so that each line is judged alone."""
    if not MAY_BE_BROKEN.search(line):
        return line
    # Here, because a run that finds nothing new repairs nothing, and loading ftfy is a tenth of its time.
    from ftfy import fix_text
    from ftfy.badness import is_bad

    return fix_text(line, **REPAIRS) if is_bad(line) else line


def tidy(text: str) -> str:
    """Drop invisible characters, normalise Unicode and white space; see ``clean_text``."""
    text = LINE_ENDS.sub("\n", text)
    text = INVISIBLE.sub("", ESCAPES.sub("", text))
    if not text.isascii():
        text = MARK_RUN.sub(thin_marks, text)
        text = STRAY_JOINERS.sub("", unicodedata.normalize("NFC", text))
    text = LINE_BORDER.sub("\n", SPACES.sub(" ", text))
    return BLANK_LINES.sub("\n\n", text).strip()


def thin_marks(run: re.Match[str]) -> str:
    """Keep the first of a heap of accents: as many as Unicode's stream-safe format allows a letter."""
    return run[0][:MOST_MARKS] + "".join(mark for mark in run[0][MOST_MARKS:] if not unicodedata.combining(mark))


def derive_title(text: str, language: str = "") -> str:
    """A title for an article that has none: its first sentence, cut at a word where long."""
    opening = text[:FIRST_SENTENCE_WITHIN]
    for start, end in sentences(opening, language):
        return shorten(opening[start:end], TITLE_LENGTH)
    return ""


def shorten(text: str, limit: int) -> str:
    """``text`` on one line of at most ``limit`` characters, cut at a word border with an ellipsis."""
    line = " ".join(text[: 2 * limit].split())
    if len(line) <= limit and len(text) <= 2 * limit:
        return line
    head = line[: limit - 1]
    if line[limit - 1 : limit].strip() and " " in head:  # the cut goes through a word
        head = head.rpartition(" ")[0]
    return head.rstrip(" ,;:-–—") + "…"
