// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Coupon, Place} from "../src/CampaignMessages.sol";
import {
    BadCampaign,
    BudgetTooLow,
    CampaignExists,
    CampaignOver,
    Campaigns,
    CampaignUnknown,
    NoPlace,
    NothingToReturn,
    NotSigned,
    NotSponsor,
    PlaceExpired,
    PlaceTaken,
    PriceOutOfBounds
} from "../src/Campaigns.sol";
import {IPriceFeed, NoPriceFeed, PriceUnusable} from "../src/PriceFeed.sol";
import {VaultTooLow} from "../src/Vault.sol";
import {CampaignBed} from "./CampaignBed.sol";

/// Answers what it was told.
contract ToldFeed is IPriceFeed {
    int256 public answer = 2e7;
    uint256 public updatedAt = block.timestamp;

    function tell(int256 answer_, uint256 updatedAt_) external {
        (answer, updatedAt) = (answer_, updatedAt_);
    }

    function decimals() external pure returns (uint8) {
        return 8;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (1, answer, updatedAt, updatedAt, 1);
    }
}

/// A sponsor's budget, and what he may choose.
contract CampaignOpeningTest is CampaignBed {
    event CampaignOpened(
        bytes32 indexed campaign,
        address indexed sponsor,
        bytes32 indexed work,
        uint256 nonce,
        address signer,
        uint96 bonus,
        uint96 price,
        uint96 budget,
        uint40 end,
        uint24 notice,
        uint8 window
    );

    function test_a_campaign_takes_its_budget_out_of_the_sponsors_vault_and_says_its_terms() public {
        bytes32 expected = campaigns.campaignId(sponsor, 7);
        Campaigns.Terms memory terms = _offer();
        terms.nonce = 7;
        vm.expectEmit(address(campaigns));
        emit CampaignOpened(
            expected, sponsor, terms.work, 7, signer, BONUS, PRICE, BUDGET, END, 3 days, 48
        );
        bytes32 id = _openWith(terms, BUDGET);
        assertEq(id, expected);
        assertEq(campaigns.vaultOf(sponsor), 9_000 ether);
        (address by, uint96 bonus, address key, uint96 price, uint96 free, uint96 reserved,,, uint8 window) =
            campaigns.campaigns(id);
        assertTrue(by == sponsor && key == signer && window == 48 && reserved == 0, "other terms");
        assertEq(uint256(bonus) + price + free, uint256(BONUS) + PRICE + BUDGET);
    }

    function test_a_number_names_one_campaign_of_a_sponsor_for_ever() public {
        bytes32 id = _campaign();
        vm.expectRevert(abi.encodeWithSelector(CampaignExists.selector, id));
        _campaign();
        vm.warp(END + 8 days);
        campaigns.giveBack(id);
        Campaigns.Terms memory terms = _offer();
        terms.end = uint32(END + 90 days);
        vm.expectRevert(abi.encodeWithSelector(CampaignExists.selector, id));
        _openWith(terms, 0);
    }

    function test_more_than_the_vault_holds_opens_nothing() public {
        vm.expectRevert(abi.encodeWithSelector(VaultTooLow.selector, 10_000 ether));
        _openWith(_offer(), 10_000 ether + 1);
    }

    function test_terms_that_no_campaign_can_have_are_refused() public {
        for (uint256 i = 0; i < 6; i++) {
            Campaigns.Terms memory terms = _offer();
            if (i == 0) terms.signer = address(0);
            if (i == 1) terms.end = uint32(START);
            if (i == 2) terms.window = 23;
            if (i == 3) terms.window = 169;
            if (i == 4) terms.notice = 30 days + 1;
            if (i == 5) terms.usdPrice = 4 ether;
            vm.expectRevert(BadCampaign.selector);
            _openWith(terms, BUDGET);
        }
    }

    function test_terms_at_their_bounds_are_taken() public {
        for (uint256 i = 0; i < 4; i++) {
            Campaigns.Terms memory terms = _offer();
            terms.nonce = i;
            if (i == 0) terms.end = uint32(START + 1);
            if (i == 1) terms.window = 24;
            if (i == 2) terms.window = 168;
            if (i == 3) terms.notice = 30 days;
            _openWith(terms, 1 ether);
        }
        assertEq(campaigns.vaultOf(sponsor), 9_996 ether);
    }

    function test_anybody_adds_to_a_budget_and_the_rest_is_the_sponsors() public {
        bytes32 id = _campaign();
        _fill(stranger, 5 ether);
        vm.prank(stranger);
        campaigns.fund(id, 5 ether);
        assertEq(_free(id), BUDGET + 5 ether);
        assertEq(campaigns.vaultOf(stranger), 0);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(VaultTooLow.selector, 0));
        campaigns.fund(id, 1);
        vm.warp(END);
        vm.expectRevert(abi.encodeWithSelector(CampaignOver.selector, END));
        campaigns.fund(id, 0);
        campaigns.giveBack(id);
        assertEq(campaigns.vaultOf(sponsor), 10_005 ether);
    }

    function test_what_is_no_campaign_is_not_funded_joined_changed_or_given_back() public {
        bytes memory unknown = abi.encodeWithSelector(CampaignUnknown.selector, HOME);
        vm.expectRevert(unknown);
        campaigns.fund(HOME, 0);
        Place memory place = _place(HOME, master, HOME, 0);
        vm.expectRevert(unknown);
        campaigns.join(place, "");
        vm.expectRevert(unknown);
        campaigns.setSigner(HOME, signer);
        vm.expectRevert(unknown);
        campaigns.close(HOME);
        vm.expectRevert(unknown);
        campaigns.giveBack(HOME);
    }
}

