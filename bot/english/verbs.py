"""Verbs of English news: their forms, and the adjectives that stand where a participle may. Words only."""

from __future__ import annotations

import re


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# Past and first form of verbs that news is made of: a question with "did" needs the first.
_REGULAR = (
    "accept add adopt appeal appear appoint arrest attack attend award ban block call cancel collapse complete"
    " confirm crash defeat defend demand detain disappear discover earn elect end enter erupt expand extend finish"
    " follow happen halt help hit host impeach impose indict injure join kill land last launch leak lift limit list"
    " miss move offer open order overturn pardon pass perform plead present protest publish raise reach recall"
    " recover reject release remain report resign respond return reveal sail seek sign spark suspend target threaten"
    " touch tour track transfer travel turn unveil urge veto visit walk warn work"
)
_IN_E = (
    "acquire announce approve arrive charge close continue create decide declare decline donate evacuate examine"
    " execute exchange hire improve increase introduce invade issue liberate live merge move name nominate operate"
    " oppose pause place pledge postpone produce promise propose prove provide purchase raise reduce refuse"
    " release remove replace rescue resume retire revive schedule seize serve settle strike surge terminate tie"
    " trade update use welcome"
)
PAST = {f"{one}ed": one for one in _REGULAR.split()} | {f"{one}d": one for one in _IN_E.split()} | {
    "became": "become", "began": "begin", "bought": "buy", "broke": "break", "built": "build", "carried": "carry",
    "cut": "cut", "denied": "deny", "died": "die", "fell": "fall", "flew": "fly", "gave": "give", "got": "get",
    "held": "hold", "hit": "hit", "led": "lead", "left": "leave", "lost": "lose", "made": "make", "married": "marry",
    "met": "meet", "opted": "opt", "paid": "pay", "planned": "plan", "rose": "rise", "sent": "send", "set": "set",
    "shot": "shoot", "sold": "sell", "spoke": "speak", "started": "start", "stepped": "step", "stopped": "stop",
    "struck": "strike", "sued": "sue", "testified": "testify", "took": "take", "tried": "try", "went": "go",
    "won": "win", "wrote": "write",
}  # fmt: skip
# Without words that are nouns as often ("fire", "plan", "report", "work").
BASES = frozenset(PAST.values()) | _listed(
    "accept accuse achieve add admit adopt agree allow announce apologise apologize appear apply approve argue arise",
    "arrive ask attend avoid ban become beat begin believe belong break bring build burn buy call cancel carry catch",
    "celebrate choose claim close collapse collect come compete complete condemn confirm consider contain continue",
    "convince cost crash create cross cut damage deal decide declare decline defeat defend delay deliver demand deny",
    "depart depend describe destroy develop die disagree disappear discover draw drive drop earn eat elect employ",
    "encourage end enter erupt escape evacuate exist expand expect explain explode express face fail fall feel fight",
    "fill find finish fly follow forget gain get give go grow happen hear help hire hit hold hurt identify improve",
    "include increase inform injure inspect introduce invent invest investigate invite involve join keep kill know",
    "lack last launch lay lead learn leave lie lift listen live lose maintain make manage marry mean measure meet",
    "merge move need object obtain occur offer open oppose organise organize own pass pay perform permit persuade",
    "play praise predict prefer prepare prevent produce promise promote propose protect prove provide publish pull",
    "put raise reach read receive recommend recover reduce refer refuse reject release rely remain remove reopen",
    "repair replace reply represent require rescue resign resume retire return reveal rise run sail say see seek seem",
    "sell send serve settle sign sing sink sit speak spend spread stand start stay steal step stop strike struggle",
    "succeed sue suffer suggest support surrender survive suspend take talk teach tell think threaten throw travel",
    "try turn understand undergo urge use visit vote wait walk want warn watch wear weigh welcome win withdraw worry",
    "write",
)
# The first form, the past and the participle, where it is another.
FORMS = tuple(
    tuple(forms.split())
    for line in (
        "bear bore born,beat beat beaten,begin began begun,bite bit bitten,blow blew blown,break broke broken",
        "bring brought,build built,buy bought,catch caught,choose chose chosen,cut cut,deal dealt,do did done",
        "draw drew drawn,drink drank drunk,drive drove driven,eat ate eaten,fall fell fallen,feed fed,feel felt",
        "fight fought,find found,flee fled,fly flew flown,forget forgot forgotten,freeze froze frozen",
        "give gave given,go went gone,grow grew grown,hear heard,hide hid hidden,hit hit,hold held,hurt hurt",
        "keep kept,know knew known,lay laid,lead led,leave left,lend lent,lose lost,make made,mean meant,meet met",
        "overthrow overthrew overthrown,pay paid,put put,read read,ride rode ridden,rise rose risen,run ran run",
        "say said,see saw seen,seek sought,sell sold,send sent,set set,shake shook shaken,shoot shot,show showed shown",
        "shut shut,sing sang sung,sink sank sunk,speak spoke spoken,spend spent,split split,steal stole stolen",
        "stick stuck,strike struck,swear swore sworn,sweep swept,swim swam swum,take took taken,teach taught",
        "tear tore torn,tell told,think thought,throw threw thrown,understand understood,wear wore worn",
        "weave wove woven,win won,withdraw withdrew withdrawn,write wrote written",
    )
    for forms in line.split(",")
)
IRREGULAR = frozenset(forms[-1] for forms in FORMS)
# What ends like a participle and is none.
NOUNS = _listed(
    "bed bleed breed children citizen deed feed garden green heaven hundred kitchen linen men need open oven oxygen",
    "queen screen seed shed sled speed teen weed women bombing building ceiling clothing crossing dressing drilling",
    "evening feeling festering filming funding gathering hearing housing killing king landing lightning meeting",
    "morning mooring offspring painting parking planning pudding railing reading recording ring ruling sailing sewing",
    "shipping shooting siding spending spring stabbing string swing thing training uprising warning wedding wing",
    "wording",
)
ADJECTIVES = _listed(
    "able absent active afraid alive alone angry available awake aware back bad big busy cheap clean clear cold",
    "correct dangerous dark dead deep due early easy empty expensive famous fast free full good guilty happy hard",
    "heavy high hot ill illegal important innocent large late legal likely long low missing necessary new offline",
    "old online open poor popular possible proud ready rich right rough sad safe short shut sick silent small sorry",
    "strong tall true unsafe unusual useful visible warm weak wet worth wrong young",
)
PLURALS = _listed(
    "people men women children police others both they these those mice geese feet teeth sheep",
)
_ENDING = re.compile(r"\w{2,}(?:ed|[^aeiou]en|ing)")


def forms_of(word: str) -> frozenset[str]:
    """The forms of an irregular verb, of which a word is one."""
    return frozenset(form for forms in FORMS if word in forms for form in forms)


def is_participle(word: str) -> bool:
    """Whether a word looks like a participle: "opened", "built", "closing"."""
    small = word.casefold()
    return small in IRREGULAR or (small not in NOUNS and bool(_ENDING.fullmatch(small)))
