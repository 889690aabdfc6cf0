"""A scripted OpenAI-compatible server on the loopback interface: it answers as told, and notes what it got."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Asked"], None]  # answers one request


@dataclass
class ModelServer:
    """Answers by its scripts, one after the other, the last one again and again."""

    scripts: list[Script]
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""

    def next_script(self) -> Script:
        return self.scripts[min(len(self.bodies), len(self.scripts)) - 1]


class Asked(BaseHTTPRequestHandler):
    """One request; scripts write what they like."""

    server_script: ModelServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        script = self.server_script
        body = self.rfile.read(int(self.headers["content-length"]))
        script.bodies.append(json.loads(body))
        script.headers.append({name.lower(): value for name, value in self.headers.items()})
        script.paths.append(self.path)
        self.close_connection = True
        with suppress(BrokenPipeError, ConnectionResetError):  # the client had enough
            script.next_script()(self)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("connection", "close")
        self.end_headers()

    def send(self, data: str | bytes) -> None:
        self.wfile.write(data.encode() if isinstance(data, str) else data)
        self.wfile.flush()


@contextmanager
def serving(*scripts: Script) -> Iterator[ModelServer]:
    """Serve until the block ends; threads that still stall do not hold it up."""
    script = ModelServer(list(scripts))
    handler = type("Handler", (Asked,), {"server_script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()


# -- scripts -----------------------------------------------------------------------------------------------------


def event(delta: dict[str, Any], reason: str | None = None) -> str:
    return f"data: {json.dumps({'choices': [{'index': 0, 'delta': delta, 'finish_reason': reason}]})}\n\n"


def streams(text: str, *, pieces: int = 7, end: str = "stop", done: bool = True) -> Script:
    """Stream a text in pieces, as llama.cpp and vLLM do."""

    def script(asked: Asked) -> None:
        asked.head(200, content_type="text/event-stream; charset=utf-8")
        asked.send(event({"role": "assistant", "content": None}))
        size = max(1, len(text) // pieces)
        for at in range(0, len(text), size):
            asked.send(event({"content": text[at : at + size]}))
        asked.send(event({}, end))
        asked.send("data: [DONE]\n\n" if done else "")

    return script


def says_whole(text: str) -> Script:
    """Answer in one piece although a stream was asked for."""
    message = {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}
    return sends(json.dumps(message), "application/json")


def sends(data: str | bytes, kind: str = "text/event-stream", status: int = 200, **headers: str) -> Script:
    def script(asked: Asked) -> None:
        asked.head(status, content_type=kind, **headers)
        asked.send(data)

    return script


def stalls(seconds: float, before: str = "") -> Script:
    """Begin, and then say nothing."""

    def script(asked: Asked) -> None:
        asked.head(200, content_type="text/event-stream")
        asked.send(before)
        time.sleep(seconds)

    return script


def never_ends(event_text: str, pause: float = 0.0) -> Script:
    def script(asked: Asked) -> None:
        asked.head(200, content_type="text/event-stream")
        while True:
            asked.send(event_text)
            time.sleep(pause)

    return script


def drips_headers(asked: Asked) -> None:
    """A byte of the head now and then: each read is quick, the whole never ends."""
    for _ in range(200):
        asked.send("H" if _ == 0 else "T")
        time.sleep(0.05)


def hangs_up(asked: Asked) -> None:
    """Close the connection without a word."""
    asked.connection.close()


def breaks_off(text: str) -> Script:
    """Stream a part, then close."""

    def script(asked: Asked) -> None:
        asked.head(200, content_type="text/event-stream")
        asked.send(event({"content": text}))

    return script
