"""Every word that the blame rules know, with its kinds."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from domain.blame_reproaches import REPROACHES
from domain.blame_verbs import ADJECTIVES, IRREGULAR, PARTICIPLES, VERBS, inflected
from domain.blame_words import WORDS

# What these people get wrong is measured, as with any instrument.
RATERS: Final = "annotator labeller labeler"

# Words that rules name one by one.
LITERALS: Final = """
    8 a about above absorbed accept acceptable accepted access accident accord account
    accountability accountable accused acknowledged acknowledges act acted action acts actually
    address adhere admin admit admits admitted adult advice advised afford afraid after afterwards
    again against ages agreed ahead alert all allow allowed allowing alone along although always
    amateur ambition ambled ambling among amounted ample angry answer answered answers antics any
    anybody anyone anything anyway anywhere apologise apologize apology appalling appeared appears
    appetite apply appreciate approvals approved argued around arrange arrogance arsed as aside ask
    asked asking asks asleep assume assumed assumption astonishing at attempt attend attention
    attentive attitude attributed authority avoid awake aware awareness away awol babysit back
    backbone backs backup baffling ball ban banned bar barely barred basics be bear bears beat
    became because become bed been beer before beggars beginner beginner's behave behaved behaves
    behavior behaviour behind belated belief believe believed believes bench beneath best better
    between bit blame bless blind bluff blunder blunders boiled bonus book boredom boss botched
    both bother bothered brain brainchild bravado breach break breaks bring broad brought brushed
    buck buckled budge bungled buried burn business busy but by cache call calling calmer came can
    can't cannot capitulated captain care cared careless carelessness cares carpet carried carry
    caused caution caved chain chair chance change changes charge chat cheap cheapest cheats check
    checking child choice chore chose claimed claims clear clever clicked close closed clown clue
    clumsy cluster coach coached coaching cocked codes coffee collected come comes comfort comment
    commits committed common communicate communication company competent complacency complete
    compulsory concede concentration concern concerned concerning conclude concluded conclusions
    conduct confess confessed confront confuse connection consequences consideration consisted
    console contempt context continue contrary control controls convenience convenient conversation
    cool copied copy corner corners corrected corrective cost could couldn't counsel count courage
    course courtesy covered cowardice cowboy crap crashes create culture curiosity cut cutting dark
    data dawdled dawned day days deaf decency decent decided decides decision declined defiance
    defies deigned delayed delivered demand demonstrates demote deployments deploys depth desired
    desk despite determine devices did difficult diligence dinner directly disappointing disaster
    disciplinary discipline discuss discussion disgrace disgraceful dishonesty dismiss dismissed
    displayed disregard distracted dithered dithering do dock documented does doing done door
    doorstep double-check double-checks down dozed dragged dressing-down drift drill drinks drop
    dropped due dumb during dust duty e-mail eager ear early ears earth easiest easy edit educate
    effort ego eight elected elsewhere email embarrassing emphasise emphasize encourage enforce
    enough error errors escalated escalation establish even ever every everybody everyone evident
    example excluded excuse excuses exercise exercised expect expected expecting experience
    experienced expert expire explain explanation expose eye eyes face facts failed failing fails
    failure faintest faith fakes fallen falls far farce fast faster fat fathom fault favored
    favoured feel feet fell felt fence fester fiddled figured figures file files finally find fine
    fines finger fingerprints fingers fire fired firm first fit fixation fixed flair focus focused
    follow following fond fondness fool foolish fools foot for forced forever forget forgot
    forgotten form formality fortunately found freezes fretted from froze full fully fumbled
    further fussed future gaffe game garbage gathered gathering gave genius get gets gift give
    given gives giving glance glossed go going good got gotten graded grasp grasped great greed
    grew grow grown grown-up growth guess guessed guessing guesswork gun guts habit habits had half
    half-awake halfway hand handed handle handling hands hanging happen happens hard harder hardly
    has hash haste have head heads heard heed helm help her hero herself hesitated hides high him
    himself hire hired his history hit hold holiday home homework honest hope hoped hoping hour
    hours house how however human humility hurried hurry hypothesis idea identified identify idle
    idly if ignorance ignored ignoring imagine imagined impatience importance important impossible
    impress improve in inability inattention inattentive incompetence incomprehensible increase
    indecision indifference inevitably inexcusable inexperience inexperienced inexplicable infinite
    informed inkling insistence insisting instead instruct instructed instructions insufficiently
    intended interest interested into involved is it its job jobs joke joker judgement judgment
    jumped jumps junk just justification justify keen keep keeps kept key keyboard kicked knack
    knew knock knocked know knowledge known knows labels lack lacked lacking lacks laid landed
    lands languished lapse last late later laughable laughed lay layer laziness lazy lead
    leadership leads league leak leaks leaned leant learn learned learns learnt least leave leaves
    lecture led left less lesser lesson let letter letting liable lies lift lifted like likes
    linger lingered link listen little live lock log logic long look looked looking looks loose
    lose lost lot love low luckily lunch made main make makes making malice man managed management
    manager mandatory many mastered matter mattered matters mature maturity may meal meant measures
    meddling meeting memo memorise memorize memory merely merge merged merges mess message messages
    messed middle might mind minute minutes mishandled misjudged misled mismanaged miss missed
    misses missing mistake mistakes mixed mixes moment moment's more most move moved much mucked
    music must muted my name naturally near need needed needs neglected negligence negligent
    neither nerve never next nice no nodded node noise nonsense nor not note nothing notice noticed
    notices notion notorious now nowhere nudge nudges nuisance numbers obey objections obsession
    obvious occurred of off offer office offline ok okay on once one only open opened operating
    opportunity opted option optional order orders other ought our ourselves out outrageous over
    overkill overlooked overrated oversight overslept owe owing own owned owner ownership package
    page pager paid pair part pass passed password patchy path pathetic patience patients paused
    pay paying pays penalise penalize penalties penalty penchant people per perfect performance
    person phone phoned pick pile pings placed plan planned played playground playing plays please
    pledged plenty plot pointed pointless points police policy position possessed predictably
    prefer preferred prefers preoccupied prepare press pressing pride priorities privileges prod
    produced production professional professionalism profit project promised promising promote
    promoted prompts proper properly protests proud proved proven proves prudent public pull pulled
    pulse punish punishment push pushed pushing put qa qualified question questions queue quick
    quicker quickest quickly quiet quit quite raise raised ran rarely rash rather re-read reached
    reacted reaction read reading reads real realise realize really reason reasonable reassign
    receive received reckoned redo reflect refresher refusal refused regard regarding regardless
    reinforce reiterate relied reluctant rely remain remained remedial remember remembers remind
    reminded reminder reminders remove removed repeat repeatedly replace replaced replied replies
    reply report reported reprimand request require reread resist resource respect responded
    responds response responsibility responsible rest restarted restrict rests resulted retake
    retrain retry revenue reverted review reviewed revoke ridiculous right rights rigour robot
    rogue rolled rookie room rot round route rubber-stamped rubbish rug rules run running rush
    rushed sack said salary same sanction sanctions sandbox sat sauntered sauntering save saw say
    say-so saying scant scarcely scared schedule schoolboy screwed seasoned second seconds secret
    see seemed seems seen seldom selling send senior sense sensible sent seriously session set
    settled several shadow shaky shall shambles shameful shape sharper sheep shelved shift shipped
    shocking shortcut shortcuts shot should shoulders show showed shown shows shrugged sideline
    sight sign signed silence silenced silent silly simple simplistic simply since single sit sits
    skated sketchy skill skilled skills sleep sleeping slept slide slip slipped slips slop
    sloppiness sloppy slow slowest slowly smarten smarter smoke so sober sold solution some
    somebody someone something soon spam spare spared spark speak speed spend spent spine spite
    spoke spoken spread squandered squarely staggering stand start state stay stayed steadier step
    stepped stern stick still stood stop stopped storage straight stranded strengthen stress
    strolled strong strongly-worded stubbornness stunt stupid submitted such suggestion supervise
    supervision supervisor supposed sure surprise suspect suspects suspend suspended sweet swept
    switch switched sworn take taken takes taking talent talk talked talking-to tardy task taste
    teach team tell tempting tended tends test testing than thank thanks that that's their them
    themselves then there thereby thing things think thinking thinks this thorough though thought
    thoughts thread three threw through thrown thumbs ticket till time times tinkering tired to
    told too took toughen toy trace traced traces track traffic train trained training trap trash
    treat treated treats tried tries trouble troubled true trust trusted trusting try turned twice
    two typical unacceptable unanswered unbelievable unchecked under undergo underline understand
    understanding understood unfair unfocused unforgivable unknown unless unnecessary unread unseen
    unsupervised unsurprisingly untested until unwilling unwillingness unwise up upon urge urgency
    us use used user using usual vacillated value valued vanity vet via vigilance violation volume
    wait waited waiting wake wakes walked wall wandered wandering wanders want wanted wanting warn
    warned warning warnings was washed wasted wastes watch waved wavered way we weak weakest week
    well well-advised went were what wheel when which while whim who whoever whose why will win
    window wisdom wise wiser wish wished with withdraw withhold without wizard woke woman wonder
    wonders word work worked workshop worried worth would wouldn't wreaked write written wrong
    wrote yawned yet you you'd zero zombie
