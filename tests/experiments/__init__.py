"""Experiments behind the choices in docs/decisions.md. Each prints its table: ``python -m tests.experiments.NAME``."""
