"""One small module for each file format that an archive may hold."""
