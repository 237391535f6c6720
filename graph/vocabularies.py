"""The vocabularies of `domain.roles` as enums of the schema; types take them from here, so each is defined once."""

import strawberry

from domain.roles import Purpose, Role, Service

strawberry.enum(Role, description="The kinds of user of the register.")
strawberry.enum(
    Purpose,
    description="Why a person is consulted (doelbinding). Each role has its own; another role's is refused with "
    "PURPOSE_NOT_ALLOWED. The vocabulary itself is public.",
)
strawberry.enum(
    Service, description="The services of the employer portal that a user is authorised for (machtigingen)."
)

__all__ = ["Purpose", "Role", "Service"]
