// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// Tokens that break the promises of ERC-20, one promise each.
abstract contract Minted is ERC20("hostile", "H") {
    constructor() {
        _mint(msg.sender, 1e30);
    }
}

/// Keeps one percent of each transfer.
contract FeeToken is Minted {
    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0)) super._update(to, address(0xFEE), amount / 100);
    }
}

/// Says false instead of moving anything.
contract FalseToken is Minted {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// Says true and moves nothing.
contract LazyToken is Minted {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// Returns nothing, as some old tokens do.
contract SilentToken {
    mapping(address account => uint256) public balanceOf;

    constructor() {
        balanceOf[msg.sender] = 1e30;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }

    function approve(address, uint256) external {}
}

/// Refuses to pay out to one account.
contract BlockingToken is Minted {
    address public blocked;

    error Blocked();

    function setBlocked(address account) external {
        blocked = account;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (to == blocked && blocked != address(0)) revert Blocked();
        super._update(from, to, amount);
    }
}

/// Blocks one account, and calls the market in the middle of each transfer: all at once, at will.
contract MoodyToken is Minted {
    address public blocked;
    address public target;
    bytes public data;
    uint256 public calls;

    error Blocked();

    function setMood(address blocked_, address target_, bytes calldata data_) external {
        (blocked, target, data) = (blocked_, target_, data_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (to == blocked && blocked != address(0)) revert Blocked();
        super._update(from, to, amount);
        if (target == address(0)) return;
        (bool passed,) = target.call(data);
        calls += passed ? 1 : 0;
    }
}

/// Calls back in the middle of each transfer.
contract HookedToken is Minted {
    address public target;
    bytes public data;
    bool public blockedByGuard;

    function arm(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (target == address(0)) return;
        address called = target;
        target = address(0);
        (bool passed,) = called.call(data);
        blockedByGuard = !passed;
    }
}

/// Takes a tenth of everybody's balance away, when somebody wants it so.
contract ShrinkingToken {
    mapping(address account => uint256) private _shares;
    uint256 private _tenths = 10;

    constructor() {
        _shares[msg.sender] = 1e30;
    }

    function shrink() external {
        _tenths--;
    }

    function balanceOf(address account) public view returns (uint256) {
        return _shares[account] * _tenths / 10;
    }

    function approve(address, uint256) external pure returns (bool) {
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return transferFrom(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public returns (bool) {
        uint256 shares = amount * 10 / _tenths;
        _shares[from] -= shares;
        _shares[to] += shares;
        return true;
    }
}

/// What an account does when a token tells it that money goes or comes.
interface IHooked {
    function tokensToSend(uint256 amount) external;
    function tokensReceived(uint256 amount) external;
}

/// Asks the sender before and tells the receiver after each transfer, as ERC-777 does; whoever is
/// no contract is not asked.
contract AskingToken is Minted {
    function _update(address from, address to, uint256 amount) internal override {
        if (from.code.length != 0) try IHooked(from).tokensToSend(amount) {} catch {}
        super._update(from, to, amount);
        if (to.code.length != 0) try IHooked(to).tokensReceived(amount) {} catch {}
    }
}
