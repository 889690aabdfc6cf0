"""``Webhook``: a server on this machine to which Telegram delivers through a proxy, and which says how the bot is."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.incoming import Raw, is_number

log = logging.getLogger(__name__)

LARGEST = 1_000_000  # bytes of a delivery; Telegram's are some thousand
PATIENCE, IDLE = 10.0, 60.0  # seconds for a body to come, and for which a connection may say nothing
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


class Delivery(RequestHandler):
    """Takes an update: says 200 when it is on the disk, and not before."""

    def initialize(self, secret: str, store: Callable[[list[Raw]], None]) -> None:
        """Take what the application gives."""
        self._secret = secret
        self._store = store

    def post(self) -> None:
        """Store an update that shows the secret."""
        shown = self.request.headers.get(SECRET, "")
        if not secrets.compare_digest(shown.encode(), self._secret.encode()):
            self.set_status(403)
            return
        try:
            update = json.loads(self.request.body)
            known = isinstance(update, dict) and is_number(update.get("update_id"))
        except (ValueError, RecursionError):
            known = False
        if not known:
            self.set_status(400)
            return
        self._store([update])

    def log_exception(self, *info: Any) -> None:
        """Keep what came out of the log: it is what people write."""
        log.error("a delivery could not be stored", exc_info=info[1])


class Healthy(RequestHandler):
    """Says how the bot is; 503 where it is not well."""

    def initialize(self, report: Callable[[], Mapping[str, object]]) -> None:
        """Take what the application gives."""
        self._report = report

    def get(self) -> None:
        """Answer with the report."""
        report = self._report()
        self.set_status(200 if report["ok"] else 503)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(report))


class Webhook:
    """The server; closed, it takes nothing more."""

    def __init__(self, address: str, secret: str, store: Callable[[list[Raw]], None]) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)
        self._secret = secret
        self._store = store
        self._server: HTTPServer | None = None

    def listen(self, report: Callable[[], Mapping[str, object]], *, deliveries: bool) -> None:
        """Listen: say how the bot is, and take ``deliveries`` at any other path."""
        routes: list[Any] = [("/health", Healthy, {"report": report})]
        if deliveries:
            routes.append(("/.*", Delivery, {"secret": self._secret, "store": self._store}))
        application = Application(routes, log_function=lambda _: None)
        self._server = HTTPServer(
            application,
            max_body_size=LARGEST,
            max_buffer_size=LARGEST,
            body_timeout=PATIENCE,
            idle_connection_timeout=IDLE,
        )
        self._server.listen(self._port, self._host)

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.stop()
