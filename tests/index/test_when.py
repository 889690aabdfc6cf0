"""The time that a question names. Asked on Wednesday, 15 October 2025, at noon, four hours east of Greenwich."""

import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.when import ANY_TIME, Mode, read_window, without_relative_time

ZONE = timezone(timedelta(hours=4))
AS_OF = datetime(2025, 10, 15, 12, tzinfo=ZONE)


def window(since: str, until: str, mode: str) -> tuple[datetime | None, datetime | None, str]:
    """What a window must be: its first and last day, nothing where it is open."""
    return (
        datetime.fromisoformat(f"{since}T00:00:00+04:00") if since else None,
        datetime.fromisoformat(f"{until}T23:59:59+04:00") if until else None,
        mode,
    )


def read(question: str) -> tuple[datetime | None, datetime | None, str]:
    found = read_window(question, AS_OF)
    return found.since, found.until, found.mode


HARD = [
    ("What happened in Baku in August 2022?", "2022-08-01", "2022-08-31"),
    ("Which bridges were closed on 15 June 2022?", "2022-06-15", "2022-06-15"),
    ("Which bridges were closed on June 15, 2022?", "2022-06-15", "2022-06-15"),
    ("Who resigned on the 15th of June 2022?", "2022-06-15", "2022-06-15"),
    ("Who resigned on Wednesday, June 15th, 2022, and why?", "2022-06-15", "2022-06-15"),
    ("What was agreed on Sept. 5, 2021?", "2021-09-05", "2021-09-05"),
    ("What was agreed on the night of 3 May 2022?", "2022-05-03", "2022-05-03"),
    ("WHAT HAPPENED IN AUGUST 2022", "2022-08-01", "2022-08-31"),
    ("what happened in may 2021", "2021-05-01", "2021-05-31"),
    ("Theresa May, June 2019", "2019-06-01", "2019-06-30"),
    ("Rainfall in the month of May 2022?", "2022-05-01", "2022-05-31"),
    ("Inflation in August, 2022", "2022-08-01", "2022-08-31"),
    ("What changed between 3 May and 9 June 2022?", "2022-05-03", "2022-06-09"),
    ("What changed between March 2021 and June 2022?", "2021-03-01", "2022-06-30"),
    ("Floods between March and June 2022", "2022-03-01", "2022-06-30"),
    ("Talks from 28 December to 3 January 2022", "2021-12-28", "2022-01-03"),
    ("Talks from March 2021 to June", "2021-03-01", "2021-06-30"),
    ("Strikes from 3 to 9 May 2022", "2022-05-03", "2022-05-09"),
    ("Strikes, May 3-9, 2022", "2022-05-03", "2022-05-09"),
    ("Strikes, 3–9 May 2022", "2022-05-03", "2022-05-09"),
    ("Strikes between the 3rd and the 9th of May 2022", "2022-05-03", "2022-05-09"),
    ("Articles from 2020-01-05 to 2020-02-01", "2020-01-05", "2020-02-01"),
    ("Articles of March–June 2021: which were corrected?", "2021-03-01", "2021-06-30"),
    ("Arrests in May and June 2022", "2022-05-01", "2022-06-30"),
    ("Arrests in June, July and August 2022", "2022-06-01", "2022-08-31"),
    ("Compare rents in August 2021 with March 2022", "2021-08-01", "2022-03-31"),
    ("What has been built since March 2021?", "2021-03-01", ""),
    ("What has been built from March 2021 onwards?", "2021-03-01", ""),
    ("What has been built from March 2021?", "2021-03-01", ""),
    ("What has been built since 2021-03?", "2021-03-01", ""),
    ("What has been built since 2021-03-05?", "2021-03-05", ""),
    ("What was not built before 3 May 2022?", "", "2022-05-02"),
    ("Open, but not before 3 May 2022", "2022-05-03", ""),
    ("What was built 2022-05-03/2022-06-09", "2022-05-03", "2022-06-09"),
    ("What was built 3.5.2022 - 9.6.2022", "2022-05-03", "2022-06-09"),
    ("What was built on May 3 and 4, 2022?", "2022-05-03", "2022-05-04"),
    ("What was built from March 2021 to the present?", "2021-03-01", ""),
    ("Who led the union between March 2021 and today?", "2021-03-01", ""),
    ("Which laws were passed before 1 June 2022?", "", "2022-05-31"),
    ("Which laws were passed prior to March 2020?", "", "2020-02-29"),
    ("Which laws were passed by 1 June 2022?", "", "2022-06-01"),
    ("Which laws were in force up to June 2021?", "", "2021-06-30"),
    ("Which laws were in force until 3 May 2022?", "", "2022-05-03"),
    ("What did the court decide after 12 May 2022?", "2022-05-13", ""),
    ("What did the court decide after May 2022?", "2022-06-01", ""),
    ("What did the court decide after May 2021 and before June 2022?", "2021-06-01", "2022-05-31"),
    ("Profits in Q3 2023", "2023-07-01", "2023-09-30"),
    ("Profits in the third quarter of 2023", "2023-07-01", "2023-09-30"),
    ("Profits in 2023 Q3", "2023-07-01", "2023-09-30"),
    ("Profits in the first half of 2022", "2022-01-01", "2022-06-30"),
    ("Profits in H2 2022", "2022-07-01", "2022-12-31"),
    ("Profits in the first six months of 2022", "2022-01-01", "2022-06-30"),
    ("Profits in the last 3 months of 2022", "2022-10-01", "2022-12-31"),
    ("Articles published on 3 May 2022", "2022-05-03", "2022-05-03"),
    ("Articles published 3 May 2022 about ferries", "2022-05-03", "2022-05-03"),
    ("News from 15 June 2022", "2022-06-15", "2022-06-15"),
    ("What was reported on 2022-06-15?", "2022-06-15", "2022-06-15"),
    ("What was reported at 2022-06-15T10:00:00Z", "2022-06-15", "2022-06-15"),
    ("What was reported in 2022-06?", "2022-06-01", "2022-06-30"),
    ("What was reported on 15.06.2022?", "2022-06-15", "2022-06-15"),
    ("What was reported on 05.06.2022?", "2022-06-05", "2022-06-05"),
    ("What was reported on 15/06/2022?", "2022-06-15", "2022-06-15"),
    ("What was reported on 6/15/2022?", "2022-06-15", "2022-06-15"),
    ("What was reported on ١٥/٠٦/٢٠٢٢?", "2022-06-15", "2022-06-15"),
    ("August 2022: who was elected?", "2022-08-01", "2022-08-31"),
    ("Who was in Room 2022 on 3 May 2023?", "2023-05-03", "2023-05-03"),
    ("Did Toyota recall 2022 cars in June 2021?", "2021-06-01", "2021-06-30"),
    # What says when goes before the date in the name of a thing, and before a word for now.
    ("What did the January 6, 2021 committee publish in December 2022?", "2022-12-01", "2022-12-31"),
    ("What is the latest since March 2021?", "2021-03-01", ""),
]