/// A price in USD for each TB, converted once.
contract CampaignPriceTest is CampaignBed {
    ToldFeed private _feed;

    function setUp() public override {
        super.setUp();
        _feed = new ToldFeed();
        campaigns = _campaigns(token, _feed);
        _fill(sponsor, 10_000 ether);
    }

    function test_four_dollars_at_twenty_cents_are_twenty_snm_whatever_the_feed_says_later() public {
        bytes32 id = _openWith(_inUsd(20 ether, 20 ether), BUDGET);
        _feed.tell(1, START);
        _join(id, master, HOME, 3 * TB);
        _redeem(id, HOME, 3 * TB);
        assertEq(campaigns.vaultOf(master), BONUS + 60 ether);
    }

    function test_a_price_outside_the_sponsors_bounds_opens_nothing() public {
        bytes memory refused = abi.encodeWithSelector(PriceOutOfBounds.selector, 20 ether);
        vm.expectRevert(refused);
        _openWith(_inUsd(20 ether + 1, 30 ether), BUDGET);
        vm.expectRevert(refused);
        _openWith(_inUsd(1, 20 ether - 1), BUDGET);
        _feed.tell(type(int256).max, START);
        vm.expectRevert(abi.encodeWithSelector(PriceOutOfBounds.selector, 0));
        _openWith(_inUsd(0, type(uint96).max), BUDGET);
    }

    function test_a_feed_that_is_stale_from_the_future_or_without_price_opens_nothing() public {
        vm.warp(START + 1 hours);
        _openWith(_inUsd(0, 20 ether), BUDGET);
        int256[4] memory answers = [int256(2e7), 2e7, 0, -1];
        uint256[4] memory times = [START - 1, START + 1 hours + 1, START + 1 hours, START + 1 hours];
        for (uint256 i = 0; i < 4; i++) {
            _feed.tell(answers[i], times[i]);
            Campaigns.Terms memory terms = _inUsd(0, 20 ether);
            terms.nonce = 1;
            vm.expectRevert(abi.encodeWithSelector(PriceUnusable.selector, answers[i], times[i]));
            _openWith(terms, BUDGET);
        }
    }

    function test_without_a_feed_only_prices_in_snm_are_taken() public {
        campaigns = _campaigns(token, IPriceFeed(address(0)));
        vm.expectRevert(NoPriceFeed.selector);
        _openWith(_inUsd(0, 20 ether), 0);
        _openWith(_offer(), 0);
    }

    function _inUsd(uint96 lowest, uint96 highest) private view returns (Campaigns.Terms memory terms) {
        terms = _offer();
        (terms.price, terms.usdPrice) = (0, 4 ether);
        (terms.lowest, terms.highest) = (lowest, highest);
    }
}

