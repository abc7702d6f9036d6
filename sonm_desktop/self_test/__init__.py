"""Whether an installation is whole: every part of it starts once, with nothing of the user's."""
