"""Exports of Telegram Desktop (JSON): one article for each message with a text."""

from __future__ import annotations

import json
import re

from claimatlas.days import iso_day
from claimatlas.encoding import decode
from claimatlas.intake.found import MEGABYTE, Article, Facts, Reading, Skipped, Source, Unreadable, fact
from claimatlas.intake.records import where
from claimatlas.intake.sample import Sample

KIND = "Telegram export"
SUFFIXES = (".json",)
_LIMIT = 150 * MEGABYTE
_MARK = re.compile(r'"messages"\s*:\s*\[|"chats"\s*:\s*\{')
_TYPE = re.compile(r'"type"\s*:\s*"(?:public|private|personal|bot|saved)_?\w*"')


def fits(sample: Sample) -> bool:
    """An object with a list of messages and the type of the chat."""
    return sample.text.startswith("{") and bool(_MARK.search(sample.text) and _TYPE.search(sample.text))


def read(source: Source) -> Reading:
    """Yield each message, of each chat, with the chat as its outlet."""
    text, encoding = decode(source.bytes(_LIMIT))
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no whole JSON ({where(error)})") from error
    whole = data.get("chats", {}).get("list", []) if isinstance(data.get("chats"), dict) else [data]
    for chat in whole:
        name = str(chat.get("name") or "")
        for message in chat.get("messages", []):
            place = f"message {message.get('id', '?')}"
            yield _message(message, chat, source, f"{name}, {place}" if len(whole) > 1 else place, encoding)


def _message(message: dict, chat: dict, source: Source, place: str, encoding: str) -> Article | Skipped:
    """One message as an article, or why it is none."""
    text = _words(message.get("text", ""))
    if message.get("type") != "message" or not text.strip():
        kind = message.get("media_type") or next(
            (k for k in ("photo", "file", "poll", "action") if k in message), "nothing to read"
        )
        return Skipped(f"no text ({kind})", place)
    facts: Facts = dict(source.known)
    name = str(chat.get("name") or "")
    fact(facts, "outlet", name, "Telegram: name of the chat")
    if message.get("from") != name:
        fact(facts, "author", message.get("from"), "Telegram: from")
    fact(facts, "published", iso_day(str(message.get("date", ""))), "Telegram: date")
    forwarded = message.get("forwarded_from")
    return Article(
        text,
        facts,
        place,
        encoding,
        (f"forwarded from {' '.join(str(forwarded).split())}",) if forwarded else (),
    )


def _words(text: object) -> str:
    """A message's text, which comes in pieces where there are links or bold words in it."""
    if isinstance(text, list):
        return "".join(str(part.get("text", "")) if isinstance(part, dict) else str(part) for part in text)
    return str(text or "")
