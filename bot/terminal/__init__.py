"""The commands of a terminal: their options, their progress, a chat, batches."""
