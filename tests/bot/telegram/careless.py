"""A bot as most are: it confirms what it has not answered yet, and sends again what may have arrived.

python careless.py BASE_URL: what the tests of the load play against, to see that questions lost and answered twice are
found. It needs nothing but the standard library and starts in no time.
"""

import json
import sys
import time
import urllib.request
from typing import Any


def call(base: str, method: str, **given: Any) -> Any:
    body = json.dumps(given).encode()
    request = urllib.request.Request(f"{base}/{method}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)["result"]


def insist(base: str, method: str, **given: Any) -> Any:
    for _ in range(20):
        try:
            return call(base, method, **given)
        except OSError:
            time.sleep(0.1)
    return None


def main(base: str) -> None:
    offset = 0
    while True:
        for update in insist(base, "getUpdates", offset=offset, timeout=2) or []:
            offset = update["update_id"] + 1
            insist(base, "getUpdates", offset=offset)
            message = update["message"]
            time.sleep(0.05)  # thinking
            reply = {"message_id": message["message_id"]}
            insist(base, "sendMessage", chat_id=message["chat"]["id"], text="Kairat won.", reply_parameters=reply)


if __name__ == "__main__":
    main(sys.argv[1])
