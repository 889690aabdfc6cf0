"""Feeds and sitemaps by address. Imported only where something is fetched: httpx takes its time to load."""
