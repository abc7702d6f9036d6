// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AmendExpired, DealOver} from "../src/Amending.sol";
import {WrongNonce} from "../src/Bindings.sol";
import {BadTerms, DealNotOpen, TotalImpossible} from "../src/Deals.sol";
import {Amend, Quote} from "../src/Messages.sol";
import {WrongSignature} from "../src/Signatures.sol";
import {Bed} from "./Bed.sol";

/// New terms of a running deal: who must have signed them, and what they may not touch.
contract AmendTest is Bed {
    event Amended(bytes32 indexed deal, uint80 rate, uint40 end, uint24 notice, uint16 seq);

    function test_both_agree_on_another_price_end_and_notice() public {
        bytes32 deal = _fixed(24 hours);
        vm.warp(START + 600);
        Amend memory word = _terms(deal);
        (word.rate, word.end, word.notice) = (2 * RATE, uint40(START + 48 hours), 900);
        vm.expectEmit(address(market));
        emit Amended(deal, 2 * RATE, uint40(START + 48 hours), 900, 1);
        _amend(word);
        assertEq(market.vaultOf(master), 600 * uint256(RATE));
        vm.warp(START + 700);
        assertEq(market.owed(deal), 100 * 2 * uint256(RATE));
        (, uint80 rate, uint16 seq,,,,, uint32 end,,, uint24 notice,) = market.deals(deal);
        assertTrue(rate == 2 * RATE && seq == 1 && end == START + 48 hours && notice == 900, "terms");
    }

    function test_a_fixed_deal_is_extended_by_both_and_ends_at_the_new_end() public {
        bytes32 deal = _fixed(2 hours);
        Amend memory word = _terms(deal);
        word.end = uint40(START + 4 hours);
        _amend(word);
        _claimVoucher(deal, 0, START, START + 9 hours);
        vm.warp(START + 8 hours);
        market.claim(deal);
        assertEq(market.vaultOf(master), 4 hours * uint256(RATE));
    }

    function test_a_fixed_deal_is_left_early_at_the_agreed_notice() public {
        Quote memory quote = _quote(1);
        (quote.duration, quote.notice, quote.minimum) = (24 hours, 1800, 900);
        bytes32 deal = _take(quote, 90 ether);
        vm.warp(START + 600);
        _requestClose(deal, consumer);
        assertEq(_end(deal), START + 600 + 1800);
        vm.warp(START + 90 hours);
        market.finish(deal);
        assertEq(market.vaultOf(master), 2400 * uint256(RATE));
    }

    function test_opening_and_closing_at_once_costs_the_minimum() public {
        Quote memory quote = _quote(1);
        quote.minimum = 900;
        bytes32 deal = _take(quote, 10 ether);
        _requestClose(deal, consumer);
        vm.warp(START + 49 hours);
        market.finish(deal);
        assertEq(market.vaultOf(master), 900 * uint256(RATE));
    }

    function test_neither_side_reprices_upwards_or_moves_the_end_alone() public {
        bytes32 deal = _fixed(24 hours);
        Amend memory dearer = _terms(deal);
        dearer.rate += 1;
        _refused(dearer);
        Amend memory longer = _terms(deal);
        longer.end += 1;
        _refused(longer);
        Amend memory shorter = _terms(deal);
        shorter.end -= 1;
        _refused(shorter);
        Amend memory owing = _terms(deal);
        owing.total = 1;
        _refused(owing);
        _refused(_terms(deal));
    }

    function test_the_payee_alone_lowers_the_price_and_the_notice() public {
        bytes32 deal = _withNotice();
        vm.warp(START + 60);
        Amend memory word = _terms(deal);
        (word.rate, word.notice) = (RATE / 2, 300);
        _refusedByConsumer(word);
        _amendByPayee(word);
        vm.warp(START + 160);
        assertEq(market.owed(deal), 50 * uint256(RATE));
    }

    function test_the_consumer_alone_makes_the_notice_longer() public {
        bytes32 deal = _withNotice();
        Amend memory word = _terms(deal);
        word.notice = 601;
        _refusedByPayee(word);
        _amendByConsumer(word);
        _requestClose(deal, consumer);
        assertEq(_end(deal), START + 601);
    }

    function test_a_lower_price_for_a_longer_notice_needs_both() public {
        bytes32 deal = _withNotice();
        Amend memory word = _terms(deal);
        (word.rate, word.notice) = (RATE - 1, 601);
        _refused(word);
        _amend(word);
    }

    function test_what_was_promised_before_is_not_billed_at_the_new_price() public {
        bytes32 deal = _take(_quote(1), 100 ether);
        _claimVoucher(deal, 0, START, START + 20 hours);
        vm.warp(START + 5 hours);
        Amend memory word = _terms(deal);
        (word.rate, word.total) = (2 * RATE, uint96(5 hours * uint256(RATE)));
        _amend(word);
        _claimVoucher(deal, 0, START, START + 20 hours);
        assertEq(market.vaultOf(master), 5 hours * uint256(RATE));
        vm.warp(START + 6 hours);
        _claimVoucher(deal, 0, START, START + 20 hours);
        assertEq(market.vaultOf(master), 7 hours * uint256(RATE));
    }

    function test_a_longer_notice_by_the_consumer_wipes_out_no_voucher() public {
        bytes32 deal = _take(_quote(1), 100 ether);
        vm.warp(START + 5 hours);
        Amend memory word = _terms(deal);
        word.notice = 1;
        _amendByConsumer(word);
        assertEq(market.vaultOf(master), LEASE * uint256(RATE));
        _claimVoucher(deal, 0, START, START + 20 hours);
        assertEq(market.vaultOf(master), 5 hours * uint256(RATE));
    }

    function test_a_time_without_authority_is_not_billed_at_the_new_price() public {
        bytes32 deal = _deal();
        vm.warp(START + 3 hours);
        Amend memory word = _terms(deal);
        word.rate = 2 * RATE;
        _amend(word);
        assertEq(market.vaultOf(master), LEASE * uint256(RATE));
        vm.prank(consumer);
        market.topUp(deal, 0, uint40(START + 9 hours));
        assertEq(market.owed(deal), 0);
    }

    function test_the_minimum_keeps_its_value_at_another_price() public {
        Quote memory quote = _quote(1);
        quote.minimum = 900;
        bytes32 deal = _take(quote, 10 ether);
        vm.warp(START + 300);
        Amend memory word = _terms(deal);
        word.rate = RATE / 2;
        _amendByPayee(word);
        vm.warp(START + 300 + 1200);
        assertEq(market.owed(deal), 0);
        vm.warp(START + 300 + 1201);
        assertEq(market.owed(deal), RATE / 2);
    }

    function test_the_payee_cannot_bill_the_minimum_twice() public {
        Quote memory quote = _quote(1);
        quote.minimum = 900;
        bytes32 deal = _take(quote, 10 ether);
        Amend memory word = _terms(deal);
        (word.rate, word.total) = (RATE - 1, uint96(_paid(deal)));
        _refusedByPayee(word);
        vm.warp(START + 900);
        _amendByPayee(_lower(deal, uint96(_paid(deal))));
        assertEq(market.vaultOf(master), 900 * uint256(RATE));
    }

    function test_an_agreed_total_is_paid_and_time_goes_on_from_it() public {
        bytes32 deal = _deal();
        vm.warp(START + 10);
        Amend memory word = _terms(deal);
        word.total = 5 ether;
        _amend(word);
        assertEq(market.vaultOf(master), 5 ether);
        vm.warp(START + 20);
        assertEq(market.owed(deal), 10 * uint256(RATE));
    }

    function test_a_total_beyond_the_deposit_is_refused() public {
        bytes32 deal = _deal();
        Amend memory word = _terms(deal);
        word.total = 10 ether + 1;
        _failing(word, abi.encodeWithSelector(TotalImpossible.selector, 0, 10 ether));
        word.total = 10 ether;
        _amend(word);
        assertEq(_escrow(deal), 0);
    }

    function test_new_terms_are_used_once_and_in_order() public {
        bytes32 deal = _deal();
        Amend memory word = _terms(deal);
        _amend(word);
        _failing(word, abi.encodeWithSelector(WrongNonce.selector, 1));
        word.seq = 2;
        _failing(word, abi.encodeWithSelector(WrongNonce.selector, 1));
        word.seq = 1;
        _amend(word);
    }

    function test_an_offer_holds_up_to_its_last_second() public {
        bytes32 deal = _deal();
        Amend memory word = _terms(deal);
        word.expiry = uint40(START - 1);
        _failing(word, abi.encodeWithSelector(AmendExpired.selector, word.expiry));
        word.expiry = uint40(START);
        _amend(word);
        word = _terms(deal);
        word.expiry = uint40(START + 1);
        _amend(word);
    }

    function test_an_end_in_the_past_or_beyond_time_is_refused() public {
        bytes32 deal = _deal();
        Amend memory word = _terms(deal);
        word.end = uint40(START - 1);
        _failing(word, abi.encodeWithSelector(BadTerms.selector));
        word.end = uint40(type(uint32).max) + 1;
        _failing(word, abi.encodeWithSelector(BadTerms.selector));
        word.end = uint40(START);
        _amend(word);
        assertEq(_end(deal), START);
    }

    function test_what_has_ended_or_is_closed_takes_no_new_terms() public {
        bytes32 deal = _fixed(2 hours);
        vm.warp(START + 2 hours);
        Amend memory word = _terms(deal);
        word.end = uint40(START + 9 hours);
        _failing(word, abi.encodeWithSelector(DealOver.selector, START + 2 hours));
        _requestClose(deal, master);
        _failing(word, abi.encodeWithSelector(DealNotOpen.selector, deal));
    }

    function test_no_price_bricks_a_deal() public {
        bytes32 deal = _deal();
        Amend memory word = _terms(deal);
        (word.rate, word.end) = (type(uint80).max, type(uint32).max);
        _amend(word);
        vm.warp(START + 1);
        market.claim(deal);
        assertEq(market.vaultOf(master), 10 ether);
        vm.warp(START + 40_000 days);
        _requestClose(deal, master);
    }

    function test_the_last_amendment_is_number_65535() public {
        bytes32 deal = _deal();
        bytes32 slot = keccak256(abi.encode(deal, _dealsSlot(deal)));
        vm.store(address(market), slot, vm.load(address(market), slot) | bytes32(uint256(0xffff) << 240));
        Amend memory word = _terms(deal);
        assertEq(word.seq, 65535);
        bytes32 hash = hashes.amend(word);
        (bytes memory ours, bytes memory theirs) = (_sign(CONSUMER, hash), _sign(MASTER, hash));
        vm.expectRevert();
        market.amend(word, ours, theirs);
    }

    function test_operators_of_both_sides_agree_on_new_terms() public {
        bytes32 deal = _deal();
        vm.prank(consumer);
        market.setOperator(operator, 0, uint40(START + 60));
        vm.prank(master);
        market.setOperator(stranger, 0, uint40(START + 60));
        Amend memory word = _terms(deal);
        word.rate += 1;
        bytes32 hash = hashes.amend(word);
        market.amend(word, _sign(OPERATOR, hash), _sign(STRANGER, hash));
        assertEq(_terms(deal).rate, RATE + 1);
    }

    function _fixed(uint32 duration) private returns (bytes32) {
        Quote memory quote = _quote(1);
        quote.duration = duration;
        return _take(quote, 200 ether);
    }

    function _withNotice() private returns (bytes32) {
        Quote memory quote = _quote(1);
        quote.notice = 600;
        return _take(quote, 10 ether);
    }

    function _lower(bytes32 deal, uint96 total) private view returns (Amend memory word) {
        word = _terms(deal);
        word.rate -= 1;
        word.total = total;
    }

    function _refused(Amend memory word) private {
        _refusedByConsumer(word);
        _refusedByPayee(word);
    }

    function _refusedByConsumer(Amend memory word) private {
        bytes memory signature = _sign(CONSUMER, hashes.amend(word));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, master));
        market.amend(word, signature, "");
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, master));
        market.amend(word, signature, signature);
    }

    function _refusedByPayee(Amend memory word) private {
        bytes memory signature = _sign(MASTER, hashes.amend(word));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, consumer));
        market.amend(word, "", signature);
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, consumer));
        market.amend(word, signature, signature);
    }

    function _failing(Amend memory word, bytes memory reason) private {
        bytes32 hash = hashes.amend(word);
        (bytes memory ours, bytes memory theirs) = (_sign(CONSUMER, hash), _sign(MASTER, hash));
        vm.expectRevert(reason);
        market.amend(word, ours, theirs);
    }

    /// Where the mapping of deals lies: found by looking for the consumer's address.
    function _dealsSlot(bytes32 deal) private view returns (uint256 slot) {
        while (address(uint160(uint256(vm.load(address(market), keccak256(abi.encode(deal, slot)))))) != consumer) {
            slot++;
            assertTrue(slot < 32, "no deals found");
        }
    }
}
