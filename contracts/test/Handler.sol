// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accrual} from "../src/Accrual.sol";
import {Market} from "../src/Market.sol";
import {Amend, Operator, Quote, Settle, Voucher} from "../src/Messages.sol";
import {Promises} from "./Promises.sol";
import {Ratings} from "./Ratings.sol";

/// Random life on the market among the people of People.sol. Every step checks what it promises
/// by itself.
contract Handler is Ratings {
    uint256 private constant MOST_DEALS = 24;

    Promises public promises;
    uint256 public donated;
    mapping(bytes32 id => uint256) public deposited;
    mapping(bytes32 id => uint256) public paidAtClose;
    mapping(bytes32 id => uint256) private _numbers;
    mapping(bytes32 id => Voucher) private _lastVouchers;
    mapping(bytes32 id => bytes) private _lastWords;

    /// Since when a deal runs that nobody has touched but by claims; 0: somebody has.
    mapping(bytes32 id => uint256) public untouchedSince;
    mapping(bytes32 id => uint256) public minimumOf;


    constructor() {
        promises = new Promises(market);
    }

    function markets() external view returns (Market) {
        return market;
    }

    function wait(uint256 seed) external {
        uint256[6] memory spans = [uint256(1), 60, 1000, 3600, 30 hours, 8 days];
        vm.warp(block.timestamp + bound(seed / 6, 1, spans[seed % 6]));
    }

    /// The token's mood: whom it blocks, and what it calls while it moves.
    function mood(uint256 seed) external {
        address[4] memory accounts = [address(0), consumer, master, stranger];
        bytes memory call = abi.encodeCall(market.withdraw, (1));
        if (seed % 3 == 0 && ids.length != 0) call = abi.encodeCall(market.claim, (ids[seed % ids.length]));
        if (seed % 3 == 1) call = abi.encodeCall(market.deposit, (1));
        _moody().setMood(accounts[seed % 4], seed % 5 == 0 ? address(0) : address(market), call);
    }

    function take(uint256 seed, uint80 rate, uint96 escrow) external {
        if (ids.length == MOST_DEALS) return;
        Quote memory quote = _quote(ids.length);
        uint256 who = seed % 2;
        quote.worker = vm.addr(_workerKeys[who]);
        quote.consumer = _customers[seed / 2 % 3];
        quote.rate = seed % 16 == 0 ? 0 : uint80(bound(rate, 1, 1e16));
        quote.duration = seed % 3 == 0 ? uint32(bound(seed, 3600, 30 days)) : 0;
        quote.minimum = seed % 5 == 0 ? 900 : 0;
        quote.notice = uint24(seed % 7 * 100);
        quote.window = 24;
        uint256 least = uint256(quote.rate) * quote.minimum;
        escrow = uint96(bound(escrow, least, least + 20 ether));
        if (market.vaultOf(quote.consumer) < escrow) return;
        bytes memory signature = _sign(_workerKeys[who], hashes.quote(quote));
        uint32 lease = uint32(seed % 11 * 1000);
        vm.prank(_actingFor(quote.consumer, seed / 3));
        bytes32 id = market.take(quote, signature, escrow, lease, ANY_RATE);
        ids.push(id);
        deposited[id] = escrow;
        _numbers[id] = quote.nonce;
        _workers[id] = who;
        (untouchedSince[id], minimumOf[id]) = (block.timestamp, quote.minimum);
        promises.note(id, 0, block.timestamp, block.timestamp + lease);
        if (least != 0) promises.note(id, least, block.timestamp, block.timestamp);
        vm.prank(quote.consumer);
        _mustFail(abi.encodeCall(market.take, (quote, signature, 0, lease, ANY_RATE)));
    }

    function claim(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id != 0) market.claim(id);
    }

    function claimAll() external {
        market.claimMany(ids);
    }

    /// What is paid in the end does not depend on who claimed when.
    function claimNowOrLater(uint256 seed, uint32 span) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        uint256 later = block.timestamp + bound(span, 1, 3 hours);
        uint256 before = vm.snapshotState();
        vm.warp(later);
        market.claim(id);
        uint256 atOnce = _paid(id);
        vm.revertToState(before);
        market.claim(id);
        vm.warp(later);
        market.claim(id);
        assertEq(_paid(id), atOnce);
    }

    function voucher(uint256 seed, uint96 total, uint32 ago, uint32 ahead) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        Voucher memory word = Voucher(
            id,
            uint96(bound(total, 0, 25 ether)),
            uint40(block.timestamp - bound(ago, 0, 7200)),
            uint40(block.timestamp - 3600 + bound(ahead, 0, 4 hours))
        );
        if (seed % 3 == 0) word.total = uint96(_paid(id));
        bytes memory signature = _sign(_voiceOf(id, seed), hashes.voucher(word));
        promises.note(id, word.total, word.at, word.until);
        _claimOnce(word, signature);
        (_lastVouchers[id], _lastWords[id]) = (word, signature);
    }

    function voucherAgain(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id != 0 && _lastWords[id].length != 0) _claimOnce(_lastVouchers[id], _lastWords[id]);
    }

    function topUp(uint256 seed, uint96 amount, uint32 ahead) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        address customer = _customer(id);
        amount = uint96(bound(amount, 0, 5 ether));
        if (market.vaultOf(customer) < amount) return;
        uint256 until = block.timestamp + bound(ahead, 0, 3 hours);
        vm.prank(_actingFor(customer, seed));
        market.topUp(id, amount, uint40(until));
        untouchedSince[id] = 0;
        deposited[id] += amount;
        promises.note(id, _paid(id), block.timestamp, _until(id));
    }

    function amend(uint256 seed, uint80 rate, uint32 end, uint24 notice, uint96 total) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0 || _end(id) <= block.timestamp) return;
        Amend memory word = _terms(id);
        if (seed % 4 != 0) word.rate = uint80(bound(rate, 0, seed % 4 == 1 ? word.rate : 1e16));
        if (seed % 5 == 0) word.end = uint40(block.timestamp + bound(end, 0, 60 days));
        if (seed % 5 == 1) word.end = type(uint32).max;
        if (seed % 3 != 0) word.notice = uint24(bound(notice, 0, 1 days));
        if (seed % 7 == 0) word.total = uint96(bound(total, 0, deposited[id]));
        uint256 before = _entitled(id);
        bytes32 hash = hashes.amend(word);
        promises.freeze(id);
        untouchedSince[id] = 0;
        market.amend(word, _sign(_consentOf(id, seed), hash), _sign(_payeeKey(id), hash));
        promises.note(id, word.total, block.timestamp, block.timestamp);
        promises.note(id, _paid(id), block.timestamp, _until(id));
        assertTrue(_entitled(id) >= before, "new terms took something away");
        _mustFail(abi.encodeCall(market.amend, (word, "", "")));
    }

    function requestClose(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0 || _end(id) <= block.timestamp) return;
        (address customer,,,,,,, uint32 end,,, uint24 notice,) = market.deals(id);
        if (end <= block.timestamp + notice) return;
        _requestClose(id, _actingFor(customer, seed));
    }

    function closeByPayee(uint256 seed) external {
        if (seed % 4 != 0) return;
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        _requestClose(id, _payee(id));
        _note(id);
    }

    function stop(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0 || _end(id) <= block.timestamp) return;
        uint256 key = _workerKeys[_workers[id]];
        market.stop(vm.addr(key), _numbers[id], _sign(key, hashes.stop(id)));
    }

    function settle(uint256 seed, uint96 total) external {
        if (seed % 4 != 0) return;
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        (,,,, uint96 paid, uint96 escrow,,,,,,) = market.deals(id);
        Settle memory word = Settle(id, uint96(bound(total, paid, uint256(paid) + escrow)));
        bytes32 hash = hashes.settle(word);
        bytes memory ours = _sign(_consentOf(id, seed / 4), hash);
        bytes memory theirs = _sign(_payeeKey(id), hash);
        market.settle(word, ours, theirs);
        promises.note(id, word.total, block.timestamp, block.timestamp);
        _note(id);
        _mustFail(abi.encodeCall(market.settle, (word, ours, theirs)));
    }

    function finish(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        (,,,,,,, uint32 end,,,, uint8 window) = market.deals(id);
        if (block.timestamp <= uint256(end) + uint256(window) * 1 hours) {
            _mustFail(abi.encodeCall(market.finish, (id)));
            return;
        }
        market.finish(id);
        _note(id);
    }

    function withdraw(uint256 seed, uint96 amount) external {
        address account = seed % 2 == 0 ? _masters[seed / 2 % 2] : _customers[seed / 2 % 3];
        uint96 part = uint96(bound(amount, 0, market.vaultOf(account)));
        bool blocked = _moody().blocked() == account;
        vm.prank(account);
        if (blocked) _mustFail(abi.encodeCall(market.withdraw, (part)));
        else market.withdraw(part);
    }

    function donate(uint96 amount) external {
        amount = uint96(bound(amount, 0, 1 ether));
        token.transfer(address(market), amount);
        donated += amount;
    }

    /// A thief tries all that others may do, with a signature of his own.
    function steal(uint256 seed, uint96 amount) external {
        address thief = vm.addr(THIEF);
        bytes32 id = _anyOpen(seed);
        Voucher memory word = Voucher(id, amount, uint40(block.timestamp), uint40(block.timestamp + 9 days));
        Amend memory terms = _terms(id);
        Operator memory grant = Operator(consumer, thief, amount, type(uint40).max, market.nonces(consumer));
        Settle memory end = Settle(id, uint96(_paid(id)));
        bytes[9] memory calls = [
            abi.encodeCall(market.withdraw, (uint96(bound(amount, 1, type(uint96).max)))),
            abi.encodeCall(market.topUp, (id, amount, type(uint40).max)),
            abi.encodeCall(market.requestClose, (id)),
            abi.encodeCall(market.unbind, (worker)),
            abi.encodeCall(market.claimVoucher, (word, _sign(THIEF, hashes.voucher(word)))),
            abi.encodeCall(market.setOperatorFor, (grant, _sign(THIEF, hashes.operator(grant)))),
            abi.encodeCall(market.stop, (worker, _numbers[id], _sign(THIEF, hashes.stop(id)))),
            abi.encodeCall(market.settle, (end, _sign(THIEF, hashes.settle(end)), _sign(THIEF, hashes.settle(end)))),
            abi.encodeCall(market.amend, (terms, _sign(THIEF, hashes.amend(terms)), _sign(THIEF, hashes.amend(terms))))
        ];
        vm.prank(thief);
        _mustFail(calls[seed % calls.length]);
    }

    /// The last day: everybody closes, and takes what is his.
    function closeEverything() external {
        for (uint256 i = 0; i < ids.length; i++) {
            (address customer,,, address payee,,,, uint32 end, uint32 until,, uint24 notice,) =
                market.deals(ids[i]);
            if (until == 0) continue;
            if (i % 2 == 0) _requestClose(ids[i], payee);
            else if (end > block.timestamp + notice) _requestClose(ids[i], customer);
        }
        vm.warp(block.timestamp + 100 days);
        for (uint256 i = 0; i < ids.length; i++) {
            if (_until(ids[i]) != 0) market.finish(ids[i]);
        }
        address blocked = _moody().blocked();
        for (uint256 i = 0; i < 3; i++) if (_customers[i] != blocked) _withdrawAll(_customers[i]);
        for (uint256 i = 0; i < 2; i++) if (_masters[i] != blocked) _withdrawAll(_masters[i]);
        _moody().setMood(address(0), address(0), "");
        if (market.vaultOf(blocked) != 0) _withdrawAll(blocked);
    }

    function count() external view returns (uint256) {
        return ids.length;
    }

    function tokens() external view returns (uint256) {
        return token.balanceOf(address(market));
    }

    /// A voucher pays exactly the higher of what was owed and what it is worth, as far as there
    /// is escrow, and takes nothing away.
    function _claimOnce(Voucher memory word, bytes memory signature) private {
        untouchedSince[word.deal] = 0;
        uint256 before = _entitled(word.deal);
        uint256 until = _until(word.deal);
        uint256 promised = _worth(word);
        uint256 exact = promised > before ? promised : before;
        if (exact > deposited[word.deal]) exact = deposited[word.deal];
        market.claimVoucher(word, signature);
        assertEq(_paid(word.deal), exact);
        assertTrue(_entitled(word.deal) >= before, "a voucher took something away");
        assertTrue(_until(word.deal) >= until, "a voucher took authority away");
    }

    function _worth(Voucher memory word) private view returns (uint256) {
        (, uint80 rate,,,,,, uint32 end,, uint32 floor,,) = market.deals(word.deal);
        uint256 stopped = block.timestamp < end ? block.timestamp : end;
        if (word.until < stopped) stopped = word.until;
        uint256 from = word.at > floor ? word.at : floor;
        return word.total + (stopped > from ? rate * (stopped - from) : 0);
    }

    /// Paid and owed: it never falls while a deal is open.
    function _entitled(bytes32 id) private view returns (uint256) {
        return _paid(id) + market.owed(id);
    }

    function _anyOpen(uint256 seed) private view returns (bytes32) {
        for (uint256 i = 0; i < ids.length; i++) {
            bytes32 id = ids[(seed % ids.length + i) % ids.length];
            if (!closed[id]) return id;
        }
        return 0;
    }

    function _note(bytes32 id) private {
        closed[id] = true;
        paidAtClose[id] = _paid(id);
    }
}
