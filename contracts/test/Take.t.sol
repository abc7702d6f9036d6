// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BindingExpired, BindingRuns, NotMaster, WorkerIsMaster, WorkerNotBound, WrongNonce} from "../src/Bindings.sol";
import {
    BadTerms,
    DealExists,
    DurationTooLong,
    EscrowTooSmall,
    QuoteExpired,
    QuoteTooLong,
    RateAboveMaximum,
    SelfDeal
} from "../src/Market.sol";
import {Bind, Operator, Quote, Settle, Voucher} from "../src/Messages.sol";
import {DailyLimitReached, NotAllowed} from "../src/Operators.sol";
import {IPriceFeed, NoPriceFeed, PriceUnusable} from "../src/PriceFeed.sol";
import {WrongSignature} from "../src/Signatures.sol";
import {VaultTooLow} from "../src/Vault.sol";
import {Bed} from "./Bed.sol";

/// What `take` refuses.
contract TakeTest is Bed {
    function test_a_quote_opens_one_deal_for_ever() public {
        bytes32 deal = _deal();
        assertEq(deal, market.dealId(worker, 1));
        bytes memory refusal = abi.encodeWithSelector(DealExists.selector, deal);
        _refused(_quote(1), refusal);
        _requestClose(deal, master);
        _refused(_quote(1), refusal);
    }

    function test_a_quote_counts_up_to_its_expiry() public {
        Quote memory quote = _quote(1);
        quote.expiry = uint40(START - 1);
        _refused(quote, abi.encodeWithSelector(QuoteExpired.selector, START - 1));
        quote.expiry = uint40(START);
        _take(quote, 1 ether);
        quote = _quote(2);
        quote.expiry = uint40(START + 600);
        _take(quote, 1 ether);
        quote = _quote(3);
        quote.expiry = uint40(START + 601);
        _refused(quote, abi.encodeWithSelector(QuoteTooLong.selector, START + 601));
    }

    function test_the_window_is_a_day_to_a_week() public {
        Quote memory quote = _quote(1);
        quote.window = 23;
        _refused(quote, abi.encodeWithSelector(BadTerms.selector));
        quote.window = 169;
        _refused(quote, abi.encodeWithSelector(BadTerms.selector));
        quote.window = 24;
        _take(quote, 1 ether);
        quote.nonce = 2;
        quote.window = 168;
        _take(quote, 1 ether);
    }

    function test_a_binding_limits_the_duration() public {
        Quote memory quote = _quote(1);
        quote.duration = 30 days + 1;
        _refused(quote, abi.encodeWithSelector(DurationTooLong.selector, 30 days));
        quote.duration = 30 days;
        _take(quote, 1 ether);
    }

    function test_a_minimum_above_the_duration_is_refused() public {
        Quote memory quote = _quote(1);
        quote.duration = 60;
        quote.minimum = 61;
        _refused(quote, abi.encodeWithSelector(BadTerms.selector));
    }

    function test_the_escrow_covers_the_minimum() public {
        Quote memory quote = _quote(1);
        quote.minimum = 600;
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        uint256 needed = 600 * uint256(RATE);
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(EscrowTooSmall.selector, needed));
        market.take(quote, signature, uint96(needed - 1), LEASE, ANY_RATE);
        _take(quote, uint96(needed));
    }

    function test_nobody_deals_with_himself() public {
        Quote memory quote = _quote(1);
        quote.consumer = master;
        _refused(quote, abi.encodeWithSelector(SelfDeal.selector));
        quote.consumer = worker;
        _refused(quote, abi.encodeWithSelector(SelfDeal.selector));
    }

    function test_only_the_named_consumer_takes() public {
        Quote memory quote = _quote(1);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
    }

    function test_the_consumers_maximum_rate_holds() public {
        Quote memory quote = _quote(1);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(RateAboveMaximum.selector, RATE));
        market.take(quote, signature, 1 ether, LEASE, RATE - 1);
    }

    function test_the_vault_must_hold_the_escrow() public {
        bytes memory signature = _sign(WORKER, hashes.quote(_quote(1)));
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(VaultTooLow.selector, PURSE));
        market.take(_quote(1), signature, PURSE + 1, LEASE, ANY_RATE);
    }

    function test_an_unbound_worker_sells_nothing() public {
        vm.prank(master);
        market.unbind(worker);
        _refused(_quote(1), abi.encodeWithSelector(WorkerNotBound.selector, worker));
    }

    function test_a_deal_holds_at_most_what_96_bits_hold() public {
        bytes32 deal = _deal();
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(VaultTooLow.selector, PURSE - 10 ether));
        market.topUp(deal, type(uint96).max, 0);
    }

    function test_purchase_and_binding_ride_in_one_transaction() public {
        Bind memory wish = Bind(vm.addr(0xB2), master, 1 days, 0, type(uint40).max);
        bytes32 hash = hashes.bind(wish);
        Quote memory quote = _quote(5);
        quote.worker = wish.worker;
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(market.bind, (wish, _sign(0xB2, hash), _sign(MASTER, hash)));
        calls[1] = abi.encodeCall(
            market.take, (quote, _sign(0xB2, hashes.quote(quote)), 1 ether, LEASE, ANY_RATE)
        );
        vm.prank(consumer);
        market.multicall(calls);
        assertEq(_escrow(market.dealId(wish.worker, 5)), 1 ether);
    }

    function _refused(Quote memory quote, bytes memory refusal) internal {
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(quote.consumer);
        vm.expectRevert(refusal);
        market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
    }
}

