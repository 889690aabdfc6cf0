"""Updates and their two ways to the bot: it asks for them, or they are posted to its webhook."""

from __future__ import annotations

import json
import re
import threading
import time

import httpx

from tests.bot.telegram.methods import method
from tests.bot.telegram.refused import OTHER_POLL, WEBHOOK_ACTIVE, Refused, bad
from tests.bot.telegram.wire import Given
from tests.bot.telegram.world import Line, Pending, Wire, World

KEPT = 24 * 3600  # seconds
LONGEST_POLL = 50
MOST = 100
ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}  # come only to those that list them
AGAIN = 0.5  # whoever asks for the same updates again so soon gets one at a time
HOOK_PATIENCE = 5  # seconds for the bot to take an update
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0  # before an update is posted again; Telegram's own grow longer
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def push(world: World, kind: str, value: Wire, chat: int = 0) -> int | None:
    """Queue an update; one of a kind that the bot did not ask for never is."""
    line = world.line
    with world.changed:
        if kind not in line.allowed if line.allowed else kind in ASKED_FOR:
            return None
        line.number += 1
        # As it is now: a message that is edited later comes as another update.
        update = json.loads(json.dumps({"update_id": line.number, kind: value}))
        line.pending.append(Pending(update, chat, world.now()))
        world.changed.notify_all()
        return line.number


def forget_old(world: World) -> None:
    world.line.pending = [one for one in world.line.pending if one.at > world.now() - KEPT]


def set_allowed(line: Line, given: Given) -> None:
    """Take over what the bot wants to hear of; where it says nothing, that stays as it was."""
    if "allowed_updates" in given.values:
        wanted = given.json("allowed_updates")
        if not isinstance(wanted, list):
            raise bad("can't parse allowed updates: expected an Array of strings")
        line.allowed = set(wanted) or None


@method("getUpdates", "offset limit timeout allowed_updates")
def get_updates(world: World, given: Given) -> list[Wire]:
    line = world.line
    if line.url:
        raise Refused(409, WEBHOOK_ACTIVE)
    offset = given.number("offset")
    limit = min(MOST, max(1, given.number("limit", MOST)))
    end = time.monotonic() + min(LONGEST_POLL, given.number("timeout"))
    set_allowed(line, given)
    if offset == line.offset and time.monotonic() < line.started + AGAIN:
        limit = 1
    line.offset, line.started = offset, time.monotonic()
    line.poll, line.ended_by = line.poll + 1, OTHER_POLL  # the older poll is the one that ends
    mine = line.poll
    world.changed.notify_all()
    forget_old(world)
    if offset < 0:
        line.pending = line.pending[offset:]
    elif offset:
        line.pending = [one for one in line.pending if one.update["update_id"] >= offset]
    while not line.pending and (left := end - time.monotonic()) > 0 and not world.stopped.is_set():
        world.changed.wait(left)
        if line.poll != mine:
            raise Refused(409, line.ended_by)
    return [one.update for one in line.pending[:limit]]


@method("setWebhook", "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token")
def set_webhook(world: World, given: Given) -> bool:
    url, secret = given.text("url"), given.text("secret_token")
    if not url:
        return delete_webhook(world, given)
    if not (url.startswith("https://") or re.match(r"http://(127\.0\.0\.1|localhost)[:/]", url)):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    line = world.line
    set_allowed(line, given)
    drop(world, given)
    line.url, line.secret, line.hook, line.last_error = url, secret, line.hook + 1, ""
    line.poll, line.ended_by = line.poll + 1, "Conflict: terminated by setWebhook request"
    world.changed.notify_all()
    threading.Thread(target=deliver, args=(world, line.hook), daemon=True).start()
    return True


@method("deleteWebhook", "drop_pending_updates")
def delete_webhook(world: World, given: Given) -> bool:
    drop(world, given)
    world.line.url, world.line.secret, world.line.hook = "", "", world.line.hook + 1
    world.changed.notify_all()
    return True


def drop(world: World, given: Given) -> None:
    if given.flag("drop_pending_updates"):
        world.line.pending.clear()


@method("getWebhookInfo")
def get_webhook_info(world: World, given: Given) -> Wire:
    line = world.line
    forget_old(world)
    info: Wire = {"url": line.url, "has_custom_certificate": False, "pending_update_count": len(line.pending)}
    if line.allowed:
        info["allowed_updates"] = sorted(line.allowed)
    if line.last_error:
        info |= {"last_error_date": int(world.now()), "last_error_message": line.last_error}
    return info


def deliver(world: World, hook: int) -> None:
    """Post updates until there is another webhook. Each comes again until it is taken; other chats do not wait."""
    line, pauses, due = world.line, dict[int, float](), dict[int, float]()
    with httpx.Client(timeout=HOOK_PATIENCE, trust_env=False, verify=False) as client:
        while not world.stopped.is_set():
            with world.changed:
                if line.hook != hook:
                    return
                forget_old(world)
                first = {one.chat: one for one in reversed(line.pending)}.values()
                ready = [one for one in first if due.get(one.chat, 0) <= time.monotonic()]
                if not ready:
                    world.changed.wait(FIRST_PAUSE)
                    continue
                one, url, secret = min(ready, key=lambda one: one.update["update_id"]), line.url, line.secret
            status, said = post(client, url, secret, one.update)
            with world.changed:
                line.deliveries.append(status)
                if 200 <= status < 300:
                    line.pending = [other for other in line.pending if other is not one]
                    pauses.pop(one.chat, None)
                else:
                    line.last_error = said
                    pause = pauses[one.chat] = min(LONGEST_PAUSE, 2 * pauses.get(one.chat, FIRST_PAUSE / 2))
                    due[one.chat] = time.monotonic() + pause
                world.changed.notify_all()


def post(client: httpx.Client, url: str, secret: str, update: Wire) -> tuple[int, str]:
    """Post one update: the status, 0 where there is none, and what is told about it."""
    try:
        answer = client.post(url, json=update, headers={SECRET_HEADER: secret} if secret else {})
    except httpx.TimeoutException:
        return 0, "Read timeout expired"
    except httpx.HTTPError:
        return 0, "Connection refused"
    return answer.status_code, f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
