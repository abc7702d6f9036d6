"""Words of the settings area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "settings.damaged": (
        "The settings file {file} cannot be read: line {line} is not TOML.",
        "Correct that line, or remove the file to go back to the defaults.",
    ),
    "settings.unreadable": (
        "The settings file {file} cannot be read.",
        "Check who owns it and that it is a text file.",
    ),
    "settings.bad_value": (
        "The option {key} cannot have this value.",
        "Choose {expected}.",
    ),
    "settings.refused": (
        "The system did not let {key} be changed.",
        "Check that you may write to your own configuration.",
    ),
    "settings.no_service": (
        "There is no systemd of yours here that could start it.",
        "Start in the tray at login instead.",
    ),
    "settings.unknown_option": (
        "There is no option {key}.",
        "Choose one of these: {known}.",
    ),
}
