"""A polite guest: asks addresses after robots.txt, at a host's pace, again where that may help."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from protego import Protego

from corpus.web.addresses import MOVED, ROBOT, Headers, Limits, Line, Refused, Response, Why, checked_url

BUSY = frozenset({429, 503})
GONE = frozenset({404, 410, 451})
MOST_FAILURES = 3  # requests in a row, each tried several times; then a host is left alone


@dataclass(slots=True)
class Host:
    """How a host is treated in this run; ``free_at`` is on the clock of the visitor."""

    free_at: float = 0
    delay: float = 0
    failures: int = 0
    closed: str = ""


@dataclass(slots=True)
class Visitor:
    """Asks for addresses as a polite guest: after robots.txt, at its pace, again where that may help.

    ``rests`` has the hosts that want to be left alone, until when; it is kept from one run to the next.
    """

    line: Line
    limits: Limits
    rests: MutableMapping[str, datetime]
    now: Callable[[], datetime]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    hosts: dict[str, Host] = field(default_factory=dict)
    robots: dict[str, Protego | Refused] = field(default_factory=dict)

    def get(self, address: str, kinds: Collection[str] = (), headers: Headers = ()) -> Response:
        """What an address answers, 200 or 304, after redirects; raises Refused."""

        def ask(url: httpx.URL) -> Response:
            self._obey(url)
            return self._insist(url, kinds, headers)

        return self._follow(address, ask)

    def _follow(self, address: str, ask: Callable[[httpx.URL], Response], base: str = "") -> Response:
        for _ in range(self.limits.redirects + 1):
            response = ask(checked_url(address, base))
            if response.status not in MOVED:
                return response
            address, base = response.header("location"), response.url
        raise Refused(Why.REDIRECTS, f"over {self.limits.redirects} redirects")

    def _obey(self, url: httpx.URL) -> None:
        """Raise Refused where robots.txt does not let us; take over the pace that it asks for."""
        rules = self._rules(url)
        if not rules.can_fetch(str(url), ROBOT):
            raise Refused(Why.ROBOTS, "refused by robots.txt")
        rate = rules.request_rate(ROBOT)
        delay = max(rules.crawl_delay(ROBOT) or 0, rate.seconds / rate.requests if rate and rate.requests else 0)
        if delay > self.limits.longest_delay:
            raise Refused(Why.ROBOTS, f"robots.txt asks for {delay:g} s between two requests, which is too long")
        self._host(url).delay = max(delay, self.limits.delay)

    def _rules(self, url: httpx.URL) -> Protego:
        origin = str(url.copy_with(raw_path=b"/robots.txt"))
        if origin not in self.robots:
            self.robots[origin] = self._read_rules(origin)
        rules = self.robots[origin]
        if isinstance(rules, Refused):
            raise rules
        return rules

    def _read_rules(self, origin: str) -> Protego | Refused:
        """Read robots.txt as RFC 9309 has it: one that is not there allows all, one that cannot be read nothing."""
        try:
            response = self._follow(origin, lambda url: self._insist(url, (), ()))
        except Refused as refused:
            if 400 <= refused.status < 500 and refused.status not in BUSY:
                return Protego.parse("")
            if refused.why in {Why.PRIVATE, Why.ADDRESS, Why.BUSY}:
                return refused
            return Refused(refused.why, f"robots.txt cannot be read: {refused}")
        return Protego.parse(response.body.decode("utf-8", "replace"))

    def _insist(self, url: httpx.URL, kinds: Collection[str], headers: Headers) -> Response:
        """Ask several times where that may help; leave a host alone that fails again and again."""
        host = self._host(url)
        for number in range(1, self.limits.tries + 1):
            try:
                response = self._ask(url, kinds, headers)
            except Refused as refused:
                if refused.again and number < self.limits.tries:
                    self.sleep(self.limits.backoff * 2 ** (number - 1))
                    continue
                if not refused.final and refused.why is not Why.BUSY:
                    self._count_failure(host, refused)
                raise
            host.failures = 0
            return response
        raise AssertionError("the last try returns or raises")

    def _count_failure(self, host: Host, refused: Refused) -> None:
        host.failures += 1
        if host.failures >= MOST_FAILURES or refused.status in BUSY:
            host.closed = f"host is left alone for this run, after: {refused}"

    def _ask(self, url: httpx.URL, kinds: Collection[str], headers: Headers) -> Response:
        self._wait_for_turn(url)
        host = self._host(url)
        try:
            response = self.line.get(url, kinds, headers)
            status = response.status
        finally:
            host.free_at = self.clock() + host.delay
        if status == 200 or status in MOVED or (status == 304 and headers):  # unasked for, it says nothing
            return response
        if status in BUSY:
            self._rest(url, response)
        again, final = status in BUSY or status >= 500, status in GONE
        raise Refused(Why.STATUS, f"HTTP status {status}", status=status, again=again, final=final)

    def _wait_for_turn(self, url: httpx.URL) -> None:
        host = self._host(url)
        until = self.rests.get(url.host)
        if until and until > self.now():
            raise Refused(Why.BUSY, f"host is busy: to be left alone until {until.isoformat(timespec='seconds')}")
        if host.closed:
            raise Refused(Why.BUSY, host.closed)
        self.sleep(max(0, host.free_at - self.clock()))

    def _rest(self, url: httpx.URL, response: Response) -> None:
        """Take the host at its word how long it wants to be left alone."""
        wait = min(retry_after(response.header("retry-after"), self.now()), self.limits.longest_rest)
        if wait > self.limits.longest_wait:
            self.rests[url.host] = self.now() + timedelta(seconds=wait)
        else:
            host = self._host(url)
            host.free_at = max(host.free_at, self.clock() + wait)

    def _host(self, url: httpx.URL) -> Host:
        return self.hosts.setdefault(url.host, Host(delay=self.limits.delay))


def retry_after(said: str, now: datetime) -> float:
    """Seconds that a host wants to be left alone, 0 where it does not say."""
    if re.fullmatch(r"\s*\d{1,9}\s*", said):
        return float(said)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
