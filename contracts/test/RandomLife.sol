// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "./Vm.sol";

/// What random steps end with.
interface LastDay {
    function closeEverything() external;
    function tokens() external view returns (uint256);
    function donated() external view returns (uint256);
}

/// Random steps of one handler, by anybody, in any order.
abstract contract RandomLife is Test {
    struct Selectors {
        address addr;
        bytes4[] selectors;
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = _handler();
    }

    function _handler() internal view virtual returns (address);
}

/// Steps with money: which of them, how often each beside the others, and what holds in the end.
abstract contract RandomMoney is RandomLife {
    function targetSelectors() public view returns (Selectors[] memory targets) {
        bytes memory steps = _steps();
        bytes memory head = abi.encode(uint256(32), steps.length / 32);
        targets = new Selectors[](1);
        targets[0] = Selectors(_handler(), abi.decode(bytes.concat(head, steps), (bytes4[])));
    }

    /// Nothing is ever stuck: in the end only gifts remain.
    function afterInvariant() public {
        LastDay life = LastDay(_handler());
        life.closeEverything();
        assertEq(life.tokens(), life.donated());
    }

    /// The selectors as an ABI-encoded array of fixed length; one named twice is called more often.
    function _steps() internal view virtual returns (bytes memory);
}