SOFT = [
    # Years and longer.
    ("Who was mayor in 2022?", "2022-01-01", "2022-12-31"),
    ("Who was mayor in the year 2022?", "2022-01-01", "2022-12-31"),
    ("In 2022 people left the city. Why?", "2022-01-01", "2022-12-31"),
    ("Unemployment in 2021 and 2022", "2021-01-01", "2022-12-31"),
    ("Unemployment in 2021, 2022 and 2023", "2021-01-01", "2023-12-31"),
    ("Compare 2019 with 2023", "2019-01-01", "2023-12-31"),
    ("Growth 2019–2021", "2019-01-01", "2021-12-31"),
    ("Growth between 2019 and March 2021", "2019-01-01", "2021-03-31"),
    ("Plans from 2020 to 2030", "2020-01-01", "2030-12-31"),
    ("Songs from 2016", "2016-01-01", "2016-12-31"),
    ("Exports since 2019", "2019-01-01", ""),
    ("Exports before 2015", "", "2014-12-31"),
    ("Exports after 2015", "2016-01-01", ""),
    ("Exports by the end of 2022", "", "2022-12-31"),
    ("pre-2020 levels of traffic", "", "2019-12-31"),
    ("The generation of 1968", "1968-01-01", "1968-12-31"),
    ("The 2021-22 season", "2021-01-01", "2022-12-31"),
    ("The crisis of 2008-09", "2008-01-01", "2009-12-31"),
    ("Music of the early 2010s", "2010-01-01", "2013-04-30"),
    ("Music in the 1990s", "1990-01-01", "1999-12-31"),
    ("Music in the '80s", "1980-01-01", "1989-12-31"),
    ("Music of the nineties", "1990-01-01", "1999-12-31"),
    ("Railways in the 19th century", "1801-01-01", "1900-12-31"),
    ("Rents in early 2022", "2022-01-01", "2022-04-30"),
    ("Rents in mid-2022", "2022-05-01", "2022-08-31"),
    ("Rents in late 2022", "2022-09-01", "2022-12-31"),
    ("Rents at the beginning of 2020", "2020-01-01", "2020-04-30"),
    ("Rents about 2015", "2014-07-03", "2016-06-30"),
    # Parts of a year.
    ("Who was hired in mid-August 2022?", "2022-08-11", "2022-08-21"),
    ("Who was hired at the end of May 2022?", "2022-05-21", "2022-05-31"),
    ("Who was hired in the last week of May 2022?", "2022-05-25", "2022-05-31"),
    ("Who was hired in the second week of May 2022?", "2022-05-08", "2022-05-14"),
    ("Who was hired in the first days of May 2022?", "2022-05-01", "2022-05-07"),
    ("Who was hired in the first two weeks of May 2022?", "2022-05-01", "2022-05-14"),
    ("Who was hired in the last ten days of May 2022?", "2022-05-22", "2022-05-31"),
    ("Who was hired from mid-May to early June 2022?", "2022-05-11", "2022-06-10"),
    ("Who was hired on the last day of May 2022?", "2022-05-31", "2022-05-31"),
    ("Who was hired around 15 June 2022?", "2022-06-12", "2022-06-18"),
    ("Who was hired in the week of 3 May 2022?", "2022-05-02", "2022-05-08"),
    ("Who was hired in the week before 15 June 2022?", "2022-06-08", "2022-06-15"),
    ("Who was hired two weeks after 12 May 2022?", "2022-05-12", "2022-05-26"),
    ("Fires in summer 2021", "2021-06-01", "2021-08-31"),
    ("Fires in the summer of '69", "1969-06-01", "1969-08-31"),
    ("Snow in the winter of 2021-22", "2021-12-01", "2022-02-28"),
    ("Snow in winter 2023", "2023-12-01", "2024-02-29"),
    ("The fall of 2021 in Chicago", "2021-09-01", "2021-11-30"),
    ("Day or month first: 05/06/2022?", "2022-06-05", "2022-06-05"),
    # Counted from the day of asking.
    ("What happened today?", "2025-10-15", "2025-10-15"),
    ("What happened yesterday in Kyiv?", "2025-10-14", "2025-10-14"),
    ("Who spoke the day before yesterday?", "2025-10-13", "2025-10-13"),
    ("Who was arrested last night?", "2025-10-14", "2025-10-14"),
    ("Who was arrested this morning?", "2025-10-15", "2025-10-15"),
    ("What did the council decide this week?", "2025-10-13", "2025-10-19"),
    ("What did the council decide last week?", "2025-10-06", "2025-10-12"),
    ("What did the council decide the week before last?", "2025-09-29", "2025-10-05"),
    ("What has the council decided since the beginning of the year?", "2025-01-01", ""),
    ("What was spent in the first half of the year?", "2025-01-01", "2025-06-30"),
    ("What did the council decide between Monday and Friday?", "2025-10-06", "2025-10-10"),
    ("What did the council decide last month?", "2025-09-01", "2025-09-30"),
    ("What did the council decide last quarter?", "2025-07-01", "2025-09-30"),
    ("What has the council decided so far this year?", "2025-01-01", "2025-12-31"),
    ("This year's budget", "2025-01-01", "2025-12-31"),
    ("Last year's report on fisheries", "2024-01-01", "2024-12-31"),
    ("Rents in the second half of last year", "2024-07-01", "2024-12-31"),
    ("Who scored over the weekend?", "2025-10-11", "2025-10-12"),
    ("Who scored last weekend?", "2025-10-11", "2025-10-12"),
    ("The decree of two years ago", "2023-01-01", "2023-12-31"),
    ("What was said three days ago?", "2025-10-12", "2025-10-12"),
    ("What was said a few days ago?", "2025-10-10", "2025-10-13"),
    ("What was said an hour ago?", "2025-10-15", "2025-10-15"),
    ("Attacks in the past three months", "2025-07-15", "2025-10-15"),
    ("Attacks over the last 10 days", "2025-10-05", "2025-10-15"),
    ("Attacks in the last 48 hours", "2025-10-13", "2025-10-15"),
    ("Attacks in recent weeks", "2025-09-10", "2025-10-15"),
    ("Attacks in the past year", "2024-10-15", "2025-10-15"),
    ("What did the mayor say on Friday?", "2025-10-10", "2025-10-10"),
    ("What did the mayor say on Wednesday?", "2025-10-15", "2025-10-15"),
    ("What did the mayor say last Wednesday?", "2025-10-08", "2025-10-08"),
    ("What did the mayor say Friday night in Ohio?", "2025-10-10", "2025-10-10"),
    ("Friday's vote in parliament", "2025-10-10", "2025-10-10"),
    ("Has it rained since Friday?", "2025-10-10", ""),
    ("Fires last summer", "2025-06-01", "2025-08-31"),
    ("Snow last winter", "2024-12-01", "2025-02-28"),
    ("Who was elected last March?", "2025-03-01", "2025-03-31"),
    ("What has changed after Sunday's vote?", "2025-10-12", ""),
    ("What was said yesterday about last week's storm?", "2025-10-14", "2025-10-14"),
    ("What has changed since yesterday's vote?", "2025-10-14", ""),
    # A date that names a thing.
    ("Who was convicted of the January 6, 2021 attack?", "2021-01-06", "2021-01-06"),
    ("Who was convicted of the January 6, 2021, attack?", "2021-01-06", "2021-01-06"),
    ("What does the Dec. 21, 2023 report say?", "2023-12-21", "2023-12-21"),
    ("What does her 3 May 2022 speech promise?", "2022-05-03", "2022-05-03"),
    ("What is in EPA's April 2024 rule?", "2024-04-01", "2024-04-30"),
    ("What does the latest report from June 2023 say?", "2023-06-01", "2023-06-30"),
    ("Polls in the two weeks before the May 14, 2023 vote", "2023-04-30", "2023-05-14"),
    ("What is in the rule of April 2024?", "2024-04-01", "2024-04-30"),
    ("15 June 2022 ferry accident", "2022-06-15", "2022-06-15"),
    ("Who won the 2022 World Cup?", "2022-01-01", "2022-12-31"),
    ("Who were the World Cup 2022 winners?", "2022-01-01", "2022-12-31"),
    ("Any news about the 2022 floods?", "2022-01-01", "2022-12-31"),
    ("2020 protests in Belarus", "2020-01-01", "2020-12-31"),
    ("What has changed since the January 6, 2021 attack?", "2021-01-06", ""),
    ("What was said before the 2022 World Cup?", "", "2022-12-31"),
    ("What was decided last week about the 2024 Olympics?", "2025-10-06", "2025-10-12"),
    ("How many had fled as of 3 May 2022?", "", "2022-05-03"),
]

