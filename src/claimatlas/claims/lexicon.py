"""The codebook's closed lists: cue words, hedges, connectives, and words for kinds of holders.

`cues` holds what attribution in general needs, which is wider; here stands what makes a claim somebody's. The codebook
names the words; a few words that mean the same as a listed one (``insist`` as ``say``) are added for other corpora
and count only with a clause or a quotation. Entries are lemmas unless said otherwise.
"""

from __future__ import annotations

from claimatlas.claims.trees import inflections
from claimatlas.claims.wordlists import read_lists


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SAYING = _set("say state tell report note write claim explain declare announce add emphasise emphasize confirm acknowledge warn argue inform estimate")
SAYING_ALSO = _set("""insist assert allege maintain contend stress reveal disclose admit concede reply respond remark testify predict caution conclude reiterate
    recount tweet post observe assure mention proclaim""")
CALLING = _set("call describe justify")
ATTITUDE = _set("believe think consider see regard understand know fear suspect hope expect doubt")
DENIAL = frozenset(["deny"])
REJECTION = _set("reject dismiss refute")
REJECTED = _set("report claim accusation allegation charge suggestion")

# Cues that may take a noun phrase for a clause, if it names a state of affairs.
NOUN_PHRASE = _set("announce confirm acknowledge report emphasise emphasize note claim warn fear doubt expect suspect estimate deny")

NOUNS = _set("report information statement claim")
EMERGING = _set("emerge surface appear circulate come spread")
RECEIVING = _set("receive have get hear")
TEXTS = _set("""report publication article statement document plan letter study paper release note communique communiqué bulletin analysis survey book post
    tweet message information dossier memo email transcript video recording footage clip photo image tape film audio""")
RECORDINGS = _set("video recording footage clip photo photograph image tape film audio")
EXPRESSING = {"concern": "over about at that", "readiness": "", "hope": "that for", "doubt": "about that over", "fear": "that of about"}
HOLDERLESS = _set("reportedly allegedly purportedly")

_HEDGES = read_lists("hedges.txt")
HEDGE_ADVERBS = frozenset(_HEDGES["adverbs"])
HEDGE_MODALS = frozenset(_HEDGES["modals"])

# Opening words and phrases that tie a sentence to the one before and are no part of what it claims.
CONNECTIVES = tuple(
    sorted(
        (
            tuple(phrase.split())
            for phrase in """however|but|and|or|nor|so|yet|also|thus|therefore|hence|moreover|furthermore|besides|nevertheless|nonetheless|instead|specifically
            |in addition|in other words|at the same time|in contrast|by contrast|on the contrary|for example|for instance|in particular|in fact|indeed
            |after all|in turn|as a result|for these reasons|for this reason|for that reason|recall|although|though|meanwhile|in conclusion|in short
            |that is|this is why|that is why|then|still|to be sure|of course|earlier|later|as a consequence|accordingly|consequently|finally
            |meaning|that|while|whereas|considering|given|as|after all|firstly|secondly|first of all|notably|similarly|likewise|on the other hand""".replace("\n", " ").split("|")
        ),
        key=len,
        reverse=True,
    )
)
# Openings that mark the outlet's own voice by form.
OUTLET_OPENINGS = ("in other words", "this means", "that means", "thus", "therefore", "recall", "hence", "this is why", "that is why", "in short")
MODAL_FRAME = _set("note forget remember recall emphasise emphasize stress add say mention acknowledge")
OCCASIONS = _set(
    """statement interview speech address conference letter tweet report meeting summit briefing release article post message call email hearing court
    filing comment remark news way language term private public conversation response reply"""
)
AGREEING = _set("side agree note say recall assume conclude add mention remember")
COPULAS = _set("be prove remain consist seem")
EVENT_PASSIVES = _set("found born bear recognise recognize establish name")

# Common nouns for events and states, beside those told by their ending.
EVENTS = _set("""attack death threat war talk talks rise presence support release return loss killing killings fighting plan link links use strike crisis increase decline
    violence activity danger risk need end start beginning fall growth drop shift change collapse failure success victory defeat visit arrest trial
    shooting bombing explosion blast raid clash clashes conflict tension tensions unrest interference involvement casualties casualty deaths injuries
    losses damage flood drought earthquake recession cuts cut delay delays existence absence role breach leak exit withdrawal
    deal truce ceasefire merger sale purchase launch closure attempt attempts efforts situation case cases resumption mobilization""")
EVENT_ENDINGS = ("tion", "tions", "sion", "sions", "ment", "ments", "ance", "ence", "ness", "ity", "ship", "ing", "ings", "al", "als", "ure", "ism", "cy")

