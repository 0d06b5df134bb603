"""What comes in: readers of source systems that publish facts."""
