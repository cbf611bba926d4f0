"""The dialogs: each does one thing and closes."""
