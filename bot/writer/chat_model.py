"""``ChatModel``: asks a language model behind any OpenAI-compatible address, within limits; all of tenacity.

What comes back is text of a stranger. The answer is streamed, so that one that is too long or never ends is cut off;
no redirect is followed; proxies, cookies and passwords of the environment are not used; what a server says about an
error is passed on to nobody, because some repeat the key in it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

log = logging.getLogger("backissue")

LONGEST_BODY = 2_000_000  # bytes of one answer; a token takes some 300 in a stream
FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0  # seconds between two tries, where the server does not say
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
# Of a server that does not know a field of ours; llama-cpp-python's answers 500 to a JSON schema.
BROKEN = 500
STRANGE_REQUEST = frozenset({400, 404, 415, 422, BROKEN, 501})
GRACE = 2.0  # seconds after the end of its time in which a request is given up


class Fields(IntEnum):
    """What a request asks for besides an answer to messages, from most to least."""

    SCHEMA = 0  # an answer that keeps to a JSON Schema, at most so many tokens, the same each time
    JSON = 1  # the same, of any JSON object
    FEW = 2  # what every server knows


class Why(StrEnum):
    """Why a model gave no answer, as a reader may know it."""

    TIME = "did not answer in time"
    UNREACHED = "could not be reached"
    BUSY = "was too busy to answer"
    REFUSED = "could not be asked"
    UNUSABLE = "gave no usable answer"


class ModelFailed(Exception):
    """No answer. ``detail`` is for the log: it holds neither the key nor a word of the server's."""

    def __init__(self, why: Why, detail: str, *, again: bool = False, after: float | None = None) -> None:
        super().__init__(f"the language model {why}: {detail}")
        self.why, self.detail, self.again, self.after = why, detail, again, after


@dataclass(frozen=True, slots=True)
class Message:
    """A part of a conversation with a model; ``role`` is system, user or assistant."""

    role: str
    content: str


