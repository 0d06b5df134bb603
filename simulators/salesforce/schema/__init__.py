"""What each object looks like: fields, lengths, flags, picklists."""
