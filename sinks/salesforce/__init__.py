"""The Salesforce sink: reads, plans and applies for many people at a time, through simple-salesforce in a few threads."""
