// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accrual, Deal} from "./Accrual.sol";
import {Deals, TotalImpossible} from "./Deals.sol";
import {Messages, Settle} from "./Messages.sol";
import {NotAllowed} from "./Operators.sol";

/// The deal ends at `end` already, no later than this would make it.
error AlreadyEnding(uint40 end);

/// Vouchers may still come; anybody may finish the deal after `time`.
error TooEarly(uint256 time);

/// How deals end: by both at once; by the payee at once; by the consumer after the notice, with
/// a window in which earned vouchers are still claimed; by the worker's word, from now on.
abstract contract Closing is Deals {
    using Accrual for Deal;

    event CloseRequested(bytes32 indexed deal, address by, uint40 end);
    event Stopped(bytes32 indexed deal, uint40 end);

    /// By the payee: pay what has accrued, give back the rest, close. By the consumer: end after
    /// the notice. Either may let its operator do it.
    function requestClose(bytes32 id) external {
        Deal memory deal = _open(id);
        if (msg.sender == deal.payee || (msg.sender != deal.consumer && _mayAct(deal.payee))) {
            _close(id, deal, deal.owed(Accrual.clock()));
            return;
        }
        if (!_mayAct(deal.consumer)) revert NotAllowed(deal.consumer);
        uint40 end = _endBy(id, deal, Accrual.clock() + deal.notice);
        emit CloseRequested(id, msg.sender, end);
    }

    /// By anybody, when the window after the end is over: pay, give back, close.
    function finish(bytes32 id) external {
        Deal memory deal = _open(id);
        uint256 windowEnd = uint256(deal.end) + uint256(deal.window) * 1 hours;
        if (block.timestamp <= windowEnd) revert TooEarly(windowEnd);
        _close(id, deal, deal.owed(Accrual.clock()));
    }

    /// By both: exactly `total` in all, at once. Anybody may submit it.
    function settle(Settle calldata word, bytes calldata consumerSig, bytes calldata payeeSig) external {
        Deal memory deal = _open(word.deal);
        uint96 paid = deal.funded - deal.escrow;
        if (word.total < paid || word.total > deal.funded) revert TotalImpossible(paid, deal.funded);
        bytes32 structHash = Messages.hash(word);
        _requireConsent(deal.consumer, structHash, consumerSig);
        _requireConsent(deal.payee, structHash, payeeSig);
        _close(word.deal, deal, word.total - paid);
    }

    /// By the worker's signature: nothing accrues from now on.
    function stop(address worker, uint256 nonce, bytes calldata signature) external {
        bytes32 id = Messages.dealId(worker, nonce);
        Deal memory deal = _open(id);
        _requireSigned(worker, Messages.hashStop(id), signature);
        emit Stopped(id, _endBy(id, deal, Accrual.clock()));
    }

    function _endBy(bytes32 id, Deal memory deal, uint256 time) private returns (uint40 end) {
        if (deal.end <= time) revert AlreadyEnding(deal.end);
        end = uint40(time);
        _deals[id].end = uint32(time);
    }
}
