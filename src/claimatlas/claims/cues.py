"""Words that tie a content to its holder, grouped by meaning.

The groups are our own, written from knowledge of English; none is taken or counted from a corpus. A group says which
class the codebook gives its words and with which complements they are cues. A word may stand in several groups; for
each complement the first group that takes it decides the class.

The codebook's list of cues is closed and much smaller than these lists: the classes ``saying``, ``attitude``, ``denial``,
``holderless`` and ``noun`` are for it, while ``event`` collects requests, promises, judgements, decisions and support,
which report a position but make no checkable claim.
"""

from __future__ import annotations

from dataclasses import dataclass, field


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())




@dataclass(frozen=True)
class Group:
    """Cue words that behave alike.

    Parameters
    ----------
    name : str
        What the words mean.
    cue_class : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``noun`` or ``event``.
    frames : frozenset of str
        Complements that make the word a cue: ``clause`` (a finite clause or a question), ``quote`` (direct speech),
        ``aside`` (*the road, he said, is shut*), ``infinitive``, ``person`` (somebody and an infinitive),
        ``object`` (a noun phrase), ``predicate`` (*call it a lie*, *see it as one*), ``seem`` (subject raised: *he is
        said to be ill*), ``copula`` (*the question
        is whether …*), ``make`` (*she made it clear that …*), ``bare`` (a clause without *that* that
        the parser often misses), or a preposition.
    words : frozenset of str
        Lemmas.
    """

    name: str
    cue_class: str
    frames: frozenset[str]
    words: frozenset[str] = field(repr=False)


def _group(name: str, cue_class: str, frames: str, lemmas: str) -> Group:
    return Group(name, cue_class, words(frames), words(lemmas))


