// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WrongNonce} from "./Bindings.sol";
import {Messages, Operator} from "./Messages.sol";
import {Signatures, WrongSignature} from "./Signatures.sol";

/// The caller is neither the account nor its operator.
error NotAllowed(address account);

/// The operator may spend `left` more today.
error DailyLimitReached(uint256 left);

/// Keys that act for an account: they spend from its vault on deals, within a limit a day, and
/// sign for it; they cannot withdraw. What an operator has signed stays good when it is revoked.
abstract contract Operators is Signatures {
    event OperatorSet(
        address indexed account, address indexed operator, uint96 dailyLimit, uint40 expiry
    );

    struct Grant {
        uint40 expiry;
        uint96 dailyLimit;
        uint96 spent;
        uint24 day;
    }

    mapping(address account => mapping(address operator => Grant)) public operators;

    /// Of the next `Operator` message of an account; any change uses it up.
    mapping(address account => uint256) public nonces;

    /// Set, change or (expiry 0) revoke an operator. Signed changes not yet submitted lapse.
    function setOperator(address operator, uint96 dailyLimit, uint40 expiry) external {
        _setOperator(msg.sender, operator, dailyLimit, expiry);
    }

    /// The same, by the account's signature; anybody may submit it.
    function setOperatorFor(Operator calldata wish, bytes calldata signature) external {
        if (wish.nonce != nonces[wish.account]) revert WrongNonce(nonces[wish.account]);
        _requireSigned(wish.account, Messages.hash(wish), signature);
        _setOperator(wish.account, wish.operator, wish.dailyLimit, wish.expiry);
    }

    function _mayAct(address account) internal view returns (bool) {
        return msg.sender == account || operators[account][msg.sender].expiry > block.timestamp;
    }

    /// The caller spends `amount` of `account` on a deal; an operator within its limit.
    function _spendFor(address account, uint96 amount) internal {
        if (msg.sender == account) return;
        Grant storage grant = operators[account][msg.sender];
        if (grant.expiry <= block.timestamp) revert NotAllowed(account);
        uint24 day = uint24(block.timestamp / 1 days);
        uint256 spent = grant.day == day ? grant.spent : 0;
        uint256 limit = grant.dailyLimit;
        if (spent + amount > limit) revert DailyLimitReached(limit > spent ? limit - spent : 0);
        grant.spent = uint96(spent + amount);
        grant.day = day;
    }

    /// A promise for later: by the account's key, or a key that was its operator at time `at`.
    /// Never by an account's code, which could be changed so as to break the promise.
    function _requirePromised(address account, bytes32 structHash, bytes calldata signature, uint40 at)
        internal
        view
    {
        address key = _recover(_hashTypedDataV4(structHash), signature);
        if (key == address(0)) revert WrongSignature(account);
        if (key == account) return;
        uint40 expiry = operators[account][key].expiry;
        if (expiry == 0 || expiry < at) revert WrongSignature(account);
    }

    /// Consent to what happens now: by the account's key, its operator's, or its code.
    function _requireConsent(address account, bytes32 structHash, bytes calldata signature) internal view {
        bytes32 digest = _hashTypedDataV4(structHash);
        address key = _recover(digest, signature);
        if (key != address(0) && (key == account || operators[account][key].expiry > block.timestamp)) {
            return;
        }
        if (!_signedByCode(account, digest, signature)) revert WrongSignature(account);
    }

    /// An expiry moves back to now at most, so that nothing signed before is wiped out.
    function _setOperator(address account, address operator, uint96 dailyLimit, uint40 expiry) private {
        Grant storage grant = operators[account][operator];
        uint40 kept = grant.expiry;
        if (kept > block.timestamp) kept = uint40(block.timestamp);
        if (expiry < kept) expiry = kept;
        grant.expiry = expiry;
        grant.dailyLimit = dailyLimit;
        nonces[account]++;
        emit OperatorSet(account, operator, dailyLimit, expiry);
    }
}