/// Who is paid, and that a stolen worker key cannot change it.
contract BindingsTest is Bed {
    uint256 internal constant THIEF = 0xEE;

    function test_a_running_binding_goes_to_nobody_else() public {
        Bind memory wish = Bind(worker, vm.addr(THIEF), 1 days, 1, type(uint40).max);
        bytes32 hash = hashes.bind(wish);
        bytes memory ours = _sign(WORKER, hash);
        bytes memory theirs = _sign(THIEF, hash);
        vm.expectRevert(abi.encodeWithSelector(BindingRuns.selector, master, type(uint40).max));
        market.bind(wish, ours, theirs);
    }

    function test_the_worker_cannot_unbind_itself() public {
        vm.prank(worker);
        vm.expectRevert(abi.encodeWithSelector(NotMaster.selector, master));
        market.unbind(worker);
    }

    function test_after_the_masters_unbind_another_may_bind() public {
        vm.prank(master);
        market.unbind(worker);
        _bind(WORKER, THIEF, 2, type(uint40).max);
        (address now_,,,) = market.bindings(worker);
        assertEq(now_, vm.addr(THIEF));
    }

    function test_an_open_deal_keeps_its_payee() public {
        bytes32 deal = _deal();
        vm.prank(master);
        market.unbind(worker);
        _bind(WORKER, THIEF, 2, type(uint40).max);
        vm.warp(START + 10);
        market.claim(deal);
        assertEq(market.vaultOf(master), 10 * uint256(RATE));
    }

    function test_a_binding_runs_out() public {
        _bind(WORKER, MASTER, 1, uint40(START + 100));
        vm.warp(START + 99);
        _take(_quote(1), 1 ether);
        vm.warp(START + 100);
        bytes memory signature = _sign(WORKER, hashes.quote(_quote(2)));
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(WorkerNotBound.selector, worker));
        market.take(_quote(2), signature, 1 ether, LEASE, ANY_RATE);
        _bind(WORKER, THIEF, 2, type(uint40).max);
    }

    function test_a_wish_is_used_once_and_in_time() public {
        Bind memory wish = Bind(worker, master, 1 days, 0, type(uint40).max);
        vm.expectRevert(abi.encodeWithSelector(WrongNonce.selector, 1));
        market.bind(wish, "", "");
        wish.nonce = 1;
        wish.expiry = uint40(START);
        vm.expectRevert(abi.encodeWithSelector(BindingExpired.selector, START));
        market.bind(wish, "", "");
    }

    function test_both_must_sign() public {
        Bind memory wish = Bind(worker, master, 1 days, 1, type(uint40).max);
        bytes memory byWorker = _sign(WORKER, hashes.bind(wish));
        bytes memory byMaster = _sign(MASTER, hashes.bind(wish));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, master));
        market.bind(wish, byWorker, byWorker);
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, worker));
        market.bind(wish, byMaster, byMaster);
    }

    function test_a_worker_is_not_its_own_master() public {
        Bind memory wish = Bind(stranger, stranger, 1 days, 0, type(uint40).max);
        vm.expectRevert(WorkerIsMaster.selector);
        market.bind(wish, "", "");
    }
}

