// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WorkerNotBound, WrongNonce} from "../src/Bindings.sol";
import {DealNotOpen} from "../src/Deals.sol";
import {DealExists} from "../src/Market.sol";
import {Amend, Bind, Operator, Quote, Settle, Tip, Voucher} from "../src/Messages.sol";
import {NotAllowed} from "../src/Operators.sol";
import {Bed} from "./Bed.sol";

/// Every word of the market that is said again, out of order, or by a right that is over.
contract ReplaysTest is Bed {
    function test_a_binding_counts_once_and_by_its_next_number_alone() public {
        _cannotBind(0, 1);
        _cannotBind(2, 1);
        _bind(WORKER, MASTER, 1, type(uint40).max);
        _cannotBind(1, 2);
        _cannotBind(3, 2);
    }

    function test_a_grant_counts_once_and_by_its_next_number_alone() public {
        _cannotGrant(1, 0);
        Operator memory grant = Operator(consumer, operator, 1, type(uint40).max, 0);
        market.setOperatorFor(grant, _sign(CONSUMER, hashes.operator(grant)));
        _cannotGrant(0, 1);
        _cannotGrant(2, 1);
    }

    function test_new_terms_count_once_and_by_their_next_number_alone() public {
        bytes32 id = _deal();
        Amend memory terms = _terms(id);
        terms.rate++;
        terms.seq = 1;
        bytes32 hash = hashes.amend(terms);
        (bytes memory ours, bytes memory theirs) = (_sign(CONSUMER, hash), _sign(MASTER, hash));
        vm.expectRevert(abi.encodeWithSelector(WrongNonce.selector, 0));
        market.amend(terms, ours, theirs);
        terms.seq = 0;
        hash = hashes.amend(terms);
        (ours, theirs) = (_sign(CONSUMER, hash), _sign(MASTER, hash));
        market.amend(terms, ours, theirs);
        vm.expectRevert(abi.encodeWithSelector(WrongNonce.selector, 1));
        market.amend(terms, ours, theirs);
    }

    function test_an_offer_of_new_terms_counts_to_the_second() public {
        bytes32 id = _deal();
        for (uint256 shift = 0; shift < 3; shift++) {
            Amend memory terms = _terms(id);
            terms.rate++;
            terms.expiry = uint40(block.timestamp + shift - 1);
            bytes32 hash = hashes.amend(terms);
            bytes memory call = abi.encodeCall(market.amend, (terms, _sign(CONSUMER, hash), _sign(MASTER, hash)));
            (bool passed,) = address(market).call(call);
            assertTrue(passed == (shift >= 1), "an offer counts in its last second");
        }
    }

    function test_what_ends_or_opens_a_deal_is_of_no_use_again() public {
        Quote memory quote = _quote(1);
        bytes memory offer = _sign(WORKER, hashes.quote(quote));
        bytes32 id = _take(quote, 10 ether);
        bytes memory stop = _sign(WORKER, hashes.stop(id));
        vm.warp(START + 10);
        market.stop(worker, 1, stop);
        (bool passed,) = address(market).call(abi.encodeCall(market.stop, (worker, 1, stop)));
        assertTrue(!passed, "stopped twice");
        Settle memory word = Settle(id, 1 ether);
        bytes32 hash = hashes.settle(word);
        (bytes memory ours, bytes memory theirs) = (_sign(CONSUMER, hash), _sign(MASTER, hash));
        market.settle(word, ours, theirs);
        bytes memory over = abi.encodeWithSelector(DealNotOpen.selector, id);
        vm.expectRevert(over);
        market.settle(word, ours, theirs);
        vm.expectRevert(over);
        market.stop(worker, 1, stop);
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(DealExists.selector, id));
        market.take(quote, offer, 1 ether, LEASE, ANY_RATE);
        assertEq(market.vaultOf(master), 1 ether);
    }

    function test_a_voucher_and_a_tip_again_pay_nothing_again() public {
        bytes32 id = _deal();
        Voucher memory voucher = Voucher(id, 3 ether, uint40(START), uint40(START));
        bytes memory word = _sign(CONSUMER, hashes.voucher(voucher));
        Tip memory tip = Tip(id, 1 ether, 2 ether, type(uint40).max);
        bytes memory offer = _sign(MASTER, hashes.tip(tip));
        vm.startPrank(stranger);
        market.claimWithTip(voucher, word, tip, offer);
        vm.expectRevert();
        market.claimWithTip(voucher, word, tip, offer);
        market.claimVoucher(voucher, word);
        vm.stopPrank();
        assertEq(market.vaultOf(stranger), 1 ether);
        assertEq(market.vaultOf(master), 2 ether);
    }

    function test_a_binding_that_is_over_or_revoked_sells_nothing() public {
        _bind(WORKER, MASTER, 1, uint40(START + 100));
        vm.warp(START + 99);
        _take(_quote(1), 1 ether);
        vm.warp(START + 100);
        _refused(2);
        _bind(WORKER, MASTER, 2, uint40(START + 1000));
        _take(_quote(3), 1 ether);
        vm.prank(master);
        market.unbind(worker);
        _refused(4);
    }

    function test_an_operator_that_is_over_or_revoked_spends_and_closes_nothing() public {
        vm.prank(consumer);
        market.setOperator(operator, PURSE, uint40(START + 100));
        vm.warp(START + 99);
        bytes32 id = _deal();
        vm.prank(operator);
        market.topUp(id, 1 ether, 0);
        vm.warp(START + 100);
        _cannot(id);
        vm.startPrank(consumer);
        market.setOperator(operator, PURSE, uint40(START + 1000));
        market.setOperator(operator, PURSE, 0);
        vm.stopPrank();
        _cannot(id);
    }

    function _cannotBind(uint24 nonce, uint256 expected) private {
        Bind memory wish = Bind(worker, master, 30 days, nonce, type(uint40).max);
        bytes32 hash = hashes.bind(wish);
        (bytes memory ours, bytes memory theirs) = (_sign(WORKER, hash), _sign(MASTER, hash));
        vm.expectRevert(abi.encodeWithSelector(WrongNonce.selector, expected));
        market.bind(wish, ours, theirs);
    }

    function _cannotGrant(uint256 nonce, uint256 expected) private {
        Operator memory grant = Operator(consumer, operator, 1, type(uint40).max, nonce);
        bytes memory word = _sign(CONSUMER, hashes.operator(grant));
        vm.expectRevert(abi.encodeWithSelector(WrongNonce.selector, expected));
        market.setOperatorFor(grant, word);
    }

    function _cannot(bytes32 id) private {
        vm.startPrank(operator);
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        market.topUp(id, 1 ether, 0);
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        market.requestClose(id);
        vm.stopPrank();
    }

    function _refused(uint256 nonce) private {
        Quote memory quote = _quote(nonce);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(WorkerNotBound.selector, worker));
        market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
    }
}
