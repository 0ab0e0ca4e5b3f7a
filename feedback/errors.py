"""What can go wrong in the domain, in words fit for the person who asked."""


class FeedbackError(Exception):
    """Something a person can understand and act on; `str()` is the sentence they see."""


class NotFound(FeedbackError):
    """The thing asked for is not there (or was never there)."""


class NotYours(FeedbackError):
    """The thing exists, but belongs to somebody else."""


class TooLate(FeedbackError):
    """It could have been done earlier; the window has closed."""


class NotAllowed(FeedbackError):
    """This person's role does not include that."""


class Unusable(FeedbackError):
    """What was given cannot be used as it is; the sentence says what would help."""


class Unreachable(FeedbackError):
    """The database does not answer, or does not let us in."""
