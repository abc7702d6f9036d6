// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bind, Messages} from "./Messages.sol";
import {Signatures} from "./Signatures.sol";

/// The worker serves `master` until `expiry`; only that master may end it earlier.
error BindingRuns(address master, uint40 expiry);

/// The binding or the signed wish for one has run out.
error BindingExpired(uint40 expiry);

/// The worker serves nobody now.
error WorkerNotBound(address worker);

/// A message is used once and in order; `expected` is next.
error WrongNonce(uint256 expected);

/// Worker and master must be two keys: a worker's key never receives money.
error WorkerIsMaster();

/// Only the master of a running binding may do this.
error NotMaster(address master);

/// Which account is paid for a worker's deals. Both sign, anybody submits. A stolen worker key
/// cannot turn the money elsewhere: while a binding runs, only its master can end it.
abstract contract Bindings is Signatures {
    event Bound(address indexed worker, address indexed master, uint32 maxDuration, uint40 expiry);
    event Unbound(address indexed worker, address indexed master);

    struct Binding {
        address master;
        uint32 maxDuration;
        uint40 expiry;
        uint24 nonce;
    }

    mapping(address worker => Binding) public bindings;

    /// Begin, extend or change a binding. Deals that are open keep their payee.
    function bind(Bind calldata wish, bytes calldata workerSig, bytes calldata masterSig) external {
        Binding storage binding = bindings[wish.worker];
        if (wish.expiry <= block.timestamp) revert BindingExpired(wish.expiry);
        if (wish.nonce != binding.nonce) revert WrongNonce(binding.nonce);
        if (wish.worker == wish.master) revert WorkerIsMaster();
        if (binding.master != wish.master && binding.expiry > block.timestamp) {
            revert BindingRuns(binding.master, binding.expiry);
        }
        bytes32 structHash = Messages.hash(wish);
        _requireSigned(wish.worker, structHash, workerSig);
        _requireSigned(wish.master, structHash, masterSig);
        bindings[wish.worker] = Binding(wish.master, wish.maxDuration, wish.expiry, wish.nonce + 1);
        emit Bound(wish.worker, wish.master, wish.maxDuration, wish.expiry);
    }

    /// By the master: the worker opens no deal for it any more and may be bound anew.
    function unbind(address worker) external {
        Binding memory binding = bindings[worker];
        if (msg.sender != binding.master) revert NotMaster(binding.master);
        bindings[worker] = Binding(address(0), 0, 0, binding.nonce + 1);
        emit Unbound(worker, binding.master);
    }

    /// Whom a new deal of `worker` pays, and the longest fixed deal that it may sell.
    function _payeeOf(address worker) internal view returns (address master, uint32 maxDuration) {
        Binding storage binding = bindings[worker];
        if (binding.expiry <= block.timestamp) revert WorkerNotBound(worker);
        return (binding.master, binding.maxDuration);
    }
}
