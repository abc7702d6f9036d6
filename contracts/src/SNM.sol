// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// The market's money. All of it exists from the first block; none is ever made or burnt.
contract SNM is ERC20Permit {
    constructor() ERC20("SONM", "SNM") ERC20Permit("SONM") {
        _mint(msg.sender, 444_000_000 ether);
    }
}
