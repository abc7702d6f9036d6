"""Words of the p2p area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "p2p.unreachable": (
        "The other side ({endpoint}) cannot be reached.",
        "Check that its machine is on and connected, and try again.",
    ),
    "p2p.deadline": (
        "The other side did not answer “{method}” within {limit_s} seconds.",
        "Try again; repeating the same step never does anything twice.",
    ),
    "p2p.closed": ("The connection was closed by this program.", "Start it again."),
    "p2p.wrong_network": (
        "The other side is on another network.",
        "Use the same network on both sides; nothing was sent.",
    ),
    "p2p.bad_identity": (
        "The other side could not prove who it is: {why}.",
        "Do not trade with it. If it is your own machine, enrol it again.",
    ),
    "p2p.identity_expired": (
        "What the other side showed to prove who it is has expired.",
        "Check the clocks of both machines and try again.",
    ),
    "p2p.not_who_expected": (
        "Another account ({account}) than the expected one answered.",
        "Do not trade with it; look the offer up again.",
    ),
    "p2p.other_version": (
        "The other side speaks another version of the protocol.",
        "Update the older of the two programs.",
    ),
    "p2p.not_allowed": (
        "The other side does not let you do “{method}”.",
        "It takes a running deal with it, or being its owner.",
    ),
    "p2p.too_many": (
        "The other side has had too many requests from here.",
        "Wait a minute and try again.",
    ),
    "p2p.unknown_request": (
        "The other side does not know how to answer this.",
        "Update the older of the two programs.",
    ),
    "p2p.peer_failed": (
        "The other side failed while answering.",
        "Try again; if it keeps failing, use another supplier.",
    ),
    "p2p.id_reused": (
        "A request was repeated with other contents under the same number.",
        "Nothing was done. Please report this.",
    ),
    "p2p.port_in_use": (
        "The address {address} is in use by another program.",
        "Choose another port with --listen, or stop the other program.",
    ),
    "p2p.cannot_listen": (
        "This machine cannot listen on {address}.",
        "Choose an address of this machine with --listen.",
    ),
    "p2p.bad_address": (
        "“{address}” is not an address to listen on.",
        "Write it like 127.0.0.1:7000.",
    ),
    "p2p.bad_file_name": (
        "The name of the file cannot be used on this machine.",
        "Ask for it under a plain relative name, with / between folders.",
    ),
    "p2p.cannot_write": (
        "The file cannot be written into the folder {folder}.",
        "Check that there is room on the disk and that you may write there.",
    ),
    "p2p.bad_file": (
        "The file arrived damaged: its digest is another one than promised.",
        "Fetch it again.",
    ),
    "p2p.file_gone": (
        "The file cannot be read any more.",
        "Ask for the list of files again; kept results are removed after a while.",
    ),
}
