"""Tables for other programs: CSV that no spreadsheet runs, Parquet, GeoJSON, GeoPackage, a citation."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import itertools
import json
import math
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import claimatlas
from claimatlas import tables
from claimatlas.cells import among, digest, records_of, values_of
from claimatlas.corpus import with_own
from claimatlas.counts import places_of_claims
from claimatlas.errors import DiskError
from claimatlas.former import Former
from claimatlas.packs import key_of
from claimatlas.phrases import noun
from claimatlas.selection import counted

if TYPE_CHECKING:
    import geopandas

AT_ONCE = 10_000  # rows that are there as text
LINES = 1000  # of a CSV file, written together or taken over together
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_FORMULA = "=+-@\t\r\n|%＝＋－＠"  # what spreadsheets take for the start of a formula, full-width forms too


def cell(value: object, column: str = "") -> str:
    """Write one value of a table as the text that CSV files and pages show.

    Parameters
    ----------
    value : object
        A scalar, or a list as the tables hold them: texts are joined by ``"; "``, a chain by ``" > "``, spans
        are written ``12-40; 52-60``, dates and numbers in the codebook's notation, flags yes or no.
    column : str
        Name of the column; it decides how a list of texts is joined.

    Returns
    -------
    str
        Empty for an unknown value.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        if math.isnan(value):
            return ""
        text = f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else repr(float(value))
        return "0" if text == "-0" else text
    if isinstance(value, list | tuple | np.ndarray):
        if len(value) and all(isinstance(v, list | tuple | np.ndarray) and len(v) == 2 for v in value):
            return "; ".join(f"{a}-{b}" for a, b in value)
        return _between(column).join(cell(v) for v in value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, set | frozenset):
        return "; ".join(sorted(map(cell, value)))
    return str(value)


def cells(column: pd.Series) -> list[str]:
    """Write a column of a table as `cell` writes each of its values, most kinds of columns at once."""
    name, values = str(column.name), values_of(column)
    kind = getattr(column.dtype, "pyarrow_dtype", None)
    if pd.api.types.is_integer_dtype(column.dtype) and not column.hasnans:
        return list(map(str, values))
    if isinstance(column.dtype, pd.StringDtype):
        return [value if isinstance(value, str) else "" for value in values]
    if kind == tables.TEXTS and not column.hasnans:
        with contextlib.suppress(TypeError):  # one of its texts is unknown
            return list(map(_between(name).join, values))
    if column.dtype == bool:
        return ["yes" if value else "no" for value in values]
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        written = {value: cell(value) for value in set(values)}
        return [written[value] for value in values]
    if kind is not None and pa.types.is_list(kind) and not column.hasnans:
        one = _one_of(kind.value_type)
        between = "; " if one is _span else _between(name)
        with contextlib.suppress(TypeError, ValueError):  # an entry is unknown, or no pair
            return [between.join(map(one, value)) for value in values]
    return [cell(value, name) if value is not None else "" for value in values]


def _one_of(kind: pa.DataType) -> Callable[[Any], str]:
    """What writes one entry of a list whose entries are of a kind, as `cell` does."""
    if pa.types.is_list(kind):
        return _span
    names = [field.name for field in kind] if pa.types.is_struct(kind) else []
    forms = {"granularity": tables.date_text, "qualifier": tables.number_text}
    told = "{0[role]}: {0[text]}".format if {*names} == {"role", "text"} else cell
    return next((forms[name] for name in forms if name in names), told)


def _span(pair: Sequence[int]) -> str:
    """Write a pair of places."""
    start, end = pair
    return f"{start}-{end}"


def _between(column: str) -> str:
    """What stands between the texts of a list."""
    return " > " if column.startswith("chain") else "; "


def _mapping(value: Mapping) -> str:
    """Write a date, a number or a place of a table, or any other names and values."""
    if "granularity" in value:
        return tables.date_text(value)
    if "qualifier" in value:
        return tables.number_text(value)
    if "probability" in value:
        return f"{value['name']} ({value['place_id']}, {value['probability']:.2f})"
    if set(value) == {"role", "text"}:
        return f"{value['role']}: {value['text']}"
    return "; ".join(f"{k}: {cell(v)}" for k, v in value.items())


