from dataclasses import replace

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.clarify import readings
from bot.dialogue.followup import follow
from bot.dialogue.past import named
from bot.dialogue.things import with_thing
from bot.dialogue.tie import Followed, Tie, Unclear
from bot.dialogue.turns import START, Choice, ConversationState, PastTurn
from bot.english.entities import entities_in

ARTICLE = (
    "President Recep Erdogan said on Tuesday that he would visit Athens. Mr. Erdogan met Ms. Merkel in Berlin. "
    "Angela Merkel said she was glad. Mr. Aliyev said he was glad, too. Turkish Airlines was founded in Ankara."
)
TOLD = entities_in(ARTICLE)


def after(question: str, said: str = "") -> ConversationState:
    return ConversationState((PastTurn(question, said, ("a1",), named(question, TOLD), TOLD, dated="2023-03-14"),))


def understood(last: str, text: str, said: str = "") -> str:
    found = follow(text, after(last, said), NOW)
    assert isinstance(found, Followed), found
    return found.question


@pytest.mark.parametrize(
    ("last", "text", "question"),
    [
        ("How many people died in Turkey in 2021?", "and in 2020?", "How many people died in Turkey in 2020?"),
        ("How many people died in Turkey in 2021?", "In 2020?", "How many people died in Turkey in 2020?"),
        ("How many people died in Turkey in 2021?", "what about Greece?", "How many people died in Greece in 2021?"),
        ("How many people died in Turkey in 2021?", "no, I meant 2019", "How many people died in Turkey in 2019?"),
        ("How many people died in Turkey in 2021?", "who said so?", "Who said “Forty died.”?"),
        ("How many people died in Turkey?", "last year?", "How many people died in Turkey last year?"),
        ("How many people died in Turkey?", "who?", "Who died in Turkey?"),
        ("What did Erdogan say in Turkey?", "and in Greece?", "What did Erdogan say in Greece?"),
        ("What did Erdogan say?", "and Merkel?", "What did Merkel say?"),
        ("Did Erdogan meet Merkel?", "where?", "Where did Erdogan meet Merkel?"),
        ("Where did Erdogan go?", "and why?", "Why did Erdogan go?"),
        ("How many people were hurt in Berlin?", "when?", "When were people hurt in Berlin?"),
        ("How many people did Erdogan meet?", "when?", "When did Erdogan meet people?"),
        ("Did Erdogan meet Merkel?", "What did she say?", "What did Merkel say?"),
        ("Did Erdogan meet Merkel?", "What was his answer?", "What was Erdogan’s answer?"),
        ("Did Erdogan leave in May 2021?", "What did he say?", "What did Erdogan say in May 2021?"),
        ("When was Turkish Airlines founded?", "Who owns the company?", "Who owns Turkish Airlines?"),
        ("When was Turkish Airlines founded?", "How old is it?", "How old is Turkish Airlines?"),
        ("What happened in Berlin?", "Who lives there?", "Who lives in Berlin?"),
        ("What happened in Berlin on Monday?", "and tomorrow?", "What will happen in Berlin tomorrow?"),
        ("What happened in Berlin on Monday?", "and next week?", "What will happen in Berlin next week?"),
        ("What will happen in Berlin on Monday?", "and on Friday?", "What will happen in Berlin on Friday?"),
        ("What is planned in Berlin for Monday?", "and last week?", "What is planned in Berlin last week?"),
        ("How high is the tower?", "Who built it?", "Who built the tower?"),
        ("How many people were hurt in the crash?", "Why did it happen?", "Why did the crash happen?"),
        ("When did the driver stop?", "How old was he?", "How old was the driver?"),
        (
            "How many people came in May 2022 and who won the race?",
            "and in 2023?",
            "How many people came in 2023 and who won the race?",
        ),
        (
            "What became of the mill in May 2022, and how many?",
            "and in March?",
            "What became of the mill in March 2022?",
        ),
        ("Why is glass bad for the sea in 2019?", "what about nets?", "Why are nets bad for the sea in 2019?"),
        ("How many people visited the club?", "how many?", "How many people visited the club?"),
        ("Who won the race, and when?", "why?", "Who won the race, and why?"),
        ("Who won the race, and when?", "what about the regatta?", "Who won the regatta?"),
        ("Why are the beds closed?", "When will they open?", "When will the beds open?"),
        ("What did the mayor say in Ankara?", "Who leads the union?", "Who leads the union?"),
        ("Which films won in 2020?", "and which actors?", "Which actors won in 2020?"),
        ("How many men did the firm hire?", "how many women?", "How many women did the firm hire?"),
        ("When did Erdogan visit Ankara?", "and Merkel?", "When did Merkel visit Ankara?"),
        ("Where does Erdogan live?", "and his wife?", "Where does Erdogan’s wife live?"),
        ("Who is the mayor?", "and before that?", "Who was the mayor before 14 March 2023?"),
        ("Who is the mayor?", "what happened before that?", "What happened before 14 March 2023?"),
        ("Who won the race in 2021?", "and the year after?", "Who won the race in 2022?"),
        ("Who won the race in 2021?", "before that?", "Who won the race before 2021?"),
        ("How many ships sailed in May 2021?", "and in June?", "How many ships sailed in June 2021?"),
        ("How many people came to the 2021 fair?", "and in 2022?", "How many people came to the fair in 2022?"),
        ("Who won the vote in France in 2022?", "and in Germany in 2021?", "Who won the vote in Germany in 2021?"),
        ("How did South Korea respond to the vote?", "and in Japan?", "How did Japan respond to the vote?"),
        ("What became of Peru’s president in 2021?", "and in Chile?", "What became of Chile’s president in 2021?"),
        ("What did he say?", "and the captain?", "What did the captain say?"),
        ("Who is the mayor?", "Who was it before her?", "Who was the mayor before her?"),
        ("How many people were hurt on the tram?", "why did it happen?", "Why were people hurt on the tram?"),
        ("When did the mill close?", "how did that happen?", "How did the mill close?"),
        ("How many growers are there?", "What do they want?", "What do the growers want?"),
        ("What is the appeal’s name?", "Who was hurt?", "Who was hurt?"),
        ("Did Erdogan leave in May 2021?", "How old is he?", "How old is Erdogan?"),
        ("What happened to Merkel’s husband?", "Who attacked him?", "Who attacked Merkel’s husband?"),
        ("What happened to Merkel’s husband?", "Where does she live?", "Where does Merkel live?"),
    ],
)
def test_follow_ups_become_questions_that_stand_by_themselves(last: str, text: str, question: str) -> None:
    assert understood(last, text, "Forty died.") == question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("what about the mill?", "When did the mill open?"),
        ("and the old mills?", "When did the old mills open?"),
        ("the mill?", "When did the mill open?"),
        ("and close?", "When did the bakery close?"),
        ("and in Graz?", "When did the bakery open in Graz?"),
    ],
)
def test_other_words_take_the_place_of_what_is_like_them(text: str, question: str) -> None:
    assert understood("When did the bakery open?", text) == question


