"""What can go wrong with a service, each in plain words."""

from __future__ import annotations

from readlist.domain.errors import KnownError


class ServiceError(KnownError):
    """A service did not answer as it should; what it answered before is kept."""


class BadAnswerError(ServiceError):
    """The answer is not what the service is known to answer: cut, too long, another format."""


class RefusedError(ServiceError):
    """The service understood the request and will not answer it; asking again is no use."""


class UnreachableError(ServiceError):
    """There is no way to the service: no network, no such host, nobody who listens there."""


class BusyError(ServiceError):
    """The service asks for patience. ``seconds`` is how long at least, where it said so."""

    def __init__(self, message: str, hint: str, seconds: float | None = None) -> None:
        super().__init__(message, hint)
        self.seconds = seconds


class NotCachedError(ServiceError):
    """Only kept answers may be used, and there is none to this question."""
