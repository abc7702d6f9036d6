// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IPriceFeed} from "../src/PriceFeed.sol";
import {IVault, TokenProbe} from "../src/TokenProbe.sol";
import {Bed} from "./Bed.sol";
import {BottomlessToken, OpenToken} from "./hostile/ProbedTokens.sol";
import {
    BlockingToken,
    FalseToken,
    FeeToken,
    HookedToken,
    LazyToken,
    Minted,
    SilentToken
} from "./hostile/Tokens.sol";

/// Makes a unit out of nothing whenever something moves.
contract BreathingToken is Minted {
    function transfer(address to, uint256 amount) public override returns (bool) {
        _transfer(msg.sender, to, amount);
        _mint(address(0xbeef), 1);
        return true;
    }
}

/// Allows nobody anything, and says so.
contract StiffToken is Minted {
    function approve(address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// Does not let a market pay out.
contract TrapToken is Minted {
    address public trapped;

    function trap(address market) external {
        trapped = market;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        require(msg.sender != trapped);
        return super.transfer(to, amount);
    }
}

/// What the trial of a token finds before a market is deployed with it.
contract TokenProbeTest is Bed {
    function test_a_token_that_does_as_it_is_told_is_sound() public {
        _finds(IERC20(address(token)), TokenProbe.Verdict.SOUND);
        _finds(IERC20(address(new BlockingToken())), TokenProbe.Verdict.SOUND);
        _finds(IERC20(address(new HookedToken())), TokenProbe.Verdict.SOUND);
    }

    function test_a_token_that_moves_other_amounts_or_none_is_odd() public {
        _finds(IERC20(address(new FeeToken())), TokenProbe.Verdict.ODD_TRANSFER);
        _finds(IERC20(address(new BreathingToken())), TokenProbe.Verdict.ODD_TRANSFER);
        BlockingToken blocking = new BlockingToken();
        blocking.setBlocked(stranger);
        _finds(IERC20(address(blocking)), TokenProbe.Verdict.ODD_TRANSFER);
    }

    function test_a_token_without_a_guard_is_told() public {
        _finds(IERC20(address(new OpenToken())), TokenProbe.Verdict.NO_GUARD);
        _finds(IERC20(address(new BottomlessToken())), TokenProbe.Verdict.NO_GUARD);
    }

    function test_a_token_that_does_not_come_in_whole_is_told() public {
        _finds(IERC20(address(new LazyToken())), TokenProbe.Verdict.ODD_DEPOSIT);
        _finds(IERC20(address(new FalseToken())), TokenProbe.Verdict.ODD_DEPOSIT);
        _finds(IERC20(address(new StiffToken())), TokenProbe.Verdict.ODD_DEPOSIT);
    }

    function test_a_token_that_does_not_come_out_again_is_told() public {
        TrapToken trap = new TrapToken();
        address place = address(_market(IERC20(address(trap)), IPriceFeed(address(0))));
        trap.trap(place);
        _findsAt(IERC20(address(trap)), IVault(place), TokenProbe.Verdict.ODD_WITHDRAWAL);
    }

    function test_a_token_that_cannot_say_how_much_there_is_cannot_be_tried() public {
        SilentToken silent = new SilentToken();
        TokenProbe probe = TokenProbe(_shipped("TokenProbe", ""));
        silent.transfer(address(probe), 1 ether);
        vm.expectRevert();
        probe.probe(IERC20(address(silent)), IVault(address(market)), stranger, 1 ether);
    }

    function _finds(IERC20 money, TokenProbe.Verdict expected) private {
        _findsAt(money, IVault(address(_market(money, IPriceFeed(address(0))))), expected);
    }

    /// Whoever holds the token is where the probe stands.
    function _findsAt(IERC20 money, IVault place, TokenProbe.Verdict expected) private {
        TokenProbe probe = TokenProbe(_shipped("TokenProbe", ""));
        money.transfer(address(probe), 2 ether);
        assertEq(uint256(probe.probe(money, place, stranger, 1 ether)), uint256(expected));
    }
}