def test_what_is_no_part_of_a_question_is_a_question_of_its_own() -> None:
    assert understood("When did the bakery open?", "tram strike") == "tram strike"


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        ("When did the mill close?", Tie.NEW),
        ("How many tickets were sold for the concert?", Tie.NEW),
        ("How many tickets were sold?", Tie.LOOSE),
        ("and in 2022?", Tie.MADE),
        ("How old is it?", Tie.RESOLVED),
        ("How old is she?", Tie.BOUND),
    ],
)
def test_a_question_says_enough_to_stand_by_itself_or_not(text: str, tie: Tie) -> None:
    found = follow(text, after("When did the bakery open?"), NOW)
    assert isinstance(found, Followed)
    assert found.tie is tie


@pytest.mark.parametrize(
    "text",
    ["Who won the World Cup in Brazil?", "Did Petra Kvitova say that she won?", "When did Petra Kvitova win?"],
)
def test_a_change_of_subject_carries_nothing_over(text: str) -> None:
    assert follow(text, after("What happened in Berlin in 2021?"), NOW) == Followed(
        text, Tie.NEW, pronouns=("she",) if " she " in text else ()
    )


def test_a_question_that_names_nothing_may_be_about_the_same() -> None:
    found = follow("How many tickets were sold?", after("What happened in Berlin?"), NOW)
    about = "How many tickets were sold in Berlin?"
    assert found == Followed("How many tickets were sold?", Tie.LOOSE, about=about)