def safe(text: str) -> str:
    """Keep a spreadsheet from running `text` as a formula: an apostrophe goes before what could be one.

    Plain numbers stay as they are, so a column of negative numbers is still a column of numbers.
    """
    first = text.lstrip(" \u00a0\u200b\ufeff")[:1]
    return f"'{text}" if first and first in _FORMULA and not _NUMBER.fullmatch(text) else text


def to_csv(frame: pd.DataFrame, path: Path | str, former: Former | None = None) -> None:
    """Write a table as CSV (UTF-8, RFC 4180): lists as in `cell`, no cell that a spreadsheet would run.

    Shapes are left out; `to_geojson` and `to_geopackage` have them.
    """
    frame, path = frame.drop(columns="geometry", errors="ignore"), Path(path)
    head = [("", lambda: _lines([[safe(c)] for c in frame.columns]))]
    parts = (frame.iloc[start : start + LINES] for start in range(0, len(frame), LINES))
    rows = ((_key("csv", digest(part)), functools.partial(_written, part)) for part in parts)
    (former or Former()).write(path, itertools.chain(head, rows), f"{path.parent.name}/{path.name}")


def _key(kind: str, *digests: str) -> str:
    """A digest of what a part of a kind is made from; empty if that is not known."""
    return key_of(kind, *digests) if all(digests) else ""


def _written(frame: pd.DataFrame) -> bytes:
    """Write rows of a table as lines of CSV."""
    # What begins with a letter or a digit is no formula, and nearly all does.
    return _lines([[t if t[:1].isalnum() else safe(t) for t in cells(frame[c])] for c in frame.columns])


def _lines(columns: list[list[str]]) -> bytes:
    """Write columns of texts as lines of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(zip(*columns, strict=True))
    return text.getvalue().encode()


def to_parquet(name: str, frame: pd.DataFrame, path: Path | str) -> None:
    """Write a table as Parquet with the types of its schema; the texts of articles are left out."""
    table = tables.validate(name, frame)
    table = table.drop_columns(["text"]) if "text" in table.column_names else table
    with tables.replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def _named(frames: Mapping[str, pd.DataFrame], named: pd.DataFrame | None) -> pd.DataFrame:
    """The places that claims name, each that a claim names in a role once."""
    found = places_of_claims(frames["claims"], frames["mentions"]) if named is None else named
    return found.drop_duplicates(["claim_id", "place_id", "role"])


def places_with_claims(frames: Mapping[str, pd.DataFrame], named: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the places with what is claimed of them.

    `named` is from `claimatlas.counts.places_of_claims`, if it is there.

    Returns
    -------
    pandas.DataFrame
        The places table with n_claims (claims that name the place as a place), n_claims_associative (as a
        name for a government or team, or a party's label), outlets and claims (their ids), both joined by
        ``"; "``.
    """
    claims, places = frames["claims"], frames["places"]
    at = _named(frames, named)
    at = at.merge(claims[["claim_id", "outlet"]], on="claim_id", validate="many_to_one")
    literal = at[at["role"] == "literal"].groupby("place_id")["claim_id"].nunique()
    other = at[at["role"] != "literal"].groupby("place_id")["claim_id"].nunique()
    return places.assign(
        n_claims=places["place_id"].map(literal).fillna(0).astype("int32"),
        n_claims_associative=places["place_id"].map(other).fillna(0).astype("int32"),
        outlets=_listed(places["place_id"], at, "outlet"),
        claims=_listed(places["place_id"], at, "claim_id"),
    )


def _listed(places: pd.Series, at: pd.DataFrame, column: str) -> pd.Series:
    """What a column says of each place in rows of `at`: each text once, in order, joined by ``"; "``."""
    found: dict[str, set[str]] = {}
    for place, text in zip(values_of(at["place_id"]), values_of(at[column]), strict=True):
        found.setdefault(place, set()).add(text)
    joined = ["; ".join(sorted(found.get(place, ()))) for place in values_of(places)]
    return pd.Series(joined, places.index, dtype=object)


