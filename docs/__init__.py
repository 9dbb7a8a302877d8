"""The site, its settings and its pages; README's links and pictures."""