@pytest.mark.parametrize(
    ("last", "text", "about"),
    [
        ("What happened at the mill?", "Were boats damaged?", "Were boats damaged at the mill?"),
        (
            "What happened to the mill in May 2021?",
            "How many windows broke?",
            "About the mill: how many windows broke?",
        ),
        ("When did Erdogan visit Ankara?", "Were students arrested?", "About Erdogan: were students arrested?"),
        ("Who spoke on the pier?", "How many people listened?", "How many people listened on the pier?"),
        ("Who died in 2021?", "Were boats damaged?", ""),
        ("Who was his wife?", "Were children hurt?", ""),
    ],
)
def test_what_names_nothing_may_be_put_to_what_was_asked_about(last: str, text: str, about: str) -> None:
    found = follow(text, after(last), NOW)
    assert isinstance(found, Followed)
    assert (found.question, found.tie, found.about) == (text, Tie.LOOSE, about)


@pytest.mark.parametrize(
    ("last", "text", "question"),
    [
        ("What happened at the mill?", "Was anyone hurt?", "Was anyone hurt at the mill?"),
        ("What happened to the mill in May 2021?", "Was anybody killed?", "About the mill: was anybody killed?"),
        ("When did Erdogan visit Ankara?", "Was someone arrested?", "About Erdogan: was someone arrested?"),
    ],
)
def test_anyone_is_one_of_those_of_whom_was_spoken(last: str, text: str, question: str) -> None:
    for state in (after(last), ConversationState((PastTurn(last),))):  # answered, or refused
        found = follow(text, state, NOW)
        assert isinstance(found, Followed)
        assert (found.question, found.tie) == (question, Tie.RESOLVED)


@pytest.mark.parametrize(
    ("last", "text", "question", "otherwise"),
    [
        ("Who won the race in 2021?", "What about the bridge?", "Who won the bridge in 2021?", "the bridge"),
        ("Who won the race in 2021?", "and the bridge in 2023?", "Who won the bridge in 2023?", "the bridge in 2023"),
        ("Who won the race?", "what about Merkel?", "Who won Merkel?", "Merkel"),
        ("Who is the mayor of Ankara?", "what about Merkel?", "Who is the mayor of Merkel?", "Merkel"),
        ("How many stalls burned?", "what about the storm?", "How many stalls burned in the storm?", "the storm"),
        # What certainly is of the kind in whose place it stands, or only says where.
        ("Who won the race in 2021?", "what about the boat race?", "Who won the boat race in 2021?", ""),
        ("Who won the race in 2021?", "and in Berlin?", "Who won the race in 2021 in Berlin?", ""),
        ("What did Erdogan say?", "what about Merkel?", "What did Merkel say?", ""),
        ("When did the mill close?", "no, I meant the bakery", "When did the bakery close?", ""),
    ],
)
def test_what_need_not_be_of_the_same_kind_may_be_asked_about_by_itself(
    last: str, text: str, question: str, otherwise: str
) -> None:
    found = follow(text, after(last), NOW)
    assert isinstance(found, Followed)
    assert (found.question, found.otherwise) == (question, otherwise and f"What is said about {otherwise}?")


@pytest.mark.parametrize(
    ("last", "text"),
    [
        *(("Who won the race?", text) for text in ("А в 2021 году?", "Кто победил?", "¿Y en 2021?", "et en 2021 ?")),
        *(("Who won the race?", text) for text in ("und in Berlin?", "wer war es?", "2021年呢?", "və Bakıda?")),
        *(("Кто победил на выборах?", text) for text in ("when?", "and in 2021?", "А в 2021 году?")),
    ],
)
def test_nothing_is_put_into_a_question_of_another_language(last: str, text: str) -> None:
    found = follow(text, after(last), NOW)
    assert isinstance(found, Followed)
    assert (found.about, found.otherwise) == ("", "")
    assert found.question.casefold() in text.casefold()  # but for the "and" before it


def test_only_names_that_were_read_are_offered() -> None:
    state = after("When did the bakery open?", "Mr. Erdogan opened it.")
    found = readings("when did she leave?", "when did she leave?", state)
    assert not any("Merkel" in one.question or "Aliyev" in one.question for one in found.choices)


MUSK = entities_in(
    "Elon Musk bought Twitter. He paid. Analysts watched Twitter. He smiled. Twitter fell. He left Twitter alone. "
    "CNN Business asked. The staff of CNN Business waited. CNN Business wrote it."
)


