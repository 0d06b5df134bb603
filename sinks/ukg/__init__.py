"""The UKG sink: writes a person's work address back, by SOAP, through the client that the poller reads with."""
