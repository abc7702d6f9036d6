// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RandomLife} from "./RandomLife.sol";
import {RegistryHandler} from "./RegistryHandler.sol";

/// The registries say what those who may said last, and nothing else.
contract RegistryInvariantsTest is RandomLife {
    RegistryHandler internal handler;

    function setUp() public {
        handler = new RegistryHandler();
    }

    function _handler() internal view override returns (address) {
        return address(handler);
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
