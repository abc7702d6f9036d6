// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// The part of the market that takes tokens in and gives them out.
interface IVault {
    function deposit(uint96 amount) external;
    function withdraw(uint96 amount) external;
    function vaultOf(address account) external view returns (uint256);
}

/// Tries a token out. Never deployed: a node runs it in a simulated call, in the place of an account
/// that holds the token, beside a market that is simulated as well.
contract TokenProbe {
    enum Verdict {
        SOUND,
        ODD_TRANSFER,
        NO_GUARD,
        ODD_DEPOSIT,
        ODD_WITHDRAWAL
    }

    function probe(IERC20 token, IVault market, address other, uint96 amount) external returns (Verdict) {
        if (!_transfers(token, other, amount)) return Verdict.ODD_TRANSFER;
        if (_movesUnallowed(token, other, amount)) return Verdict.NO_GUARD;
        if (!_deposits(token, market, amount)) return Verdict.ODD_DEPOSIT;
        if (!_withdraws(token, market, amount)) return Verdict.ODD_WITHDRAWAL;
        return Verdict.SOUND;
    }

    /// Half of the amount to `other`, and not a unit more or less.
    function _transfers(IERC20 token, address other, uint96 amount) private returns (bool) {
        uint256 supply = token.totalSupply();
        (uint256 mine, uint256 theirs) = (token.balanceOf(address(this)), token.balanceOf(other));
        uint256 part = amount / 2;
        if (!_done(token, abi.encodeCall(IERC20.transfer, (other, part)))) return false;
        return token.balanceOf(address(this)) == mine - part && token.balanceOf(other) == theirs + part
            && token.totalSupply() == supply;
    }

    /// Takes what nobody allowed, and gives what it has not: nothing may move.
    function _movesUnallowed(IERC20 token, address other, uint96 amount) private returns (bool) {
        (uint256 mine, uint256 theirs) = (token.balanceOf(address(this)), token.balanceOf(other));
        _done(token, abi.encodeCall(IERC20.transferFrom, (other, address(this), amount / 2)));
        _done(token, abi.encodeCall(IERC20.transfer, (other, mine + 1)));
        return token.balanceOf(address(this)) != mine || token.balanceOf(other) != theirs;
    }

    function _deposits(IERC20 token, IVault market, uint96 amount) private returns (bool) {
        uint96 part = amount / 2;
        uint256 mine = token.balanceOf(address(this));
        if (!_done(token, abi.encodeCall(IERC20.approve, (address(market), part)))) return false;
        try market.deposit(part) {} catch {
            return false;
        }
        return token.balanceOf(address(market)) == part && market.vaultOf(address(this)) == part
            && token.balanceOf(address(this)) == mine - part;
    }

    function _withdraws(IERC20 token, IVault market, uint96 amount) private returns (bool) {
        uint96 part = amount / 2;
        uint256 mine = token.balanceOf(address(this));
        try market.withdraw(part) {} catch {
            return false;
        }
        return token.balanceOf(address(market)) == 0 && token.balanceOf(address(this)) == mine + part;
    }

    /// Whether the call passed and did not say false; some tokens say nothing.
    function _done(IERC20 token, bytes memory data) private returns (bool) {
        (bool passed, bytes memory said) = address(token).call(data);
        return passed && (said.length == 0 || abi.decode(said, (bool)));
    }
}
