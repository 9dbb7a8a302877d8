"""What is said to mistakes that more than one exercise knows."""

BIAS_LEFT_OUT = "You left out the bias."
BIAS_SUBTRACTED = "You subtracted the bias. It is added, even when it is negative."
BIAS_FOR_EACH_CHANNEL = "You added the bias once for each channel. It is added once, at the end."
BIAS_ALWAYS_0 = "Your bias is always number 0. Each kernel has its own: bias[o]."
BIAS_ALONG_TIME = (
    "The bias runs along the time there. Each row has its own, the same for all t: bias[:, None]."
)
FLIPPED = "You flipped the kernel: that is np.convolve, not Conv1d."
ONLY_CHANNEL_0 = "Only channel 0 is in it. All channels are added up."
MEAN_OVER_CHANNELS = "You took the mean over the channels. They are added up."
STRIDE_UNUSED = "Right for stride 1 only: the stride has no effect."
ROUNDED_UP = "You rounded up. A window that does not fit whole is dropped."
ROUNDED = "You rounded to the nearest number. A window that fits by half is dropped too: `//`."
STEP_DOWN = "That is the step down, with a minus. The gradient itself points up."
