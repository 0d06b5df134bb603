"""The query language: text to tokens, tokens to a query, a query to rows."""