def test_it_is_what_was_asked_about_although_its_article_seems_to_call_that_he() -> None:
    state = ConversationState((PastTurn("Who bought Twitter?", "Elon Musk", asked=named("Twitter", MUSK), told=MUSK),))
    for text, question in (
        ("When was it founded?", "When was Twitter founded?"),
        ("How old is he?", "How old is Elon Musk?"),
    ):
        found = follow(text, state, NOW)
        assert isinstance(found, Followed)
        assert found.question == question


def test_what_an_answer_named_can_be_asked_about_but_not_by_the_pronoun_of_its_question() -> None:
    assert understood("Who met Merkel?", "Is he old?", "Mr. Erdogan met Ms. Merkel.") == "Is Recep Erdogan old?"
    married = ConversationState((PastTurn("Who is her husband?", "Mr. Erdogan", told=TOLD, pronouns=("she",)),))
    found = follow("Is she old?", married, NOW)
    assert isinstance(found, Followed)
    assert "Erdogan" not in found.question


PORT = entities_in(
    "Rhona Kestle said she saw it. Rhona Kestle left. Rhona Kestle came back. Mayor Dora Pyne opened a fund. Ben Roth "
    "waited for Leo Marsh. The yard of Dunmarsh Structures is near. Ana Lima ran. Orsby Water, which runs the pump, "
    "was there, too."
)


def answered_by(question: str, *names: str) -> ConversationState:
    said = "Rhona Kestle said that Dora Pyne, Ana Lima, Ben Roth, Dunmarsh Structures and Orsby Water were all there."
    statements = tuple(named(name, PORT) for name in names)
    return ConversationState((PastTurn(question, said, ("a1",), named(question, PORT), PORT, answered=statements),))


@pytest.mark.parametrize(
    ("asked", "names", "text", "question"),
    [
        ("Who is the mayor?", ["Dora Pyne"], "When was she elected?", "When was Dora Pyne elected?"),
        ("Who is the mayor?", ["Orsby Water", "Dora Pyne"], "Is she old?", "Is Dora Pyne old?"),
        ("Who made the deck?", ["Dunmarsh Structures"], "What did they say?", "What did Dunmarsh Structures say?"),
        ("Who made the panels?", ["Orsby Water"], "What did they say?", "What did Orsby Water say?"),
        ("Who owns the mill?", ["Dora Pyne"], "How old is it?", "How old is the mill?"),
        ("Who runs the mill?", ["Orsby Water"], "How many people work there?", "How many people work in the mill?"),
        ("Who is the coxswain?", [], "How long is it?", "How long is it?"),
    ],
)
def test_a_pronoun_means_whom_the_answer_names_before_others_who_are_quoted(
    asked: str, names: list[str], text: str, question: str
) -> None:
    found = follow(text, answered_by(asked, *names), NOW)
    assert isinstance(found, Followed)
    assert found.question == question


def test_a_board_is_no_company() -> None:
    told = entities_in("The Marine Safety Board met. Orsby Motors Inc was there. The Marine Safety Board left.")
    for last, question in (
        ("What did the Marine Safety Board find?", "Who owns the company?"),
        ("What did Orsby Motors Inc find?", "Who owns Orsby Motors Inc?"),
    ):
        state = ConversationState((PastTurn(last, "", ("a1",), named(last, told), told[1:]),))
        found = follow("Who owns the company?", state, NOW)
        assert isinstance(found, Followed)
        assert found.question == question


def test_he_may_be_who_was_asked_for_and_whom_the_question_names_but_not_where_that_is_from() -> None:
    unclear = follow("How old is he?", answered_by("Who followed Ben Roth?", "Leo Marsh"), NOW)
    assert isinstance(unclear, Unclear)
    assert [one.text for one in unclear.choices] == ["Leo Marsh", "Ben Roth"]
    for last in ("Who is the mayor of Fort Wells?", "Who followed Rhona Kestle?"):
        found = follow("How old is he?", answered_by(last, "Leo Marsh"), NOW)
        assert isinstance(found, Followed)
        assert found.question == "How old is Leo Marsh?"


