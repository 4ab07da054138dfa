"""Encodings: bytes become letters, and how is said."""

from __future__ import annotations

import codecs
import re

# Marks at the beginning of a file; the longer ones first, since UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers take these names to mean, since pages say them wrongly.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-9": "cp1254",
}
CANDIDATES = (
    "cp1252",
    "cp1250",
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "shift_jis",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
)
_LOOKED_AT = 100_000  # bytes from which an encoding is guessed


def decode(raw: bytes, declared: str = "") -> tuple[str, str]:
    """Return the letters of `raw` and the encoding, with "guessed" or what was lost where that is so.

    Parameters
    ----------
    raw : bytes
    declared : str
        What the file, or the letter around it, says; used where the bytes are no UTF-8 and fit it.

    Examples
    --------
    >>> decode("Café".encode())
    ('Café', 'utf-8')
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw.decode(name, errors="replace").lstrip("\ufeff"), f"{name} (byte order mark)"
    if wide := _wide(raw):
        return raw.decode(wide, errors="replace"), f"{wide} (guessed)"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if len(raw) - error.start < 4 and error.start:  # cut within its last letter
            return raw[: error.start].decode("utf-8"), "utf-8 (cut within a letter)"
    if (name := _known(declared)) and name != "utf-8":
        try:
            return raw.decode(name), f"{name} (declared)"
        except UnicodeDecodeError:
            pass
    if mostly := _mostly_utf8(raw):
        return mostly, "utf-8 (with broken letters)"
    name = _guess(raw)
    return raw.decode(name, errors="replace"), f"{name} (guessed)"


def _known(declared: str) -> str:
    """The codec of a declared name; empty if there is none."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    return _MEANT.get(name, name)


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: every second byte of Latin text is NUL."""
    head = raw[:2000]
    if len(head) > 8 and b"\0" in head:
        for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            half = head[offset::2]
            if half.count(0) > 0.8 * len(half):
                return name
    return ""


def _mostly_utf8(raw: bytes) -> str:
    """The text if nearly all of its letters beyond ASCII are UTF-8."""
    text = raw.decode("utf-8", errors="replace")
    wrong, other = text.count("\ufffd"), len(re.findall(r"[^\x00-\x7f\ufffd]", text))
    return text if wrong * 20 < other else ""


def _guess(raw: bytes) -> str:
    """The candidate that charset-normalizer prefers; Windows' Western one where it finds none."""
    from charset_normalizer import from_bytes

    lines = [line for line in raw[: 5 * _LOOKED_AT].splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:_LOOKED_AT]
    best = from_bytes(sample, cp_isolation=list(CANDIDATES), preemptive_behaviour=False).best()
    # Short texts of Western languages fit all of the single-byte pages; then the most usual one it is.
    if best is None or best.encoding in ("cp1250", "cp1254", "cp1257", "cp1258", "cp874"):
        letters = sample.decode("cp1252", errors="replace")
        marks = sum(c in "“”‘’–—…£€©®°·«»" or c.isalpha() for c in letters if not c.isascii())
        odd = sum(not c.isascii() for c in letters)
        if best is None or marks == odd:
            return "cp1252"
    return best.encoding
