"""Words of the wallet area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "wallet.none": (
        "This profile has no wallet yet.",
        "Make one with “sonm wallet create”, or bring yours with “sonm wallet restore”.",
    ),
    "wallet.exists": (
        "This profile has a wallet already.",
        "Use it, or choose another profile with --profile.",
    ),
    "wallet.locked": ("The wallet is locked.", "Unlock it with “sonm wallet unlock”."),
    "wallet.wrong_password": (
        "The password is wrong.",
        "Check the keyboard's layout and capitals, and type it again.",
    ),
    "wallet.weak_password": (
        "The password is too short.",
        "Choose one of at least {least} characters; several words are easiest to keep in mind.",
    ),
    "wallet.unusable_password": (
        "The password holds characters that cannot be written as text.",
        "Choose one that you can type.",
    ),
    "wallet.damaged": (
        "The wallet file {file} is damaged.",
        "Restore the wallet from its phrase or from a copy of the file; your money is not in it.",
    ),
    "wallet.from_the_future": (
        "The wallet file {file} was written by a newer version of this program.",
        "Update the program; the file was not changed.",
    ),
    "wallet.no_account": (
        "The account {address} is not in this wallet.",
        "See which ones are with “sonm wallet accounts”.",
    ),
    "wallet.account_exists": (
        "The account {address} is in this wallet already.",
        "Nothing needs to be done.",
    ),
    "wallet.bad_label": (
        "The label cannot be used.",
        "Write up to {most} letters, digits and signs on one line.",
    ),
    "wallet.phrase_length": (
        "A phrase has 12, 15, 18, 21 or 24 words; new ones have 12 or 24. This one has {count}.",
        "Compare it with what you wrote down.",
    ),
    "wallet.phrase_word": (
        "Word {position} of the phrase is not in the list of words (BIP-39, English).",
        "Compare it with what you wrote down.",
    ),
    "wallet.phrase_checksum": (
        "Every word is known, but together they are no phrase.",
        "Two words may be swapped, or one may be wrong: compare it with what you wrote down.",
    ),
    "wallet.bad_key": (
        "This is not a private key.",
        "A private key is 0x and 64 hex digits, and not zero.",
    ),
    "wallet.bad_keystore": (
        "This is not a keystore file that can be read: {why}.",
        "Export it again from the program that made it.",
    ),
    "wallet.keystore_mismatch": (
        "The keystore file names another account than the one that its key opens ({address}).",
        "Do not use this file; export it again from the program that made it.",
    ),
    "wallet.bad_address": (
        "This is not an address.",
        "An address is 0x and 40 hex digits. Copy it again, whole.",
    ),
    "wallet.bad_checksum": (
        "The address has a typing error: its capital letters do not fit its digits.",
        "Copy it again from where it came; do not correct it by hand.",
    ),
    "wallet.key_file_open": (
        "Other users of this machine can read the key file {file}.",
        "If nobody else has used it, close it with “chmod 600”. Otherwise make a new key.",
    ),
    "wallet.key_file_damaged": (
        "The key file {file} is damaged.",
        "Put back a copy of it, or remove it to get a new key.",
    ),
    "wallet.key_file_unreadable": (
        "The key file {file} cannot be read or written.",
        "Check who owns it and its folder, and whether the disk is full.",
    ),
    "wallet.keychain_unavailable": (
        "The system's secret store, which holds this profile's operator keys, does not answer.",
        "Unlock it (log in to the desktop), and try again.",
    ),
    "wallet.keychain_damaged": (
        "The record of where operator keys are kept, {file}, is damaged.",
        "Remove it; new operator keys will be made and must be allowed again.",
    ),
}
