"""Files as they lie on disk, without their holes."""

import os
from collections.abc import Iterator
from pathlib import Path


def written(path: Path) -> bytes:
    """What was written to a file. Kafka makes its index files ten megabytes of nothing; a company's logs would be gigabytes of it."""
    with path.open("rb") as file:
        return b"".join(os.pread(file.fileno(), end - start, start) for start, end in _extents(file.fileno()))


def _extents(file: int) -> Iterator[tuple[int, int]]:
    end, size = 0, os.fstat(file).st_size
    while end < size:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
        except OSError:  # ENXIO: only a hole is left
            return
        end = os.lseek(file, start, os.SEEK_HOLE)
        yield start, end
