"""The words that the blame rules know, apart from verbs, by what they do in a sentence.

A word may be of several kinds. Which kind a word is of matters only where a rule asks for it.
"""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    # who
    "pronoun": "he she I",
    "pronoun.is": "he's she's i'm he'd she'd i'd i've",
    "they": "they",
    "we": "we",
    "you": "you",
    "his": "his her my your",
    "their": "their",
    "who": "who",
    "whoever": "whoever whomever",
    "someone": "someone somebody",
    "nobody": "nobody noone no-one none",
    "no": "no",
    "everyone": "everyone everybody people folks colleagues staff employees",
    "the": "the our its this that these those his her my their your said same",
    "a": "a an one another some any",
    "any": "any every each",
    "role": """
        engineer developer programmer coder sre dba sysadmin technician analyst contractor intern
        freelancer apprentice trainee graduate employee colleague coworker co-worker teammate
        responder commander scribe tester architect scientist person individual guy fellow
        newcomer starter hire specialist consultant practitioner supervisor administrator admin
        devops approver reviewer author committer maintainer dispatcher moderator clinician nurse
        doctor accountant clerk trader rep representative annotator labeller labeler director cto
        ceo vp boss executive coordinator officer researcher marketer salesperson captain chair
        student volunteer lawyer teacher secretary superintendent janitor genius idiot fool clown
        joker moron underwriter adjuster teller cashier pharmacist radiologist physician
        paramedic
        broker banker auditor translator interpreter journalist recruiter paralegal solicitor
        attorney caseworker cleaner electrician surgeon lecturer tutor radiographer anaesthetist
        inspector examiner curator counsellor counselor therapist foreman producer buyer stylist
        deployer uploader requester
        steward facilitator strategist statistician economist rookie novice understudy deputy
        organiser organizer receptionist salesman saleswoman librarian copywriter
        """,
    "role.loose": "operator manager lead owner member head chief on-call oncall",
    "roles": """
        engineers developers programmers coders sres dbas sysadmins technicians analysts
        contractors interns freelancers apprentices trainees graduates employees responders testers
        architects scientists specialists consultants administrators admins approvers reviewers
        juniors seniors newcomers authors committers maintainers moderators operators managers
        leads owners colleagues people persons individuals staff officers researchers editors
        writers seniors bosses executives directors supervisors
        leaders deputies stakeholders friends
        """,
    "desk": "support human service care call centre center call-centre helpdesk",
    "roles.qualified": "agents editors designers controllers pilots",
    "outsider": "vendor vendors supplier suppliers",
    "rater": "annotators labellers labelers",
    "human.mod": """
        support human service care centre center call-centre team tech technical engineering
        product project incident release duty line account shift night day on-call oncall standby
        primary secondary responsible junior senior lead principal staff new newer inexperienced
        experienced young overworked tired careless second first other same outgoing incoming
        former acting responding assigned current floor plant console ops operations it hr qa
        site
        data ml machine learning platform backend frontend search security network cloud
        infrastructure infra trainee very copy news managing desk layout community account chat
        content social media
        procurement legal finance sales marketing growth research programme program department
        section branch warehouse store ward theatre clinical medical editorial localisation
        localization office night-shift day-shift regional general line quality risk compliance
        partner vendor delivery design graphics brand event category pricing fraud claims loans
        credit policy training hiring evaluation annotation labelling labeling moderation
        dispatch
        logistics stock shop weekend evening morning previous data-science customer client squad
        air-traffic sector tower
        """,
    "junior": "junior inexperienced new rookie novice green untrained trainee intern graduate",
    "on-call": "on-call oncall",
    "team": """
        team squad crew department management leadership qa devops guys folks vendor contractor
        group shift teams council committee desk guild agency bureau staff supplier
        """,
    "user": "user users customer customers client clients",
    # little words
    "be": "is was were are am be been being isn't wasn't weren't aren't 's",
    "be.not": "isn't wasn't weren't aren't",
    "have": "has have had having hasn't haven't hadn't to've",
    "had": "had",
    "do": "do does did",
    "not": "not never",
    "never": "never",
    "do.not": "don't doesn't didn't didnt doesnt",
    "have.not": "hasn't haven't hadn't",
    "modal": "should could ought",
    "should": "should ought",
    "could": "could",
    "would": "would might may",
    "modal.not": "shouldn't couldn't",
    "should.not": "shouldn't",
    "could.not": "couldn't can't cannot",
    "would.have": "would've might've wouldn't've",
    "modal.have": "should've could've shoulda coulda shouldn't've couldn't've oughta",
    "need": "need needs must has have ought should shall wants",
    "to": "to",
    "will": "will shall",
    "if": "if unless whether when whenever lest case until",
    "if.only": "if",
    "why": "why",
    "by": "by",
    "of": "of",
    "on": "on",
    "for": "for",
    "from": "from",
    "prep": """
        by from for of to with about than like at against into onto under via without between
        among towards toward per on in
        """,
    "place": "on in at of from for with during",
    "and": "and but then or",
    "but": "but",
    "sub": """
        because that which while when where whether if so although though since as after before
        until unless whereas who
        """,
    "because": "because since as",
    "without": "without",
    "rather": "rather instead",
    "adv": """
        just simply also then still again even only once ever quite very too so soon twice somehow
        somewhat almost nearly already first yet apparently perhaps maybe always often sometimes
        both all himself herself themselves later basically well indeed thus therefore hence
        accordingly
        """,
    # places, tools and systems
    "title": "mr mrs ms dr mr. mrs. ms. dr. prof herr frau",
    "department": """
        marketing sales finance legal security infra engineering product support operations ops
        compliance procurement platform infrastructure research growth design content payments
        billing analytics localisation localization editorial logistics dispatch fraud risk safety
        quality comms communications partnerships search personalisation merchandising moderation
        data pharmacy radiology underwriting claims trading treasury hr trust ads recruiting
        """,
    "org": "IT HR PR QA",
    "left": "open unattended unlocked exposed running enabled disabled on off",
    "harmless": """
        incident issue issues error errors problem problems downtime impact delay help trouble
        interruption loss waiting hesitation data being access knowing permission information
        instructions exception effort fuss success sleep warning
        """,
    "change": """
        change changes commit commits pr patch deploy deployment prompt script merge edit code
        config rollout query command refactoring refactor migration tweak edits hotfix
        """,
    "machine": """
        automatically automatic bot template banner ui form tool ci hook job weekly dashboard slack
        pipeline system notification checklist linter
        """,
    "automatic": """
        automatically automatic bot template banner message ui form tool via ci hook job weekly
        dashboard slack pipeline system notification checklist alert page linter
        """,
    "system": """
        model assistant bot chatbot agent pipeline service system job script tool classifier
        retriever router gateway scheduler prompt llm ai controller daemon worker workers cron
        crawler parser monitor alert alerts client library server database copilot planner
        application app process workflow function module api ci linter validator filter guardrail
        robot software program plugin webhook crawler detector backend frontend cluster
        """,
    "bot": "model assistant bot chatbot agent voicebot copilot robot ai llm concierge persona",
    "reasonable": "reasonable reasonably understandable understandably sensible sensibly",
    "faith": "faith instructed documented",
    "meta": """
        telling asking reminding training being calling labelling labeling blaming retraining
        saying writing
        """,
    "rate": """
        rate rates baseline margin bars budget budgets report reports handling message messages
        log logs codes analysis
        """,
    "legal": """
        misrepresentation tribunal court claim claims liability clause lawsuit plaintiff insurance
        legal law judge contributory gross tort ruling tortious torts contract strict
        """,
    "ambient": """
        beyond prevent prevents preventing reduce reduces reducing avoid avoids avoiding against
        tolerate tolerates possibility room prone risk robust label labels labelled labeled call
        calls calling called chance potential resilient eliminate eliminates eliminating minimise
        minimize minimising opportunity opportunities inevitable expected stop stops stopping
        likelihood guard guards allow allows susceptible scope word words term phrase blame
        blaming not never isn't wasn't rather no nor than behind like looked looks seemed appeared
        resembled
        """,
    "cause": "cause causes reason culprit trigger fault blame",
    "cause.past": "caused triggered introduced provoked",
    "colon": ": =",
    # fixed idioms
    "personal": """
        lunch dinner breakfast flight train bus appointment delivery meeting school holiday
        birthday
        """,
    "blunt": "cut hit threw set stuck dug",
    "state": """
        have know need receive get hear own work want feel expect panic touch hesitate find cause
        break leave lose understand like mind matter change happen manage help succeed appear
        sleep reach give
        """,
    "stated": """
        received got had known heard needed worked used met touched saw been owned wanted felt
        expected found stopped met lost left returned saw panicked
        """,
    "relief": """
        ended resolved fixed restored recovered saved helped mitigated stopped solved worked
        reduced limited avoided brought-back repaired
        """,
    "rota": """
        rota rotation on-call team project schedule approvers reviewers owners group list roster
        """,
    "sign": "sign promise read attend understand acknowledge swear repeat",
    "lies": "lies lay rests rested falls fell is was sits",
    "danger": """
        script command migration job clean-up cleanup batch delete drop import restore backfill
        wipe purge deletion
        """,
    "everybody": "everyone everybody",
    "benign.without": """
        losing causing interrupting affecting needing having knowing seeing being waiting leaving
        breaking touching changing
        """,
    "documented": """
        describes says asks allows recommends requires prescribes instructs told advises suggests
        demands specifies states
        """,
    "guide": """
        runbook procedure checklist documentation docs policy manual book playbook guideline
        guidelines instructions letter vendor template process
        """,
    "barrier": """
        filter filters guard guards guardrail guardrails limit limits limiter cap validation gate
        gates safeguard safeguards breaker quota budget threshold protection firewall
        """,
    "dial": """
        limit limits threshold thresholds temperature budget quota timeout rate size count cap
        weight ceiling
        """,
    "safety": """
        filter filters guard guards guardrail guardrails check checks limit limits limiter cap
        alert alerts alarm alarms validation gate gates review test tests eval evals evaluation
        monitor monitoring backup backups logging constraint constraints lock safeguard safeguards
        breaker quota linter protection firewall probe probes it
        """,
    "helpful": """
        fix fixes hotfix patch revert rollback mitigation status runbook dashboard report message
        summary notes timeline traces logs gate poisoned duplicate duplicates stale safer previous
        old correct corrected cleanup wiki documentation snapshot snapshots
        """,
    "elsewhere": "teams jobs roles shifts desks houses another abroad",
    "debris": """
        entries rows answers values records results documents prices messages pages data links
        translations labels numbers totals
        """,
    "mended": "fix fixes hotfix patch revert rollback mitigation workaround",
    "role.qualified": "agent editor designer controller pilot driver planner",
    "foreseen": """
        known predicted foreseen spotted seen noticed guessed expected anticipated caught done
        imagined prevented told
        """,
}
