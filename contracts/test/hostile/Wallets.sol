// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// An account with code: says yes to what its owner signed, until it changes its mind.
contract ContractWallet {
    address private immutable _owner;
    bool public deaf;

    constructor(address owner) {
        _owner = owner;
    }

    function setDeaf(bool deaf_) external {
        deaf = deaf_;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address key,,) = ECDSA.tryRecoverCalldata(digest, signature);
        return key == _owner && !deaf ? bytes4(0x1626ba7e) : bytes4(0);
    }

    function run(address target, bytes calldata data) external returns (bytes memory) {
        (bool passed, bytes memory reply) = target.call(data);
        require(passed);
        return reply;
    }
}

/// Accounts whose answers are no answers.
contract Reverting {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        revert();
    }
}

contract Burning {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        while (true) {}
        return 0x1626ba7e;
    }
}

contract Mumbling {
    fallback() external {
        assembly {
            return(0, 4)
        }
    }
}

/// Says yes to everything: an account that gave its voice away.
contract Agreeing {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x1626ba7e;
    }
}
