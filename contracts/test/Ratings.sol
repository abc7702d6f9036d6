// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeals, Reputation} from "../src/Reputation.sol";
import {People} from "./People.sol";

/// What the sides of closed deals say of each other, beside the life on the market.
abstract contract Ratings is People {
    Reputation public reputation;
    mapping(address subject => uint256) public ratings;
    mapping(address subject => uint256) public stars;

    constructor() {
        reputation = Reputation(_shipped("Reputation", abi.encode(IDeals(address(market)))));
    }

    /// The sides of closed deals rate each other once; nobody rates what runs or is not his.
    function rate(uint256 seed, uint8 given) external {
        if (ids.length == 0) return;
        bytes32 id = ids[seed % ids.length];
        (address customer,,, address payee, uint96 paid,,,,,,,) = market.deals(id);
        bool byCustomer = seed / 32 % 2 == 0;
        given = uint8(bound(given, 1, 5));
        bytes memory call = abi.encodeCall(reputation.rate, (id, given, Reputation.Reason(seed / 64 % 8)));
        vm.prank(vm.addr(THIEF));
        _mustFailAt(address(reputation), call);
        address rater = byCustomer ? customer : payee;
        if (closed[id] && paid != 0 && !reputation.rated(id, byCustomer)) {
            vm.prank(rater);
            (bool passed,) = address(reputation).call(call);
            assertTrue(passed, "a side of a closed deal could not rate it");
            ratings[byCustomer ? payee : customer]++;
            stars[byCustomer ? payee : customer] += given;
        }
        vm.prank(rater);
        _mustFailAt(address(reputation), call);
    }

    /// The sums of all ratings are those of the words that were given.
    function ratingsAddUp() external view returns (bool same) {
        same = true;
        for (uint256 i = 0; i < 3; i++) same = same && _addsUp(_customers[i]);
        for (uint256 i = 0; i < 2; i++) same = same && _addsUp(_masters[i]);
    }

    function _addsUp(address subject) private view returns (bool) {
        (uint32 sold, uint40 soldStars,) = reputation.asSupplier(subject);
        (uint32 bought, uint40 boughtStars,) = reputation.asConsumer(subject);
        return sold + bought == ratings[subject] && soldStars + boughtStars == stars[subject];
    }
}
