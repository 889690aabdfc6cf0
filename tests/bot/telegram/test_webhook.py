"""Telegram delivers over real HTTP: nobody else can, and 200 is said when the update is on the disk."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.telegram.webhook import LARGEST, SECRET, Webhook
from tests.bot.telegram.values import make_update

OURS = "correct-horse"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Taken(list[dict[str, Any]]):
    """What was stored; ``full`` as a disk may be."""

    full = False

    def store(self, updates: list[dict[str, Any]]) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        self.extend(updates)


def play(work: Callable[[httpx.AsyncClient, Taken], Any], *, deliveries: bool = True, ok: bool = True) -> None:
    async def run() -> None:
        taken, port = Taken(), free_port()
        webhook = Webhook(f"127.0.0.1:{port}", OURS, taken.store)
        webhook.listen(lambda: {"ok": ok, "waiting": 2}, deliveries=deliveries)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            await work(client, taken)
        webhook.close()
        with pytest.raises(httpx.ConnectError):
            async with httpx.AsyncClient(trust_env=False) as client:
                await client.get(f"http://127.0.0.1:{port}/health")

    asyncio.run(run())


async def post(client: httpx.AsyncClient, body: object, secret: str | None = OURS, path: str = "/any") -> int:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | ({SECRET: secret} if secret is not None else {})
    return (await client.post(path, content=content, headers=headers)).status_code


def test_a_delivery() -> None:
    async def work(client: httpx.AsyncClient, taken: Taken) -> None:
        assert await post(client, make_update(5)) == 200
        assert await post(client, make_update(6), path="/secret/path?x=1") == 200
        assert taken == [make_update(5), make_update(6)]

    play(work)


def test_who_does_not_know_the_secret_is_refused() -> None:
    async def work(client: httpx.AsyncClient, taken: Taken) -> None:
        for secret in (None, "", "correct-hors", f"{OURS}x", OURS.upper()):
            assert await post(client, make_update(5), secret) == 403
        assert (await client.post("/any", content=b"{}", headers={SECRET.encode(): "ö".encode()})).status_code == 403
        assert taken == []

    play(work)


def test_what_is_no_update_is_refused() -> None:
    async def work(client: httpx.AsyncClient, taken: Taken) -> None:
        for body in (
            *(b"", b"{", b"\xff", b"[" * 100_000, b'{"update_id": 1e999}', b'{"update_id": NaN}'),
            *([], None, "x", {}, {"update_id": "5"}, {"update_id": True}, {"update_id": 5.0}, {"update_id": 2**70}),
        ):
            assert await post(client, body) == 400, body
        assert (await client.get("/any", headers={SECRET: OURS})).status_code == 405
        assert taken == []

    play(work)


def test_what_is_too_large_is_not_even_read() -> None:
    async def work(client: httpx.AsyncClient, taken: Taken) -> None:
        try:
            status = await post(client, b" " * (LARGEST + 1))
        except httpx.TransportError:  # the connection may be closed while we still send
            status = 413
        assert status in {400, 413}
        assert await post(client, make_update(5)) == 200
        assert len(taken) == 1

    play(work)


def test_what_cannot_be_stored_is_not_said_to_be(caplog: pytest.LogCaptureFixture) -> None:
    async def work(client: httpx.AsyncClient, taken: Taken) -> None:
        taken.full = True
        assert await post(client, make_update(5, message={"text": "a secret illness"})) == 500  # and comes again
        taken.full = False
        assert await post(client, make_update(5)) == 200

    play(work)
    assert "could not be stored" in caplog.text
    assert "illness" not in caplog.text


@pytest.mark.parametrize(("ok", "status"), [(True, 200), (False, 503)])
def test_how_the_bot_is(*, ok: bool, status: int) -> None:
    async def work(client: httpx.AsyncClient, taken: Taken) -> None:
        answer = await client.get("/health")
        assert (answer.status_code, answer.json()) == (status, {"ok": ok, "waiting": 2})
        assert await post(client, make_update(5)) == 404  # nothing is delivered here
        assert taken == []

    play(work, deliveries=False, ok=ok)


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.webhook.PATIENCE", 0.2)

    async def work(client: httpx.AsyncClient, taken: Taken) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(f"POST /any HTTP/1.1\r\nHost: x\r\n{SECRET}: {OURS}\r\nContent-Length: 99\r\n\r\n{{".encode())
        assert await asyncio.wait_for(reader.read(), 5) == b""  # the connection is closed
        writer.close()
        assert taken == []
        assert await post(client, make_update(5)) == 200

    play(work)