/// Who takes part, and what is set aside for him.
contract CampaignPlacesTest is CampaignBed {
    event Joined(bytes32 indexed campaign, address indexed account, bytes32 indexed commitment, uint96 most);

    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _campaign();
    }

    function test_a_place_sets_the_bonus_and_its_traffic_aside() public {
        vm.expectEmit(address(campaigns));
        emit Joined(_id, master, HOME, 250 ether);
        _join(_id, master, HOME, 2 * TB);
        assertEq(_free(_id), 750 ether);
        assertEq(_reserved(_id), 250 ether);
        assertEq(_mostFor(_id, HOME), 250 ether);
        assertEq(campaigns.vaultOf(master), 0);
    }

    function test_an_address_has_one_place_whoever_comes_again() public {
        _join(_id, master, HOME, 1 * TB);
        _cannotJoin(stranger, HOME, 1 * TB, abi.encodeWithSelector(PlaceTaken.selector, master));
        _cannotJoin(stranger, HOME, 2 * TB, abi.encodeWithSelector(PlaceTaken.selector, master));
        _cannotJoin(master, HOME, 1 * TB, abi.encodeWithSelector(PlaceTaken.selector, master));
        _cannotJoin(master, HOME, 0, abi.encodeWithSelector(PlaceTaken.selector, master));
        _join(_id, master, OFFICE, 1 * TB);
        assertEq(_reserved(_id), 300 ether);
    }

    function test_a_place_is_enlarged_and_keeps_what_it_was_paid() public {
        _join(_id, master, HOME, 1 * TB);
        _redeem(_id, HOME, 1 * TB);
        _join(_id, master, HOME, 3 * TB);
        assertEq(_mostFor(_id, HOME), 350 ether);
        assertEq(_paidFor(_id, HOME), 150 ether);
        assertEq(_reserved(_id), 200 ether);
        assertEq(_free(_id), 650 ether);
    }

    function test_more_places_than_the_budget_bears_cannot_be_made_however_many_are_signed() public {
        for (uint256 i = 0; i < 20; i++) _join(_id, master, keccak256(abi.encode(i)), 0);
        assertEq(_free(_id), 0);
        _cannotJoin(stranger, HOME, 0, abi.encodeWithSelector(BudgetTooLow.selector, 0));
        vm.prank(sponsor);
        campaigns.fund(_id, 50 ether - 1);
        _cannotJoin(stranger, HOME, 0, abi.encodeWithSelector(BudgetTooLow.selector, 50 ether - 1));
        vm.prank(sponsor);
        campaigns.fund(_id, 1);
        _join(_id, stranger, HOME, 0);
        assertEq(_reserved(_id), 1050 ether);
    }

    function test_an_offer_of_a_place_counts_in_its_last_second() public {
        Place memory place = _place(_id, master, HOME, 0);
        bytes memory word = _signFor(SIGNER, hashes.place(place));
        vm.warp(place.expiry + 1);
        vm.expectRevert(abi.encodeWithSelector(PlaceExpired.selector, place.expiry));
        campaigns.join(place, word);
        vm.warp(place.expiry);
        campaigns.join(place, word);
    }

    function test_nobody_joins_at_the_end_or_after() public {
        vm.warp(END);
        _cannotJoin(master, HOME, 0, abi.encodeWithSelector(CampaignOver.selector, END));
        vm.warp(END - 1);
        _join(_id, master, HOME, 0);
    }

    function test_a_place_for_nobody_is_refused() public {
        _cannotJoin(address(0), HOME, 0, abi.encodeWithSelector(BadCampaign.selector));
    }

    function test_a_place_beyond_all_money_is_refused() public {
        Campaigns.Terms memory terms = _offer();
        (terms.nonce, terms.bonus, terms.price) = (1, type(uint96).max, type(uint96).max);
        _id = _openWith(terms, BUDGET);
        _cannotJoin(master, HOME, type(uint64).max, abi.encodeWithSelector(BudgetTooLow.selector, BUDGET));
    }

    function test_budgets_beyond_all_money_are_refused() public {
        _fillBeyondAllMoney();
        vm.prank(sponsor);
        vm.expectRevert(BadCampaign.selector);
        campaigns.fund(_id, type(uint96).max - BUDGET + 1);
        _join(_id, master, HOME, 1 * TB);
        vm.prank(sponsor);
        vm.expectRevert(BadCampaign.selector);
        campaigns.fund(_id, type(uint96).max - BUDGET + 1);
        vm.prank(sponsor);
        campaigns.fund(_id, type(uint96).max - BUDGET);
        assertEq(_free(_id) + _reserved(_id), type(uint96).max);
        vm.warp(END + 49 hours);
        campaigns.giveBack(_id);
        assertEq(campaigns.vaultOf(sponsor), uint256(type(uint96).max) + 1);
    }

    /// The sponsor's vault as no real token could fill it.
    function _fillBeyondAllMoney() private {
        for (uint256 slot = 0; slot < 8; slot++) {
            bytes32 place = keccak256(abi.encode(sponsor, slot));
            if (uint256(vm.load(address(campaigns), place)) == campaigns.vaultOf(sponsor)) {
                vm.store(address(campaigns), place, bytes32(uint256(type(uint96).max) - BUDGET + 1));
            }
        }
    }

    function _cannotJoin(address account, bytes32 home, uint64 traffic, bytes memory reason) private {
        Place memory place = _place(_id, account, home, traffic);
        bytes memory word = _signFor(SIGNER, hashes.place(place));
        vm.expectRevert(reason);
        campaigns.join(place, word);
    }
}

