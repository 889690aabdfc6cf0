"""Telegram's Bot API over real HTTP on the loopback interface, as strict as the real one.

    with serving() as telegram:
        bot = Bot(TOKEN, base_url=telegram.base_url)
        ann = telegram.user("Ann")
        question = ann.say("Who won?")
        answer = ann.wait()

It runs in threads of the test process, so a test may be an ordinary function, and the bot a process of its own that is
killed. ``http.server`` is enough for that: no library comes along, and no event loop is shared with what is tested.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.bot.telegram import about, messages, queries, updates
from tests.bot.telegram.chaos import Fault, Plan
from tests.bot.telegram.methods import METHODS, Method, find
from tests.bot.telegram.player import Telegram
from tests.bot.telegram.refused import Refused, too_many
from tests.bot.telegram.wire import Given, read_request
from tests.bot.telegram.world import TOKEN, Call, World

__all__ = ["METHODS", "TOKEN", "about", "messages", "queries", "serving", "updates"]

BEFORE_WORK = {Fault.FLOOD, Fault.ERROR, Fault.GATEWAY, Fault.DROP, Fault.HANG}
LARGEST = 60 << 20  # bytes of a request
GATEWAY_PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


class Hangup(Exception):
    """The connection closes without an answer."""


class Handler(BaseHTTPRequestHandler):
    """One connection of the bot's."""

    world: World
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer would wait 40 ms

    def do_POST(self) -> None:
        with suppress(ConnectionError):  # the bot was killed, or had enough
            try:
                self.answer()
            except Hangup:
                self.close_connection = True
                with suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > LARGEST:
            return self.send(Refused(413, "Request Entity Too Large"))
        body = self.rfile.read(length)
        if len(body) < length:  # the bot has given it up in the middle: no server acts on half a request
            raise Hangup
        try:
            method = self.method()
            given = read_request(self.path, self.headers.get("content-type", ""), body)
        except Refused as refused:
            return self.send(refused)
        call = Call(method.name, dict(given.values), self.world.now())
        call.unknown = tuple(sorted(given.values.keys() - method.parameters))
        with self.world.changed:
            (self.world.polls if method.name == "getUpdates" else self.world.calls).append(call)
            plan = self.world.chaos.strike(method.name)
            call.fault = plan.fault if plan else None
        try:
            self.meet(call, plan, method, given)
        finally:
            call.ended = self.world.now()

    def method(self) -> Method:
        """The method that the address names; refuses strange tokens as Telegram does."""
        path = re.fullmatch(r"/bot([^/]*)/(\w*)", unquote(urlsplit(self.path).path))
        if not path or not re.fullmatch(r"\d+:[\w-]+", path[1]):
            raise Refused(404, "Not Found")
        if path[1] != self.world.token:
            raise Refused(401, "Unauthorized")
        try:
            return find(path[2])
        except Refused:
            with self.world.changed:
                call = Call(path[2], {}, self.world.now(), code=404, error="Not Found")
                self.world.calls.append(call)
            raise

    def meet(self, call: Call, plan: Plan | None, method: Method, given: Given) -> None:
        """Do the work and answer, unless a fault comes between."""
        if plan and plan.fault in BEFORE_WORK:
            self.fail(call, plan)
            return
        with self.world.changed:
            try:
                result = said(method.work(self.world, given))
            except Refused as refused:
                call.code, call.error = refused.code, refused.description
                body: Refused | dict[str, Any] = refused
            except Exception:
                self.world.broken.append(traceback.format_exc())
                call.code, call.error = 500, "the server of the tests is broken"
                body = Refused(500, "Internal Server Error")
            else:
                call.result, call.done = result, True
                body = {"ok": True, "result": result}
            self.world.changed.notify_all()
        if plan and plan.fault is Fault.LOST:
            strike(plan)
            raise Hangup
        if plan:
            self.world.stopped.wait(plan.seconds)
        self.send(body)
        strike(plan)

    def fail(self, call: Call, plan: Plan) -> None:
        """Let a fault happen instead of the work."""
        match plan.fault:
            case Fault.FLOOD:
                call.code, refused = 429, too_many(int(plan.seconds))
                call.error = refused.description
                self.send(refused)
            case Fault.ERROR:
                call.code, call.error = 500, "Internal Server Error"
                self.send(Refused(500, "Internal Server Error"))
            case Fault.GATEWAY:
                call.code = 502
                self.write(502, "text/html", GATEWAY_PAGE.encode())
            case _:
                if plan.fault is Fault.HANG:
                    self.world.stopped.wait(plan.seconds)
                strike(plan)
                raise Hangup

    def send(self, body: Refused | dict[str, Any]) -> None:
        if isinstance(body, Refused):
            again = body.parameters.get("retry_after")
            self.write(body.code, "application/json", json.dumps(body.body).encode(), again)
        else:
            self.write(200, "application/json", json.dumps(body).encode())

    def write(self, status: int, kind: str, body: bytes, again: int | None = None) -> None:
        """Send an answer in one piece."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if again is not None:
            self.send_header("Retry-After", str(again))
        self._headers_buffer += [b"\r\n", body]  # type: ignore[attr-defined]
        self.flush_headers()


def strike(plan: Plan | None) -> None:
    """Do what was planned for this moment."""
    if plan and plan.then:
        plan.then()


def said(value: Any) -> Any:
    """A copy of a value as it goes over the wire: without what is not there."""
    if isinstance(value, dict):
        empty = ("entities", "caption_entities", "reply_markup")
        return {name: said(one) for name, one in value.items() if one is not None and (one or name not in empty)}
    return [said(one) for one in value] if isinstance(value, list) else value


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a killed bot leaves connections that break."""


@contextmanager
def serving(port: int = 0, **options: Any) -> Iterator[Telegram]:
    """Serve until the block ends. ``options`` are fields of ``World``."""
    world = World(**options)
    server = Server(("127.0.0.1", port), type("Connection", (Handler,), {"world": world}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Telegram(world, f"http://127.0.0.1:{server.server_port}")
    finally:
        world.stopped.set()
        with world.changed:
            world.changed.notify_all()
        server.shutdown()
        server.server_close()
    assert not world.broken, world.broken[0]


if __name__ == "__main__":  # python -m tests.bot.telegram.server: to play with by hand
    with serving(9020) as by_hand:
        print(f"{by_hand.base_url} with the token {TOKEN}", flush=True)
        time.sleep(3600)
