// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Market} from "../src/Market.sol";
import {Handler} from "./Handler.sol";
import {RandomMoney} from "./RandomLife.sol";

/// What holds after any sequence of actions by anybody. One campaign checks all of it; the
/// handler's steps check authority, single use and that no word takes anything away.
contract InvariantsTest is RandomMoney {
    Handler internal handler;
    Market internal market;

    function setUp() public {
        handler = new Handler();
        market = handler.markets();
    }

    function _steps() internal view override returns (bytes memory) {
        bytes4[20] memory all = [
            handler.wait.selector,
            handler.wait.selector,
            handler.take.selector,
            handler.claim.selector,
            handler.claimAll.selector,
            handler.claimNowOrLater.selector,
            handler.voucher.selector,
            handler.voucherAgain.selector,
            handler.topUp.selector,
            handler.amend.selector,
            handler.requestClose.selector,
            handler.closeByPayee.selector,
            handler.stop.selector,
            handler.settle.selector,
            handler.finish.selector,
            handler.withdraw.selector,
            handler.donate.selector,
            handler.mood.selector,
            handler.steal.selector,
            handler.rate.selector
        ];
        return abi.encode(all);
    }

    function _handler() internal view override returns (address) {
        return address(handler);
    }

    function invariant_money_is_conserved_nobody_is_overbilled_and_what_is_closed_stays_closed() public view {
        uint256 escrows;
        for (uint256 i = 0; i < handler.count(); i++) {
            bytes32 id = handler.ids(i);
            (,,,, uint96 paid, uint96 escrow,,, uint32 until,,,) = market.deals(id);
            escrows += escrow;
            _checkBill(id, paid, escrow, until);
        }
        assertEq(handler.tokens() - handler.donated(), handler.vaults() + escrows);
        assertTrue(handler.ratingsAddUp(), "ratings that nobody gave, or that were lost");
    }

    function _checkBill(bytes32 id, uint96 paid, uint96 escrow, uint32 until) private view {
        assertTrue(paid <= handler.promises().most(id), "billed beyond what was signed");
        assertTrue(paid <= handler.deposited(id), "billed beyond the deposit");
        if (until != 0) {
            assertEq(uint256(paid) + escrow, handler.deposited(id));
            _checkExact(id, paid);
            return;
        }
        assertTrue(handler.closed(id) && escrow == 0, "no tombstone");
        assertEq(paid, handler.paidAtClose(id));
    }

    /// What nobody topped up, vouched for or changed costs its seconds, and exactly those, however
    /// often it was claimed.
    function _checkExact(bytes32 id, uint96 paid) private view {
        uint256 since = handler.untouchedSince(id);
        if (since == 0) return;
        (, uint80 rate,,,,,, uint32 end, uint32 until,,,) = market.deals(id);
        uint256 stop = block.timestamp < end ? block.timestamp : end;
        if (until < stop) stop = until;
        uint256 span = stop > since ? stop - since : 0;
        if (span < handler.minimumOf(id)) span = handler.minimumOf(id);
        uint256 exact = rate * span;
        if (exact > handler.deposited(id)) exact = handler.deposited(id);
        assertEq(uint256(paid) + market.owed(id), exact);
    }
}
