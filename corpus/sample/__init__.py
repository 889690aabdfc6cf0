"""The sample archive: two years of a fictional local paper (see docs/sample.md)."""
