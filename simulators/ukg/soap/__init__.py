"""UKG's SOAP 1.2 services within the product's scope: login, person, job, employment information, termination, user-defined fields."""
