// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Market} from "../src/Market.sol";
import {Quote, Settle, Voucher} from "../src/Messages.sol";
import {Bed} from "./Bed.sol";

/// Random life on the market: two customers, two masters with a worker each, a stranger who
/// gives away tokens. Remembers what everybody has signed, so that the bills can be checked.
contract Handler is Bed {
    struct Line {
        uint256 level;
        uint256 from;
        uint256 until;
    }

    uint256 public donated;
    bytes32[] public ids;
    mapping(bytes32 id => Line[]) private _lines;
    mapping(bytes32 id => uint256) public deposited;
    mapping(bytes32 id => uint256) private _numbers;
    mapping(bytes32 id => uint256) private _workers;
    mapping(bytes32 id => Voucher) private _lastVouchers;
    mapping(bytes32 id => bytes) private _lastWords;
    mapping(bytes32 id => bool) public closed;
    mapping(bytes32 id => uint256) public paidAtClose;

    uint256[2] private _customerKeys = [CONSUMER, uint256(0xC1)];
    uint256[2] private _masterKeys = [MASTER, uint256(0xA1)];
    uint256[2] private _workerKeys = [WORKER, uint256(0xB1)];

    constructor() {
        setUp();
        _bind(_workerKeys[1], _masterKeys[1], 0, type(uint40).max);
        _fund(vm.addr(_customerKeys[1]), PURSE);
    }

    function markets() external view returns (Market) {
        return market;
    }

    function wait(uint256 seed) external {
        uint256[6] memory spans = [uint256(1), 60, 1000, 3600, 30 hours, 8 days];
        vm.warp(block.timestamp + bound(seed / 6, 1, spans[seed % 6]));
    }

    function take(uint256 seed, uint80 rate, uint96 escrow) external {
        Quote memory quote = _quote(ids.length);
        uint256 who = seed % 2;
        quote.worker = vm.addr(_workerKeys[who]);
        quote.consumer = vm.addr(_customerKeys[seed / 2 % 2]);
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
        vm.prank(quote.consumer);
        bytes32 id = market.take(quote, signature, escrow, lease, ANY_RATE);
        ids.push(id);
        deposited[id] = escrow;
        _numbers[id] = quote.nonce;
        _workers[id] = who;
        _lines[id].push(Line(0, block.timestamp, block.timestamp + lease));
        if (least != 0) _lines[id].push(Line(least, block.timestamp, block.timestamp));
    }

    function claim(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id != 0) market.claim(id);
    }

    function claimAll() external {
        market.claimMany(ids);
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
        (address customer,,,,,,,,,,,) = market.deals(id);
        bytes memory signature =
            _sign(customer == vm.addr(_customerKeys[0]) ? _customerKeys[0] : _customerKeys[1], hashes.voucher(word));
        market.claimVoucher(word, signature);
        _lines[id].push(Line(word.total, word.at, word.until));
        (_lastVouchers[id], _lastWords[id]) = (word, signature);
    }

    function voucherAgain(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id != 0 && _lastWords[id].length != 0) market.claimVoucher(_lastVouchers[id], _lastWords[id]);
    }

    function topUp(uint256 seed, uint96 amount, uint32 ahead) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        (address customer,,,,,,,,,,,) = market.deals(id);
        amount = uint96(bound(amount, 0, 5 ether));
        if (market.vaultOf(customer) < amount) return;
        uint256 until = block.timestamp + bound(ahead, 0, 3 hours);
        vm.prank(customer);
        market.topUp(id, amount, uint40(until));
        deposited[id] += amount;
        _lines[id].push(Line(_paid(id), block.timestamp, _until(id)));
    }

    function requestClose(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0 || _end(id) <= block.timestamp) return;
        (address customer,,,,,,, uint32 end,,, uint24 notice,) = market.deals(id);
        if (end <= block.timestamp + notice) return;
        _requestClose(id, customer);
    }

    function closeByPayee(uint256 seed) external {
        if (seed % 4 != 0) return;
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        (,,, address payee,,,,,,,,) = market.deals(id);
        _requestClose(id, payee);
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
        (address customer,,, address payee, uint96 paid, uint96 escrow,,,,,,) = market.deals(id);
        Settle memory word = Settle(id, uint96(bound(total, paid, uint256(paid) + escrow)));
        bytes32 hash = hashes.settle(word);
        uint256 ours = customer == vm.addr(_customerKeys[0]) ? _customerKeys[0] : _customerKeys[1];
        uint256 theirs = payee == vm.addr(_masterKeys[0]) ? _masterKeys[0] : _masterKeys[1];
        market.settle(word, _sign(ours, hash), _sign(theirs, hash));
        _lines[id].push(Line(word.total, block.timestamp, block.timestamp));
        _note(id);
    }

    function finish(uint256 seed) external {
        bytes32 id = _anyOpen(seed);
        if (id == 0) return;
        (,,,,,,, uint32 end,,,, uint8 window) = market.deals(id);
        if (block.timestamp <= uint256(end) + uint256(window) * 1 hours) return;
        market.finish(id);
        _note(id);
    }

    function withdraw(uint256 seed, uint96 amount) external {
        address account = seed % 2 == 0 ? vm.addr(_masterKeys[0]) : vm.addr(_customerKeys[seed / 2 % 2]);
        uint256 have = market.vaultOf(account);
        vm.prank(account);
        market.withdraw(uint96(bound(amount, 0, have)));
    }

    function donate(uint96 amount) external {
        amount = uint96(bound(amount, 0, 1 ether));
        token.transfer(address(market), amount);
        donated += amount;
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
        vm.warp(block.timestamp + 60 days);
        for (uint256 i = 0; i < ids.length; i++) {
            if (_until(ids[i]) != 0) market.finish(ids[i]);
        }
        for (uint256 i = 0; i < 2; i++) {
            _withdrawAll(vm.addr(_customerKeys[i]));
            _withdrawAll(vm.addr(_masterKeys[i]));
        }
    }

    function vaults() external view returns (uint256 sum) {
        for (uint256 i = 0; i < 2; i++) {
            sum += market.vaultOf(vm.addr(_customerKeys[i])) + market.vaultOf(vm.addr(_masterKeys[i]));
        }
    }

    function count() external view returns (uint256) {
        return ids.length;
    }

    function tokens() external view returns (uint256) {
        return token.balanceOf(address(market));
    }

    /// The most that a deal may have been billed by all that was signed about it.
    function most(bytes32 id) external view returns (uint256 highest) {
        (, uint80 rate,,,,,, uint32 end, uint32 open,,,) = market.deals(id);
        uint256 limit = open == 0 || end > block.timestamp ? block.timestamp : end;
        Line[] storage lines = _lines[id];
        for (uint256 i = 0; i < lines.length; i++) {
            uint256 stopped = lines[i].until < limit ? lines[i].until : limit;
            uint256 level = lines[i].level + (stopped > lines[i].from ? rate * (stopped - lines[i].from) : 0);
            if (level > highest) highest = level;
        }
        // A voucher that ends before the lease may hit between two seconds: less than one each.
        highest += lines.length * rate;
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

    function _withdrawAll(address account) private {
        uint256 have = market.vaultOf(account);
        vm.prank(account);
        market.withdraw(uint96(have));
    }
}
