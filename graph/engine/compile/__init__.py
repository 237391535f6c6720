"""The compiler: from a validated document to closures that run the same resolvers as graphql-core's executor.

Only graph/engine/plan.py imports it, by operation.py; strawberry.py alone knows of Strawberry.
"""
