"""What can go wrong with the index; continues the tree of ``corpus.errors``.

BackissueError
  + IndexMissing      nothing has been indexed yet: run `backissue index PATH`
  + IndexOutdated     built with another recipe: run `backissue index --rebuild`
  + IndexBusy         another process is writing; says which and since when
  + ModelError        the embedding model could not be loaded or is not the one expected
  + QuestionRejected  a question, a filter or a batch line that cannot be used as it is
      + UnknownName   a filter by a source or an author that the archive does not have
  + StoreError        Chroma, tantivy or SQLite failed; the cause is chained
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from corpus.errors import BackissueError

LONGEST_NAME = 60  # characters that are shown of a name; a byline may be a paragraph


class IndexMissing(BackissueError):
    """Nothing has been indexed yet."""


class IndexOutdated(BackissueError):
    """The index was built with another recipe than the settings ask for."""


class IndexBusy(BackissueError):
    """Another process is writing the index."""


class ModelError(BackissueError):
    """The embedding model could not be loaded, or its weights are not those expected."""


class QuestionRejected(BackissueError):
    """A question or a filter that cannot be used as it is."""


class UnknownName(QuestionRejected):
    """No article has the source or the author that a filter asks for; ``of_source`` says which of the two it is."""

    def __init__(self, kind: str, typed: str, near: Sequence[str]) -> None:
        named = ", ".join(f"“{shorten(name, LONGEST_NAME, placeholder='…')}”" for name in near)
        super().__init__(f"the archive has no {kind} “{typed}”{f' (near to it: {named})' if near else ''}")
        self.of_source = kind == "source"


class StoreError(BackissueError):
    """Chroma, tantivy or SQLite failed; the cause is chained."""


def other_model(built: str, wanted: str) -> IndexOutdated:
    """The error of a question that would be embedded by another model than the passages were."""
    return IndexOutdated(
        f"the index was built with the model {built}, the settings say {wanted}: "
        "set BACKISSUE_MODEL and BACKISSUE_ENGINE back, or run `backissue index --rebuild`"
    )


def is_unwritable(reason: str) -> bool:
    """Say whether something failed because the disk is full or may not be written."""
    unwritable = (
        "readonly",
        "read-only",
        "permission denied",
        "disk is full",
        "no space",
        "unable to open database file",
        "error purging logs",  # Chroma, where it may not write
    )
    return any(word in reason.casefold() for word in unwritable)


def what_to_do(reason: str) -> str:
    """Say what helps when a part of the index cannot be opened: building it again, unless the disk is the trouble."""
    if is_unwritable(reason):
        return "the data folder must be writable and have room"
    return "`backissue index --rebuild` makes it again"
