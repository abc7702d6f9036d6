// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignMessages, Coupon, Place} from "../src/CampaignMessages.sol";
import {Amend, Bind, Messages, Operator, Quote, Settle, Tip, Voucher} from "../src/Messages.sol";

/// The hashes of the contracts, for tests here and for those that compare them with Python's.
contract Hashes {
    function quote(Quote calldata message) external pure returns (bytes32) {
        return Messages.hash(message);
    }

    function bind(Bind calldata message) external pure returns (bytes32) {
        return Messages.hash(message);
    }

    function operator(Operator calldata message) external pure returns (bytes32) {
        return Messages.hash(message);
    }

    function voucher(Voucher calldata message) external pure returns (bytes32) {
        return Messages.hash(message);
    }

    function settle(Settle calldata message) external pure returns (bytes32) {
        return Messages.hash(message);
    }

    function amend(Amend calldata message) external pure returns (bytes32) {
        return Messages.hash(message);
    }

    function tip(Tip calldata message) external pure returns (bytes32) {
        return Messages.hash(message);
    }

    function stop(bytes32 deal) external pure returns (bytes32) {
        return Messages.hashStop(deal);
    }

    function place(Place calldata message) external pure returns (bytes32) {
        return CampaignMessages.hash(message);
    }

    function coupon(Coupon calldata message) external pure returns (bytes32) {
        return CampaignMessages.hash(message);
    }
}
