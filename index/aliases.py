"""Other names of countries, and of some cities and groups that change theirs: Türkiye and Turkey, Kyiv and Kiev.

The countries come from the Unicode Common Locale Data Repository, release 48.2 (Unicode License V3), as npm's packages
cldr-localenames-full and cldr-core have it: the English name, its variants, and the name in each official language that
is written in Latin, Cyrillic or Greek letters, where they differ in more than accents. Small territories are left out,
and the European Union, USA and Britain added by hand. A table, because babel takes a second to read the same names, and
has no variants: no Turkey, no Ivory Coast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from corpus.acronyms import short_form

COUNTRIES = """
Albania|Shqipëri; Algeria|Algérie; Austria|Österreich; Azerbaijan|Azərbaycan; Belarus|Беларусь;
Belgium|Belgien|Belgique|België; Bosnia and Herzegovina|Bosnia|Bosna i Hercegovina|Босна и Херцеговина; Brazil|Brasil;
Bulgaria|България; Cameroon|Cameroun; Cape Verde|Cabo Verde; Central African Republic|République centrafricaine;
Chad|Tchad; Comoros|Comores; Congo|DRC|RDC; Croatia|Hrvatska; Cyprus|Κύπρος|Kıbrıs;
Czechia|Czech Republic|Česko|Česká republika; Côte d'Ivoire|Ivory Coast; Denmark|Danmark;
Dominican Republic|República Dominicana; Equatorial Guinea|Guinea Ecuatorial|Guinée équatoriale; Estonia|Eesti;
Eswatini|Swaziland; European Union|EU; Falkland Islands|Islas Malvinas; Faroe Islands|Føroyar; Finland|Suomi;
French Guiana|Guyane française; French Polynesia|Polynésie française; Germany|Deutschland; Greece|Ελλάδα;
Greenland|Kalaallit Nunaat; Guinea|Guinée; Guinea-Bissau|Guiné-Bissau; Hungary|Magyarország; Iceland|Ísland;
Ireland|Éire; Italy|Italia; Kazakhstan|Қазақстан|Казахстан; Kosovo|Kosovë|Косово;
Kyrgyzstan|Kirghizia|Кыргызстан|Киргизия; Latvia|Latvija; Lithuania|Lietuva; Luxembourg|Luxemburg|Lëtzebuerg;
Madagascar|Madagasikara; Moldova|Republica Moldova; Mongolia|Монгол; Montenegro|Crna Gora; Morocco|Maroc;
Mozambique|Moçambique; Myanmar|Burma; Netherlands|Nederland; New Caledonia|Nouvelle-Calédonie; New Zealand|Aotearoa;
North Macedonia|Северна Македонија; Norway|Norge|Noreg; Palestine|Palestinian Territories;
Papua New Guinea|Papua Niugini; Philippines|Pilipinas; Poland|Polska; Russia|Россия; Serbia|Србија|Srbija;
Singapore|Singapura; Slovakia|Slovensko; Slovenia|Slovenija; Somalia|Soomaaliya; Spain|España; Sweden|Sverige;
Switzerland|Schweiz|Suisse|Svizzera; Tajikistan|Тоҷикистон; Timor-Leste|East Timor; Tunisia|Tunisie; Türkiye|Turkey;
Ukraine|Украина|Україна; United Kingdom|UK|Britain; United Nations|UN; United States|US|USA; Uzbekistan|Ўзбекистон;
Vatican City|Città del Vaticano; Vietnam|Việt Nam
"""
# Those of one name, from the same.
OTHER_COUNTRIES = """
Afghanistan; Andorra; Angola; Argentina; Armenia; Australia; Bahamas; Bahrain; Bangladesh; Barbados; Belize; Benin;
Bhutan; Bolivia; Botswana; Brunei; Burkina Faso; Burundi; Cambodia; Canada; Chile; China; Colombia; Costa Rica; Cuba;
Djibouti; Dominica; Ecuador; Egypt; El Salvador; Eritrea; Ethiopia; Fiji; France; Gabon; Gambia; Georgia; Ghana;
Grenada; Guatemala; Guyana; Haiti; Honduras; Hong Kong; India; Indonesia; Iran; Iraq; Israel; Jamaica; Japan; Jordan;
Kenya; Kiribati; Kuwait; Laos; Lebanon; Lesotho; Liberia; Libya; Liechtenstein; Malawi; Malaysia; Maldives; Mali; Malta;
Mauritania; Mauritius; Mexico; Micronesia; Monaco; Namibia; Nauru; Nepal; Nicaragua; Niger; Nigeria; North Korea; Oman;
Pakistan; Palau; Panama; Paraguay; Peru; Portugal; Puerto Rico; Qatar; Romania; Rwanda; Samoa; San Marino; Saudi Arabia;
Senegal; Seychelles; Sierra Leone; South Africa; South Korea; South Sudan; Sri Lanka; Sudan; Suriname; Syria; Taiwan;
Tanzania; Thailand; Togo; Tonga; Turkmenistan; Tuvalu; Uganda; United Arab Emirates; Uruguay; Vanuatu; Venezuela; Yemen;
Zambia; Zimbabwe
"""
# By hand: what changed its name, and famous names whose spellings differ by more than ``index.sounds`` joins.
OTHERS = """
Kyiv|Kiev|Kijew|Киев|Київ; Kharkiv|Kharkov; Lviv|Lvov|Lemberg; Dnipro|Dnipropetrovsk; Mumbai|Bombay; Kolkata|Calcutta;
Chennai|Madras; Yangon|Rangoon; Beijing|Peking; Ho Chi Minh City|Saigon; Astana|Nur-Sultan; Karabakh|Qarabağ|Garabagh;
Khankendi|Xankəndi|Stepanakert; Mecca|Makkah; Qaeda|Qaida|Kaida; Hezbollah|Hizbollah|Hizbullah|Hizballah;
Islamic State|ISIS|ISIL|Daesh; Houthi|Huthi; Muslim|Moslem; Quran|Koran; Abdullah|Abdallah; Soleimani|Suleimani
"""
# What may also mean another thing: read as the names behind it, never the other way round.
LOOSE = """
America|United States|US|USA
"""

Words = tuple[str, ...]


@cache
def aliases(fold: Callable[[str], Sequence[str]]) -> tuple[Mapping[Words, Sequence[str]], frozenset[Words]]:
    """Return the other names of each name, found by its words, and which of these are names of countries.

    ``fold`` gives the words of a text as the archive has them; short forms stay in capitals.
    """
    found: defaultdict[Words, list[str]] = defaultdict(list)
    for group in (*groups(COUNTRIES), *groups(OTHERS)):
        words = {name: words_of(name, fold) for name in group}
        for name in group:
            found[words[name]] += [other for other in group if words[other] != words[name]]
    for name, *others in groups(LOOSE):
        found[words_of(name, fold)] += others
    return found, frozenset(words_of(name, fold) for group in groups(COUNTRIES + ";" + LOOSE) for name in group)


def words_of(name: str, fold: Callable[[str], Sequence[str]]) -> Words:
    """Return the words by which a name is found."""
    short = short_form(name)
    return (short,) if short else tuple(fold(name))


def groups(table: str) -> list[list[str]]:
    """Read a table: the names of a thing stand between semicolons."""
    return [[" ".join(name.split()) for name in group.split("|")] for group in table.split(";")]
