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
    "the": "the our this that these those his her my their your said same",
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
        joker moron underwriter adjuster teller cashier pharmacist radiologist physician paramedic
        broker banker auditor translator interpreter journalist recruiter paralegal solicitor
        attorney caseworker cleaner electrician surgeon lecturer tutor
        """,
    "role.loose": "operator manager lead owner member head chief on-call oncall",
    "roles": """
        engineers developers programmers coders sres dbas sysadmins technicians analysts
        contractors interns freelancers apprentices trainees graduates employees responders
        testers architects scientists specialists consultants administrators admins approvers
        reviewers authors committers maintainers moderators operators managers leads owners
        colleagues people persons individuals staff officers researchers editors
        """,
    "human.mod": """
        support human service care centre center call-centre team tech technical engineering
        product project incident release duty line account shift night day on-call oncall standby
        primary secondary responsible junior senior lead principal staff new newer inexperienced
        experienced young overworked tired careless second first other same outgoing incoming
        former acting responding assigned current floor plant console ops operations it hr qa site
        data ml machine learning platform backend frontend search security network cloud
        infrastructure infra trainee very copy news managing desk layout
        """,
    "junior": "junior inexperienced new rookie novice green untrained trainee intern graduate",
    "on-call": "on-call oncall",
    "team": """
        team squad crew department management leadership qa devops guys folks vendor contractor
        group shift
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
    "cause.prep": "because due owing thanks down",
    "without": "without",
    "rather": "rather instead",
    "adv": """
        just simply also then still again even only once ever quite very too so soon twice somehow
        somewhat almost nearly already first yet apparently perhaps maybe always often sometimes
        both all himself herself themselves later basically well indeed thus therefore hence
        accordingly
        """,
    # what people are reproached for
    "trait": """
        careless negligent lazy incompetent sloppy reckless irresponsible inattentive clueless
        complacent unprofessional thoughtless foolish stupid dumb inept lax hasty oblivious
        cavalier amateurish slapdash overconfident ill-prepared unprepared lackadaisical
        unqualified undisciplined forgetful disorganised disorganized heedless naive ignorant
        slack lacking incapable unreliable selfish arrogant stubborn sleepy hopeless useless
        remiss derelict slipshod slow-witted unfit nonchalant absent-minded inexperienced clumsy
        irresponsibly
        """,
    "trait.hard": """
        careless negligent sloppy reckless irresponsible thoughtless hasty amateurish slapdash
        incompetent inattentive lazy
        """,
    "novice": "intern trainee apprentice graduate newcomer rookie novice",
    "harm": """
        outage outages incident incidents failure failures leak loss losses error errors breach
        crash loop bug bugs regression regressions problem problems mess chaos damage disruption
        downtime spike duplicates defect vulnerability this
        """,
    "good": """
        quick quickly fast early saved limited contained caught recovered short shorter avoided
        thanks minutes small smaller reduced kept within better
        """,
    "title": "mr mrs ms dr mr. mrs. ms. dr. prof herr frau",
    "department": """
        marketing sales finance legal security infra engineering product support operations ops
        compliance procurement
        """,
    "left": "open unattended unlocked exposed running enabled disabled on off",
    "breaking": """
        breaking causing triggering exposing leaking corrupting wiping crashing costing losing
        leaving leading resulting taking bringing knocking disabling destroying overwhelming
        """,
    "harmless": """
        incident issue issues error errors problem problems downtime impact delay help trouble
        interruption loss waiting hesitation data being access knowing permission information
        instructions exception effort fuss success sleep warning
        """,
    "conduct": """
        attitude behaviour behavior following being process carelessness mistakes conduct
        performance responsibilities importance discipline diligence taking reading paying
        """,
    "harm.start": """
        broke failed crashed stopped doubled began started happened occurred down lost deleted
        exposed begun exploded vanished
        """,
    "tool": """
        grafana jenkins terraform kubernetes redis postgres postgresql kafka prometheus
        alertmanager datadog sentry airflow ansible docker helm argo argocd vault consul nginx
        envoy istio elasticsearch kibana logstash github gitlab bitbucket jira slack pagerduty
        opsgenie cloudflare aws azure gcp google amazon microsoft openai anthropic claude gemini
        gpt chatgpt copilot llama mistral langchain langfuse pinecone weaviate milvus chroma
        snowflake spark flink hadoop cassandra mongodb mysql oracle dynamo dynamodb s3 lambda
        fastly akamai stripe twilio zendesk salesforce alexa siri cortana watson travis circleci
        buildkite spinnaker puppet chef nagios zabbix splunk loki tempo jaeger thanos cortex
        dagster prefect celery rabbitmq zookeeper etcd nomad traefik haproxy linux windows ubuntu
        debian chrome firefox android ios python java node django rails react rust go excel word
        outlook teams zoom notion confluence okta auth0
        """,
    "trait.adv": """
        carelessly negligently lazily recklessly sloppily irresponsibly thoughtlessly foolishly
        stupidly hastily blindly unthinkingly casually nonchalantly cavalierly wilfully willfully
        deliberately needlessly incompetently blithely cheerfully happily knowingly naively
        impatiently quietly secretly unilaterally single-handedly half-heartedly absent-mindedly
        clumsily complacently
        """,
    "fault.adv": """
        accidentally mistakenly inadvertently erroneously wrongly incorrectly unwittingly
        unintentionally wrongfully improperly prematurely
        """,
    "trait.noun": """
        carelessness negligence laziness incompetence sloppiness recklessness inattention
        complacency stupidity inattentiveness thoughtlessness irresponsibility ineptitude
        forgetfulness foolishness idleness indiscipline overconfidence arrogance impatience
        inexperience haste
        """,
    "attention": "attention care",
    "lack": "lack want absence",
    "lacked": "diligence discipline care attention ownership professionalism vigilance competence",
    "careful": """
        careful vigilant diligent attentive cautious mindful conscientious disciplined responsible
        thorough alert
        """,
    "human": "human operator user pilot engineer developer reviewer people personnel admin manual",
    "error": "error errors mistake mistakes failing failings fault",
    "trouble": "pebkac pebcak id-10-t id10t fat-finger fat-fingers",
    "finger": "finger fingers",
    "finger.trouble": "trouble fat slip",
    "mistake": """
        mistake mistakes error errors oversight oversights fault negligence carelessness failure
        failures omission omissions blunder blunders slip slips slip-up typo typos inattention
        lapse lapses haste incompetence laziness sloppiness misjudgement misjudgment recklessness
        inexperience inaction indifference complacency misunderstanding misreading mishandling
        neglect screw-up cock-up mess foul-up stupidity forgetfulness impatience overconfidence
        ignorance doing habit tendency reluctance refusal insistence unwillingness inability
        stubbornness arrogance eagerness obstinacy indecision
        """,
    "poor": "poor bad lousy questionable terrible flawed faulty rash reckless careless",
    "judgement": """
        judgement judgment decision choice call attitude discipline reading handling work
        """,
    "change": """
        change changes commit commits pr patch deploy deployment prompt script merge edit code
        config rollout query command refactoring refactor migration tweak edits hotfix
        """,
    "broke": """
        broke caused triggered exposed leaked corrupted wiped crashed destroyed took brought
        knocked overwhelmed introduced
        """,
    "blame": "blame fault",
    "blame.adj": "responsible culpable guilty",
    "culprit": "culprit offender",
    # what was done to what
    "bad": """
        bad wrong broken untested unreviewed buggy faulty incorrect sloppy half-finished
        unverified half-baked unfinished unapproved defective flawed invalid outdated stale
        unvetted malformed half-tested hasty careless
        """,
    "wrong": "wrong incorrect",
    "process": """
        test tests testing review reviews approval eval evals evaluation evaluating checking check
        checks asking telling backup backups permission reading verifying notice warning looking
        consulting thinking validating validation sign-off regard informing notifying anyone
        anybody announcing reviewing dry-run confirmation confirming supervision authorisation
        authorization following saying
        """,
    "target": "production prod live customer entire whole primary only every backup backups master",
    "loop": "loop loops tie deadlock cycle down",
    "opposite": "instead",
    # what people are told to become
    "more": "more extra greater closer better very much extremely really bit little",
    "behave": "double-check triple-check concentrate focus listen slow",
    "think": "think",
    "twice": "twice before harder",
    "again": "again",
    "course": "course training refresher workshop",
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
    "ball": "ball eye",
    "wheel": "wheel job switch",
    "thing": "it this that one them",
    "too.trait": """
        proud stubborn busy hasty eager quick slow trusting junior confident impatient optimistic
        sure comfortable keen relaxed green
        """,
    "personal": """
        lunch dinner breakfast flight train bus appointment delivery meeting school holiday
        birthday
        """,
    "blunt": "cut hit threw set stuck dug",
    "crime": "although despite regardless",
    "idle": "nothing",
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
    "carefully": "carefully closely thoroughly diligently responsibly attentively",
    "insult": """
        idiot idiots fool fools moron morons clown clowns imbecile muppet muppets incompetents
        amateurs
        """,
    "rota": "rota rotation on-call team project schedule",
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
    "unable": """
        competent capable fit qualified suited suitable reliable trustworthy up cut-out mature
        """,
    "documented": """
        describes says asks allows recommends requires prescribes instructs told advises suggests
        demands specifies states
        """,
    "guide": """
        runbook procedure checklist documentation docs policy manual book playbook guideline
        guidelines instructions letter vendor template process
        """,
    "cant": "can't cannot",
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
    "role.qualified": "agent editor designer",
    "foreseen": """
        known predicted foreseen spotted seen noticed guessed expected anticipated caught done
        imagined prevented told
        """,
}
