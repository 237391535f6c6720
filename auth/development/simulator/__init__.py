"""A log-in simulator for development: three OpenID providers that let anybody in, on this machine only."""

from auth.development.simulator.application import Simulator
from auth.development.simulator.people import DemoCitizen, DemoOrganisation

__all__ = ["DemoCitizen", "DemoOrganisation", "Simulator"]
