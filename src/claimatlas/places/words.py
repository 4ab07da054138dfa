"""English words that recognition and resolution go by: closed lists, kept by hand.

The lists are general knowledge of English and of news style (state abbreviations of the Associated Press,
nationality words, ranks and titles, what follows the name of an institution). None was learned from a corpus.
"""

from __future__ import annotations

from importlib.resources import files


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


def read_lists(name: str) -> dict[str, frozenset[str]]:
    """Read a file of word lists of this package, each under its name in brackets; lines that begin with # are remarks."""
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in files("claimatlas.places").joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = lists.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            current += line.split()
    return {key: frozenset(found) for key, found in lists.items()}


def _pairs(text: str) -> dict[str, str]:
    """Read lines of ``key: value value; key: value`` into value -> key."""
    table = {}
    for item in text.replace("\n", ";").split(";"):
        key, _, values = item.partition(":")
        for value in values.split(","):
            if value.strip():
                table[value.strip()] = key.strip()
    return table


# Capitalised only because a sentence, a headline or a quotation starts with them.
STOP = listed("""
A An The This That These Those Some Any Each Every All Both Either Neither No None Not Nor Or And But If Then Than So
As At By For From In Into Of On Onto Off Out Over Under Up Down To Toward Towards Through Throughout Upon With Within
Without About Above Across After Against Along Among Amid Around Before Behind Below Beneath Beside Besides Between
Beyond Despite During Except Inside Instead Like Near Outside Past Per Regarding Since Till Unlike Until Via When Where
Whether Which While Who Whom Whose Why How What Because Although Though Unless Once Here There Now Today Yesterday
Tomorrow Tonight Also Again Already Always Another Even Ever Far Few First Second Third Fourth Last Late Later Least
Less Let Many May Maybe Me Might More Most Much Must My Never Next Often Only Other Others Our Own Perhaps Please
Quite Rather Really Said Same Say Says See Several She Should Still Such Sure Take Their Them They Thus Too Two Three
Four Five Six Seven Eight Nine Ten Us Very Was We Well Were Will Would Yes Yet You Your He Her Hers Him His I It Its
Is Are Am Be Been Being Can Could Did Do Does Doing Done Had Has Have Having Get Go Going Got Make Made Think Thank
Thanks Just Follow Following According Asked Speaking Based Given Looking Born Despite However Meanwhile Moreover
Nevertheless Otherwise Therefore Indeed Finally Currently Recently Earlier Earlier Officials Police Authorities
Residents People Men Women Children Students Families Man Woman Mr Mrs Ms Dr Sen Rep Gov Sgt Lt Capt Col Gen Rev Hon
Prof Pvt Cpl Maj Photo Read Click Source Sources Updated Published Posted Reuters AP AFP File Image Images
Video Watch Share Breaking News Copyright Contact Email Phone Tel Fax Inc Ltd LLC Co Corp PLC
Anyone Everyone Everything Nothing Something Someone Nobody Everybody One Ones Half Part Much Little Big Old New
Good Great Best Better High Low Long Short Full Free Open Early Young Real True False Right Left Top Back Front
Survivors Surviving Funeral Services Burial Visitation Memorial Friends Family Sunday Monday Tuesday Wednesday Thursday
Friday Saturday January February March April June July August September October November December
Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Sun Mon Tue Tues Wed Thu Thur Thurs Fri Sat
Christmas Easter Ramadan Eid Thanksgiving Halloween God Lord Jesus Christ Bible Islam Christian Christians Muslim
Muslims Jewish Jews Catholic Catholics Hindu Hindus Internet Facebook Twitter Google YouTube Democrat Democrats
Republican Republicans Congress Senate Parliament House Government State States City County
""") - listed("New Old Great High Low Long Big Little Top Front")

# English words that are also names of small places; from WordNet's verbs, adjectives and adverbs, and by hand.
COMMON = frozenset(files("claimatlas.places").joinpath("common.txt").read_text(encoding="utf-8").split())

# Capitalised phrases that hold a name of a place or look like one, and are none.
NOT_PLACES = frozenset(filter(None, map(str.strip, """
Islamic State Khorasan Province, Islamic State, White House, United Way, Notre Dame, El Nino, El Niño, La Niña, La Nina, City Hall, Native American, Native Americans,
American Indian, American Indians, American Idol, African American, African Americans, Supreme Court, High Court,
Circuit Court, District Court, Real Madrid, Wall Street Journal, Black Sea Fleet, Prime Minister, West Wing, Oval Office,
Georgia Tech, Good Friday, Holy Family, Big Brother, Hall of Fame, World Cup, World War, Cold War, Gulf War, Civil War,
Vietnam War, Iraq War, Premier League, Champions League, Red Cross, Red Crescent, Green Party, Tea Party, Wild West,
Middle Ages, Latin School, German Shepherd, French Open, French fries, Brussels sprouts, United Russia, Aston Villa,
Paris Hilton, Kansas City Chiefs, Delta Air Lines, Boy Scouts, Girl Scouts, Salvation Army, Holy Cross, Sacred Heart,
Homeland Security, Coast Guard, Banana Republic, Santa Claus, Jurassic Park, Air Quality, St. Patrick's Day,
St Patrick's Day, St. Patrick’s Day, St Patrick’s Day, The Hill, Hang Seng, Dow Jones, Central Intelligence, Roaring Twenties,
Main Event, Blood Drive, Food Drive, Super Bowl, Rose Bowl, Orange Bowl, Sugar Bowl, Cotton Bowl, Final Four, Big Ten, Bay Area
""".replace("\n", " ").split(",")))) - {"Bay Area"}

