"""DKD's message on re-integration (GSDDossierReintegratie v0200): what is read of it."""
