"""Qt's item models over the library's frozen values."""
