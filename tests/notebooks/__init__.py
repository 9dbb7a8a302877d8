"""The notebooks: they run, they are clean, their links lead somewhere, their numbers are true."""
