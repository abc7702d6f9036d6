// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Campaigns} from "../src/Campaigns.sol";
import {CampaignHandler} from "./CampaignHandler.sol";
import {RandomMoney} from "./RandomLife.sol";

/// What holds for campaigns after any sequence of actions by anybody; the handler's steps check
/// authority, single use, and that each coupon pays exactly what it says.
contract CampaignInvariantsTest is RandomMoney {
    CampaignHandler internal handler;
    Campaigns internal campaigns;

    function setUp() public {
        handler = new CampaignHandler();
        campaigns = handler.place();
    }

    function _steps() internal view override returns (bytes memory) {
        bytes4[15] memory all = [
            handler.wait.selector,
            handler.mood.selector,
            handler.open.selector,
            handler.fund.selector,
            handler.join.selector,
            handler.join.selector,
            handler.redeem.selector,
            handler.redeem.selector,
            handler.redeemAgain.selector,
            handler.setSigner.selector,
            handler.close.selector,
            handler.giveBack.selector,
            handler.withdraw.selector,
            handler.donate.selector,
            handler.steal.selector
        ];
        return abi.encode(all);
    }

    function _handler() internal view override returns (address) {
        return address(handler);
    }

    /// forge-config: default.invariant.runs = 64
    /// forge-config: long.invariant.runs = 1280
    function invariant_budgets_add_up_no_sponsor_is_overdrawn_and_no_supplier_short_paid() public view {
        uint256 budgets;
        for (uint256 i = 0; i < handler.count(); i++) budgets += _checked(handler.ids(i));
        assertEq(handler.tokens() - handler.donated(), handler.vaults() + budgets);
    }

    function _checked(bytes32 id) private view returns (uint256) {
        (,,,, uint96 free, uint96 reserved,,,) = campaigns.campaigns(id);
        (uint256 most, uint256 paid, bool exact) = handler.sums(id);
        assertTrue(exact, "paid other than by the best coupon");
        assertEq(uint256(free) + reserved + paid + handler.returned(id), handler.funded(id));
        assertEq(reserved, handler.emptied(id) ? 0 : most - paid);
        return uint256(free) + reserved;
    }
}
