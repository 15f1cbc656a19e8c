"""Signs that nobody sees, kept out of names and addresses: two that look alike would be two.

Only what is written from now on is held to this; what is in the log is read as it is. Free texts
may have such signs. Names may have those that join letters or choose their shape, where scripts
and pictures are written with them: behind Latin letters, digits and blanks they do nothing, but in
a digit on a key, which is written with U+FE0F and U+20E3.

Beyond U+FFFF nothing is refused: no range there is the same to all that read openapi.yaml.
"""

from typing import Final

# Source: Unicode's Default_Ignorable_Code_Point, less what joins; and the blank of Braille.
HIDDEN: Final = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800"
    r"\u3164\ufeff\uffa0\ufff0-\ufffb"
)
JOINING: Final = r"\u180b-\u180f\u200c\u200d\ufe00-\ufe0f"
ON_A_KEY: Final = r"\ufe0f\u20e3"
LATIN: Final = r"\u0000-\u024f"

# Goes before the pattern of one line, and takes nothing of it.
SEEN: Final = rf"(?!.*(?:[{HIDDEN}]|(?:^|[{LATIN}])(?!{ON_A_KEY})[{JOINING}]))"
