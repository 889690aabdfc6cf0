"""A stop stays a stop, whatever a library makes of it."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import FakeEmbedder

from bot.jobs import Jobs
from bot.settings import Settings
from bot.stopping import stopping
from bot.wiring import make_run_log
from index.embed import Vectors
from index.runs import Result


class Terminated(KeyboardInterrupt):
    """What the handler of SIGTERM raises here."""


def terminate(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise Terminated


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The handlers of a command line, and afterwards those of before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, terminate)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def library(number: signal.Signals) -> None:
    """Hear a signal, and put an error of its own in the place of the interrupt, as numpy.load does."""
    try:
        os.kill(os.getpid(), number)
        signal.sigtimedwait([], 1)  # the handler runs before this returns
    except KeyboardInterrupt:
        raise TypeError("expected str, bytes or os.PathLike object, not BufferedReader") from None


def fail() -> None:
    raise TypeError("ours")


def within(work: Callable[[], None]) -> None:
    with stopping():
        work()


@pytest.mark.parametrize(
    ("number", "stop"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)], ids=["SIGINT", "SIGTERM"]
)
def test_a_stop_that_a_library_made_an_error_of_is_a_stop(number: signal.Signals, stop: type[BaseException]) -> None:
    with pytest.raises(KeyboardInterrupt) as raised, stopping():
        library(number)
    assert raised.type is stop
    assert isinstance(raised.value.__cause__, TypeError)


def test_an_error_without_a_signal_stays_what_it_is() -> None:
    with pytest.raises(TypeError, match="ours"):
        within(fail)


def test_the_handlers_are_those_of_before_but_for_what_they_changed_themselves() -> None:
    with stopping():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) is terminate
    with pytest.raises(Terminated), stopping():
        os.kill(os.getpid(), signal.SIGTERM)
        signal.sigtimedwait([], 1)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with stopping():
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_thread_that_hears_no_signals_is_left_alone() -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(TypeError, match="ours"):
        pool.submit(within, fail).result()


class Hearing(FakeEmbedder):
    """An embedder that hears Ctrl-C."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        library(signal.SIGINT)
        return super().embed_passages(texts)


def test_a_run_that_was_stopped_is_kept_as_stopped(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("Ferry hits pier\n\nThe ferry Quillfeather hit the pier on Tuesday.\n")
    settings = Settings(data_dir=tmp_path / "data", model="fake")
    with pytest.raises(KeyboardInterrupt):
        Jobs(settings, Hearing).index([tmp_path / "ferry.txt"])
    assert [run.result for run in make_run_log(settings).runs()] == [Result.STOPPED]
