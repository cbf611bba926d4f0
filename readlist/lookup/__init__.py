"""Asking public services for bibliographic data: the only network, and only when called."""
