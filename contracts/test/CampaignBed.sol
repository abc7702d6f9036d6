// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Coupon, Place} from "../src/CampaignMessages.sol";
import {Campaigns} from "../src/Campaigns.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {Bed} from "./Bed.sol";

/// A sponsor with 10,000 SNM in his vault and an app that signs for him, beside the market's people.
abstract contract CampaignBed is Bed {
    uint256 internal constant SPONSOR = 0x51;
    uint256 internal constant SIGNER = 0x52;
    uint96 internal constant BONUS = 50 ether;
    uint96 internal constant PRICE = 100 ether;
    uint96 internal constant BUDGET = 1000 ether;
    uint64 internal constant TB = 1e12;
    uint40 internal constant END = uint40(START + 30 days);
    bytes32 internal constant HOME = keccak256("one address");
    bytes32 internal constant OFFICE = keccak256("another address");

    Campaigns internal campaigns;
    address internal sponsor = vm.addr(SPONSOR);
    address internal signer = vm.addr(SIGNER);

    function setUp() public virtual override {
        super.setUp();
        campaigns = _campaigns(token, IPriceFeed(address(0)));
        _fill(sponsor, 10_000 ether);
    }

    function _campaigns(IERC20 money, IPriceFeed feed) internal returns (Campaigns) {
        return Campaigns(_shipped("Campaigns", abi.encode(money, feed, 1 hours)));
    }

    function _fill(address account, uint96 amount) internal {
        token.transfer(account, amount);
        vm.startPrank(account);
        token.approve(address(campaigns), amount);
        campaigns.deposit(amount);
        vm.stopPrank();
    }

    /// A month of 50 SNM a participant and 100 SNM a TB, which tests change as they need.
    function _offer() internal view returns (Campaigns.Terms memory terms) {
        terms.work = keccak256("a proxy");
        terms.signer = signer;
        terms.bonus = BONUS;
        terms.price = PRICE;
        terms.end = uint32(END);
        terms.notice = 3 days;
        terms.window = 48;
    }

    function _openWith(Campaigns.Terms memory terms, uint96 budget) internal returns (bytes32) {
        vm.prank(sponsor);
        return campaigns.open(terms, budget);
    }

    function _campaign() internal returns (bytes32) {
        return _openWith(_offer(), BUDGET);
    }

    function _place(bytes32 id, address account, bytes32 home, uint64 traffic)
        internal
        view
        returns (Place memory)
    {
        return Place(id, account, home, traffic, uint40(block.timestamp + 1 hours));
    }

    function _join(bytes32 id, address account, bytes32 home, uint64 traffic) internal {
        Place memory place = _place(id, account, home, traffic);
        campaigns.join(place, _signFor(SIGNER, hashes.place(place)));
    }

    function _redeem(bytes32 id, bytes32 home, uint64 traffic) internal {
        _redeemBy(SIGNER, Coupon(id, home, traffic));
    }

    function _redeemBy(uint256 key, Coupon memory coupon) internal {
        campaigns.redeem(coupon, _signFor(key, hashes.coupon(coupon)));
    }

    function _signFor(uint256 key, bytes32 structHash) internal view returns (bytes memory) {
        return _signAs(key, "SONM Campaigns", "1", block.chainid, address(campaigns), structHash);
    }

    function _signAs(
        uint256 key,
        string memory name,
        string memory version,
        uint256 chain,
        address place,
        bytes32 structHash
    ) internal pure returns (bytes memory) {
        bytes32 kind =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain =
            keccak256(abi.encode(kind, keccak256(bytes(name)), keccak256(bytes(version)), chain, place));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked("\x19\x01", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    function _free(bytes32 id) internal view returns (uint256 free) {
        (,,,, free,,,,) = campaigns.campaigns(id);
    }

    function _reserved(bytes32 id) internal view returns (uint256 reserved) {
        (,,,,, reserved,,,) = campaigns.campaigns(id);
    }

    function _endOf(bytes32 id) internal view returns (uint256 end) {
        (,,,,,, end,,) = campaigns.campaigns(id);
    }

    function _paidFor(bytes32 id, bytes32 home) internal view returns (uint256 paid) {
        (,, paid,) = campaigns.places(id, home);
    }

    function _mostFor(bytes32 id, bytes32 home) internal view returns (uint256 most) {
        (, most,,) = campaigns.places(id, home);
    }
}