VERBS = (
    # --- saying -------------------------------------------------------------------------------------------------
    _group(
        "say",
        "saying",
        "clause quote aside",
        """say state add tell claim assert allege contend maintain declare announce explain note remark observe argue
        reason insist stress emphasize emphasise underline underscore reiterate repeat reaffirm confirm affirm
        acknowledge admit concede confess disclose divulge reveal report mention recount relate recall testify attest
        proclaim profess opine posit postulate suggest hint imply insinuate intimate warn caution predict forecast
        foretell estimate project calculate reckon inform notify remind assure reassure advise brief convince persuade
        teach boast brag complain lament bemoan gripe grumble joke quip counter retort rebut respond reply answer
        rejoin conclude summarize summarise clarify specify signal communicate convey voice articulate utter write
        tweet retweet blog post publish email text editorialize headline quote cite document record read stipulate
        elaborate speculate theorize hypothesize charge echo point highlight describe express continue""",
    ),
    _group(
        "say as an act",
        "event",
        "clause quote aside",
        "agree concur promise pledge vow swear propose recommend rule comment protest discuss hail",
    ),
    _group("say that, that left out", "saying", "bare", "say tell claim argue insist contend add note predict"),
    _group("think that, that left out", "attitude", "bare", "think believe"),
    _group("be said", "holderless", "seem", "say report believe think allege rumor understand presume assume claim"),
    _group(
        "manner of speaking",
        "saying",
        "quote",
        """shout yell scream cry whisper murmur mutter mumble growl snap snarl hiss bark bellow roar holler shriek gasp
        sigh sob chant sing intone drawl exclaim interject interrupt chime begin start finish close laugh chuckle
        smile grin recite crow gush rave rant thunder fume scoff sneer jeer taunt tease muse ponder offer demand ask
        inquire query wonder plead beg urge pray go deadpan implore message type sign print caption list think
        marvel vent cheer admonish scold chide apologize""",
    ),
    _group("ask", "event", "clause quote person infinitive about for", "ask inquire enquire wonder question quiz query press"),
    _group(
        "talk",
        "saying",
        "about of against",
        """talk speak write tweet joke complain brag boast warn caution inform testify lie gripe rant muse opine report
        comment elaborate reflect remark""",
    ),
    _group("comment", "saying", "on", "comment elaborate reflect remark opine"),
    _group("point", "saying", "to", "point refer allude respond attribute testify attest admit confess"),
    _group(
        "call",
        "saying",
        "predicate",
        """call describe label brand dub term name title entitle portray characterize characterise depict paint cast
        declare pronounce hail denounce dismiss condemn identify cite frame tout bill refer list quote mock slam
        position present pitch justify lambaste praise deride ridicule nickname christen designate""",
    ),
    # --- attitudes ----------------------------------------------------------------------------------------------
    _group(
        "believe",
        "attitude",
        "clause",
        """believe think consider understand suspect assume presume suppose guess imagine figure feel doubt realize
        realise recognize recognise judge speculate gather surmise trust worry fear""",
    ),
    _group(
        "know",
        "attitude",
        "clause",
        """know hear learn discover see notice find remember forget regret care mind wonder decide determine
        anticipate foresee envision envisage expect hope wish pray pretend accept love hate like appreciate
        prefer want rejoice""",
    ),
    _group(
        "see as",
        "attitude",
        "predicate",
        "see regard view consider perceive deem judge rate rank treat think believe find know recognize interpret",
    ),
    _group("expect", "attitude", "seem", "expect predict project forecast consider deem perceive see know estimate find"),
    _group("seem", "attitude", "seem", "seem appear"),
    _group(
        "think of", "attitude", "about of on in for with", "think care worry believe dream hope know wish agree disagree"
    ),
    _group(
        "want",
        "attitude",
        "infinitive person",
        """want wish hope expect intend plan aim seek prefer desire long yearn aspire like love hate fear dread hesitate
        mean propose""",
    ),
    # --- denial -------------------------------------------------------------------------------------------------
    _group("deny", "denial", "clause object quote", "deny dispute refute rebut disavow disclaim"),
    _group("reject a claim", "denial", "object", "reject dismiss"),
    # --- acts ---------------------------------------------------------------------------------------------------
    _group(
        "promise",
        "event",
        "infinitive clause",
        """promise pledge vow swear agree refuse decline threaten offer volunteer resolve decide choose opt consent
        claim profess""",
    ),
    _group(
        "order",
        "event",
        "person clause quote",
        """ask urge order tell instruct command direct request require encourage invite implore beg beseech exhort
        advise warn challenge persuade press lobby pressure permit authorize authorise forbid recommend demand
        dare remind""",
    ),
    _group("call on", "event", "person", "call"),
    _group("call for", "event", "for on upon", "call push press plead appeal argue advocate campaign vote apologize vouch lobby"),
    _group("be against", "event", "against", "argue vote rail campaign warn protest fight speak"),
    _group("side with", "event", "with", "agree disagree side sympathize sympathise concur quarrel"),
    _group("dwell on", "event", "on upon", "focus insist concentrate dwell touch comment agree vote reflect weigh double"),
    _group("aim at", "event", "at", "hint balk lash scoff sneer"),
    _group("accuse", "event", "of", "accuse suspect approve disapprove despair boast"),
    _group(
        "criticize",
        "event",
        "object",
        """criticize criticise condemn denounce blast slam attack assail decry deplore lambaste bash rip mock ridicule
        deride insult disparage belittle scorn chide scold rebuke reprimand admonish blame fault castigate excoriate
        pillory vilify malign censure knock pan hammer skewer trash berate question challenge lament bemoan
        protest downplay""",
    ),
    _group(
        "praise",
        "event",
        "object",
        """praise applaud commend laud hail salute welcome cheer compliment congratulate thank admire tout extol defend
        champion promote credit herald advocate""",
    ),
    _group(
        "support",
        "event",
        "object",
        """support back endorse favor favour embrace oppose resist repudiate renounce prefer approve accept reject
        ignore recognize recognise""",
    ),
    _group(
        "announce",
        "event",
        "object",
        """announce propose suggest recommend promise pledge demand request discuss mention describe outline detail
        explain cite reveal disclose predict acknowledge admit recall reiterate repeat highlight emphasize emphasise
        stress underline underscore note invoke express voice threaten confirm report state claim declare tweet
        retweet reference list recount share echo address project signal articulate preach recite chant expose
        identify warn concede contradict justify foresee contemplate consider""",
    ),
    _group(
        "hand out", "event", "object", "release issue publish unveil deliver offer introduce post file write lay seek"
    ),
    _group("compare", "event", "object", "compare liken contrast equate"),
    _group("set about", "event", "infinitive", "vote look push campaign"),
    _group("decide", "event", "object", "sign nominate appoint name order approve authorize veto ban"),
    _group(
        "want it", "attitude", "object", "want like expect fear know understand remember hate love enjoy relish resent regret"
    ),
    _group(
        "show",
        "event",
        "clause aside",
        "show indicate suggest reveal find demonstrate prove illustrate confirm rate",
    ),
    _group("show something", "event", "object", "show indicate suggest reveal"),
)