/// Keys that act for an account, within limits.
contract OperatorsTest is Bed {
    function test_an_operator_takes_within_its_daily_limit() public {
        _authorise(5 ether, type(uint40).max);
        _takeAs(operator, 1, 3 ether);
        bytes memory signature = _sign(WORKER, hashes.quote(_quote(2)));
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(DailyLimitReached.selector, 2 ether));
        market.take(_quote(2), signature, 3 ether, LEASE, ANY_RATE);
        _takeAs(operator, 2, 2 ether);
        vm.warp(START + 1 days);
        _takeAs(operator, 3, 5 ether);
    }

    function test_a_top_up_counts_against_the_limit() public {
        _authorise(5 ether, type(uint40).max);
        bytes32 deal = _takeAs(operator, 1, 3 ether);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(DailyLimitReached.selector, 2 ether));
        market.topUp(deal, 2 ether + 1, 0);
        vm.prank(operator);
        market.topUp(deal, 2 ether, 0);
    }

    function test_a_new_limit_keeps_what_was_spent_today() public {
        _authorise(5 ether, type(uint40).max);
        _takeAs(operator, 1, 3 ether);
        _authorise(2 ether, type(uint40).max);
        bytes memory signature = _sign(WORKER, hashes.quote(_quote(2)));
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(DailyLimitReached.selector, 0));
        market.take(_quote(2), signature, 1, LEASE, ANY_RATE);
    }

    function test_an_operator_cannot_withdraw() public {
        _authorise(5 ether, type(uint40).max);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(VaultTooLow.selector, 0));
        market.withdraw(1);
    }

    function test_an_operator_acts_until_its_expiry() public {
        _authorise(5 ether, uint40(START + 10));
        vm.warp(START + 9);
        bytes32 deal = _takeAs(operator, 1, 1 ether);
        vm.warp(START + 10);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        market.topUp(deal, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        _requestClose(deal, operator);
    }

    function test_a_revoked_operators_vouchers_from_before_stay_good() public {
        _authorise(5 ether, type(uint40).max);
        bytes32 deal = _deal();
        vm.warp(START + 100);
        _authorise(0, 0);
        (uint40 expiry,,,) = market.operators(consumer, operator);
        assertEq(expiry, START + 100);
        vm.warp(START + 200);
        Voucher memory late = Voucher(deal, 2 ether, uint40(START + 101), uint40(START + 200));
        bytes memory lateWord = _sign(OPERATOR, hashes.voucher(late));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, consumer));
        market.claimVoucher(late, lateWord);
        Voucher memory early = Voucher(deal, 1 ether, uint40(START + 100), uint40(START + 100));
        market.claimVoucher(early, _sign(OPERATOR, hashes.voucher(early)));
        assertEq(_paid(deal), 1 ether);
    }

    function test_an_expiry_never_moves_into_the_past() public {
        _authorise(1, uint40(START + 50));
        vm.warp(START + 100);
        _authorise(1, uint40(START + 10));
        (uint40 expiry,,,) = market.operators(consumer, operator);
        assertEq(expiry, START + 50);
    }

    function test_an_operator_settles_and_closes_for_its_account() public {
        vm.prank(master);
        market.setOperator(operator, 0, type(uint40).max);
        _authorise(0, type(uint40).max);
        bytes32 deal = _deal();
        Settle memory word = Settle(deal, 1 ether);
        bytes memory signature = _sign(OPERATOR, hashes.settle(word));
        market.settle(word, signature, signature);
        assertEq(_paid(deal), 1 ether);
        bytes32 second = _take(_quote(2), 1 ether);
        _requestClose(second, operator);
        assertEq(_until(second), 0);
    }

    function test_a_signed_grant_is_used_once_and_lapses_with_any_change() public {
        Operator memory wish = Operator(consumer, operator, 1 ether, type(uint40).max, 0);
        bytes memory signature = _sign(CONSUMER, hashes.operator(wish));
        market.setOperatorFor(wish, signature);
        (, uint96 limit,,) = market.operators(consumer, operator);
        assertEq(limit, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(WrongNonce.selector, 1));
        market.setOperatorFor(wish, signature);
        wish.nonce = 1;
        signature = _sign(CONSUMER, hashes.operator(wish));
        _authorise(0, 0);
        vm.expectRevert(abi.encodeWithSelector(WrongNonce.selector, 2));
        market.setOperatorFor(wish, signature);
    }

    function _authorise(uint96 limit, uint40 expiry) internal {
        vm.prank(consumer);
        market.setOperator(operator, limit, expiry);
    }

    function _takeAs(address sender, uint256 nonce, uint96 escrow) internal returns (bytes32) {
        bytes memory signature = _sign(WORKER, hashes.quote(_quote(nonce)));
        vm.prank(sender);
        return market.take(_quote(nonce), signature, escrow, LEASE, ANY_RATE);
    }
}

