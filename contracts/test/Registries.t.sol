// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Blacklists, ListTooLong} from "../src/Blacklists.sol";
import {
    AttestationExpired,
    BadLevel,
    NotAttested,
    NotRegistrar,
    NotValidator,
    Profiles,
    TextTooLong,
    TooMany
} from "../src/Profiles.sol";
import {
    BadRating,
    DealNotClosed,
    IDeals,
    NotAParty,
    NothingPaid,
    RatedAlready,
    Reputation
} from "../src/Reputation.sol";
import {Bed} from "./Bed.sol";

/// Who somebody is: said by himself, and by those whose word counts.
contract ProfilesTest is Bed {
    event ProfileWritten(address indexed account, string name, string metadata);

    Profiles private _profiles;
    address private _validator = vm.addr(0xF1);
    address private _other = vm.addr(0xF2);

    function setUp() public override {
        super.setUp();
        _profiles = Profiles(_shipped("Profiles", abi.encode(address(this))));
        _profiles.setValidator(_validator, 3);
    }

    function test_flaw_09_strangers_write_on_nobodys_profile() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotValidator.selector, stranger, 1));
        _profiles.attest(master, 1, uint40(START + 1));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotValidator.selector, stranger, 0));
        _profiles.revoke(master, _validator);
        vm.prank(stranger);
        vm.expectEmit(address(_profiles));
        emit ProfileWritten(stranger, "master", "I am the master");
        _profiles.write("master", "I am the master");
    }

    function test_a_word_counts_from_now_until_it_runs_out() public {
        _attest(3, START + 100);
        vm.warp(START + 99);
        assertEq(_profiles.levelBy(master, _validator), 3);
        vm.warp(START + 100);
        assertEq(_profiles.levelBy(master, _validator), 0);
    }

    function test_a_word_is_replaced_and_revoked_by_who_gave_it_or_whom_it_is_about() public {
        _attest(3, START + 100);
        _attest(1, START + 100);
        assertEq(_profiles.levelBy(master, _validator), 1);
        vm.prank(_validator);
        _profiles.revoke(master, _validator);
        assertEq(_profiles.levelBy(master, _validator), 0);
        vm.prank(_validator);
        vm.expectRevert(abi.encodeWithSelector(NotAttested.selector, master, _validator));
        _profiles.revoke(master, _validator);
        _attest(2, START + 100);
        vm.prank(master);
        _profiles.revoke(master, _validator);
        assertEq(_profiles.levelBy(master, _validator), 0);
    }

    function test_levels_are_one_to_four_and_no_higher_than_the_validators() public {
        uint8[3] memory bad = [uint8(0), 5, 255];
        for (uint256 i = 0; i < bad.length; i++) {
            vm.prank(_validator);
            vm.expectRevert(abi.encodeWithSelector(BadLevel.selector, bad[i]));
            _profiles.attest(master, bad[i], uint40(START + 1));
        }
        vm.prank(_validator);
        vm.expectRevert(abi.encodeWithSelector(NotValidator.selector, _validator, 4));
        _profiles.attest(master, 4, uint40(START + 1));
        vm.prank(_validator);
        vm.expectRevert(abi.encodeWithSelector(AttestationExpired.selector, START));
        _profiles.attest(master, 3, uint40(START));
        vm.expectRevert(abi.encodeWithSelector(BadLevel.selector, 5));
        _profiles.setValidator(_validator, 5);
    }

    function test_a_validator_who_is_struck_off_counts_no_more_for_anybody() public {
        _attest(3, START + 100);
        _profiles.setValidator(_validator, 2);
        assertEq(_profiles.levelBy(master, _validator), 2);
        _profiles.setValidator(_validator, 0);
        assertEq(_profiles.levelBy(master, _validator), 0);
        vm.prank(_validator);
        _profiles.revoke(master, _validator);
    }

    function test_the_reader_chooses_whose_words_he_believes() public {
        _profiles.setValidator(_other, 4);
        _attest(2, START + 100);
        vm.prank(_other);
        _profiles.attest(master, 4, uint40(START + 100));
        address[] memory trusted = new address[](1);
        trusted[0] = _validator;
        assertEq(_profiles.levelOf(master, trusted), 2);
        trusted = new address[](2);
        (trusted[0], trusted[1]) = (_other, _validator);
        assertEq(_profiles.levelOf(master, trusted), 4);
        assertEq(_profiles.levelOf(master, new address[](0)), 0);
        assertEq(_profiles.levelOf(master, new address[](16)), 0);
        vm.expectRevert(abi.encodeWithSelector(TooMany.selector, 16));
        _profiles.levelOf(master, new address[](17));
    }

    function test_the_registrar_alone_says_whose_word_counts_and_hands_over_in_two_steps() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotRegistrar.selector, address(this)));
        _profiles.setValidator(stranger, 4);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotRegistrar.selector, address(this)));
        _profiles.offerRegistrar(stranger);
        _profiles.offerRegistrar(master);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(NotRegistrar.selector, master));
        _profiles.acceptRegistrar();
        vm.prank(master);
        _profiles.acceptRegistrar();
        assertEq(_profiles.registrar(), master);
        assertEq(_profiles.nextRegistrar(), address(0));
    }

    function test_a_profile_is_short() public {
        _profiles.write(string(new bytes(64)), string(new bytes(2048)));
        vm.expectRevert(abi.encodeWithSelector(TextTooLong.selector, 64));
        _profiles.write(string(new bytes(65)), "");
        vm.expectRevert(abi.encodeWithSelector(TextTooLong.selector, 2048));
        _profiles.write("", string(new bytes(2049)));
    }

    function _attest(uint8 level, uint256 expiry) private {
        vm.prank(_validator);
        _profiles.attest(master, level, uint40(expiry));
    }
}

