"""What is shown in the place of an answer is what was pressed last."""

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.telegram.courier import Courier
from bot.telegram.limiter import Limiter
from bot.telegram.message import Message, Room
from bot.telegram.outbox import Outbox, Parcel
from tests.bot.telegram.days import play
from tests.bot.telegram.seam import Recorder, make_offline_bot
from tests.bot.telegram.values import ANN, open_anew


def page(update_id: int, **fields: str) -> Parcel:
    return Parcel(Room(ANN), Message(f"page {update_id}"), edits=7, id=update_id, update_id=update_id, **fields)


def test_pages_in_between_are_left_out_and_the_last_stays(tmp_path: Path) -> None:
    wire, outbox = Recorder(), Outbox(open_anew(tmp_path))

    async def work(_: object) -> None:
        courier = Courier(make_offline_bot(wire, Limiter(clock=asyncio.get_running_loop().time)), outbox)
        pages = [page(number) for number in range(1, 101)]
        assert set(await asyncio.gather(*map(courier.deliver, pages))) == {7}
        shown = [call.text for call in wire.of("editMessageText")]
        assert (shown[-1], len(shown)) == ("page 100", 2)
        assert await courier.deliver(page(90)) == 7  # it took longer to be made
        assert await courier.deliver(page(91, answer="abcdefghijkl")) == 7  # somebody asked for it
        assert await courier.deliver(replace(page(80), edits=8)) == 8
        shown = [call.text for call in wire.of("editMessageText")]
        assert shown[-3:] == ["page 100", "page 91", "page 80"]

    play(work)
