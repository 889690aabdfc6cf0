"""Answers that are lists: passages, articles, timelines, how often a subject was written about, what is new of it."""
