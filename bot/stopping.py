"""Ctrl-C and SIGTERM, whatever a library makes of the exception that they raise."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object]


@contextmanager
def stopping() -> Iterator[None]:
    """Raise the KeyboardInterrupt of a signal's handler again where a library has put an error of its own in its place.

    numpy does: of the interrupts that fall into ``numpy.load``, some end as a TypeError. Without this, a stop would be
    told as a bug, and a run that was stopped as one that failed. A thread other than the main one hears no signals;
    there, this does nothing.
    """
    stops: list[KeyboardInterrupt] = []

    def noting(handler: Handler) -> Handler:
        def note(number: int, frame: FrameType | None) -> None:
            try:
                handler(number, frame)
            except KeyboardInterrupt as stop:
                stops.append(stop)
                raise

        return note

    main = threading.current_thread() is threading.main_thread()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)} if main else {}
    ours = {number: noting(handler) for number, handler in before.items() if callable(handler)}
    for number, handler in ours.items():
        signal.signal(number, handler)
    try:
        yield
    except Exception as error:
        if stops:
            raise stops[0] from error
        raise
    finally:
        for number, handler in ours.items():
            if signal.getsignal(number) is handler:  # a handler may have put another in its place
                signal.signal(number, before[number])
