// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The part of a Chainlink feed that the market reads: USD for one SNM.
interface IPriceFeed {
    function decimals() external view returns (uint8);
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

/// This market has no price feed; only quotes in SNM can be taken.
error NoPriceFeed();

/// The feed's last answer is too old, from the future, or no price.
error PriceUnusable(int256 answer, uint256 updatedAt);

/// Prices in USD, converted once, when a deal opens. The feed is fixed at deployment and is
/// never read again for a deal that is open.
abstract contract PriceFeed {
    IPriceFeed public immutable feed;
    uint256 public immutable maxPriceAge;
    uint256 private immutable _unit;

    constructor(IPriceFeed feed_, uint256 maxPriceAge_) {
        feed = feed_;
        maxPriceAge = maxPriceAge_;
        _unit = address(feed_) == address(0) ? 0 : 10 ** feed_.decimals();
    }

    /// `usdRate` (10^-18 USD per second) in wei per second, rounded down.
    function _fromUsd(uint96 usdRate) internal view returns (uint256) {
        if (address(feed) == address(0)) revert NoPriceFeed();
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        if (answer <= 0 || updatedAt > block.timestamp || block.timestamp - updatedAt > maxPriceAge) {
            revert PriceUnusable(answer, updatedAt);
        }
        return usdRate * _unit / uint256(answer);
    }
}
