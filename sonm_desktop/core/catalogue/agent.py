"""Words of the agent area: code -> (what happened, what to do)."""

_NOTHING_DONE = "Nothing was done."
_SEE_LOG = "See the log {log}."

MESSAGES: dict[str, tuple[str, str]] = {
    # Reaching the agent
    "agent.unreachable": (
        "The background program does not answer.",
        "Start it with “sonm network start”, or see its log {log}.",
    ),
    "agent.slow": ("The background program takes too long to answer.", "Try again. " + _SEE_LOG),
    "agent.not_up": ("The background program did not start.", _SEE_LOG),
    "agent.other_version": (
        "The background program (process {pid}) is of another version: {version}.",
        "End it, and try again: the new one starts by itself.",
    ),
    "agent.no_token": (
        "The access token in {file} cannot be read.",
        "Restart the background program; it writes a new one.",
    ),
    "agent.not_loopback": (
        "The background program only listens on this machine.",
        "Use an address like http://127.0.0.1:8080.",
    ),
    "agent.not_proved": (
        "Another program answers where the background program should.",
        "Nothing was sent to it. Check which program uses this port.",
    ),
    "agent.bug": (
        "Something in this program is broken.",
        "Its log has the details; please report it. Running deals are not touched.",
    ),
    # Being asked
    "agent.token_needed": ("The request has no access token.", "Send one: Authorization: Bearer …"),
    "agent.token_unknown": ("The access token is not known.", "Make a new one."),
    "agent.scope": (
        "This access token is for “{has}”, and this needs “{needs}”.",
        "Use a token with a wider scope.",
    ),
    "agent.over_limit": (
        "This needs {needed}, and the access token may spend {left} more.",
        _NOTHING_DONE + " Use a token with a higher limit.",
    ),
    "agent.limit_needed": (
        "A token for trade needs a limit, and others have none.",
        "Give the most SNM that it may spend, or choose another scope.",
    ),
    "agent.no_token_record": ("There is no such access token.", ""),
    "agent.from_a_page": ("Requests from web pages are refused.", ""),
    "agent.wrong_host": ("The request names another host than this one.", ""),
    "agent.too_large": ("The request is too large.", "Send less at once."),
    "agent.no_route": ("There is nothing at this address.", "See /openapi.json for what there is."),
    "agent.bad_field": ("The field “{field}” cannot be used: {why}.", "Correct it and try again."),
    "agent.bad_folder": ("The folder must be given by its whole path.", "Begin it with a slash."),
    "agent.long_path": (
        "The path {path} is too long for a socket; {most} characters are possible.",
        "Set SONM_HOME to a shorter folder.",
    ),
    "agent.port_in_use": (
        "The port {port} is used by another program.",
        "Choose another one with --port, or end that program.",
    ),
    # The network
    "agent.network_starting": ("The network is being started.", "It takes some seconds."),
    "agent.network_ready": ("Connected to {network}.", ""),
    "agent.not_practice": (
        "This works on the practice network only.",
        "Start it with “sonm network start”.",
    ),
    "agent.no_faucet": (
        "This network has no faucet.",
        "Get SNM from somebody who has some.",
    ),
    "agent.no_transaction": ("There is no such transaction.", "Look at the list again."),
    # The wallet and its operators
    "agent.wallet_unlocked": ("The wallet is unlocked.", ""),
    "agent.password_needed": ("This needs the wallet's password.", "Type it once more."),
    "agent.operator_ready": ("Deals go on while the wallet is locked.", ""),
    "agent.operator_missing": (
        "Nothing can be bought or promised while the wallet is locked.",
        "Allow it with “sonm wallet allow”.",
    ),
    "agent.operator_expired": (
        "The permission to act while the wallet is locked has run out.",
        "Renew it with “sonm wallet allow”.",
    ),
    "agent.no_known_network": (
        "This profile has never been on that network.",
        "See “sonm network list”, or use a network file.",
    ),
    # Deployments
    "agent.no_deployment": (
        "There is no such deployment, or it has not ended yet.",
        "See “sonm network deployments”.",
    ),
    "agent.two_feeds": (
        "A market has one price feed: one that is there, or one for practice.",
        "Name only one of both.",
    ),
    "agent.faucet_of_foreign_token": (
        "A faucet is filled from SNM that is made with it; a token that is there has no such "
        "stock.",
        "Leave the faucet away, or let SNM be made.",
    ),
    # Plans
    "agent.no_plan": ("There is no such plan.", "Make it again."),
    "agent.plan_expired": (
        "The plan is too old: balances and fees may have changed.",
        _NOTHING_DONE + " Make it again.",
    ),
    "agent.under_way": ("It is under way.", "It goes on by itself."),
    "agent.still_committing": (
        "It takes longer than usual.",
        "It goes on by itself; nothing is done twice.",
    ),
    "agent.effect_deposit": ("{amount} go from the wallet into the market's vault.", ""),
    "agent.effect_withdraw": ("{amount} go from the market's vault into the wallet.", ""),
    "agent.effect_claim": (
        "{amount} that {deals} deals owe go into the market's vault, and what accrues meanwhile.",
        "",
    ),
    "agent.effect_claim_share": ("The fee is about {percent} % of it.", ""),
    "agent.effect_send": ("{amount} go to {to}.", ""),
    "agent.effect_send_all": (
        "{amount} go to {to}: everything but the network's fee.",
        "",
    ),
    "agent.effect_disallow": ("{spender} may take no SNM of this account any more.", ""),
    "agent.look_alike": (
        "{to} begins and ends like {like}, and is another address. Such addresses are made to "
        "be mixed up with yours.",
        "Compare every digit. If it is the one that you mean, use “sonm wallet send --alike-ok”.",
    ),
    "agent.nothing_to_send": (
        "The account has no more of it than the network's fee.",
        "Nothing was sent.",
    ),
    "agent.recipient_own": ("Your account “{label}”.", ""),
    "agent.recipient_known": ("You have sent to this address before.", ""),
    "agent.recipient_new": ("You have never sent to this address.", "Compare it with its source."),
    "agent.recipient_market": (
        "This is the market's contract: what is sent to it is lost.",
        "Use a deposit to fill the vault.",
    ),
    "agent.effect_faucet": ("{amount} of test money come into the wallet.", ""),
    "agent.effect_grant": (
        "This program may spend up to {limit} a day from the vault on deals for {days} days, "
        "also while the wallet is locked.",
        "",
    ),
    "agent.effect_revoke": ("This program may spend nothing while the wallet is locked.", ""),
    "agent.effect_gas": ("{amount} go to the operator key, for its transactions.", ""),
    "agent.effect_fee": ("The network takes {amount} at most.", ""),
    "agent.done_deposit": ("{amount} are in the market's vault.", ""),
    "agent.done_claim": ("{amount} were claimed and are in the market's vault.", ""),
    "agent.done_withdraw": ("{amount} are back in the wallet.", ""),
    "agent.done_send": ("It was sent.", ""),
    "agent.done_faucet": ("The test money is in the wallet.", ""),
    "agent.done_profile": ("The profile was written.", ""),
    "agent.done_attest": ("The network knows that you vouch for this account.", ""),
    "agent.done_revoke": ("The word was taken back.", ""),
    "agent.done_rate": ("The deal was rated.", ""),
    "agent.done_block": ("Your public list is changed.", ""),
    "agent.done_follow": ("The lists that you follow are changed.", ""),
    "agent.done_disallow": ("The permission was taken back.", ""),
    "agent.done_grant": ("The permission was changed.", ""),
    # Own transactions
    "agent.tx_approve": ("Approves a deposit.", ""),
    "agent.tx_transfer": ("Sends SNM.", ""),
    "agent.tx_coin": ("Sends the coin of the chain.", ""),
    "agent.tx_deposit": ("Deposits into the vault.", ""),
    "agent.tx_withdraw": ("Withdraws from the vault.", ""),
    "agent.tx_take": ("Buys a deal.", ""),
    "agent.tx_claim": ("Claims earnings.", ""),
    "agent.tx_top_up": ("Tops up a deal.", ""),
    "agent.tx_close": ("Asks a deal to end.", ""),
    "agent.tx_finish": ("Closes an ended deal.", ""),
    "agent.tx_settle": ("Settles a deal.", ""),
    "agent.tx_stop": ("Stops a deal.", ""),
    "agent.tx_bind": ("Binds a worker.", ""),
    "agent.tx_unbind": ("Lets a worker go.", ""),
    "agent.tx_operator": ("Changes an operator's permission.", ""),
    "agent.tx_announce": ("Publishes an offer.", ""),
    "agent.tx_profile": ("Writes a profile.", ""),
    "agent.tx_attest": ("Vouches for an account.", ""),
    "agent.tx_revoke": ("Takes back a word about an account.", ""),
    "agent.tx_rate": ("Rates a deal.", ""),
    "agent.tx_faucet": ("Asks the faucet for test money.", ""),
    "agent.tx_several": ("Does several steps at once.", ""),
    "agent.tx_other": ("Does something else.", ""),
    # Deals
    "agent.deal_opening": ("The purchase is on its way into a block.", ""),
    "agent.deal_running": ("The deal runs.", ""),
    "agent.deal_paused": ("Nothing is paid now: the lease or the escrow is used up.", "Top it up."),
    "agent.deal_ending": ("The deal has ended; late claims may still come.", ""),
    "agent.deal_closed": ("The deal is closed.", ""),
    "agent.deal_failed": ("The deal was never opened.", ""),
    # Workers
    "agent.no_peer_to_measure": (
        "A network is measured between two machines of yours, and none of the others answers.",
        "Add a worker on another machine: sonm worker add.",
    ),
    "agent.worker_none": ("No worker runs on this machine.", "Start one with “sonm worker start”."),
    "agent.worker_starting": ("The worker is starting.", ""),
    "agent.worker_enrolling": ("The worker is being bound to its owner.", ""),
    "agent.worker_ready": ("The worker serves.", ""),
    "agent.worker_gave_up": (
        "The worker ended {times} times, and is not started again by itself.",
        "Its log says why; “sonm doctor” looks for causes. Then start it again.",
    ),
    "agent.worker_restarting": ("The worker has ended and is started again soon.", ""),
    "agent.worker_finishing": ("The worker finishes its deals and then ends.", ""),
    "agent.worker_failed": ("The worker did not start.", _SEE_LOG),
    "agent.nothing_to_pause": ("Nothing of this worker is on sale.", "There is nothing to pause."),
    "agent.not_paused": ("This worker is not paused.", "Set a price to sell."),
    "agent.worker_on_sale": ("The worker is on sale.", ""),
    "agent.price_of_nothing": (
        "There is too little like it on the market to compare with.",
        "",
    ),
    "agent.price_of_deals": ("The median of {count} deals of the last 7 days with its like.", ""),
    "agent.price_of_offers": ("The median of {count} offers like it.", ""),
    "agent.estimate_basis": (
        "{machines} machines like it were rented {low} to {high} % of the last 7 days "
        "({deals} deals). A guess, not earned.",
        "",
    ),
    "agent.power_read": ("Read from the machine's sensors.", ""),
    "agent.power_guessed": ("Estimated from the number of cores.", ""),
    "agent.power_said": ("As you said.", ""),
    "agent.price_below_floor": ("It was below the floor.", ""),
    "agent.price_market_fell": ("The market fell.", ""),
    "agent.price_market_rose": ("The market rose, and stayed there.", ""),
    "agent.worker_idle": ("Nothing of the worker is on sale.", "Set a plan: “sonm worker plan”."),
    # What a job of this profile's worker does
    "agent.job_awaits": ("Waits until the network has confirmed the deal.", ""),
    "agent.job_none": ("Paid for; the customer has started no job.", ""),
    "agent.job_prepares": ("Getting the image ready.", ""),
    "agent.job_runs": ("Running.", ""),
    # Why nothing matches
    "agent.constraint_ask_expired": ("The offer has run out.", ""),
    "agent.constraint_supplier_blocked": ("Your lists name its supplier.", ""),
    "agent.constraint_customer_not_served": ("Its supplier does not sell to you.", ""),
    "agent.constraint_supplier_unknown": ("Nobody vouches for its supplier.", ""),
    "agent.constraint_worker_excluded": ("You have excluded its worker.", ""),
    "agent.constraint_too_little_cpu": ("It has too little processor.", ""),
    "agent.constraint_too_little_ram": ("It has too little memory.", ""),
    "agent.constraint_too_little_storage": ("It has too little storage.", ""),
    "agent.constraint_too_few_gpus": ("It has too few graphics cards.", ""),
    "agent.constraint_too_little_download": ("Its download is too slow.", ""),
    "agent.constraint_too_little_upload": ("Its upload is too slow.", ""),
    "agent.constraint_benchmark_too_low": ("Its benchmark {benchmark} is too low.", ""),
    "agent.constraint_other_architecture": ("Its processor is of another kind.", ""),
    "agent.constraint_network_missing": ("It lacks a kind of network access.", ""),
    "agent.constraint_sandbox_not_strict": ("Its sandbox is not strict.", ""),
    "agent.constraint_identity_too_low": ("It wants customers who have shown who they are.", ""),
    "agent.constraint_not_spot": ("It is for a fixed time.", ""),
    "agent.constraint_not_fixed": ("It is spot.", ""),
    "agent.constraint_duration_too_short": ("It wants longer deals.", ""),
    "agent.constraint_duration_too_long": ("It allows only shorter deals.", ""),
    "agent.usd_unknown": ("What SNM costs in USD is not known yet.", ""),
    "agent.usd_price": ("One SNM costs {price}.", ""),
    "agent.costs_in_usd": (
        "Costs are in USD, which cannot be converted now, so automatic prices stay.",
        "",
    ),
    "agent.constraint_price_in_usd": ("Its price is in USD, which cannot be converted now.", ""),
    "agent.constraint_not_answering": ("It has not answered lately.", ""),
    "agent.constraint_too_expensive": ("It is too expensive.", ""),
}
