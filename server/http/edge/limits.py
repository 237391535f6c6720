"""What a request may take of the service, besides what it may ask of the register."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EdgeLimits:
    """What a request may take of the service. The defaults are those of the settings.

    Attributes:
        body_seconds: seconds until its body is there.
        request_seconds: seconds until the answer is taken.
        in_flight: requests that are answered at the same time, and again as many whose body is waited for.
        in_flight_role: of those answered, the ones of a role, or of visitors.
        log_ins: log-ins under way in the portals.
        log_ins_address: of those, the ones from one address.
    """

    body_seconds: float = 15.0
    request_seconds: float = 180.0
    in_flight: int = 512
    in_flight_role: int = 384
    log_ins: int = 20_000
    log_ins_address: int = 1_000
