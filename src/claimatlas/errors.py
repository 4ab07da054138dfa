"""The errors that a user of Claim Atlas can cause, each saying what to do about it."""

from __future__ import annotations

import unicodedata


def printable(text: object) -> str:
    """Return text so that a terminal shows it and obeys none of it: control characters as ``\\x1b``."""
    def shown(character: str) -> str:
        if character == "\n":
            return " "
        plain = character.isprintable() or unicodedata.category(character) == "Zs"
        return character if plain else character.encode("unicode_escape").decode()

    return "".join(map(shown, str(text)))


def shortened(text: str, longest: int = 60) -> str:
    """Cut a value that an error names to a length that a message can hold."""
    return text if len(text) <= longest else f"{text[: longest - 2]} …"


class ClaimAtlasError(Exception):
    """Base of every error that the suite raises on purpose; what it quotes of a file cannot steer a terminal.

    Parameters
    ----------
    message : str
        What is wrong and what to do.
    """

    def __init__(self, message: str):
        super().__init__(printable(message))

    def __reduce__(self):
        # As it was made, whatever its arguments were: it may come from another process.
        return _again, (type(self), self.args, vars(self))


def _again(kind: type[ClaimAtlasError], arguments: tuple, state: dict) -> ClaimAtlasError:
    """Make an error that comes from another process, as it was."""
    error = kind.__new__(kind, *arguments)
    vars(error).update(state)
    return error


class InputError(ClaimAtlasError):
    """A file of the user's cannot be used as it stands.

    Parameters
    ----------
    file : str
        File name as the user knows it, relative to the corpus folder.
    problem : str
        What is wrong, with the offending value.
    remedy : str
        What to do.
    row : int or str, optional
        Line of the file (the header is line 1) or the id of the row.
    """

    def __init__(self, file: str, problem: str, remedy: str, row: int | str | None = None):
        self.file, self.problem, self.remedy, self.row = file, problem, remedy, row
        where = file if row is None else f"{file}, row {row}"
        super().__init__(f"{where}: {problem}. {remedy}")


class DiskError(ClaimAtlasError):
    """The machine refused to write or read a file.

    Parameters
    ----------
    path : str
        The file or folder.
    problem, remedy : str
        What is wrong, and what to do.
    """

    def __init__(self, path: str, problem: str, remedy: str):
        super().__init__(f"{path}: {problem}. {remedy}")


class PackageError(ClaimAtlasError):
    """A package that Claim Atlas needs is missing here, or is not whole.

    Parameters
    ----------
    error : ImportError
        What Python says of it.
    """

    def __init__(self, error: ImportError):
        told = " ".join(str(error).split())
        remedy = (
            "Nothing is wrong with the files that are read: install Claim Atlas again with all it depends on "
            "(in a clone delete .venv and run make report; elsewhere pip install the wheel again)."
        )
        super().__init__(f"a package that Claim Atlas needs cannot be loaded ({told}). {remedy}")


class TableError(ClaimAtlasError):
    """A table does not satisfy its schema."""


class ParameterError(ClaimAtlasError):
    """A notebook parameter is unknown or has a value that cannot be used."""
