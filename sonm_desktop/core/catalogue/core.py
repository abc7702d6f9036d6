"""Words of the core area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "core.bad_reply": (
        "The other side sent an answer that makes no sense: {what}.",
        "Nothing was lost. Try again, or use another node or supplier.",
    ),
    "core.bad_amount": ("{why}", "Write digits and a point, like 12.5."),
    "core.profile_in_use": (
        "The profile “{profile}” is already in use by another program (process {pid}).",
        "Use that one, stop it first, or choose another profile with --profile.",
    ),
    "store.from_the_future": (
        "The file {file} was written by a newer version of this program.",
        "Update the program; the file was not changed.",
    ),
    "core.timeout": ("{what} took longer than {limit_s} seconds.", "Try again."),
}
