"""What the viewer may ask."""

from auth.principal import Principal
from auth.visibility.policy import visible_to


def authorisations(viewer: Principal) -> list[tuple[str, str]]:
    """The schema coordinates that the viewer may ask, in the order of the policy, each with its legal basis."""
    return [
        (coordinate, rule.legal_basis(viewer.role, viewer.kind)) for coordinate, rule in visible_to(viewer.role).items()
    ]
