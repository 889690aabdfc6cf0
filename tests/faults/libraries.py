"""Loads what the programs need of code and models, and opens nothing: for the process that they are forked from."""

import chromadb.api.rust
import hypothesis
import numpy
import programs
import pytest
import tantivy

from corpus.language import identifier

__all__ = ["chromadb", "hypothesis", "numpy", "programs", "pytest", "tantivy"]

identifier()