def test_of_two_who_answer_it_is_asked_who_is_meant() -> None:
    found = follow("How old is he?", answered_by("Who waited?", "Ben Roth Ana Lima", "Dora Pyne"), NOW)
    assert isinstance(found, Followed)
    both = replace(answered_by("Who waited?").turns[0], answered=(named("Ben Roth and Ana Lima", PORT),))
    unclear = follow("Where does she live?", ConversationState((both,)), NOW)
    assert isinstance(unclear, Unclear)
    assert [one.text for one in unclear.choices] == ["Ben Roth", "Ana Lima"]


def test_a_time_that_was_taken_over_is_not_handed_on() -> None:
    found = follow("What did he say?", after("Did Erdogan leave in May 2021?"), NOW)
    assert isinstance(found, Followed)
    assert (found.question, found.timeless) == ("What did Erdogan say in May 2021?", "What did Erdogan say?")
    since = follow("Why did he leave?", after("Who was the mayor before May 2021? Erdogan?"), NOW)
    assert isinstance(since, Followed)
    assert (since.question, since.timeless) == ("Why did Erdogan leave?", "")


def test_what_somebody_said_is_asked_of_what_was_talked_about_unless_that_is_somebody() -> None:
    for last, about in (
        ("How strong was Storm Ida?", "What did Dora Pell say about Storm Ida?"),
        ("Who leads the union?", "What did Dora Pell say about the union?"),
        ("Where does Merkel live?", ""),
        ("Who is the captain?", ""),
        ("How did Merkel fall?", "What did Dora Pell say about Merkel?"),
        ("When did Merkel leave Norby?", ""),  # of two names
        ("What did Merkel say?", ""),
        ("When did Dora Pell leave?", ""),
    ):
        found = follow("what did Dora Pell say?", after(last), NOW)
        assert isinstance(found, Followed)
        assert (found.question, found.about, found.tie) == ("What did Dora Pell say?", about, Tie.NEW)
    found = follow("what did Dora Pell say about the vote?", after("How strong was Storm Ida?"), NOW)
    assert isinstance(found, Followed)
    assert found.about == ""


@pytest.mark.parametrize(
    ("last", "text", "question"),
    [
        ("When did the bridge open?", "Why was it late?", "Why was the bridge late?"),
        ("Why did the bridge close?", "How much did it cost?", "How much did the bridge cost?"),
        ("Which firm built the bridge?", "How old is it?", "How old is Turkish Airlines?"),
        ("What caused the ferry accident?", "When did it happen?", "When did the ferry accident happen?"),
    ],
)
def test_it_is_the_thing_of_which_when_or_why_was_asked_and_what_answers_where_a_thing_was_asked_for(
    last: str, text: str, question: str
) -> None:
    assert understood(last, text, "Turkish Airlines built it.") == question


FINED = entities_in(
    "The FTC fined Dunmarsh £5 million. The FTC said that it was much. Dunmarsh said that it would appeal. One reader "
    "wrote to Dunmarsh. Storm Vessel sank its barge. Dunmarsh lost its licence."
)


@pytest.mark.parametrize(
    ("last", "text", "question"),
    [
        ("When was Dunmarsh fined by the FTC?", "Why was it fined?", "Why was Dunmarsh fined?"),
        ("How much did Dunmarsh pay to the FTC?", "when did it appeal?", "When did Dunmarsh appeal?"),
        ("When did the FTC fine somebody?", "What is it?", "What is FTC?"),
        ("How strong was Storm Vessel?", "What damage did it do?", "What damage did Storm Vessel do?"),
        ("When did the bridge open?", "what is it?", "What is the bridge?"),
        ("Did Dunmarsh win a prize?", "what is it?", "Did Dunmarsh win a prize, and what?"),
        ("Who closed the mill?", "What did the union say?", "What did the union say?"),
        ("Who closed the mill?", "when did the mayor say it?", "When did the mayor say it?"),
    ],
)
def test_it_is_who_was_fined_not_who_fined_and_no_firm_is_a_person_or_a_place(
    last: str, text: str, question: str
) -> None:
    state = ConversationState((PastTurn(last, "", ("a1",), named(last, FINED), FINED),))
    found = follow(text, state, NOW)
    assert isinstance(found, Followed) and found.question == question


