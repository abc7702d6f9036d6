// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {Accrual, Deal} from "./Accrual.sol";
import {Amending} from "./Amending.sol";
import {Bindings} from "./Bindings.sol";
import {Claims} from "./Claims.sol";
import {Closing} from "./Closing.sol";
import {BadTerms} from "./Deals.sol";
import {Messages, Quote} from "./Messages.sol";
import {NotAllowed} from "./Operators.sol";
import {IPriceFeed, PriceFeed} from "./PriceFeed.sol";
import {Vault} from "./Vault.sol";

/// The quote has run out, or runs longer than a quote may.
error QuoteExpired(uint40 expiry);
error QuoteTooLong(uint40 expiry);

/// A deal of this worker and number was opened before.
error DealExists(bytes32 deal);

/// The worker may not sell a deal of more than `maxDuration` seconds.
error DurationTooLong(uint32 maxDuration);

/// The customer, the worker and the account that is paid must be different.
error SelfDeal();

/// The price of the quote is above what the customer wants to pay at most.
error RateAboveMaximum(uint256 rate);

/// The escrow does not cover what is paid at once.
error EscrowTooSmall(uint256 needed);

/// Together the deal would hold more than 2^96-1.
error AmountTooLarge();

/// The market of computing power: deals between consumers and workers, paid by the second from
/// an escrow. There is no owner: nobody can pause, change, or reach anybody's money.
contract Market is Claims, Closing, Amending, Bindings, PriceFeed, Multicall {
    using Accrual for Deal;

    uint256 private constant MAX_QUOTE = 10 minutes;
    uint256 private constant MIN_WINDOW = 24;
    uint256 private constant MAX_WINDOW = 168;

    event DealOpened(
        bytes32 indexed deal,
        address indexed consumer,
        address indexed payee,
        address worker,
        uint256 nonce,
        bytes32 ask,
        uint80 rate,
        uint96 escrow,
        uint40 end,
        uint40 until,
        uint24 notice,
        uint8 window
    );
    event ToppedUp(bytes32 indexed deal, uint96 amount, uint40 until);
    event Announced(address indexed worker, bytes ask, bytes signature);

    constructor(IERC20 token_, IPriceFeed feed_, uint256 maxPriceAge_)
        Vault(token_)
        PriceFeed(feed_, maxPriceAge_)
    {}

    /// Open a deal by a worker's quote, by its consumer or the consumer's operator. `escrow`
    /// comes from the consumer's vault; streaming is authorised for `lease` seconds.
    function take(
        Quote calldata quote,
        bytes calldata workerSig,
        uint96 escrow,
        uint32 lease,
        uint80 maxRate
    ) external returns (bytes32 id) {
        id = Messages.dealId(quote.worker, quote.nonce);
        if (_deals[id].consumer != address(0)) revert DealExists(id);
        address payee = _checkTerms(quote);
        _spendFor(quote.consumer, escrow);
        _requireSigned(quote.worker, Messages.hash(quote), workerSig);
        _debit(quote.consumer, escrow);
        _openDeal(id, quote, payee, _rateOf(quote, maxRate), escrow, lease);
    }

    /// More escrow from the consumer's vault, and authority up to `until`, which never falls.
    /// A time without authority or without escrow is never billed.
    function topUp(bytes32 id, uint96 amount, uint40 until) external {
        Deal memory deal = _open(id);
        _spendFor(deal.consumer, amount);
        _debit(deal.consumer, amount);
        uint256 time = Accrual.clock();
        uint256 pay = deal.claim(time);
        _credit(deal.payee, pay);
        if (deal.escrow == 0) deal.floor = uint32(time);
        if (deal.last < time) deal.last = uint32(time);
        if (until > deal.until) deal.until = uint32(Accrual.min(until, Accrual.FOREVER));
        if (amount > type(uint96).max - deal.funded) revert AmountTooLarge();
        deal.escrow += amount;
        deal.funded += amount;
        _deals[id].funded = deal.funded;
        _record(id, deal, pay);
        emit ToppedUp(id, amount, deal.until);
    }

    /// Write a worker's signed ask into the log, and nothing else: readers check it.
    function announce(address worker, bytes calldata ask, bytes calldata signature) external {
        emit Announced(worker, ask, signature);
    }

    function dealId(address worker, uint256 nonce) external pure returns (bytes32) {
        return Messages.dealId(worker, nonce);
    }

    function _checkTerms(Quote calldata quote) private view returns (address payee) {
        if (quote.expiry < block.timestamp) revert QuoteExpired(quote.expiry);
        if (quote.expiry > block.timestamp + MAX_QUOTE) revert QuoteTooLong(quote.expiry);
        if (quote.window < MIN_WINDOW || quote.window > MAX_WINDOW) revert BadTerms();
        if (quote.duration != 0 && quote.minimum > quote.duration) revert BadTerms();
        uint32 maxDuration;
        (payee, maxDuration) = _payeeOf(quote.worker);
        if (quote.duration > maxDuration) revert DurationTooLong(maxDuration);
        if (quote.consumer == payee || quote.consumer == quote.worker) revert SelfDeal();
    }

    function _rateOf(Quote calldata quote, uint80 maxRate) private view returns (uint80) {
        uint256 rate = quote.rate;
        if (quote.usdRate != 0) {
            if (rate != 0) revert BadTerms();
            rate = _fromUsd(quote.usdRate);
            if (rate == 0) revert BadTerms();
        }
        if (rate > maxRate) revert RateAboveMaximum(rate);
        return uint80(rate);
    }

    function _openDeal(
        bytes32 id,
        Quote calldata quote,
        address payee,
        uint80 rate,
        uint96 escrow,
        uint32 lease
    ) private {
        uint256 time = Accrual.clock();
        uint256 upfront = uint256(rate) * quote.minimum;
        if (upfront > escrow) revert EscrowTooSmall(upfront);
        uint256 end =
            quote.duration == 0 ? Accrual.FOREVER : Accrual.min(time + quote.duration, Accrual.FOREVER);
        Deal memory deal = Deal({
            consumer: quote.consumer,
            rate: rate,
            seq: 0,
            payee: payee,
            funded: escrow,
            escrow: escrow - uint96(upfront),
            last: uint32(Accrual.min(time + quote.minimum, Accrual.FOREVER)),
            end: uint32(end),
            until: uint32(Accrual.min(end, time + lease)),
            floor: 0,
            notice: quote.notice,
            window: quote.window
        });
        _deals[id] = deal;
        _credit(payee, upfront);
        _logOpened(id, quote, deal);
    }

    function _logOpened(bytes32 id, Quote calldata quote, Deal memory deal) private {
        emit DealOpened(
            id,
            deal.consumer,
            deal.payee,
            quote.worker,
            quote.nonce,
            quote.ask,
            deal.rate,
            deal.funded,
            deal.end,
            deal.until,
            deal.notice,
            deal.window
        );
    }
}
