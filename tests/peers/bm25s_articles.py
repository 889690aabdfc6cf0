"""The same BM25 over whole articles."""

from tests.peers.bm25s_passages import Keywords


class Articles(Keywords):
    of = "articles"


create = Articles