# Never a place by themselves, whatever the gazetteer has under them.
NEVER = listed("""
Federal Central National Royal Continental Interior Commerce Justice Region Centre Center Union State County City Town
Village District Province Human Supreme High Circuit Common Union Metro Capital Board Court Council Bank School College
University Hospital Church Police Fire Main First Second Third Plus Press Daily Times International American-born House
Day Wing Mass Islamic Eastern Western Northern Southern Independent Army Navy Hall Park Labor Labour Club Team Commonwealth
Outlook Plenipotentiary Majlisi Allah Inshallah NATO SWAT NICE Emirate Khorasan-based Imperial Global World Earth Internet Web Vice
""")
# Names that keep their article.
WITH_ARTICLE = frozenset(("The Hague", "The Bronx", "The Gambia", "The Bahamas", "The Netherlands", "The Philippines",
                          "The Dalles", "The Woodlands", "The Villages", "The Pas", "The Valley", "The Maldives"))
# Public bodies: what stands before them is nearly always their place.
CIVIC = listed("""
Police Sheriff Council County Fire Department School Schools Elementary High University College Community Municipal Court
Courthouse Board Library Airport Hospital Legislature Senate Assembly Parliament Government Commission District Transit
Jail Prison Public Regional Authority Office Embassy Army Navy Force Forces Ministry State City Town Township Village
""")

# Of those and others, the ones that are named after nothing but their place.
SEATED = listed("""
Police Sheriff Council Councillors Coroner Fire Department Superior Commissioners Selectmen Township County District
Mayor Constabulary Prosecutor Aldermen Supervisors Municipal Zoning
""")

CALENDAR = listed("""
Sunday Monday Tuesday Wednesday Thursday Friday Saturday January February March April May June July August September
October November December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Sundays Mondays Tuesdays Wednesdays
Thursdays Fridays Saturdays Spring Summer Autumn Winter Today Tomorrow Yesterday
""")

# Before a person's name.
TITLES = listed("""
Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Professor Sir Dame Lord Lady Rev Rev. Reverend Father Fr. Pastor Bishop
Archbishop Cardinal Pope Rabbi Imam Sheikh Sheik Mullah Ayatollah Mufti President Vice-President Premier Chancellor
Minister Secretary Senator Sen. Sens. Rep. Reps. Representative Congressman Congresswoman Councilman Councilwoman
Councillor Councilor Councilmember Cllr Alderman Mayor Governor Gov. Gov Lt. Lt Lieutenant Capt. Capt Captain
Sgt. Sgt Sergeant Cpl. Cpl Corporal Pvt. Pvt Private Maj. Maj Major Col. Col Colonel Gen. Gen General Brig. Admiral Adm.
Commander Cmdr. Marshal Sheriff Deputy Detective Det. Det Officer Inspector Constable Trooper Chief Judge Justice Magistrate
Attorney Prosecutor Coach King Queen Prince Princess Emperor Sultan Emir Duke Duchess Count Baron Saint Brother Sister
Aunt Uncle Director Chairman Chairwoman Chairperson Spokesman Spokeswoman Spokesperson Superintendent Principal Editor
Commissioner Ambassador Envoy Speaker Analyst Author Writer Actor Actress Singer Mullah Maulana Maulvi Mawlawi Hajji
Monsignor Sister Nurse Firefighter Manager Administrator Engineer Reporter Correspondent
""")

# After these an unknown name is likely a place.
PLACING = (" in ", " In ", " at ", " near ", " from ", " to ", " outside ", " around ", "ern ", " town of ", " city of ", " village of ",
           " province of ", " district of ", " border with ", " into ", " across ")
