"""Backissue where nobody tells it when a question was asked; it searches what ``ours`` has indexed."""

from tests.peers.ours import Backissue


class Timeless(Backissue):
    timely = False


create = Timeless
