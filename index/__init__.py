"""From articles to evidence: passages, embeddings, keywords, generations, retrieval."""
