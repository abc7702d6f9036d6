"""Words of the chain area: code -> (what happened, what to do)."""

_NEW_QUOTE = "Ask the worker for a new quote."
_NOTHING_SPENT = "Nothing was spent."
_USE_ANOTHER = "Nothing was deployed. Use another token, or let SNM be made."
_FEED_AGAIN = "Try again later, or choose an offer with a price in SNM."

MESSAGES: dict[str, tuple[str, str]] = {
    "chain.no_neighbours": (
        "This practice network came without neighbours.",
        "Nothing needs to be done.",
    ),
    # Networks and nodes
    "chain.no_network": (
        "This profile has no network yet.",
        "Start the practice network with “sonm network start”, or add one with “sonm network use”.",
    ),
    "chain.bad_network_file": (
        "The network file {file} is damaged.",
        "Get it again from where it came from; a practice network begins anew with “sonm network "
        "reset”.",
    ),
    "chain.wrong_network": (
        "The node does not serve the network “{network}”.",
        "Check the node's address in the settings; the contracts of this network are not there.",
    ),
    "chain.foreign_code": (
        "The contract “{contract}” of the network “{network}” is not one that this program was "
        "built for, so nothing is signed for it.",
        "Ask whoever gave you the network file for its newest version, and check that this "
        "program is up to date. Until then, use another network.",
    ),
    "chain.foreign_practice": (
        "The contract “{contract}” of your practice network was made by another version of this "
        "program.",
        "Begin a new practice network with “sonm network reset”; play money and deals of the old "
        "one are given up.",
    ),
    "chain.wrong_chain": (
        "The node {node} serves another chain.",
        "Check the node's address in the settings.",
    ),
    "chain.unreachable": (
        "The node {node} does not answer.",
        "Check the connection; everything goes on by itself once the node is back.",
    ),
    "chain.node_error": (
        "The node refused “{method}” (error {number}).",
        "Try again, or choose another node in the settings.",
    ),
    "chain.no_anvil": (
        "The program “anvil”, which runs the practice network, was not found.",
        "Run “make setup”, or set SONM_ANVIL to where it is.",
    ),
    "chain.practice_failed": (
        "The practice network did not start.",
        "Try again. If that does not help, begin a new one with “sonm network reset”.",
    ),
    # Deployment, and the token of a market that is deployed
    "chain.deployment_failed": (
        "The contract “{part}” could not be deployed in many tries.",
        "See the account's transactions for why; the deployment can be gone on with.",
    ),
    "chain.old_chain": (
        "This chain is older than Cancun, and cannot run the contracts.",
        "Deploy to a chain that follows Ethereum of 2024 or later.",
    ),
    "chain.no_feed_there": (
        "At {feed} is no price feed that names a price now.",
        "Check the address, or deploy without prices in USD.",
    ),
    "chain.not_a_test_chain": (
        "The chain {chain} is not a test chain, so it gets neither a faucet nor a practice price.",
        "Leave both away, or deploy to a test chain.",
    ),
    "chain.token_untried": (
        "{account} holds none of this token, so that it cannot be tried out.",
        "Send a little of it to the account that deploys.",
    ),
    "chain.token_no_contract": ("There is no token at {token}.", "Check the address."),
    "chain.token_no_simulation": (
        "The node cannot try the token out.",
        "Use a node that simulates calls with changed code and time, such as geth or reth.",
    ),
    "chain.token_changeable": (
        "The code of the token {token} can be exchanged by somebody.",
        _USE_ANOTHER,
    ),
    "chain.token_decimals": (
        "The token has {decimals} decimals; a market counts with {wanted}.",
        _USE_ANOTHER,
    ),
    "chain.token_odd_transfer": (
        "The token does not move what it is told: it keeps a fee, moves nothing, or fails.",
        _USE_ANOTHER,
    ),
    "chain.token_no_guard": (
        "The token moves what nobody has allowed, or what is not there.",
        _USE_ANOTHER,
    ),
    "chain.token_odd_deposit": (
        "The token does not come into a market and out again whole.",
        _USE_ANOTHER,
    ),
    "chain.token_rebases": (
        "Balances of the token change by themselves ({function}).",
        _USE_ANOTHER,
    ),
    "chain.token_blocks": (
        "The token's issuer can block accounts or stop all transfers ({function}).",
        _USE_ANOTHER,
    ),
    "chain.token_fee": (
        "The token's issuer can take a fee from each transfer ({function}).",
        _USE_ANOTHER,
    ),
    "chain.token_hooks": (
        "The token calls other contracts in the middle of a transfer ({function}).",
        _USE_ANOTHER,
    ),
    # Transactions
    "chain.no_gas_money": (
        "{account} has {has} of the coin that pays for gas, and this transaction may cost {needs}.",
        "Send some of it to this account. Nothing was sent.",
    ),
    "chain.intent_changed": (
        "A different transaction was already recorded under this request.",
        "Begin again; nothing was sent twice.",
    ),
    "chain.tx_failed": (
        "The transaction {tx} was in a block, but failed.",
        "Only its gas was spent.",
    ),
    "chain.tx_rejected": (
        "The node did not accept the transaction.",
        "Nothing was spent. Try again, or choose another node in the settings.",
    ),
    "chain.fee_risen": (
        "The network's fee has risen: {shown} of the coin was shown, and it may be {now} now.",
        "Nothing was sent. Look at the cost again.",
    ),
    "chain.tx_not_pending": (
        "This transaction does not wait any more.",
        "See the history for what became of it.",
    ),
    "chain.tx_cancelled": (
        "It was cancelled before it happened.",
        "Only the fee for cancelling it was paid.",
    ),
    "chain.tx_replaced": (
        "Another program used this account's transaction number {nonce} first.",
        "Check the account's history, then try again.",
    ),
    "chain.tx_waiting": (
        "The transaction is not in a block yet.",
        "It is watched, and sent again when needed; nothing has to be done.",
    ),
    # What the contracts refuse
    "chain.refused": ("The market's contract refuses this.", _NOTHING_SPENT),
    "chain.already_ending": ("The deal ends already, at {end}.", ""),
    "chain.amount_too_large": ("A deal cannot hold so much.", "Use a smaller amount."),
    "chain.amend_expired": (
        "The offer of new terms has run out.",
        "Ask the other side to sign a new one.",
    ),
    "chain.deal_over": ("The deal has ended already; it takes no new terms.", "Open a new deal."),
    "chain.bad_terms": ("The quote has terms that no deal can have.", _NEW_QUOTE),
    "chain.binding_expired": (
        "The wish to bind this worker has run out.",
        "Bind the worker again.",
    ),
    "chain.binding_runs": (
        "The worker serves {master}.",
        "Its owner has to let it go first.",
    ),
    "chain.claim_too_small": ("The claim pays only {pays}, too little for the tip.", ""),
    "chain.daily_limit": (
        "The daily limit is reached: {left} are left for today.",
        "Raise the limit, or use the account's own key.",
    ),
    "chain.deal_exists": ("Somebody took this offer first.", _NEW_QUOTE),
    "chain.deal_mismatch": ("Voucher and tip speak of different deals.", ""),
    "chain.deal_not_open": ("There is no open deal with this id.", "It may be closed already."),
    "chain.drip_limit": ("The faucet gives you {left} more today.", "Come back tomorrow."),
    "chain.duration_too_long": (
        "The worker may sell at most {max_duration} seconds at once.",
        _NEW_QUOTE,
    ),
    "chain.escrow_too_small": ("At least {needed} must be put into this deal.", ""),
    "chain.length_mismatch": ("The lists of vouchers and signatures differ in length.", ""),
    "chain.no_price_feed": (
        "This market has no price feed, so it takes no prices in USD.",
        "Choose an offer with a price in SNM.",
    ),
    # why a market's price feed is not used now
    "chain.feed_changed": (
        "The price feed counts with {now} decimals; this market was deployed for {was}.",
        _FEED_AGAIN,
    ),
    "chain.feed_no_price": ("The price feed names no price for SNM now.", _FEED_AGAIN),
    "chain.feed_from_future": (
        "The price of the feed is dated {ahead:span} ahead of the chain.",
        _FEED_AGAIN,
    ),
    "chain.feed_stale": (
        "The USD price of SNM is {age:span} old; this market uses none older than {most:span}.",
        _FEED_AGAIN,
    ),
    "chain.not_allowed": (
        "This key may not act for {account}.",
        "Unlock the account, or authorise the key again.",
    ),
    "chain.not_master": ("The worker serves {master}.", "Only that account can let it go."),
    "chain.odd_token": ("The token moved another amount than it was told.", _NOTHING_SPENT),
    "chain.price_unusable": (
        "The USD price of SNM is missing or too old.",
        "Nothing was paid. Try again later, or choose an offer with a price in SNM.",
    ),
    "chain.quote_expired": ("The quote has run out.", _NEW_QUOTE),
    "chain.quote_too_long": ("The quote runs longer than a quote may.", _NEW_QUOTE),
    "chain.rate_above_maximum": (
        "The price, {rate} an hour now, is above the highest that you accept.",
        "Nothing was paid. Make a new plan at the price of now, or allow for more movement.",
    ),
    "chain.self_deal": ("Buyer and seller of a deal must be different accounts.", ""),
    "chain.tip_expired": ("The offer of a tip has run out.", ""),
    "chain.token_too_low": (
        "The wallet holds {has}, and {needs} are needed.",
        "Get more SNM, or use a smaller amount.",
    ),
    "chain.allowance_too_low": (
        "The market may take {has} from the wallet, and {needs} are needed.",
        "Approve the amount first.",
    ),
    "chain.permit_refused": ("The signed permit is not valid (any more).", "Sign it again."),
    "chain.too_early": ("The window for late vouchers is still open.", "Try again after it."),
    "chain.total_impossible": ("The deal can pay from {least} to {most}.", ""),
    "chain.vault_too_low": (
        "The market vault holds {available}, which is too little.",
        "Deposit more SNM, or use a smaller amount.",
    ),
    "chain.voucher_from_future": (
        "The voucher speaks of a time that has not come yet.",
        "Check the clock of this machine.",
    ),
    "chain.worker_is_master": ("A worker's key and its owner's key must be different.", ""),
    "chain.worker_not_bound": (
        "The worker {worker} belongs to nobody now, so that nobody could be paid.",
        "Choose another offer; its owner has to bind it again.",
    ),
    "chain.wrong_nonce": ("This signature was used or overtaken already.", "Sign again."),
    "chain.wrong_signature": ("A signature is not by {signer}.", _NEW_QUOTE),
}