INFERRED = [
    ("What happened in August?", "2025-08-01", "2025-08-31"),
    ("What happened in December?", "2024-12-01", "2024-12-31"),
    ("What happened in October?", "2025-10-01", "2025-10-31"),
    ("What happened on June 15?", "2025-06-15", "2025-06-15"),
    ("What happened on 16 October?", "2025-10-16", "2025-10-16"),
    ("What happened on 17 October?", "2024-10-17", "2024-10-17"),
    # The verb asks of what was, or may ask of either.
    ("What did she do in December?", "2024-12-01", "2024-12-31"),
    ("Who said in November that prices will rise?", "2024-11-01", "2024-11-30"),
    ("What do the police say happened in November?", "2024-11-01", "2024-11-30"),
    ("What do we know of the fire in November?", "2024-11-01", "2024-11-30"),
    ("Who is charged with the theft in March?", "2025-03-01", "2025-03-31"),
    ("What will be shown in October?", "2025-10-01", "2025-10-31"),
    ("What is the November budget about?", "2024-11-01", "2024-11-30"),
    ("What is special about the 29 February law?", "2024-02-29", "2024-02-29"),
    ("What has changed since March?", "2025-03-01", ""),
    ("Talks between November and June", "2024-11-01", "2025-06-30"),
    ("Talks from 15 to 20 June", "2025-06-15", "2025-06-20"),
    ("Who was hired at the end of May?", "2025-05-21", "2025-05-31"),
    ("Profits in the fourth quarter", "2025-10-01", "2025-12-31"),
    ("Plants that bloom in spring", "2025-03-01", "2025-05-31"),
    ("Who drowned in the August floods?", "2025-08-01", "2025-08-31"),
]

