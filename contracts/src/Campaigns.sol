// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {CampaignMessages, Coupon, Place} from "./CampaignMessages.sol";
import {IPriceFeed, PriceFeed} from "./PriceFeed.sol";
import {Vault} from "./Vault.sol";

/// There is no campaign of this id, or there is one already.
error CampaignUnknown(bytes32 campaign);
error CampaignExists(bytes32 campaign);

/// The words say something that no campaign can be.
error BadCampaign();

/// The price by the feed, in wei per TB, lies outside what the sponsor accepts.
error PriceOutOfBounds(uint256 price);

/// The campaign takes nobody in any more; its end is or was `end`.
error CampaignOver(uint40 end);

/// Only the sponsor may do this.
error NotSponsor(address sponsor);

/// The offer of a place has run out.
error PlaceExpired(uint40 expiry);

/// The network address has a place already, of `account`, with no less set aside.
error PlaceTaken(address account);

/// What is not set aside for others is `free`, less than this place needs.
error BudgetTooLow(uint96 free);

/// Nobody has a place at this network address.
error NoPlace(bytes32 commitment);

/// The signature is not by the campaign's signer, over this message, for this contract and chain.
error NotSigned(address signer);

/// Until `time` there is nothing to give back.
error NothingToReturn(uint256 time);

