"""A log-in simulator for development: three OpenID providers that let anybody in, on this machine only."""

from auth.simulator.application import Simulator
from auth.simulator.people import DemoCitizen, DemoOrganisation

__all__ = ["DemoCitizen", "DemoOrganisation", "Simulator"]
