// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The signed messages (EIP-712) that Campaigns reads, and their hashes.
/// sonm_desktop/campaign/messages.py holds the same strings; a test compares the digests of both.

/// The campaign keeps room for `account` at the network address behind `commitment`: its bonus and
/// the pay of `traffic` bytes are set aside for it alone. An offer until `expiry`; once it stands
/// on the chain nobody takes it back. More traffic for the same place is another such word.
struct Place {
    bytes32 campaign;
    address account;
    bytes32 commitment;
    uint64 traffic;
    uint40 expiry;
}

/// The one at this place took part, and moved `traffic` bytes in all. Cumulative: the first one
/// pays the bonus too, and none takes anything away.
struct Coupon {
    bytes32 campaign;
    bytes32 commitment;
    uint64 traffic;
}

library CampaignMessages {
    bytes32 internal constant PLACE =
        keccak256("Place(bytes32 campaign,address account,bytes32 commitment,uint64 traffic,uint40 expiry)");
    bytes32 internal constant COUPON =
        keccak256("Coupon(bytes32 campaign,bytes32 commitment,uint64 traffic)");

    function hash(Place calldata place) internal pure returns (bytes32) {
        return keccak256(abi.encode(PLACE, place));
    }

    function hash(Coupon calldata coupon) internal pure returns (bytes32) {
        return keccak256(abi.encode(COUPON, coupon));
    }

    /// A campaign is named by its sponsor's own number for it.
    function campaignId(address sponsor, uint256 nonce) internal pure returns (bytes32) {
        return keccak256(abi.encode(sponsor, nonce));
    }
}
