"""The floor: what `backissue eval` must reach on the sample archive (tests/data/floor.json)."""

from pathlib import Path
from typing import Any

FLOOR = Path(__file__).parent / "data" / "floor.json"


def below_floor(tables: dict[str, Any], floor: dict[str, Any]) -> list[str]:
    """Name what is measured lower than the floor has it; counts are compared as they are."""
    return [
        f"{title}, {row}, {name}: {found} < {least}"
        for title, rows in floor.items()
        for row, measures in rows.items()
        for name, least in measures.items()
        if (found := value_of(tables[title][row][name])) < least
    ]


def value_of(cell: dict[str, float] | int) -> float:
    return cell["mean"] if isinstance(cell, dict) else cell
