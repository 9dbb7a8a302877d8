"""How a class is graded: a student's kernel gives the answers, and they are judged outside it."""
