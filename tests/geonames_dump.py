"""A generator of dumps in GeoNames' format, for tests and benchmarks: invented places, real syntax."""

from __future__ import annotations

import random
from pathlib import Path

SYLLABLES = ("ka", "bu", "lo", "zan", "mir", "dar", "tor", "she", "qal", "nur", "ve", "pol", "gra", "wes", "ham", "ri", "os", "len")
FEATURES = (("P", "PPL"), ("P", "PPL"), ("P", "PPL"), ("P", "PPLX"), ("H", "STM"), ("H", "LK"), ("T", "MT"), ("S", "SCH"),
            ("L", "LCTY"), ("R", "RD"))
FIRST = 90_000_000  # beyond the ids that GeoNames has given out


def name_of(rng: random.Random) -> str:
    """Return an invented name of one or two words."""
    words = ("".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize() for _ in range(rng.choice((1, 1, 2))))
    return " ".join(words)


def feature_line(number: int, name: str, lat: float, lon: float, feature: tuple[str, str], country: str = "AF",
                 admin1: str = "", admin2: str = "", population: int = 0, alternates: str = "") -> str:
    """Return one line of a main file."""
    cells = [number, name, name, alternates, f"{lat:.5f}", f"{lon:.5f}", *feature, country, "", admin1, admin2, "", "",
             population, "", 500, "Asia/Kabul", "2026-01-01"]
    return "\t".join(map(str, cells)) + "\n"


def write_dump(folder: Path, size: int, seed: int = 1, main: str = "allCountries.txt", broken_every: int = 0) -> None:
    """Write a dump of `size` places: divisions first, then features in them, alternate names, codes and hierarchy."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    provinces = [(f"{90 + i}", FIRST + i) for i in range(5)]
    districts = [(province, f"{9000 + i}", FIRST + 100 + i) for i, (province, _) in enumerate(provinces * 4)]
    with (folder / "admin1CodesASCII.txt").open("w", encoding="utf-8") as file:
        for code, number in provinces:
            file.write(f"AF.{code}\tProvinz {code}\tProvinz {code}\t{number}\n")
    with (folder / "admin2Codes.txt").open("w", encoding="utf-8") as file:
        for province, code, number in districts:
            file.write(f"AF.{province}.{code}\tDistrikt {code}\tDistrikt {code}\t{number}\n")
    with (folder / main).open("w", encoding="utf-8") as file, \
            (folder / "alternateNamesV2.txt").open("w", encoding="utf-8") as alternates, \
            (folder / "hierarchy.txt").open("w", encoding="utf-8") as hierarchy:
        for code, number in provinces:
            file.write(feature_line(number, f"Provinz {code} Province", 34, 66, ("A", "ADM1"), admin1=code, population=9))
        for province, code, number in districts:
            file.write(feature_line(number, f"Distrikt {code}", 34, 66, ("A", "ADM2"), admin1=province, admin2=code))
            hierarchy.write(f"{FIRST + int(province) - 90}\t{number}\tADM\n")
        for i in range(size):
            number = FIRST + 1000 + i
            province, district, _ = rng.choice(districts)
            name = name_of(rng)
            lat, lon = rng.uniform(-80, 80), rng.uniform(-179, 179)
            file.write(feature_line(number, name, lat, lon, rng.choice(FEATURES), admin1=province, admin2=district,
                                    population=rng.choice((0, 0, 0, 900, 20_000))))
            if i % 2 == 0:
                language = rng.choice(("en", "de", "", "fa", "wkdt"))
                alternates.write(f"{i + 1}\t{number}\t{language}\t{name_of(rng)}\t\t\t\t\t\t\n")
            if broken_every and i % broken_every == broken_every - 1:
                file.write(f"{number}\tonly\tthree\n")
                alternates.write("x\ty\n")
