"""The tables that pass between the notebooks: their schemas, and reading and writing them whole.

Every table is a Parquet file in ``build/<corpus>/``. Its columns, their types and its key are declared
here and nowhere else; a table is checked against them when it is written and again when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from claimatlas.columnar import as_frame, fits
from claimatlas.errors import TableError
from claimatlas.files import replacing

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
SPANS = pa.list_(pa.list_(pa.int32()))
FLAG = pa.bool_()
DATES = pa.list_(
    pa.struct([("text", TEXT), ("value", TEXT), ("granularity", TEXT), ("part", TEXT), ("inferred", FLAG)])
)
NUMBERS = pa.list_(
    pa.struct(
        [("text", TEXT), ("qualifier", TEXT), ("low", pa.float64()), ("high", pa.float64()), ("unit", TEXT)]
    )
)
WORDS_IN_ROLES = pa.list_(pa.struct([("role", TEXT), ("text", TEXT)]))
ALTERNATIVES = pa.list_(pa.struct([("place_id", TEXT), ("name", TEXT), ("probability", pa.float32())]))

HOLDER_KINDS = ("named person", "named organisation", "anonymous", "unattributed")
CHAIN_BASES = (
    "explicit", "resolved", "unclear", "explicit+inherited", "resolved+inherited", "unclear+inherited",
    "inherited", "none", "none (subheading)",
)
GRANULARITIES = ("day", "month", "season", "year", "decade", "none")
STATUSES = ("resolved", "ambiguous", "unknown", "reviewed")
ROLES = ("literal", "associative", "label")
VERDICTS = ("conflict", "correction", "denial", "position", "refinement", "agreement", "not comparable")
DRIFTS = ("hedge", "source", "quotation", "cut", "verb", "qualifier")
JUDGEMENTS = (*VERDICTS, "drift", "none")
"""What a reviewer may say of two claims: a verdict, that a drift is one, or that there is nothing."""
SHOWN = 0.5
"""Confidence from which a conflict or a drift is shown and counted; what is less sure waits in the review
sheet."""
SAME = 0.65
"""Confidence from which the claims of a group surely say the same; chosen on groups of news that were judged
by hand."""
OUTSIDE, MISSING = "outside the selection", "no longer there"
STATES = ("applied", "moved", "unchecked", "without effect", OUTSIDE, "left out", MISSING, "not read")
STAGES = ("annotate", "places", "claims", "compare")


# GeoParquet metadata of the one table with shapes: WKB, longitude and latitude in degrees (EPSG:4326 by
# default).
GEO = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}


@dataclass(frozen=True)
class Schema:
    """Columns, key and closed vocabularies of one table.

    Attributes
    ----------
    columns : pyarrow.Schema
        Column names, types and nullability, in order.
    key : tuple of str
        Columns that identify a row; the table is sorted by them.
    vocabulary : dict of str to tuple
        For a column of a closed list, the values it may take.
    optional : pyarrow.Schema
        Columns that a frame may lack, as hand-coded claims and older builds do; they are empty then: without
        entries if lists, else null.
    """

    columns: pa.Schema
    key: tuple[str, ...]
    vocabulary: dict[str, tuple[str, ...]]
    optional: pa.Schema

    @property
    def whole(self) -> pa.Schema:
        """All columns, the optional ones last: what a file holds."""
        return pa.schema([*self.columns, *self.optional])


def _schema(key: str, columns: list[tuple], **vocabulary: tuple[str, ...]) -> Schema:
    """A schema from columns as (name, type, "null" or "optional" …), its key and its vocabularies."""
    fields: dict[bool, list] = {False: [], True: []}
    for name, kind, *rest in columns:
        fields["optional" in rest].append(pa.field(name, kind, nullable="null" in rest))
    return Schema(pa.schema(fields[False]), tuple(key.split()), vocabulary, pa.schema(fields[True]))


SCHEMAS: dict[str, Schema] = {
    "articles": _schema(
        "article_id",
        [
            ("article_id", TEXT), ("outlet", TEXT), ("title", TEXT, "null"), ("author", TEXT, "null"),
            ("published", TEXT, "null"), ("url", TEXT, "null"), ("file", TEXT), ("note", TEXT, "null"),
            ("home", TEXT, "null"), ("text_kind", TEXT), ("text", TEXT), ("n_words", pa.int32()),
            ("n_sentences", pa.int32()), ("sha256", TEXT), ("language", TEXT, "null", "optional"),
            ("captured", TEXT, "null", "optional"), ("source_file", TEXT, "null", "optional"),
            ("copy_of", TEXT, "null", "optional"), ("own", TEXT, "null", "optional"),
        ],
        text_kind=("original", "digest"),
    ),
    "mentions": _schema(
        "mention_id",
        [
            ("mention_id", TEXT), ("article_id", TEXT), ("start", pa.int32()), ("end", pa.int32()),
            ("surface", TEXT), ("sentence", TEXT), ("place_id", TEXT, "null"), ("status", TEXT),
            ("confidence", pa.float32()), ("role", TEXT), ("alternatives", ALTERNATIVES),
        ],
        status=STATUSES, role=ROLES,
    ),
    "places": _schema(
        "place_id",
        [
            ("place_id", TEXT), ("name", TEXT), ("kind", TEXT), ("country_code", TEXT, "null"),
            ("admin1", TEXT, "null"), ("lat", pa.float64()), ("lon", pa.float64()),
            ("radius_km", pa.float64(), "null"), ("geometry", pa.binary()), ("source", TEXT),
            ("source_id", TEXT), ("n_mentions", pa.int32()),
        ],
    ),
    "claims": _schema(
        "claim_id",
        [
            ("claim_id", TEXT), ("article_id", TEXT), ("outlet", TEXT), ("start", pa.int32()),
            ("end", pa.int32()), ("spans", SPANS), ("content", TEXT), ("sentence_start", pa.int32()),
            ("sentence_end", pa.int32()), ("sentence", TEXT), ("holder", TEXT, "null"),
            ("holder_kind", TEXT), ("resolved_kind", TEXT), ("holder_mention", TEXT, "null"),
            ("holder_start", pa.int32(), "null"), ("holder_end", pa.int32(), "null"),
            ("chain", TEXTS), ("chain_explicit", TEXTS), ("chain_basis", TEXT), ("cue", TEXT, "null"),
            ("cue_start", pa.int32(), "null"), ("cue_end", pa.int32(), "null"), ("hedged", FLAG),
            ("hedge", TEXT, "null"),
            ("denial", FLAG), ("negated", FLAG), ("background", FLAG), ("places", TEXTS), ("dates", DATES),
            ("cue_dates", DATES), ("numbers", NUMBERS), ("confidence", pa.float32()), ("made_by", TEXT),
            ("governments", TEXTS, "optional"), ("antecedent_confidence", pa.float32(), "null", "optional"),
            ("antecedent_runner_up", TEXT, "null", "optional"), ("holder_id", TEXT, "null", "optional"),
            ("chain_ids", TEXTS, "optional"), ("speaker_from", TEXT, "null", "optional"),
            ("roles", WORDS_IN_ROLES, "optional"),
        ],
        holder_kind=HOLDER_KINDS, resolved_kind=HOLDER_KINDS, chain_basis=CHAIN_BASES,
        made_by=("machine", "reviewed", "hand-coded"),
    ),
    "holders": _schema(
        "holder_id",
        [
            ("holder_id", TEXT), ("name", TEXT), ("kind", TEXT), ("variants", TEXTS),
            ("office", TEXT, "null"), ("offices", TEXTS), ("body", TEXT, "null"),
            ("speaks_for", TEXT, "null"), ("gender", TEXT, "null"), ("n_claims", pa.int32()),
            ("n_passed_on", pa.int32()), ("n_outlets", pa.int32()), ("confidence", pa.float32()),
            ("made_by", TEXT),
        ],
        kind=HOLDER_KINDS[:2], made_by=("machine", "reviewed"),
    ),
    "joins": _schema(
        "article_a name_a article_b name_b",
        [
            ("article_a", TEXT), ("name_a", TEXT), ("article_b", TEXT), ("name_b", TEXT),
            ("holder_a", TEXT, "null"), ("holder_b", TEXT, "null"), ("confidence", pa.float32()),
            ("joined", FLAG), ("evidence", TEXTS),
        ],
    ),
    "stories": _schema(
        "story_id",
        [
            ("story_id", TEXT), ("label", TEXT), ("articles", TEXTS), ("outlets", TEXTS),
            ("period", TEXT, "null"), ("places", TEXTS), ("n_claims", pa.int32()),
        ],
    ),
    "groups": _schema(
        "group_id claim_id",
        [
            ("group_id", TEXT), ("claim_id", TEXT), ("label", TEXT), ("outlets", TEXTS),
            ("n_outlets", pa.int32()), ("origins", TEXTS), ("n_origins", pa.int32()),
            ("relays", TEXTS), ("anonymous", TEXTS),
            ("unsourced_outlets", TEXTS), ("background_origins", TEXTS), ("denied_by", TEXTS),
            ("unclear_origins", TEXTS, "optional"), ("shared_copy", TEXTS, "optional"),
            ("confidence", pa.float32(), "null", "optional"),
        ],
    ),
    "conflicts": _schema(
        "conflict_id",
        [
            ("conflict_id", TEXT), ("group_id", TEXT, "null"), ("claim_a", TEXT), ("claim_b", TEXT),
            ("slot", TEXT), ("value_a", TEXT), ("value_b", TEXT), ("verdict", TEXT), ("reason", TEXT),
            ("confidence", pa.float32(), "null", "optional"), ("claims_a", TEXTS, "optional"),
            ("claims_b", TEXTS, "optional"),
        ],
        verdict=VERDICTS,
    ),
    "drifts": _schema(
        "drift_id",
        [
            ("drift_id", TEXT), ("group_id", TEXT, "null"), ("claim_a", TEXT), ("claim_b", TEXT),
            ("kind", TEXT), ("detail_a", TEXT), ("detail_b", TEXT),
            ("confidence", pa.float32(), "null", "optional"),
        ],
        kind=DRIFTS,
    ),
    "corrections": _schema(
        "sheet line",
        [
            ("sheet", TEXT), ("line", pa.int32()), ("action", TEXT, "null"), ("target", TEXT, "null"),
            ("state", TEXT), ("why", TEXT, "null"), ("by", TEXT, "null"), ("date", TEXT, "null"),
        ],
        state=STATES,
    ),
    "set_aside": _schema(
        "article_id stage",
        [("article_id", TEXT), ("stage", TEXT), ("sentence", TEXT, "null"), ("error", TEXT)],
        stage=STAGES,
    ),
}


def validate(name: str, frame: pd.DataFrame) -> pa.Table:
    """Check `frame` against the schema of table `name` and return it as Arrow, sorted by key.

    Raises
    ------
    TableError
        A column is missing or unknown, a type does not fit, a required value is null, a key repeats or a
        value is outside its closed list; the message names table, column and first offending key.
    """
    schema = SCHEMAS[name]
    if missing := [c for c in schema.columns.names if c not in frame.columns]:
        raise TableError(f"{name}: column {missing[0]!r} is missing")
    frame, wanted = completed(name, frame), schema.whole.names
    if unknown := [c for c in frame.columns if c not in wanted]:
        raise TableError(f"{name}: column {unknown[0]!r} is not in the schema")
    frame = _sorted(frame[wanted], schema.key)

    def at(mask: pd.Series) -> str:
        return "/".join(str(frame.loc[mask, k].iloc[0]) for k in schema.key)

    for field in schema.whole:
        if not field.nullable and (null := frame[field.name].isna()).any():
            raise TableError(f"{name}: {field.name} is empty in row {at(null)}")
    if (twice := frame.duplicated(list(schema.key))).any():
        raise TableError(f"{name}: the key {at(twice)} occurs twice")
    for column, values in schema.vocabulary.items():
        if (odd := ~frame[column].isin(values)).any():
            raise TableError(
                f"{name}: {column} {frame.loc[odd, column].iloc[0]!r} in row {at(odd)} is none of {values}"
            )
    try:
        table = pa.Table.from_pandas(frame, schema=schema.whole, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise TableError(f"{name}: {error}") from error
    # What is said of a list for pandas names no type of Arrow, which not every pandas could read.
    told = json.loads(table.schema.metadata[b"pandas"])
    for field, column in zip(schema.whole, told["columns"], strict=True):
        column["numpy_type"] = "object" if pa.types.is_list(field.type) else column["numpy_type"]
    return table.replace_schema_metadata({b"pandas": json.dumps(told).encode()})


def _sorted(frame: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """Return a frame sorted by its key; itself if it is, since a large one would be there twice."""
    if len(key) > 1 or not frame[key[0]].is_monotonic_increasing:
        frame = frame.sort_values(list(key), kind="stable")
    return frame.reset_index(drop=True)


def completed(name: str, frame: pd.DataFrame, columns: Collection[str] = ()) -> pd.DataFrame:
    """Return `frame` with the optional columns of table `name` that it lacks, or some of them, empty."""
    asked = set(columns or SCHEMAS[name].optional.names) - set(frame.columns)
    lacking = [f for f in SCHEMAS[name].optional if f.name in asked]
    empty_cells = {
        f.name: [[] if pa.types.is_list(f.type) else None for _ in range(len(frame))] for f in lacking
    }
    return frame.assign(**empty_cells)


def write(name: str, frame: pd.DataFrame, folder: Path | str) -> Path:
    """Validate `frame` and write it as ``<folder>/<name>.parquet``, whole or not at all.

    Returns
    -------
    pathlib.Path
        The file written. The same rows give the same bytes.
    """
    table = validate(name, frame)
    path = Path(folder) / f"{name}.parquet"
    metadata = {b"geo": json.dumps(GEO).encode()} if "geometry" in table.column_names else None
    with replacing(path) as temporary:
        pq.write_table(table.replace_schema_metadata(metadata), temporary, write_page_checksum=True)
    return path


def read(name: str, folder: Path | str, columns: Collection[str] = ()) -> pd.DataFrame:
    """Read ``<folder>/<name>.parquet`` and check it against its schema.

    Parameters
    ----------
    name : str
    folder : path-like
    columns : collection of str
        Those to read, all if none is named: a large table takes most of the room of those who ask for it.

    Returns
    -------
    pandas.DataFrame
        Its lists stay in Arrow (`claimatlas.columnar`).

    Raises
    ------
    TableError
        The file is missing, damaged (each page has a checksum) or does not satisfy the schema.
    """
    path, schema = Path(folder) / f"{name}.parquet", SCHEMAS[name]
    asked = [column for column in schema.whole.names if not columns or column in columns]
    if not path.exists():
        problem = "is not there yet: run the notebook that writes it first (make report does)"
        raise TableError(f"{path.name} {problem}")
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read(asked if columns else None).replace_schema_metadata(None)
            parts = ((file.schema_arrow.empty_table(), schema.columns.names), (table, ()))
        if not all(fits(part, schema.whole, own, schema.key, schema.vocabulary) for part, own in parts):
            # Says what does not fit.
            table = validate(name, pq.read_table(path).to_pandas()).select(asked)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise TableError(f"{path.name} is damaged: run make report, which makes it anew") from error
    pa.default_memory_pool().release_unused()  # what the reading took, of a large table as much as it
    return completed(name, as_frame(table), asked)


def gathered(name: str, parts: Iterable[pd.DataFrame | pa.Table]) -> pd.DataFrame:
    """Put rows together as table `name`, sorted by its key: frames are checked as they come, Arrow's were.

    No more than a part needs to be there as Python has it; the whole is as `read` gives it.

    Raises
    ------
    TableError
        As in `validate`.
    """
    found = [validate(name, part) if isinstance(part, pd.DataFrame) else part for part in parts]
    if not found:
        return empty(name)
    frame = as_frame(pa.concat_tables(found).replace_schema_metadata(None))
    del found
    frame = _sorted(frame, SCHEMAS[name].key)
    if frame.duplicated(list(SCHEMAS[name].key)).any():
        validate(name, frame)
    return frame


def empty(name: str) -> pd.DataFrame:
    """Return table `name` without rows, with the right columns and types."""
    return SCHEMAS[name].whole.empty_table().to_pandas()


def is_sure(frame: pd.DataFrame, least: float = SHOWN) -> pd.Series:
    """Tell which rows have a confidence of at least `least`; what states none is taken at its word.

    Compared with the digits that a table keeps, so that the same is sure before it is written and after.
    """
    if "confidence" not in frame:
        return pd.Series(True, frame.index, dtype=bool)
    return ~(frame["confidence"].astype("float32") < np.float32(least))


def sure(frame: pd.DataFrame, least: float = SHOWN) -> pd.DataFrame:
    """Keep the rows that are sure, see `is_sure`."""
    return frame[is_sure(frame, least)]


def date_text(date: dict) -> str:
    """Write one date struct in the codebook's notation, e.g. ``2023-11 (early)`` or ``relative: months
    ago``."""
    if not date["value"]:
        return f"relative: {date['text']}"
    notes = ", ".join(filter(None, [date["part"], "year inferred" if date["inferred"] else ""]))
    return f"{date['value']} ({notes})" if notes else date["value"]


def number_text(number: dict) -> str:
    """Write one number struct as the text says it, e.g. ``at least 15 Tajik citizens``."""
    return number["text"]


def places_text(places: list[str], governments: list[str]) -> str:
    """Write the places of a claim, those that stand for a government marked: ``Kyiv; Russia (as a
    government)``."""
    return "; ".join(f"{name} (as a government)" if name in governments else name for name in places)
