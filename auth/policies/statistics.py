"""Whose aggregates: those of the whole register, to whoever makes statistics and sees no person."""

from auth.principal import Principal
from domain.errors import ForbiddenError
from domain.proofs import Statistics
from domain.roles import Role


def statistics(viewer: Principal) -> Statistics:
    """Let the viewer ask aggregates.

    Raises:
        ForbiddenError: it isn't a monitor.
    """
    if viewer.role is not Role.MONITOR or viewer.organisation is None:
        raise ForbiddenError("Only whoever makes statistics may ask this.")
    return Statistics(viewer.organisation.oin)