LATEST = [
    "What is the latest on Gaza?",
    "Who is the newest member of the council?",
    "Where was she most recently?",
    "What has the ministry said recently?",
    "Who is now the head of the bank?",
    "Who currently owns the club?",
    "Who is the current mayor?",
    "Who owns the club at present?",
    "How do people travel these days?",
    "How many have been vaccinated so far?",
    "Is she still the mayor?",
    "How much has been spent to date?",
    "What's new in Tbilisi?",
    "Any news from Kyiv?",
    "News about the strike",
    "What are the borders as of today?",
]

NO_TIME = [
    "Who said “The mill closed on 3 May 2022.”?",
    'Who said "The mill closed on 3 May 2022."?',
    "",
    "Who is the mayor of Lisbon?",
    # Never guessed.
    "What was said before the election?",
    "What happened after the war?",
    "What was said on the anniversary of the fire?",
    "Who sang at Christmas?",
    "What happened at the turn of the century?",
    # Numbers.
    "Where did 2022 people live?",
    "A crowd attended by 2022 people",
    "Were 1,999 cars sold?",
    "Is Windows 2000 safe?",
    "Which bugs does version 2020 have?",
    "Who was on flight 1549?",
    "Who slept in room 1984?",
    "What does Resolution 1973 say?",
    "Who paid $2022?",
    "Who walked 2022 km?",
    "Who called 555-2021?",
    "More than 2022 arrests",
    "It starts at 20:22",
    "Covid-2019",
    "What did 9/11 change?",
    "Open 24/7",
    # Words with another sense.
    "What may happen to 5 ministers?",
    "What did Theresa May promise?",
    "Who led the March on Washington?",
    "They march on",
    "What did August Wilson write?",
    "Songs by June Carter",
    "The Arab Spring",
    "The fall of Kabul",
    "Who plays in the second half?",
    "Water from a spring",
    "The Sunday Times",
    "Sales on Black Friday",
    "Mass on Good Friday",
    "Who directed Friday Night Lights?",
    "Who leads Friday prayers?",
    "Shops closed on Sundays",
    "Who owns USA Today?",
    "Where is the ocean current slowing?",
    "Current affairs",
    "The now-defunct airline",
    "Who directed Apocalypse Now?",
    "Was it still open?",
    "Is it so far away?",
    "by noon at the latest",
    # Ages and durations.
    "A 23-year-old man",
    "A 10-day trip",
    "Who was jailed for two years?",
    "What happened two weeks before?",
    "In his nineties",
    "Who died on the last day of the trial?",
    "Who died on the last day?",
    "Who scored at the last minute?",
    "Who was born in August 1961?",
    "Who was born on 29 February?",
    # Still to come (see also test_coming.py).
    "What will open in ten days?",
    "What will open in two years' time?",
    "What will open after today?",
    "What will open in 2030?",
    "Will emissions fall by 2030?",
    "Why do the storks not come back in November?",
    "In November, why do they not come back?",
    "When does the season start in March?",
    "Who is playing in December?",
    # No dates.
    "on 31 June 2022",
    "on 0 May 2022",
    "on 32 January",
    "29 February 2023",
    "13/13/2022",
    "2022-13-45",
    "in year 0",
    "in 99999",
    "5000 years ago",
    "9999 centuries ago",
    "in the 99th century",
]

