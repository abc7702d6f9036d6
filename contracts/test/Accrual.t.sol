// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accrual, Deal} from "../src/Accrual.sol";
import {Voucher} from "../src/Messages.sol";
import {Test} from "./Vm.sol";

/// The library by itself, on any numbers that the storage can hold.
contract AccrualOf {
    using Accrual for Deal;

    function claim(Deal memory deal, uint256 time) external pure returns (Deal memory, uint256 pay) {
        pay = deal.claim(time);
        return (deal, pay);
    }

    function claim(Deal memory deal, Voucher calldata voucher, uint256 time)
        external
        pure
        returns (Deal memory, uint256 pay)
    {
        pay = deal.claim(voucher, time);
        return (deal, pay);
    }

    function worth(Deal memory deal, Voucher calldata voucher, uint256 time) external pure returns (uint256) {
        return deal.worth(voucher, time);
    }
}

/// Properties of accrual. Half of the runs use numbers as large as the storage holds, half use
/// small ones that meet each other.
contract AccrualTest is Test {
    AccrualOf internal accrual = new AccrualOf();

    function testFuzz_a_claim_conserves_money_and_never_goes_back(Deal memory deal, uint32 time) public view {
        _shape(deal);
        (Deal memory after_, uint256 pay) = accrual.claim(deal, time);
        assertEq(after_.escrow + pay, deal.escrow);
        assertEq(after_.funded, deal.funded);
        assertTrue(after_.last >= deal.last, "the clock of a deal ran back");
        assertEq(pay, _min(deal.escrow, deal.rate * _above(_stop(deal, time), deal.last)));
    }

    function testFuzz_claiming_more_often_changes_nothing(Deal memory deal, uint32 first, uint32 second)
        public
        view
    {
        _shape(deal);
        (first, second) = _times(deal, first, second);
        (, uint256 once) = accrual.claim(deal, second);
        (Deal memory between, uint256 early) = accrual.claim(deal, first);
        (, uint256 late) = accrual.claim(between, second);
        assertEq(early + late, once);
    }

    function testFuzz_a_voucher_pays_the_higher_line_within_the_escrow(
        Deal memory deal,
        Voucher memory voucher,
        uint32 time
    ) public view {
        _shape(deal);
        _shape(deal, voucher);
        uint256 paid = deal.funded - deal.escrow;
        uint256 promised = accrual.worth(deal, voucher, time);
        uint256 own = paid + deal.rate * _above(_stop(deal, time), deal.last);
        (Deal memory after_, uint256 pay) = accrual.claim(deal, voucher, time);
        assertEq(paid + pay, _min(deal.funded, _max(own, promised)));
        assertEq(after_.escrow + pay, deal.escrow);
        assertTrue(after_.until >= deal.until, "the authority shrank");
        assertEq(after_.floor, deal.floor);
    }

    function testFuzz_no_voucher_takes_anything_away(
        Deal memory deal,
        Voucher memory voucher,
        uint32 first,
        uint32 second
    ) public view {
        _shape(deal);
        _shape(deal, voucher);
        (first, second) = _times(deal, first, second);
        _past(deal, voucher, first);
        (, uint256 without) = accrual.claim(deal, second);
        (Deal memory between, uint256 early) = accrual.claim(deal, voucher, first);
        (, uint256 late) = accrual.claim(between, second);
        assertTrue(early + late >= without, "the payee lost by a voucher");
    }

    function testFuzz_claiming_a_voucher_more_often_changes_nothing(
        Deal memory deal,
        Voucher memory voucher,
        uint32 first,
        uint32 second
    ) public view {
        _shape(deal);
        _shape(deal, voucher);
        (first, second) = _times(deal, first, second);
        _past(deal, voucher, first);
        (, uint256 once) = accrual.claim(deal, voucher, second);
        (Deal memory between, uint256 early) = accrual.claim(deal, voucher, first);
        (, uint256 late) = accrual.claim(between, voucher, second);
        assertTrue(early + late >= once, "claiming early lost something");
        // Where a voucher ends before the deal's authority and hits between two seconds.
        assertTrue(early + late - once <= _above(deal.rate, 1), "claiming early won something");
        if (voucher.until >= deal.until) assertEq(early + late, once);
    }

    function testFuzz_what_follows_a_voucher_stays_within_both_lines(
        Deal memory deal,
        Voucher memory voucher,
        uint32 first,
        uint32 second
    ) public view {
        _shape(deal);
        _shape(deal, voucher);
        (first, second) = _times(deal, first, second);
        _past(deal, voucher, first);
        uint256 paid = deal.funded - deal.escrow;
        uint256 own = paid + deal.rate * _above(_stop(deal, second), deal.last);
        uint256 most = _max(own, accrual.worth(deal, voucher, second));
        (Deal memory between, uint256 early) = accrual.claim(deal, voucher, first);
        (, uint256 late) = accrual.claim(between, second);
        assertTrue(paid + early + late <= most + _above(deal.rate, 1), "billed beyond what was signed");
        if (voucher.until >= deal.until) {
            assertTrue(paid + early + late <= most, "billed beyond what was signed");
        }
    }

    /// Fields as they can stand in an open deal.
    function _shape(Deal memory deal) private pure {
        if (deal.seq % 2 == 0) {
            deal.rate %= 50;
            deal.funded %= 20_000;
            deal.last %= 1000;
            deal.end %= 1000;
            deal.until %= 1000;
            deal.floor %= 500;
        }
        if (deal.escrow > deal.funded) deal.escrow = uint96(bound(deal.escrow, 0, deal.funded));
        if (deal.until == 0) deal.until = 1;
    }

    function _shape(Deal memory deal, Voucher memory voucher) private pure {
        if (deal.seq % 2 == 0) {
            voucher.total %= 20_000;
            voucher.at %= 1000;
            voucher.until %= 1000;
        }
        if (voucher.until > type(uint32).max) voucher.until = type(uint32).max;
    }

    /// What a deal and a claimed voucher remember lies in the past.
    function _past(Deal memory deal, Voucher memory voucher, uint32 time) private pure {
        if (voucher.at > time) voucher.at = time;
        if (deal.floor > time) deal.floor = time;
    }

    function _times(Deal memory deal, uint32 first, uint32 second) private pure returns (uint32, uint32) {
        if (deal.seq % 2 == 0) (first, second) = (first % 1200, second % 1200);
        return first < second ? (first, second) : (second, first);
    }

    function _stop(Deal memory deal, uint256 time) private pure returns (uint256) {
        return _min(_min(time, deal.end), deal.until);
    }

    function _above(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : 0;
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
