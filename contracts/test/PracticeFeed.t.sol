// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Quote} from "../src/Messages.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {NotKeeper, PracticeFeed} from "../src/PracticeFeed.sol";
import {Bed} from "./Bed.sol";

/// The practice price: its keeper's alone, and never too old for a chain that stood still.
contract PracticeFeedTest is Bed {
    PracticeFeed internal feed;

    function setUp() public override {
        super.setUp();
        feed = PracticeFeed(_shipped("PracticeFeed", abi.encode(int256(5_000_000))));
        market = _market(token, feed);
        _bind(WORKER, MASTER, 0, type(uint40).max);
        _fund(consumer, PURSE);
    }

    function test_after_a_year_of_standstill_a_price_in_dollars_is_taken() public {
        vm.warp(block.timestamp + 365 days);
        assertEq(_rateOfOneCent(1), 0.2 ether);
        feed.set(10_000_000);
        assertEq(_rateOfOneCent(2), 0.1 ether);
    }

    function test_nobody_but_the_keeper_sets_the_price() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, address(this)));
        feed.set(1);
    }

    /// What a quote of 0.01 USD a second costs in SNM a second.
    function _rateOfOneCent(uint256 nonce) private returns (uint256 rate) {
        Quote memory quote = _quote(nonce);
        (quote.rate, quote.usdRate) = (0, 0.01 ether);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(consumer);
        bytes32 id = market.take(quote, signature, 10_000 ether, LEASE, ANY_RATE);
        (, rate,,,,,,,,,,) = market.deals(id);
    }
}
