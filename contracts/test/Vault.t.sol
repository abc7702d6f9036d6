// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {DripLimitReached, Faucet} from "../src/Faucet.sol";
import {Market} from "../src/Market.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {OddToken, VaultTooLow} from "../src/Vault.sol";
import {Bed} from "./Bed.sol";
import {
    BlockingToken,
    FalseToken,
    FeeToken,
    HookedToken,
    LazyToken,
    SilentToken
} from "./hostile/Tokens.sol";

/// Money comes in from its owner and leaves to its owner.
contract VaultTest is Bed {
    function test_what_is_withdrawn_is_in_the_wallet() public {
        vm.prank(consumer);
        market.withdraw(PURSE);
        assertEq(token.balanceOf(consumer), PURSE);
        assertEq(market.vaultOf(consumer), 0);
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(VaultTooLow.selector, 0));
        market.withdraw(1);
    }

    function test_a_signed_allowance_spares_the_approval() public {
        token.transfer(stranger, 5 ether);
        (uint8 v, bytes32 r, bytes32 s) = _permit(5 ether);
        vm.prank(stranger);
        market.depositPermit(5 ether, block.timestamp, v, r, s);
        assertEq(market.vaultOf(stranger), 5 ether);
    }

    function test_a_permit_that_somebody_submitted_first_does_no_harm() public {
        token.transfer(stranger, 5 ether);
        (uint8 v, bytes32 r, bytes32 s) = _permit(5 ether);
        token.permit(stranger, address(market), 5 ether, block.timestamp, v, r, s);
        vm.prank(stranger);
        market.depositPermit(5 ether, block.timestamp, v, r, s);
        assertEq(market.vaultOf(stranger), 5 ether);
    }

    function test_a_gift_to_the_market_belongs_to_nobody() public {
        token.transfer(address(market), 1 ether);
        assertEq(market.vaultOf(address(this)), 0);
        assertEq(market.vaultOf(address(market)), 0);
    }

    function _permit(uint256 amount) internal view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 hash = keccak256(
            abi.encode(
                keccak256(
                    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
                ),
                stranger,
                address(market),
                amount,
                token.nonces(stranger),
                block.timestamp
            )
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), hash));
        return vm.sign(STRANGER, digest);
    }
}

/// Tokens that lie: refused, or harmless.
contract HostileTokenTest is Bed {
    function test_a_token_that_keeps_a_fee_is_refused() public {
        _refused(IERC20(address(new FeeToken())), abi.encodeWithSelector(OddToken.selector));
    }

    function test_a_token_that_moves_nothing_is_refused() public {
        _refused(IERC20(address(new LazyToken())), abi.encodeWithSelector(OddToken.selector));
    }

    function test_a_token_that_says_false_is_refused() public {
        IERC20 odd = IERC20(address(new FalseToken()));
        market = _market(odd, IPriceFeed(address(0)));
        vm.expectRevert();
        market.deposit(1 ether);
    }

    function test_a_token_that_says_nothing_is_served() public {
        SilentToken silent = new SilentToken();
        market = _market(IERC20(address(silent)), IPriceFeed(address(0)));
        market.deposit(1 ether);
        market.withdraw(1 ether);
        assertEq(silent.balanceOf(address(this)), 1e30);
    }

    function test_a_token_without_permits_is_served_by_allowance() public {
        IERC20 plain = IERC20(address(new BlockingToken()));
        market = _market(plain, IPriceFeed(address(0)));
        plain.approve(address(market), 1 ether);
        market.depositPermit(1 ether, 0, 0, 0, 0);
        assertEq(market.vaultOf(address(this)), 1 ether);
    }

    function test_a_blocked_customer_does_not_hold_up_the_supplier() public {
        BlockingToken blocking = new BlockingToken();
        bytes32 deal = _dealIn(IERC20(address(blocking)));
        blocking.setBlocked(consumer);
        vm.warp(START + 100);
        _requestClose(deal, master);
        vm.prank(master);
        market.withdraw(uint96(100 * uint256(RATE)));
        assertEq(blocking.balanceOf(master), 100 * uint256(RATE));
        vm.prank(consumer);
        vm.expectRevert(BlockingToken.Blocked.selector);
        market.withdraw(1);
        blocking.setBlocked(address(0));
        vm.prank(consumer);
        market.withdraw(1);
    }

    function test_a_token_that_calls_back_finds_the_doors_closed() public {
        HookedToken hooked = new HookedToken();
        _dealIn(IERC20(address(hooked)));
        hooked.approve(address(market), 2 ether);
        hooked.arm(address(market), abi.encodeCall(market.deposit, (1 ether)));
        market.deposit(1 ether);
        assertTrue(hooked.blockedByGuard(), "re-entered deposit");
        hooked.arm(address(market), abi.encodeCall(market.withdraw, (0)));
        market.withdraw(1 ether);
        assertTrue(hooked.blockedByGuard(), "re-entered withdraw");
        assertEq(market.vaultOf(address(this)), 0);
    }

    function test_a_claim_inside_a_withdrawal_pays_as_outside() public {
        HookedToken hooked = new HookedToken();
        bytes32 deal = _dealIn(IERC20(address(hooked)));
        vm.warp(START + 100);
        market.claim(deal);
        vm.warp(START + 200);
        hooked.arm(address(market), abi.encodeCall(market.claim, (deal)));
        vm.prank(master);
        market.withdraw(uint96(100 * uint256(RATE)));
        assertEq(market.vaultOf(master), 100 * uint256(RATE));
        assertEq(hooked.balanceOf(address(market)), 10 ether - 100 * uint256(RATE));
    }

    function _refused(IERC20 odd, bytes memory refusal) internal {
        market = _market(odd, IPriceFeed(address(0)));
        odd.approve(address(market), 1 ether);
        vm.expectRevert(refusal);
        market.deposit(1 ether);
    }

    function _dealIn(IERC20 odd) internal returns (bytes32) {
        market = _market(odd, IPriceFeed(address(0)));
        _bind(WORKER, MASTER, 0, type(uint40).max);
        odd.transfer(consumer, 10 ether);
        vm.startPrank(consumer);
        odd.approve(address(market), 10 ether);
        market.deposit(10 ether);
        vm.stopPrank();
        return _take(_quote(1), 10 ether);
    }
}

/// Test tokens, in measure.
contract FaucetTest is Bed {
    Faucet internal faucet;

    function setUp() public override {
        super.setUp();
        faucet = Faucet(_shipped("Faucet", abi.encode(token, 100 ether)));
        token.transfer(address(faucet), 150 ether);
    }

    function test_an_account_gets_its_share_once_a_day() public {
        vm.startPrank(stranger);
        faucet.drip(60 ether);
        vm.expectRevert(abi.encodeWithSelector(DripLimitReached.selector, 40 ether));
        faucet.drip(41 ether);
        faucet.drip(40 ether);
        vm.warp(START + 1 days);
        assertEq(faucet.leftToday(stranger), 100 ether);
        faucet.drip(50 ether);
        assertEq(token.balanceOf(stranger), 150 ether);
    }

    function test_an_empty_faucet_gives_nothing() public {
        vm.prank(stranger);
        faucet.drip(100 ether);
        vm.prank(consumer);
        vm.expectRevert();
        faucet.drip(51 ether);
    }
}
