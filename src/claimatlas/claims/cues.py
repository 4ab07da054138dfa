"""Words that tie a content to its holder, grouped by meaning.

The groups are our own, written from knowledge of English and not taken from a corpus. A group says two things: the
class that the codebook gives the cue (`cue_class`), and the complements that make it a cue: a clause, an infinitive,
an object, a prepositional phrase or a quotation. A word may stand in several groups; the first one that fits wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Group:
    """A group of cue words that behave alike.

    Parameters
    ----------
    name : str
        What the words mean.
    cue_class : str
        ``saying``, ``attitude``, ``denial`` or ``event`` as the codebook uses them.
    frames : frozenset of str
        ``clause`` (finite clause or question), ``to`` (infinitive), ``object`` (noun phrase), ``person to``
        (object and infinitive), ``as`` (call it a success, see it as one), ``ing`` and ``quote``.
    """

    name: str
    cue_class: str
    frames: frozenset[str]
    words: frozenset[str] = field(repr=False)


def _group(name: str, cue_class: str, frames: str, words: str) -> Group:
    return Group(name, cue_class, frozenset(frames.split(", ")), frozenset(words.split()))


VERBS = (
    # saying
    _group(
        "say",
        "saying",
        "clause, quote, object",
        """say state add claim assert allege contend maintain declare announce explain note remark observe comment
        argue reason insist stress emphasize emphasise underline underscore reiterate repeat confirm affirm
        acknowledge admit concede confess disclose divulge reveal report mention recount relate recall testify swear
        attest attribute proclaim profess opine posit postulate propose suggest hint imply insinuate warn caution
        predict forecast foretell estimate project calculate reckon tell inform notify remind assure reassure advise
        brief apprise convince persuade teach boast brag complain lament bemoan protest gripe grumble joke quip
        deadpan counter retort rebut respond reply answer rejoin conclude summarize summarise clarify specify
        signal communicate convey express voice articulate utter pledge promise vow""",
    ),
    _group(
        "write",
        "saying",
        "clause, quote, object",
        """write tweet retweet blog post publish email e-mail text editorialize pen headline caption print quote cite
        document record list read type message""",
    ),
    _group(
        "manner of speaking",
        "saying",
        "clause, quote",
        """shout yell scream cry whisper murmur mutter mumble growl snap snarl hiss bark bellow roar holler shriek
        gasp sigh sob chant sing intone drawl exclaim interject interrupt interject chime continue begin start
        conclude finish close laugh chuckle smile grin recite repeat quip crow gush rave rant thunder fume scoff
        sneer jeer taunt tease wisecrack muse ponder offer agree demand ask inquire query wonder plead beg urge
        pray echo""",
    ),
    _group("ask", "event", "clause, quote, person to, to", "ask inquire enquire wonder question quiz query press"),
    _group(
        "call",
        "saying",
        "as",
        """call describe label brand dub term portray characterize characterise depict paint cast deem declare
        pronounce hail denounce dismiss regard see view consider perceive treat think find judge rate rank
        identify cite frame tout bill refer""",
    ),
    # attitude
    _group(
        "believe",
        "attitude",
        "clause, as",
        """believe think consider know understand suspect assume presume suppose guess imagine figure feel doubt
        realize realise recognize recognise judge speculate conclude gather surmise trust dream remember forget
        hear learn discover see notice find worry fear regret care mind wonder decide determine anticipate
        foresee envision envisage expect hope wish pray pretend concur agree disagree accept""",
    ),
    _group(
        "want",
        "attitude",
        "to, person to, clause",
        """want wish hope expect intend plan aim seek prefer desire long yearn aspire need like love hate fear
        dread hesitate mean propose""",
    ),
    # denial
    _group("deny", "denial", "clause, object, ing, quote", "deny dispute refute rebut disavow disclaim"),
    _group("reject", "denial", "object", "reject dismiss"),
    # acts of speech that commit the holder or somebody else
    _group(
        "promise",
        "event",
        "to, clause",
        """promise pledge vow swear agree refuse decline threaten offer volunteer undertake resolve decide choose
        opt elect consent claim profess pretend""",
    ),
    _group(
        "order",
        "event",
        "person to, clause, quote",
        """ask urge order tell instruct command direct request require encourage invite implore beg beseech exhort
        advise warn challenge persuade convince press lobby pressure compel force allow permit authorize
        authorise forbid recommend demand dare remind call""",
    ),
    # judging and supporting
    _group(
        "criticize",
        "event",
        "object",
        """criticize criticise condemn denounce blast slam attack assail decry deplore lambaste bash rip mock
        ridicule deride insult disparage belittle scorn chide scold rebuke reprimand admonish blame fault accuse
        castigate excoriate pillory vilify malign censure knock pan hammer skewer trash berate question
        challenge""",
    ),
    _group(
        "praise",
        "event",
        "object",
        """praise applaud commend laud hail salute celebrate welcome cheer compliment congratulate thank admire
        tout extol defend champion promote""",
    ),
    _group(
        "support",
        "event",
        "object, ing",
        """support back endorse favor favour embrace oppose resist reject dismiss repudiate renounce protest prefer
        advocate approve disapprove""",
    ),
    _group(
        "announce",
        "event",
        "object, ing",
        """announce propose suggest recommend promise pledge demand request discuss address mention describe outline
        detail explain cite reveal disclose predict acknowledge admit recall reiterate highlight emphasize stress
        note invoke raise express voice threaten""",
    ),
    _group("show", "event", "clause, object", "show indicate suggest reveal find demonstrate prove illustrate confirm"),
)

PREPOSITIONS = {
    "call": "for on",
    "talk": "about",
    "speak": "about of",
    "refer": "to",
    "point": "to",
    "complain": "about of",
    "warn": "of about against",
    "accuse": "of",
    "allude": "to",
    "object": "to",
    "argue": "for against",
    "comment": "on",
    "insist": "on",
    "ask": "for about",
    "push": "for",
    "press": "for",
    "appeal": "for to",
    "plead": "for",
    "respond": "to",
    "rail": "against",
    "apologize": "for",
    "think": "of about",
    "worry": "about",
    "care": "about",
    "believe": "in",
    "agree": "with to",
    "disagree": "with",
    "approve": "of",
    "disapprove": "of",
    "elaborate": "on",
}

NOUNS = frozenset(
    ["report", "statement", "claim", "allegation", "accusation", "assertion", "argument", "belief", "announcement", "suggestion", "charge", "admission", "acknowledgment", "acknowledgement", "fear", "concern", "hope", "view", "opinion", "idea", "notion", "feeling", "conviction", "promise", "pledge", "vow", "threat", "warning", "rumor", "rumour", "complaint", "contention", "insistence", "prediction", "proposal", "assumption", "suspicion", "impression", "decision", "denial", "revelation", "news", "information", "testimony", "thought", "demand", "request", "criticism", "assurance", "confirmation", "conclusion", "criticism", "remark", "comment"]
)

HOLDERLESS = frozenset(["reportedly", "allegedly", "purportedly", "supposedly"])