/// What coupons pay.
contract CampaignCouponsTest is CampaignBed {
    event Redeemed(
        bytes32 indexed campaign,
        address indexed account,
        bytes32 indexed commitment,
        uint64 traffic,
        uint96 amount,
        uint96 paid
    );

    uint256 private constant NEXT = 0x53;
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _campaign();
        _join(_id, master, HOME, 2 * TB);
    }

    function test_the_first_coupon_pays_the_bonus_and_each_only_what_is_new() public {
        vm.expectEmit(address(campaigns));
        emit Redeemed(_id, master, HOME, 0, 50 ether, 50 ether);
        _redeem(_id, HOME, 0);
        assertEq(campaigns.vaultOf(master), 50 ether);
        vm.recordLogs();
        _redeem(_id, HOME, 0);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(campaigns.vaultOf(master), 50 ether);
        vm.expectEmit(address(campaigns));
        emit Redeemed(_id, master, HOME, TB / 2, 50 ether, 100 ether);
        _redeem(_id, HOME, TB / 2);
        _redeem(_id, HOME, 0);
        assertEq(campaigns.vaultOf(master), 100 ether);
        assertEq(_paidFor(_id, HOME), 100 ether);
        assertEq(_reserved(_id), 150 ether);
    }

    function test_a_coupon_beyond_the_place_pays_all_of_it_and_the_rest_when_there_is_more() public {
        Coupon memory coupon = Coupon(_id, HOME, 5 * TB);
        bytes memory word = _signFor(SIGNER, hashes.coupon(coupon));
        campaigns.redeem(coupon, word);
        assertEq(campaigns.vaultOf(master), 250 ether);
        _join(_id, master, HOME, 7 * TB);
        campaigns.redeem(coupon, word);
        assertEq(campaigns.vaultOf(master), 550 ether);
        campaigns.redeem(coupon, word);
        assertEq(campaigns.vaultOf(master), 550 ether);
        assertEq(_reserved(_id), 200 ether);
    }

    function test_bytes_are_paid_to_the_wei_rounded_down() public {
        Campaigns.Terms memory terms = _offer();
        (terms.nonce, terms.price, terms.bonus) = (1, 3, 0);
        _id = _openWith(terms, BUDGET);
        _join(_id, master, HOME, 2 * TB);
        _redeem(_id, HOME, TB / 3);
        assertEq(_paidFor(_id, HOME), 0);
        _redeem(_id, HOME, TB / 3 + 1);
        assertEq(_paidFor(_id, HOME), 1);
    }

    function test_a_coupon_for_an_address_without_a_place_pays_nothing() public {
        Coupon memory coupon = Coupon(_id, OFFICE, 0);
        bytes memory word = _signFor(SIGNER, hashes.coupon(coupon));
        vm.expectRevert(abi.encodeWithSelector(NoPlace.selector, OFFICE));
        campaigns.redeem(coupon, word);
    }

    function test_a_coupon_counts_after_the_end_and_until_all_was_given_back() public {
        vm.warp(END + 48 hours);
        campaigns.giveBack(_id);
        _redeem(_id, HOME, TB);
        assertEq(campaigns.vaultOf(master), 150 ether);
        vm.warp(END + 48 hours + 1);
        _redeem(_id, HOME, TB + TB / 2);
        assertEq(campaigns.vaultOf(master), 200 ether);
        campaigns.giveBack(_id);
        Coupon memory coupon = Coupon(_id, HOME, 2 * TB);
        bytes memory word = _signFor(SIGNER, hashes.coupon(coupon));
        vm.expectRevert(abi.encodeWithSelector(CampaignOver.selector, END));
        campaigns.redeem(coupon, word);
    }

    function test_a_new_key_breaks_no_promise_and_an_old_one_makes_no_new_place() public {
        vm.prank(sponsor);
        campaigns.setSigner(_id, vm.addr(NEXT));
        _redeem(_id, HOME, TB);
        _redeemBy(NEXT, Coupon(_id, HOME, 2 * TB));
        assertEq(campaigns.vaultOf(master), 250 ether);
        Place memory place = _place(_id, stranger, OFFICE, 0);
        bytes memory word = _signFor(SIGNER, hashes.place(place));
        vm.expectRevert(abi.encodeWithSelector(NotSigned.selector, vm.addr(NEXT)));
        campaigns.join(place, word);
        campaigns.join(place, _signFor(NEXT, hashes.place(place)));
        Coupon memory coupon = Coupon(_id, OFFICE, 0);
        word = _signFor(SIGNER, hashes.coupon(coupon));
        vm.expectRevert(abi.encodeWithSelector(NotSigned.selector, vm.addr(NEXT)));
        campaigns.redeem(coupon, word);
        _redeemBy(NEXT, coupon);
        assertEq(campaigns.vaultOf(stranger), 50 ether);
    }

    function test_a_key_that_comes_back_signs_for_all_places() public {
        vm.startPrank(sponsor);
        campaigns.setSigner(_id, vm.addr(NEXT));
        Place memory place = _place(_id, stranger, OFFICE, 0);
        campaigns.join(place, _signFor(NEXT, hashes.place(place)));
        campaigns.setSigner(_id, signer);
        vm.stopPrank();
        assertEq(campaigns.signers(_id, signer), 3);
        assertEq(campaigns.signers(_id, vm.addr(NEXT)), 2);
        _redeem(_id, OFFICE, 0);
        _redeemBy(NEXT, Coupon(_id, HOME, 0));
        assertEq(campaigns.vaultOf(stranger) + campaigns.vaultOf(master), 100 ether);
    }

    function test_the_sponsor_names_a_key_and_nobody_else_and_not_none() public {
        vm.expectRevert(abi.encodeWithSelector(NotSponsor.selector, sponsor));
        campaigns.setSigner(_id, stranger);
        vm.prank(sponsor);
        vm.expectRevert(BadCampaign.selector);
        campaigns.setSigner(_id, address(0));
    }

    function test_place_and_coupon_go_in_one_transaction_by_anybody() public {
        Place memory place = _place(_id, stranger, OFFICE, TB);
        Coupon memory coupon = Coupon(_id, OFFICE, TB);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(campaigns.join, (place, _signFor(SIGNER, hashes.place(place))));
        calls[1] = abi.encodeCall(campaigns.redeem, (coupon, _signFor(SIGNER, hashes.coupon(coupon))));
        vm.prank(operator);
        campaigns.multicall(calls);
        assertEq(campaigns.vaultOf(stranger), 150 ether);
        assertEq(campaigns.vaultOf(operator), 0);
    }

    function test_coupons_in_any_order_and_number_pay_the_same(uint64[5] memory amounts) public {
        uint256 most;
        for (uint256 i = 0; i < 5; i++) {
            amounts[i] = uint64(bound(amounts[i], 0, 3 * TB));
            if (amounts[i] > most) most = amounts[i];
            uint256 before = campaigns.vaultOf(master);
            _redeem(_id, HOME, amounts[i]);
            assertTrue(campaigns.vaultOf(master) >= before, "a coupon took something away");
        }
        uint256 due = BONUS + uint256(PRICE) * most / TB;
        assertEq(campaigns.vaultOf(master), due < 250 ether ? due : 250 ether);
        assertEq(_reserved(_id) + campaigns.vaultOf(master), 250 ether);
    }
}