LANGUAGES = [
    # German
    ("Was geschah im August 2022?", "2022-08-01", "2022-08-31", "hard"),
    ("Was geschah am 15. Juni 2022 in Berlin?", "2022-06-15", "2022-06-15", "hard"),
    ("Was geschah vom 3. bis 9. Mai 2022?", "2022-05-03", "2022-05-09", "hard"),
    ("Was geschah zwischen März und Juni 2022?", "2022-03-01", "2022-06-30", "hard"),
    ("Was hat sich seit März 2021 geändert?", "2021-03-01", "", "hard"),
    ("Was galt vor dem 1. Juni 2022?", "", "2022-05-31", "hard"),
    ("Der Angriff vom 6. Januar 2021", "2021-01-06", "2021-01-06", "soft"),
    ("Was wurde letzte Woche beschlossen?", "2025-10-06", "2025-10-12", "soft"),
    ("Wer kam gestern?", "2025-10-14", "2025-10-14", "soft"),
    ("Wer kam vor zwei Wochen?", "2025-09-29", "2025-10-05", "soft"),
    ("Wer kam letzten Freitag?", "2025-10-10", "2025-10-10", "soft"),
    ("Unfälle in den letzten drei Monaten", "2025-07-15", "2025-10-15", "soft"),
    ("Brände im Sommer 2022", "2022-06-01", "2022-08-31", "soft"),
    ("Wer ist der Bürgermeister von Berlin?", "", "", "none"),
    # French
    ("Quelles mesures ont été prises en août 2022 ?", "2022-08-01", "2022-08-31", "hard"),
    ("Qui a été élu le 15 juin 2022 ?", "2022-06-15", "2022-06-15", "hard"),
    ("Que s'est-il passé du 3 au 9 mai 2022 ?", "2022-05-03", "2022-05-09", "hard"),
    ("Quelles lois avant le 1er juin 2022 ?", "", "2022-05-31", "hard"),
    ("Qui a été élu la semaine dernière ?", "2025-10-06", "2025-10-12", "soft"),
    ("Qui a été élu il y a trois mois ?", "2025-07-01", "2025-07-31", "soft"),
    ("Les incendies de l'été dernier", "2025-06-01", "2025-08-31", "soft"),
    ("Les prix fin mai 2022", "2022-05-21", "2022-05-31", "soft"),
    # Spanish
    ("¿Qué pasó el 15 de junio de 2022?", "2022-06-15", "2022-06-15", "hard"),
    ("qué pasó entre marzo y junio de 2022", "2022-03-01", "2022-06-30", "hard"),
    ("¿Qué pasó el mes pasado?", "2025-09-01", "2025-09-30", "soft"),
    ("¿Quién ganó hace dos años?", "2023-01-01", "2023-12-31", "soft"),
    ("en 2021", "2021-01-01", "2021-12-31", "soft"),
    ("precios a principios de 2020", "2020-01-01", "2020-04-30", "soft"),
    # Italian
    ("Cosa è successo dal 3 al 9 maggio 2022?", "2022-05-03", "2022-05-09", "hard"),
    ("Chi governa da marzo 2021?", "2021-03-01", "", "hard"),
    ("Chi ha vinto la settimana scorsa?", "2025-10-06", "2025-10-12", "soft"),
    ("Chi ha vinto due anni fa?", "2023-01-01", "2023-12-31", "soft"),
    # Portuguese
    ("O que aconteceu em agosto de 2022?", "2022-08-01", "2022-08-31", "hard"),
    ("O que mudou desde março de 2021?", "2021-03-01", "", "hard"),
    ("O que aconteceu na semana passada?", "2025-10-06", "2025-10-12", "soft"),
    ("Quem ganhou há dois anos?", "2023-01-01", "2023-12-31", "soft"),
    # Dutch
    ("Wat gebeurde er in augustus 2022?", "2022-08-01", "2022-08-31", "hard"),
    ("Wat is er sinds maart 2021 veranderd?", "2021-03-01", "", "hard"),
    ("Wat gebeurde er vorige week?", "2025-10-06", "2025-10-12", "soft"),
    ("Wie won twee jaar geleden?", "2023-01-01", "2023-12-31", "soft"),
    # Turkish
    ("Ağustos 2022'de İzmir'de ne oldu?", "2022-08-01", "2022-08-31", "hard"),
    ("15 Haziran 2022'de ne oldu?", "2022-06-15", "2022-06-15", "hard"),
    ("Mart 2021'den beri ne değişti?", "2021-03-01", "", "hard"),
    ("1 Haziran 2022'den önce ne vardı?", "", "2022-05-31", "hard"),
    ("Mart ile Haziran 2022 arasında ne oldu?", "2022-03-01", "2022-06-30", "hard"),
    ("Geçen ay ne oldu?", "2025-09-01", "2025-09-30", "soft"),
    ("Kim iki yıl önce kazandı?", "2023-01-01", "2023-12-31", "soft"),
    ("2022 yılında kim kazandı?", "2022-01-01", "2022-12-31", "soft"),
    # Azerbaijani
    ("2022-ci ilin avqustunda nə baş verdi?", "2022-08-01", "2022-08-31", "hard"),
    ("15 iyun 2022-ci ildə nə baş verdi?", "2022-06-15", "2022-06-15", "hard"),
    ("2021-ci ilin martından bəri nə dəyişib?", "2021-03-01", "", "hard"),
    ("Ötən ay nə baş verdi?", "2025-09-01", "2025-09-30", "soft"),
    ("Dünən kim gəldi?", "2025-10-14", "2025-10-14", "soft"),
    ("İyulun 18-də nə baş verdi?", "2025-07-18", "2025-07-18", "soft"),
    ("Ötən ay qiymət nə qədər idi?", "2025-09-01", "2025-09-30", "soft"),
    ("İlham Əliyev kimdir?", "", "", "none"),
    # Russian
    ("Что произошло в августе 2022 года?", "2022-08-01", "2022-08-31", "hard"),
    ("Что изменилось с марта 2021 года?", "2021-03-01", "", "hard"),
    ("Кто приехал с 3 по 9 мая 2022?", "2022-05-03", "2022-05-09", "hard"),
    ("Цены между мартом и июнем 2022 года", "2022-03-01", "2022-06-30", "hard"),
    ("Кто приехал вчера?", "2025-10-14", "2025-10-14", "soft"),
    ("Кто приехал на прошлой неделе?", "2025-10-06", "2025-10-12", "soft"),
    ("Кто победил пять лет назад?", "2020-01-01", "2020-12-31", "soft"),
    ("Цены в первом полугодии 2022 года", "2022-01-01", "2022-06-30", "hard"),
    ("Цены во втором квартале 2022 года", "2022-04-01", "2022-06-30", "hard"),
    ("Цены в начале 2020 года", "2020-01-01", "2020-04-30", "soft"),
    ("Мартин Лютер Кинг", "", "", "none"),
    # Ukrainian
    ("Що сталося у серпні 2022 року?", "2022-08-01", "2022-08-31", "hard"),
    ("Що змінилося з березня 2021 року?", "2021-03-01", "", "hard"),
    ("Що сталося минулого тижня?", "2025-10-06", "2025-10-12", "soft"),
    ("Хто переміг два роки тому?", "2023-01-01", "2023-12-31", "soft"),
    # Others
    ("ماذا حدث في أغسطس 2022؟", "2022-08-01", "2022-08-31", "hard"),
    ("What did Erdoğan say in August 2022?", "2022-08-01", "2022-08-31", "hard"),
    ("What did Путин say in August 2022?", "2022-08-01", "2022-08-31", "hard"),
    ("La La Land in February 2017", "2017-02-01", "2017-02-28", "hard"),
    ("München 1972", "1972-01-01", "1972-12-31", "soft"),
]