# Frequent given names: the start of a person's name unless the whole is a place.
FIRST_NAMES = listed("""
Aaron Abbas Abby Abdul Abdullah Abe Abigail Abraham Adam Adrian Ahmad Ahmed Aidan Aisha Al Alan Alastair Albert Alberto
Alejandro Alex Alexander Alexandra Alexei Alexey Alexis Alfred Ali Alice Alicia Alison Allan Allen Allison Alvin Amanda
Amber Amir Amy Ana Anatoly Andre Andrea Andreas Andrei Andres Andrew Andrey Andy Angel Angela Angelina Anita Ann Anna
Anne Annette Annie Anthony Antoine Anton Antonio April Ariel Arnold Arthur Ashley Ashraf Audrey Barack Barbara Barry Bart
Bashar Beatrice Becky Ben Benjamin Bernard Bernie Bert Beth Betsy Betty Beverly Bill Billy Blake Bob Bobby Bonnie Boris
Brad Bradley Brandon Brenda Brendan Brent Brett Brian Bridget Britney Brooke Bruce Bryan Bryce Caitlin Caleb Calvin
Cameron Candace Carl Carla Carlos Carmen Carol Carole Caroline Carolyn Carrie Casey Catherine Cathy Cecilia Cesar Chad
Chandra Charlene Charles Charlie Chelsea Cheryl Chester Chris Christian Christina Christine Christopher Christy Chuck
Cindy Claire Clara Clarence Claude Claudia Clayton Cliff Clifford Clint Cody Colin Colleen Connie Conor Constance Corey
Cory Courtney Craig Cristina Crystal Curt Curtis Cynthia Daisy Dale Damian Damon Dan Dana Daniel Danielle Danny Darius
Darlene Darrell Darren Darryl Daryl Dave David Dawn Dean Deanna Debbie Deborah Debra Denise Dennis Derek Derrick
Desmond Devin Diana Diane Dick Diego Dieter Dmitri Dmitry Dolores Dominic Don Donald Donna Donnie Dora Doreen Doris
Dorothy Doug Douglas Drew Duane Dustin Dwayne Dwight Dylan Earl Ed Eddie Edgar Edith Edmund Eduardo Edward Edwin Eileen
Elaine Eleanor Elena Eli Elias Elijah Elisabeth Elizabeth Ella Ellen Elliot Elliott Elon Elsie Elvis Emily Emma Emmanuel
Emmanuelle Enrique Eric Erica Erik Erin Ernest Ernesto Esther Ethan Ethel Eugene Eva Evan Evelyn Fatima Felix Fernando
Fidel Florence Floyd Frances Francesco Francis Francisco Frank Frankie Fred Freddie Frederick Gabriel Gail Gareth Garry
Gary Gavin Gene Geoffrey George Georgina Gerald Geraldine Gerard Gerhard Gilbert Gina Giovanni Giuseppe Gladys Glen Glenn
Gloria Gordon Grace Graham Grant Greg Gregg Gregory Greta Guillermo Gus Gustavo Guy Gwen Hamid Hank Hannah Hans Harold
Harriet Harry Harvey Hassan Hazel Heather Hector Heidi Heinz Helen Helena Henri Henry Herbert Herman Hillary Holly
Howard Hugh Hugo Hussein Ian Ibrahim Ida Igor Ilya Imran Ingrid Irene Iris Irina Irma Isaac Isabel Isabella Ismail Ivan
Jack Jackie Jacob Jacqueline Jacques Jaime Jake James Jamie Jan Jane Janet Janice Jared Jason Javier Jay Jean Jeanette
Jeanne Jeff Jeffery Jeffrey Jen Jenna Jennifer Jenny Jeremiah Jeremy Jerome Jerry Jesse Jessica Jessie Jesus Jill Jim
Jimmy Jo Joan Joann Joanna Joanne Joaquin Jodi Jody Joe Joel Johan John Johnny Jon Jonas Jonathan Jorge Jose Josef Joseph
Josephine Josh Joshua Joy Joyce Juan Juanita Judith Judy Julia Julian Julie Julio Justin Kamal Kamala Karen Karim Karl
Kate Katherine Kathleen Kathryn Kathy Katie Katrina Kayla Keith Kelly Ken Kenneth Kent Kerry Kevin Khaled Khalid Kim
Kimberly Kirk Kobe Konstantin Kristen Kristin Kristina Kurt Kyle Lance Larry Laura Lauren Laurence Laurie Lawrence Lee
Leila Leo Leon Leonard Leonid Leroy Leslie Lewis Liam Lillian Linda Lindsay Lindsey Lisa Lloyd Lois Lola Lorenzo Loretta
Lori Lorraine Lou Louis Louise Lucas Lucia Lucille Lucy Luis Luke Luther Lydia Lyle Lynn Lynne Mahmoud Malcolm Marc
Marcel Marcia Marco Marcos Marcus Margaret Maria Marian Marie Marilyn Mario Marion Marjorie Mark Markus Marlene Marsha
Martha Martin Marvin Mary Mathew Matt Matthew Maureen Maurice Max Maxine Megan Meghan Mehdi Mel Melanie Melinda Melissa
Melvin Mercedes Meredith Michael Michele Michelle Miguel Mike Mikhail Mildred Milton Mindy Miriam Mitch Mitchell Mitt
Mohamed Mohammad Mohammed Mohamud Moises Molly Monica Monique Morgan Moses Muhammad Murray Mustafa Myra Nadia Nancy
Naomi Narendra Natalia Natalie Natasha Nathan Nathaniel Neil Nelson Newt Nicholas Nick Nicole Nigel Nikita Nikki Nikolai
Nina Noah Noel Nora Norman Oleg Olga Oliver Olivia Omar Oprah Orlando Oscar Osama Otto Owen Pablo Pam Pamela Pat
Patricia Patrick Patsy Patti Patty Paul Paula Pauline Pavel Pedro Peggy Penelope Penny Percy Pete Peter Phil Philip
Philippe Phillip Phyllis Pierre Priscilla Qasim Quentin Rachel Rafael Rahul Rajiv Ralph Ramon Ramzan Randall Randy
Rashid Raul Ray Raymond Rebecca Recep Regina Reginald Rene Renee Rex Reza Rhonda Ricardo Richard Rick Ricky Rita Rob
Robert Roberta Roberto Robin Rod Roderick Rodney Rodrigo Roger Roland Ron Ronald Ronnie Rosa Rosalind Rosemary Ross Roy
Ruben Ruby Rudolph Rudy Russ Russell Ruth Ryan Sabrina Saddam Sadie Said Sally Salman Salvador Sam Samantha Samuel Sandra
Sandy Sara Sarah Sasha Saul Scott Sean Sebastian Serena Sergei Sergey Sergio Seth Shane Shannon Sharon Shaun Shawn Sheila
Sheldon Shelley Sherry Shinzo Shirley Sidney Silvia Silvio Simon Sofia Sonia Sophia Sophie Stacey Stacy Stan Stanley
Stefan Stella Stephanie Stephen Steve Steven Stewart Stuart Sue Susan Susanna Suzanne Syed Sylvia Tamara Tammy Tanya Tara
Tariq Ted Teresa Terrance Terrence Terri Terry Thelma Theodore Theresa Thomas Tiffany Tim Timothy Tina Toby Todd Tom
Tommy Toni Tony Tracey Traci Tracy Travis Trevor Tricia Troy Tyler Tyrone Ursula Valentina Valerie Vanessa Vera Vernon
Veronica Vicki Vickie Vicky Victor Vijay Vikram Vince Vincent Viola Violet Virgil Vivian Vlad Vladimir Volodymyr Wade
Wallace Walter Wanda Wayne Wendell Wendy Wesley Whitney Wilbur Will William Willie Winston Woodrow Xavier Xi Yasser
Yousef Yuri Yusuf Yvonne Zachary Zalmay Ashraf Gulbuddin Rahmon Emomali Sirojiddin Sirodjiddin Hamdullah
""")
# Given names that are above all places when alone.
PLACE_FIRST = listed("Jordan Chad Georgia Virginia Carolina Florence Sydney Paris London Austin Dallas Houston Charlotte "
                   "Victoria Israel India China Kenya Asia Chelsea Brooklyn Madison Savannah Adelaide Alexandria Sofia "
                   "Santiago Lourdes Milan Cologne Ireland America Dakota Montana Nevada Orlando Lincoln Jackson Salvador")

