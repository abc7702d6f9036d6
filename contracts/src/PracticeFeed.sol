// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPriceFeed} from "./PriceFeed.sol";

/// Only the account that deployed the feed sets its price.
error NotKeeper(address keeper);

/// A price in USD that its keeper sets, shaped as a Chainlink feed of 8 decimals. For practice and
/// test networks only: one key decides, and the price never counts as old, because the chain of a
/// practice network may stand still for days.
contract PracticeFeed is IPriceFeed {
    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    uint8 public constant decimals = 8;
    string public constant description = "SNM / USD, practice";

    address public immutable keeper;

    uint80 private _round;
    int256 private _price;

    constructor(int256 price) {
        keeper = msg.sender;
        _set(price);
    }

    function set(int256 price) external {
        if (msg.sender != keeper) revert NotKeeper(keeper);
        _set(price);
    }

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        return (_round, _price, block.timestamp, block.timestamp, _round);
    }

    function _set(int256 price) private {
        _price = price;
        emit AnswerUpdated(price, ++_round, block.timestamp);
    }
}
