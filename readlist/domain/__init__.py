"""Values and rules of a reading list: no input or output, no Qt, no SQL."""
