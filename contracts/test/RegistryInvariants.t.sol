// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RegistryHandler} from "./RegistryHandler.sol";
import {Test} from "./Vm.sol";

/// The registries say what those who may said last, and nothing else.
contract RegistryInvariantsTest is Test {
    RegistryHandler internal handler;

    function setUp() public {
        handler = new RegistryHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// forge-config: default.invariant.runs = 24
    /// forge-config: long.invariant.runs = 480
    function invariant_every_level_and_every_refusal_is_what_was_said_last() public view {
        assertEq(handler.profiles().registrar(), handler.registrar());
        address[] memory all = new address[](handler.PEOPLE());
        for (uint256 i = 0; i < all.length; i++) all[i] = handler.person(i);
        for (uint256 i = 0; i < all.length; i++) {
            uint256 highest;
            for (uint256 j = 0; j < all.length; j++) {
                uint256 level = handler.levelBy(all[i], all[j]);
                assertEq(handler.profiles().levelBy(all[i], all[j]), level);
                if (level > highest) highest = level;
                assertTrue(
                    handler.blacklists().refuses(all[i], all[j], all) == handler.refuses(all[i], all[j]),
                    "a list says something else"
                );
            }
            assertEq(handler.profiles().levelOf(all[i], all), highest);
        }
    }
}