# After a place name, these make the whole the name of an institution, in which the place is nested.
INSTITUTIONS = listed("""
Academy Administration Agency Airlines Airways Airport Archdiocese Army Assembly Association Athletics Authority Bank
Board Brigade Brewery Bureau Cabinet Cathedral Center Centre Chamber Church Clinic Club Coalition College Command
Commission Committee Company Conference Congregation Congress Consortium Constabulary Convention Cooperative Corporation
Corp Corp. Co Co. Council Court Courthouse Crown Department Dept Dept. Detention Diocese Directorate Division Embassy
Employment Exchange Fair Faire Federation Festival Fire Force Forces Forum Foundation Fund Gallery Garden Gardens Garrison
Government Group Guard Hall Hospital Hotel House Inc Inc. Infirmary Inn Inquiry Institute Institution Intelligence Jail
Jury Law League Legislature Library Lions Lodge Ltd Ltd. Mall Market Medical Ministry Mission Mosque Museum National Navy
Network Office Opera Orchestra Organization Organisation Palace Parliament Party Penitentiary Philharmonic Planning Plant
Police Polytechnic Prison Prisons Project Public Racecourse Railroad Railway Regiment Regional Representatives Reserve
Restaurant School Schools Senate Series Service Services Sheriff Society Speedway Stadium State Station Studios Superior
Symphony Task Team Technical Technology Temple Theater Theatre Transit Tribunal Troupe Trust Union United Universities
University Utilities Volunteer Water YMCA Zoo Fairgrounds Rovers Wanderers Albion Athletic Hotspur FC Arena Tower Towers
Elementary Middle High Junior Senior Community Municipal Memorial Veterans Civic Chapter Historical Baptist Methodist
Presbyterian Lutheran Catholic Episcopal Christian Islamic International Economic Development Correctional Rotary Kiwanis
Farmers Labour Conservative Liberal Democratic Republican Health Care Nursing Rehabilitation Marathon Derby Open Cup Games
Olympics Treaty Accord Accords Agreement Declaration Protocol Conference Summit Stock
""")
# ... and these a paper, a broadcaster or a product that is only named after a place.
MEDIA = listed("""
Post Times Herald News Journal Tribune Gazette Chronicle Star Sun Examiner Observer Dispatch Courier Register Bulletin
Mail Globe Inquirer Mirror Telegraph Press Record Leader Sentinel Daily Weekly Monitor Review Magazine Radio TV
Television Beacon Mercury Guardian Standard Express Today Broadcasting
""")
TEAMS = listed("""
Raiders Cowboys Giants Jets Bears Lions Packers Vikings Eagles Rams Saints Falcons Panthers Bucs Buccaneers Dolphins
Patriots Bills Steelers Ravens Browns Bengals Colts Texans Titans Jaguars Chiefs Broncos Chargers Cardinals Seahawks
Yankees Mets Dodgers Cubs Astros Braves Marlins Phillies Nationals Brewers Pirates Reds Tigers Twins Royals Rangers
Angels Athletics Mariners Padres Rockies Lakers Celtics Knicks Bulls Heat Spurs Mavericks Rockets Warriors Suns Kings
Clippers Hawks Hornets Pistons Pacers Bucks Cavaliers Raptors Wizards Magic Hurricanes Bruins Maple Flames Oilers
Canucks Sabres Penguins Flyers Capitals Devils Sharks Ducks Stars Wild Blues Predators Lightning Islanders City United
Wanderers Rovers Town Athletic Bulldogs Wildcats Trojans Spartans Huskies Gators Longhorns Aggies Sooners Badgers
""")
# The kind of place that a word names: (kinds of the gazetteer, before the name as well).
KIND_WORDS = {
    "county": "district", "counties": "district", "parish": "district", "district": "district", "borough": "district",
    "districts": "district", "prefecture": "district", "province": "province", "provinces": "province",
    "oblast": "province", "governorate": "province", "region": "province", "state": "province", "territory": "province",
    "department": "province", "canton": "province", "emirate": "province", "voivodeship": "province", "republic": "",
    "city": "town", "town": "town", "village": "town", "township": "town", "townships": "town", "states": "province", "parishes": "district", "twp.": "town", "hamlet": "town",
    "suburb": "town", "neighborhood": "town", "neighbourhood": "town", "municipality": "town", "island": "",
    "islands": "", "valley": "valley", "mountains": "", "mountain": "", "peninsula": "", "desert": "", "river": "river",
    "lake": "", "creek": "", "bay": "", "beach": "town", "sea": "", "ocean": "", "gulf": "", "strait": "", "coast": "",
    "canal": "", "pass": "", "crossing": "crossing", "border": "", "capital": "town", "port": "town", "hills": "",
    "park": "", "forest": "", "national": "", "falls": "", "reservoir": "", "harbor": "", "harbour": "", "heights": "",
    "plateau": "", "basin": "", "delta": "", "archipelago": "", "cape": "", "straits": "", "springs": "", "mount": "",
    "regions": "province", "oblasts": "province", "governorates": "province", "cantons": "province", "prefectures": "district",
    "cities": "town", "towns": "town", "villages": "town",
    "fort": "", "station": "", "airport": "", "bridge": "", "dam": "", "base": "", "airbase": "", "camp": "",
}
# What, capitalised after a name that the gazetteer does not hold, still makes the whole a place.
FEATURES = listed("""
County Counties Parish District Borough Prefecture Province Oblast Governorate Region Territory Canton Emirate Township
Twp Twp. Municipality Island Islands Isle Isles Valley Mountains Mountain Mount Peninsula Desert River Lake Creek Bay
Beach Sea Ocean Gulf Strait Straits Coast Canal Pass Hills Hill Park Forest Falls Reservoir Harbor Harbour Heights
Plateau Basin Delta Archipelago Cape Springs Dam Glacier Gorge Canyon Plains Swamp Wetlands Lagoon Cove Inlet Sound
Brook Fork Ridge Peak Range Village Estates Airport Bridge Airfield Airbase Crossing
""")
# Of those, the ones that are too wide to lie beside a town.
WIDE_FEATURES = listed("""
Island Islands Isles Mountains Peninsula Desert Sea Ocean Gulf Strait Straits Coast Plateau Basin Delta Archipelago Range
Province Oblast Governorate Region Territory Emirate Plains River
""")
BEFORE_FEATURES = listed("Lake Mount Mt. Mt Fort Ft. Cape Port River Isle Camp")
STREETS = listed("""
Street St St. Avenue Ave Ave. Road Rd Rd. Boulevard Blvd Blvd. Drive Dr. Lane Ln Ln. Highway Hwy Hwy. Parkway Pkwy Pkwy.
Freeway Expressway Turnpike Tollway Square Plaza Court Ct. Place Circle Terrace Crescent Way Trail Pike Route Interstate
Alley Bypass Motorway Mews
""")
# Street words that are other things as often: they need a number or a preposition before the name.
VAGUE_STREETS = listed("Court Ct. Place Way Square Plaza Circle Trail Route Crescent Park Pike Mews Alley Interstate St. Ct St Dr.")
DIRECTIONS = listed("""
North South East West Northern Southern Eastern Western Northeast Northwest Southeast Southwest Northeastern
Northwestern Southeastern Southwestern Central Upper Lower Greater Downtown Midtown Mid Inner Outer Metro Suburban
Rural Coastal Far Near Old New
""")
LOCATIVE = listed("""
in at near from to into outside inside around across throughout toward towards through via within between along beyond
of off north south east west northern southern eastern western northeast northwest southeast southwest northeastern
northwestern southeastern southwestern central downtown nearby neighboring neighbouring visit visited visiting reach
reached leave left leaving entered enter entering rural greater metropolitan mid-
""")
STRONG_LOCATIVE = listed("in near outside around across throughout downtown nearby into northern southern eastern western "
                       "northeastern northwestern southeastern southwestern central")
