// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {BindingRuns, NotMaster} from "../src/Bindings.sol";
import {Market, QuoteExpired, RateAboveMaximum, SelfDeal} from "../src/Market.sol";
import {Amend, Bind, Quote} from "../src/Messages.sol";
import {NotAllowed} from "../src/Operators.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {WrongSignature} from "../src/Signatures.sol";
import {Bed} from "./Bed.sol";
import {Vm} from "./Vm.sol";
import {HookedToken} from "./hostile/Tokens.sol";

/// USD for one SNM, as the test says it.
contract Feed is IPriceFeed {
    int256 public answer = 1e8;

    function set(int256 answer_) external {
        answer = answer_;
    }

    function decimals() external pure returns (uint8) {
        return 8;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (1, answer, block.timestamp, block.timestamp, 1);
    }
}

/// The 22 flaws of the first SONM contracts, one test for each: it cannot happen here.
contract FlawsTest is Bed {
    address private _second = vm.addr(0xA1);

    function test_flaw_01_no_requirement_of_the_customer_is_dropped() public {
        Quote memory quote = _quote(1);
        quote.ask = keccak256("an open network");
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        quote.ask = keccak256("no network");
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, worker));
        market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
    }

    function test_flaw_02_no_price_bricks_a_deal() public {
        bytes32 deal = _deal();
        Amend memory word = _terms(deal);
        word.rate = type(uint80).max;
        _amend(word);
        vm.warp(START + 30 days);
        market.claim(deal);
        assertEq(market.vaultOf(master), 10 ether);
        _requestClose(deal, master);
        assertEq(_until(deal), 0);
    }

    function test_flaw_03_a_revoked_allowance_takes_nothing_back() public {
        bytes32 deal = _deal();
        vm.startPrank(consumer);
        token.approve(address(market), 0);
        market.withdraw(uint96(market.vaultOf(consumer)));
        vm.stopPrank();
        vm.warp(START + 600);
        market.claim(deal);
        assertEq(market.vaultOf(master), 600 * uint256(RATE));
        _requestClose(deal, master);
    }

    function test_flaw_04_a_moved_feed_changes_no_running_deal_and_no_taker_is_surprised() public {
        Feed feed = new Feed();
        market = _market(token, feed);
        _bind(WORKER, MASTER, 0, type(uint40).max);
        _fund(consumer, 100 ether);
        Quote memory quote = _quote(1);
        (quote.rate, quote.usdRate) = (0, RATE);
        bytes32 deal = _take(quote, 10 ether);
        feed.set(1e6);
        vm.warp(START + 100);
        assertEq(market.owed(deal), 100 * uint256(RATE));
        quote = _quote(2);
        (quote.rate, quote.usdRate) = (0, RATE);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(RateAboveMaximum.selector, 100 * uint256(RATE)));
        market.take(quote, signature, 10 ether, LEASE, RATE);
    }

    function test_flaw_05_a_fixed_deal_binds_the_customer_too() public {
        Quote memory quote = _quote(1);
        (quote.duration, quote.notice, quote.minimum) = (30 days, 1 days, 1 hours);
        bytes32 deal = _take(quote, 200 ether);
        _requestClose(deal, consumer);
        _claimVoucher(deal, 0, START, START + 30 days);
        vm.warp(START + 4 days);
        market.finish(deal);
        assertEq(market.vaultOf(master), 1 days * uint256(RATE));
    }

    function test_flaw_06_nobody_matches_for_the_customer_or_above_his_price() public {
        Quote memory quote = _quote(1);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(RateAboveMaximum.selector, RATE));
        market.take(quote, signature, 1 ether, LEASE, RATE - 1);
    }

    function test_flaw_07_new_terms_are_taken_once_and_a_refused_offer_leaves_no_trace() public {
        bytes32 deal = _deal();
        Amend memory dearer = _terms(deal);
        dearer.rate = 2 * RATE;
        bytes32 hash = hashes.amend(dearer);
        (bytes memory ours, bytes memory theirs) = (_sign(CONSUMER, hash), _sign(MASTER, hash));
        Amend memory cheaper = _terms(deal);
        cheaper.rate = RATE / 2;
        _amend(cheaper);
        vm.expectRevert();
        market.amend(dearer, ours, theirs);
        (, uint80 rate, uint16 seq,,,,,,,,,) = market.deals(deal);
        assertTrue(rate == RATE / 2 && seq == 1, "the terms of the first, counted once");
    }

    function test_flaw_08_no_second_master_takes_a_worker_over() public {
        Bind memory wish = Bind(worker, _second, 1 days, 1, type(uint40).max);
        bytes32 hash = hashes.bind(wish);
        (bytes memory ours, bytes memory theirs) = (_sign(WORKER, hash), _sign(0xA1, hash));
        vm.expectRevert(abi.encodeWithSelector(BindingRuns.selector, master, type(uint40).max));
        market.bind(wish, ours, theirs);
        // A master that is a worker itself passes no money on: the deal pays who signed for it.
        _bind(MASTER, 0xA1, 0, type(uint40).max);
        bytes32 deal = _deal();
        vm.warp(START + 100);
        market.claim(deal);
        assertEq(market.vaultOf(master), 100 * uint256(RATE));
        assertEq(market.vaultOf(_second), 0);
    }

    function test_flaw_10_an_allowance_is_of_use_to_its_owner_alone() public {
        token.transfer(master, 5 ether);
        vm.prank(master);
        token.approve(address(market), type(uint256).max);
        vm.prank(stranger);
        (bool passed,) = address(market).call(abi.encodeCall(market.deposit, (5 ether)));
        assertTrue(!passed, "a stranger moved tokens");
        assertEq(token.balanceOf(master), 5 ether);
    }

    function test_flaw_11_the_log_adds_up_to_what_was_paid() public {
        bytes32 deal = _deal();
        vm.recordLogs();
        vm.warp(START + 100);
        market.claim(deal);
        vm.warp(START + 200);
        _claimVoucher(deal, 0.2 ether, START + 200, START + 300);
        vm.prank(consumer);
        market.topUp(deal, 1 ether, uint40(START + 5000));
        vm.warp(START + 300);
        _requestClose(deal, master);
        (uint256 claimed, uint256 closedAt, uint256 back) = _logged(vm.getRecordedLogs());
        assertEq(market.vaultOf(master), closedAt);
        assertEq(closedAt + back, 11 ether);
        assertEq(closedAt - claimed, 100 * uint256(RATE));
    }

    function test_flaw_12_no_third_party_is_needed_to_get_money_out() public {
        bytes32 deal = _deal();
        vm.warp(START + 100);
        vm.prank(stranger);
        market.claim(deal);
        vm.prank(master);
        market.withdraw(uint96(100 * RATE));
        assertEq(token.balanceOf(master), 100 * uint256(RATE));
    }

    function test_flaw_13_nobody_stops_or_empties_the_market() public {
        string[12] memory names = [
            "owner()", "kill()", "KillMarket()", "pause()", "upgradeTo(address)", "transferOwnership(address)",
            "withdrawAll()", "setToken(address)", "setFeed(address)", "migrate(address)", "rescue(address)",
            "renounceOwnership()"
        ];
        for (uint256 i = 0; i < names.length; i++) {
            (bool passed,) = address(market).call(abi.encodeWithSignature(names[i], address(this)));
            assertTrue(!passed, names[i]);
        }
        assertEq(token.balanceOf(address(market)), PURSE);
    }

    function test_flaw_14_an_old_offer_sells_nothing_and_a_dead_machine_earns_one_lease() public {
        Quote memory quote = _quote(2);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        bytes32 deal = _deal();
        vm.warp(START + 301);
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(QuoteExpired.selector, START + 300));
        market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
        vm.warp(START + 30 days);
        market.claim(deal);
        assertEq(market.vaultOf(master), LEASE * uint256(RATE));
    }

    function test_flaw_15_the_supplier_is_secured_by_the_whole_escrow() public {
        bytes32 deal = _deal();
        _claimVoucher(deal, 0, START, START + 30 days);
        vm.startPrank(consumer);
        market.withdraw(uint96(market.vaultOf(consumer)));
        token.transfer(stranger, token.balanceOf(consumer));
        vm.stopPrank();
        vm.warp(START + 30 days);
        market.claim(deal);
        assertEq(market.vaultOf(master), 10 ether);
    }

    function test_flaw_16_the_account_that_is_judged_is_the_master() public {
        (,,, address payee,,,,,,,,) = market.deals(_deal());
        assertEq(payee, master);
    }

    function test_flaw_17_nobody_deals_with_himself() public {
        address[2] memory selves = [worker, master];
        for (uint256 i = 0; i < selves.length; i++) {
            _fund(selves[i], 1 ether);
            Quote memory quote = _quote(1);
            quote.consumer = selves[i];
            bytes memory signature = _sign(WORKER, hashes.quote(quote));
            vm.prank(selves[i]);
            vm.expectRevert(abi.encodeWithSelector(SelfDeal.selector));
            market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
        }
    }

    function test_flaw_18_a_workers_key_turns_no_money_to_itself() public {
        vm.prank(worker);
        vm.expectRevert(abi.encodeWithSelector(NotMaster.selector, master));
        market.unbind(worker);
        bytes32 deal = _deal();
        vm.warp(START + 100);
        vm.prank(worker);
        market.claim(deal);
        assertEq(market.vaultOf(worker), 0);
        vm.prank(worker);
        vm.expectRevert(abi.encodeWithSelector(NotAllowed.selector, consumer));
        market.requestClose(deal);
    }

    function test_flaw_19_a_token_that_calls_back_takes_nothing_twice() public {
        HookedToken hooked = new HookedToken();
        market = _market(IERC20(address(hooked)), IPriceFeed(address(0)));
        hooked.approve(address(market), 10 ether);
        market.deposit(10 ether);
        hooked.arm(address(market), abi.encodeCall(market.withdraw, (10 ether)));
        market.withdraw(10 ether);
        assertTrue(hooked.blockedByGuard(), "came in a second time");
        assertEq(hooked.balanceOf(address(market)), 0);
    }

    function test_flaw_20_claiming_each_second_pays_the_same() public {
        Quote memory quote = _quote(1);
        quote.rate = 1;
        bytes32 often = _take(quote, 1 ether);
        quote.nonce = 2;
        bytes32 once = _take(quote, 1 ether);
        for (uint256 second = 1; second <= 50; second++) {
            vm.warp(START + second);
            market.claim(often);
        }
        market.claim(once);
        assertEq(_paid(often), 50);
        assertEq(_paid(once), 50);
    }

    function test_flaw_21_a_deal_ends_its_duration_after_its_start() public {
        Quote memory quote = _quote(1);
        quote.duration = 1 days;
        assertEq(_end(_take(quote, 100 ether)), START + 1 days);
    }

    function test_flaw_22_ending_one_binding_ends_no_other() public {
        _bind(0xB1, MASTER, 0, type(uint40).max);
        _bind(0xB2, MASTER, 0, type(uint40).max);
        vm.prank(master);
        market.unbind(vm.addr(0xB1));
        (address gone,,,) = market.bindings(vm.addr(0xB1));
        (address kept,,,) = market.bindings(vm.addr(0xB2));
        assertEq(gone, address(0));
        assertEq(kept, master);
    }

    /// Sum of the claims, and what closing said: paid in all, and given back.
    function _logged(Vm.Log[] memory logs) private pure returns (uint256 claimed, uint256 paid, uint256 back) {
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].topics[0] == keccak256("Claimed(bytes32,uint96,uint96,uint40)")) {
                (uint256 amount,,) = abi.decode(logs[i].data, (uint256, uint256, uint256));
                claimed += amount;
            }
            if (logs[i].topics[0] == keccak256("DealClosed(bytes32,uint96,uint96)")) {
                (paid, back) = abi.decode(logs[i].data, (uint256, uint256));
            }
        }
    }
}
