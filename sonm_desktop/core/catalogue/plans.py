"""Words of what a worker sells: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    "worker.bad_plan_name": (
        "That is no name for a plan.",
        "Use 1 to 32 small letters, digits and hyphens, like night-shift.",
    ),
    "worker.unknown_plan": (
        "This worker has no plan “{plan}”.",
        "“sonm worker plan list” shows its plans.",
    ),
    "worker.too_many_plans": (
        "A worker has {most} plans at most.",
        "Remove one first.",
    ),
    "worker.plans_conflict": (
        "Plan “{plan}” wants more than the other plans of its kind leave "
        "({part}: {offered} wanted, {there} left).",
        "Make it or another one smaller. Spot plans may share hardware with fixed ones.",
    ),
    "worker.gpu_not_passed": (
        "Jobs cannot be given this GPU on the worker's machine.",
        "NVIDIA's need NVIDIA's container toolkit; AMD's and Intel's need Docker on this very "
        "Linux, without user namespaces.",
    ),
    "worker.gpu_away": (
        "A GPU of this deal is gone, or its driver does not let jobs use it.",
        "Its owner has to look after the machine.",
    ),
    "worker.slice_covered": (
        "Another deal has this hardware now.",
        "It comes back on sale when that deal ends. Choose another offer.",
    ),
    "worker.slice_promised": (
        "The worker has promised this hardware to somebody for some minutes.",
        "Try again in ten minutes, or choose another offer.",
    ),
    "worker.slice_short": (
        "The worker has less hardware than this offer says.",
        "Choose another offer.",
    ),
    "worker.owner_rests": (
        "The worker's owner takes no new deals at the moment.",
        "Choose another offer, or try again later.",
    ),
    "worker.held_by_owner": (
        "The machine's owner needs it: the supplier has paused your job. You do not pay meanwhile.",
        "It goes on by itself. Wait, or end the deal: what is unspent comes back.",
    ),
    "worker.still_for_owner": (
        "The job stands still for you and earns nothing meanwhile. Its customer may end the deal "
        "and have back what is unspent.",
        "It goes on by itself.",
    ),
    "worker.still_for_owner_fixed": (
        "The job stands still for you and earns nothing meanwhile. It was sold for a fixed time: "
        "if its customer ends the deal now, the rest of that time is not paid either.",
        "It goes on by itself; to keep the deal, let running jobs go on within the limits.",
    ),
    "worker.bad_rules": (
        "The rules for this machine cannot be used: {part}.",
        "Correct them and try again.",
    ),
    "worker.rules_unknown": (
        "This worker is of a release that knows no rules for when to work.",
        "Update the program on its machine.",
    ),
    "worker.no_presence": (
        "This system does not say whether somebody uses the machine.",
        "Use a schedule instead.",
    ),
    "worker.no_fullscreen": (
        "This system does not say whether a program fills the screen.",
        "Name the programs instead.",
    ),
    "worker.no_fullscreen_wayland": (
        "Wayland tells no program whether another one fills the screen.",
        "Name the programs instead.",
    ),
    "worker.no_programs": (
        "This system does not tell which programs run.",
        "Use a schedule instead.",
    ),
    "worker.no_battery": ("This machine has no battery.", ""),
    "worker.no_network_cost": (
        "Nothing here says whether the network costs by volume; NetworkManager could.",
        "Use a schedule, or a limit of the network's rate.",
    ),
    "worker.no_network_cost_here": (
        "This system does not tell programs whether the network costs by volume.",
        "Use a schedule, or a limit of the network's rate.",
    ),
    "worker.no_thermometer": (
        "No sensor of this machine tells a temperature.",
        "Limit the processor instead.",
    ),
    "worker.no_thermometer_here": (
        "This system tells programs no temperature.",
        "Limit the processor instead.",
    ),
    "worker.slice_paused": (
        "The worker's owner has paused this offer.",
        "Choose another offer.",
    ),
    "worker.evicted": (
        "A deal for a fixed time has the hardware of this spot deal now.",
        "What was not used is paid back. Buy for a fixed time to keep a machine.",
    ),
    "worker.plan_listed": ("On sale.", ""),
    "worker.plan_rented": ("Rented.", ""),
    "worker.plan_covered": (
        "Waits: another deal has its hardware.",
        "It is on sale again by itself when that deal ends.",
    ),
    "worker.plan_promised": (
        "Waits: quotes of another plan still hold its hardware.",
        "They run out within ten minutes.",
    ),
    "worker.plan_short": (
        "Not on sale: the machine has too little for it now.",
        "Make the plan smaller.",
    ),
    "worker.plan_paused": ("Paused.", "Resume it when you like."),
    "worker.plan_resting": ("The machine rests.", "It is on sale again when the rest ends."),
    "worker.two_prices": (
        "The plan names a price in SNM and one in USD.",
        "Give it one of the two.",
    ),
    "worker.bad_plan": (
        "The offer cannot be used: {part}.",
        "Correct it and try again.",
    ),
    "worker.plan_too_large": (
        "The offer has more of {part} ({offered}) than this machine has ({there}).",
        "Offer less.",
    ),
    "worker.plan_too_short": (
        "The longest duration must be at least {least} seconds.",
        "Choose a longer one, or 0 for spot.",
    ),
    "worker.no_identities": (
        "This network has no registry of identities yet.",
        "Offer to anonymous customers (level 1).",
    ),
}
