// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accrual, Deal} from "./Accrual.sol";
import {Deals} from "./Deals.sol";
import {Messages, Tip, Voucher} from "./Messages.sol";

/// The voucher speaks of a time that has not come yet.
error VoucherFromFuture(uint40 at);

/// The lists differ in length.
error LengthMismatch();

/// The tip's offer has run out.
error TipExpired(uint40 expiry);

/// The claim pays too little for this tip.
error ClaimTooSmall(uint256 pays);

/// Vouchers and tip speak of different deals.
error DealMismatch();

/// Paying what has been earned: by anybody, always to the payee's vault. How often it is done
/// and by whom changes nothing about what is earned.
abstract contract Claims is Deals {
    using Accrual for Deal;

    event Tipped(bytes32 indexed deal, address indexed submitter, uint96 amount);

    function claim(bytes32 id) external {
        Deal memory deal = _open(id);
        _credit(deal.payee, _claim(id, deal));
    }

    /// Deals that are closed by now are passed over.
    function claimMany(bytes32[] calldata ids) external {
        address payee;
        uint256 sum;
        for (uint256 i = 0; i < ids.length; i++) {
            Deal memory deal = _deals[ids[i]];
            if (deal.until == 0) continue;
            if (deal.payee != payee) {
                _credit(payee, sum);
                (payee, sum) = (deal.payee, 0);
            }
            sum += _claim(ids[i], deal);
        }
        _credit(payee, sum);
    }

    function claimVoucher(Voucher calldata voucher, bytes calldata signature) external {
        Deal memory deal = _open(voucher.deal);
        _credit(deal.payee, _claimVoucher(deal, voucher, signature));
    }

    /// An empty signature makes a plain claim of its deal; closed deals are passed over.
    function claimManyVouchers(Voucher[] calldata vouchers, bytes[] calldata signatures) external {
        if (vouchers.length != signatures.length) revert LengthMismatch();
        address payee;
        uint256 sum;
        for (uint256 i = 0; i < vouchers.length; i++) {
            Deal memory deal = _deals[vouchers[i].deal];
            if (deal.until == 0) continue;
            if (deal.payee != payee) {
                _credit(payee, sum);
                (payee, sum) = (deal.payee, 0);
            }
            sum += _claimVoucher(deal, vouchers[i], signatures[i]);
        }
        _credit(payee, sum);
    }

    /// Claim for a payee who has no gas; the tip comes out of what the claim pays. The payee's
    /// offer holds for every claim that is large enough until it runs out. Only the account's
    /// own key makes it: an operator cannot give an income away.
    function claimWithTip(
        Voucher calldata voucher,
        bytes calldata signature,
        Tip calldata tip,
        bytes calldata tipSignature
    ) external {
        if (tip.deal != voucher.deal) revert DealMismatch();
        if (tip.expiry < block.timestamp) revert TipExpired(tip.expiry);
        Deal memory deal = _open(voucher.deal);
        _requireSigned(deal.payee, Messages.hash(tip), tipSignature);
        uint256 pay = _claimVoucher(deal, voucher, signature);
        if (pay < tip.minimum || pay < tip.amount) revert ClaimTooSmall(pay);
        _credit(deal.payee, pay - tip.amount);
        _credit(msg.sender, tip.amount);
        emit Tipped(voucher.deal, msg.sender, tip.amount);
    }

    function _claim(bytes32 id, Deal memory deal) internal returns (uint256 pay) {
        pay = deal.claim(Accrual.clock());
        _record(id, deal, pay);
    }

    function _claimVoucher(Deal memory deal, Voucher calldata voucher, bytes calldata signature)
        private
        returns (uint256 pay)
    {
        if (signature.length == 0) return _claim(voucher.deal, deal);
        if (voucher.at > block.timestamp) revert VoucherFromFuture(voucher.at);
        _requirePromised(deal.consumer, Messages.hash(voucher), signature, voucher.at);
        pay = deal.claim(voucher, Accrual.clock());
        _record(voucher.deal, deal, pay);
    }
}
