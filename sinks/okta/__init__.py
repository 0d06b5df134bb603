"""The Okta sink: reads, plans and applies for one person at a time, many at once, through the official package."""
