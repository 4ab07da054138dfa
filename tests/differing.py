"""A made-up corpus of thirteen stories in three outlets, with what its accounts agree on, correct, deny and
lose.

The words are this project's own. `PLANTED` says for each difference its kind and words of either sentence;
`HARMLESS` are pairs that a hasty reader could take for one.
"""

from __future__ import annotations

import pandas as pd

OUTLETS = ("Harbor Herald", "Inland Post", "Valley Courier")

# (story, days of publication by outlet, texts by outlet)
STORIES = [
    (
        "ferry",
        ("2019-03-04", "2019-03-04", "2019-03-06"),
        (
            "A ferry sank in the bay of Ormund on Monday. The coast guard said that 31 passengers of the ferry "
            "drowned. Captain Alva Brandt said the ferry had passed its last inspection in 2018. “We heard one loud crack "
            "and then the whole deck went under water,” Brandt told reporters.",
            "Rescuers searched the bay of Ormund on Monday after a ferry sank. The coast guard said that 31 passengers of the "
            "ferry drowned. “We heard one loud bang and then the whole deck went under water,” Brandt "
            "told reporters. Transport minister Jonas Hale denied that the ferry had passed its last inspection.",
            "Divers found more dead in the ferry that sank in the bay of Ormund. The coast guard said on Wednesday that 44 "
            "passengers of the ferry drowned. The ferry company will pay for the funerals.",
        ),
    ),
    (
        "dam",
        ("2020-07-12", "2020-07-12", "2020-07-12"),
        (
            "The Kessel dam was built in 1961 by the Norvik Company. The Norvik Company spent $40 million on the repair "
            "of the Kessel dam. Mayor Petra Lindqvist said the town would not be evacuated.",
            "The Kessel dam was built in 1954 by the Norvik Company. Critics want the Kessel dam torn down. The Norvik "
            "Company spent $40 million on the repair of the Kessel dam, its spokesman said.",
            "The Norvik Company spent $65 million on the repair of the Kessel dam. Fishermen asked for a ladder for "
            "salmon. Mayor Petra Lindqvist said the town would be evacuated.",
        ),
    ),
    (
        "strike",
        ("2021-02-01", "2021-02-02", "2021-02-03"),
        (
            "Bus drivers in Tarnow walked out on Monday. Union leader Marek Zielin said that 900 drivers had joined the "
            "strike in Tarnow. “Nobody will drive a bus until the city pays what it owes,” Zielin said.",
            "Bus drivers in Tarnow stayed out for a second day. Union leader Marek Zielin said that 900 drivers had "
            "joined the strike in Tarnow. “Nobody will drive a bus until the city pays what it owes,” Zielin said.",
            "The city of Tarnow offered its bus drivers a raise. “Nobody will drive a bus until the city pays all that "
            "it owes,” Zielin said. City council member Ewa Korda said that 300 drivers had joined the strike in Tarnow.",
        ),
    ),
    (
        "mine",
        ("2018-11-20", "2018-11-20", "2018-11-21"),
        (
            "Engineer Olin Baird said the Draven mine may have leaked acid into the river Suhl. The Draven mine employs "
            "600 workers. Fish died in the river Suhl in the autumn.",
            "Engineer Olin Baird said the Draven mine leaked acid into the river Suhl. The Draven mine employs 600 "
            "workers. The owners of the Draven mine denied that the mine leaked acid into the river Suhl.",
            "A court will hear the fishermen of the Suhl next month. The Draven mine employs 600 workers.",
        ),
    ),
    (
        "vote",
        ("2022-05-09", "2022-05-09", "2022-05-09"),
        (
            "The senate of Lorvania passed the water bill by 52 votes on Monday. Senator Ida Moss said she had read "
            "every page of the water bill. The bill goes to the president.",
            "The senate of Lorvania passed the water bill by 58 votes on Monday. Farmers had lobbied for it for years. "
            "Senator Ida Moss said she had read every page of the water bill.",
            "Thirty senators from the north wore green ties. The senate of Lorvania passed the water bill by 52 votes on "
            "Monday. President Aron Veld denied that he would veto the water bill.",
        ),
    ),
    (
        "museum",
        ("2017-09-01", "2017-09-03", "2017-09-03"),
        (
            "Thieves took a silver crown from the Halmar museum on Thursday. Guard Tobias Renn said he saw two men run "
            "to a white van. The crown is worth $2 million.",
            "Police seek the thieves who took a silver crown from the Halmar museum on Thursday. Guard Tobias Renn "
            "said he may have seen two men run to a white van. The museum closed its doors until further notice.",
            "The crown of Halmar is worth $2 million. Guard Tobias Renn denied that he saw two men run to a white van. "
            "Visitors can have their money back.",
        ),
    ),
    (
        "school",
        ("2016-01-15", "2016-01-15", "2016-01-16"),
        (
            "The school board of Eastfield closed 12 schools in 2015. Superintendent Laura Quist said pupils had "
            "gained nothing from the tests. Buses will be late in January.",
            "The school board of Eastfield closed 12 schools in 2015. Parents protested in front of the town hall. "
            "“The tests have taught our pupils nothing but how to sit still for hours,” Quist said.",
            "The school board of Eastfield closed 19 schools in 2015. “The tests have taught our children nothing but "
            "how to sit still for hours,” Quist said. In 2009 the board of Westfield built 12 schools.",
        ),
    ),
    (
        "bridge",
        ("2023-08-08", "2023-08-08", "2023-08-08"),
        (
            "Governor Nils Arden opened the new bridge over the Tolva. The bridge over the Tolva was finished in March "
            "2023. Truckers complained of the toll.",
            "Governor Nils Arden opened the new bridge over the Tolva. The bridge over the Tolva was finished in 2023. "
            "Engineers praised its cables. Some 200 guests ate cake.",
            "Governor Nils Arden did not open the new bridge over the Tolva. His deputy cut the ribbon. Some 200 "
            "protesters stood in the rain.",
        ),
    ),
    (
        "quake",
        ("2018-04-03", "2018-04-03", "2018-04-05"),
        (
            "A quake hit the town of Solvan on Tuesday. The quake in Solvan killed 12 people, Governor Ines Mark said. “We "
            "will rebuild the old school if the capital pays for it,” Mark said. Rain hampered the search.",
            "The quake in Solvan killed 12 people. “We will rebuild the old school,” Ines Mark said. Nurses came from the coast. "
            "“The cracks in the bridge are not dangerous to anybody who walks,” engineer Pavel Stroud said.",
            "Governor Ines Mark said on Thursday that the quake in Solvan killed 27 people. Trucks brought tents. “The cracks "
            "in the bridge are dangerous to anybody who walks,” Stroud said.",
        ),
    ),
    (
        "clinic",
        ("2019-10-07", "2019-10-08", "2019-10-08"),
        (
            "Nurse Tilda Roan accused Doctor Henrik Voss of forging the records of 40 patients. The clinic in Arlen hired Voss "
            "in 2012. “I saw him sign the charts at night, but I told nobody for a year,” Roan said.",
            "Doctor Henrik Voss has denied the accusations. The clinic in Arlen hired Voss in 2009. “I saw him sign the charts at "
            "night,” Roan said. The clinic has 90 beds.",
            "Auditors said that Mayor Greta Holm had played a role in the sale of the clinic in Arlen. Patients waited in the "
            "cold. Holm denied any role in the sale of the clinic in Arlen, citing her diary.",
        ),
    ),
    (
        "tunnel",
        ("2021-06-14", "2021-06-14", "2021-06-15"),
        (
            "Senator Bram Oder said the tunnel under the Marn was already paid for. The tunnel under the Marn is 14 "
            "kilometers long. Police initially said that 4 workers were trapped in the tunnel. “Thank you for the work you "
            "did here, and good night to all of you,” Oder told the crew.",
            "Senator Bram Oder falsely claimed that the tunnel under the Marn was already paid for. Birds nest above the "
            "tunnel. Police later said that 9 workers were trapped in the tunnel.",
            "Contractor Lena Brisk denied a request for a permit. The tunnel under the Marn is 41 kilometers long. “Thank you "
            "for the work you did here,” Oder told the crew.",
        ),
    ),
    (
        "treaty",
        ("2015-02-20", "2015-02-20", "2015-02-20"),
        (
            "The fishing treaty was signed in Karsund by both ministers. Minister Odd Falken rejected reports that he had "
            "threatened to leave the talks. Herring is dear this year.",
            "The fishing treaty was signed in Lorvik by both ministers. Falken had threatened to leave the talks, two "
            "delegates said. Nets lay on the quay.",
            "Falken had an old coat. “Nothing in this treaty stops our boats, unless the coast guard says otherwise,” Falken "
            "said. The treaty allows 300 boats.",
        ),
    ),
    (
        "mill",
        ("2016-06-06", "2016-06-06", "2016-06-07"),
        (
            "The League sold the old mill of Tarsk in the spring. “They emptied the archive of the town in a single night,” "
            "councillor Vera Lund said. Mayor Stig Rahm gave his support to the baker Tor Eng.",
            "“It emptied the archive of the town in a single night,” Lund said. Mayor Stig Rahm dismissed the sale of the old "
            "mill of Tarsk as a trick of the League. A bill lets heirs sue for any part that the League may have had in the "
            "fire of Tarsk. “The mill will not be built again in our time,” Rahm said. Clerk Nora Weit said that Rahm had met "
            "buyers of the mill in March.",
            "The League denied any part in the fire of Tarsk. “But in any event, the mill will not be built again in our "
            "time,” Rahm said. Rahm withdrew his support to the baker Tor Eng. Rahm denied that he had met buyers of the mill.",
        ),
    ),
]

