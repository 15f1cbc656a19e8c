"""The idioms for what people did not do, or did to others."""

from typing import Final

from domain.blame_rules import AT_FAULT, MANNER, NEAR, says
from domain.blame_subjects import HUMAN, Who

IDIOMS: Final = (
    says(AT_FAULT, HUMAN, rf"{MANNER}<pressure.past>"),
    says(
        AT_FAULT,
        HUMAN | {Who.WE, Who.THEY, Who.YOU},
        rf"""{MANNER}(?:<be>|<=fell|=went>)?(?:
              <=dropped|=drop><the><=ball>
            | (?:<=asleep>|<=sleeping>)<=at|on><the><=wheel|=job|=switch>
            | <=took|=take>(?:<their|his|the|=our>)<=eye|=eyes><=off>
            | <=cut|=cutting><=corners|=corner>
            | <=threw|=thrown>{NEAR}{{0,3}}<=over><the><=wall|=fence>
            | <=turned><a><=blind><=eye>
            | <=passed><the><=buck>
            | (?<!<we>)<=let>(?:<=us|=everyone|=everybody|name>|<the>{NEAR}{{1,3}})<=down>
            | <=shot><=ourselves|=themselves><=in><the><=foot>
            | <=phoned><=it><=in>
            | <=made><a><=mess|=hash><of>
            | <=played><=fast><and><=loose>
            | <=had><=one><=job>
            | <=out><to><=lunch>
            | <=took><=it><=upon|on><=himself|=herself|=themselves>
            | <=brushed|=shrugged|=laughed|=wrote>(?:<=it|=this|=that|=them>)?<=off>
            | <=brushed|=shrugged|=laughed>{NEAR}{{1,4}}<=off>
            | <=went><=rogue>
            | <=glossed|=skated><=over>
            | <=covered>(?:<=it|=this|=that>|<the|his|their>{NEAR}{{1,3}})?<=up>
            | <=turned><a><=deaf><=ear>
            | <=kept|=left><=us|everyone|user><=waiting|=hanging>
            | <=hoped><for><the><=best>(?=<stop|comma|and>)
            | <=kicked><the><=can>
            | <=swept>{NEAR}{{1,4}}<=under><the><=carpet|=rug>
            | <=buried><his|their><=head|=heads>
            | <=washed><his|their><=hands>
        )""",
    ),
)
