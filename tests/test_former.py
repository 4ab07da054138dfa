"""What was made last is taken over where it would be the same, and nowhere else."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimatlas import cells, exports
from claimatlas.columnar import as_frame
from claimatlas.former import Former


class Maker:
    """Writes a file of parts over the last one, and remembers which of them it had to make."""

    def __init__(self, folder):
        self.folder, self.made = folder, []

    def write(self, parts: dict[str, bytes], made_by: str = "us") -> bytes:
        former = Former(self.folder, "record", self.folder, made_by)

        def part(key: str):
            return key, lambda: self.made.append(key) or parts[key]

        former.write(self.folder / "file", map(part, parts))
        former.whole(self.folder / "whole", "all " + "".join(parts), lambda p: (self.made.append("whole"), p.write_bytes(b"w")))
        former.keep()
        made, self.made = self.made, []
        assert (self.folder / "file").read_bytes() == b"".join(parts.values())
        assert (self.folder / "whole").read_bytes() == b"w"
        return made


def test_a_part_is_made_once_wherever_it_stands_and_again_if_it_was_touched(tmp_path):
    make = Maker(tmp_path)
    one = {"a": b"first ", "b": b"second ", "": b"never known "}
    assert make.write(one) == ["a", "b", "", "whole"]
    assert make.write(one) == [""]
    assert make.write({"new": b"longer than it was ", **one}) == ["new", "", "whole"]
    raw = (tmp_path / "file").read_bytes()
    (tmp_path / "file").write_bytes(raw.replace(b"second", b"2econd"))
    assert make.write({"new": b"longer than it was ", **one}) == ["b", ""]
    (tmp_path / "whole").unlink()
    assert make.write({"new": b"longer than it was ", **one}) == ["", "whole"]
    assert make.write({"new": b"longer than it was ", **one}, "others") == ["new", "a", "b", "", "whole"]


@pytest.mark.parametrize("record", ["", "[]", "{}", '{"made_by": "us", "parts": {"a": [1], "all a": ["whole"]}}', '{"made_by": "us", "parts": {"a": ["gone", 0, 1, "x"], "all a": 3}}'])
def test_a_record_that_is_none_takes_nothing_over(tmp_path, record):
    make = Maker(tmp_path)
    make.write({"a": b"first"})
    (tmp_path / "kept" / "record.json").write_text(record)
    assert make.write({"a": b"first"}) == ["a", "whole"]


def test_of_what_nobody_can_say_who_made_it_nothing_is_kept(tmp_path):
    make = Maker(tmp_path)
    assert make.write({"a": b"first"}, "") == make.write({"a": b"first"}, "") == ["a", "whole"]


TEXT = st.text(max_size=3)
KINDS = {
    "text": (pa.string(), st.none() | TEXT), "texts": (pa.list_(pa.string()), st.lists(TEXT, max_size=3)),
    "spans": (pa.list_(pa.list_(pa.int32())), st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), max_size=3)),
    "told": (pa.list_(pa.struct([("a", pa.string()), ("b", pa.float64()), ("c", pa.bool_())])),
             st.lists(st.fixed_dictionaries({"a": st.none() | TEXT, "b": st.none() | st.floats(-1e6, 1e6), "c": st.booleans()}), max_size=3)),
    "flag": (pa.bool_(), st.booleans()), "number": (pa.int32(), st.integers(-9, 9)), "share": (pa.float32(), st.none() | st.floats(0, 1, width=32)),
}  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries({name: values for name, (_, values) in KINDS.items()}), max_size=6)


def frame_of(rows: list[dict]) -> pd.DataFrame:
    return as_frame(pa.Table.from_pylist(rows, pa.schema([(name, kind) for name, (kind, _) in KINDS.items()])))


@given(ROWS, st.integers(0, 3))
def test_columns_are_read_and_written_as_their_cells_are(rows, first):
    for frame in (frame_of(rows), frame_of(rows).iloc[first:], frame_of(rows)[::2]):
        assert repr(cells.records_of(frame)) == repr(frame.to_dict("records"))
        for name in frame:
            assert exports.cells(frame[name]) == [exports.cell(value, name) for value in frame[name]]


@given(ROWS, ROWS)
def test_a_digest_is_that_of_all_cells_in_their_order(one, other):
    same = repr(frame_of(one).to_dict("records")) == repr(frame_of(other).to_dict("records"))
    assert cells.digest(frame_of(one)) == cells.digest(frame_of([*one]))
    assert (cells.digest(frame_of(one)) == cells.digest(frame_of(other))) == same
    assert cells.digest(frame_of(one)) != cells.digest(frame_of(one).rename(columns={"text": "words"}))
