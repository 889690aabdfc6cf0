"""What a button says comes back as it was, and anything else is nothing."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.callback import SHAPE, Callback, Verb, new_key, parse_callback

KEYS = st.text("ABCZabcz0189_-", min_size=12, max_size=12)


@given(st.sampled_from(Verb), KEYS, st.integers(0, 9999))
def test_what_is_written_is_read(verb: Verb, key: str, number: int) -> None:
    callback = Callback(verb, key, number)
    assert parse_callback(str(callback)) == callback
    assert len(str(callback).encode()) <= 64


@given(st.text() | st.from_regex(SHAPE.pattern) | st.from_regex(r"\A[a-z]:[\w-]{12}:\d{1,5}\n?\Z"))
def test_anything_else_is_nothing(data: str) -> None:
    read = parse_callback(data)
    assert read is None or (read.verb in Verb and read.number <= 9999 and len(read.key) == 12)


def test_what_a_client_of_ones_own_may_send() -> None:
    key = new_key()
    assert parse_callback(f"p:{key}:0")
    for data in (
        *(
            "",
            "p",
            f"p:{key}",
            f"p:{key}:",
            f"p:{key}:-1",
            f"p:{key}:99999",
            f"p:{key}:1.0",
            f"p:{key}:٣",
            f"p:{key}:0\n",
        ),
        *(f"z:{key}:0", f"P:{key}:0", f"p:{key}x:0", f"p:{key[1:]}:0", f"p:{key[1:]}';:0", f" p:{key}:0", "\x00" * 64),
    ):
        assert parse_callback(data) is None, data


def test_keys_are_not_used_twice() -> None:
    assert len({new_key() for _ in range(1000)}) == 1000
