// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {Minted} from "./Tokens.sol";

/// Keeps every promise.
contract PlainToken is Minted {}

/// Says false where others revert, as tokens of 2016 did, and is sound besides.
contract OldToken is Minted {
    function transfer(address to, uint256 amount) public override returns (bool) {
        if (balanceOf(msg.sender) < amount) return false;
        return super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (balanceOf(from) < amount || allowance(from, msg.sender) < amount) return false;
        return super.transferFrom(from, to, amount);
    }
}

/// Lets anybody move everybody's tokens.
contract OpenToken is Minted {
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _transfer(from, to, amount);
        return true;
    }
}

/// Lets everybody send what he has not.
contract BottomlessToken is Minted {
    function transfer(address to, uint256 amount) public override returns (bool) {
        if (balanceOf(msg.sender) < amount) _mint(msg.sender, amount - balanceOf(msg.sender));
        return super.transfer(to, amount);
    }
}

/// Pays interest by time, so that no sum of deposits stays what it was.
contract GrowingToken is Minted {
    uint256 private immutable _begin = block.timestamp;

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) * (1 + (block.timestamp - _begin) / 1 days);
    }
}

/// Counts in millionths.
contract CoarseToken is Minted {
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// Does what another contract says, which may be exchanged.
contract DelegatingToken is ERC20("hostile", "H") {
    address public logic;

    constructor() {
        _mint(msg.sender, 1e30);
    }

    function become(address logic_, bytes calldata data) external {
        logic = logic_;
        (bool passed,) = logic_.delegatecall(data);
        require(passed);
    }
}
