"""What commands say of themselves."""

START = "Ask me."
HELP = "Ask me."
PRIVACY = "{days}"