def test_thanks_are_no_question_and_of_what_was_not_answered_there_is_no_more() -> None:
    for text in ("thanks", "ok thanks", "Thank you very much!"):
        assert isinstance(follow(text, after("What did Erdogan say?"), NOW), Unclear)
    refused = ConversationState((PastTurn("What did Erdogan say?"),))
    assert isinstance(follow("more", refused, NOW), Unclear)


@pytest.mark.parametrize(
    ("first", "part", "said"),
    [
        ("How long is the pier", "how much did it cost", "how much did the pier cost"),
        ("How many were hurt in the ferry crash", "why did it happen", "why did the ferry crash happen"),
        ("When did the tower open", "what is its height", "what is the tower’s height"),
        ("Did the mill buy the pier", "why did it close", "why did the mill close"),
        ("How long is the pier", "did Tesla say it was sold", "did Tesla say it was sold"),
        ("How long is the pier", "how long does it take to cross", "how long does it take to cross"),
        ("Who won", "why was it late", "why was it late"),
    ],
)
def test_a_part_of_a_question_says_it_of_the_thing_of_its_first_part(first: str, part: str, said: str) -> None:
    assert with_thing(part, first) == said


def test_she_is_who_is_called_so_before_what_may_be_a_firm() -> None:
    told = entities_in("Dunmarsh Structures made the deck of the bridge. Mrs Ingrid Hallvarsen said that she was glad.")
    said = "Dunmarsh Structures told Ingrid Hallvarsen of the deck and of everything else that it had made for her."
    state = ConversationState((PastTurn("Who knew of it?", said, ("a1",), (), told, dated="2023-03-14"),))
    found = follow("What did she say?", state, NOW)
    assert isinstance(found, Followed) and found.question == "What did Ingrid Hallvarsen say?"


def test_a_pronoun_keeps_its_meaning_over_turns() -> None:
    state = after("What did Erdogan say?")
    first = follow("Where did he meet Aliyev?", state, NOW)
    assert isinstance(first, Followed)
    later = state.after(PastTurn(first.question, "", (), named(first.question, TOLD), TOLD, first.meant))
    assert follow("And why did he?", later, NOW) == Followed(
        "Why did Erdogan?", Tie.BOUND, (("he", "Erdogan"),), ("he",)
    )
    assert follow("And how tall is he?", later, NOW) == Followed(
        "How tall is Erdogan?", Tie.RESOLVED, (("he", "Erdogan"),), ("he",)
    )


def test_two_equally_good_antecedents_are_asked_about() -> None:
    found = follow("What did he say?", after("Did Erdogan meet Aliyev?"), NOW)
    assert found == Unclear(
        "Whom do you mean by “he”?",
        (Choice("Erdogan", "What did Erdogan say?"), Choice("Aliyev", "What did Aliyev say?")),
        settled=True,
        pronoun="he",
    )
    found = follow("and Aliyev?", after("Did Erdogan meet Merkel?"), NOW)
    assert isinstance(found, Unclear)
    assert [one.text for one in found.choices] == ["Did Aliyev meet Merkel?", "Did Erdogan meet Aliyev?"]
    assert understood("What did Erdogan say in Turkey?", "and Greece?") == "What did Erdogan say in Greece?"


CHOICES = (Choice("Venus Williams", "Who beat Venus Williams?"), Choice("Serena Williams", "Who beat Serena Williams?"))


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("1", 0), ("2.", 1), ("the second one", 1), ("last", 1), ("Serena", 1), ("venus williams", 0), ("number 2", 1)],
)
def test_a_choice_is_taken_by_number_or_words(text: str, chosen: int) -> None:
    found = follow(text, ConversationState(choices=CHOICES), NOW)
    assert isinstance(found, Followed)
    assert found.question == CHOICES[chosen].question


def test_yes_takes_the_only_thing_that_was_offered_and_no_asks_again() -> None:
    assert follow("Yes, please.", ConversationState(choices=CHOICES[:1]), NOW) == Followed(
        "Who beat Venus Williams?", Tie.NEW
    )
    assert follow("yes", ConversationState(choices=CHOICES), NOW) == Unclear("Which of these do you mean?", CHOICES)
    assert follow("3", ConversationState(choices=CHOICES), NOW) == Unclear("Which of these do you mean?", CHOICES)
    assert follow("no", ConversationState(choices=CHOICES), NOW) == Unclear("What do you mean, then?")


