"""The marker of a citation in a text for readers, "[1]", and what an article has that looks like one."""

from __future__ import annotations

import re

# Digits in brackets, with whatever may be left out before they are shown, but no letters: "[sic]" is none.
LOOKS_LIKE_ONE = re.compile(r"\[(?=[^\[\]\w]*\d)((?:[^\[\]\w]|\d)+)\]")


def without_markers(text: str) -> str:
    """Write "(1)" for a "[1]" of an article, which readers would take for a citation of ours; as long as before.

    For words that stand outside of quotation marks; what is inside stays as it was printed.
    """
    return LOOKS_LIKE_ONE.sub(r"(\1)", text)
