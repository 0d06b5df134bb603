"""A stage whose topic nobody made."""

import sys

from runtime.settings import Settings, load
from runtime.worker import Worker, serve
from tests.runtime.counting import Counting, park


class Lost(Counting):
    topics = ("t-nowhere",)


def build(settings: Settings) -> Worker:
    return Worker(Lost(), settings, park, process="alone")


if __name__ == "__main__":
    serve(build, sys.argv[1], load())