ANONYMOUS = {
    "source": "source", "sources": "source", "somebody": "source", "someone": "source", "people": "source", "some": "source", "others": "source",
    "many": "source", "insider": "source", "insiders": "source", "eyewitness": "source", "eyewitnesses": "source", "witness": "source",
    "witnesses": "source", "resident": "source", "residents": "source", "locals": "source", "few": "source", "observers": "experts",
    "expert": "experts", "experts": "experts", "analyst": "experts", "analysts": "experts", "commentator": "experts", "commentators": "experts",
    "critic": "experts", "critics": "experts", "observer": "experts", "scientists": "experts", "researchers": "experts", "economists": "experts",
    "scholars": "experts", "specialists": "experts", "historians": "experts", "activists": "source", "supporters": "source", "opponents": "source",
    "media": "media", "outlets": "media", "newspapers": "media", "press": "media", "journalists": "media", "reporters": "media", "tabloids": "media",
    "man": "source", "woman": "source", "men": "source", "women": "source", "father": "source", "mother": "source", "friend": "source",
    "friends": "source", "neighbor": "source", "neighbors": "source", "neighbour": "source", "neighbours": "source", "student": "source",
    "students": "source", "parents": "source", "voters": "source", "neighbours'": "source", "family": "source", "relatives": "source",
    "americans": "source", "one": "source", "everyone": "source", "everybody": "source", "most": "source", "boy": "source", "girl": "source",
}  # fmt: skip
MEDIA = _set("newspaper paper magazine broadcaster station channel outlet daily weekly tabloid site website portal agency newswire network blog")
MEDIA_NAMES = _set("news times post radio tv television herald tribune journal gazette guardian press agency daily weekly reuters media service broadcasting")
ORGANISATIONS = _set("""institute ministry agency service council party office department committee commission center centre university bank fund company
    corporation court parliament congress senate assembly union league association foundation organization organisation bureau board authority
    government administration police army forces force navy military group team club federation alliance front movement network directorate
    secretariat embassy coalition cabinet kremlin pentagon house delegation delegations members leadership regime side state country
    authorities officials rulers leaders militants fighters rebels troops prosecutors investigators lawmakers ministers diplomats officers
    representatives republicans democrats lawyers attorneys campaign school hospital church institution firm union's states nations panel staff
    spokespeople employees workers soldiers militia""")
BODY_NOUNS = _set("""members officials authorities government delegation delegations leadership regime side rulers leaders militants fighters rebels troops group
    police army forces party militia prosecutors investigators lawmakers ministers diplomats officers representatives""")
OFFICES = _set("""president minister chairman chairwoman chair leader spokesman spokeswoman spokesperson governor mayor secretary ambassador consul deputy director
    chief head king queen prince premier chancellor senator congressman congresswoman representative commander general colonel captain lieutenant
    sergeant sheriff judge prosecutor attorney lawyer professor doctor official officer member candidate nominee pope bishop imam analyst author
    economist historian correspondent reporter coach manager ceo founder owner principal superintendent commissioner councilman speaker envoy
    engineer scientist biologist researcher activist farmer teacher journalist doctor nurse actor singer campaigner
    diplomat negotiator strategist adviser advisor aide boss executive editor mr mrs ms dr sen rep gov gen col sgt lt prof sir""")
PERSON_PRONOUNS = _set("he she")

_IRREGULAR = {
    "say": "said", "tell": "told", "write": "wrote written", "think": "thought", "see": "saw seen", "understand": "understood",
    "know": "knew known", "foretell": "foretold",
}  # fmt: skip


def _forms(lemmas: frozenset[str]) -> dict[str, str]:
    found = {}
    for lemma in sorted(lemmas):
        for form in inflections(lemma) | set(_IRREGULAR.get(lemma, "").split()):
            found[form] = lemma
    return found


VERB_OF = _forms(SAYING | SAYING_ALSO | CALLING | ATTITUDE | DENIAL | REJECTION | frozenset(["trace", "point", "express", "make", "show"]))


def cue_class(lemma: str) -> str:
    """Return the codebook's class of a cue verb: saying, attitude or denial."""
    if lemma in DENIAL or lemma in REJECTION:
        return "denial"
    return "attitude" if lemma in ATTITUDE else "saying"


def names_a_state_of_affairs(noun: str, lemma: str) -> bool:
    """Tell whether a common noun stands for an event or a state, by list and by ending."""
    return lemma in EVENTS or noun in EVENTS or (len(noun) > 5 and noun.endswith(EVENT_ENDINGS))
