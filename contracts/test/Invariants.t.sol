// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Market} from "../src/Market.sol";
import {Handler} from "./Handler.sol";
import {Test} from "./Vm.sol";

/// What holds after any sequence of actions by anybody.
contract InvariantsTest is Test {
    Handler internal handler;
    Market internal market;

    struct Selectors {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        handler = new Handler();
        market = handler.markets();
    }

    function targetSelectors() public view returns (Selectors[] memory targets) {
        bytes4[15] memory all = [
            handler.wait.selector,
            handler.wait.selector,
            handler.take.selector,
            handler.claim.selector,
            handler.claimAll.selector,
            handler.voucher.selector,
            handler.voucherAgain.selector,
            handler.topUp.selector,
            handler.requestClose.selector,
            handler.closeByPayee.selector,
            handler.stop.selector,
            handler.settle.selector,
            handler.finish.selector,
            handler.withdraw.selector,
            handler.donate.selector
        ];
        targets = new Selectors[](1);
        targets[0].addr = address(handler);
        targets[0].selectors = new bytes4[](all.length);
        for (uint256 i = 0; i < all.length; i++) targets[0].selectors[i] = all[i];
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_every_token_belongs_to_a_vault_an_escrow_or_was_given_away() public view {
        uint256 escrows;
        for (uint256 i = 0; i < handler.count(); i++) {
            (,,,,, uint96 escrow,,,,,,) = market.deals(handler.ids(i));
            escrows += escrow;
        }
        assertEq(handler.tokens() - handler.donated(), handler.vaults() + escrows);
    }

    function invariant_nobody_is_billed_beyond_what_was_signed() public view {
        for (uint256 i = 0; i < handler.count(); i++) {
            bytes32 id = handler.ids(i);
            (,,,, uint96 paid, uint96 escrow,,, uint32 until,,,) = market.deals(id);
            assertTrue(paid <= handler.most(id), "billed too much");
            assertTrue(paid <= handler.deposited(id), "billed beyond the deposit");
            if (until != 0) assertEq(uint256(paid) + escrow, handler.deposited(id));
        }
    }

    function invariant_a_closed_deal_stays_closed_and_keeps_its_bill() public view {
        for (uint256 i = 0; i < handler.count(); i++) {
            bytes32 id = handler.ids(i);
            if (!handler.closed(id)) continue;
            (address customer,,,, uint96 paid, uint96 escrow,,, uint32 until,,,) = market.deals(id);
            assertEq(paid, handler.paidAtClose(id));
            assertTrue(customer != address(0) && escrow == 0 && until == 0, "no tombstone");
        }
    }

    /// Nothing is ever stuck: in the end only gifts remain.
    function afterInvariant() public {
        handler.closeEverything();
        assertEq(handler.tokens(), handler.donated());
    }
}