# (story, kind, words of one sentence, words of the other)
PLANTED = [
    ("ferry", "correction", "31 passengers", "44 passengers"),
    ("ferry", "quotation", "one loud crack", "one loud bang"),
    ("ferry", "denial", "said the ferry had passed", "denied that the ferry had passed"),
    ("dam", "conflict", "1961", "1954"),
    ("dam", "conflict", "$40 million", "$65 million"),
    ("dam", "denial", "would not be evacuated", "would be evacuated"),
    ("strike", "correction", "900 drivers", "300 drivers"),
    ("strike", "quotation", "pays what it owes", "pays all that it owes"),
    ("mine", "hedge", "may have leaked", "said the Draven mine leaked"),
    ("mine", "denial", "denied that the mine leaked", "Baird said the Draven mine"),
    ("mine", "agreement", "600 workers", "600 workers"),
    ("vote", "conflict", "52 votes", "58 votes"),
    ("museum", "hedge", "may have seen two men", "said he saw two men"),
    ("museum", "denial", "denied that he saw", "saw two men run to a white van"),
    ("museum", "agreement", "$2 million", "$2 million"),
    ("school", "correction", "closed 12 schools", "closed 19 schools"),
    ("school", "quotation", "taught our pupils", "taught our children"),
    ("bridge", "refinement", "March 2023", "finished in 2023"),
    ("bridge", "denial", "Arden opened the new bridge", "Arden did not open the new bridge"),
    ("quake", "correction", "12 people", "27 people"),
    ("quake", "cut", "if the capital pays", "rebuild the old school,”"),
    ("quake", "quotation", "are not dangerous", "are dangerous"),
    ("clinic", "denial", "accused Doctor Henrik Voss", "denied the accusations"),
    ("clinic", "conflict", "2012", "2009"),
    ("clinic", "cut", "but I told nobody", "charts at night,”"),
    ("clinic", "denial", "had played a role", "denied any role"),
    ("tunnel", "denial", "Oder said the tunnel", "falsely claimed"),
    ("tunnel", "correction", "initially said that 4", "later said that 9"),
    ("tunnel", "correction", "14 kilometers", "41 kilometers"),
    ("treaty", "conflict", "Karsund", "Lorvik"),
    ("treaty", "denial", "rejected reports", "had threatened to leave the talks, two"),
    ("mill", "quotation", "They emptied", "It emptied"),
    ("mill", "denial", "Weit said that Rahm had met", "Rahm denied that he had met"),
]

