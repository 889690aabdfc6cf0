from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from conftest import make_article

from index.catalog import Catalog
from index.generation import Store
from index.newest import AT_ONCE, newest_articles
from index.passage import Filter

DAY = datetime(2023, 3, 14, 9, tzinfo=UTC)


def newest(data_dir: Path, as_of: datetime, most: int = 10, **limits: str) -> list[str]:
    store = Store(data_dir)
    catalog = Catalog(store.catalog, reading=True)
    found, total = newest_articles(catalog, store.current(), Filter(**limits), as_of, most)  # type: ignore[arg-type]
    everything, same = newest_articles(catalog, store.current(), Filter(**limits), as_of, 1000)  # type: ignore[arg-type]
    catalog.close()
    assert total == same == len(everything)
    return [item.passage.article.title for item in found]


def test_the_newest_that_were_known_come_first_and_undated_ones_last(build: Callable[..., Path]) -> None:
    articles = [
        make_article(
            title=f"Day {n}", published=DAY + timedelta(days=n), source="Wire" if n % 2 else "Courier", text=f"{n}."
        )
        for n in range(4)
    ]
    data_dir = build(*articles, make_article(title="Undated", published=None, text="Once."))
    late = DAY + timedelta(days=30)
    assert newest(data_dir, late) == ["Day 3", "Day 2", "Day 1", "Day 0", "Undated"]
    assert newest(data_dir, late, most=2) == ["Day 3", "Day 2"]
    assert newest(data_dir, late, source="wire") == ["Day 3", "Day 1"]
    assert newest(data_dir, DAY + timedelta(days=1)) == ["Day 1", "Day 0", "Undated"]


def test_what_is_not_known_yet_takes_no_place(build: Callable[..., Path]) -> None:
    later = [
        make_article(title=f"Later {n}", published=DAY + timedelta(hours=20, minutes=n), text=f"{n}.", utc_offset=600)
        for n in range(AT_ONCE + 5)
    ]
    data_dir = build(make_article(title="Earlier", published=DAY - timedelta(days=1), text="Before."), *later)
    assert newest(data_dir, DAY - timedelta(hours=9), most=1) == ["Earlier"]
