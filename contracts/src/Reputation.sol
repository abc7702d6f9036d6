// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The part of the market that ratings are read from.
interface IDeals {
    function deals(bytes32 id)
        external
        view
        returns (
            address consumer,
            uint80 rate,
            uint16 seq,
            address payee,
            uint96 paid,
            uint96 escrow,
            uint32 last,
            uint32 end,
            uint32 until,
            uint32 floor,
            uint24 notice,
            uint8 window
        );
}

/// The deal runs still, or never was.
error DealNotClosed(bytes32 deal);

/// Nothing was paid for the deal: there is nothing to rate.
error NothingPaid(bytes32 deal);

/// Only the two sides of a deal rate it.
error NotAParty(bytes32 deal);

/// Each side rates a deal once.
error RatedAlready(bytes32 deal);

/// A rating is 1 to 5.
error BadRating(uint8 stars);

/// What the two sides of closed deals say of each other: one word of each side for each deal, for
/// ever. Beside the market, which knows nothing of it: no rating touches money. Everything here
/// is computed from the market's closed deals and this contract's log by anybody; whose ratings
/// count is the reader's choice (identity level 2, or accounts that he trusts).
contract Reputation {
    /// Why a deal ended, as its side saw it.
    enum Reason {
        FULFILLED,
        NO_LONGER_NEEDED,
        MACHINE_GONE,
        MACHINE_WEAK,
        JOB_REFUSED,
        NOT_PAID,
        ABUSE,
        OTHER
    }

    event Rated(
        bytes32 indexed deal,
        address indexed rater,
        address indexed subject,
        bool byConsumer,
        uint8 stars,
        Reason reason,
        uint96 paid
    );

    /// volume: what was paid for the rated deals, so that a thousand deals of nothing weigh nothing.
    struct Score {
        uint32 ratings;
        uint40 stars;
        uint128 volume;
    }

    IDeals public immutable market;

    mapping(bytes32 deal => mapping(bool byConsumer => bool)) public rated;
    mapping(address subject => Score) public asSupplier;
    mapping(address subject => Score) public asConsumer;
    mapping(address subject => mapping(Reason reason => uint32)) public reasons;

    constructor(IDeals market_) {
        market = market_;
    }

    /// By a side of a closed deal for which something was paid, once.
    function rate(bytes32 deal, uint8 stars, Reason reason) external {
        if (stars == 0 || stars > 5) revert BadRating(stars);
        (address consumer,,, address payee, uint96 paid,,,, uint32 until,,,) = market.deals(deal);
        if (consumer == address(0) || until != 0) revert DealNotClosed(deal);
        if (paid == 0) revert NothingPaid(deal);
        bool byConsumer = msg.sender == consumer;
        if (!byConsumer && msg.sender != payee) revert NotAParty(deal);
        if (rated[deal][byConsumer]) revert RatedAlready(deal);
        rated[deal][byConsumer] = true;
        address subject = byConsumer ? payee : consumer;
        Score storage score = byConsumer ? asSupplier[subject] : asConsumer[subject];
        score.ratings++;
        score.stars += stars;
        score.volume += paid;
        reasons[subject][reason]++;
        emit Rated(deal, msg.sender, subject, byConsumer, stars, reason, paid);
    }
}
