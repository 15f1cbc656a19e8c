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
        name
    """,
    15: """
        fault.past name.s role.s
    """,
    14: """
        =asleep someone
    """,
    12: """
        =sat pronoun roles trait.noun
    """,
    11: """
        =bothered =follow =his =mistake =own fault.adv sign team
    """,
    10: """
        =lead his mistake role.loose role.loose.s
    """,
    9: """
        =be =forgot =manager =mind =usual do.not more org unable
    """,
    8: """
        =everyone =hurry =live =ought =someone =still =test =thought ball everybody ing
        remind.base risky.past
    """,
    7: """
        =always =ball =let =simple =somebody =take =this =through =unread crime lacked trait.adv
    """,
    6: """
        =anyone =competent =double-check =excuse =gives =grasp =growth =human =ignoring =lost
        =never =opened =reading =restarted =us =warning =whoever careful cause harm judgement
        never rather trouble whoever
    """,
    5: """
        =about =again =answers =assumed =away =cost =did =even =himself =idea =keyboard =knew
        =lack =last =leak =learned =lesson =letting =more =neglected =noise =nor =paid =pay
        =refresher =rushed =seriously =simply =some =supposed =think =until =wanted =wheel again
        cause.base conduct course create.base department modal.have modal.not passive.ing
        risky.part think
    """,
    4: """
        =accountable =attention =best =botched =brushed =closed =despite =dragged =duty =ego
        =enough =error =feet =glance =glossed =grown-up =help =hesitated =how =if =impress
        =judgement =kept =love =management =must =negligent =notice =optional =overlooked =pair
        =phone =reaction =read =remove =room =said =save =shipped =shortcut =sign =spite
        =storage =team =there =though =threw =wall =warnings =weak =went =who =why =wrong adv
        attention behave constructive.base constructive.third could.not ensure.base fault.ing
        fault.third harm.start if.only lack ly need nobody not perceive.past question talk.base
        target twice who why would.have wrong
    """,
    3: """
        =acceptable =act =advice =against =all =although =amounted =appears =approved =awake
        =backup =bed =caused =clicked =comment =corners =couldn't =count =course =decision
        =deploys =discipline =dock =documented =doing =done =dropped =elsewhere =emphasise
        =failed =finally =finger =garbage =gave =go =good =got =happen =happens =have =hold
        =important =instead =just =keep =know =known =learn =left =lifted =main =meant =merge
        =near =neither =now =offline =our =oversight =policy =quickly =rather =reads =really
        =reason =responded =retrain =rules =send =shall =silent =sleeping =slept =sloppy
        =slowest =something =squarely =steadier =sweet =talk =thanks =their =time =too =treat
        =trusted =trusting =up =use =used =volume =waited =wanders =what =without =word =zero
        bad barrier benign.without cause.part cause.past create.past duty.part duty.past
        duty.third fail.part fail.past faith fault.base fault.part finger have.not hold.base
        human left notice.ing novice opposite rally.part rally.past rater remind.part
        remind.past remove.third risky.ing roles.qualified shoddy their without
    """,
    2: """
        =accident =along =anyway =apologise =ask =at =awareness =backs =because =believe =blame
        =bother =can't =chair =chance =clumsy =cluster =convenience =copied =copy =cowboy
        =delivered =deployments =diligence =dismissed =during =edit =embarrassing =escalated
        =ever =example =file =files =fingerprints =fixed =forgotten =hands =hard =harder
        =inattention =incompetence =inexperienced =interested =knowledge =lands =laziness =least
        =look =lunch =matter =minute =mishandled =miss =negligence =next =nowhere =order =out
        =part =penalties =performance =phoned =pick =points =promote =proud =pushed =quiet
        =reminded =replied =responsible =rest =rests =rolled =route =rubber-stamped =senior
        =shortcuts =shoulders =signed =silenced =slipped =sold =stern =sure =talent =teach
        =thinking =tired =to =toy =trouble =true =try =twice =unknown =unsupervised =upon =urge
        =wasted =wastes =waved =whose =win =would =written =you @timeline act.ing blame.adj
        broke cause.prep culprit finger.trouble foreseen good.ing passive.base perceive.ing
        pressure.part pressure.past process send.ing should.not state tell.base they to
        trait.hard you
    """,
    1: """
        =acknowledged =acted =actually =admit =alert =allowed =among =any =anything =appetite
        =asked =attributed =became =become =beggars =behaviour =behind =belief =better =brought
        =bungled =business =carelessness =carried =caution =charge =coach =coaching =comes
        =common =communicate =complacency =consequences =controls =dark =deaf =depth =desk
        =devices =distracted =door =drill =ear =early =ears =earth =escalation =every =everybody
        =exercise =eyes =face =failing =failure =fast =feel =felt =fine =forget =froze =future
        =genius =guessed =habits =halfway =hand =handle =herself =hire =hired =hit =home
        =importance =inattentive =increase =inexperience =its =job =lapse =leadership =less
        =lift =link =listen =looked =looking =make =mandatory =mattered =matters =merged =mess
        =middle =might =mixed =my =name =need =nice =not =note =numbers =obvious =occurred =off
        =on =one =open =overrated =plan =played =playground =plot =position =possessed
        =predictably =prefer =pride =priorities =project =proper =pushing =queue =quick =quicker
        =raise =rarely =re-read =reacted =redo =remind =respect =responsibility =review =revoke
        =right =rights =rookie =round =rug =rush =sanction =say-so =schedule =shaky =silence
        =single =slowly =spoke =spoken =stayed =step =stop =stress =supervise =surprise
        =suspects =swept =switched =takes =testing =than =thank =that's =three =trained
        =troubled =understand =understanding =untested =value =waiting =wakes =warn carefully
        change coach.ing create.part create.third do duty.base error fail.ing have hold.part
        hold.past less modal on passive.part perceive.part poor pronoun.is risky.third send.base
        should stated team.s thing too.trait word
    """,
    -1: """
        =accepted =accused =allow =around =assumption =aware =book =calling =chat =check
        =checking =claimed =claims =come =connection =conversation =crashes =drop =due =educate
        =enforce =exercised =expected =expecting =fire =for =from =gets =giving =going =great
        =habit =handling =head =heads =her =high =ignored =informed =instructions =into =keeps
        =lacks =later =lay =layer =leads =logic =made =managed =measures =meeting =minutes
        =misses =move =needed =needs =of =office =owe =paying =pointed =refused =rely =replies
        =reply =report =reverted =second =sensible =session =shows =slips =speed =spread =start
        =such =suggestion =supervisor =task =tell =times =told =treated =treats =tried =tries
        =trust =unchecked =unfair =want =way =while =worked =workshop ambient and be.not
        benign.part benign.past blame choose.part choose.past clock close constructive.ing
        contain.base contain.ing create.ing desk duty.ing ensure.part ensure.past fail.base for
        from good.past human.mod machine mended meta of open part rally.ing remove.part
        remove.past role.qualified.s talk.ing talk.part talk.past trait.soft
    """,
    -2: """
        =acknowledges =action =agreed =ahead =bar =between =busy =cannot =choice =commits
        =context =control =corrected =cut =day =days =displayed =down =eight =falls =fell =fired
        =game =grew =had =holiday =impossible =involved =it =key =learnt =letter =little =log
        =looks =low =many =merely =message =messages =moved =node =option =orders =other
        =ownership =page =pager =passed =patients =pull =put =questions =reasonable =refusal
        =remember =removed =replace =reviewed =running =sense =shape =slow =spam =taken =talked
        =tempting =tended =themselves =traffic =train =training =turned =warned =were =window
        =with @lessons_learned automatic because blunt breaking credit.ing credit.part
        credit.past debris dial good good.base good.part had junior notice.part notice.third
        perceive.third proper quote remind.ing remove.ing roles.s rota send.part send.past sub
        the
    """,
    -3: """
        =a =admin =after =alone =answered =anybody =asking =asks =believed =cared =change =drift
        =e-mail =expect =far =found =full =hides =is =led =memory =muted =no =nothing =package
        =password =paused =planned =question =require =run =saw =secret =several =stepped =thing
        =things =took =walked =we =well =when =work =wrote a be benign.third bot colon
        constructive.part constructive.past ed ed.adjective harmless idle lies no opaque
        passive.third reasonable system tell.part tell.past thing.s title user.s we would
    """,
    -4: """
        =answer =cache =call =console =covered =delayed =does =fault =has =identified =late
        =lock =offer =reminder =response =shift =show =spend =stopped =will @actions @root_cause
        act.base benign.base credit.third elsewhere perceive.base rally.base
    """,
    -5: """
        =been =can =data =labels =lazy =misled =missing =promoted =raised =reported =seconds
        =seen =set =should =since =switch =under =wait danger documented guide helpful loop
        personal stop tell.third user
    """,
    -6: """
        =careless =errors =first =form =give =leave =may =mistakes =per =received =shown =trace
        act.third everyone notice.base on-call rate
    """,
    -7: """
        =account =back =replaced =request =say =showed =week
    """,
    -8: """
        =changes =easy =find =noticed =over =see =which
    """,
    -9: """
        =only =owner =person =so any legal tool
    """,
    -10: """
        =access =two outsider semi
    """,
    -11: """
        =missed number
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
