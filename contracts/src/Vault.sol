// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// The vault holds `available`, less than what is asked for.
error VaultTooLow(uint256 available);

/// The token moved another amount than it was told: such tokens are not served.
error OddToken();

/// Each account's tokens inside the market. They enter from their owner, move inside by deals
/// alone, and leave to their owner alone. Nobody else has a way to them: no owner, no pause.
abstract contract Vault is ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    event Deposited(address indexed account, uint96 amount);
    event Withdrawn(address indexed account, uint96 amount);

    IERC20 public immutable token;

    mapping(address account => uint256) public vaultOf;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// Own tokens into the own vault; needs the token's allowance.
    function deposit(uint96 amount) external {
        _deposit(amount);
    }

    /// The same, with the allowance signed (ERC-2612). A permit that somebody else submitted
    /// before, or a token without permits, does no harm where the allowance is there.
    function depositPermit(uint96 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        try IERC20Permit(address(token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {}
        catch {} // solhint-disable-line no-empty-blocks
        _deposit(amount);
    }

    /// Out of the own vault into the own wallet.
    function withdraw(uint96 amount) external nonReentrant {
        _debit(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    function _credit(address account, uint256 amount) internal {
        if (amount != 0) vaultOf[account] += amount;
    }

    function _debit(address account, uint256 amount) internal {
        uint256 available = vaultOf[account];
        if (available < amount) revert VaultTooLow(available);
        unchecked {
            vaultOf[account] = available - amount;
        }
    }

    function _deposit(uint96 amount) private nonReentrant {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        if (token.balanceOf(address(this)) != before + amount) revert OddToken();
        _credit(msg.sender, amount);
        emit Deposited(msg.sender, amount);
    }
}
