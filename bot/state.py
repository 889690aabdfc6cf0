"""``State``: everything that ``status`` says."""

from __future__ import annotations

from dataclasses import dataclass

from index.freshness import Freshness
from index.generation import Generation


@dataclass(frozen=True, slots=True)
class State:
    """What the index holds, where, and whether it is up to date; ``writer`` is who writes it now."""

    archive: Generation
    freshness: Freshness
    rejected: int
    data_dir: str
    disk_bytes: int
    writer: str
