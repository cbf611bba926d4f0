"""One long work at a time: progress, cancelling, the writer thread. Standard library only."""