@pytest.mark.parametrize(("question", "since", "until"), HARD)
def test_an_exact_time_is_a_hard_window(question: str, since: str, until: str) -> None:
    assert read(question) == window(since, until, "hard")


@pytest.mark.parametrize(("question", "since", "until"), SOFT)
def test_a_vague_or_relative_time_or_a_name_is_a_soft_window(question: str, since: str, until: str) -> None:
    assert read(question) == window(since, until, "soft")


@pytest.mark.parametrize("question", LATEST)
def test_a_question_about_now_is_open_until_now(question: str) -> None:
    assert read(question) == (None, AS_OF, "latest")


@pytest.mark.parametrize("question", NO_TIME)
def test_no_time_is_no_window(question: str) -> None:
    assert read_window(question, AS_OF) == ANY_TIME


@pytest.mark.parametrize(("question", "since", "until"), INFERRED)
def test_a_year_that_is_not_said_is_the_latest(question: str, since: str, until: str) -> None:
    assert read(question) == window(since, until, "soft")
    assert read_window(question, AS_OF).year_inferred


@pytest.mark.parametrize(("question", "since", "until", "mode"), LANGUAGES)
def test_other_languages_are_read(question: str, since: str, until: str, mode: str) -> None:
    assert read(question) == window(since, until, mode)


