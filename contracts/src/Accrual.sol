// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Voucher} from "./Messages.sol";

/// A deal in three slots. Open while `until` is not 0; closing clears the third slot, and the
/// first two stay as the tombstone. end is 2^32-1 for spot; window in hours; notice in seconds.
struct Deal {
    address consumer;
    uint80 rate;
    uint16 seq;
    address payee;
    uint96 paid;
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

    /// Accrue: pay what has streamed.
    function claim(Deal memory deal, uint256 time) internal pure returns (uint256 pay) {
        unchecked {
            uint256 stop = min(min(time, deal.end), deal.until);
            if (stop <= deal.last) return 0;
            pay = min(deal.rate * (stop - deal.last), deal.escrow);
            deal.last = uint32(stop);
            _pay(deal, pay);
        }
    }

    /// Accrue up to the higher of the deal's line and the voucher's; go on with the longer one.
    /// Where the line that goes on lies below what is now paid, `last` moves forward by the
    /// seconds in which it catches up, rounded up, so that nothing is paid twice.
    function claim(Deal memory deal, Voucher calldata voucher, uint256 time)
        internal
        pure
        returns (uint256 pay)
    {
        unchecked {
            uint256 rate = deal.rate;
            uint256 stop = min(min(time, deal.end), deal.until);
            uint256 streamed = rate * above(stop, deal.last);
            uint256 promised = worth(deal, voucher, time);
            pay = min(max(streamed, above(promised, deal.paid)), deal.escrow);
            uint256 last;
            if (voucher.until > deal.until) {
                deal.until = uint32(min(voucher.until, FOREVER));
                stop = min(min(time, deal.end), deal.until);
                last = stop + _catchUp(above(deal.paid + pay, promised), rate);
            } else {
                last = max(stop, deal.last) + _catchUp(above(pay, streamed), rate);
            }
            deal.last = uint32(min(last, FOREVER));
            _pay(deal, pay);
        }
    }

    /// The whole entitlement by a voucher, in its own right.
    function worth(Deal memory deal, Voucher calldata voucher, uint256 time) internal pure returns (uint256) {
        unchecked {
            uint256 stop = min(min(time, deal.end), voucher.until);
            return voucher.total + deal.rate * above(stop, max(voucher.at, deal.floor));
        }
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

    function _pay(Deal memory deal, uint256 pay) private pure {
        unchecked {
            deal.escrow -= uint96(pay);
            deal.paid += uint96(pay);
        }
    }

    function _catchUp(uint256 ahead, uint256 rate) private pure returns (uint256) {
        unchecked {
            return ahead == 0 || rate == 0 ? 0 : (ahead + rate - 1) / rate;
        }
    }
}