def to_geojson(places: pd.DataFrame, path: Path | str) -> None:
    """Write places with WKB geometry (degrees, WGS 84) as GeoJSON (RFC 7946), with 5 decimals (1 m)."""
    import shapely

    columns = [c for c in places.columns if c != "geometry"]
    features = []
    shapes = shapely.orient_polygons(shapely.from_wkb(places["geometry"].to_numpy(dtype=object)))
    shapes = shapely.transform(shapes, _rounded)
    for row, shape in zip(records_of(places[columns]), shapes, strict=True):
        properties = {c: None if not isinstance(row[c], str) and pd.isna(row[c]) else row[c] for c in columns}
        told = {c: v.item() if isinstance(v, np.generic) else v for c, v in properties.items()}
        drawn = shapely.geometry.mapping(shape)
        features.append({"type": "Feature", "id": row["place_id"], "properties": told, "geometry": drawn})
    text = in_script({"type": "FeatureCollection", "features": features})  # a page may take this file in
    with tables.replacing(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


def in_script(data: object) -> str:
    """Write `data` as JSON without any character that could end or open an element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _rounded(points: np.ndarray) -> np.ndarray:
    """Coordinates to five decimals, a metre: what is written is the same on every machine."""
    found = np.round(points, 5)
    # Where the sixth decimal is a five and no more, the product that numpy rounds may lie on its other side.
    shift = np.abs(points) * 1e5 % 1
    for spot in zip(*np.nonzero(np.abs(shift - 0.5) < 1e-6), strict=True):
        found[spot] = round(float(points[spot]), 5)
    return found


def to_geopackage(
    frames: Mapping[str, pd.DataFrame], path: Path | str, named: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
) -> None:
    """Write a GeoPackage with layers ``places`` (areas, points) and ``claims`` (a point a place).

    `named` is from `claimatlas.counts.places_of_claims`, `places` from `places_with_claims`, if given.
    """
    import geopandas
    import pyogrio
    import shapely

    at = _named(frames, named)
    places = places_with_claims(frames, at) if places is None else places
    told = tables.completed("claims", frames["claims"])
    told = told[[c for c in _POINT if c in told]]
    shapes = shapely.from_wkb(places["geometry"])
    layer = geopandas.GeoDataFrame(places.drop(columns="geometry"), geometry=shapes, crs="EPSG:4326")
    parts = (at.iloc[first : first + AT_ONCE] for first in range(0, max(len(at), 1), AT_ONCE))
    layers = itertools.chain([("places", layer)], (("claims", _points(part, told, places)) for part in parts))
    failures = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    try:
        with tables.replacing(path) as temporary:
            temporary.unlink()
            for name, frame in layers:
                to = {"geometry_type": "Unknown" if name == "places" else "Point", "append": name != "places"}
                pyogrio.write_dataframe(frame, temporary, layer=name, driver="GPKG", **to)
    except failures as error:  # its library does not say what the machine refused
        remedy = "See whether the disk is full or read-only, and run again."
        raise DiskError(Path(path).name, "the file could not be written", remedy) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


_POINT = (
    "claim_id", "place_id", "name", "role", "article_id", "outlet", "holder", "resolved_kind", "chain",
    "content", "hedged", "denial", "negated", "governments", "dates", "numbers", "confidence", "made_by",
)
"""Columns of the layer of claims; `confidence` and ``radius_km`` are numbers, the others text."""


def _points(at: pd.DataFrame, claims: pd.DataFrame, places: pd.DataFrame) -> geopandas.GeoDataFrame:
    """Set some rows of `claimatlas.counts.places_of_claims` as points with what is claimed there."""
    import geopandas
    import shapely

    some = claims[among(claims["claim_id"], at["claim_id"])]
    spoken = at.merge(some, on="claim_id", validate="many_to_one").merge(
        places[["place_id", "name", "lat", "lon", "radius_km"]], on="place_id", validate="many_to_one"
    )
    flat = pd.DataFrame({c: cells(spoken[c]) for c in _POINT if c != "confidence"})
    flat["confidence"] = spoken["confidence"].to_numpy(dtype=float)
    flat["radius_km"] = spoken["radius_km"].to_numpy(dtype=float)
    shapes = shapely.points(spoken["lon"].to_numpy(float), spoken["lat"].to_numpy(float))
    return geopandas.GeoDataFrame(flat, geometry=shapes, crs="EPSG:4326")


def citation(corpus: str, articles: pd.DataFrame, set_aside: pd.DataFrame | None = None) -> str:
    """Return how to cite a report: the corpus, the articles whose claims count, and Claim Atlas."""
    read = counted(articles, set_aside)
    kinds = ", ".join(sorted(set(read["text_kind"])))
    texts = f" ({kinds} texts)" if kinds else ""
    left = len(articles) - len(read)
    but = f"; {left:,} more of the corpus {'is' if left == 1 else 'are'} not counted" if left else ""
    sizes = ((len(read), "article"), (read["outlet"].nunique(), "outlet"))
    read_in, of = (f"{n:,} {noun(n, one)}" for n, one in sizes)
    return (
        f"{corpus}: who claims what, on whose word, and where. Report on {read_in}{texts} of {of}{but}; "
        f"made with Claim Atlas {claimatlas.__version__} (MIT).\n\n"
        "Places contain data from GeoNames (CC BY 4.0, modified), Natural Earth (public domain) and "
        "geoBoundaries; district "
        "boundaries of Tajikistan: OpenStreetMap contributors (ODbL).\n"
        "Cite the articles themselves for what they say; articles.csv lists them.\n"
    )


def write_all(
    frames: Mapping[str, pd.DataFrame], figures: Path, folder: Path, corpus: str,
    former: Former | None = None, named: pd.DataFrame | None = None,
) -> list[tuple[str, str]]:
    """Write all exports of a corpus.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        The tables of the build.
    figures : pathlib.Path
        Folder of SVG and PNG files to copy.
    folder : pathlib.Path
        Is made; gets CSV and Parquet for each table, ``places.geojson``, ``atlas.gpkg``, ``figures/`` and
        ``CITATION.txt``.
    corpus : str
        Name of the corpus.
    former : Former, optional
        What was written last, to take over what would be the same.
    named : pandas.DataFrame, optional
        From `claimatlas.counts.places_of_claims`, if it is there.

    Returns
    -------
    list of (str, str)
        File and what it holds.
    """
    written, former = [], former or Former()

    def whole(file: str, kind: str, made_from: list[str], make: Callable[[Path], None]) -> None:
        former.whole(folder / file, _key(kind, *made_from), make, f"{folder.name}/{file}")

    for name, frame in frames.items():
        frame = with_own(frame)[0] if name == "articles" else frame
        to_csv(frame.drop(columns="text", errors="ignore"), folder / f"{name}.csv", former)
        what = "the articles on which a rule failed" if name == "set_aside" else f"the table of {name}"
        written.append((f"{name}.csv", f"{what}, {len(frame):,} {noun(len(frame), 'row')}"))
        make = functools.partial(to_parquet, name, frames[name])
        whole(f"{name}.parquet", f"{name} as Parquet", [digest(frames[name])], make)
        written.append((f"{name}.parquet", "the same, with lists and numbers as they are"))
    named = _named(frames, named)
    places = places_with_claims(frames, named)
    whole("places.geojson", "GeoJSON", [digest(places)], functools.partial(to_geojson, places))
    n = len(frames["places"])
    shapes = noun(n, "place with its shape", "places with their shapes")
    written.append(("places.geojson", f"{n:,} {shapes} and claims"))
    claims = frames["claims"]
    told = claims.loc[among(claims["claim_id"], named["claim_id"]), [c for c in _POINT if c in claims]]
    of = [digest(frame) for frame in (places, named, told)]
    whole("atlas.gpkg", "GeoPackage", of, lambda path: to_geopackage(frames, path, named, places))
    written.append(("atlas.gpkg", "places and claims as layers, for a geographic information system"))
    with tables.replacing(folder / "CITATION.txt") as temporary:
        told = citation(corpus, frames["articles"], frames["set_aside"])
        temporary.write_text(told, encoding="utf-8")
    written.append(("CITATION.txt", "how to cite this report"))
    for path in sorted(figures.glob("*")):
        if path.suffix in (".svg", ".png"):
            (folder / "figures").mkdir(exist_ok=True)
            shutil.copyfile(path, folder / "figures" / path.name)
    return written
