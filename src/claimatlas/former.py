"""The files that were made last: what is made of the same once more is taken over from them, byte for byte.

A few large files are written anew with each run, and most of what stands in them is as it was. Which part of
which file was made from what is written down beside what is kept for a corpus; a part is taken over if it is
to be made from the very same, by the same code, and still lies there as it was written.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from claimatlas.files import replacing
from claimatlas.made import digest
from claimatlas.memo import FOLDER

Part = tuple[str, Callable[[], bytes | Iterator[bytes]]]
"""A part of a file: a digest of all that it is made from, empty if that is not known, and what makes it, as a
whole or piece by piece."""


class Former:
    """The files of a folder as they were made last; without a folder there are none.

    Parameters
    ----------
    build : path-like, optional
        Folder of the tables, in which is kept what was made from what.
    name : str
        Of the record.
    folder : path-like, optional
        Where the files lie.
    made_by : str
        What makes them, apart from what their keys say; where that cannot be told, nothing is taken over.
    """

    def __init__(
        self, build: Path | str | None = None, name: str = "", folder: Path | str = "", made_by: str = ""
    ):
        self._record = None if build is None or not made_by else Path(build) / FOLDER / f"{name}.json"
        self._folder, self._made_by = Path(folder), made_by
        self._known: dict[str, list] = {}
        self._now: dict[str, list] = {}
        if self._record is not None:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
                told = json.loads(self._record.read_text(encoding="utf-8"))
                known = told["parts"].items() if told["made_by"] == made_by else ()
                self._known = {key: spot for key, spot in known if self._may_lie(*spot)}

    def _may_lie(self, file: str, at: int, length: int, _written: str) -> bool:
        """Whether a file of the folder is long enough for a part; the record may come from somebody else."""
        path = self._folder / file
        inside = path.resolve().is_relative_to(self._folder.resolve())
        numbers = isinstance(at, int) and isinstance(length, int) and min(at, length) >= 0
        return inside and numbers and path.is_file() and at + length <= path.stat().st_size

    def write(self, path: Path, parts: Iterable[Part], file: str = "") -> list[str]:
        """Write a file part by part; return the digest, SHA-256, of each.

        Parameters
        ----------
        path : pathlib.Path
        parts : iterable of Part
        file : str
            Where in the folder it will lie; its name if not given.
        """
        digests = []
        with replacing(path) as temporary, temporary.open("wb") as target:
            for key, make in parts:
                raw, at, facts = self._taken(key), target.tell(), hashlib.sha256()
                made = make() if raw is None else raw
                for piece in (made,) if isinstance(made, bytes) else made:
                    facts.update(piece)
                    target.write(piece)
                digests.append(facts.hexdigest())
                self._tell(key, [file or path.name, at, target.tell() - at, digests[-1]])
        return digests

    def whole(self, path: Path, key: str, make: Callable[[Path], None], file: str = "") -> None:
        """Have `make` write a file, or take it over as it was; see `write`."""
        found = ""
        with contextlib.suppress(OSError, ValueError, TypeError):
            old, *_, written = self._known.get(key, ())
            if digest(self._folder / old) == written:
                with replacing(path) as temporary:
                    shutil.copyfile(self._folder / old, temporary)
                found = written
        if not found:
            make(path)
            found = digest(path)
        self._tell(key, [file or path.name, 0, path.stat().st_size, found])

    def keep(self) -> None:
        """Write down what the files were made from, now that they lie in their folder."""
        if self._record is not None:
            with replacing(self._record, noted=False) as temporary:
                told = {"made_by": self._made_by, "parts": self._now}
                temporary.write_text(json.dumps(told), encoding="utf-8")

    def _tell(self, key: str, spot: list) -> None:
        """Remember where a part lies."""
        if key:
            self._now[key] = spot

    def _taken(self, key: str) -> bytes | None:
        """A part as it was written, if it is known and still there."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            file, at, length, written = self._known.get(key, ())
            with (self._folder / file).open("rb") as source:
                source.seek(at)
                raw = source.read(length)
            return raw if hashlib.sha256(raw).hexdigest() == written else None
        return None
