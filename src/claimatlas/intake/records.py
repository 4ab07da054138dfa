"""Data (JSON, JSON Lines) with an article in each object."""

from __future__ import annotations

import json
from collections.abc import Iterator

from claimatlas.encoding import decode
from claimatlas.intake import columns
from claimatlas.intake.found import MEGABYTE, Reading, Skipped, Source, Unreadable
from claimatlas.intake.sample import Sample

KIND = "data"
SUFFIXES = (".json", ".jsonl", ".ndjson")
_LIMIT = 150 * MEGABYTE
_LONGEST_LINE = 20 * MEGABYTE
_DEEPEST = 6
_LINES = (".jsonl", ".ndjson")


def fits(sample: Sample) -> bool:
    """An object or list at the beginning."""
    text = sample.text
    return (text.startswith("{") and text[1:].lstrip()[:1] in ('"', "}")) or (
        text.startswith("[") and text[1:].lstrip()[:1] in ("{", "[", '"', "]")
    )


def read(source: Source) -> Reading:
    """Yield an article for each object with a text, wherever in the data the list of them is."""
    if _by_lines(source):
        yield from _lines(source)
        return
    text, encoding = decode(source.bytes(_LIMIT))
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no whole JSON ({where(error)})") from error
    objects, path = _objects(data, source.columns)
    if not objects:
        raise Unreadable('no object with a text in it; name its key with COLUMNS="text=…"')
    for number, item in enumerate(objects, 1):
        yield _article(item, source, f"{path} {number}".strip() if len(objects) > 1 or path else "", encoding)


def where(error: Exception) -> str:
    """Say where data breaks off."""
    return (
        f"{error.msg} at character {error.pos}"
        if isinstance(error, json.JSONDecodeError)
        else type(error).__name__
    )


def _by_lines(source: Source) -> bool:
    """Whether the first line is an object by itself and the second, if there is one, begins one."""
    with source.open() as stream:
        first, second = stream.readline(_LONGEST_LINE), stream.readline(_LONGEST_LINE)
    try:
        return isinstance(json.loads(decode(first)[0]), dict) and (
            second.lstrip()[:1] == b"{" or source.suffix in _LINES
        )
    except (ValueError, RecursionError):
        return source.suffix in _LINES


def _lines(source: Source) -> Reading:
    """One object a line, one line in memory at a time."""
    found = False
    with source.open() as stream:
        number = 0
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            place = f"line {number}"
            text, encoding = decode(line)
            try:
                item = json.loads(text, strict=False)
            except (ValueError, RecursionError) as error:
                yield Skipped(f"no whole JSON ({where(error)})", place)
                continue
            found = True
            yield (
                _article(item, source, place, encoding)
                if isinstance(item, dict)
                else Skipped("no object", place)
            )
    if not found:
        raise Unreadable("no object in any line")


def _article(item: dict, source: Source, place: str, encoding: str):
    """One object as an article, if it has a text."""
    row = flat(item)
    fields = columns.mapping(row, source.columns)
    if "text" not in fields:
        return Skipped(f"no text; its keys are {', '.join(row)[:150]}", place)
    return columns.article(row, fields, source, place, encoding)


def flat(item: dict) -> dict[str, object]:
    """Return an object with the keys of objects in it as "outer.inner" and lists as words joined by "; "."""
    row: dict[str, object] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            row |= {f"{key}.{inner}": v for inner, v in value.items() if isinstance(v, str | int | float)}
        elif isinstance(value, list):
            words = [v.get("name") or v.get("title") or "" if isinstance(v, dict) else v for v in value]
            text = "; ".join(str(w) for w in words if isinstance(w, str | int | float) and str(w).strip())
            row[key] = (
                "\n\n".join(map(str, words))
                if text and key.lower() in ("paragraphs", "text", "body", "content")
                else text
            )
        else:
            row[key] = value
    return row


def _objects(data: object, given: dict[str, str]) -> tuple[list[dict], str]:
    """The longest list of objects of which one has a text, or the one object that has; with the key it stands
    under."""
    best: list[dict] = []
    name = ""
    for items, path in _lists(data, "", 0):
        with_text = [i for i in items[:50] if "text" in columns.mapping(flat(i), given)]
        if with_text and len(items) > len(best):
            best, name = items, path
    return best, name


def _lists(value: object, path: str, depth: int) -> Iterator[tuple[list[dict], str]]:
    """Every list of objects in `value`, a single object as a list of one."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        objects = [
            v["_source"] if isinstance(v.get("_source"), dict) else v for v in value if isinstance(v, dict)
        ]
        if objects:
            yield objects, path
        for item in value[:3]:
            yield from _lists(item, path, depth + 1)
    elif isinstance(value, dict):
        if depth == 0 or path:
            yield [value], path
        for key, inner in value.items():
            yield from _lists(inner, str(key), depth + 1)
