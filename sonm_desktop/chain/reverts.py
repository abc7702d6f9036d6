"""Why a contract refused, as an error with words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.calldata import selector
from sonm_desktop.core.amounts import hourly, snm
from sonm_desktop.core.errors import BadReply, UserError

_SELECTOR_BYTES = 4


def refusal(revert: bytes) -> UserError:
    """The error for the bytes that a contract reverted with; "chain.refused" for unknown ones."""
    known = _REASONS.get(revert[:_SELECTOR_BYTES])
    if known is None:
        return UserError("chain.refused")
    code, parts = known
    try:
        values = wire.words(revert[_SELECTOR_BYTES:], len(parts), code)
        params = {name: show(value) for (name, show), value in zip(parts, values, strict=True)}
    except BadReply:
        return UserError("chain.refused")
    return UserError(code, **{name: shown for name, shown in params.items() if name})


def _address(value: int) -> str:
    return wire.address_word(value, "an address of a revert")


_Parts = tuple[tuple[str, Callable[[int], Any]], ...]

_SKIPPED = ("", int)

_ERRORS: dict[str, tuple[str, _Parts]] = {
    "AttestationExpired(uint40)": ("standing.attestation_expired", (_SKIPPED,)),
    "BadLevel(uint8)": ("standing.bad_level", (("level", int),)),
    "BadRating(uint8)": ("standing.bad_rating", (("stars", int),)),
    "DealNotClosed(bytes32)": ("standing.deal_not_closed", (_SKIPPED,)),
    "NotAParty(bytes32)": ("standing.not_a_party", (_SKIPPED,)),
    "NotAttested(address,address)": ("standing.not_attested", (_SKIPPED, _SKIPPED)),
    "NotRegistrar(address)": ("standing.not_registrar", (("registrar", _address),)),
    "NotValidator(address,uint8)": (
        "standing.not_validator",
        (("account", _address), ("level", int)),
    ),
    "NothingPaid(bytes32)": ("standing.nothing_paid", (_SKIPPED,)),
    "RatedAlready(bytes32)": ("standing.rated_already", (_SKIPPED,)),
    "TextTooLong(uint256)": ("standing.text_too_long", (("most", int),)),
    "AlreadyEnding(uint40)": ("chain.already_ending", (("end", int),)),
    "AmendExpired(uint40)": ("chain.amend_expired", (("expiry", int),)),
    "AmountTooLarge()": ("chain.amount_too_large", ()),
    "BadTerms()": ("chain.bad_terms", ()),
    "BadCampaign()": ("campaign.bad_terms", ()),
    "BudgetTooLow(uint96)": ("campaign.budget_too_low", (("free", snm),)),
    "CampaignExists(bytes32)": ("campaign.exists", (_SKIPPED,)),
    "CampaignOver(uint40)": ("campaign.over", (_SKIPPED,)),
    "CampaignUnknown(bytes32)": ("campaign.unknown", (_SKIPPED,)),
    "NoPlace(bytes32)": ("campaign.join_first", (_SKIPPED,)),
    "NotSigned(address)": ("campaign.not_signed", (_SKIPPED,)),
    "NotSponsor(address)": ("campaign.not_sponsor", (("sponsor", _address),)),
    "NothingToReturn(uint256)": ("campaign.nothing_to_return_yet", (_SKIPPED,)),
    "PlaceExpired(uint40)": ("campaign.place_expired", (_SKIPPED,)),
    "PlaceTaken(address)": ("campaign.place_taken", (("account", _address),)),
    "PriceOutOfBounds(uint256)": ("campaign.price_out_of_bounds", (("price", snm),)),
    "BindingExpired(uint40)": ("chain.binding_expired", (("expiry", int),)),
    "BindingRuns(address,uint40)": (
        "chain.binding_runs",
        (("master", _address), ("expiry", int)),
    ),
    "ClaimTooSmall(uint256)": ("chain.claim_too_small", (("pays", snm),)),
    "DailyLimitReached(uint256)": ("chain.daily_limit", (("left", snm),)),
    "DealExists(bytes32)": ("chain.deal_exists", (_SKIPPED,)),
    "DealMismatch()": ("chain.deal_mismatch", ()),
    "DealNotOpen(bytes32)": ("chain.deal_not_open", (_SKIPPED,)),
    "DealOver(uint40)": ("chain.deal_over", (("end", int),)),
    "DripLimitReached(uint256)": ("chain.drip_limit", (("left", snm),)),
    "DurationTooLong(uint32)": ("chain.duration_too_long", (("max_duration", int),)),
    "EscrowTooSmall(uint256)": ("chain.escrow_too_small", (("needed", snm),)),
    "LengthMismatch()": ("chain.length_mismatch", ()),
    "ListTooLong(uint256)": ("blacklist.list_too_long", (("most", int),)),
    "NoPriceFeed()": ("chain.no_price_feed", ()),
    "NotAllowed(address)": ("chain.not_allowed", (("account", _address),)),
    "NotMaster(address)": ("chain.not_master", (("master", _address),)),
    "OddToken()": ("chain.odd_token", ()),
    "PriceUnusable(int256,uint256)": ("chain.price_unusable", (_SKIPPED, _SKIPPED)),
    "QuoteExpired(uint40)": ("chain.quote_expired", (("expiry", int),)),
    "QuoteTooLong(uint40)": ("chain.quote_too_long", (("expiry", int),)),
    "RateAboveMaximum(uint256)": ("chain.rate_above_maximum", (("rate", hourly),)),
    "SelfDeal()": ("chain.self_deal", ()),
    "TipExpired(uint40)": ("chain.tip_expired", (("expiry", int),)),
    "TooMany(uint256)": ("standing.too_many", (("most", int),)),
    "TooEarly(uint256)": ("chain.too_early", (("time", int),)),
    "TotalImpossible(uint96,uint96)": (
        "chain.total_impossible",
        (("least", snm), ("most", snm)),
    ),
    "VaultTooLow(uint256)": ("chain.vault_too_low", (("available", snm),)),
    "VoucherFromFuture(uint40)": ("chain.voucher_from_future", (("at", int),)),
    "WorkerIsMaster()": ("chain.worker_is_master", ()),
    "WorkerNotBound(address)": ("chain.worker_not_bound", (("worker", _address),)),
    "WrongNonce(uint256)": ("chain.wrong_nonce", (("expected", int),)),
    "WrongSignature(address)": ("chain.wrong_signature", (("signer", _address),)),
    "ERC20InsufficientBalance(address,uint256,uint256)": (
        "chain.token_too_low",
        (_SKIPPED, ("has", snm), ("needs", snm)),
    ),
    "ERC20InsufficientAllowance(address,uint256,uint256)": (
        "chain.allowance_too_low",
        (_SKIPPED, ("has", snm), ("needs", snm)),
    ),
    "ERC2612ExpiredSignature(uint256)": ("chain.permit_refused", (_SKIPPED,)),
    "ERC2612InvalidSigner(address,address)": ("chain.permit_refused", (_SKIPPED, _SKIPPED)),
}

_REASONS = {selector(signature): reason for signature, reason in _ERRORS.items()}
