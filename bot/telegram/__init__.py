"""The Telegram front end: updates in, messages out, and nothing lost in between."""
