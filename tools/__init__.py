"""Scripts for maintainers, and what the tests and the site share."""
