"""Words of the rental area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    # plans
    "rental.needs_limit": (
        "A purchase needs a limit.",
        "Say how much it may cost at most, or set a standing limit.",
    ),
    "rental.above_limit": (
        "This brings the deal to {total}, above your limit of {limit}.",
        "Choose a shorter time or a cheaper offer, or raise the limit.",
    ),
    "rental.too_little_snm": (
        "The account has too little SNM: {missing} are missing.",
        "Get more SNM, or choose a shorter time or a cheaper offer.",
    ),
    "rental.vault_too_small": (
        "The account's market vault has too little SNM: {missing} are missing.",
        "Deposit into the vault, or unlock the wallet to pay from it.",
    ),
    "rental.bad_duration": (
        "A deal runs for at least one second and at most {most}.",
        "Choose another time.",
    ),
    "rental.bad_lease": (
        "The lease and the time to wait for a silent machine are at least one second.",
        "Choose other times.",
    ),
    "rental.bad_top_up": ("This amount cannot be added.", "Choose another amount."),
    "rental.no_plan": ("There is no such plan.", "Make a new one."),
    "rental.plan_expired": ("The plan has run out; nothing was done.", "Make a new one."),
    "rental.bought": ("The deal is open; {total} are in its escrow.", "Run a task on it."),
    "rental.topped_up": ("{amount} were added to the deal.", ""),
    # effects of plans
    "rental.effect_own": ("This is your own PC: you would pay yourself and the gas.", ""),
    "rental.effect_deposit": ("{amount} go from the wallet into the market vault.", ""),
    "rental.effect_escrow": (
        "{amount} go from the vault into the deal's escrow: {duration:span} in all.",
        "",
    ),
    "rental.effect_usd": (
        "The price is {usd} an hour. That is {snm} now, at {price} for one SNM, a price {age:span}"
        " old. The rate in SNM is fixed for good when you buy.",
        "",
    ),
    "rental.effect_usd_most": (
        "The price may move by {percent} % until then: above {most} an hour nothing is bought and"
        " nothing is paid. What the escrow holds beyond the real rate stays yours.",
        "",
    ),
    "rental.effect_at_once": (
        "You pay at least {amount}: the price of {minimum:span} is the supplier's at once, however"
        " early you close.",
        "",
    ),
    "rental.effect_traffic": (
        "Traffic costs {ingress} per GiB in and {egress} per GiB out. {amount} of the escrow are"
        " for {received} GiB in and {sent} GiB out; what is not used comes back. The line could"
        " carry {most} worth in that time; when the escrow is used up the deal ends.",
        "",
    ),
    "rental.meter_impossible": (
        "The supplier counts more traffic than the line that it sold can have carried.",
        "Only what is possible is paid for. Close the deal if you do not trust it.",
    ),
    "rental.meter_backwards": (
        "The supplier's count of your traffic went backwards.",
        "What was counted before stays paid; nothing more is paid until the count passes it.",
    ),
    "rental.effect_lease": (
        "The supplier is promised {lease:span} at a time; the rest stays yours.",
        "",
    ),
    "rental.effect_spot": (
        "Spot: either side may end the deal at any time, you with {notice:span} of notice.",
        "",
    ),
    "rental.effect_spot_free": (
        "Spot: either side may end the deal at any time, without notice.",
        "",
    ),
    "rental.effect_fixed": (
        "Fixed: the supplier has sold {duration:span}; you may leave earlier.",
        "",
    ),
    "rental.effect_strict": (
        "Jobs are kept apart strictly: no rights, a system that cannot be written to. The machine "
        "is the supplier's: who owns it can read what your jobs read and write.",
        "",
    ),
    "rental.effect_compatible": (
        "Jobs run as the image wants, on a system that they can write to, kept apart by a "
        "namespace of their own. The machine is the supplier's: who owns it can read what your "
        "jobs read and write.",
        "",
    ),
    "rental.effect_notice": (
        "Leaving alone costs up to {notice:span} more, {amount}.",
        "",
    ),
    "rental.effect_fee": ("The transaction costs up to {amount} of the chain's coin.", ""),
    "rental.effect_top_up": ("{amount} go from the vault into the deal's escrow.", ""),
    "rental.effect_settle": (
        "With the supplier's signature it closes at once: {pays} are paid, {back} come back.",
        "",
    ),
    "rental.effect_close_alone": (
        "Without it the deal ends {in:span} from now, and the rest comes back {window:span} later.",
        "",
    ),
    "rental.effect_close_alone_now": (
        "Without it the deal ends at once, and the rest comes back {window:span} later.",
        "",
    ),
    "rental.effect_early": (
        "You leave {early:span} before the agreed end. That costs the notice of {notice:span}:"
        " {amount}, and no more.",
        "",
    ),
    "rental.effect_early_free": (
        "You leave {early:span} before the agreed end. There is no notice: it costs nothing more.",
        "",
    ),
    # other terms
    "rental.effect_amend_price": ("The price goes from {before} to {after} per hour.", ""),
    "rental.effect_amend_longer": (
        "It runs {longer:span} longer: {left:span} from now.",
        "",
    ),
    "rental.effect_amend_sooner": (
        "It ends {sooner:span} sooner: {left:span} from now.",
        "",
    ),
    "rental.effect_amend_notice": (
        "The notice to leave goes from {before:span} to {after:span}.",
        "",
    ),
    "rental.effect_amend_total": ("Up to its end the deal then costs {total} in all.", ""),
    "rental.effect_amend_dearer_usd": (
        "The supplier sells for {usd} an hour. That is {now} by now, and you offer {rate}: he is"
        " asked himself. At {now} his program agrees at once.",
        "",
    ),
    "rental.effect_amend_consent": (
        "The supplier has to agree; until then everything stays as it is, and nothing is paid.",
        "",
    ),
    "rental.effect_amend_alone": (
        "It only favours the supplier, so that it needs no answer of his.",
        "",
    ),
    "rental.effect_amend_offered": ("The supplier has offered this.", ""),
    "rental.amended": ("The deal has its new terms.", ""),
    "rental.amend_waits": (
        "The supplier was asked. Until he agrees everything stays as it is.",
        "His answer appears with the deal.",
    ),
    # deals
    "rental.no_deal": ("There is no such deal of yours.", "Look at the list of your deals."),
    "rental.deal_over": ("The deal is over or is being closed.", "Buy a new one."),
    "rental.worker_unknown": (
        "Where the machine of this deal listens is not known to this program.",
        "The deal can be closed; its tasks are managed where it was bought.",
    ),
    "rental.worker_silent": (
        "The machine of this deal does not answer.",
        "Try again later; the deal can be closed without it.",
    ),
    "rental.closed_together": ("The deal was settled: {total} in all went to the supplier.", ""),
    "rental.closed_alone": ("The deal is closed, and the rest is back in the vault.", ""),
    "rental.closed_already": ("The deal was closed already.", ""),
    "rental.close_requested": (
        "The supplier does not answer; the deal ends after its notice, and the rest comes back "
        "by itself after the claim window.",
        "Nothing needs to be done; the supplier can still agree earlier.",
    ),
    # who ended a deal, and why
    "rental.closed_by_you": ("You closed the deal.", ""),
    "rental.closed_finished": ("You closed the deal. The work was done.", ""),
    "rental.closed_slow": (
        "You closed the deal. The machine was slower than you wanted.",
        "Compare benchmarks on the market before you rent again.",
    ),
    "rental.closed_broken": (
        "You closed the deal. Something did not work on the machine.",
        "Rent from another supplier.",
    ),
    "rental.closed_dear": (
        "You closed the deal. It was too expensive.",
        "Look for a cheaper offer.",
    ),
    "rental.closed_mistaken": ("You closed the deal. It was rented by mistake.", ""),
    "rental.log_not_saved": (
        "The log could not be written there.",
        "Choose another place, or make room on the disk.",
    ),
    "rental.supplier_closed": ("The supplier closed the deal.", "Buy another offer to go on."),
    "rental.supplier_ended": (
        "The supplier's machine ended the deal.",
        "Buy another offer to go on.",
    ),
    "rental.supplier_ended_because": (
        "The supplier's machine ended the deal: {why}",
        "Buy another offer to go on.",
    ),
    "rental.worker_dead": (
        "The machine has not answered for {silent_s:span}, so the deal is being closed.",
        "Buy another offer to go on.",
    ),
    "rental.term_over": ("The time of the deal is over.", "Buy it again to go on."),
    "rental.escrow_used_up": (
        "The money of the deal is used up.",
        "Buy it again to go on; next time top it up earlier.",
    ),
    "rental.lease_over": ("The promised time is over, as you wished.", "Buy it again to go on."),
    "rental.deal_lost": (
        "The purchase was undone by the network and did not come back; nothing was paid.",
        "Buy it again.",
    ),
    # then what
    "rental.chain_ahead": (
        "The node says that the chain is {ahead_s:span} ahead of this machine's clock. Nothing is "
        "signed by such a time.",
        "Check this machine's clock; if it is right, choose another node.",
    ),
    "rental.then_app_closes": ("Then the app closes the deal and gets the rest back.", ""),
    "rental.then_term_over": ("Then the time of the deal is over.", ""),
    "rental.then_closes": ("It is being closed.", ""),
    "rental.then_stops": ("Then the machine stops.", "Top the deal up to go on."),
    "rental.then_opens": ("It begins once the network has confirmed it.", ""),
    "rental.then_failed": ("It was never opened.", ""),
    "rental.then_nothing": ("It is closed.", ""),
    # drafts of jobs and templates
    "rental.job_without_image": ("Name the image to run.", ""),
    "rental.job_bad_image": (
        "This is not the name of an image.",
        "Write it like “python:3.12-slim” or “ghcr.io/name/image@sha256:…”.",
    ),
    "rental.job_open_quote": ("A quotation mark in the command is not closed.", ""),
    "rental.job_long_command": (
        "The command is too long.",
        "At most 256 words of 32,768 letters each.",
    ),
    "rental.job_bad_variable": (
        "A variable's name has letters, digits and underscores, and no digit first.",
        "",
    ),
    "rental.job_variable_twice": ("{name} stands twice.", ""),
    "rental.job_long_variable": ("The value of {name} is too long.", ""),
    "rental.no_template": (
        "There is no template {name}.",
        "“sonm job templates” lists them; a file of your own ends with .toml.",
    ),
    "rental.template_unreadable": ("{name} cannot be read.", "Choose a text file."),
    "rental.bad_template": ("{name} is no template: {problem}.", "Correct the file."),
    "rental.template_no_field": (
        "The template has no field {field}.",
        "It has: {known}.",
    ),
    "rental.template_not_a_number": ("“{field}” takes a whole number.", ""),
    # tasks
    "rental.no_task": ("There is no task {task}.", "Look at the list of tasks of the deal."),
    "rental.no_image": ("The task has no image.", "Name the image to run."),
    "rental.bad_task_id": (
        "A task's name has lower-case letters, digits and dashes, 63 at most.",
        "Choose another name.",
    ),
    "rental.task_id_used": (
        "There is another task named {task} on this deal.",
        "Choose another name.",
    ),
    "rental.task_not_over": (
        "The task {task} has not ended; its files are complete only then.",
        "Wait for it, or stop it.",
    ),
    "rental.login_lost": (
        "The app was restarted before the supplier had the login of the image's registry, which "
        "is never written down.",
        "Run the job again and give the login again.",
    ),
    "rental.task_lost": (
        "The machine was gone before the end of the task was known.",
        "Run it again on another deal.",
    ),
}
