"""ninjs, the news agencies' JSON (versions 1 to 3), as Superdesk and the Associated Press deliver it."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.errors import ArticleRejected
from corpus.formats.json_records import first_value, lowered, name, names, plain
from corpus.formats.nitf import check_status, first
from corpus.markup import html_text, plain_text
from corpus.record import Record

IDS = {"uri", "guid"}
# With an id, any of them marks ninjs: nobody else uses these names.
MARKS = {
    "versioncreated", "pubstatus", "body_html", "body_xhtml", "bodies", "headlines", "description_text",
    "$standard", "standard", "representationtype",
}  # fmt: skip
OTHER = {
    "picture": "a picture", "graphic": "a picture", "video": "a video", "audio": "a recording",
    "composite": "a package of other items", "package": "a package of other items", "event": "an event, no article",
    "planning": "a plan, no article", "component": "a part, no article",
}  # fmt: skip
MIXED = {"composite", "package"}  # which may have a text of their own
HTML = ("body_xhtml", "body_html")
WRAPPERS = ("items", "_items", "item", "data")


def is_ninjs(value: object) -> bool:
    """Whether a JSON value is one ninjs item."""
    if not isinstance(value, dict):
        return False
    fields = {key.lower() for key in value}
    return bool(fields & IDS and fields & MARKS)


def ninjs_items(value: object) -> list[object] | None:
    """The items of a ninjs file: itself one, or wrapped in the answer of an agency's service; None for other JSON."""
    for _ in range(len(WRAPPERS)):
        if is_ninjs(value):
            return [value]
        if isinstance(value, list):
            items = [unwrapped(item) for item in value]
            return items if items and is_ninjs(items[0]) else None
        if not isinstance(value, dict):
            return None
        value = first_value(value, WRAPPERS)
    return None


def unwrapped(value: object) -> object:
    """An item of a list, which the Associated Press wraps once more."""
    inner = value.get("item") if isinstance(value, dict) else None
    return inner if is_ninjs(inner) and not is_ninjs(value) else value


def parse_ninjs(value: object) -> Record:
    """Take the fields of an article from one item."""
    if not isinstance(value, dict):
        raise ArticleRejected("not a JSON object")
    fields = lowered(value)
    check_status(plain(fields.get("pubstatus")))
    kind = plain(fields.get("type")).lower()
    text = body(fields) if kind in MIXED else "" if kind in OTHER else body(fields) or described(fields)
    if not text:
        raise ArticleRejected(OTHER.get(kind, "no text"))
    created = dates(fields, "firstpublished", "firstcreated", "contentcreated", "versioncreated")
    stable = plain(lowered(given).get("itemid")) if isinstance(given := fields.get("altids"), dict) else ""
    address = plain(first_value(fields, ("guid", "uri")))
    return Record(
        text=text,
        id=stable or address,
        title=title(fields),
        author=names(first_value(fields, ("byline", "by"))) or names(fields.get("authors")),
        source=plain(fields.get("source")) or label(fields.get("provider")) or label(fields.get("copyrightholder")),
        published=created,
        updated=dates(fields, "versioncreated"),
        url="" if stable or not address.startswith(("http://", "https://")) else address,
        language=plain(fields.get("language")),
        section=label(fields.get("service")) or subject(fields),
        kind=label(first_value(fields, ("genre", "genres"))),
        credit=plain(first_value(fields, ("creditline", "description_creditline"))) or plain(fields.get("source")),
    )


def body(fields: Mapping[str, object]) -> str:
    """The body, best where its paragraphs are marked: as HTML, in an extension, as text."""
    marked = (html_text(plain(fields[key])) for key in HTML if key in fields)
    others = [as_text(plain(field)) for key, field in fields.items() if key.startswith("body_") and key not in HTML]
    values = [lowered(one) for one in listed(fields.get("bodies"))]
    pages = [text_of(one) for one in values if "html" in written_in(one)]
    texts = [text_of(one) for one in values if "xml" not in written_in(one)]
    return first(*marked, max(others, key=len, default=""), max(pages, key=len, default=""), *texts)


def described(fields: Mapping[str, object]) -> str:
    """What stands for the body of an item that is only announced."""
    texts = (as_text(plain(field)) for key, field in fields.items() if key.startswith("description_t"))
    return first(*texts, of_role(fields.get("descriptions")))


def of_role(field: object) -> str:
    """The first of several values, the main one where one is."""
    values = sorted(listed(field), key=lambda one: plain(lowered(one).get("role")) != "main")
    return next(filter(None, map(text_of, values)), "")


def text_of(value: Mapping[str, object]) -> str:
    """The text of a value that says what it is written in."""
    text = plain(lowered(value).get("value"))
    return html_text(text) if "html" in written_in(value) else as_text(text)


def written_in(value: Mapping[str, object]) -> str:
    """What a value is written in, as far as it says."""
    fields = lowered(value)
    return f"{plain(fields.get('contenttype'))} {plain(fields.get('role'))}".lower()


def as_text(text: str) -> str:
    """Plain text, whose lines are paragraphs where it has no blank ones."""
    stripped = plain_text(text).replace("\r\n", "\n")
    return stripped if "\n\n" in stripped else stripped.replace("\n", "\n\n")


def title(fields: Mapping[str, object]) -> str:
    """The headline on one line."""
    headline = plain_text(plain(first_value(fields, ("headline", "headline_main")))) or of_role(fields.get("headlines"))
    return " ".join((headline or plain(fields.get("title"))).split())


def subject(fields: Mapping[str, object]) -> str:
    """The name of the subject that is marked as the category, else of the first that has one."""
    subjects = [lowered(one) for one in listed(first_value(fields, ("subject", "subjects")))]
    marked = [one for one in subjects if "category" in f"{one.get('rel')} {one.get('rels')}"]
    return next((label for one in marked + subjects if len(label := name(one)) > 1), "")


def label(field: object) -> str:
    """The name of a thing or of the first of several."""
    return name(next(iter(field), "")) if isinstance(field, list) else name(field)


def listed(field: object) -> list[dict[str, object]]:
    """The objects of a list."""
    return [one for one in field if isinstance(one, dict)] if isinstance(field, list) else []


def dates(fields: Mapping[str, object], *wanted: str) -> tuple[str, ...] | None:
    """The dates under these names, each once; None where there is none."""
    return tuple(dict.fromkeys(date for key in wanted if (date := plain(fields.get(key))))) or None
