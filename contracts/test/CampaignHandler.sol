// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Coupon, Place} from "../src/CampaignMessages.sol";
import {Campaigns} from "../src/Campaigns.sol";
import {SNM} from "../src/SNM.sol";
import {CampaignBed} from "./CampaignBed.sol";
import {MoodyToken} from "./hostile/Tokens.sol";

/// Random campaigns: two sponsors, one whose account carries code, with apps whose keys change;
/// three suppliers at eight network addresses; a stranger who adds to budgets and gives tokens
/// away; a thief; a token that blocks an account and calls back in the middle of transfers.
/// Every step checks what it promises by itself.
contract CampaignHandler is CampaignBed {
    uint256 private constant THIEF = 0xE1;
    uint256 private constant MOST_CAMPAIGNS = 8;
    uint256 private constant HOMES = 8;

    struct Words {
        address account;
        uint256 best;
        uint256 joined;
        uint256 keys;
    }

    bytes32[] public ids;
    uint256 public donated;
    mapping(bytes32 id => uint256) public funded;
    mapping(bytes32 id => uint256) public returned;
    mapping(bytes32 id => bool) public emptied;
    mapping(bytes32 id => mapping(uint256 home => Words)) public words;
    mapping(bytes32 id => uint256[]) private _keys;
    mapping(bytes32 id => Coupon) private _last;
    mapping(bytes32 id => bytes) private _lastWord;

    address[2] private _sponsors = [sponsor, vm.addr(0x5A)];
    address[3] private _suppliers = [master, worker, operator];

    constructor() {
        setUp();
        _fill(_sponsors[1], 10_000 ether);
        _fill(stranger, 1000 ether);
        vm.etch(_sponsors[1], hex"fe");
    }

    function _money() internal override returns (SNM) {
        return SNM(address(new MoodyToken()));
    }

    function place() external view returns (Campaigns) {
        return campaigns;
    }

    function wait(uint256 seed) external {
        uint256[4] memory spans = [uint256(60), 3600, 2 days, 9 days];
        vm.warp(block.timestamp + bound(seed / 4, 1, spans[seed % 4]));
    }

    /// The token's mood: whom it blocks, and what it calls while it moves.
    function mood(uint256 seed) external {
        address[4] memory accounts = [address(0), sponsor, master, stranger];
        bytes memory call = abi.encodeCall(campaigns.withdraw, (1));
        if (seed % 3 == 0 && ids.length != 0) call = abi.encodeCall(campaigns.giveBack, (ids[seed % ids.length]));
        if (seed % 3 == 1) call = abi.encodeCall(campaigns.deposit, (1));
        _moody().setMood(accounts[seed % 4], seed % 5 == 0 ? address(0) : address(campaigns), call);
    }

    function open(uint256 seed, uint96 bonus, uint96 price, uint96 budget) external {
        if (ids.length == MOST_CAMPAIGNS) return;
        address by = _sponsors[seed % 2];
        Campaigns.Terms memory terms = _offer();
        terms.nonce = ids.length;
        terms.signer = vm.addr(SIGNER + seed / 2 % 3);
        terms.bonus = uint96(bound(bonus, 0, 50 ether));
        terms.price = uint96(bound(price, 0, 100 ether));
        terms.end = uint32(block.timestamp + bound(seed, 1, 30 days));
        terms.notice = uint24(seed % 5 * 1 hours);
        terms.window = 24;
        budget = uint96(bound(budget, 0, campaigns.vaultOf(by) / 2));
        vm.prank(by);
        bytes32 id = campaigns.open(terms, budget);
        ids.push(id);
        funded[id] = budget;
        _keys[id].push(SIGNER + seed / 2 % 3);
        vm.prank(by);
        _mustFail(abi.encodeCall(campaigns.open, (terms, 0)));
    }

    function fund(uint256 seed, uint96 amount) external {
        bytes32 id = _any(seed);
        if (id == 0) return;
        address by = seed % 2 == 0 ? stranger : _sponsors[seed / 2 % 2];
        amount = uint96(bound(amount, 0, campaigns.vaultOf(by) / 4));
        bool over = _endOf(id) <= block.timestamp;
        vm.prank(by);
        if (over) {
            _mustFail(abi.encodeCall(campaigns.fund, (id, amount)));
            return;
        }
        campaigns.fund(id, amount);
        funded[id] += amount;
    }

    /// A place, or a larger one: exactly when the campaign runs, its free budget bears it and the
    /// address is not somebody else's.
    function join(uint256 seed, uint64 traffic) external {
        bytes32 id = _any(seed);
        if (id == 0) return;
        uint256 home = seed / 8 % HOMES;
        Words storage word = words[id][home];
        address account = seed % 3 == 0 || word.account == address(0) ? _suppliers[seed / 64 % 3] : word.account;
        Place memory wish = _place(id, account, bytes32(home), uint64(bound(traffic, 0, 10 * TB)));
        bytes memory call = abi.encodeCall(campaigns.join, (wish, _signFor(_key(id), hashes.place(wish))));
        uint256 worth = _worth(id, wish.traffic);
        uint256 before = word.joined;
        bool fits = _endOf(id) > block.timestamp && worth - (before < worth ? before : worth) <= _free(id);
        bool his = word.account == address(0) || (word.account == account && worth > before);
        (bool passed,) = address(campaigns).call(call);
        assertTrue(passed == (fits && his), "a place was refused or made against the rules");
        if (!passed) return;
        if (word.account == address(0)) word.keys = _keys[id].length;
        (word.account, word.joined) = (account, worth);
        _mustFail(call);
    }

    /// Pays exactly what was not paid before, up to what is set aside; by any key that signed for
    /// the campaign since the place was made.
    function redeem(uint256 seed, uint64 traffic) external {
        bytes32 id = _any(seed);
        if (id == 0) return;
        uint256 home = seed / 8 % HOMES;
        Coupon memory coupon = Coupon(id, bytes32(home), uint64(bound(traffic, 0, 12 * TB)));
        Words storage word = words[id][home];
        bytes memory signature = _signFor(_keySince(id, word.keys, seed / 64), hashes.coupon(coupon));
        uint256 due = _worth(id, coupon.traffic);
        if (due > word.joined) due = word.joined;
        uint256 before = _paidFor(id, bytes32(home));
        uint256 had = campaigns.vaultOf(word.account);
        (bool passed,) = address(campaigns).call(abi.encodeCall(campaigns.redeem, (coupon, signature)));
        if (word.account == address(0) || (emptied[id] && due > before)) {
            assertTrue(!passed, "paid out of nothing");
            return;
        }
        assertTrue(passed, "a coupon that was signed was not paid");
        uint256 pay = due > before ? due - before : 0;
        assertEq(campaigns.vaultOf(word.account), had + pay);
        if (due > word.best) word.best = due;
        (_last[id], _lastWord[id]) = (coupon, signature);
    }

    /// What is redeemed again pays no more than what was set aside since.
    function redeemAgain(uint256 seed) external {
        bytes32 id = _any(seed);
        if (id == 0 || _lastWord[id].length == 0 || emptied[id]) return;
        Coupon memory coupon = _last[id];
        campaigns.redeem(coupon, _lastWord[id]);
        uint256 paid = _paidFor(id, coupon.commitment);
        if (paid > words[id][uint256(coupon.commitment)].best) words[id][uint256(coupon.commitment)].best = paid;
        campaigns.redeem(coupon, _lastWord[id]);
        assertEq(_paidFor(id, coupon.commitment), paid);
    }

    function setSigner(uint256 seed) external {
        bytes32 id = _any(seed);
        if (id == 0) return;
        uint256 key = SIGNER + seed / 8 % 3;
        vm.prank(_sponsorOf(id));
        campaigns.setSigner(id, vm.addr(key));
        _keys[id].push(key);
    }

    function close(uint256 seed) external {
        bytes32 id = _any(seed);
        if (id == 0) return;
        uint256 end = _endOf(id);
        (,,,,,,, uint24 notice,) = campaigns.campaigns(id);
        vm.prank(_sponsorOf(id));
        (bool passed,) = address(campaigns).call(abi.encodeCall(campaigns.close, (id)));
        assertTrue(passed == (end > block.timestamp + notice), "closed too late, or not at all");
        assertTrue(_endOf(id) <= end, "an end moved away");
    }

    function giveBack(uint256 seed) external {
        bytes32 id = _any(seed);
        if (id == 0) return;
        uint256 had = campaigns.vaultOf(_sponsorOf(id));
        uint256 kept = _reserved(id);
        (bool passed,) = address(campaigns).call(abi.encodeCall(campaigns.giveBack, (id)));
        if (_endOf(id) > block.timestamp) assertTrue(!passed, "given back before the end");
        if (!passed) return;
        returned[id] += campaigns.vaultOf(_sponsorOf(id)) - had;
        if (block.timestamp > _endOf(id) + 24 hours) emptied[id] = true;
        else assertEq(_reserved(id), kept);
    }

    function withdraw(uint256 seed, uint96 amount) external {
        address account = seed % 2 == 0 ? _suppliers[seed / 2 % 3] : _sponsors[seed / 2 % 2];
        uint96 part = uint96(bound(amount, 0, campaigns.vaultOf(account) / 2));
        bool blocked = _moody().blocked() == account;
        vm.prank(account);
        if (blocked) _mustFail(abi.encodeCall(campaigns.withdraw, (part)));
        else campaigns.withdraw(part);
        _noteReturned();
    }

    function donate(uint96 amount) external {
        amount = uint96(bound(amount, 0, 1 ether));
        token.transfer(address(campaigns), amount);
        donated += amount;
        _noteReturned();
    }

    /// A thief tries all that others may do, with a signature of his own.
    function steal(uint256 seed, uint64 traffic) external {
        address thief = vm.addr(THIEF);
        bytes32 id = _any(seed);
        Place memory wish = _place(id, thief, bytes32(seed % HOMES), traffic);
        Coupon memory coupon = Coupon(id, bytes32(seed % HOMES), traffic);
        bytes[7] memory calls = [
            abi.encodeCall(campaigns.withdraw, (1)),
            abi.encodeCall(campaigns.join, (wish, _signFor(THIEF, hashes.place(wish)))),
            abi.encodeCall(campaigns.join, (wish, new bytes(65))),
            abi.encodeCall(campaigns.redeem, (coupon, _signFor(THIEF, hashes.coupon(coupon)))),
            abi.encodeCall(campaigns.setSigner, (id, thief)),
            abi.encodeCall(campaigns.close, (id)),
            abi.encodeCall(campaigns.fund, (id, 1))
        ];
        vm.prank(thief);
        _mustFail(calls[seed % calls.length]);
    }

    /// The last day: everything is given back, and everybody takes what is his.
    function closeEverything() external {
        vm.warp(block.timestamp + 60 days);
        for (uint256 i = 0; i < ids.length; i++) {
            if (_free(ids[i]) + _reserved(ids[i]) != 0) campaigns.giveBack(ids[i]);
        }
        _moody().setMood(address(0), address(0), "");
        for (uint256 i = 0; i < 3; i++) _withdrawAll(_suppliers[i]);
        for (uint256 i = 0; i < 2; i++) _withdrawAll(_sponsors[i]);
        _withdrawAll(stranger);
    }

    function vaults() external view returns (uint256 sum) {
        for (uint256 i = 0; i < 3; i++) sum += campaigns.vaultOf(_suppliers[i]);
        for (uint256 i = 0; i < 2; i++) sum += campaigns.vaultOf(_sponsors[i]);
        sum += campaigns.vaultOf(stranger) + campaigns.vaultOf(vm.addr(THIEF));
    }

    /// What was set aside for the places of a campaign, what of it was paid, and whether each was
    /// paid exactly by the best of its coupons.
    function sums(bytes32 id) external view returns (uint256 most, uint256 paid, bool exact) {
        exact = true;
        for (uint256 home = 0; home < HOMES; home++) {
            (, uint96 aside, uint96 got,) = campaigns.places(id, bytes32(home));
            (most, paid) = (most + aside, paid + got);
            exact = exact && got == words[id][home].best && aside == words[id][home].joined;
        }
    }

    function count() external view returns (uint256) {
        return ids.length;
    }

    function tokens() external view returns (uint256) {
        return token.balanceOf(address(campaigns));
    }

    /// The token may have had something given back while it moved.
    function _noteReturned() private {
        for (uint256 i = 0; i < ids.length; i++) {
            (, uint256 paid,) = this.sums(ids[i]);
            uint256 left = _free(ids[i]) + _reserved(ids[i]) + paid + returned[ids[i]];
            if (left == funded[ids[i]]) continue;
            assertTrue(_endOf(ids[i]) <= block.timestamp, "given back before the end");
            returned[ids[i]] += funded[ids[i]] - left;
            emptied[ids[i]] = block.timestamp > _endOf(ids[i]) + 24 hours;
        }
    }

    function _worth(bytes32 id, uint64 traffic) private view returns (uint256) {
        (, uint96 bonus,, uint96 price,,,,,) = campaigns.campaigns(id);
        return bonus + uint256(price) * traffic / TB;
    }

    function _sponsorOf(bytes32 id) private view returns (address by) {
        (by,,,,,,,,) = campaigns.campaigns(id);
    }

    /// The key that signs for a campaign now.
    function _key(bytes32 id) private view returns (uint256) {
        return _keys[id][_keys[id].length - 1];
    }

    /// Any key that signed for a campaign since its `first` one.
    function _keySince(bytes32 id, uint256 first, uint256 seed) private view returns (uint256) {
        return first == 0 ? _key(id) : _keys[id][bound(seed, first, _keys[id].length) - 1];
    }

    function _moody() private view returns (MoodyToken) {
        return MoodyToken(address(token));
    }

    function _any(uint256 seed) private view returns (bytes32) {
        return ids.length == 0 ? bytes32(0) : ids[seed % ids.length];
    }

    function _mustFail(bytes memory call) private {
        (bool passed,) = address(campaigns).call(call);
        assertTrue(!passed, "what nobody may do was done");
    }

    function _withdrawAll(address account) private {
        uint256 have = campaigns.vaultOf(account);
        vm.prank(account);
        campaigns.withdraw(uint96(have));
    }
}
