"""What is said of a value that is not right: each sentence once.

A notebook says them by ``diagnosis`` and ``verdict_card``; a page of the site gets them as they
stand here and judges by itself. ``str.format`` fills the words in braces.
"""

from __future__ import annotations

EXPECTED = "Expected {wanted}; this is {what}.{advice}"
WHAT = "{article} {type}: {short}"
QUOTED = " Leave out the quotation marks, any words, and `str(...)`."
COMMA = " A comma makes two numbers of it. Python has a point: {point}"
UNORDERED = " A set keeps no order: write (0, 1, 2)."
A_NUMBER = "a number"
A_WHOLE_NUMBER = "a whole number"
WHOLE_NUMBERS = "whole numbers, such as (0, 1, 2)"  # how many is a part of the answer
YES_OR_NO = "{short} is a yes or a no; expected {wanted}."

# The value is right, and only its dress is not.
IN_DISGUISE = "The {right} right, but {short} is {problem}."
ONE_RIGHT = "number is"
ALL_RIGHT = "numbers are"
TEXT = "text: leave out the quotation marks"
BRACKETS = "a {type}: leave out the {outer}brackets"
LAST_COMMA = "a tuple: leave out the comma at its end, or take what is in it, by [0]"
MORE_AXES = "an array with more axes: take the row out of it by `.flatten()`"
INSIDE = "a {type}: take what is in it, by [0]"
ONE_ELEMENT = "an array with one element: take it out by `.item()`"
OF_FLOATS = "made of floats: write whole numbers, such as 3 for 3.0"
FLOAT_TYPE = "a float, and an int is asked for ({whole})"
WHOLE = "`/` and np.floor give one; `//` and int(...) do not"

# One number.
NOT_WHOLE = "Expected a whole number; {short} is not one."
NO_INT = "Expected a whole number (int); {short} is {kind}."
FLOAT = "a float ({whole})"
IT_DIFFERS = "The number {how}."
WRONG_SIGN = "has the wrong sign"
OFF = "is {far}too {way}"
FAR_OFF, A_LITTLE_OFF = "far ", "a little "
TOO_LARGE, TOO_SMALL = "large", "small"

# Several, in order.
ITEM = "Expected {wanted}; {short} is {problem}."
ITEM_NOT_WHOLE = "not a whole number"
ITEM_IS_FLOAT = "a float: write {number}"
NOT_ALL = "Right so far, but not all."
TOO_FEW = "There are too few numbers."
TOO_MANY = "There are too many numbers."
OTHER_ORDER = "These are the right numbers, but in another order."
OTHER_SIGNS = "These are the right numbers, but not all with the right sign."
SOME_DIFFER = "Not all of these numbers are right."
NO_INDEX = "That is the number itself; its {count} asked for."
INDICES = {1: "index is", 2: "two indices are", 3: "three indices are"}

# The card.
HEADINGS = {"correct": "Correct", "not yet": "Not yet", "not attempted": "Not attempted yet"}
ALMOST = "Almost"
NOTHING = (
    "Your answer is `None`: nothing at all. `print(...)` shows a number and gives nothing back, so "
    "leave it out."
)
RIGHT = "`{id}` = {answer} is right."
RIGHT_WITHIN = "`{id}` = {answer} is right (within {tolerance:g})."
WANTED, GIVEN = "expected", "your answer"
SEVERAL = "whole numbers, in order"
ONE_WHOLE = "{other} whole number"
ONE_WITHIN = "{other} number (within {tolerance:g})"

# The quiz.
QUIZ_COLUMNS = ("question", "result", "your answer", "right", "what it looks like")
QUIZ_STATES = {"correct": "✓ right", "not yet": "✗ wrong", "not attempted": "… no answer"}
READ_AGAIN = "{reading}. Read again: {again}."
