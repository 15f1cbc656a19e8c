"""Signs that nobody sees, kept out of names and addresses: two that look alike would be two.

Only what is written from now on is held to this; what is in the log is read as it is. Free texts
may have such signs. So may names where they are seen by what they do: U+200C and U+200D part and
join letters from the Arabic script to the Sinhala one, of Khmer and of Mongolian, and make one
picture of several; the selectors of Mongolian and of pictures change what is before them.

Beyond U+FFFF nothing is refused: no range there is the same to all that read openapi.yaml.
"""

from typing import Final

# Source: Unicode's Default_Ignorable_Code_Point, less what is told of below; and the blank of
# Braille.
HIDDEN: Final = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800"
    r"\u3164\ufeff\uffa0\ufff0-\ufffb"
)
# What neither is joined nor makes a picture. Half a character counts as a whole one that does.
APART: Final = (
    r"\u0000-\u05ff\u0e00-\u177f\u1800-\u181f\u18ab-\u218f\u2c00-\ud7ff\ue000-\ufe0e\ufe10-\uffff"
)
NO_PICTURE: Final = r"\u0000-\u218f\u2c00-\ud7ff\ue000-\uffff"

# Of those that stand behind nothing: the join and part, and the selectors.
FIRST: Final = r"[\u180b-\u180f\u200c\u200d\ufe00-\ufe0f]"
UNSEEN: Final = "|".join(
    (
        f"[{HIDDEN}]",
        rf"[{APART}][\u200c\u200d]",
        rf"(?:\u200c|[^\u0d4d]\u200d)(?:[{APART}]|$)",  # a word in Malayalam may end in a join
        r"[^\u1820-\u18aa][\u180b-\u180f]",
        rf"[{NO_PICTURE}][\ufe00-\ufe0f]",
    )
)
# Goes before the pattern of one line, and takes nothing of it.
SEEN: Final = rf"(?!{FIRST})(?!.*(?:{UNSEEN}))"
