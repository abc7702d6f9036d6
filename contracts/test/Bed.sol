// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Market} from "../src/Market.sol";
import {Amend, Bind, Quote, Settle, Voucher} from "../src/Messages.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {SNM} from "../src/SNM.sol";
import {Hashes} from "./Hashes.sol";
import {Test} from "./Vm.sol";

/// A market with a bound worker and a consumer who has 1,000,000 SNM in the vault.
abstract contract Bed is Test {
    uint256 internal constant CONSUMER = 0xC0;
    uint256 internal constant MASTER = 0xAA;
    uint256 internal constant WORKER = 0xBB;
    uint256 internal constant OPERATOR = 0xCC;
    uint256 internal constant STRANGER = 0xDD;
    uint256 internal constant START = 1_700_000_000;
    uint96 internal constant PURSE = 1_000_000 ether;
    uint80 internal constant RATE = 1e15;
    uint80 internal constant ANY_RATE = type(uint80).max;
    uint32 internal constant LEASE = 3600;

    SNM internal token;
    Market internal market;
    Hashes internal hashes;
    address internal consumer = vm.addr(CONSUMER);
    address internal master = vm.addr(MASTER);
    address internal worker = vm.addr(WORKER);
    address internal operator = vm.addr(OPERATOR);
    address internal stranger = vm.addr(STRANGER);

    function setUp() public virtual {
        vm.warp(START);
        hashes = new Hashes();
        token = _money();
        market = _market(token, IPriceFeed(address(0)));
        _bind(WORKER, MASTER, 0, type(uint40).max);
        _fund(consumer, PURSE);
    }

    function _money() internal virtual returns (SNM) {
        return SNM(_shipped("SNM", ""));
    }

    function _market(IERC20 money, IPriceFeed feed) internal returns (Market) {
        return Market(_shipped("Market", abi.encode(money, feed, 1 hours)));
    }

    function _fund(address account, uint96 amount) internal {
        token.transfer(account, amount);
        vm.startPrank(account);
        token.approve(address(market), amount);
        market.deposit(amount);
        vm.stopPrank();
    }

    function _bind(uint256 workerKey, uint256 masterKey, uint24 nonce, uint40 expiry) internal {
        Bind memory wish = Bind(vm.addr(workerKey), vm.addr(masterKey), 30 days, nonce, expiry);
        bytes32 hash = hashes.bind(wish);
        market.bind(wish, _sign(workerKey, hash), _sign(masterKey, hash));
    }

    /// A spot quote at RATE, which tests change as they need.
    function _quote(uint256 nonce) internal view returns (Quote memory quote) {
        quote.worker = worker;
        quote.consumer = consumer;
        quote.nonce = nonce;
        quote.rate = RATE;
        quote.window = 48;
        quote.expiry = uint40(block.timestamp + 300);
    }

    function _take(Quote memory quote, uint96 escrow) internal returns (bytes32) {
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        vm.prank(quote.consumer);
        return market.take(quote, signature, escrow, LEASE, ANY_RATE);
    }

    function _deal() internal returns (bytes32) {
        return _take(_quote(1), 10 ether);
    }

    function _claimVoucher(bytes32 deal, uint256 total, uint256 at, uint256 until) internal {
        Voucher memory voucher = Voucher(deal, uint96(total), uint40(at), uint40(until));
        market.claimVoucher(voucher, _sign(CONSUMER, hashes.voucher(voucher)));
    }

    function _settle(bytes32 deal, uint256 total) internal {
        Settle memory word = Settle(deal, uint96(total));
        bytes32 hash = hashes.settle(word);
        market.settle(word, _sign(CONSUMER, hash), _sign(MASTER, hash));
    }

    /// New terms as they stand, to be changed; good for five minutes.
    function _terms(bytes32 deal) internal view returns (Amend memory word) {
        uint256 end;
        (, word.rate, word.seq,,,,, end,,, word.notice,) = market.deals(deal);
        word.deal = deal;
        word.end = uint40(end);
        word.expiry = uint40(block.timestamp + 300);
    }

    function _amend(Amend memory word) internal {
        bytes32 hash = hashes.amend(word);
        market.amend(word, _sign(CONSUMER, hash), _sign(MASTER, hash));
    }

    function _amendByConsumer(Amend memory word) internal {
        market.amend(word, _sign(CONSUMER, hashes.amend(word)), "");
    }

    function _amendByPayee(Amend memory word) internal {
        market.amend(word, "", _sign(MASTER, hashes.amend(word)));
    }

    function _requestClose(bytes32 deal, address by) internal {
        vm.prank(by);
        market.requestClose(deal);
    }

    function _sign(uint256 key, bytes32 structHash) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(structHash));
        return abi.encodePacked(r, s, v);
    }

    function _digest(bytes32 structHash) internal view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("SONM Market"),
                keccak256("1"),
                block.chainid,
                address(market)
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", separator, structHash));
    }

    function _paid(bytes32 deal) internal view returns (uint256 paid) {
        (,,,, paid,,,,,,,) = market.deals(deal);
    }

    function _escrow(bytes32 deal) internal view returns (uint256 escrow) {
        (,,,,, escrow,,,,,,) = market.deals(deal);
    }

    function _end(bytes32 deal) internal view returns (uint256 end) {
        (,,,,,,, end,,,,) = market.deals(deal);
    }

    function _until(bytes32 deal) internal view returns (uint256 until) {
        (,,,,,,,, until,,,) = market.deals(deal);
    }
}
