"""The catalogue of tools: search, filters, a page and a worksheet for each."""
