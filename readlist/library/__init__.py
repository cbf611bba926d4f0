"""The use cases: what a reader can do. The one API of the window and the command line."""
