"""The edge: settings, answering, rendering, the command line and Telegram."""
