"""Addresses of the web: which may be asked, and how much is taken from them; all of httpx and httpcore.

Nobody vouches for an address that stands in a feed. A request goes to public addresses only, never to what the
network of this machine keeps for itself; it ends in time and holds no more than it may. Cookies, passwords and proxies
of the environment are not used.
"""

from __future__ import annotations

import ipaddress
import math
import re
import socket
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ssl import SSLContext

import httpcore
import httpx

from corpus.record import LONGEST_URL

Headers = tuple[tuple[str, str], ...]
Resolve = Callable[[str, int], Sequence[str]]

ROBOT = "Backissue"  # what robots.txt calls us
LOCAL_NAMES = re.compile(r"(?:.*\.)?(?:local|localhost|internal|home\.arpa)\.?", re.IGNORECASE)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address is its end
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # what is assigned for the public at all
GZIP = b"\x1f\x8b"  # what a file of it begins with
PIECE = 1_000_000  # bytes that are unpacked at a time
MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked of others, and taken from them. Times are in seconds."""

    bytes: int = 20_000_000  # of one response, unpacked; a feed in one piece takes some times that in memory
    seconds: float = 60  # for one response, from the connection to its last byte
    redirects: int = 5
    pages: int = 100  # of one feed in one run
    sitemaps: int = 20  # of one index in one run
    tries: int = 3
    backoff: float = 2  # before the second try; doubled before each one more
    delay: float = 1  # between two requests to a host
    longest_delay: float = 30  # that robots.txt may ask for; a host that wants longer ones is left alone
    longest_wait: float = 60  # for a host that is busy; one that needs longer is left to a later run
    longest_rest: float = 86_400  # that such a host is believed


DEFAULT_LIMITS = Limits()


class Why(StrEnum):
    """Why nothing was fetched."""

    ADDRESS = "unusable address"
    PRIVATE = "private address"
    ROBOTS = "refused by robots.txt"
    BUSY = "host is busy"
    UNREACHABLE = "cannot be reached"
    SLOW = "too slow"
    LARGE = "too large"
    REDIRECTS = "too many redirects"
    STATUS = "HTTP status"
    TYPE = "not of a type that is read"
    FEED = "not a feed"
    DAMAGED = "damaged"


class Refused(Exception):
    """Nothing was fetched; the message is the reason for a person.

    ``again``: it may well pass. ``final``: not worth another try as long as the address is listed unchanged.
    """

    def __init__(self, why: Why, reason: str, *, status: int = 0, again: bool = False, final: bool = False) -> None:
        super().__init__(reason)
        self.why, self.status, self.again, self.final = why, status, again, final


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: 200 with its body unpacked, or 304 and a redirect without one."""

    url: str
    status: int
    headers: Headers
    body: bytes = b""

    @property
    def reason(self) -> str:
        """What it says, in words."""
        return "not modified" if self.status == 304 else "fetched"

    def header(self, name: str) -> str:
        """The value of a header, empty where it is not there."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def checked_url(address: str, base: str = "") -> httpx.URL:
    """The address, as ``base`` refers to it, as one that may be asked; raises Refused. ``Gate`` checks its host."""
    try:
        url = httpx.URL(base).join(address.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(Why.ADDRESS, f"unusable address: {error}", final=True) from error
    if len(address) > LONGEST_URL:
        raise Refused(Why.ADDRESS, f"address of over {LONGEST_URL} characters", final=True)
    if url.scheme not in {"http", "https"} or not url.host or (url.port or 0) > 65535:
        raise Refused(Why.ADDRESS, "not an address of http or https", final=True)
    if url.userinfo:  # it would be shown in reports, and http://known.example@other.example misleads
        raise Refused(Why.ADDRESS, "address with a user name", final=True)
    return url


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet, also where IPv6 wraps one of IPv4."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and not ip.is_reserved
    wrapped = ip.ipv4_mapped or ip.sixtofour
    if ip in NAT64:
        wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if wrapped:
        return is_public(str(wrapped))
    return ip in GLOBAL_UNICAST and ip.is_global


def look_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the system knows them; raises OSError where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Gate(httpcore.NetworkBackend):
    """Opens connections, and is the only way out.

    A host is looked up once and the connection goes to the address that was checked: a name server that gives a
    public address to the check and a private one to the connection gains nothing. What is read and written ends at
    ``deadline`` on the clock ``time.monotonic``: a limit for each read would let a host send a byte a minute.
    """

    def __init__(self, resolve: Resolve, *, allow_private: bool) -> None:
        self.deadline = math.inf
        self._resolve = resolve
        self._allow_private = allow_private
        self._addresses: dict[str, list[str]] = {}
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers."""
        failure: Exception = httpcore.ConnectError("no address")
        addresses = self._checked(host, port)
        for number, address in enumerate(addresses):
            try:  # each has its share of the time, so that one that is dead leaves some for the others
                share = self.remaining() / (len(addresses) - number)
                return TimedStream(self._tcp.connect_tcp(address, port, share), self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def remaining(self) -> float:
        """Seconds to the deadline; raises ReadTimeout after it."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left

    def _checked(self, host: str, port: int) -> list[str]:
        if host not in self._addresses:
            if LOCAL_NAMES.fullmatch(host) and not self._allow_private:
                raise Refused(Why.PRIVATE, f"private address: {host}", final=True)
            try:
                self._addresses[host] = list(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                raise httpcore.ConnectError(f"no such host ({error})") from error
        addresses = self._addresses[host]
        if not self._allow_private and not all(map(is_public, addresses)):
            raise Refused(Why.PRIVATE, f"private address: {host}", final=True)
        return addresses


class TimedStream(httpcore.NetworkStream):
    """A connection whose every read and write ends at the deadline of its gate."""

    def __init__(self, stream: httpcore.NetworkStream, gate: Gate) -> None:
        self._stream = stream
        self._gate = gate

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there; raises ReadTimeout."""
        return self._stream.read(max_bytes, self._gate.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it; raises WriteTimeout."""
        self._stream.write(buffer, self._gate.remaining())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted; ``server_hostname`` is the name that the certificate must have."""
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._gate.remaining()), self._gate)

    def get_extra_info(self, info: str) -> object:
        """What the pool asks, such as whether the connection is still open."""
        return self._stream.get_extra_info(info)


