// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accrual, Deal} from "./Accrual.sol";
import {Operators} from "./Operators.sol";
import {Vault} from "./Vault.sol";

/// There is no open deal of this id.
error DealNotOpen(bytes32 deal);

/// The deals themselves, and what all that touch them share.
abstract contract Deals is Vault, Operators {
    using Accrual for Deal;

    event Claimed(bytes32 indexed deal, uint96 amount, uint96 paid, uint40 until);
    event DealClosed(bytes32 indexed deal, uint96 paid, uint96 refunded);

    mapping(bytes32 id => Deal) public deals;

    /// What a plain claim pays now.
    function owed(bytes32 id) external view returns (uint96) {
        return uint96(deals[id].claim(Accrual.clock()));
    }

    function _open(bytes32 id) internal view returns (Deal memory deal) {
        deal = deals[id];
        if (deal.until == 0) revert DealNotOpen(id);
    }

    /// Write back what accrual changed, and say so.
    function _record(bytes32 id, Deal memory deal, uint256 pay) internal {
        Deal storage slot = deals[id];
        if (pay != 0) slot.paid = deal.paid;
        _storeThird(slot, deal);
        emit Claimed(id, uint96(pay), deal.paid, deal.until);
    }

    /// Pay `pay` of the escrow to the payee, give the rest back, leave the tombstone.
    function _close(bytes32 id, Deal memory deal, uint256 pay, uint256 paid, uint256 rest) internal {
        Deal storage slot = deals[id];
        if (pay != 0) slot.paid = uint96(paid);
        _storeThird(slot, _nothing());
        _credit(deal.payee, pay);
        _credit(deal.consumer, rest);
        emit DealClosed(id, uint96(paid), uint96(rest));
    }

    function _closeAccrued(bytes32 id, Deal memory deal) internal {
        uint256 pay = deal.claim(Accrual.clock());
        _close(id, deal, pay, deal.paid, deal.escrow);
    }

    function _storeThird(Deal storage slot, Deal memory deal) internal {
        slot.escrow = deal.escrow;
        slot.last = deal.last;
        slot.end = deal.end;
        slot.until = deal.until;
        slot.floor = deal.floor;
        slot.notice = deal.notice;
        slot.window = deal.window;
    }

    function _nothing() private pure returns (Deal memory deal) {}
}
