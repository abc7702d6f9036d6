// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The signed messages (EIP-712) that the market reads, and their hashes.
/// sonm_desktop/wallet/messages.py holds the same strings; a test compares the digests of both.
/// Ask and Endpoint are read by programs only and stand there alone.

/// All that `take` accepts, from `consumer` or its operator, until `expiry`.
/// duration 0 is spot. usdRate (10^-18 USD per second) instead of rate: converted at take.
/// minimum: seconds paid at once. notice: seconds that run after a one-sided close.
/// window: hours after the end in which claims are safe.
/// ingress, egress, item: prices of metered units; they enter the totals of vouchers.
struct Quote {
    bytes32 ask;
    address worker;
    address consumer;
    uint256 nonce;
    uint80 rate;
    uint96 usdRate;
    uint32 duration;
    uint24 notice;
    uint24 minimum;
    uint8 window;
    uint96 ingress;
    uint96 egress;
    uint96 item;
    uint40 expiry;
}

/// A worker serves a master; both sign. maxDuration: the longest fixed deal it may sell, s.
struct Bind {
    address worker;
    address master;
    uint32 maxDuration;
    uint24 nonce;
    uint40 expiry;
}

/// An account lets `operator` spend up to dailyLimit a day from its vault on deals.
struct Operator {
    address account;
    address operator;
    uint96 dailyLimit;
    uint40 expiry;
    uint256 nonce;
}

/// Cumulative: `total` is owed at time `at`; streaming is authorised up to `until`.
struct Voucher {
    bytes32 deal;
    uint96 total;
    uint40 at;
    uint40 until;
}

/// Consumer and payee agree that `total` was owed in all; closes at once.
struct Settle {
    bytes32 deal;
    uint96 total;
}

/// New terms of a running deal, until `expiry`. total: what is owed in all up to now, at least.
/// seq: how often this deal was amended before.
struct Amend {
    bytes32 deal;
    uint80 rate;
    uint40 end;
    uint24 notice;
    uint96 total;
    uint16 seq;
    uint40 expiry;
}

/// The worker ends the accrual of a deal.
struct Stop {
    bytes32 deal;
}

/// The payee gives `amount` to whoever submits a claim that pays at least `minimum`.
struct Tip {
    bytes32 deal;
    uint96 amount;
    uint96 minimum;
    uint40 expiry;
}

library Messages {
    bytes32 internal constant QUOTE = keccak256(
        "Quote(bytes32 ask,address worker,address consumer,uint256 nonce,uint80 rate,uint96 usdRate,"
        "uint32 duration,uint24 notice,uint24 minimum,uint8 window,uint96 ingress,uint96 egress,"
        "uint96 item,uint40 expiry)"
    );
    bytes32 internal constant BIND =
        keccak256("Bind(address worker,address master,uint32 maxDuration,uint24 nonce,uint40 expiry)");
    bytes32 internal constant OPERATOR =
        keccak256("Operator(address account,address operator,uint96 dailyLimit,uint40 expiry,uint256 nonce)");
    bytes32 internal constant VOUCHER = keccak256("Voucher(bytes32 deal,uint96 total,uint40 at,uint40 until)");
    bytes32 internal constant SETTLE = keccak256("Settle(bytes32 deal,uint96 total)");
    bytes32 internal constant AMEND = keccak256(
        "Amend(bytes32 deal,uint80 rate,uint40 end,uint24 notice,uint96 total,uint16 seq,uint40 expiry)"
    );
    bytes32 internal constant STOP = keccak256("Stop(bytes32 deal)");
    bytes32 internal constant TIP =
        keccak256("Tip(bytes32 deal,uint96 amount,uint96 minimum,uint40 expiry)");

    function hash(Quote calldata quote) internal pure returns (bytes32) {
        return keccak256(abi.encode(QUOTE, quote));
    }

    function hash(Bind calldata bind) internal pure returns (bytes32) {
        return keccak256(abi.encode(BIND, bind));
    }

    function hash(Operator calldata operator) internal pure returns (bytes32) {
        return keccak256(abi.encode(OPERATOR, operator));
    }

    function hash(Voucher calldata voucher) internal pure returns (bytes32) {
        return keccak256(abi.encode(VOUCHER, voucher));
    }

    function hash(Settle calldata settlement) internal pure returns (bytes32) {
        return keccak256(abi.encode(SETTLE, settlement));
    }

    function hash(Amend calldata amend) internal pure returns (bytes32) {
        return keccak256(abi.encode(AMEND, amend));
    }

    function hash(Tip calldata tip) internal pure returns (bytes32) {
        return keccak256(abi.encode(TIP, tip));
    }

    function hashStop(bytes32 deal) internal pure returns (bytes32) {
        return keccak256(abi.encode(STOP, deal));
    }

    /// A deal is named by the worker's own number for the slice that it sells.
    function dealId(address worker, uint256 nonce) internal pure returns (bytes32) {
        return keccak256(abi.encode(worker, nonce));
    }
}