contract Feed is IPriceFeed {
    int256 public answer;
    uint256 public updatedAt;

    function set(int256 answer_, uint256 updatedAt_) external {
        (answer, updatedAt) = (answer_, updatedAt_);
    }

    function decimals() external pure returns (uint8) {
        return 8;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (1, answer, updatedAt, updatedAt, 1);
    }
}

/// Prices in USD: converted once, bounded, never stale.
contract PriceTest is Bed {
    Feed internal feed;

    function setUp() public override {
        super.setUp();
        feed = new Feed();
        feed.set(0.25e8, START);
        market = _market(token, feed);
        _bind(WORKER, MASTER, 0, type(uint40).max);
        token.transfer(consumer, PURSE);
        vm.startPrank(consumer);
        token.approve(address(market), PURSE);
        market.deposit(PURSE);
        vm.stopPrank();
    }

    function test_a_usd_price_is_converted_once() public {
        bytes32 deal = _take(_usd(1e12), 10 ether);
        feed.set(1, START);
        vm.warp(START + 100);
        market.claim(deal);
        assertEq(_paid(deal), 100 * 4e12);
    }

    function test_the_maximum_bounds_the_converted_rate() public {
        Quote memory quote = _usd(1e12);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(RateAboveMaximum.selector, 4e12));
        market.take(quote, signature, 1 ether, LEASE, 4e12 - 1);
        vm.prank(consumer);
        market.take(quote, signature, 1 ether, LEASE, 4e12);
    }

    function test_a_stale_future_or_senseless_price_is_refused() public {
        vm.warp(START + 1 hours + 1);
        _unusable(0.25e8, START);
        _unusable(0.25e8, START + 1 hours + 2);
        _unusable(0, START + 1 hours);
        _unusable(-1, START + 1 hours);
        feed.set(0.25e8, START + 1);
        _take(_usd(1e12), 1 ether);
    }

    function test_a_price_that_rounds_to_nothing_is_refused() public {
        feed.set(type(int256).max, START);
        _refused(_usd(1), abi.encodeWithSelector(BadTerms.selector));
    }

    function test_two_prices_are_refused() public {
        Quote memory quote = _usd(1e12);
        quote.rate = 1;
        _refused(quote, abi.encodeWithSelector(BadTerms.selector));
    }

    function test_without_a_feed_only_snm_counts() public {
        super.setUp();
        _refused(_usd(1e12), abi.encodeWithSelector(NoPriceFeed.selector));
    }

    function _usd(uint96 usdRate) internal view returns (Quote memory quote) {
        quote = _quote(1);
        quote.rate = 0;
        quote.usdRate = usdRate;
    }

    function _unusable(int256 answer, uint256 updatedAt) internal {
        feed.set(answer, updatedAt);
        _refused(_usd(1e12), abi.encodeWithSelector(PriceUnusable.selector, answer, updatedAt));
    }

    function _refused(Quote memory quote, bytes memory refusal) internal {
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(consumer);
        vm.expectRevert(refusal);
        market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
    }
}
