// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealNotOpen} from "../src/Deals.sol";
import {VoucherFromFuture} from "../src/Claims.sol";
import {AlreadyEnding, TooEarly, TotalImpossible} from "../src/Closing.sol";
import {Quote, Settle, Tip, Voucher} from "../src/Messages.sol";
import {NotAllowed} from "../src/Operators.sol";
import {WrongSignature} from "../src/Signatures.sol";
import {Bed} from "./Bed.sol";

/// Claims and vouchers: what is earned is paid, and nothing else.
contract ClaimsTest is Bed {
    function test_a_claim_pays_by_the_second() public {
        bytes32 deal = _deal();
        vm.warp(START + 100);
        market.claim(deal);
        assertEq(market.vaultOf(master), 100 * uint256(RATE));
        assertEq(_paid(deal), 100 * uint256(RATE));
        assertEq(_escrow(deal), 10 ether - 100 * uint256(RATE));
    }

    function test_nothing_accrues_in_the_opening_block_nor_twice_in_one() public {
        bytes32 deal = _deal();
        market.claim(deal);
        assertEq(_paid(deal), 0);
        vm.warp(START + 7);
        market.claim(deal);
        market.claim(deal);
        assertEq(_paid(deal), 7 * uint256(RATE));
    }

    function test_a_customer_who_vanishes_owes_one_lease() public {
        bytes32 deal = _deal();
        vm.warp(START + 30 days);
        market.claim(deal);
        assertEq(_paid(deal), LEASE * uint256(RATE));
    }

    function test_a_claim_never_exceeds_the_escrow() public {
        bytes32 deal = _take(_quote(1), 5 * uint96(RATE));
        vm.warp(START + 100);
        assertEq(market.owed(deal), 5 * uint256(RATE));
        market.claim(deal);
        assertEq(_escrow(deal), 0);
        market.claim(deal);
        assertEq(market.vaultOf(master), 5 * uint256(RATE));
    }

    function test_the_minimum_is_paid_at_once_and_not_again() public {
        Quote memory quote = _quote(1);
        quote.minimum = 600;
        bytes32 deal = _take(quote, 10 ether);
        assertEq(market.vaultOf(master), 600 * uint256(RATE));
        vm.warp(START + 600);
        market.claim(deal);
        assertEq(_paid(deal), 600 * uint256(RATE));
        vm.warp(START + 601);
        market.claim(deal);
        assertEq(_paid(deal), 601 * uint256(RATE));
    }

    function test_a_voucher_in_the_minimum_does_not_bill_it_again() public {
        Quote memory quote = _quote(1);
        quote.minimum = 600;
        bytes32 deal = _take(quote, 10 ether);
        vm.warp(START + 10);
        _claimVoucher(deal, 10 * uint256(RATE), START + 10, START + 7200);
        assertEq(_paid(deal), 600 * uint256(RATE));
        vm.warp(START + 700);
        market.claim(deal);
        assertEq(_paid(deal), 700 * uint256(RATE));
    }

    function test_a_voucher_extends_the_lease_and_adds_metered_units() public {
        bytes32 deal = _deal();
        vm.warp(START + 1000);
        _claimVoucher(deal, 1000 * uint256(RATE) + 1 ether, START + 900, START + 7200);
        assertEq(_paid(deal), 1100 * uint256(RATE) + 1 ether);
        vm.warp(START + 9000);
        market.claim(deal);
        assertEq(_paid(deal), (1000 + 7200 - 900) * uint256(RATE) + 1 ether);
    }

    function test_a_pause_of_the_lease_is_never_billed() public {
        bytes32 deal = _deal();
        vm.warp(START + 10_000);
        _claimVoucher(deal, LEASE * uint256(RATE), START + 10_000, START + 11_000);
        vm.warp(START + 10_500);
        market.claim(deal);
        assertEq(_paid(deal), (LEASE + 500) * uint256(RATE));
    }

    function test_an_older_voucher_changes_nothing() public {
        bytes32 deal = _deal();
        vm.warp(START + 300);
        _claimVoucher(deal, 2 ether, START + 200, START + 4000);
        uint256 paid = _paid(deal);
        _claimVoucher(deal, 1 ether, START + 100, START + 4000);
        assertEq(_paid(deal), paid);
        assertEq(_until(deal), START + 4000);
    }

    function test_a_short_voucher_never_shortens_the_lease() public {
        bytes32 deal = _deal();
        _claimVoucher(deal, 0, START, START + 1);
        assertEq(_until(deal), START + LEASE);
    }

    function test_a_voucher_below_the_lease_takes_nothing_away() public {
        bytes32 deal = _deal();
        vm.warp(START + 1000);
        _claimVoucher(deal, 0, START + 1000, START + LEASE + 1);
        vm.warp(START + 30 days);
        market.claim(deal);
        assertEq(_paid(deal), LEASE * uint256(RATE));
    }

    function test_a_voucher_above_the_escrow_pays_the_escrow_and_more_after_a_top_up() public {
        bytes32 deal = _deal();
        _claimVoucher(deal, 15 ether, START, START);
        assertEq(_paid(deal), 10 ether);
        vm.prank(consumer);
        market.topUp(deal, 20 ether, 0);
        _claimVoucher(deal, 15 ether, START, START);
        assertEq(_paid(deal), 15 ether);
    }

    function test_a_voucher_is_good_until_the_window_ends_after_the_consumer_closed() public {
        bytes32 deal = _deal();
        vm.warp(START + 10);
        _requestClose(deal, consumer);
        vm.warp(START + 10 + 48 hours);
        vm.expectRevert(abi.encodeWithSelector(TooEarly.selector, START + 10 + 48 hours));
        market.finish(deal);
        _claimVoucher(deal, 3 ether, START + 10, START + 10);
        vm.warp(START + 11 + 48 hours);
        market.finish(deal);
        assertEq(market.vaultOf(master), 3 ether);
        assertEq(market.vaultOf(consumer), PURSE - 3 ether);
    }

    function test_a_voucher_from_the_future_is_refused() public {
        bytes32 deal = _deal();
        Voucher memory voucher = Voucher(deal, 1, uint40(START + 1), uint40(START + 2));
        bytes memory signature = _sign(CONSUMER, hashes.voucher(voucher));
        vm.expectRevert(abi.encodeWithSelector(VoucherFromFuture.selector, START + 1));
        market.claimVoucher(voucher, signature);
        vm.warp(START + 1);
        market.claimVoucher(voucher, signature);
    }

    function test_a_voucher_of_anybody_else_is_refused() public {
        bytes32 deal = _deal();
        for (uint40 at = 0; at < 2; at++) {
            Voucher memory voucher = Voucher(deal, 1 ether, at, uint40(START + 9));
            bytes memory signature = _sign(STRANGER, hashes.voucher(voucher));
            vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, consumer));
            market.claimVoucher(voucher, signature);
        }
    }

    function test_a_batch_pays_each_payee_and_passes_over_closed_deals() public {
        _bind(0xB2, 0xA2, 0, type(uint40).max);
        Quote memory other = _quote(1);
        other.worker = vm.addr(0xB2);
        bytes memory signature = _sign(0xB2, hashes.quote(other));
        vm.prank(consumer);
        bytes32 second = market.take(other, signature, 1 ether, LEASE, ANY_RATE);
        bytes32 first = _deal();
        bytes32 closed = _take(_quote(2), 1 ether);
        bytes32 third = _take(_quote(3), 1 ether);
        _requestClose(closed, master);
        vm.warp(START + 10);
        bytes32[] memory ids = new bytes32[](6);
        (ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]) = (first, second, closed, third, first, "none");
        market.claimMany(ids);
        assertEq(market.vaultOf(master), 20 * uint256(RATE));
        assertEq(market.vaultOf(vm.addr(0xA2)), 10 * uint256(RATE));
    }

    function test_a_batch_mixes_vouchers_and_plain_claims() public {
        bytes32 first = _deal();
        bytes32 second = _take(_quote(2), 1 ether);
        vm.warp(START + 10);
        Voucher[] memory vouchers = new Voucher[](2);
        vouchers[0] = Voucher(first, 5 ether, uint40(START + 10), uint40(START + 10));
        vouchers[1].deal = second;
        bytes[] memory signatures = new bytes[](2);
        signatures[0] = _sign(CONSUMER, hashes.voucher(vouchers[0]));
        market.claimManyVouchers(vouchers, signatures);
        assertEq(market.vaultOf(master), 5 ether + 10 * uint256(RATE));
    }

    function test_a_tip_rewards_whoever_submits() public {
        bytes32 deal = _deal();
        vm.warp(START + 100);
        Voucher memory voucher = Voucher(deal, 2 ether, uint40(START + 100), uint40(START + 100));
        Tip memory tip = Tip(deal, 0.1 ether, 1 ether, uint40(START + 100));
        bytes memory words = _sign(CONSUMER, hashes.voucher(voucher));
        bytes memory offer = _sign(MASTER, hashes.tip(tip));
        vm.prank(stranger);
        market.claimWithTip(voucher, words, tip, offer);
        assertEq(market.vaultOf(stranger), 0.1 ether);
        assertEq(market.vaultOf(master), 1.9 ether);
        vm.expectRevert();
        market.claimWithTip(voucher, words, tip, offer);
    }

    function test_an_operator_cannot_give_tips() public {
        vm.prank(master);
        market.setOperator(operator, 1 ether, type(uint40).max);
        bytes32 deal = _deal();
        vm.warp(START + 100);
        Voucher memory voucher = Voucher(deal, 0, 0, 0);
        Tip memory tip = Tip(deal, 1, 1, type(uint40).max);
        bytes memory offer = _sign(OPERATOR, hashes.tip(tip));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, master));
        market.claimWithTip(voucher, "", tip, offer);
    }
}

