from enum import Enum


class Service(str, Enum):
    ROSTER = "ROSTER"
    PERSON_LOOKUP = "PERSON_LOOKUP"
    LETTERS = "LETTERS"
    AUTHORISATIONS = "AUTHORISATIONS"


class FindingRequester(str, Enum):
    MUNICIPALITY = "MUNICIPALITY"
    SELF = "SELF"


class ThresholdFunctions(str, Enum):
    WHOLE = "WHOLE"
    PART = "PART"
    NONE = "NONE"
