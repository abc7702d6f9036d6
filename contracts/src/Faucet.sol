// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// The account may have `left` more today.
error DripLimitReached(uint256 left);

/// Gives test tokens to whoever asks: at most `dailyDrip` an account a day, and in all never
/// more than it was given. For practice and test networks only.
contract Faucet {
    using SafeERC20 for IERC20;

    event Dripped(address indexed account, uint256 amount);

    struct Drip {
        uint32 day;
        uint224 amount;
    }

    IERC20 public immutable token;
    uint256 public immutable dailyDrip;

    mapping(address account => Drip) public drips;

    constructor(IERC20 token_, uint224 dailyDrip_) {
        token = token_;
        dailyDrip = dailyDrip_;
    }

    /// Up to today's limit to the caller.
    function drip(uint256 amount) external {
        uint256 left = leftToday(msg.sender);
        if (amount > left) revert DripLimitReached(left);
        uint256 taken = dailyDrip - left + amount;
        drips[msg.sender] = Drip(_today(), uint224(taken));
        emit Dripped(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    function leftToday(address account) public view returns (uint256) {
        Drip storage last = drips[account];
        return last.day == _today() ? dailyDrip - last.amount : dailyDrip;
    }

    function _today() private view returns (uint32) {
        return uint32(block.timestamp / 1 days);
    }
}