def test_another_question_passes_over_what_was_offered() -> None:
    found = follow("Who won the World Cup in Brazil?", ConversationState(choices=CHOICES), NOW)
    assert found == Followed("Who won the World Cup in Brazil?", Tie.NEW)


ELSE = "What else is known about"


def test_what_was_asked_just_now_is_not_offered() -> None:
    for question, first in (("What happened?", "Recep Erdogan"), (f"{ELSE} Recep Erdogan?", "Angela Merkel")):
        found = follow("2", after(question, "Mr. Erdogan met Ms. Merkel in Berlin."), NOW)
        assert isinstance(found, Unclear)
        assert found.choices[0] == Choice(first, f"{ELSE} {first}?")


def test_more_asks_the_same_again() -> None:
    for text in ("more", "Tell me more", "anything else?", "go on"):
        found = follow(text, after("What happened in Berlin?"), NOW)
        assert found == Followed("What happened in Berlin?", Tie.BOUND, more=True)


@pytest.mark.parametrize(
    "text",
    [
        *("why?", "What did he say?", "it", "more", "yes", "2", "How much did it cost?", "Is this true?"),
        *("Is it safe?", "How long did this last?", "Is it true?"),
        *("What did the company say?", "Will the school close?"),
        *("Who said that?", "When was the company sold?", "Why was that?", "What is its name?", "Who lives there?"),
    ],
)
def test_what_says_too_little_at_the_beginning_is_asked_about(text: str) -> None:
    assert isinstance(follow(text, START, NOW), Unclear)


@pytest.mark.parametrize(
    "text",
    [
        *("Who won?", "What is Tesla?", "Did a man say he was sick?", "How long does it take?", "Is there a museum?"),
        *("Is it safe to swim?", "Is it true that the mill closed?", "Did this year begin well?"),
        *("Who leads the town council?", "Is the school bus late?", "What did the company secretary say?"),
        *("Did Tesla say it was sold?", "What did the mayor say about her budget?", "Who said that the mill would go?"),
    ],
)
def test_a_first_question_is_taken_as_it_is(text: str) -> None:
    assert follow(text, START, NOW) == Followed(text, Tie.NEW)


@given(st.text(min_size=1, max_size=100), st.sampled_from(["What did Erdogan say in May 2021?", "why", "x"]))
def test_any_text_is_understood_somehow(text: str, last: str) -> None:
    state = after(last, text)
    for before in (START, state, ConversationState(state.turns, choices=CHOICES)):
        found = follow(text, before, NOW)
        assert isinstance(found, Followed | Unclear)


@pytest.mark.parametrize("text", ["What did they say about ıt?", "Where is hıs boat?", "the fırst", "İt"])
def test_letters_of_a_turkish_keyboard_are_no_error(text: str) -> None:
    state = after("Who is the harbour master of Port Merrow?")
    assert isinstance(follow(text, state, NOW), Followed | Unclear)
    assert isinstance(follow(text, ConversationState(choices=CHOICES), NOW), Followed | Unclear)


@pytest.mark.parametrize(
    ("questions", "text", "question"),
    [
        (("Where does Erdogan live?", "What became of the skipper?"), "Was he fined?", "Was the skipper fined?"),
        (("Why were the beds closed?", "Did anyone get ill?"), "When do they open?", "When do the beds open?"),
        (("How long is the pier?", "Who built the tower?"), "How old is it?", "How old is the tower?"),
    ],
)
def test_a_thing_of_the_last_question_goes_before_older_names_and_an_older_thing_before_nothing(
    questions: tuple[str, ...], text: str, question: str
) -> None:
    turns = tuple(PastTurn(one, "So it was.", ("a1",), named(one, TOLD), TOLD) for one in questions)
    found = follow(text, ConversationState(turns), NOW)
    assert isinstance(found, Followed)
    assert found.question == question


def test_a_thing_of_another_subject_is_not_meant() -> None:
    turns = PastTurn("Who bought the oyster beds?"), PastTurn("When did Pellworth close?", "Soon.", ("a1",))
    found = follow("How many people lost their jobs?", ConversationState(turns), NOW)
    assert isinstance(found, Followed)
    assert "oyster" not in found.question


@pytest.mark.parametrize("text", ["thanks", "Great, thank you!", "OK, cool", "hello", "No, thanks"])
def test_a_courtesy_is_no_question(text: str) -> None:
    found = follow(text, after("When did the bakery open?"), NOW)
    assert isinstance(found, Unclear)
    assert found.question == "What else do you want to know?"