@pytest.mark.parametrize(
    ("question", "says_when"),
    [
        ("What happened in the town in 2021?", True),
        ("What happened in the town in May 2021?", True),
        ("How many were hurt between 2019 and 2021?", True),
        ("On 3 May 2021, who resigned?", True),
        ("What happened last week?", True),
        ("Who won the 2021 election?", False),
        ("What is left of the revolution of 1918?", False),
        ("Who bought the card from 1952?", False),
        ("Who owns the ship that sank in 1912?", False),
        ("The ship sank in 1912. Who owned it?", False),
        ("After the ship sank in 1912, who found it?", False),
        ("After 3 May 2021, who resigned?", True),
        ("Which toys of the 1990s are sold again?", False),
        ("What is new in the music of the 12th century?", False),
    ],
)
def test_a_time_says_when_or_which(question: str, says_when: bool) -> None:
    assert read_window(question, AS_OF).says_when == says_when


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("What happened on 3 May 2021?", True),
        ("Tell me what was reported last week", True),
        ("Were there any events on Monday?", True),
        ("What happened?", False),
        ("What happened to the orchestra in June?", False),
        ("What is the latest news?", False),  # how things stand now, and not a time
        ("The events of the 2021 election", False),
    ],
)
def test_a_time_is_asked_about_alone_where_nothing_else_is(question: str, alone: bool) -> None:
    assert read_window(question, AS_OF).alone == alone


# An archive that ended long ago.

FIRST, LAST = datetime(2019, 5, 1, tzinfo=UTC), datetime(2022, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "last", "since"),
    [
        ("in August", LAST, "2022-08-01"),
        ("in November", LAST, "2021-11-01"),
        ("on June 15", LAST, "2022-06-15"),
        ("in August", datetime(2025, 3, 1, tzinfo=UTC), "2025-08-01"),  # it may have begun; nothing was found
        ("last month", LAST, "2025-09-01"),
        ("in August 2024", LAST, "2024-08-01"),
    ],
)
def test_a_year_is_looked_for_in_the_archive(question: str, last: datetime, since: str) -> None:
    found = read_window(question, AS_OF, FIRST, last)
    assert found.since == datetime.fromisoformat(f"{since}T00:00:00+04:00")


def test_an_archive_too_short_to_hold_a_month_does_not_choose_its_year() -> None:
    found = read_window("in August", AS_OF, datetime(2022, 1, 1, tzinfo=UTC), datetime(2022, 5, 1, tzinfo=UTC))
    assert found.since == datetime(2025, 8, 1, tzinfo=ZONE)


