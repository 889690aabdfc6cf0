"""The archive: reading and cleaning articles. Knows nothing of indexing or answering."""
