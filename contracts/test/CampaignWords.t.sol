// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Coupon, Place} from "../src/CampaignMessages.sol";
import {Campaigns, NotSigned, PlaceTaken} from "../src/Campaigns.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {CampaignBed} from "./CampaignBed.sol";

/// The two signed words of campaigns against every way in which a signature can be wrong.
contract CampaignWordsTest is CampaignBed {
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _campaign();
        _join(_id, master, HOME, TB);
    }

    function test_another_domain_signs_nothing() public {
        address here = address(campaigns);
        Campaigns other = _campaigns(token, IPriceFeed(address(0)));
        for (uint256 i = 0; i < 2; i++) {
            bytes32 hash = _hash(i);
            _refuses(i, _signAs(SIGNER, "SONM Campaigns", "1", block.chainid + 1, here, hash));
            _refuses(i, _signAs(SIGNER, "SONM Campaigns", "1", block.chainid, address(market), hash));
            _refuses(i, _signAs(SIGNER, "SONM Campaigns", "1", block.chainid, address(other), hash));
            _refuses(i, _signAs(SIGNER, "SONM Campaigns", "2", block.chainid, here, hash));
            _refuses(i, _signAs(SIGNER, "SONM Market", "1", block.chainid, here, hash));
            _refuses(i, _sign(SIGNER, hash));
        }
        bytes memory word = _signFor(SIGNER, _hash(1));
        vm.chainId(999);
        _refuses(1, word);
    }

    function test_anybody_else_signs_nothing_not_even_the_sponsor() public {
        uint256[6] memory keys = [SPONSOR, CONSUMER, MASTER, WORKER, OPERATOR, STRANGER];
        for (uint256 i = 0; i < 2; i++) {
            for (uint256 j = 0; j < keys.length; j++) _refuses(i, _signFor(keys[j], _hash(i)));
        }
    }

    function test_twins_and_odd_forms_sign_nothing() public {
        for (uint256 i = 0; i < 2; i++) {
            bytes memory good = _signFor(SIGNER, _hash(i));
            (bytes32 r, bytes32 s, uint8 v) = _parts(good);
            uint8 other = v == 27 ? uint8(28) : uint8(27);
            _refuses(i, abi.encodePacked(r, bytes32(ORDER - uint256(s)), other));
            _refuses(i, abi.encodePacked(r, bytes32(uint256(s) | uint256(v - 27) << 255)));
            _refuses(i, abi.encodePacked(r, s, v - 27));
            _refuses(i, abi.encodePacked(r, s, other));
            _refuses(i, abi.encodePacked(r, s, v, uint8(0)));
            _refuses(i, new bytes(65));
            _refuses(i, "");
            (bool passed,) = address(campaigns).call(_call(i, good));
            assertTrue(passed, "the right signature was refused");
        }
    }

    function test_a_changed_field_is_refused_whichever_it_is() public {
        Place memory place = _wish();
        bytes memory word = _signFor(SIGNER, hashes.place(place));
        for (uint256 field = 0; field < 5; field++) {
            Place memory changed = _wish();
            if (field == 0) changed.campaign = bytes32(uint256(1));
            if (field == 1) changed.account = operator;
            if (field == 2) changed.commitment = keccak256("a third address");
            if (field == 3) changed.traffic++;
            if (field == 4) changed.expiry++;
            assertTrue(hashes.place(changed) != hashes.place(place), "two messages of one hash");
            _fails(abi.encodeCall(campaigns.join, (changed, word)));
        }
        Coupon memory coupon = Coupon(_id, HOME, TB);
        word = _signFor(SIGNER, hashes.coupon(coupon));
        _join(_id, stranger, OFFICE, TB);
        _fails(abi.encodeCall(campaigns.redeem, (Coupon(bytes32(uint256(1)), HOME, TB), word)));
        _fails(abi.encodeCall(campaigns.redeem, (Coupon(_id, OFFICE, TB), word)));
        _fails(abi.encodeCall(campaigns.redeem, (Coupon(_id, HOME, TB + 1), word)));
        assertEq(campaigns.vaultOf(master) + campaigns.vaultOf(stranger), 0);
    }

    function test_a_word_for_one_campaign_is_nothing_in_another_of_the_same_sponsor_and_key() public {
        Campaigns.Terms memory terms = _offer();
        terms.nonce = 1;
        bytes32 second = _openWith(terms, BUDGET);
        Place memory place = _wish();
        bytes memory word = _signFor(SIGNER, hashes.place(place));
        place.campaign = second;
        _fails(abi.encodeCall(campaigns.join, (place, word)));
        _join(second, master, HOME, TB);
        word = _signFor(SIGNER, hashes.coupon(Coupon(_id, HOME, TB)));
        _fails(abi.encodeCall(campaigns.redeem, (Coupon(second, HOME, TB), word)));
    }

    function test_of_two_who_come_to_one_address_in_one_block_the_second_gets_nothing() public {
        Place memory first = _wish();
        Place memory second = _wish();
        second.account = operator;
        bytes memory forFirst = _signFor(SIGNER, hashes.place(first));
        bytes memory forSecond = _signFor(SIGNER, hashes.place(second));
        campaigns.join(first, forFirst);
        vm.expectRevert(abi.encodeWithSelector(PlaceTaken.selector, stranger));
        campaigns.join(second, forSecond);
        vm.expectRevert(abi.encodeWithSelector(PlaceTaken.selector, stranger));
        campaigns.join(first, forFirst);
    }

    function test_every_time_counts_to_the_second() public {
        for (uint256 shift = 0; shift < 3; shift++) {
            uint256 before = vm.snapshotState();
            Place memory place = _wish();
            place.expiry = uint40(block.timestamp + shift - 1);
            (bool passed,) = address(campaigns).call(
                abi.encodeCall(campaigns.join, (place, _signFor(SIGNER, hashes.place(place))))
            );
            assertTrue(passed == (shift >= 1), "an offer counts in its last second");
            vm.revertToState(before);
            vm.warp(END - 1 + shift);
            place = _wish();
            (passed,) = address(campaigns).call(
                abi.encodeCall(campaigns.join, (place, _signFor(SIGNER, hashes.place(place))))
            );
            assertTrue(passed == (shift == 0), "nobody joins at the end");
            vm.warp(END + 48 hours - 1 + shift);
            (passed,) = address(campaigns).call(abi.encodeCall(campaigns.giveBack, (_id)));
            assertTrue(passed, "what is free came not back");
            assertEq(_reserved(_id), shift == 2 ? 0 : shift == 0 ? 300 ether : 150 ether);
            vm.revertToState(before);
        }
    }

    function test_a_key_struck_off_makes_no_place_and_signs_for_none_that_came_after_it() public {
        vm.prank(sponsor);
        campaigns.setSigner(_id, stranger);
        bytes memory word = _signFor(SIGNER, hashes.place(_wish()));
        vm.expectRevert(abi.encodeWithSelector(NotSigned.selector, stranger));
        campaigns.join(_wish(), word);
        campaigns.join(_wish(), _signFor(STRANGER, hashes.place(_wish())));
        Coupon memory late = Coupon(_id, OFFICE, 0);
        word = _signFor(SIGNER, hashes.coupon(late));
        vm.expectRevert(abi.encodeWithSelector(NotSigned.selector, stranger));
        campaigns.redeem(late, word);
        _redeem(_id, HOME, 0);
        assertEq(campaigns.vaultOf(master), BONUS);
    }

    function _wish() private view returns (Place memory) {
        return _place(_id, stranger, OFFICE, TB);
    }

    function _hash(uint256 word) private view returns (bytes32) {
        return word == 0 ? hashes.place(_wish()) : hashes.coupon(Coupon(_id, HOME, TB));
    }

    function _call(uint256 word, bytes memory signature) private view returns (bytes memory) {
        if (word == 0) return abi.encodeCall(campaigns.join, (_wish(), signature));
        return abi.encodeCall(campaigns.redeem, (Coupon(_id, HOME, TB), signature));
    }

    function _refuses(uint256 word, bytes memory signature) private {
        (bool passed, bytes memory reason) = address(campaigns).call(_call(word, signature));
        assertTrue(!passed, "a wrong signature passed");
        assertEq(keccak256(reason), keccak256(abi.encodeWithSelector(NotSigned.selector, signer)));
    }

    function _fails(bytes memory call) private {
        (bool passed,) = address(campaigns).call(call);
        assertTrue(!passed, "a changed word passed");
    }

    function _parts(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
    }
}
