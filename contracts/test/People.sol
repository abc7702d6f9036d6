// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bind} from "../src/Messages.sol";
import {SNM} from "../src/SNM.sol";
import {Bed} from "./Bed.sol";
import {MoodyToken} from "./hostile/Tokens.sol";
import {ContractWallet} from "./hostile/Wallets.sol";

/// Who lives on the market of the invariants: three customers, one with an operator, one whose
/// account carries code (EIP-7702), one that is code (ERC-1271) and has an operator sign its
/// vouchers; two masters with a worker each, one of them code; a thief, and a stranger who gives
/// tokens away; a token that blocks an account and calls back in the middle of transfers.
abstract contract People is Bed {
    uint256 internal constant THIEF = 0xE1;
    uint256 internal constant SCRIBE = 0xC3;

    bytes32[] public ids;
    mapping(bytes32 id => bool) public closed;
    mapping(bytes32 id => uint256) internal _workers;
    uint256[2] internal _masterKeys = [MASTER, uint256(0xA1)];
    uint256[2] internal _workerKeys = [WORKER, uint256(0xB1)];
    address[3] internal _customers;
    address[2] internal _masters;

    constructor() {
        setUp();
        ContractWallet buyer = new ContractWallet(vm.addr(0xC2));
        ContractWallet seller = new ContractWallet(vm.addr(_masterKeys[1]));
        _customers = [consumer, vm.addr(0xC1), address(buyer)];
        _masters = [master, address(seller)];
        vm.etch(_customers[1], hex"fe");
        _bindTo(_masters[1]);
        _fund(_customers[1], PURSE);
        _fund(_customers[2], PURSE);
        vm.prank(consumer);
        market.setOperator(operator, PURSE, type(uint40).max);
        vm.prank(_customers[2]);
        market.setOperator(vm.addr(SCRIBE), 0, type(uint40).max);
    }

    function vaults() external view returns (uint256 sum) {
        for (uint256 i = 0; i < 3; i++) sum += market.vaultOf(_customers[i]);
        for (uint256 i = 0; i < 2; i++) sum += market.vaultOf(_masters[i]);
        sum += market.vaultOf(operator) + market.vaultOf(stranger) + market.vaultOf(vm.addr(THIEF));
    }

    function _money() internal override returns (SNM) {
        return SNM(address(new MoodyToken()));
    }

    function _actingFor(address customer, uint256 seed) internal view returns (address) {
        return customer == consumer && seed % 2 == 0 ? operator : customer;
    }

    /// The key that speaks for a customer: of code, its operator's.
    function _voiceOf(bytes32 id, uint256 seed) internal view returns (uint256) {
        address customer = _customer(id);
        if (customer == _customers[1]) return 0xC1;
        if (customer == _customers[2]) return SCRIBE;
        return seed % 2 == 0 ? OPERATOR : CONSUMER;
    }

    /// For consent, an account of code may be asked itself.
    function _consentOf(bytes32 id, uint256 seed) internal view returns (uint256) {
        return seed % 2 == 0 && _customer(id) == _customers[2] ? 0xC2 : _voiceOf(id, seed);
    }

    function _payee(bytes32 id) internal view returns (address payee) {
        (,,, payee,,,,,,,,) = market.deals(id);
    }

    function _bindTo(address seller) private {
        Bind memory wish = Bind(vm.addr(_workerKeys[1]), seller, 30 days, 0, type(uint40).max);
        bytes32 hash = hashes.bind(wish);
        market.bind(wish, _sign(_workerKeys[1], hash), _sign(_masterKeys[1], hash));
    }

    function _customer(bytes32 id) internal view returns (address customer) {
        (customer,,,,,,,,,,,) = market.deals(id);
    }

    function _payeeKey(bytes32 id) internal view returns (uint256) {
        return _masterKeys[_workers[id]];
    }

    function _moody() internal view returns (MoodyToken) {
        return MoodyToken(address(token));
    }

    function _mustFail(bytes memory call) internal {
        _mustFailAt(address(market), call);
    }

    function _mustFailAt(address place, bytes memory call) internal {
        (bool passed,) = place.call(call);
        assertTrue(!passed, "what nobody may do was done");
    }

    function _withdrawAll(address account) internal {
        uint256 have = market.vaultOf(account);
        vm.prank(account);
        market.withdraw(uint96(have));
    }
}
