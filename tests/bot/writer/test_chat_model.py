"""The client of a language model, against a real HTTP server that behaves and misbehaves."""

import asyncio
import json
import logging
import socket
import time
import traceback

import pytest
from model_server import (
    ModelServer,
    Script,
    breaks_off,
    drips_headers,
    event,
    hangs_up,
    never_ends,
    says_whole,
    sends,
    serving,
    stalls,
    streams,
)

from bot.writer.chat_model import ChatModel, Message, ModelFailed, Why, estimate_tokens, seconds_to_wait

KEY = "sk-secret-0123456789"
HELLO = [Message("system", "Be brief."), Message("user", "Héllo \ud800 “you”")]


def model(server: ModelServer | str, *, timeout: float = 5, retries: int = 0, key: str = KEY) -> ChatModel:
    url = server if isinstance(server, str) else server.url
    return ChatModel(url, "small", lambda: key, timeout=timeout, retries=retries)


def says(server: ModelServer, **options: object) -> str:
    return model(server, **options).complete(HELLO, most_tokens=50)  # type: ignore[arg-type]


def failure(server: ModelServer | str, **options: object) -> ModelFailed:
    with pytest.raises(ModelFailed) as failed:
        model(server, **options).complete(HELLO, most_tokens=50)  # type: ignore[arg-type]
    return failed.value


def test_an_answer_is_put_together_from_its_stream() -> None:
    with serving(streams("Zwölf Menschen, 1,200 “Boote”.")) as server:
        assert says(server) == "Zwölf Menschen, 1,200 “Boote”."
    [body] = server.bodies
    assert server.paths == ["/v1/chat/completions"]
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Héllo ? “you”"},  # what cannot be sent is replaced
    ]
    assert (body["model"], body["stream"], body["temperature"], body["max_tokens"]) == ("small", True, 0, 50)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_schema_is_passed_on() -> None:
    schema = {"type": "object"}
    with serving(streams("{}")) as server:
        model(server).complete(HELLO, most_tokens=50, schema=schema)
    assert server.bodies[0]["response_format"]["json_schema"]["schema"] == schema


def test_without_a_key_none_is_sent() -> None:
    with serving(streams("so")) as server:
        assert says(server, key="") == "so"
    assert "authorization" not in server.headers[0]


@pytest.mark.parametrize(
    "script",
    [
        says_whole("so"),
        streams("so", done=False),
        sends(f": ping\r\n\r\nevent: message\r\n{event({'content': 'so'})}data:[DONE]\r\r"),
        sends(f'{event({"content": "so"}, "stop")}data: {{"choices": [], "usage": {{}}}}\n\ndata: [DONE]'),
        sends(event({"reasoning_content": "hm"}) + event({"content": "so"}, "stop")),
    ],
    ids=["in one piece", "without DONE", "comments and line ends", "usage at the end", "thoughts"],
)
def test_servers_may_speak_their_own_way(script: Script) -> None:
    with serving(script) as server:
        assert says(server) == "so"


def test_it_can_be_asked_from_inside_a_loop() -> None:
    async def ask(server: ModelServer) -> str:
        return says(server)

    with serving(streams("so")) as server:
        assert asyncio.run(ask(server)) == "so"


@pytest.mark.parametrize(
    "first", [sends("", status=429, retry_after="0"), sends("", status=503), hangs_up, breaks_off("half")]
)
def test_what_may_pass_is_asked_again(first: Script) -> None:
    with serving(first, streams("so")) as server:
        assert says(server, retries=1) == "so"
    assert len(server.bodies) == 2


