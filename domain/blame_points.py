"""What words of each kind weigh where somebody is spoken of, in tenths.

Made by `make blame-points` from the labelled sentences: the more points, the more
often a sentence with such a word was a reproach. `=word` is that word, `@section` the section.
"""

from collections.abc import Mapping
from typing import Final

BASE: Final = -6
POINTS: Final[Mapping[int, str]] = {
    19: """
        trait
    """,
    17: """
        role
    """,
    16: """
        name name.s
    """,
    15: """
        =asleep fault.past role.s
    """,
    14: """
        someone
    """,
    12: """
        =sat fault.adv pronoun roles trait.noun
    """,
    11: """
        =follow =his =mistake =own role.loose sign
    """,
    10: """
        =bothered =lead his
    """,
    9: """
        =be =forgot =mind =usual do.not mistake more org remind.base role.loose.s team unable
    """,
    8: """
        =hurry =manager =someone =still =test =thought ball lacked risky.past
    """,
    7: """
        =always =away =ball =grasp =growth =let =live =ought =paid =simple =somebody =this
        =through =unread crime everybody ing trait.adv
    """,
    6: """
        =clicked =competent =double-check =everyone =excuse =gives =human =ignoring =lesson
        =lost =opened =refresher =restarted =seriously =some =take =us =warning =whoever careful
        harm judgement rather trouble whoever
    """,
    5: """
        =about =again =answers =anyone =assumed =brushed =cost =did =even =himself =how =idea
        =kept =keyboard =knew =lack =last =leak =learned =look =near =neglected =never =nor =pay
        =reaction =read =reading =rushed =simply =spite =supposed =team =think =until =wanted
        =wheel adv again cause cause.base conduct course department fault.ing modal.have
        modal.not never nobody not novice passive.ing risky.part roles.qualified think
    """,
    4: """
        =accountable =attention =best =botched =closed =deploys =despite =discipline =dragged
        =duty =enough =feet =glance =glossed =good =grown-up =guess =help =hesitated =if
        =impress =judgement =letting =management =meant =more =must =negligent =noise =notice
        =optional =remove =room =said =save =shall =shipped =shortcut =sleeping =sloppy =storage
        =there =though =trusted =user =warnings =weak =went =who =why =wrong attention behave
        benign.without constructive.base could.not create.base ensure.base harm.start human
        if.only need perceive.past rater talk.base target twice who why would.have wrong
    """,
    3: """
        =acceptable =accident =advice =against =all =although =awake =backup =bed =caused
        =chance =comment =copied =corners =couldn't =count =course =decision =dock =documented
        =doing =done =dropped =ego =elsewhere =error =escalated =eyes =failed =finally =finger
        =garbage =go =got =happen =happens =have =hold =important =just =keep =know =known
        =learn =left =lifted =like =love =main =merge =neither =overlooked =oversight =phone
        =policy =pushed =quickly =rather =really =reason =responded =robot =rules =send =sign
        =signed =silent =slept =slowest =something =squarely =steadier =sweet =talk =their
        =threw =too =treat =trusting =up =use =used =volume =waited =wall =wanders =what
        =without =word =zero act.ing barrier cause.part cause.past constructive.third
        create.past duty.part duty.past duty.third fail.part fail.past faith fault.third finger
        have.not hold.base lack ly notice.ing question rally.part rally.past remind.part
        remind.past remove.third shoddy their without
    """,
    2: """
        =act =along =amounted =anyway =apologise =appears =approved =ask =at =awareness =backs
        =because =behind =believe =blame =can't =chair =clumsy =cluster =consequences
        =convenience =copy =cowboy =deaf =delivered =deployments =depth =diligence =dismissed
        =during =ears =edit =embarrassing =emphasise =ever =example =file =files =fingerprints
        =fixed =forgotten =gave =hands =harder =hoped =humility =inattention =incompetence
        =instead =interested =lands =laziness =least =lunch =matter =mishandled =miss =moment's
        =need =negligence =now =nowhere =offline =order =our =out =pair =part =penalties
        =performance =phoned =pick =points =press =project =promote =proud =quick =quiet =reads
        =reminded =replied =responsible =rest =rests =retrain =rolled =route =rubber-stamped
        =senior =shortcuts =shoulders =silenced =slipped =sold =step =stern =sure =takes =talent
        =teach =testing =than =thanks =thinking =time =to =trouble =true =try =unsupervised
        =upon =urge =using =wasted =wastes =waved =win =wonders =would =written =you @timeline
        bad blame.adj broke culprit duty.base fault.base fault.part finger.trouble foreseen
        good.ing left opposite perceive.ing poor pressure.part pressure.past process risky.ing
        send.ing should should.not state they to too.trait you
    """,
    1: """
        =acknowledged =acted =actually =admit =alert =allowed =among =any =anything =appetite
        =aside =asked =attributed =became =become =beggars =behaviour =belief =bother =bungled
        =business =carelessness =carried =caution =charge =chose =close =coach =coaching =common
        =communicate =communication =complacency =controls =courage =dark =desk =devices
        =distracted =door =drill =dust =ear =early =earth =escalation =every =everybody
        =exercise =face =failing =failure =fast =feel =felt =fine =forget =froze =future
        =gathered =genius =guessed =habits =halfway =handle =hard =herself =hire =hired =hit
        =home =importance =in =inattentive =increase =inexperience =inexperienced =its
        =knowledge =knows =lapse =leadership =less =lift =link =listen =looking =make =mandatory
        =mattered =matters =mess =middle =might =minute =mixed =moment =my =nerve =next =nice
        =note =nudge =numbers =obvious =occurred =on =one =overrated =plan =played =playground
        =plot =position =possessed =predictably =pride =priorities =production =promised
        =promising =prompts =proper =pushing =quicker =raise =rarely =re-read =reacted =redo
        =remind =respect =responsibility =revoke =rights =rookie =round =rug =rush =sanction
        =say-so =schedule =shaky =shows =silence =single =slowly =spoke =spoken =stayed =stress
        =supervise =surprise =suspects =swept =switched =thank =that's =then =three =tired =toy
        =trained =troubled =twice =understand =understanding =unknown =untested =value =waiting
        =wakes =warn =whose =worked carefully cause.prep change coach.ing create.part do error
        fail.ing hold.part hold.past less on passive.base passive.part perceive.part pronoun.is
        risky.third send.base stated tell.base thing trait.hard word
    """,
    -1: """
        =above =accepted =accused =afraid =allow =answer =assumption =backbone =between =book
        =calling =chat =checking =claimed =claims =clear =company =connection =conversation
        =could =crashes =days =decided =drift =drop =due =enforce =exercised =expected
        =expecting =facts =fire =following =for =gets =giving =going =great =grown =habit =head
        =her =high =history =ignored =informed =instructions =into =it =keeps =key =lacks =later
        =lay =layer =leads =leaks =logic =low =made =managed =many =measures =merges =misses
        =move =needed =needs =of =office =owe =pager =paying =pointed =public =rely =replies
        =reply =report =reverted =second =sensible =speed =spread =such =suggestion =supervisor
        =task =tell =that =them =ticket =times =told =traced =treated =treats =tried =tries
        =trust =unchecked =unfair =way =were =while =workshop act.part ambient and be.not
        benign.ing benign.part benign.past blame choose.past clock close comma contain.ing could
        credit.ing desk duty.ing ensure.part ensure.past fail.base for good good.third
        notice.part of open part rally.ing relief remove.part remove.past role.qualified
        role.qualified.s talk.ing talk.part talk.past trait.soft will
    """,
    -2: """
        =acknowledges =action =agreed =ahead =answered =aware =bar =busy =cannot =check =choice
        =collected =come =commits =context =control =corrected =day =displayed =down =eight
        =explain =falls =fell =fired =from =game =grew =had =holiday =impossible =involved
        =learnt =letter =looks =meeting =merely =messages =minutes =moved =node =option =orders
        =other =ownership =page =passed =patients =pull =put =questions =reasonable =refusal
        =refused =removed =reviewed =running =sense =session =shape =slow =spam =taken =talked
        =tempting =tended =themselves =traffic =train =training =turned =want =well =window
        =with @lessons_learned automatic because benign.third breaking choose.part
        constructive.ing credit.part credit.past debris dial everyone from good.base good.past
        had meta notice.third perceive.third proper quote remind.ing remove.ing roles.s
        send.part send.past sub the thing.s would
    """,
    -3: """
        =a =after =alone =anybody =asking =asks =believed =cared =change =cut =e-mail =expect
        =far =fault =found =full =hides =is =led =log =memory =message =muted =no =nothing
        =package =password =paused =planned =question =reached =remember =replace =require
        =response =run =several =spent =stepped =stopped =thing =things =took =walked =warned
        =we =when =work =wrote @root_cause a be benign.base blunt bot constructive.part
        constructive.past ed good.part idle junior lies no opaque passive.third reasonable rota
        system tell.part tell.past title user.s we
    """,
    -4: """
        =admin =cache =call =console =covered =data =delayed =does =has =identified =late =lock
        =missing =offer =reminder =retry =saw =secret =shift =show =spend =will @actions
        act.base colon credit.third danger ed.adjective elsewhere harmless rally.base tell.third
    """,
    -5: """
        =been =labels =lazy =may =mistakes =promoted =raised =reported =seconds =seen =set
        =should =since =switch =under =wait act.third documented guide helpful loop
        perceive.base personal stop
    """,
    -6: """
        =can =careless =errors =first =leave =misled =per =received =shown =trace user
    """,
    -7: """
        =account =back =changes =form =give =replaced =request =say =week notice.base on-call
        rate
    """,
    -8: """
        =easy =find =noticed =over =people =see =showed =which
    """,
    -9: """
        =access =missed =only =person =so any outsider semi tool
    """,
    -10: """
        =owner
    """,
    -11: """
        =two legal number
    """,
    -14: """
        =both
    """,
    -15: """
        =same @None
    """,
    -18: """
        @what_worked
    """,
}
