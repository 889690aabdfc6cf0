"""What can go wrong with the archive.

BackissueError          expected: shown as one line that says what to do next
  + ArticleRejected     one record could not be read; counted, quarantined, never fatal
  + ArchiveMissing      a path to read does not exist or cannot be opened
  + FolderUnusable      what is fetched cannot be saved

``index.errors`` continues the tree. Anything outside it is a bug and keeps its traceback.
"""

from __future__ import annotations


class BackissueError(Exception):
    """Base of every expected error; its message is one line for a person."""


class ArticleRejected(BackissueError):
    """One record is no article; the message is the reason, without path or line."""


class ArchiveMissing(BackissueError):
    """A path that was to be read does not exist."""


class FolderUnusable(BackissueError):
    """What is fetched cannot be saved."""
