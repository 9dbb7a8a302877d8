"""An exercise of your own: copy this file to my_course/exercises/n20_my_sensor.py and change it."""

from conv1d_lab.exercises.model import numbers, value_exercise


def draw(rng):
    """Give another student other numbers."""
    return {"step": rng.integers(3, 12), "kernel_size": rng.integers(5, 12)}


@value_exercise(
    title="How long is what the kernel sees?",
    misconception="A kernel of K samples spans K steps of time.",
    text="""
Our sensor takes a sample every {step} milliseconds, and a kernel of {kernel_size} weights lies on
its samples. How many milliseconds lie between the first and the last sample under the kernel?
""",
    hints=(
        "Draw the samples as dots. How many gaps are between the first one and the last?",
        "There is one gap less than there are samples.",
        "`(kernel_size - 1) * step`",
    ),
    given=numbers({"step": 5, "kernel_size": 9}, draw),
    mistakes={
        "You counted the samples, not the gaps between them: there is one gap less.": (
            lambda step, kernel_size: step * kernel_size
        ),
        "That is how many gaps there are. How long is one of them?": (
            lambda step, kernel_size: kernel_size - 1
        ),
        "There are as many gaps as samples but one; you counted one more.": (
            lambda step, kernel_size: step * (kernel_size + 1)
        ),
    },
)
def window_milliseconds(step, kernel_size):
    """Count the gaps."""
    return (kernel_size - 1) * step