# Nouns that a place name stands before: "a Danbury man", "Athens police".
FOLLOWERS = listed("""
man woman couple men women teen teenager teens boy girl native natives resident residents police mayor officials official
family families council councillor councillors councilman school schools student students area area's firefighters fire
business businesses home homes hospital company firm lawyer attorney judge jury court courts prosecutors suburb suburbs
neighborhood neighbourhood community newspaper hotel restaurant bar church mosque airport office offices headquarters
plant factory base stadium university college museum market street streets border region metro downtown native-born
county city town district province state government voters lawmakers legislature leader leaders governor authorities
officer officers sheriff's coast suburbanite taxpayers team fans driver drivers farmer farmers lake river delegation
""")
# Who rules or lives in what kind of place: "Herat's mayor", "the governor of Herat".
RULED = {"mayor": "town", "suburb": "town", "suburbs": "town", "downtown": "town", "metro": "town", "governor": "province"}
# After the name of a river or a range with its article, unless the article belongs to a noun that follows ("the Ohio man").
AFTER_NATURE = listed("""
in at near on and or to into from is was are were has had have that which where with after as for by between through
flows flowed rose rises fell burst bursts flooded floods runs ran swelled froze dried carried carries crosses separates
river basin delta valley mountains range sea dam bank banks bridge
""")
SPEECH = listed("""
said says say told added asked explained noted replied argued wrote testified recalled joked insisted believes thinks
admitted stated commented continued was has had is will would who did does
""")

