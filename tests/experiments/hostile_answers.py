"""Render answers of hostile text, and have the strict parser of the tests read every message.

python -m tests.experiments.hostile_answers 10000

Ends with an error at the first message that Telegram would refuse, or that misses a citation.
"""

import sys
import time
from pathlib import Path


def main(most: int) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))  # where pytest finds conftest
    from tests.bot.telegram.test_telegram_markup import check_answers

    start = time.perf_counter()
    check_answers(most)
    print(f"{most} answers, 0 refused, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
