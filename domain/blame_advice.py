"""What a finding says: why it is one, and a question that leads toward the system."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from domain.blame_rules import NamedRule


class Advice(Struct, frozen=True):
    why: str
    question: str


ADVICE: Final[Mapping[NamedRule, Advice]] = {
    NamedRule.PERSON_AT_FAULT: Advice(
        "It makes one person the author of the failure; the next person would meet the same gap.",
        "What made this act or omission possible, and what check would have caught it?",
    ),
    NamedRule.COUNTERFACTUAL: Advice(
        "It tells what a person did not do, as seen from afterwards, instead of what happened.",
        "What did the screen, the alert or the runbook show at that moment, and what"
        " would have made the other way the obvious one?",
    ),
    NamedRule.HUMAN_ERROR: Advice(
        "Human error is where an inquiry begins; as a cause it explains nothing.",
        "Which design, default or missing guard let a single slip have this effect?",
    ),
    NamedRule.TRAIT: Advice(
        "It judges character. Nobody can test, deploy or verify a change of character.",
        "Which conditions (time, load, information, tooling) would lead a diligent person"
        " to the same result?",
    ),
    NamedRule.BEHAVIOUR_ACTION: Advice(
        "It asks a person to behave differently, which cannot be proven and wears off.",
        "What change to a tool, default, gate or alert would make this attention unnecessary?",
    ),
    NamedRule.PERSON_AS_CAUSE: Advice(
        "It gives a person as the cause; causes are conditions, and there are several.",
        "Which conditions had to be in place for this step to do harm?",
    ),
    NamedRule.PASSIVE_AGENT: Advice(
        "Naming who did it adds nothing to how it became possible.",
        "How was this change allowed, and what told anybody about its effect?",
    ),
    NamedRule.POSSESSIVE_MISTAKE: Advice(
        "It turns a gap in the system into somebody's property.",
        "What made this slip easy to make and hard to see?",
    ),
    NamedRule.WHY_PERSON: Advice(
        "Asking a person why calls for a justification; asking how brings out the circumstances.",
        "How did this look like the right step, given what was known then?",
    ),
    NamedRule.UNNAMED_INDIVIDUAL: Advice(
        "An unnamed individual is still one: readers will ask who it was.",
        "Which step of the process let this through without anybody being told?",
    ),
    NamedRule.TEAM_AT_FAULT: Advice(
        "It passes judgement on a team; it does not say what the team lacked.",
        "Which signal, handover or capacity was missing, and where?",
    ),
    NamedRule.TONE: Advice(
        "No single word says so, but taken together the words read as a reproach to somebody.",
        "What would this sentence say if nobody had been there, and what was in place instead?",
    ),
    NamedRule.SARCASM: Advice(
        "Remarks on repetition read as a reproach and say nothing of why it recurs.",
        "What keeps bringing this back, and which earlier action was meant to end it?",
    ),
}
