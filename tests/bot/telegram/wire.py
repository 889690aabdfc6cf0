"""Requests as they come over the wire: ``Given``, the parameters of a call, and the files that came with it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.bot.telegram.refused import bad


@dataclass
class Given:
    """What the bot gave. Values come as text or, in a JSON body, as they are; both read the same."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        value = self.text(name)
        if not value:
            return default
        if not re.fullmatch(r"-?\d+", value):
            raise bad(f"invalid parameter {name} specified: expected a number")
        return int(value)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "1", "yes"}

    def json(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def read_request(path: str, kind: str, body: bytes) -> Given:
    """Parameters from the address and from a body that is a form, a form with files, or JSON."""
    given = Given(dict(parse_qsl(urlsplit(path).query, keep_blank_values=True)))
    if kind.startswith("application/json"):
        try:
            found = json.loads(body or b"{}")
        except ValueError:
            raise bad("can't parse JSON object") from None
        given.values |= found if isinstance(found, dict) else {}
    elif kind.startswith("application/x-www-form-urlencoded"):
        given.values |= parse_qsl(body.decode(), keep_blank_values=True)
    elif boundary := re.search(r'multipart/form-data.*boundary="?([^";]+)', kind):
        read_parts(body, boundary[1].encode(), given)
    return given


def read_parts(body: bytes, boundary: bytes, given: Given) -> None:
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        names = dict(re.findall(r'(\w+)="([^"]*)"', head.decode()))
        if "filename" in names:
            given.files[names["name"]] = content
            given.values.setdefault(names["name"], f"attach://{names['name']}")
        else:
            given.values[names["name"]] = content.decode()