# Only after a comma and a name ("Alexandria, Va."), as the Associated Press writes them, or as postal codes.
STATE_ABBREVIATIONS = _pairs("""
Alabama: Ala., AL; Alaska: AK; Arizona: Ariz., AZ; Arkansas: Ark., AR; California: Calif., Cal., CA
Colorado: Colo., CO; Connecticut: Conn., CT; Delaware: Del., DE; Florida: Fla., FL; Georgia: Ga., GA; Hawaii: HI
Idaho: ID, Ida.; Illinois: Ill., IL; Indiana: Ind., IN; Iowa: IA; Kansas: Kan., Kans., KS; Kentucky: Ky., KY
Louisiana: La., LA; Maine: ME; Maryland: Md., MD; Massachusetts: Mass., MA; Michigan: Mich., MI
Minnesota: Minn., MN; Mississippi: Miss., MS; Missouri: Mo., MO; Montana: Mont., MT; Nebraska: Neb., Nebr., NE
Nevada: Nev., NV; New Hampshire: N.H., NH; New Jersey: N.J., NJ; New Mexico: N.M., NM; New York: N.Y., NY
North Carolina: N.C., NC; North Dakota: N.D., ND; Ohio: OH; Oklahoma: Okla., OK; Oregon: Ore., OR
Pennsylvania: Pa., PA, Penn.; Rhode Island: R.I., RI; South Carolina: S.C., SC; South Dakota: S.D., SD
Tennessee: Tenn., TN; Texas: Tex., TX; Utah: UT; Vermont: Vt., VT; Virginia: Va., VA; Washington: Wash., WA
West Virginia: W.Va., W. Va., WV; Wisconsin: Wis., WI; Wyoming: Wyo., WY; District of Columbia: D.C., DC
Puerto Rico: P.R., PR; Ontario: Ont., ON; Quebec: Que., QC; British Columbia: B.C., BC; Alberta: Alta., AB
Saskatchewan: Sask., SK; Manitoba: Man., MB; New Brunswick: N.B., NB; Nova Scotia: N.S., NS
Prince Edward Island: P.E.I., PEI; Newfoundland and Labrador: N.L., NL, Nfld.
New South Wales: NSW; Queensland: Qld, QLD; Victoria: Vic; Western Australia: WA.; South Australia: SA.
""")
# Of those, the ones that are words as well where everything is in capitals: "FIRE IN LONDON, ON MONDAY".
CAPITALS_OF_WORDS = listed("AL DE HI ID IN LA MA ME MO OH OK ON OR PA SO")
# Of those, the ones that are names of the place even without a comma before them.
FREE_ABBREVIATIONS = listed("N.Y. D.C. DC N.J. W.Va. N.C. S.C. N.H. N.M. P.E.I. PEI R.I. NSW S.D. N.D. B.C. Ga. Pa. Fla. Calif. Conn. "
                            "Ky. Md. Okla. Tenn. Va. Wis. Mich. Minn. Neb. Nev. Tex. Ariz. Ark. Colo. Vt. Wyo. Ala.")

# Acronyms and clipped names, in exactly this case, and what they stand for.
ACRONYMS = _pairs("""
United States: U.S., US, USA, U.S.A., the States, America; United Kingdom: U.K., UK, Great Britain, Britain
European Union: EU, E.U.; United Arab Emirates: UAE, U.A.E., Emirates; Democratic Republic of the Congo: DRC, D.R.C., DR Congo
North Korea: DPRK; South Korea: ROK; China: PRC, P.R.C., Mainland China; Saudi Arabia: KSA; Soviet Union: USSR, U.S.S.R.
New York City: NYC, N.Y.C.; Los Angeles: L.A., LA; Papua New Guinea: PNG; Gorno-Badakhshan: GBAO
Hong Kong: HK; Washington, D.C.: Washington D.C., Washington DC; Central African Republic: CAR
Bosnia and Herzegovina: BiH; New Zealand: NZ; Middle East: Mideast; Northwest Territories: NWT
Philadelphia: Philly; San Francisco: Frisco; Las Vegas: Vegas; New South Wales: NSW; Palestinian Territory: Palestinian Territories
""")

