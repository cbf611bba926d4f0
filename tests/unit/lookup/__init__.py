"""Tests of the look-ups at public services."""
