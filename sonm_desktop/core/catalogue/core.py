"""Words of the core area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "core.bad_reply": (
        "The other side sent an answer that makes no sense: {what}.",
        "Nothing was lost. Try again, or use another node or supplier.",
    ),
    "core.amount_missing": ("There is no amount yet.", "Type how much."),
    "core.amount_comma": (
        "“{text}” can be read in two ways.",
        "Write a point before the decimals and nothing between the thousands, like 1000.5.",
    ),
    "core.amount_unclear": (
        "“{text}” is not an amount.",
        "Write digits and a point, like 12.5.",
    ),
    "core.amount_decimals": (
        "There are {has} decimals, and the smallest unit is the {most}th.",
        "Leave the last ones out.",
    ),
    "core.amount_large": ("The amount is larger than any token can hold.", "Type less."),
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
