import pytest

from index.vocabulary import is_spelt_well, vocabulary

GOOD = "country punished published prompted borders strike parliament separate government colour theatre twenty"
BAD = """goverment definately occured untill seperate wich parliment accomodate begining beleive calender commitee
foriegn freind gaurd harrass libary neccessary occassion prefered tommorow truely teh adress agression arguement
enviroment febuary grammer immediatly propoganda resistence supercede suprise twon elecion presidant"""


@pytest.mark.parametrize("word", GOOD.split())
def test_a_good_word_is_spelt_well(word: str) -> None:
    assert is_spelt_well(word)


@pytest.mark.parametrize("word", BAD.split())
def test_a_common_misspelling_is_not(word: str) -> None:
    assert not is_spelt_well(word)


def test_the_pieces_of_words_are_no_words() -> None:
    assert all(word.isalpha() for word in vocabulary())
    assert len(vocabulary()) > 20_000