/// Top-ups: never bill a time without escrow or without authority.
contract TopUpTest is Bed {
    function test_an_unfunded_gap_is_never_billed() public {
        bytes32 deal = _take(_quote(1), 100 * uint96(RATE));
        vm.warp(START + 1000);
        vm.prank(consumer);
        market.topUp(deal, 1 ether, 0);
        assertEq(_paid(deal), 100 * uint256(RATE));
        vm.warp(START + 1010);
        market.claim(deal);
        assertEq(_paid(deal), 110 * uint256(RATE));
    }

    function test_an_unfunded_gap_is_not_billed_by_a_voucher_from_before_it() public {
        bytes32 deal = _take(_quote(1), 100 * uint96(RATE));
        vm.warp(START + 1000);
        market.claim(deal);
        vm.prank(consumer);
        market.topUp(deal, 1 ether, 0);
        vm.warp(START + 1010);
        _claimVoucher(deal, 50 * uint256(RATE), START + 50, START + 3000);
        assertEq(_paid(deal), 110 * uint256(RATE));
    }

    function test_a_top_up_after_the_lease_bills_from_now_on() public {
        bytes32 deal = _deal();
        vm.warp(START + 10_000);
        vm.prank(consumer);
        market.topUp(deal, 0, uint40(START + 20_000));
        assertEq(_paid(deal), LEASE * uint256(RATE));
        vm.warp(START + 10_001);
        market.claim(deal);
        assertEq(_paid(deal), (LEASE + 1) * uint256(RATE));
    }

    function test_a_top_up_wipes_out_no_voucher() public {
        bytes32 deal = _deal();
        vm.warp(START + 5000);
        vm.prank(consumer);
        market.topUp(deal, 1, uint40(START + 5001));
        _claimVoucher(deal, 50 * uint256(RATE), START + 50, START + 9000);
        assertEq(_paid(deal), 5000 * uint256(RATE));
    }

    function test_a_top_up_of_a_running_deal_accrues_and_goes_on() public {
        bytes32 deal = _deal();
        vm.warp(START + 100);
        vm.prank(consumer);
        market.topUp(deal, 1 ether, uint40(START + 90));
        vm.warp(START + 200);
        market.claim(deal);
        assertEq(_paid(deal), 200 * uint256(RATE));
        assertEq(_until(deal), START + LEASE);
        assertEq(market.vaultOf(consumer), PURSE - 11 ether);
    }

    function test_only_the_consumer_tops_up() public {
        bytes32 deal = _deal();
        vm.prank(master);
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        market.topUp(deal, 1, 0);
    }
}