RIVERS = entities_in(
    "The Selk floods. Selk water is cold. Orsa grows. Orsa sells glass. The Orsa Tower stands in Norby."
)


@pytest.mark.parametrize(
    ("last", "text", "question"),
    [
        ("Who built the bridge across the Selk?", "Is it open?", "Is the bridge open?"),
        ("Is the road between Selk and Orsa closed?", "Is it open?", "Is the road open?"),
        ("What happened to the bridge under the Selk?", "Is it open?", "Is the bridge open?"),
        ("Who runs the shop inside the Orsa Tower?", "Is it open?", "Is the shop open?"),
        ("What is the length of the footbridge?", "Is it open?", "Is the footbridge open?"),
        ("What is the height of Orsa Tower?", "Is it open?", "Is Orsa Tower open?"),
        ("What is the tower’s height?", "Is it open?", "Is the tower open?"),
        ("When will Orsa’s new plant open?", "How big is it?", "How big is Orsa’s new plant?"),
        ("What is Orsa’s revenue?", "Who leads it?", "Who leads Orsa?"),
        ("What is the price of the tram?", "Will it fall?", "Will the price of the tram fall?"),
        ("How old is Norby’s town hall?", "Who built it?", "Who built Norby’s town hall?"),
        ("What did the mayor of Norby say about the bridge?", "Will it open?", "Will the bridge open?"),
        ("What is the theme of the fair in Norby?", "When does it start?", "When does the fair start?"),
        ("How many people live in Norby?", "Who is its mayor?", "Who is Norby’s mayor?"),
    ],
)
def test_it_is_the_thing_before_where_it_is_or_whose(last: str, text: str, question: str) -> None:
    state = ConversationState((PastTurn(last, "So it is.", ("a1",), named(last, RIVERS), RIVERS),))
    found = follow(text, state, NOW)
    assert isinstance(found, Followed)
    assert found.question == question


@pytest.mark.parametrize(
    ("last", "text", "question"),
    [
        ("When was the fire at the mill?", "why?", "Why did the fire at the mill happen?"),
        ("When was the fire at the mill?", "by whom?", "When was the fire at the mill, and by whom?"),
        ("When was the fire at the mill?", "where?", "Where was the fire at the mill?"),
        ("When was the fire at the mill?", "and the mayor?", "What about the mayor?"),
        ("Who won the race?", "and the mayor?", "What about the mayor?"),
        ("What was the cause of the fire?", "what about the flood?", "What was the cause of the flood?"),
        ("Was anyone hurt in the fire?", "and women?", "What about women?"),
        ("Who is the judge?", "and the mayor?", "Who is the mayor?"),
        ("When was the fire at the mill?", "was anyone fishing", "About the fire: was anyone fishing?"),
        ("Who was ill?", "which host was it?", "Which host was ill?"),
        ("Where did the swans come from?", "why?", "Why did the swans come?"),
        ("What did the governor veto?", "why did he do it?", "Why did the governor do it?"),
        ("Who put out the fire?", "and the damage?", "What is said about the damage of the fire?"),
        ("What was the length of the bridge?", "and the cost?", "What was the cost of the bridge?"),
        ("How heavy is the bell?", "where is it from?", "Where is the bell from?"),
        ("Why was anyone hurt in the fire?", "who?", "Who was hurt in the fire?"),
        ("Why was anyone hurt in the fire?", "how many?", "How many people were hurt in the fire?"),
        ("When did the race start?", "which day was it?", "When did the race start, and which day?"),
        ("Why are the sellers on strike?", "How long will it last?", "How long will the strike last?"),
        ("Is the clinic back online?", "and the mill?", "Is the mill back online?"),
    ],
)
def test_no_question_is_made_that_nobody_would_ask(last: str, text: str, question: str) -> None:
    found = follow(text, after(last), NOW)
    assert isinstance(found, Followed)
    assert question in {found.question, found.about}


def test_a_question_word_beside_a_question_stays_behind_it() -> None:
    state = after("What burned at the mill?")
    found = follow("Who was the captain, and why?", state, NOW)
    assert isinstance(found, Followed)
    assert found.about == "Who was the captain at the mill, and why?"
