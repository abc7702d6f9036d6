"""Words of the worker area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    # the engine
    "worker.engine_ready": ("Docker is ready.", ""),
    "worker.engine_absent": (
        "There is no Docker on the worker's machine.",
        "Its owner installs Docker (on Debian and Ubuntu: sudo apt install docker.io).",
    ),
    "worker.engine_stopped": (
        "Docker is not running on the worker's machine.",
        "Its owner starts Docker; the worker goes on by itself as soon as it answers.",
    ),
    "worker.engine_no_permission": (
        "The worker's user may not use Docker.",
        "Its owner adds the user to the group “docker” and logs in again. "
        "Access to Docker equals root on that machine.",
    ),
    "worker.engine_remote": (
        "DOCKER_HOST names an engine that is not on the worker's machine.",
        "Unset DOCKER_HOST, or run the worker on the machine of the engine.",
    ),
    "worker.engine_not_linux": (
        "Docker runs Windows containers on the worker's machine.",
        "Its owner switches Docker to Linux containers.",
    ),
    "worker.engine_refused": (
        "Docker refused what the worker asked for (status {status}).",
        "Look into the worker's log; restarting Docker often helps.",
    ),
    "worker.sandbox_architecture": (
        "The worker has no sandbox for processors of the kind {architecture}.",
        "Sell on a machine with an amd64 or arm64 processor.",
    ),
    "worker.guard_absent": (
        "The worker cannot guard the network of a deal: {missing} is missing on its machine.",
        "Its owner installs it (on Debian and Ubuntu: sudo apt install nftables iproute2), or "
        "sells without network.",
    ),
    "worker.guard_failed": (
        "The rules that guard the network of a deal could not be loaded; nothing was started.",
        "The worker's log says why. Sell without network until it is repaired.",
    ),
    "worker.weight_failed": (
        "Jobs could not be given less weight than the owner's own programs.",
        "Their limits hold; sell a core less if the machine feels slow.",
    ),
    "worker.cell_taken": (
        "A container with the name of a deal's sandbox belongs to somebody else.",
        "Remove that container.",
    ),
    "worker.disk_full": (
        "The disk of the supplier's Docker is full.",
        "Choose a smaller image or another supplier.",
    ),
    # images
    "worker.bad_image": (
        "That is not the name of an image.",
        "Write it like debian:12 or name@sha256:…",
    ),
    "worker.image_not_pinned": (
        "The image “{image}” is named by a tag, which may change at any time.",
        "Name it by its digest (name@sha256:…); “sonm task run” does so by itself.",
    ),
    "worker.image_not_found": (
        "The image {image} does not exist, or is not open to everybody.",
        "Check its name and digest, and that it is public.",
    ),
    "worker.image_needs_login": (
        "The registry of the image {image} asks for a login, or refuses the one that was given.",
        "Give user and password of the registry with the job, or use an image that is public.",
    ),
    "worker.image_architecture": (
        "The image {image} is made for another kind of processor.",
        "Choose an image for the architecture that the offer names.",
    ),
    "worker.image_download_too_large": (
        "The image {image} is larger to download than the {most_mib} MiB that this supplier takes.",
        "Choose a smaller image, or another supplier.",
    ),
    "worker.image_unpacked_too_large": (
        "The image {image} unpacks to more than the {most_mib} MiB that this supplier takes.",
        "Choose a smaller image, or another supplier.",
    ),
    "worker.image_not_allowed": (
        "This supplier does not run images of {place}.",
        "Choose an image from another registry or repository, or another supplier.",
    ),
    "worker.registry_private": (
        "The registry {place} stands in a private network, and this supplier has not allowed it.",
        "Use an image from a public registry, or another supplier.",
    ),
    "worker.pull_ended": ("The download of the image {image} was left off.", "Run the task again."),
    "worker.login_lost": (
        "The supplier's machine was restarted before the image {image} was there. The login of "
        "its registry is never written down, so it is gone.",
        "Run the task again and give the login again.",
    ),
    "worker.images_unknown": (
        "This worker is of a release that knows no rules for images.",
        "Update the program on its machine.",
    ),
    "worker.bad_images": (
        "The rules for images cannot be used: {part}.",
        "Correct them and try again.",
    ),
    "worker.registry_unreachable": (
        "The registry of the image {image} cannot be reached from the supplier's machine.",
        "Try again later, or use an image from another registry.",
    ),
    # tasks
    "worker.command_missing": (
        "The image names no command, and the task gives none.",
        "Give the command to run.",
    ),
    "worker.command_not_found": (
        "The command does not exist in the image, or may not be run there.",
        "Check the spelling and the path of the command inside the image.",
    ),
    "worker.task_running": (
        "The task {task} of this deal is still running; a deal runs one task at a time.",
        "Wait for its end or stop it first.",
    ),
    "worker.task_id_used": (
        "The deal has another task with the id {task} already.",
        "Choose another id.",
    ),
    "worker.too_many_tasks": (
        "This deal has had {limit} tasks, which is the most.",
        "Open a new deal.",
    ),
    "worker.unknown_task": ("There is no task {task} here.", "Look at the list of your tasks."),
    "worker.unknown_file": (
        "The task left no file of that name.",
        "Look at the list of its files.",
    ),
    "worker.bad_task": (
        "The description of the task cannot be used: {part}.",
        "Correct it and try again.",
    ),
    "worker.task_exit_nonzero": (
        "The program ended with exit code {exit_code}.",
        "Its log says more.",
    ),
    "worker.task_out_of_memory": (
        "The program used more than its {ram_bytes} bytes of memory and was ended.",
        "Rent more memory, or let it use less.",
    ),
    "worker.task_child_out_of_memory": (
        "A part of the program used more than its {ram_bytes} bytes of memory and was ended; "
        "the program itself ended well.",
        "Check whether its results are complete.",
    ),
    "worker.output_too_large": (
        "The task left more output than the {limit_bytes} bytes that were rented.",
        "Rent more storage, or write less to /output.",
    ),
    "worker.output_damaged": (
        "The output of the task could not be read.",
        "Run the task again.",
    ),
    "worker.sandbox_lost": (
        "The container of the task was removed by somebody on the supplier's machine.",
        "Run the task again.",
    ),
    "worker.engine_restarted": (
        "Docker on the supplier's machine was stopped or restarted, which ended the task.",
        "Run the task again.",
    ),
    # deals
    "worker.unknown_deal": (
        "This supplier has no such deal with you.",
        "Check the deal's id and the account.",
    ),
    "worker.deal_awaits_confirmation": (
        "The deal is not confirmed on the chain yet.",
        "Wait a moment and try again.",
    ),
    "worker.deal_has_ended": ("The deal has ended.", "Open a new deal."),
    "worker.deal_closed": ("The deal was closed.", ""),
    "worker.deal_over": ("The deal has reached its end.", ""),
    "worker.deal_settled": ("Both sides have agreed to close the deal.", ""),
    "worker.deal_vanished": (
        "The deal is gone: the chain was reorganised and its purchase never came back.",
        "No money moved. Buy again.",
    ),
    "worker.lease_lapsed": (
        "The time that the customer had promised to pay for has passed.",
        "Keep the app running, or promise a longer lease when buying.",
    ),
    "worker.escrow_exhausted": (
        "The money in the deal is used up.",
        "Top up a deal before its money runs out.",
    ),
    "worker.units_unpaid": (
        "Traffic and other metered units were not paid for.",
        "Keep the app running, so that it can pay for what is used.",
    ),
    "worker.bad_payer": (
        "The supplier has ended the deal: too many of its vouchers were no good.",
        "What was not used is paid back. Check the clock and the app's version.",
    ),
    "worker.waits": ("Paused by the supplier.", "The job goes on by itself."),
    "worker.waits_for_promise": (
        "Paused: the time that was promised is over.",
        "The job goes on when the customer's app promises more. It is kept for ten minutes.",
    ),
    "worker.waits_for_money": (
        "Paused: the money in the deal is used up.",
        "Top it up and the job goes on. It is kept for ten minutes.",
    ),
    "worker.waits_for_units": (
        "Paused: the payment of {amount} for traffic is missing.",
        "The job goes on when the customer's app signs for it. It is kept for ten minutes.",
    ),
    "worker.supplier_stopped": (
        "The supplier has stopped his machine; nothing more is billed.",
        "Choose another offer.",
    ),
    # quotes
    "worker.too_many_quotes": (
        "The supplier has promised this offer very often within the last minutes.",
        "Use a quote that you have, or try again in some minutes.",
    ),
    "worker.bad_quote_request": ("The request for a quote cannot be used.", "Try again."),
    "worker.unknown_slice": (
        "The offer is out of date.",
        "Look for the supplier's current offer.",
    ),
    "worker.nothing_on_sale": ("This supplier sells nothing now.", "Choose another offer."),
    "worker.slice_taken": ("Somebody else rents this machine now.", "Choose another offer."),
    "worker.closing": ("This supplier takes no more deals.", "Choose another offer."),
    "worker.cannot_run_now": (
        "The supplier's machine cannot run tasks now.",
        "Choose another offer.",
    ),
    "worker.not_bound": (
        "The supplier's machine is not bound to its owner's account on the chain.",
        "Choose another offer; the supplier has to enrol it again.",
    ),
    "worker.own_customer": (
        "The buying account owns this machine.",
        "Buy with another account.",
    ),
    "worker.too_little_snm": (
        "The account holds {there}, and this purchase needs {needed}.",
        "Get SNM first, or choose a cheaper or shorter deal.",
    ),
    "worker.not_your_account": (
        "The caller may not act for that account.",
        "Authorise the operator of the account again.",
    ),
    # vouchers and settlements
    "worker.bad_voucher": ("The voucher cannot be used.", "Make a new one."),
    "worker.voucher_forged": (
        "The voucher is signed by somebody who may not.",
        "Authorise the operator of the account again.",
    ),
    "worker.voucher_from_the_future": (
        "The voucher is dated {ahead_s} seconds ahead of the chain.",
        "Check the node that it was dated by.",
    ),
    "worker.voucher_uncovered": (
        "The voucher is for more than the deal holds.",
        "Top up the deal first.",
    ),
    "worker.voucher_too_soon": (
        "Too many of this deal's vouchers were refused.",
        "Wait {wait_s} seconds before the next one.",
    ),
    "worker.voucher_lower": ("The supplier holds a better voucher already.", ""),
    "worker.bad_settlement": (
        "The settlement cannot be used, or is not signed by the right account.",
        "Make a new one.",
    ),
    "worker.bad_amendment": (
        "The other terms cannot be used, or are not signed by the right account.",
        "Ask again.",
    ),
    "worker.amend_plan_gone": (
        "The plan of this deal is not on sale any more.",
        "Decide yourself whether it may run longer.",
    ),
    "worker.amend_paused": (
        "This machine sells nothing now.",
        "Decide yourself whether the deal may run longer.",
    ),
    "worker.amend_beyond_plan": (
        "That is longer than the plan sells.",
        "Decide yourself whether the deal may run so long.",
    ),
    "worker.amend_beyond_hours": (
        "That is longer than the machine may work by your hours.",
        "Decide yourself whether the deal may run so long.",
    ),
    "worker.amend_others_wait": (
        "Another plan for a fixed time waits for this deal to end.",
        "Decide yourself which of them comes first.",
    ),
    "worker.amend_price_unknown": (
        "Nobody can tell now what the plan's price in USD comes to.",
        "Decide yourself whether the deal may run longer at its price.",
    ),
    "worker.master_away": (
        "The supplier's account did not answer in time.",
        "Close the deal alone; what is not used comes back after the claim window.",
    ),
    # the master's side
    "worker.bad_master": (
        "The master is not an address of an account.",
        "Give the address of the account that shall be paid, like 0x….",
    ),
    "worker.bad_request": ("The request is incomplete: {part}.", "Update the program."),
    "worker.no_user_namespaces": (
        "Docker on the worker's machine has no user namespaces, so jobs are confined strictly.",
        "Sell with the strict sandbox, or set “userns-remap” in Docker's settings.",
    ),
    "worker.network_without_rates": (
        "A plan that sells network needs a rate for each direction, at least 64 kbit/s.",
        "Say how fast jobs may receive and send.",
    ),
    "worker.benchmark_failed": (
        "The machine could not be measured.",
        "Close other programs and try again.",
    ),
    "worker.benchmark_stalled": (
        "A test took three times as long as it should, and was ended.",
        "Measure again when the machine is idle; update the device's driver if it stays so.",
    ),
    "worker.line_not_agreed": (
        "This worker has not agreed to measure a line with the one who asks.",
        "Its owner measures it: sonm worker benchmark network.",
    ),
    "worker.line_crowded": (
        "Too many lines to this worker are being measured at once.",
        "Wait a minute and try again.",
    ),
    "worker.address_not_asked": (
        "Not known: no peer was asked yet.",
        "Measure the network, or ask: sonm worker hardware --ask-peers.",
    ),
    "worker.address_nobody": (
        "Not known: there is no other worker to ask.",
        "It is asked of your other workers, and of those on the market that answer.",
    ),
    "worker.address_silent": (
        "Not known: none of the peers that were asked answered.",
        "Try again when another worker is reachable.",
    ),
    "worker.address_local": (
        "Not known: the peers that answered see this machine on their own network only.",
        "Ask a peer that is elsewhere.",
    ),
    "worker.address_disputed": (
        "Not known: the peers that answered see different addresses.",
        "The router may use several, or some of them are wrong.",
    ),
    "worker.address_one_says": (
        "One peer says so.",
        "A second one would make it sure.",
    ),
    "worker.address_agreed": ("Several peers agree.", ""),
    "worker.storage_closed": (
        "Docker's volume cannot be measured: this worker may not write anything there.",
        "Let the worker's user write to a folder on that disk, for example its /var/tmp.",
    ),
    "worker.not_measured": (
        "There is no test with this number.",
        "See “sonm worker benchmark show” for those that there are.",
    ),
}
