# Run this cell first: a letter needs no quotation marks then.
a, b, c, d, e = "abcde"
