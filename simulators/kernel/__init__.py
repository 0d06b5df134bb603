"""What every simulator shares: the business clock, faults, the journal and the admin routes. Knows no vendor."""
