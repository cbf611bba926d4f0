"""The only Whoosh: schema, indexer, searcher."""
