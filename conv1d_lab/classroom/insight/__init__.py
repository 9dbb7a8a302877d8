"""What a class believes: read from what autograding leaves behind, counted, and put on a page."""
