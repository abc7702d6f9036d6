"""Words of the one state of a worker: code -> (what is so and why, what ends it).

No subject: the same sentence stands in the tray of that machine and in the list of a farm.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # away
    "state.no_network": ("Not for rent: no network is chosen.", "Choose one: “sonm network”."),
    "state.network_starting": ("The network is being started.", "It takes some seconds."),
    "state.network_refused": (
        "The network is not used: its contracts or its chain are not the right ones.",
        "Choose another network in the settings, or begin the practice network anew.",
    ),
    "state.node_unreachable": (
        "The node of the network does not answer.",
        "It is asked again by itself; deals that run go on.",
    ),
    "state.not_enrolled": (
        "Not for rent: no worker runs on this machine.",
        "Start one: “sonm worker start”.",
    ),
    "state.starting": ("The worker is starting.", "It takes some seconds."),
    "state.enrolling": ("The worker is being bound to its owner.", "It takes some seconds."),
    "state.restarting": (
        "The worker has ended by itself {times} times and is started again.",
        "Its log says why.",
    ),
    "state.gave_up": (
        "The worker ended {times} times, and is not started again by itself.",
        "Its log says why; the checkup looks for causes. Then start it again.",
    ),
    "state.cannot_start": ("The worker cannot start: {reason}", "{remedy}"),
    "state.unreachable": (
        "The worker does not answer.",
        "It is asked again by itself. Look whether its machine is on and has a network.",
    ),
    # broken
    "state.engine_missing": (
        "Nothing can run: there is no Docker.",
        "Install Docker on that machine; the worker goes on by itself.",
    ),
    "state.engine_stopped": (
        "Nothing can run: Docker does not answer.",
        "Start Docker; the worker goes on by itself as soon as it answers.",
    ),
    "state.engine_not_permitted": (
        "Nothing can run: the worker's user may not use Docker.",
        "Add the user to the group “docker” and log in again.",
    ),
    "state.engine_unfit": ("Nothing can run: {reason}", "{remedy}"),
    "state.disk_full": (
        "The disk for jobs is full: {free:size} are left.",
        "Free some space; the worker goes on by itself.",
    ),
    "state.clock_wrong": (
        "The clock is wrong by {seconds:span}.",
        "Let the system set its time; quotes and vouchers are dated by it.",
    ),
    # ending, paused by a person
    "state.stopping": ("Finishing what runs; then the worker ends.", "It takes no new customers."),
    "state.draining": ("Finishing what runs; then paused.", "Resume to take new customers."),
    "state.draining_until": (
        "Finishing what runs; then paused until {time}.",
        "Resume to take new customers.",
    ),
    "state.paused": ("Paused by you.", "Resume when you like."),
    "state.paused_until": ("Paused by you until {time}.", "It resumes by itself, or resume now."),
    # resting by itself
    "state.user_active": (
        "Paused: somebody uses this machine.",
        "It resumes by itself when nobody does.",
    ),
    "state.fullscreen": (
        "Paused: a program fills the screen.",
        "It resumes by itself after that program.",
    ),
    "state.program": ("Paused: {name} runs.", "It resumes by itself after that program."),
    "state.battery": (
        "Paused: the machine runs on battery.",
        "It resumes by itself on mains power.",
    ),
    "state.metered_network": (
        "Paused: the network is metered.",
        "It resumes by itself on another network.",
    ),
    "state.heat": ("Paused: too hot.", "It resumes by itself when it has cooled down."),
    "state.sensor_lost": (
        "Paused: a temperature sensor no longer answers.",
        "It resumes by itself when the sensor answers, or switch that limit off.",
    ),
    "state.schedule": ("Paused: outside its hours.", "It resumes by itself in its hours."),
    "state.schedule_until": ("Paused until {time}: outside its hours.", "It resumes by itself."),
    "state.maintenance": ("Paused for maintenance.", "It resumes by itself after that."),
    "state.maintenance_until": ("Paused for maintenance until {time}.", "It resumes by itself."),
    "state.drain": ("Drained: new customers are not taken.", "Resume to take new customers."),
    "state.draining_by_itself": (
        "{reason} What runs is finished first.",
        "{remedy}",
    ),
    "state.rest_unknown": (
        "Paused by the worker ({reason}).",
        "Update the program to read the reason.",
    ),
    # working
    "state.lease_unpaid": (
        "Rented, and nobody pays: the customer's promise has run out.",
        "The job waits, and goes on when the customer pays.",
    ),
    "state.money_used_up": (
        "Rented, and the money in the deal is used up.",
        "The job waits, and goes on when the customer pays in more.",
    ),
    "state.traffic_unpaid": (
        "Rented, and the customer has not paid for what he used on top of the time.",
        "The job waits, and goes on when he pays.",
    ),
    "state.held_by_owner": (
        "Rented, and every job stands still for you: nothing is earned meanwhile.",
        "They go on by themselves.",
    ),
    "state.jobs_stand_still": (
        "Rented, and every job stands still.",
        "They go on by themselves when the reason is over.",
    ),
    "state.some_stand_still": (
        "{still} of {deals} deals stand still and earn nothing.",
        "The jobs of this machine say why.",
    ),
    "state.fixed_stands_still": (
        "A deal for a fixed time stands still: its customer may end it early, at your cost.",
        "What was agreed for the rest of its time is then not paid.",
    ),
    "state.running": ("Earning: a job runs.", ""),
    "state.rented": ("Earning: rented, and no job runs now.", ""),
    # not on sale
    "state.measuring": ("The machine is being measured: {percent} %.", "It ends by itself."),
    "state.not_measured": (
        "Not on sale, and not measured yet.",
        "Measure it and set a price: “sonm worker benchmark”, “sonm worker plan”.",
    ),
    "state.no_plan": ("Not on sale: no price is set.", "Set a price: “sonm worker plan”."),
    "state.plan_paused": ("Not on sale: every plan is paused.", "Resume one of the plans."),
    "state.plan_short": (
        "Not on sale: the machine has too little for the plan now.",
        "Make the plan smaller.",
    ),
    "state.plan_waits": (
        "Waiting: quotes still hold the hardware.",
        "It is on sale again by itself within ten minutes.",
    ),
    "state.usd_unusable": (
        "Listed, but a plan in USD is not sold now: {reason}",
        "It is sold again as soon as the price can be used, or give the plan a price in SNM.",
    ),
    "state.price_below_floor": (
        "On sale for less than it costs you.",
        "Raise the price, or make it automatic: it then never falls below your costs.",
    ),
    "state.not_bound": (
        "Not on sale: the chain does not know yet whom the worker earns for.",
        "Unlock the wallet; the binding is sent by itself.",
    ),
    "state.announcement_unfunded": (
        "Not listed: nobody pays the gas for the announcement.",
        "Put some coin for gas into the account; it is announced by itself.",
    ),
    "state.announcement_refused": ("Not listed: {reason}", "{remedy}"),
    "state.announcement_pending": (
        "The offer is being announced.",
        "Customers find it in a moment.",
    ),
    # on sale
    "state.lan_only": (
        "On sale, and reachable in your own network only.",
        "Use a network with a relay, or let the router pass the worker's port.",
    ),
    "state.listed_unmeasured": (
        "On sale, and not measured: customers who want speed do not find it.",
        "Measure it: “sonm worker benchmark”.",
    ),
    "state.listed": ("On sale; no customer yet.", "It earns as soon as somebody rents it."),
}
