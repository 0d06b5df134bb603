from pathlib import Path

from scenarios.sparse import written


def test_a_file_is_read_without_its_holes(tmp_path: Path) -> None:
    file = tmp_path / "index"
    with file.open("wb") as out:
        out.write(b"first")
        out.seek(5_000_000)
        out.write(b"last")
        out.truncate(9_000_000)
    found = written(file)
    assert b"first" in found and b"last" in found
    assert len(found) < 100_000


def test_an_empty_file_and_one_of_nothing_but_a_hole_are_nothing(tmp_path: Path) -> None:
    file = tmp_path / "index"
    file.touch()
    assert written(file) == b""
    with file.open("wb") as out:
        out.truncate(1_000_000)
    assert written(file) == b""