/// Campaigns: a sponsor pays everybody who takes part a bonus for his network address, once, and a
/// fixed price for each TB. The budget lies here. A place is set aside before any work is done for
/// it, so that what the sponsor signs about it is there; more places than the budget bears cannot
/// be made. There is no owner: nobody can pause, change, or reach anybody's money.
contract Campaigns is Vault, EIP712, PriceFeed, Multicall {
    /// Prices are for 10^12 bytes, in and out together.
    uint256 public constant TB = 1e12;

    uint256 private constant MIN_WINDOW = 24;
    uint256 private constant MAX_WINDOW = 168;
    uint256 private constant MAX_NOTICE = 30 days;

    /// What a sponsor chooses at opening. work: digest of what is to be run. signer: the key whose
    /// word counts. usdPrice (10^-18 USD per TB) instead of price (wei per TB): converted once,
    /// and refused outside lowest..highest. window: hours after the end in which coupons count.
    struct Terms {
        uint256 nonce;
        bytes32 work;
        address signer;
        uint96 bonus;
        uint96 price;
        uint96 usdPrice;
        uint96 lowest;
        uint96 highest;
        uint32 end;
        uint24 notice;
        uint8 window;
    }

    /// free: not set aside for anybody. reserved: set aside for places and not paid yet.
    struct Campaign {
        address sponsor;
        uint96 bonus;
        address signer;
        uint96 price;
        uint96 free;
        uint96 reserved;
        uint32 end;
        uint24 notice;
        uint8 window;
    }

    /// most: what was ever set aside; `most - paid` is what there is for it still. since: coupons
    /// by keys that were the campaign's signer then or later count.
    struct Seat {
        address account;
        uint96 most;
        uint96 paid;
        uint32 since;
    }

    event CampaignOpened(
        bytes32 indexed campaign,
        address indexed sponsor,
        bytes32 indexed work,
        uint256 nonce,
        address signer,
        uint96 bonus,
        uint96 price,
        uint96 budget,
        uint40 end,
        uint24 notice,
        uint8 window
    );
    event CampaignFunded(bytes32 indexed campaign, address indexed by, uint96 amount);
    event SignerChanged(bytes32 indexed campaign, address indexed signer);
    event CampaignEnding(bytes32 indexed campaign, uint40 end);
    event Joined(bytes32 indexed campaign, address indexed account, bytes32 indexed commitment, uint96 most);
    event Redeemed(
        bytes32 indexed campaign,
        address indexed account,
        bytes32 indexed commitment,
        uint64 traffic,
        uint96 amount,
        uint96 paid
    );
    event Returned(bytes32 indexed campaign, address indexed sponsor, uint96 amount);

    mapping(bytes32 id => Campaign) public campaigns;
    mapping(bytes32 id => mapping(bytes32 commitment => Seat)) public places;

    /// The number, from 1 on, under which a key was last made the campaign's signer; 0: never.
    mapping(bytes32 id => mapping(address key => uint32)) public signers;

    constructor(IERC20 token_, IPriceFeed feed_, uint256 maxPriceAge_)
        Vault(token_)
        PriceFeed(feed_, maxPriceAge_)
        EIP712("SONM Campaigns", "1")
    {}

    /// Open a campaign with `budget` of the caller's vault.
    function open(Terms calldata terms, uint96 budget) external returns (bytes32 id) {
        id = CampaignMessages.campaignId(msg.sender, terms.nonce);
        if (campaigns[id].sponsor != address(0)) revert CampaignExists(id);
        if (terms.signer == address(0) || terms.end <= block.timestamp) revert BadCampaign();
        if (terms.window < MIN_WINDOW || terms.window > MAX_WINDOW) revert BadCampaign();
        if (terms.notice > MAX_NOTICE) revert BadCampaign();
        uint96 price = _priceOf(terms);
        _debit(msg.sender, budget);
        signers[id][terms.signer] = 1;
        campaigns[id] = Campaign({
            sponsor: msg.sender,
            bonus: terms.bonus,
            signer: terms.signer,
            price: price,
            free: budget,
            reserved: 0,
            end: terms.end,
            notice: terms.notice,
            window: terms.window
        });
        _logOpened(id, terms, price, budget);
    }

    /// More budget, from the caller's vault; what is left in the end goes to the sponsor.
    function fund(bytes32 id, uint96 amount) external {
        Campaign storage campaign = _running(id);
        if (amount > type(uint96).max - campaign.free - campaign.reserved) revert BadCampaign();
        _debit(msg.sender, amount);
        campaign.free += amount;
        emit CampaignFunded(id, msg.sender, amount);
    }

    /// Another key for what is signed from now on. For the places that stand, the words of every
    /// key count that was the signer since they were made: a new key breaks no promise.
    function setSigner(bytes32 id, address signer) external {
        Campaign storage campaign = _sponsored(id);
        if (signer == address(0)) revert BadCampaign();
        signers[id][signer] = signers[id][campaign.signer] + 1;
        campaign.signer = signer;
        emit SignerChanged(id, signer);
    }

    /// End after the notice, unless it ends earlier anyway.
    function close(bytes32 id) external {
        Campaign storage campaign = _sponsored(id);
        uint256 end = block.timestamp + campaign.notice;
        if (campaign.end <= end) revert CampaignOver(campaign.end);
        campaign.end = uint32(end);
        emit CampaignEnding(id, uint40(end));
    }

    /// Take a place, or have more set aside for one, by the signer's word; anybody may submit it.
    function join(Place calldata place, bytes calldata signature) external {
        Campaign storage campaign = _running(place.campaign);
        if (place.expiry < block.timestamp) revert PlaceExpired(place.expiry);
        if (place.account == address(0)) revert BadCampaign();
        address signer = campaign.signer;
        if (_key(CampaignMessages.hash(place), signature) != signer) revert NotSigned(signer);
        Seat storage seat = places[place.campaign][place.commitment];
        (address account, uint96 before) = (seat.account, seat.most);
        uint256 most = _due(campaign, place.traffic);
        if (account == address(0)) {
            (seat.account, seat.since) = (place.account, signers[place.campaign][signer]);
        } else if (account != place.account || most <= before) {
            revert PlaceTaken(account);
        }
        uint256 more = most - before;
        if (more > campaign.free) revert BudgetTooLow(campaign.free);
        campaign.free -= uint96(more);
        campaign.reserved += uint96(more);
        seat.most = uint96(most);
        emit Joined(place.campaign, place.account, place.commitment, uint96(most));
    }

    /// Pay what the coupon says and was not paid before, into the vault of the place's account; by
    /// anybody. A coupon beyond what is set aside pays that, and counts again for the rest.
    function redeem(Coupon calldata coupon, bytes calldata signature) external {
        Campaign storage campaign = campaigns[coupon.campaign];
        Seat storage seat = places[coupon.campaign][coupon.commitment];
        (address account, uint96 most) = (seat.account, seat.most);
        if (account == address(0)) revert NoPlace(coupon.commitment);
        uint32 since = signers[coupon.campaign][_key(CampaignMessages.hash(coupon), signature)];
        if (since == 0 || since < seat.since) revert NotSigned(campaign.signer);
        uint256 due = _due(campaign, coupon.traffic);
        if (due > most) due = most;
        uint96 paid = seat.paid;
        if (due <= paid) return;
        uint96 amount = uint96(due) - paid;
        uint96 reserved = campaign.reserved;
        if (amount > reserved) revert CampaignOver(campaign.end);
        campaign.reserved = reserved - amount;
        seat.paid = uint96(due);
        _credit(account, amount);
        emit Redeemed(coupon.campaign, account, coupon.commitment, coupon.traffic, amount, uint96(due));
    }

    /// By anybody: after the end what is free, after the window all that is left, to the sponsor's
    /// vault.
    function giveBack(bytes32 id) external {
        Campaign storage campaign = _known(id);
        uint256 time = campaign.end;
        if (block.timestamp < time) revert NothingToReturn(time);
        time += uint256(campaign.window) * 1 hours;
        uint96 amount = campaign.free;
        campaign.free = 0;
        if (block.timestamp > time) {
            amount += campaign.reserved;
            campaign.reserved = 0;
        }
        if (amount == 0) revert NothingToReturn(time);
        _credit(campaign.sponsor, amount);
        emit Returned(id, campaign.sponsor, amount);
    }

    function campaignId(address sponsor, uint256 nonce) external pure returns (bytes32) {
        return CampaignMessages.campaignId(sponsor, nonce);
    }

    function _known(bytes32 id) private view returns (Campaign storage campaign) {
        campaign = campaigns[id];
        if (campaign.sponsor == address(0)) revert CampaignUnknown(id);
    }

    function _running(bytes32 id) private view returns (Campaign storage campaign) {
        campaign = _known(id);
        if (campaign.end <= block.timestamp) revert CampaignOver(campaign.end);
    }

    function _sponsored(bytes32 id) private view returns (Campaign storage campaign) {
        campaign = _known(id);
        if (msg.sender != campaign.sponsor) revert NotSponsor(campaign.sponsor);
    }

    /// In wei per TB.
    function _priceOf(Terms calldata terms) private view returns (uint96) {
        if (terms.usdPrice == 0) return terms.price;
        if (terms.price != 0) revert BadCampaign();
        uint256 price = _fromUsd(terms.usdPrice);
        if (price == 0 || price < terms.lowest || price > terms.highest) revert PriceOutOfBounds(price);
        return uint96(price);
    }

    /// All that a place with `traffic` bytes is worth: at most 2^96 * 2^64, which cannot overflow.
    function _due(Campaign storage campaign, uint64 traffic) private view returns (uint256) {
        return uint256(campaign.bonus) + uint256(campaign.price) * traffic / TB;
    }

    /// The key that signed; zero when it is no signature. Never an account's code, which could be
    /// changed so as to break a promise.
    function _key(bytes32 structHash, bytes calldata signature) private view returns (address key) {
        (key,,) = ECDSA.tryRecoverCalldata(_hashTypedDataV4(structHash), signature);
    }

    function _logOpened(bytes32 id, Terms calldata terms, uint96 price, uint96 budget) private {
        emit CampaignOpened(
            id,
            msg.sender,
            terms.work,
            terms.nonce,
            terms.signer,
            terms.bonus,
            price,
            budget,
            terms.end,
            terms.notice,
            terms.window
        );
    }
}
