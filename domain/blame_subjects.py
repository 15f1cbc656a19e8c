"""Who is spoken of: the people a text may name, single out, hint at or lump together."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import Final

from domain.blame_grammar import alternatives, needed


class Who(StrEnum):
    """Kinds of subject. `NAMED` is a person of the roster or a known given name."""

    NAMED = "named"
    ROLE = "role"
    PRONOUN = "pronoun"
    THEY = "they"
    YOU = "you"
    WE = "we"
    SOMEBODY = "somebody"
    SOMEONE = "someone"
    WHOEVER = "whoever"
    NONE = "none"
    NOBODY = "nobody"
    EVERYONE = "everyone"
    TEAM = "team"
    STRANGER = "stranger"
    WHICH = "which"


PERSON: Final = frozenset({Who.NAMED, Who.ROLE, Who.PRONOUN})
UNNAMED: Final = frozenset({Who.SOMEBODY, Who.SOMEONE})
HUMAN: Final = PERSON | UNNAMED | {Who.TEAM, Who.WHICH}
ANYBODY: Final = HUMAN | {Who.WE, Who.YOU, Who.WHOEVER, Who.THEY, Who.EVERYONE}

START: Final = "(?<=<stop|number|colon|dash>)"
# Whatever may stand between an article and a noun.
MODS: Final = """
    (?:<^stop semi comma colon dash open close quote opaque sub who and the a be have do do.not
       have.not be.not modal modal.not modal.have not prep to pronoun they we you someone nobody
       name name.s will if would could role roles team blunt fault.past thing.s>){0,3}
"""
NAME: Final = "(?:<name>(?:<name|proper>)?|<title><proper|name>)"
NO_MACHINE: Final = """
    (?!<=task|=package|=session|=memory|=window|=file|=queue|=secret|=context|=password|=cluster
       |=connection|=resource|=node|=lock|=state|=cache|=storage|=volume|=traffic|=key>)
"""
NOVICE: Final = """
    (?:<the|a>(?:<human.mod|word|ly>){0,2}<junior>
       (?:<human.mod|word|role|and|comma>){0,3}<role|role.loose>
     | <a|the><novice>)
"""
ROLE: Final = rf"""
    (?:<the>{MODS}<role>(?!<system>)
     | <the>(?:<human.mod|ing>){{0,3}}<role.loose|on-call> | <the>{MODS}<=owner>
     | <the>{NO_MACHINE}<word><role.loose>(?=<had|do|do.not|never|be|fault.past|ly>)
     | <the>(?:<human.mod|=human>){{1,3}}<role.qualified>
     | <the>(?:<human.mod|word|ing|proper>){{1,3}}<on|=in><=duty|=call|=shift|=charge>)
"""
ORG: Final = "<org>{1,2}(?!<system|role|role.loose|roles|team>)"
OF_THEM: Final = rf"""
        <of>(?:<the|a|his>)?(?:<number>)?{MODS}(?:<role|roles|rater|team|=us|=them>|<org>)
        """
SUBJECTS: Final[Mapping[Who, Sequence[str]]] = {  # the ways in which each may be put
    Who.NAMED: (
        rf"(?<=<comma>){NAME}<comma>(?=<fault.past|act.past|ed>)",
        rf"{NAME}(?:<open><^stop open close>{{1,5}}<close>)?",
    ),
    Who.PRONOUN: ("<pronoun|pronoun.is>",),
    Who.THEY: ("<they>",),
    Who.YOU: ("<you>",),
    Who.WE: ("<we>",),
    Who.WHOEVER: ("<whoever>",),
    Who.NONE: (
        rf"""(?:<nobody>|<no|not><=one>)
        (?:{OF_THEM}|<=in|=on|=at><the>?(?:<human.mod|word|proper|org>){{0,3}}<team|org|=room|
        =meeting|=call|=chain>|<=there>)""",
        rf"<not><a|=one><=single>?{MODS}<role|team>",
    ),
    Who.NOBODY: ("<nobody>", "<no><=one>"),
    Who.ROLE: (
        NOVICE,
        rf"{ROLE}(?:<a|number>(?!<word|role>))?",
        rf"{START}(?:<human.mod|word|proper|system>){{0,2}}<role>(?:<a|number>)?",
        rf"{START}(?:(?:<human.mod>){{1,2}}<role.loose>|<on-call>)",
        rf"{START}<role.loose>(?=<act.third|fault.third|remove.third|adv>)",
    ),
    Who.SOMEBODY: (
        "<someone>(?:<on|=in><the>(?:<human.mod|word|proper>){0,3}<team|department>)?",
        rf"<=one|=two|=both|=half|=most|=some|=several|number>{OF_THEM}",
        rf"<=one><of>{MODS}(?:<human.mod><role.loose>)",
        "(?:<=some>|<a><=unknown>)(?:<word>)?<role|role.loose>",
    ),
    Who.SOMEONE: (
        rf"<a>{MODS}(?:<role|roles>|<human.mod><role.loose>)",
        "<a><role.loose><of><the>(?:<human.mod|word|proper>){0,3}<team>",
    ),
    Who.TEAM: (
        rf"<the|number|=two|=both>{MODS}(?:<team>{{1,3}}|<roles>)",
        "<the|number|=two|=both><desk>{1,2}<roles.qualified>",
        rf"{START}<desk>{{1,2}}<roles.qualified>",
        rf"{START}(?:<human.mod|word|proper>){{0,2}}(?:<team>{{1,2}}|<roles>)",
        "<=qa|=management|=leadership>",
        """<proper|thing.s|name.s|role.s|role.loose.s|team.s>
        (?:<word|human.mod|org|department>){0,2}<team|department|roles>""",
        ORG,
        "<roles>",
        "<the>(?:<human.mod|word>){0,2}<rater>",
        "<roles.qualified><on|of|=in><the>(?:<human.mod|word>){0,2}<team|department>",
        """<the>(?:<human.mod|word|proper>){0,2}<department>(?=<had|do|do.not|never|be|
        fault.past|ly>)""",
        rf"{START}(?:<human.mod|word|proper|user>){{0,2}}<department>",
        "(?<=<comma|and|sub>)<department>(?=<have|do|do.not|be|never|fault.past|fail.past|ed>)",
    ),
    Who.EVERYONE: ("<everyone>",),
    Who.WHICH: (
        """(?<=<role|roles|role.loose|role.qualified|name|team|org|department|someone|everyone|
        rater|proper>)<comma>?<who>""",
    ),
    Who.STRANGER: ("<proper>{1,2}",),
}
# With what a subject begins, if it is not the first of its sentence; to look is cheap.
BEGINNING: Final = """
    (?=<name|title|pronoun|pronoun.is|they|you|we|whoever|nobody|no|the|a|number|=one|=some>
      |<=two|=both|=half|=most|=several|someone|not|=qa|=management|=leadership|proper|everyone>
      |<department|org|roles|roles.qualified|thing.s|who|name.s|role.s|role.loose.s|team.s|comma>)
"""
SUBJECT: Final = alternatives(chain(*SUBJECTS.values()), rf"(?:{BEGINNING}|{START})")
# By the number of the group; 0 is none.
WHO_OF_GROUP: Final = (Who.STRANGER, *(who for who, ways in SUBJECTS.items() for _ in ways))
NEEDS: Final = {who: needed("|".join(SUBJECTS[who])) for who in Who}
