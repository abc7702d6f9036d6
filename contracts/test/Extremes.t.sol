// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AmountTooLarge} from "../src/Market.sol";
import {Quote, Voucher} from "../src/Messages.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {Bed} from "./Bed.sol";
import {BlockingToken} from "./hostile/Tokens.sol";

/// The largest numbers that fit, and the end of 32-bit time: claiming and closing always work.
contract ExtremesTest is Bed {
    uint96 internal constant MOST = type(uint96).max;
    uint256 internal constant LAST = type(uint32).max;

    function setUp() public override {
        super.setUp();
        IERC20 large = IERC20(address(new BlockingToken()));
        market = _market(large, IPriceFeed(address(0)));
        _bind(WORKER, MASTER, 0, type(uint40).max);
        large.transfer(consumer, 3 * uint256(MOST));
        vm.startPrank(consumer);
        large.approve(address(market), type(uint256).max);
        for (uint256 i = 0; i < 3; i++) market.deposit(MOST);
        vm.stopPrank();
    }

    function test_a_vault_holds_more_than_96_bits() public view {
        assertEq(market.vaultOf(consumer), 3 * uint256(MOST));
    }

    function test_a_deal_never_holds_more_than_96_bits() public {
        bytes32 deal = _take(_quote(1), MOST);
        vm.prank(consumer);
        vm.expectRevert(AmountTooLarge.selector);
        market.topUp(deal, 1, 0);
        vm.warp(START + 100);
        market.claim(deal);
        vm.prank(consumer);
        vm.expectRevert(AmountTooLarge.selector);
        market.topUp(deal, 1, 0);
    }

    function testFuzz_any_deal_can_be_claimed_and_closed(
        Quote memory quote,
        Voucher memory voucher,
        uint96 escrow,
        uint32 lease,
        uint40[4] memory times
    ) public {
        _shape(quote);
        vm.warp(bound(times[0], START, LAST + 1000));
        quote.expiry = uint40(block.timestamp);
        uint256 upfront = uint256(quote.rate) * quote.minimum;
        if (upfront > escrow) (escrow, quote.minimum) = (MOST, 0);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(consumer);
        bytes32 deal = market.take(quote, signature, escrow, lease, ANY_RATE);
        _after(times[1]);
        voucher.deal = deal;
        if (voucher.at > block.timestamp) voucher.at = uint40(block.timestamp);
        market.claimVoucher(voucher, _sign(CONSUMER, hashes.voucher(voucher)));
        _after(times[2]);
        market.claim(deal);
        uint256 end = _end(deal);
        if (end > block.timestamp + quote.notice && end < LAST) _requestClose(deal, consumer);
        market.claimVoucher(voucher, _sign(CONSUMER, hashes.voucher(voucher)));
        _after(times[3]);
        if (times[3] % 2 == 0) {
            _requestClose(deal, master);
        } else {
            vm.warp(block.timestamp + LAST + 2 ** 26);
            market.finish(deal);
        }
        assertEq(market.vaultOf(master) + market.vaultOf(consumer), 3 * uint256(MOST));
        assertEq(_paid(deal), market.vaultOf(master));
    }

    function test_in_2106_time_stands_still_and_money_still_goes_home() public {
        vm.warp(LAST - 10);
        bytes32 deal = _take(_quote(1), MOST);
        vm.warp(LAST + 1000);
        market.claim(deal);
        assertEq(_paid(deal), 10 * uint256(RATE));
        vm.warp(LAST + 30 days);
        market.finish(deal);
        assertEq(market.vaultOf(consumer), 3 * uint256(MOST) - 10 * uint256(RATE));
    }

    function _shape(Quote memory quote) private view {
        quote.worker = worker;
        quote.consumer = consumer;
        quote.usdRate = 0;
        quote.window = uint8(bound(quote.window, 24, 168));
        quote.duration = uint32(bound(quote.duration, 0, 30 days));
        if (quote.duration != 0) quote.minimum = uint24(bound(quote.minimum, 0, quote.duration));
    }

    function _after(uint40 time) private {
        vm.warp(block.timestamp + bound(time, 0, 40 days));
    }
}
