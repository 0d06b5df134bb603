"""Which partition a key belongs to: murmur2, as Java, Faust and our one producer factory place it (kafka.md §0.7)."""

from aiokafka.partitioner import murmur2


def partition_of(key: bytes, partitions: int) -> int:
    """The partition of `key` on a topic of `partitions` partitions."""
    return int(murmur2(key) & 0x7FFFFFFF) % partitions
