"""Words of the cli area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "cli.no_password": (
        "A password is needed, and there is no terminal to ask for it.",
        "Give a file with --password-file, or “-” to read it from standard input.",
    ),
    "cli.no_phrase": (
        "The wallet's words are needed, and there is no terminal to ask for them.",
        "Give a file with --phrase-file, or “-” to read them from standard input.",
    ),
    "cli.file_exists": (
        "The file {file} is there already.",
        "Nothing was written. Choose another name.",
    ),
    "cli.unwritable_file": (
        "The file {file} cannot be written.",
        "Choose a folder in which you may write.",
    ),
    "cli.no_systemd": (
        "This system has no systemd.",
        "Start “sonm-desktop --tray” at login instead, or keep the worker by other means.",
    ),
    "cli.unreadable_file": (
        "The file {file} cannot be read.",
        "Check its name and its permissions.",
    ),
    "cli.bad_plan_file": (
        "{file}, line {line}, column {column}: {problem}.",
        "Nothing was changed. “sonm worker plan export” writes a file to begin with.",
    ),
    "cli.empty_file": ("The file {file} is empty.", "Write the password or the words into it."),
    "cli.passwords_differ": ("The two passwords are not the same.", "Try again."),
    "cli.not_confirmed": (
        "Nothing was done: this needs a yes, and there is no terminal to ask.",
        "Look at what it would do, then add --yes.",
    ),
    "cli.declined": ("Nothing was done.", ""),
    "cli.no_account": (
        "This profile has no account.",
        "Make a wallet with “sonm wallet create”, or bring yours with “sonm wallet restore”.",
    ),
    "cli.which_account": (
        "This profile has {count} accounts; which one?",
        "Name it with --account: its address, its label or its number in “sonm wallet accounts”.",
    ),
    "cli.unknown_account": (
        "No account of this profile is called “{text}”.",
        "See “sonm wallet accounts”.",
    ),
    "cli.no_match": (
        "No {kind} begins with “{text}”.",
        "See “{command}” for the ones that there are.",
    ),
    "cli.ambiguous": (
        "{count} {kind}s begin with “{text}”.",
        "Give more of its digits.",
    ),
    "cli.no_worker": (
        "This profile has no worker.",
        "Start one on this machine with “sonm worker start”.",
    ),
    "cli.which_worker": (
        "This profile has {count} workers; which one?",
        "Name it with --worker; see “sonm worker list”.",
    ),
    "cli.no_task": ("This deal has no task.", "Start one with “sonm task run”."),
    "cli.bug": (
        "This program made a mistake ({kind}).",
        "The details are in {log}; please report them.",
    ),
    "cli.job_image": (
        "The tour's container image could not be made: {why}.",
        "Check that Docker runs (“docker info”), then try again.",
    ),
    "cli.no_benchmark": (
        "The machine could not be measured: {why}",
        "Look into the worker's log: {log}.",
    ),
    "cli.offer_not_found": (
        "The offer of this machine did not appear on the chain within {limit_s} seconds.",
        "Look into the worker's log: {log}.",
    ),
    "cli.job_failed": (
        "The tour's job did not end well: {why}",
        "Its log stands above; the deal was settled all the same.",
    ),
    "cli.job_late": (
        "The tour's job did not end within {limit_s} seconds.",
        "The machine may be very busy; try again.",
    ),
    "cli.books_do_not_add_up": (
        "The balances do not add up: {what} is off by {difference} wei.",
        "Please report this with {file}.",
    ),
}
