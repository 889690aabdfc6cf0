"""What English says: names, posts, deeds, dates, numbers, verbs. Rules over text, which know nothing of an archive."""