@pytest.mark.parametrize(
    ("script", "why", "asked"),
    [
        (sends("", status=500), Why.BUSY, 4),  # with all fields and with few, and at two more tries with all
        (sends("", status=503), Why.BUSY, 3),
        (sends("", status=429, retry_after="0"), Why.BUSY, 3),
        (sends("", status=429, retry_after="3600"), Why.BUSY, 1),  # longer than there is time
        (sends("", status=401), Why.REFUSED, 1),
        (sends("", status=402), Why.REFUSED, 1),
        (sends("", status=400), Why.REFUSED, 2),  # once with all fields, once without
        (sends("", status=404), Why.REFUSED, 2),
        (hangs_up, Why.UNUSABLE, 3),
        (breaks_off('{"statements": ['), Why.UNUSABLE, 3),
        (streams("so", end="length"), Why.UNUSABLE, 1),
        (streams("so", end="content_filter"), Why.UNUSABLE, 1),
        (sends("<html>Welcome to the hotel</html>", "text/html"), Why.UNUSABLE, 1),
        (sends('data: {"choices": [{"del\n\n'), Why.UNUSABLE, 1),
        (sends("data: " + "[" * 100_000 + "\n\n"), Why.UNUSABLE, 1),
        (sends("data: [1, 2]\n\n"), Why.UNUSABLE, 1),
        (sends('data: {"choices": ["so"]}\n\n'), Why.UNUSABLE, 1),
        (sends('data: {"error": {"message": "' + KEY + '"}}\n\n'), Why.UNUSABLE, 1),
        (sends(b"\xff\xfe\x00\x80" * 500), Why.UNUSABLE, 3),
        (sends("{}", "application/json"), Why.UNUSABLE, 1),
        (sends('{"choices": [{"message": "so"}]}', "application/json"), Why.UNUSABLE, 1),
        (sends(b"\x1f\x8b" * 100, content_encoding="gzip"), Why.UNUSABLE, 1),
        (sends("x" * 3_000_000, "application/json"), Why.UNUSABLE, 1),
        (sends("data: " + "x" * 3_000_000), Why.UNUSABLE, 1),
        (never_ends(event({"content": "word " * 20})), Why.UNUSABLE, 1),
        (never_ends(event({"reasoning_content": "word " * 20})), Why.UNUSABLE, 1),
        (never_ends(": ping" + " " * 5000 + "\n\n"), Why.UNUSABLE, 1),
    ],
)
def test_what_cannot_be_used_says_why_and_no_more(
    script: Script, why: Why, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.writer.chat_model.FIRST_WAIT", 0.01)
    with serving(script) as server:
        failed = failure(server, retries=2, timeout=20)
    assert (failed.why, len(server.bodies)) == (why, asked)
    assert KEY not in str(failed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "script",
    [
        stalls(3),
        stalls(3, event({"content": "so"})),
        never_ends(event({}), pause=0.05),
        drips_headers,
        lambda _: time.sleep(3),
    ],
    ids=["after the head", "in the middle", "drips", "drips its head", "before the head"],
)
def test_its_time_is_limited_as_a_whole(script: Script) -> None:
    with serving(script) as server:
        started = time.monotonic()
        failed = failure(server, timeout=0.4, retries=3)
    assert failed.why is Why.TIME
    assert time.monotonic() - started < 2


def test_waiting_for_the_next_try_counts() -> None:
    with serving(sends("", status=503, retry_after="0.3")) as server:
        started = time.monotonic()
        assert failure(server, timeout=1, retries=10).why in {Why.BUSY, Why.TIME}
    assert time.monotonic() - started < 2


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    started = time.monotonic()
    assert failure(f"http://127.0.0.1:{port}/v1", timeout=2).why is Why.UNREACHED
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with serving(streams("stolen")) as thief, serving(sends("", status=status, location=thief.url)) as server:
        assert failure(server).why is Why.REFUSED
    assert thief.bodies == []


SCHEMA = {"type": "object"}


def asked_for(server: ModelServer) -> list[str]:
    """What each request asked for, besides an answer."""
    kinds = [body.get("response_format", {}).get("type", "") for body in server.bodies]
    assert all(
        ("max_tokens" in body and body["temperature"] == 0) == bool(kind)
        for body, kind in zip(server.bodies, kinds, strict=True)
    )
    return kinds


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_knows_few_fields_is_asked_with_fewer_and_that_is_kept_in_mind(status: int) -> None:
    refuses = sends("", status=status)
    for refused, kinds in (
        ([refuses], ["json_schema", "json_object"]),
        ([refuses] * 2, ["json_schema", "json_object", ""]),
    ):
        with serving(*refused, streams("so")) as server:
            asker = model(server)
            for _ in range(2):
                assert asker.complete(HELLO, most_tokens=50, schema=SCHEMA) == "so"
        assert asked_for(server) == [*kinds, kinds[-1]]


def test_a_server_that_breaks_on_a_field_is_asked_with_fewer_and_that_is_kept_in_mind_the_second_time() -> None:
    broken, said = sends("", status=500), streams("so")
    with serving(broken, said, broken, said, said) as server:
        asker = model(server)
        for _ in range(3):
            assert asker.complete(HELLO, most_tokens=50, schema=SCHEMA) == "so"
    assert asked_for(server) == ["json_schema", "json_object"] * 2 + ["json_object"]


@pytest.mark.parametrize(
    "first",
    [
        sends("", status=503),
        sends("", status=429, retry_after="0"),
        sends("", status=500, retry_after="0"),
        breaks_off("half"),
    ],
)
def test_what_passes_costs_no_fields(first: Script) -> None:
    with serving(first, streams("so")) as server:
        asker = model(server, retries=2)
        for _ in range(2):
            assert asker.complete(HELLO, most_tokens=50, schema=SCHEMA) == "so"
    assert asked_for(server) == ["json_schema"] * 3


def test_a_server_that_is_broken_altogether_keeps_its_fields() -> None:
    broken = sends("", status=500)
    with serving(*[broken] * 6, streams("so")) as server:
        asker = model(server)
        for _ in range(2):
            with pytest.raises(ModelFailed):
                asker.complete(HELLO, most_tokens=50, schema=SCHEMA)
        assert asker.complete(HELLO, most_tokens=50, schema=SCHEMA) == "so"
    assert asked_for(server)[-1] == "json_schema"


def test_proxies_and_passwords_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(streams("stolen")) as proxy, serving(streams("so")) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert says(server) == "so"
    assert proxy.bodies == []


def test_the_key_is_in_no_log_no_traceback_and_no_representation(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}})
    for script in (sends(echo, "application/json", 401), streams("so"), hangs_up, stalls(1)):
        with serving(script) as server:
            asker = model(server, timeout=0.3)
            shown = [repr(asker), str(vars(asker))]
            try:
                asker.complete(HELLO, most_tokens=50)
            except ModelFailed as error:
                shown += ["".join(traceback.format_exception(error)), repr(error), str(vars(error))]
        assert not any(KEY in text for text in [*shown, caplog.text])
    assert "authorization" not in caplog.text.casefold()


def test_a_key_that_no_header_can_carry_is_no_crash_and_not_told() -> None:
    with serving(streams("so")) as server:
        for key in ("geheim\nx: y", "schlüssel-geheim"):
            failed = failure(server, key=key)
            assert "geheim" not in "".join(traceback.format_exception(failed))


def test_retry_after_is_read_in_both_forms() -> None:
    assert seconds_to_wait("120") == 120
    assert seconds_to_wait("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert seconds_to_wait("") is seconds_to_wait("soon") is None


def test_tokens_are_rather_too_many() -> None:
    assert estimate_tokens("The ferry hit the pier, 1,200 hurt.") == 14
    assert estimate_tokens("ферри") == 5
