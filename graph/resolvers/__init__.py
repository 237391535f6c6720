"""How each field is answered: a row policy gives a proof, one question takes it, what it hands over is recorded.

What comes back is plain; the types of graph/schema make the public form of it. So nothing here knows the schema.
"""
