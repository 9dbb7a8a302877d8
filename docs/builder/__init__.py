"""Build the site of the series: the notebooks, run, and the pages of docs/, as living HTML."""