class ChatModel:
    """A model by its address. ``key`` gives the key when a request is made; no object keeps it.

    ``timeout`` are the seconds for an answer, all tries together.
    """

    def __init__(self, url: str, name: str, key: Callable[[], str], *, timeout: float, retries: int) -> None:
        self.name = name
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._key = key
        self._timeout = timeout
        self._retries = retries
        self._fields = Fields.SCHEMA  # the most that this server is known to take
        self._broke = 0  # how often it broke on more

    def complete(
        self, messages: Sequence[Message], *, most_tokens: int, schema: Mapping[str, Any] | None = None
    ) -> str:
        """Return what the model says, at most so many tokens; raises ModelFailed.

        A ``schema`` (JSON Schema of an object) is passed on to servers that keep to one; the answer must be checked all
        the same.
        """
        answer: Future[str] = Future()

        def ask() -> None:
            try:
                answer.set_result(asyncio.run(self._within_time(messages, most_tokens, schema)))
            except BaseException as error:
                answer.set_exception(error)

        # A thread of its own: whoever asks may be inside a loop, and must get away when a name server hangs.
        threading.Thread(target=ask, name="language-model", daemon=True).start()
        try:
            return answer.result(self._timeout + GRACE)
        except TimeoutError:
            raise ModelFailed(Why.TIME, f"{self._timeout:g} s are over") from None

    async def _within_time(self, messages: Sequence[Message], most: int, schema: Mapping[str, Any] | None) -> str:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._insist(messages, most, schema)
        except TimeoutError:
            raise ModelFailed(Why.TIME, f"{self._timeout:g} s are over") from None

    async def _insist(self, messages: Sequence[Message], most: int, schema: Mapping[str, Any] | None) -> str:
        """Ask again where that may help."""
        import httpx
        from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt

        ends = time.monotonic() + self._timeout
        tries = AsyncRetrying(
            retry=retry_if_exception(lambda error: helps_again(error, ends - time.monotonic())),
            stop=stop_after_attempt(self._retries + 1),
            wait=wait_of,
            reraise=True,
        )
        fewer = [fields for fields in Fields if fields >= (self._fields if schema else max(self._fields, Fields.JSON))]
        # The time is limited as a whole; trust_env would bring in proxies and passwords of the environment.
        async with httpx.AsyncClient(timeout=None, follow_redirects=False, trust_env=False) as client:  # noqa: S113
            async for attempt in tries:
                with attempt:
                    try:
                        return await self._ask_for_less(client, messages, most, schema, fewer)
                    except RequestNotUnderstood as error:
                        fewer = fewer[:1]  # the fields are not the reason
                        raise error.failure() from None
        raise AssertionError("the last try returns or raises")

    async def _ask_for_less(
        self,
        client: httpx.AsyncClient,
        messages: Sequence[Message],
        most: int,
        schema: Mapping[str, Any] | None,
        fewer: Sequence[Fields],
    ) -> str:
        """Ask; a server that does not understand that is asked with fewer fields. What it takes is kept in mind where
        it refused more, or broke on it twice.
        """
        kept = True
        for fields in fewer:
            try:
                said = await self._ask(client, messages, most, schema, fields)
            except RequestNotUnderstood as error:
                if fields is fewer[-1]:
                    raise
                log.debug("the language model's server does not take these fields: %s", fields.name)
                self._broke += error.status == BROKEN
                kept = error.status != BROKEN or self._broke > 1
                continue
            if fields is not fewer[0] and kept:
                self._fields = fields
            return said
        raise AssertionError("the last one returns or raises")

    async def _ask(
        self,
        client: httpx.AsyncClient,
        messages: Sequence[Message],
        most: int,
        schema: Mapping[str, Any] | None,
        fields: Fields,
    ) -> str:
        import httpx

        body: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": one.role, "content": clean(one.content)} for one in messages],
            "stream": True,
        }
        if fields < Fields.FEW:
            body |= {"temperature": 0, "max_tokens": most}
        if schema and fields is Fields.SCHEMA:
            named = {"name": "answer", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif schema and fields is Fields.JSON:
            body["response_format"] = {"type": "json_object"}
        try:
            async with client.stream("POST", self._url, json=body, headers=self._headers()) as response:
                check_status(response)
                return await read_answer(response, most)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ModelFailed(Why.UNREACHED, type(error).__name__, again=True) from None
        except httpx.HTTPError as error:
            raise ModelFailed(Why.UNUSABLE, f"the connection broke ({type(error).__name__})", again=True) from None
        except (httpx.InvalidURL, UnicodeError) as error:
            raise ModelFailed(Why.REFUSED, type(error).__name__) from None

    def _headers(self) -> dict[str, str]:
        key = self._key()
        own = {
            "accept": "text/event-stream, application/json",
            "accept-encoding": "identity",
            "user-agent": "Backissue",
        }
        return {**own, "authorization": f"Bearer {key}"} if key else own


class RequestNotUnderstood(Exception):
    """The server refuses the request with a status; it may not know a field."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP status {status}")
        self.status = status

    def failure(self) -> ModelFailed:
        """The same where no field is the reason."""
        if self.status in BUSY:
            return ModelFailed(Why.BUSY, str(self), again=True)
        return ModelFailed(Why.REFUSED, str(self))


def clean(text: str) -> str:
    """A text that can be sent: a lone surrogate cannot."""
    return text.encode("utf-8", "replace").decode()


def helps_again(error: BaseException, left: float) -> bool:
    """Whether to ask once more: not when the server wants more time than there is."""
    return isinstance(error, ModelFailed) and error.again and (error.after or 0) < left


def wait_of(state: RetryCallState) -> float:
    """Seconds before the next try: what the server says, else twice as long each time."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ModelFailed) and error.after is not None:
        return error.after
    doubled: float = FIRST_WAIT * 2 ** (state.attempt_number - 1)
    return min(doubled, LONGEST_WAIT)


def check_status(response: httpx.Response) -> None:
    """Raise what a status other than 200 means."""
    status = response.status_code
    if status == 200:
        return
    detail = f"HTTP status {status}"
    after = seconds_to_wait(response.headers.get("retry-after", ""))
    if status in STRANGE_REQUEST and after is None:
        raise RequestNotUnderstood(status)
    if status in BUSY:
        raise ModelFailed(Why.BUSY, detail, again=True, after=after)
    if 300 <= status < 400:
        detail += ", a redirect, which is not followed"
    raise ModelFailed(Why.REFUSED, detail)


def seconds_to_wait(said: str) -> float | None:
    """What Retry-After asks for; None where it says nothing that can be read."""
    if re.fullmatch(r"\s*\d{1,9}(?:\.\d{1,9})?\s*", said):
        return float(said)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


async def read_answer(response: httpx.Response, most: int) -> str:
    """Read an answer, streamed or in one piece, no more of it than is allowed."""
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise ModelFailed(Why.UNUSABLE, "it is compressed, which was not asked for")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return whole_answer(b"".join([part async for part in limited(response)]), most)
    if kind != "text/event-stream":
        raise ModelFailed(Why.UNUSABLE, "it is neither JSON nor a stream of events")
    said: list[str] = []
    tokens, finished = 0, False
    async for event in events(limited(response)):
        if event.strip() == "[DONE]":
            finished = True
            break
        text, thought, ended = read_event(event)
        said.append(text)
        tokens += estimate_tokens(text) + estimate_tokens(thought)
        check_length(tokens, most)
        finished = finished or ended
    if not finished:
        raise ModelFailed(Why.UNUSABLE, "it broke off", again=True)
    return "".join(said)


async def limited(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the bytes of an answer, up to a limit."""
    size = 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > LONGEST_BODY:
            raise ModelFailed(Why.UNUSABLE, f"it is longer than {LONGEST_BODY} bytes")
        yield part


async def events(parts: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """Yield the data of server-sent events (WHATWG HTML, 9.2); a last one without a blank line behind it too."""
    rest, data = b"", list[str]()
    async for part in parts:
        *lines, rest = re.split(rb"\r\n|\n|\r(?!\Z)", rest + part)
        for line in lines:
            if line.startswith(b"data:"):
                data.append(line[5:].removeprefix(b" ").decode("utf-8", "replace"))
            elif not line and data:
                yield "\n".join(data)
                data = []
    if rest.startswith(b"data:"):
        data.append(rest[5:].strip().decode("utf-8", "replace"))
    if data:
        yield "\n".join(data)


def read_event(event: str) -> tuple[str, str, bool]:
    """Return the text of an event, what the model only thought, and whether it is the last."""
    choice = first_choice(event)
    if choice is None:  # the use of tokens, or whether a filter struck
        return "", "", False
    delta = choice.get("delta")
    delta = delta if isinstance(delta, dict) else {}
    thought = delta.get("reasoning_content") or delta.get("reasoning")
    reason = choice.get("finish_reason")
    if reason not in (None, "stop", "eos"):
        raise ModelFailed(Why.UNUSABLE, "it is longer than allowed" if reason == "length" else "it was ended early")
    return text_of(delta.get("content")), text_of(thought), bool(reason)


def whole_answer(body: bytes, most: int) -> str:
    """Return the text of an answer that was not streamed."""
    choice = first_choice(body.decode("utf-8", "replace"))
    message = (choice or {}).get("message")
    if not isinstance(message, dict):
        raise ModelFailed(Why.UNUSABLE, "it holds no message")
    text = text_of(message.get("content"))
    check_length(estimate_tokens(text), most)
    return text


def first_choice(body: str) -> dict[str, Any] | None:
    """Return what the model chose to say; None where there is nothing of it in this part."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise ModelFailed(Why.UNUSABLE, "it is no JSON") from None
    if not isinstance(found, dict) or found.get("error"):
        raise ModelFailed(Why.UNUSABLE, "it is an error")
    choices = found.get("choices")
    if not isinstance(choices, list) or not choices:
        return None
    if not isinstance(choices[0], dict):
        raise ModelFailed(Why.UNUSABLE, "it is built otherwise than agreed")
    return choices[0]


def text_of(content: object) -> str:
    """Text, where it is text."""
    return content if isinstance(content, str) else ""


def check_length(tokens: int, most: int) -> None:
    """Raise when an answer is longer than was allowed; an estimate is high, so twice as much is given."""
    if tokens > 2 * most:
        raise ModelFailed(Why.UNUSABLE, f"it is longer than {most} tokens")


def estimate_tokens(text: str) -> int:
    """Count tokens without the model's own tokenizer, rather too many: four letters, a figure or a sign is one."""
    return len(re.findall(r"[A-Za-z]{1,4}|[^\sA-Za-z]", text))
