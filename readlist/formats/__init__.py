"""Text in, drafts out; papers in, text out. Every function here is pure."""
