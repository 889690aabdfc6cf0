"""How much memory this process holds."""

from __future__ import annotations

import ctypes
import resource
import sys
from contextlib import suppress
from pathlib import Path

M_ARENA_MAX = -8  # malloc.h of glibc


def memory_mb() -> float:
    """Resident memory in megabytes: now, where the system tells (Linux), else the most that it has been."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def share_one_heap() -> None:
    """Let all threads that begin from now on take their memory from one heap: each of its own keeps what is free."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def trim() -> None:
    """Give back to the system what the allocator (glibc) holds of memory that is free."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