/// How campaigns end, and where the rest goes.
contract CampaignClosingTest is CampaignBed {
    event CampaignEnding(bytes32 indexed campaign, uint40 end);
    event Returned(bytes32 indexed campaign, address indexed sponsor, uint96 amount);

    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _campaign();
        _join(_id, master, HOME, 1 * TB);
    }

    function test_the_sponsor_closes_with_notice_and_nobody_else() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotSponsor.selector, sponsor));
        campaigns.close(_id);
        vm.prank(sponsor);
        vm.expectEmit(address(campaigns));
        emit CampaignEnding(_id, uint40(START + 3 days));
        campaigns.close(_id);
        assertEq(_endOf(_id), START + 3 days);
        vm.warp(START + 3 days - 1);
        _join(_id, stranger, OFFICE, 0);
        _redeem(_id, OFFICE, 0);
    }

    function test_an_end_never_moves_away() public {
        vm.prank(sponsor);
        campaigns.close(_id);
        vm.prank(sponsor);
        vm.expectRevert(abi.encodeWithSelector(CampaignOver.selector, START + 3 days));
        campaigns.close(_id);
        vm.warp(START + 10);
        vm.prank(sponsor);
        vm.expectRevert(abi.encodeWithSelector(CampaignOver.selector, START + 3 days));
        campaigns.close(_id);
    }

    function test_what_is_free_comes_back_at_the_end_and_what_is_set_aside_after_the_window() public {
        vm.warp(END - 1);
        vm.expectRevert(abi.encodeWithSelector(NothingToReturn.selector, END));
        campaigns.giveBack(_id);
        vm.warp(END);
        vm.expectEmit(address(campaigns));
        emit Returned(_id, sponsor, 850 ether);
        vm.prank(stranger);
        campaigns.giveBack(_id);
        assertEq(campaigns.vaultOf(sponsor), 9_850 ether);
        vm.warp(END + 48 hours);
        vm.expectRevert(abi.encodeWithSelector(NothingToReturn.selector, END + 48 hours));
        campaigns.giveBack(_id);
        vm.warp(END + 48 hours + 1);
        campaigns.giveBack(_id);
        assertEq(campaigns.vaultOf(sponsor), 10_000 ether);
        vm.expectRevert(abi.encodeWithSelector(NothingToReturn.selector, END + 48 hours));
        campaigns.giveBack(_id);
        assertEq(_free(_id) + _reserved(_id), 0);
    }

    function test_all_is_paid_or_comes_back_to_the_wei() public {
        _redeem(_id, HOME, 1);
        vm.warp(END + 8 days);
        campaigns.giveBack(_id);
        assertEq(campaigns.vaultOf(sponsor) + campaigns.vaultOf(master), 10_000 ether);
        assertEq(campaigns.vaultOf(master), BONUS + 1e8);
        vm.prank(master);
        campaigns.withdraw(uint96(BONUS + 1e8));
        vm.prank(sponsor);
        campaigns.withdraw(uint96(9_950 ether - 1e8));
        assertEq(token.balanceOf(address(campaigns)), 0);
    }
}