"""


def lexicon() -> Mapping[str, frozenset[str]]:
    """Every known word with its kinds."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for kind, words in {**WORDS, **REPROACHES}.items():
        for word in words.split():
            kinds[word].add(kind)
    for kind, verbs in VERBS.items():
        for word, form in inflected(kind, verbs):
            kinds[word].add(form)
    for word in set(WORDS["role"].split()) - set(RATERS.split()):
        kinds[f"{word}s"].add("roles")
    for word in IRREGULAR.split():
        kinds[word].add("past")
    for word in PARTICIPLES.split():
        kinds[word].add("part")
    for word in LITERALS.split():
        kinds[word].add(f"={word}")
    for word in ADJECTIVES.split():
        kinds[word].add("ed.adjective")
    for known in kinds.values():
        if all(kind.startswith("=") for kind in known):
            known.add("word")
    return {word: frozenset(known | shape(word)) for word, known in kinds.items()}


def shape(word: str) -> frozenset[str]:
    """What an ending tells: -ed, -ing, -ly."""
    if word.endswith("ed") and len(word) > 3:  # noqa: PLR2004 - "bed", "red"
        return frozenset({"ed", "part"})
    if word.endswith("ing") and len(word) > 4:  # noqa: PLR2004 - "ring", "king"
        return frozenset({"ing"})
    return frozenset({"adv", "ly"}) if word.endswith("ly") else frozenset()


LEXICON: Final = lexicon()
