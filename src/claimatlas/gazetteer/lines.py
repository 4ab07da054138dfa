"""Lines of the GeoNames dump, and what they say.

The format is GeoNames' own (its readme.txt): tab-separated UTF-8 without a header.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from claimatlas.gazetteer.sizes import settlement

REPORTED = 5  # line numbers of broken lines that are kept
_CODES = {
    "province": "A.ADM1",
    "district": "A.ADM2",
    "capital": "P.PPLC",
    "quarter": "P.PPLX",
    "continent": "L.CONT",
    "park": "L.PRK L.RES L.RESN",
    "ocean": "H.OCN",
    "island": "T.ISL T.ISLS",
    "valley": "T.VAL T.VALS",
    "desert": "T.DSRT",
    "crossing": "T.PASS S.PSTB",
    "airport": "S.AIRP S.AIRB",
    "canal": "H.CNL H.CNLI H.CNLN",
    "sea": "H.SEA H.GULF H.BAY H.BAYS H.STRT H.CHN H.SD H.BGHT H.FJD H.COVE H.HBR H.LGN H.ESTY",
    "river": "H.STM H.STMI H.STMS H.STMA H.STMB H.STMD H.STMM H.STMX H.STMIX H.WAD",
    "lake": "H.LK H.LKS H.LKI H.LKN H.LKX H.RSV H.PND H.PNDS",
    "mountain": "T.MT T.MTS T.PK T.PKS T.HLL T.HLLS T.VLC T.RDGE T.PLAT",
}
FEATURES = {code: kind for kind, codes in _CODES.items() for code in codes.split()}
"""Kinds of places by GeoNames' class and code."""
CLASSES = {"A": "division", "L": "region", "R": "road", "S": "spot"}


@dataclass(slots=True)
class Feature:
    """One line of a main file."""

    number: int
    name: str
    ascii_name: str
    alternates: list[str]
    lat: float
    lon: float
    feature: str  # class and code: "P.PPLC"
    country: str
    admin1: str
    admin2: str
    population: int


@dataclass
class Tally:
    """What became of the lines of one file."""

    lines: int = 0
    broken: int = 0
    first: list[int] = field(default_factory=list)

    def note_broken(self) -> None:
        """Count the line just read as broken; the first few are kept by number."""
        self.broken += 1
        if len(self.first) < REPORTED:
            self.first.append(self.lines)


def parse_feature(line: bytes) -> Feature | None:
    """Parse one line of allCountries.txt or a country file; None if it is broken."""
    try:
        cells = line.decode("utf-8").split("\t")
        if len(cells) != 19:
            return None
        number, lat, lon = int(cells[0]), float(cells[4]), float(cells[5])
        population = int(cells[14]) if cells[14].strip() else 0
    except ValueError:  # UnicodeDecodeError is one
        return None
    if not (
        0 < number < 2**62
        and -90 <= lat <= 90
        and -180 <= lon <= 180
        and 0 <= population < 2**62
        and cells[1].strip()
    ):
        return None
    if not (len(cells[8]) in (0, 2) and cells[8].isascii()):
        return None
    return Feature(
        number,
        cells[1].strip(),
        cells[2].strip(),
        [a for a in cells[3].split(",") if a],
        lat,
        lon,
        f"{cells[6]}.{cells[7]}",
        cells[8],
        cells[10],
        cells[11],
        population,
    )


def parse_alternate(line: bytes) -> tuple[int, str, str] | None:
    """Parse one line of alternateNamesV2.txt: GeoNames id, language, name; None if it is broken."""
    try:
        cells = line.decode("utf-8").split("\t")
        number = int(cells[1])
        language, name = cells[2], cells[3].strip()
    except (ValueError, IndexError):
        return None
    return (number, language, name) if 0 < number < 2**62 and name else None


def parse_code(line: bytes) -> tuple[str, int] | None:
    """Parse one line of admin1CodesASCII.txt or admin2Codes.txt: code, GeoNames id; None if it is broken."""
    try:
        cells = line.decode("utf-8").split("\t")
        code, number = cells[0], int(cells[3])
    except (ValueError, IndexError):
        return None
    return (code, number) if 0 < number < 2**62 and code.count(".") in (1, 2) else None


def parse_hierarchy(line: bytes) -> tuple[int, int, str] | None:
    """Parse one line of hierarchy.txt: parent, child, type; None if it is broken."""
    try:
        cells = line.decode("utf-8").split("\t")
        parent, child = int(cells[0]), int(cells[1])
    except (ValueError, IndexError):
        return None
    if not (0 < parent < 2**62 and 0 < child < 2**62 and parent != child):
        return None
    return parent, child, cells[2].strip() if len(cells) > 2 else ""


def kind_of(feature: Feature, countries: dict[str, int]) -> str:
    """Return the kind of a feature from its GeoNames class and code, and its population if it is a
    settlement."""
    code = feature.feature
    if code.startswith("A.PCL"):
        return "country" if countries.get(feature.country) == feature.number else "region"
    if code in FEATURES:
        return FEATURES[code]
    if code.startswith("P."):
        return settlement(feature.population, False)
    return CLASSES.get(code[0], "place")
