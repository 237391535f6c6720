"""How many questions a second, how soon, and at what cost: the service and its peers, taking turns on one database.

`python -m bench.answering`. `contenders` starts the services, `questions` has what each is asked and must answer,
`proof` sees that they refuse what they must, `load` is the client, in a process of its own; `rounds` takes the turns,
and `report` and `goals` say what came of them.
"""
