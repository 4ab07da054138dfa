"""Intake: whatever there is, saved pages, exports, documents, mail, archives, becomes a corpus folder.

Each reader is a module of one noun with the same four names (see `claimatlas.intake.readers`); `flow` gives
every file to its reader, `folder` writes ``articles.csv``, ``text/`` and ``import.csv``.
"""