/// The ends of a deal.
contract ClosingTest is Bed {
    function test_a_settlement_pays_exactly_the_total() public {
        bytes32 deal = _deal();
        vm.warp(START + 100);
        _settle(deal, 4 ether);
        assertEq(market.vaultOf(master), 4 ether);
        assertEq(market.vaultOf(consumer), PURSE - 4 ether);
        assertEq(_paid(deal), 4 ether);
        assertEq(_until(deal), 0);
    }

    function test_a_settlement_outside_of_the_escrow_is_refused() public {
        bytes32 deal = _deal();
        vm.warp(START + 100);
        market.claim(deal);
        uint256 paid = 100 * uint256(RATE);
        bytes memory refusal = abi.encodeWithSelector(TotalImpossible.selector, paid, 10 ether);
        Settle memory low = Settle(deal, uint96(paid - 1));
        vm.expectRevert(refusal);
        market.settle(low, "", "");
        Settle memory high = Settle(deal, 10 ether + 1);
        vm.expectRevert(refusal);
        market.settle(high, "", "");
        _settle(deal, paid);
        assertEq(market.vaultOf(master), paid);
    }

    function test_a_settlement_of_one_side_is_refused() public {
        bytes32 deal = _deal();
        Settle memory word = Settle(deal, 1 ether);
        bytes memory ours = _sign(MASTER, hashes.settle(word));
        bytes memory theirs = _sign(CONSUMER, hashes.settle(word));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, consumer));
        market.settle(word, ours, ours);
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, master));
        market.settle(word, theirs, theirs);
    }

    function test_the_payee_closes_at_once_and_the_rest_goes_back() public {
        bytes32 deal = _deal();
        vm.warp(START + 100);
        _requestClose(deal, master);
        assertEq(market.vaultOf(master), 100 * uint256(RATE));
        assertEq(market.vaultOf(consumer), PURSE - 100 * uint256(RATE));
    }

    function test_the_notice_is_paid() public {
        Quote memory quote = _quote(1);
        quote.notice = 600;
        bytes32 deal = _take(quote, 10 ether);
        vm.warp(START + 100);
        _requestClose(deal, consumer);
        assertEq(_end(deal), START + 700);
        vm.expectRevert(abi.encodeWithSelector(AlreadyEnding.selector, START + 700));
        _requestClose(deal, consumer);
        vm.warp(START + 700 + 48 hours + 1);
        market.finish(deal);
        assertEq(market.vaultOf(master), 700 * uint256(RATE));
    }

    function test_a_fixed_deal_ends_at_its_end() public {
        Quote memory quote = _quote(1);
        quote.duration = 1800;
        bytes32 deal = _take(quote, 10 ether);
        assertEq(_until(deal), START + 1800);
        vm.warp(START + 1801);
        market.claim(deal);
        assertEq(_paid(deal), 1800 * uint256(RATE));
        vm.expectRevert(abi.encodeWithSelector(AlreadyEnding.selector, START + 1800));
        _requestClose(deal, consumer);
    }

    function test_the_worker_stops_accrual_by_its_word() public {
        bytes32 deal = _deal();
        vm.warp(START + 50);
        bytes memory word = _sign(WORKER, hashes.stop(deal));
        vm.prank(stranger);
        market.stop(worker, 1, word);
        vm.warp(START + 500);
        market.claim(deal);
        assertEq(_paid(deal), 50 * uint256(RATE));
        vm.expectRevert(abi.encodeWithSelector(AlreadyEnding.selector, START + 50));
        market.stop(worker, 1, word);
    }

    function test_nobody_else_stops_a_deal() public {
        bytes32 deal = _deal();
        bytes memory word = _sign(STRANGER, hashes.stop(deal));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, worker));
        market.stop(worker, 1, word);
        vm.expectRevert();
        market.stop(stranger, 1, word);
    }

    function test_strangers_cannot_close() public {
        bytes32 deal = _deal();
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        _requestClose(deal, stranger);
        vm.expectRevert();
        market.finish(deal);
    }

    function test_a_closed_deal_stays_closed() public {
        bytes32 deal = _deal();
        _requestClose(deal, master);
        bytes memory refusal = abi.encodeWithSelector(DealNotOpen.selector, deal);
        vm.expectRevert(refusal);
        market.claim(deal);
        vm.expectRevert(refusal);
        market.finish(deal);
        vm.expectRevert(refusal);
        _requestClose(deal, consumer);
        vm.expectRevert(refusal);
        market.settle(Settle(deal, 0), "", "");
        vm.expectRevert(refusal);
        market.stop(worker, 1, "");
        vm.prank(consumer);
        vm.expectRevert(refusal);
        market.topUp(deal, 1, 0);
        vm.expectRevert(refusal);
        market.claimVoucher(Voucher(deal, 1, 0, 0), "");
        assertEq(market.owed(deal), 0);
    }
}