# Nationality words: adjective and people.
DEMONYMS = _pairs("""
Afghanistan: Afghan, Afghans, Afghani; Albania: Albanian, Albanians; Algeria: Algerian, Algerians
Angola: Angolan, Angolans; Argentina: Argentine, Argentines, Argentinian, Argentinians, Argentinean
Armenia: Armenian, Armenians; Australia: Australian, Australians, Aussie, Aussies; Austria: Austrian, Austrians
Azerbaijan: Azerbaijani, Azerbaijanis, Azeri, Azeris; Bahamas: Bahamian, Bahamians; Bahrain: Bahraini, Bahrainis
Bangladesh: Bangladeshi, Bangladeshis; Barbados: Barbadian, Barbadians; Belarus: Belarusian, Belarusians, Belarussian
Belgium: Belgian, Belgians; Belize: Belizean; Benin: Beninese; Bermuda: Bermudian; Bhutan: Bhutanese
Bolivia: Bolivian, Bolivians; Bosnia and Herzegovina: Bosnian, Bosnians; Botswana: Botswanan, Batswana
Brazil: Brazilian, Brazilians; United Kingdom: British, Britons, Briton, Brit, Brits; Brunei: Bruneian
Bulgaria: Bulgarian, Bulgarians; Burkina Faso: Burkinabe; Burundi: Burundian, Burundians; Cambodia: Cambodian, Cambodians
Cameroon: Cameroonian, Cameroonians; Canada: Canadian, Canadians; Chad: Chadian, Chadians; Chile: Chilean, Chileans
China: Chinese; Colombia: Colombian, Colombians; Democratic Republic of the Congo: Congolese; Costa Rica: Costa Rican, Costa Ricans
Croatia: Croatian, Croatians, Croat, Croats; Cuba: Cuban, Cubans; Cyprus: Cypriot, Cypriots; Czechia: Czech, Czechs
Denmark: Danish, Dane, Danes; Dominican Republic: Dominican, Dominicans; Djibouti: Djiboutian
Timor-Leste: Timorese; Ecuador: Ecuadorian, Ecuadorians, Ecuadorean; Egypt: Egyptian, Egyptians
El Salvador: Salvadoran, Salvadorans, Salvadorean; England: English, Englishman, Englishmen; Eritrea: Eritrean, Eritreans; Estonia: Estonian, Estonians
Ethiopia: Ethiopian, Ethiopians; Fiji: Fijian, Fijians; Finland: Finnish, Finn, Finns
France: French, Frenchman, Frenchmen, Frenchwoman; Gabon: Gabonese; Gambia: Gambian, Gambians; Georgia: Georgian, Georgians
Germany: German, Germans; Ghana: Ghanaian, Ghanaians; Greece: Greek, Greeks; Greenland: Greenlandic, Greenlanders
Grenada: Grenadian; Guatemala: Guatemalan, Guatemalans; Guinea: Guinean, Guineans; Guyana: Guyanese; Haiti: Haitian, Haitians
Honduras: Honduran, Hondurans; Hungary: Hungarian, Hungarians; Iceland: Icelandic, Icelander, Icelanders
India: Indian, Indians; Indonesia: Indonesian, Indonesians; Iran: Iranian, Iranians; Iraq: Iraqi, Iraqis
Ireland: Irish, Irishman, Irishmen; Israel: Israeli, Israelis; Italy: Italian, Italians; Ivory Coast: Ivorian, Ivorians
Jamaica: Jamaican, Jamaicans; Japan: Japanese; Jordan: Jordanian, Jordanians; Kazakhstan: Kazakh, Kazakhs, Kazakhstani
Kenya: Kenyan, Kenyans; Kosovo: Kosovar, Kosovars, Kosovan; Kuwait: Kuwaiti, Kuwaitis
Kyrgyzstan: Kyrgyz, Kyrgyzstani; Laos: Laotian, Lao; Latvia: Latvian, Latvians; Lebanon: Lebanese; Liberia: Liberian, Liberians
Libya: Libyan, Libyans; Lithuania: Lithuanian, Lithuanians; Luxembourg: Luxembourger; North Macedonia: Macedonian, Macedonians
Madagascar: Malagasy; Malawi: Malawian, Malawians; Malaysia: Malaysian, Malaysians; Maldives: Maldivian; Mali: Malian, Malians
Malta: Maltese; Mauritania: Mauritanian, Mauritanians; Mauritius: Mauritian; Mexico: Mexican, Mexicans
Moldova: Moldovan, Moldovans; Mongolia: Mongolian, Mongolians; Montenegro: Montenegrin, Montenegrins
Morocco: Moroccan, Moroccans; Mozambique: Mozambican, Mozambicans; Myanmar: Burmese; Namibia: Namibian, Namibians
Nepal: Nepalese, Nepali, Nepalis; Netherlands: Dutch, Dutchman; New Zealand: New Zealander, New Zealanders, Kiwi, Kiwis
Nicaragua: Nicaraguan, Nicaraguans; Niger: Nigerien, Nigeriens; Nigeria: Nigerian, Nigerians; North Korea: North Korean, North Koreans
Norway: Norwegian, Norwegians; Oman: Omani, Omanis; Pakistan: Pakistani, Pakistanis; Palestinian Territory: Palestinian, Palestinians
Panama: Panamanian, Panamanians; Papua New Guinea: Papuan; Paraguay: Paraguayan, Paraguayans; Peru: Peruvian, Peruvians
Philippines: Filipino, Filipinos, Filipina, Philippine; Poland: Polish, Pole, Poles; Portugal: Portuguese
Puerto Rico: Puerto Rican, Puerto Ricans; Qatar: Qatari, Qataris; Romania: Romanian, Romanians; Russia: Russian, Russians
Rwanda: Rwandan, Rwandans; Saudi Arabia: Saudi, Saudis, Saudi Arabian; Scotland: Scottish, Scot, Scots, Scotsman
Senegal: Senegalese; Serbia: Serbian, Serbians, Serb, Serbs; Sierra Leone: Sierra Leonean, Sierra Leoneans
Singapore: Singaporean, Singaporeans; Slovakia: Slovak, Slovaks, Slovakian; Slovenia: Slovenian, Slovenians, Slovene, Slovenes
Somalia: Somali, Somalis; South Africa: South African, South Africans; South Korea: South Korean, South Koreans, Korean, Koreans
South Sudan: South Sudanese; Spain: Spanish, Spaniard, Spaniards; Sri Lanka: Sri Lankan, Sri Lankans; Sudan: Sudanese
Suriname: Surinamese; Sweden: Swedish, Swede, Swedes; Switzerland: Swiss; Syria: Syrian, Syrians
Taiwan: Taiwanese; Tajikistan: Tajik, Tajiks, Tajikistani; Tanzania: Tanzanian, Tanzanians; Thailand: Thai, Thais
Tibet: Tibetan, Tibetans; Togo: Togolese; Tonga: Tongan, Tongans; Trinidad and Tobago: Trinidadian, Trinidadians
Tunisia: Tunisian, Tunisians; Turkey: Turkish, Turk, Turks; Turkmenistan: Turkmen, Turkmens; Uganda: Ugandan, Ugandans
Ukraine: Ukrainian, Ukrainians; United Arab Emirates: Emirati, Emiratis; United States: American, Americans
Uruguay: Uruguayan, Uruguayans; Uzbekistan: Uzbek, Uzbeks; Venezuela: Venezuelan, Venezuelans; Vietnam: Vietnamese
Wales: Welsh, Welshman; Yemen: Yemeni, Yemenis; Zambia: Zambian, Zambians; Zimbabwe: Zimbabwean, Zimbabweans
Europe: European, Europeans; Africa: African, Africans; Asia: Asian, Asians; South America: South American, South Americans
North America: North American, North Americans; Latin America: Latin American, Latin Americans; Middle East: Middle Eastern
Central America: Central American, Central Americans; Central Asia: Central Asian; Southeast Asia: Southeast Asian
South Asia: South Asian; East Africa: East African; West Africa: West African; Eastern Europe: Eastern European
Chechnya: Chechen, Chechens; Crimea: Crimean; Dagestan: Dagestani; South Ossetia: South Ossetian, South Ossetians, Ossetian
Abkhazia: Abkhaz, Abkhazian; Kashmir: Kashmiri, Kashmiris; Punjab: Punjabi, Punjabis; Catalonia: Catalan, Catalans
Siberia: Siberian; Bavaria: Bavarian; Sicily: Sicilian; Hong Kong: Hongkongers; Kurdistan: Kurdish
Texas: Texan, Texans; California: Californian, Californians; Hawaii: Hawaiian, Hawaiians; Alaska: Alaskan, Alaskans
Florida: Floridian, Floridians; Virginia: Virginian, Virginians; Ohio: Ohioan, Ohioans; Iowa: Iowan, Iowans
Kansas: Kansan, Kansans; Oregon: Oregonian, Oregonians; Pennsylvania: Pennsylvanian; Minnesota: Minnesotan, Minnesotans
Michigan: Michigander, Michiganders; Manitoba: Manitoban, Manitobans; Ontario: Ontarian, Ontarians; Quebec: Quebecer, Quebecers, Quebecois
London: Londoner, Londoners; New York City: New Yorker, New Yorkers; Paris: Parisian, Parisians; Moscow: Muscovite, Muscovites
Panjshir: Panjshiri; Badakhshan: Badakhshani; Pamir Mountains: Pamiri, Pamiris; Long Island: Long Islander, Long Islanders
Tskhinvali: Tskhinvali; Alps: Alpine; Arctic: Arctic; Balkans: Balkan; Caribbean: Caribbean; Mediterranean Sea: Mediterranean
""")
# Seats of governments that news English uses for the government itself are found by their gazetteer kind (capital).
GOVERNMENT_VERBS = listed("""
say said says tell told warn warned announce announced accuse accused deny denied want wants wanted fear fears feared
hope hopes hoped believe believes claim claims claimed insist insists reject rejects rejected agree agrees agreed
sign signed impose imposed threaten threatened condemn condemned urge urged call called demand demanded refuse refused
offer offered decide decided vow vowed support supports supported oppose opposed back backed blame blamed consider
considers seek seeks sought plan plans planned expel expelled recall recalled respond responded send sent deploy
deployed invade invaded attack attacked win won lose lost beat beats defeat defeated play played face faced host hosted
pledge pledged approve approved pass passed ban banned order ordered expect expects express expressed help helped
maintain maintains need needs see sees try tries tried begin began continue continues accept accepted acknowledge
acknowledged withdraw withdrew retaliate retaliated become became take took give gave make made strengthen strengthened
increase increased
""")

