// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accrual, Deal} from "./Accrual.sol";
import {WrongNonce} from "./Bindings.sol";
import {BadTerms, Deals, TotalImpossible} from "./Deals.sol";
import {Amend, Messages} from "./Messages.sol";

/// The deal has ended; new terms come too late.
error DealOver(uint40 end);

/// The offer of new terms has run out.
error AmendExpired(uint40 expiry);

/// New terms of a running deal: its price, its end, its notice. Whom they burden must have
/// signed them. A higher price and another end need both sides; a lower price or a shorter
/// notice the payee alone; a longer notice the consumer alone.
abstract contract Amending is Deals {
    using Accrual for Deal;

    event Amended(bytes32 indexed deal, uint80 rate, uint40 end, uint24 notice, uint16 seq);

    /// By anybody, with the signatures that the change needs; any other is not looked at.
    /// First what was earned by the old terms is paid, at least up to `total` in all.
    function amend(Amend calldata word, bytes calldata consumerSig, bytes calldata payeeSig) external {
        Deal memory deal = _open(word.deal);
        uint256 time = Accrual.clock();
        if (deal.end <= time) revert DealOver(deal.end);
        if (word.expiry < block.timestamp) revert AmendExpired(word.expiry);
        if (word.seq != deal.seq) revert WrongNonce(deal.seq);
        if (word.end < time || word.end > Accrual.FOREVER) revert BadTerms();
        if (word.total > deal.funded) revert TotalImpossible(deal.funded - deal.escrow, deal.funded);
        bool agreed = _checkConsent(deal, word, time, consumerSig, payeeSig);
        uint256 pay = deal.amend(word, agreed, time);
        _deals[word.deal].rate = deal.rate;
        _deals[word.deal].seq = deal.seq;
        _credit(deal.payee, pay);
        _record(word.deal, deal, pay);
        emit Amended(word.deal, deal.rate, deal.end, deal.notice, deal.seq);
    }

    /// Whether both sides had to sign, and did.
    function _checkConsent(
        Deal memory deal,
        Amend calldata word,
        uint256 time,
        bytes calldata consumerSig,
        bytes calldata payeeSig
    ) private view returns (bool) {
        bytes32 structHash = Messages.hash(word);
        bool same = word.rate == deal.rate && word.notice == deal.notice;
        bool both = word.rate > deal.rate || word.end != deal.end || word.total > deal.line(time) || same;
        bool byConsumer = both || word.notice > deal.notice;
        bool byPayee = both || word.rate < deal.rate || word.notice < deal.notice;
        if (byConsumer) _requireConsent(deal.consumer, structHash, consumerSig);
        if (byPayee) _requireConsent(deal.payee, structHash, payeeSig);
        return byConsumer && byPayee;
    }
}
