// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Coupon} from "../src/CampaignMessages.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {OddToken, Vault, VaultTooLow} from "../src/Vault.sol";
import {CampaignBed} from "./CampaignBed.sol";
import {
    AskingToken,
    BlockingToken,
    FalseToken,
    FeeToken,
    HookedToken,
    IHooked,
    LazyToken,
    ShrinkingToken,
    SilentToken
} from "./hostile/Tokens.sol";

/// An account that uses each word of its token to come in a second time.
contract Grabber is IHooked {
    Vault private immutable _vault;
    bytes private _wish;
    uint256 public passed;
    uint256 public tried;

    constructor(Vault vault, IERC20 money) {
        _vault = vault;
        money.approve(address(vault), type(uint256).max);
    }

    function wish(bytes calldata call) external {
        _wish = call;
    }

    function run(bytes calldata call) external {
        (bool done,) = address(_vault).call(call);
        require(done);
    }

    function tokensToSend(uint256) external {
        _grab();
    }

    function tokensReceived(uint256) external {
        _grab();
    }

    function _grab() private {
        if (_wish.length == 0) return;
        tried++;
        (bool done,) = address(_vault).call(_wish);
        if (done) passed++;
    }
}

/// The vault that market and campaigns share, with tokens that break what tokens promise: refused
/// when they come in, or counted by what arrived, or nobody's trouble but the token's holders'.
contract HostileTokensTest is CampaignBed {
    function test_a_token_that_keeps_a_fee_comes_in_nowhere() public {
        _refusedBy(IERC20(address(new FeeToken())), abi.encodeWithSelector(OddToken.selector));
    }

    function test_a_token_that_says_true_and_moves_nothing_comes_in_nowhere() public {
        _refusedBy(IERC20(address(new LazyToken())), abi.encodeWithSelector(OddToken.selector));
    }

    function test_a_token_that_says_false_comes_in_nowhere() public {
        IERC20 odd = IERC20(address(new FalseToken()));
        Vault[2] memory vaults = _vaults(odd);
        for (uint256 i = 0; i < 2; i++) {
            (bool passed,) = address(vaults[i]).call(abi.encodeCall(Vault.deposit, (1 ether)));
            assertTrue(!passed, "false was taken for true");
            assertEq(vaults[i].vaultOf(address(this)), 0);
        }
    }

    function test_an_account_without_code_is_no_token() public {
        Vault[2] memory vaults = _vaults(IERC20(stranger));
        for (uint256 i = 0; i < 2; i++) {
            (bool passed,) = address(vaults[i]).call(abi.encodeCall(Vault.deposit, (1 ether)));
            assertTrue(!passed, "money out of nothing");
        }
    }

    function test_a_token_that_says_nothing_goes_in_and_out_in_full() public {
        SilentToken silent = new SilentToken();
        Vault[2] memory vaults = _vaults(IERC20(address(silent)));
        for (uint256 i = 0; i < 2; i++) {
            vaults[i].deposit(1 ether);
            vaults[i].withdraw(1 ether);
            assertEq(silent.balanceOf(address(this)), 1e30);
        }
    }

    function test_an_account_that_its_token_blocks_holds_up_nobody_else() public {
        BlockingToken blocking = new BlockingToken();
        Vault[2] memory vaults = _vaults(IERC20(address(blocking)));
        for (uint256 i = 0; i < 2; i++) {
            _give(vaults[i], blocking, consumer, 2 ether);
            _give(vaults[i], blocking, stranger, 2 ether);
            blocking.setBlocked(consumer);
            vm.prank(consumer);
            vm.expectRevert(BlockingToken.Blocked.selector);
            vaults[i].withdraw(2 ether);
            vm.prank(stranger);
            vaults[i].withdraw(2 ether);
            blocking.setBlocked(address(0));
            vm.prank(consumer);
            vaults[i].withdraw(2 ether);
        }
    }

    function test_a_blocked_sponsor_holds_up_no_supplier_and_a_blocked_supplier_no_campaign() public {
        BlockingToken blocking = new BlockingToken();
        campaigns = _campaigns(IERC20(address(blocking)), IPriceFeed(address(0)));
        _give(campaigns, blocking, sponsor, 1000 ether);
        bytes32 id = _campaign();
        _join(id, master, HOME, 0);
        _join(id, stranger, OFFICE, 0);
        blocking.setBlocked(sponsor);
        _redeem(id, HOME, 0);
        vm.prank(master);
        campaigns.withdraw(BONUS);
        blocking.setBlocked(stranger);
        _redeem(id, OFFICE, 0);
        vm.warp(END);
        campaigns.giveBack(id);
        vm.prank(sponsor);
        campaigns.withdraw(900 ether);
        assertEq(campaigns.vaultOf(stranger), BONUS);
    }

    function test_a_token_that_calls_back_finds_the_doors_closed() public {
        HookedToken hooked = new HookedToken();
        Vault[2] memory vaults = _vaults(IERC20(address(hooked)));
        bytes[2] memory calls = [abi.encodeCall(Vault.deposit, (1 ether)), abi.encodeCall(Vault.withdraw, (0))];
        for (uint256 i = 0; i < 4; i++) {
            Vault vault = vaults[i / 2];
            hooked.approve(address(vault), 2 ether);
            hooked.arm(address(vault), calls[i % 2]);
            vault.deposit(1 ether);
            assertTrue(hooked.blockedByGuard(), "re-entered a deposit");
            hooked.arm(address(vault), calls[i % 2]);
            vault.withdraw(1 ether);
            assertTrue(hooked.blockedByGuard(), "re-entered a withdrawal");
            assertEq(vault.vaultOf(address(this)), 0);
            assertEq(hooked.balanceOf(address(vault)), 0);
        }
    }

    function test_a_coupon_inside_a_withdrawal_pays_as_outside() public {
        HookedToken hooked = new HookedToken();
        campaigns = _campaigns(IERC20(address(hooked)), IPriceFeed(address(0)));
        _give(campaigns, hooked, sponsor, 1000 ether);
        bytes32 id = _campaign();
        _join(id, master, HOME, TB);
        _redeem(id, HOME, 0);
        bytes memory word = _signFor(SIGNER, hashes.coupon(_coupon(id)));
        hooked.arm(address(campaigns), abi.encodeCall(campaigns.redeem, (_coupon(id), word)));
        vm.prank(master);
        campaigns.withdraw(50 ether);
        assertTrue(!hooked.blockedByGuard(), "the coupon did not pass");
        assertEq(campaigns.vaultOf(master), 50 ether);
        assertEq(hooked.balanceOf(address(campaigns)), 950 ether);
        assertEq(_free(id) + _reserved(id) + 50 ether, 950 ether);
    }

    function test_who_is_asked_before_and_after_a_transfer_gets_nothing_twice() public {
        AskingToken asking = new AskingToken();
        Vault[2] memory vaults = _vaults(IERC20(address(asking)));
        bytes[2] memory wishes =
            [abi.encodeCall(Vault.deposit, (1 ether)), abi.encodeCall(Vault.withdraw, (1 ether))];
        for (uint256 i = 0; i < 4; i++) {
            Vault vault = vaults[i / 2];
            Grabber grabber = new Grabber(vault, IERC20(address(asking)));
            asking.transfer(address(grabber), 5 ether);
            grabber.run(abi.encodeCall(Vault.deposit, (2 ether)));
            grabber.wish(wishes[i % 2]);
            grabber.run(abi.encodeCall(Vault.deposit, (1 ether)));
            grabber.run(abi.encodeCall(Vault.withdraw, (1 ether)));
            assertTrue(grabber.tried() == 2 && grabber.passed() == 0, "came in by the back door");
            assertEq(vault.vaultOf(address(grabber)), 2 ether);
            assertEq(asking.balanceOf(address(grabber)), 3 ether);
        }
    }

    /// What the token takes away is not ours to give: vaults keep their numbers, each account may
    /// take out what it has while there is something, and no number grows by it. Such a token must
    /// not be deployed with; no contract can see beforehand that a balance will shrink.
    function test_a_token_that_shrinks_pays_nobody_more_than_he_has() public {
        ShrinkingToken shrinking = new ShrinkingToken();
        Vault[2] memory vaults = _vaults(IERC20(address(shrinking)));
        for (uint256 i = 0; i < 2; i++) {
            _give(vaults[i], IERC20(address(shrinking)), consumer, 10 ether);
            _give(vaults[i], IERC20(address(shrinking)), stranger, 10 ether);
        }
        shrinking.shrink();
        for (uint256 i = 0; i < 2; i++) {
            vm.prank(consumer);
            vaults[i].withdraw(10 ether);
            vm.startPrank(stranger);
            vm.expectRevert();
            vaults[i].withdraw(10 ether);
            vaults[i].withdraw(7 ether);
            vm.expectRevert(abi.encodeWithSelector(VaultTooLow.selector, 3 ether));
            vaults[i].withdraw(4 ether);
            vm.stopPrank();
        }
    }

    /// A fee that somebody makes good in the middle of the transfer did arrive in full.
    function test_what_is_counted_is_what_arrived() public {
        HookedToken hooked = new HookedToken();
        Vault[2] memory vaults = _vaults(IERC20(address(hooked)));
        for (uint256 i = 0; i < 2; i++) {
            hooked.approve(address(vaults[i]), 2 ether);
            hooked.arm(address(hooked), abi.encodeCall(IERC20.transfer, (address(vaults[i]), 0)));
            vaults[i].deposit(1 ether);
            hooked.transfer(address(hooked), 1 ether);
            hooked.arm(address(hooked), abi.encodeCall(IERC20.transfer, (address(vaults[i]), 1)));
            vm.expectRevert(OddToken.selector);
            vaults[i].deposit(1 ether);
            assertEq(vaults[i].vaultOf(address(this)), 1 ether);
        }
    }

    function _coupon(bytes32 id) private pure returns (Coupon memory) {
        return Coupon(id, HOME, TB / 2);
    }

    function _vaults(IERC20 odd) private returns (Vault[2] memory) {
        market = _market(odd, IPriceFeed(address(0)));
        campaigns = _campaigns(odd, IPriceFeed(address(0)));
        return [Vault(market), Vault(campaigns)];
    }

    function _refusedBy(IERC20 odd, bytes memory refusal) private {
        Vault[2] memory vaults = _vaults(odd);
        for (uint256 i = 0; i < 2; i++) {
            odd.approve(address(vaults[i]), 1 ether);
            vm.expectRevert(refusal);
            vaults[i].deposit(1 ether);
            assertEq(vaults[i].vaultOf(address(this)), 0);
        }
    }

    function _give(Vault vault, IERC20 money, address account, uint96 amount) private {
        money.transfer(account, amount);
        vm.startPrank(account);
        money.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }
}
