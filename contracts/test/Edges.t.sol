// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClaimTooSmall, DealMismatch, LengthMismatch} from "../src/Claims.sol";
import {Amend, Quote, Tip, Voucher} from "../src/Messages.sol";
import {Bed} from "./Bed.sol";

/// Values on both sides of each border: found by changing the market and seeing no test fail.
contract EdgesTest is Bed {
    event Announced(address indexed worker, bytes ask, bytes signature);

    function test_a_tip_counts_for_a_claim_of_exactly_its_minimum() public {
        bytes32 deal = _deal();
        (Voucher memory voucher, bytes memory word) = _voucher(deal, 1 ether);
        Tip memory tip = Tip(deal, 1, 1 ether + 1, uint40(START));
        bytes memory offer = _sign(MASTER, hashes.tip(tip));
        vm.expectRevert(abi.encodeWithSelector(ClaimTooSmall.selector, 1 ether));
        market.claimWithTip(voucher, word, tip, offer);
        tip.minimum = 1 ether;
        market.claimWithTip(voucher, word, tip, _sign(MASTER, hashes.tip(tip)));
        assertEq(market.vaultOf(address(this)), 1);
    }

    function test_a_tip_may_be_all_that_a_claim_pays_and_no_more() public {
        bytes32 deal = _deal();
        (Voucher memory voucher, bytes memory word) = _voucher(deal, 1 ether);
        Tip memory tip = Tip(deal, 1 ether + 1, 0, uint40(START));
        bytes memory offer = _sign(MASTER, hashes.tip(tip));
        vm.expectRevert(abi.encodeWithSelector(ClaimTooSmall.selector, 1 ether));
        market.claimWithTip(voucher, word, tip, offer);
        tip.amount = 1 ether;
        market.claimWithTip(voucher, word, tip, _sign(MASTER, hashes.tip(tip)));
        assertEq(market.vaultOf(address(this)), 1 ether);
        assertEq(market.vaultOf(master), 0);
    }

    function test_a_tip_is_for_its_deal_alone() public {
        bytes32 deal = _deal();
        (Voucher memory voucher, bytes memory word) = _voucher(deal, 1 ether);
        Tip memory tip = Tip(bytes32(uint256(deal) + 1), 1, 0, uint40(START));
        bytes memory offer = _sign(MASTER, hashes.tip(tip));
        vm.expectRevert(abi.encodeWithSelector(DealMismatch.selector));
        market.claimWithTip(voucher, word, tip, offer);
    }

    function test_a_batch_pays_a_payee_who_is_the_customer_of_the_next_deal() public {
        (address second, bytes32[] memory ids) = _chainOfDeals();
        vm.warp(START + 100);
        uint256 before = market.vaultOf(master);
        market.claimMany(ids);
        assertEq(market.vaultOf(master) - before, 100 * uint256(RATE));
        assertEq(market.vaultOf(second), 100 * uint256(RATE));
    }

    function test_a_batch_of_vouchers_pays_a_payee_who_is_the_customer_of_the_next_deal() public {
        (address second, bytes32[] memory ids) = _chainOfDeals();
        vm.warp(START + 100);
        uint256 before = market.vaultOf(master);
        Voucher[] memory none = new Voucher[](2);
        (none[0].deal, none[1].deal) = (ids[0], ids[1]);
        market.claimManyVouchers(none, new bytes[](2));
        assertEq(market.vaultOf(master) - before, 100 * uint256(RATE));
        assertEq(market.vaultOf(second), 100 * uint256(RATE));
    }

    function test_a_batch_of_vouchers_has_a_word_for_each_and_passes_over_closed_deals() public {
        bytes32 deal = _deal();
        Voucher[] memory vouchers = new Voucher[](1);
        bytes[] memory words = new bytes[](1);
        (vouchers[0], words[0]) = _voucher(deal, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(LengthMismatch.selector));
        market.claimManyVouchers(vouchers, new bytes[](2));
        _requestClose(deal, master);
        market.claimManyVouchers(vouchers, words);
        assertEq(_paid(deal), 0);
    }

    function test_an_announcement_is_written_as_it_is_by_anybody() public {
        vm.expectEmit(address(market));
        emit Announced(worker, "an ask", "a signature");
        vm.prank(stranger);
        market.announce(worker, "an ask", "a signature");
    }

    function test_a_low_voucher_goes_on_from_the_very_second_the_lease_ends() public {
        bytes32 deal = _deal();
        vm.warp(START + LEASE);
        _claimVoucher(deal, 0, START + LEASE, START + 2 * LEASE);
        assertEq(_until(deal), START + 2 * LEASE);
    }

    function test_a_low_voucher_before_that_changes_nothing() public {
        bytes32 deal = _deal();
        vm.warp(START + LEASE - 1);
        _claimVoucher(deal, 0, START + LEASE - 1, START + 2 * LEASE);
        assertEq(_until(deal), START + LEASE);
    }

    function test_what_a_longer_voucher_pays_ahead_is_rounded_up_to_a_second() public {
        bytes32 deal = _deal();
        vm.warp(START + 10);
        _claimVoucher(deal, 40 * uint256(RATE) + 1, START + 10, START + 10);
        _claimVoucher(deal, 11 * uint256(RATE), START + 10, START + 2 * LEASE);
        assertEq(_last(deal), START + 10 + 30);
    }

    function test_what_a_short_voucher_pays_ahead_is_rounded_down_to_a_second() public {
        bytes32 deal = _deal();
        vm.warp(START + 10);
        _claimVoucher(deal, 40 * uint256(RATE) + RATE / 2, START + 10, START + 10);
        assertEq(_last(deal), START + 40);
    }

    function test_what_was_paid_ahead_is_rounded_up_at_another_price() public {
        Quote memory quote = _quote(1);
        quote.minimum = 900;
        bytes32 deal = _take(quote, 10 ether);
        Amend memory word = _terms(deal);
        word.rate = 900 * RATE - 1;
        _amend(word);
        assertEq(_last(deal), START + 2);
    }

    function test_the_consumers_operator_ends_a_deal_after_the_notice_only() public {
        Quote memory quote = _quote(1);
        quote.notice = 600;
        bytes32 deal = _take(quote, 10 ether);
        vm.prank(consumer);
        market.setOperator(operator, 0, uint40(START + 60));
        _requestClose(deal, operator);
        assertEq(_end(deal), START + 600);
        assertEq(_until(deal), START + LEASE);
    }

    function test_the_payees_operator_closes_at_once() public {
        bytes32 deal = _deal();
        vm.prank(master);
        market.setOperator(stranger, 0, uint40(START + 60));
        _requestClose(deal, stranger);
        assertEq(_until(deal), 0);
    }

    function test_a_top_up_authorises_up_to_its_time_and_takes_no_time_back() public {
        bytes32 deal = _deal();
        vm.prank(consumer);
        market.topUp(deal, 0, uint40(START + 2 * LEASE));
        assertEq(_until(deal), START + 2 * LEASE);
        vm.prank(consumer);
        market.topUp(deal, 0, uint40(START + LEASE));
        assertEq(_until(deal), START + 2 * LEASE);
        vm.prank(consumer);
        market.topUp(deal, 0, type(uint40).max);
        assertEq(_until(deal), type(uint32).max);
    }

    function test_a_top_up_of_an_empty_deal_says_from_when_old_vouchers_count() public {
        bytes32 deal = _take(_quote(1), 100 * RATE);
        vm.warp(START + 500);
        vm.prank(consumer);
        market.topUp(deal, 1 ether, 0);
        (,,,,,,,,, uint32 floor,,) = market.deals(deal);
        assertEq(floor, START + 500);
    }

    function _voucher(bytes32 deal, uint96 total) private view returns (Voucher memory voucher, bytes memory word) {
        voucher = Voucher(deal, total, uint40(START), uint40(START));
        word = _sign(CONSUMER, hashes.voucher(voucher));
    }

    /// The consumer rents from master, and master from a second one.
    function _chainOfDeals() private returns (address second, bytes32[] memory ids) {
        second = vm.addr(0xA1);
        _bind(0xB1, 0xA1, 0, type(uint40).max);
        _fund(master, 10 ether);
        ids = new bytes32[](2);
        ids[0] = _deal();
        Quote memory quote = _quote(2);
        (quote.worker, quote.consumer) = (vm.addr(0xB1), master);
        bytes memory signature = _sign(0xB1, hashes.quote(quote));
        vm.prank(master);
        ids[1] = market.take(quote, signature, 10 ether, LEASE, ANY_RATE);
    }

    function _last(bytes32 deal) private view returns (uint256 last) {
        (,,,,,, last,,,,,) = market.deals(deal);
    }
}
