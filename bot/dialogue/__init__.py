"""From what a reader typed and the turns before it to a question that stands by itself."""
