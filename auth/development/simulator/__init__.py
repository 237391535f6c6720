"""A log-in simulator for development: five OpenID providers that let anybody in, on this machine only."""

from auth.development.simulator.application import Simulator
from auth.development.simulator.people import DemoAssessor, DemoCitizen, DemoOrganisation

__all__ = ["DemoAssessor", "DemoCitizen", "DemoOrganisation", "Simulator"]