NOUNS = (
    _group(
        "claim",
        "noun",
        "clause",
        """report statement claim allegation accusation assertion argument belief announcement suggestion charge
        admission acknowledgment acknowledgement fear concern hope view opinion idea notion feeling conviction
        warning rumor rumour complaint contention insistence prediction assumption suspicion impression denial
        revelation information testimony criticism assurance confirmation conclusion remark comment evidence doubt
        confidence sense speculation agreement case position theory expectation worry perception""",
    ),
    _group(
        "message",
        "noun",
        "copula",
        """message question idea point argument view claim belief hope fear thinking answer contention concern advice
        proposition assumption theory conclusion position complaint suggestion expectation worry consensus""",
    ),
    _group(
        "account",
        "noun",
        "of about",
        """mention message story account description claim allegation accusation announcement explanation denial
        disclosure warning assessment depiction portrayal discussion talk hint assertion suggestion""",
    ),
    _group(
        "remark",
        "noun",
        "about on",
        """comment remark statement question speech joke complaint conversation thought debate argument lie tweet
        information detail word opinion stance position view""",
    ),
    _group(
        "criticism",
        "event",
        "of",
        """criticism critique condemnation rejection denunciation mockery endorsement embrace support approval
        disapproval praise defense defence view opinion perception understanding favor hope fear""",
    ),
    _group("criticism of a deed", "event", "over on for", "criticism concern dispute outrage anger blame"),
    _group(
        "support",
        "event",
        "for",
        """support call request praise demand plea enthusiasm preference push case proposal admiration respect advocate
        contempt disdain sympathy passion desire hope plan vision apology""",
    ),
    _group(
        "doubt",
        "event",
        "about over of",
        "question concern doubt worry anxiety uncertainty skepticism scepticism unease alarm complaint",
    ),
    _group("attack", "event", "on against at", "attack assault swipe shot dig jab aim fire lawsuit charge protest"),
    _group("opposition", "event", "to against", "opposition reference objection resistance hostility allegiance tribute"),
    _group("disagreement", "event", "with", "issue frustration disagreement satisfaction"),
    _group(
        "plan",
        "event",
        "infinitive",
        """plan decision promise proposal desire pledge refusal vow threat willingness reluctance call demand request
        offer inclination unwillingness intention commitment hope""",
    ),
)

ADJECTIVES = (
    _group("make clear", "saying", "make", "clear plain known explicit"),
    _group("willing", "event", "infinitive", "eager willing unwilling reluctant inclined determined ready keen hesitant loath"),
    _group(
        "sure",
        "attitude",
        "clause about of",
        """confident sure certain convinced hopeful concerned worried glad aware unaware afraid doubtful skeptical
        sceptical optimistic pessimistic proud fearful wary nervous critical supportive adamant disappointed happy
        angry upset""",
    ),
)

HOLDERLESS = words("reportedly allegedly purportedly supposedly")

VIEWS = words("view opinion eye estimation judgment judgement mind word telling assessment")
"""Nouns of *in the mayor's view*."""

POLLS = words("poll survey census")
"""Nouns of *in a recent survey*."""

NOT_SPEAKERS = words(
    "note update related more read watch photo video correction topics tags source sources click here when where what "
    "why how copyright image caption date time location question look"
)
"""Words before a colon that name no speaker."""
