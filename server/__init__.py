"""The composition root: settings, application, embedded database and command line."""