# Where the words are.


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who won in August 2022?", ["in August 2022"]),
        ("Who won  between 3 May\nand 9 June 2022?", ["between 3 May\nand 9 June 2022"]),
        ("Who won the 2022 World Cup?", ["2022"]),
        ("In 2021, 2022 and 2023", ["In 2021", "2022 and 2023"]),
        ("Who is now the current mayor?", ["now", "current"]),
        ("Ağustos 2022'de ne oldu?", ["Ağustos 2022'de"]),
        ("İİİ im August 2022?", ["im August 2022"]),
        ("Who won?", []),
    ],
)
def test_the_words_that_name_the_time_are_pointed_out(question: str, words: list[str]) -> None:
    assert [question[start:end] for start, end in read_window(question, AS_OF).words] == words


@pytest.mark.parametrize(
    ("question", "mode"),
    [
        ("Are prices higher than a year ago?", Mode.NONE),
        ("Which city saw rents rise most compared to a year ago?", Mode.NONE),
        ("Did more people die in 2021 than in 2020?", Mode.SOFT),  # both are asked about
    ],
)
def test_what_a_time_is_compared_with_is_no_window(question: str, mode: Mode) -> None:
    assert read_window(question, AS_OF).mode is mode


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Who won this week?", "Who won          ?"),
        ("Who won in May 2022, recently?", "Who won in May 2022, recently?"),
        ("What happened on Friday?", "What happened on Friday?"),
        ("Last week, who won?", "         , who won?"),
        ("Who won?", "Who won?"),
    ],
)
def test_what_no_article_has_to_say_is_left_out(question: str, left: str) -> None:
    assert without_relative_time(question, read_window(question, AS_OF)) == left


def test_english_alone_needs_no_library_for_languages() -> None:
    code = (
        "import sys; from datetime import *; from index.when import read_window\n"
        "read_window('Who won in August 2022, and who lost last week?', datetime.now(UTC))\n"
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Laws.

WORDS = re.findall(
    r"\S+",
    """in on since before after until by between and to from the of early mid late last this next past ago 2 9 31 two
    May march August june, Friday 2022 1968 99 0 week months year's days spring century Q3 first 2022-05-03
    1/2/2021 im août 2022'de вчера geçen ay . , - ~last x ٢٠٢٢ ſ K İ \ud800""",
)
QUESTIONS = st.one_of(
    st.text(),
    st.lists(st.sampled_from([q for q, *_ in [*HARD, *SOFT, *INFERRED, *LANGUAGES]]), max_size=3).map(", ".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(ZONE))  # noqa: DTZ001


@settings(max_examples=200)
@given(QUESTIONS, MOMENTS)
def test_any_text_is_read_and_its_window_is_in_order(question: str, as_of: datetime) -> None:
    found = read_window(question, as_of, FIRST, LAST)
    assert found == read_window(question, as_of, FIRST, LAST)
    assert not (found.since and found.until) or found.since <= found.until
    assert (found.mode is Mode.NONE) == (found == ANY_TIME)
    borders = [place for span in found.words for place in span]
    assert borders == sorted(borders)
    assert all(0 <= start < end <= len(question) for start, end in found.words)


@given(st.text(min_size=3000, max_size=3000), st.sampled_from(["a", "2022 ", "May 5 ", "in the ", "1. ", "вчера "]))
@settings(max_examples=10)
@pytest.mark.slow
def test_a_long_text_is_cut(text: str, word: str) -> None:
    assert read_window(text, AS_OF) == read_window(text[:2000], AS_OF)
    assert all(end <= 2000 for _, end in read_window(word * 100_000, AS_OF).words)


@given(st.sampled_from(HARD), st.integers(0, 500))
def test_an_absolute_window_does_not_depend_on_the_day(case: tuple[str, str, str], weeks: int) -> None:
    later = read_window(case[0], AS_OF + timedelta(weeks=weeks))
    assert (later.since, later.until, later.mode) == window(*case[1:], "hard")


RELATIVE = [
    question for question, *_ in SOFT if any(word in question for word in ("last", "ago", "past", "this", "day"))
]


@given(st.sampled_from(RELATIVE), st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(ZONE)))  # noqa: DTZ001
def test_a_relative_window_never_begins_in_the_future(question: str, as_of: datetime) -> None:
    found = read_window(question, as_of)
    assert found.since is None or found.since <= as_of


@pytest.mark.parametrize("words", ["2021 ", "that it rained in May ", "After it sank in May "])
def test_many_times_in_a_long_question_take_no_time(words: str) -> None:
    started = time.process_time()
    read_window(words * 400, AS_OF)
    assert time.process_time() - started < 2
