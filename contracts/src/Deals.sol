// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accrual, Deal} from "./Accrual.sol";
import {Operators} from "./Operators.sol";
import {Vault} from "./Vault.sol";

/// There is no open deal of this id.
error DealNotOpen(bytes32 deal);

/// The words say something that no deal can be.
error BadTerms();

/// The deal can pay a total from `least` to `most`.
error TotalImpossible(uint96 least, uint96 most);

/// The deals themselves, and what all that touch them share.
abstract contract Deals is Vault, Operators {
    using Accrual for Deal;

    event Claimed(bytes32 indexed deal, uint96 amount, uint96 paid, uint40 until);
    event DealClosed(bytes32 indexed deal, uint96 paid, uint96 refunded);

    mapping(bytes32 id => Deal) internal _deals;

    /// Everything about a deal. Open while `until` is not 0.
    function deals(bytes32 id)
        external
        view
        returns (
            address consumer,
            uint80 rate,
            uint16 seq,
            address payee,
            uint96 paid,
            uint96 escrow,
            uint32 last,
            uint32 end,
            uint32 until,
            uint32 floor,
            uint24 notice,
            uint8 window
        )
    {
        Deal memory deal = _deals[id];
        consumer = deal.consumer;
        rate = deal.rate;
        seq = deal.seq;
        payee = deal.payee;
        paid = deal.funded - deal.escrow;
        escrow = deal.escrow;
        last = deal.last;
        end = deal.end;
        until = deal.until;
        floor = deal.floor;
        notice = deal.notice;
        window = deal.window;
    }

    /// What a plain claim pays now.
    function owed(bytes32 id) external view returns (uint96) {
        Deal memory deal = _deals[id];
        return uint96(deal.owed(Accrual.clock()));
    }

    function _open(bytes32 id) internal view returns (Deal memory deal) {
        deal = _deals[id];
        if (deal.until == 0) revert DealNotOpen(id);
    }

    /// Write back what accrual changed, and say so.
    function _record(bytes32 id, Deal memory deal, uint256 pay) internal {
        _storeThird(id, deal);
        emit Claimed(id, uint96(pay), deal.funded - deal.escrow, deal.until);
    }

    /// Pay `pay` of the escrow to the payee, give the rest back, leave the tombstone.
    function _close(bytes32 id, Deal memory deal, uint256 pay) internal {
        uint96 rest = deal.escrow - uint96(pay);
        uint96 paid = deal.funded - rest;
        if (rest != 0) _deals[id].funded = paid;
        _writeThird(id, 0);
        _credit(deal.payee, pay);
        _credit(deal.consumer, rest);
        emit DealClosed(id, paid, rest);
    }

    /// The third slot at once: by fields, the compiler would write it once for each.
    function _storeThird(bytes32 id, Deal memory deal) private {
        uint256 word = uint256(deal.escrow) | uint256(deal.last) << 96 | uint256(deal.end) << 128
            | uint256(deal.until) << 160 | uint256(deal.floor) << 192 | uint256(deal.notice) << 224
            | uint256(deal.window) << 248;
        _writeThird(id, word);
    }

    function _writeThird(bytes32 id, uint256 word) private {
        Deal storage slot = _deals[id];
        assembly ("memory-safe") {
            sstore(add(slot.slot, 2), word)
        }
    }
}