# Turns of phrase that tell in which country's news a text was written: institutions, offices, money.
COUNTRY_HINTS = {
    "US": ("Sheriff", "Police Department", "School District", "chool board", "chool Board", "ity council", "ity Council",
           "ounty commission", "ounty Commission", "istrict attorney", "istrict Attorney", "Rep. ", "Sen. ", "Gov. ", "Interstate ",
           "Highway Patrol", "tate trooper", " mph", "high school", "High School", "middle school", "NFL", "NBA", "MLB", "NCAA",
           "Republican", "Democrat", "GOP", "FBI", "Medicaid", "Chamber of Commerce", "Fire Department", "Circuit Court"),
    "GB": ("£", "Cllr", "pensioner", "Crown Court", "agistrates", "orough council", "orough Council", "onstabulary", "NHS",
           "Tory ", "Tories", "Lib Dem", " PC ", "Det Con", "Det Sgt", "Det Insp", "postcode", "istrict council",
           "Ambulance Service", "Premier League"),
    "CA": ("RCMP", "OPP ", "Provincial Police", "Mountie", "Tim Hortons", "MPP ", "NDP", "Metro Vancouver"),
    "IE": ("garda", "Garda", "gardai", "Dáil", "Taoiseach", "Fianna", "Fine Gael", "GAA ", "Co. Cork", "Co. Mayo"),
    "AU": ("A$", "Centrelink", "AFL ", "NRL ", "RSPCA", "NSW"),
    "IN": ("lakh", "crore", "Lok Sabha", "anchayat", "taluk", "Rs ", "Rs."),
    "NG": ("naira", "Naira", "₦", " LGA", "Local Government Area"), "PH": ("arangay", "peso"), "ZA": ("ANC ", "SAPS"),
    "KE": ("KSh", "Sh1", "Sh2", "Sh5"), "NZ": ("NZ$", "Kiwi "), "PK": ("PKR", "tehsil"),
}
