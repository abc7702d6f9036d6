// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// The signature is not by `signer`, not over this message, or not for this market and chain.
error WrongSignature(address signer);

/// Who signed: keys first, so that a plain account keeps its voice when it carries code
/// (EIP-7702), then the account's own code (ERC-1271).
abstract contract Signatures is EIP712 {
    constructor() EIP712("SONM Market", "1") {}

    function _requireSigned(address signer, bytes32 structHash, bytes calldata signature) internal view {
        bytes32 digest = _hashTypedDataV4(structHash);
        if (_recover(digest, signature) == signer) return;
        if (!_signedByCode(signer, digest, signature)) revert WrongSignature(signer);
    }

    /// The key that signed: 65 bytes, v 27 or 28, low s; zero when it is no such signature.
    function _recover(bytes32 digest, bytes calldata signature) internal pure returns (address key) {
        (key,,) = ECDSA.tryRecoverCalldata(digest, signature);
    }

    function _signedByCode(address signer, bytes32 digest, bytes calldata signature)
        internal
        view
        returns (bool)
    {
        return signer.code.length != 0
            && SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature);
    }
}
