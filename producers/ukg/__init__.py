"""UKG Pro: reads it, lets through what may cross, publishes what differs from the last reading."""