/// Whom somebody will not deal with.
contract BlacklistsTest is Bed {
    Blacklists private _lists = Blacklists(_shipped("Blacklists", ""));

    function test_everybody_writes_his_own_list_alone() public {
        _list(consumer, master, true);
        assertTrue(_lists.listed(consumer, master), "not listed");
        assertTrue(!_lists.listed(stranger, master), "listed for somebody else");
        _list(consumer, master, false);
        assertTrue(!_lists.refuses(consumer, master, new address[](0)), "refused still");
    }

    function test_a_list_counts_for_those_who_follow_it() public {
        _list(stranger, master, true);
        address[] memory owners = new address[](1);
        owners[0] = stranger;
        assertTrue(!_lists.refuses(consumer, master, owners), "counts without being followed");
        vm.prank(consumer);
        _lists.follow(stranger, true);
        assertTrue(_lists.refuses(consumer, master, owners), "does not count");
        assertTrue(!_lists.refuses(consumer, worker, owners), "refuses everybody");
        vm.prank(consumer);
        _lists.follow(stranger, false);
        assertTrue(!_lists.refuses(consumer, master, owners), "counts still");
    }

    function test_an_own_list_counts_without_others() public {
        _list(consumer, master, true);
        assertTrue(_lists.refuses(consumer, master, new address[](0)), "not refused");
    }

    function test_what_is_so_already_is_not_logged_again() public {
        _list(consumer, master, true);
        vm.recordLogs();
        _list(consumer, master, true);
        vm.prank(consumer);
        _lists.follow(stranger, false);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_lists_are_written_in_parts() public {
        _lists.set(new address[](100), true, 0);
        vm.expectRevert(abi.encodeWithSelector(ListTooLong.selector, 100));
        _lists.set(new address[](101), true, 0);
        _lists.refuses(consumer, master, new address[](100));
        vm.expectRevert(abi.encodeWithSelector(ListTooLong.selector, 100));
        _lists.refuses(consumer, master, new address[](101));
    }

    function _list(address owner, address account, bool on) private {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        vm.prank(owner);
        _lists.set(accounts, on, "reason");
    }
}

/// What the sides of closed deals say of each other.
contract ReputationTest is Bed {
    Reputation private _reputation;

    function setUp() public override {
        super.setUp();
        _reputation = Reputation(_shipped("Reputation", abi.encode(IDeals(address(market)))));
    }

    function test_each_side_rates_a_closed_deal_once() public {
        bytes32 deal = _closed(1, 100);
        _rate(consumer, deal, 5);
        _rate(master, deal, 2);
        (uint32 ratings, uint40 stars, uint128 volume) = _reputation.asSupplier(master);
        assertTrue(ratings == 1 && stars == 5 && volume == 100 * uint256(RATE), "the supplier's score");
        (ratings, stars, volume) = _reputation.asConsumer(consumer);
        assertTrue(ratings == 1 && stars == 2 && volume == 100 * uint256(RATE), "the customer's score");
        address[2] memory sides = [consumer, master];
        for (uint256 i = 0; i < sides.length; i++) {
            vm.prank(sides[i]);
            vm.expectRevert(abi.encodeWithSelector(RatedAlready.selector, deal));
            _reputation.rate(deal, 1, Reputation.Reason.ABUSE);
        }
    }

    function test_ratings_add_up_over_deals_and_reasons() public {
        for (uint256 i = 1; i <= 3; i++) _rate(consumer, _closed(i, 100), uint8(i));
        (uint32 ratings, uint40 stars, uint128 volume) = _reputation.asSupplier(master);
        assertTrue(ratings == 3 && stars == 6 && volume == 300 * uint256(RATE), "the sum");
        assertEq(_reputation.reasons(master, Reputation.Reason.FULFILLED), 3);
        assertEq(_reputation.reasons(master, Reputation.Reason.ABUSE), 0);
    }

    function test_what_runs_or_never_was_is_not_rated() public {
        bytes32 deal = _deal();
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(DealNotClosed.selector, deal));
        _reputation.rate(deal, 5, Reputation.Reason.FULFILLED);
        vm.expectRevert(abi.encodeWithSelector(DealNotClosed.selector, bytes32(0)));
        _reputation.rate(0, 5, Reputation.Reason.FULFILLED);
    }

    function test_a_deal_that_paid_nothing_is_not_rated() public {
        bytes32 deal = _closed(1, 0);
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(NothingPaid.selector, deal));
        _reputation.rate(deal, 5, Reputation.Reason.FULFILLED);
    }

    function test_strangers_and_workers_rate_nothing() public {
        bytes32 deal = _closed(1, 100);
        address[3] memory others = [stranger, worker, operator];
        for (uint256 i = 0; i < others.length; i++) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(NotAParty.selector, deal));
            _reputation.rate(deal, 5, Reputation.Reason.FULFILLED);
        }
    }

    function test_a_rating_is_one_to_five() public {
        bytes32 deal = _closed(1, 100);
        uint8[2] memory bad = [uint8(0), 6];
        for (uint256 i = 0; i < bad.length; i++) {
            vm.prank(consumer);
            vm.expectRevert(abi.encodeWithSelector(BadRating.selector, bad[i]));
            _reputation.rate(deal, bad[i], Reputation.Reason.OTHER);
        }
    }

    function _closed(uint256 nonce, uint256 duration) private returns (bytes32 deal) {
        deal = _take(_quote(nonce), 1 ether);
        vm.warp(block.timestamp + duration);
        _requestClose(deal, master);
    }

    function _rate(address side, bytes32 deal, uint8 stars) private {
        vm.prank(side);
        _reputation.rate(deal, stars, Reputation.Reason.FULFILLED);
    }
}