HARMLESS = [
    ("bridge", "200 guests", "200 protesters"),
    ("school", "closed 12 schools", "built 12 schools"),
    ("vote", "52 votes", "Thirty senators"),
    ("strike", "900 drivers", "second day"),
    ("tunnel", "good night to all of you", "work you did here,”"),
    ("tunnel", "denied a request", "already paid for"),
    ("clinic", "40 patients", "90 beds"),
    ("mill", "sold the old mill", "as a trick of the League"),
    ("mill", "the League may have had", "denied any part"),
    ("mill", "gave his support", "withdrew his support"),
    ("mill", "The mill will not", "But in any event"),
]


def articles() -> pd.DataFrame:
    """Return the made-up articles as the articles table, three for each story."""
    rows = []
    for story, days, texts in STORIES:
        for outlet, day, text in zip(OUTLETS, days, texts, strict=True):
            key = f"{story}-{outlet.split()[0].lower()}"
            rows.append(
                {
                    "article_id": key,
                    "outlet": outlet,
                    "title": None,
                    "author": None,
                    "published": day,
                    "url": None,
                    "file": f"{key}.txt",
                    "note": None,
                    "home": None,
                    "text_kind": "original",
                    "text": text + "\n",
                    "n_words": len(text.split()),
                    "n_sentences": text.count("."),
                    "sha256": key.ljust(64, "0"),
                }
            )
    return pd.DataFrame(rows).sort_values("article_id").reset_index(drop=True)


def told(
    claims: pd.DataFrame, conflicts: pd.DataFrame, drifts: pd.DataFrame
) -> list[tuple[str, str, set, set]]:
    """Return what a comparison shows, as (story, kind, sentences of one side, sentences of the other)."""
    sentence = dict(zip(claims["claim_id"], claims["sentence"], strict=True))
    found = [(r.verdict, set(r.claims_a), set(r.claims_b)) for r in conflicts.itertuples()]
    found += [(r.kind, {r.claim_a}, {r.claim_b}) for r in drifts.itertuples()]
    return [
        (min(a).split("-")[0], kind, *({sentence[c] for c in side} for side in (a, b)))
        for kind, a, b in found
    ]


def is_told(planted: tuple[str, str, str, str], shown: list[tuple[str, str, set, set]]) -> bool:
    """Whether a planted difference is among those shown, whichever side is named first."""
    story, kind, one, other = planted
    return any(
        story == s
        and kind == k
        and any(any(one in x for x in p) and any(other in x for x in q) for p, q in ((a, b), (b, a)))
        for s, k, a, b in shown
    )
