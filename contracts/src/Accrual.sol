// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Amend, Voucher} from "./Messages.sol";

/// A deal in three slots. Open while `until` is not 0; closing clears the third slot, and the
/// first two stay as the tombstone. end is 2^32-1 for spot; window in hours; notice in seconds.
/// funded: all that was put in, so that a claim writes one slot only; what was paid is
/// funded - escrow. Closing takes what goes back out of funded: in a tombstone it is what was paid.
struct Deal {
    address consumer;
    uint80 rate;
    uint16 seq;
    address payee;
    uint96 funded;
    uint96 escrow;
    uint32 last;
    uint32 end;
    uint32 until;
    uint32 floor;
    uint24 notice;
    uint8 window;
}

/// What a deal owes; sonm_desktop/market/accrual.py is the same in Python.
///
/// A deal carries one line: `paid` at time `last`, rising by the rate for each second up to the
/// stop time. Each voucher is another line, complete in itself. The payee is entitled to the
/// highest of the lines, and never to more than was put into escrow. Nothing here can revert:
/// all sums are of 96-bit money and 80-bit rates times 32-bit seconds, in 256 bits.
library Accrual {
    uint256 internal constant FOREVER = type(uint32).max;

    /// The chain's time, which stands still in 2106 rather than to overflow.
    function clock() internal view returns (uint256) {
        return min(block.timestamp, FOREVER);
    }

    /// What a plain claim pays.
    function owed(Deal memory deal, uint256 time) internal pure returns (uint256) {
        return min(streamed(deal, stopTime(deal, time)), deal.escrow);
    }

    /// Accrue: pay what is owed.
    function claim(Deal memory deal, uint256 time) internal pure returns (uint256 pay) {
        unchecked {
            uint256 stop = stopTime(deal, time);
            pay = min(streamed(deal, stop), deal.escrow);
            deal.escrow -= uint96(pay);
            if (deal.last < stop) deal.last = uint32(stop);
        }
    }

    /// Accrue up to the higher of the deal's line and the voucher's. The deal goes on along the
    /// voucher's line when that reaches further, unless its own is higher and still rising: no
    /// voucher takes anything away. Where the line that goes on lies below what is now paid,
    /// `last` moves forward by the seconds in which it catches up, so that nothing is paid twice.
    function claim(Deal memory deal, Voucher calldata voucher, uint256 time)
        internal
        pure
        returns (uint256 pay)
    {
        unchecked {
            uint256 rate = deal.rate;
            uint256 stop = stopTime(deal, time);
            uint256 byStream = streamed(deal, stop);
            uint256 promised = worth(deal, voucher, time);
            uint256 paid = deal.funded - deal.escrow;
            pay = min(max(byStream, above(promised, paid)), deal.escrow);
            bool higher = promised + rate * above(deal.last, stop) >= paid + byStream;
            uint256 last;
            if (voucher.until > deal.until && (higher || time >= deal.until)) {
                deal.until = uint32(min(voucher.until, FOREVER));
                uint256 ahead = above(paid + pay, promised);
                last = stopTime(deal, time) + (rate == 0 ? 0 : (ahead + rate - 1) / rate);
            } else {
                uint256 ahead = above(pay, byStream);
                last = max(stop, deal.last) + (rate == 0 ? 0 : ahead / rate);
            }
            deal.last = uint32(min(last, FOREVER));
            deal.escrow -= uint96(pay);
        }
    }

    /// Accrue, at least up to the total of `word`, and go on from there by its terms. What was
    /// paid ahead keeps its value at the new price. `agreed`: both have signed, so that no voucher
    /// from before bills by the new price the time before it.
    function amend(Deal memory deal, Amend calldata word, bool agreed, uint256 time)
        internal
        pure
        returns (uint256 pay)
    {
        unchecked {
            uint256 stop = stopTime(deal, time);
            uint256 paid = deal.funded - deal.escrow;
            uint256 level = max(word.total, line(deal, time));
            pay = min(max(streamed(deal, stop), above(word.total, paid)), deal.escrow);
            uint256 ahead = above(paid + pay, level);
            uint256 last = min(max(deal.last, stop), time);
            if (word.rate != 0) last += (ahead + word.rate - 1) / word.rate;
            deal.last = uint32(min(last, FOREVER));
            deal.escrow -= uint96(pay);
            deal.rate = word.rate;
            deal.end = uint32(word.end);
            deal.notice = word.notice;
            if (agreed) deal.floor = uint32(time);
        }
        deal.seq = word.seq + 1;
    }

    /// What the deal's own line says at `time`: less than is paid while something is paid ahead.
    function line(Deal memory deal, uint256 time) internal pure returns (uint256) {
        unchecked {
            uint256 level = deal.funded - deal.escrow + streamed(deal, stopTime(deal, time));
            return above(level, deal.rate * above(deal.last, time));
        }
    }

    /// By how much the deal's own line rises until `stop`.
    function streamed(Deal memory deal, uint256 stop) internal pure returns (uint256) {
        unchecked {
            return deal.rate * above(stop, deal.last);
        }
    }

    /// The whole entitlement by a voucher, in its own right.
    function worth(Deal memory deal, Voucher calldata voucher, uint256 time) internal pure returns (uint256) {
        unchecked {
            uint256 stop = min(min(time, deal.end), voucher.until);
            return voucher.total + deal.rate * above(stop, max(voucher.at, deal.floor));
        }
    }

    /// Up to when time counts: the earliest of now, the end and what is authorised.
    function stopTime(Deal memory deal, uint256 time) internal pure returns (uint256) {
        return min(min(time, deal.end), deal.until);
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }

    /// By how much `a` exceeds `b`; 0 when it does not.
    function above(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            return a > b ? a - b : 0;
        }
    }
}
