"""Work beside the loop."""

import asyncio
import threading
import time

import pytest

from bot.telegram.pool import Pool, TooLong


def test_work_is_done_beside_the_loop() -> None:
    async def play() -> None:
        pool = Pool(2, 5.0)
        assert pool.is_idle
        there = asyncio.create_task(pool.run(threading.current_thread))
        await asyncio.sleep(0)
        assert not pool.is_idle
        assert await there is not threading.current_thread()
        assert pool.is_idle
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda: 1 / 0)
        assert pool.is_idle
        pool.close()

    asyncio.run(play())


def test_nobody_waits_for_ever() -> None:
    async def play() -> None:
        pool, end = Pool(1, 0.05), threading.Event()
        with pytest.raises(TooLong, match="takes too long"):
            await pool.run(end.wait)
        end.set()
        pool.close()

    asyncio.run(play())


def test_what_is_more_waits_in_its_order() -> None:
    async def play() -> list[int]:
        pool, done = Pool(1, 5.0), list[int]()

        def work(number: int) -> None:
            time.sleep(0.002)
            done.append(number)

        await asyncio.gather(*(pool.run(lambda number=number: work(number)) for number in range(8)))  # type: ignore[misc]
        pool.close()
        return done

    assert asyncio.run(play()) == list(range(8))