@cache  # it takes longer to make than a request
def trusted() -> SSLContext:
    """The authorities that come with httpx, not those that the environment may name."""
    return httpx.create_ssl_context(trust_env=False)


class Line:
    """Asks for one address, once, within the limits of bytes and time."""

    def __init__(self, gate: Gate, limits: Limits, agent: str) -> None:
        self._gate = gate
        self._limits = limits
        self._agent = agent
        self._pool = httpcore.ConnectionPool(trusted(), network_backend=gate)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def get(self, url: httpx.URL, kinds: Collection[str], headers: Headers) -> Response:
        """What the address answers; raises Refused. ``kinds`` are the content types of use, none for any."""
        self._gate.deadline = time.monotonic() + self._limits.seconds
        always = (("Host", url.netloc.decode()), ("User-Agent", self._agent), ("Accept-Encoding", "gzip"))
        sent = [(name.encode(), value.encode("latin-1", "replace")) for name, value in (*always, *headers)]
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        try:
            with self._pool.stream("GET", target, headers=sent) as answer:
                return self._read(str(url), answer, kinds)
        except httpcore.TimeoutException as error:
            raise Refused(Why.SLOW, f"too slow: not complete within {self._limits.seconds:g} s") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise Refused(Why.UNREACHABLE, f"cannot be reached: {error}", again=True) from error
        except zlib.error as error:
            raise Refused(Why.DAMAGED, f"damaged gzip: {error}", again=True) from error

    def _read(self, url: str, answer: httpcore.Response, kinds: Collection[str]) -> Response:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
        empty = Response(url, answer.status, headers)
        if answer.status != 200:
            return empty
        kind = empty.header("content-type").split(";")[0].strip().lower()
        if kinds and kind and kind not in kinds:
            raise Refused(Why.TYPE, f"not of a type that is read: {kind}", final=True)
        packing = empty.header("content-encoding").strip().lower()
        if packing not in {"", "identity", "gzip", "x-gzip"}:
            raise Refused(Why.TYPE, f"compressed by {packing}, which was not asked for", final=True)
        pieces = bounded(answer.iter_stream(), self._limits.bytes)
        body = b"".join(bounded(gunzip(pieces), self._limits.bytes) if "gzip" in packing else pieces)
        if body.startswith(GZIP):  # sitemap.xml.gz
            body = b"".join(bounded(gunzip([body]), self._limits.bytes))
        return Response(url, answer.status, headers, body)


def bounded(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Pass on what holds at most so many bytes; raises Refused at the first piece beyond."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise Refused(Why.LARGE, f"too large: over {limit:,} bytes", final=True)
        yield piece


def gunzip(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack piece by piece; raises ``zlib.error`` where it is damaged or ends early."""
    inflater = zlib.decompressobj(wbits=31)
    for data in packed:
        rest = data
        while rest:
            if inflater.eof:  # several files one after another are one
                inflater = zlib.decompressobj(wbits=31)
            yield inflater.decompress(rest, PIECE)
            rest = inflater.unconsumed_tail or inflater.unused_data
    if not inflater.eof:
        raise zlib.error("it ends early")
